"""Digests and their outbox: what each subscriber has been told, and whether the mail went out.

Rules kept here:

* A digest, its items and its outbox row are one call and so one transaction; one digest a subscriber and civil day.
* What a digest settles is written down with it: reports, corrections, conflicts; `due` says what is not settled yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from monitor.storage import outbox, sql
from monitor.storage.schema import (
    delivery,
    digest,
    digest_conflict,
    digest_item,
    subscriber,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One report settled by a digest: shown, or counted (``label`` says which)."""

    development_id: int
    article_id: int
    label: str
    topic: str = "report"


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was composed."""

    id: int
    subscriber_id: int
    on: dt.date
    window_from_at: dt.datetime
    window_to_at: dt.datetime
    subject: str
    text: str
    html: str
    message_id: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PendingDelivery:
    """A digest to hand over now."""

    id: int
    attempts: int
    created_at: dt.datetime
    address: str
    language: str
    digest: StoredDigest = field(repr=False)


# ----------------------------------------------------------------------------------------------------- digests


def save_digest(
    conn: sa.Connection,
    *,
    subscriber_id: int,
    on: dt.date,
    window_from_at: dt.datetime,
    window_to_at: dt.datetime,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    items: Sequence[Item],
    now: dt.datetime,
    conflicts: Mapping[tuple[str, str], str] | None = None,
    counts: Mapping[str, int] | None = None,
    deliver: bool = True,
) -> int | None:
    """Store a day's digest with its items and its outbox row; give its id, None when that day has one already.

    ``conflicts`` are labels by case and key. ``deliver=False`` stores one that is not sent: nothing new, and silence is
    not mailed.
    """
    if digest_on(conn, subscriber_id, on) is not None:
        return None
    digest_id = sql.insert_one(
        conn,
        digest,
        subscriber_id=subscriber_id,
        digest_on=on,
        window_from_at=window_from_at,
        window_to_at=window_to_at,
        subject=subject,
        text=text,
        html=html,
        message_id=message_id,
        counts=dict(counts or {}),
        created_at=now,
    )
    rows = [
        {
            "digest_id": digest_id,
            "subscriber_id": subscriber_id,
            "development_id": one.development_id,
            "article_id": one.article_id,
            "topic": one.topic,
            "label": one.label,
        }
        for one in items
    ]
    if rows:
        conn.execute(digest_item.insert(), rows)
    asked = [
        {"digest_id": digest_id, "subscriber_id": subscriber_id, "case_id": case, "key": key, "label": label}
        for (case, key), label in (conflicts or {}).items()
    ]
    if asked:
        conn.execute(digest_conflict.insert(), asked)
    state = "pending" if deliver else "skipped"
    conn.execute(delivery.insert().values(digest_id=digest_id, state=state, created_at=now))
    return digest_id


_DIGEST_COLUMNS = [digest.c["digest_on" if name == "on" else name] for name in StoredDigest.__dataclass_fields__]
_DIGEST = sa.select(*_DIGEST_COLUMNS)


def digest_on(conn: sa.Connection, subscriber_id: int, on: dt.date) -> StoredDigest | None:
    """Give a subscriber's digest of one civil day."""
    row = conn.execute(_DIGEST.where(digest.c.subscriber_id == subscriber_id, digest.c.digest_on == on)).first()
    return None if row is None else StoredDigest(*row)


def last_digest(conn: sa.Connection, subscriber_id: int) -> StoredDigest | None:
    """Give a subscriber's newest digest, sent or not."""
    query = _DIGEST.where(digest.c.subscriber_id == subscriber_id).order_by(digest.c.digest_on.desc()).limit(1)
    row = conn.execute(query).first()
    return None if row is None else StoredDigest(*row)


def last_mailed(conn: sa.Connection, subscriber_id: int) -> StoredDigest | None:
    """Give a subscriber's newest digest that was meant to be sent; skipped ones told nobody anything."""
    row = conn.execute(
        _DIGEST.select_from(digest.join(delivery, delivery.c.digest_id == digest.c.id))
        .where(digest.c.subscriber_id == subscriber_id, delivery.c.state != "skipped")
        .order_by(digest.c.digest_on.desc())
        .limit(1)
    ).first()
    return None if row is None else StoredDigest(*row)


# ---------------------------------------------------------------------------------------------------- delivery


def pending_deliveries(conn: sa.Connection, now: dt.datetime) -> list[PendingDelivery]:
    """Give what is to be handed over now: never tried, or put off until a time that has come.

    Who is no longer a subscriber gets nothing more, not even what waited.
    """
    query = (
        sa.select(
            delivery.c.id.label("delivery_id"),
            delivery.c.attempts,
            delivery.c.created_at.label("queued_at"),
            subscriber.c.address,
            subscriber.c.language,
            *_DIGEST_COLUMNS,
        )
        .select_from(
            delivery.join(digest, digest.c.id == delivery.c.digest_id).join(
                subscriber, subscriber.c.id == digest.c.subscriber_id
            )
        )
        .where(subscriber.c.active, outbox.is_due(delivery, now))
        .order_by(delivery.c.id)
    )
    return [
        PendingDelivery(
            id=row.delivery_id,
            attempts=row.attempts,
            created_at=row.queued_at,
            address=row.address,
            language=row.language,
            digest=StoredDigest(*row[-len(_DIGEST_COLUMNS) :]),
        )
        for row in conn.execute(query)
    ]


def claim(conn: sa.Connection, delivery_id: int, now: dt.datetime, until: dt.datetime) -> bool:
    """Take a delivery that is due for oneself until a time; False when somebody else has it (see `outbox`)."""
    return outbox.claim(conn, delivery, delivery_id, now, until)


def mark_sent(conn: sa.Connection, delivery_id: int, now: dt.datetime) -> None:
    """Note that the mail server took the message."""
    outbox.mark_sent(conn, delivery, delivery_id, now)


def mark_deferred(conn: sa.Connection, delivery_id: int, error: str, next_attempt_at: dt.datetime) -> None:
    """Note that the message is to be tried again then."""
    outbox.mark_deferred(conn, delivery, delivery_id, error, next_attempt_at)


def mark_failed(conn: sa.Connection, delivery_id: int, error: str) -> None:
    """Note that the message is parked until a person looks at it."""
    outbox.mark_failed(conn, delivery, delivery_id, error)
