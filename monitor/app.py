"""The composition root: the only module that chooses implementations and puts them together.

Rule kept: everything heavy is made when it is first needed and closed when the work is done; between two cycles a
daemon holds no child process and no connection.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from email.message import EmailMessage
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor import pipeline
from monitor.config import bundled, database_path, require_contact, require_smtp, without_password
from monitor.digest import Digest, digest_window, message
from monitor.errors import MailError, MonitorError, UsageError
from monitor.fetch import Fetcher
from monitor.i18n import words
from monitor.language.masking import Mask
from monitor.mail import send
from monitor.messages import said
from monitor.model import Config, Outlet, Subscriber
from monitor.outbox import Sent
from monitor.pipeline import (
    AlertCounts,
    ArticleCounts,
    DeliveryCounts,
    ImportCounts,
    Imported,
    Line,
    PollCounts,
    Probe,
    Progress,
    reclassifying,
)
from monitor.pipeline.line import Tools, no_progress
from monitor.reading import PRELOAD, make_classifier, start
from monitor.storage import archive as kept_pages
from monitor.storage import cases, digests, masking, reads, revisions, search, subscribers
from monitor.storage import engine as storage
from monitor.storage.subscribers import StoredSubscriber
from monitor.urls import host
from monitor.workers import Pool

_T = TypeVar("_T")


def _day_in(timezone: str, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(timezone)).date()


def utc_now() -> dt.datetime:
    """Give the present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


_NOBODY = "reader@localhost.invalid"


@dataclass(frozen=True, slots=True)
class Letter:
    """One digest as its reader gets it. ``digest`` is None when it was read back from the database."""

    text: str
    html: str
    message: EmailMessage
    digest: Digest | None


@dataclass(slots=True)
class CycleReport:
    """What one cycle did."""

    feeds: PollCounts = field(default_factory=PollCounts)
    articles: ArticleCounts = field(default_factory=ArticleCounts)


@dataclass(frozen=True)
class Reclassified:
    """What reading everything again comes to: articles read, those that read otherwise, and the docket's change."""

    articles: int
    differences: tuple[reclassifying.Difference, ...]
    outcome: reclassifying.Outcome


def _with_pages(config: Config) -> Config:
    """Say where pages are kept when nothing else does: beside the database, under its name."""
    if config.archive.folder:
        return config
    path = storage.database_path(config.database or str(database_path())) or Path(database_path())
    return replace(config, archive=replace(config.archive, folder=str(path.with_name(f"{path.stem}-pages"))))


class App:
    """One configuration at work on one database."""

    def __init__(self, config: Config, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self.config = _with_pages(config)
        self.clock = clock

    @property
    def target(self) -> str:
        """The database's path or URL."""
        return self.config.database or str(database_path())

    @property
    def place(self) -> str:
        """The same to show and to log: without the password of a server."""
        return without_password(self.target)

    @property
    def scripts(self) -> Path:
        """Where the migrations are."""
        return bundled("migrations")

    @cached_property
    def engine(self) -> storage.Engine:
        """The database, writable; a new file is made at the newest revision. Raises StorageError."""
        return storage.open_database(self.target, create=True)

    @cached_property
    def reader(self) -> storage.Engine:
        """The database, for queries only. Raises StorageError when there is none."""
        return storage.open_reader(self.target)

    @asynccontextmanager
    async def tools(self, progress: Progress = no_progress) -> AsyncIterator[Tools]:
        """Open the way to the network and the children; close it at the end."""
        settings = self.config.fetch
        with Pool(
            settings.processes,
            settings.memory_mb,
            start,
            (self.config.lexicons, self.config.weights, self.config.cases, self.config.mask_names),
            preload=PRELOAD,
        ) as pool:
            async with Fetcher(settings, version=version("case-monitor")) as fetcher:
                yield Tools(config=self.config, fetcher=fetcher, pool=pool, clock=self.clock, progress=progress)

    @asynccontextmanager
    async def line(self, progress: Progress = no_progress) -> AsyncIterator[Line]:
        """Open everything one run works with, the database included, which then knows what is configured."""
        async with self.tools(progress) as tools:
            given = {field.name: getattr(tools, field.name) for field in fields(Tools)}
            with pipeline.open_store(self.config.archive, f"case-monitor {version('case-monitor')}") as store:
                line = Line(engine=self.engine, store=store, **given)
                pipeline.register(line)
                yield line
                pipeline.keep_hosts(line)

    async def probe(self, only: Collection[str] | None = None, progress: Progress = no_progress) -> list[Probe]:
        """Ask every enabled feed once and say what it gave; stores nothing. Raises as `cycle` does."""
        require_contact(self.config)
        self._check_outlets(only)
        async with self.tools(progress) as tools:
            return await pipeline.probe_feeds(tools, only)

    async def discover(self, url: str) -> list[Probe]:
        """Say what can be read at an address of a site or a feed; stores nothing. Raises ConfigError, AddressError."""
        require_contact(self.config)
        outlet = Outlet(id=host(url), name=host(url), language="")
        async with self.tools() as tools:
            return await pipeline.discover(tools, outlet, url)

    async def cycle(
        self,
        *,
        only: Collection[str] | None = None,
        force: bool = False,
        limit: dt.timedelta | None = None,
        progress: Progress = no_progress,
    ) -> CycleReport:
        """Poll the feeds that are due and read the articles that are due.

        ``only`` names outlets, ``force`` does not wait for the next poll time; after ``limit`` no further round of
        articles begins (they stay due). Raises ConfigError without a contact
        and UsageError for an unknown outlet.
        """
        require_contact(self.config)
        self._check_outlets(only)
        until = self.clock() + limit if limit is not None else None
        async with self.line(progress) as line:
            feeds = await pipeline.poll_feeds(line, only=only, force=force)
            articles = await pipeline.read_articles(line, until=until)
            await pipeline.ask_archive(line)
            return CycleReport(feeds, articles)

    def _check_outlets(self, only: Collection[str] | None) -> None:
        known = {outlet.id for outlet in self.config.outlets}
        unknown = sorted(set(only or ()) - known)
        if unknown:
            raise UsageError(f"no outlet {', '.join(unknown)} in outlets.toml; monitor outlets lists them")

    async def import_items(
        self,
        items: Sequence[Imported],
        *,
        urls: Sequence[str] = (),
        outlet: str = "",
        published: str | None = None,
        progress: Progress = no_progress,
    ) -> ImportCounts:
        """File items, and the pages at ``urls``, as if they had been polled; never alerts."""
        async with self.line(progress) as line:
            problems: list[str] = []
            fetched = list(items)
            for url in urls:
                try:
                    fetched.append(await pipeline.fetch_item(line, url, outlet, published))
                except MonitorError as error:
                    problems.append(str(error))
            counts = await pipeline.import_items(line, fetched)
            counts.problems[:0] = problems
            return counts

    def deliver(self, *, force: bool = False) -> DeliveryCounts:
        """Compose the digests that are due and send what is in the outbox; a person's ``force`` does not wait."""
        now = self.clock()
        if force:  # a subscriber may have been written down since the last poll
            with self.engine.begin() as conn:
                subscribers.sync_subscribers(conn, self.config.subscribers, now)
        counts = pipeline.compose_due(self.config, self.engine, now, force=force)
        pipeline.send_outbox(self.config, self.engine, now, counts)
        return counts

    def alert(self) -> AlertCounts:
        """Tell what alerts have to tell now, and try again what did not go out."""
        now = self.clock()
        counts = pipeline.compose_alerts(self.config, self.engine, now)
        pipeline.send_alerts(self.config, self.engine, now, counts, version("case-monitor"))
        return counts

    def test_alert(self, name: str) -> None:
        """Send a marked test message by one alert's channel; raise UsageError or MailError when it does not go out."""
        found = next((one for one in self.config.alerts if one.id == name), None)
        if found is None:
            raise UsageError(f"no alert {name} in settings.toml; monitor alerts lists them")
        outcome = pipeline.send_test_alert(self.config, found, self.clock(), version("case-monitor"))
        if not isinstance(outcome, Sent):
            raise MailError(f"{name}: {outcome.reason}")

    def rule(self, ruling: Callable[[storage.Connection], _T]) -> _T:
        """Make a person's ruling in one transaction."""
        with self.engine.begin() as conn:
            cases.sync_cases(conn, self.config.cases, self.clock())
            with pipeline.unannounced(conn, self.config.alerts, self.clock()):
                return ruling(conn)

    def mask(self, *, write: bool) -> Counter[str]:
        """Mask the names that settings.toml lists in all that is stored; give the rows it changes, by table."""
        with self.engine.connect() as conn, conn.begin() as transaction:
            changed = masking.mask_stored(conn, Mask(self.config.mask_names))
            if not write:
                transaction.rollback()
        if write and changed:
            storage.compact(self.engine)
        return changed

    def forget(self, address: str) -> bool:
        """Erase a subscriber from the database; give whether there was one."""
        with self.engine.begin() as conn:
            found = subscribers.erase(conn, address)
        if found:
            storage.compact(self.engine)
        return found

    def purge(self, days: int, *, write: bool) -> int:
        """Remove the texts of articles that no page has shown for so many days; give how many that are.

        With them go the WARC files that hold no page shown since.
        """
        now = self.clock()
        before = now - dt.timedelta(days=days)
        with self.engine.begin() as conn:
            if not write:
                return revisions.count_old_texts(conn, before)
            pipeline.purge_pages(conn, self.config.archive.folder, before)
            return revisions.purge_texts(conn, before, now)

    def pages_of_purged(self) -> int:
        """Count the pages in WARC files whose texts were removed: they stay while others in their files do."""
        with self.reader.begin() as conn:
            return kept_pages.of_purged(conn)

    def reclassify(self, *, write: bool, progress: Progress = no_progress) -> Reclassified:
        """Read every stored article again with the present lexicons; without ``write`` nothing is kept of it."""
        known = {case.id: case for case in self.config.cases}
        classifier = make_classifier(self.config.lexicons, self.config.weights, self.config.cases)
        with self.engine.begin() as conn:
            cases.sync_cases(conn, self.config.cases, self.clock())
        with self.reader.begin() as conn:
            total = reads.counts(conn)["articles"]
            found = reclassifying.differences(conn, classifier, known, total, progress)
        with self.engine.connect() as conn, conn.begin() as transaction:
            with pipeline.unannounced(conn, self.config.alerts, self.clock()):
                outcome = reclassifying.write(conn, known, found, self.clock(), progress)
            if not write:
                transaction.rollback()
        return Reclassified(total, tuple(found), outcome)

    def letter(self, address: str = "", on: dt.date | None = None) -> Letter:
        """Give a subscriber's digest as it would be now, or exactly as it was on a day; writes nothing.

        ``address`` empty means the first subscriber; with none configured, a reader of every case who has had
        nothing yet. Whom the database does not know yet is shown the last day or week. Raises UsageError for an
        unknown subscriber or a day without a digest.
        """
        now = self.clock()
        with self.reader.begin() as conn:
            known = self._subscriber(conn, address, now)
            if on is not None:
                return self._past_letter(conn, known, on)
            made = pipeline.compose_for(conn, self.config, known, _day_in(known.subscriber.timezone, now), now)
        mail = message(
            made.digest,
            words(known.subscriber.language),
            sender=self.config.smtp.sender or _NOBODY,
            sent_at=now,
            subject=self.config.digest.subject,
        )
        return Letter(made.rendered.text, made.rendered.html, mail, made.digest)

    def _subscriber(self, conn: storage.Connection, address: str, now: dt.datetime) -> StoredSubscriber:
        """Find a subscriber as the database knows it, else as the configuration does: joined one digest ago."""
        stored = {one.subscriber.address: one for one in subscribers.active_subscribers(conn)}
        configured = self.config.subscribers or (Subscriber(_NOBODY, self.config.language),)
        wanted = address or configured[0].address
        for one in configured:
            if one.address == wanted:
                return stored.get(wanted) or StoredSubscriber(0, digest_window(now, None, one)[0], one)
        raise UsageError(f"no subscriber {wanted} in settings.toml")

    def _past_letter(self, conn: storage.Connection, known: StoredSubscriber, on: dt.date) -> Letter:
        stored = digests.digest_on(conn, known.id, on)
        if stored is None:
            raise UsageError(f"{known.subscriber.address} has no digest of {on}")
        return Letter(stored.text, stored.html, pipeline.stored_message(self.config, known.subscriber, stored), None)

    def send_test(self, letter: Letter, address: str) -> None:
        """Send a marked copy of a digest to one address; raise MailError if it does not go out."""
        if letter.digest is None:
            raise UsageError("a test mail shows the present digest: leave out --date")
        language = letter.digest.given.subscriber.language
        mail = message(
            letter.digest,
            words(language),
            sender=require_smtp(self.config).sender,
            sent_at=self.clock(),
            subject=self.config.digest.subject,
            to=address,
            test=True,
        )
        outcome = send(mail, self.config.smtp)
        if not isinstance(outcome, Sent):
            raise MailError(f"{address}: {outcome.reason}")

    def next_due_at(self) -> dt.datetime | None:
        """Say when the next feed, article or request to an archive is due (aware UTC), None when nothing is."""
        from monitor.storage import feeds

        with self.engine.begin() as conn:
            times = [feeds.next_due_at(conn)]
            if self.config.archive.wayback:
                times.append(kept_pages.next_capture_at(conn))
        return min((time for time in times if time is not None), default=None)

    def revision(self) -> str:
        """Give the revision of the database; raise StorageError when there is none."""
        from monitor.storage import migrate  # Alembic: 10 MB and a second that a daemon need not have

        return migrate.current(self.target) or "none"

    def has_database(self) -> bool:
        """Whether there is a database; one on a server is taken to be there."""
        path = storage.database_path(self.target)
        return path is None or path.exists()

    def database_state(self) -> str:
        """Say in a few words how the database is: absent, its revision, what it needs."""
        if not self.has_database():
            return said(f"{self.place}: not there yet; the first poll makes it")
        return said(f"{self.place}: revision {self.revision()}, {storage.journal_note(self.reader)}")

    def backup(self, path: Path) -> None:
        """Write a consistent copy; raises StorageError when the path exists or there is no database."""
        storage.backup(self.reader, path)

    def upgrade(self, progress: Progress = no_progress) -> str:
        """Bring the database to the newest revision, the words of its texts too, and give the revision."""
        from monitor.storage import migrate

        migrate.upgrade(self.target, self.scripts)
        with self.reader.begin() as conn:
            complete = search.are_complete(conn)
        if not complete:
            self.reindex(progress)
        return migrate.current(self.target) or ""

    def reindex(self, progress: Progress = no_progress, *, whole: bool = False) -> int:
        """Store the words of every text anew, and (``whole``) build the full-text index anew; give how many texts."""
        return search.store_all(self.engine, lambda done, total: progress("search", done, total), index_too=whole)

    def close(self) -> None:
        """Let go of the database."""
        for name in ("engine", "reader"):
            if name in self.__dict__:
                self.__dict__.pop(name).dispose()
