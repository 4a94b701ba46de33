from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import quiet_until, ripe
from monitor.model import Alert, Channel

HOUR = dt.timedelta(hours=1)


def alert(begin: str = "22:00", end: str = "07:00", zone: str = "Europe/Helsinki") -> Alert:
    return Alert(
        "a",
        Channel.MAIL,
        quiet_from=dt.time.fromisoformat(begin),
        quiet_to=dt.time.fromisoformat(end),
        timezone=zone,
    )


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-20T21:59:59+02:00", None),
        ("2026-11-20T22:00+02:00", "2026-11-21T07:00+02:00"),
        ("2026-11-21T06:59+02:00", "2026-11-21T07:00+02:00"),
        ("2026-11-21T07:00+02:00", None),
        ("2026-03-28T23:00+02:00", "2026-03-29T07:00+03:00"),
        ("2026-10-24T23:00+03:00", "2026-10-25T07:00+02:00"),
    ],
)
def test_quiet_hours_end_by_the_readers_clock_over_midnight_and_summer_time(now: str, until: str | None) -> None:
    assert quiet_until(alert(), at(now)) == (at(until) if until else None)


def test_quiet_hours_by_day_and_none_at_all() -> None:
    assert quiet_until(alert("12:00", "13:00"), at("2026-11-20T12:30+02:00")) == at("2026-11-20T13:00+02:00")
    assert quiet_until(Alert("a", Channel.MAIL), at("2026-11-20T12:30+02:00")) is None


def test_an_end_in_the_hour_that_comes_twice_is_the_first_one_and_in_the_one_skipped_the_hour_after() -> None:
    twice = alert("22:00", "03:30")
    assert quiet_until(twice, at("2026-10-25T03:29+03:00")) == at("2026-10-25T03:30+03:00")
    assert quiet_until(twice, at("2026-10-25T03:10+02:00")) is None, "not quiet again when the clock was turned back"
    assert quiet_until(twice, at("2026-03-29T02:59+02:00")) == at("2026-03-29T04:30+03:00")


@given(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001 bounds are naive
def test_every_quiet_time_ends_and_is_over_at_its_end(now: dt.datetime) -> None:
    one = alert("23:30", "03:15", "America/New_York")
    until = quiet_until(one, now)
    if until is not None:
        assert dt.timedelta(0) < until - now <= 5 * HOUR
        assert quiet_until(one, until) is None


def test_what_waits_goes_out_after_the_gathering_time_or_at_the_end_of_the_quiet_hours() -> None:
    one, since = alert(), at("2026-11-20T21:00+02:00")
    assert not ripe(one, since, since + dt.timedelta(seconds=119))
    assert ripe(one, since, since + dt.timedelta(minutes=2))
    assert not ripe(one, since, at("2026-11-20T23:00+02:00"))
    assert ripe(one, since, at("2026-11-21T07:00+02:00"))


def test_a_clock_set_back_holds_nothing_up() -> None:
    since = at("2026-11-20T12:00+02:00")
    assert ripe(alert(), since, since - 2 * HOUR)
    assert not ripe(alert(), since, since - dt.timedelta(minutes=1))
