"""Alerts: what each has told of which entry, the entries it may tell of now, and its outbox.

Rules kept here:

* An alert, an entry and a reason to tell it are one row, under a unique key: nothing is told twice.
* An alert begins when it is made, and anew when what it asks for is changed: reports known before alert nobody.
* What may be told is looked for among the newest reports by their ids, not their times: a clock that is set back or
  forth loses nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from monitor.alerts import Candidate, Noted, Telling, What
from monitor.messages import said
from monitor.model import Alert
from monitor.rulings import HIDDEN
from monitor.storage import meta, outbox, sql
from monitor.storage.schema import (
    WITHDRAWN,
    alert,
    alert_item,
    alert_message,
    article,
    development,
    filing,
    mention,
    report_version,
    revision,
)

# So many of the newest reports are looked through: more than any cycle files; what is imported is settled at once.
_LOOKED_AT = 5000
# An article that is older when it comes in is no news of today: a list of "most read" brings such back.
_STALE = dt.timedelta(days=3)
_EDITABLE = ("proceeding", "kind", "status", "outcome")


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """An alert with the row that remembers what it told."""

    id: int
    after_version: int
    alert: Alert


@dataclass(frozen=True, slots=True)
class Item:
    """An entry that is to be told."""

    id: int
    development_id: int
    number: str
    case: str
    what: What
    noted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A message to hand over."""

    id: int
    alert: str
    thread: str
    subject: str
    text: str
    payload: Mapping[str, Any]
    message_id: str
    attempts: int
    created_at: dt.datetime


# ------------------------------------------------------------------------------------------------------- alerts


def sync_alerts(conn: sa.Connection, given: Sequence[Alert], now: dt.datetime) -> None:
    """Bring alerts into line with the settings; one no longer named is off, and what waits for it is dropped.

    One that is new, was off, or asks for other things than before, begins after the newest report.
    """
    known = {row.name: row for row in conn.execute(sa.select(alert))}
    for one in given:
        row = known.pop(one.id, None)
        if row is None:
            sql.insert_one(
                conn, alert, name=one.id, wish=_wish(one), after_version=_newest(conn), active=True, created_at=now
            )
        elif not row.active or row.wish != _wish(one):
            sql.update_one(conn, alert, row.id, wish=_wish(one), after_version=_newest(conn), active=True)
    gone = [row.id for row in known.values() if row.active]
    if gone:
        conn.execute(alert.update().where(alert.c.id.in_(gone)).values(active=False))
        outbox.drop(conn, alert_message, alert_message.c.alert_id.in_(gone), said("no longer in the settings"))
        conn.execute(_waiting_of(gone).values(state="quiet"))


def _waiting_of(alert_ids: Collection[int]) -> sa.Update:
    return alert_item.update().where(alert_item.c.alert_id.in_(alert_ids), alert_item.c.state == "waiting")


def _wish(one: Alert) -> str:
    """Write what an alert is about in one line; its channel, hours and words are no part of it."""
    lists = (one.kinds, one.cases, one.proceedings, one.statuses)
    return "; ".join([*(",".join(sorted(values)) for values in lists), str(one.origins)])


def has_news(conn: sa.Connection, one: StoredAlert) -> bool:
    """Whether anything was reported since this was asked for an alert last, which is noted."""
    name, newest = f"alerted:{one.id}", str(_newest(conn))
    if meta.get(conn, name) == newest:
        return False
    meta.put(conn, name, newest)
    return True


def _newest(conn: sa.Connection) -> int:
    return int(conn.execute(sa.select(sa.func.max(report_version.c.id))).scalar() or 0)


def active(conn: sa.Connection, given: Sequence[Alert]) -> list[StoredAlert]:
    """Give the alerts of the settings that the database knows."""
    rows = {row.name: row for row in conn.execute(sa.select(alert).where(alert.c.active))}
    return [StoredAlert(rows[one.id].id, rows[one.id].after_version, one) for one in given if one.id in rows]


# --------------------------------------------------------------------------------------------- what may be told


def candidates(conn: sa.Connection, one: StoredAlert) -> list[Candidate]:
    """Give the entries that something was reported of lately, after the alert began."""
    first = max(one.after_version, _newest(conn) - _LOOKED_AT)
    recent = sa.select(report_version.c.development_id).distinct().where(report_version.c.id > first)
    ids = list(conn.execute(recent).scalars())
    found: list[Candidate] = []
    for piece in sql.chunks(sorted(ids)):
        tellings = _tellings(conn, piece, one.after_version)
        rows = conn.execute(sa.select(development).where(development.c.id.in_(piece), _standing()))
        found += [_candidate(row, tellings.get(row.id, ())) for row in rows.all()]
    return sorted(found, key=lambda entry: entry.development_id)


def _standing() -> sa.ColumnElement[bool]:
    return sa.and_(development.c.status != WITHDRAWN, development.c.standing.not_in(HIDDEN))


def _candidate(row: sa.Row[Any], tellings: Collection[Telling]) -> Candidate:
    said = {name: row.edits.get(name, getattr(row, name)) for name in _EDITABLE}
    return Candidate(
        development_id=row.id,
        number=f"{row.case_id}-{row.number}",
        case=row.case_id,
        tellings=tuple(tellings),
        standing=row.standing,
        by_hand=row.by_hand,
        **said,
    )


def _tellings(conn: sa.Connection, ids: Collection[int], after: int) -> dict[int, list[Telling]]:
    """Give who tells entries, as their reports stand, in the order in which each first said it so."""
    said = (report_version.c.development_id, report_version.c.article_id, report_version.c.modality)
    # Joined here, not there: SQLite goes through the grouped rows anew for every report (2,000 reports: 1.4 s).
    first = sa.select(*said, sa.func.min(report_version.c.id)).where(report_version.c.development_id.in_(ids))
    since: dict[tuple[int, int, str], int] = {
        (row[0], row[1], row[2]): row[3] for row in conn.execute(first.group_by(*said))
    }
    query = (
        sa.select(
            report_version,
            article.c.outlet_id,
            article.c.published_at.label("out_at"),
            mention.c.outcome,
            _is_loud().label("loud"),
        )
        .select_from(
            report_version.join(article, article.c.id == report_version.c.article_id)
            .join(
                filing,
                sa.and_(
                    filing.c.development_id == report_version.c.development_id,
                    filing.c.article_id == report_version.c.article_id,
                ),
            )
            .outerjoin(mention, mention.c.id == report_version.c.mention_id)
        )
        .where(report_version.c.development_id.in_(ids), report_version.c.until_at.is_(None))
        .order_by(report_version.c.id)
    )
    found: dict[int, list[Telling]] = {}

    def known(row: sa.Row[Any]) -> int:
        return since[row.development_id, row.article_id, row.modality]

    for row in sorted(conn.execute(query), key=known):
        found.setdefault(row.development_id, []).append(_telling(row, known(row) > after))
    return found


def _is_loud() -> sa.ColumnElement[bool]:
    """Whether a report is news where it stands: filed as such, or a later text of a page that was there before."""
    earlier = revision.alias("earlier")
    read_before = sa.exists().where(
        earlier.c.article_id == report_version.c.article_id,
        earlier.c.id < report_version.c.revision_id,
        sa.not_(earlier.c.headline_only),
    )
    return sa.and_(article.c.via != "import", sa.or_(sa.not_(filing.c.quiet), read_before))


def _telling(row: sa.Row[Any], since_then: bool) -> Telling:
    stale = row.out_at is not None and row.known_at - row.out_at > _STALE
    return Telling(
        article_id=row.article_id,
        outlet=row.outlet_id,
        origin=row.origin or f"{row.outlet_id}/{row.article_id}",
        modality=row.modality,
        news=row.news,
        loud=bool(row.loud) and since_then and not stale,
        outcome=row.outcome,
    )


def noted(conn: sa.Connection, alert_id: int, development_ids: Collection[int]) -> dict[int, list[Noted]]:
    """Give what an alert has noted of entries."""
    found: dict[int, list[Noted]] = {}
    for piece in sql.chunks(sorted(development_ids)):
        query = sa.select(alert_item).where(alert_item.c.alert_id == alert_id, alert_item.c.development_id.in_(piece))
        for row in conn.execute(query.order_by(alert_item.c.id)):
            found.setdefault(row.development_id, []).append(Noted(row.what, row.status, row.outcome))
    return found


def told_beside(conn: sa.Connection, alert_id: int, entry: Candidate) -> set[int]:
    """Give the articles with which an alert told other entries of the same bucket."""
    query = (
        sa.select(alert_item.c.articles)
        .join(development, development.c.id == alert_item.c.development_id)
        .where(
            alert_item.c.alert_id == alert_id,
            alert_item.c.development_id != entry.development_id,
            development.c.case_id == entry.case,
            development.c.proceeding == entry.proceeding,
            development.c.kind == entry.kind,
        )
    )
    return {article_id for articles in conn.execute(query).scalars() for article_id in articles}


def note(
    conn: sa.Connection, alert_id: int, entry: Candidate, what: What, now: dt.datetime, *, quiet: bool = False
) -> None:
    """Note that an alert is to tell an entry; ``quiet``: that it need not, now or later."""
    row = {
        "alert_id": alert_id,
        "development_id": entry.development_id,
        "what": str(what),
        "status": entry.status,
        "outcome": entry.outcome,
        "articles": sorted({one.article_id for one in entry.tellings if one.modality == entry.status}),
        "state": "quiet" if quiet else "waiting",
        "noted_at": now,
    }
    sql.upsert(conn, alert_item, [row], key=["alert_id", "development_id", "what"], update=())


# ----------------------------------------------------------------------------------------------------- messages


def waiting(conn: sa.Connection, alert_id: int) -> list[Item]:
    """Give the entries an alert has yet to tell, the first noted first."""
    query = (
        sa.select(alert_item, development.c.case_id, development.c.number)
        .join(development, development.c.id == alert_item.c.development_id)
        .where(alert_item.c.alert_id == alert_id, alert_item.c.state == "waiting")
        .order_by(alert_item.c.id)
    )
    return [
        Item(row.id, row.development_id, f"{row.case_id}-{row.number}", row.case_id, What(row.what), row.noted_at)
        for row in conn.execute(query)
    ]


def still_stand(conn: sa.Connection, development_ids: Collection[int]) -> set[int]:
    """Give which entries nobody has withdrawn or ruled out meanwhile."""
    query = sa.select(development.c.id).where(development.c.id.in_(list(development_ids)), _standing())
    return set(conn.execute(query).scalars())


def take_back(conn: sa.Connection, item_ids: Collection[int]) -> None:
    """Note that entries were withdrawn before they were told."""
    conn.execute(alert_item.update().where(alert_item.c.id.in_(list(item_ids))).values(state="withdrawn"))


def save_message(
    conn: sa.Connection,
    *,
    alert_id: int,
    thread: str,
    subject: str,
    text: str,
    payload: Mapping[str, Any],
    message_id: str,
    item_ids: Collection[int],
    now: dt.datetime,
) -> None:
    """Put a message into the outbox and note that it tells these entries."""
    row_id = sql.insert_one(
        conn,
        alert_message,
        alert_id=alert_id,
        thread=thread,
        subject=subject,
        text=text,
        payload=dict(payload),
        message_id=message_id,
        created_at=now,
    )
    told = alert_item.update().where(alert_item.c.id.in_(list(item_ids)))
    conn.execute(told.values(state="told", alert_message_id=row_id))


def pending(conn: sa.Connection, now: dt.datetime) -> list[Message]:
    """Give what is to be handed over now."""
    query = (
        sa.select(alert_message, alert.c.name)
        .join(alert, alert.c.id == alert_message.c.alert_id)
        .where(alert.c.active, outbox.is_due(alert_message, now))
        .order_by(alert_message.c.id)
    )
    return [
        Message(
            id=row.id,
            alert=row.name,
            thread=row.thread,
            subject=row.subject,
            text=row.text,
            payload=row.payload,
            message_id=row.message_id,
            attempts=row.attempts,
            created_at=row.created_at,
        )
        for row in conn.execute(query)
    ]


def claim(conn: sa.Connection, message_id: int, now: dt.datetime, until: dt.datetime) -> bool:
    """Take a message for oneself until a time; False when somebody else has it."""
    return outbox.claim(conn, alert_message, message_id, now, until)


def mark_sent(conn: sa.Connection, message_id: int, now: dt.datetime) -> None:
    """Note that the other side took a message."""
    outbox.mark_sent(conn, alert_message, message_id, now)


def mark_deferred(conn: sa.Connection, message_id: int, error: str, next_attempt_at: dt.datetime) -> None:
    """Note that a message is tried again then."""
    outbox.mark_deferred(conn, alert_message, message_id, error, next_attempt_at)


def mark_failed(conn: sa.Connection, message_id: int, error: str) -> None:
    """Note that a message is parked until a person looks at it."""
    outbox.mark_failed(conn, alert_message, message_id, error)


# ------------------------------------------------------------------------------------------------ how it stands


@dataclass(frozen=True, slots=True)
class AlertRow:
    """How one alert stands: what waits to be told, and its messages by state."""

    name: str
    waiting: int
    sent: int
    deferred: int
    failed: int
    last_sent_at: dt.datetime | None
    error: str
    next_attempt_at: dt.datetime | None


def standing(conn: sa.Connection) -> list[AlertRow]:
    """Give how every alert that is on stands, by name."""

    def count(*states: str) -> sa.ColumnElement[int]:
        return (
            sa.select(sa.func.count())
            .where(alert_message.c.alert_id == alert.c.id, alert_message.c.state.in_(states))
            .scalar_subquery()
        )

    held = (
        sa.select(sa.func.count())
        .where(alert_item.c.alert_id == alert.c.id, alert_item.c.state == "waiting")
        .scalar_subquery()
    )
    unsettled = sa.and_(
        alert_message.c.alert_id == alert.c.id, alert_message.c.state.in_(("pending", "deferred", "failed"))
    )
    error = (
        sa.select(alert_message.c.last_error)
        .where(unsettled)
        .order_by(alert_message.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    last = sa.select(sa.func.max(alert_message.c.sent_at)).where(alert_message.c.alert_id == alert.c.id)
    again = sa.select(sa.func.min(alert_message.c.next_attempt_at)).where(unsettled)
    query = (
        sa.select(
            alert.c.name,
            held.label("waiting"),
            count("sent").label("sent"),
            count("pending", "deferred").label("deferred"),
            count("failed").label("failed"),
            last.scalar_subquery().label("last_sent_at"),
            sa.func.coalesce(error, "").label("error"),
            again.scalar_subquery().label("next_attempt_at"),
        )
        .where(alert.c.active)
        .order_by(alert.c.name)
    )
    return [AlertRow(**row._mapping) for row in conn.execute(query)]  # noqa: SLF001 SQLAlchemy's public name
