"""When an alert goes out: after a short while in which more may come, and not in the quiet hours.

Rule kept: hours of the day become moments before anything is compared, so that neither change of summer time makes
quiet hours begin twice or never end; an hour that the spring skips means the hour after it.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from monitor.model import Alert

_DAY = dt.timedelta(days=1)


def ripe(alert: Alert, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether what has waited since then goes out now. A clock set back holds nothing up."""
    waited = now - since
    return (waited >= alert.gather or waited < -alert.gather) and quiet_until(alert, now) is None


def quiet_until(alert: Alert, now: dt.datetime) -> dt.datetime | None:
    """Give the end (aware UTC) of the quiet hours that it is now; None outside them."""
    if alert.quiet_from is None or alert.quiet_to is None or alert.quiet_from == alert.quiet_to:
        return None
    zone = ZoneInfo(alert.timezone)
    today = now.astimezone(zone).date()
    overnight = alert.quiet_to < alert.quiet_from
    for day in (today - _DAY, today):
        begin = _moment(day, alert.quiet_from, zone)
        end = _moment(day + _DAY if overnight else day, alert.quiet_to, zone)
        if begin <= now < end:
            return end
    return None


def _moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)
