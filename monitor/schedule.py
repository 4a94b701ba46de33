"""When a feed is polled and an article looked at again: all of that policy, in one place. Pure.

Rules kept: no feed is polled so seldom that its items pass unseen, as long as that can be helped; nothing is asked
before its server allows it, or more often than a floor; nothing is given up for good without a word. All times are
aware UTC; the moment that counts is an argument.

By the hour of the day nothing differs: at night a poll that finds nothing new costs a 304, and a ruling told at five
in the morning is the one to be had by seven.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from monitor.model import ArticleState, PollState

_SHORTEST = dt.timedelta(minutes=5)
# A feed is asked so many times while an item is listed: two polls in a row may fail, and the third still finds it.
_SAFETY = 4
# What publishes once a week is asked so often within its usual pace, but at least every few hours; an authority sooner,
# since what it publishes others only repeat.
_WITHIN_PACE = 12
_SELDOM = dt.timedelta(hours=6)
_SELDOM_OFFICIAL = dt.timedelta(hours=2)
# How far a wish for rest (TTL, max-age) is met where nobody knows how long items stay listed.
_WISHED_INTERVALS = 4
_LONGEST = dt.timedelta(hours=24)
# What has not answered for so long is asked once a week, in case it lives again.
_DEAD_AFTER = dt.timedelta(days=30)
_REVIVAL = dt.timedelta(days=7)
_BELIEVED = dt.timedelta(days=3)
_UNCONDITIONAL = dt.timedelta(hours=24)
_JITTER = 0.05

# How much a failure counts: one that will hardly pass by itself, one that may, and one that says of itself it will.
_HARD, _SOFT, _TEMPORARY = 1.0, 0.5, 0.25
_WEIGHTS = {
    PollState.TIMEOUT: _SOFT,
    PollState.UNREACHABLE: _SOFT,
    PollState.PROTOCOL_ERROR: _SOFT,
    PollState.UNREADABLE: _SOFT,
    PollState.RATE_LIMITED: _TEMPORARY,
    PollState.EMPTY: 0.0,
    PollState.OVER_BUDGET: 0.0,  # it was not asked
}
_PASSING_STATUS = frozenset({408, 425, 429})

# Stories change most in their first hours; after a week an edit is rare enough to leave to the feed.
_LOOKS = tuple(dt.timedelta(hours=hours) for hours in (1, 6, 24, 3 * 24, 7 * 24))
# What is in the docket is worth a closer look, and a longer one: corrections of rulings come days later.
_DOCKET_HOURS = (0.5, 1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 72, 96, 120, 168, 240, 336, 504, 720)
_DOCKET_LOOKS = tuple(dt.timedelta(hours=hours) for hours in _DOCKET_HOURS)
_RETRIES = (dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=6), dt.timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHistory:
    """What the next poll of a feed depends on, beside the clock of its last one, ``polled_at``.

    ``failures`` is the weighted sum of failures in a row (`failure_weight`), ``answered_at`` when it last answered as a
    feed should (or was first known). ``interval`` is the reader's setting; ``window`` how long the feed's items stay
    listed, ``pace`` the usual time between two items (`health.Habits`; None: not known yet). ``wish`` is how long the
    server calls its answer fresh (TTL, max-age), ``held_until`` when it wants to be asked again (Retry-After).
    """

    url: str
    state: PollState
    polled_at: dt.datetime
    interval: dt.timedelta
    failures: float = 0.0
    answered_at: dt.datetime | None = None
    window: dt.timedelta | None = None
    pace: dt.timedelta | None = None
    wish: dt.timedelta | None = None
    held_until: dt.datetime | None = None
    official: bool = False


def next_poll_at(history: FeedHistory) -> dt.datetime | None:
    """Say when to ask a feed again; None: never by itself (410).

    A good feed is asked every ``interval``; more seldom where it publishes seldom or asks for rest, more often where
    its items would pass unseen otherwise. A failing one is asked ever more seldom, at least once a day, and once a week
    after a month without an answer; but as often as a good one until the items of its last answer have passed. A server
    that named a time is left alone until then, whatever else holds. A few per cent of jitter, the same for one URL,
    spreads the load.
    """
    if history.state is PollState.GONE:
        return None
    polled, floor = history.polled_at, min(_SHORTEST, history.interval)
    quiet = history.state.good or history.state is PollState.EMPTY
    wait = max(_usual_wait(history) if quiet else _backed_off(history), floor)
    due = polled + wait * (1 + _jitter(history.url))
    limit = _before_items_pass(history)
    if limit is not None:
        due = min(due, max(limit, polled + floor))
    return due if history.held_until is None else max(due, min(history.held_until, polled + _LONGEST))


def _usual_wait(history: FeedHistory) -> dt.timedelta:
    """Say how long a feed that answers is left alone, as far as its window allows."""
    seldom = _SELDOM_OFFICIAL if history.official else _SELDOM
    wait = history.interval
    if history.pace is not None:
        wait = max(wait, min(history.pace / _WITHIN_PACE, seldom))
    most = _SELDOM if history.window is not None else min(_WISHED_INTERVALS * history.interval, _LONGEST)
    return max(wait, min(history.wish or wait, most))


def _backed_off(history: FeedHistory) -> dt.timedelta:
    """Say how long a failing feed is left alone."""
    since = history.answered_at
    dead = since is not None and history.polled_at - since >= _DEAD_AFTER
    most = max(_REVIVAL if dead else _LONGEST, history.interval)
    if dead:
        return most
    return min(most, history.interval * 2 ** min(history.failures, 16))


def _before_items_pass(history: FeedHistory) -> dt.datetime | None:
    """Say by when a feed must be asked lest items pass unseen; None: no telling, or they have passed already."""
    if history.window is None:
        return None
    since = history.answered_at
    passed = since is None or history.polled_at >= since + history.window
    return None if passed and not history.state.good else history.polled_at + history.window / _SAFETY


def failure_weight(state: PollState, status: int | None = None) -> float:
    """Say how much a poll that ended so counts as a failure: hard 1, soft 1/2, temporary 1/4; 0 for a good one."""
    if state.good:
        return 0.0
    if state is PollState.HTTP_ERROR and ((status or 0) >= 500 or status in _PASSING_STATUS):
        return _TEMPORARY
    return _WEIGHTS.get(state, _HARD)


def _jitter(url: str) -> float:
    """Give a share between 0 and `_JITTER` that is always the same for one URL."""
    return hashlib.sha256(url.encode("utf-8", "replace")).digest()[0] / 255 * _JITTER


def wants_everything(last_full_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the day's unconditional GET is due: some servers answer 304 for ever."""
    return last_full_at is None or now - last_full_at >= _UNCONDITIONAL


def address_now(url: str, moved_to: str | None, moved_since_at: dt.datetime | None, now: dt.datetime) -> str:
    """Say where to ask a feed: at its new address once a permanent redirect has held for days.

    Not at once: sites answer 301 to a page of theirs while they are being repaired.
    """
    if moved_to and moved_since_at is not None and now - moved_since_at >= _BELIEVED:
        return moved_to
    return url


def next_look_at(
    state: ArticleState,
    attempts: int,
    published_at: dt.datetime | None,
    now: dt.datetime,
    *,
    in_docket: bool = False,
) -> dt.datetime | None:
    """Say when to fetch an article's page again; None when no more.

    ``attempts`` counts failed fetches in a row. A page that fails is tried four times over a day and a half; one that
    was read is looked at again soon after publication and ever more seldom: within a week, or, more often, within a
    month when the docket rests on it.
    """
    if state in (ArticleState.FAILED, ArticleState.PENDING):
        return now + _RETRIES[attempts - 1] if 1 <= attempts <= len(_RETRIES) else None
    if state is ArticleState.GONE:
        return None
    age = max(now - published_at, dt.timedelta(0)) if published_at else dt.timedelta(0)
    coming = next((look for look in (_DOCKET_LOOKS if in_docket else _LOOKS) if look > age), None)
    return None if coming is None else now + coming - age
