"""Digests and their outbox: what each subscriber has been told, and whether the mail went out.

Rules kept here:

* A digest, its items and its outbox row are one call and so one transaction; one digest a subscriber and civil day.
* What counts as told is decided here alone: an item of any earlier digest of that subscriber for the same entry and
  article, wherever a later folding has put that article within the same bucket.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from monitor.model import EventDate
from monitor.rulings import CHRONOLOGY, Action
from monitor.storage import sql
from monitor.storage.docket import event_date
from monitor.storage.schema import (
    article,
    decision,
    delivery,
    development,
    digest,
    digest_item,
    filing,
    mention,
    outlet,
    reading,
    report,
    subscriber,
)


@dataclass(frozen=True, slots=True)
class DueReport:
    """An article's report of one entry that a subscriber has not had, told by the article's best mention.

    ``number`` is the docket number as people write it; ``told``: an earlier digest had this entry.
    """

    development_id: int
    number: str
    case: str
    proceeding: str
    kind: str
    subject: str
    status: str
    authority: str | None
    outcome: str | None
    date: EventDate | None
    first_reported_at: dt.datetime
    article_id: int
    outlet_id: str
    outlet_name: str
    url: str
    title: str
    language: str
    published_at: dt.datetime | None
    filed_at: dt.datetime
    quote: str
    news: bool
    modality: str
    rule: str
    words: tuple[str, ...]
    told: bool


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


# ------------------------------------------------------------------------------------------------- what is due


def due_reports(conn: sa.Connection, subscriber_id: int, case_ids: Sequence[str] = ("*",)) -> list[DueReport]:
    """Give every report of a subscriber's cases that is in no digest of theirs and was filed since they joined."""
    since = conn.execute(sa.select(subscriber.c.created_at).where(subscriber.c.id == subscriber_id)).scalar()
    if since is None:
        return []
    told = sa.exists().where(
        digest_item.c.subscriber_id == subscriber_id, digest_item.c.development_id == development.c.id
    )
    query = (
        sa.select(
            development,
            filing.c.article_id,
            filing.c.filed_at,
            article.c.outlet_id,
            article.c.url,
            article.c.title,
            article.c.published_at,
            outlet.c.name.label("outlet_name"),
            outlet.c.language.label("outlet_language"),
            mention.c.quote,
            mention.c.news,
            mention.c.modality,
            mention.c.rule,
            mention.c.words,
            reading.c.language,
            told.label("told"),
        )
        .select_from(
            filing.join(development, development.c.id == filing.c.development_id)
            .join(article, article.c.id == filing.c.article_id)
            .join(outlet, outlet.c.id == article.c.outlet_id)
            .join(
                report,
                sa.and_(report.c.development_id == development.c.id, report.c.article_id == article.c.id),
            )
            .join(mention, mention.c.id == report.c.mention_id)
            .outerjoin(reading, reading.c.revision_id == mention.c.revision_id)
        )
        .where(sa.not_(filing.c.quiet), filing.c.filed_at >= since, sa.not_(_had(subscriber_id)))
        .order_by(development.c.case_id, development.c.number, filing.c.filed_at, filing.c.article_id)
        .order_by(mention.c.modality != development.c.status, sa.not_(mention.c.news), mention.c.id)
    )
    if "*" not in case_ids:
        query = query.where(development.c.case_id.in_(list(case_ids)))
    return _first_of_each(conn.execute(query))


def known_modalities(conn: sa.Connection, subscriber_id: int, development_ids: Collection[int]) -> dict[int, set[str]]:
    """Say how each entry was told before what is due now: the modalities of its earlier reports by entry.

    Earlier is what a digest of the subscriber held, what was filed without being news (a feed's first poll, an
    import), and what the case's chronology told. An entry that is absent is new to everybody.
    """
    rows = conn.execute(
        sa.select(filing.c.development_id, mention.c.modality)
        .distinct()
        .select_from(
            filing.join(development, development.c.id == filing.c.development_id)
            .join(
                report, sa.and_(report.c.development_id == development.c.id, report.c.article_id == filing.c.article_id)
            )
            .join(mention, mention.c.id == report.c.mention_id)
        )
        .where(development.c.id.in_(development_ids), sa.or_(filing.c.quiet, _had(subscriber_id)))
    )
    known: dict[int, set[str]] = {}
    for development_id, modality in rows:
        known.setdefault(development_id, set()).add(modality)
    for development_id, status in conn.execute(_FROM_CHRONOLOGY, {"ids": list(development_ids)}).tuples():
        known.setdefault(development_id, set()).add(status)
    return known


# What a chronology files was known before anybody could be told: a report that comes later is no new entry.
_FROM_CHRONOLOGY = (
    sa.select(development.c.id, development.c.status)
    .select_from(development.join(decision, decision.c.development_id == development.c.id))
    .where(
        development.c.id.in_(sa.bindparam("ids", expanding=True)),
        decision.c.action == str(Action.ADD),
        decision.c.who == CHRONOLOGY,
        decision.c.undone_at.is_(None),
    )
)


def _had(subscriber_id: int) -> sa.ColumnElement[bool]:
    """Whether the subscriber was told of this article under this entry, or under one it has since been moved from."""
    former, placed = development.alias("former"), report.alias("placed")
    stays = sa.exists().where(
        placed.c.development_id == digest_item.c.development_id, placed.c.article_id == digest_item.c.article_id
    )
    same_bucket = sa.and_(
        *(former.c[name] == development.c[name] for name in ("case_id", "proceeding", "kind", "subject", "strand"))
    )
    return (
        sa.exists()
        .where(
            digest_item.c.subscriber_id == subscriber_id,
            digest_item.c.article_id == filing.c.article_id,
            digest_item.c.topic == "report",
            former.c.id == digest_item.c.development_id,
            sa.or_(former.c.id == development.c.id, sa.and_(same_bucket, sa.not_(stays))),
        )
        .correlate(filing, development)
    )


def _first_of_each(rows: Iterable[sa.Row[Any]]) -> list[DueReport]:
    best: dict[tuple[int, int], DueReport] = {}
    for row in rows:
        best.setdefault((row.id, row.article_id), _due(row))
    return list(best.values())


def _due(row: sa.Row[Any]) -> DueReport:
    return DueReport(
        development_id=row.id,
        number=f"{row.case_id}-{row.number}",
        case=row.case_id,
        proceeding=row.proceeding,
        kind=row.kind,
        subject=row.subject,
        status=row.status,
        authority=row.authority,
        outcome=row.outcome,
        date=event_date(row),
        first_reported_at=row.first_reported_at,
        article_id=row.article_id,
        outlet_id=row.outlet_id,
        outlet_name=row.outlet_name,
        url=row.url,
        title=row.title,
        language=row.language or row.outlet_language,
        published_at=row.published_at,
        filed_at=row.filed_at,
        quote=row.quote,
        news=row.news,
        modality=row.modality,
        rule=row.rule,
        words=tuple(row.words),
        told=bool(row.told),
    )


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
    counts: Mapping[str, int] | None = None,
    deliver: bool = True,
) -> int | None:
    """Store a day's digest with its items and its outbox row; give its id, None when that day has one already.

    ``deliver=False`` stores a digest that is not sent (nothing new, and silence is not mailed).
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
        .where(
            subscriber.c.active,
            sa.or_(
                delivery.c.state == "pending",
                sa.and_(delivery.c.state == "deferred", delivery.c.next_attempt_at <= now),
            ),
        )
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
    """Take a delivery that is due for oneself until a time; False when somebody else has it or it is no longer due.

    Who dies with it loses it when the time has passed.
    """
    due = sa.or_(delivery.c.next_attempt_at.is_(None), delivery.c.next_attempt_at <= now)
    taken = conn.execute(
        delivery.update()
        .where(delivery.c.id == delivery_id, delivery.c.state.in_(("pending", "deferred")), due)
        .values(next_attempt_at=until)
    )
    return bool(taken.rowcount)


def mark_sent(conn: sa.Connection, delivery_id: int, now: dt.datetime) -> None:
    """Note that the mail server took the message."""
    _mark(conn, delivery_id, state="sent", sent_at=now, next_attempt_at=None, last_error="")


def mark_deferred(conn: sa.Connection, delivery_id: int, error: str, next_attempt_at: dt.datetime) -> None:
    """Note that the message is to be tried again then."""
    _mark(conn, delivery_id, state="deferred", sent_at=None, next_attempt_at=next_attempt_at, last_error=error)


def mark_failed(conn: sa.Connection, delivery_id: int, error: str) -> None:
    """Note that the message is parked until a person looks at it."""
    _mark(conn, delivery_id, state="failed", sent_at=None, next_attempt_at=None, last_error=error)


def _mark(conn: sa.Connection, delivery_id: int, **values: object) -> None:
    conn.execute(
        delivery.update()
        .where(delivery.c.id == delivery_id, delivery.c.state != "sent")
        .values(**values, attempts=delivery.c.attempts + 1)
    )
