"""Make a person's ruling: write it into the trail, let the entry say so, and fold again what it changes.

Rule kept: one transaction holds a decision and everything it changes; a ruling that cannot hold (no such entry, an
entry merged into itself, an article that does not report it) is refused before anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.digest.clean import brief
from monitor.docket import proceeding_of
from monitor.errors import UsageError
from monitor.model import OTHER, VICTIMS, Case, EventDate, Kind, Mention, Modality, Outcome
from monitor.pipeline.filing import compare, refold
from monitor.rulings import EDITABLE, Action
from monitor.storage import conflicts, decisions, reads
from monitor.storage.decisions import DecisionRow, EntryRow, HandEntry
from monitor.storage.engine import Connection
from monitor.storage.readings import Bucket


@dataclass(frozen=True, slots=True)
class Person:
    """Who rules, why, and when (aware UTC)."""

    who: str
    why: str
    now: dt.datetime


def accept(conn: Connection, case: str, number: int, person: Person) -> int:
    """Confirm an entry."""
    return _mark(conn, case, number, Action.ACCEPT, {}, person)


def dismiss(conn: Connection, case: str, number: int, person: Person) -> int:
    """Take an entry out of the docket: it is no development of the case."""
    return _mark(conn, case, number, Action.DISMISS, {}, person)


def merge(conn: Connection, case: str, number: int, into: int, person: Person) -> int:
    """Let one entry stand for another: the same development, filed twice."""
    target = _entry(conn, case, into)
    known = reads.developments(conn, case=case, numbers=[target.number], hidden=True)
    if number == into or any(one.merged_into == number for one in known):
        raise UsageError(
            f"{case}-{number} cannot be merged into {case}-{into}: that is, or stands under, the same entry"
        )
    return _mark(conn, case, number, Action.MERGE, {"into": into}, person)


def split(conn: Connection, case: str, number: int, articles: Collection[str], person: Person) -> tuple[int, int]:
    """Set the reports of some articles apart as a development of their own; give decision and number.

    An article is named by its address, or by its title, since a file that was imported has no address.
    """
    entry = _entry(conn, case, number)
    rows = reads.reports(conn, [entry.id]).get(entry.id, ())
    reported = {name: row.article_id for row in rows for name in (row.title, row.url) if name}
    unknown = sorted(set(articles) - reported.keys())
    if unknown:
        raise UsageError(
            f"{unknown[0]} does not report {case}-{number}; `monitor show {case}-{number}` lists what does"
        )
    if {reported[name] for name in articles} == set(reported.values()):
        raise UsageError(f"all reports of {case}-{number} would go: leave it one, or edit the entry")
    apart = decisions.add_apart(conn, entry, person.now)
    detail = {"articles": sorted({reported[name] for name in articles}), "number": apart.number}
    decision = _record(conn, entry, Action.SPLIT, detail, person)
    _fold_again(conn, {entry.bucket}, person.now)
    return decision, apart.number


def edit(
    conn: Connection, cases: Mapping[str, Case], case: str, number: int, fields: Mapping[str, Any], person: Person
) -> int:
    """Put fields of an entry right (`rulings.EDITABLE`); the machine's reading is kept beside."""
    checked = {name: _checked(cases.get(case), name, value) for name, value in fields.items()}
    return put_right(conn, case, number, checked, person)


def put_right(conn: Connection, case: str, number: int, fields: Mapping[str, Any], person: Person) -> int:
    """Let fields of an entry be what the caller has checked; reports find an entry by hand by its new date."""
    decision = _mark(conn, case, number, Action.EDIT, {"fields": dict(fields)}, person)
    entry = _entry(conn, case, number)
    if entry.by_hand:
        _fold_again(conn, {entry.bucket}, person.now)
    return decision


def _checked(case: Case | None, name: str, value: Any) -> Any:
    """Give a field's value as it is stored; raise UsageError, with what it may be, for one it cannot have."""
    if name not in EDITABLE:
        raise UsageError(f"{name!r} cannot be edited; {', '.join(EDITABLE)} can")
    if value in ("", None):
        if name in ("date", "outcome", "authority"):
            return None
        raise UsageError(f"{name} cannot be empty")
    known = _known(case, name)
    if known and value not in known:
        raise UsageError(f"{name} cannot be {value!r}; it is one of {', '.join(dict.fromkeys(known))}")
    if name == "date":
        try:
            return EventDate.parse(value).value
        except ValueError as error:
            raise UsageError(str(error)) from error
    return value


def _known(case: Case | None, name: str) -> Sequence[str]:
    enums: dict[str, Sequence[str]] = {
        "kind": [str(one) for one in Kind],
        "status": [str(one) for one in Modality],
        "outcome": [str(one) for one in Outcome],
    }
    if case is not None:
        enums |= {"subject": [actor.id for actor in case.actors] + [VICTIMS, OTHER]}
        enums |= {"proceeding": [track.id for track in case.proceedings]}
    return enums.get(name, ())


def resolve(conn: Connection, case: str, key: str, choice: str, person: Person) -> int:
    """Say which side of a conflict holds; both stay on record."""
    if not any(row.key == key for row in conflicts.conflicts(conn, case)):
        raise UsageError(f"no conflict {key!r}; `monitor conflicts` lists them")
    detail = {"conflict": key, "choice": choice}
    return decisions.record(conn, case, Action.RESOLVE, detail, who=person.who, why=person.why, now=person.now)


@dataclass(frozen=True, slots=True)
class New:
    """An entry a person adds: what happened, to whom, when, in own words by language, after which sources."""

    kind: Kind
    subject: str
    what: Mapping[str, str]
    sources: Sequence[Mapping[str, str]]
    status: Modality = Modality.FACT
    date: EventDate | None = None
    outcome: Outcome | None = None
    authority: str | None = None
    stage: str = ""
    proceeding: str = ""
    known_at: dt.datetime | None = None
    finality: str = ""
    row: str = ""  # of a chronology: the id it has there


def add(conn: Connection, case: Case, new: New, person: Person) -> tuple[int, EntryRow]:
    """File an entry by hand; reports of the same step that come later attach to it. Give the decision and the entry."""
    decision, entry = enter(conn, case, new, person)
    compare(conn, {entry.bucket}, person.now)
    return decision, entry


def enter(conn: Connection, case: Case, new: New, person: Person) -> tuple[int, EntryRow]:
    """File an entry by hand without looking for conflicts, which who files many does once at the end."""
    if not new.sources or not any(new.what.values()):
        raise UsageError("an entry by hand needs words and a source: who says so, and where")
    _checked(case, "subject", new.subject)
    if new.proceeding:
        _checked(case, "proceeding", new.proceeding)
    bucket = Bucket(case.id, proceeding(case, new), str(new.kind), new.subject)
    hand = HandEntry(
        bucket=bucket,
        status=new.status,
        date=new.date,
        what=new.what,
        sources=new.sources,
        known_at=new.known_at or person.now,
        outcome=new.outcome,
        authority=new.authority,
        stage=new.stage,
        finality=new.finality,
        row=new.row,
    )
    entry = decisions.add(conn, hand, person.now)
    decision = _record(conn, entry, Action.ADD, decisions.detail_of(hand), person)
    for number in refold(conn, bucket, person.now).withdrawn:
        _mark(conn, case.id, number, Action.MERGE, {"into": entry.number, _WITH: decision}, person)
    return decision, entry


#: A merge that came with an entry by hand, and goes with it: the entries whose every report it took over.
_WITH = "with"


def file_near_miss(conn: Connection, cases: Mapping[str, Case], near_id: int, person: Person) -> tuple[int, EntryRow]:
    """File a near miss as a person's entry, with the article as its source and its words as the entry's."""
    found = reads.near_misses(conn, ids=[near_id])
    if not found:
        raise UsageError(f"no near miss {near_id}; `monitor review` lists them")
    near = found[0]
    if near.case not in cases:
        raise UsageError(f"the case {near.case} is no longer configured")
    source = {"outlet": near.outlet, "url": near.url, "published": near.published or ""}
    new = New(
        kind=Kind(near.kind),
        subject=near.subject,
        what={near.language or "en": brief(near.quote)},
        sources=[source],
        status=Modality(near.modality),
        date=near.date,
        outcome=Outcome(near.outcome) if near.outcome else None,
        proceeding=near.proceeding,
    )
    return add(conn, cases[near.case], new, person)


def proceeding(case: Case, new: New) -> str:
    """Say under which proceeding an entry by hand is filed: the one it names, else the one a report would be."""
    if new.proceeding:
        return new.proceeding
    mention = Mention(case.id, new.kind, new.status, False, new.subject, "", 0, 0, "", date=new.date, stage=new.stage)
    return proceeding_of(case, mention)


def undo(conn: Connection, decision_id: int, person: Person) -> DecisionRow:
    """Take a ruling back; what it changed is as if it had never been made. Give the ruling."""
    row = decisions.one(conn, decision_id)
    if row is None:
        raise UsageError(f"no decision {decision_id}; `monitor review log` lists them")
    if row.undone_at is not None:
        raise UsageError(f"decision {decision_id} was undone already, {row.undone_at:%Y-%m-%d %H:%M} UTC")
    decisions.undo(conn, decision_id, person.now)
    if row.number:
        entry = _entry(conn, row.case, row.number)
        decisions.stand(conn, entry.id, person.now)
        if row.action == Action.ADD:
            decisions.withdraw(conn, entry.id, person.now)
            _undo_with(conn, row, person)
        if row.action == Action.SPLIT:
            _undo_split(conn, row, person)
        if row.action in (Action.ADD, Action.SPLIT, Action.EDIT):
            _fold_again(conn, {entry.bucket}, person.now)
    return row


def _undo_split(conn: Connection, row: DecisionRow, person: Person) -> None:
    """Send the reports set apart back: without their place they are what they were filed under first."""
    decisions.withdraw(conn, _entry(conn, row.case, int(row.detail["number"])).id, person.now)


def _undo_with(conn: Connection, row: DecisionRow, person: Person) -> None:
    for other in decisions.trail(conn, case=row.case):
        if other.undone_at is None and other.detail.get(_WITH) == row.id:
            decisions.undo(conn, other.id, person.now)
            decisions.stand(conn, _entry(conn, row.case, other.number).id, person.now)


def _mark(conn: Connection, case: str, number: int, action: Action, detail: Mapping[str, Any], person: Person) -> int:
    entry = _entry(conn, case, number)
    decision = _record(conn, entry, action, detail, person)
    decisions.stand(conn, entry.id, person.now)
    return decision


def _record(conn: Connection, entry: EntryRow, action: Action, detail: Mapping[str, Any], person: Person) -> int:
    return decisions.record(
        conn,
        entry.bucket.case,
        action,
        detail,
        who=person.who,
        why=person.why,
        now=person.now,
        development_id=entry.id,
    )


def _entry(conn: Connection, case: str, number: int) -> EntryRow:
    found = decisions.entry(conn, case, number)
    if found is None:
        raise UsageError(f"no entry {case}-{number}; `monitor docket` lists them")
    return found


def _fold_again(conn: Connection, buckets: Collection[Bucket], now: dt.datetime) -> list[int]:
    """Fold buckets; give the numbers of the entries that lost all their reports."""
    withdrawn = [number for bucket in sorted(buckets) for number in refold(conn, bucket, now).withdrawn]
    compare(conn, buckets, now)
    return withdrawn
