"""How many requests one host gets in a day, whatever goes wrong with it or with us.

Rule kept: feeds come before articles. A page is asked for only while enough is left for the day's remaining polls of
the feeds on its host (at most half of the budget is kept for them); without that, a morning of many articles would
leave the afternoon's news unseen. Days are UTC's. Standard library only; ``now`` is given.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from monitor.model import Failure, PollState

_DAY = dt.timedelta(days=1)


class Budget:
    """What each host has been asked today; ``limit`` requests are a day's, ``interval`` lies between two polls."""

    def __init__(self, limit: int, interval: dt.timedelta, now: Callable[[], dt.datetime]) -> None:
        self._limit = limit
        self._interval = interval
        self._now = now
        self._day = now().date()
        self._spent: Counter[str] = Counter()
        self._unsaved: Counter[str] = Counter()
        self._feeds: Counter[str] = Counter()

    def recall(self, day: dt.date, spent: Mapping[str, int]) -> None:
        """Know what earlier runs asked on a day."""
        self._turn()
        if day == self._day:
            self._spent = Counter(spent) + self._unsaved

    def keep_for_feeds(self, hosts: Iterable[str]) -> None:
        """Know where feeds are: one host for each feed."""
        self._feeds = Counter(hosts)

    def spend(self, host: str) -> None:
        """Count one request."""
        self._turn()
        self._spent[host] += 1
        self._unsaved[host] += 1

    def unsaved(self) -> tuple[dt.date, dict[str, int]]:
        """Give today and the requests made since the last call."""
        self._turn()
        spent, self._unsaved = dict(self._unsaved), Counter()
        return self._day, spent

    def refusal(self, host: str, *, feed: bool) -> Failure | None:
        """Say why a host must not be asked again today; None when it may be."""
        self._turn()
        spent = self._spent[host]
        if spent < self._limit - (0 if feed else self._kept(host)):
            return None
        rest = "" if spent >= self._limit else ", and the rest is kept for its feeds"
        return Failure(
            PollState.OVER_BUDGET,
            f"{host} has had {spent} of today's {self._limit} requests{rest} ([fetch] host_requests_per_day)",
            retry_after=self._left(),
        )

    def _kept(self, host: str) -> int:
        polls = -(-self._left() // self._interval)
        return min(self._feeds[host] * polls, self._limit // 2)

    def _left(self) -> dt.timedelta:
        now = self._now()
        return dt.datetime.combine(now.date() + _DAY, dt.time(), dt.UTC) - now

    def _turn(self) -> None:
        """Begin anew on a new day."""
        today = self._now().date()
        if today != self._day:
            self._day = today
            self._spent.clear()
            self._unsaved.clear()
