"""The fetcher against real servers on loopback, most of them badly behaved; no request leaves the machine."""

import asyncio
import datetime as dt
import gzip
import socket
import ssl
import sys
import time
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

import hypothesis
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch import Fetcher, Request, retry_after
from monitor.fetch.body import BadBodyError, Collector, TooLargeError
from monitor.model import Failure, HostMemory, PollState, Response
from tests.fetch.trial import NOW, SOON, Answer, Clock, failure, get, response, say_nothing, settings, to
from tests.servers import HttpServer, RawServer, Speaker, raw_server, reply

# A slow machine is no failure: the first example pays for imports and tables.
untimed = hypothesis.settings(deadline=None)

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2", "127.0.0.3", "::1"])
two_loopbacks = pytest.mark.skipif(sys.platform == "darwin", reason="macOS gives 127.0.0.2 no interface")

NO_HOST_NAMES = ("http://a..b/", "http://.com/", f"http://{'a' * 64}.com/", "http://xn--a.fi/")


@pytest.mark.parametrize("url", NO_HOST_NAMES)
@pytest.mark.parametrize("article", [False, True])
def test_what_is_no_host_name_is_a_state_in_an_entry_and_in_a_redirect(url: str, article: bool) -> None:
    async def main() -> Answer:
        async with Fetcher(settings(), version="1") as fetcher:
            return await (fetcher.get_article if article else fetcher.get)(Request(url))

    result = asyncio.run(main())
    assert isinstance(result, Failure)
    assert result.state is PollState.REFUSED_ADDRESS
    assert failure(reply(status="302 Found", location=url)).state is PollState.REDIRECT


# ------------------------------------------------------------------------------------------------- good answers


def test_a_plain_answer_comes_back_whole() -> None:
    result = response(reply(b"<rss/>", content_type="application/rss+xml", etag='W/"7"', last_modified="yesterday"))
    assert (result.status, result.body, result.content_type) == (200, b"<rss/>", "application/rss+xml")
    assert (result.etag, result.last_modified) == ('W/"7"', "yesterday")
    assert not result.unchanged
    assert result.permanent_url is None
    assert len(result.body_hash) == 64


def test_a_request_says_who_asks_and_what_is_wanted() -> None:
    _, server = get(reply(b"x"), etag='"a"', last_modified="Thu, 19 Nov 2026 10:00:00 GMT")
    head = server.heads[0].lower()
    assert "user-agent: case-monitor/1 (+desk@example.fi)" in head
    assert "accept: application/rss+xml" in head
    assert "accept-encoding: gzip, deflate\r\n" in head
    assert 'if-none-match: "a"' in head
    assert "if-modified-since: thu, 19 nov 2026 10:00:00 gmt" in head
    assert "cookie" not in head


def test_304_keeps_the_validators_that_were_sent() -> None:
    result = response(reply(status="304 Not Modified"), etag='"a"', last_modified="then")
    assert result.unchanged
    assert (result.body, result.etag, result.last_modified) == (b"", '"a"', "then")


def test_304_may_bring_new_validators() -> None:
    assert response(reply(status="304 Not Modified", etag='"b"'), etag='"a"').etag == '"b"'


def test_304_to_a_request_without_conditions_is_a_protocol_error() -> None:
    assert failure(reply(status="304 Not Modified")).state is PollState.PROTOCOL_ERROR


def test_validators_that_cannot_be_sent_are_neither_kept_nor_sent() -> None:
    assert response(reply(b"x", etag="\xe4\xe4")).etag is None
    assert response(reply(b"x", etag='"' + "e" * 2000 + '"')).etag is None
    _, server = get(reply(b"x"), etag='a"\r\nX-Evil: 1', last_modified="\N{SNOWMAN}")
    assert "evil" not in server.heads[0].lower()
    assert "if-" not in server.heads[0].lower()


def test_an_empty_body_is_an_answer() -> None:
    assert response(reply(b"")).body == b""


def test_the_second_get_of_an_unchanged_feed_is_304() -> None:
    async def main() -> list[Answer]:
        with HttpServer() as server:
            url = server.put("/feed", b"<rss/>" * 300, "application/rss+xml")
            async with Fetcher(settings(), version="1") as fetcher:
                first = await fetcher.get(Request(url))
                assert isinstance(first, Response)
                return [first, await fetcher.get(Request(url, first.etag))]

    first, second = asyncio.run(main())
    assert isinstance(first, Response)
    assert first.body == b"<rss/>" * 300
    assert isinstance(second, Response)
    assert second.unchanged


def test_connections_to_one_host_are_used_again() -> None:
    async def main() -> RawServer:
        async with raw_server(reply(b"x"), close=False) as server, Fetcher(settings(), version="1") as fetcher:
            for _ in range(5):
                assert isinstance(await fetcher.get(Request(server.url())), Response)
            return server

    server = asyncio.run(main())
    assert (server.accepted, len(server.heads)) == (1, 5)


def test_cookies_are_not_kept() -> None:
    async def main() -> RawServer:
        async with raw_server(reply(b"x", set_cookie="id=1")) as server, Fetcher(settings(), version="1") as fetcher:
            await fetcher.get(Request(server.url()))
            await fetcher.get(Request(server.url()))
            return server

    assert all("cookie" not in head.lower() for head in asyncio.run(main()).heads)


def test_credentials_in_an_address_are_not_sent() -> None:
    async def main() -> tuple[Answer, RawServer]:
        async with raw_server(reply(b"x")) as server, Fetcher(settings(), version="1") as fetcher:
            return await fetcher.get(Request(server.url(host="user:secret@127.0.0.1"))), server

    result, server = asyncio.run(main())
    assert isinstance(result, Response)
    assert "secret" not in result.url
    assert "authorization" not in server.heads[0].lower()


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert response(reply(b"x")).body == b"x"


# ------------------------------------------------------------------------------------------------------ statuses


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        ("403 Forbidden", PollState.HTTP_ERROR, "403 Forbidden"),
        ("404 Gone fishing", PollState.HTTP_ERROR, "404 Not Found"),
        ("410 Gone", PollState.GONE, "410 Gone"),
        ("429 Slow", PollState.RATE_LIMITED, "429 Too Many Requests"),
        ("500 Oops", PollState.HTTP_ERROR, "500 Internal Server Error"),
        ("503 Later", PollState.HTTP_ERROR, "503 Service Unavailable"),
        ("520 Odd", PollState.HTTP_ERROR, "520"),
        ("204 No Content", PollState.HTTP_ERROR, "204 No Content"),
        ("206 Partial Content", PollState.HTTP_ERROR, "206 Partial Content"),
    ],
)
def test_every_status_has_its_state(status: str, state: PollState, reason: str) -> None:
    result = failure(reply(b"", status=status))
    assert (result.state, result.reason, result.status) == (state, reason, int(status[:3]))


def test_503_with_retry_after_is_rate_limited() -> None:
    result = failure(reply(b"", status="503 Later", retry_after="120"))
    assert (result.state, result.retry_after) == (PollState.RATE_LIMITED, dt.timedelta(minutes=2))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 90 ", 90),
        ("999999999999", 86400),
        ("Fri, 20 Nov 2026 12:01:00 GMT", 60),
        ("Fri, 20 Nov 2026 12:01:00 -0000", 60),
        ("Fri, 20 Nov 2020 12:01:00 GMT", 0),
        ("Fri, 20 Nov 2126 12:01:00 GMT", 86400),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1" * 400, None),
        ("Fri, 99 Nov 2026 12:01:00 GMT", None),
    ],
)
def test_retry_after_is_read_and_capped(value: str, seconds: int | None) -> None:
    assert retry_after(value, NOW) == (None if seconds is None else dt.timedelta(seconds=seconds))


@untimed
@given(st.text(max_size=40))
def test_retry_after_never_raises_and_never_passes_a_day(value: str) -> None:
    wait = retry_after(value, NOW)
    assert wait is None or dt.timedelta(0) <= wait <= dt.timedelta(hours=24)


def test_a_rate_limited_host_is_left_alone_until_the_time_it_named() -> None:
    async def main() -> tuple[list[Answer], list[int]]:
        clock = Clock()
        answers: list[Answer] = []
        asked: list[int] = []
        async with (
            raw_server(reply(b"", status="429 Slow", retry_after="50")) as server,
            Fetcher(settings(), version="1", clock=clock, sleep=clock.sleep) as fetcher,
        ):
            for pause in (0, 20, 40):
                clock.time += pause
                answers.append(await fetcher.get(Request(server.url())))
                asked.append(len(server.heads))
        return answers, asked

    answers, asked = asyncio.run(main())
    assert asked == [1, 1, 2]
    assert all(isinstance(answer, Failure) and answer.state is PollState.RATE_LIMITED for answer in answers)
    assert isinstance(answers[1], Failure)
    assert "asked to be left alone" in answers[1].reason
    assert answers[1].retry_after == dt.timedelta(seconds=30)


def test_what_a_host_asked_for_is_told_once_and_kept_by_the_next_run() -> None:
    async def main() -> tuple[HostMemory, HostMemory, list[Answer], int]:
        async with raw_server(reply(b"", status="429 Slow", retry_after="3600")) as server:
            async with Fetcher(settings(), version="1", now=lambda: NOW) as first:
                await first.get(Request(server.url()))
                learnt, again = first.learnt(), first.learnt()
            later = NOW + dt.timedelta(minutes=50)
            async with Fetcher(settings(), version="1", now=lambda: later) as second:
                second.recall(replace(learnt, not_before={**learnt.not_before, "long.example": NOW}))
                answers = [await second.get(Request(server.url("/other")))]
            return learnt, again, answers, len(server.heads)

    learnt, again, (answer,), requests = asyncio.run(main())
    assert list(learnt.not_before.values()) == [NOW + dt.timedelta(hours=1)]
    assert again == HostMemory(NOW.date())
    assert requests == 1
    assert isinstance(answer, Failure)
    assert answer.retry_after is not None
    assert dt.timedelta(minutes=9) < answer.retry_after <= dt.timedelta(minutes=10)


# ------------------------------------------------------------------------------------------------------ redirects


def test_permanent_redirects_are_reported_when_all_were_permanent() -> None:
    def answer(path: str) -> bytes:
        moves = {
            "/a": to("/b", "301 Moved"),
            "/b": to("c?x=1#f", "308 Moved"),
            "/m": to("/n", "301 Moved"),
            "/n": to("/c"),
        }
        return moves.get(path, reply(b"here"))

    result = response(answer, path="/a")
    assert result.permanent_url == result.url
    assert result.url.endswith("/c?x=1")
    assert response(answer, path="/m").permanent_url is None
    assert response(answer, path="/c").permanent_url is None


def test_five_redirects_are_followed_and_a_sixth_is_not() -> None:
    def answer(path: str) -> bytes:
        left = int(path[1:])
        return to(f"/{left - 1}") if left else reply(b"here")

    assert response(answer, path="/5").body == b"here"
    result = failure(answer, path="/6")
    assert (result.state, result.reason) == (PollState.REDIRECT, "more than 5 redirects")


def test_a_redirect_loop_is_named_without_its_queries() -> None:
    result = failure(lambda path: to("/b?key=hidden" if path == "/a" else "/a"), path="/a")
    assert result.state is PollState.REDIRECT
    assert result.reason.startswith("redirect loop: http://127.0.0.1:")
    assert result.reason.count("→") == 2
    assert "hidden" not in result.reason


@pytest.mark.parametrize(
    "location", ["", "ftp://example.fi/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http://[::1", "//"]
)
def test_a_redirect_to_no_usable_address_is_a_state(location: str) -> None:
    assert failure(to(location), path="/x").state is PollState.REDIRECT


@pytest.mark.parametrize(
    "url", ["", "yle.fi/rss", "ftp://yle.fi/", "http://", "http://x:99999/", "http://a b/", "http://" + "a" * 70_000]
)
def test_an_unusable_address_is_a_state(url: str) -> None:
    async def main() -> Answer:
        async with Fetcher(settings(), version="1") as fetcher:
            return await fetcher.get(Request(url))

    result = asyncio.run(main())
    assert isinstance(result, Failure)
    assert result.state in (PollState.REFUSED_ADDRESS, PollState.UNREACHABLE)


@hypothesis.settings(deadline=None, max_examples=40)  # each makes a client of its own
@given(st.text(max_size=60) | st.text(alphabet="htps:/@[]%.#?1a-\x00é\ud800", max_size=40).map("http://".__add__))
def test_no_text_given_as_address_raises(text: str) -> None:
    async def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    async def main() -> list[Answer]:
        async with Fetcher(settings(), version="1", resolver=nobody) as fetcher:
            return [await fetcher.get(Request(text)), await fetcher.get_article(Request(text))]

    assert all(isinstance(answer, Failure) for answer in asyncio.run(main()))


# ------------------------------------------------------------------------------------------------- hostile bytes


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: 1\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def flood_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: 1\r\n" * 1000)
        await writer.drain()


async def flood(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def continue_for_ever(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.005)


async def reset(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    await writer.drain()
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize("speaker", [drip, drip_headers, say_nothing, continue_for_ever])
def test_the_deadline_holds_for_the_whole_answer(speaker: Speaker) -> None:
    started = time.monotonic()
    result = failure(speaker, deadline=SOON)
    assert (result.state, result.reason) == (PollState.TIMEOUT, "no complete answer within 0.3 s")
    assert time.monotonic() - started < 5  # not a measurement: the servers above never end


def test_the_deadline_holds_over_all_redirects() -> None:
    async def slow_move(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        writer.write(to(f"/{time.monotonic()}"))

    assert failure(slow_move, deadline=SOON).state is PollState.TIMEOUT


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        flood_headers,
        hang_up,
        reset,
        b"\x00\xff garbage \x01" * 50,
        b"<html>HTTP/0.9 has no head</html>",
        b"",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Huge: " + b"h" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        CHUNKED + b"zz\r\nnot hex\r\n",
        CHUNKED + b"5\r\nhello",
        CHUNKED + b"ffffffffffffffffffffff\r\nx",
        reply(b"not gzip at all", content_encoding="gzip"),
        reply(gzip.compress(b"x" * 5000)[:-12], content_encoding="gzip"),
        reply(b"x", content_encoding="gzip"),
        reply(b"\x00", content_encoding="br"),
        reply(gzip.compress(gzip.compress(b"x")), content_encoding="gzip, gzip"),
    ],
    ids=lambda answer: answer.__name__ if callable(answer) else answer[:60].decode("latin-1"),
)
def test_what_is_not_http_is_a_protocol_error(answer: bytes | Speaker) -> None:
    assert failure(answer).state is PollState.PROTOCOL_ERROR


def test_a_body_longer_than_announced_is_cut_where_it_was_announced() -> None:
    assert response(reply(b"abcdef", content_length="3")).body == b"abc"


@pytest.mark.parametrize(
    "answer",
    [
        flood,
        reply(b"x" * 100_001),
        reply(b"", content_length="123456789"),
        reply(gzip.compress(b"\0" * 100_001), content_encoding="gzip"),
        reply(gzip.compress(b"x" * 60_000) * 2, content_encoding="x-gzip"),
        reply(zlib.compress(b"\0" * 100_001), content_encoding="deflate"),
    ],
)
def test_what_passes_the_cap_compressed_or_not_is_too_large(answer: bytes | Speaker) -> None:
    assert failure(answer).state is PollState.TOO_LARGE


def test_a_body_of_exactly_the_cap_is_taken() -> None:
    assert len(response(reply(b"x" * 100_000)).body) == 100_000
    assert len(response(reply(gzip.compress(b"x" * 100_000), content_encoding="gzip")).body) == 100_000


def test_a_gzip_bomb_takes_no_memory() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(90)) + packer.flush()
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        assert failure(reply(bomb, content_encoding="gzip")).state is (PollState.TOO_LARGE)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


@untimed
@given(
    st.binary(max_size=3000),
    st.sampled_from(["identity", "gzip", "zlib", "raw", "members"]),
    st.integers(min_value=1, max_value=500),
)
def test_every_body_comes_back_however_it_is_packed_and_cut(body: bytes, packing: str, step: int) -> None:
    raw = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    data, encoding = {
        "identity": (body, ""),
        "gzip": (gzip.compress(body), "GZIP"),
        "zlib": (zlib.compress(body), "deflate"),
        "raw": (raw.compress(body) + raw.flush(), "deflate"),
        "members": (gzip.compress(body[:7]) + gzip.compress(body[7:]) + b"\0" * 5, "gzip"),
    }[packing]
    collector = Collector(encoding, 4000)
    for start in range(0, len(data), step):
        collector.feed(data[start : start + step])
    assert collector.body() == body


@untimed
@given(st.binary(max_size=400), st.sampled_from(["", "gzip", "deflate"]))
def test_a_collector_meets_garbage_with_its_own_errors_only(data: bytes, encoding: str) -> None:
    collector = Collector(encoding, 100)
    try:
        collector.feed(data)
        assert len(collector.body()) <= 100
    except (TooLargeError, BadBodyError):
        pass


# ------------------------------------------------------------------------------------------------------------ TLS


def over_tls(host_in_certificate: str, trusted: bool, expired: bool = False) -> Answer:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    leaf = (
        authority.issue_cert(host_in_certificate, not_after=past)
        if expired
        else authority.issue_cert(host_in_certificate)
    )
    leaf.configure_cert(context)
    client = ssl.create_default_context()
    if trusted:
        authority.configure_trust(client)

    async def main() -> Answer:
        async with (
            raw_server(reply(b"secret"), tls=context) as server,
            Fetcher(settings(), version="1", ssl_context=client) as fetcher,
        ):
            return await fetcher.get(Request(server.url()))

    return asyncio.run(main())


def test_a_good_certificate_is_accepted() -> None:
    assert isinstance(over_tls("127.0.0.1", trusted=True), Response)


@pytest.mark.parametrize(
    ("name", "trusted", "expired", "word"),
    [
        ("127.0.0.1", False, False, "unable to get local issuer"),
        ("yle.fi", True, False, "mismatch"),
        ("127.0.0.1", True, True, "expired"),
    ],
)
def test_a_bad_certificate_is_a_tls_error_that_says_why(name: str, trusted: bool, expired: bool, word: str) -> None:
    result = over_tls(name, trusted, expired)
    assert isinstance(result, Failure)
    assert result.state is PollState.TLS_ERROR
    assert word in result.reason


def test_plain_http_on_an_https_address_is_a_tls_error() -> None:
    async def main() -> Answer:
        plain = b"HTTP/1.1 400 Bad Request\r\n\r\n"
        async with raw_server(plain, at_once=True) as server, Fetcher(settings(), version="1") as fetcher:
            return await fetcher.get(Request(server.url().replace("http:", "https:")))

    result = asyncio.run(main())
    assert isinstance(result, Failure)
    assert result.state is PollState.TLS_ERROR


def test_a_closed_port_is_unreachable() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]

    async def main() -> Answer:
        async with Fetcher(settings(), version="1") as fetcher:
            return await fetcher.get(Request(f"http://127.0.0.1:{port}/"))

    result = asyncio.run(main())
    assert isinstance(result, Failure)
    assert result.state is PollState.UNREACHABLE


def test_a_name_without_address_is_unreachable() -> None:
    async def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def main() -> Answer:
        async with Fetcher(settings(), version="1", resolver=nobody) as fetcher:
            return await fetcher.get(Request("http://nobody.invalid/"))

    result = asyncio.run(main())
    assert isinstance(result, Failure)
    assert result.state is PollState.UNREACHABLE
    assert "nobody.invalid" in result.reason


# -------------------------------------------------------------------------------------------------- politeness


def test_one_host_is_asked_one_request_at_a_time_and_hosts_are_asked_together() -> None:
    busy: dict[str, int] = {"a": 0, "b": 0}
    seen = {"a": 0, "both": 0}

    def counting(name: str) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
        async def speaker(writer: asyncio.StreamWriter) -> None:
            busy[name] += 1
            await asyncio.sleep(0.02)
            seen["a"] = max(seen["a"], busy["a"])
            seen["both"] = max(seen["both"], busy["a"] + busy["b"])
            busy[name] -= 1
            writer.write(reply(b"x"))

        return speaker

    async def main() -> list[Answer]:
        async with (
            raw_server(counting("a")) as first,
            raw_server(counting("b")) as second,
            Fetcher(settings(), version="1") as fetcher,
        ):
            urls = [first.url(f"/{n}") for n in range(6)] + [second.url(f"/{n}") for n in range(6)]
            return await asyncio.gather(*(fetcher.get(Request(url)) for url in urls))

    assert all(isinstance(answer, Response) for answer in asyncio.run(main()))
    assert seen == {"a": 1, "both": 2}


def test_waiting_for_a_turn_does_not_count_against_the_deadline() -> None:
    async def slow(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        writer.write(reply(b"x"))

    async def main() -> list[Answer]:
        limits = settings(deadline=dt.timedelta(seconds=1))
        async with raw_server(slow) as server, Fetcher(limits, version="1") as fetcher:
            return await asyncio.gather(*(fetcher.get(Request(server.url(f"/{n}"))) for n in range(8)))

    assert all(isinstance(answer, Response) for answer in asyncio.run(main()))


def test_a_bad_host_does_not_hold_up_the_good_ones() -> None:
    async def main() -> tuple[Answer, list[Answer]]:
        async with (
            raw_server(say_nothing) as bad,
            raw_server(reply(b"x")) as good,
            Fetcher(settings(), version="1") as fetcher,
        ):
            hung = asyncio.create_task(fetcher.get(Request(bad.url())))
            answers = [await fetcher.get(Request(good.url(f"/{n}"))) for n in range(3)]
            assert not hung.done()
            hung.cancel()
            with pytest.raises(asyncio.CancelledError):
                await hung
            return await fetcher.get(Request(good.url("/after"))), answers

    after, answers = asyncio.run(main())
    assert all(isinstance(answer, Response) for answer in [after, *answers])


def test_a_cancelled_get_leaves_its_host_free() -> None:
    async def main() -> Answer:
        quick = False

        async def speaker(writer: asyncio.StreamWriter) -> None:
            if not quick:
                await asyncio.sleep(30)
            writer.write(reply(b"x"))

        async with raw_server(speaker) as server, Fetcher(settings(workers=1), version="1") as fetcher:
            task = asyncio.create_task(fetcher.get(Request(server.url())))
            while not server.heads:
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            quick = True
            assert not fetcher._hosts._hosts
            return await fetcher.get(Request(server.url()))

    assert isinstance(asyncio.run(main()), Response)
