"""How long a server calls an answer fresh: Cache-Control's max-age, less the Age that a cache on the way tells."""

from __future__ import annotations

import datetime as dt
import re

# Nobody plans further ahead than that; and a number of a thousand digits overflows.
_LONGEST = 7 * 24 * 3600
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?([0-9]{1,12})\b", re.IGNORECASE)
_NEVER = re.compile(r"(?:^|,)\s*(?:no-cache|no-store)\b", re.IGNORECASE)
_AGE = re.compile(r"\s*([0-9]{1,12})\s*")


def max_age(cache_control: str, age: str = "") -> dt.timedelta | None:
    """Read the two headers, capped at a week; None when the server says nothing, or to ask every time."""
    found = _MAX_AGE.search(cache_control[:1000])
    if found is None or _NEVER.search(cache_control[:1000]):
        return None
    passed = _AGE.fullmatch(age[:100])
    left = min(int(found[1]), _LONGEST) - (int(passed[1]) if passed else 0)
    return dt.timedelta(seconds=left) if left > 0 else None
