"""Search: docket entries and stored articles that answer a query."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.queries.entries import show
from monitor.queries.lookup import NUMBER, published
from monitor.queries.shapes import DocketEntry, Hit
from monitor.storage import search as full_text
from monitor.storage.engine import Connection


def search(conn: Connection, query: str, limit: int | None = 20, names: Mapping[str, str] | None = None) -> list[Hit]:
    """Find docket entries and stored articles that answer a query: entries first, each the last read first.

    ``limit`` counts all hits (None: every one); where both abound each kind gets half. What may be asked is told in
    `monitor.storage.search.query`; ``names`` are further words for the values of filters. Raises QueryError, with the
    place, for a query that cannot be understood.
    """
    wanted = full_text.prepare(conn, query, names)
    entries = _named(conn, query.strip()) or [
        _hit("entry", found) for found in full_text.search_entries(conn, wanted, limit)
    ]
    articles = [_hit("article", found) for found in full_text.search_articles(conn, wanted, limit)]
    if limit is None:
        return entries + articles
    shown = max(limit - limit // 2, limit - len(articles))
    return (entries[:shown] + articles)[:limit]


def search_is_complete(conn: Connection) -> bool:
    """Whether every stored text can be found; else `monitor db reindex` has to be run."""
    return full_text.are_complete(conn)


def _named(conn: Connection, number: str) -> list[Hit]:
    """Give the entry whose very number was typed."""
    entry = show(conn, number) if NUMBER.fullmatch(number) else None
    if entry is None:
        return []
    if not entry.reports:
        return [_hit_by_hand(entry)] if entry.by_hand else []
    first = entry.reports[0]
    return [Hit("entry", entry.number, first.title, first.outlet, first.url, first.published_at, "", first.quote)]


def _hit_by_hand(entry: DocketEntry) -> Hit:
    language, what = next(iter(entry.what.items()))
    source = entry.sources[0]
    return Hit(
        "entry", entry.number, what, source["outlet"], source["url"], source["published"] or None, language, what
    )


def _hit(type_: str, found: full_text.Found) -> Hit:
    return Hit(
        type=type_,
        number=found.number,
        title=found.title,
        outlet=found.outlet,
        url=found.url,
        published_at=published(found),
        language=found.language,
        snippet=found.snippet,
        marks=found.marks,
    )
