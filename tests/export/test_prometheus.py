"""The status as Prometheus text, read back by Prometheus' own parser."""

from __future__ import annotations

import datetime as dt
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from monitor.export.prometheus import metrics
from monitor.health import Day
from monitor.queries import Status
from monitor.source_status import FeedGap, FeedStatus, OutletStatus

_NOW = dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC)
_HOUR = dt.timedelta(hours=1)


def feed(number: int = 1, **changed: Any) -> FeedStatus:
    values: dict[str, Any] = {
        "outlet": "yle",
        "url": "https://yle.example/rss",
        "state": "ok",
        "reason": "",
        "last_ok_at": _NOW - _HOUR,
        "next_poll_at": _NOW + _HOUR,
        "entries": 20,
        "new": 2,
        "id": number,
        "kind": "feed",
        "failures": 0.0,
        "silent_since_at": None,
        "newest_at": _NOW - _HOUR,
        "window_seconds": 39600.0,
        "usual_gap_seconds": 1800.5,
        "moved_to": None,
        "moved_since_at": None,
        "advice": "",
        "gaps": (),
        "days": (Day(_NOW.date(), 1, 0, 2),),
    }
    return FeedStatus(**values | changed)


def parsed(*feeds: FeedStatus, **more: Any) -> dict[str, list[Any]]:
    status = Status(feeds, {"read": 3, "failed": 0}, (), {"developments": 2}, **more)
    return {one.name: one.samples for one in text_string_to_metric_families(metrics(status, _NOW))}


def test_a_feed_is_told_in_base_units_with_its_outlet_number_and_address() -> None:
    found = parsed(feed())
    (up,) = found["monitor_feed_up"]
    assert (up.value, up.labels) == (1, {"outlet": "yle", "feed": "1", "url": "https://yle.example/rss"})
    assert found["monitor_feed_window_seconds"][0].value == 39600
    assert found["monitor_feed_usual_gap_seconds"][0].value == 1800.5
    assert found["monitor_feed_last_answer_timestamp_seconds"][0].value == (_NOW - _HOUR).timestamp()
    assert found["monitor_feed_state"][0].labels["state"] == "ok"
    assert {one.labels["state"]: one.value for one in found["monitor_articles"]} == {"read": 3, "failed": 0}


def test_what_is_wrong_can_be_alerted_on() -> None:
    gap = FeedGap(_NOW - 5 * _HOUR, _NOW - _HOUR, _NOW)
    down = feed(2, state="timeout", failures=1.5, silent_since_at=_NOW - 9 * _HOUR, gaps=(gap,))
    found = parsed(feed(), down, feed(3, state="stale"), outlets=(OutletStatus("yle", "no text", _NOW),))
    assert [one.value for one in found["monitor_feed_up"]] == [1, 0, 0]
    assert [one.value for one in found["monitor_feed_failures"]] == [0, 1.5, 0]
    assert [one.value for one in found["monitor_feed_gaps"]] == [0, 1, 0]
    assert [one.labels["feed"] for one in found["monitor_feed_silent_since_timestamp_seconds"]] == ["2"]
    assert [one.labels["outlet"] for one in found["monitor_outlet_drift"]] == ["yle"]


def test_no_secret_of_an_address_is_told_and_no_two_samples_are_the_same() -> None:
    found = parsed(
        feed(1, url="https://user:pass@yle.example/rss?token=hush"), feed(2, url="https://yle.example/rss?token=other")
    )
    told = [tuple(sorted(one.labels.items())) for one in found["monitor_feed_up"]]
    assert len(set(told)) == 2
    assert {one.labels["url"] for one in found["monitor_feed_up"]} == {"https://yle.example/rss"}


def test_labels_survive_quotes_backslashes_and_line_breaks() -> None:
    found = parsed(feed(outlet='a"b\\c\nd'), feed(2, url="https://x.example/ä"))
    assert found["monitor_feed_up"][0].labels["outlet"] == 'a"b\\c\nd'


def test_what_is_not_known_or_disabled_has_no_sample() -> None:
    unknown = dict.fromkeys(("last_ok_at", "next_poll_at", "newest_at", "window_seconds", "usual_gap_seconds"))
    found = parsed(feed(state="not_polled", **unknown), feed(2, state="disabled"))
    assert found["monitor_feed_up"] == found["monitor_feed_window_seconds"] == []
    assert [one.labels["feed"] for one in found["monitor_feed_state"]] == ["1"]


def test_every_metric_has_help_and_type_once() -> None:
    lines = metrics(Status((feed(), feed(2)), {}, (), {}), _NOW).splitlines()
    for word in ("HELP", "TYPE"):
        named = [line.split()[2] for line in lines if line.startswith(f"# {word}")]
        assert len(named) == len(set(named)) > 10
    assert all(line.startswith(("#", "monitor_")) for line in lines)
