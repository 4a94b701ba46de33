"""How much there is: articles, digests, and everything by number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from monitor.model import ArticleState
from monitor.storage.schema import (
    WITHDRAWN,
    article,
    delivery,
    development,
    digest,
    digest_item,
    reading,
    report,
    revision,
    subscriber,
)


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One digest and how its delivery stands."""

    address: str
    on: dt.date
    subject: str
    items: int
    state: str
    attempts: int
    next_attempt_at: dt.datetime | None
    error: str
    sent_at: dt.datetime | None


def article_states(conn: sa.Connection) -> dict[str, int]:
    """Count the articles by state; every state is there."""
    query = sa.select(article.c.state, sa.func.count()).group_by(article.c.state)
    counted = {str(state): int(count) for state, count in conn.execute(query).tuples()}
    return {str(state): counted.get(state, 0) for state in ArticleState}


def article_reasons(conn: sa.Connection) -> dict[str, int]:
    """Count the articles that were not read whole, or are no longer, by the reason, the commonest first."""
    counted = sa.func.count().label("counted")
    query = sa.select(article.c.reason, counted).where(article.c.reason != "").group_by(article.c.reason)
    return dict(conn.execute(query.order_by(counted.desc(), article.c.reason).limit(20)).tuples().all())


def digests(conn: sa.Connection, limit: int = 14) -> list[DigestRow]:
    """Give the newest digests, and every one whose delivery is not settled."""
    items = sa.select(sa.func.count()).where(digest_item.c.digest_id == digest.c.id).scalar_subquery().label("items")
    rows = sa.select(digest, delivery.c.state, delivery.c.attempts, delivery.c.next_attempt_at, items).add_columns(
        delivery.c.last_error, delivery.c.sent_at, subscriber.c.address
    )
    joined = rows.select_from(
        digest.join(delivery, delivery.c.digest_id == digest.c.id).join(
            subscriber, subscriber.c.id == digest.c.subscriber_id
        )
    )
    newest = sa.select(digest.c.id).order_by(digest.c.digest_on.desc(), digest.c.id.desc()).limit(limit)
    unsettled = delivery.c.state.in_(["pending", "deferred", "failed"])
    query = joined.where(sa.or_(digest.c.id.in_(newest.scalar_subquery()), unsettled))
    return [
        DigestRow(
            address=row.address,
            on=row.digest_on,
            subject=row.subject,
            items=row.items,
            state=row.state,
            attempts=row.attempts,
            next_attempt_at=row.next_attempt_at,
            error=row.last_error,
            sent_at=row.sent_at,
        )
        for row in conn.execute(query.order_by(digest.c.digest_on.desc(), digest.c.id.desc()))
    ]


def counts(conn: sa.Connection) -> dict[str, int]:
    """Count what the database holds: articles, those about a case, docket entries, and their reports."""
    about = sa.select(sa.func.count(sa.distinct(revision.c.article_id)))
    asked: dict[str, sa.Select[tuple[int]]] = {
        "articles": _count(article),
        "relevant": about.select_from(reading.join(revision, revision.c.id == reading.c.revision_id)).where(
            reading.c.relevant
        ),
        "developments": _count(development, development.c.status != WITHDRAWN),
        "reports": _count(report),
    }
    return {name: int(conn.execute(query).scalar_one()) for name, query in asked.items()}


def _count(table: sa.Table, *wanted: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    return sa.select(sa.func.count()).select_from(table).where(*wanted)
