"""The guard: no address that is not public is connected to, however it is written and whoever names it."""

import asyncio
import ipaddress
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import AddressError
from monitor.fetch import Fetcher, Request, guard
from monitor.model import Failure, PollState, Response
from tests.fetch.spellings import SPELLINGS
from tests.fetch.trial import Answer, settings, to
from tests.servers import raw_server, reply

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2", "127.0.0.3", "::1"])
two_loopbacks = pytest.mark.skipif(sys.platform == "darwin", reason="macOS gives 127.0.0.2 no interface")


async def refusals(fetcher: Fetcher, urls: list[str]) -> list[Answer]:
    answers = []
    for url in urls:
        answers += [await fetcher.get(Request(url)), await fetcher.get_article(Request(url))]
    return answers


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_a_private_address_is_ever_connected_to(spelling: str) -> None:
    async def main() -> tuple[list[Answer], int]:
        async with raw_server(reply(b"secret")) as server, Fetcher(settings(allow_private=()), version="1") as fetcher:
            answers = await refusals(fetcher, [f"http://{spelling}:{server.port}/"])
            return answers, server.accepted

    answers, accepted = asyncio.run(main())
    assert accepted == 0
    for answer in answers:
        assert isinstance(answer, Failure)
        assert answer.state in (PollState.REFUSED_ADDRESS, PollState.UNREACHABLE), answer


@two_loopbacks
@pytest.mark.parametrize("article", [False, True])
@pytest.mark.parametrize("spelling", ["127.0.0.1", "2130706433", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "[::1]"])
def test_a_redirect_to_a_private_address_is_refused_without_a_connection(spelling: str, article: bool) -> None:
    async def main() -> tuple[Answer, int]:
        async with raw_server(reply(b"secret")) as inside:
            target = f"http://{spelling}:{inside.port}/"

            def outside(path: str) -> bytes:
                return reply(status="404 No") if path == "/robots.txt" else to(target)

            async with (
                raw_server(outside, host="127.0.0.2") as front,
                Fetcher(settings(allow_private=("127.0.0.2",)), version="1") as fetcher,
            ):
                ask = fetcher.get_article if article else fetcher.get
                return await ask(Request(front.url(host="127.0.0.2"))), inside.accepted

    answer, accepted = asyncio.run(main())
    assert accepted == 0
    assert isinstance(answer, Failure)
    # A bare machine may lack /etc/hosts and so not know localhost by name.
    unknown = spelling == "localhost" and answer.state is PollState.UNREACHABLE and "has no address" in answer.reason
    assert unknown or answer.state is PollState.REFUSED_ADDRESS, answer


@two_loopbacks
def test_a_robots_txt_that_redirects_inside_is_refused_without_a_connection() -> None:
    async def main() -> tuple[Answer, int]:
        async with (
            raw_server(reply(b"secret")) as inside,
            raw_server(to(inside.url()), host="127.0.0.2") as front,
            Fetcher(settings(allow_private=("127.0.0.2",)), version="1") as fetcher,
        ):
            return await fetcher.get_article(Request(front.url(host="127.0.0.2"))), inside.accepted

    answer, accepted = asyncio.run(main())
    assert accepted == 0
    assert isinstance(answer, Failure)
    assert answer.state is PollState.REFUSED_ADDRESS


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["2a00::1", "::1"], ["fe80::1%lo"]])
def test_a_name_with_any_private_address_is_refused(answers: list[str]) -> None:
    async def resolver(host: str, port: int) -> list[str]:
        return answers

    async def main() -> tuple[Answer, int]:
        async with (
            raw_server(reply(b"secret")) as server,
            Fetcher(settings(allow_private=()), version="1", resolver=resolver) as fetcher,
        ):
            return await fetcher.get(Request(server.url(host="news.example"))), server.accepted

    answer, accepted = asyncio.run(main())
    assert accepted == 0
    assert isinstance(answer, Failure)
    assert answer.state is PollState.REFUSED_ADDRESS


@two_loopbacks
def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    looked_up: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.2"] if len(looked_up) == 1 else ["127.0.0.1"]

    async def main() -> tuple[list[Answer], int, int]:
        async with raw_server(reply(b"outside"), host="127.0.0.2") as front, raw_server(reply(b"secret")) as inside:
            limits = settings(allow_private=("127.0.0.2",))
            async with Fetcher(limits, version="1", resolver=rebinding) as fetcher:
                first = await fetcher.get(Request(front.url(host="news.example")))
                second = await fetcher.get(Request(inside.url(host="news.example")))
            return [first, second], len(looked_up), inside.accepted

    (first, second), look_ups, accepted = asyncio.run(main())
    assert isinstance(first, Response)
    assert isinstance(second, Failure)
    assert second.state is PollState.REFUSED_ADDRESS
    assert (look_ups, accepted) == (2, 0)


@two_loopbacks
def test_a_second_address_is_tried_when_the_first_does_not_answer() -> None:
    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.3", "127.0.0.1"]

    async def main() -> Answer:
        limits = settings(allow_private=("127.0.0.0/8",))
        async with raw_server(reply(b"here")) as server, Fetcher(limits, version="1", resolver=resolver) as fetcher:
            return await fetcher.get(Request(server.url(host="news.example")))

    assert isinstance(asyncio.run(main()), Response)


def test_allowing_one_address_allows_no_other() -> None:
    async def main() -> tuple[Answer, int]:
        async with (
            raw_server(reply(b"secret")) as server,
            Fetcher(settings(allow_private=("127.0.0.2", "10.0.0.0/8")), version="1") as fetcher,
        ):
            return await fetcher.get(Request(server.url())), server.accepted

    answer, accepted = asyncio.run(main())
    assert isinstance(answer, Failure)
    assert (answer.state, accepted) == (PollState.REFUSED_ADDRESS, 0)


def test_a_network_that_cannot_be_read_is_an_error_that_says_so() -> None:
    with pytest.raises(AddressError, match=r"fetch.allow_private: .*localhost"):
        Fetcher(settings(allow_private=("localhost",)), version="1")


@pytest.mark.parametrize("address", ["8.8.8.8", "193.166.255.1", "2a00:1450:4026::1", "2001:67c:2b0::1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert guard.is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_nothing_python_calls_private_is_public_here(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
    ):
        assert not guard.is_public(address)
