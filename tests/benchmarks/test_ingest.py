"""The whole line (fetch, extract, classify, store) against bare extraction of the same pages."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import trafilatura

from monitor import config, pipeline
from monitor.fetch import Fetcher
from monitor.model import Config, FetchSettings, Outlet
from monitor.pipeline.line import Line
from monitor.reading import PRELOAD, start
from monitor.storage import articles
from monitor.storage.engine import Engine, open_database
from monitor.workers import Pool
from tests.benchmarks.measure import SLACK, Ratio, compare
from tests.benchmarks.newspaper import long_pages, sample_pages
from tests.benchmarks.serving import Served, serve

pytestmark = [pytest.mark.benchmark, pytest.mark.allow_hosts(["127.0.0.0/8"])]

#: The line may take 1.25 of what bare extraction takes: 0.8 of its throughput.
GOAL = 1.25
_PROCESSES = os.cpu_count() or 1
_NOW = dt.datetime(2024, 5, 2, 6, 0, tzinfo=dt.UTC)
_HOSTS = 40
PAGES: Mapping[str, Callable[[], list[bytes]]] = {
    "everyday": lambda: long_pages(150, around=4, every=50),  # as feeds bring them: one in fifty is about the case
    "large": lambda: long_pages(80, around=4),
    "long": lambda: long_pages(120),
    "sample": lambda: sample_pages(4),
}
_BATCH = 8


def extract_fast(pages: Sequence[bytes]) -> int:
    """Extract pages by trafilatura's fast rules, without comments and metadata."""
    return sum(
        trafilatura.bare_extraction(page, fast=True, include_comments=False, with_metadata=False) is not None
        for page in pages
    )


def extract_plain(pages: Sequence[bytes]) -> int:
    """Extract pages by `trafilatura.bare_extraction` as it comes."""
    return sum(trafilatura.bare_extraction(page) is not None for page in pages)


@contextmanager
def bare_pool() -> Iterator[ProcessPoolExecutor]:
    """As many processes as the line has, started as its own are."""
    with ProcessPoolExecutor(_PROCESSES, multiprocessing.get_context("forkserver")) as pool:
        yield pool


def settings() -> Config:
    """Give the shipped configuration, let onto loopback."""
    shipped = config.load(None, {})
    outlets = tuple(Outlet(f"paper-{number}", f"Paper {number}", "fi") for number in range(_HOSTS))
    fetch = FetchSettings(contact="benchmark, loopback only", allow_private=("127.0.0.0/8",), processes=_PROCESSES)
    return Config(fetch=fetch, outlets=outlets, cases=shipped.cases, lexicons=shipped.lexicons, weights=shipped.weights)


class Ingest:
    """Runs of the line over the same pages, each into a new database."""

    def __init__(self, given: Config, pool: Pool, served: Served, count: int, folder: Path) -> None:
        self._given = given
        self._pool = pool
        self._served = served
        self._count = count
        self._files = (folder / f"{number}.db" for number in itertools.count())
        self._ready: list[Engine] = []

    def prepare(self) -> None:
        """Make the next run's database, with every article due; not part of what is measured."""
        engine = open_database(next(self._files), create=True)
        pipeline.register(self._line(engine, Fetcher(self._given.fetch, version="0")))
        with engine.begin() as conn:
            for number in range(self._count):
                outlet = f"paper-{number % _HOSTS}"
                url = self._served.url(number, f"/{number}")
                made, _ = articles.add_article(conn, outlet_id=outlet, key=url, url=url, now=_NOW, via="feed")
                articles.look_again(conn, [made], _NOW)
        self._ready.append(engine)

    def run(self) -> pipeline.ArticleCounts:
        """Fetch, read and store every article."""
        engine = self._ready.pop()
        counts = asyncio.run(self._read(engine))
        engine.dispose()
        assert counts.revisions == self._count, counts.reasons
        return counts

    async def _read(self, engine: Engine) -> pipeline.ArticleCounts:
        async with Fetcher(self._given.fetch, version="0") as fetcher:
            return await pipeline.read_articles(self._line(engine, fetcher))

    def _line(self, engine: Engine, fetcher: Fetcher) -> Line:
        return Line(engine=engine, config=self._given, fetcher=fetcher, pool=self._pool, clock=lambda: _NOW)


def ratio(
    name: str,
    pages: Sequence[bytes],
    bare: Callable[[Sequence[bytes]], int],
    folder: Path,
    *,
    goal: float = GOAL,
    parent_only: bool = False,
) -> Ratio:
    """Measure the line, or what its main process takes of it, against bare extraction on these pages."""
    rounds = 5
    bodies = {f"/{number}": ("text/html; charset=utf-8", page) for number, page in enumerate(pages)}
    given = settings()
    batches = [pages[at : at + _BATCH] for at in range(0, len(pages), _BATCH)]
    with (
        serve(bodies, _HOSTS) as served,
        bare_pool() as others,
        Pool(_PROCESSES, 512, start, (given.lexicons, given.weights, given.cases), preload=PRELOAD) as pool,
    ):
        line = Ingest(given, pool, served, len(pages), folder)
        for _ in range(rounds + 1):
            line.prepare()
        return compare(
            name,
            goal,
            line.run,
            lambda: sum(others.map(bare, batches)),
            items=len(pages),
            rounds=rounds,
            ignore=[served.pid],
            parent_only=parent_only,
        )


@pytest.mark.parametrize("kind", ["everyday", "large", "long", "sample"])
def test_the_line_keeps_four_fifths_of_the_throughput_of_bare_extraction(
    kind: str, tmp_path: Path, report: Callable[[Ratio], Ratio]
) -> None:
    found = report(ratio(f"ingest of {kind} pages / bare extraction", PAGES[kind](), extract_plain, tmp_path))
    assert found.fair, found.row()


@pytest.mark.parametrize("kind", ["everyday", "large", "long", "sample"])
def test_beside_the_fast_extraction_that_the_line_itself_uses(
    kind: str, tmp_path: Path, report: Callable[[Ratio], Ratio]
) -> None:
    """For the table alone: extraction by the fast rules is half of what `bare_extraction` takes as it comes."""
    report(ratio(f"ingest of {kind} pages / bare fast extraction", PAGES[kind](), extract_fast, tmp_path))


@pytest.mark.parametrize("kind", ["everyday", "large"])
def test_the_main_process_takes_a_fifth_of_what_extraction_takes(
    kind: str, tmp_path: Path, report: Callable[[Ratio], Ratio]
) -> None:
    """G2: what fetching, handing over and storing leave to one process bounds how many cores extraction can use."""
    pages = PAGES[kind]()
    name = f"main process for {kind} pages / bare extraction"
    found = report(ratio(name, pages, extract_plain, tmp_path, goal=0.20, parent_only=True))
    assert found.cpu <= found.goal * SLACK, found.row()
