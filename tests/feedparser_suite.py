"""feedparser's own tests as feeds: found or downloaded, served, polled, stored, and their entries classified.

The files are not copied into the project: MONITOR_FEEDPARSER_TESTS names a folder that holds them (the ``tests`` of
its source package); without it the source package of the installed version is downloaded with pip.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib.metadata
import os
import re
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from monitor import pipeline
from monitor.fetch import Fetcher
from monitor.model import Config, Feed, FetchSettings, Outlet
from monitor.pipeline.filing import Filing, save_read
from monitor.pipeline.line import Line, in_child
from monitor.reading import Read, Source, read_headline
from monitor.storage import articles, schema
from monitor.storage.engine import Engine
from monitor.workers import Pool
from tests.benchmarks.serving import Served, serve

VARIABLE = "MONITOR_FEEDPARSER_TESTS"
NOW = dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC)
HOSTS = 250
SETTINGS = FetchSettings(
    contact="tests@example.org", allow_private=("127.0.0.0/8",), processes=2, pause_seconds=0, workers=8
)
_TYPE = re.compile(rb"^\s*Header:\s*Content-type:\s*(\S[^\r\n]{0,120})", re.IGNORECASE | re.MULTILINE)


@dataclass
class Run:
    """What an ingest of the suite gave. ``crashes`` name a file and what happened; there must be none."""

    files: int = 0
    states: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    read: int = 0
    crashes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        states = ", ".join(f"{count} {state}" for state, count in self.states.most_common())
        found = f"{self.files} files: {states}; {self.entries} entries, {self.read} articles read"
        return f"{found}; {len(self.crashes)} crashes"


def files(folder: Path) -> list[Path]:
    """Give the suite's feeds: all but its programs."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".py")


def suite(into: Path) -> Path:
    """Give the folder of feedparser's tests, downloaded when no variable names it."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    wanted = f"feedparser=={importlib.metadata.version('feedparser')}"
    command = ["pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(into), wanted]
    subprocess.run([sys.executable, "-m", *command], check=True, timeout=300)
    with tarfile.open(next(into.glob("*.tar.gz"))) as package:
        package.extractall(into, filter="data")
    return next(into.glob("feedparser-*/tests"))


def bodies(paths: Sequence[Path]) -> dict[str, tuple[str, bytes]]:
    """Give what the server answers: each file as the content type it asks for in its own words.

    Most files hold one entry without a link, which a monitor can do nothing with: so each is there twice, the second
    time with a link for every entry, so that what is in it goes all the way.
    """
    given = [(_content_type(path), path.read_bytes()) for path in paths]
    given += [(kind, _linked(body, number)) for number, (kind, body) in enumerate(given)]
    return {f"/{number}": one for number, one in enumerate(given)}


def _linked(body: bytes, number: int) -> bytes:
    url = b"http://example.com/%d" % number
    body = re.sub(rb"(<item(?:\s[^>]{0,300})?>)", rb"\1<link>" + url + rb"</link>", body)
    return re.sub(rb"(<entry(?:\s[^>]{0,300})?>)", rb'\1<link href="' + url + rb'"/>', body)


def _content_type(path: Path) -> str:
    found = _TYPE.search(path.read_bytes()[:4_000])
    return found[1].decode("latin-1") if found else "application/xml"


def ingest(given: Mapping[str, tuple[str, bytes]], names: Sequence[str], pool: Pool, config: Config, db: Engine) -> Run:
    """Poll every document, store what it lists, and classify every entry by its headline; never raises."""
    run = Run(files=len(given))
    with serve(given, HOSTS) as served:
        outlets = tuple(_outlets(served, len(given)))
        config = replace(config, fetch=SETTINGS, outlets=outlets, subscribers=())
        try:
            asyncio.run(_all(run, Line(config=config, fetcher=_fetcher(), pool=pool, clock=lambda: NOW, engine=db)))
        except Exception as error:  # whatever it is, a document did it
            run.crashes.append(f"the run ended with {type(error).__name__}: {error}")
        numbers = {feed.url: number for outlet in outlets for number, feed in _numbered(outlet)}
    run.crashes = [_named(crash, numbers, names) for crash in run.crashes]
    return run


def _fetcher() -> Fetcher:
    return Fetcher(SETTINGS, version="0", now=lambda: NOW)


def _outlets(served: Served, count: int) -> Iterator[Outlet]:
    for host in range(min(HOSTS, count)):
        feeds = tuple(Feed(served.url(host, f"/{number}")) for number in range(host, count, HOSTS))
        yield Outlet(f"paper-{host}", f"Paper {host}", "en", feeds=feeds)


def _numbered(outlet: Outlet) -> Iterator[tuple[int, Feed]]:
    for feed in outlet.feeds:
        yield int(feed.url.rpartition("/")[2]), feed


def _named(crash: str, numbers: Mapping[str, int], names: Sequence[str]) -> str:
    url = crash.partition(" ")[0]
    return f"{names[numbers[url]]}: {crash}" if url in numbers else crash


async def _all(run: Run, line: Line) -> None:
    async with line.fetcher:
        pipeline.register(line)
        counts = await pipeline.poll_feeds(line)
        run.states.update(counts.states)
        run.entries = counts.entries
        run.crashes += [f"{url} {state}: {why}" for _, url, state, why in counts.failed if _is_crash(why)]
        with line.engine.begin() as conn:
            ids = conn.execute(sa.select(schema.article.c.id)).scalars()
            found = [one for number in ids.all() if (one := articles.get(conn, number)) is not None]
        for one in found:
            await _read(run, line, one)


def _is_crash(reason: str) -> bool:
    """Whether a failure is a child's or our own reader's, and not a name for what is wrong with the document."""
    return any(words in reason for words in ("reading it failed", "process died", "no result after", "out of memory"))


async def _read(run: Run, line: Line, article: articles.DueArticle) -> None:
    source = Source(url=article.url, title=article.title, teaser=article.summary, published=article.published)
    read = await in_child(line, read_headline, source, "tried")
    if not isinstance(read, Read):
        run.crashes.append(f"{article.url} {read.reason}")
        return
    with line.engine.begin() as conn:
        filing = Filing(conn, line.cases, NOW)
        save_read(filing, article.id, read, NOW)
        filing.close()
    run.read += 1
