"""The docket: its entries, as they stand now or as they were known, with what reports them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from monitor.language.dates import published_on
from monitor.model import EventDate
from monitor.origins import independent
from monitor.queries.lookup import find, number_of, published, split_number
from monitor.queries.shapes import DocketEntry, DocketReport
from monitor.storage import corrections as stored_corrections
from monitor.storage import history, reads
from monitor.storage.engine import Connection


def docket(
    conn: Connection,
    *,
    case: str | None = None,
    proceeding: str | None = None,
    kind: str | None = None,
    subject: str | None = None,
    status: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    outlet: str | None = None,
    language: str | None = None,
    numbers: Collection[str] | None = None,
    brief: bool = False,
    as_of: dt.datetime | None = None,
    by: str = "event",
) -> list[DocketEntry]:
    """Give the docket's entries by case and date, undated ones where they were first reported.

    ``brief`` asks for the one report of each that tells it best (`report_counts` has their number): a list of entries
    costs the same however often they are told. ``as_of`` asks for the docket as it was known at that time (aware UTC).

    ``since`` and ``until`` keep what may have happened in that time, or, ``by`` another of the five dates (`DATES`),
    what was first reported then or has a report published, updated or fetched then (days of UTC). Entries whose every
    report was withdrawn are left out unless ``status="withdrawn"`` asks for them. Raises UsageError for a number that
    is none.
    """
    if as_of is not None:
        asked = reads.Asked(case, proceeding, kind, subject, status, outlet, language)
        rows = reads.developments_at(conn, as_of, asked)
    else:
        rows = reads.developments(
            conn,
            case=case,
            proceeding=proceeding,
            kind=kind,
            subject=subject,
            status=status,
            outlet_id=outlet,
            language=language,
            numbers=None if numbers is None else [split_number(number)[1] for number in numbers],
        )
    wanted = None if numbers is None else {split_number(number) for number in numbers}
    kept = [row for row in rows if wanted is None or (row.case, row.number) in wanted]
    if by == "event":
        kept = [row for row in kept if _within(row, since, until)]
    entries = _entries(conn, sorted(kept, key=_order), brief=brief and by in ("event", "reported"), as_of=as_of)
    return entries if by == "event" else [one for one in entries if _dated_within(one, by, since, until)]


#: The five dates of a report, by which a docket can be narrowed.
DATES = ("event", "reported", "published", "updated", "fetched")


def _dated_within(entry: DocketEntry, by: str, since: dt.date | None, until: dt.date | None) -> bool:
    values: list[Any] = (
        [entry.first_reported_at] if by == "reported" else [getattr(one, f"{by}_at") for one in entry.reports]
    )
    days = [day for value in values if value and (day := _civil(value)) is not None]
    return any((since is None or day.last >= since) and (until is None or day.first <= until) for day in days)


def _civil(value: dt.datetime | str) -> EventDate | None:
    """Give the day (or month, or year) of a time, in UTC, or of what an outlet or a page states."""
    return (
        EventDate.of(value.astimezone(dt.UTC).date()) if isinstance(value, dt.datetime) else published_on(value, "UTC")
    )


def report_counts(conn: Connection) -> dict[str, int]:
    """Count the articles that report each entry, by its number; those of entries merged into it count with it."""
    counted, merged = reads.report_counts(conn), reads.merged(conn)
    return {
        number_of(row): sum(counted.get(one, 0) for one in [row.id, *merged.get((row.case, row.number), ())])
        for row in reads.developments(conn)
    }


def show(conn: Connection, number: str) -> DocketEntry | None:
    """Give one entry by its number, withdrawn or not; None when there is none. Raises UsageError for no number."""
    row = find(conn, number)
    return None if row is None else _entries(conn, [row])[0]


def begins(conn: Connection) -> dt.datetime | None:
    """Give since when this docket has known anything; None when it is empty."""
    return history.begins(conn)


def moves(conn: Connection, numbers: Collection[str]) -> dict[str, int]:
    """Count, for entries by number, how many dates each has had before the one it has now."""
    found: dict[str, int] = {}
    for number in numbers:
        row = find(conn, number)
        if row is not None:
            found[number] = max(history.dates_of(conn, row.id) - 1, 0)
    return found


def _within(row: reads.DevelopmentRow, since: dt.date | None, until: dt.date | None) -> bool:
    day = row.first_reported_at.date()
    first, last = (row.date.first, row.date.last) if row.date else (day, day)
    return (since is None or last >= since) and (until is None or first <= until)


def _order(row: reads.DevelopmentRow) -> tuple[str, dt.date, int]:
    return row.case, row.date.first if row.date else row.first_reported_at.date(), row.number


def _entries(
    conn: Connection, rows: Sequence[reads.DevelopmentRow], *, brief: bool = False, as_of: dt.datetime | None = None
) -> list[DocketEntry]:
    merged = reads.merged(conn, as_of)
    members = {row.id: [row.id, *merged.get((row.case, row.number), ())] for row in rows}
    ids = [one for ids in members.values() for one in ids]
    whole = not brief or as_of is not None
    if as_of is not None:
        reported = reads.reports_at(conn, ids, as_of)
    else:
        reported = reads.best_reports(conn) if brief else {}
        reported |= reads.reports(conn, [one for one in ids if one not in reported])
    marks = stored_corrections.marks(conn, as_of)
    hands = reads.filed_by(conn) if any(row.by_hand for row in rows) else {}
    return [
        _entry(
            row,
            _of(reported, members[row.id]),
            at_source=next((marks[one] for one in members[row.id] if one in marks), ""),
            whole=whole or len(members[row.id]) > 1,
            filed_by=hands.get(row.id) if row.by_hand else None,
        )
        for row in rows
    ]


def _entry(
    row: reads.DevelopmentRow,
    reports: Sequence[reads.ReportRow],
    *,
    at_source: str,
    whole: bool,
    filed_by: str | None,
) -> DocketEntry:
    """Make an entry of its row and its reports; where these are not the ``whole``, its row knows how many tell it."""
    voices = {(one.outlet, one.origin or one.url or str(one.article_id)) for one in reports}
    return DocketEntry(
        number=number_of(row),
        case=row.case,
        proceeding=row.proceeding,
        kind=row.kind,
        subject=row.subject,
        authority=row.authority,
        date=row.date.value if row.date else None,
        precision=str(row.date.precision) if row.date else None,
        outcome=row.outcome,
        status=row.status,
        first_reported_at=row.first_reported_at,
        reports=tuple(_report(one) for one in _one_an_article(reports, row.status)),
        standing=row.standing,
        merged_into=f"{row.case}-{row.merged_into}" if row.merged_into else None,
        by_hand=row.by_hand,
        what=row.what,
        sources=row.sources,
        edited=row.edited,
        outlets=len({outlet for outlet, _ in voices}) if whole else row.outlets,
        origins=independent(voices) if whole else row.origins,
        at_source=at_source,
        filed_by=filed_by,
    )


def _of(reported: Mapping[int, Sequence[reads.ReportRow]], ids: Sequence[int]) -> Sequence[reads.ReportRow]:
    """Give the reports of an entry and of those merged into it, oldest publication first."""
    if len(ids) == 1:
        return reported.get(ids[0], ())
    rows = [row for one in ids for row in reported.get(one, ())]
    return sorted(rows, key=lambda row: (str(published(row) or ""), row.mention_id))


def _one_an_article(rows: Sequence[reads.ReportRow], status: str) -> Iterable[reads.ReportRow]:
    """Keep of each article what tells the entry best: of the entry's own status, then news, then what comes first."""
    best: dict[int, reads.ReportRow] = {}
    for row in rows:
        held = best.setdefault(row.article_id, row)
        if (row.modality != status, not row.news) < (held.modality != status, not held.news):
            best[row.article_id] = row
    return best.values()


def _report(row: reads.ReportRow) -> DocketReport:
    return DocketReport(
        outlet=row.outlet,
        url=row.url,
        title=row.title,
        published_at=published(row),
        quote=row.quote,
        news=row.news,
        modality=row.modality,
        date=row.date,
        date_words=row.date_words,
        updated_at=row.updated,
        fetched_at=row.fetched_at,
        gone_at=row.gone_at,
        origin=row.origin,
        archived_url=row.archived_url,
    )
