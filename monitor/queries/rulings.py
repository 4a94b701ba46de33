"""What waits for a person to rule on, and what people ruled."""

from __future__ import annotations

from monitor.queries.lookup import date_fields, split_number
from monitor.queries.shapes import Decision, NearMiss
from monitor.storage import reads
from monitor.storage.decisions import trail
from monitor.storage.engine import Connection


def near_misses(conn: Connection, *, case: str | None = None, least: float = 0.0) -> list[NearMiss]:
    """Give what was too doubtful to file and at least ``least`` probable, the likeliest first."""
    return [
        NearMiss(
            id=row.id,
            case=row.case,
            kind=row.kind,
            status=row.modality,
            subject=row.subject,
            **date_fields(row.date),
            outcome=row.outcome,
            confidence=row.confidence,
            outlet=row.outlet,
            url=row.url,
            title=row.title,
            quote=row.quote,
            rule=row.rule,
            words=row.words,
        )
        for row in reads.near_misses(conn, case=case, least=least)
    ]


def decisions(conn: Connection, *, case: str | None = None, number: str | None = None) -> list[Decision]:
    """Give the audit trail, oldest first; of a case or an entry if asked. Raises UsageError for no number."""
    asked, ordinal = split_number(number) if number is not None else (case, None)
    return [
        Decision(
            id=row.id,
            case=row.case,
            entry=f"{row.case}-{row.number}" if row.number else None,
            action=row.action,
            detail=row.detail,
            who=row.who,
            why=row.why,
            decided_at=row.decided_at,
            undone_at=row.undone_at,
        )
        for row in trail(conn, case=asked, number=ordinal)
    ]
