"""A poll of feeds that have not changed against bare httpx asking for the same addresses."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from monitor import pipeline
from monitor.demo import newsroom, pages
from monitor.fetch import Fetcher
from monitor.model import Config, Feed, FetchSettings, Outlet
from monitor.pipeline.line import Line
from monitor.reading import start
from monitor.storage.engine import Engine, open_database
from monitor.workers import Pool
from tests.benchmarks.measure import Ratio, compare
from tests.benchmarks.serving import Served, etag, serve

pytestmark = [pytest.mark.benchmark, pytest.mark.allow_hosts(["127.0.0.0/8"])]

GOAL = 1.5
_FEEDS = 500
_CLIENTS = 10
_NOW = dt.datetime(2024, 5, 2, 6, 0, tzinfo=dt.UTC)


def sample_feed() -> bytes:
    """Give one feed of the sample newsroom."""
    room = newsroom.load()
    desk = next(one for one in room.desks if one.format == "rss")
    return pages.feed(room, desk, 0, f"http://127.0.1.1/{desk.id}/", newsroom.SECOND)[0]


async def ask_bare(urls: Sequence[str], tag: str) -> int:
    """Ask for every address if it has changed: ten workers, each with a client of its own, one TLS context."""
    waiting, context, unchanged = iter(urls), httpx.create_ssl_context(), 0

    async def work() -> None:
        nonlocal unchanged
        async with httpx.AsyncClient(verify=context) as client:
            for url in waiting:
                answer = await client.get(url, headers={"If-None-Match": tag})
                unchanged += answer.status_code == 304

    await asyncio.gather(*(work() for _ in range(_CLIENTS)))
    return unchanged


class Polling:
    """One database that knows every feed, polled again and again."""

    def __init__(self, served: Served, pool: Pool, engine: Engine) -> None:
        self.urls = [served.url(number, "/feed") for number in range(_FEEDS)]
        outlets = tuple(
            Outlet(f"paper-{number}", f"Paper {number}", "fi", feeds=(Feed(url),))
            for number, url in enumerate(self.urls)
        )
        fetch = FetchSettings(contact="benchmark, loopback only", allow_private=("127.0.0.0/8",))
        self._config = Config(fetch=fetch, outlets=outlets)
        self._pool = pool
        self._engine = engine
        pipeline.register(self._line(Fetcher(fetch, version="0")))

    def poll(self) -> pipeline.PollCounts:
        """Poll every feed."""
        return asyncio.run(self._poll())

    async def _poll(self) -> pipeline.PollCounts:
        async with Fetcher(self._config.fetch, version="0") as fetcher:
            return await pipeline.poll_feeds(self._line(fetcher), force=True)

    def _line(self, fetcher: Fetcher) -> Line:
        return Line(engine=self._engine, config=self._config, fetcher=fetcher, pool=self._pool, clock=lambda: _NOW)


@pytest.fixture
def served() -> Iterator[Served]:
    with serve({"/feed": ("application/rss+xml", sample_feed())}, _FEEDS) as running:
        yield running


def test_a_poll_of_unchanged_feeds_costs_little_more_than_asking(
    served: Served, tmp_path: Path, report: Callable[[Ratio], Ratio]
) -> None:
    engine = open_database(tmp_path / "monitor.db", create=True)
    tag = etag(sample_feed())
    with Pool(1, 512, start, ((), ()), preload=("monitor.reading",)) as pool:
        polling = Polling(served, pool, engine)
        assert polling.poll().states == {"baseline": _FEEDS}
        assert polling.poll().states == {"unchanged": _FEEDS}
        assert asyncio.run(ask_bare(polling.urls, tag)) == _FEEDS
        found = compare(
            f"poll of {_FEEDS} unchanged feeds / bare httpx",
            GOAL,
            polling.poll,
            lambda: asyncio.run(ask_bare(polling.urls, tag)),
            items=_FEEDS,
            ignore=[served.pid],
            rounds=9,
        )
    engine.dispose()
    assert report(found).fair, found.row()
