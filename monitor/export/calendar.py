"""Announced hearings and rulings as a calendar (RFC 5545).

Rules kept: an entry has one UID for ever, its docket number's; every date it has had before raises its SEQUENCE, so
that a moved hearing moves in the reader's calendar; icalendar is imported here alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from monitor.export.rows import flat, titled
from monitor.i18n import Words
from monitor.model import EventDate

_DAY = dt.timedelta(days=1)


def calendar_bytes(words: Words, entries: Iterable[tuple[Mapping[str, Any], int]], now: dt.datetime) -> bytes:
    """Write dated entries as all-day events; with each, how many dates it has had before. ``now`` is aware UTC."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//case-monitor//docket//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry, moved in entries:
        if entry["date"]:
            calendar.add_component(_event(words, entry, moved, now))
    return bytes(calendar.to_ical())


def _event(words: Words, entry: Mapping[str, Any], moved: int, now: dt.datetime) -> Any:
    from icalendar import Event

    row, date = flat(entry, words.language), EventDate.parse(entry["date"])
    event = Event()
    event.add("uid", f"{entry['number']}@case-monitor")
    event.add("dtstamp", now)
    event.add("dtstart", date.first)
    event.add("dtend", date.last + _DAY)
    event.add("sequence", moved)
    event.add("summary", f"{titled(words, entry)} – {words.subject(entry['subject'])}")
    event.add("status", "CANCELLED" if entry["status"] in ("withdrawn", "denied") else "TENTATIVE")
    said = str(row["what"] or (words.quoted(str(row["quote"])) if row["quote"] else ""))
    event.add("description", "\n".join(part for part in (said, str(row["outlet"] or ""), entry["number"]) if part))
    if str(row["url"]).startswith(("http://", "https://")):
        event.add("url", str(row["url"]))
    return event
