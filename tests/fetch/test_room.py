"""Places for requests: bounded, and not taken up by those who wait."""

from __future__ import annotations

import asyncio

import pytest

from monitor.fetch import room
from monitor.fetch.room import Room


def test_so_many_work_at_once_while_they_are_quick() -> None:
    async def main() -> int:
        most, inside, places = 0, 0, Room(3)

        async def work() -> None:
            nonlocal most, inside
            async with places.place():
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(work() for _ in range(50)))
        return most

    assert asyncio.run(main()) == 3


def test_those_who_wait_long_keep_nobody_out_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_PATIENCE", 0.0)

    async def main() -> tuple[int, int]:
        inside, places, over = 0, Room(2), asyncio.Event()

        async def wait() -> None:
            nonlocal inside
            async with places.place():
                inside += 1
                await over.wait()

        waiting = [asyncio.create_task(wait()) for _ in range(20)]
        while inside < places.most:
            await asyncio.sleep(0)
        for _ in range(20):
            await asyncio.sleep(0)
        held = inside
        over.set()
        await asyncio.gather(*waiting)
        return held, inside

    assert asyncio.run(main()) == (8, 20)


def test_a_place_whose_holder_is_cancelled_is_free_again() -> None:
    async def main() -> None:
        places = Room(1)

        async def hold() -> None:
            async with places.place():
                await asyncio.sleep(60)

        for _ in range(places.most + 2):
            first, second = asyncio.create_task(hold()), asyncio.create_task(hold())
            await asyncio.sleep(0)
            for task in (second, first):
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
        async with asyncio.timeout(5), places.place():
            pass

    asyncio.run(main())
