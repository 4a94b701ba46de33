"""From a query to the words that stand in the stored texts: every form of each word, and compounds of it.

Rule kept: what is typed is taken for a base form first. Only if the texts hold next to no other form of it is it taken
for an inflected word as well, whose base (one the texts hold, if any) is looked for too: "Kivimäelle" finds Kivimäki,
and "kuusi" does not find kuu.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import sqlalchemy as sa

from monitor.language import finnish, vocabulary
from monitor.language.bases import bases
from monitor.language.wanted import Wanted
from monitor.storage.schema import word
from monitor.storage.search.query import Query, Term

_END = "\U0010ffff"
_HELD = "SELECT 1 FROM word WHERE language = ? AND form = ?"
_SHORTEST = 5  # letters of a base that no text holds
_SUPPORT = 2  # forms of a word in the texts from which on it is surely a base form


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a query: the forms of it that texts hold, or how it begins (``prefix``)."""

    forms: frozenset[str]
    prefix: str = ""
    wanted: tuple[Wanted, ...] = ()

    def fits(self, one: str) -> bool:
        """Whether a word of a stored text is this one."""
        return one in self.forms or (bool(self.prefix) and one.startswith(self.prefix))

    def would_fit(self, one: str) -> bool:
        """Whether any word is, one of no stored text too."""
        return self.fits(one) or any(wanted.hits(one) for wanted in self.wanted)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A word, or several that stand together."""

    parts: tuple[Part, ...]

    def places(self, words: Sequence[str]) -> Iterator[int]:
        """Give the indices of every word of a text that belongs to a place where this stands."""
        count = len(self.parts)
        for at in range(len(words) - count + 1):
            if all(part.fits(words[at + step]) for step, part in enumerate(self.parts)):
                yield from range(at, at + count)

    def stands_in(self, words: Sequence[str], *, anew: bool = False) -> bool:
        """Whether it stands in a text; ``anew``: in one whose words are not stored."""
        count = len(self.parts)
        test = Part.would_fit if anew else Part.fits
        return any(
            all(test(part, words[at + step]) for step, part in enumerate(self.parts))
            for at in range(len(words) - count + 1)
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """A query in the words of the texts: one alternative of each clause, none of ``without``."""

    query: Query
    clauses: tuple[tuple[Alternative, ...], ...] = ()
    without: tuple[Alternative, ...] = ()
    hopeless: bool = field(default=False)  # no text can hold it

    def holds(self, words: Sequence[str], *, anew: bool = False) -> bool:
        """Whether a text of these words is what is looked for."""
        if any(one.stands_in(words, anew=anew) for one in self.without):
            return False
        return all(any(one.stands_in(words, anew=anew) for one in clause) for clause in self.clauses)


def wish(conn: sa.Connection, query: Query) -> Wish:
    """Take every word of a query through its paradigms, down to the forms that the stored texts hold."""
    finder = _Finder(conn, _languages(query))
    clauses = tuple(tuple(map(finder.alternative, clause)) for clause in query.clauses)
    without = tuple(map(finder.alternative, query.without))
    hopeless = any(
        not any(all(part.forms or part.prefix for part in one.parts) for one in clause) for clause in clauses
    )
    return Wish(query, clauses, without, hopeless)


def _languages(query: Query) -> tuple[str, ...]:
    """Give the languages whose paradigms a query is taken through: all, or those it is narrowed to."""
    wanted = {value for one in query.filters if one.name == "lang" and not one.without for value in one.values}
    return tuple(one for one in vocabulary.LANGUAGES if not wanted or one in wanted)


def _bare(typed: str, language: str) -> tuple[str, ...]:
    """Give a word, and what it is without clitics."""
    return (typed, *finnish.strip_clitics(typed)) if language == "fi" else (typed,)


class _Finder:
    """Looks up the words of one query."""

    def __init__(self, conn: sa.Connection, languages: Sequence[str]) -> None:
        self.conn = conn
        self.languages = languages
        self.cursor = conn.connection.cursor() if conn.dialect.name == "sqlite" else None

    def alternative(self, term: Term) -> Alternative:
        last = len(term.parts) - 1
        return Alternative(tuple(self._part(term, one, last=at == last) for at, one in enumerate(term.parts)))

    def _part(self, term: Term, typed: str, *, last: bool) -> Part:
        if term.prefix and last:
            return Part(frozenset(), prefix=typed)
        if term.exact:
            return Part(frozenset({typed}))
        wanted = tuple(Wanted(typed, one, capital=term.capital, whole=term.phrase) for one in self.languages)
        forms = {form for one in wanted for form in self._stored(one)}
        if not term.phrase:
            own = [form for form in forms - {typed} if any(form in one.forms for one in wanted)]
            inverted = tuple(
                Wanted(base, one, capital=term.capital)
                for one in self.languages
                for base in self._bases(typed, one, support=len(own))
            )
            forms |= {form for one in inverted for form in self._stored(one)}
            wanted += inverted
        if self._is_stored(typed):
            forms.add(typed)
        return Part(frozenset(forms), wanted=wanted)

    def _bases(self, typed: str, language: str, *, support: int) -> list[str]:
        """Give what an inflected word may come from.

        A shorter base that the texts hold; with little ``support`` for its being a base itself any that they hold;
        with none, if they hold none, any no longer than what was typed.
        """
        found = [base for one in _bare(typed, language) for base in (one, *bases(one, language)) if base != typed]
        held = [one for one in found if self._known(one, language)]
        if support >= _SUPPORT:
            return [one for one in held if len(one) < len(typed)]
        return held if held or support else [one for one in found if _SHORTEST <= len(one) <= len(typed)]

    def _stored(self, wanted: Wanted) -> Iterator[str]:
        """Give the words of the texts that are a form of the wanted one, or a compound with it."""

        @lru_cache(maxsize=10_000)
        def known(one: str) -> bool:
            return self._known(one, wanted.language)

        near = set(self._between(word.c.form, wanted.beginnings(), wanted.language))
        near.update(self._between(word.c.ending, [one[::-1] for one in wanted.endings()], wanted.language))
        return (one for one in near if wanted.hits(one, known))

    def _between(self, column: sa.ColumnElement[str], starts: Iterable[str], language: str) -> Iterator[str]:
        for start in starts:
            if self.conn.dialect.name == "sqlite":
                matches = sa.and_(column >= start, column < start + _END)
            else:  # the order of letters is the server's own
                matches = column.startswith(start, autoescape=True)
            yield from self.conn.execute(sa.select(word.c.form).where(word.c.language == language, matches)).scalars()

    def _known(self, one: str, language: str) -> bool:
        if self.cursor is not None:  # asked thousands of times for a short word: a hundred times as fast
            self.cursor.execute(_HELD, (language, one))
            return self.cursor.fetchone() is not None
        query = sa.select(sa.literal(1)).where(word.c.language == language, word.c.form == one)
        return self.conn.execute(query).first() is not None

    def _is_stored(self, one: str) -> bool:
        query = sa.select(sa.literal(1)).where(word.c.language.in_(vocabulary.LANGUAGES), word.c.form == one)
        return self.conn.execute(query).first() is not None
