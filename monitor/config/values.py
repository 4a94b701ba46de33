"""Single values of a configuration file: durations, sizes, clock times, zones, addresses, networks.

Rule kept: a function here takes what TOML gave, returns what the program uses, and raises ValueError with one
sentence that says what to write instead. Nothing here reads a file, a clock or the environment. Whatever a message
repeats from a file goes through `shown`, so that no control character reaches a terminal.
"""

from __future__ import annotations

import datetime as dt
import difflib
import ipaddress
import re
import zoneinfo
from collections.abc import Callable, Iterable, Sequence

from monitor.errors import AddressError
from monitor.messages import said
from monitor.model import EventDate
from monitor.urls import canonical

_DURATION = re.compile(r"(?:\d+(?:\.\d+)?\s*[a-zA-Z]+\s*)+")
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]+)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]*)")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) ?[-–] ?([01]?\d|2[0-3]):([0-5]\d)")
_CIVIL = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_IDENTIFIER = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_MAILBOX = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")
_USERINFO = re.compile(r"//[^/?#]*@")
_SECONDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
}
_BYTES = {
    "": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30,
}  # fmt: skip
_LONGEST = dt.timedelta(days=366)
_LARGEST = 10**12


def shown(value: object) -> str:
    """Give a value as a message may repeat it: short, in quotes, and nothing in it that a terminal would obey."""
    text = _text(value)
    text = text if len(text) <= 60 else text[:59] + "…"
    return '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text) + '"'


def _text(value: object) -> str:
    """Give a value as text; Python refuses to write out integers of thousands of digits, which TOML can hold."""
    try:
        return str(value)
    except (ValueError, RecursionError):
        return "…"


def full_name(value: str) -> str:
    """Take a person's first name and surname; raise ValueError for one word, which would mask everybody of the name."""
    if len(value.split()) < 2 or not all(part[:1].isalpha() for part in value.split()):
        raise ValueError(f'must be a first name and a surname such as "First Last", not {shown(value)}')
    return " ".join(value.split())


def suggestion(word: str, choices: Iterable[str]) -> str:
    """Give ``, did you mean "…"?`` for the nearest choice, or nothing when none is near."""
    near = difflib.get_close_matches(word[:60], list(choices), n=1, cutoff=0.6)
    return f', did you mean "{near[0]}"?' if near else ""


def duration(value: object) -> dt.timedelta:
    """Read ``20s``, ``5 min``, ``1h 30min`` or ``1d``; raise ValueError for anything else."""
    if isinstance(value, dt.timedelta):
        return value
    hint = said('must be a duration such as "20s", "5 min" or "1h"')
    if not isinstance(value, str) or len(value) > 60 or not _DURATION.fullmatch(value.strip()):
        raise ValueError(f"{hint}, not {shown(value)}")
    seconds = 0.0
    for number, unit in _PART.findall(value):
        if unit.lower() not in _SECONDS:
            raise ValueError(f"{hint}: unknown unit {shown(unit)} (s, min, h, d)")
        seconds += float(number) * _SECONDS[unit.lower()]
    if not 0 < seconds <= _LONGEST.total_seconds():
        raise ValueError(f"{hint}, more than nothing and at most 366 days, not {shown(value)}")
    return dt.timedelta(seconds=seconds)


def size(value: object) -> int:
    """Read ``5MB``, ``500 kB``, ``1GiB`` or a number of bytes; raise ValueError for anything else."""
    hint = said('must be a size such as "5MB" or "500kB"')
    wanted = isinstance(value, str | int) and not isinstance(value, bool)
    found = _SIZE.fullmatch(_text(value).strip()) if wanted and value != "" else None
    if found is None or found[2].lower() not in _BYTES:
        raise ValueError(f"{hint}, not {shown(value)}")
    read = float(found[1]) * _BYTES[found[2].lower()]
    if not 1 <= read <= _LARGEST:
        raise ValueError(f"{hint}, more than nothing and at most 1000 GB, not {shown(value)}")
    return int(read)


def clock(value: object) -> dt.time:
    """Read ``07:00`` (text or a TOML time); raise ValueError for the hour that summer time skips or repeats."""
    if isinstance(value, dt.time):
        time = value.replace(second=0, microsecond=0)
    else:
        found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f'must be a time of day such as "07:00", not {shown(value)}')
        time = dt.time(int(found[1]), int(found[2]))
    if time.hour == 3:
        raise ValueError(
            "03:00–03:59 does not exist on one day of the year and comes twice on another (summer-time change): "
            "choose an earlier or a later time"
        )
    return time


def quiet_hours(value: str) -> tuple[dt.time, dt.time] | None:
    """Read ``22:00-07:00`` (or with a dash as books have it); None for the empty text. Raises ValueError."""
    if not value:
        return None
    found = _HOURS.fullmatch(value.strip())
    if found is None:
        raise ValueError(f'must be two times of day such as "22:00-07:00", not {shown(value)}')
    begin, end = (dt.time(int(found[at]), int(found[at + 1])) for at in (1, 3))
    if begin == end:
        raise ValueError(f"must begin and end at different times, not {shown(value)}")
    return begin, end


def checked_quiet_hours(value: str) -> str:
    """Check the hours in which nothing is sent; raise ValueError as `quiet_hours` does."""
    quiet_hours(value)
    return value


def zone(value: str) -> str:
    """Check the name of a time zone; raise ValueError with the nearest name."""
    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        near = suggestion(value, zoneinfo.available_timezones())
        raise ValueError(f"unknown time zone {shown(value)}{near}") from None
    return value


def address(value: str) -> str:
    """Check an http(s) address; raise ValueError for placeholders, blanks, passwords and other schemes."""
    if _USERINFO.search(value):
        raise ValueError("must not hold a user name or a password: secrets do not belong in this file")
    if not value.isprintable() or " " in value:
        raise ValueError(f"must be an address without blanks or control characters, not {shown(value)}")
    if any(mark in value for mark in "<>{}"):
        raise ValueError(f"must be a whole address; {shown(value)} still has a placeholder in it")
    try:
        canonical(value)
    except AddressError as error:
        raise ValueError(f"must be an address such as https://example.fi/rss: {error}") from None
    return value


def mailbox(value: str) -> str:
    """Check a bare e-mail address; raise ValueError for anything else."""
    if len(value) > 254 or not value.isprintable() or not _MAILBOX.fullmatch(value):
        raise ValueError(f"must be an e-mail address such as name@example.fi, not {shown(value)}")
    return value


def contact(value: str) -> str:
    """Check what goes into the User-Agent: an e-mail address or a web page, printable ASCII; or nothing yet."""
    if not value:
        return value
    if not (value.isascii() and value.isprintable()):
        raise ValueError(f"must be plain ASCII, because it goes into a header, not {shown(value)}")
    return address(value) if value.startswith(("http://", "https://")) else mailbox(value)


def optional(check: Callable[[str], str]) -> Callable[[str], str]:
    """Make a check that lets the empty text, which means "not given", pass."""
    return lambda value: check(value) if value else value


def network(value: str) -> str:
    """Check one IP address or network; raise ValueError for names and for networks that hold everything."""
    try:
        net = ipaddress.ip_network(value, strict=True)
    except ValueError:
        raise ValueError(
            f'must be an IP address or network such as "127.0.0.1" or "10.0.0.0/8", not {shown(value)}{_masked(value)}'
        ) from None
    if net.prefixlen == 0:
        raise ValueError(f"{shown(value)} would allow every address: name the networks you mean")
    return value


def _masked(value: str) -> str:
    """Suggest the network of an address written with host bits."""
    try:
        return f', did you mean "{ipaddress.ip_network(value, strict=False)}"?'
    except ValueError:
        return ""


def identifier(value: str) -> str:
    """Check a permanent id; raise ValueError unless it is short lower-case ASCII."""
    if len(value) > 40 or not _IDENTIFIER.fullmatch(value):
        raise ValueError(f"must be lower-case ASCII letters, digits, - and _ (at most 40), not {shown(value)}")
    return value


def civil_date(value: object) -> str:
    """Read a year, a month or a day as ISO text; raise ValueError for anything else."""
    text = value.isoformat() if type(value) is dt.date else value
    try:
        if isinstance(text, str) and _CIVIL.fullmatch(text):
            return EventDate.parse(text).value
    except ValueError:
        pass
    raise ValueError(f'must be a year, a month or a day ("2024", "2024-04", "2024-04-30"), not {shown(value)}')


def pattern(value: str) -> str:
    """Check a regular expression whose first group is an article's number; raise ValueError otherwise."""
    if not value:
        return value
    try:
        groups = re.compile(value).groups
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"must be a regular expression: {shown(error)}") from None
    if not groups:
        raise ValueError("must have a group ( ) around the article's own number")
    return value


def selector(value: str) -> str:
    """Check a CSS selector; raise ValueError for what is none."""
    from monitor.markup import css  # lxml is loaded only where somebody has written a selector

    try:
        css(value)
    except ValueError as error:
        raise ValueError(f'must be a CSS selector such as "main h2 a": {shown(value)} {error}') from None
    return value


def distinct(values: Sequence[str]) -> Sequence[str]:
    """Check that no item stands twice; raise ValueError naming the one that does."""
    for number, value in enumerate(values):
        if value in values[:number]:
            raise ValueError(f"{shown(value)} stands here twice")
    return values


def loopback(host: str) -> bool:
    """Whether a host is this machine whatever a name server says."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
