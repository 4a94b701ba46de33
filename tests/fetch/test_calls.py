"""Messages to services, and what a transcript of a page holds."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable

import pytest

from monitor.fetch import Call, Fetcher, Request
from monitor.model import Failure, FetchSettings, PollState, Response
from tests.servers import RawServer, raw_server, reply

SETTINGS = FetchSettings(contact="desk@example.fi", allow_private=("127.0.0.1",))


def asked(
    answer: bytes | Callable[[str], bytes], *calls: Call | Request, settings: FetchSettings = SETTINGS
) -> tuple[list[Response | Failure], RawServer]:
    async def work() -> tuple[list[Response | Failure], RawServer]:
        async with raw_server(answer) as server, Fetcher(settings, version="0") as fetcher:
            given = []
            for one in calls:
                if isinstance(one, Call):
                    call = Call(one.url.replace("HOST", server.url("")), one.headers, one.body, one.seconds)
                    given.append(await fetcher.call(call))
                else:
                    given.append(await fetcher.get(Request(server.url(one.url), keep=one.keep)))
            return given, server

    return asyncio.run(work())


def test_a_call_with_a_body_is_a_post_with_its_headers() -> None:
    (answer,), server = asked(
        reply(b"{}"), Call("HOST/save", {"Authorization": "LOW a:b", "Accept": "text/x"}, b"url=x")
    )
    assert isinstance(answer, Response)
    assert answer.body == b"{}"
    head = server.heads[0]
    assert head.startswith("POST /save HTTP/1.1\r\n")
    assert "Authorization: LOW a:b" in head
    assert "Accept: text/x" in head
    assert "Content-Length: 5" in head


@pytest.mark.parametrize("status", ["302 Found", "401 Unauthorized", "404 Not Found", "500 Internal Server Error"])
def test_whatever_a_service_answers_its_caller_reads(status: str) -> None:
    (answer,), server = asked(reply(b"told", status, location="/web/1"), Call("HOST/save/x", {}))
    assert isinstance(answer, Response)
    assert (answer.status, answer.body, answer.location) == (int(status[:3]), b"told", "/web/1")
    assert server.accepted == 1, "a redirect is an answer"


def test_a_service_that_asks_for_a_pause_gets_it() -> None:
    call = Call("HOST/save", {})
    answers, server = asked(reply(status="429 Too Many Requests", retry_after="60"), call, call)
    assert [answer.state for answer in answers if isinstance(answer, Failure)] == [PollState.RATE_LIMITED] * 2
    assert server.accepted == 1


def test_a_call_goes_through_the_guard_and_no_header_makes_a_second_line() -> None:
    (answer,), server = asked(reply(), Call("HOST/", {}), settings=FetchSettings(contact="x"))
    assert isinstance(answer, Failure)
    assert (answer.state, server.accepted) == (PollState.REFUSED_ADDRESS, 0)
    (answer,), server = asked(reply(), Call("HOST/", {"X": "a\r\nEvil: yes"}))
    assert isinstance(answer, Failure)
    assert not any("Evil" in head for head in server.heads)


def test_a_transcript_holds_the_bytes_as_they_came() -> None:
    packed = gzip.compress(b"<html>moi</html>")
    served = reply(packed, content_type="text/html", content_encoding="gzip", x_Odd="a  b")
    (answer,), server = asked(served, Request("/juttu", keep=True))
    assert isinstance(answer, Response)
    assert answer.body == b"<html>moi</html>"
    held = answer.transcript
    assert held is not None
    assert held.response + held.body == served
    assert held.request.decode() == server.heads[0]
    assert held.ip == "127.0.0.1"


def test_there_is_no_transcript_unless_it_is_asked_for() -> None:
    (answer,), _ = asked(reply(b"x", x_robots_tag="noarchive"), Request("/"))
    assert isinstance(answer, Response)
    assert answer.transcript is None
    assert answer.robots_tag == ("noarchive",)
