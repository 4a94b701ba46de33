"""Dates a text tells: absolute and relative, in Finnish, English and Swedish, as exact as the words.

Rules kept: offsets are code points of the text that was given; matches never overlap; a relative expression resolves
against the publication date and never more exactly than that is known; nothing raises on any Unicode; durations,
ages, prison terms, sums, clock times and numbers of laws or cases are no dates.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from monitor.language.dates import english, finnish, swedish
from monitor.language.dates.anchor import Anchor
from monitor.language.dates.rules import DIGIT, Found, Rule
from monitor.language.folded import Folded, fold
from monitor.model import EventDate, Precision

__all__ = ["DateMatch", "find_dates", "published_on"]

_WORD = re.compile(r"[^\W\d_]+|\d+")
_ISO = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_RULES = {"fi": finnish.RULES, "en": english.RULES, "sv": swedish.RULES}
_WEEKDAYS = {"fi": finnish.WEEKDAYS, "en": english.WEEKDAYS, "sv": swedish.WEEKDAYS}
_BETWEEN = re.compile(r",? {1,3}(?:den |the |on )?(?=[\w])")


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date expression: ``text[start:end]`` are its words, ``date`` what they mean.

    ``relative`` is True when the words mean nothing without the publication date; ``future`` True when the whole
    date lies after publication, False when none of it does, None when that cannot be told. ``vague`` marks a date
    that stands for a stretch around it: a day for "viime viikolla", a year for "syksyllä".
    """

    start: int
    end: int
    date: EventDate
    relative: bool
    future: bool | None
    vague: bool = False


def published_on(value: str | None, timezone: str) -> EventDate | None:
    """Read the civil date of publication from an ISO year, month, day or timestamp; None for anything else.

    An aware timestamp becomes the date in ``timezone`` (an IANA name; unknown names leave the timestamp's own date).
    """
    text = (value or "").strip()
    try:
        if _ISO.fullmatch(text):
            return EventDate.parse(text)
        stamp = dt.datetime.fromisoformat(text)
        if stamp.tzinfo is not None:
            stamp = stamp.astimezone(ZoneInfo(timezone))
    except (KeyError, OSError):
        return EventDate.of(stamp.date())
    except (ValueError, OverflowError):
        return None
    return EventDate.of(stamp.date())


def find_dates(
    text: str, language: str, published: EventDate | None, *, planned: bool = False, told: EventDate | None = None
) -> list[DateMatch]:
    """Find all date expressions of a text in a language ("fi", "en", "sv"; anything else tries all three).

    ``published`` is what relative words count from (without it they give nothing); ``planned`` says that the text
    speaks of what is to come, so that a bare weekday or month is the nearest coming one; ``told`` is the date told
    just before the text, from which "two weeks later" counts.
    """
    folded = fold(text)
    anchor = Anchor(published, planned, told)
    table, weekdays = _table(language if language in _RULES else "")
    matches: list[DateMatch] = []
    reached = 0
    line_end = -1
    for word in _WORD.finditer(folded.lower):
        surface = word.group()
        if (surface not in table and not surface[0].isdecimal()) or word.start() < reached:
            continue
        if anchor.told is not None and anchor.told is not told and word.start() > line_end:
            anchor = replace(anchor, told=None)
        found = _read(folded, word, anchor, table, weekdays)
        if found is None:
            continue
        reached = found.end
        if found.date is not None:
            matches.append(_as_match(text, folded, word.start(), found, found.date, published))
            anchor = replace(anchor, told=found.date)
            line_end = _line_end(folded.lower, reached, line_end)
    return matches


def _line_end(text: str, position: int, known: int) -> int:
    if known >= position:
        return known
    end = text.find("\n", position)
    return len(text) if end < 0 else end


@functools.cache
def _table(language: str) -> tuple[Mapping[str, list[Rule]], frozenset[str]]:
    chosen = [language] if language else list(_RULES)
    table: dict[str, list[Rule]] = {}
    for name in chosen:
        for one in _RULES[name]:
            for head in one.heads:
                table.setdefault(head, []).append(one)
    for weekday in itertools.chain.from_iterable(_WEEKDAYS[name] for name in chosen):
        table.setdefault(weekday, [])
    return table, frozenset().union(*(_WEEKDAYS[name] for name in chosen))


def _read(
    folded: Folded, word: re.Match[str], anchor: Anchor, table: Mapping[str, list[Rule]], weekdays: frozenset[str]
) -> Found | None:
    surface = word.group()
    found = _longest(folded, word.start(), _head(surface), anchor, table)
    if surface not in weekdays:
        return found
    after = found.end if found is not None else word.end()
    return _date_of_weekday(folded, after, anchor, table) or found


def _head(surface: str) -> str:
    return DIGIT if surface[0].isdecimal() else surface


def _longest(folded: Folded, position: int, head: str, anchor: Anchor, table: Mapping[str, list[Rule]]) -> Found | None:
    found = [one.read(folded.text, folded.lower, position, anchor) for one in table.get(head, ())]
    return max((one for one in found if one is not None), key=lambda one: one.end, default=None)


def _date_of_weekday(folded: Folded, position: int, anchor: Anchor, table: Mapping[str, list[Rule]]) -> Found | None:
    """Read the day of the month behind a weekday: "torstaina 27.10.", "Tuesday, February 27"."""
    between = _BETWEEN.match(folded.lower, position)
    word = between and _WORD.match(folded.lower, between.end())
    if not word:
        return None
    found = _longest(folded, word.start(), _head(word.group()), anchor, table)
    if found is None or found.relative or found.date is None or found.date.precision is not Precision.DAY:
        return None
    return found


def _as_match(
    text: str, folded: Folded, start: int, found: Found, date: EventDate, published: EventDate | None
) -> DateMatch:
    first, last = folded.raw(start), folded.raw(found.end)
    future = _is_future(date, published)
    return DateMatch(first, last, replace(date, words=text[first:last]), found.relative, future, found.vague)


def _is_future(date: EventDate, published: EventDate | None) -> bool | None:
    if published is None:
        return None
    if date.first > published.last:
        return True
    return False if date.last <= published.last else None
