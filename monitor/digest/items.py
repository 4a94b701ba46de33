"""What a digest is made of: what the docket gives it, and what it becomes.

Rule kept here: plain frozen data. An item says who, when, which words and why, or it cannot be made.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from monitor.model import EventDate, Figure, Kind, Modality, Outcome, PollState, Subscriber


class Change(StrEnum):
    """Why an entry is in this digest."""

    NEW = "new"  # the reader has not had it
    HAPPENED = "happened"  # was told as planned or demanded, is a fact now
    CORRECTED = "corrected"  # differs from what the reader was told
    WITHDRAWN_BY_SOURCE = "withdrawn_by_source"  # one of its sources no longer says so; others do
    WITHDRAWN = "withdrawn"  # nobody says so any longer
    REPORTS = "reports"  # further reports of what the reader was told


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proceeding without its sources."""

    kind: Kind
    modality: Modality
    date: EventDate | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One report behind an item. ``outlet`` is the name people know; ``url`` is linked only when it is http(s)."""

    outlet: str
    url: str
    title: str = ""
    language: str = ""
    published_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One docket entry as this reader is told it now.

    ``modality`` is the strongest that still stands; ``source`` the report that ``quote`` is from, ``more`` the
    others (of a `Change.REPORTS` item: the new ones); ``reports`` and ``origins`` count all of the entry's so far.
    ``news`` is False when only background tells it; ``before`` is what the reader was told. ``figures`` are those
    of the quote's own sentence, never others of the article. Of a corrected item ``said_before`` is the sentence that
    ``quote`` took the place of, ``differences`` what it changed (field, before, after); ``taken_back``: the quote is
    what is no longer said.
    """

    number: str
    case_id: str
    proceeding_id: str
    kind: Kind
    modality: Modality
    subject: str
    quote: str
    source: Source
    change: Change = Change.NEW
    authority: str | None = None
    date: EventDate | None = None
    outcome: Outcome | None = None
    news: bool = True
    more: tuple[Source, ...] = ()
    reports: int = 1
    origins: int = 1
    why: tuple[str, ...] = ()
    before: Step | None = None
    figures: tuple[Figure, ...] = ()
    said_before: str = ""
    taken_back: bool = False
    differences: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProceedingState:
    """One proceeding by its name in the reader's language, and how it stands.

    ``step`` is what rules for now, ``term`` the sentence or sum as value, unit, and whether it is suspended;
    ``finality`` is ``final`` or ``not_final`` where a text says so.
    """

    id: str
    name: str
    step: Step | None = None
    term: tuple[float, str, bool | None] | None = None
    finality: str = ""
    appealed: bool = False


@dataclass(frozen=True, slots=True)
class CaseState:
    """One case the reader follows."""

    id: str
    name: str
    proceedings: tuple[ProceedingState, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """What some outlets say where others say something else.

    ``value`` and ``label`` are an answer as `Words.answer` words it; ``source`` is one of them, ``quote`` its words.
    """

    value: str
    outlets: tuple[str, ...]
    source: Source
    quote: str
    label: str = ""
    said: EventDate | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question that reports answer in ways that cannot all be right; of one entry, or (no number) of the case."""

    key: str
    case_id: str
    question: str
    versions: tuple[Version, ...]
    number: str = ""
    kind: Kind | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A date that lies ahead, and who says so."""

    number: str
    case_id: str
    proceeding_id: str
    kind: Kind
    subject: str
    date: EventDate
    outlet: str
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class SourceTrouble:
    """A feed that did not answer as a feed should."""

    outlet: str
    url: str
    state: PollState
    reason: str = ""
    last_ok_at: dt.datetime | None = None
    silent_since_at: dt.datetime | None = None  # since when it has not answered, or not published (state stale)


@dataclass(frozen=True, slots=True)
class SourceGap:
    """Between these moments items of a feed may have been missed."""

    outlet: str
    url: str
    from_at: dt.datetime
    to_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SourceDrift:
    """An outlet whose pages have changed so that they no longer read well: how, and since when."""

    outlet: str
    reason: str
    since_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceMove:
    """A feed that has moved for good: its address in outlets.toml is to be changed."""

    outlet: str
    url: str
    target: str


@dataclass(frozen=True, slots=True)
class DigestInput:
    """Everything one digest is made of: who reads it, which day and window it is for, and what there is to tell."""

    subscriber: Subscriber
    on: dt.date
    window_from: dt.datetime
    window_to: dt.datetime
    cases: tuple[CaseState, ...]
    items: tuple[DigestItem, ...] = ()
    sources_total: int = 0
    sources_ok: int = 0
    troubles: tuple[SourceTrouble, ...] = ()
    gaps: tuple[SourceGap, ...] = ()  # noted within the digest's window
    drifts: tuple[SourceDrift, ...] = ()
    moves: tuple[SourceMove, ...] = ()
    new_articles: int = 0
    conflicts: tuple[Conflict, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()
    last_sent_on: dt.date | None = None
    headline_only: int = 0
    articles_seen: int = 0  # of any subject, that feeds brought in this time: what the silence rests on
    held: int = 0  # entries that wait for the number of independent origins this reader wants


class SectionKind(StrEnum):
    """The parts of a digest that hold items, in their order."""

    DECISIVE = "decisive"
    DEVELOPMENTS = "developments"
    UPDATES = "updates"


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one proceeding."""

    case: CaseState
    proceeding: ProceedingState
    items: tuple[DigestItem, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the digest."""

    kind: SectionKind
    groups: tuple[Group, ...]

    @property
    def items(self) -> tuple[DigestItem, ...]:
        """The section's items in their order."""
        return tuple(item for group in self.groups for item in group.items)


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest put in order: what is shown, what was cut, and whether it is sent.

    ``reason``: ``news`` (there is something new), ``silence`` (nothing new, sent to prove it), ``blind`` (nothing
    new, and no source answered), ``empty`` (nothing new, not sent).
    """

    given: DigestInput
    sections: tuple[Section, ...]
    conflicts: tuple[Conflict, ...]
    quiet: tuple[CaseState, ...]
    more: int
    send: bool
    reason: str

    @property
    def items(self) -> tuple[DigestItem, ...]:
        """The items that are shown, in their order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def key(self) -> str:
        """The civil day it is for, as part of its key."""
        return self.given.on.isoformat()
