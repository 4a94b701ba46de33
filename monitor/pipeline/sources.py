"""What stands at one source's address, whatever its kind: asked for, read in a child, given as entries.

Rules kept: one interface for feeds, sitemaps, pages of links and watched pages, so that every kind has the same states,
caps and counts. All but feeds are pages: robots.txt is asked before they are. A watched page is fetched once: its text
comes with the one entry it is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass, replace

from monitor.errors import AddressError
from monitor.fetch import Request
from monitor.messages import said
from monitor.model import Entry, Failure, Feed, FeedKind, Outlet, ParsedFeed, PollState, Response, SitemapIndex
from monitor.pipeline.line import Tools, in_child
from monitor.reading import Fetched, Limits, Read, Source, read_feed, read_watched
from monitor.sitemap import merged
from monitor.urls import canonical, leads_upwards


@dataclass(frozen=True, slots=True)
class Found:
    """What a source gave: its entries, for a watched page its text too, and the hash of all that was read.

    ``whole``: the one answer is all there is to the source, so that its validators stand for it. ``body_hash`` is empty
    when some of it could not be had.
    """

    parsed: ParsedFeed
    body_hash: str = ""
    page: Read | None = None
    whole: bool = True


async def ask_source(tools: Tools, kind: FeedKind, request: Request) -> Response | Failure:
    """Make the first request for a source of a kind."""
    if kind is FeedKind.FEED:
        return await tools.fetcher.get(request)
    return await tools.fetcher.get_article(request, polled=True)


async def read_source(tools: Tools, outlet: Outlet, feed: Feed, answer: Response, now: dt.datetime) -> Found | Failure:
    """Read what a source answered; an index of sitemaps is followed. Never raises for what a server sends.

    A child that dies of it is a named state too.
    """
    if feed.kind is FeedKind.WATCHED:
        return await _watched(tools, outlet, feed, answer)
    parsed = await _parse(tools, outlet, feed, answer, now)
    if isinstance(parsed, SitemapIndex):
        return await _follow(tools, outlet, feed, parsed, now)
    return parsed if isinstance(parsed, Failure) else Found(parsed, answer.body_hash)


async def _parse(
    tools: Tools, outlet: Outlet, feed: Feed, answer: Response, now: dt.datetime
) -> ParsedFeed | SitemapIndex | Failure:
    settings = tools.config.fetch
    limits = Limits(settings.max_entries, settings.max_bytes, outlet.timezone)
    parsed: ParsedFeed | SitemapIndex | Failure = await in_child(tools, read_feed, _fetched(answer), feed, limits, now)
    return parsed


async def _watched(tools: Tools, outlet: Outlet, feed: Feed, answer: Response) -> Found | Failure:
    if leads_upwards(feed.url, answer.url):
        return Failure(PollState.REDIRECT, f"the page is gone: it leads to {answer.url.partition('?')[0]} now")
    source = Source(url=answer.url, outlet=outlet.name, language=outlet.language, timezone=outlet.timezone)
    read: Read | Failure = await in_child(tools, read_watched, _fetched(answer), feed, source)
    if isinstance(read, Failure):
        return read
    entry = Entry(guid=_identity(feed.url), url=feed.url, title=read.title, published_raw=read.published or "")
    return Found(ParsedFeed(read.title, (entry,)), answer.body_hash, read)


async def _follow(tools: Tools, outlet: Outlet, feed: Feed, index: SitemapIndex, now: dt.datetime) -> Found | Failure:
    """Read the sitemaps an index names, one after another; an index within an index is not followed."""
    parts: list[ParsedFeed] = []
    failures: list[Failure] = []
    dropped, digest = Counter(index.dropped), hashlib.sha256()
    for url in index.urls:
        answer = await ask_source(tools, feed.kind, Request(url))
        parsed = answer if isinstance(answer, Failure) else await _parse(tools, outlet, feed, answer, now)
        if isinstance(parsed, SitemapIndex):
            dropped[said("index within an index")] += 1
        elif isinstance(parsed, Failure):
            failures.append(replace(parsed, reason=f"{url.partition('?')[0]}: {parsed.reason}"))
        else:
            parts.append(parsed)
        digest.update(answer.body_hash.encode() if isinstance(answer, Response) else b"")
    if not parts and failures:
        return failures[0]
    together = merged(parts, dropped, tools.config.fetch.max_entries)
    if isinstance(together, Failure):
        return together
    trouble = [failure.reason for failure in failures]
    warning = "; ".join(filter(None, [together.warning, *trouble]))
    return Found(replace(together, warning=warning), "" if trouble else digest.hexdigest(), whole=False)


def _fetched(answer: Response) -> Fetched:
    return Fetched(answer.body, answer.content_type, answer.url)


def _identity(url: str) -> str:
    try:
        return canonical(url)
    except AddressError:
        return url
