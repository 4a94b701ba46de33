"""Decisions: what people ruled on entries, who, when and why; and the entries they wrote by hand.

Rule kept: a decision is never changed and never deleted; undoing one is noted on it. Everything `development` says of
people's rulings (``standing``, ``merged_into``, ``edits``) can be made again from here, and is, by `stand`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from monitor.model import EventDate, Kind, Modality, Outcome
from monitor.rulings import Action, Anchor, Ruling, Rulings, standing_of
from monitor.storage import cases, history, sql
from monitor.storage.readings import Bucket
from monitor.storage.schema import WITHDRAWN, decision, development, report


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision as it stands in the audit trail; ``number`` is 0 for one that is on no entry."""

    id: int
    case: str
    number: int
    action: str
    detail: Mapping[str, Any]
    who: str
    why: str
    decided_at: dt.datetime
    undone_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """Where an entry stands: its row's id and its bucket."""

    id: int
    number: int
    bucket: Bucket
    by_hand: bool


@dataclass(frozen=True, slots=True)
class HandEntry:
    """What a person files: a step of a bucket, its date and outcome, own words by language, and its sources."""

    bucket: Bucket
    status: Modality
    date: EventDate | None
    what: Mapping[str, str]
    sources: Sequence[Mapping[str, str]]
    known_at: dt.datetime
    outcome: Outcome | None = None
    authority: str | None = None
    stage: str = ""
    finality: str = ""
    row: str = ""  # of a chronology: the id it has there


def entry(conn: sa.Connection, case: str, number: int) -> EntryRow | None:
    """Give the entry of a number; None when there is none."""
    query = sa.select(development).where(development.c.case_id == case, development.c.number == number)
    row = conn.execute(query).one_or_none()
    return None if row is None else _entry(row)


def _entry(row: sa.Row[Any]) -> EntryRow:
    return EntryRow(row.id, row.number, Bucket(row.case_id, row.proceeding, row.kind, row.subject), row.by_hand)


def record(
    conn: sa.Connection,
    case: str,
    action: Action,
    detail: Mapping[str, Any],
    *,
    who: str,
    why: str,
    now: dt.datetime,
    development_id: int | None = None,
) -> int:
    """Write a decision into the trail; give its number there."""
    return sql.insert_one(
        conn,
        decision,
        case_id=case,
        development_id=development_id,
        action=str(action),
        detail=dict(detail),
        who=who,
        why=why,
        decided_at=now,
    )


def undo(conn: sa.Connection, decision_id: int, now: dt.datetime) -> None:
    """Note that a decision no longer counts."""
    sql.update_one(conn, decision, decision_id, undone_at=now)


_DECISIONS = sa.select(decision, sa.func.coalesce(development.c.number, 0).label("number")).select_from(
    decision.outerjoin(development, development.c.id == decision.c.development_id)
)


def one(conn: sa.Connection, decision_id: int) -> DecisionRow | None:
    """Give a decision by its number in the trail; None when there is none."""
    row = conn.execute(_DECISIONS.where(decision.c.id == decision_id)).one_or_none()
    return None if row is None else _decision(row)


def trail(conn: sa.Connection, *, case: str | None = None, number: int | None = None) -> list[DecisionRow]:
    """Give the audit trail, oldest first; of a case or of one entry if asked."""
    query = _DECISIONS.order_by(decision.c.id)
    if case is not None:
        query = query.where(decision.c.case_id == case)
    if number is not None:
        query = query.where(development.c.number == number)
    return [_decision(row) for row in conn.execute(query)]


def _decision(row: sa.Row[Any]) -> DecisionRow:
    return DecisionRow(
        row.id, row.case_id, row.number, row.action, row.detail, row.who, row.why, row.decided_at, row.undone_at
    )


_OF_BUCKET = (
    sa.select(decision, development.c.number)
    .select_from(decision.join(development, development.c.id == decision.c.development_id))
    .where(
        development.c.case_id == sa.bindparam("case"),
        development.c.proceeding == sa.bindparam("proceeding"),
        development.c.kind == sa.bindparam("kind"),
        development.c.subject == sa.bindparam("subject"),
        decision.c.undone_at.is_(None),
    )
    .order_by(decision.c.id)
)


def of_bucket(conn: sa.Connection, bucket: Bucket) -> Rulings:
    """Give the rulings that change how a bucket folds."""
    rows = conn.execute(_OF_BUCKET, bucket._asdict()).all()
    rulings = [Ruling(row.id, row.number, Action(row.action), row.detail) for row in rows]
    added = [(row.number, row.detail) for row in rows if row.action == Action.ADD]
    anchors = (
        _anchor(bucket, number, detail | standing_of(one for one in rulings if one.number == number).edits)
        for number, detail in added
    )
    return Rulings.of(rulings, anchors)


def _anchor(bucket: Bucket, number: int, detail: Mapping[str, Any]) -> Anchor:
    return Anchor(
        number=number,
        kind=Kind(bucket.kind),
        status=Modality(detail["status"]),
        date=EventDate.parse(detail["date"]) if detail.get("date") else None,
        outcome=Outcome(detail["outcome"]) if detail.get("outcome") else None,
        stage=detail.get("stage", ""),
        known_at=dt.datetime.fromisoformat(detail["known_at"]),
        authority=detail.get("authority"),
        finality=detail.get("finality", ""),
    )


def stand(conn: sa.Connection, development_id: int, now: dt.datetime) -> None:
    """Make an entry say what the decisions on it come to."""
    query = sa.select(decision).where(decision.c.development_id == development_id, decision.c.undone_at.is_(None))
    rulings = [Ruling(row.id, 0, Action(row.action), row.detail) for row in conn.execute(query)]
    come = standing_of(rulings)
    sql.update_one(
        conn,
        development,
        development_id,
        standing=come.standing,
        merged_into=come.into,
        edits=dict(come.edits),
        updated_at=now,
    )
    history.record_entries(conn, [development_id], now)


def add(conn: sa.Connection, new: HandEntry, now: dt.datetime) -> EntryRow:
    """File an entry by hand; give it with its number. The decision that says so is the caller's to record."""
    row_id, number = _numbered(conn, new.bucket, now, **_values(new))
    return EntryRow(row_id, number, new.bucket, by_hand=True)


def detail_of(new: HandEntry) -> dict[str, Any]:
    """Give what the decision must hold so that the entry can be made again from it."""
    date = new.date.value if new.date else None
    return _said(new) | {"date": date, "known_at": new.known_at.isoformat(), "row": new.row}


def _values(new: HandEntry) -> dict[str, Any]:
    """Give what the entry's own row holds."""
    date = {
        "date_value": new.date.value if new.date else None,
        "date_precision": str(new.date.precision) if new.date else None,
    }
    return _said(new) | date | {"by_hand": True, "first_reported_at": new.known_at}


def _said(new: HandEntry) -> dict[str, Any]:
    """Give what the decision and the entry's row say in the same words."""
    return {
        "status": str(new.status),
        "outcome": str(new.outcome) if new.outcome else None,
        "authority": new.authority,
        "stage": new.stage,
        "finality": new.finality,
        "what": dict(new.what),
        "sources": [dict(source) for source in new.sources],
    }


def add_apart(conn: sa.Connection, source: EntryRow, now: dt.datetime) -> EntryRow:
    """Make the new entry of a split, in the bucket of the old one; folding fills it."""
    row = conn.execute(sa.select(development).where(development.c.id == source.id)).one()
    row_id, number = _numbered(
        conn, source.bucket, now, status=row.status, strand=row.strand, first_reported_at=row.first_reported_at
    )
    return EntryRow(row_id, number, source.bucket, by_hand=False)


def _numbered(conn: sa.Connection, bucket: Bucket, now: dt.datetime, **values: Any) -> tuple[int, int]:
    number = cases.next_number(conn, bucket.case)
    place = {"case_id": bucket.case, "proceeding": bucket.proceeding, "kind": bucket.kind, "subject": bucket.subject}
    row_id = sql.insert_one(conn, development, number=number, created_at=now, updated_at=now, **place, **values)
    history.record_entries(conn, [row_id], now)
    return row_id, number


def withdraw(conn: sa.Connection, development_id: int, now: dt.datetime) -> None:
    """Take back an entry by hand whose adding was undone; its reports find the entries they were filed under before."""
    conn.execute(report.delete().where(report.c.development_id == development_id))
    sql.update_one(
        conn, development, development_id, status=WITHDRAWN, by_hand=False, what={}, sources=[], updated_at=now
    )
    history.record_entries(conn, [development_id], now)
