"""The nouns of the project: frozen dataclasses and enums, standard library only.

Rules kept here:

* One word per concept, down to the database column: Outlet, Feed, Poll, Entry, Article, Revision, Mention, Figure,
  Case, Proceeding, Development, Report, Subscriber, Digest, Delivery.
* ``…_at`` is an aware UTC datetime, ``…_on`` a civil date, `EventDate` a date as exact as a text gives it.
* Everything pickles, because readings cross a process boundary.
* Expected failures of the outside world are values (`Failure`), never exceptions.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# --------------------------------------------------------------------------------------------------- taxonomy


class Kind(StrEnum):
    """What sort of step a development is; the 28 kinds of the taxonomy, in the order of a case's life."""

    BREACH = "breach"
    DISCLOSURE = "disclosure"
    RANSOM_DEMAND = "ransom_demand"
    EXTORTION = "extortion"
    DATA_LEAK = "data_leak"
    SECURITY_FINDING = "security_finding"
    VICTIM_IMPACT = "victim_impact"
    INVESTIGATION = "investigation"
    SUSPECT_NAMED = "suspect_named"
    WANTED = "wanted"
    ARREST = "arrest"
    EXTRADITION = "extradition"
    REMAND = "remand"
    RELEASE = "release"
    CHARGES = "charges"
    TRIAL = "trial"
    VERDICT = "verdict"
    APPEAL = "appeal"
    APPEAL_RULING = "appeal_ruling"
    SUPREME_COURT = "supreme_court"
    SETTLEMENT = "settlement"
    REGULATOR_ACTION = "regulator_action"
    DISMISSAL = "dismissal"
    BANKRUPTCY = "bankruptcy"
    OWNERSHIP = "ownership"
    CIVIL_CLAIM = "civil_claim"
    COMPENSATION = "compensation"
    LEGISLATION = "legislation"


class Modality(StrEnum):
    """Whether the text says it happened, is demanded, announced, possible, or denied; strongest first."""

    FACT = "fact"
    PLANNED = "planned"
    SOUGHT = "sought"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"


class Outcome(StrEnum):
    """How a verdict, appeal ruling, Supreme Court step or charging decision came out."""

    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    UPHELD = "upheld"
    RAISED = "raised"
    LOWERED = "lowered"
    OVERTURNED = "overturned"
    GRANTED = "granted"
    REFUSED = "refused"
    WAIVED = "waived"


class Precision(StrEnum):
    """How exactly a text dates an event."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Qualifier(StrEnum):
    """How exactly a text gives a number."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at_least"
    UP_TO = "up_to"


#: Subjects every case has beside its own actors.
VICTIMS = "victims"
OTHER = "other"
#: Somebody who is charged too and whom nothing here names.
THIRD_PERSON = "third_person"
#: What is imported without the name of an outlet: nobody's, so one such text never corrects another.
UNKNOWN_OUTLET = "import"


def name_in(names: Mapping[str, str], language: str, fallback: str) -> str:
    """Give a name in a language, else in the first it has, else what it falls back to."""
    return names.get(language) or next(iter(names.values()), fallback)


@dataclass(frozen=True, slots=True)
class EventDate:
    """A civil date as exact as the text gives it.

    ``value`` is ISO 8601 cut at ``precision``: ``2024-04-30``, ``2024-04`` or ``2024``. ``words`` are the words it
    came from (empty when assumed). ``assumed`` marks a date taken from the publication date because the text
    reports the event as that day's (or month's) news without a time word.
    """

    value: str
    precision: Precision
    words: str = ""
    assumed: bool = False

    @classmethod
    def parse(cls, value: str, words: str = "", *, assumed: bool = False) -> EventDate:
        """Read ``2024``, ``2024-04`` or ``2024-04-30``; raise ValueError for anything else."""
        parts = value.split("-")
        try:
            year, month, day = ([int(part) for part in parts] + [1, 1])[:3]
            dt.date(year, month, day)
        except ValueError:
            parts = []
        if not 1 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
            raise ValueError(f"{value!r} is no year, month or day (2024, 2024-04, 2024-04-30)")
        return cls(value, (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1], words, assumed)

    @classmethod
    def of(
        cls, day: dt.date, precision: Precision = Precision.DAY, words: str = "", *, assumed: bool = False
    ) -> EventDate:
        """Cut a civil date at a precision."""
        return cls(
            day.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[precision]],
            precision,
            words,
            assumed,
        )

    @property
    def first(self) -> dt.date:
        """The first day the date may mean."""
        return dt.date.fromisoformat((self.value + "-01-01")[:10])

    @property
    def last(self) -> dt.date:
        """The last day the date may mean."""
        year, month = self.first.year, self.first.month
        if self.precision is Precision.DAY:
            return self.first
        if self.precision is Precision.YEAR:
            return dt.date(year, 12, 31)
        return dt.date(year, month, calendar.monthrange(year, month)[1])

    def overlaps(self, other: EventDate) -> bool:
        """Whether both can mean the same day."""
        return self.first <= other.last and other.first <= self.last


# --------------------------------------------------------------------------------------------------- sources


class OutletKind(StrEnum):
    """Who publishes: a newsroom, a news agency, or the authority itself; ad-hoc for imports of unknown origin."""

    PRESS = "press"
    WIRE = "wire"
    AUTHORITY = "authority"
    ADHOC = "adhoc"


class FeedKind(StrEnum):
    """What stands at a feed's address: RSS/Atom/JSON Feed, a news sitemap, a page of links, or one watched page."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    WATCHED = "watched"


@dataclass(frozen=True, slots=True)
class Feed:
    """One address that lists an outlet's articles, or is itself the article (a watched page).

    ``links`` is a CSS selector of a listing's links, ``part`` one of the watched part of a page; empty: found out.
    """

    url: str
    enabled: bool = True
    reason: str = ""
    kind: FeedKind = FeedKind.FEED
    links: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher, as `outlets.toml` describes it.

    ``parameters`` are the query parameters that belong to an article's identity (all others are dropped).
    ``article_id`` is a regular expression whose first group is the outlet's own article number in a path: several
    address forms with one number are one article. ``timezone`` is the zone in which its dates are meant.
    """

    id: str
    name: str
    language: str
    kind: OutletKind = OutletKind.PRESS
    homepage: str = ""
    parameters: tuple[str, ...] = ()
    article_id: str = ""
    timezone: str = "Europe/Helsinki"
    feeds: tuple[Feed, ...] = ()


class PollState(StrEnum):
    """How one poll of one feed ended. ASCII tokens, never translated; all but the first three carry a reason."""

    OK = "ok"
    UNCHANGED = "unchanged"
    BASELINE = "baseline"
    EMPTY = "empty"
    NOT_A_FEED = "not_a_feed"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    OVER_BUDGET = "over_budget"
    REFUSED_ADDRESS = "refused_address"
    REDIRECT = "redirect"
    PROTOCOL_ERROR = "protocol_error"
    UNREACHABLE = "unreachable"
    TLS_ERROR = "tls_error"
    ROBOTS = "robots"
    DISABLED = "disabled"
    NOT_POLLED = "not_polled"
    STALE = "stale"  # answers, but has published nothing for several times its usual gap; never a poll's own

    @property
    def good(self) -> bool:
        """Whether the source answered as a feed should."""
        return self in _GOOD_STATES


_GOOD_STATES = frozenset({PollState.OK, PollState.UNCHANGED, PollState.BASELINE})


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request or a reading gave nothing: a named state, and a reason a person can act on.

    ``retry_after`` is what the server asked for, already capped; ``status`` the HTTP status if one came.
    """

    state: PollState
    reason: str
    status: int | None = None
    retry_after: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One request and its answer as they went over the wire, for an archive.

    ``request`` and ``response`` are the heads with their blank line, ``body`` the bytes in their content coding, after
    the transfer coding was taken off; ``ip`` is the server's address where it is known.
    """

    request: bytes
    response: bytes
    body: bytes
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer to one GET: the final address, decoded body bytes, and what later requests need.

    ``unchanged`` is True for 304 (the body is then empty). ``permanent_url`` is set when every redirect on the way
    was permanent (301, 308).
    """

    url: str
    status: int
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    permanent_url: str | None = None
    unchanged: bool = False
    body_hash: str = ""  # SHA-256 hex of body
    max_age: dt.timedelta | None = None  # how long the server calls it fresh (Cache-Control), None: it does not say
    robots_tag: tuple[str, ...] = ()  # the X-Robots-Tag headers
    location: str = ""  # what a service's answer names: Location, else Content-Location
    transcript: Transcript | None = None  # kept where the request asked for it


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What a site (``https://yle.fi``) said of robots when it was last asked, and until when that counts.

    ``text`` are its rules, empty when it has none; ``state``, ``reason`` and ``status`` are set when it could not say
    and nothing may be fetched. ``failing_since_at`` is the first of its failures in a row.
    """

    site: str
    until_at: dt.datetime
    text: str = ""
    etag: str | None = None
    last_modified: str | None = None
    state: str = ""
    reason: str = ""
    status: int | None = None
    failing_since_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class HostMemory:
    """What is to be known of hosts across runs: who wants to be left alone until when, what each was asked today.

    ``robots`` are the rules of sites. Hosts are named as the fetcher names them, with their port if it is unusual.
    """

    day: dt.date
    asked: dict[str, int] = field(default_factory=dict)
    not_before: dict[str, dt.datetime] = field(default_factory=dict)
    robots: tuple[RobotsFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as a feed gave it, cleaned of control characters; nothing in it is trusted.

    ``published_raw`` is the feed's own date string; ``published_at`` what the date layer made of it (aware UTC,
    clamped to the believable), None when it has none.
    """

    guid: str
    url: str
    title: str
    summary: str = ""
    author: str = ""
    published_raw: str = ""
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    language: str = ""  # fi | en | sv, where the source says it


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What one source of any kind holds. ``dropped`` counts items past the cap or without a usable link, by reason."""

    title: str
    entries: tuple[Entry, ...]
    ttl: dt.timedelta | None = None
    dropped: dict[str, int] = field(default_factory=dict)
    warning: str = ""


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """A sitemap of sitemaps: the addresses to follow, the freshest first, and what is left out, by reason."""

    urls: tuple[str, ...]
    dropped: dict[str, int] = field(default_factory=dict)


class ArticleState(StrEnum):
    """How far an article has been read."""

    PENDING = "pending"  # known from a feed, page not read yet
    READ = "read"  # full text stored
    HEADLINE_ONLY = "headline_only"  # classified from title and teaser; the reason says why
    FAILED = "failed"  # the page could not be fetched; tried again later
    GONE = "gone"  # 404/410
    COPY = "copy"  # another address of a story that is known already; never asked again


@dataclass(frozen=True, slots=True)
class Page:
    """What extraction made of one fetched page.

    ``text`` has a paragraph a line. ``published`` is an ISO date or timestamp string as the page gives
    it (None when it does not). ``reason`` is set when the text is unusable: the article is then `HEADLINE_ONLY`.
    """

    title: str
    text: str
    language: str = ""
    published: str | None = None
    updated: str | None = None
    canonical_url: str = ""
    description: str = ""
    reason: str = ""
    next_url: str = ""  # where the story goes on, when it fills several pages
    noarchive: str = ""  # what on the page forbids keeping a copy, as it stands there; empty: nothing


@dataclass(frozen=True, slots=True)
class Document:
    """What the classifier reads: one article's title and text, and what is known of its publication.

    ``published`` is None or an ISO year, month, day or timestamp; a timestamp is turned into a civil date in
    ``timezone``. ``language`` is a hint ("" = detect).
    """

    id: str
    title: str
    text: str
    published: str | None = None
    outlet: str = ""
    language: str = ""
    timezone: str = "Europe/Helsinki"

    @property
    def content(self) -> str:
        """The string every offset counts in: title, blank line, text; code points."""
        return f"{self.title}\n\n{self.text}"


# --------------------------------------------------------------------------------------------------- cases


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, organisation or group of a case, by the short name its mentions carry as ``subject``.

    ``names`` are full names and aliases matched in any inflected form; ``forms`` extra literal forms that the
    paradigms do not reach; ``roles`` maps a language to role phrases ("entinen toimitusjohtaja", "the former CEO").
    """

    id: str
    names: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = "person"  # person | organisation | group
    identifies: bool = True  # whether its name alone makes a text relevant to the case


@dataclass(frozen=True, slots=True)
class Proceeding:
    """One track of a case: whom it concerns, which courts and kinds belong to it, and which kinds start and end it.

    A mention is filed under the first proceeding (in file order) that has its kind and its subject.
    """

    id: str
    names: dict[str, str]
    subjects: tuple[str, ...]
    kinds: tuple[Kind, ...]
    courts: tuple[str, ...] = ()
    starts: tuple[Kind, ...] = ()
    ends: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One followed case, as `cases/ID.toml` describes it.

    ``context`` are words (paradigm-matched) that identify the case only in company; ``not_this`` phrases that mark
    a look-alike (another person of the name, another company).
    """

    id: str
    names: dict[str, str]
    actors: tuple[Actor, ...]
    proceedings: tuple[Proceeding, ...]
    organisation: str = OTHER  # the actor that breach, ransom_demand, security_finding … are about by default
    accused: str = OTHER  # the actor meant by "the suspect", "epäilty" from accused_since on
    accused_since: dt.date | None = None
    context: tuple[str, ...] = ()
    not_this: tuple[str, ...] = ()
    weak_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step of a case's chronology, as `cases/ID-chronology.toml` tells it: known before anything was read.

    ``what`` has own words by language; ``sources`` have ``outlet``, ``url``, ``published`` and, where the step rests on
    copies alone, ``weak``. ``id`` is permanent: loading again finds the entry by it.
    """

    id: str
    kind: Kind
    subject: str
    what: dict[str, str]
    sources: tuple[dict[str, str], ...]
    status: Modality = Modality.FACT
    date: EventDate | None = None
    outcome: Outcome | None = None
    authority: str | None = None
    stage: str = ""
    finality: str = ""
    proceeding: str = ""


# --------------------------------------------------------------------------------------------------- derived


@dataclass(frozen=True, slots=True)
class Mention:
    """One development as one revision tells it. ``content[start:end] == quote``, always.

    ``rule`` is the lexicon rule's id; ``words`` the matched surface words; ``cues`` what decided modality, news,
    subject and date, as short ASCII ``name=value`` notes for `monitor why`; ``stage`` distinguishes steps of one
    kind that are different events (liquidation / bankruptcy), from the rule.
    """

    case: str
    kind: Kind
    modality: Modality
    news: bool
    subject: str
    quote: str
    start: int
    end: int
    rule: str
    authority: str | None = None
    date: EventDate | None = None
    outcome: Outcome | None = None
    stage: str = ""
    words: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One number a text states about the case. ``content[start:end] == quote``.

    ``what``: victims, crime_reports, plaintiffs, counts (offence in ``of``), sentence (months), fine, ransom,
    ransom_per_victim, compensation, claims, leaked_records, other.
    """

    case: str
    what: str
    value: float
    unit: str
    qualifier: Qualifier
    quote: str
    start: int
    end: int
    of: str | None = None
    suspended: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier made of one document against one or more cases. ``case`` is the best-fitting case's id.

    ``near`` are near misses: too doubtful to file, good enough to show to a person (`Mention.confidence` says how far).
    """

    relevant: bool
    case: str | None
    language: str
    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
    lexicon_version: str = ""
    why: tuple[str, ...] = ()  # what made it relevant or not, as short notes
    near: tuple[Mention, ...] = ()


# --------------------------------------------------------------------------------------------------- settings


class SendEmpty(StrEnum):
    """Whether a digest with nothing new is sent, to prove silence."""

    NEVER = "never"
    WEEKLY = "weekly"
    ALWAYS = "always"


class Security(StrEnum):
    """How the SMTP connection is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits of one request and one cycle. ``contact`` goes into the User-Agent; poll and run refuse without it.

    ``pause_seconds`` lie between two requests to one host; a host that robots.txt gives more has more.
    ``host_requests_per_day`` is the most one host is asked in a day (of UTC), whatever happens.
    """

    contact: str = ""
    deadline: dt.timedelta = dt.timedelta(seconds=20)
    max_bytes: int = 5_000_000
    allow_private: tuple[str, ...] = ()
    workers: int = 20
    pause_seconds: float = 0.5
    host_requests_per_day: int = 2000
    interval: dt.timedelta = dt.timedelta(minutes=30)
    max_entries: int = 500
    processes: int = 0  # child processes for parsing and extraction; 0 = one per core
    parse_seconds: float = 10.0
    memory_mb: int = 512


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Whether pages are kept as they came, here (``warc``) or at a public archive (``wayback``). Both are off.

    ``folder`` is where WARC files lie; empty: beside the database. ``wayback_key`` is ``access:secret`` of an account
    at the archive, and never in a file of settings.
    """

    warc: bool = False
    folder: str = ""
    max_file: int = 200_000_000
    wayback: bool = False
    wayback_url: str = "https://web.archive.org/save"
    wayback_per_hour: int = 30
    wayback_key_file: str = ""
    wayback_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """When and how the daily digest goes out; ``at`` is local time in the subscriber's zone."""

    at: dt.time = dt.time(7, 0)
    send_empty: SendEmpty = SendEmpty.WEEKLY
    subject: str = "normal"  # normal | discreet
    max_items: int = 40


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where mail is handed over. The password is never in a file of settings, only beside it or in the environment."""

    host: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    password_file: str = ""  # where the password came from, or should have come from


class Every(StrEnum):
    """How often a reader gets a digest."""

    DAY = "day"
    WEEK = "week"


class Weekday(StrEnum):
    """The day of a weekly digest."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One person who gets the digest, and what of the docket it holds.

    ``cases``, ``proceedings``, ``kinds`` and ``outlets`` are ids, or ``*`` for all of them; ``origins`` is how many
    independent origins must tell a thing before this reader is told.
    """

    address: str
    language: str = "fi"
    cases: tuple[str, ...] = ("*",)
    timezone: str = "Europe/Helsinki"
    at: dt.time | None = None
    every: Every = Every.DAY
    weekday: Weekday = Weekday.MONDAY
    proceedings: tuple[str, ...] = ("*",)
    kinds: tuple[str, ...] = ("*",)
    outlets: tuple[str, ...] = ("*",)
    origins: int = 1


class Channel(StrEnum):
    """How an alert reaches people: mail of our own, a signed webhook, or one of the many services Apprise knows."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    APPRISE = "apprise"


#: What an alert is about unless it says otherwise: the steps that change a person's standing.
ALERT_KINDS = (
    Kind.ARREST,
    Kind.EXTRADITION,
    Kind.CHARGES,
    Kind.VERDICT,
    Kind.APPEAL_RULING,
    Kind.SUPREME_COURT,
)


@dataclass(frozen=True, slots=True)
class Alert:
    """One wish to be told within minutes, as an ``[[alert]]`` of `settings.toml` says it.

    ``statuses`` are the modalities that count: facts alone unless it says otherwise. ``quiet_from`` and ``quiet_to``
    bound the hours in ``timezone`` in which nothing goes out; None: there are none. ``address`` belongs to mail,
    ``url`` to a webhook, ``secret`` is the webhook's key or Apprise's addresses, one a line.
    """

    id: str
    channel: Channel
    kinds: tuple[Kind, ...] = ALERT_KINDS
    cases: tuple[str, ...] = ("*",)
    proceedings: tuple[str, ...] = ("*",)
    statuses: tuple[Modality, ...] = (Modality.FACT,)
    origins: int = 1
    updates: bool = True
    gather: dt.timedelta = dt.timedelta(minutes=2)
    quiet_from: dt.time | None = None
    quiet_to: dt.time | None = None
    timezone: str = "Europe/Helsinki"
    language: str = "fi"
    subject: str = "normal"  # normal | discreet
    address: str = ""
    url: str = ""
    secret: str = field(default="", repr=False)
    secret_origin: str = ""  # where the secret came from, or why there is none


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the program was told, after all checks. Lexicons (TOML) and weights are (file name, text) pairs."""

    language: str = "fi"
    timezone: str = "Europe/Helsinki"
    database: str = ""
    fetch: FetchSettings = FetchSettings()
    digest: DigestSettings = DigestSettings()
    smtp: SmtpSettings = SmtpSettings()
    archive: ArchiveSettings = ArchiveSettings()
    subscribers: tuple[Subscriber, ...] = ()
    alerts: tuple[Alert, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    cases: tuple[Case, ...] = ()
    lexicons: tuple[tuple[str, str], ...] = ()  # files and their texts, as those of weights
    weights: tuple[tuple[str, str], ...] = ()
    mask_names: tuple[str, ...] = ()  # people whose names are masked in everything that is stored
    keep_texts_days: int = 0  # how long articles' texts are kept after they were last seen; 0: for ever
    origins: dict[str, str] = field(default_factory=dict)  # "fetch.deadline" -> where its value came from
    folder: str = ""  # the user's config folder if one exists, else ""
