"""Until when a host asked to be left alone: a Retry-After that survives a restart."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from monitor.storage import sql
from monitor.storage.schema import host


def not_before(conn: sa.Connection, now: dt.datetime) -> dict[str, dt.datetime]:
    """Give the hosts that must not be asked yet, with the time from which they may."""
    return {row.name: row.not_before_at for row in conn.execute(sa.select(host).where(host.c.not_before_at > now))}


def set_not_before(conn: sa.Connection, name: str, at: dt.datetime, reason: str = "") -> None:
    """Leave a host alone until ``at``; a later time that it asked for before stays."""
    stored = conn.execute(sa.select(host.c.not_before_at).where(host.c.name == name)).scalar()
    if stored is None or stored < at:
        row = {"name": name, "not_before_at": at, "reason": reason}
        sql.upsert(conn, host, [row], key=["name"], update=["not_before_at", "reason"])
