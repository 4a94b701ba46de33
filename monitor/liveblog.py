"""The text of a live blog: a lead, then dated entries, the newest first, each below a line that is its time.

Rules kept: the time of every entry stands in the stored text itself, so that whoever reads it again reads each entry
by its own time; an entry that the page no longer shows because it is too old stays, one that was taken out of the
middle does not. Standard library only; pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Fewer dated entries are no live blog.
FEWEST = 2
_STAMP = re.compile(
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Update:
    """One entry: when it was published (ISO 8601, with a time of day), its headline and its paragraphs."""

    at: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One entry in a stored text: ``text[start:end]`` is what it says, ``at`` when it was published."""

    start: int
    end: int
    at: str


def parts(text: str) -> list[Part]:
    """Find the entries of a live blog's text; none when it is another text."""
    stamps = list(_STAMP.finditer(text))
    if len(stamps) < FEWEST:
        return []
    ends = [stamp.start() for stamp in stamps[1:]] + [len(text)]
    return [
        Part(min(stamp.end() + 1, end), end, stamp.group())
        for stamp, end in zip(stamps, ends, strict=True)
        if text[stamp.end() : end].strip()
    ]


def lead(text: str) -> str:
    """Give what stands before the first entry."""
    stamp = _STAMP.search(text)
    return text[: stamp.start()].rstrip() if stamp else text


def written(before: str, updates: Iterable[Update], limit: int) -> str:
    """Write a live blog's text: the lead and the entries, the newest first, as many as have room."""
    text = before.strip()
    for one in newest_first(updates):
        said = "\n".join(filter(None, (one.title, one.text)))
        piece = f"{one.at}\n{said}" if not text else f"\n{one.at}\n{said}"
        if len(text) + len(piece) > limit:
            break
        text += piece
    return text


def newest_first(updates: Iterable[Update]) -> list[Update]:
    """Sort entries; in the order they have when their times cannot be compared."""
    given = list(updates)
    moments = [moment(one.at) for one in given]
    if len({one.tzinfo is None for one in moments}) != 1:
        return given
    return [one for _, one in sorted(zip(moments, given, strict=True), key=lambda pair: pair[0], reverse=True)]


def moment(at: str) -> dt.datetime:
    """Give the moment of a time stamp, without a zone when it names none."""
    return dt.datetime.fromisoformat(at)


def kept(text: str, before: str, limit: int) -> str:
    """Give a page's text with the older entries of its earlier text that it shows no longer.

    Pages of live blogs show their newest entries only. What is missing among the entries shown was taken back.
    """
    shown, earlier = parts(text), parts(before)
    if not shown or not earlier:
        return text
    try:
        oldest = min(moment(one.at) for one in shown)
        gone = [one for one in earlier if moment(one.at) < oldest]
    except TypeError:  # some with a zone, some without
        return text
    return written(lead(text), [*_updates(text, shown), *_updates(before, gone)], limit)


def _updates(text: str, found: Sequence[Part]) -> list[Update]:
    return [Update(one.at, "", text[one.start : one.end].strip()) for one in found]
