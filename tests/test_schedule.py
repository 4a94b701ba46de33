"""When things are asked again: politely, and never given up without a word."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import ArticleState, PollState
from monitor.schedule import FeedHistory, address_now, next_look_at, next_poll_at, wants_everything

_NOW = dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC)
_HALF_HOUR = dt.timedelta(minutes=30)


def wait(state: PollState = PollState.OK, failures: int = 0, **more: dt.timedelta) -> dt.timedelta:
    return next_poll_at(FeedHistory("http://a.example/feed", state, failures, _HALF_HOUR, **more), _NOW) - _NOW


def test_a_good_feed_is_asked_every_interval_with_a_little_jitter() -> None:
    assert _HALF_HOUR <= wait() <= _HALF_HOUR * 1.05


def test_a_ttl_lengthens_the_wait_but_never_past_four_intervals() -> None:
    assert wait(ttl=dt.timedelta(hours=1)) >= dt.timedelta(hours=1)
    assert wait(ttl=dt.timedelta(days=30)) <= 4 * _HALF_HOUR * 1.05


def test_failures_back_off_growing_up_to_a_day() -> None:
    waits = [wait(PollState.HTTP_ERROR, failures) for failures in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[0] < dt.timedelta(hours=1)
    assert waits[-1] <= dt.timedelta(hours=24) * 1.05


def test_a_server_that_names_a_time_is_left_alone_until_then_but_not_longer_than_a_day() -> None:
    assert wait(PollState.RATE_LIMITED, 1, retry_after=dt.timedelta(hours=3)) >= dt.timedelta(hours=3)
    assert wait(PollState.RATE_LIMITED, 1, retry_after=dt.timedelta(days=400)) <= dt.timedelta(hours=24) * 1.05


@given(st.sampled_from(list(PollState)), st.integers(0, 10_000))
def test_every_state_is_asked_again_within_a_day(state: PollState, failures: int) -> None:
    assert dt.timedelta(minutes=5) <= wait(state, failures) <= dt.timedelta(hours=24) * 1.05


def test_one_unconditional_request_a_day() -> None:
    assert wants_everything(None, _NOW)
    assert wants_everything(_NOW - dt.timedelta(hours=25), _NOW)
    assert not wants_everything(_NOW - dt.timedelta(hours=1), _NOW)


def test_a_failing_page_is_tried_four_times_then_left() -> None:
    waits = [next_look_at(ArticleState.FAILED, attempts, None, _NOW) for attempts in (1, 2, 3, 4, 5)]
    assert all(later is not None for later in waits[:4])
    assert waits[4] is None


def test_a_read_article_is_looked_at_again_soon_then_seldom_then_never() -> None:
    ages = [dt.timedelta(minutes=10), dt.timedelta(hours=5), dt.timedelta(days=2)]
    waits = [next_look_at(ArticleState.READ, 0, _NOW - age, _NOW) for age in ages]
    assert [later and later - _NOW for later in waits] == [
        dt.timedelta(minutes=50),
        dt.timedelta(hours=1),
        dt.timedelta(days=1),
    ]
    assert next_look_at(ArticleState.READ, 0, _NOW - dt.timedelta(days=8), _NOW) is None
    assert next_look_at(ArticleState.GONE, 0, _NOW, _NOW) is None


def test_a_permanent_move_is_believed_once_it_has_held_for_three_days() -> None:
    old, new = "https://a.example/old", "https://a.example/new"
    assert address_now(old, None, None, _NOW) == old
    assert address_now(old, new, _NOW - dt.timedelta(days=2), _NOW) == old
    assert address_now(old, new, _NOW - dt.timedelta(days=3), _NOW) == new
