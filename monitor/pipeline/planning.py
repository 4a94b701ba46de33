"""From what one poll gave to when the next is due: the facts that `schedule` and `health` decide by, gathered.

Rule kept: when a feed is polled is decided in `schedule.next_poll_at` alone, by what stands in the feed's row after
this poll, so that another interval in the settings moves every due time at once (`plan_anew`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.health import Gap, Habits, Listed, learn, missed
from monitor.messages import said
from monitor.model import Failure, FeedKind, OutletKind, ParsedFeed, PollState, Response
from monitor.pipeline.line import Line, Tools
from monitor.schedule import FeedHistory, failure_weight, next_poll_at
from monitor.storage import feeds, health, meta
from monitor.storage.engine import Connection

_PLANNED_WITH = "polls_planned_with"
_GONE = "; " + said("it is not asked again by itself (poll --outlet asks it once more)")


def mend_plans(line: Line, conn: Connection) -> None:
    """Plan every poll anew when the interval is another than it was, and what a wrong clock has put off for ever."""
    interval = str(line.config.fetch.interval)
    if meta.get(conn, _PLANNED_WITH) != interval:
        health.plan_anew(conn, line.config.fetch.interval)
        meta.put(conn, _PLANNED_WITH, interval)
    health.mend_clock(conn, line.clock())


@dataclass(frozen=True, slots=True)
class Plan:
    """What one poll taught of a feed, what its server wished, and when the feed is due next.

    ``habits`` are None when it taught nothing; ``missed`` is between when items may have come and gone unseen.
    """

    next_poll_at: dt.datetime | None
    failures: float
    habits: Habits | None
    missed: Gap | None
    wish: dt.timedelta | None
    held_until: dt.datetime | None


def plan(
    tools: Tools,
    feed: feeds.DueFeed,
    state: PollState,
    answer: Response | Failure,
    parsed: ParsedFeed | None,
    found: Sequence[feeds.FoundEntry],
) -> Plan:
    """Plan a feed's next poll after one that ended so at this moment."""
    now = tools.clock()
    habits, gap = _learnt(feed, found, now)
    known = habits or health.habits_of(feed)
    outlet = tools.outlets.get(feed.outlet_id)
    history = FeedHistory(
        url=feed.url,
        state=state,
        polled_at=now,
        interval=tools.config.fetch.interval,
        failures=0.0 if state.good else feed.failures + failure_weight(state, answer.status),
        answered_at=now if state.good else feed.last_ok_at or feed.created_at,
        window=known.window,
        pace=known.pace,
        wish=_wish(feed, answer, parsed),
        held_until=_held_until(answer, now),
        official=outlet is not None and outlet.kind is OutletKind.AUTHORITY,
    )
    return Plan(next_poll_at(history), history.failures, habits, gap, history.wish, history.held_until)


def _learnt(
    feed: feeds.DueFeed, found: Sequence[feeds.FoundEntry], now: dt.datetime
) -> tuple[Habits | None, Gap | None]:
    if not found or feed.kind == FeedKind.WATCHED:
        return None, None
    before = health.habits_of(feed)
    listed = [Listed(one.key, one.entry.published_at) for one in found]
    gap = missed(before, listed, feed.last_polled_at, now) if feed.baseline_done else None
    return learn(before, listed, now), gap


def _wish(feed: feeds.DueFeed, answer: Response | Failure, parsed: ParsedFeed | None) -> dt.timedelta | None:
    """Say how long the server calls its answer fresh; a document that is unchanged still says what it said."""
    if parsed is None or isinstance(answer, Failure):
        return health.span(feed.wish_seconds)
    return max((one for one in (parsed.ttl, answer.max_age) if one is not None), default=None)


def _held_until(answer: Response | Failure, now: dt.datetime) -> dt.datetime | None:
    """Say until when a server wants to be left alone."""
    wait = answer.retry_after if isinstance(answer, Failure) else None
    return now + wait if wait is not None else None


def told(failure: Failure) -> str:
    """Give a failure's reason; of what is gone for good, with what follows from it."""
    return failure.reason + _GONE if failure.state is PollState.GONE else failure.reason
