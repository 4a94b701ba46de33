"""One GET, politely and under every limit: what the program knows of the network.

Rules kept: whatever a server does, the answer is a `Response` or a `Failure` with a named state and a reason; never
an exception, never a wait beyond the deadline, never memory beyond the cap. One request per host at a time, so many
in a day, and none to a page that robots.txt forbids. No cookies, no credentials from addresses, no proxies from the
environment (a proxy would resolve names where the guard cannot see them).

The way of a request: `trail` (redirects) › `robots` (may the page be asked for?) › `budget` (today?) › `hosts` (whose
turn?) › `room` (how many at once?) › `exchange` (the request) › `guard` (may this address be connected to?).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Self

from monitor.fetch import guard
from monitor.fetch.budget import Budget
from monitor.fetch.exchange import (
    Address,
    Call,
    Errand,
    Exchange,
    InvalidAddressError,
    Redirect,
    Request,
    address,
    host,
    retry_after,
    site,
)
from monitor.fetch.hosts import Hosts
from monitor.fetch.robots import MAX_BYTES as ROBOTS_BYTES
from monitor.fetch.robots import Robots
from monitor.fetch.room import Room
from monitor.fetch.trail import Trail
from monitor.messages import said
from monitor.model import Failure, FetchSettings, HostMemory, PollState, Response

__all__ = ["AGENT", "Call", "Fetcher", "Request", "retry_after"]

#: The product name in User-Agent and the one robots.txt is searched for.
AGENT = "case-monitor"
#: How long a host is left alone after a 429 that does not say.
_DEFAULT_PAUSE = dt.timedelta(seconds=60)
_FEEDS = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGES = "text/html, application/xhtml+xml, */*;q=0.5"
_ANSWER_BYTES = 1_000_000
_ROBOTS = "text/plain, */*;q=0.5"


class Fetcher:
    """Gets feeds and pages; an async context manager. Any number of gets may be awaited at once.

    ``ssl_context`` replaces the usual certificate checks (tests), ``resolver`` the system's name look-up; ``clock``
    (monotonic seconds), ``now`` (aware UTC) and ``sleep`` are given so that tests never wait.
    Raises `AddressError` when ``settings.allow_private`` cannot be read.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        version: str,
        ssl_context: ssl.SSLContext | None = None,
        resolver: guard.Resolver = guard.resolve,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._allowed = guard.networks(settings.allow_private)
        self._now = now
        self._hosts = Hosts(clock, sleep)
        self._budget = Budget(settings.host_requests_per_day, settings.interval, now)
        self._robots = Robots(AGENT, self._robots_txt, now)
        self._room = Room(settings.workers)
        self._exchange = Exchange(
            _user_agent(version, settings.contact),
            settings.workers,
            settings.deadline,
            guard.GuardedBackend(self._allowed, resolver),
            ssl_context,
            now,
        )
        self._new_holds: dict[str, dt.datetime] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exchange.aclose()

    @property
    def at_once(self) -> int:
        """How many gets it is worth awaiting at once: more would only wait here."""
        return self._room.most

    def recall(self, memory: HostMemory, feeds: Iterable[str] = ()) -> None:
        """Know what earlier runs learnt of hosts, and the addresses of ``feeds``, which come first in the budget."""
        for name, moment in memory.not_before.items():
            self._hosts.block(name, (moment - self._now()).total_seconds())
        self._budget.recall(memory.day, memory.asked)
        self._budget.keep_for_feeds(name for name in map(_host_of, feeds) if name)
        self._robots.recall(memory.robots)

    def learnt(self) -> HostMemory:
        """Give what was learnt of hosts since the last call, for the next run to recall."""
        holds, self._new_holds = self._new_holds, {}
        day, asked = self._budget.unsaved()
        return HostMemory(day, asked, holds, tuple(self._robots.unsaved()))

    async def get(self, request: Request) -> Response | Failure:
        """Get a feed: redirects followed, conditional when the request has validators. Never raises."""
        return await self._follow(Errand(request, _FEEDS, self._settings.max_bytes, self._deadline, feed=True))

    async def get_article(self, request: Request, *, polled: bool = False) -> Response | Failure:
        """Get a page, if robots.txt of every host on the way allows it. Never raises.

        One that is ``polled`` (a sitemap, a listing, a watched page) comes first in the day's budget, as feeds do.
        """
        errand = Errand(request, _PAGES, self._settings.max_bytes, self._deadline, page=True, feed=polled)
        return await self._follow(errand)

    async def call(self, call: Call) -> Response | Failure:
        """Send a message to a service, under the same guards; its answer whatever its status, but 429. Never raises."""
        errand = Errand(Request(call.url), "*/*", _ANSWER_BYTES, call.seconds, truncate=True, call=call)
        return await self._follow(errand)

    async def _robots_txt(self, request: Request) -> Response | Failure:
        return await self._follow(Errand(request, _ROBOTS, ROBOTS_BYTES, self._deadline, truncate=True))

    @property
    def _deadline(self) -> float:
        return self._settings.deadline.total_seconds()

    async def _follow(self, errand: Errand) -> Response | Failure:
        try:
            trail = Trail(address(errand.request.url))
        except InvalidAddressError as error:
            return Failure(PollState.REFUSED_ADDRESS, f"not a usable address: {error}")
        while True:
            answer = await self._permitted(trail.url, errand) or await self._hop(trail.url, errand)
            if isinstance(answer, Failure):
                return trail.failed(answer)
            if isinstance(answer, Response):
                return trail.arrived(answer)
            failure = trail.step(answer)
            if failure is not None:
                return failure

    async def _permitted(self, url: Address, errand: Errand) -> Failure | None:
        return await self._robots.permit(site(url), str(url)) if errand.page else None

    async def _hop(self, url: Address, errand: Errand) -> Response | Failure | Redirect:
        """Make one request when it is its host's turn. Waiting for that is not the server's time."""
        name = host(url)
        refusal = self._refusal(name, errand)
        if refusal is not None:
            return refusal
        async with self._hosts.turn(name, lambda: self._pause(url)):
            refusal = self._refusal(name, errand)  # what came before may have changed it
            if refusal is not None:
                return refusal
            async with self._room.place():
                self._budget.spend(name)
                answer = await self._exchange.ask(url, errand)
            if isinstance(answer, Failure) and answer.state is PollState.RATE_LIMITED:
                self._hold(name, answer.retry_after or _DEFAULT_PAUSE)
            return answer

    def _refusal(self, name: str, errand: Errand) -> Failure | None:
        wait = self._hosts.blocked(name)
        if wait:
            reason = said(f"{name} asked to be left alone for a while")
            return Failure(PollState.RATE_LIMITED, reason, retry_after=dt.timedelta(seconds=wait))
        return self._budget.refusal(name, feed=errand.feed)

    def _hold(self, name: str, pause: dt.timedelta) -> None:
        self._hosts.block(name, pause.total_seconds())
        self._new_holds[name] = self._now() + pause

    def _pause(self, url: Address) -> float:
        """Give the pause after a request: the host's own wish if it is longer; servers of one's own need none."""
        usual = 0.0 if guard.named(url.host, self._allowed) else self._settings.pause_seconds
        return max(usual, self._robots.delay(site(url)))


def _user_agent(version: str, contact: str) -> str:
    text = f"{AGENT}/{version} (+{contact})" if contact else f"{AGENT}/{version}"
    return re.sub(r"[^\x20-\x7e]", "?", text)


def _host_of(url: str) -> str:
    """Give the host of an address, empty when it is none."""
    try:
        return host(address(url))
    except InvalidAddressError:
        return ""
