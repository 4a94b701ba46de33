"""What is known of hosts across runs: who asked to be left alone, how often each was asked today, robots.txt.

A program that starts anew every half hour would otherwise forget a Retry-After and a budget, and ask for every
robots.txt 48 times a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

import sqlalchemy as sa

from monitor.model import HostMemory, RobotsFile
from monitor.storage import sql
from monitor.storage.schema import host, host_day, robots

_FIELDS = [field.name for field in fields(RobotsFile)]


def recall(conn: sa.Connection, now: dt.datetime) -> HostMemory:
    """Give what still counts at ``now``: who must not be asked yet, today's requests, and rules.

    Rules that have run out are given too: with their validators the next request for them can be conditional.
    """
    waiting = conn.execute(sa.select(host.c.name, host.c.not_before_at).where(host.c.not_before_at > now))
    asked = conn.execute(sa.select(host_day.c.name, host_day.c.requests).where(host_day.c.day == now.date()))
    rules = conn.execute(sa.select(*(robots.c[name] for name in _FIELDS)))
    return HostMemory(
        day=now.date(),
        asked={row.name: row.requests for row in asked},
        not_before={row.name: row.not_before_at for row in waiting},
        robots=tuple(RobotsFile(*row) for row in rules),
    )


def remember(conn: sa.Connection, memory: HostMemory) -> None:
    """Add what was learnt since the last time."""
    for name, until in memory.not_before.items():
        _set_not_before(conn, name, until)
    _count(conn, memory.day, memory.asked)
    _keep(conn, memory.robots)


def forget(conn: sa.Connection, before: dt.datetime) -> None:
    """Delete what ran out before a moment."""
    conn.execute(host.delete().where(host.c.not_before_at < before))
    conn.execute(host_day.delete().where(host_day.c.day < before.date()))
    conn.execute(robots.delete().where(robots.c.until_at < before))


def _set_not_before(conn: sa.Connection, name: str, at: dt.datetime) -> None:
    """Leave a host alone until ``at``; a later time that it asked for before stays."""
    stored = conn.execute(sa.select(host.c.not_before_at).where(host.c.name == name)).scalar()
    if stored is None or stored < at:
        row = {"name": name, "not_before_at": at, "reason": "Retry-After"}
        sql.upsert(conn, host, [row], key=["name"], update=["not_before_at", "reason"])


def _count(conn: sa.Connection, day: dt.date, asked: Mapping[str, int]) -> None:
    """Add requests to what is counted for a day; a new day begins at none."""
    earlier: dict[str, int] = {}
    for piece in sql.chunks(sorted(asked)):
        query = sa.select(host_day.c.name, host_day.c.requests)
        rows = conn.execute(query.where(host_day.c.name.in_(piece), host_day.c.day == day))
        earlier.update((row.name, row.requests) for row in rows)
    counted = [{"name": name, "day": day, "requests": earlier.get(name, 0) + more} for name, more in asked.items()]
    sql.upsert(conn, host_day, counted, key=["name"], update=["day", "requests"])


def _keep(conn: sa.Connection, files: Sequence[RobotsFile]) -> None:
    rows = [asdict(file) for file in files]
    sql.upsert(conn, robots, rows, key=["site"], update=[name for name in _FIELDS if name != "site"])
