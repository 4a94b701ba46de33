"""What every step works with, and how many things are done at once.

Rule kept: the network and the children work concurrently, the database is written by one task in batches: what has
finished within half a second goes into one transaction, so that a thousand unchanged feeds do not cost a thousand
commits, and thirty reports of one verdict are folded into the docket once.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.errors import AddressError, WorkerError
from monitor.fetch import Fetcher
from monitor.model import Case, Config, Failure, Outlet, PollState
from monitor.storage import hosts
from monitor.storage.engine import Connection, Engine
from monitor.urls import host
from monitor.workers import Pool

if TYPE_CHECKING:
    from monitor.archive.store import Store

_log = logging.getLogger(__name__)
_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
_Result = TypeVar("_Result")

#: (step, done, total): called as work gets done, to draw progress.
Progress = Callable[[str, int, int], None]
# One transaction holds at most this many results: larger ones gain nothing (performance.md: 64–128 rows).
_BATCH = 64
# How long a transaction waits for more results: what a crash may cost. Committing each page alone, with its refolding,
# took four times what reading it took.
_GATHER_SECONDS = 0.5


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

    @cached_property
    def outlets(self) -> dict[str, Outlet]:
        """The configured outlets by id."""
        return {outlet.id: outlet for outlet in self.config.outlets}

    @cached_property
    def cases(self) -> dict[str, Case]:
        """The configured cases by id."""
        return {case.id: case for case in self.config.cases}


@dataclass(frozen=True, kw_only=True)
class Line(Tools):
    """The tools and the database: everything one run works with."""

    engine: Engine
    store: Store | None = None  # where pages are kept as they came; None: nowhere


async def each(
    items: Sequence[_Item],
    ask: Callable[[_Item], Awaitable[_Answer]],
    read: Callable[[_Item, _Answer], Awaitable[_Result]],
    save: Callable[[list[_Result]], None],
    *,
    workers: int,
    lane: Callable[[_Item], Hashable] = id,
) -> None:
    """Ask and read every item, ``workers`` of them at a time, and save what has finished, batch after batch.

    Of one lane (a host) one item is asked at a time, and no worker waits for a lane that another holds: without that
    the articles of one feed, which are due one after the other, would keep every worker waiting for one host. A lane
    is free again when its item is asked; reading goes on beside it. An exception stops everything and is raised
    here: expected failures are values.
    """
    lanes = _lanes(items, lane)
    finished: asyncio.Queue[_Result | _Raised] = asyncio.Queue()

    async def work() -> None:
        while True:
            mine = await lanes.get()
            item = mine.popleft()
            try:
                answer = await ask(item)
                if mine:
                    lanes.put_nowait(mine)
                finished.put_nowait(await read(item, answer))
            except Exception as error:  # whatever it is, it is raised by the task that waits for results
                finished.put_nowait(_Raised(error))

    tasks = [asyncio.create_task(work()) for _ in range(min(workers, len(items)))]
    try:
        left = len(items)
        while left:
            batch = await _batch(finished, min(left, _BATCH))
            save(batch)
            left -= len(batch)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Raised:
    """A worker met what nobody expects."""

    error: Exception


def _lanes(items: Sequence[_Item], lane: Callable[[_Item], Hashable]) -> asyncio.Queue[deque[_Item]]:
    """Sort items into lanes, in their order, and queue the lanes."""
    found: dict[Hashable, deque[_Item]] = {}
    for item in items:
        found.setdefault(lane(item), deque()).append(item)
    lanes: asyncio.Queue[deque[_Item]] = asyncio.Queue()
    for one in found.values():
        lanes.put_nowait(one)
    return lanes


async def _batch(finished: asyncio.Queue[_Result | _Raised], most: int) -> list[_Result]:
    """Wait for a result and gather more for a moment, at most ``most``; raise what a worker met."""
    batch = [_value(await finished.get())]
    try:
        async with asyncio.timeout(_GATHER_SECONDS):
            while len(batch) < most:
                batch.append(_value(await finished.get()))
    except TimeoutError:
        pass  # what has come is saved; the others are still on their way
    return batch


def _value(one: _Result | _Raised) -> _Result:
    if isinstance(one, _Raised):
        raise one.error
    return one


async def in_child(tools: Tools, function: Callable[..., Any], *args: object) -> Any:
    """Call a function of `reading` in a child process; give its result, or a `Failure` that says why there is none.

    What the function raises is a mistake of ours or of a library: it is logged, and it costs this one page, not the
    cycle (which would meet it again and again).
    """
    try:
        return await tools.pool.run(function, *args, seconds=tools.config.fetch.parse_seconds)
    except WorkerError as error:
        return Failure(PollState.UNREADABLE, str(error))
    except Exception as error:
        _log.error("%s failed", function.__name__, exc_info=error)
        return Failure(PollState.UNREADABLE, f"reading it failed ({type(error).__name__}: {error})"[:300])


def host_of(url: str) -> str:
    """Give the lane of an address: its host, or the address itself where it has none."""
    try:
        return host(url)
    except AddressError:
        return url


def recall_hosts(line: Line, conn: Connection) -> None:
    """Tell the fetcher what earlier runs learnt of hosts, and where the feeds are."""
    feeds = [feed.url for outlet in line.config.outlets for feed in outlet.feeds if feed.enabled]
    line.fetcher.recall(hosts.recall(conn, line.clock()), feeds)


def keep_hosts(line: Line) -> None:
    """Keep what the last requests of a run taught of hosts."""
    memory = line.fetcher.learnt()
    if memory.asked or memory.robots:
        with line.engine.begin() as conn:
            hosts.remember(conn, memory)


def remember_hosts(line: Line, conn: Connection) -> None:
    """Keep what was learnt of hosts (Retry-After, requests of the day, robots.txt) where a restart finds it."""
    hosts.remember(conn, line.fetcher.learnt())
