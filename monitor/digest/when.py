"""When a digest is due: once for each civil day in the reader's own zone.

Rules kept here: the day is decided by comparing civil dates, never by adding hours, so neither change of summer time
nor a clock set back makes a second one; a morning that was missed is made good the same day; after several days of
downtime one digest covers them all.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from monitor.model import DigestSettings, Subscriber

_DAY = dt.timedelta(days=1)


def digest_due(
    subscriber: Subscriber, settings: DigestSettings, now: dt.datetime, last_digest_on: dt.date | None
) -> dt.date | None:
    """Give the civil day a digest is due for now, or None.

    ``last_digest_on`` is the day of the newest digest that was made for this reader, sent or not.
    """
    today = now.astimezone(ZoneInfo(subscriber.timezone)).date()
    if last_digest_on is not None and last_digest_on >= today:
        return None
    return today if now >= _moment(subscriber, settings, today) else None


def next_digest_at(
    subscriber: Subscriber, settings: DigestSettings, now: dt.datetime, last_digest_on: dt.date | None
) -> dt.datetime:
    """Tell when the next digest is due (aware UTC); in the past when it is due already."""
    day = now.astimezone(ZoneInfo(subscriber.timezone)).date()
    if last_digest_on is not None and last_digest_on >= day:
        day = last_digest_on + _DAY
    return _moment(subscriber, settings, day)


def digest_window(now: dt.datetime, last_window_to: dt.datetime | None) -> tuple[dt.datetime, dt.datetime]:
    """Give the time a digest covers: from the end of the last one (a day ago when there was none) to now.

    A clock that was set back gives an empty window, never one that runs backwards.
    """
    return min(last_window_to or now - _DAY, now), now


def _moment(subscriber: Subscriber, settings: DigestSettings, day: dt.date) -> dt.datetime:
    """Turn the reader's time of day into a moment; an hour that the spring skips means the hour after it."""
    local = dt.datetime.combine(day, subscriber.at or settings.at, ZoneInfo(subscriber.timezone))
    return local.astimezone(dt.UTC)
