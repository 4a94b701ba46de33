"""Real servers on loopback for tests: a raw one for abuse of the protocol, and a small one that behaves.

`raw_server` runs in the test's own event loop and says whatever bytes it is told. `HttpServer` runs in a thread, so
that tests without a loop and child processes can use it as well; it knows ETag, Last-Modified and 304.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Speaker = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class RawServer:
    """What a raw server saw: TCP connections accepted, and the head of every request."""

    port: int = 0
    accepted: int = 0
    heads: list[str] = field(default_factory=list)
    scheme: str = "http"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextlib.asynccontextmanager
async def raw_server(
    answer: bytes | Speaker | Callable[[str], bytes],
    *,
    tls: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    close: bool = True,
    at_once: bool = False,
) -> AsyncIterator[RawServer]:
    """Serve one answer to every request: bytes, a function of the request's path, or a coroutine that writes.

    With ``close`` the connection ends after the answer; without, it stays open for more requests. With ``at_once``
    the server speaks before it has heard anything.
    """
    seen = RawServer(scheme="https" if tls else "http")
    running: set[asyncio.Task[Any]] = set()

    async def say(head: str, writer: asyncio.StreamWriter) -> None:
        if isinstance(answer, bytes):
            writer.write(answer)
        elif asyncio.iscoroutinefunction(answer):
            await answer(writer)
        else:
            writer.write(answer(head.split(" ", 2)[1]))  # type: ignore[arg-type]
        await writer.drain()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        seen.accepted += 1
        try:
            while True:
                head = "" if at_once else (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                seen.heads.append(head)
                await say(head, writer)
                if close:
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has seen enough
        finally:
            writer.close()
            running.discard(task)

    server = await asyncio.start_server(talk, host, 0, ssl=tls)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.sleep(0)  # lets the transports close before the loop does


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Compose one HTTP answer; ``content_type=…`` becomes ``Content-Type``, Content-Length is added unless given."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    if "Transfer-Encoding" not in named:
        named.setdefault("Content-Length", str(len(body)))
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@dataclass
class Resource:
    """One thing an `HttpServer` serves."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: bool = True

    @property
    def etag(self) -> str:
        return '"' + hashlib.sha256(self.body).hexdigest()[:16] + '"'


@dataclass(frozen=True)
class Seen:
    """One request an `HttpServer` answered."""

    path: str
    status: int
    headers: Mapping[str, str]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    owner: Any


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of a `Serving`, which it finds as ``self.server.owner``; silent."""

    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 5

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Stay silent."""


class Serving:
    """An HTTP server in a thread, which serves while it is entered as a context."""

    def __init__(self, handler: type[Handler], host: str = "127.0.0.1") -> None:
        self._server = _Server((host, 0), handler)
        self._server.owner = self
        self.host, self.port = host, self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class HttpServer(Serving):
    """A well-behaved HTTP/1.1 server in a thread: ``put`` resources, read ``requests``; a context manager."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.resources: dict[str, Resource] = {}
        self.requests: list[Seen] = []
        self.busy = self.busiest = 0  # requests being answered at once, now and at most
        super().__init__(_Handler, host)

    def put(
        self,
        path: str,
        body: bytes | str = b"",
        content_type: str = "text/html; charset=utf-8",
        status: int = 200,
        validators: bool = True,
        **headers: str,
    ) -> str:
        """Serve something at a path and give its address."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.resources[path] = Resource(data, content_type, status, named, validators)
        return self.url(path)

    def paths(self) -> list[str]:
        return [seen.path for seen in self.requests]


class _Handler(Handler):
    def do_GET(self) -> None:
        owner = self.server.owner
        owner.busy += 1
        owner.busiest = max(owner.busiest, owner.busy)
        try:
            self._answer(owner)
        finally:
            owner.busy -= 1

    def _answer(self, owner: HttpServer) -> None:
        resource = owner.resources.get(self.path) or Resource(b"not here", status=404, validators=False)
        body, status = resource.body, resource.status
        if resource.validators and self.headers.get("If-None-Match") == resource.etag:
            body, status = b"", 304
        owner.requests.append(Seen(self.path, status, dict(self.headers.items())))
        self.send_response(status)
        if resource.validators:
            self.send_header("ETag", resource.etag)
        for name, value in resource.headers.items():
            self.send_header(name, value)
        if status != 304:
            if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1000:
                body = gzip.compress(body)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", resource.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
