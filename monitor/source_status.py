"""How the sources stand: the read model of feeds and outlets for status, digest and other programs. `queries` gives it.

Rules kept: nothing writes; every feed has a named state and, unless it is well, a reason and since when; what a person
may have to do about it is named too (``advice``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from monitor.health import Day, Habits, silent_since
from monitor.messages import said
from monitor.model import FeedKind, PollState
from monitor.schedule import address_now
from monitor.storage import health
from monitor.storage.engine import Connection

#: How long a gap is told after it was noted; the table keeps it for ever.
GAPS_TOLD = dt.timedelta(days=7)
#: A gap this young makes the whole status less than well.
GAPS_FRESH = dt.timedelta(days=1)
# After so many failures of this weight somebody should look at the address (six that will not pass by themselves).
_HOPELESS = 6.0
_NOT_ASKED = frozenset({PollState.DISABLED, PollState.NOT_POLLED})


@dataclass(frozen=True, slots=True)
class FeedGap:
    """Between these moments items of a feed may have been missed; ``noted_at`` is when that was seen."""

    from_at: dt.datetime
    to_at: dt.datetime
    noted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """How one feed stands.

    ``state`` is how its last poll ended; ``not_polled`` before the first, ``stale`` when it answers but has published
    nothing for several times its usual gap. ``silent_since_at`` is since when it has not answered or not published,
    None while it is well. ``failures`` is the weighted sum of failures in a row, ``gaps`` those noted in the last week,
    ``days`` the polls of the last fortnight. ``advice`` is empty, ``change_address`` (it has moved for good to
    ``moved_to``), ``remove`` (it is gone) or ``check_address`` (it has failed for long).
    """

    outlet: str
    url: str
    state: str
    reason: str
    last_ok_at: dt.datetime | None
    next_poll_at: dt.datetime | None
    entries: int
    new: int
    id: int
    kind: str
    failures: float
    silent_since_at: dt.datetime | None
    newest_at: dt.datetime | None
    window_seconds: float | None
    usual_gap_seconds: float | None
    moved_to: str | None
    moved_since_at: dt.datetime | None
    advice: str
    gaps: tuple[FeedGap, ...]
    days: tuple[Day, ...]

    @property
    def well(self) -> bool:
        """Whether the feed answers and publishes as it should, or is not asked at all."""
        state = PollState(self.state)
        return state.good or state in _NOT_ASKED


@dataclass(frozen=True, slots=True)
class OutletStatus:
    """An outlet whose pages have changed so that they no longer read well: how, and since when."""

    outlet: str
    drift: str
    since_at: dt.datetime | None


def feeds(conn: Connection, now: dt.datetime) -> tuple[FeedStatus, ...]:
    """Give every feed of a configured outlet, by outlet and address; a feed that is due counts as due at ``now``."""
    gaps = health.gaps_since(conn, now - GAPS_TOLD)
    found = []
    for row in health.feed_rows(conn):
        noted = tuple(FeedGap(gap.from_at, gap.to_at, at) for gap, at in gaps.get(row.id, ()))
        found.append(_feed(row, noted, now))
    return tuple(found)


def outlets(conn: Connection) -> tuple[OutletStatus, ...]:
    """Give the configured outlets whose pages no longer read well."""
    return tuple(OutletStatus(*row) for row in health.drifts(conn))


def well(feeds: tuple[FeedStatus, ...], outlets: tuple[OutletStatus, ...], now: dt.datetime) -> bool:
    """Whether nothing is wrong with any source, and nothing may have been missed lately."""
    fresh = (gap for feed in feeds for gap in feed.gaps if gap.noted_at > now - GAPS_FRESH)
    return all(feed.well for feed in feeds) and not outlets and next(fresh, None) is None


def _feed(row: Any, gaps: tuple[FeedGap, ...], now: dt.datetime) -> FeedStatus:
    habits = health.habits_of(row)
    state = PollState(row.state or PollState.NOT_POLLED)
    silent = silent_since(habits.newest_at, habits.usual_gap, now) if row.kind != FeedKind.WATCHED else None
    stale = state.good and silent is not None
    reason = row.state_reason if row.state else said("not polled yet")
    return FeedStatus(
        outlet=row.outlet_id,
        url=row.url,
        state=str(PollState.STALE if stale else state),
        reason="; ".join(part for part in (_stale(habits) if stale else "", reason) if part),
        last_ok_at=row.last_ok_at,
        next_poll_at=max(row.next_poll_at, now) if row.enabled and row.next_poll_at else None,
        entries=row.entries,
        new=row.new,
        id=row.id,
        kind=row.kind,
        failures=row.failures,
        silent_since_at=_silent(row, state, silent),
        newest_at=habits.newest_at,
        window_seconds=row.window_seconds,
        usual_gap_seconds=row.usual_gap_seconds,
        moved_to=row.moved_to,
        moved_since_at=row.moved_since_at,
        advice=_advice(row, state, now),
        gaps=gaps,
        days=health.days_of(row.days),
    )


def _silent(row: Any, state: PollState, stale_since: dt.datetime | None) -> dt.datetime | None:
    if state in _NOT_ASKED:
        return None
    if state.good:
        return stale_since
    return row.last_ok_at or row.created_at  # type: ignore[no-any-return]  # a row's columns have no types


def _stale(habits: Habits) -> str:
    """Word why a feed counts as silent."""
    since = habits.newest_at.date().isoformat() if habits.newest_at else "?"
    if habits.usual_gap is None:
        return said(f"nothing new since {since}")
    hours = max(round(habits.usual_gap.total_seconds() / 3600), 1)
    usual = said(f"{round(hours / 24)} days") if hours >= 48 else f"{hours} h"
    return said(f"nothing new since {since}; its longest silence is usually {usual}")


def _advice(row: Any, state: PollState, now: dt.datetime) -> str:
    if state is PollState.GONE:
        return "remove"
    if state.good and row.moved_to and address_now(row.url, row.moved_to, row.moved_since_at, now) != row.url:
        return "change_address"
    return "check_address" if state not in _NOT_ASKED and row.failures >= _HOPELESS else ""
