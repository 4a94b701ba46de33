"""English date expressions, as British and American newsrooms write them.

Rule kept: "may" and "march" are months only with a capital and company; a bare number is a year only behind a word
that makes it one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from monitor.language.dates.anchor import Anchor
from monitor.language.dates.rules import (
    BARE_YEAR,
    DASH,
    DIGIT,
    FIGURES,
    UNDATED,
    YEAR,
    Rule,
    choice,
    counted,
    counted_after,
    heads_of,
    number,
    rule,
    shifted,
    words,
)
from monitor.language.number_words import ENGLISH, small
from monitor.model import EventDate, Precision

_NAMES = words("january february march april may june july august september october november december")
_SHORT = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MONTHS = {**{name: index for index, name in enumerate(_NAMES, 1)}, **_SHORT}
_ANY = rf"(?P<month>{choice(_MONTHS)})\b\.?"
_FULL = rf"(?P<month>{choice(_NAMES)})\b"
#: Months that are nothing else in English; the others also name people, verbs or a street.
_PLAIN = rf"(?P<month>{choice([name for name in _NAMES if name not in ('march', 'april', 'may', 'june', 'august')])})\b"
_PLAIN_HEADS = [name for name in _NAMES if name not in ("march", "april", "may", "june", "august")]
_DAYS = words("monday tuesday wednesday thursday friday saturday sunday")
_SHORT_DAYS = words("mon tue tues wed thu thur thurs fri sat sun")
_TIME = r"(?:(?:'s|’s)|(?: (?:morning|afternoon|evening|night|lunchtime)\b))?"
_WEEKDAY = (
    rf"(?P<weekday>{'|'.join(_DAYS)})\b(?! (?:times|mirror|telegraph|express|mail|sun|herald|post|best)\b){_TIME}"
)
_NUMBERS = {**small(ENGLISH), "a": 1, "an": 1, "a couple of": 2, "a couple": 2}
_UNITS = {
    "day": "days",
    "days": "days",
    "week": "weeks",
    "weeks": "weeks",
    "fortnight": "fortnights",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
    "decade": "decades",
}
_SEASONS = {"spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn", "winter": "winter"}
_SEASON = rf"(?P<season>{choice(_SEASONS)})\b"
_OFFSETS = {"last": -1, "next": 1, "this": 0, "previous": -1, "coming": 1}
_SIDE = r"(?P<side>last|next|this)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_PREPOSITIONS = words(
    "in since by until till from to of during before after for through throughout around about on between as and back "
    "between late early mid"
)
_YEAR_PREPOSITIONS = words(
    "in since by until till from to of during before after through throughout around between late early mid year"
)


def _month_number(match: re.Match[str]) -> int:
    return _MONTHS[match["month"]]


def _side(match: re.Match[str]) -> str:
    return match.groupdict().get("side") or ""


def _day(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.day(number(match, "year"), _month_number(match), int(match["day"]), _side(match))


def _month(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.month(number(match, "year"), _month_number(match), _side(match))


def _month_of_side_year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    year = anchor.years(_OFFSETS[_side(match)])
    return None if year is None else anchor.month(year.first.year, _month_number(match))


def _weekday(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    side = _side(match)
    return (
        anchor.weekday(_DAYS.index(match["weekday"]), week=0)
        if side == "this"
        else anchor.weekday(_DAYS.index(match["weekday"]), side)
    )


def _weekday_of_week(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.weekday(_DAYS.index(match["weekday"]), week=_OFFSETS[_side(match)])


def _side_unit(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    offset = _OFFSETS[_side(match)]
    if match["unit"] == "year":
        return anchor.years(offset)
    return anchor.months(offset) if match["unit"] == "month" else anchor.days(7 * offset)


def _year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.year(int(match["year"]))


def _season(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.season(_SEASONS[match["season"]], number(match, "year"), _side(match))


def _later(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    """Read "two weeks later" or "a month earlier, in September" from the date just told."""
    back = match["way"] in ("earlier", "before")
    if match["month"]:
        beside = anchor if match["year"] else anchor.from_told()
        return beside.month(number(match, "year"), _month_number(match), "last" if back else "next")
    return counted(_NUMBERS, _UNITS, -1 if back else 1, told=True)(match, anchor)


def _day_of_month(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    """Read "on the 13th": of the month of publication, or the month beside it when that day has not come (or gone)."""
    published = anchor.published
    if published is None or published.precision is Precision.YEAR:
        return None
    day, here = int(match["day"]), published.first
    if published.precision is Precision.MONTH:
        return anchor.day(here.year, here.month, day)
    step = -1 if day > here.day and not anchor.planned else 1 if day < here.day and anchor.planned else 0
    index = here.year * 12 + here.month - 1 + step
    return anchor.day(index // 12, index % 12 + 1, day)


def _told_offset(match: re.Match[str]) -> int:
    return {"following": 1, "next": 1, "previous": -1}.get(match["told"].split()[-1], 0)


def _told_month(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.from_told().month(None, _month_number(match), "next")


def _month_of_told_year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    year = anchor.from_told().years(0)
    return None if year is None else anchor.month(year.first.year, _month_number(match))


def _told_unit(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return shifted(anchor.from_told(), _told_offset(match), match["unit"] + "s")


def _told_year_month(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    year = anchor.from_told().years(_told_offset(match))
    return None if year is None else anchor.month(year.first.year, _month_number(match))


def _offset(days: int) -> Callable[[re.Match[str], Anchor], EventDate | None]:
    return lambda _match, anchor: anchor.days(days)


RULES: tuple[Rule, ...] = (
    *FIGURES,
    rule(
        [DIGIT],
        rf"(?<![\d.,:/$€£])(?P<day>\d{{1,2}}){_ORDINAL}(?:(?: ?{DASH} ?| to | and )\d{{1,2}}{_ORDINAL})?"
        rf"(?: day)?(?: of)? {_ANY}(?:,? {YEAR})?",
        _day,
        capital="month",
    ),
    rule(
        _MONTHS,
        rf"{_ANY} (?:the )?(?P<day>\d{{1,2}}){_ORDINAL}(?![\d:%]|[.,]\d)(?: ?(?:{DASH}|to|and)"
        rf" ?\d{{1,2}}{_ORDINAL}\b(?! \w+ \d))?(?:,? {YEAR})?",
        _day,
        capital="month",
    ),
    rule(_MONTHS, rf"{_ANY}(?:,| of)? {YEAR}", _month, capital="month"),
    rule(_PLAIN_HEADS, rf"{_PLAIN}(?:'s|’s)?(?! \d{{4}})", _month, capital="month"),
    rule(
        _PREPOSITIONS,
        rf"(?:{'|'.join(sorted(set(_PREPOSITIONS)))}) (?:the (?:end|beginning|start|middle) of "
        rf"|early |late |mid-)?(?:in )?{_FULL}(?:,? {YEAR})?(?! \d)",
        _month,
        capital="month",
    ),
    rule(["last", "next", "this"], rf"{_SIDE} {_FULL}(?! \d)", _month, relative=True, capital="month"),
    rule(_NAMES, rf"{_FULL} (?:of )?{_SIDE} year\b", _month_of_side_year, relative=True, capital="month"),
    rule(_DAYS, _WEEKDAY, _weekday, relative=True, capital="weekday"),
    rule(["last", "next", "this"], rf"{_SIDE} {_WEEKDAY}", _weekday, relative=True, capital="weekday"),
    rule(_DAYS, rf"{_WEEKDAY} (?:of )?{_SIDE} week\b", _weekday_of_week, relative=True, capital="weekday"),
    rule(
        ["last", "next", "this"],
        rf"{_SIDE} week(?:'s|’s)?(?: on)? {_WEEKDAY}",
        _weekday_of_week,
        relative=True,
        capital="weekday",
    ),
    rule(["today", "tonight"], r"(?:today|tonight)\b(?:'s|’s)?", _offset(0), relative=True),
    rule(["this"], r"this (?:morning|afternoon|evening)\b", _offset(0), relative=True),
    rule(["yesterday"], r"yesterday\b(?:'s|’s)?(?: (?:morning|afternoon|evening)\b)?", _offset(-1), relative=True),
    rule(["last"], r"last night\b", _offset(-1), relative=True),
    rule(
        ["in", "over", "during"],
        r"(?:in recent|(?:in|over|during) the (?:past|last)(?: few| couple of)?) (?:days?|weeks?)\b",
        _offset(0),
        relative=True,
        vague=True,
    ),
    rule(["earlier"], r"earlier (?:the same|that|this|in the) week\b", _offset(0), relative=True, vague=True),
    rule(["as"], rf"as early as {BARE_YEAR}", _year),
    rule(
        ["at", "by", "towards", "before", "until"],
        r"(?:at|by|towards|before|until) the (?:end|middle|start) of (?:the|this) month\b",
        lambda _match, anchor: anchor.months(0),
        relative=True,
    ),
    rule(["overnight"], r"overnight\b", _offset(0), relative=True),
    rule(
        ["over", "at", "during", "this", "last", "next"],
        r"(?:(?:over|at|during) the|(?P<side>this|last|next)) weekend\b",
        lambda match, anchor: anchor.weekend(_side(match)),
        relative=True,
    ),
    rule(
        heads_of(_NUMBERS),
        rf"(?P<count>\d{{1,2}}|{choice(_NUMBERS)}) (?P<unit>{choice(_UNITS)}) after (?!that\b){UNDATED}",
        counted_after(_NUMBERS, _UNITS),
        relative=True,
    ),
    rule(["that"], rf"that {_FULL}(?! \d)", _month_of_told_year, relative=True, capital="month"),
    rule(
        [*_SEASONS, "in", "since", "by"],
        rf"(?:(?:in|since|by) (?:the )?)?{_SEASON} (?:of )?{_SIDE} year\b",
        lambda match, anchor: anchor.years(_OFFSETS[_side(match)]),
        relative=True,
    ),
    rule(["tomorrow"], r"tomorrow\b(?:'s|’s)?(?: (?:morning|afternoon|evening)\b)?", _offset(1), relative=True),
    rule(["the"], r"the day before yesterday\b", _offset(-2), relative=True),
    rule(["the"], r"the day after tomorrow\b", _offset(2), relative=True),
    rule(
        ["last", "next", "this", "earlier", "later", "late", "early", "mid", "end"],
        rf"(?:(?:earlier|later|late|early|mid|end of)[ -]|)(?:in )?{_SIDE} (?P<unit>week|month|year)\b(?:'s|’s)?",
        _side_unit,
        relative=True,
        vague=True,
    ),
    rule(
        heads_of(_NUMBERS),
        rf"(?P<count>\d{{1,2}}|{choice(_NUMBERS)}) (?P<unit>{choice(_UNITS)}) ago\b",
        counted(_NUMBERS, _UNITS, -1),
        relative=True,
    ),
    rule(
        heads_of(_NUMBERS),
        rf"(?P<count>\d{{1,2}}|{choice(_NUMBERS)}) (?P<unit>{choice(_UNITS)}) (?P<way>later"
        rf"|earlier|before(?=[.,;:]|$)|after that)\b"
        rf"(?:, in {_FULL}(?:,? {YEAR})?)?",
        _later,
        relative=True,
        swallow=True,
    ),
    rule(["the"], rf"the (?:following|next) {_FULL}", _told_month, relative=True, swallow=True, capital="month"),
    rule(
        ["the", "that"],
        r"(?P<told>the (?:following|next|previous|same)|that(?: same)?) (?P<unit>day|week|month|year)\b(?!'s|’s)",
        _told_unit,
        relative=True,
        swallow=True,
    ),
    rule(
        _NAMES,
        rf"{_FULL} (?:of )?(?P<told>the (?:following|next|previous|same)|that(?: same)?) year\b",
        _told_year_month,
        relative=True,
        swallow=True,
        capital="month",
    ),
    rule(
        sorted(set(_YEAR_PREPOSITIONS)),
        rf"(?:{'|'.join(sorted(set(_YEAR_PREPOSITIONS)))}) {_FULL} (?:of )?"
        r"(?P<told>the (?:following|next|previous|same)|that(?: same)?) year\b",
        _told_year_month,
        relative=True,
        swallow=True,
        capital="month",
    ),
    rule(
        ["on", "the"],
        r"(?:on )?the (?P<day>\d{1,2})(?:st|nd|rd|th)\b"
        r"(?=[,.;:!?)]|$| of (?:this|the) month| and | when | but | in | at )",
        _day_of_month,
        relative=True,
    ),
    rule(["half"], r"half a year ago\b", lambda _match, anchor: anchor.months(-6), relative=True, vague=True),
    rule(
        sorted(set(_YEAR_PREPOSITIONS)),
        rf"(?:{'|'.join(sorted(set(_YEAR_PREPOSITIONS)))}) (?:(?:early|late|mid|about|around)[ -])"
        rf"?(?:in )?{BARE_YEAR}(?:'s|’s)?\b",
        _year,
    ),
    rule([DIGIT], rf"(?<=\(){BARE_YEAR}(?=\))", _year),
    rule([DIGIT], rf"(?<=[12]\d\d\d[-–—]){BARE_YEAR}", _year),
    rule([DIGIT], rf"(?<=[12]\d\d\d and ){BARE_YEAR}", _year),
    rule(
        [DIGIT],
        r"(?:(?<=the )|(?<=\ba )|(?<=this )|(?<=his )|(?<=its ))(?P<year>199\d|20[0-2]\d"
        r"|203[0-5])(?= [a-z])(?! [a-z-]+s\b)",
        _year,
    ),
    rule(_SEASONS, rf"{_SEASON}(?: of|,)? {YEAR}", _season),
    rule(["last", "next", "this"], rf"{_SIDE} {_SEASON}", _season, relative=True, vague=True),
    rule(
        ["in", "since", "by", "during", "until"],
        r"(?:in|since|by|during|until) (?:the )?(?:early |late )?(?P<season>spring|summer|autumn"
        r"|winter)\b(?! (?:of )?\d)",
        _season,
        relative=True,
        vague=True,
    ),
)

WEEKDAYS = frozenset((*_DAYS, *_SHORT_DAYS))
