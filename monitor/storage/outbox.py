"""The outbox: rows that wait to be handed over. Digests' deliveries and alerts' messages have the same columns for it.

Rule kept: a row that was sent is never touched again, and of two who want to hand one over, one gets it.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

_WAITING = ("pending", "deferred")


def is_due(table: sa.Table, now: dt.datetime) -> sa.ColumnElement[bool]:
    """Narrow to rows to be handed over now: never tried, or put off until a time that has come."""
    return sa.or_(
        table.c.state == "pending",
        sa.and_(table.c.state == "deferred", table.c.next_attempt_at <= now),
    )


def claim(conn: sa.Connection, table: sa.Table, row_id: int, now: dt.datetime, until: dt.datetime) -> bool:
    """Take a row that is due for oneself until a time; False when somebody else has it or it is no longer due.

    Who dies with it loses it when the time has passed.
    """
    free = sa.or_(table.c.next_attempt_at.is_(None), table.c.next_attempt_at <= now)
    taken = conn.execute(
        table.update().where(table.c.id == row_id, table.c.state.in_(_WAITING), free).values(next_attempt_at=until)
    )
    return bool(taken.rowcount)


def mark_sent(conn: sa.Connection, table: sa.Table, row_id: int, now: dt.datetime) -> None:
    """Note that the other side took the message."""
    _mark(conn, table, row_id, state="sent", sent_at=now, next_attempt_at=None, last_error="")


def mark_deferred(conn: sa.Connection, table: sa.Table, row_id: int, error: str, next_attempt_at: dt.datetime) -> None:
    """Note that the message is to be tried again then."""
    _mark(conn, table, row_id, state="deferred", sent_at=None, next_attempt_at=next_attempt_at, last_error=error)


def mark_failed(conn: sa.Connection, table: sa.Table, row_id: int, error: str) -> None:
    """Note that the message is parked until a person looks at it."""
    _mark(conn, table, row_id, state="failed", sent_at=None, next_attempt_at=None, last_error=error)


def drop(conn: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool], reason: str) -> None:
    """Take what still waits out of the outbox, because nobody is to get it any longer."""
    conn.execute(
        table.update()
        .where(which, table.c.state.in_((*_WAITING, "failed")))
        .values(state="skipped", next_attempt_at=None, last_error=reason)
    )


def _mark(conn: sa.Connection, table: sa.Table, row_id: int, **values: object) -> None:
    conn.execute(
        table.update()
        .where(table.c.id == row_id, table.c.state != "sent")
        .values(**values, attempts=table.c.attempts + 1)
    )
