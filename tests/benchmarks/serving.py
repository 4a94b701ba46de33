"""A quick HTTP server in a process of its own, on as many loopback addresses as there should be hosts.

Its answers are bytes made beforehand, so that it takes little of the processor that the measured side works on. Linux
answers on all of 127.0.0.0/8; where a system does not, the benchmark is skipped.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

import pytest

_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its process, its port and the addresses it answers on."""

    pid: int
    port: int
    hosts: tuple[str, ...]

    def url(self, host: int, path: str) -> str:
        """Give the address of a path on the host of a number."""
        return f"http://{self.hosts[host % len(self.hosts)]}:{self.port}{path}"


@contextmanager
def serve(
    bodies: Mapping[str, tuple[str, bytes]], hosts: int, delays: Mapping[str, float] | None = None
) -> Iterator[Served]:
    """Serve paths (content type, body) on ``hosts`` addresses; every host has all of them.

    ``delays`` names paths that are answered so many seconds late. A path that ends in ``!`` has no validator.
    """
    addresses = tuple(f"127.0.{100 + number // 250}.{1 + number % 250}" for number in range(hosts))
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_run, args=(dict(bodies), addresses, dict(delays or {}), far), daemon=True)
    process.start()
    far.close()
    try:
        port = near.recv()
        if port is None:
            pytest.skip("this system has no more than one loopback address")
        yield Served(process.pid or 0, port, addresses)
    finally:
        process.terminate()
        process.join()
        near.close()


def etag(body: bytes) -> str:
    """Give the validator of a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def _run(
    bodies: Mapping[str, tuple[str, bytes]], addresses: tuple[str, ...], delays: Mapping[str, float], answer: Connection
) -> None:
    answers = {path: _answers(path, *body) for path, body in bodies.items()}
    asyncio.run(_serve(answers, delays, addresses, answer))


def _answers(path: str, content_type: str, body: bytes) -> tuple[bytes, bytes, bytes]:
    """Make a resource's validator and its two answers, 200 and 304."""
    tag = b"(none)" if path.endswith("!") else etag(body).encode()
    named = b"" if path.endswith("!") else b"ETag: %s\r\n" % tag
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n"
    full = head % (content_type.encode(), named, len(body)) + body
    return tag, full, b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % tag


async def _serve(
    answers: Mapping[str, tuple[bytes, bytes, bytes]],
    delays: Mapping[str, float],
    addresses: tuple[str, ...],
    answer: Connection,
) -> None:
    loop = asyncio.get_running_loop()
    try:
        sockets = _bound(addresses)
    except OSError:
        answer.send(None)
        return
    for one in sockets:
        await loop.create_server(lambda: _Talk(answers, delays), sock=one)
    answer.send(sockets[0].getsockname()[1])
    await loop.create_future()


def _bound(addresses: tuple[str, ...]) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    for address in addresses:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((address, sockets[0].getsockname()[1] if sockets else 0))
        sockets.append(one)
    return sockets


class _Talk(asyncio.Protocol):
    """One connection: requests without bodies, answered in order."""

    def __init__(self, answers: Mapping[str, tuple[bytes, bytes, bytes]], delays: Mapping[str, float]) -> None:
        self._answers = answers
        self._delays = delays
        self._heard = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard and self._transport is not None:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("latin-1")
            answer = self._answer(head, path)
            if path in self._delays:
                asyncio.get_running_loop().call_later(self._delays[path], self._transport.write, answer)
            else:
                self._transport.write(answer)

    def _answer(self, head: bytes, path: str) -> bytes:
        found = self._answers.get(path)
        if found is None:
            return _MISSING
        tag, full, same = found
        return same if tag in head else full
