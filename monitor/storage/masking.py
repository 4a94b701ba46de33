"""Mask names in everything that is stored: texts, titles, quotes, digests, histories.

Rule kept: every column that holds text or JSON is looked at, so that a new table cannot be forgotten; nothing changes
its length, so that offsets and quotes stay true. A surname alone is masked where the article it stands in, or the row
itself, has the full name. Copies outside the database (backups, WARC files) are not touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from monitor.language.masking import Mask
from monitor.storage import sql
from monitor.storage.schema import article, mention, metadata, revision
from monitor.storage.search import words
from monitor.storage.types import CleanText

_NAMES = {"id", "key", "guid", "url", "etag", "last_modified", "message_id"}
_PAGE = 500


def mask_stored(conn: sa.Connection, mask: Mask) -> Counter[str]:
    """Mask the names of some people everywhere; give how many rows changed, by table. The caller commits or not."""
    named = _articles(conn, mask)
    before = [text for piece in sql.chunks(named) for text in _texts(conn, piece)]
    counts: Counter[str] = Counter()
    for table in metadata.sorted_tables:
        columns = [column for column in table.columns if _holds_words(column)]
        if columns:
            counts[table.name] += sum(_mask_rows(conn, table, columns, mask, named))
    words.forget(conn, before)
    return +counts


def _texts(conn: sa.Connection, article_ids: Collection[int]) -> Iterator[str]:
    """Give every text of some articles, as the list of words knows them."""
    for title, text in conn.execute(
        sa.select(revision.c.title, revision.c.text).where(revision.c.article_id.in_(article_ids))
    ):
        yield f"{title}\n{text}"
    yield from conn.execute(sa.select(mention.c.quote).where(mention.c.article_id.in_(article_ids))).scalars()


def _holds_words(column: sa.Column[Any]) -> bool:
    if column.primary_key or column.foreign_keys or column.name in _NAMES:
        return False
    return isinstance(column.type, sa.JSON | CleanText)


def _articles(conn: sa.Connection, mask: Mask) -> dict[int, set[int]]:
    """Say which articles fully name which people, in any of their texts."""
    found: dict[int, set[int]] = {}
    texts = sa.select(revision.c.article_id, revision.c.title, revision.c.text)
    heads = sa.select(article.c.id, article.c.title, article.c.summary)
    for query in (texts, heads):
        for ident, *told in conn.execute(query.execution_options(yield_per=_PAGE)):
            people = mask.named(*told)
            if people:
                found.setdefault(ident, set()).update(people)
    return found


def _mask_rows(
    conn: sa.Connection, table: sa.Table, columns: list[sa.Column[Any]], mask: Mask, named: dict[int, set[int]]
) -> Iterator[int]:
    """Mask a table's rows; yield 1 for each that changed."""
    keys = list(table.primary_key.columns)
    of_article = table.c.id if table is article else table.c.get("article_id")
    rows = sa.select(*keys, *columns, *([] if of_article is None else [of_article.label("of_article")]))
    for row in conn.execute(rows).mappings().all():
        alone = named.get(row["of_article"], set()) if of_article is not None else set()
        alone = alone | mask.named(*(text for column in columns for text in _strings(row[column.name])))
        values = {column.name: _masked(row[column.name], mask, alone) for column in columns}
        changed = {name: value for name, value in values.items() if value != row[name]}
        if changed:
            conn.execute(table.update().where(*(key == row[key.name] for key in keys)).values(changed))
            yield 1


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _masked(value: Any, mask: Mask, alone: Collection[int]) -> Any:
    if isinstance(value, str):
        return mask.masked(value, alone)
    if isinstance(value, dict):
        return {key: _masked(one, mask, alone) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked(one, mask, alone) for one in value]
    return value
