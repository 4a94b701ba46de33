"""What `queries` answers with: frozen dataclasses, whose fields are the names in JSON that other programs rely on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.model import Figure
from monitor.source_status import FeedStatus, OutletStatus
from monitor.storage.alerts import AlertRow


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
    """Whether everything runs: feeds, articles by state, digests, the size of the docket, and unreadable outlets.

    ``article_reasons`` counts the articles that could not be read, or only by their headlines, by why.
    """

    feeds: tuple[FeedStatus, ...]
    articles: Mapping[str, int]
    digests: tuple[DigestStatus, ...]
    docket: Mapping[str, int]
    outlets: tuple[OutletStatus, ...] = ()
    alerts: tuple[AlertRow, ...] = ()
    archive: ArchiveStatus = field(default_factory=ArchiveStatus)
    article_reasons: Mapping[str, int] = field(default_factory=dict)


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
