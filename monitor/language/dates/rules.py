"""What a date rule is, and the rules all three languages share: dates in figures.

Rule kept: a rule is tried only where one of its head words begins, so the work grows with the words of a text and
not with the number of rules. Patterns are matched against lower-case folded text and never backtrack over more
than a few words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from monitor.language.dates.anchor import Anchor
from monitor.model import EventDate, Precision

#: The head of every rule that begins with a figure.
DIGIT = "0"

S = " {1,3}"
YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)(?![\d%€$]|[.,]\d|[ ]\d{3}\b)"
#: Numbers that count something are no years: "2000 euroa", "2021 patients".
_NOT_COUNTED = (
    r"(?! (?:euro|dollar|potila|uhri|ihmi|asiaka|asiakk|henk|ilmoitu|rikosilmoitu|tapau|patient|victim|people|person"
    r"|client|report|case|count|complain|record|file|offer|personer|patienter|kund|anmäl|kilo|metri|meter|mile|bitcoin"
    r"|jäse|member|suomalai|finns))"
)
BARE_YEAR = r"(?P<year>199\d|20[0-2]\d|203[0-5])(?![\d%€$]|[.,]\d| \d{3}\b)" + _NOT_COUNTED
DASH = "[-–—]"
#: Not where a year follows in the sentence: that dates it better than any counting.
UNDATED = r"(?![^.\n]{0,120}\b(?:19|20)\d\d\b)"


class Found(NamedTuple):
    """A date and the end of its words; no date for words that look like one and are not ("muutama vuosi sitten")."""

    end: int
    date: EventDate | None
    relative: bool
    vague: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, the words it can begin with, and what turns its match into a date.

    ``relative`` marks expressions that mean nothing without the publication date; ``vague`` those whose date stands
    for a stretch around it ("viime viikolla"). ``capital`` asks for a capital at the named group in the raw text.
    ``swallow`` takes the words even when they give no date, so that no part of them is read alone.
    """

    heads: frozenset[str]
    pattern: str
    resolve: Callable[[re.Match[str], Anchor], EventDate | None]
    relative: bool = False
    vague: bool = False
    capital: str = ""
    swallow: bool = False

    def read(self, text: str, lower: str, position: int, anchor: Anchor) -> Found | None:
        """Tell what the rule makes of the words at a position, if anything."""
        match = _compiled(self.pattern).match(lower, position)
        if match is None or not self._is_capital(match, text):
            return None
        date = self.resolve(match, anchor)
        return None if date is None and not self.swallow else Found(match.end(), date, self.relative, self.vague)

    def _is_capital(self, match: re.Match[str], text: str) -> bool:
        if not self.capital or match.start(self.capital) < 0:
            return True
        return text[match.start(self.capital)].isupper()


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when a text first needs it: all at import take 60 ms, a text's own a tenth."""
    return re.compile(pattern)


def rule(
    heads: Iterable[str],
    pattern: str,
    resolve: Callable[[re.Match[str], Anchor], EventDate | None],
    *,
    relative: bool = False,
    vague: bool = False,
    capital: str = "",
    swallow: bool = False,
) -> Rule:
    """Write a rule with its pattern as a string."""
    return Rule(frozenset(heads), pattern, resolve, relative, vague, capital, swallow)


def number(match: re.Match[str], group: str) -> int | None:
    """Read the number a group caught, None when it caught nothing or does not exist."""
    caught = match.groupdict().get(group)
    return int(caught) if caught else None


def whole(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    """Read groups day, month and perhaps year, as figures."""
    return anchor.day(number(match, "year"), int(match["month"]), int(match["day"]))


def _slashed(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    day, month = int(match["day"]), int(match["month"])
    if month > 12:  # only the American order is left
        day, month = month, day
    return anchor.day(int(match["year"]), month, day)


def _short_year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.day(2000 + int(match["short"]), int(match["month"]), int(match["day"]))


_FREE = r"(?<![\d.,:/§$€£-])(?<!klo )(?<!kello )(?<!klo\. )(?<!kl\. )(?<!kl )(?<!nro )(?<!no\. )"
_DM = r"(?P<day>\d{1,2})\.(?: ?" + DASH + r" ?\d{1,2}\.)? ?(?P<month>\d{1,2})\."
#: "2008: …" opens a line of a chronicle.
_ENTRY = r"(?<![^\n])(?P<year>19[5-9]\d|20[0-3]\d)(?= ?[:–—])"
FIGURES = (
    rule([DIGIT], _ENTRY, lambda match, anchor: anchor.year(int(match["year"]))),
    rule([DIGIT], _FREE + r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", whole),
    rule([DIGIT], _FREE + _DM + r" ?(?P<year>(?:19|20)\d\d)(?![\d]|,\d)", whole),
    rule(
        [DIGIT],
        _FREE
        + r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\. ?"
        + DASH
        + r" ?\d{1,2}\.\d{1,2}\. ?(?P<year>(?:19|20)\d\d)(?!\d)",
        whole,
    ),
    rule([DIGIT], _FREE + r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<short>[0-3]\d)(?![\d]|[.,:]\d)", _short_year),
    rule([DIGIT], _FREE + r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)(?!\d)", _slashed),
)
SHORT_FIGURES = (rule([DIGIT], _FREE + r"(?!\d\.0)" + _DM + r"(?!\d|[a-zäö])", whole),)


def words(text: str) -> tuple[str, ...]:
    """Words separated by spaces, as data is written in the rule files."""
    return tuple(text.split())


def choice(options: Iterable[str]) -> str:
    """Write an alternation of literal words, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, options), key=lambda word: (-len(word), word))) + ")"


def counted(
    numbers: Mapping[str, int], units: Mapping[str, str], direction: int, *, told: bool = False
) -> Callable[[re.Match[str], Anchor], EventDate | None]:
    """Write the reading of "two weeks ago" or "two weeks later": groups count (absent: one) and unit.

    ``direction`` is -1 or 1; ``told`` counts from the date told last instead of from publication.
    """

    def resolve(match: re.Match[str], anchor: Anchor) -> EventDate | None:
        count = match["count"]
        size = 1 if count is None else int(count) if count.isdecimal() else numbers[count]
        unit = units[match["unit"]]
        start = anchor.in_story(unit, back=direction < 0) if told else anchor
        return shifted(start, direction * size, unit)

    return resolve


def counted_after(
    numbers: Mapping[str, int], units: Mapping[str, str]
) -> Callable[[re.Match[str], Anchor], EventDate | None]:
    """Write the reading of "three weeks after he was caught": so long before what the text has told, or the news."""

    def resolve(match: re.Match[str], anchor: Anchor) -> EventDate | None:
        count = match["count"]
        size = int(count) if count.isdecimal() else numbers[count]
        told = anchor.told is not None and anchor.told.precision is not Precision.YEAR
        return shifted(anchor.from_told() if told else anchor, -size, units[match["unit"]])

    return resolve


def shifted(anchor: Anchor, size: int, unit: str) -> EventDate | None:
    """Give the date so many days, weeks, months or years after (negative: before), at that unit's precision."""
    if unit == "months":
        return anchor.months(size)
    if unit in ("years", "decades"):
        return anchor.years(size * (10 if unit == "decades" else 1))
    return anchor.days(size * {"weeks": 7, "fortnights": 14}.get(unit, 1))


def heads_of(*tables: Iterable[str]) -> frozenset[str]:
    """Collect the first words of expressions, and the head of figures."""
    return frozenset(word.split()[0] for table in tables for word in table) | {DIGIT}


def nothing(_match: re.Match[str], _anchor: Anchor) -> EventDate | None:
    """Give no date: for rules that only take words away from others."""
    return None
