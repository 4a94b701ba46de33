"""robots.txt by RFC 9309, from a real server; the clock is given."""

import asyncio
import datetime as dt
import sys
from collections.abc import Callable

import pytest

from monitor.fetch import AGENT, Fetcher, Request
from monitor.model import Failure, PollState, Response
from tests.fetch.trial import SOON, Answer, Clock, failure, get, response, say_nothing, settings, to
from tests.servers import raw_server, reply

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2", "127.0.0.3", "::1"])
two_loopbacks = pytest.mark.skipif(sys.platform == "darwin", reason="macOS gives 127.0.0.2 no interface")


def site(robots: bytes) -> Callable[[str], bytes]:
    return lambda path: robots if path == "/robots.txt" else reply(b"page")


@pytest.mark.parametrize(
    "robots",
    [
        reply(b"User-agent: *\nDisallow: /secret\n"),
        reply(b"User-agent: *\nDisallow: /\n\nUser-agent: case-monitor\nDisallow:\n"),
        reply(b"\xef\xbb\xbfUser-agent: other\nDisallow: /\n"),
        reply(b""),
        reply(b"\x00\xff not robots at all"),
        reply(status="404 Not Found"),
        reply(status="403 Forbidden"),
        reply(status="410 Gone"),
        to("/robots.txt", "301 Moved"),
    ],
)
def test_a_page_is_fetched_when_robots_txt_allows_it_or_is_not_there(robots: bytes) -> None:
    assert response(site(robots), article=True, path="/a").body == b"page"


@pytest.mark.parametrize(
    "robots",
    [
        reply(b"User-agent: *\nDisallow: /a\n"),
        reply(b"User-agent: Case-Monitor\nDisallow: /*.html\nDisallow: /a$\n"),
        reply(b"User-agent: *\nDisallow: /\n" + b"# padding\n" * 60_000),
        reply(status="500 Oops"),
        reply(status="503 Later"),
        b"garbage",
    ],
)
def test_a_page_is_refused_when_robots_txt_forbids_it_or_cannot_be_read(robots: bytes) -> None:
    result, server = get(site(robots), article=True, path="/a")
    assert isinstance(result, Failure)
    assert result.state is PollState.ROBOTS
    assert "robots.txt" in result.reason
    assert all("GET /robots.txt " in head for head in server.heads)


def test_a_robots_txt_that_hangs_forbids() -> None:
    result = failure(say_nothing, article=True, deadline=SOON)
    assert result.state is PollState.TIMEOUT
    assert "robots.txt could not be read (no complete answer" in result.reason


def test_a_rate_limited_robots_txt_is_rate_limited() -> None:
    result = failure(site(reply(status="429 Slow", retry_after="60")), article=True)
    assert (result.state, result.retry_after) == (PollState.RATE_LIMITED, dt.timedelta(seconds=60))


def test_feeds_do_not_ask_robots_txt() -> None:
    _, server = get(site(reply(b"User-agent: *\nDisallow: /\n")))
    assert len(server.heads) == 1


def test_robots_txt_is_asked_once_a_day_even_by_many_pages_at_once() -> None:
    async def main() -> list[int]:
        clock = Clock()
        asked = []
        limits = settings()
        async with (
            raw_server(site(reply(b"User-agent: *\nDisallow: /x\n"))) as server,
            Fetcher(limits, version="1", clock=clock, sleep=clock.sleep, now=clock.now) as fetcher,
        ):
            for pause in (0, 23 * 3600, 3601):
                clock.time += pause
                pages = (fetcher.get_article(Request(server.url(f"/{n}"))) for n in range(4))
                assert all(isinstance(answer, Response) for answer in await asyncio.gather(*pages))
                asked.append(sum("GET /robots.txt " in head for head in server.heads))
        return asked

    assert asyncio.run(main()) == [1, 1, 2]


@pytest.mark.parametrize(("asked", "gap"), [("7", 7.0), ("0.5", 0.5), ("9999", 30.0), ("-3", 0.0), ("nan", 0.0)])
def test_the_crawl_delay_is_kept_between_pages_and_capped(asked: str, gap: float) -> None:
    async def main() -> list[float]:
        clock = Clock()
        async with (
            raw_server(site(reply(f"User-agent: *\nCrawl-delay: {asked}\n".encode()))) as server,
            Fetcher(settings(), version="1", clock=clock, sleep=clock.sleep) as fetcher,
        ):
            for n in range(3):
                assert isinstance(await fetcher.get_article(Request(server.url(f"/{n}"))), Response)
        return clock.slept

    assert asyncio.run(main()) == ([gap] * 2 if gap else [])


@pytest.mark.parametrize(("host", "slept"), [("news.example", [1.5, 1.5]), ("127.0.0.1", [])])
def test_a_host_has_a_pause_between_requests_unless_it_is_an_address_of_ones_own(host: str, slept: list[float]) -> None:
    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def main() -> list[float]:
        clock = Clock()
        limits = settings(pause_seconds=1.5)
        async with (
            raw_server(reply(b"here")) as server,
            Fetcher(limits, version="1", clock=clock, sleep=clock.sleep, resolver=resolver) as fetcher,
        ):
            for n in range(3):
                assert isinstance(await fetcher.get(Request(server.url(f"/{n}", host))), Response)
        return clock.slept

    assert asyncio.run(main()) == slept


def test_a_redirected_page_asks_the_robots_txt_of_its_new_host() -> None:
    async def main() -> Answer:
        async with raw_server(site(reply(b"User-agent: *\nDisallow: /\n"))) as second:

            def front(path: str) -> bytes:
                return reply(status="404 No") if path == "/robots.txt" else to(second.url("/a"))

            async with raw_server(front) as first, Fetcher(settings(), version="1") as fetcher:
                return await fetcher.get_article(Request(first.url("/a")))

    result = asyncio.run(main())
    assert isinstance(result, Failure)
    assert result.state is PollState.ROBOTS


def test_the_agent_of_robots_txt_is_the_one_of_the_requests() -> None:
    _, server = get(reply(b"x"))
    assert f"User-Agent: {AGENT}/1 " in server.heads[0]
