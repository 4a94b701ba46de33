"""What is done to bytes from the network, as functions that run in a killable child process.

Rule kept: pure and picklable. A page goes in with what its feed said of it, its text and what the classifier found
comes out; nothing here touches the network or the database, and this module imports neither. Identity codes are
blanked here, before any text leaves the child.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.classify import Classifier
from monitor.extract import TEXT_LIMIT, extract, extract_part, joined, markup_of
from monitor.language.identity_codes import redact
from monitor.language.masking import Mask
from monitor.lexicon import read_lexicon
from monitor.listing import advertised, parse_listing
from monitor.liveblog import kept, parts
from monitor.messages import said
from monitor.model import (
    Case,
    Document,
    Entry,
    Failure,
    Feed,
    FeedKind,
    Page,
    ParsedFeed,
    PollState,
    Reading,
    SitemapIndex,
)
from monitor.parse import parse_feed
from monitor.sitemap import parse_sitemap
from monitor.weights import WeightsText

# A headline-only page keeps a little of what it had; a teaser longer than this is a text.
_SHORT = 40
# Zones and a clock that is wrong make today tomorrow, not next week.
_AHEAD = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of an article before its page is read.

    ``published`` is an ISO date or timestamp (or a year or month); ``teaser`` the feed's summary; ``before`` the text
    of a live blog as it was read last; ``at`` when the page was fetched: no date of publication lies after that.
    """

    url: str
    title: str = ""
    teaser: str = ""
    published: str | None = None
    outlet: str = ""
    language: str = ""
    timezone: str = "Europe/Helsinki"
    before: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One article, read: what to store and what was found. ``reason`` says why it is headline-only, else empty.

    ``next_url`` is where the story goes on, if it fills several pages.
    """

    title: str
    text: str
    language: str
    published: str | None
    updated: str | None
    page_hash: str
    canonical_url: str
    reason: str
    reading: Reading
    next_url: str = ""
    noarchive: str = ""  # what on the page forbids keeping a copy


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer as a child reads it."""

    body: bytes
    content_type: str
    url: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one source is taken over, and the zone of its dates without one."""

    entries: int = 500
    bytes: int = 5_000_000
    timezone: str = "Europe/Helsinki"


#: What a fork server imports once for all the children that run these functions.
PRELOAD = ("monitor.reading", "monitor.extract.library", "feedparser")

_classifier: list[Classifier] = []
_mask: list[Mask] = [Mask(())]


#: The name of a file, and what is in it.
Texts = Sequence[tuple[str, str]]


def make_classifier(lexicons: Texts, weights: Texts, cases: Sequence[Case]) -> Classifier:
    """Build a classifier from the texts of lexicons and of their weights, and cases; raises LexiconError."""
    rules = [read_lexicon(text, file) for file, text in lexicons]
    return Classifier(rules, cases, [WeightsText(file, text) for file, text in weights])


def start(lexicons: Texts, weights: Texts, cases: Sequence[Case], mask_names: Sequence[str] = ()) -> None:
    """Prepare a child process: load the classifier once, and the names that are never stored."""
    _classifier[:] = [make_classifier(lexicons, weights, cases)]
    _mask[:] = [Mask(mask_names)]


def _private(*texts: str) -> tuple[str, ...]:
    """Blank what must not be stored of texts that belong together: identity codes, and names that are masked."""
    return _mask[0].together(*map(redact, texts))


def read_feed(document: Fetched, feed: Feed, limits: Limits, now: dt.datetime) -> ParsedFeed | SitemapIndex | Failure:
    """Parse one feed, sitemap or page of links, as ``feed`` says. Identity codes and masked names are blanked."""
    parsed = _parsed(document, feed, limits, now)
    if not isinstance(parsed, ParsedFeed):
        return parsed
    return replace(parsed, entries=tuple(map(_private_entry, parsed.entries)))


def _private_entry(entry: Entry) -> Entry:
    title, summary, author = _private(entry.title, entry.summary, entry.author)
    return replace(entry, title=title, summary=summary, author=author)


def _parsed(document: Fetched, feed: Feed, limits: Limits, now: dt.datetime) -> ParsedFeed | SitemapIndex | Failure:
    body, url, most, zone = document.body, document.url, limits.entries, limits.timezone
    if feed.kind is FeedKind.SITEMAP:
        return parse_sitemap(body, url, now, most, max_bytes=limits.bytes, timezone=zone)
    if feed.kind is FeedKind.LISTING:
        markup = markup_of(body, document.content_type)
        if markup is None:
            return Failure(PollState.NOT_A_FEED, "the answer is not a web page")
        return parse_listing(markup, url, now, most, links=feed.links, timezone=zone)
    return parse_feed(body, document.content_type, url, now, most, timezone=zone)


def read_watched(document: Fetched, feed: Feed, source: Source) -> Read | Failure:
    """Read a watched page, or the part of it that is watched; a page without a text is a failure of its source.

    What it tells is dated by its last update, where it names one: such a page is older than its newest words.
    """
    if feed.part:
        page = extract_part(document.body, document.content_type, source.url, feed.part)
    else:
        page = extract(document.body, document.content_type, source.url)
    if page.reason:
        return Failure(_state_without_text(page.reason), page.reason)
    page = replace(page, published=page.updated or page.published)
    return _read(page, source, hashlib.sha256(document.body).hexdigest())


def _state_without_text(reason: str) -> PollState:
    if reason.startswith("not HTML"):
        return PollState.NOT_A_FEED
    return PollState.EMPTY if reason.startswith(("no text", said("nothing on the page"))) else PollState.UNREADABLE


def read_advertised(document: Fetched) -> list[tuple[str, str]]:
    """Give the feeds a page names, as address and title."""
    markup = markup_of(document.body, document.content_type)
    return advertised(markup, document.url) if markup else []


def read_page(body: bytes, content_type: str, source: Source, more: Sequence[Fetched] = ()) -> Read:
    """Extract one page's text and find the developments in it; ``more`` are the story's further pages, in order."""
    page = extract(body, content_type, source.url)
    for one in more:
        page = joined(page, extract(one.body, one.content_type, one.url))
    if is_live(source.before):
        page = replace(page, text=kept(page.text, source.before, TEXT_LIMIT))
    return _read(page, source, hashlib.sha256(body).hexdigest())


def is_live(text: str) -> bool:
    """Whether a stored text is that of a live blog, whose older entries the page may show no longer."""
    return bool(parts(text))


def read_headline(source: Source, reason: str) -> Read:
    """Classify an article from what its feed says of it, since its page gave nothing."""
    return _read(Page(title="", text="", reason=reason), source, "")


def read_document(document: Document) -> Read:
    """Classify a text that needs no extraction (an imported row)."""
    title, text = _private(document.title, document.text)
    document = replace(document, title=title, text=text)
    reading = _classifier[0].read(document)
    reason = "" if document.text.strip() else said("no text was given")
    return Read(document.title, document.text, reading.language, document.published, None, "", "", reason, reading)


def _read(page: Page, source: Source, page_hash: str) -> Read:
    title, text = _private(page.title or source.title, _teaser(page, source) if page.reason else page.text)
    document = Document(
        id=source.url,
        title=title,
        text=text,
        published=_believed(page.published, source.at) or source.published,
        outlet=source.outlet,
        language=page.language or source.language,
        timezone=source.timezone,
    )
    reading = _classifier[0].read(document)
    return Read(
        title=document.title,
        text=document.text,
        language=reading.language,
        published=document.published,
        updated=page.updated,
        page_hash=page_hash,
        canonical_url=page.canonical_url,
        noarchive=page.noarchive,
        reason=page.reason,
        reading=reading,
        next_url=page.next_url,
    )


def _believed(published: str | None, at: dt.datetime | None) -> str | None:
    """Give a page's date of publication, unless it lies in the future: a typing error, or an event's date."""
    if published is None or at is None:
        return published
    return published if published[:10] <= (at + _AHEAD).date().isoformat() else None


def _teaser(page: Page, source: Source) -> str:
    """Choose the longest short text there is: what the page shows, its description or the feed's summary."""
    return max((page.text if len(page.text) > _SHORT else "", source.teaser, page.description), key=len)
