"""The place in a text where a query is answered, as one line with the words that answer it marked; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.language.vocabulary import places
from monitor.storage.search.forms import Alternative

_WORDS = 18
_BEFORE = 4
_DROPPED = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SPACE = re.compile(r"\s+")

Mark = tuple[int, int]


def snippet(
    text: str, clauses: Sequence[Sequence[Alternative]], *, whole: bool = False
) -> tuple[str, tuple[Mark, ...]]:
    """Give a line of words around the place that answers most of a query, and where in it the answers stand.

    ``whole``: the text all of it (a quote). A text that answers nothing (its title does) gives its beginning.
    """
    found = list(places(text))
    words = [one for _, _, one in found]
    hits: dict[int, set[int]] = {}
    for number, clause in enumerate(clauses):
        for alternative in clause:
            for at in alternative.places(words):
                hits.setdefault(at, set()).add(number)
    first = 0 if whole else max(0, _best(hits) - _BEFORE)
    last = len(found) if whole else min(len(found), first + _WORDS)
    return _line(text, found, first, last, hits)


def _best(hits: dict[int, set[int]]) -> int:
    """Give the index of the first word from which on most of the query is answered."""
    best, most = 0, 0
    for start in sorted(hits):
        near = [numbers for at, numbers in hits.items() if start <= at < start + _WORDS - _BEFORE]
        count = len(set().union(*near))
        if count > most:
            best, most = start, count
    return best


def _line(
    text: str, found: Sequence[tuple[int, int, str]], first: int, last: int, hits: dict[int, set[int]]
) -> tuple[str, tuple[Mark, ...]]:
    start = found[first][0] if first else 0
    end = found[last][0] if last < len(found) else len(text)
    pieces, marks, length = ["… " if first else ""], [], 2 if first else 0

    def add(piece: str) -> None:
        nonlocal length
        piece = _SPACE.sub(" ", _DROPPED.sub("", piece))
        pieces.append(piece)
        length += len(piece)

    for at in range(first, last):
        if at in hits:
            begins, ends, _ = found[at]
            add(text[start:begins])
            marks.append((length, 0))
            add(text[begins:ends])
            marks[-1] = (marks[-1][0], length)
            start = ends
    add(text[start:end])
    line = "".join(pieces)
    cut = len(line) - len(line.lstrip())
    return line.strip() + (" …" if last < len(found) else ""), tuple((one - cut, other - cut) for one, other in marks)
