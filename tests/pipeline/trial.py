"""A small newsroom on loopback and the real line on a real database, with a clock that tests move."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from monitor import pipeline, queries
from monitor.fetch import Fetcher
from monitor.model import ArchiveSettings, Config, Feed, FetchSettings, Outlet
from monitor.pipeline.archiving import open_store
from monitor.pipeline.line import Line
from monitor.storage.engine import Engine, open_database
from monitor.workers import Pool
from tests.servers import HttpServer

_Given = TypeVar("_Given")
START = dt.datetime(2024, 4, 30, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)

TITLE = "Kivimäelle yli kuusi vuotta vankeutta Vastaamon tietomurrosta"
TEXT = (
    "Länsi-Uudenmaan käräjäoikeus tuomitsi tiistaina Aleksanteri Kivimäen kuuden vuoden ja kolmen kuukauden "
    "vankeuteen psykoterapiakeskus Vastaamon tietomurrosta ja kiristyksistä.",
    "Tuomio ei ole lainvoimainen, ja siitä voi valittaa Helsingin hovioikeuteen. Käräjäoikeuden mukaan teot olivat "
    "poikkeuksellisen laajoja ja ne kohdistuivat tuhansiin ihmisiin.",
    "Oikeudenkäynti Espoossa kesti useita kuukausia, ja sitä seurattiin etäyhteyksillä ympäri maata.",
)


def page(title: str = TITLE, paragraphs: Iterable[str] = TEXT) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="fi"><head><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@dataclass(frozen=True)
class Item:
    """One item of a feed."""

    url: str
    title: str = TITLE
    teaser: str = "Käräjäoikeus antoi tuomion Vastaamon tietomurrosta."
    published: dt.datetime | None = START - HOUR


def rss(*items: Item) -> str:
    def one(item: Item) -> str:
        date = f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else ""
        link = item.url.replace("&", "&amp;")
        return (
            f"<item><title>{item.title}</title><link>{link}</link><description>{item.teaser}</description>{date}</item>"
        )

    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{"".join(map(one, items))}</channel></rss>'
    )


@dataclass
class Clock:
    """The time as the line sees it."""

    at: dt.datetime = START

    def __call__(self) -> dt.datetime:
        return self.at

    def pass_(self, hours: float) -> None:
        self.at += hours * HOUR


@dataclass
class Trial:
    """The line over one database file and one server."""

    config: Config
    pool: Pool
    server: HttpServer
    path: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.engine: Engine = open_database(self.path, create=True)

    def feeds(self, *paths: str, **more: Any) -> None:
        """Configure one outlet, Lehti, with feeds at these paths of the server."""
        outlet = Outlet("lehti", "Lehti", "fi", feeds=tuple(Feed(self.server.url(path)) for path in paths), **more)
        self.config = replace(self.config, outlets=(outlet,))

    def settings(self, **changed: Any) -> None:
        self.config = replace(self.config, fetch=replace(self.config.fetch, **changed))

    def run(self, work: Callable[[Line], Awaitable[_Given]]) -> _Given:
        """Do something with a line of its own, as a process of its own would."""

        async def all_of_it() -> _Given:
            async with Fetcher(self.config.fetch, version="0", now=self.clock) as fetcher:
                tools = {"fetcher": fetcher, "pool": self.pool, "clock": self.clock, "engine": self.engine}
                with open_store(self.config.archive, "tests") as store:
                    line = Line(config=self.config, store=store, **tools)  # type: ignore[arg-type]  # as they are named
                    pipeline.register(line)
                    return await work(line)

        return asyncio.run(all_of_it())

    def archive(self, **changed: Any) -> Path:
        """Have pages kept in a folder beside the database, and give it."""
        folder = self.path.with_name("pages")
        settings = ArchiveSettings(**{"warc": True, "folder": str(folder), **changed})
        self.config = replace(self.config, archive=settings)
        return folder

    def poll(self, **options: Any) -> pipeline.PollCounts:
        return self.run(lambda line: pipeline.poll_feeds(line, **options))

    def read(self) -> pipeline.ArticleCounts:
        return self.run(pipeline.read_articles)

    def cycle(self, **options: Any) -> tuple[pipeline.PollCounts, pipeline.ArticleCounts]:
        async def both(line: Line) -> tuple[pipeline.PollCounts, pipeline.ArticleCounts]:
            return await pipeline.poll_feeds(line, **options), await pipeline.read_articles(line)

        return self.run(both)

    def import_(self, *items: pipeline.Imported) -> pipeline.ImportCounts:
        return self.run(lambda line: pipeline.import_items(line, items))

    def rows(self, query: str) -> Sequence[Any]:
        with self.engine.begin() as conn:
            return [row[0] if len(row) == 1 else tuple(row) for row in conn.execute(sa.text(query))]

    def docket(self) -> list[queries.DocketEntry]:
        with self.engine.begin() as conn:
            return list(queries.docket(conn))

    def state(self, url_end: str) -> tuple[str, str]:
        """Give state and reason of the article whose address ends so."""
        found = self.rows("select url, state, reason from article")
        return next((state, reason) for url, state, reason in found if url.endswith(url_end))


SETTINGS = FetchSettings(
    contact="tests@example.org", allow_private=("127.0.0.0/8",), deadline=dt.timedelta(seconds=5), processes=1
)
