"""robots.txt by RFC 9309, from a real server; the clock is given."""

import asyncio
import datetime as dt
from collections.abc import Callable

import pytest

from monitor.fetch import AGENT, Fetcher, Request
from monitor.model import Failure, HostMemory, PollState, Response, RobotsFile
from tests.fetch.trial import NOW, SOON, Answer, Clock, failure, get, response, say_nothing, settings, to
from tests.servers import RawServer, raw_server, reply

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2", "127.0.0.3", "::1"])


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


# ------------------------------------------------------------------------------------- RFC 9309, line by line

DAY = 24 * 3600


def allowed(rules: str | bytes, path: str) -> bool:
    """Ask for one page of a site with these rules."""
    body = rules.encode() if isinstance(rules, str) else rules
    answer, _ = get(site(reply(body)), article=True, path=path)
    assert isinstance(answer, Response) or answer.state is PollState.ROBOTS, answer
    return isinstance(answer, Response)


@pytest.mark.parametrize(
    ("rules", "path", "leave"),
    [
        # 2.2.1: the group is found by the whole product token, whatever its case and version
        ("User-agent: case\nDisallow: /\n", "/a", True),
        ("User-agent: case-monitor-images\nDisallow: /\n", "/a", True),
        ("User-agent: CASE-Monitor/2.0 # ours\nDisallow: /\n", "/a", False),
        ("User-agent: case\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: case-monitor\nDisallow: /b\n", "/a", True),
        ("User-agent: case-monitor\nDisallow: /a\n\nUser-agent: case-monitor\nDisallow: /b\n", "/a", False),
        ("User-agent: other\nUser-agent: case-monitor\nDisallow: /a\n", "/a", False),
        ("User-agent: case-monitor\n\nSitemap: http://a.example/s\n\nDisallow: /a\n", "/a", False),
        ("Disallow: /a\nUser-agent: *\nDisallow: /b\n", "/a", True),
        # 2.2.2: the longest rule wins, Allow a tie; octets are compared, percent-encoded or not
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", True),
        ("User-agent: *\nDisallow: /uutiset/ä\n", "/uutiset/%C3%A4iti", False),
        ("User-agent: *\nDisallow: /%62%61%7A\n", "/baz", False),
        ("User-agent: *\nDisallow: /a%2Fb\n", "/a/b", True),
        # 2.2.3: special characters
        ("User-agent: *\nDisallow: /*.pdf$\n", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/a/b.pdfs", True),
        ("User-agent: * # everyone\nDisallow: /a # and below\n", "/a/b", False),
        # 2.3: any ends of lines, a byte order mark, other records, noise
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("<!doctype html><title>404</title>", "/a", True),
        (b"\xff\xfe\x00U", "/a", True),
    ],
)
def test_rules_are_read_as_the_standard_says(rules: str | bytes, path: str, leave: bool) -> None:
    assert allowed(rules, path) is leave


def test_a_file_that_is_too_long_is_read_up_to_its_last_whole_line() -> None:
    padding = b"# padding\n" * ((500 * 1024 - 40) // 10)
    cut = padding + b"User-agent: *\nDisallow: /secret-and-very-long-and-so-cut\n"
    assert len(cut) > 500 * 1024
    assert allowed(cut, "/a")
    assert not allowed(b"User-agent: *\nDisallow: /a\n" + padding * 2, "/a")


def ask_often(robots: Callable[[str], bytes], pauses: list[float]) -> tuple[list[Answer], RawServer, list[int]]:
    """Ask for a page after each of these pauses; give the answers and how often robots.txt had been asked by then."""

    async def main() -> tuple[list[Answer], RawServer, list[int]]:
        clock, answers, asked = Clock(), [], []
        async with (
            raw_server(robots) as server,
            Fetcher(settings(), version="1", clock=clock, sleep=clock.sleep, now=clock.now) as fetcher,
        ):
            for number, pause in enumerate(pauses):
                clock.time += pause
                answers.append(await fetcher.get_article(Request(server.url(f"/{number}"))))
                asked.append(sum("GET /robots.txt " in head for head in server.heads))
            return answers, server, asked

    return asyncio.run(main())


def test_a_site_that_cannot_say_is_asked_ever_more_seldom_and_forbids_all_the_while() -> None:
    answers, server, asked = ask_often(
        site(reply(status="500 Oops")), [0, 60, 240, 120, 400, 3600, 1800, 9 * DAY, DAY / 5]
    )
    assert asked == [1, 1, 2, 2, 3, 4, 4, 5, 5]
    assert all(isinstance(answer, Failure) and answer.state is PollState.ROBOTS for answer in answers)
    assert all("GET /robots.txt " in head for head in server.heads)


def test_after_thirty_days_of_failing_a_site_counts_as_one_without_rules() -> None:
    answers, _, _ = ask_often(site(reply(status="503 Later")), [0, 29 * DAY, 2 * DAY])
    assert [isinstance(answer, Response) for answer in answers] == [False, False, True]


def test_rules_that_hold_are_asked_for_again_with_their_validators() -> None:
    def robots(path: str) -> bytes:
        return (
            reply(b"User-agent: *\nDisallow: /0\nDisallow: /1\n", etag='"r1"') if path == "/robots.txt" else reply(b"x")
        )

    answers, server, asked = ask_often(robots, [0, DAY + 1])
    assert asked == [1, 2]
    assert 'if-none-match: "r1"' in server.heads[-1].lower()
    assert all(isinstance(answer, Failure) for answer in answers)


def test_an_answer_that_nothing_changed_renews_the_rules() -> None:
    asked = []

    def robots(path: str) -> bytes:
        if path != "/robots.txt":
            return reply(b"x")
        asked.append(path)
        return (
            reply(b"User-agent: *\nDisallow: /1\n", etag='"r1"')
            if len(asked) == 1
            else reply(status="304 Not Modified")
        )

    answers, _, times = ask_often(robots, [0, DAY + 1, DAY - 2])
    assert times == [1, 2, 2]
    assert [isinstance(answer, Response) for answer in answers] == [True, False, True]


def test_what_one_run_learnt_of_robots_saves_the_next_one_a_request() -> None:
    async def main() -> tuple[list[Answer], list[str], HostMemory]:
        async with raw_server(site(reply(b"User-agent: *\nDisallow: /b\n"))) as server:
            async with Fetcher(settings(), version="1", now=lambda: NOW) as first:
                answers = [await first.get_article(Request(server.url("/a")))]
                learnt = first.learnt()
                assert first.learnt().robots == ()
            async with Fetcher(settings(), version="1", now=lambda: NOW + dt.timedelta(hours=23)) as second:
                second.recall(learnt)
                answers += [await second.get_article(Request(server.url(path))) for path in ("/a", "/b")]
            return answers, [head.split()[1] for head in server.heads], learnt

    answers, paths, learnt = asyncio.run(main())
    assert paths == ["/robots.txt", "/a", "/a"]
    assert isinstance(answers[2], Failure)
    (file,) = learnt.robots
    assert file.until_at == NOW + dt.timedelta(days=1)
    assert file.text == "User-agent: *\nDisallow: /b\n"


def test_a_refusal_is_remembered_with_its_reason_and_its_beginning() -> None:
    async def main() -> tuple[Answer, int]:
        async with raw_server(site(reply(b"x"))) as server:
            known = RobotsFile(
                f"http://127.0.0.1:{server.port}",
                NOW + dt.timedelta(hours=1),
                state="robots",
                reason="it could not be read",
                status=500,
                failing_since_at=NOW - dt.timedelta(hours=1),
            )
            async with Fetcher(settings(), version="1", now=lambda: NOW) as fetcher:
                fetcher.recall(HostMemory(NOW.date(), robots=(known,)))
                return await fetcher.get_article(Request(server.url("/a"))), server.accepted

    assert asyncio.run(main()) == (Failure(PollState.ROBOTS, "it could not be read", 500), 0)


def test_a_refusal_by_our_own_settings_is_not_remembered() -> None:
    async def main() -> tuple[list[Answer], HostMemory]:
        async with raw_server(site(reply(b""))) as server:
            async with Fetcher(settings(allow_private=()), version="1", now=lambda: NOW) as first:
                answers = [await first.get_article(Request(server.url("/a")))]
                learnt = first.learnt()
            async with Fetcher(settings(), version="1", now=lambda: NOW) as second:
                second.recall(learnt)
                return [*answers, await second.get_article(Request(server.url("/a")))], learnt

    (refused, answered), learnt = asyncio.run(main())
    assert isinstance(refused, Failure)
    assert refused.reason == "127.0.0.1 is not a public address; allow_private in [fetch] does not name it"
    assert isinstance(answered, Response)
    assert learnt.robots == ()
