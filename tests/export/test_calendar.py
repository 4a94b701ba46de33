from __future__ import annotations

import datetime as dt

from icalendar import Calendar

from monitor.export.calendar import calendar_bytes
from monitor.i18n import Words
from tests.export.conftest import HEARING, entry

NOW = dt.datetime(2025, 6, 2, 8, tzinfo=dt.UTC)


def events(words: Words, *entries: tuple[dict[str, object], int]) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(calendar_bytes(words, entries, NOW))
    return [
        {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "first": event.decoded("DTSTART"),
            "after": event.decoded("DTEND"),
            "summary": str(event["SUMMARY"]),
            "description": str(event["DESCRIPTION"]),
        }
        for event in calendar.walk("VEVENT")
    ]


def test_an_announced_hearing_is_an_all_day_event_with_its_words(finnish: Words) -> None:
    assert events(finnish, (entry("vastaamo-7", **HEARING), 0)) == [
        {
            "uid": "vastaamo-7@case-monitor",
            "sequence": 0,
            "first": dt.date(2025, 8, 19),
            "after": dt.date(2025, 8, 20),
            "summary": "Tulossa: Oikeudenkäynti – Kivimäki",
            "description": "Pääkäsittely hovioikeudessa alkaa.\nHelsingin hovioikeus\nvastaamo-7",
        }
    ]


def test_a_moved_date_has_the_same_uid_and_a_higher_sequence(english: Words) -> None:
    (before,) = events(english, (entry("vastaamo-7", **HEARING), 0))
    (after,) = events(english, (entry("vastaamo-7", **{**HEARING, "date": "2025-08-26"}), 1))
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_a_month_is_a_month_long(english: Words) -> None:
    (event,) = events(english, (entry("vastaamo-7", **{**HEARING, "date": "2026-02"}), 0))
    assert (event["first"], event["after"]) == (dt.date(2026, 2, 1), dt.date(2026, 3, 1))


def test_what_has_no_date_is_left_out(english: Words) -> None:
    assert events(english, (entry("vastaamo-7", **{**HEARING, "date": None}), 0)) == []
