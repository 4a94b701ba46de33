"""Read models: the database as the command line, the digest and other tools see it.

Rules kept here: nothing writes; every function takes a connection (a read-only one will do) and gives frozen
dataclasses; `plain` turns these into what JSON holds, with the names that other programs rely on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from monitor import source_status
from monitor.conflicts import State
from monitor.errors import UsageError
from monitor.language.dates import published_on
from monitor.model import Case, EventDate, Figure, Kind, Outcome
from monitor.origins import independent
from monitor.source_status import FeedStatus, OutletStatus
from monitor.standing import Standing, Step, standing
from monitor.storage import alerts, history, reads
from monitor.storage import archive as kept_pages
from monitor.storage import conflicts as stored_conflicts
from monitor.storage import corrections as stored_corrections
from monitor.storage import search as full_text
from monitor.storage.alerts import AlertRow
from monitor.storage.decisions import trail
from monitor.storage.engine import Connection

_NUMBER = re.compile(r"(.+)-(\d{1,9})")
_CONTEXT = 120
#: What can give a sentence or a fine.
_WITH_TERM = frozenset({Kind.VERDICT, Kind.APPEAL_RULING, Kind.SUPREME_COURT, Kind.REGULATOR_ACTION})


@dataclass(frozen=True, slots=True)
class DocketReport:
    """What one outlet said of an entry; ``published_at`` is a civil date (a month, a year) where no time is known.

    ``date`` is when it says it happened, and ``date_words`` how; ``updated_at`` what the outlet calls its last change;
    ``fetched_at`` when this text was first read; ``gone_at`` since when the page answers that there is none. Reports
    of one ``origin`` are copies of one text. ``archived_url`` is where a public archive keeps the page.
    """

    outlet: str
    url: str
    title: str
    published_at: dt.datetime | str | None
    quote: str
    news: bool
    modality: str
    date: str | None = None
    date_words: str = ""
    updated_at: str | None = None
    fetched_at: dt.datetime | None = None
    gone_at: dt.datetime | None = None
    origin: str = ""
    archived_url: str = ""


@dataclass(frozen=True, slots=True)
class DocketEntry:
    """One development of the docket; ``number`` as people write it (``vastaamo-17``), ``date`` ISO at ``precision``."""

    number: str
    case: str
    proceeding: str
    kind: str
    subject: str
    authority: str | None
    date: str | None
    precision: str | None
    outcome: str | None
    status: str
    first_reported_at: dt.datetime
    reports: tuple[DocketReport, ...]
    standing: str = ""  # what people ruled: accepted, dismissed, merged
    merged_into: str | None = None
    by_hand: bool = False
    what: Mapping[str, str] = field(default_factory=dict)  # a person's own words, by language
    sources: tuple[Mapping[str, str], ...] = ()  # of an entry by hand
    edited: tuple[str, ...] = ()  # fields a person put right
    outlets: int = 0
    origins: int = 0  # independent ones: copies of one text, and one outlet's stories, count once
    at_source: str = ""  # changed, withdrawn: what an outlet made of its claim after it was filed
    filed_by: str | None = None  # who filed an entry by hand; "chronology" for what was known before


@dataclass(frozen=True, slots=True)
class SourceCorrection:
    """What one outlet changed or took back of an entry when it edited its article.

    ``changes`` have ``field``, ``before`` and ``after`` (empty: no longer said); ``diff`` is a word diff a sentence,
    of pieces of (``=``, ``-`` or ``+``, words).
    """

    outlet: str
    url: str
    title: str
    state: str
    changes: tuple[Mapping[str, str], ...]
    diff: tuple[tuple[tuple[str, str], ...], ...]
    from_revision: int
    to_revision: int
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DocketFigure:
    """One number that one article gives about an entry, as it words it."""

    what: str
    of: str | None
    value: float
    unit: str
    qualifier: str
    suspended: bool | None
    outlet: str
    url: str
    published_at: dt.datetime | str | None
    quote: str


@dataclass(frozen=True, slots=True)
class ProceedingStatus:
    """How one proceeding stands: its decisive step with date, term and source, and the last thing that happened.

    ``finality`` is ``final`` or ``not_final`` where a text says so, else empty.
    """

    case: str
    proceeding: str
    state: str
    since: str | None
    number: str | None
    kind: str | None
    stage: str
    subject: str | None
    outcome: str | None
    date: str | None
    precision: str | None
    finality: str
    appealed: bool
    term: Figure | None
    outlet: str | None
    url: str | None
    quote: str | None
    latest_number: str | None
    latest_kind: str | None
    latest_date: str | None


@dataclass(frozen=True, slots=True)
class ConflictView:
    """One question that sources answer differently; ``choice`` is what a person ruled, ``sides`` what they say."""

    key: str
    case: str
    question: str
    kind: str
    subject: str
    state: str
    choice: str
    resolved_by: str
    why: str
    sides: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Why one mention is where it is: the rule, its words, the place in the stored revision, and what surrounds it."""

    number: str | None
    mention_id: int
    outlet: str
    url: str
    title: str
    published_at: dt.datetime | str | None
    revision_id: int
    fetched_at: dt.datetime
    page_hash: str
    content_hash: str
    lexicon_version: str
    rule: str
    words: tuple[str, ...]
    cues: tuple[str, ...]
    before: str
    quote: str
    after: str
    start: int
    end: int
    modality: str
    news: bool
    authority: str | None
    outcome: str | None
    date: str | None
    precision: str | None
    date_words: str
    date_assumed: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class DigestStatus:
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


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """How many pages are kept in WARC files, were not to be or could not be (``reasons``), and at a public archive.

    ``captures`` counts requests to it by state; ``troubles`` are those that failed or are tried again.
    """

    pages: int = 0
    failed: int = 0
    forbidden: int = 0
    captures: Mapping[str, int] = field(default_factory=dict)
    troubles: tuple[Mapping[str, Any], ...] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """Whether everything runs: feeds, articles by state, digests, the size of the docket, and unreadable outlets."""

    feeds: tuple[FeedStatus, ...]
    articles: Mapping[str, int]
    digests: tuple[DigestStatus, ...]
    docket: Mapping[str, int]
    outlets: tuple[OutletStatus, ...] = ()
    alerts: tuple[AlertRow, ...] = ()
    archive: ArchiveStatus = field(default_factory=ArchiveStatus)


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result: ``type`` is ``article`` or ``entry`` (which has a ``number``)."""

    type: str
    number: str | None
    title: str
    outlet: str
    url: str
    published_at: dt.datetime | str | None
    language: str
    snippet: str
    #: Where in the snippet the words asked for stand; not part of what JSON holds.
    marks: tuple[tuple[int, int], ...] = field(default=(), metadata={"unsaid": True})


@dataclass(frozen=True, slots=True)
class Overview:
    """How much the database holds."""

    outlets: int
    feeds: int
    articles: int
    read: int
    headline_only: int
    revisions: int
    relevant: int
    developments: int
    reports: int
    digests: int


# ------------------------------------------------------------------------------------------------------ docket


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
        _number(row): sum(counted.get(one, 0) for one in [row.id, *merged.get((row.case, row.number), ())])
        for row in reads.developments(conn)
    }


def show(conn: Connection, number: str) -> DocketEntry | None:
    """Give one entry by its number, withdrawn or not; None when there is none. Raises UsageError for no number."""
    row = _find(conn, number)
    return None if row is None else _entries(conn, [row])[0]


def why(conn: Connection, ident: str) -> list[Trace]:
    """Give the trace of every mention under an entry (``vastaamo-17``), or of one mention by its id.

    Empty when there is none. Raises UsageError for what is neither.
    """
    if ident.isdigit():
        found = reads.traces(conn, mention_ids=[int(ident)])
        ids = [one.development_id for one in found]
        numbers = {row.id: _number(row) for row in reads.developments(conn, ids=ids)}
        return [_trace(one, numbers.get(one.development_id)) for one in found]
    row = _find(conn, ident)
    if row is None:
        return []
    ids = [row.id, *reads.merged(conn).get((row.case, row.number), ())]
    return [_trace(one, _number(row)) for one in reads.traces(conn, development_ids=ids)]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A statement too doubtful for the docket, for a person to file or to leave."""

    id: int
    case: str
    kind: str
    status: str
    subject: str
    date: str | None
    precision: str | None
    outcome: str | None
    confidence: float
    outlet: str
    url: str
    title: str
    quote: str
    rule: str
    words: tuple[str, ...]


def near_misses(conn: Connection, *, case: str | None = None, least: float = 0.0) -> list[NearMiss]:
    """Give what was too doubtful to file and at least ``least`` probable, the likeliest first."""
    return [
        NearMiss(
            id=row.id,
            case=row.case,
            kind=row.kind,
            status=row.modality,
            subject=row.subject,
            **_date(row.date),
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


@dataclass(frozen=True, slots=True)
class Decision:
    """One ruling of the audit trail; ``entry`` is the number it is on, None for a conflict's."""

    id: int
    case: str
    entry: str | None
    action: str
    detail: Mapping[str, Any]
    who: str
    why: str
    decided_at: dt.datetime
    undone_at: dt.datetime | None


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


def corrections(conn: Connection, number: str) -> list[SourceCorrection]:
    """Give what outlets changed or took back of an entry, oldest first. Raises UsageError for no number."""
    row = _find(conn, number)
    if row is None:
        return []
    ids = [row.id, *reads.merged(conn).get((row.case, row.number), ())]
    found = (one for rows in stored_corrections.corrections_of(conn, ids).values() for one in rows)
    return [
        SourceCorrection(
            outlet=one.outlet,
            url=one.url,
            title=one.title,
            state=one.state,
            changes=tuple(
                {"field": part.field, "before": part.before, "after": part.after} for part in one.differences
            ),
            diff=one.passages,
            from_revision=one.from_revision_id,
            to_revision=one.to_revision_id,
            made_at=one.made_at,
        )
        for one in sorted(found, key=lambda one: one.id)
    ]


def begins(conn: Connection) -> dt.datetime | None:
    """Give since when this docket has known anything; None when it is empty."""
    return history.begins(conn)


def moves(conn: Connection, numbers: Collection[str]) -> dict[str, int]:
    """Count, for entries by number, how many dates each has had before the one it has now."""
    found: dict[str, int] = {}
    for number in numbers:
        row = _find(conn, number)
        if row is not None:
            found[number] = max(history.dates_of(conn, row.id) - 1, 0)
    return found


@dataclass(frozen=True, slots=True)
class StoredText:
    """One stored revision with its text, for a bundle of evidence."""

    id: int
    content: str
    outlet: str
    url: str
    title: str
    language: str
    published_at: dt.datetime | str | None
    fetched_at: dt.datetime
    page_hash: str
    content_hash: str
    text_hash: str
    purged: bool


def stored_texts(conn: Connection, traces: Iterable[Trace]) -> list[StoredText]:
    """Give each revision that some traces are from, once, in the order of their ids."""
    first: dict[int, Trace] = {}
    for trace in traces:
        first.setdefault(trace.revision_id, trace)
    contents = reads.contents(conn, list(first))
    return [
        StoredText(
            id=one,
            content=contents[one][0],
            outlet=trace.outlet,
            url=trace.url,
            title=trace.title,
            language=contents[one][1],
            published_at=trace.published_at,
            fetched_at=trace.fetched_at,
            page_hash=trace.page_hash,
            content_hash=trace.content_hash,
            text_hash=hashlib.sha256(contents[one][0].encode()).hexdigest(),
            purged=contents[one][2],
        )
        for one, trace in sorted(first.items())
    ]


def figures(conn: Connection, number: str) -> list[DocketFigure]:
    """Give the figures attached to an entry, authorities' first. Raises UsageError for no number."""
    row = _find(conn, number)
    return [
        DocketFigure(
            what=one.what,
            of=one.of,
            value=one.value,
            unit=one.unit,
            qualifier=one.qualifier,
            suspended=one.suspended,
            outlet=one.outlet,
            url=one.url,
            published_at=_published(one),
            quote=one.quote,
        )
        for one in (reads.figures(conn, row.id) if row else ())
    ]


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
        **_date(step.date if step else None),
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


def _find(conn: Connection, number: str) -> reads.DevelopmentRow | None:
    case, ordinal = split_number(number)
    for status in (None, "withdrawn"):
        found = reads.developments(conn, case=case, numbers=[ordinal], status=status, hidden=True)
        if found:
            return found[0]
    return None


def split_number(number: str) -> tuple[str, int]:
    """Take ``vastaamo-17`` apart; raises UsageError for what is no docket number."""
    parts = _NUMBER.fullmatch(number.strip())
    if not parts:
        raise UsageError(f"{number!r} is no docket number; they look like vastaamo-17")
    return parts[1], int(parts[2])


def _number(row: reads.DevelopmentRow) -> str:
    return f"{row.case}-{row.number}"


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
        number=_number(row),
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
    return sorted(rows, key=lambda row: (str(_published(row) or ""), row.mention_id))


def _one_an_article(rows: Sequence[reads.ReportRow], status: str) -> Iterable[reads.ReportRow]:
    """Keep of each article what tells the entry best: of the entry's own status, then news, then what comes first."""
    best: dict[int, reads.ReportRow] = {}
    for row in rows:
        held = best.setdefault(row.article_id, row)
        if (row.modality != status, not row.news) < (held.modality != status, not held.news):
            best[row.article_id] = row
    return best.values()


def _date(date: EventDate | None) -> dict[str, str | None]:
    return {"date": date.value if date else None, "precision": str(date.precision) if date else None}


def _report(row: reads.ReportRow) -> DocketReport:
    return DocketReport(
        outlet=row.outlet,
        url=row.url,
        title=row.title,
        published_at=_published(row),
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


def _published(row: reads.ReportRow | reads.FigureRow | reads.TraceRow | full_text.Found) -> dt.datetime | str | None:
    """Give the time of publication, else the day, month or year of it."""
    if row.published_at is not None:
        return row.published_at
    stated = published_on(row.published, "UTC")
    return stated.value if stated else None


def _trace(row: reads.TraceRow, number: str | None) -> Trace:
    return Trace(
        number=number,
        mention_id=row.mention_id,
        outlet=row.outlet,
        url=row.url,
        title=row.title,
        published_at=_published(row),
        revision_id=row.revision_id,
        fetched_at=row.fetched_at,
        page_hash=row.page_hash,
        content_hash=row.content_hash,
        lexicon_version=row.lexicon_version,
        rule=row.rule,
        words=row.words,
        cues=row.cues,
        before=row.content[max(0, row.start - _CONTEXT) : row.start],
        quote=row.quote,
        after=row.content[row.end : row.end + _CONTEXT],
        start=row.start,
        end=row.end,
        modality=row.modality,
        news=row.news,
        authority=row.authority,
        outcome=row.outcome,
        **_date(row.date),
        date_words=row.date.words if row.date else "",
        date_assumed=row.date.assumed if row.date else False,
        confidence=row.confidence,
    )


# ------------------------------------------------------------------------------------------------------ status


def archive(conn: Connection) -> ArchiveStatus:
    """Say how many pages are kept, and which could not be."""
    kept, failed, forbidden = kept_pages.page_counts(conn)
    return ArchiveStatus(
        pages=kept,
        failed=failed,
        forbidden=forbidden,
        captures=kept_pages.capture_states(conn),
        troubles=tuple(
            {"url": one.url, "state": one.state, "attempts": one.attempts, "reason": one.reason, "next_at": one.next_at}
            for one in kept_pages.troubled_captures(conn)
        ),
        reasons=kept_pages.page_reasons(conn),
    )


def archived_urls(conn: Connection, revision_ids: Collection[int]) -> dict[int, str]:
    """Say where a public archive keeps the pages of revisions, of those that it does."""
    return kept_pages.archived_revisions(conn, revision_ids)


def kept_places(conn: Connection, revision_ids: Collection[int]) -> dict[int, kept_pages.KeptPlace]:
    """Say where the pages of revisions are kept, or why they are not, of those that are or were to be."""
    return kept_pages.places(conn, revision_ids)


def status(conn: Connection, now: dt.datetime) -> Status:
    """Give how feeds, articles and digests stand; a feed that is due counts as due at ``now``."""
    counted = reads.counts(conn)
    return Status(
        feeds=source_status.feeds(conn, now),
        articles=reads.article_states(conn),
        digests=tuple(_shaped(DigestStatus, reads.digests(conn))),
        docket={name: counted[name] for name in ("developments", "reports", "relevant")},
        alerts=tuple(alerts.standing(conn)),
        outlets=source_status.outlets(conn),
        archive=archive(conn),
    )


def _shaped(shape: type[DigestStatus], rows: Iterable[reads.DigestRow]) -> Iterable[DigestStatus]:
    for row in rows:
        yield shape(**{one.name: getattr(row, one.name) for one in fields(shape)})


def overview(conn: Connection) -> Overview:
    """Count what the database holds, for the summary at the end of a command."""
    return Overview(**reads.counts(conn))


# ------------------------------------------------------------------------------------------------------ search


def search(conn: Connection, query: str, limit: int | None = 20) -> list[Hit]:
    """Find docket entries and stored articles that answer a query: entries first, each newest first.

    ``limit`` counts all hits (None: every one); where both abound each kind gets half. What may be asked is told in
    `monitor.storage.search.query`. Raises QueryError, with the place, for a query that cannot be understood.
    """
    wanted = full_text.prepare(conn, query)
    entries = _named(conn, query.strip()) or [
        _hit("entry", found) for found in full_text.search_entries(conn, wanted, limit)
    ]
    articles = [_hit("article", found) for found in full_text.search_articles(conn, wanted, limit)]
    if limit is None:
        return entries + articles
    shown = max(limit - limit // 2, limit - len(articles))
    return (entries[:shown] + articles)[:limit]


def search_is_complete(conn: Connection) -> bool:
    """Whether every stored text can be found; else `monitor db reindex` has to be run."""
    return full_text.are_complete(conn)


def _named(conn: Connection, number: str) -> list[Hit]:
    """Give the entry whose very number was typed."""
    entry = show(conn, number) if _NUMBER.fullmatch(number) else None
    if entry is None:
        return []
    if not entry.reports:
        return [_hit_by_hand(entry)] if entry.by_hand else []
    first = entry.reports[0]
    return [Hit("entry", entry.number, first.title, first.outlet, first.url, first.published_at, "", first.quote)]


def _hit_by_hand(entry: DocketEntry) -> Hit:
    language, what = next(iter(entry.what.items()))
    source = entry.sources[0]
    return Hit(
        "entry", entry.number, what, source["outlet"], source["url"], source["published"] or None, language, what
    )


def _hit(type_: str, found: full_text.Found) -> Hit:
    return Hit(
        type=type_,
        number=found.number,
        title=found.title,
        outlet=found.outlet,
        url=found.url,
        published_at=_published(found),
        language=found.language,
        snippet=found.snippet,
        marks=found.marks,
    )


# -------------------------------------------------------------------------------------------------------- JSON


def telling(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Choose the report that tells an entry (as `plain` shapes it) best: of its own status, as news, and first.

    A verdict is not told by the article that still waited for it, nor by one of the time before it. Empty when there
    is none.
    """

    def rank(report: Mapping[str, Any]) -> tuple[bool, bool, bool]:
        at, date = report.get("published_at") or "", row.get("date") or ""
        early = row["status"] == "fact" and bool(at) and at[: len(date)] < date
        return report["modality"] != row["status"], early, not report["news"]

    return min(row["reports"], key=rank, default={})


def plain(value: Any) -> Any:
    """Turn a read model into what JSON holds: dictionaries, lists, ISO days, and UTC times ending in ``Z``."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if "unsaid" not in one.metadata}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, dt.date) else value
