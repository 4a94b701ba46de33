"""When a digest is due: once for each civil day, or week, in the reader's own zone.

Rules kept here: the day is decided by comparing civil dates, never by adding hours, so neither change of summer time
nor a clock set back makes a second one; a morning that was missed is made good the same day, a weekly one on any later
day of its week; after a longer downtime one digest covers it all.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from monitor.model import DigestSettings, Every, Subscriber, Weekday

_DAYS = {Every.DAY: 1, Every.WEEK: 7}


def digest_due(
    subscriber: Subscriber, settings: DigestSettings, now: dt.datetime, last_digest_on: dt.date | None
) -> dt.date | None:
    """Give the civil day a digest is due for now, or None.

    ``last_digest_on`` is the day of the newest digest that was made for this reader, sent or not.
    """
    today = now.astimezone(ZoneInfo(subscriber.timezone)).date()
    owed = digest_day(subscriber, today)
    if last_digest_on is not None and last_digest_on >= owed:
        return None
    return today if now >= _moment(subscriber, settings, owed) else None


def digest_day(subscriber: Subscriber, day: dt.date) -> dt.date:
    """Give the newest day up to ``day`` that a digest belongs to: the day itself, or the weekday of a weekly one."""
    if subscriber.every is Every.DAY:
        return day
    return day - dt.timedelta(days=(day.weekday() - list(Weekday).index(subscriber.weekday)) % 7)


def next_digest_at(
    subscriber: Subscriber, settings: DigestSettings, now: dt.datetime, last_digest_on: dt.date | None
) -> dt.datetime:
    """Tell when the next digest is due (aware UTC); in the past when it is due already."""
    day = digest_day(subscriber, now.astimezone(ZoneInfo(subscriber.timezone)).date())
    if last_digest_on is not None and last_digest_on >= day:
        day = digest_day(subscriber, last_digest_on) + _span(subscriber)
    return _moment(subscriber, settings, day)


def digest_window(
    now: dt.datetime, last_window_to: dt.datetime | None, subscriber: Subscriber
) -> tuple[dt.datetime, dt.datetime]:
    """Give the time a digest covers: from the end of the last one to now.

    Where there was none it begins at the same time of day a day ago, or a week. A clock that was set back gives an
    empty window, never one that runs backwards.
    """
    local = now.astimezone(ZoneInfo(subscriber.timezone))
    return min(last_window_to or (local - _span(subscriber)).astimezone(dt.UTC), now), now


def _span(subscriber: Subscriber) -> dt.timedelta:
    return dt.timedelta(days=_DAYS[subscriber.every])


def _moment(subscriber: Subscriber, settings: DigestSettings, day: dt.date) -> dt.datetime:
    """Turn the reader's time of day into a moment; an hour that the spring skips means the hour after it."""
    local = dt.datetime.combine(day, subscriber.at or settings.at, ZoneInfo(subscriber.timezone))
    return local.astimezone(dt.UTC)
