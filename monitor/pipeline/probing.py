"""Ask sources without storing anything: the configured ones all once, or what a site has that could be read.

Rule kept: a look around a site costs it few requests, under the same guards, robots.txt and pauses as a poll: what the
page itself names comes first, usual addresses only where it names nothing, and no more of them once one has answered.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, replace

from monitor.entries import resolved, same_site, usable
from monitor.fetch import Request
from monitor.model import Failure, Feed, FeedKind, Outlet, PollState, Response
from monitor.pipeline.line import Tools, each, host_of, in_child
from monitor.pipeline.sources import Found, ask_source, read_source
from monitor.reading import Fetched, read_advertised

_TITLES = 5
_ADVERTISED = 6
_SITEMAPS = 3
_USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml")
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_LIKE_A_FEED = re.compile(r"rss|rdf|atom|feed|\bxml\b|\bjson\b", re.IGNORECASE)
_LOOKED_AT = 500_000


@dataclass(frozen=True, slots=True)
class Probe:
    """What one source gave when it was asked without storing anything.

    ``window`` is how far its dated items reach back; ``titles`` are its first ones.
    """

    outlet: str
    url: str
    state: PollState
    reason: str
    entries: int
    newest_at: dt.datetime | None
    kind: FeedKind = FeedKind.FEED
    oldest_at: dt.datetime | None = None
    titles: tuple[str, ...] = ()
    language: str = ""

    @property
    def window(self) -> dt.timedelta | None:
        """The time between the oldest and the newest item; None when fewer than two are dated."""
        if self.newest_at is None or self.oldest_at is None or self.newest_at == self.oldest_at:
            return None
        return self.newest_at - self.oldest_at


async def probe_feeds(tools: Tools, only: Collection[str] | None = None) -> list[Probe]:
    """Ask every enabled feed of the outlets named by ``only`` (all when None) once, in the order of the file."""
    wanted = [
        (outlet, feed)
        for outlet in tools.config.outlets
        for feed in outlet.feeds
        if feed.enabled and (only is None or outlet.id in only)
    ]
    places = {feed.url: place for place, (_, feed) in enumerate(wanted)}
    probes: list[Probe] = []

    async def ask(one: tuple[Outlet, Feed]) -> Response | Failure:
        return await ask_source(tools, one[1].kind, Request(one[1].url))

    async def read(one: tuple[Outlet, Feed], answer: Response | Failure) -> Probe:
        return await _probe(tools, *one, answer)

    def save(batch: list[Probe]) -> None:
        probes.extend(batch)
        tools.progress("feeds", len(probes), len(wanted))

    await each(wanted, ask, read, save, workers=tools.fetcher.at_once, lane=lambda one: host_of(one[1].url))
    return sorted(probes, key=lambda one: places[one.url])


async def discover(tools: Tools, outlet: Outlet, url: str) -> list[Probe]:
    """Say what can be read at an address: what it is itself, else what its page and site offer, the best first.

    Feeds come before sitemaps, these before the page's own links and the page as one that is watched. What the page or
    robots.txt names and does not answer is among them with its reason; a usual address that is not there is not.
    """
    answer = await tools.fetcher.get_article(Request(url))
    if isinstance(answer, Failure):
        # What is polled as a feed is asked for whatever robots.txt says of pages; what looks like a page is not.
        if answer.state is PollState.ROBOTS and _LIKE_A_FEED.search(url):
            return [await _asked(tools, outlet, Feed(url))]
        return [await _probe(tools, outlet, Feed(url), answer)]
    for kind in (FeedKind.FEED, FeedKind.SITEMAP):
        itself = await _probe(tools, outlet, Feed(url, kind=kind), answer)
        if itself.state.good:
            return [itself]
    found = [one async for one in _offered(tools, outlet, answer)]
    page = [await _probe(tools, outlet, Feed(url, kind=kind), answer) for kind in (FeedKind.LISTING, FeedKind.WATCHED)]
    ranked = sorted(found, key=lambda one: (not one.state.good, one.kind is FeedKind.SITEMAP))
    good = [one for one in ranked if one.state.good]
    return [*good, *page, *(one for one in ranked if not one.state.good)]


async def _offered(tools: Tools, outlet: Outlet, page: Response) -> AsyncIterator[Probe]:
    """Give what a page's site has beside the page: feeds, then sitemaps."""
    named = await in_child(tools, read_advertised, Fetched(page.body, page.content_type, page.url))
    feeds = [] if isinstance(named, Failure) else [url for url, _ in named][:_ADVERTISED]
    for kind, urls, usual in (
        (FeedKind.FEED, feeds, _USUAL_FEEDS),
        (FeedKind.SITEMAP, await _sitemaps(tools, page.url), _USUAL_SITEMAPS),
    ):
        answered = False
        for url in urls:
            probe = await _asked(tools, outlet, Feed(url, kind=kind))
            answered = answered or probe.state.good
            yield probe
        for path in () if answered else usual:
            probe = await _asked(tools, outlet, Feed(resolved(page.url, path), kind=kind))
            if probe.state.good:
                yield probe
                break


async def _sitemaps(tools: Tools, url: str) -> Sequence[str]:
    """Give the sitemaps that robots.txt names, those of news first."""
    answer = await tools.fetcher.get(Request(resolved(url, "/robots.txt")))
    if isinstance(answer, Failure):
        return ()
    text = answer.body[:_LOOKED_AT].decode("utf-8", "replace")
    named = [usable(resolved(url, one)) for one in _SITEMAP_LINE.findall(text)]
    own = dict.fromkeys(one for one in named if one and same_site(one, url))
    return sorted(own, key=lambda one: "news" not in one.lower())[:_SITEMAPS]


async def _asked(tools: Tools, outlet: Outlet, feed: Feed) -> Probe:
    return await _probe(tools, outlet, feed, await ask_source(tools, feed.kind, Request(feed.url)))


async def _probe(tools: Tools, outlet: Outlet, feed: Feed, answer: Response | Failure) -> Probe:
    given = answer if isinstance(answer, Failure) else await read_source(tools, outlet, feed, answer, tools.clock())
    if isinstance(given, Found):
        return _seen(outlet, feed, given)
    return Probe(outlet.id, feed.url, given.state, given.reason, 0, None, feed.kind)


def _seen(outlet: Outlet, feed: Feed, found: Found) -> Probe:
    entries = found.parsed.entries
    dates = [at for entry in entries if (at := entry.published_at or entry.updated_at)]
    titles = tuple(entry.title or entry.url for entry in entries[:_TITLES])
    if found.page is not None:
        titles = (found.page.title, *found.page.text.split("\n")[: _TITLES - 1])
    probe = Probe(outlet.id, feed.url, PollState.OK, found.parsed.warning, len(entries), max(dates, default=None))
    language = found.page.language if found.page else next((one.language for one in entries if one.language), "")
    return replace(probe, kind=feed.kind, oldest_at=min(dates, default=None), titles=titles, language=language)
