"""What a person types into the search: words, phrases, filters; pure, and the same whatever searches.

::

    kivimäki tuomio            both words, in any form, also inside compounds
    "törkeä tietomurto"        the words together and in this order, each in any form
    =tuomio  ="sai tuomion"    as it is written here, in no other form
    vankeus*                   words that begin so
    -vastaamo                  not this word (or phrase, or filter)
    tuomio OR rangaistus       either; so is tuomio | rangaistus
    outlet:yle kind:verdict since:2024 until:2024-06 lang:fi case:… proceeding:… state:fact type:article

Rules kept: a query that cannot be understood is refused with a caret under the place and what to do; nothing typed is
ever taken for the language of the index beneath. The same filter twice, or with commas, means either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

from monitor.errors import UsageError
from monitor.language.tokens import normalise
from monitor.messages import said
from monitor.model import EventDate, Kind, Modality
from monitor.storage.types import clean

#: The filters, with what they are called in Finnish and Swedish.
FIELDS = ("outlet", "kind", "case", "proceeding", "lang", "since", "until", "state", "type")
_OTHER_NAMES = {
    "lähde": "outlet",
    "laji": "kind",
    "tapaus": "case",
    "käsittely": "proceeding",
    "kieli": "lang",
    "language": "lang",
    "alkaen": "since",
    "asti": "until",
    "tila": "state",
    "status": "state",
    "tyyppi": "type",
}
TYPES = ("article", "entry")
_LISTED = {
    "kind": tuple(map(str, Kind)),
    "lang": ("fi", "en", "sv"),
    "state": tuple(map(str, Modality)),
    "type": TYPES,
}
_OTHER_VALUES = {"juttu": "article", "merkintä": "entry", "suomi": "fi", "englanti": "en", "ruotsi": "sv"}
# What a Finn writes after the colon of an acronym: KRP:n, EU:ssa, Yle:lle.
_CASE = re.compile(
    "[ns]?(?:n|t|i?ss[aä]|i?st[aä]|i?ll[aä]|i?lt[aä]|i?lle|i?t[aä]|a|ä|ksi|n[aä]|[aeiouyäö]{1,2}n|h[aeiouyäö]n|jen|ien|iden|s|ns)"
)
_PIECE = re.compile(r'(?P<gap>\s+)|(?P<sign>[-=]*)(?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>[^\s"]+))?')
_FILTER = re.compile(r"([^\W\d_]{2,20}):(.*)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")


# Words and signs of other query languages, and what to write here.
_FOREIGN = {
    "AND": said("every word must be there anyway: leave AND out"),
    "NOT": said("write -word for a word to leave out"),
    "NEAR": said("write words that stand together between quotation marks"),
}
_BRACKET = re.compile(r"[()\[\]{}]")


class QueryError(UsageError):
    """A search query that cannot be understood: what, the query, and a caret under the place."""


class Term(NamedTuple):
    """One word, or several that stand together; ``parts`` are in lower case as the index has them."""

    parts: tuple[str, ...]
    prefix: bool = False  # words that begin so
    exact: bool = False  # as it is written
    phrase: bool = False  # in any form, but in no compounds
    capital: bool = False


class Filter(NamedTuple):
    """One filter: an article or entry has one of the ``values`` (has none of them, if ``without``)."""

    name: str
    values: tuple[str, ...]
    without: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """What must be there: one of the terms of each of ``clauses``, none of ``without``, and every filter."""

    text: str
    clauses: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...]
    filters: tuple[Filter, ...]

    def wants(self, type_: str) -> bool:
        """Whether articles, or entries, are asked for."""
        return all((type_ in one.values) is not one.without for one in self.filters if one.name == "type")


def refuse(text: str, start: int, end: int, message: str) -> NoReturn:
    """Raise `QueryError` with a line of carets under ``text[start:end]``."""
    shown = text.replace("\t", " ").replace("\n", " ")
    carets = " " * start + "^" * max(1, end - start)
    raise QueryError(f"{message}\n  {shown}\n  {carets}")


def parse(typed: str, names: Mapping[str, str] | None = None) -> Query:
    """Read a query; raise `QueryError` (nothing to look for, an open quote, an unknown filter, a lone sign …).

    ``names`` are words that a person may write for a filter's values, lower case: what the tables call a kind.
    """
    return _Parser(clean(typed), names or {}).read()


def choose(text: str, one: Filter, known: Sequence[str]) -> None:
    """Raise `QueryError` when a filter's value is none of those there are."""
    for value in one.values:
        if value not in known:
            near = get_close_matches(value, known, n=1)
            hint = said(f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(known) or '–'}")
            refuse(text, one.start, one.end, f'the filter {one.name} knows no "{value}"; {hint}')


class _Parser:
    """One run over one query."""

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self.text = text
        self.names = names
        self.clauses: list[list[Term]] = []
        self.without: list[Term] = []
        self.filters: list[Filter] = []
        self.joint: tuple[int, int] | None = None  # an OR that waits for its second half
        self.joinable = False  # whether what stands before may be followed by OR

    def read(self) -> Query:
        position = 0
        while position < len(self.text):
            match = _PIECE.match(self.text, position)
            if match is None or match.end() == position:
                refuse(self.text, position, position + 1, "this sign means nothing here")
            if not match["gap"]:
                self._piece(match)
            position = match.end()
        self._check()
        clauses = tuple(map(tuple, self.clauses))
        return Query(self.text, clauses, tuple(self.without), tuple(self.filters))

    def _check(self) -> None:
        if self.joint:
            refuse(self.text, *self.joint, "OR needs a word on both sides")
        if not self.clauses and not any(not one.without for one in self.filters):
            if self.without or self.filters:
                refuse(self.text, 0, len(self.text), "say what to find, not only what to leave out")
            refuse(self.text, 0, len(self.text), f"nothing to search for in {self.text!r}: give a word or more")

    def _piece(self, match: re.Match[str]) -> None:
        start, end = match.span()
        sign = match["sign"]
        if match["phrase"] is not None:
            if not match["closed"]:
                opened = match.start("phrase") - 1
                refuse(self.text, opened, end, "a quotation mark is opened here and never closed")
            self._term(self._phrase(match, exact="=" in sign), without="-" in sign, span=(start, end))
        elif match["word"] is None:
            self._lone_sign(sign, start, end)
        elif not sign and match["word"] in {"OR", "|", "TAI", "ELLER"}:
            self._either(start, end)
        elif not sign and match["word"] in _FOREIGN:
            refuse(self.text, start, end, _FOREIGN[match["word"]])
        else:
            self._word(match["word"], sign, start, end)

    def _lone_sign(self, sign: str, start: int, end: int) -> None:
        if not self.text[:start].strip() or not self.text[end:].strip():
            if "-" in sign:
                refuse(self.text, start, end, "write the word to leave out right behind the -")
            refuse(self.text, start, end, "write the word right behind the =")

    def _either(self, start: int, end: int) -> None:
        if not self.joinable or self.joint:
            refuse(self.text, start, end, "OR needs a word on both sides")
        self.joint = (start, end)

    def _word(self, word: str, sign: str, start: int, end: int) -> None:
        inner = start + len(sign)
        found = _FILTER.fullmatch(word)
        if found and not self._is_inflected(found):
            if self.joint:
                refuse(self.text, *self.joint, "OR joins words, not filters; to mean either, write outlet:yle,hs")
            self._filter(found, inner, without="-" in sign)
            self.joinable = False
            return
        bracket = _BRACKET.search(word)
        if bracket:
            at = inner + bracket.start()
            refuse(self.text, at, at + 1, "brackets mean nothing here; OR joins just the words beside it")
        stars = word.rstrip("*")
        if "*" in stars:
            at = inner + word.index("*")
            refuse(self.text, at, at + 1, "a star stands only at the end of a word; compounds are found without one")
        parts = _parts(stars.partition(":")[0] if found and "//" not in stars else stars)
        if not parts:
            if "*" in word or sign:
                refuse(self.text, start, end, f"nothing to search for in {word!r}: there is no letter or digit")
            return  # a dash or a comma that was pasted along
        term = Term(
            parts,
            prefix=len(stars) < len(word),
            exact="=" in sign,
            capital=stars[:1].isupper() and not stars.isupper(),
        )
        self._term(term, without="-" in sign, span=(start, end))

    def _is_inflected(self, found: re.Match[str]) -> bool:
        """Whether what looks like a filter is an acronym in a case: KRP:n."""
        name, value = found[1], found[2].rstrip(".,;!?")
        return _name(name) == "" and (value.startswith("//") or bool(_CASE.fullmatch(value.lower())))

    def _filter(self, found: re.Match[str], start: int, *, without: bool) -> None:
        typed = found[1]
        name = _name(typed)
        if not name:
            near = get_close_matches(typed.lower(), [*FIELDS, *_OTHER_NAMES], n=1)
            hint = said(f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(FIELDS)}")
            refuse(self.text, start, start + len(typed), f'unknown filter "{typed}"; {hint}')
        at = start + len(typed) + 1
        typed_values = [one.strip() for one in found[2].lower().strip('"').split(",")]
        values = tuple(self.names.get(one) or _OTHER_VALUES.get(one, one) for one in typed_values if one)
        if not values:
            refuse(self.text, start, at, f'"{typed}:" needs a value right behind it, such as {_EXAMPLES[name]}')
        if name in {"since", "until"}:
            self._check_date(name, values, at, at + len(found[2]), without=without)
        one = Filter(name, values, without, at, at + len(found[2]))
        if name in _LISTED:
            choose(self.text, one, _LISTED[name])
        self.filters.append(one)

    def _check_date(self, name: str, values: tuple[str, ...], start: int, end: int, *, without: bool) -> None:
        try:
            EventDate.parse(values[0])
        except ValueError as error:
            refuse(self.text, start, end, str(error))
        if len(values) > 1 or without:
            refuse(self.text, start, end, f"{name}: takes one date, and no - before it")

    def _phrase(self, match: re.Match[str], *, exact: bool) -> Term:
        parts = _parts(match["phrase"])
        if not parts:
            refuse(self.text, match.start("phrase") - 1, match.end(), "there is no word between these quotation marks")
        return Term(parts, exact=exact, phrase=True)

    def _term(self, term: Term, *, without: bool, span: tuple[int, int]) -> None:
        if without:
            if self.joint:
                refuse(self.text, *span, "what is left out cannot be one side of OR")
            self.without.append(term)
            self.joinable = False
            return
        if self.joint:
            self.clauses[-1].append(term)
        else:
            self.clauses.append([term])
        self.joint, self.joinable = None, True


_EXAMPLES = {
    "outlet": "outlet:yle",
    "kind": "kind:verdict",
    "case": "case:vastaamo",
    "proceeding": "proceeding:criminal",
    "lang": "lang:fi",
    "since": "since:2024",
    "until": "until:2024-06",
    "state": "state:fact",
    "type": "type:entry",
}


def _name(typed: str) -> str:
    """Give the filter of a name in any of the languages, empty when there is none."""
    lower = typed.lower()
    return lower if lower in FIELDS else _OTHER_NAMES.get(lower, "")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(normalise(text)))
