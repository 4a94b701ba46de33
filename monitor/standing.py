"""How each proceeding stands: its decisive latest step, and what has come since. Pure.

Rules kept here:

* The higher court's word stands over the lower one's, whatever their dates; within one instance the later step.
* Only what happened counts; what is demanded, planned, possible or denied is no status.
* A proceeding is over when a step of the kinds that end it was taken (a leave to appeal that is granted does not), or
  when a text calls its decisive ruling final; never because time has passed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.model import EventDate, Kind, Modality, Outcome, Proceeding

FINAL = "final"
_INSTANCE = {Kind.CHARGES: 1, Kind.VERDICT: 2, Kind.APPEAL_RULING: 3, Kind.SUPREME_COURT: 4}
_SEIZURE = "seizure"


class State(StrEnum):
    """Whether a proceeding has begun or ended, as far as the docket tells."""

    NOT_BEGUN = "not_begun"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Step:
    """One docket entry, as far as the status of its proceeding depends on it."""

    number: int
    kind: Kind
    subject: str
    status: str
    reported_at: dt.datetime
    date: EventDate | None = None
    outcome: Outcome | None = None
    stage: str = ""
    finality: str = ""

    @property
    def day(self) -> dt.date:
        """The first day it can mean; a step without a date sorts before all that have one."""
        return self.date.first if self.date else dt.date.min


@dataclass(frozen=True, slots=True)
class Standing:
    """How one proceeding stands.

    ``decisive`` is the step that rules for now, ``latest`` the last thing that happened, ``since`` when it began;
    ``appealed`` whether an appeal against the decisive step is on record.
    """

    proceeding: str
    state: State
    decisive: Step | None = None
    latest: Step | None = None
    since: EventDate | None = None
    appealed: bool = False


def standing(track: Proceeding, steps: Iterable[Step]) -> Standing:
    """Say how a proceeding stands from its docket entries."""
    facts = sorted((one for one in steps if one.status == Modality.FACT), key=_when)
    if not facts:
        return Standing(track.id, State.NOT_BEGUN)
    decisive = max(facts, key=lambda one: (_instance(one), *_when(one)))
    return Standing(
        proceeding=track.id,
        state=State.ENDED if _ended(track, facts, decisive) else State.OPEN,
        decisive=decisive,
        latest=facts[-1],
        since=_since(track, facts),
        appealed=any(one.kind is Kind.APPEAL and _follows(one, decisive) for one in facts),
    )


def _when(one: Step) -> tuple[dt.date, dt.datetime, int]:
    return one.day, one.reported_at, one.number


def _instance(one: Step) -> int:
    return 0 if one.stage == _SEIZURE else _INSTANCE.get(one.kind, 0)


def _ended(track: Proceeding, facts: Sequence[Step], decisive: Step) -> bool:
    closing = [one for one in facts if one.kind in track.ends and one.stage != _SEIZURE]
    return decisive.finality == FINAL or any(one.outcome not in (None, Outcome.GRANTED) for one in closing)


def _since(track: Proceeding, facts: Sequence[Step]) -> EventDate | None:
    """Give the date of the first step that starts the proceeding; the first dated one where none of these is known."""
    dated = [one for one in facts if one.date]
    starting = [one for one in dated if one.kind in track.starts] or dated
    return starting[0].date if starting else None


def _follows(appeal: Step, decisive: Step) -> bool:
    """Whether an appeal is one against the decisive verdict; one without a date is, nothing else being known."""
    if _instance(decisive) != _INSTANCE[Kind.VERDICT]:
        return False
    return appeal.date is None or appeal.date.last >= decisive.day
