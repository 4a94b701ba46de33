"""Gate R7: every file of feedparser's own test suite goes through the whole ingest without a crash.

pytest -m heavy -n 0 -s tests/test_feedparser_suite.py (MONITOR_FEEDPARSER_TESTS=FOLDER, else downloaded with pip)
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor import reading
from monitor.config import bundled, load
from monitor.model import Config, ParsedFeed
from monitor.pipeline import sources
from monitor.reading import PRELOAD, read_feed, start
from monitor.storage.engine import open_database
from monitor.workers import Pool
from tests.feedparser_suite import bodies, files, ingest, suite

pytestmark = pytest.mark.allow_hosts(["127.0.0.0/8"])

RSS = "<rss version='2.0'><channel><title>t</title>{}</channel></rss>"
ITEM = "<item><title>{}</title><link>http://example.com/{}</link><description>x</description></item>"
SMALL = {
    "/0": ("application/xml", RSS.format(ITEM.format("one", 1) + ITEM.format("two", 2)).encode()),
    "/1": ("application/xml", RSS.format(ITEM.format("", 3)).encode()),
    "/2": ("text/html", b"<html><title>not a feed</title></html>"),
}
NAMES = ["two.xml", "untitled.xml", "page.html"]


@pytest.fixture(scope="module")
def config() -> Config:
    return load(bundled("config"), {})


@pytest.fixture(scope="module")
def pool(config: Config) -> Iterator[Pool]:
    with Pool(2, 512, start, (config.lexicons, config.weights, config.cases), preload=PRELOAD) as pool:
        yield pool


@pytest.mark.heavy
def test_every_file_of_the_suite_is_taken_in_without_a_crash(config: Config, pool: Pool, tmp_path: Path) -> None:
    found = files(suite(tmp_path))
    assert len(found) >= 2_000
    database = open_database(tmp_path / "monitor.db", create=True)
    run = ingest(bodies(found), [path.name for path in found] * 2, pool, config, database)
    database.dispose()
    sys.stdout.write(f"{run}\n")
    assert sum(run.states.values()) == run.files == 2 * len(found), run
    assert run.entries > 1_000, run
    assert not run.crashes, run


def _small(config: Config, pool: Pool, tmp_path: Path) -> Any:
    database = open_database(tmp_path / "monitor.db", create=True)
    run = ingest(SMALL, NAMES, pool, config, database)
    database.dispose()
    return run


def test_the_gate_counts_what_it_took_in(config: Config, pool: Pool, tmp_path: Path) -> None:
    run = _small(config, pool, tmp_path)
    assert (run.files, run.entries, run.read, run.crashes) == (3, 3, 3, [])
    assert run.states == {"baseline": 2, "not_a_feed": 1}


# --------------------------------------------------------------------------------- the gate on planted bugs


def _stumbles(document: reading.Fetched, *args: Any) -> Any:
    """Read a feed, but not one with an entry without a title."""
    parsed = read_feed(document, *args)
    if isinstance(parsed, ParsedFeed):
        [entry.title[0] for entry in parsed.entries]
    return parsed


def _zoneless(document: reading.Fetched, *args: Any) -> Any:
    """Read a feed, and give its entries a time that is nobody's."""
    parsed = read_feed(document, *args)
    if isinstance(parsed, ParsedFeed):
        wrong = dt.datetime(2024, 4, 30)  # noqa: DTZ001 - that is the planted bug
        return replace(parsed, entries=tuple(replace(entry, published_at=wrong) for entry in parsed.entries))
    return parsed


@pytest.mark.parametrize("broken", [_stumbles, _zoneless])
def test_the_gate_catches_a_broken_reader(
    config: Config, pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Callable[..., Any]
) -> None:
    monkeypatch.setattr(sources, "read_feed", broken)
    assert _small(config, pool, tmp_path).crashes
