"""A text folded for matching, with the way back to the raw text's offsets.

Rule kept: a text in NFC or NFD, with or without soft hyphens, no-break spaces or typographic hyphens folds to the
same string, and every offset of the folded string leads back to a code point of the raw one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DROPPED = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_ODD = re.compile(
    "[\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300-\u036f\t\u00a0\u2000-\u200a\u202f\u205f\u3000\u2010\u2011]"
)
_TABLE = {
    **dict.fromkeys([0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    0x2010: "-",
    0x2011: "-",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` keeps case, ``lower`` does not; both have one length. ``offsets`` is None when nothing moved."""

    text: str
    lower: str
    offsets: list[int] | None

    def raw(self, position: int) -> int:
        """Give the raw offset of a folded offset (or of the end)."""
        return position if self.offsets is None else self.offsets[position]


def fold(text: str) -> Folded:
    """Compose, drop invisible characters, make every space and hyphen the plain one. Never raises."""
    offsets: list[int] | None = None
    if _ODD.search(text):
        text, offsets = _compose(text)
        text = text.translate(_TABLE)
    lower = text.lower()
    if len(lower) != len(text):  # only U+0130 lower-cases to two code points
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    return Folded(text, lower, offsets)


def _compose(text: str) -> tuple[str, list[int]]:
    folded: list[str] = []
    offsets: list[int] = []
    for position, char in enumerate(text):
        if "\u0300" <= char <= "\u036f" and folded:
            pair = unicodedata.normalize("NFC", folded[-1] + char)
            if len(pair) == 1:
                folded[-1] = pair
                continue
        if not _DROPPED.match(char):
            folded.append(char)
            offsets.append(position)
    offsets.append(len(text))
    return "".join(folded), offsets
