"""Gate R8: documents made to cost time or memory cost their own child at most, and the next document is read.

All of them: pytest -m heavy -n 0 -s tests/test_bombs.py
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor import workers
from monitor.config import bundled, load
from monitor.errors import WorkerError
from monitor.reading import Read, start
from monitor.workers import Pool
from tests.bombs import BOMBS, Bomb, article

LIMIT = 4.0
GRACE = 1.0
MEMORY_MB = 512
QUICK = [bomb for bomb in BOMBS if bomb.ours]
PLAIN = Bomb("plain", lambda: article("<p>Käräjäoikeus antoi tuomion Vastaamon tietomurtoa koskevassa asiassa.</p>"))
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc and limits of memory")


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with made() as pool:
        yield pool


def made(kind: type[Pool] = Pool, memory_mb: int = MEMORY_MB) -> Pool:
    config = load(bundled("config"), {})
    pool = kind(1, memory_mb, start, (config.lexicons, config.weights, config.cases), preload=("monitor.reading",))
    assert explode(pool, PLAIN).ended == "ok"
    return pool


@dataclass(frozen=True)
class Outcome:
    """How a document ended: ``ok`` or why not, after how long, and the most memory any child had meanwhile."""

    ended: str
    seconds: float
    most_mb: float

    def faults(self) -> list[str]:
        found = []
        if self.seconds > LIMIT + GRACE:
            found.append(f"it took {self.seconds:.1f} s, {LIMIT + GRACE:g} at most")
        if self.most_mb > MEMORY_MB + 300:  # what a child has before its first task
            found.append(f"its child had {self.most_mb:.0f} MB")
        return found


def explode(pool: Pool, bomb: Bomb) -> Outcome:
    """Run one bomb in a child, as the line does."""

    async def main() -> Outcome:
        function, *args = bomb.task()
        watch = asyncio.create_task(_watch())
        began = time.perf_counter()
        ended = await _ended(pool, function, args)
        seconds = time.perf_counter() - began
        watch.cancel()
        return Outcome(ended, seconds, max(_PEAK))

    _PEAK[:] = [0.0]
    return asyncio.run(main())


_PEAK = [0.0]


async def _watch() -> None:
    """Note how much memory the hungriest child has, ten times a second."""
    while True:
        _PEAK.append(max((_resident(pid) for pid in _descendants(os.getpid())), default=0.0))
        await asyncio.sleep(0.1)


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _descendants(child)


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


async def _ended(pool: Pool, function: Any, args: list[Any]) -> str:
    try:
        found = await pool.run(function, *args, seconds=LIMIT)
    except WorkerError as error:
        return str(error)
    except Exception as error:  # the line takes it for a failure of this one document
        return f"{type(error).__name__}: {error}"
    return "ok" if isinstance(found, Read) else f"ok: {type(found).__name__}"


@pytest.mark.parametrize("bomb", QUICK, ids=lambda bomb: bomb.name)
def test_our_own_code_copes_with_what_is_made_to_stop_it(pool: Pool, bomb: Bomb) -> None:
    assert explode(pool, bomb).ended.startswith("ok")


@pytest.mark.heavy
@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.name)
def test_a_bomb_costs_its_own_child_at_most(pool: Pool, bomb: Bomb) -> None:
    outcome = explode(pool, bomb)
    sys.stdout.write(f"{bomb.name}: {outcome.ended[:80]}, {outcome.seconds:.1f} s, {outcome.most_mb:.0f} MB\n")
    assert not outcome.faults()
    assert explode(pool, PLAIN).ended == "ok"


def test_there_are_at_least_25_bombs() -> None:
    assert len({bomb.name for bomb in BOMBS}) == len(BOMBS) >= 25


# --------------------------------------------------------------------------------- the gate on planted bugs


def _never(seconds: float) -> None:
    time.sleep(seconds)


def _deaf(seconds: float) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(seconds)


def _hungry(megabytes: int) -> None:
    kept = [bytearray(10_000_000) for _ in range(megabytes // 10)]
    time.sleep(1.0)
    del kept


@dataclass(frozen=True)
class Planted(Bomb):
    """A task of a test's own in a bomb's place."""

    function: Callable[..., object] = _never
    given: float = LIMIT * 2

    def task(self) -> tuple[object, ...]:
        return self.function, self.given


class _Patient(Pool):
    """A pool that forgets its limit of time."""

    async def run(self, function: Callable[..., Any], *args: Any, seconds: float) -> Any:
        return await super().run(function, *args, seconds=seconds * 10)


@pytest.mark.heavy
def test_the_gate_catches_a_pool_that_does_not_watch_the_clock() -> None:
    with made(_Patient) as pool:
        assert explode(pool, Planted("slow", lambda: "")).faults()


@pytest.mark.heavy
def test_the_gate_catches_a_child_that_does_not_die_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with made() as pool:
        assert explode(pool, Planted("deaf", lambda: "", function=_deaf)).faults()
        assert not explode(pool, Planted("slow", lambda: "")).faults()


@linux
@pytest.mark.heavy
def test_the_gate_catches_a_pool_without_a_limit_of_memory() -> None:
    hungry = Planted("hungry", lambda: "", function=_hungry, given=1_200)
    with made(memory_mb=0) as pool:
        assert explode(pool, hungry).faults()
    with made() as pool:
        assert not explode(pool, hungry).faults()


@pytest.mark.heavy
def test_the_gate_catches_a_reader_of_our_own_that_is_quadratic(pool: Pool) -> None:
    spaces = Planted("spaces", lambda: "", function=_quadratic, given=200_000)
    assert not explode(pool, spaces).ended.startswith("ok")


def _quadratic(count: float) -> bool:
    import re

    return re.search(r"\s*;?\s*$", " " * int(count) + "x") is not None


def test_the_limit_of_the_pool_is_the_one_that_is_set() -> None:
    assert workers.STUCK_SECONDS > LIMIT
