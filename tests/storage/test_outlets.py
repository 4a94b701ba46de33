from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from monitor.model import Feed, FeedKind, Outlet, PollState
from monitor.storage import feeds, health, outlets
from monitor.storage.engine import Connection
from monitor.storage.schema import feed, outlet
from tests.storage.sample import HOUR, NOW, OUTLETS, entry, poll


def _feed(conn: Connection, url: str) -> sa.Row:
    return conn.execute(sa.select(feed).where(feed.c.url == url)).one()


def test_the_same_configuration_twice_changes_nothing(conn: Connection) -> None:
    before = [conn.execute(sa.select(table)).all() for table in (outlet, feed)]
    outlets.sync_outlets(conn, OUTLETS, NOW + HOUR)
    assert [conn.execute(sa.select(table)).all() for table in (outlet, feed)] == before


def test_a_feed_that_is_no_longer_configured_is_disabled_and_kept(conn: Connection) -> None:
    poll(conn, entry("a"))
    outlets.sync_outlets(conn, OUTLETS[1:], NOW)
    row = _feed(conn, "https://yle.example/a.rss")
    assert (row.enabled, row.state, row.reason) == (False, "disabled", "no longer configured")
    assert [due.outlet_id for due in feeds.due_feeds(conn, NOW + HOUR, force=True)] == ["hs"]
    assert {row.outlet_id for row in health.feed_rows(conn)} == {"hs"}


def test_an_outlet_keeps_its_name_when_it_is_configured_no_longer(conn: Connection) -> None:
    outlets.sync_outlets(conn, OUTLETS[1:], NOW)
    assert outlets.names_and_languages(conn)["yle"] == ("Yle", "fi")


def test_a_feed_that_is_configured_again_is_due_at_once_and_remembers_its_baseline(conn: Connection) -> None:
    poll(conn, entry("a"))
    outlets.sync_outlets(conn, OUTLETS[1:], NOW)
    outlets.sync_outlets(conn, OUTLETS, NOW)
    row = _feed(conn, "https://yle.example/a.rss")
    assert (row.enabled, row.state, row.next_poll_at, row.baseline_done) == (True, "", NOW, True)


def test_a_disabled_feed_says_why_and_is_never_due(conn: Connection) -> None:
    row = _feed(conn, "https://yle.example/off.rss")
    assert (row.state, row.state_reason) == (PollState.DISABLED, "asks for money")
    assert row.id not in {due.id for due in feeds.due_feeds(conn, NOW, outlets=["yle"], force=True)}


def test_a_changed_reason_and_a_changed_name_are_taken_over(conn: Connection) -> None:
    off = Feed("https://yle.example/off.rss", enabled=False, reason="gone")
    outlets.sync_outlets(conn, [replace(OUTLETS[0], name="Yle Uutiset", feeds=(off,))], NOW)
    assert _feed(conn, off.url).state_reason == "gone"
    assert conn.execute(sa.select(outlet.c.name).where(outlet.c.id == "yle")).scalar() == "Yle Uutiset"


def test_synchronising_leaves_a_running_feeds_state_and_due_time_alone(conn: Connection) -> None:
    poll(conn, state=PollState.GONE, reason="410")
    outlets.sync_outlets(conn, OUTLETS, NOW + HOUR)
    row = _feed(conn, "https://yle.example/a.rss")
    assert (row.state, row.next_poll_at) == (PollState.GONE, NOW + HOUR)


def test_an_ad_hoc_source_is_recorded_once_and_never_overwrites_a_configured_one(conn: Connection) -> None:
    outlets.add_outlet(conn, Outlet("archive", "archive", "fi"), NOW)
    outlets.add_outlet(conn, Outlet("yle", "not its name", "en"), NOW)
    names = dict(conn.execute(sa.select(outlet.c.id, outlet.c.name)).tuples().all())
    assert names == {"archive": "archive", "hs": "Helsingin Sanomat", "yle": "Yle"}


def test_a_feed_that_is_read_in_another_way_than_before_is_read_as_if_for_the_first_time(conn: Connection) -> None:
    poll(conn, entry("a"))
    before = _feed(conn, "https://yle.example/a.rss")
    assert (before.kind, before.body_hash != "" or before.baseline_done) == ("feed", True)
    first, *others = OUTLETS[0].feeds
    listing = replace(first, kind=FeedKind.LISTING, links="main a")
    outlets.sync_outlets(conn, [replace(OUTLETS[0], feeds=(listing, *others))], NOW + HOUR)
    row = _feed(conn, first.url)
    assert (row.kind, row.links, row.part) == ("listing", "main a", "")
    assert (row.etag, row.body_hash, row.baseline_done, row.next_poll_at) == (None, "", False, NOW + HOUR)
    (due,) = [due for due in feeds.due_feeds(conn, NOW + HOUR) if due.url == first.url]
    assert (due.kind, due.links) == ("listing", "main a")
