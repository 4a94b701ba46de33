"""Habits, days, gaps and pages come back as they were kept, and due times follow the settings."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.health import Day, Gap, Habits, page_seen
from monitor.model import PollState
from monitor.storage import health
from monitor.storage.engine import Connection
from monitor.storage.schema import article, feed, outlet
from tests.storage.sample import HOUR, NOW, entry, poll

_DAY = dt.timedelta(days=1)
_SPANS = st.none() | st.timedeltas(min_value=dt.timedelta(0), max_value=1000 * _DAY)
_HABITS = st.builds(
    Habits,
    window=_SPANS,
    pace=_SPANS,
    usual_gap=_SPANS,
    newest_at=st.none() | st.integers(0, 10_000).map(lambda hours: NOW - hours * HOUR),
    marks=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), max_size=3).map(tuple),
).map(lambda one: one if not one.marks else Habits(**{name: getattr(one, name) for name in _FIELDS}, listed=7))
_FIELDS = ("window", "pace", "usual_gap", "newest_at", "marks")


def _stored(conn: Connection, feed_id: int = 1) -> sa.Row:
    return conn.execute(sa.select(feed).where(feed.c.id == feed_id)).one()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(_HABITS)
def test_habits_come_back_as_they_were_kept(conn: Connection, habits: Habits) -> None:
    conn.execute(feed.update().where(feed.c.id == 1).values(**health.habit_values(habits)))
    assert health.habits_of(_stored(conn)) == habits


def test_a_feed_that_was_never_read_has_no_habits_and_no_days(conn: Connection) -> None:
    assert health.habits_of(_stored(conn)) == Habits()
    assert health.days_of(_stored(conn).days) == ()


def test_every_poll_is_counted_under_its_day(conn: Connection) -> None:
    poll(conn, entry("a"), entry("b"))
    poll(conn, state=PollState.TIMEOUT, reason="no answer", at=NOW + HOUR)
    poll(conn, entry("c"), at=NOW + _DAY)
    assert health.days_of(_stored(conn).days) == (Day(NOW.date(), 2, 1, 2), Day(NOW.date() + _DAY, 1, 0, 1))


def test_gaps_are_kept_for_ever_and_given_since_a_moment(conn: Connection) -> None:
    for days in (10, 1):
        health.note_gap(conn, 1, Gap(NOW - 2 * days * _DAY, NOW - days * _DAY), NOW - days * _DAY)
    assert health.gaps_since(conn, NOW - 7 * _DAY) == {1: [(Gap(NOW - 2 * _DAY, NOW - _DAY), NOW - _DAY)]}
    assert len(health.gaps_since(conn, NOW - 30 * _DAY)[1]) == 2


def test_another_interval_moves_every_due_time_but_of_what_is_off_gone_or_was_never_polled(conn: Connection) -> None:
    poll(conn, entry("a"))
    poll(conn, state=PollState.GONE, reason="410", feed_id=2)
    conn.execute(feed.update().where(feed.c.id == 2).values(next_poll_at=None))
    before = {row.id: row.next_poll_at for row in conn.execute(sa.select(feed))}
    health.plan_anew(conn, 5 * HOUR)
    after = {row.id: row.next_poll_at for row in conn.execute(sa.select(feed))}
    assert 5 * HOUR <= after.pop(1) - NOW <= 5.25 * HOUR
    assert after == {name: at for name, at in before.items() if name != 1}


def test_planning_anew_gives_what_planning_after_the_poll_gave(conn: Connection) -> None:
    poll(conn, entry("a"))
    values = health.habit_values(Habits(window=6 * HOUR, pace=HOUR / 3)) | health.wish_values(HOUR, NOW + 3 * HOUR)
    conn.execute(feed.update().where(feed.c.id == 1).values(**values))
    health.plan_anew(conn, _DAY)
    assert _stored(conn).next_poll_at == NOW + 3 * HOUR
    conn.execute(feed.update().where(feed.c.id == 1).values(held_until_at=None))
    health.plan_anew(conn, _DAY)
    assert _stored(conn).next_poll_at == NOW + 1.5 * HOUR


def test_times_that_a_wrong_clock_left_are_mended_and_no_others(conn: Connection) -> None:
    poll(conn, entry("a"), at=NOW + 365 * _DAY)
    poll(conn, entry("b"), feed_id=2)
    conn.execute(article.update().values(next_fetch_at=NOW + 20 * _DAY))
    conn.execute(article.update().where(article.c.title == "Story a").values(next_fetch_at=NOW + 365 * _DAY))
    health.mend_clock(conn, NOW)
    assert (_stored(conn).next_poll_at, _stored(conn, 2).next_poll_at) == (NOW, NOW + HOUR)
    looks = dict(conn.execute(sa.select(article.c.title, article.c.next_fetch_at)).tuples().all())
    assert looks == {"Story a": NOW, "Story b": NOW + 20 * _DAY}


@pytest.mark.parametrize("size", [1, 5])
def test_what_pages_gave_is_remembered_over_transactions_of_any_size(conn: Connection, size: int) -> None:
    good = [page_seen(number, f"Uutinen {'abcdefghijklmno'[number]}", "") for number in range(15)]
    bad = [page_seen(number, "", "wall") for number in range(15, 25)]
    pages = good + bad
    for start in range(0, len(pages), size):
        health.note_pages(conn, {"yle": pages[start : start + size]}, NOW + start * HOUR)
    [(name, told, since)] = health.drifts(conn)
    assert (name, told) == ("yle", "10 of its last 10 pages gave no text: wall")
    assert NOW + 20 * HOUR <= since <= NOW + 24 * HOUR
    conn.execute(outlet.update().where(outlet.c.id == "yle").values(configured=False))
    assert health.drifts(conn) == []
