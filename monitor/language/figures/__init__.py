"""Quantities a text states: persons, crime reports, counts, prison terms, money, records, in Finnish, English, Swedish.

Rules kept: offsets are code points of the text given and cover qualifier, number and noun; vague numerals, ages,
dates, clock times and years give nothing; a prison term is counted in months; the work grows with the length of the
text only, and nothing raises on any Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.language.figures import terms, units
from monitor.language.figures.numerals import Number, numbers
from monitor.language.folded import fold
from monitor.model import Qualifier

__all__ = ["Quantity", "find_quantities"]

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_JOIN = re.compile(r"(?P<range> ?[-–—] ?)|(?P<between> (?:to|and|ja|och|till) )|(?P<either> (?:or|tai|eller) )")
_FROM = re.compile(r"(?:between|from|väliltä|mellan|från) (?:€|\$|£)?$")
_NO_COUNT = re.compile(r"[.:/]\d|-[^\W\d]|\. [a-zäö]|§|[^\W\d_]| ?°")
_CLAUSE_END = re.compile(r"[.!?;:](?= |$)|\n")
_IS = re.compile(r"\b(?:on|oli|are|were|är|var|is|was)\b")
_ENDS = re.compile(r"\s*(?:[.,;:!?)–—\n]|$)")
_AGED = re.compile(r"\b(?:iältään|ikää|aged?|ålder)\b")
_YEARS = range(1900, 2101)
_REACH = 70
_WORDS_BETWEEN = 5


@dataclass(frozen=True, slots=True)
class Quantity:
    """``text[start:end]`` is qualifier, number and noun; ``noun`` the counted word as written, lower case.

    ``unit``: persons, reports, counts, cases, records, statements, calls, claims, months, percent, petabytes,
    terabytes, gigabytes, EUR, USD, GBP, AUD, SEK, BTC, or "" when the text names none. ``suspended`` is set for
    months only.
    """

    start: int
    end: int
    value: float
    unit: str
    qualifier: Qualifier
    noun: str
    suspended: bool | None


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    noun: str
    end: int
    start: int = -1  # of a currency sign before the number
    suspended: bool | None = None
    value: float | None = None  # when not the number itself: a term of years and months


_NONE = _Unit("", "", -1)


def find_quantities(text: str, language: str) -> list[Quantity]:
    """Find all quantities of a text in a language ("fi", "en", "sv"; anything else is read as Finnish), in order."""
    folded = fold(text)
    reader = _Reader(folded.text, folded.lower, language if language in units.AFTER else "fi")
    found = [*reader.read(), *reader.read_bare()]
    result: list[Quantity] = []
    for one in sorted(found, key=lambda quantity: (quantity.start, -quantity.end)):
        if not result or one.start >= result[-1].end or one.unit != "months":
            result.append(one)
    return [replace(one, start=folded.raw(one.start), end=folded.raw(one.end)) for one in result]


def _is_in_millions(number: Number) -> bool:
    """Whether a number is told in millions."""
    return number.scale >= 1e6 or (not number.figures and number.value >= 1e6)


def _is_year(number: Number) -> bool:
    """Whether figures may be a year, so that only a noun right behind them is counted by them."""
    return number.figures and not number.grouped and number.value in _YEARS


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)


class _Reader:
    """One text's numbers, and what stands before and behind each."""

    def __init__(self, text: str, lower: str, language: str) -> None:
        self.text = text
        self.lower = lower
        self.language = language
        self.numbers = numbers(lower, language)

    def read(self) -> Iterator[Quantity]:
        reached = 0
        for index, number in enumerate(self.numbers):
            if number.start < reached:
                continue
            unit = self._unit(index)
            if unit.value is not None:
                reached = unit.end
            quantity = self._quantity(index, number, unit)
            if quantity is not None:
                yield quantity

    def read_bare(self) -> Iterator[Quantity]:
        """Read what is one of something without a number; a unit of bytes only when qualified ("noin petatavu")."""
        for bare in terms.bare(self.lower):
            start, qualifier = self._qualifier(bare.start, Qualifier.EXACT)
            if bare.unit == "months" or qualifier is not Qualifier.EXACT:
                yield Quantity(start, bare.end, bare.value, bare.unit, qualifier, bare.noun, bare.suspended)

    def _quantity(self, index: int, number: Number, unit: _Unit) -> Quantity | None:
        start = unit.start if unit.start >= 0 else number.start
        start, qualifier = self._qualifier(start, number.qualifier)
        end = max(unit.end, number.end)
        if not unit.name:
            if not self._may_stand_alone(number, qualifier):
                return None
            unit = self._noun_before(number)
        end, qualifier = self._qualifier_after(end, qualifier)
        qualifier = self._end_of_range(index) or qualifier
        value = number.value * self._shared_scale(index) if unit.value is None else unit.value
        return Quantity(start, end, value, unit.name, qualifier, unit.noun, unit.suspended)

    def _unit(self, index: int) -> _Unit:
        """Read the unit right behind the number, or the one it shares: "200 or 500 euros", "$40–50 billion"."""
        own = self._own_unit(index)
        if own.name:
            return own
        if index + 1 < len(self.numbers) and self._joined(index):
            shared = self._own_unit(index + 1)
            return _NONE if shared.value is not None or shared.start >= 0 else shared
        if _is_in_millions(self.numbers[index]) and index + 1 < len(self.numbers):
            later = self._money(self.numbers[index + 1])  # "2.2 million, against debts of six million euros"
            if later is not None and later.start < 0 and self._one_clause(index):
                return replace(later, end=-1)
        if index and self._joined(index - 1):
            shared = self._money(self.numbers[index - 1]) or _NONE
            return replace(shared, start=-1, end=-1) if shared.start >= 0 else _NONE
        return own

    def _one_clause(self, index: int) -> bool:
        """Whether no full stop parts this number from the next."""
        return _CLAUSE_END.search(self.lower, self.numbers[index].end, self.numbers[index + 1].start) is None

    def _joined(self, index: int) -> bool:
        """Whether nothing but a dash, "or" or "and" parts this number from the next."""
        join = _JOIN.match(self.lower, self.numbers[index].end)
        following = self.numbers[index + 1]
        return join is not None and join.end() == following.start and not _NO_COUNT.match(self.text, following.end)

    def _own_unit(self, index: int) -> _Unit:
        number = self.numbers[index]
        term = terms.read(self.lower, self.numbers, index)
        if term is not None:
            return _Unit("months", term.noun, term.end, suspended=term.suspended, value=term.months)
        if terms.is_age(self.lower, number.end):
            return _NONE
        return self._money(number) or self._noun_after(number)

    def _money(self, number: Number) -> _Unit | None:
        after = units.MONEY_AFTER.match(self.lower, number.end)
        if after and after.lastgroup:
            return _Unit(after.lastgroup, after.group().strip(), after.end())
        before = units.MONEY_BEFORE.search(self.lower[max(0, number.start - 5) : number.start])
        if before and before.lastgroup:
            width = len(before.group())
            return _Unit(before.lastgroup, before.group().strip(), number.end, number.start - width)
        return None

    def _noun_after(self, number: Number) -> _Unit:
        pattern = units.AFTER[self.language]
        single = (number.value == 1 and not number.figures) or _is_year(number)
        reach = 1 if single else _WORDS_BETWEEN
        position = number.end
        for _ in range(reach):
            if not self.lower.startswith(" ", position):
                break
            match = pattern.match(self.lower, position + 1)
            if match and match.lastgroup:
                return self._described(match)
            word = _WORD.match(self.lower, position + 1)
            if word is None or word.group() in units.STOPS or word.group().endswith(units.STOP_ENDINGS):
                break
            position = word.end()
        return _NONE

    def _described(self, match: re.Match[str]) -> _Unit:
        """Pass on from "patient" in "patient files"."""
        own = _Unit(match.lastgroup or "", match.group(), match.end())
        if self.language != "en" or match.group() not in units.DESCRIBES:
            return own
        second = units.AFTER["en"].match(self.lower, match.end() + 1)
        if second is None or not second.lastgroup or self.lower[match.end()] != " ":
            return own
        return _Unit(second.lastgroup, f"{match.group()} {second.group()}", second.end())

    def _noun_before(self, number: Number) -> _Unit:
        clause = _CLAUSE_END.split(self.lower[max(0, number.start - _REACH) : number.start])[-1]
        last = _last(units.BEFORE[self.language], clause)
        return _Unit(last.lastgroup, last.group(), number.end) if last and last.lastgroup else _NONE

    def _may_stand_alone(self, number: Number, qualifier: Qualifier) -> bool:
        if _NO_COUNT.match(self.text, number.end) or terms.is_age(self.lower, number.end) or self._is_told_age(number):
            return False
        if qualifier is Qualifier.EXACT and not number.grouped:
            return self._is_predicate(number)
        return number.grouped or not number.figures or number.value not in _YEARS

    def _is_told_age(self, number: Number) -> bool:
        return number.value < 120 and _AGED.search(self.lower[max(0, number.start - 20) : number.start]) is not None

    def _is_predicate(self, number: Number) -> bool:
        """Whether a bare small number says how many: "Epäiltyjä on kolme.", "the suspects were three"."""
        if not _ENDS.match(self.lower, number.end) or (number.figures and number.value in _YEARS):
            return False
        between = _CLAUSE_END.split(self.lower[max(0, number.start - 40) : number.start])[-1]
        last = _last(units.BEFORE[self.language], between)
        return last is not None and _IS.search(between, last.end()) is not None

    def _qualifier(self, start: int, given: Qualifier) -> tuple[int, Qualifier]:
        """Read the qualifying words before, and where they start."""
        before = self.lower[max(0, start - 30) : start].replace("\n", " ")
        if not before.endswith(" "):
            return start, given
        pieces = before.split(" ")[:-1]
        for count in (4, 3, 2, 1):
            words = " ".join(pieces[-count:]).lstrip("(\"”“'‘–—")
            qualifier = units.QUALIFIERS.get(words.rstrip(","))
            if qualifier is not None:
                return start - 1 - len(words), qualifier
        return start, given

    def _qualifier_after(self, end: int, given: Qualifier) -> tuple[int, Qualifier]:
        match = units.QUALIFIER_AFTER.match(self.lower, end) if given is Qualifier.EXACT else None
        if match is None or match.lastgroup is None:
            return end, given
        return match.end(), Qualifier(match.lastgroup)

    def _end_of_range(self, index: int) -> Qualifier | None:
        """Low and high end of "130–140" and "between 200 and 500"."""
        if index + 1 < len(self.numbers) and self._is_range(index):
            return Qualifier.AT_LEAST
        return Qualifier.UP_TO if index and self._is_range(index - 1) else None

    def _shared_scale(self, index: int) -> float:
        """Read the first of "2–3 miljoonaa" as millions too."""
        if index + 1 == len(self.numbers) or self.numbers[index].scale != 1.0:
            return 1.0
        join = _JOIN.match(self.lower, self.numbers[index].end)
        if join is None or join.end() != self.numbers[index + 1].start:
            return 1.0
        return self.numbers[index + 1].scale if join["either"] or self._is_range(index) else 1.0

    def _is_range(self, index: int) -> bool:
        low, high = self.numbers[index], self.numbers[index + 1]
        join = _JOIN.match(self.lower, low.end)
        if join is None or join["either"] or high.start - join.end() not in (0, 1) or low.value >= high.value:
            return False
        return bool(join["range"]) or bool(_FROM.search(self.lower[max(0, low.start - 12) : low.start]))
