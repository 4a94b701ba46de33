"""Outlets and the feeds they are polled by: what the configuration names, kept in step with what is stored.

Rule kept: nothing that was observed is deleted. A feed that is no longer configured is disabled and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from monitor.messages import said
from monitor.model import Feed, Outlet, PollState
from monitor.storage import sql
from monitor.storage.schema import feed, outlet

NOT_CONFIGURED = said("no longer configured")
#: What is polled in another way than before is read as if for the first time: an unchanged document says more now.
_UNREAD: dict[str, object] = {"etag": None, "last_modified": None, "body_hash": "", "baseline_done": False}


def sync_outlets(conn: sa.Connection, outlets: Sequence[Outlet], now: dt.datetime) -> None:
    """Bring outlets and feeds into line with the configuration; take the whole of it."""
    conn.execute(outlet.update().where(outlet.c.configured).values(configured=False))
    columns = ("name", "language", "kind", "homepage", "timezone", "configured")
    sql.upsert(conn, outlet, [_row(one, now, configured=True) for one in outlets], key=["id"], update=columns)
    known = {row.url: row for row in conn.execute(sa.select(feed))}
    for source in outlets:
        for one in source.feeds:
            _sync_feed(conn, source.id, one, known.pop(one.url, None), now)
    _retire(conn, [row.id for row in known.values() if row.enabled or row.reason != NOT_CONFIGURED])


def add_outlet(conn: sa.Connection, source: Outlet, now: dt.datetime) -> None:
    """Record a source that is not configured (an import's); one that is known stays as it is."""
    sql.upsert(conn, outlet, [_row(source, now, configured=False)], key=["id"], update=())


def names_and_languages(conn: sa.Connection) -> dict[str, tuple[str, str]]:
    """Give by id what every outlet is called and writes in, also one that is configured no longer."""
    return {row.id: (row.name, row.language) for row in conn.execute(sa.select(outlet))}


def _row(source: Outlet, now: dt.datetime, *, configured: bool) -> dict[str, object]:
    return {
        "id": source.id,
        "name": source.name,
        "language": source.language,
        "kind": str(source.kind),
        "homepage": source.homepage,
        "timezone": source.timezone,
        "configured": configured,
        "created_at": now,
    }


def _sync_feed(
    conn: sa.Connection, outlet_id: str, one: Feed, stored: sa.Row[tuple[object, ...]] | None, now: dt.datetime
) -> None:
    how: dict[str, object] = {"kind": str(one.kind), "links": one.links, "part": one.part}
    values: dict[str, object] = {"outlet_id": outlet_id, "enabled": one.enabled, "reason": one.reason, **how}
    if stored is None:
        fresh = {"url": one.url, "next_poll_at": now, "created_at": now}
        conn.execute(feed.insert().values(**values, **fresh, **_state(one)))
        return
    if stored.enabled != one.enabled:
        values |= _state(one) | {"next_poll_at": now}
    elif not one.enabled:
        values |= _state(one)
    if any(getattr(stored, name) != value for name, value in how.items()):
        values |= _UNREAD | {"next_poll_at": now}
    if any(getattr(stored, name) != value for name, value in values.items() if name != "next_poll_at"):
        conn.execute(feed.update().where(feed.c.id == stored.id).values(**values))


def _state(one: Feed) -> dict[str, object]:
    """Give a feed's state before its first poll (or its first after having been off)."""
    if one.enabled:
        return {"state": "", "state_reason": ""}
    return {"state": str(PollState.DISABLED), "state_reason": one.reason}


def _retire(conn: sa.Connection, ids: Iterable[int]) -> None:
    for piece in sql.chunks(ids):
        conn.execute(
            feed.update()
            .where(feed.c.id.in_(piece))
            .values(enabled=False, reason=NOT_CONFIGURED, state=str(PollState.DISABLED), state_reason=NOT_CONFIGURED)
        )
