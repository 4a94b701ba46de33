"""Numbers as texts write them: figures with their thousands spacing, and numerals in words, inflected in Finnish.

Rule kept: vague numerals ("kymmeniä", "tuhansia", "dozens", "thousands") are no numbers.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from monitor.language import number_words
from monitor.model import Qualifier


class Number(NamedTuple):
    """A number at ``start:end`` of the folded text; ``figures`` when written in digits, ``grouped`` with thousands.

    ``scale`` is what a word like "miljoonaa" behind the figures multiplied them by.
    """

    start: int
    end: int
    value: float
    figures: bool
    grouped: bool = False
    qualifier: Qualifier = Qualifier.EXACT
    scale: float = 1.0


_FIGURES = re.compile(
    r"(?<![\w.,:/§])(?<![^\d]-)"
    r"(?:(?P<grouped>\d{1,3}(?:(?P<by>[ .,'’])\d{3})(?:(?P=by)\d{3}){0,3})(?!\d)|(?P<plain>\d{1,15})(?!\d))"
    r"(?P<decimals>[.,](?:\d{1,2}|\d{4,9})(?!\d))?"
)
_PERCENT = re.compile(r" ?(?:%|prosent|per ?cent|procent)")
#: "40:tä bitcoinia", "4,16:ta prosenttia": a case ending behind figures.
_ENDING = re.compile(r":(?:n|an|än|een|in|ta|tä|tta|ttä|a|ä|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi)(?![\w])")
_DIGIT = re.compile(r"\d+")
_MULTIPLIER = re.compile(
    r" ?(?P<word>tuhatta|tuhannen|tuhannelle|tuhatt[a-zä]*|thousand|tusen|miljo[a-zäö]*|million(?:s)?|milj\.?"
    r"|miljard[a-z]*|billion|bn)(?![a-zäö-])"
)
#: "$21.5M": a letter counts thousands or millions only on a sum; "6 y 3 m" is a term.
_LETTER = re.compile(r"(?P<word>bn|m|k)\b")
_CURRENCY = frozenset("€$£")
_SIZES = {"tuh": 1e3, "tho": 1e3, "tus": 1e3, "milja": 1e9, "bil": 1e9, "bn": 1e9, "mil": 1e6, "m": 1e6, "k": 1e3}

_HALVES = re.compile(
    r"(?P<half>puoli miljoonaa|puolen miljoonan|puolta miljoonaa|half a million|en halv miljon)\b"
    r"|(?P<one>a (?:hundred|thousand|million|dozen)(?! and)|en miljon)\b"
)
_HALF_HEADS = ("a", "en", "half", "puoli")
_ONES = {"hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12, "miljon": 10**6}
_ALONE = {"kymmenkunta": 10, "kymmenisen": 10, "satakunta": 100, "tuhatkunta": 1000, "tusina": 12, "dussin": 12}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_VAGUE = re.compile(
    r"\b(?:several|many|few|muutama[a-z]*|usea[a-z]*|useita|monta|monia|kymmen[ieä]+n?|satoja|flera|några|par)[ -]$"
)
_NUMBER_GAP = re.compile(r" (?:and )?")


#: No numeral is longer; a word of a thousand parts is no number but an attack.
_MOST_PARTS = 12


class _Words(NamedTuple):
    lengths: tuple[int, ...]
    values: dict[str, int]
    heads: frozenset[str]


@functools.cache
def _words(language: str) -> _Words:
    values: dict[str, int] = {}
    if language == "en":
        values = dict(number_words.ENGLISH)
    elif language == "sv":
        values = dict(number_words.SWEDISH)
    else:
        values = {form: value for value, forms in number_words.FINNISH.items() for form in forms.split()}
        values |= number_words.FINNISH_ABOUT
        values["toista"] = 0
    lengths = tuple(sorted({len(form) for form in values}, reverse=True))
    heads = frozenset(word[:3] for word in (*values, *_ALONE, *_HALF_HEADS))
    return _Words(lengths, values, heads)


def numbers(lower: str, language: str) -> list[Number]:
    """Find all numbers of a folded lower-case text, in order, without overlaps."""
    table = _words(language)
    found = list(_all_figures(lower))
    ends = [number.end for number in found]
    starts = [number.start for number in found]
    reached = 0
    for match in _WORD.finditer(lower):
        if match.group()[:3] not in table.heads or match.start() < reached:
            continue
        number = _spelled(lower, match, table)
        if number is not None and not _inside(number, starts, ends) and not _is_vague(lower, number):
            found.append(number)
            reached = number.end
    return sorted(found)


def _all_figures(lower: str) -> Iterator[Number]:
    """Find figures; the scan for a first digit is four times as fast as trying the whole pattern everywhere."""
    reached = 0
    for digit in _DIGIT.finditer(lower):
        if digit.start() >= reached:
            match = _FIGURES.match(lower, digit.start())
            if match:
                number = _figures(lower, match)
                reached = number.end
                yield number


def _inside(number: Number, starts: list[int], ends: list[int]) -> bool:
    """Whether a numeral in words is the multiplier of a number in figures ("20 miljoonassa")."""
    index = bisect.bisect_right(starts, number.start) - 1
    return index >= 0 and number.start < ends[index]


def _is_vague(lower: str, number: Number) -> bool:
    """Whether the word before makes it no number: "several thousand", "muutaman sadan"."""
    return _VAGUE.search(lower[max(0, number.start - 14) : number.start]) is not None


def _figures(lower: str, match: re.Match[str]) -> Number:
    whole = match["grouped"] or match["plain"]
    value = float(re.sub(r"\D", "", whole))
    ending = _ENDING.match(lower, match.end())
    end = ending.end() if ending else match.end()
    if match["grouped"] and match["by"] in ".," and _PERCENT.match(lower, end):  # "1,074 prosenttia"
        value = float(whole.replace(",", ".")) if whole.count(match["by"]) == 1 else value
    elif match["decimals"]:
        value += float("0." + match["decimals"][1:])
    multiplier = _MULTIPLIER.match(lower, end)
    if multiplier is None and lower[match.start() - 1 : match.start()] in _CURRENCY:
        multiplier = _LETTER.match(lower, end)
    scale = 1.0
    if multiplier:
        scale, end = _size(multiplier["word"]), multiplier.end()
    grouped = bool(match["grouped"] or multiplier)
    return Number(match.start(), end, round(value * scale, 4), figures=True, grouped=grouped, scale=scale)


def _size(word: str) -> float:
    return next(size for prefix, size in _SIZES.items() if word.startswith(prefix))


def _spelled(lower: str, match: re.Match[str], table: _Words) -> Number | None:
    half = _HALVES.match(lower, match.start())
    if half:
        value = 5e5 if half["half"] else float(_ONES[half["one"].split()[-1]])
        return Number(match.start(), half.end(), value, figures=False)
    if match.group() in _ALONE:
        return Number(match.start(), match.end(), _ALONE[match.group()], figures=False, qualifier=Qualifier.ABOUT)
    return _composed(lower, match, table)


def _composed(lower: str, match: re.Match[str], table: _Words) -> Number | None:
    """Read "kaksikymmentäviisi" or "twenty-five thousand": words of numeral parts only."""
    word = match.group()
    parts = _parts(word, table)
    if parts is None:  # "seven-year"
        word = word.split("-")[0]
        parts = _parts(word, table)
    if parts is None:
        return None
    end = match.start() + len(word)
    while len(parts) < _MOST_PARTS:
        gap = _NUMBER_GAP.match(lower, end)
        following = gap and _WORD.match(lower, gap.end())
        more = _parts(following.group(), table) if following else None
        if following is None or gap is None or more is None or not _continues(parts, more, gap.group(), table):
            break
        parts += more
        end = following.end()
    about = parts[0] in number_words.FINNISH_ABOUT
    if len(parts) == 1 and (about or parts[0] in ("toista", "en", "ett")):
        return None
    qualifier = Qualifier.ABOUT if about else Qualifier.EXACT
    return Number(match.start(), end, float(_evaluate(parts, table)), figures=False, qualifier=qualifier)


def _continues(parts: list[str], more: list[str], gap: str, table: _Words) -> bool:
    """Tell "two thousand" and "two hundred and five" from "kaksi kolmesta" and "six and three"."""
    last, first = table.values[parts[-1]], table.values[more[0]]
    return first >= 100 if gap == " " and last < 100 else last >= 100 and first < last


def _parts(word: str, table: _Words) -> list[str] | None:
    """Cut a word into numeral parts; None when it has any other part.

    "sataaneljä" is sataa + neljä, not sataan + …: a cut that leads nowhere is taken back, once for each position.
    """
    word = word.replace("-", "")
    parts: list[str] = []
    position = 0
    dead: set[int] = set()
    while position < len(word):
        part = _next_part(word, position, table, dead) if len(parts) < _MOST_PARTS else ""
        if part:
            parts.append(part)
            position += len(part)
        elif parts:
            dead.add(position)
            position -= len(parts.pop())
        else:
            return None
    return parts or None


def _next_part(word: str, position: int, table: _Words, dead: set[int]) -> str:
    for length in table.lengths:
        part = word[position : position + length]
        if part in table.values and position + len(part) not in dead:
            return part
    return ""


def _evaluate(parts: list[str], table: _Words) -> int:
    total = group = 0
    for part in parts:
        value = table.values[part]
        if part == "toista":
            group += 10
        elif value >= 1000:
            total, group = total + max(group, 1) * value, 0
        elif value == 100 or (value == 10 and 2 <= group % 100 <= 9 and part.startswith("kymmen")):
            hundreds, ones = divmod(group, 100) if value == 10 else (0, group)
            group = hundreds * 100 + max(ones, 1) * value
        else:
            group += value
    return total + group
