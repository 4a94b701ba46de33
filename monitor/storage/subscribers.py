"""Subscribers: who gets a digest, as the settings name them, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from monitor.messages import said
from monitor.model import Every, Subscriber, Weekday
from monitor.storage import outbox, sql
from monitor.storage.schema import delivery, digest, subscriber

_FILTERS = ("proceedings", "kinds", "outlets")


@dataclass(frozen=True, slots=True)
class StoredSubscriber:
    """A subscriber with the row that remembers what was sent; nothing filed before ``created_at`` is due."""

    id: int
    created_at: dt.datetime
    subscriber: Subscriber


def sync_subscribers(conn: sa.Connection, given: Sequence[Subscriber], now: dt.datetime) -> None:
    """Bring subscribers into line with the settings; one no longer named becomes inactive, its history stays.

    Mail that still waits for somebody who left is taken out of the outbox.
    """
    conn.execute(subscriber.update().where(subscriber.c.active).values(active=False))
    rows = [
        {
            "address": one.address,
            "language": one.language,
            "cases": list(one.cases),
            "timezone": one.timezone,
            "at": one.at.isoformat(timespec="minutes") if one.at else None,
            "filters": {name: list(getattr(one, name)) for name in _FILTERS},
            "every": str(one.every),
            "weekday": str(one.weekday),
            "origins": one.origins,
            "active": True,
            "created_at": now,
        }
        for one in given
    ]
    columns = ("language", "cases", "timezone", "at", "filters", "every", "weekday", "origins", "active")
    sql.upsert(conn, subscriber, rows, key=["address"], update=columns)
    theirs = (
        sa.select(digest.c.id)
        .join(subscriber, subscriber.c.id == digest.c.subscriber_id)
        .where(sa.not_(subscriber.c.active))
    )
    outbox.drop(conn, delivery, delivery.c.digest_id.in_(theirs), said("no longer a subscriber"))


def active_subscribers(conn: sa.Connection) -> list[StoredSubscriber]:
    """Give everybody who gets a digest now."""
    query = sa.select(subscriber).where(subscriber.c.active).order_by(subscriber.c.id)
    return [
        StoredSubscriber(
            row.id,
            row.created_at,
            Subscriber(
                address=row.address,
                language=row.language,
                cases=tuple(row.cases),
                timezone=row.timezone,
                at=dt.time.fromisoformat(row.at) if row.at else None,
                every=Every(row.every),
                weekday=Weekday(row.weekday),
                origins=row.origins,
                **{name: tuple(row.filters.get(name, ["*"])) for name in _FILTERS},
            ),
        )
        for row in conn.execute(query)
    ]


def erase(conn: sa.Connection, address: str) -> bool:
    """Forget a subscriber: address, texts of digests and errors of deliveries go; give whether there was one.

    That digests were sent, and of what, stays.
    """
    known = sa.func.lower(subscriber.c.address) == address.lower()
    ident = conn.execute(sa.select(subscriber.c.id).where(known)).scalar()
    if ident is None:
        return False
    sql.update_one(conn, subscriber, ident, address=f"erased-{ident}@localhost.invalid", active=False)
    theirs = digest.c.subscriber_id == ident
    conn.execute(digest.update().where(theirs).values(text="", html=""))
    told = sa.select(digest.c.id).where(theirs)
    conn.execute(delivery.update().where(delivery.c.digest_id.in_(told)).values(last_error=""))
    return True
