"""How the benchmarks measure: one thing against another in one run, alternately, as the median of ratios.

Rules kept: never a time alone, because machines differ and are noisy; CPU time counts before wall time, and that of
all child processes with it; the figure is printed beside its goal and fails only a third beyond it.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 5
#: How far beyond its goal a figure may be before the benchmark fails.
SLACK = 4 / 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took, in seconds."""

    cpu: float
    wall: float


@dataclass(slots=True)
class Ratio:
    """One thing's cost as a multiple of another's, over some rounds; ``goal`` is the most it should be."""

    name: str
    goal: float
    ours: list[Cost] = field(default_factory=list)
    theirs: list[Cost] = field(default_factory=list)
    items: int = 1

    @property
    def cpu(self) -> float:
        """The median ratio of CPU time."""
        return statistics.median(a.cpu / b.cpu for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def wall(self) -> float:
        """The median ratio of elapsed time."""
        return statistics.median(a.wall / b.wall for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def fair(self) -> bool:
        """Whether the figure is near its goal, allowing for a noisy machine."""
        return min(self.cpu, self.wall) <= self.goal * SLACK

    def row(self) -> tuple[str, ...]:
        """Give the figure as a row of the table: milliseconds are CPU time for one item."""
        ours, theirs = (1000 * statistics.median(one.cpu for one in side) / self.items for side in self.sides)
        return (
            self.name,
            f"≤ {self.goal:.2f}",
            f"{self.cpu:.2f}",
            f"{self.wall:.2f}",
            f"{1 / self.cpu:.2f}",
            f"{ours:.2f}",
            f"{theirs:.2f}",
        )

    @property
    def sides(self) -> tuple[list[Cost], list[Cost]]:
        """Both lists of costs, ours first."""
        return self.ours, self.theirs


HEAD = ("ours against theirs", "goal", "CPU ×", "wall ×", "1/CPU", "ours ms", "theirs ms")


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure that is no ratio, with the most it should be."""

    name: str
    value: float
    goal: float
    unit: str

    @property
    def fair(self) -> bool:
        """Whether the figure is near its goal."""
        return self.value <= self.goal * SLACK

    def row(self) -> tuple[str, ...]:
        """Give the figure as a row of the table."""
        return self.name, f"≤ {self.goal:g}", f"{self.value:.2f} {self.unit}"


def compare(
    name: str,
    goal: float,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    items: int = 1,
    rounds: int = ROUNDS,
    ignore: Collection[int] = (),
    parent_only: bool = False,
) -> Ratio:
    """Run both once for warmth and then alternately, in random order; ``ignore`` names processes not to count.

    ``parent_only`` counts of ours what this process takes itself, without its children.
    """
    ratio = Ratio(name, goal, items=items)
    sides = [(ours, ratio.ours), (theirs, ratio.theirs)]
    ours()
    theirs()
    for _ in range(rounds):
        random.shuffle(sides)
        for run, costs in sides:
            costs.append(own_cost(run) if parent_only and costs is ratio.ours else cost(run, ignore))
    return ratio


def own_cost(run: Callable[[], object]) -> Cost:
    """Take the time of one run that this process spends itself."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


def cost(run: Callable[[], object], ignore: Collection[int] = ()) -> Cost:
    """Take the time of one run: of this process and of all its descendants, living and dead."""
    gc.collect()
    wall, cpu = time.perf_counter(), cpu_seconds(ignore)
    run()
    return Cost(cpu_seconds(ignore) - cpu, time.perf_counter() - wall)


def cpu_seconds(ignore: Collection[int] = ()) -> float:
    """CPU time of this process, its dead children and its living descendants but those under ``ignore``."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system + _descendants(ignore)


def _descendants(ignore: Collection[int]) -> float:
    """CPU time of the living descendants, from /proc (Linux; elsewhere they go uncounted)."""
    if not sys.platform.startswith("linux"):
        return 0.0
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            _note(folder, children, ticks)
    total, left = 0, [os.getpid()]
    while left:
        own = [one for one in children.get(left.pop(), ()) if one not in ignore]
        total += sum(ticks[one] for one in own)
        left += own
    return total / os.sysconf("SC_CLK_TCK")


def _note(folder: Path, children: dict[int, list[int]], ticks: dict[int, int]) -> None:
    try:
        words = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return  # it has ended meanwhile
    pid = int(folder.name)
    children.setdefault(int(words[1]), []).append(pid)
    # its own time and that of children it has waited for: a fork server's dead workers
    ticks[pid] = sum(int(word) for word in words[11:15])
