"""What becomes of a message that waits: how an attempt ended, when the next one is due, when to stop.

Rule kept: pure. Whatever is sent, digest or alert, by mail or otherwise, waits by the same policy: tried again with
growing pauses for five days, then parked where a person sees it; what was refused for good is parked at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

GIVE_UP_AFTER = dt.timedelta(days=5)
#: How long who hands a message over has it to himself: longer than any conversation, so that the daemon and a
#: person's --send never hand over the same one.
CLAIM = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side answered that it took the message."""

    response: str = ""


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not taken now; try again later with the same message."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, for good; a person has to look."""

    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the pauses between attempts grow: the first one, and the longest."""

    first: dt.timedelta
    longest: dt.timedelta

    def next_attempt(self, attempts: int, queued_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
        """Say when a message that was not taken is tried again; None when it has waited long enough.

        ``attempts`` counts the earlier ones, without the one that has just failed.
        """
        if now - queued_at > GIVE_UP_AFTER:
            return None
        return now + min(self.first * (1 << min(attempts, 16)), self.longest)


DIGESTS = Waiting(dt.timedelta(minutes=5), dt.timedelta(hours=6))
ALERTS = Waiting(dt.timedelta(minutes=1), dt.timedelta(hours=1))
