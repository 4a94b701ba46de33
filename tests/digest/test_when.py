from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.digest import digest_due, digest_window, next_digest_at
from monitor.digest.when import digest_day
from monitor.model import DigestSettings, Every, Subscriber, Weekday

HELSINKI = ZoneInfo("Europe/Helsinki")
READER = Subscriber("lukija@example.fi")
WEEKLY = replace(READER, every=Every.WEEK)
SEVEN = DigestSettings()
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def helsinki(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=HELSINKI, fold=fold)


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        ("2026-11-20T06:59", "2026-11-19", None),
        ("2026-11-20T07:00", "2026-11-19", "2026-11-20"),
        ("2026-11-20T07:00", "2026-11-20", None),
        ("2026-11-20T23:59", "2026-11-19", "2026-11-20"),  # a missed morning is made good
        ("2026-11-20T06:00", "2026-11-15", None),  # after days off: not two within the hour
        ("2026-11-20T07:00", "2026-11-15", "2026-11-20"),  # one for all the days
        ("2026-11-19T22:00", "2026-11-20", None),  # the clock was set back over midnight
        ("2026-11-20T07:00", None, "2026-11-20"),
    ],
)
def test_a_digest_is_due_once_a_civil_day_from_its_hour_on(now, last, due):
    told = digest_due(READER, SEVEN, helsinki(now), dt.date.fromisoformat(last) if last else None)
    assert told == (dt.date.fromisoformat(due) if due else None)


def test_the_readers_own_hour_and_zone_are_what_counts():
    reader = Subscriber("reader@example.fi", timezone="America/New_York", at=dt.time(6, 30))
    before = dt.datetime(2026, 11, 20, 11, 29, tzinfo=dt.UTC)
    assert digest_due(reader, SEVEN, before, None) is None
    assert digest_due(reader, SEVEN, before + dt.timedelta(minutes=1), None) == dt.date(2026, 11, 20)


def test_the_night_of_two_three_o_clocks_gives_one_digest():
    settings = DigestSettings(at=dt.time(3, 30))
    first, second = helsinki("2026-10-25T03:30"), helsinki("2026-10-25T03:30", fold=1)
    assert second.astimezone(dt.UTC) - first.astimezone(dt.UTC) == dt.timedelta(hours=1)
    due = digest_due(READER, settings, first, dt.date(2026, 10, 24))
    assert due == dt.date(2026, 10, 25)
    assert digest_due(READER, settings, second, due) is None


def test_the_night_without_a_three_o_clock_has_its_digest_too():
    settings = DigestSettings(at=dt.time(3, 30))
    last = dt.date(2026, 3, 28)
    assert digest_due(READER, settings, helsinki("2026-03-29T02:59"), last) is None
    assert digest_due(READER, settings, helsinki("2026-03-29T04:30"), last) == dt.date(2026, 3, 29)


def test_the_next_digest_is_told_as_a_moment():
    now = helsinki("2026-03-28T12:00")
    assert next_digest_at(READER, SEVEN, now, now.date()) == dt.datetime(2026, 3, 29, 4, 0, tzinfo=dt.UTC)
    assert next_digest_at(READER, SEVEN, now, dt.date(2026, 3, 27)) == dt.datetime(2026, 3, 28, 5, 0, tzinfo=dt.UTC)


@given(
    st.integers(0, 2_000 * 86_400).map(lambda seconds: START + dt.timedelta(seconds=seconds)),
    st.sampled_from(["Europe/Helsinki", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]),
    st.times(),
    st.one_of(st.none(), st.integers(-20, 8)),
    st.sampled_from(Every),
    st.sampled_from(Weekday),
)
def test_a_digest_is_due_exactly_when_its_next_moment_has_come(now, zone, at, days, every, weekday):
    reader = Subscriber("reader@example.fi", timezone=zone, at=at.replace(tzinfo=None), every=every, weekday=weekday)
    today = now.astimezone(ZoneInfo(zone)).date()
    last = None if days is None else today + dt.timedelta(days=days)
    assert (digest_due(reader, SEVEN, now, last) is not None) == (now >= next_digest_at(reader, SEVEN, now, last))


def test_a_window_begins_where_the_last_one_ended_and_never_runs_backwards():
    now = helsinki("2026-11-20T07:00")
    assert digest_window(now, None, READER) == (now - dt.timedelta(days=1), now)
    assert digest_window(now, now - dt.timedelta(days=5), READER) == (now - dt.timedelta(days=5), now)
    assert digest_window(now, now + dt.timedelta(hours=1), READER) == (now, now)


@pytest.mark.parametrize(
    ("reader", "now", "start", "hours"),
    [
        (READER, "2026-03-29T07:00", "2026-03-28T07:00", 23),
        (READER, "2026-10-25T07:00", "2026-10-24T07:00", 25),
        (WEEKLY, "2026-03-30T07:00", "2026-03-23T07:00", 7 * 24 - 1),
        (WEEKLY, "2026-10-26T07:00", "2026-10-19T07:00", 7 * 24 + 1),
        (WEEKLY, "2026-11-23T07:00", "2026-11-16T07:00", 7 * 24),
    ],
)
def test_a_first_window_begins_at_the_same_time_of_day_whatever_summer_time_did(reader, now, start, hours):
    begin, end = digest_window(helsinki(now).astimezone(dt.UTC), None, reader)
    assert begin == helsinki(start).astimezone(dt.UTC)
    assert end - begin == dt.timedelta(hours=hours)


# ------------------------------------------------------------------------------------------- weekly


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        ("2026-11-23T06:59", "2026-11-16", None),  # Monday, not seven yet
        ("2026-11-23T07:00", "2026-11-16", "2026-11-23"),
        ("2026-11-23T07:00", "2026-11-23", None),
        ("2026-11-24T07:00", "2026-11-23", None),
        ("2026-11-29T23:59", "2026-11-23", None),  # Sunday
        ("2026-11-30T07:00", "2026-11-23", "2026-11-30"),
        ("2026-11-25T12:00", "2026-11-16", "2026-11-25"),  # a missed Monday is made good on Wednesday
        ("2026-11-30T07:00", "2026-11-25", "2026-11-30"),  # and the next Monday has its own
        ("2026-11-23T06:00", "2026-11-02", None),  # after weeks off: not two within the hour
        ("2026-11-23T07:00", "2026-11-02", "2026-11-23"),  # one for all the weeks
        ("2026-03-30T07:00", "2026-03-23", "2026-03-30"),  # the week with 167 hours
        ("2026-10-26T07:00", "2026-10-19", "2026-10-26"),  # the week with 169
        ("2026-10-26T06:59", "2026-10-19", None),
    ],
)
def test_a_weekly_digest_is_due_once_a_week_from_its_weekday_and_hour_on(now, last, due):
    assert digest_due(WEEKLY, SEVEN, helsinki(now), dt.date.fromisoformat(last)) == (
        dt.date.fromisoformat(due) if due else None
    )


def test_who_changes_from_daily_to_weekly_waits_for_the_next_weekday_and_back_for_the_next_day():
    friday = dt.date(2026, 11, 20)
    assert digest_due(WEEKLY, SEVEN, helsinki("2026-11-21T07:00"), friday) is None
    assert digest_due(READER, SEVEN, helsinki("2026-11-24T07:00"), dt.date(2026, 11, 23)) == dt.date(2026, 11, 24)


@pytest.mark.parametrize("weekday", Weekday)
def test_the_weekday_is_the_readers_own(weekday):
    reader = replace(WEEKLY, weekday=weekday)
    due = [day for day in range(16, 30) if digest_due(reader, SEVEN, helsinki(f"2026-11-{day}T07:00"), None)
           == digest_day(reader, dt.date(2026, 11, day))]  # fmt: skip
    assert [dt.date(2026, 11, day).strftime("%A").lower() for day in due] == [weekday, weekday]


# ------------------------------------------------------------------------------------------- R4


def clock(weeks: int, chance: random.Random) -> Iterator[dt.datetime]:
    """Tick through weeks of a bad machine: uneven ticks, days switched off, clocks three hours off either way."""
    now = dt.datetime(2020, 1, 6, tzinfo=dt.UTC)
    end = now + dt.timedelta(weeks=weeks)
    while now < end:
        jump = chance.uniform(-3, 3) if chance.random() < 0.02 else 0.0
        yield now + dt.timedelta(hours=jump)
        off = chance.uniform(1, 4) * 24 if chance.random() < 0.005 else 0.0
        now += dt.timedelta(hours=chance.uniform(0.1, 4) + off)


def simulate(weeks: int, seed: int, reader: Subscriber) -> None:
    zone = ZoneInfo(reader.timezone)
    sent: list[dt.date] = []
    reached: set[dt.date] = set()
    for now in clock(weeks, random.Random(seed)):  # noqa: S311 -- a repeatable clock, no secret
        local = now.astimezone(zone)
        owed = digest_day(reader, local.date())
        moment = dt.datetime.combine(owed, reader.at or SEVEN.at, zone)
        if now >= moment.astimezone(dt.UTC) and not (sent and sent[-1] >= owed and owed not in reached):
            reached.add(owed)
        due = digest_due(reader, SEVEN, now, sent[-1] if sent else None)
        if due is not None:
            sent.append(due)
    assert [digest_day(reader, day) for day in sent] == sorted(reached)
    assert len(set(sent)) == len(sent)


@pytest.mark.parametrize("zone", ["Europe/Helsinki", "America/New_York"])
@pytest.mark.parametrize("at", [dt.time(0, 0), dt.time(3, 30), dt.time(7, 0), dt.time(23, 59)])
def test_every_reached_day_has_one_digest_over_two_hundred_weeks_of_bad_clocks(zone, at):
    simulate(200, 7, Subscriber("reader@example.fi", timezone=zone, at=at))


@pytest.mark.parametrize("weekday", [Weekday.MONDAY, Weekday.SUNDAY])
def test_every_reached_week_has_one_digest_over_two_hundred_weeks_of_bad_clocks(weekday):
    simulate(200, 7, replace(WEEKLY, weekday=weekday))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(8))
def test_every_reached_day_has_one_digest_over_two_thousand_weeks_of_bad_clocks(seed):
    for at in (dt.time(1, 30), dt.time(3, 30), dt.time(7, 0)):
        simulate(2000, seed, Subscriber("reader@example.fi", at=at))
