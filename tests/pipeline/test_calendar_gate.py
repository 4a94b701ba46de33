"""Gate R4: one digest for each reader and civil day (or week), whatever clock, downtime and crashes do.

Simulated time over a real database and a real mail server: both changes of summer time, in zones that change on other
days or at other hours; the clock jumps up to three hours either way and back; the process is down for days; it dies
while composing, and between the server's answer and the note of it. A gate counts only if it fails on planted bugs:
the last tests plant some.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.model import Config, DigestSettings, Every, Security, SendEmpty, SmtpSettings, Subscriber, Weekday
from monitor.pipeline import DeliveryCounts, compose_due, delivering, send_outbox
from monitor.storage import digests, subscribers
from monitor.storage.engine import Engine, open_database
from tests.mailservers import LOOPBACK, Post, serving

READERS = (
    Subscriber("helsinki@example.fi", "fi", timezone="Europe/Helsinki", at=dt.time(7, 0)),
    Subscriber("york@example.fi", "en", timezone="America/New_York", at=dt.time(2, 30)),  # an hour the spring skips
    Subscriber("howe@example.fi", "en", timezone="Australia/Lord_Howe", at=dt.time(0, 15)),  # half an hour of change
    Subscriber("week@example.fi", "fi", every=Every.WEEK, weekday=Weekday.SUNDAY, at=dt.time(0, 30)),
)
HOUR = dt.timedelta(hours=1)
SETTINGS = DigestSettings(send_empty=SendEmpty.ALWAYS)


class CrashError(BaseException):
    """The process dies."""


@dataclass
class Life:
    """A process that lives through simulated time, and dies now and then."""

    engine: Engine
    config: Config
    post: Post
    chance: random.Random
    patch: pytest.MonkeyPatch
    found: list[str] = field(default_factory=list)
    doubtful: Counter[str] = field(default_factory=Counter)
    ticks: int = 0

    joined: dt.date = dt.date.min

    def run(self, start: dt.datetime, weeks: float) -> None:
        """Live from a moment on for so many weeks."""
        true, error = start, dt.timedelta(0)
        while true < start + weeks * dt.timedelta(weeks=1):
            true += self._pause()
            error = self._error(error)
            self.tick(true + error)
        # Calm at the end: what was put off goes out.
        for _ in range(3):
            true += 7 * HOUR
            self.tick(true, crashes=False)

    def _pause(self) -> dt.timedelta:
        if self.chance.random() < 0.01:
            return dt.timedelta(hours=self.chance.uniform(10, 24 * 12))
        return dt.timedelta(hours=self.chance.uniform(0.2, 7))

    def _error(self, error: dt.timedelta) -> dt.timedelta:
        """Let the clock go wrong, or right again."""
        if self.chance.random() > 0.05:
            return error
        return dt.timedelta(0) if error else dt.timedelta(hours=self.chance.uniform(-3, 3))

    def tick(self, now: dt.datetime, *, crashes: bool = True) -> None:
        """Do what the daemon's tick does at what it takes for now; die somewhere in it now and then."""
        self.ticks += 1
        with self.patch.context() as broken:
            if crashes and self.chance.random() < 0.08:
                self._plant_crash(broken)
            try:
                compose_due(self.config, self.engine, now)
                send_outbox(self.config, self.engine, now, DeliveryCounts())
            except CrashError:
                return
        self.found += list(self._missing(now))

    def _plant_crash(self, broken: pytest.MonkeyPatch) -> None:
        def die(*given: object, **named: object) -> None:
            raise CrashError

        def note_and_die(conn: object, delivery_id: int, *rest: object) -> None:
            last = self.post.taken[-1]
            self.doubtful[last.recipient] += 1
            raise CrashError

        module, name, how = self.chance.choice(
            [
                (digests, "save_digest", die),
                (digests.sql, "insert_one", die),
                (delivering, "compose_for", die),
                (digests, "claim", die),
                (delivering, "send", die),
                (digests, "mark_sent", note_and_die),
            ]
        )
        broken.setattr(module, name, how)

    def _missing(self, now: dt.datetime) -> Iterator[str]:
        """Say which digest should be there after a tick and is not."""
        with self.engine.begin() as conn:
            last = {one.subscriber.address: digests.last_digest(conn, one.id) for one in _known(conn)}
        for reader in READERS:
            local = now.astimezone(ZoneInfo(reader.timezone))
            day, at = local.date(), reader.at or SETTINGS.at
            if reader.every is Every.WEEK:
                day -= dt.timedelta(days=(day.weekday() - 6) % 7)
            begins = dt.datetime.combine(day, at, ZoneInfo(reader.timezone)).astimezone(dt.UTC)
            newest = last[reader.address]
            if now >= begins and (newest is None or newest.on < day) and self._was_there(reader, day):
                yield f"{reader.address}: none for {day} at {now}"

    def _was_there(self, reader: Subscriber, day: dt.date) -> bool:
        """Whether a reader was one on a day; a weekly one waits for the first such day after joining."""
        return reader.every is Every.DAY or day > self.joined

    def count(self) -> None:
        """Compare what arrived with what was made."""
        with self.engine.begin() as conn:
            for known in _known(conn):
                address = known.subscriber.address
                made = conn.exec_driver_sql(
                    f"select digest_on, message_id from digest where subscriber_id = {known.id}"  # noqa: S608 a number
                ).all()
                came = Counter(one.message_id for one in self.post.taken if one.recipient == address)
                if len({day for day, _ in made}) != len(made) or set(came) != {name for _, name in made}:
                    self.found.append(f"{address}: {len(made)} made, {len(came)} different ones came")
                days = Counter(name.split(".")[1] for name in came)
                self.found += [f"{address}: {count} mails of {day}" for day, count in days.items() if count > 1]
                repeats = sum(came.values()) - len(came)
                if repeats > self.doubtful[address]:
                    self.found.append(f"{address}: {repeats} repeats, {self.doubtful[address]} in doubt")


def _known(conn: object) -> list[subscribers.StoredSubscriber]:
    return subscribers.active_subscribers(conn)  # type: ignore[arg-type]


Spans = tuple[tuple[dt.datetime, float], ...]


def live(folder: Path, patch: pytest.MonkeyPatch, spans: Spans, seed: int = 1) -> Life:
    """Live through spans of so many weeks, down in between; give what was found wrong."""
    (start, _), *_ = spans
    engine, post = open_database(folder / f"{seed}.db", create=True), Post()
    with engine.begin() as conn:
        subscribers.sync_subscribers(conn, READERS, start)
    with serving(post) as port:
        smtp = SmtpSettings(LOOPBACK, port, Security.NONE, sender="monitor@example.fi")
        config = Config(subscribers=READERS, digest=SETTINGS, smtp=smtp)
        life = Life(engine, config, post, random.Random(seed), patch, joined=start.date())  # noqa: S311 no secret
        for begin, weeks in spans:
            life.run(begin, weeks)
        life.count()
    engine.dispose()
    return life


def _on(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, tzinfo=dt.UTC)


# New York changes on 8.3. and 1.11.2026, Helsinki on 29.3. and 25.10., Lord Howe on 5.4. and 4.10.
SPRING: Spans = ((_on(2026, 3, 7), 0.3), (_on(2026, 3, 28), 0.3), (_on(2026, 4, 4), 0.3))
AUTUMN: Spans = ((_on(2026, 10, 3), 0.3), (_on(2026, 10, 24), 0.3), (_on(2026, 10, 31), 0.3))
CHANGE: Spans = ((_on(2026, 3, 28), 0.3),)


@pytest.mark.parametrize("spans", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_one_digest_a_reader_and_day_over_both_changes_of_summer_time(
    spans: Spans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = live(tmp_path, monkeypatch, spans)
    assert life.found == []
    assert len(life.post.taken) > 15


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(8))
def test_one_digest_a_reader_and_day_over_two_thousand_weeks(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert live(tmp_path, monkeypatch, ((_on(2026 + 5 * seed, 1, 4), 250),), seed).found == []


# ----------------------------------------------------------------------------------------------------- planted bugs


def _by_hours(subscriber: Subscriber, settings: DigestSettings, now: dt.datetime, last: dt.date | None) -> object:
    """Count 24 hours on from the last digest's hour instead of comparing days."""
    zone = ZoneInfo(subscriber.timezone)
    if last is None:
        return now.astimezone(zone).date()
    begin = dt.datetime.combine(last, subscriber.at or settings.at, zone).astimezone(dt.UTC)
    return now.astimezone(zone).date() if now >= begin + 26 * HOUR else None


def _in_utc(subscriber: Subscriber, settings: DigestSettings, now: dt.datetime, last: dt.date | None) -> object:
    """Take the day in UTC for the reader's."""
    due = now.astimezone(ZoneInfo(subscriber.timezone)).timetz() >= (subscriber.at or settings.at)
    return now.date() if due and (last is None or last < now.date()) else None


@pytest.mark.parametrize("bug", [_by_hours, _in_utc], ids=["counts-hours", "day-in-UTC"])
def test_the_gate_sees_days_counted_wrongly(
    bug: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "digest_due", bug)
    assert live(tmp_path, monkeypatch, CHANGE).found


def test_the_gate_sees_mail_that_is_never_noted_as_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "mark_sent", lambda *_: None)
    monkeypatch.setattr(digests, "claim", lambda *_: True)
    assert any("repeats" in one for one in live(tmp_path, monkeypatch, CHANGE).found)


def test_the_gate_sees_a_name_that_is_another_on_every_day_but_not_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misdated(address: str, on: dt.date, sender: str) -> str:
        return f"<digest.2026-03-01.{address}-{on}@example.fi>"

    monkeypatch.setattr(delivering, "message_id", misdated)
    assert any("mails of" in one for one in live(tmp_path, monkeypatch, CHANGE).found)
