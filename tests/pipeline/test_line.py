"""How many things are done at once, and of one lane only one."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.pipeline.line import each, host_of


class Work:
    """Counts what is asked at once, in all and of each lane; items are (lane, number)."""

    def __init__(self) -> None:
        self.saved: list[tuple[str, int]] = []
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.order: list[tuple[str, int]] = []

    async def ask(self, item: tuple[str, int]) -> int:
        self.order.append(item)
        for name in (item[0], "all"):
            self.now[name] += 1
            self.most[name] = max(self.most[name], self.now[name])
        await asyncio.sleep(0)
        for name in (item[0], "all"):
            self.now[name] -= 1
        return item[1]

    async def read(self, item: tuple[str, int], answer: int) -> tuple[str, int]:
        await asyncio.sleep(0)
        assert answer == item[1]
        return item

    def save(self, batch: list[tuple[str, int]]) -> None:
        self.saved += batch

    def go(self, items: list[tuple[str, int]], workers: int) -> None:
        asyncio.run(each(items, self.ask, self.read, self.save, workers=workers, lane=lambda item: item[0]))


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=40), st.integers(1, 6))
def test_everything_is_saved_once_and_one_lane_is_asked_one_at_a_time(
    items: list[tuple[str, int]], workers: int
) -> None:
    work = Work()
    work.go(items, workers)
    assert sorted(work.saved) == sorted(items)
    assert work.most.pop("all", 0) <= workers
    assert set(work.most.values()) <= {1}


def test_a_long_lane_does_not_keep_the_others_waiting() -> None:
    work = Work()
    work.go([("long", number) for number in range(50)] + [("short", 0)], workers=2)
    assert work.order.index(("short", 0)) <= 2


def test_what_a_worker_raises_is_raised_and_ends_the_others() -> None:
    work = Work()
    ended = []

    async def read(item: tuple[str, int], answer: int) -> tuple[str, int]:
        if answer == 1:
            raise RuntimeError("unexpected")
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(item)
        return item

    async def go() -> None:
        await each([("a", 0), ("b", 1)], work.ask, read, work.save, workers=2, lane=lambda item: item[0])

    with pytest.raises(RuntimeError, match="unexpected"):
        asyncio.run(go())
    assert ended == [("a", 0)]


def test_an_error_in_saving_is_raised_as_it_is() -> None:
    work = Work()

    def fail(batch: list[tuple[str, int]]) -> None:
        raise ValueError("disk full")

    with pytest.raises(ValueError, match="disk full"):
        asyncio.run(each([("a", 0), ("a", 1)], work.ask, work.read, fail, workers=1))


def test_the_lane_of_an_address_is_its_host() -> None:
    assert host_of("https://Yle.fi/a?b") == host_of("http://yle.fi:80/") == "yle.fi"
    assert host_of("no address") == "no address"
