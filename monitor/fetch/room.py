"""How many requests are under way at once, so that slow servers do not hold up quick ones.

Rule kept: so many requests take the processor's time at once, and one that has waited for its server a while no longer
counts among them, up to a limit that bounds memory. (With twenty plain places, fifty servers that take ten seconds
each keep 200 quick feeds waiting for half a minute.) Standard library only.
"""

from __future__ import annotations

import asyncio
from types import TracebackType

#: After so many seconds a request is waiting, not working.
_PATIENCE = 0.1
#: How many times the usual number of requests may be open altogether.
_STRETCH = 4


class Room:
    """Places for requests: ``places`` at work, and up to ``most`` open with those that wait for slow servers."""

    def __init__(self, places: int) -> None:
        self.most = max(1, places) * _STRETCH
        self._at_work = asyncio.Semaphore(max(1, places))
        self._open = asyncio.Semaphore(self.most)

    def place(self) -> _Place:
        """Give a place to wait for and to hold, as an async context manager."""
        return _Place(self._at_work, self._open)


class _Place:
    """One request's place; it is somebody else's when the request has been held up for long."""

    def __init__(self, at_work: asyncio.Semaphore, open_: asyncio.Semaphore) -> None:
        self._at_work = at_work
        self._open = open_
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> None:
        await self._open.acquire()
        try:
            await self._at_work.acquire()
        except asyncio.CancelledError:
            self._open.release()
            raise
        self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._lend)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lend()
        self._open.release()

    def _lend(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._at_work.release()
