"""From due reports and the docket to what one digest is made of.

Rule kept: a reader is told only what the reader has not had, each entry once with all its new sources. Reads the
database; writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from monitor import queries
from monitor.digest import (
    CaseState,
    Change,
    Digest,
    DigestInput,
    DigestItem,
    ProceedingState,
    Rendered,
    Source,
    SourceTrouble,
    Step,
    Upcoming,
    compose,
    digest_window,
    latest_step,
    render,
)
from monitor.i18n import words
from monitor.model import Case, Config, EventDate, Kind, Modality, Outcome, PollState
from monitor.pipeline.correcting import correction_items, with_corrections
from monitor.storage import digests
from monitor.storage.corrections import DueCorrection, due_corrections
from monitor.storage.digests import DueReport
from monitor.storage.engine import Connection
from monitor.storage.subscribers import StoredSubscriber

# What may be or is said not to be, and only in passing, is no news: general rules of law, maximum sentences.
_IDLE = frozenset({Modality.HYPOTHETICAL, Modality.DENIED})


_NOT_ASKED = frozenset({PollState.DISABLED, PollState.NOT_POLLED})


@dataclass(frozen=True, slots=True)
class Composed:
    """One subscriber's digest, and the reports and corrections it settles."""

    digest: Digest
    rendered: Rendered
    reports: tuple[DueReport, ...]
    corrections: tuple[DueCorrection, ...] = ()


def compose_for(conn: Connection, config: Config, known: StoredSubscriber, on: dt.date, now: dt.datetime) -> Composed:
    """Compose the digest a subscriber would get for a civil day, with what is due at ``now``."""
    mailed = digests.last_mailed(conn, known.id)
    reports = tuple(digests.due_reports(conn, known.id, known.subscriber.cases))
    corrections = tuple(due_corrections(conn, known.id, known.subscriber.cases))
    # From the last mail, not the last day: a proof of silence covers the skipped days too.
    window = digest_window(now, mailed.window_to_at if mailed else None)
    given = digest_input(conn, config, known, on, window, reports, mailed.on if mailed else None, corrections)
    digest = compose(given, config.digest)
    return Composed(digest, render(digest, words(known.subscriber.language)), reports, corrections)


def digest_input(
    conn: Connection,
    config: Config,
    reader: StoredSubscriber,
    on: dt.date,
    window: tuple[dt.datetime, dt.datetime],
    reports: Sequence[DueReport],
    last_sent_on: dt.date | None,
    corrections: Sequence[DueCorrection] = (),
) -> DigestInput:
    """Gather everything one digest is made of.

    ``window`` is (from, to) in aware UTC, ``last_sent_on`` the civil day of the last digest that was mailed.
    """
    subscriber = reader.subscriber
    status = queries.status(conn, window[1])
    polled = [feed for feed in status.feeds if feed.state not in _NOT_ASKED]
    cases = [case for case in config.cases if "*" in subscriber.cases or case.id in subscriber.cases]
    known = digests.known_modalities(conn, reader.id, {report.development_id for report in reports})
    entries = {case.id: queries.docket(conn, case=case.id) for case in cases}
    counted = {entry.number: entry for listed in entries.values() for entry in listed}
    outlets = {outlet.id: outlet.name for outlet in config.outlets}
    return DigestInput(
        subscriber=subscriber,
        on=on,
        window_from=window[0],
        window_to=window[1],
        cases=tuple(_case_state(case, entries[case.id], subscriber.language) for case in cases),
        items=tuple(with_corrections(_items(reports, known, counted), correction_items(corrections))),
        sources_total=len(polled),
        sources_ok=sum(PollState(feed.state).good for feed in polled),
        troubles=tuple(
            SourceTrouble(
                outlets.get(feed.outlet, feed.outlet), feed.url, PollState(feed.state), feed.reason, feed.last_ok_at
            )
            for feed in polled
            if not PollState(feed.state).good
        ),
        new_articles=len({report.article_id for report in reports}),
        upcoming=tuple(upcoming for case in cases for upcoming in _upcoming(case, entries[case.id], on)),
        last_sent_on=last_sent_on,
    )


def _case_state(case: Case, entries: Iterable[queries.DocketEntry], language: str) -> CaseState:
    steps: dict[str, list[Step]] = {}
    for entry in entries:
        if entry.status in set(Modality):
            steps.setdefault(entry.proceeding, []).append(_step(entry))
    proceedings = tuple(
        ProceedingState(track.id, track.names.get(language, track.id), latest_step(steps.get(track.id, ())))
        for track in case.proceedings
    )
    return CaseState(case.id, case.names.get(language, case.id), proceedings)


def _step(entry: queries.DocketEntry) -> Step:
    return Step(
        Kind(entry.kind),
        Modality(entry.status),
        EventDate.parse(entry.date) if entry.date else None,
        Outcome(entry.outcome) if entry.outcome else None,
    )


def _upcoming(case: Case, entries: Iterable[queries.DocketEntry], on: dt.date) -> Iterable[Upcoming]:
    """Give the announced steps whose date lies ahead of the digest's day."""
    for entry in entries:
        date = EventDate.parse(entry.date) if entry.date else None
        if entry.status == Modality.PLANNED and date and date.last > on:
            yield Upcoming(
                number=entry.number,
                case_id=case.id,
                proceeding_id=entry.proceeding,
                kind=Kind(entry.kind),
                subject=entry.subject,
                date=date,
                outlet=entry.reports[0].outlet if entry.reports else next((one["outlet"] for one in entry.sources), ""),
                authority=entry.authority,
            )


def _items(
    reports: Sequence[DueReport], known: Mapping[int, set[str]], counted: Mapping[str, queries.DocketEntry]
) -> Iterable[DigestItem]:
    """Make one item of each entry's due reports, told by its best one.

    Left out are entries withdrawn meanwhile, and those that were in the docket before and are only retold as
    background: a thirtieth retelling is no news.
    """

    def number(report: DueReport) -> str:
        return report.number

    for _, group in groupby(sorted(reports, key=number), key=number):
        ranked = sorted(group, key=_telling)
        change = _change(ranked, known.get(ranked[0].development_id, set()))
        if change is not None:
            yield _item(ranked, change, counted.get(ranked[0].number))


def _change(reports: Sequence[DueReport], known: set[str]) -> Change | None:
    """Say why an entry is told: new, an announced step that happened, or further reports; None when it is not."""
    status, news = reports[0].status, any(report.news for report in reports)
    if status not in set(Modality):
        return None
    if not known:
        return Change.NEW if news or status not in _IDLE else None
    if status == Modality.FACT and Modality.FACT not in known:
        return Change.HAPPENED
    return Change.REPORTS if news else None


def _telling(report: DueReport) -> tuple[bool, bool, dt.datetime, int]:
    """Order the report that says what the entry's status is first, then news, then the earliest."""
    at = report.published_at or report.filed_at
    return report.modality != report.status, not report.news, at, report.article_id


def _item(reports: Sequence[DueReport], change: Change, entry: queries.DocketEntry | None) -> DigestItem:
    best = reports[0]
    return DigestItem(
        number=best.number,
        case_id=best.case,
        proceeding_id=best.proceeding,
        kind=Kind(best.kind),
        modality=Modality(best.status),
        subject=best.subject,
        quote=best.quote,
        source=_source(best),
        change=change,
        authority=best.authority,
        date=best.date,
        outcome=Outcome(best.outcome) if best.outcome else None,
        news=any(report.news for report in reports),
        more=tuple(_source(report) for report in reports[1:]),
        reports=len(entry.reports) if entry else len(reports),
        origins=entry.origins if entry else 1,
        why=(*best.words, best.rule),
    )


def _source(report: DueReport) -> Source:
    return Source(report.outlet_name, report.url, report.title, report.language, report.published_at)
