"""Whether an alert tells of an entry now. Rule kept: pure; what is known of the entry is an argument."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from monitor.model import Alert, Modality
from monitor.origins import independent

#: Rulings under which an entry still stands.
_STANDS = ("", "accepted")


class What(StrEnum):
    """Why an entry is told: for the first time, because it has happened, or because its outcome is another."""

    NEW = "new"
    HAPPENED = "happened"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Telling:
    """One article's statement of an entry as it stands.

    ``loud``: it came in as today's news after the alert was made; not by import, backfill, baseline or a new reading.
    """

    article_id: int
    outlet: str
    origin: str
    modality: str
    news: bool
    loud: bool
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry, as it stands, with who tells it in the order in which that became known."""

    development_id: int
    number: str
    case: str
    proceeding: str
    kind: str
    status: str
    outcome: str | None
    tellings: tuple[Telling, ...]
    standing: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """What an alert has noted of an entry before."""

    what: str
    status: str
    outcome: str | None


def what_is_due(alert: Alert, entry: Candidate, noted: Collection[Noted], told: Collection[int]) -> What | None:
    """Say what an alert is to tell of an entry, None for nothing.

    ``noted`` is what it noted of this entry before, ``told`` are the articles with which it told other entries of the
    same kind, proceeding and subject: a folding that moves such an article makes no news.
    """
    if not _wanted(alert, entry):
        return None
    if not noted:
        return What.NEW if not entry.by_hand and _is_told(alert, _tellings(entry), told) else None
    return _change(alert, entry, noted) if alert.updates else None


def _wanted(alert: Alert, entry: Candidate) -> bool:
    return (
        entry.standing in _STANDS
        and entry.kind in alert.kinds
        and entry.status in alert.statuses
        and ("*" in alert.cases or entry.case in alert.cases)
        and ("*" in alert.proceedings or entry.proceeding in alert.proceedings)
    )


def _tellings(entry: Candidate) -> list[Telling]:
    """Give who says what the entry's status is: a demand is no second origin of a verdict."""
    return [one for one in entry.tellings if one.modality == entry.status]


def _is_told(alert: Alert, tellings: Iterable[Telling], told: Collection[int] = ()) -> bool:
    """Whether a thing was first told as news, and by as many independent origins as are wanted."""
    known = list(tellings)
    if not known or not known[0].loud:
        return False
    loud = [one for one in known if one.loud and one.article_id not in told]
    voices = independent((one.outlet, one.origin) for one in loud)
    return any(one.news for one in loud) and voices >= alert.origins


def _change(alert: Alert, entry: Candidate, noted: Collection[Noted]) -> What | None:
    """Find a decisive change since an entry was noted: it has happened, or its outcome is another."""
    said = {one.what for one in noted}
    if entry.status != Modality.FACT:
        return None
    if all(one.status != Modality.FACT for one in noted):
        return What.HAPPENED if What.HAPPENED not in said and _is_told(alert, _tellings(entry)) else None
    if What.OUTCOME in said or entry.outcome is None or any(one.outcome == entry.outcome for one in noted):
        return None
    tellings = [one for one in _tellings(entry) if one.outcome == entry.outcome]
    return What.OUTCOME if _is_told(alert, tellings) else None
