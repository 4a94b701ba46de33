"""The last fortnight of a feed in fourteen cells: how many items were new each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

_DAYS = 14
_BARS = "▁▂▃▄▅▆▇█"
_NOT_POLLED, _FAILED = "·", "×"


def sparkline(days: Sequence[dict[str, Any]], today: dt.date) -> str:
    """Draw the days as bars, the newest last: the lowest for nothing new, the highest for the feed's busiest day."""
    cells = list(_cells(days, today))
    most = max((cell for cell in cells if isinstance(cell, int)), default=0)
    return "".join(cell if isinstance(cell, str) else _bar(cell, most) for cell in cells)


def by_day(days: Sequence[dict[str, Any]], today: dt.date) -> str:
    """Write the same as numbers for programs; ``-`` for a day without a poll, ``x`` for one without an answer."""
    return " ".join({_NOT_POLLED: "-", _FAILED: "x"}.get(str(cell), str(cell)) for cell in _cells(days, today))


def _bar(new: int, most: int) -> str:
    """Give a bar; one new item is never drawn as none."""
    return _BARS[0] if not new else _BARS[max(1, round(new / most * (len(_BARS) - 1)))]


def _cells(days: Sequence[dict[str, Any]], today: dt.date) -> Iterator[int | str]:
    """Give each day's number of new items, or a sign why there is none."""
    known = {day["on"]: day for day in days}
    for back in range(_DAYS - 1, -1, -1):
        day = known.get((today - dt.timedelta(days=back)).isoformat())
        if day is None:
            yield _NOT_POLLED
        else:
            yield _FAILED if day["failed"] == day["polls"] else day["new"]
