from __future__ import annotations

import datetime as dt

from monitor.model import Subscriber
from monitor.storage import subscribers
from monitor.storage.engine import Connection
from tests.storage.sample import ANNA, HOUR, NOW


def test_a_subscriber_keeps_id_and_first_day_when_settings_change(conn: Connection) -> None:
    (before,) = subscribers.active_subscribers(conn)
    changed = Subscriber(ANNA.address, "en", ("vastaamo",), "UTC", dt.time(6, 30))
    subscribers.sync_subscribers(conn, [changed], NOW + HOUR)
    (after,) = subscribers.active_subscribers(conn)
    assert (after.id, after.created_at, after.subscriber) == (before.id, NOW, changed)


def test_a_subscriber_who_left_gets_nothing_and_is_remembered(conn: Connection) -> None:
    (before,) = subscribers.active_subscribers(conn)
    subscribers.sync_subscribers(conn, [], NOW)
    assert subscribers.active_subscribers(conn) == []
    subscribers.sync_subscribers(conn, [ANNA], NOW + HOUR)
    assert subscribers.active_subscribers(conn) == [before]
