from __future__ import annotations

from monitor.storage import hosts
from monitor.storage.engine import Connection
from tests.storage.sample import HOUR, NOW


def test_a_host_is_left_alone_until_its_time(conn: Connection) -> None:
    hosts.set_not_before(conn, "yle.example", NOW + HOUR, "429")
    assert hosts.not_before(conn, NOW) == {"yle.example": NOW + HOUR}
    assert hosts.not_before(conn, NOW + HOUR) == {}


def test_a_shorter_wish_does_not_shorten_a_longer_one(conn: Connection) -> None:
    hosts.set_not_before(conn, "yle.example", NOW + 2 * HOUR)
    hosts.set_not_before(conn, "yle.example", NOW + HOUR)
    hosts.set_not_before(conn, "hs.example", NOW + HOUR)
    assert hosts.not_before(conn, NOW) == {"yle.example": NOW + 2 * HOUR, "hs.example": NOW + HOUR}
