"""The articles and docket entries that answer a query, newest first, with the place that does.

SQLite's FTS5 where the library has it, else (and on PostgreSQL) LIKE narrows down and the texts are read through.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from monitor.language import vocabulary
from monitor.model import EventDate
from monitor.rulings import HIDDEN
from monitor.storage.schema import (
    WITHDRAWN,
    article,
    development,
    mention,
    outlet,
    reading,
    report,
    revision,
    watched_case,
)
from monitor.storage.search.forms import Alternative, Part, Wish, wish
from monitor.storage.search.query import Filter, Query, choose, parse
from monitor.storage.search.snippet import Mark, snippet
from monitor.storage.search.words import has_index

_PAGE = 200
_PAIRS = 4_000  # phrases of two words asked for at once; longer lists are read through
_STARTS = 30  # LIKE patterns at once


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: an article's revision, or a docket entry by a quoted sentence (``number`` is then set).

    ``marks`` are the places in the snippet that answer the query.
    """

    id: int
    number: str | None
    title: str
    outlet: str
    url: str
    published_at: dt.datetime | None
    published: str | None
    language: str
    snippet: str
    marks: tuple[Mark, ...] = ()


def prepare(conn: sa.Connection, typed: str, names: Mapping[str, str] | None = None) -> Wish:
    """Read a query and look up its words.

    Raises `QueryError` for one that cannot be understood, or names an outlet, case or proceeding there is not.
    """
    query = parse(typed, names)
    _check(conn, query)
    return wish(conn, query)


def _check(conn: sa.Connection, query: Query) -> None:
    columns = {"outlet": outlet.c.id, "case": watched_case.c.id, "proceeding": development.c.proceeding}
    for one in query.filters:
        if one.name in columns:
            known = conn.execute(sa.select(columns[one.name]).distinct().order_by(columns[one.name])).scalars().all()
            choose(query.text, one, known)


def search_articles(conn: sa.Connection, asked: Wish, limit: int | None) -> list[Found]:
    """Give the articles one of whose revisions answers a query, newest stored first, each article once."""
    if asked.hopeless or not asked.query.wants("article"):
        return []
    best: dict[int, Found] = {}
    for row in _rows(conn, "revision", asked):
        best.setdefault(row.article_id, _article(row, asked))
        if limit is not None and len(best) >= limit:
            break
    return list(best.values())


def search_entries(conn: sa.Connection, asked: Wish, limit: int | None) -> list[Found]:
    """Give the docket entries one of whose quotes answers a query, the newest report first; then those by hand."""
    if not asked.query.wants("entry"):
        return []
    best: dict[int, Found] = {}
    for row in () if asked.hopeless else _rows(conn, "mention", asked):
        best.setdefault(row.development_id, _entry(row, asked))
        if limit is not None and len(best) >= limit:
            return list(best.values())
    for found in _by_hand(conn, asked):
        best.setdefault(found.id, found)
    return list(best.values())[:limit]


# -------------------------------------------------------------------------------------------- entries by hand


def _by_hand(conn: sa.Connection, asked: Wish) -> Iterator[Found]:
    """Give the entries whose own words, in one language, answer a query, the newest first; people write few."""
    query = sa.select(development).where(
        development.c.by_hand,
        development.c.status != WITHDRAWN,
        development.c.standing.not_in(HIDDEN),
        *(_entry_filter(one) for one in asked.query.filters if one.name in {"case", "kind", "proceeding", "state"}),
    )
    others = [one for one in asked.query.filters if one.name in {"outlet", "lang", "since", "until"}]
    for row in conn.execute(query.order_by(development.c.id.desc())):
        what, sources = (row.edits.get(name, getattr(row, name)) for name in ("what", "sources"))
        for language, text in what.items():
            words = list(vocabulary.words(text))
            if asked.holds(words, anew=True) and all(_own_fits(one, row, language, sources) for one in others):
                yield _own(row, language, text, sources)
                break


def _own_fits(one: Filter, row: sa.Row[Any], language: str, sources: Sequence[Mapping[str, str]]) -> bool:
    if one.name == "lang":
        return (language in one.values) is not one.without
    if one.name == "outlet":
        return any(source.get("outlet", "") in one.values for source in sources) is not one.without
    if row.date_value is None:
        return False
    date, bound = EventDate.parse(row.date_value), EventDate.parse(one.values[0])
    return date.last >= bound.first if one.name == "since" else date.first <= bound.last


def _own(row: sa.Row[Any], language: str, text: str, sources: Sequence[Mapping[str, str]]) -> Found:
    source = sources[0] if sources else {}
    return Found(
        id=row.id,
        number=f"{row.case_id}-{row.number}",
        title=text,
        outlet=source.get("outlet", ""),
        url=source.get("url", ""),
        published_at=None,
        published=source.get("published") or None,
        language=language,
        snippet=text,
    )


# ----------------------------------------------------------------------------------------------------- rows


_ARTICLE = sa.select(
    revision.c.id,
    sa.func.coalesce(article.c.copy_of, revision.c.article_id).label("article_id"),  # a second address is no other hit
    revision.c.title,
    revision.c.text,
    revision.c.language,
    article.c.outlet_id,
    article.c.url,
    article.c.published_at,
    article.c.published,
    outlet.c.language.label("outlet_language"),
    reading.c.language.label("read_language"),
).select_from(
    revision.join(article, article.c.id == revision.c.article_id)
    .join(outlet, outlet.c.id == article.c.outlet_id)
    .outerjoin(reading, reading.c.revision_id == revision.c.id)
)
_ENTRY = (
    sa.select(
        mention.c.id,
        mention.c.quote,
        report.c.development_id,
        development.c.case_id,
        development.c.number,
        revision.c.title,
        article.c.outlet_id,
        article.c.url,
        article.c.published_at,
        article.c.published,
        reading.c.language,
    )
    .select_from(
        mention.join(report, report.c.mention_id == mention.c.id)
        .join(development, development.c.id == report.c.development_id)
        .join(revision, revision.c.id == mention.c.revision_id)
        .join(article, article.c.id == mention.c.article_id)
        .outerjoin(reading, reading.c.revision_id == mention.c.revision_id)
    )
    .where(development.c.status != WITHDRAWN)
)


_TABLES = {"revision": (_ARTICLE, revision.c.id), "mention": (_ENTRY, mention.c.id)}


def _rows(conn: sa.Connection, table: str, asked: Wish) -> Iterator[sa.Row[Any]]:
    """Give the matching rows of a table, newest first."""
    rows, column = _TABLES[table]
    filters = [_FILTERS[table](one) for one in asked.query.filters if one.name != "type"]
    if not has_index(conn):
        yield from _scanned(conn, rows.where(*filters), column, asked)
        return
    through = any(_must_be_read(one) for clause in asked.clauses for one in clause)
    for row in _indexed(conn, table, asked, filters):
        if not through or asked.holds(list(vocabulary.words(_content(row)))):
            yield row


def _content(row: sa.Row[Any]) -> str:
    return f"{row.title}\n{row.text}" if hasattr(row, "text") else str(row.quote)


def _indexed(
    conn: sa.Connection, table: str, asked: Wish, filters: Sequence[sa.ColumnElement[bool]]
) -> Iterator[sa.Row[Any]]:
    """Give the rows of a table that its full-text index (if words are asked for) and the filters let through."""
    rows, column = _TABLES[table]
    index = sa.table(f"search_{table}", sa.column("rowid"))
    narrowed = rows.with_only_columns(column)
    key: sa.ColumnElement[int] = column
    if asked.clauses:
        matches = sa.text(f"search_{table} MATCH :words").bindparams(words=_expression(asked))
        narrowed, key = narrowed.where(column == index.c.rowid, matches), index.c.rowid
    elif unwanted := _either(asked.without):
        matches = sa.text(f"search_{table} MATCH :words").bindparams(words=unwanted)
        narrowed = narrowed.where(column.not_in(sa.select(index.c.rowid).where(matches)))
    below: int | None = None
    while True:
        page = narrowed.where(*filters).order_by(key.desc()).limit(_PAGE)
        ids = conn.execute(page if below is None else page.where(key < below)).scalars().all()
        if ids:
            yield from conn.execute(rows.where(column.in_(ids)).order_by(column.desc())).all()
        if len(ids) < _PAGE:
            return
        below = ids[-1]


# ------------------------------------------------------------------------------------------- in the index's words


def _expression(asked: Wish) -> str:
    words = " AND ".join(f"({_either(clause)})" for clause in asked.clauses)
    without = _either(asked.without)
    return f"({words}) NOT ({without})" if without else words


def _either(alternatives: Sequence[Alternative]) -> str:
    return " OR ".join(filter(None, map(_one, alternatives)))


def _one(alternative: Alternative) -> str:
    """Give the index's expression for a word or phrase; empty where no text has one of its words.

    A phrase of which each word has several forms is every pair of neighbours in any of their forms, all of them: the
    index knows no phrase of alternatives.
    """
    parts = alternative.parts
    if not all(part.forms or part.prefix for part in parts):
        return ""
    if len(parts) == 1 or _must_be_read(alternative, pairs_only=True):
        return "(" + " AND ".join(f"({' OR '.join(_spellings(part))})" for part in parts) + ")"
    pairs = pairwise(parts)
    return "(" + " AND ".join(f"({' OR '.join(_pairs(one, other))})" for one, other in pairs) + ")"


def _pairs(one: Part, other: Part) -> Iterator[str]:
    for first in sorted(one.forms):
        for second in sorted(other.forms) or [other.prefix]:
            yield f'"{first} {second}"' + ("*" if other.prefix else "")


def _spellings(part: Part) -> Iterator[str]:
    if part.prefix:
        yield f'"{part.prefix}"*'
    yield from (f'"{form}"' for form in sorted(part.forms))


def _must_be_read(alternative: Alternative, *, pairs_only: bool = False) -> bool:
    """Whether the index alone cannot tell that a phrase stands there: it is long, or has very many forms."""
    parts = alternative.parts
    many = any(len(one.forms) * max(1, len(other.forms)) > _PAIRS for one, other in pairwise(parts))
    return many or (len(parts) > 2 and not pairs_only)


# ---------------------------------------------------------------------------------------------- without an index


def _scanned(
    conn: sa.Connection, rows: sa.Select[Any], column: sa.ColumnElement[int], asked: Wish
) -> Iterator[sa.Row[Any]]:
    text = mention.c.quote if column is mention.c.id else revision.c.title + "\n" + revision.c.text
    folded = reduce(lambda inner, pair: sa.func.replace(inner, *pair), vocabulary.FOLDING, text)
    for clause in asked.clauses:
        starts = {start for one in clause for start in _starts(one)}
        if len(starts) <= _STARTS:
            rows = rows.where(sa.or_(*(folded.ilike(_like(start), escape="/") for start in sorted(starts))))
    with conn.execute(rows.order_by(column.desc()).execution_options(yield_per=_PAGE)) as found:
        for row in found:  # closed also when the caller has enough: the server keeps a cursor for it
            if asked.holds(list(vocabulary.words(_content(row)))):
                yield row


def _starts(alternative: Alternative) -> set[str]:
    """Give strings of which one stands in every text that holds the first word of an alternative."""
    part = alternative.parts[0]
    return {part.prefix} if part.prefix else set(part.forms)


def _like(start: str) -> str:
    """Give a LIKE pattern; SQLite knows no capitals beyond ASCII, so those letters may be any."""
    return "%" + "".join(one if one.isascii() else "_" for one in start) + "%"


# ------------------------------------------------------------------------------------------------------- filters


def _in(column: sa.ColumnElement[Any], one: Filter) -> sa.ColumnElement[bool]:
    return column.not_in(one.values) if one.without else column.in_(one.values)


def _day(column: sa.ColumnElement[Any], one: Filter) -> sa.ColumnElement[bool]:
    """Compare a timestamp with the day a filter names; in UTC, which is what is stored."""
    bound = EventDate.parse(one.values[0])
    if one.name == "since":
        return column >= dt.datetime.combine(bound.first, dt.time(), dt.UTC)
    return column < dt.datetime.combine(bound.last + dt.timedelta(days=1), dt.time(), dt.UTC)


_LANGUAGE = sa.func.coalesce(sa.func.nullif(revision.c.language, ""), reading.c.language, outlet.c.language)
_PUBLISHED = sa.func.coalesce(article.c.published_at, article.c.first_seen_at)


def _article_filter(one: Filter) -> sa.ColumnElement[bool]:
    """Narrow to articles; what they tell is looked up among the docket's entries."""
    if one.name == "outlet":
        return _in(article.c.outlet_id, one)
    if one.name == "lang":
        return _in(_LANGUAGE, one)
    if one.name in {"since", "until"}:
        return _day(_PUBLISHED, one)
    told = sa.exists(
        sa.select(report.c.mention_id)
        .join(development, development.c.id == report.c.development_id)
        .where(report.c.article_id == article.c.id, _field(one.name).in_(one.values))
    )
    return ~told if one.without else told


def _entry_filter(one: Filter) -> sa.ColumnElement[bool]:
    """Narrow to docket entries; a date is that of the event, or of the report where none is known."""
    if one.name == "outlet":
        return _in(article.c.outlet_id, one)
    if one.name == "lang":
        return _in(sa.func.coalesce(sa.func.nullif(reading.c.language, ""), revision.c.language), one)
    if one.name in {"since", "until"}:
        return _event_day(one)
    return _in(_field(one.name), one)


def _field(name: str) -> sa.ColumnElement[Any]:
    """Give a column of an entry, as people have put it right."""
    if name == "case":
        return development.c.case_id
    own = {"kind": "kind", "proceeding": "proceeding", "state": "status"}[name]
    return sa.func.coalesce(development.c.edits[own].as_string(), development.c[own])


def _event_day(one: Filter) -> sa.ColumnElement[bool]:
    """Compare dates of any precision as text: 2024 may still be in 2024-06, and is before 2025."""
    bound, value = EventDate.parse(one.values[0]), development.c.date_value
    if one.name == "since":
        first = bound.first.isoformat()
        dated = sa.or_(*(sa.and_(sa.func.length(value) == n, value >= first[:n]) for n in (4, 7, 10)))
    else:
        last = bound.last.isoformat()
        dated = sa.or_(*(sa.and_(sa.func.length(value) == n, value <= last[:n]) for n in (4, 7, 10)))
    return sa.or_(dated, sa.and_(value.is_(None), _day(_PUBLISHED, one)))


_FILTERS = {"revision": _article_filter, "mention": _entry_filter}


# ---------------------------------------------------------------------------------------------------------- hits


def _article(row: sa.Row[Any], asked: Wish) -> Found:
    line, marks = snippet(row.text or row.title, asked.clauses)
    return Found(
        id=row.article_id,
        number=None,
        title=row.title,
        outlet=row.outlet_id,
        url=row.url,
        published_at=row.published_at,
        published=row.published,
        language=row.language or row.read_language or row.outlet_language,
        snippet=line,
        marks=marks,
    )


def _entry(row: sa.Row[Any], asked: Wish) -> Found:
    line, marks = snippet(row.quote, asked.clauses, whole=True)
    return Found(
        id=row.development_id,
        number=f"{row.case_id}-{row.number}",
        title=row.title,
        outlet=row.outlet_id,
        url=row.url,
        published_at=row.published_at,
        published=row.published,
        language=row.language or "",
        snippet=line,
        marks=marks,
    )
