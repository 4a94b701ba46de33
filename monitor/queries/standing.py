"""How each proceeding of a case stands, and where sources differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.conflicts import State
from monitor.model import Case, Kind, Outcome
from monitor.queries.lookup import date_fields
from monitor.queries.shapes import ConflictView, ProceedingStatus
from monitor.standing import Standing, Step, standing
from monitor.storage import conflicts as stored_conflicts
from monitor.storage import reads
from monitor.storage.engine import Connection

#: What can give a sentence or a fine.
_WITH_TERM = frozenset({Kind.VERDICT, Kind.APPEAL_RULING, Kind.SUPREME_COURT, Kind.REGULATOR_ACTION})


def proceedings(conn: Connection, cases: Iterable[Case], case: str | None = None) -> list[ProceedingStatus]:
    """Say how each proceeding of the cases (or of one) stands, in the order of the case files."""
    wanted = [one for one in cases if case is None or one.id == case]
    return [status for one in wanted for status in _proceedings(conn, one)]


def _proceedings(conn: Connection, case: Case) -> Iterable[ProceedingStatus]:
    rows = {row.number: row for row in reads.developments(conn, case=case.id)}
    for track in case.proceedings:
        stands = standing(track, [_step(row) for row in rows.values() if row.proceeding == track.id])
        yield _status_of(conn, case.id, stands, rows)


def _step(row: reads.DevelopmentRow) -> Step:
    return Step(
        number=row.number,
        kind=Kind(row.kind),
        subject=row.subject,
        status=row.status,
        reported_at=row.first_reported_at,
        date=row.date,
        outcome=Outcome(row.outcome) if row.outcome else None,
        stage=row.stage,
        finality=row.finality,
    )


def _status_of(
    conn: Connection, case: str, stands: Standing, rows: Mapping[int, reads.DevelopmentRow]
) -> ProceedingStatus:
    step, latest = stands.decisive, stands.latest
    source = reads.best_source(conn, rows[step.number].id) if step else None
    named = next(iter(rows[step.number].sources), None) if step else None
    return ProceedingStatus(
        case=case,
        proceeding=stands.proceeding,
        state=str(stands.state),
        since=stands.since.value if stands.since else None,
        number=f"{case}-{step.number}" if step else None,
        kind=str(step.kind) if step else None,
        stage=step.stage if step else "",
        subject=step.subject if step else None,
        outcome=str(step.outcome) if step and step.outcome else None,
        **date_fields(step.date if step else None),
        finality=step.finality if step else "",
        appealed=stands.appealed,
        term=reads.term(conn, rows[step.number].id) if step and step.kind in _WITH_TERM else None,
        outlet=source.outlet if source else named["outlet"] if named else None,
        url=source.url if source else named["url"] if named else None,
        quote=source.quote if source else None,
        latest_number=f"{case}-{latest.number}" if latest else None,
        latest_kind=str(latest.kind) if latest else None,
        latest_date=latest.date.value if latest and latest.date else None,
    )


def conflicts(
    conn: Connection, *, case: str | None = None, number: str | None = None, state: str | None = None
) -> list[ConflictView]:
    """Give where sources differ, open questions first; of one case, one entry or one state if asked."""
    rows = stored_conflicts.conflicts(conn, case, number)
    views = [
        ConflictView(
            key=row.key,
            case=row.case,
            question=row.question,
            kind=row.kind,
            subject=row.subject,
            state=row.state,
            choice=row.choice,
            resolved_by=row.resolved_by,
            why=row.why,
            sides=row.sides,
        )
        for row in rows
        if state is None or row.state == state
    ]
    order = [str(one) for one in State]
    return sorted(views, key=lambda view: order.index(view.state))
