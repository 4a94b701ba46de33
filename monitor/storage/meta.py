"""Single facts about this database by name, such as when the last cycle ended."""

from __future__ import annotations

import sqlalchemy as sa

from monitor.storage import schema, sql


def get(conn: sa.Connection, name: str) -> str | None:
    """Give a stored value, None when there is none."""
    return conn.execute(sa.select(schema.meta.c.value).where(schema.meta.c.name == name)).scalar()


def put(conn: sa.Connection, name: str, value: str) -> None:
    """Store a value, over an older one."""
    sql.upsert(conn, schema.meta, [{"name": name, "value": value}], key=["name"], update=["value"])
