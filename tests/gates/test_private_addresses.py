"""R9: nothing that a feed, a page, a redirect or a name says makes the program knock on a private door."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import pytest

from monitor import pipeline
from monitor.fetch import Call, Fetcher, guard, trail
from monitor.model import Config, Failure, Feed, FeedKind, FetchSettings, Outlet, Response
from monitor.pipeline.line import Line
from monitor.reading import PRELOAD, start
from monitor.storage.engine import open_database
from monitor.workers import Pool
from tests.fetch.spellings import SPELLINGS
from tests.servers import reply

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere 127.0.0.2 has no interface"),
    pytest.mark.allow_hosts(["127.0.0.0/8", "0.0.0.0", "::1", "::"]),
]

FRONT = "127.0.0.2"
PLACES = ("feed", "entry", "redirect", "rebinding", "sitemap", "robots")
_NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
_watched: list[Any] | None = None


def _hear(event: str, args: tuple[Any, ...]) -> None:
    """Note where this process connects to."""
    if _watched is not None and event == "socket.connect" and isinstance(args[1], tuple):
        _watched.append(args[1][:2])


sys.addaudithook(_hear)  # cannot be taken away again: it notes nothing unless it is asked to


@contextlib.contextmanager
def watched() -> Iterator[list[Any]]:
    """Note every TCP connection that is tried."""
    global _watched  # an audit hook stays for ever: this turns it on and off
    _watched = seen = []
    try:
        yield seen
    finally:
        _watched = None


@dataclass
class World:
    """A server that may be asked, one inside that may not, and what each heard."""

    front: int = 0
    inside: int = 0
    accepted: int = 0
    articles: int = 0
    asked: list[str] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)

    def spelled(self, spelling: str, path: str = "/") -> str:
        return f"http://{spelling}:{self.inside}{path}"

    def here(self, path: str, host: str = FRONT) -> str:
        return f"http://{host}:{self.front}{path}"


@contextlib.asynccontextmanager
async def world() -> AsyncIterator[World]:
    """Open the servers: one on a loopback address that is allowed, one on every address there is."""
    made = World()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            said = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = said.split(" ", 2)[1]
            host = said.lower().partition("\r\nhost: ")[2].partition("\r\n")[0]
            made.asked.append(path)
            found = made.answers.get(host + path) or made.answers.get(path)
            writer.write(found or reply(b"no", status="404 Not Found", connection="close"))
            await writer.drain()
        writer.close()

    async def inside(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.accepted += 1
        writer.close()

    front = await asyncio.start_server(answer, FRONT, 0)
    both = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    everywhere = await asyncio.start_server(inside, sock=both)
    made.front, made.inside = front.sockets[0].getsockname()[1], both.getsockname()[1]
    async with front, everywhere:
        yield made


def to(address: str) -> bytes:
    location = address.encode().decode("latin-1")
    return reply(status="302 Found", location=location, connection="close")


def rss(links: Sequence[str]) -> bytes:
    items = "".join(
        f"<item><title>Uutinen {number}</title><guid>{number}</guid><link>{escape(link)}</link></item>"
        for number, link in enumerate(links)
    )
    body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
    return reply(body.encode(), content_type="application/rss+xml", connection="close")


def sitemap(links: Sequence[str]) -> bytes:
    told = "".join(f"<url><loc>{escape(link)}</loc><lastmod>2026-11-20</lastmod></url>" for link in links)
    body = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{told}</urlset>'
    return reply(body.encode(), content_type="application/xml", connection="close")


def prepare(place: str, made: World, spellings: Sequence[str]) -> list[Feed]:
    """Put every spelling where ``place`` says; give the feeds to poll."""
    targets = [made.spelled(spelling, f"/{number}") for number, spelling in enumerate(spellings)]
    if place == "feed":
        return [Feed(target) for target in dict.fromkeys(targets)]
    if place == "entry":
        made.answers["/feed"] = rss(targets)
    elif place == "sitemap":
        made.answers["/feed"] = sitemap(targets)
        return [Feed(made.here("/feed"), kind=FeedKind.SITEMAP)]
    elif place == "redirect":
        pages = [f"/page/{number}" for number in range(len(targets))]
        made.answers |= {page: to(target) for page, target in zip(pages, targets, strict=True)}
        made.answers["/feed"] = rss([made.here(page) for page in pages])
        made.answers |= {f"/feed/{number}": to(target) for number, target in enumerate(targets)}
        return [Feed(made.here("/feed")), *(Feed(made.here(f"/feed/{number}")) for number in range(len(targets)))]
    else:  # names of which each is one's own site: its second address, or its rules for robots, lead inside
        names = [f"n{number}.example" for number in range(len(targets))]
        made.answers["/feed"] = rss([made.here(f"/{number}", name) for number, name in enumerate(names)])
        for name, target in zip(names, targets, strict=True):
            rules = to(target) if place == "robots" else reply(b"User-agent: *\n", connection="close")
            made.answers[f"{name}:{made.front}/robots.txt"] = rules
    return [Feed(made.here("/feed"))]


def resolver(place: str, spellings: Sequence[str]) -> guard.Resolver:
    """Resolve n7.example: to the front, but when it rebinds the second time to the seventh spelling's address."""
    looked_up: set[str] = set()

    async def resolve(host: str, port: int) -> list[str]:
        if not host.endswith(".example"):
            return await guard.resolve(host, port)
        again = host in looked_up
        looked_up.add(host)
        if not (again and place == "rebinding"):
            return [FRONT]
        spelling = spellings[int(host[1 : -len(".example")])]
        try:
            return await guard.resolve(spelling.strip("[]").rpartition("@")[2], port)
        except (OSError, UnicodeError):
            return ["127.0.0.1"]  # the system does not know this spelling as an address

    return resolve


async def _knocks(place: str, path: Path, pool: Pool, spellings: Sequence[str] = SPELLINGS) -> tuple[World, list[Any]]:
    """Poll and read everything once; give the connections that were tried to anywhere but the front."""
    async with world() as made:
        feeds = prepare(place, made, spellings)
        settings = FetchSettings(
            contact="gate@example.org", allow_private=(FRONT,), deadline=dt.timedelta(seconds=5), pause_seconds=0
        )
        config = Config(fetch=settings, outlets=(Outlet("lehti", "Lehti", "fi", feeds=tuple(feeds)),))
        engine = open_database(path / "monitor.db", create=True)
        with watched() as seen:
            async with Fetcher(settings, version="0", resolver=resolver(place, spellings), now=lambda: _NOW) as fetcher:
                line = Line(config=config, fetcher=fetcher, pool=pool, clock=lambda: _NOW, engine=engine)
                pipeline.register(line)
                await pipeline.poll_feeds(line)
                made.articles = (await pipeline.read_articles(line)).states.total()
        engine.dispose()
        return made, [one for one in seen if one != (FRONT, made.front)]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1, 512, start, ((), (), ()), preload=PRELOAD) as made:
        yield made


@pytest.mark.parametrize("place", PLACES)
def test_no_connection_is_tried_to_an_address_that_is_not_public(place: str, tmp_path: Path, pool: Pool) -> None:
    made, knocks = asyncio.run(_knocks(place, tmp_path, pool))
    assert (made.accepted, knocks) == (0, [])
    if place == "feed":
        return
    assert made.articles >= 40
    if place in ("redirect", "robots", "rebinding"):  # each way leads inside only behind the front
        assert len(made.asked) > 40


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_message_to_a_service_reaches_an_address_that_is_not_public(spelling: str) -> None:
    async def main() -> tuple[Response | Failure, int, list[Any]]:
        settings = FetchSettings(contact="gate@example.org", allow_private=(FRONT,))
        async with world() as made, Fetcher(settings, version="0") as fetcher:
            with watched() as seen:
                answer = await fetcher.call(Call(made.spelled(spelling), {}, b"{}", 5.0))
            return answer, made.accepted, seen

    answer, accepted, seen = asyncio.run(main())
    assert (accepted, seen) == (0, [])
    assert isinstance(answer, Failure)


def test_there_are_forty_spellings_and_more() -> None:
    assert len(set(SPELLINGS)) >= 40


# --------------------------------------------------------------------------------------------- planted mistakes

#: Spellings of this machine alone: what a mistake lets through must not leave it.
NEAR = ("127.0.0.1", "2130706433", "0x7f.1", "[::1]", "127.1")


class _ChecksNumbersOnly(guard.GuardedBackend):
    """Looks at the host as it is written, before DNS."""

    async def connect_tcp(self, host: str, port: int, *more: Any, **options: Any) -> Any:
        with contextlib.suppress(ValueError):
            guard.check([host], self._allowed)
        return await self._inner.connect_tcp(host, port, *more, **options)


class _LooksUpTwice(guard.GuardedBackend):
    """Judges the addresses of a name and then connects to the name."""

    async def connect_tcp(self, host: str, port: int, *more: Any, **options: Any) -> Any:
        guard.check(await self._resolved(host, port), self._allowed)
        (address, *_) = await self._resolved(host, port)
        return await self._inner.connect_tcp(address, port, *more, **options)


def _trust_redirects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check only what one was sent to first."""
    step, connect, trusted = trail.Trail.step, guard.GuardedBackend.connect_tcp, set()

    def trusting(self: trail.Trail, redirect: Any) -> Any:
        failure = step(self, redirect)
        trusted.add(self.url.host)
        return failure

    async def connecting(self: guard.GuardedBackend, host: str, *more: Any, **options: Any) -> Any:
        judge = self._inner.connect_tcp if host in trusted else partial(connect, self)
        return await judge(host, *more, **options)

    monkeypatch.setattr(trail.Trail, "step", trusting)
    monkeypatch.setattr(guard.GuardedBackend, "connect_tcp", connecting)


def _use(backend: type[guard.GuardedBackend]) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(guard.GuardedBackend, "connect_tcp", backend.connect_tcp)


@pytest.mark.parametrize(
    ("mistake", "place"),
    [
        (_use(_ChecksNumbersOnly), "entry"),
        (_use(_ChecksNumbersOnly), "feed"),
        (_trust_redirects, "redirect"),
        (_trust_redirects, "robots"),
        (_use(_LooksUpTwice), "rebinding"),
    ],
)
def test_the_gate_notices_a_planted_mistake(
    mistake: Callable[[pytest.MonkeyPatch], None],
    place: str,
    tmp_path: Path,
    pool: Pool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mistake(monkeypatch)
    made, knocks = asyncio.run(_knocks(place, tmp_path, pool, NEAR))
    assert knocks
    assert made.accepted or place == "rebinding"  # the port of its name is the front's
