"""What every step works with, and how many things are done at once.

Rule kept: the network and the children work concurrently, the database is written by one task in batches: what has
finished meanwhile goes into one transaction, so that a thousand unchanged feeds do not cost a thousand commits.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from monitor.fetch import Fetcher
from monitor.model import Case, Config, Outlet
from monitor.storage.engine import Engine
from monitor.workers import Pool

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: (step, done, total): called as work gets done, to draw progress.
Progress = Callable[[str, int, int], None]
# One transaction holds at most this many results: larger ones gain nothing (performance.md: 64–128 rows).
_BATCH = 64


def no_progress(step: str, done: int, total: int) -> None:
    """Draw nothing."""


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What reaches the network and the children. ``clock`` gives aware UTC now."""

    config: Config
    fetcher: Fetcher
    pool: Pool
    clock: Callable[[], dt.datetime]
    progress: Progress = no_progress

    @property
    def outlets(self) -> dict[str, Outlet]:
        """The configured outlets by id."""
        return {outlet.id: outlet for outlet in self.config.outlets}

    @property
    def cases(self) -> dict[str, Case]:
        """The configured cases by id."""
        return {case.id: case for case in self.config.cases}


@dataclass(frozen=True, kw_only=True)
class Line(Tools):
    """The tools and the database: everything one run works with."""

    engine: Engine


async def in_batches(
    function: Callable[[_Item], Awaitable[_Result]], items: Sequence[_Item], workers: int
) -> AsyncIterator[list[_Result]]:
    """Await ``function(item)`` for every item, ``workers`` at a time; yield lists of whatever has finished.

    An exception of one item stops all and is raised here: expected failures are values.
    """
    waiting = iter(items)
    finished: asyncio.Queue[_Result] = asyncio.Queue()

    async def work() -> None:
        for item in waiting:
            finished.put_nowait(await function(item))

    async with asyncio.TaskGroup() as group:
        for _ in range(min(workers, len(items))):
            group.create_task(work())
        left = len(items)
        while left:
            batch = [await finished.get()]
            while not finished.empty() and len(batch) < _BATCH:
                batch.append(finished.get_nowait())
            left -= len(batch)
            yield batch
