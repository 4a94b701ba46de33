"""Politeness: one request per host at a time, the gaps it asks for, and "not before" when it asks to be left alone.

Standard library only; clock and sleep are given, so that tests never wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0  # no request before: the gap after the last one
    not_before: float = 0.0  # no request before: the host said so

    def idle(self, now: float) -> bool:
        return not self.users and self.free_at <= now and self.not_before <= now


class Hosts:
    """What is known of each host while the program runs; hosts with nothing to remember are forgotten."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[object]]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    def block(self, name: str, seconds: float) -> None:
        """Let no request to this host pass for so long; nothing happens when the time is over already."""
        if seconds <= 0:
            return
        host = self._hosts.setdefault(name, _Host())
        host.not_before = max(host.not_before, self._clock() + seconds)

    def blocked(self, name: str) -> int:
        """Seconds until the host may be asked again, rounded up; 0 when it may be asked now."""
        host = self._hosts.get(name)
        return max(0, math.ceil(host.not_before - self._clock())) if host else 0

    @contextlib.asynccontextmanager
    async def turn(self, name: str, gap: Callable[[], float]) -> AsyncIterator[None]:
        """Wait until nobody else asks this host and its gap has passed; ``gap()`` is the pause after this request."""
        host = self._hosts.setdefault(name, _Host())
        host.users += 1
        try:
            async with host.lock:
                pause = host.free_at - self._clock()
                if pause > 0:
                    await self._sleep(pause)
                try:
                    yield
                finally:
                    host.free_at = self._clock() + gap()
        finally:
            host.users -= 1
            if host.idle(self._clock()):
                del self._hosts[name]
