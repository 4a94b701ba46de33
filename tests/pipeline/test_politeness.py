"""What servers hear of whole cycles: how often, how many at once, and nothing that is known already."""

from __future__ import annotations

from collections import Counter

from tests.pipeline.trial import Item, Trial, page, rss


def _newsroom(trial: Trial, pages: int, feeds: int = 1, **headers: str) -> None:
    """Serve feeds that all list the same pages."""
    links = [trial.server.put(f"/{number}", page(f"Juttu {number}")) for number in range(pages)]
    for number in range(feeds):
        trial.server.put(f"/rss{number}", rss(*(Item(link) for link in links)), "application/rss+xml", **headers)
    trial.feeds(*(f"/rss{number}" for number in range(feeds)))


def _heard(trial: Trial) -> Counter[str]:
    heard = Counter(trial.server.paths())
    trial.server.requests.clear()
    return heard


def test_what_is_known_is_not_asked_for_again(trial: Trial) -> None:
    _newsroom(trial, pages=3, feeds=2)
    trial.cycle()
    assert _heard(trial) == {"/rss0": 1, "/rss1": 1, "/robots.txt": 1, "/0": 1, "/1": 1, "/2": 1}
    trial.clock.pass_(0.4)
    trial.cycle(force=True)
    assert _heard(trial) == {"/rss0": 1, "/rss1": 1}
    assert {seen.status for seen in trial.server.requests} <= {304}


def test_a_host_hears_one_request_at_a_time_from_a_whole_cycle(trial: Trial) -> None:
    _newsroom(trial, pages=12, feeds=4)
    trial.settings(workers=20)
    _, read = trial.cycle()
    assert read.states.total() == 12
    assert trial.server.busiest == 1


def test_a_host_is_asked_so_often_a_day_and_pages_wait_for_tomorrow(trial: Trial) -> None:
    _newsroom(trial, pages=9)
    trial.settings(host_requests_per_day=12)
    _, read = trial.cycle()
    assert _heard(trial).total() == 6  # half of the budget: the rest is kept for the feed
    assert read.states == {"read": 4, "pending": 5}
    (reason,) = set(trial.rows("select reason from article where state = 'pending'"))
    assert "of today's 12 requests, and the rest is kept for its feeds" in reason
    trial.clock.pass_(1)
    trial.cycle(force=True)
    assert _heard(trial) == {"/rss0": 1}
    trial.clock.pass_(12)
    trial.cycle()
    assert trial.rows("select count(*) from article where state = 'pending'") == [0]  # before what was read already


def test_a_feed_over_the_budget_of_its_host_says_so_and_is_due_tomorrow_however_often_one_starts(trial: Trial) -> None:
    _newsroom(trial, pages=0, feeds=3)
    trial.settings(host_requests_per_day=2)
    states = trial.poll().states
    assert states["over_budget"] == 1
    assert trial.poll(force=True).states == {"over_budget": 3}
    assert _heard(trial).total() == 2
    ((reason, due),) = set(trial.rows("select state_reason, substr(next_poll_at, 1, 10) from feed"))
    assert reason.endswith("has had 2 of today's 2 requests ([fetch] host_requests_per_day)")
    assert due == "2024-05-01"
    trial.clock.pass_(12.5)
    assert "over_budget" in trial.poll(force=True).states
    assert _heard(trial).total() == 2


def test_the_requests_of_reading_articles_are_counted_in_the_database(trial: Trial) -> None:
    _newsroom(trial, pages=5)
    trial.cycle()
    assert trial.rows("select requests from host_day") == [7]
    assert len(trial.rows("select site from robots")) == 1
