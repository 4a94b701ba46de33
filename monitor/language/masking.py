"""Names that are not to be kept, masked in any inflected form by blocks of the same length.

For people who ask to be forgotten, and for victims whom an article names: settings.toml lists them (``mask_names``),
every text is masked before it is stored, and `monitor db mask` masks what is stored already. Offsets stay true.

Rule kept: a full name is masked wherever it stands; a surname alone only in a text that has the full name too, because
others bear it. Forms come from the Finnish paradigms of names; what follows an apostrophe (English) is left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from monitor.language.finnish import name as paradigm

BLOCK = "█"
_GAP = r"[\s\u00a0\u202f]+"


class Mask:
    """What masks the names of some people; falsy when there is nobody to mask."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._people = [_person(name) for name in names]

    def __bool__(self) -> bool:
        return bool(self.names)

    def named(self, *texts: str) -> set[int]:
        """Say which people (by place in ``names``) are fully named in the texts."""
        return {place for place, (full, _) in enumerate(self._people) if any(full.search(text) for text in texts)}

    def masked(self, text: str, alone: Collection[int] = ()) -> str:
        """Mask full names, and the surnames alone of the people in ``alone``."""
        for place, (full, surname) in enumerate(self._people):
            text = full.sub(_blocks, text)
            if place in alone:
                text = surname.sub(_blocks, text)
        return text

    def together(self, *texts: str) -> tuple[str, ...]:
        """Mask texts that belong together, such as a title and its text."""
        if not self._people:
            return texts
        alone = self.named(*texts)
        return tuple(self.masked(text, alone) for text in texts)


def _person(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the patterns of a full name and of its surname alone."""
    *first, surname = name.split()
    forms = "|".join(sorted(map(re.escape, {surname.lower(), *paradigm(surname)}), key=len, reverse=True))
    before = _GAP.join(re.escape(part) for part in first)
    full = re.compile(rf"(?<!\w){before}{_GAP}(?:{forms})(?!\w)", re.IGNORECASE)
    # A surname may be a common word (Mäki): alone it is a name only with a capital.
    return full, re.compile(rf"(?<!\w)(?=[^\W\d_a-zåäöø])(?i:{forms})(?!\w)")


def _blocks(found: re.Match[str]) -> str:
    return BLOCK * len(found.group())
