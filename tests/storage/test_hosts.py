from __future__ import annotations

import datetime as dt

from monitor.model import HostMemory, RobotsFile
from monitor.storage import hosts
from monitor.storage.engine import Connection
from tests.storage.sample import HOUR, NOW

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def _hold(conn: Connection, **until: dt.datetime) -> None:
    hosts.remember(conn, HostMemory(TODAY, not_before={f"{name}.example": at for name, at in until.items()}))


def test_a_host_is_left_alone_until_its_time(conn: Connection) -> None:
    _hold(conn, yle=NOW + HOUR)
    assert hosts.recall(conn, NOW).not_before == {"yle.example": NOW + HOUR}
    assert hosts.recall(conn, NOW + HOUR).not_before == {}


def test_a_shorter_wish_does_not_shorten_a_longer_one(conn: Connection) -> None:
    _hold(conn, yle=NOW + 2 * HOUR)
    _hold(conn, yle=NOW + HOUR, hs=NOW + HOUR)
    assert hosts.recall(conn, NOW).not_before == {"yle.example": NOW + 2 * HOUR, "hs.example": NOW + HOUR}


def test_the_requests_of_a_day_add_up_and_a_new_day_begins_at_none(conn: Connection) -> None:
    hosts.remember(conn, HostMemory(TODAY, {"yle.example": 3, "hs.example": 1}))
    hosts.remember(conn, HostMemory(TODAY, {"yle.example": 2}))
    assert hosts.recall(conn, NOW).asked == {"yle.example": 5, "hs.example": 1}
    assert hosts.recall(conn, NOW + DAY).asked == {}
    hosts.remember(conn, HostMemory(TODAY + DAY, {"yle.example": 4}))
    assert hosts.recall(conn, NOW + DAY).asked == {"yle.example": 4}


def test_the_rules_of_a_site_come_back_as_they_were_learnt_last(conn: Connection) -> None:
    first = RobotsFile("https://yle.example", NOW + DAY, "User-agent: *\nDisallow: /a\n", '"e"', "then")
    second = RobotsFile(
        "https://hs.example", NOW + HOUR, state="robots", reason="500", status=500, failing_since_at=NOW
    )
    hosts.remember(conn, HostMemory(TODAY, robots=(first, second)))
    assert set(hosts.recall(conn, NOW).robots) == {first, second}
    third = RobotsFile("https://hs.example", NOW + 2 * DAY, "User-agent: *\n")
    hosts.remember(conn, HostMemory(TODAY, robots=(third,)))
    assert set(hosts.recall(conn, NOW).robots) == {first, third}


def test_what_ran_out_long_ago_is_forgotten(conn: Connection) -> None:
    rules = RobotsFile("https://yle.example", NOW)
    hosts.remember(conn, HostMemory(TODAY, {"yle.example": 1}, {"yle.example": NOW}, (rules,)))
    hosts.forget(conn, NOW)
    assert hosts.recall(conn, NOW - HOUR) == HostMemory(TODAY, {"yle.example": 1}, {"yle.example": NOW}, (rules,))
    hosts.forget(conn, NOW + DAY)
    assert hosts.recall(conn, NOW - HOUR) == HostMemory(TODAY)
