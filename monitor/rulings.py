"""What people decided about the docket, applied to what the machine folded. Pure.

Rules kept here:

* A ruling is never overwritten by the machine: it is applied again after every folding, whatever the lexicon.
* An entry by hand is an anchor: it keeps its number and its date, and reports of the same step attach to it.
* Rulings count in the order they were made; one that was undone counts as if it had never been made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from monitor.docket import Folded, Statement, entry_of, fold
from monitor.model import EventDate, Kind, Modality, Outcome


class Action(StrEnum):
    """What a person can rule."""

    ACCEPT = "accept"
    DISMISS = "dismiss"
    MERGE = "merge"
    SPLIT = "split"
    EDIT = "edit"
    ADD = "add"
    RESOLVE = "resolve"


#: Who rules, where no person does: the file of what was known of a case before.
CHRONOLOGY = "chronology"
#: What people took out of the docket: shown only where it is asked for by name.
HIDDEN = ("dismissed", "merged")
#: The fields of an entry a person may put right, as `monitor show --json` names them.
EDITABLE = ("kind", "subject", "proceeding", "status", "date", "outcome", "authority")


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision: on the entry of ``number``, with what its action needs (see `Rulings.of`)."""

    id: int
    number: int
    action: Action
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What people made of one entry: ``accepted``, ``dismissed``, ``merged`` (``into`` another) or nothing."""

    standing: str = ""
    into: int | None = None
    edits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry by hand, as folding meets it."""

    number: int
    kind: Kind
    status: Modality
    date: EventDate | None
    outcome: Outcome | None
    stage: str
    known_at: dt.datetime
    authority: str | None = None
    finality: str = ""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings that change how one bucket folds: which articles stand apart, and which entries are by hand.

    A merged entry goes on being folded: it keeps its reports, which are shown under the entry that stands for it.
    """

    apart: Mapping[tuple[int, int], int] = field(default_factory=dict)  # (number, article) -> the new number
    anchors: tuple[Anchor, ...] = ()

    @classmethod
    def of(cls, rulings: Iterable[Ruling], anchors: Iterable[Anchor] = ()) -> Rulings:
        """Collect rulings that stand: a ``split`` has ``articles`` (their ids) and ``number``, the new entry's."""
        apart: dict[tuple[int, int], int] = {}
        for ruling in sorted(rulings, key=lambda one: one.id):
            if ruling.action is Action.SPLIT:
                new = int(ruling.detail["number"])
                apart |= {(ruling.number, int(article)): new for article in ruling.detail["articles"]}
        return cls(apart, tuple(anchors))


def standing_of(rulings: Iterable[Ruling]) -> Standing:
    """Give what the rulings on one entry come to."""
    standing, into, edits = "", None, dict[str, Any]()
    for ruling in sorted(rulings, key=lambda one: one.id):
        match ruling.action:
            case Action.ACCEPT:
                standing, into = "accepted", None
            case Action.DISMISS:
                standing, into = "dismissed", None
            case Action.MERGE:
                standing, into = "merged", int(ruling.detail["into"])
            case Action.EDIT:
                edits |= ruling.detail["fields"]
            case _:
                pass
    return Standing(standing, into, edits)


def ruled_fold(kind: Kind, subject: str, statements: Sequence[Statement], rulings: Rulings) -> list[Folded]:
    """Fold a bucket as `docket.fold` does, and then as people ruled.

    Statements by hand have the negative number of their entry for an id; none is left in the result.
    """
    by_id = {one.id: one for one in statements}
    anchors = {-anchor.number: _statement(anchor, subject) for anchor in rulings.anchors}
    entries = fold(kind, subject, [*statements, *anchors.values()])
    groups = [group for entry in entries for group in _anchored(entry, by_id | anchors)]
    groups = _unclashed(groups)
    groups = _parted(groups, by_id | anchors, rulings.apart)
    held = {anchor.number: anchor for anchor in rulings.anchors}
    return [_finished(group, held) for group in groups]


def _statement(anchor: Anchor, subject: str) -> Statement:
    return Statement(
        id=-anchor.number,
        kind=anchor.kind,
        modality=anchor.status,
        news=False,
        subject=subject,
        reported_at=anchor.known_at,
        date=anchor.date,
        outcome=anchor.outcome,
        authority=anchor.authority,
        stage=anchor.stage,
        numbers=(anchor.number,),
        finality=anchor.finality,
    )


def _anchored(entry: Folded, by_id: Mapping[int, Statement]) -> list[Folded]:
    """Give an entry by hand its own number; where several met in one group, each statement goes to the nearest."""
    anchors = [by_id[one] for one in entry.mention_ids if one < 0]
    if len(anchors) <= 1:
        return [replace(entry, number=-anchors[0].id)] if anchors else [entry]
    homes: dict[int, list[Statement]] = {anchor.id: [anchor] for anchor in anchors}
    for one in (by_id[member] for member in entry.mention_ids if member > 0):
        homes[min(anchors, key=lambda anchor: (_days(one, anchor), anchor.date is None, -anchor.id)).id].append(one)
    return [replace(entry_of(entry.strand, members), number=-anchor) for anchor, members in homes.items()]


def _days(one: Statement, anchor: Statement) -> int:
    """Give how far a statement's date is from an anchor's; an undated one is as far as its telling is after it."""
    if one.date is not None and anchor.date is not None:
        if one.date.overlaps(anchor.date):
            return 0
        return abs((one.date.first - anchor.date.first).days)
    if anchor.date is None:
        return 1
    days = (one.reported_at.date() - anchor.date.first).days
    return days if days >= 0 else 100_000 - days  # told before it happened: not this step


def _unclashed(groups: list[Folded]) -> list[Folded]:
    """Let no two groups hold one number: an entry by hand keeps it, else the larger group."""

    def claim(group: Folded) -> tuple[bool, int]:
        return min(group.mention_ids) < 0, len(group.mention_ids)

    given: dict[int, Folded] = {}
    for group in sorted(groups, key=claim, reverse=True):
        if group.number is not None:
            given.setdefault(group.number, group)
    return [_unnumbered(group, given) for group in groups]


def _unnumbered(group: Folded, given: Mapping[int, Folded]) -> Folded:
    kept = group.number is None or given[group.number] is group
    return group if kept else replace(group, number=None)


def _parted(groups: list[Folded], by_id: Mapping[int, Statement], apart: Mapping[tuple[int, int], int]) -> list[Folded]:
    """Take the statements of articles that a person set apart out of their entry."""
    if not apart:
        return groups
    numbers = {number for number, _ in apart} | set(apart.values())
    out: list[Folded] = []
    moved: dict[int, tuple[str, list[Statement]]] = {}
    for group in groups:
        if group.number not in numbers:
            out.append(group)
            continue
        for one in (by_id[member] for member in group.mention_ids):
            home = _home(group.number, one, apart)
            moved.setdefault(home, (group.strand, []))[1].append(one)
    return out + [replace(entry_of(strand, members), number=number) for number, (strand, members) in moved.items()]


def _home(number: int, one: Statement, apart: Mapping[tuple[int, int], int]) -> int:
    sources = {source for source, _ in apart}
    if number in sources:
        return apart.get((number, one.article), number)
    # Folding may have put everything under the new number: those not set apart go back to the entry they came from.
    source = next(old for (old, _), new in apart.items() if new == number)
    return apart.get((source, one.article), source)


def _finished(group: Folded, held: Mapping[int, Anchor]) -> Folded:
    """Drop the statements by hand from a group, and let the person's date, status and outcome stand."""
    members = tuple(member for member in group.mention_ids if member > 0)
    anchor = held.get(group.number) if group.number is not None else None
    if anchor is None:
        return replace(group, mention_ids=members)
    return replace(
        group,
        mention_ids=members,
        telling=max(group.telling, 0),
        status=anchor.status,
        date=anchor.date or group.date,
        outcome=anchor.outcome or group.outcome,
        authority=anchor.authority or group.authority,
        stage=anchor.stage or group.stage,
    )
