"""Docket entries: as they stand now, as people put them right, or as they were known at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from monitor.model import EventDate
from monitor.rulings import HIDDEN, Action
from monitor.storage import history
from monitor.storage.docket import event_date
from monitor.storage.schema import (
    WITHDRAWN,
    article,
    decision,
    development,
    mention,
    reading,
    report,
    report_version,
)


@dataclass(frozen=True, slots=True)
class DevelopmentRow:
    """One docket entry."""

    id: int
    case: str
    number: int
    proceeding: str
    kind: str
    subject: str
    status: str
    authority: str | None
    outcome: str | None
    date: EventDate | None
    other_dates: tuple[str, ...]
    first_reported_at: dt.datetime
    stage: str = ""
    finality: str = ""
    outlets: int = 0
    origins: int = 0
    standing: str = ""
    merged_into: int | None = None
    by_hand: bool = False
    what: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Mapping[str, str], ...] = ()
    edited: tuple[str, ...] = ()


def developments(
    conn: sa.Connection,
    *,
    case: str | None = None,
    proceeding: str | None = None,
    kind: str | None = None,
    subject: str | None = None,
    status: str | None = None,
    numbers: Collection[int] | None = None,
    ids: Collection[int] | None = None,
    outlet_id: str | None = None,
    language: str | None = None,
    hidden: bool = False,
) -> list[DevelopmentRow]:
    """Give docket entries by case and number, as people put them right.

    Without ``status`` those that are withdrawn are left out, and those people dismissed or merged unless ``hidden``;
    a ``status`` of `HIDDEN` asks for these. ``outlet_id`` and ``language`` ask for entries that one such article at
    least reports.
    """
    wanted = {"proceeding": proceeding, "kind": kind, "subject": subject, "status": status}
    query = sa.select(development).order_by(development.c.case_id, development.c.number)
    if case is not None:
        query = query.where(development.c.case_id == case)
    if status in HIDDEN:
        query = query.where(development.c.standing == wanted.pop("status"))
    elif not hidden:
        query = query.where(development.c.standing.not_in(HIDDEN))
    query = query.where(*(_may_be(name, value) for name, value in wanted.items() if value is not None))
    if status is None:
        query = query.where(development.c.status != WITHDRAWN)
    for column, values in ((development.c.number, numbers), (development.c.id, ids)):
        if values is not None:
            query = query.where(column.in_(list(values)))
    if outlet_id is not None or language is not None:
        query = query.where(development.c.id.in_(_reported_by(outlet_id, language)))
    rows = (development_of(row) for row in conn.execute(query))
    return [
        row for row in rows if all(getattr(row, name) == value for name, value in wanted.items() if value is not None)
    ]


def _may_be(name: str, value: str) -> sa.ColumnElement[bool]:
    """Narrow to rows whose field has a value, or was put right by a person: what it is then, is compared after."""
    return sa.or_(development.c[name] == value, sa.cast(development.c.edits, sa.Text) != "{}")


@dataclass(frozen=True, slots=True)
class ProceedingCounts:
    """How much the docket holds of one proceeding; ``by_hand`` counts the entries that people filed."""

    entries: int = 0
    by_hand: int = 0
    reports: int = 0


def proceeding_counts(conn: sa.Connection) -> dict[tuple[str, str], ProceedingCounts]:
    """Count each proceeding's entries that stand, and the articles that report them, by case and proceeding."""
    shown = sa.and_(development.c.status != WITHDRAWN, development.c.standing.not_in(HIDDEN))
    place = (development.c.case_id, development.c.proceeding)
    entries = sa.select(*place, sa.func.count(), sa.func.sum(sa.case((development.c.by_hand, 1), else_=0))).where(shown)
    articles = sa.select(*place, sa.func.count(sa.distinct(report.c.article_id))).select_from(
        development.join(report, report.c.development_id == development.c.id)
    )
    told = {(case, track): int(count) for case, track, count in conn.execute(articles.where(shown).group_by(*place))}
    return {
        (case, track): ProceedingCounts(int(number), int(hands), told.get((case, track), 0))
        for case, track, number, hands in conn.execute(entries.group_by(*place))
    }


_FILED_BY = (
    sa.select(decision.c.development_id, decision.c.who)
    .where(decision.c.action == str(Action.ADD))
    .order_by(decision.c.id)
)


def filed_by(conn: sa.Connection) -> dict[int, str]:
    """Say who filed each entry by hand, one that was taken back too: it stood until then."""
    return {int(one): str(who) for one, who in conn.execute(_FILED_BY).tuples() if one is not None}


def merged(conn: sa.Connection, at: dt.datetime | None = None) -> dict[tuple[str, int], list[int]]:
    """Give the ids of merged entries by the case and number of the entry that stands for them, chains followed.

    ``at`` asks for what was merged at that time.
    """
    rows: Iterable[Any]
    if at is None:
        query = sa.select(development.c.id, development.c.case_id, development.c.number, development.c.merged_into)
        rows = conn.execute(query.where(development.c.merged_into.is_not(None))).all()
    else:
        rows = [row for row in history.entries_at(conn, at) if row.merged_into is not None]
    into = {(row.case_id, row.number): row.merged_into for row in rows}
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in rows:
        number, seen = row.merged_into, {row.number}
        while number not in seen and (row.case_id, number) in into:
            seen.add(number)
            number = into[row.case_id, number]
        found[row.case_id, number].append(row.id)
    return dict(found)


def _reported_by(outlet_id: str | None, language: str | None) -> sa.Select[tuple[int]]:
    query = sa.select(report.c.development_id).select_from(
        report.join(mention, mention.c.id == report.c.mention_id)
        .join(article, article.c.id == report.c.article_id)
        .outerjoin(reading, reading.c.revision_id == mention.c.revision_id)
    )
    if outlet_id is not None:
        query = query.where(article.c.outlet_id == outlet_id)
    if language is not None:
        query = query.where(reading.c.language == language)
    return query


@dataclass(frozen=True, slots=True)
class Asked:
    """What a docket is narrowed to; None asks for everything."""

    case: str | None = None
    proceeding: str | None = None
    kind: str | None = None
    subject: str | None = None
    status: str | None = None
    outlet_id: str | None = None
    language: str | None = None


def developments_at(conn: sa.Connection, at: dt.datetime, asked: Asked) -> list[DevelopmentRow]:
    """Give docket entries as they were known at a time, as `developments` gives them as they are now."""
    rows = [development_of(row) for row in history.entries_at(conn, at)]
    told = _told_at(conn, at, asked) if asked.outlet_id is not None or asked.language is not None else None
    return [row for row in rows if _is_asked(row, asked) and (told is None or row.id in told)]


def _is_asked(row: DevelopmentRow, asked: Asked) -> bool:
    if asked.status in HIDDEN:
        stands = row.standing == asked.status
    elif asked.status is None:
        stands = row.standing not in HIDDEN and row.status != WITHDRAWN
    else:
        stands = row.standing not in HIDDEN and row.status == asked.status
    fields = ("case", "proceeding", "kind", "subject")
    return stands and all(getattr(asked, name) in (None, getattr(row, name)) for name in fields)


def _told_at(conn: sa.Connection, at: dt.datetime, asked: Asked) -> set[int]:
    query = (
        sa.select(report_version.c.development_id)
        .select_from(
            report_version.join(article, article.c.id == report_version.c.article_id).outerjoin(
                reading, reading.c.revision_id == report_version.c.revision_id
            )
        )
        .where(history.standing_at(at))
    )
    if asked.outlet_id is not None:
        query = query.where(article.c.outlet_id == asked.outlet_id)
    if asked.language is not None:
        query = query.where(reading.c.language == asked.language)
    return set(conn.execute(query).scalars())


def development_of(row: sa.Row[Any] | SimpleNamespace) -> DevelopmentRow:
    """Make an entry, as people put it right, of a row with all its columns."""
    edits = row.edits

    def now(name: str) -> Any:
        return edits.get(name, getattr(row, name)) if edits else getattr(row, name)

    date = event_date(row)
    if "date" in edits:
        date = EventDate.parse(edits["date"]) if edits["date"] else None
    return DevelopmentRow(
        id=row.id,
        case=row.case_id,
        number=row.number,
        proceeding=now("proceeding"),
        kind=now("kind"),
        subject=now("subject"),
        status=now("status"),
        authority=now("authority"),
        outcome=now("outcome"),
        date=date,
        standing=row.standing,
        merged_into=row.merged_into,
        by_hand=row.by_hand,
        what=now("what"),
        sources=tuple(now("sources")),
        edited=tuple(edits),
        other_dates=tuple(row.other_dates),
        first_reported_at=row.first_reported_at,
        stage=now("stage"),
        finality=now("finality"),
        outlets=row.outlets,
        origins=row.origins,
    )
