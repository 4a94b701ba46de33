"""Terms of years and months, as months: "kuusi vuotta ja 11 kuukautta", "seven-year", "6 y 3 m".

Rule kept: ages, dates and distances in time ("two years ago") are no terms; a term is suspended only when its own
clause says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.language.figures.numerals import Number

_YEARS = re.compile(
    r"(?: |-| ?(?=[vy]\b))(?:vuotta|vuoden|vuosi|vuodella|vuodesta|vuoteen|vuodeksi|years?|yrs?|y|v"
    r"|år|års)\b(?!-old)\.?(?!\w)"
)
_MONTHS = re.compile(r"(?: |-| ?(?=(?:m|kk)\b))(?:kuukau[a-zäö]+|kk|months?|mos?|m|månad(?:er|ers|s)?|mån)\b(?!\w)")
_JOIN = re.compile(r"(?: ja |,? and | och |, | )")
_AGE = re.compile(r"(?: |-)?(?:vuotia|vuotta vanha|years?[- ]old|years? of age|år gam|-årig|-åring|årig|åring)")
_DISTANCE = re.compile(
    r" (?:sitten|myöhemmin|aiemmin|aikaisemmin|kuluttua|päästä|päähän|ago|later|earlier|before|after"
    r"|sedan|senare|efter att|vanha"
    r"|iässä|ikäi|(?:19|20)\d\d)"
)
_CUE = re.compile(
    r"[a-zäö]*vankeu[a-zäö]*|vanki[a-zäö]*|ehdoll[a-zäö]*|ehdottom[a-zäö]*|[a-zäö]*tuomio[a-zäö]*|tuomit[a-zäö]+"
    r"|rangaistu[a-zäö]*|prison|jail|imprisonment|sentence[ds]?|sentencing|behind bars|suspended"
    r"|conditional(?:ly)?|term"
    r"|maximum|fängelse|villkorligt?|straff"
)
_SUSPENDED = re.compile(r"(?<!epä)ehdolli[a-zäö]+|suspended|(?<!un)conditional(?:ly)?(?! release)|(?<!o)villkorlig")
_CLAUSE_END = re.compile(r"[.!?;](?= |$)|\n")
_BARE = re.compile(
    r"\b(?:(?P<term>imprisonment (?:for|of) a year|a year (?:in|of|behind) (?:prison|jail|imprisonment|bars)"
    r"|a year's imprisonment|a one-year|vuoden (?:ehdolli[a-z]+ )?vankeu[a-z]+|vuosi (?:ehdollista )?vankeutta"
    r"|vankeutta vuosi|ett års (?:villkorligt )?fängelse)"
    r"|(?P<bytes>(?:a )?(?P<size>peta|tera|giga)(?:tavu[a-zäö]{0,3}|byte)))\b"
)
#: Looked for first, because the pattern costs a third of the whole reading and seldom finds anything.
_BARE_WORDS = ("vanke", "a year", "one-year", "fängelse", "tavu", "byte")
_BEFORE = 45
_AFTER = 45


class Term(NamedTuple):
    """A number of months; ``noun`` is the word that makes it a punishment, "" when none stands near."""

    end: int
    months: float
    noun: str
    suspended: bool


class Bare(NamedTuple):
    """A quantity of one, written without a number."""

    start: int
    end: int
    value: float
    unit: str
    noun: str
    suspended: bool | None


def is_age(lower: str, position: int) -> bool:
    """Tell whether a number that ends here is somebody's age."""
    return _AGE.match(lower, position) is not None


def read(lower: str, numbers: Sequence[Number], index: int) -> Term | None:
    """Read the term that begins with this number, if one does."""
    number = numbers[index]
    if number.grouped or number.value > 1200 or is_age(lower, number.end):
        return None
    months, end = _length(lower, numbers, index)
    if end is None or _DISTANCE.match(lower, end):
        return None
    low = numbers[index - 1].end if index else 0
    following = next((one.start for one in numbers[index + 1 : index + 3] if one.start >= end), len(lower))
    noun, suspended = _punishment(
        lower, (max(low, number.start - _BEFORE), number.start), (end, min(following, end + _AFTER))
    )
    return Term(end, months, noun, suspended)


def _length(lower: str, numbers: Sequence[Number], index: int) -> tuple[float, int | None]:
    number = numbers[index]
    years = _YEARS.match(lower, number.end)
    if years is None:
        months = _MONTHS.match(lower, number.end)
        return number.value, months.end() if months else None
    join = _JOIN.match(lower, years.end())
    if join and index + 1 < len(numbers) and numbers[index + 1].start == join.end():
        months = _MONTHS.match(lower, numbers[index + 1].end)
        if months:
            return number.value * 12 + numbers[index + 1].value, months.end()
    return number.value * 12, years.end()


def _punishment(lower: str, before: tuple[int, int], after: tuple[int, int]) -> tuple[str, bool]:
    behind = _CLAUSE_END.split(lower[after[0] : after[1]])[0]
    ahead = _CLAUSE_END.split(lower[before[0] : before[1]])[-1]
    cue = _CUE.search(behind) or _CUE.search(ahead)
    return cue.group() if cue else "", bool(_SUSPENDED.search(behind) or _SUSPENDED.search(ahead))


def bare(lower: str) -> Iterator[Bare]:
    """Find "a year in prison", "vuoden vankeus" and "petatavu"."""
    if not any(word in lower for word in _BARE_WORDS):
        return
    for match in _BARE.finditer(lower):
        if match["bytes"]:
            yield Bare(match.start(), match.end(), 1.0, f"{match['size']}bytes", match.group(), None)
            continue
        suspended = bool(_SUSPENDED.search(_CLAUSE_END.split(lower[match.start() : match.end() + 25])[0]))
        yield Bare(match.start(), match.end(), 12.0, "months", match.group(), suspended)
