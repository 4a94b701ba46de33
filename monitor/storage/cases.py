"""Watched cases, and the docket numbers of each: given once, never again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from monitor.model import Case
from monitor.storage import sql
from monitor.storage.schema import case_counter, watched_case


def sync_cases(conn: sa.Connection, cases: Sequence[Case], now: dt.datetime) -> None:
    """Bring the watched cases into line with the configuration; one no longer configured becomes inactive."""
    conn.execute(watched_case.update().where(watched_case.c.active).values(active=False))
    rows = [{"id": case.id, "names": dict(case.names), "active": True, "created_at": now} for case in cases]
    sql.upsert(conn, watched_case, rows, key=["id"], update=["names", "active"])
    sql.upsert(
        conn, case_counter, [{"case_id": case.id, "next_number": 1} for case in cases], key=["case_id"], update=()
    )


def next_number(conn: sa.Connection, case_id: str) -> int:
    """Take the case's next docket number; raise LookupError for a case that was never synced."""
    taken = conn.execute(
        case_counter.update()
        .where(case_counter.c.case_id == case_id)
        .values(next_number=case_counter.c.next_number + 1)
        .returning(case_counter.c.next_number)
    ).scalar()
    if taken is None:
        raise LookupError(f"no such case: {case_id}")
    return int(taken) - 1
