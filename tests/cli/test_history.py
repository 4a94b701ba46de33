"""A feed's last fortnight, drawn in fourteen cells."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.history import by_day, sparkline

_TODAY = dt.date(2026, 11, 20)


def day(back: int, polls: int = 48, failed: int = 0, new: int = 0) -> dict[str, Any]:
    return {"on": (_TODAY - dt.timedelta(days=back)).isoformat(), "polls": polls, "failed": failed, "new": new}


def test_a_fortnight_is_fourteen_bars_the_newest_last() -> None:
    days = [day(3, failed=48), day(2, new=1), day(1, new=70), day(0)]
    assert sparkline(days, _TODAY) == "··········×▂█▁"
    assert by_day(days, _TODAY) == "- - - - - - - - - - x 1 70 0"
    assert sparkline([], _TODAY) == "·" * 14


@given(st.lists(st.builds(day, st.integers(0, 30), st.integers(1, 50), st.integers(0, 50), st.integers(0, 10**6))))
def test_every_history_has_one_cell_a_day(days: list[dict[str, Any]]) -> None:
    assert len(sparkline(days, _TODAY)) == 14
    assert len(by_day(days, _TODAY).split()) == 14
