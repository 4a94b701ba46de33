"""When a feed is polled and an article looked at again: all of that policy, in one place. Pure.

Rule kept: nothing is asked more often than its server wishes, nothing is given up for good without a word. All times
are aware UTC; ``now`` is an argument.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from monitor.model import ArticleState, PollState

_LONGEST = dt.timedelta(hours=24)
_SHORTEST = dt.timedelta(minutes=5)
_BELIEVED = dt.timedelta(days=3)
_UNCONDITIONAL = dt.timedelta(hours=24)
# A failure that will hardly pass by itself backs off faster than one that will.
_WEIGHTS = {
    PollState.GONE: 2.0,
    PollState.NOT_A_FEED: 1.0,
    PollState.REFUSED_ADDRESS: 1.0,
    PollState.REDIRECT: 1.0,
    PollState.HTTP_ERROR: 1.0,
    PollState.TIMEOUT: 0.5,
    PollState.UNREACHABLE: 0.5,
}
_LIGHT = 0.5
# Stories change most in their first hours; after a week an edit is rare enough to leave to the feed.
_LOOKS = (
    dt.timedelta(hours=1),
    dt.timedelta(hours=6),
    dt.timedelta(days=1),
    dt.timedelta(days=3),
    dt.timedelta(days=7),
)
_RETRIES = (dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=6), dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class FeedHistory:
    """What the next poll of a feed depends on. ``failures`` counts polls in a row that did not answer as a feed."""

    url: str
    state: PollState
    failures: int
    interval: dt.timedelta
    ttl: dt.timedelta | None = None
    retry_after: dt.timedelta | None = None


def next_poll_at(history: FeedHistory, now: dt.datetime) -> dt.datetime:
    """Say when to ask a feed again.

    A good feed is asked every ``interval`` (later if it asks for that with a TTL, but at most four intervals, so that
    a careless TTL does not let its window of items pass); a failing one ever more seldom, at least once a day; a
    server that named a time is left alone until then. A few per cent of jitter, the same for one URL, spreads the load.
    """
    if history.state.good or history.state is PollState.EMPTY:
        wait = max(history.interval, min(history.ttl or history.interval, 4 * history.interval))
    else:
        weight = _WEIGHTS.get(history.state, _LIGHT)
        wait = min(_LONGEST, history.interval * 2 ** min(weight * max(history.failures - 1, 0), 10))
    wait = max(wait, min(_SHORTEST, history.interval))
    if history.retry_after is not None:
        wait = max(wait, min(history.retry_after, _LONGEST))
    return now + wait + wait * _jitter(history.url)


def _jitter(url: str) -> float:
    """Give a share between 0 and 0.05 that is always the same for one URL."""
    return hashlib.sha256(url.encode("utf-8", "replace")).digest()[0] / 255 * 0.05


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
    state: ArticleState, attempts: int, published_at: dt.datetime | None, now: dt.datetime
) -> dt.datetime | None:
    """Say when to fetch an article's page again; None when no more.

    ``attempts`` counts failed fetches in a row. A page that fails is tried four times over a day and a half; one that
    was read is looked at again soon after publication and ever more seldom.
    """
    if state in (ArticleState.FAILED, ArticleState.PENDING):
        return now + _RETRIES[attempts - 1] if 1 <= attempts <= len(_RETRIES) else None
    if state is ArticleState.GONE:
        return None
    age = now - published_at if published_at else dt.timedelta(0)
    coming = [look for look in _LOOKS if look > max(age, dt.timedelta(0))]
    return now + (coming[0] - max(age, dt.timedelta(0))) if coming else None
