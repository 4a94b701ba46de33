"""What the digests of one run share: how feeds and proceedings stand, dates ahead, and where sources differ.

Rule kept: it is read once, however many readers there are; what a reader has had is never part of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor import queries, source_status
from monitor.conflicts import State
from monitor.digest import (
    CaseState,
    Conflict,
    ProceedingState,
    Source,
    SourceDrift,
    SourceGap,
    SourceMove,
    SourceTrouble,
    Step,
    Upcoming,
    Version,
    wants,
)
from monitor.language.dates import find_dates, published_on
from monitor.model import Case, Config, EventDate, Kind, Modality, Outcome, PollState, Subscriber, name_in
from monitor.storage import conflicts, due, outlets, reads
from monitor.storage.due import Voice
from monitor.storage.engine import Connection

_NOT_ASKED = frozenset({PollState.DISABLED, PollState.NOT_POLLED})


@dataclass(frozen=True, slots=True)
class Planned:
    """An announced step, who announces it, and how many independent origins do."""

    upcoming: Upcoming
    outlets: tuple[str, ...]
    origins: int


@dataclass(frozen=True, slots=True)
class Differing:
    """A conflict, when it arose, which proceeding its entry belongs to, and all the sources its sides name."""

    conflict: Conflict
    proceeding: str
    outlets: tuple[str, ...]
    urls: frozenset[str]
    arose_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Background:
    """All of it, at one moment."""

    feeds: tuple[source_status.FeedStatus, ...]
    outlets: tuple[source_status.OutletStatus, ...]
    proceedings: tuple[queries.ProceedingStatus, ...]
    planned: tuple[Planned, ...]
    differing: tuple[Differing, ...]
    names: dict[str, str]
    _voices: dict[int, list[Voice]] = field(default_factory=dict)
    _known: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, conn: Connection, config: Config, now: dt.datetime) -> Background:
        """Read it, as of ``now``."""
        known = outlets.names_and_languages(conn) | {one.id: (one.name, one.language) for one in config.outlets}
        names = {outlet: name for outlet, (name, _) in known.items()}
        languages = {outlet: language for outlet, (_, language) in known.items()}
        rows = [row for case in config.cases for row in reads.developments(conn, case=case.id)]
        return cls(
            feeds=tuple(feed for feed in source_status.feeds(conn, now) if feed.state not in _NOT_ASKED),
            outlets=source_status.outlets(conn),
            proceedings=tuple(queries.proceedings(conn, config.cases)),
            planned=tuple(_planned(conn, rows, names, now.date())),
            differing=tuple(_differing(conn, rows, names, languages)),
            names=names,
        )

    def voices(self, conn: Connection, entries: Collection[int]) -> dict[int, list[Voice]]:
        """Give who tells entries, each looked up for the first reader only."""
        missing = [one for one in entries if one not in self._voices]
        self._voices.update({one: [] for one in missing} | due.voices(conn, missing))
        return self._voices

    def known(self, conn: Connection, entries: Collection[int]) -> dict[int, set[str]]:
        """Give how entries were known without having been news, each looked up for the first reader only."""
        missing = [one for one in entries if one not in self._known]
        self._known.update({one: set() for one in missing} | due.known_modalities(conn, missing))
        return self._known

    @property
    def answered(self) -> int:
        """How many feeds answered as they should, be it without anything new for long."""
        return sum(PollState(feed.state).good or feed.state == PollState.STALE for feed in self.feeds)

    def troubles(self) -> tuple[SourceTrouble, ...]:
        """Give the feeds that did not answer as they should."""
        return tuple(
            SourceTrouble(
                self._named(feed.outlet),
                feed.url,
                PollState(feed.state),
                feed.reason,
                feed.last_ok_at,
                feed.silent_since_at,
            )
            for feed in self.feeds
            if not PollState(feed.state).good
        )

    def gaps(self, since: dt.datetime) -> tuple[SourceGap, ...]:
        """Give between when items may have been missed, of the gaps noted since a moment (at most a week back)."""
        return tuple(
            SourceGap(self._named(feed.outlet), feed.url, gap.from_at, gap.to_at)
            for feed in self.feeds
            for gap in feed.gaps
            if gap.noted_at > since
        )

    def drifts(self) -> tuple[SourceDrift, ...]:
        """Give the outlets whose pages no longer read well."""
        return tuple(SourceDrift(self._named(one.outlet), one.drift, one.since_at) for one in self.outlets)

    def moves(self) -> tuple[SourceMove, ...]:
        """Give the feeds that have moved for good."""
        moved = (feed for feed in self.feeds if feed.advice == "change_address" and feed.moved_to)
        return tuple(SourceMove(self._named(feed.outlet), feed.url, feed.moved_to or "") for feed in moved)

    def _named(self, outlet: str) -> str:
        return self.names.get(outlet, outlet)

    def cases(self, cases: Iterable[Case], subscriber: Subscriber) -> tuple[CaseState, ...]:
        """Give the reader's cases with how their proceedings stand, named in the reader's language."""
        stands = {(one.case, one.proceeding): one for one in self.proceedings}
        language = subscriber.language
        return tuple(
            CaseState(
                case.id,
                name_in(case.names, language, case.id),
                tuple(
                    _state(track.id, name_in(track.names, language, track.id), stands.get((case.id, track.id)))
                    for track in case.proceedings
                ),
            )
            for case in cases
            if wants(subscriber, case.id)
        )

    def upcoming(self, subscriber: Subscriber, on: dt.date) -> tuple[Upcoming, ...]:
        """Give the dates from a day on that a reader wants to know."""
        return tuple(
            one.upcoming
            for one in self.planned
            if one.upcoming.date.last >= on
            and one.origins >= subscriber.origins
            and wants(
                subscriber, one.upcoming.case_id, one.upcoming.proceeding_id, one.upcoming.kind, one.outlets
            )
        )  # fmt: skip


def _state(track: str, name: str, stands: queries.ProceedingStatus | None) -> ProceedingState:
    if stands is None or stands.kind is None:
        return ProceedingState(track, name)
    date = EventDate.parse(stands.date) if stands.date else None
    outcome = Outcome(stands.outcome) if stands.outcome else None
    term = (stands.term.value, stands.term.unit, stands.term.suspended) if stands.term else None
    step = Step(Kind(stands.kind), Modality.FACT, date, outcome)
    return ProceedingState(track, name, step, term, stands.finality, stands.appealed)


def _planned(
    conn: Connection, rows: Iterable[reads.DevelopmentRow], names: dict[str, str], today: dt.date
) -> Iterable[Planned]:
    """Give the announced steps whose date may lie ahead anywhere in the world."""
    ahead = [
        row
        for row in rows
        if row.status == Modality.PLANNED and row.date and row.date.last >= today - dt.timedelta(days=1)
    ]
    reported = reads.reports(conn, [row.id for row in ahead])
    for row in ahead:
        told = dict.fromkeys([one.outlet for one in reported.get(row.id, ())] + [one["outlet"] for one in row.sources])
        outlet = date_teller(reported.get(row.id, ()), row.date) or next(iter(told), "")
        upcoming = Upcoming(
            number=f"{row.case}-{row.number}",
            case_id=row.case,
            proceeding_id=row.proceeding,
            kind=Kind(row.kind),
            subject=row.subject,
            date=row.date or EventDate.of(today),
            outlet=names.get(outlet, outlet),
            authority=row.authority,
        )
        yield Planned(upcoming, tuple(told), row.origins or len(told))


def date_teller(reports: Iterable[reads.ReportRow], date: EventDate | None) -> str:
    """Give the outlet that first told of a date; empty when none told exactly this one."""
    return next((one.outlet for one in reports if date and one.date == date.value), "")


def _differing(
    conn: Connection, rows: Sequence[reads.DevelopmentRow], names: dict[str, str], languages: dict[str, str]
) -> Iterable[Differing]:
    """Give the conflicts that are open: neither resolved by a person nor settled by a later ruling."""
    entries = {f"{row.case}-{row.number}": row for row in rows}
    for row in conflicts.conflicts(conn):
        if row.state != State.OPEN:
            continue
        number = row.key.partition(":")[0] if row.key.partition(":")[0] in entries else ""
        sources = [one for side in row.sides for one in side["sources"]]
        yield Differing(
            Conflict(
                key=row.key,
                case_id=row.case,
                question=row.question,
                versions=tuple(_version(side, names, languages) for side in row.sides if side["sources"]),
                number=number,
                kind=Kind(row.kind) if row.kind else None,
                subject=row.subject,
            ),
            proceeding=entries[number].proceeding if number else "",
            outlets=tuple(dict.fromkeys(one["outlet"] for one in sources)),
            urls=frozenset(one["url"] for one in sources),
            arose_at=row.created_at,
        )


def says_so(source: dict[str, Any], value: str, languages: dict[str, str]) -> bool:
    """Whether a source's own words give a side's value to the day, or to the number; a side has vaguer ones too."""
    number = next((part for part in value.split(" ") if part.replace(".", "", 1).isdigit()), "")
    if "-" not in value and number:
        return number.partition(".")[0] in re.sub(r"\D", "", source["quote"])
    published = published_on(source["published"] or None, "UTC")
    told = find_dates(source["quote"], languages.get(source["outlet"], "fi"), published)
    return any(one.date.value == value for one in told)


def _version(side: dict[str, Any], names: dict[str, str], languages: dict[str, str]) -> Version:
    first = next((one for one in side["sources"] if says_so(one, side["value"], languages)), side["sources"][0])
    outlets = dict.fromkeys(one["outlet"] for one in side["sources"])
    around = f"{first['before']}{first['quote']}{first['after']}"
    return Version(
        value=side["value"],
        outlets=tuple(names.get(outlet, outlet) for outlet in outlets),
        source=Source(
            names.get(first["outlet"], first["outlet"]),
            first["url"],
            first["title"],
            languages.get(first["outlet"], ""),
        ),
        quote=around,
        label=side["label"],
        said=EventDate.parse(first["published"]) if first["published"] else None,
    )
