"""What the tests of the fetcher share: limits, a clock that passes only in sleep, one get from one server."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

from monitor.fetch import Fetcher, Request
from monitor.model import Failure, FetchSettings, Response
from tests.servers import RawServer, Speaker, raw_server, reply

#: For servers that never finish; all others get a deadline that a slow machine does not reach.
SOON = dt.timedelta(seconds=0.3)
LOOPBACK = ("127.0.0.1", "::1")
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
Answer = Response | Failure


class Clock:
    """Monotonic seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def now(self) -> dt.datetime:
        """Give the wall clock that goes with it."""
        return NOW + dt.timedelta(seconds=self.time - 1000.0)


def settings(**changes: object) -> FetchSettings:
    values: dict[str, object] = {
        "contact": "desk@example.fi",
        "deadline": dt.timedelta(seconds=20),
        "max_bytes": 100_000,
        "allow_private": LOOPBACK,
        "workers": 4,
    }
    return FetchSettings(**{**values, **changes})  # type: ignore[arg-type]


def get(
    answer: bytes | Speaker | Callable[[str], bytes],
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    article: bool = False,
    path: str = "/",
    **changes: object,
) -> tuple[Answer, RawServer]:
    """Serve one answer, get it once."""

    async def main() -> tuple[Answer, RawServer]:
        async with raw_server(answer) as server, Fetcher(settings(**changes), version="1") as fetcher:
            request = Request(server.url(path), etag, last_modified)
            return await (fetcher.get_article(request) if article else fetcher.get(request)), server

    return asyncio.run(main())


def failure(answer: bytes | Speaker | Callable[[str], bytes], **options: object) -> Failure:
    result, _ = get(answer, **options)  # type: ignore[arg-type]
    assert isinstance(result, Failure), result
    assert result.reason
    return result


def response(answer: bytes | Speaker | Callable[[str], bytes], **options: object) -> Response:
    result, _ = get(answer, **options)  # type: ignore[arg-type]
    assert isinstance(result, Response), result
    return result


def to(location: str, status: str = "302 Found") -> bytes:
    return reply(b"moved", status=status, location=location)


async def say_nothing(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)
