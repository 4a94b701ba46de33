"""Where symbols stand in one sentence: noted by word, looked up by symbol.

A word stands for a hundred symbols (its concepts, their alternatives), of which a sentence's patterns ask for a few.
So a word is noted with all its symbols at once, and the places of a symbol are gathered when first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int]


class Spans:
    """Symbol -> places, in the order of the words, then of what patterns made; ``present`` are all symbols noted."""

    __slots__ = ("_gathered", "_noted", "present")

    def __init__(self) -> None:
        self.present: set[int] = set()
        self._noted: list[tuple[Span, frozenset[int]]] = []
        self._gathered: dict[int, list[Span]] = {}

    def note(self, span: Span, symbols: frozenset[int]) -> None:
        """Let every one of ``symbols`` stand at ``span``."""
        self._noted.append((span, symbols))
        self.present |= symbols
        for number in self._gathered.keys() & symbols:
            del self._gathered[number]

    def get(self, number: int, default: Sequence[Span] = ()) -> Sequence[Span]:
        """Give the places of a symbol, or ``default`` when it stands nowhere."""
        if number not in self.present:
            return default
        found = self._gathered.get(number)
        if found is None:
            places = [span for span, symbols in self._noted if number in symbols]
            found = self._gathered[number] = list(dict.fromkeys(places))
        return found

    def __contains__(self, number: int) -> bool:
        return number in self.present

    def keys(self) -> set[int]:
        """Give all symbols noted."""
        return self.present
