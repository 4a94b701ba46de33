"""Hand over what waits in an outbox, digests and alerts alike.

Rules kept: a message is claimed before it is tried, so that of two processes one tries it; what became of it is
written down before the next one is tried.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from monitor.outbox import CLAIM, Deferred, Refused, Sent, Waiting
from monitor.storage.engine import Connection, Engine

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Handed:
    """What one round of handing over did; ``problems`` are sentences for a person."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)


class Message(Protocol):
    """What waits: how often it was tried, and since when it waits."""

    @property
    def id(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def attempts(self) -> int: ...  # noqa: D102
    @property
    def created_at(self) -> dt.datetime: ...  # noqa: D102


class Outbox(Protocol):
    """Where messages wait: `storage.digests` or `storage.alerts`."""

    def claim(self, conn: Connection, message: int, now: dt.datetime, until: dt.datetime, /) -> bool:
        """Take a message for oneself until a time; False when somebody else has it."""

    def mark_sent(self, conn: Connection, message: int, now: dt.datetime, /) -> None:
        """Note that the other side took it."""

    def mark_deferred(self, conn: Connection, message: int, error: str, next_attempt_at: dt.datetime, /) -> None:
        """Note that it is to be tried again then."""

    def mark_failed(self, conn: Connection, message: int, error: str, /) -> None:
        """Note that it is parked until a person looks at it."""


One = TypeVar("One", bound=Message)


@dataclass(frozen=True, slots=True)
class Round:
    """One round of handing over: out of which outbox, by which pauses, and what its messages are called."""

    outbox: Outbox
    waiting: Waiting
    noun: str
    now: dt.datetime

    def hand_over(
        self,
        engine: Engine,
        pending: Iterable[One],
        send: Callable[[One], Sent | Deferred | Refused],
        receiver: Callable[[One], str],
        counts: Handed,
    ) -> None:
        """Try every message that nobody else has, and write down what became of it."""
        for message in pending:
            with engine.begin() as conn:
                mine = self.outbox.claim(conn, message.id, self.now, self.now + CLAIM)
            if not mine:
                continue
            outcome = send(message)
            with engine.begin() as conn:
                self._settle(conn, message, outcome, counts)
            if not isinstance(outcome, Sent):
                counts.problems.append(f"{receiver(message)}: {outcome.reason}")
                _log.warning("%s %s not sent: %s", self.noun, receiver(message), outcome.reason)

    def _settle(self, conn: Connection, message: Message, outcome: Sent | Deferred | Refused, counts: Handed) -> None:
        """Write what became of one message: sent, tried again later, or parked for a person to see."""
        if isinstance(outcome, Sent):
            self.outbox.mark_sent(conn, message.id, self.now)
            counts.sent += 1
            return
        again = self.waiting.next_attempt(message.attempts, message.created_at, self.now)
        if isinstance(outcome, Refused) or again is None:
            self.outbox.mark_failed(conn, message.id, outcome.reason)
            counts.failed += 1
        else:
            self.outbox.mark_deferred(conn, message.id, outcome.reason, again)
            counts.deferred += 1
