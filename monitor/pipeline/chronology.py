"""File what was known of a case before this program followed it: its chronology, as entries by hand.

Rules kept here:

* Loading twice changes nothing; a step changed in the file becomes a ruling that puts the entry right.
* A person's word stands: what somebody undid, dismissed, merged or put right is left as that person left it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.model import Case, EventDate, Modality, PastStep
from monitor.pipeline import ruling
from monitor.pipeline.filing import compare
from monitor.pipeline.ruling import New, Person
from monitor.rulings import CHRONOLOGY, HIDDEN, Action, Ruling, standing_of
from monitor.storage import decisions
from monitor.storage.decisions import DecisionRow
from monitor.storage.engine import Connection
from monitor.storage.readings import Bucket


@dataclass(slots=True)
class Loaded:
    """What loading a chronology did, in steps; ``left``: a person dismissed, merged or undid them."""

    filed: int = 0
    changed: int = 0
    known: int = 0
    left: int = 0


@dataclass(slots=True)
class _Held:
    """What the docket holds of one step: what this file said of it, and what people made of it."""

    number: int
    said: dict[str, Any]
    kept: set[str] = field(default_factory=set)  # fields a person put right
    left: bool = False


def load(conn: Connection, case: Case, steps: Sequence[PastStep], file: str, now: dt.datetime) -> Loaded:
    """File the steps of a chronology that are not filed yet and put right those that were changed.

    ``file`` is the chronology's name, for the audit trail.
    """
    person = Person(CHRONOLOGY, file, now)
    held = _held(conn, case.id)
    done, touched = Loaded(), set[Bucket]()
    for step in steps:
        old = held.get(step.id)
        if old is None:
            _, entry = ruling.enter(conn, case, _new(step), person)
            touched.add(entry.bucket)
            done.filed += 1
        elif old.left:
            done.left += 1
        elif different := _different(old, _fields(case, step)):
            ruling.put_right(conn, case.id, old.number, different, person)
            done.changed += 1
        else:
            done.known += 1
    compare(conn, touched, now)
    return done


def _new(step: PastStep) -> New:
    return New(
        kind=step.kind,
        subject=step.subject,
        what=step.what,
        sources=step.sources,
        status=step.status,
        date=step.date,
        outcome=step.outcome,
        authority=step.authority,
        stage=step.stage,
        proceeding=step.proceeding,
        known_at=known_at(step),
        finality=step.finality,
        row=step.id,
    )


def known_at(step: PastStep) -> dt.datetime:
    """Say since when a step was known: its earliest source; what has happened, no earlier than it happened."""
    day = min(EventDate.parse(source["published"]).first for source in step.sources)
    if step.status is Modality.FACT and step.date is not None:
        day = max(day, step.date.first)
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _fields(case: Case, step: PastStep) -> dict[str, Any]:
    """Give what an entry says of a step, by the names and in the form in which decisions hold it."""
    return {
        "kind": str(step.kind),
        "subject": step.subject,
        "proceeding": ruling.proceeding(case, _new(step)),
        "status": str(step.status),
        "date": step.date.value if step.date else None,
        "outcome": str(step.outcome) if step.outcome else None,
        "authority": step.authority,
        "stage": step.stage,
        "finality": step.finality,
        "what": dict(step.what),
        "sources": [dict(source) for source in step.sources],
    }


def _different(old: _Held, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in old.kept and old.said.get(name) != value}


def _held(conn: Connection, case: str) -> dict[str, _Held]:
    """Collect from the audit trail what was filed of which step."""
    by_number: dict[int, list[DecisionRow]] = defaultdict(list)
    for row in decisions.trail(conn, case=case):
        by_number[row.number].append(row)
    found = {}
    for number, rows in by_number.items():
        added = next((row for row in rows if row.action == Action.ADD and row.detail.get("row")), None)
        if added is not None:
            found[added.detail["row"]] = _holding(conn, case, number, added, rows)
    return found


def _holding(conn: Connection, case: str, number: int, added: DecisionRow, rows: Iterable[DecisionRow]) -> _Held:
    entry = decisions.entry(conn, case, number)
    place = entry.bucket._asdict() if entry else {}
    edits = [row for row in rows if row.action == Action.EDIT]
    said = place | dict(added.detail)
    for row in edits:
        if row.who == CHRONOLOGY:  # also one that was undone: the file has said it, and a person said no
            said |= row.detail["fields"]
    stands = [row for row in rows if row.undone_at is None]
    kept = {
        name for row in stands if row.action == Action.EDIT and row.who != CHRONOLOGY for name in row.detail["fields"]
    }
    ruled = standing_of(Ruling(row.id, number, Action(row.action), row.detail) for row in stands)
    left = added.undone_at is not None or ruled.standing in HIDDEN
    return _Held(number, said, kept, left)
