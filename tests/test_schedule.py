"""When things are asked again: politely, before their items pass, and never given up without a word."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.model import ArticleState, PollState
from monitor.schedule import (
    FeedHistory,
    address_now,
    failure_weight,
    next_look_at,
    next_poll_at,
    wants_everything,
)

_NOW = dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC)
_MINUTE = dt.timedelta(minutes=1)
_HALF_HOUR = 30 * _MINUTE
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_FLOOR = 5 * _MINUTE
_OK = FeedHistory(
    url="http://a.example/feed", state=PollState.OK, polled_at=_NOW, interval=_HALF_HOUR, answered_at=_NOW
)


def wait(history: FeedHistory = _OK, **changed: Any) -> dt.timedelta:
    due = next_poll_at(replace(history, **changed))
    assert due is not None
    return due - _NOW


def spans(least: dt.timedelta, most: dt.timedelta) -> st.SearchStrategy[dt.timedelta]:
    return st.timedeltas(min_value=least, max_value=most)


_STATES = st.sampled_from([state for state in PollState if state is not PollState.GONE])
_BAD = st.sampled_from([state for state in PollState if failure_weight(state) and state is not PollState.GONE])


@st.composite
def histories(draw: st.DrawFn, states: st.SearchStrategy[PollState] = _STATES) -> FeedHistory:
    state = draw(states)
    ago = draw(spans(dt.timedelta(0), 400 * _DAY))
    return FeedHistory(
        url=draw(st.text(max_size=20)),
        state=state,
        polled_at=_NOW,
        interval=draw(spans(_MINUTE, 2 * _DAY)),
        failures=draw(st.floats(0, 10_000)),
        answered_at=_NOW if state.good else draw(st.none() | st.just(_NOW - ago)),
        window=draw(st.none() | spans(dt.timedelta(0), 400 * _DAY)),
        pace=draw(st.none() | spans(dt.timedelta(0), 400 * _DAY)),
        wish=draw(st.none() | spans(dt.timedelta(0), 400 * _DAY)),
        held_until=draw(st.none() | spans(-_DAY, 400 * _DAY).map(lambda span: _NOW + span)),
        official=draw(st.booleans()),
    )


# ------------------------------------------------------------------------------------------------ laws


@given(histories())
def test_every_feed_is_asked_again_within_a_week_and_a_bit_or_the_readers_own_interval(history: FeedHistory) -> None:
    assert wait(history) <= max(7 * _DAY, history.interval) * 1.05


@given(histories())
def test_no_feed_is_asked_more_often_than_the_floor(history: FeedHistory) -> None:
    assert wait(history) >= min(_FLOOR, history.interval)


@given(histories())
def test_no_server_is_asked_before_the_time_it_named_up_to_a_day(history: FeedHistory) -> None:
    assume(history.held_until is not None)
    assert history.held_until is not None
    assert wait(history) >= min(history.held_until - _NOW, _DAY)


@given(histories(st.sampled_from([state for state in PollState if state.good])))
def test_a_feed_that_answers_is_asked_four_times_before_an_item_can_have_passed(history: FeedHistory) -> None:
    assume(history.window is not None)
    assert history.window is not None
    history = replace(history, held_until=None)
    assert wait(history) <= max(history.window / 4, _FLOOR)


@given(histories(_BAD), spans(_HOUR, 400 * _DAY), st.floats(0, 0.75))
def test_a_feed_that_fails_is_asked_once_more_before_what_it_listed_has_passed(
    history: FeedHistory, window: dt.timedelta, share: float
) -> None:
    history = replace(history, held_until=None, window=window, answered_at=_NOW - window * share)
    assert wait(history) <= window * (1 - share)


@given(histories(_BAD), st.lists(st.floats(0, 100), min_size=2, max_size=10))
def test_the_more_failures_the_longer_the_wait(history: FeedHistory, failures: list[float]) -> None:
    waits = [wait(history, failures=count) for count in sorted(failures)]
    assert waits == sorted(waits)


@given(histories(_BAD))
def test_a_failing_feed_without_a_window_is_never_asked_sooner_than_a_good_one_would_be(history: FeedHistory) -> None:
    history = replace(history, window=None, pace=None, wish=None, held_until=None, answered_at=_NOW - _HOUR)
    assert wait(history) >= wait(replace(history, state=PollState.OK))


@given(histories(), spans(_MINUTE, 2 * _DAY), spans(_MINUTE, 2 * _DAY))
def test_a_shorter_interval_never_makes_anything_later(
    history: FeedHistory, one: dt.timedelta, other: dt.timedelta
) -> None:
    shorter, longer = sorted([one, other])
    assert wait(history, interval=shorter) <= wait(history, interval=longer)


@given(histories(), spans(dt.timedelta(0), 400 * _DAY), spans(dt.timedelta(0), 400 * _DAY))
def test_a_shorter_window_never_makes_anything_later_while_the_feed_answers(
    history: FeedHistory, one: dt.timedelta, other: dt.timedelta
) -> None:
    history = replace(history, state=PollState.OK)
    shorter, longer = sorted([one, other])
    assert wait(history, window=shorter) <= wait(history, window=longer)


@given(histories())
def test_the_wait_does_not_depend_on_the_calendar(history: FeedHistory) -> None:
    moved = replace(
        history,
        polled_at=_NOW + _DAY,
        answered_at=history.answered_at and history.answered_at + _DAY,
        held_until=history.held_until and history.held_until + _DAY,
    )
    assert next_poll_at(moved) == _NOW + _DAY + wait(history)


# ---------------------------------------------------------------------------------------------- examples


def test_a_good_feed_of_unknown_habits_is_asked_every_interval_with_a_little_jitter() -> None:
    assert _HALF_HOUR <= wait() <= _HALF_HOUR * 1.05
    assert wait() != wait(url="http://b.example/feed")


@pytest.mark.parametrize(
    ("interval", "window", "most"),
    [(_DAY, 11 * _HOUR, 11 * _HOUR / 4), (_DAY, 6 * _HOUR, 1.5 * _HOUR), (_HALF_HOUR, 6 * _HOUR, _HALF_HOUR * 1.05)],
    ids=["Yle's latest, polled once a day", "Iltalehti, polled once a day", "Iltalehti, polled every half hour"],
)
def test_the_window_of_a_feed_shortens_a_readers_long_interval(
    interval: dt.timedelta, window: dt.timedelta, most: dt.timedelta
) -> None:
    assert wait(interval=interval, window=window) <= most


def test_a_weekly_blog_is_asked_four_times_a_day_and_an_authority_of_that_pace_twelve_times() -> None:
    blog = replace(_OK, window=70 * _DAY, pace=7 * _DAY)
    assert 6 * _HOUR <= wait(blog) <= 6 * _HOUR * 1.05
    assert 2 * _HOUR <= wait(blog, official=True) <= 2 * _HOUR * 1.05
    assert wait(blog, pace=_HOUR) <= _HALF_HOUR * 1.05


def test_a_wish_for_rest_is_met_but_not_past_four_intervals_where_the_window_is_unknown() -> None:
    assert _HOUR <= wait(wish=_HOUR) <= _HOUR * 1.05
    assert wait(wish=30 * _DAY) <= 4 * _HALF_HOUR * 1.05
    assert wait(wish=30 * _DAY, window=12 * _HOUR) <= 3 * _HOUR
    assert 6 * _HOUR <= wait(wish=30 * _DAY, window=30 * _DAY) <= 6 * _HOUR * 1.05


def test_hard_failures_reach_the_daily_rhythm_sooner_than_soft_ones_and_these_than_temporary_ones() -> None:
    def polls_until_daily(weight: float) -> int:
        failing = replace(_OK, state=PollState.HTTP_ERROR, answered_at=_NOW - _HOUR)
        return next(count for count in range(1, 100) if wait(failing, failures=count * weight) >= _DAY)

    assert [polls_until_daily(weight) for weight in (1, 0.5, 0.25)] == [6, 12, 23]


@pytest.mark.parametrize(
    ("state", "status", "weight"),
    [
        (PollState.OK, 200, 0),
        (PollState.UNCHANGED, 304, 0),
        (PollState.EMPTY, 200, 0),
        (PollState.HTTP_ERROR, 404, 1),
        (PollState.NOT_A_FEED, 200, 1),
        (PollState.TLS_ERROR, None, 1),
        (PollState.TIMEOUT, None, 0.5),
        (PollState.UNREACHABLE, None, 0.5),
        (PollState.HTTP_ERROR, 502, 0.25),
        (PollState.HTTP_ERROR, 408, 0.25),
        (PollState.RATE_LIMITED, 429, 0.25),
    ],
)
def test_failures_weigh_by_how_likely_they_are_to_pass(state: PollState, status: int | None, weight: float) -> None:
    assert failure_weight(state, status) == weight


def test_a_feed_that_has_been_dead_for_a_month_is_asked_once_a_week() -> None:
    dead = replace(_OK, state=PollState.UNREACHABLE, failures=40, answered_at=_NOW - 31 * _DAY)
    assert 7 * _DAY <= wait(dead) <= 7 * _DAY * 1.05
    assert wait(dead, answered_at=_NOW - 29 * _DAY) <= _DAY * 1.05


def test_a_feed_that_is_gone_is_not_asked_by_itself() -> None:
    assert next_poll_at(replace(_OK, state=PollState.GONE)) is None


def test_a_server_that_names_a_time_is_left_alone_until_then_even_if_items_pass() -> None:
    limited = replace(_OK, state=PollState.RATE_LIMITED, failures=0.25, window=_HOUR)
    assert wait(limited, held_until=_NOW + 3 * _HOUR) >= 3 * _HOUR
    assert wait(limited, held_until=_NOW + 400 * _DAY) <= _DAY


def test_one_unconditional_request_a_day() -> None:
    assert wants_everything(None, _NOW)
    assert wants_everything(_NOW - dt.timedelta(hours=25), _NOW)
    assert not wants_everything(_NOW - dt.timedelta(hours=1), _NOW)


def test_a_permanent_move_is_believed_once_it_has_held_for_three_days() -> None:
    old, new = "https://a.example/old", "https://a.example/new"
    assert address_now(old, None, None, _NOW) == old
    assert address_now(old, new, _NOW - dt.timedelta(days=2), _NOW) == old
    assert address_now(old, new, _NOW - dt.timedelta(days=3), _NOW) == new


# ---------------------------------------------------------------------------------------------- articles


def test_a_failing_page_is_tried_four_times_then_left() -> None:
    waits = [next_look_at(ArticleState.FAILED, attempts, None, _NOW) for attempts in (1, 2, 3, 4, 5)]
    assert all(later is not None for later in waits[:4])
    assert waits[4] is None


def test_a_read_article_is_looked_at_again_soon_then_seldom_then_never() -> None:
    ages = [dt.timedelta(minutes=10), dt.timedelta(hours=5), dt.timedelta(days=2)]
    waits = [next_look_at(ArticleState.READ, 0, _NOW - age, _NOW) for age in ages]
    assert [later and later - _NOW for later in waits] == [50 * _MINUTE, _HOUR, _DAY]
    assert next_look_at(ArticleState.READ, 0, _NOW - dt.timedelta(days=8), _NOW) is None
    assert next_look_at(ArticleState.GONE, 0, _NOW, _NOW) is None


def _looks(*, in_docket: bool) -> list[dt.timedelta]:
    """Give the ages at which an article is looked at when every look comes when it is due."""
    ages, now = [], _NOW
    while (due := next_look_at(ArticleState.READ, 0, _NOW, now, in_docket=in_docket)) is not None:
        now = due
        ages.append(due - _NOW)
    return ages


def test_what_is_in_the_docket_is_looked_at_more_often_and_for_longer() -> None:
    plain, docket = _looks(in_docket=False), _looks(in_docket=True)
    assert (len(plain), plain[-1]) == (5, 7 * _DAY)
    assert (len(docket), docket[-1]) == (20, 30 * _DAY)
    assert set(plain) <= set(docket)


@given(spans(dt.timedelta(0), 60 * _DAY), st.sampled_from([ArticleState.READ, ArticleState.HEADLINE_ONLY]))
def test_an_article_in_the_docket_is_never_looked_at_later_than_another_of_its_age(
    age: dt.timedelta, state: ArticleState
) -> None:
    plain = next_look_at(state, 0, _NOW - age, _NOW)
    docket = next_look_at(state, 0, _NOW - age, _NOW, in_docket=True)
    assert plain is None or (docket is not None and _NOW < docket <= plain)


@pytest.mark.parametrize("in_docket", [True, False])
def test_looks_grow_ever_more_seldom(in_docket: bool) -> None:
    ages = _looks(in_docket=in_docket)
    pauses = [later - earlier for earlier, later in pairwise(ages)]
    assert pauses == sorted(pauses)
