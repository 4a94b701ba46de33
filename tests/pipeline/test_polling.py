"""Feeds on a real server: every poll ends in a named state, and nothing that was in one is lost."""

from __future__ import annotations

import datetime as dt

import pytest

from monitor import pipeline
from monitor.model import Outlet
from monitor.pipeline import polling
from tests.pipeline.trial import HOUR, START, Item, Trial, page, rss


def feed_states(trial: Trial) -> list[tuple[str, str]]:
    return [tuple(row) for row in trial.rows("select state, state_reason from feed order by id")]


def test_one_cycle_leads_from_a_feed_to_the_docket(trial: Trial) -> None:
    link = trial.server.put("/juttu", page())
    trial.server.put("/rss", rss(Item(link)), "application/rss+xml")
    trial.feeds("/rss")
    polled, read = trial.cycle()
    assert polled.states == {"baseline": 1}
    assert (polled.entries, polled.new) == (1, 1)
    assert read.states == {"read": 1}
    assert (read.revisions, read.relevant) == (1, 1)
    entry = next(entry for entry in trial.docket() if entry.kind == "verdict")
    assert (entry.number.split("-")[0], entry.subject, entry.status) == ("vastaamo", "Kivimäki", "fact")
    assert entry.reports[0].quote in page()


def test_the_second_poll_is_a_304_for_feed_and_page_and_changes_nothing(trial: Trial) -> None:
    link = trial.server.put("/juttu", page())
    trial.server.put("/rss", rss(Item(link)), "application/rss+xml")
    trial.feeds("/rss")
    trial.cycle()
    before = trial.docket()
    trial.server.requests.clear()
    trial.clock.pass_(6)
    polled, read = trial.cycle()
    assert polled.states == {"unchanged": 1}
    assert (read.unchanged, read.revisions) == (1, 0)
    assert {seen.path: seen.status for seen in trial.server.requests} == {"/rss": 304, "/juttu": 304}
    assert trial.docket() == before
    assert trial.rows("select count(*) from revision") == [1]


def test_a_feed_is_asked_for_everything_once_a_day(trial: Trial) -> None:
    trial.server.put("/rss", rss(Item(trial.server.put("/juttu", page()))), "application/rss+xml")
    trial.feeds("/rss")
    trial.poll()
    trial.clock.pass_(25)
    trial.server.requests.clear()
    assert trial.poll().states == {"unchanged": 1}
    assert trial.server.requests[0].status == 200


def test_only_what_is_due_is_polled_unless_forced(trial: Trial) -> None:
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.feeds("/rss")
    trial.poll()
    assert trial.poll().states == {}
    assert trial.poll(force=True).states == {"unchanged": 1}


def test_a_page_in_a_feeds_place_is_named_so_and_the_next_good_answer_is_the_baseline(trial: Trial) -> None:
    trial.server.put("/rss", page("Huoltokatko"))
    trial.feeds("/rss")
    assert trial.poll().states == {"not_a_feed": 1}
    assert feed_states(trial) == [("not_a_feed", 'a web page instead of a feed: "Huoltokatko"')]
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    assert trial.poll(force=True).states == {"baseline": 1}


@pytest.mark.parametrize(
    ("body", "status", "state"),
    [
        (b"", 200, "empty"),
        (b"nothing of the kind", 200, "not_a_feed"),
        (b"<rss><channel><item", 200, "unreadable"),
        (b"", 500, "http_error"),
        (b"", 403, "http_error"),
        (b"", 410, "gone"),
        (b"", 429, "rate_limited"),
        (b"", 302, "redirect"),
    ],
)
def test_every_failure_is_a_named_state_with_a_reason(trial: Trial, body: bytes, status: int, state: str) -> None:
    trial.server.put("/rss", body, "text/plain", status=status, validators=False)
    trial.feeds("/rss")
    counts = trial.poll()
    assert counts.states == {state: 1}
    assert counts.failed[0][3]
    assert feed_states(trial) == [(state, counts.failed[0][3])]


def test_a_feed_that_is_gone_is_not_asked_again_by_itself(trial: Trial) -> None:
    trial.server.put("/rss", status=410, validators=False)
    trial.feeds("/rss")
    trial.poll()
    trial.clock.pass_(1000)
    assert trial.poll().states == {}


def test_what_a_server_asked_for_with_retry_after_holds_over_a_restart(trial: Trial) -> None:
    trial.server.put("/rss", status=429, validators=False, Retry_After="7200")
    trial.server.put("/other", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.feeds("/rss")
    trial.poll()
    trial.feeds("/rss", "/other")
    trial.server.requests.clear()
    trial.clock.pass_(1)
    assert trial.poll(force=True).states == {"rate_limited": 2}
    assert trial.server.requests == []
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.clock.pass_(1.5)
    assert trial.poll(force=True).states == {"baseline": 2}


def test_links_that_cannot_be_followed_are_counted_and_told(trial: Trial) -> None:
    good = Item(trial.server.url("/juttu"))
    trial.server.put("/rss", rss(good, Item("javascript:alert(1)"), Item("mailto:a@example.fi")), "application/rss+xml")
    trial.feeds("/rss")
    assert trial.poll().new == 1
    assert feed_states(trial) == [("baseline", "left out: 2 × unusable link")]
    trial.poll(force=True)
    assert feed_states(trial) == [("unchanged", "left out: 2 × unusable link")]


def test_tracking_parameters_make_no_second_article(trial: Trial) -> None:
    link = trial.server.url("/juttu")
    trial.server.put("/a", rss(Item(link)), "application/rss+xml")
    trial.server.put("/b", rss(Item(link + "?utm_source=rss&fbclid=1"), Item(link + "/")), "application/rss+xml")
    trial.feeds("/a", "/b")
    trial.poll()
    assert trial.rows("select count(*) from article") == [1]


def test_an_article_is_fetched_where_the_feed_says_not_at_its_canonical_address(trial: Trial) -> None:
    link = trial.server.put("/juttu/?id=7", page())
    trial.server.put("/rss", rss(Item(link + "&utm_source=rss#alku")), "application/rss+xml")
    trial.feeds("/rss")
    assert trial.cycle()[1].states == {"read": 1}
    assert trial.rows("select url from article") == [link]


def test_stories_that_only_an_unnamed_parameter_tells_apart_are_told_and_a_named_one_keeps_them(trial: Trial) -> None:
    items = [Item(trial.server.url(f"/watch?v={number}"), f"Juttu {number}") for number in range(3)]
    trial.server.put("/rss", rss(*items), "application/rss+xml")
    trial.feeds("/rss")
    assert trial.poll().new == 1
    told = "left out: 2 × same address as another item (a parameter missing in outlets.toml?)"
    assert feed_states(trial) == [("baseline", told)]
    trial.server.put("/rss", rss(*items, Item(trial.server.url("/watch?v=9"), "Juttu 9")), "application/rss+xml")
    trial.feeds("/rss", parameters=("v",))
    assert trial.poll(force=True).new == 3
    assert feed_states(trial) == [("ok", "")]


def test_a_date_in_the_far_future_is_not_believed_and_its_words_are_kept(trial: Trial) -> None:
    link = trial.server.url("/juttu")
    trial.server.put("/rss", rss(Item(link, published=START + 1000 * 24 * HOUR)), "application/rss+xml")
    trial.feeds("/rss")
    trial.poll()
    [(raw, at)] = trial.rows("select published_raw, published_at from entry")
    assert "2027" in raw
    assert at is None or at <= str(START + 24 * HOUR)


def test_a_permanent_move_is_believed_after_days_and_a_failing_new_address_is_forgotten(trial: Trial) -> None:
    target = trial.server.put("/new", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.server.put("/old", status=301, validators=False, Location=target)
    trial.feeds("/old")
    for _ in range(5):
        trial.server.requests.clear()
        trial.poll(force=True)
        trial.clock.pass_(24)
    assert [seen.path for seen in trial.server.requests] == ["/new"]
    trial.server.put("/new", status=404, validators=False)
    trial.server.put("/old", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    assert trial.poll(force=True).states == {"http_error": 1}
    assert trial.poll(force=True).states == {"unchanged": 1}


def test_a_new_address_that_is_gone_ends_nothing_the_old_one_is_asked_again(trial: Trial) -> None:
    target = trial.server.put("/new", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.server.put("/old", status=301, validators=False, Location=target)
    trial.feeds("/old")
    for _ in range(5):
        trial.poll(force=True)
        trial.clock.pass_(24)
    trial.server.put("/new", status=410, validators=False)
    assert trial.poll(force=True).states == {"http_error": 1}
    assert trial.poll(force=True).states == {"http_error": 1}  # the old one still leads there
    [(due, reason)] = trial.rows("select next_poll_at, state_reason from feed")
    assert due is not None
    assert reason == f"410 Gone (the address leads to {target})"


def test_a_crash_before_the_entries_are_stored_stores_no_validator(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.feeds("/rss")

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(polling, "_count", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            trial.poll()
    assert trial.rows("select etag from feed") == [None]
    assert trial.rows("select count(*) from entry") == [0]
    assert trial.poll().states == {"baseline": 1}


def test_feeds_of_one_host_are_never_asked_at_once_and_a_probe_stores_nothing(trial: Trial) -> None:
    paths = [f"/rss{number}" for number in range(6)]
    for path in paths:
        trial.server.put(path, rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.feeds(*paths)
    probes = trial.run(pipeline.probe_feeds)
    assert [probe.url for probe in probes] == [trial.server.url(path) for path in paths]
    assert {(str(probe.state), probe.entries, probe.newest_at) for probe in probes} == {("ok", 1, START - HOUR)}
    assert trial.rows("select count(*) from poll") == [0]


def test_a_feed_that_is_no_longer_configured_is_disabled_and_not_asked(trial: Trial) -> None:
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.feeds("/rss")
    trial.poll()
    trial.config = trial.config.__class__(fetch=trial.config.fetch, outlets=(Outlet("x", "X", "fi"),))
    trial.clock.pass_(2)
    assert trial.poll(force=True).states == {}
    assert feed_states(trial) == [("disabled", "no longer configured")]


def test_the_next_poll_lies_an_interval_ahead(trial: Trial) -> None:
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.feeds("/rss")
    trial.settings(interval=dt.timedelta(hours=2))
    trial.poll()
    trial.clock.pass_(1.9)
    assert trial.poll().states == {}
    trial.clock.pass_(0.3)
    assert trial.poll().states == {"unchanged": 1}


def test_the_record_of_polls_is_kept_for_weeks_not_for_ever(trial: Trial) -> None:
    trial.server.put("/feed", rss(Item(trial.server.put("/a", page()))), "application/rss+xml")
    trial.feeds("/feed")
    trial.poll(force=True)
    trial.clock.pass_(30 * 24)
    trial.poll(force=True)
    assert trial.rows("select count(*) from poll") == [2]
    trial.clock.pass_(31 * 24)
    trial.poll(force=True)
    assert trial.rows("select count(*) from poll") == [2]
    assert trial.rows("select count(*) from entry") == [1]
