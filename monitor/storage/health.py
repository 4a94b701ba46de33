"""What feeds are used to doing, gaps in what they gave, and how outlets' pages have read lately.

Rules kept: `monitor.health` decides, this keeps; what the next poll depends on stands in the feed's row, so that a
change of the settings moves every due time without a poll.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from monitor.health import Day, Gap, Habits, PageSeen, drift, with_page
from monitor.model import OutletKind, PollState
from monitor.schedule import FeedHistory, next_poll_at
from monitor.storage.schema import article, feed, gap, outlet

# A clock that was wrong for a while has left times that lie further ahead than anything is ever planned.
_SKEW = dt.timedelta(hours=1)
_PLANNED = dt.timedelta(days=40)


def span(seconds: float | None) -> dt.timedelta | None:
    """Give a stored length of time."""
    return None if seconds is None else dt.timedelta(seconds=seconds)


def _seconds(length: dt.timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def habits_of(row: Any) -> Habits:
    """Read a feed's habits from its row (or anything with its columns)."""
    marks = row.newest.get("marks", ()) if isinstance(row.newest, dict) else ()
    return Habits(
        window=span(row.window_seconds),
        pace=span(row.pace_seconds),
        usual_gap=span(row.usual_gap_seconds),
        newest_at=row.newest_at,
        marks=tuple(marks),
        listed=row.newest.get("listed", 0) if marks else 0,
    )


def habit_values(habits: Habits) -> dict[str, object]:
    """Give the columns in which a feed's habits are kept."""
    return {
        "window_seconds": _seconds(habits.window),
        "pace_seconds": _seconds(habits.pace),
        "usual_gap_seconds": _seconds(habits.usual_gap),
        "newest_at": habits.newest_at,
        "newest": {"marks": list(habits.marks), "listed": habits.listed},
    }


def wish_values(wish: dt.timedelta | None, held_until: dt.datetime | None) -> dict[str, object]:
    """Give the columns that hold what a feed's server wished at its last answer."""
    return {"wish_seconds": _seconds(wish), "held_until_at": held_until}


def days_of(value: Any) -> tuple[Day, ...]:
    """Read the counted days of a feed."""
    return tuple(Day(dt.date.fromisoformat(on), *counts) for on, *counts in value or ())


def day_values(days: Sequence[Day]) -> list[object]:
    """Give counted days as they are kept."""
    return [[day.on.isoformat(), day.polls, day.failed, day.new] for day in days]


def feed_rows(conn: sa.Connection) -> Sequence[sa.Row[Any]]:
    """Give every feed of a configured outlet, by outlet and address."""
    query = sa.select(feed).join(outlet, outlet.c.id == feed.c.outlet_id).where(outlet.c.configured)
    return conn.execute(query.order_by(feed.c.outlet_id, feed.c.url)).all()


# ------------------------------------------------------------------------------------------------- gaps


def note_gap(conn: sa.Connection, feed_id: int, found: Gap, at: dt.datetime) -> None:
    """Keep that items of a feed may have come and gone unseen."""
    conn.execute(gap.insert(), {"feed_id": feed_id, "from_at": found.from_at, "to_at": found.to_at, "noted_at": at})


def gaps_since(conn: sa.Connection, since: dt.datetime) -> dict[int, list[tuple[Gap, dt.datetime]]]:
    """Give the gaps noted since a moment, with when each was noted, by feed, oldest first."""
    found: dict[int, list[tuple[Gap, dt.datetime]]] = defaultdict(list)
    query = sa.select(gap).where(gap.c.noted_at > since).order_by(gap.c.id)
    for row in conn.execute(query):
        found[row.feed_id].append((Gap(row.from_at, row.to_at), row.noted_at))
    return found


# ------------------------------------------------------------------------------------------------ due times


def plan_anew(conn: sa.Connection, interval: dt.timedelta) -> None:
    """Reckon every feed's next poll again from its last one, as with another interval; stored nowhere else."""
    query = sa.select(feed, outlet.c.kind.label("outlet_kind")).join(outlet, outlet.c.id == feed.c.outlet_id)
    rows = conn.execute(query.where(feed.c.enabled, feed.c.last_polled_at.is_not(None), feed.c.state != "")).all()
    planned = [{"of_feed": row.id, "due_at": next_poll_at(_history(row, interval))} for row in rows]
    if planned:
        conn.execute(
            feed.update().where(feed.c.id == sa.bindparam("of_feed")).values(next_poll_at=sa.bindparam("due_at")),
            planned,
        )


def _history(row: Any, interval: dt.timedelta) -> FeedHistory:
    habits = habits_of(row)
    return FeedHistory(
        url=row.url,
        state=PollState(row.state),
        polled_at=row.last_polled_at,
        interval=interval,
        failures=row.failures,
        answered_at=row.last_ok_at or row.created_at,
        window=habits.window,
        pace=habits.pace,
        wish=span(row.wish_seconds),
        held_until=row.held_until_at,
        official=row.outlet_kind == OutletKind.AUTHORITY,
    )


def mend_clock(conn: sa.Connection, now: dt.datetime) -> None:
    """Make due what a clock that was wrong for a while has put off for longer than anything is ever put off."""
    conn.execute(feed.update().where(feed.c.last_polled_at > now + _SKEW).values(next_poll_at=now, last_polled_at=now))
    conn.execute(article.update().where(article.c.next_fetch_at > now + _PLANNED).values(next_fetch_at=now))


# ------------------------------------------------------------------------------------------------- pages


def drifts(conn: sa.Connection) -> Sequence[sa.Row[tuple[str, str, dt.datetime | None]]]:
    """Give (outlet, how, since when) of the configured outlets whose pages no longer read well."""
    query = sa.select(outlet.c.id, outlet.c.drift, outlet.c.drift_since_at)
    return conn.execute(query.where(outlet.c.configured, outlet.c.drift != "").order_by(outlet.c.id)).tuples().all()


def note_pages(conn: sa.Connection, seen: Mapping[str, Sequence[PageSeen]], now: dt.datetime) -> None:
    """Remember what pages of outlets gave, and whether an outlet's have changed so that they no longer read well."""
    if not seen:
        return
    query = sa.select(outlet.c.id, outlet.c.pages, outlet.c.drift_since_at).where(outlet.c.id.in_(list(seen)))
    for row in conn.execute(query).all():
        pages = tuple(PageSeen(*one) for one in row.pages)
        for page in seen[row.id]:
            pages = with_page(pages, page)
        told = drift(pages, row.drift_since_at, now)
        conn.execute(
            outlet.update()
            .where(outlet.c.id == row.id)
            .values(
                pages=[[page.article, page.mark, page.reason] for page in pages],
                drift=told,
                drift_since_at=(row.drift_since_at or now) if told else None,
            )
        )
