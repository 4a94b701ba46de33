"""How a digest keeps short what it names: moments told as shortly as is clear, and lists cut with their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor.digest.clean import clean
from monitor.digest.words import Words

Thing = TypeVar("Thing")
NAME_LENGTH = 100
ROW_LENGTH = 320
MAX_ROWS = 15
MAX_NAMES = 5
#: A time of day with a weekday is clear for this long; an older moment is told by its date.
RECENT = dt.timedelta(days=6)


def when(moment: dt.datetime, now: dt.datetime, zone: str, words: Words) -> str:
    """Tell a moment as shortly as is clear: the time today, weekday and time this week, else the date."""
    if day(moment, zone) == day(now, zone):
        return words.time(moment, zone)
    return words.datetime(moment, zone) if abs(now - moment) <= RECENT else words.date(day(moment, zone))


def day(moment: dt.datetime, zone: str) -> dt.date:
    """Give the civil day of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def listed(things: Sequence[Thing], row: Callable[[Thing], str], words: Words) -> tuple[str, ...]:
    """Word at most `MAX_ROWS` of a list and say how many more there are."""
    shown = tuple(clean(row(thing), ROW_LENGTH) for thing in things[:MAX_ROWS])
    if len(things) <= MAX_ROWS:
        return shown
    return (*shown, words.ngettext("and %(num)s more", "and %(num)s more", len(things) - MAX_ROWS))


def some(names: Sequence[str], limit: int, words: Words) -> str:
    """Join at most ``limit`` names and say how many more there are."""
    shown = ", ".join(clean(name, NAME_LENGTH) for name in names[:limit])
    if len(names) <= limit:
        return shown
    return shown + " " + words.ngettext("and %(num)s more", "and %(num)s more", len(names) - limit)
