"""Full-text search over every stored article and every quoted sentence of the docket.

SQLite's FTS5 where the library has it, LIKE otherwise (and on PostgreSQL). Every word of a query must be there; a
phrase in double quotes stands together; a word that ends in * matches beginnings. Nothing a person types is FTS syntax:
each word is quoted. Newest first: ranking by relevance grew 130 times slower over a large table, this stays flat.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from monitor.storage.schema import WITHDRAWN, article, development, mention, outlet, reading, report, revision
from monitor.storage.types import clean

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_PAGE = 200
_AROUND = 60
_NEAR = 16  # words of a snippet


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a query; ``prefix`` when it may go on."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: an article's revision, or a docket entry by a quoted sentence (``number`` is then set)."""

    id: int
    number: str | None
    title: str
    outlet: str
    url: str
    published_at: dt.datetime | None
    published: str | None
    language: str
    snippet: str


def terms(query: str) -> list[Term]:
    """Cut what a person typed into words and phrases; signs without a letter or digit are dropped."""
    found = []
    for phrase, word in _TERM.findall(clean(query)):
        text = (phrase or word).strip()
        prefix = not phrase and text.endswith("*")
        text = text.rstrip("*") if prefix else text
        if any(character.isalnum() for character in text):
            found.append(Term(text, prefix))
    return found


def search_articles(conn: sa.Connection, wanted: Sequence[Term], limit: int | None) -> list[Found]:
    """Give the articles that hold every term in one revision, newest stored first, each article once."""
    if not wanted:
        return []
    rows = _indexed(conn, "revision", wanted) if _has_index(conn) else _scanned(conn, wanted)
    best: dict[int, Found] = {}
    for row in rows:
        best.setdefault(row.article_id, _article(row, wanted))
        if limit is not None and len(best) >= limit:
            break
    return list(best.values())


def search_entries(conn: sa.Connection, wanted: Sequence[Term], limit: int | None) -> list[Found]:
    """Give the docket entries one of whose quotes holds every term, the newest report first; then those by hand."""
    if not wanted:
        return []
    rows = _indexed(conn, "mention", wanted) if _has_index(conn) else _scanned_quotes(conn, wanted)
    best: dict[int, Found] = {}
    for row in rows:
        best.setdefault(row.development_id, _entry(row))
        if limit is not None and len(best) >= limit:
            return list(best.values())
    for found in _by_hand(conn, wanted):
        best.setdefault(found.id, found)
    return list(best.values())[:limit]


def _by_hand(conn: sa.Connection, wanted: Sequence[Term]) -> Iterable[Found]:
    """Give the entries whose own words, in one language, hold every term, the newest first; people write few."""
    query = sa.select(development).where(
        development.c.by_hand, development.c.status != WITHDRAWN, development.c.standing.not_in(["dismissed", "merged"])
    )
    patterns = [_pattern(term) for term in wanted]
    for row in conn.execute(query.order_by(development.c.id.desc())):
        what, sources = (row.edits.get(name, getattr(row, name)) for name in ("what", "sources"))
        for language, text in what.items():
            if all(pattern.search(text) for pattern in patterns):
                yield _own(row, language, text, sources)
                break


def _pattern(term: Term) -> re.Pattern[str]:
    words = r"\W+".join(map(re.escape, re.findall(r"\w+", term.text)))
    return re.compile(rf"(?<!\w){words}" + ("" if term.prefix else r"(?!\w)"), re.IGNORECASE)


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


def _has_index(conn: sa.Connection) -> bool:
    return conn.dialect.name == "sqlite" and sa.inspect(conn).has_table("search_revision")


_ARTICLE = sa.select(
    revision.c.id,
    revision.c.article_id,
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


def _indexed(conn: sa.Connection, table: str, wanted: Sequence[Term]) -> Iterable[sa.Row[Any]]:
    """Give the matching rows of a table from its full-text index, newest first, a page at a time."""
    index = sa.table(f"search_{table}", sa.column("rowid"))
    match = sa.text(f"search_{table} MATCH :words").bindparams(words=" AND ".join(map(_quoted, wanted)))
    rows, column = (_ARTICLE, revision.c.id) if table == "revision" else (_ENTRY, mention.c.id)
    below: int | None = None
    while True:
        query = sa.select(index.c.rowid).where(match).order_by(index.c.rowid.desc()).limit(_PAGE)
        if below is not None:
            query = query.where(index.c.rowid < below)
        ids = conn.execute(query).scalars().all()
        if ids:
            yield from conn.execute(rows.where(column.in_(ids)).order_by(column.desc())).all()
        if len(ids) < _PAGE:
            return
        below = ids[-1]


def _quoted(term: Term) -> str:
    return '"' + term.text.replace('"', '""') + '"' + ("*" if term.prefix else "")


def _scanned(conn: sa.Connection, wanted: Sequence[Term]) -> Iterable[sa.Row[Any]]:
    content = revision.c.title + "\n\n" + revision.c.text
    query = _ARTICLE.where(*(content.icontains(term.text, autoescape=True) for term in wanted))
    return conn.execute(query.order_by(revision.c.id.desc()))


def _scanned_quotes(conn: sa.Connection, wanted: Sequence[Term]) -> Iterable[sa.Row[Any]]:
    query = _ENTRY.where(*(mention.c.quote.icontains(term.text, autoescape=True) for term in wanted))
    return conn.execute(query.order_by(mention.c.id.desc()))


def _article(row: sa.Row[Any], wanted: Sequence[Term]) -> Found:
    return Found(
        id=row.article_id,
        number=None,
        title=row.title,
        outlet=row.outlet_id,
        url=row.url,
        published_at=row.published_at,
        published=row.published,
        language=row.language or row.read_language or row.outlet_language,
        snippet=snippet(row.text or row.title, wanted),
    )


def _entry(row: sa.Row[Any]) -> Found:
    return Found(
        id=row.development_id,
        number=f"{row.case_id}-{row.number}",
        title=row.title,
        outlet=row.outlet_id,
        url=row.url,
        published_at=row.published_at,
        published=row.published,
        language=row.language or "",
        snippet=row.quote,
    )


def snippet(text: str, wanted: Sequence[Term]) -> str:
    """Cut a line of words around the first place where a term stands; the beginning when none does."""
    lowered = text.lower()
    places = [place for term in wanted if (place := lowered.find(term.text.lower())) >= 0]
    start = max(0, min(places, default=0) - _AROUND)
    words = text[start:].split()
    if start and text[start - 1 : start + 1].strip() and len(words) > 1:
        words = words[1:]  # cut through
    line = " ".join(words[:_NEAR])
    return f"{'… ' if start else ''}{line}{' …' if len(words) > _NEAR else ''}"
