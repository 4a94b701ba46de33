"""Swedish date expressions, as the Swedish-language newsrooms of Finland write them.

Rule kept: a bare number is a year only behind a word that makes it one.
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
    SHORT_FIGURES,
    UNDATED,
    YEAR,
    Rule,
    choice,
    counted,
    counted_after,
    heads_of,
    number,
    rule,
    words,
)
from monitor.language.number_words import SWEDISH, small
from monitor.model import EventDate

_MONTHS = words("januari februari mars april maj juni juli augusti september oktober november december")
_MONTH = rf"(?P<month>{choice(_MONTHS)})\b"
_DAYS = words("måndag tisdag onsdag torsdag fredag lördag söndag")
_DAY = rf"(?P<weekday>{'|'.join(_DAYS)})"
_DAY_TIME = r"(?:(?:s?(?:morgon|kväll|eftermiddag|förmiddag|natt)(?:en)?s?))"
_NUMBERS = {**small(SWEDISH), "ett par": 2}
_UNITS = {
    "dag": "days",
    "dagar": "days",
    "dygn": "days",
    "vecka": "weeks",
    "veckor": "weeks",
    "månad": "months",
    "månader": "months",
    "år": "years",
}
_SEASONS = {"vår": "spring", "som": "summer", "hös": "autumn", "vin": "winter"}
_SEASON = r"(?P<season>våren|sommaren|hösten|vintern|höst|vår|sommar|vinter)"
_SIDES = {
    "förra": "last",
    "senaste": "last",
    "nästa": "next",
    "denna": "this",
    "i": "this",
    "kommande": "next",
    "den här": "this",
    "det här": "this",
}
_SIDE = r"(?P<side>förra|nästa|denna|den här|det här|kommande)"
_OFFSETS = {"last": -1, "next": 1, "this": 0}
_YEAR_WORDS = words(
    "år året sedan från till under i av före efter fram åren mellan hösten våren sommaren vintern slutet början"
)


def _month_number(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"]) + 1


def _side(match: re.Match[str]) -> str:
    return _SIDES.get(match.groupdict().get("side") or "", "")


def _day(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.day(number(match, "year"), _month_number(match), int(match["day"]))


def _month(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.month(number(match, "year"), _month_number(match), _side(match))


def _weekday(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.weekday(_DAYS.index(match["weekday"]), _side(match))


def _past_weekday(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.weekday(_DAYS.index(match["weekday"]), "last")


def _coming_weekday(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.weekday(_DAYS.index(match["weekday"]), "next")


def _weekday_of_week(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.weekday(_DAYS.index(match["weekday"]), week=_OFFSETS[_side(match)])


def _side_unit(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    offset = _OFFSETS[_side(match)]
    if match["unit"].startswith("år"):
        return anchor.years(offset)
    return anchor.months(offset) if match["unit"].startswith("mån") else anchor.days(7 * offset)


def _year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.year(int(match["year"]))


def _season(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.season(_SEASONS[match["season"][:3]], number(match, "year"), _side(match))


def _past_season(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.season(_SEASONS[match["season"][:3]], None, "last")


def _coming_season(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.season(_SEASONS[(match["season"] or match["near"])[:3]], None, "this" if match["near"] else "")


def _offset(days: int) -> Callable[[re.Match[str], Anchor], EventDate | None]:
    return lambda _match, anchor: anchor.days(days)


_SIDE_HEADS = words("förra nästa denna den det kommande")
_HEADS_WITH_TIME = [
    day + end
    for day in _DAYS
    for end in ("", *words("en ens s skväll smorgon kväll morgon morse seftermiddag skvällen smorgonen"))
]

RULES: tuple[Rule, ...] = (
    *FIGURES,
    *SHORT_FIGURES,
    rule(
        [DIGIT],
        rf"(?<![\d.,:/])(?P<day>\d{{1,2}})(?:\.|:e)?(?:(?: ?{DASH} ?| och )\d{{1,2}}(?:\.|:e)?)?"
        rf" {_MONTH}(?: (?:år )?{YEAR})?",
        _day,
    ),
    rule(_MONTHS, rf"{_MONTH} (?:år |månad )?{YEAR}", _month),
    rule(
        ["i", "sedan", "från", "till", "under", "av", "före", "efter", "mellan"],
        rf"(?:i|sedan|från|till|under|av|före|efter|mellan) (?:(?:slutet av|början av|mitten av"
        rf"|medlet av|utgången av) )?{_MONTH}(?: {YEAR})?",
        _month,
    ),
    rule(
        _MONTHS,
        rf"(?P<month>"
        rf"{choice(m for m in _MONTHS if m not in ('mars', 'april', 'maj', 'juni', 'augusti'))})\b(?! \d{{4}})",
        _month,
    ),
    rule(_SIDE_HEADS, rf"{_SIDE} {_MONTH}", _month, relative=True),
    rule(_HEADS_WITH_TIME, rf"{_DAY}(?:ens?|{_DAY_TIME}|)\b", _weekday, relative=True),
    rule(["i"], rf"i {_DAY}s(?:kväll|morse|natt|)\b", _past_weekday, relative=True),
    rule(["på"], rf"på {_DAY}(?:kväll|morgon|)\b", _coming_weekday, relative=True),
    rule(_SIDE_HEADS, rf"{_SIDE} {_DAY}(?:en|)\b", _weekday, relative=True),
    rule(_HEADS_WITH_TIME, rf"{_DAY}(?:en|)(?: i)? {_SIDE} vecka[n]?\b", _weekday_of_week, relative=True),
    rule(["i", "idag"], r"i ?dag\b|i (?:morse|kväll)\b", _offset(0), relative=True),
    rule(
        ["de", "under", "tidigare", "samma"],
        r"(?:(?:de|under de) senaste (?:dagarna|veckorna)|under veckan|tidigare (?:i|samma) veckan?|samma vecka)\b",
        _offset(0),
        relative=True,
        vague=True,
    ),
    rule(["redan"], rf"redan (?:år )?{BARE_YEAR}", _year),
    rule([DIGIT], rf"(?:(?<=et )|(?<=en )|(?<=na )){BARE_YEAR}(?! [a-zåäö]+(?:er|ar|or)\b)", _year),
    rule(
        ["i", "vid", "före", "till"],
        r"(?:i|vid|före|till) (?:slutet|början|mitten|utgången) av månaden\b",
        lambda _match, anchor: anchor.months(0),
        relative=True,
    ),
    rule(
        ["till", "i"],
        r"(?:till (?P<season>våren|sommaren|hösten|vintern)|i (?P<near>vår|sommar|höst|vinter))\b(?! \d)",
        _coming_season,
        relative=True,
        vague=True,
    ),
    rule(["i"], r"i natt\b", _offset(0), relative=True),
    rule(["i", "under"], r"(?:i|under) helgen\b", lambda _match, anchor: anchor.weekend(), relative=True),
    rule(
        heads_of(_NUMBERS),
        rf"(?P<count>\d{{1,2}}|{choice(_NUMBERS)}) (?P<unit>{choice(_UNITS)}) efter {UNDATED}",
        counted_after(_NUMBERS, _UNITS),
        relative=True,
    ),
    rule(["i", "igår"], r"i ?går\b(?: kväll)?", _offset(-1), relative=True),
    rule(["i", "gårdagens"], r"i förrgår\b", _offset(-2), relative=True),
    rule(["gårdagens"], r"gårdagens\b", _offset(-1), relative=True),
    rule(["i", "imorgon"], r"i ?morgon\b", _offset(1), relative=True),
    rule(["i"], r"i år\b", lambda _match, anchor: anchor.years(0), relative=True),
    rule(["i", "ifjol"], r"i ?fjol\b", lambda _match, anchor: anchor.years(-1), relative=True),
    rule(["i"], r"i (?P<season>våras|somras|höstas|vintras)\b", _past_season, relative=True, vague=True),
    rule(
        _SIDE_HEADS,
        rf"{_SIDE} (?P<unit>veckans?|vecka|månadens?|månad|årets?|år)\b",
        _side_unit,
        relative=True,
        vague=True,
    ),
    rule(
        heads_of(_NUMBERS),
        rf"(?P<count>\d{{1,2}}|{choice(_NUMBERS)}) (?P<unit>{choice(_UNITS)}) sedan\b",
        counted(_NUMBERS, _UNITS, -1),
        relative=True,
    ),
    rule(
        heads_of(_NUMBERS),
        rf"(?P<count>\d{{1,2}}|{choice(_NUMBERS)}) (?P<unit>{choice(_UNITS)}) senare\b",
        counted(_NUMBERS, _UNITS, 1, told=True),
        relative=True,
    ),
    rule(_YEAR_WORDS, rf"{choice(_YEAR_WORDS)} (?:år )?{BARE_YEAR}", _year),
    rule([DIGIT], rf"(?<=\(){BARE_YEAR}(?=\))", _year),
    rule([DIGIT], rf"(?<=[12]\d\d\d[-–—]){BARE_YEAR}", _year),
    rule([DIGIT], rf"(?<=[12]\d\d\d och ){BARE_YEAR}", _year),
    # "I tingsrätten dömdes han 2024": a year alone, behind a word and before no counted noun.
    rule(
        [DIGIT],
        rf"(?<=[a-zåäö] )(?<!cirka )(?<!omkring )(?<!nästan )(?<!över )(?<!drygt )(?<!totalt )(?<!minst )"
        rf"{BARE_YEAR}(?=[.,;:!?]?$|[.,;:] |\n| (?:och|men|då|när|till|för|av|i)\b)",
        _year,
    ),
    rule(words("våren sommaren hösten vintern höst vår sommar vinter"), rf"{_SEASON} (?:år )?{YEAR}", _season),
    rule(_SIDE_HEADS, rf"{_SIDE} {_SEASON}\b", _season, relative=True, vague=True),
    rule(
        ["i", "på", "under"],
        r"(?:i|på|under) (?P<season>våren|sommaren|hösten|vintern)\b(?! \d)",
        _season,
        relative=True,
        vague=True,
    ),
)

WEEKDAYS = frozenset(_HEADS_WITH_TIME)
