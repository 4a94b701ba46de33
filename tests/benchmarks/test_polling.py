"""Polling and fetching against bare httpx asking for the same addresses, and slow servers beside quick ones."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from monitor import pipeline
from monitor.demo import newsroom, pages
from monitor.fetch import Fetcher, Request
from monitor.model import Config, Feed, FetchSettings, Outlet, Response
from monitor.pipeline.line import Line, Progress, no_progress
from monitor.reading import PRELOAD, start
from monitor.storage.engine import Engine, open_database
from monitor.workers import Pool
from tests.benchmarks.measure import ROUNDS, Amount, Ratio, compare
from tests.benchmarks.serving import Served, etag, serve

pytestmark = [pytest.mark.benchmark, pytest.mark.allow_hosts(["127.0.0.0/8"])]

_FEEDS = 1000
_CLIENTS = 10
_NEW = 30
_SLOW, _QUICK, _SLOW_SECONDS = 50, 200, 10.0
_NOW = dt.datetime(2024, 5, 2, 6, 0, tzinfo=dt.UTC)
_SETTINGS = FetchSettings(contact="benchmark, loopback only", allow_private=("127.0.0.0/8",))
_RSS = "application/rss+xml"
Report = Callable[[Ratio | Amount], Ratio | Amount]


def sample_feed() -> bytes:
    """Give one feed of the sample newsroom."""
    room = newsroom.load()
    desk = next(one for one in room.desks if one.format == "rss")
    return pages.feed(room, desk, 0, f"http://127.0.1.1/{desk.id}/", newsroom.SECOND)[0]


def long_feed() -> bytes:
    """Give a feed of thirty entries, as large as an outlet's usually is."""
    item = (
        "<item><title>Uutinen {0} kertoo kunnan päätöksestä</title><link>http://127.0.1.1/uutiset/{0}</link>"
        "<guid>http://127.0.1.1/uutiset/{0}</guid><pubDate>Thu, 02 May 2024 05:{1:02}:00 +0300</pubDate>"
        "<category>Kotimaa</category><description>&lt;p&gt;{2}&lt;/p&gt;</description></item>"
    )
    teaser = "Valtuusto päätti asiasta maanantaina, ja päätöksestä voi valittaa hallinto-oikeuteen. " * 3
    told = "".join(item.format(number, number, teaser) for number in range(_NEW))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>U</title>{told}</channel></rss>'.encode()


async def ask_bare(urls: Sequence[str], tag: str, *, shared: bool = False) -> int:
    """Ask for every address: ten workers, each with a client of its own and one TLS context, or all with one client."""
    waiting, context, answered = iter(urls), httpx.create_ssl_context(), 0

    async def work(client: httpx.AsyncClient) -> None:
        nonlocal answered
        for url in waiting:
            answer = await client.get(url, headers={"If-None-Match": tag})
            answered += answer.status_code in (200, 304)

    if shared:
        async with httpx.AsyncClient(verify=context) as client:
            await asyncio.gather(*(work(client) for _ in range(_CLIENTS)))
        return answered
    clients = [httpx.AsyncClient(verify=context) for _ in range(_CLIENTS)]
    await asyncio.gather(*(work(client) for client in clients))
    for client in clients:
        await client.aclose()
    return answered


class Polling:
    """One database that knows some feeds, polled again and again."""

    def __init__(self, urls: Sequence[str], pool: Pool, path: Path) -> None:
        self.urls = urls
        outlets = tuple(
            Outlet(f"paper-{number}", f"Paper {number}", "fi", feeds=(Feed(url),)) for number, url in enumerate(urls)
        )
        self._config = Config(fetch=_SETTINGS, outlets=outlets)
        self._pool = pool
        self._engine: Engine = open_database(path, create=True)
        pipeline.register(self._line(Fetcher(_SETTINGS, version="0"), no_progress))

    def poll(self, progress: Progress = no_progress) -> pipeline.PollCounts:
        """Poll every feed."""
        return asyncio.run(self._poll(progress))

    async def _poll(self, progress: Progress) -> pipeline.PollCounts:
        async with Fetcher(_SETTINGS, version="0") as fetcher:
            return await pipeline.poll_feeds(self._line(fetcher, progress), force=True)

    def _line(self, fetcher: Fetcher, progress: Progress) -> Line:
        return Line(
            engine=self._engine,
            config=self._config,
            fetcher=fetcher,
            pool=self._pool,
            clock=lambda: _NOW,
            progress=progress,
        )

    def good(self) -> int:
        """Count the quick feeds that have answered."""
        query = "select count(*) from feed where last_ok_at is not null and url not like '%/slow'"
        with self._engine.begin() as conn:
            return int(conn.exec_driver_sql(query).scalar_one())

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    bodies = {"/feed": (_RSS, sample_feed()), "/feed!": (_RSS, sample_feed()), "/long": (_RSS, long_feed())}
    slow = {"/slow": (_RSS, sample_feed())}
    with serve(bodies | slow, _FEEDS, {"/slow": _SLOW_SECONDS}) as running:
        yield running


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(0, 512, start, ((), (), ()), preload=PRELOAD) as made:
        yield made


@pytest.mark.parametrize(("path", "goal"), [("/feed", 1.25), ("/feed!", 1.5)])
def test_a_poll_of_unchanged_feeds_costs_little_more_than_asking(
    path: str, goal: float, served: Served, pool: Pool, tmp_path: Path, report: Report
) -> None:
    urls = [served.url(number, path) for number in range(_FEEDS)]
    polling, tag = Polling(urls, pool, tmp_path / "monitor.db"), etag(sample_feed())
    assert polling.poll().states == {"baseline": _FEEDS}
    assert polling.poll().states == {"unchanged": _FEEDS}
    assert asyncio.run(ask_bare(urls, tag)) == _FEEDS
    found = compare(
        f"poll of {_FEEDS} feeds, {'same body' if path.endswith('!') else '304'} / bare httpx",
        goal,
        polling.poll,
        lambda: asyncio.run(ask_bare(urls, tag)),
        items=_FEEDS,
        ignore=[served.pid],
        rounds=7,
    )
    polling.close()
    assert report(found).fair, found.row()


def test_a_feed_costs_as_much_among_a_thousand_as_among_a_hundred(
    served: Served, pool: Pool, tmp_path: Path, report: Report
) -> None:
    urls = [served.url(number, "/feed") for number in range(_FEEDS)]
    many, few = Polling(urls, pool, tmp_path / "many.db"), Polling(urls[:100], pool, tmp_path / "few.db")
    many.poll()
    few.poll()
    found = compare(
        "a feed of 1,000 / of 100, unchanged",
        1.3,
        many.poll,
        lambda: [few.poll() for _ in range(10)],
        items=_FEEDS,
        ignore=[served.pid],
    )
    many.close()
    few.close()
    assert report(found).fair, found.row()


async def fetch(urls: Sequence[str], tag: str, workers: int) -> int:
    """Get every address with so many workers."""
    waiting, answered = iter(urls), 0
    settings = replace(_SETTINGS, workers=workers)

    async def work() -> None:
        nonlocal answered
        for url in waiting:
            answer = await fetcher.get(Request(url, tag))
            answered += isinstance(answer, Response)

    async with Fetcher(settings, version="0") as fetcher:
        await asyncio.gather(*(work() for _ in range(workers)))
    return answered


def test_the_fetcher_is_quicker_than_a_stock_client(served: Served, report: Report) -> None:
    urls, tag = [served.url(number, "/feed") for number in range(_FEEDS)], etag(sample_feed())
    assert asyncio.run(fetch(urls, tag, _CLIENTS)) == _FEEDS
    found = compare(
        "fetcher / stock AsyncClient, 10 workers",
        0.85,
        lambda: asyncio.run(fetch(urls, tag, _CLIENTS)),
        lambda: asyncio.run(ask_bare(urls, tag, shared=True)),
        items=_FEEDS,
        ignore=[served.pid],
    )
    assert report(found).fair, found.row()


def test_fifty_workers_cost_no_more_than_ten(served: Served, report: Report) -> None:
    urls, tag = [served.url(number, "/feed") for number in range(_FEEDS)], etag(sample_feed())
    found = compare(
        "fetcher, 50 workers / 10 workers",
        1.2,
        lambda: asyncio.run(fetch(urls, tag, 50)),
        lambda: asyncio.run(fetch(urls, tag, _CLIENTS)),
        items=_FEEDS,
        ignore=[served.pid],
    )
    assert report(found).fair, found.row()


def test_new_entries_cost_little_more_than_parsing_them(
    served: Served, pool: Pool, tmp_path: Path, report: Report
) -> None:
    urls, tag = [served.url(number, "/long") for number in range(100)], etag(long_feed())
    polls = [Polling(urls, pool, tmp_path / f"{number}.db") for number in range(ROUNDS + 1)]
    fresh = iter(polls)
    found = compare(
        f"poll of 100 feeds with {_NEW} new entries / bare httpx, 304",
        8.0,
        lambda: next(fresh).poll(),
        lambda: asyncio.run(ask_bare(urls, tag)),
        items=100,
        ignore=[served.pid],
    )
    for one in polls:
        one.close()
    assert report(found).fair, found.row()


class _Enough(Exception):  # noqa: N818 no error
    """Every quick feed is saved."""


def _until_quick(slow: Sequence[str], quick: Sequence[str], pool: Pool, path: Path) -> float:
    """Poll for the first time, the slow feeds first in turn; give the seconds until every quick one was saved."""
    polling = Polling([*slow, *quick], pool, path)

    def progress(step: str, done: int, total: int) -> None:
        if done >= len(quick) and polling.good() == len(quick):
            raise _Enough

    started = time.perf_counter()
    with pytest.raises(_Enough):
        polling.poll(progress)
    spent = time.perf_counter() - started
    polling.close()
    return spent


@pytest.mark.parametrize(("path", "what"), [("/feed", "short"), ("/long", "long")])
def test_slow_servers_do_not_delay_quick_ones(
    path: str, what: str, served: Served, pool: Pool, tmp_path: Path, report: Report
) -> None:
    slow = [served.url(number, "/slow") for number in range(_SLOW)]
    quick = [served.url(_SLOW + number, path) for number in range(_QUICK)]
    names = itertools.count()
    ratios, more = [], []
    _until_quick([], quick, pool, tmp_path / "warm.db")
    for _ in range(ROUNDS):
        alone = _until_quick([], quick, pool, tmp_path / f"{next(names)}.db")
        beside = _until_quick(slow, quick, pool, tmp_path / f"{next(names)}.db")
        ratios.append(beside / alone)
        more.append(beside - alone)
    name = f"{_QUICK} {what} feeds beside {_SLOW} servers of {_SLOW_SECONDS:g} s"
    found = Amount(f"{name} / without", statistics.median(ratios), 1.5, "×")
    report(Amount(f"{name}: later by", statistics.median(more), 1.0, "s"))
    assert report(found).fair, found.row()
