"""The requests a host gets in a day: counted, kept across runs, feeds first."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch import Fetcher, Request
from monitor.fetch.budget import Budget
from monitor.model import Failure, HostMemory, PollState, Response
from tests.fetch.trial import NOW, Answer, settings
from tests.servers import raw_server, reply

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

HOUR = dt.timedelta(hours=1)


def budget(limit: int, now: dt.datetime = NOW) -> Budget:
    return Budget(limit, HOUR, lambda: now)


def test_a_host_that_has_had_its_requests_is_refused_until_tomorrow_with_the_reason() -> None:
    mine = budget(3)
    for _ in range(3):
        assert mine.refusal("yle.example", feed=True) is None
        mine.spend("yle.example")
    refusal = mine.refusal("yle.example", feed=True)
    assert refusal == Failure(
        PollState.OVER_BUDGET,
        "yle.example has had 3 of today's 3 requests ([fetch] host_requests_per_day)",
        retry_after=12 * HOUR,
    )
    assert mine.refusal("hs.example", feed=True) is None


def test_pages_leave_what_the_feeds_of_their_host_still_need_today() -> None:
    mine = budget(40)
    mine.keep_for_feeds(["yle.example"])  # twelve hours are left: twelve polls
    for _ in range(28):
        assert mine.refusal("yle.example", feed=False) is None
        mine.spend("yle.example")
    refusal = mine.refusal("yle.example", feed=False)
    assert refusal is not None
    assert "the rest is kept for its feeds" in refusal.reason
    assert mine.refusal("yle.example", feed=True) is None
    assert mine.refusal("hs.example", feed=False) is None


@given(st.integers(1, 500), st.integers(0, 30), st.integers(0, 86_399), st.lists(st.booleans(), max_size=600))
def test_no_order_of_requests_passes_the_limit_or_takes_more_than_half_for_pages_where_feeds_are_many(
    limit: int, feeds: int, second: int, asked: list[bool]
) -> None:
    mine = budget(limit, NOW.replace(hour=0) + dt.timedelta(seconds=second))
    mine.keep_for_feeds(["yle.example"] * feeds)
    spent: Counter[bool] = Counter()
    for feed in asked:
        if mine.refusal("yle.example", feed=feed) is None:
            mine.spend("yle.example")
            spent[feed] += 1
    assert spent.total() <= limit
    assert spent[True] == min(asked.count(True), limit - spent[False]) or spent.total() == limit


def test_a_new_day_begins_at_none() -> None:
    now = [NOW]
    mine = Budget(1, HOUR, lambda: now[0])
    mine.spend("yle.example")
    assert mine.refusal("yle.example", feed=True) is not None
    now[0] += 12 * HOUR
    assert mine.refusal("yle.example", feed=True) is None
    assert mine.unsaved() == (now[0].date(), {})


def test_what_was_asked_before_a_restart_counts() -> None:
    mine = budget(5)
    mine.spend("yle.example")
    mine.recall(NOW.date(), {"yle.example": 4})
    assert mine.refusal("yle.example", feed=True) is not None
    assert mine.unsaved() == (NOW.date(), {"yle.example": 1})
    assert mine.unsaved() == (NOW.date(), {})
    yesterday = budget(5)
    yesterday.recall(NOW.date() - dt.timedelta(days=1), {"yle.example": 5})
    assert yesterday.refusal("yle.example", feed=True) is None


def test_a_server_hears_no_more_than_its_requests_of_the_day_over_two_runs() -> None:
    async def run(url: str, memory: HostMemory | None) -> tuple[list[Answer], HostMemory]:
        async with Fetcher(settings(host_requests_per_day=7), version="1", now=lambda: NOW) as fetcher:
            if memory is not None:
                fetcher.recall(memory)
            gets = [fetcher.get(Request(f"{url}{number}")) for number in range(3)]
            pages = [fetcher.get_article(Request(f"{url}page/{number}")) for number in range(2)]
            return list(await asyncio.gather(*gets, *pages)), fetcher.learnt()

    async def main() -> tuple[list[Answer], HostMemory, int]:
        async with raw_server(reply(b"x")) as server:
            first, memory = await run(server.url(), None)
            assert all(isinstance(answer, Response) for answer in first)
            second, _ = await run(server.url(), memory)
            return second, memory, len(server.heads)

    second, memory, heard = asyncio.run(main())
    assert list(memory.asked.values()) == [6]  # three feeds, two pages, robots.txt
    assert heard == 7
    assert sum(isinstance(answer, Failure) and answer.state is PollState.OVER_BUDGET for answer in second) == 4


def test_every_request_of_a_redirect_counts() -> None:
    async def main() -> HostMemory:
        async with (
            raw_server(
                lambda path: reply(b"x") if path == "/b" else reply(status="302 Found", location="/b")
            ) as server,
            Fetcher(settings(), version="1", now=lambda: NOW) as fetcher,
        ):
            assert isinstance(await fetcher.get(Request(server.url("/a"))), Response)
            return fetcher.learnt()

    assert list(asyncio.run(main()).asked.values()) == [2]
