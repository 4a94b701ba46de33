"""Dates of publication as feeds and pages write them: an own layer, because feedparser takes ``EET`` for UTC.

Rules kept: a date is believed only between 1995 and a day from now; what cannot be read is None and the raw string
stays where it was. Nothing is added: a page that gives a day gets a day. Standard library only; pure: ``now`` and
the zone of the outlet are arguments.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass

EARLIEST = dt.datetime(1995, 1, 1, tzinfo=dt.UTC)
_AHEAD = dt.timedelta(hours=24)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january tammi tammikuu tammikuuta januari",
            "feb february helmi helmikuu helmikuuta februari",
            "mar march maalis maaliskuu maaliskuuta mars",
            "apr april huhti huhtikuu huhtikuuta",
            "may touko toukokuu toukokuuta maj",
            "jun june kesä kesäkuu kesäkuuta juni",
            "jul july heinä heinäkuu heinäkuuta juli",
            "aug august elo elokuu elokuuta augusti",
            "sep sept september syys syyskuu syyskuuta",
            "oct october loka lokakuu lokakuuta okt oktober",
            "nov november marras marraskuu marraskuuta",
            "dec december joulu joulukuu joulukuuta",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "jst": 9, "aest": 10, "aedt": 11,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

_TIME = (
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?"
)
_ZONE = r"(?P<zone>[a-z]{1,5}(?![a-z])\s*(?=$|[+(-])|)(?P<offset>[+-][0-9]{1,2}:?(?:[0-9]{2})?)?"
_TAIL = rf"(?:(?:[\s,t]*|\s+[-–]\s+)(?:klo\.?|kl\.?|at)?\s*{_TIME}\s*{_ZONE})?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?(?:,\s*|\s+))?"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_SHAPES = tuple(
    re.compile(shape + r"\s*(?:\([^)]*\))?$", re.IGNORECASE)
    for shape in (
        # 2026-11-20T10:00:00+02:00, 2026-11-20 10:00, 20261120
        rf"(?P<year>[0-9]{{4}})(?P<dash>-?)(?P<month>[0-9]{{2}})(?P=dash)(?P<day>[0-9]{{2}}){_TAIL}",
        # Fri, 20 Nov 2026 10:00:00 EET; pe 20. marraskuuta 2026 klo 10.00; 20-Nov-26
        rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})\.?[\s-]*{_NAME}[\s-]*{_YEAR}{_TAIL}",
        # November 20, 2026 10:00 am
        rf"{_WEEKDAY}{_NAME}\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>[0-9]{{4}}){_TAIL}",
        # 20.11.2026 klo 10.00
        rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.(?P<year>[0-9]{{4}}){_TAIL}",
        # Fri Nov 20 10:00:00 EET 2026
        rf"[^\W\d_]{{2,12}}\s+{_NAME}\s+(?P<day>[0-9]{{1,2}})\s+{_TIME}\s*(?P<zone>[a-z]{{1,5}}(?![a-z]))?\s*"
        rf"(?P<offset>[+-][0-9]{{4}})?\s*(?P<year>[0-9]{{4}})",
    )
)
_UNIX = re.compile(r"[0-9]{9,10}(?:\.[0-9]+)?|[0-9]{12,13}")


@dataclass(frozen=True, slots=True)
class _Written:
    """A date as it stands there: civil time, and the zone and the time of day only if they are given."""

    civil: dt.datetime
    zone: dt.tzinfo | None
    timed: bool


def read_date(raw: str, now: dt.datetime, timezone: str = "Europe/Helsinki") -> dt.datetime | None:
    """Give the aware UTC moment of a date string, or None when it cannot be read or believed.

    A date without a zone, or with one nobody knows, is meant in ``timezone``; one without a time is its midnight
    there.
    """
    try:
        found = _read(raw)
        if found is None:
            return None
        moment = found.civil.replace(tzinfo=found.zone or _local(timezone)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment <= now + _AHEAD else None


def iso(raw: str) -> str | None:
    """Give a date string in ISO 8601 with what it says and no more (day, local time, or time and offset), or None."""
    try:
        found = _read(raw)
    except (ValueError, OverflowError):
        return None
    if found is None or found.civil.year < EARLIEST.year:
        return None
    if not found.timed:
        return found.civil.date().isoformat()
    return found.civil.replace(tzinfo=found.zone).isoformat()


def _read(raw: str) -> _Written | None:
    text = " ".join(raw.split())[:100]
    if _UNIX.fullmatch(text):
        return _Written(_unix(text).replace(tzinfo=None), dt.UTC, timed=True)
    for shape in _SHAPES:
        match = shape.match(text)
        if match:
            parts = match.groupdict(default="")
            month = _month(parts)
            if month:
                return _Written(_civil(parts, month), _zone(parts), timed=bool(parts["hour"]))
    return None


def _unix(text: str) -> dt.datetime:
    seconds = int(text) / 1000 if len(text) >= 12 and "." not in text else float(text)
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _month(parts: dict[str, str]) -> int:
    return int(parts["month"]) if parts.get("month") else _MONTHS.get(parts.get("name", "").lower(), 0)


def _civil(parts: dict[str, str], month: int) -> dt.datetime:
    return dt.datetime(  # noqa: DTZ001 - the zone, if there is one, is kept beside it
        _year(parts["year"]),
        month,
        int(parts["day"]),
        _hour(parts.get("hour", ""), parts.get("half", "")),
        int(parts.get("minute") or 0),
        min(int(parts.get("second") or 0), 59),  # leap seconds
    )


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _hour(text: str, half: str) -> int:
    hour = int(text or 0)
    if not half:
        return hour
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _zone(parts: dict[str, str]) -> dt.tzinfo | None:
    offset = parts.get("offset", "")
    if offset:
        return _offset(offset)
    hours = _ZONES.get(parts.get("zone", "").strip().lower())
    return None if hours is None else dt.timezone(dt.timedelta(hours=hours))


def _offset(text: str) -> dt.tzinfo:
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    span = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-span if text[0] == "-" else span)


def _local(timezone: str) -> dt.tzinfo:
    try:
        return zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return dt.UTC
