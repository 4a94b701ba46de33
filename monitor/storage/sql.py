"""Two things SQL says differently on SQLite and PostgreSQL, or limits: upserts, and long IN lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

_T = TypeVar("_T")
_CHUNK = 500


def upsert(
    conn: sa.Connection,
    table: sa.Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    update: Sequence[str],
) -> None:
    """Insert rows; where ``key`` exists already, set the ``update`` columns (none: leave the row as it is)."""
    if not rows:
        return
    insert = (sqlite if conn.dialect.name == "sqlite" else postgresql).insert(table)
    if update:
        statement = insert.on_conflict_do_update(
            index_elements=list(key), set_={name: insert.excluded[name] for name in update}
        )
    else:
        statement = insert.on_conflict_do_nothing(index_elements=list(key))
    conn.execute(statement, [dict(row) for row in rows])


def insert_one(conn: sa.Connection, table: sa.Table, **values: Any) -> int:
    """Insert one row and give its id.

    RETURNING, not the driver's last row id: the full-text triggers insert rows of their own.
    """
    return int(conn.execute(_insert(table), values).scalar_one())


def update_one(conn: sa.Connection, table: sa.Table, row_id: int, **values: Any) -> None:
    """Set columns of the row with an id."""
    conn.execute(_update(table), {"of_row": row_id, **values})


# Built once: making a statement and its cache key costs several times what SQLite needs to run it.
@cache
def _insert(table: sa.Table) -> sa.Insert:
    return table.insert().returning(table.c.id)


@cache
def _update(table: sa.Table) -> sa.Update:
    return table.update().where(table.c.id == sa.bindparam("of_row"))


def chunks(values: Iterable[_T]) -> Iterator[list[_T]]:
    """Cut a long list into pieces that fit a statement's parameters."""
    iterator = iter(values)
    while piece := list(islice(iterator, _CHUNK)):
        yield piece
