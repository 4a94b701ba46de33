"""What feeds of a real server teach: when they are asked next, what was missed, who is silent, whose pages changed."""

from __future__ import annotations

import datetime as dt

import pytest

from monitor import queries, source_status
from monitor.model import Feed, Outlet, OutletKind
from monitor.source_status import FeedStatus
from tests.pipeline.trial import HOUR, START, Item, Trial, page, rss

_DAY = 24 * HOUR


def serve(trial: Trial, first: int, count: int, every: dt.timedelta, path: str = "/rss", **headers: str) -> None:
    """Serve items ``first`` … of a feed that publishes one ``every`` so often, its zeroth at the start."""
    items = [
        Item(trial.server.url(f"/juttu/{number}"), f"Juttu {number}", published=START + number * every)
        for number in range(first + count - 1, first - 1, -1)
    ]
    trial.server.put(path, rss(*items), "application/rss+xml", **headers)


def status(trial: Trial) -> queries.Status:
    with trial.engine.begin() as conn:
        return queries.status(conn, trial.clock())


def stands(trial: Trial) -> FeedStatus:
    (feed,) = status(trial).feeds
    return feed


def wait(trial: Trial) -> dt.timedelta:
    due = stands(trial).next_poll_at
    assert due is not None
    return due - trial.clock()


# ------------------------------------------------------------------------------------------- when to poll


def test_the_window_of_a_feed_is_learnt_and_outweighs_a_readers_long_interval(trial: Trial) -> None:
    serve(trial, -20, 20, 0.3 * HOUR)
    trial.feeds("/rss")
    trial.settings(interval=_DAY)
    trial.poll()
    assert stands(trial).window_seconds == pytest.approx(19 * 0.3 * 3600)
    assert wait(trial) <= 19 * 0.3 * HOUR / 4


def test_a_weekly_blog_is_asked_seldom_and_an_authority_sooner(trial: Trial) -> None:
    serve(trial, -10, 10, 7 * _DAY)
    trial.feeds("/rss")
    trial.poll()
    assert 6 * HOUR <= wait(trial) <= 6.3 * HOUR
    trial.feeds("/rss", kind=OutletKind.AUTHORITY)
    trial.poll(force=True)
    assert 2 * HOUR <= wait(trial) <= 2.1 * HOUR


def test_another_interval_in_the_settings_holds_at_once_and_not_after_the_next_poll(trial: Trial) -> None:
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.feeds("/rss")
    trial.settings(interval=10 * HOUR)
    trial.poll()
    trial.clock.pass_(1)
    assert trial.poll().states == {}
    trial.settings(interval=HOUR / 2)
    assert trial.poll().states == {"unchanged": 1}
    trial.settings(interval=10 * HOUR)
    trial.clock.pass_(1)
    assert trial.poll().states == {}


def test_a_server_that_calls_its_answer_fresh_for_two_hours_is_asked_after_two_hours(trial: Trial) -> None:
    item = Item(trial.server.url("/juttu"))
    trial.server.put("/rss", rss(item), "application/rss+xml", Cache_Control="public, max-age=7200")
    trial.feeds("/rss")
    trial.poll()
    assert 2 * HOUR <= wait(trial) <= 2.1 * HOUR
    trial.clock.pass_(3)
    assert trial.poll().states == {"unchanged": 1}
    assert 2 * HOUR <= wait(trial) <= 2.1 * HOUR


@pytest.mark.parametrize(("code", "weight"), [(404, 1.0), (500, 0.25), (429, 0.25)])
def test_failures_are_weighed_and_forgotten_with_the_first_good_answer(trial: Trial, code: int, weight: float) -> None:
    trial.server.put("/rss", status=code, validators=False, Retry_After="60")
    trial.feeds("/rss")
    for _ in range(2):
        trial.poll(force=True)
        trial.clock.pass_(1)
    assert stands(trial).failures == 2 * weight
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.poll(force=True)
    assert stands(trial).failures == 0


def test_a_clock_that_was_a_year_ahead_for_a_while_puts_nothing_off_for_a_year(trial: Trial) -> None:
    trial.server.put("/rss", rss(Item(trial.server.put("/juttu", page()))), "application/rss+xml")
    trial.feeds("/rss")
    trial.clock.pass_(365 * 24)
    trial.cycle()
    trial.clock.pass_(-365 * 24)
    assert trial.poll().states == {"unchanged": 1}
    assert trial.rows("select count(*) from article where next_fetch_at > '2024-06-30'") == [0]


# ------------------------------------------------------------------------------------------- what was missed


def test_items_that_may_have_come_and_gone_unseen_are_reported(trial: Trial) -> None:
    serve(trial, -19, 20, HOUR)
    trial.feeds("/rss")
    trial.poll()
    trial.clock.pass_(10)
    serve(trial, -9, 20, HOUR)
    trial.poll()
    assert stands(trial).gaps == ()
    assert source_status.well(status(trial).feeds, (), trial.clock())
    trial.clock.pass_(90)
    serve(trial, 81, 20, HOUR)
    trial.poll()
    (gap,) = stands(trial).gaps
    assert (gap.from_at, gap.to_at, gap.noted_at) == (START + 10 * HOUR, START + 81 * HOUR, trial.clock())
    assert not source_status.well(status(trial).feeds, (), trial.clock())
    trial.clock.pass_(25)
    assert source_status.well(status(trial).feeds, (), trial.clock())
    assert stands(trial).gaps == (gap,)
    trial.clock.pass_(7 * 24)
    assert stands(trial).gaps == ()
    assert trial.rows("select count(*) from gap") == [1]


def test_a_feed_polled_as_it_is_due_never_has_a_gap_even_if_two_polls_in_a_row_fail(trial: Trial) -> None:
    trial.feeds("/rss")
    trial.settings(interval=_DAY)
    polls = 0
    for step in range(28):  # an item every 6 minutes, 20 of them listed
        now = int((trial.clock() - START) / HOUR * 10)
        if step % 7 in (3, 4):
            trial.server.put("/rss", status=503, validators=False)
        else:
            serve(trial, now - 19, 20, 0.1 * HOUR)
        polls += trial.poll().states.total()
        due = stands(trial).next_poll_at
        assert due is not None
        trial.clock.at = due
    assert polls == 28
    assert trial.rows("select count(*) from gap") == [0]


# ---------------------------------------------------------------------------------------- who is silent, gone, moved


def test_a_feed_that_answers_but_publishes_nothing_for_unusually_long_is_stale(trial: Trial) -> None:
    serve(trial, -19, 20, HOUR)
    trial.feeds("/rss")
    trial.poll()
    trial.clock.pass_(3 * 24)
    trial.poll()
    assert (stands(trial).state, stands(trial).silent_since_at) == ("unchanged", None)
    trial.clock.pass_(30)
    trial.poll()
    feed = stands(trial)
    assert (feed.state, feed.silent_since_at, feed.well) == ("stale", START, False)
    assert feed.reason == "nothing new since 2024-04-30; its longest silence is usually 1 h"


def test_a_watched_page_may_stay_the_same_for_ever(trial: Trial) -> None:
    address = trial.server.put("/tapaus", page())
    outlet = Outlet("oikeus", "Oikeus", "fi", kind=OutletKind.AUTHORITY, feeds=(Feed(address, kind="watched"),))  # type: ignore[arg-type]
    trial.config = trial.config.__class__(
        fetch=trial.config.fetch,
        outlets=(outlet,),
        cases=trial.config.cases,
        lexicons=trial.config.lexicons,
        weights=trial.config.weights,
    )
    trial.poll()
    trial.clock.pass_(365 * 24)
    trial.poll()
    assert stands(trial).well
    assert trial.rows("select count(*) from gap") == [0]


def test_a_failing_feed_says_since_when_and_after_many_failures_what_to_do(trial: Trial) -> None:
    serve(trial, -19, 20, HOUR)
    trial.feeds("/rss")
    trial.poll()
    trial.server.put("/rss", status=404, validators=False)
    for _ in range(6):
        trial.clock.pass_(24)
        trial.poll()
    feed = stands(trial)
    assert (feed.state, feed.silent_since_at, feed.advice) == ("http_error", START, "check_address")
    assert [(day.polls, day.failed, day.new) for day in feed.days] == [(1, 0, 20), *[(1, 1, 0)] * 6]


def test_a_feed_that_is_gone_says_that_it_is_not_asked_again(trial: Trial) -> None:
    trial.server.put("/rss", status=410, validators=False)
    trial.feeds("/rss")
    trial.poll()
    feed = stands(trial)
    assert (feed.state, feed.next_poll_at, feed.advice) == ("gone", None, "remove")
    assert "not asked again" in feed.reason
    trial.settings(interval=HOUR)
    trial.clock.pass_(1000)
    assert trial.poll().states == {}


def test_a_move_that_has_held_for_days_comes_with_the_advice_to_change_the_address(trial: Trial) -> None:
    target = trial.server.put("/new", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.server.put("/old", status=301, validators=False, Location=target)
    trial.feeds("/old")
    advices = []
    for _ in range(5):
        trial.poll(force=True)
        advices.append((stands(trial).advice, stands(trial).moved_to))
        trial.clock.pass_(24)
    assert advices == [("", target)] * 3 + [("change_address", target)] * 2


# ------------------------------------------------------------------------------------------------- pages


def _stories(trial: Trial, first: int, count: int, *, empty: bool) -> None:
    """Publish stories whose pages have a text, or after a redesign none."""
    shell = "<!doctype html><html><head><title>Mallilehti</title></head><body><div id='app'></div></body></html>"
    items = []
    for number in range(first, first + count):
        letters = "abcdefghijklmnopqrstuvwxyzåäö"[number % 29] * 5
        told = (f"Kaupunginhallitus {letters} käsitteli asiaa maanantaina pitkään ja hartaasti kokouksessaan. " * 8,)
        body = shell if empty else page(f"Juttu {number}", told)
        items.append(Item(trial.server.put(f"/juttu/{number}", body), f"Juttu {number}", published=trial.clock()))
    trial.server.put("/rss", rss(*items), "application/rss+xml")


def test_an_outlet_whose_pages_suddenly_give_no_text_is_named_until_they_do_again(trial: Trial) -> None:
    trial.feeds("/rss")
    _stories(trial, 0, 12, empty=False)
    trial.cycle()
    assert status(trial).outlets == ()
    trial.clock.pass_(1)
    _stories(trial, 12, 10, empty=True)
    trial.cycle()
    (outlet,) = status(trial).outlets
    assert (outlet.outlet, outlet.since_at) == ("lehti", trial.clock())
    assert outlet.drift.startswith("10 of its last 10 pages gave no text")
    assert not source_status.well(status(trial).feeds, status(trial).outlets, trial.clock())
    trial.clock.pass_(1)
    _stories(trial, 22, 7, empty=False)
    trial.cycle()
    assert status(trial).outlets == ()


def test_a_host_that_is_down_for_an_hour_has_not_changed_its_pages(trial: Trial) -> None:
    trial.feeds("/rss")
    _stories(trial, 0, 12, empty=False)
    trial.cycle()
    trial.clock.pass_(2)
    for number in range(12):
        trial.server.put(f"/juttu/{number}", status=503, validators=False)
    assert trial.read().states.total() == 12
    assert status(trial).outlets == ()


def test_an_article_in_the_docket_is_looked_at_again_sooner_than_another(trial: Trial) -> None:
    verdict = Item(trial.server.put("/tuomio", page()), published=START)
    other = page("Uimahalli aukeaa", ["Mallilan uimahalli avataan lauantaina remontin jälkeen. " * 20])
    weather = Item(trial.server.put("/halli", other), "Uimahalli aukeaa", "Halli aukeaa.", published=START)
    trial.server.put("/rss", rss(verdict, weather), "application/rss+xml")
    trial.feeds("/rss")
    trial.cycle()
    looks = dict(trial.rows("select title, next_fetch_at from article"))
    assert [looks[title][11:16] for title in ("Uimahalli aukeaa", verdict.title)] == ["13:00", "12:30"]
    trial.clock.pass_(1.5)
    trial.read()
    looks = dict(trial.rows("select title, next_fetch_at from article"))
    assert [looks[title][11:16] for title in ("Uimahalli aukeaa", verdict.title)] == ["18:00", "14:00"]
