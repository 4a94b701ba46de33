"""The sample newsroom as real HTTP servers on loopback, so that the real pipeline polls it.

Rules kept here: nothing but loopback is ever bound; no name is looked up; a request is answered from the newsroom
and the present step alone; closing ends every thread and socket. Each outlet gets a loopback address of its own
(127.0.1.1, 127.0.1.2 …) on one port, so that limits per host behave as they do in the field; where the system has
127.0.0.1 only (macOS), all share that. Paths carry the outlet's id in both cases.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import os
import re
import socket
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from monitor.demo import pages
from monitor.demo.newsroom import SECOND, Desk, Newsroom
from monitor.errors import MonitorError
from monitor.model import Feed, FetchSettings, Outlet

_ROBOTS = b"User-agent: *\nDisallow: /*/tilaus\n"
_LOOPBACK = "127.0.0.1"
_ATTEMPTS = 20  # a port free on one address may be taken on the next


@dataclass(frozen=True, slots=True)
class Hit:
    """One request as it was answered. ``conditional`` is True when it carried a validator."""

    method: str
    path: str
    status: int
    conditional: bool
    user_agent: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at an address at a step: status, body, type, and when it last changed."""

    status: HTTPStatus
    body: bytes
    content_type: str
    changed_at: dt.datetime | None = None

    @property
    def etag(self) -> str:
        """Give a weak validator: the compressed and the plain form are one."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'


def answer(newsroom: Newsroom, roots: dict[str, str], target: str, step: int) -> Answer:
    """Find what a request's target names; 404 for what is not there."""
    url = urlsplit(target)
    if url.path == "/robots.txt":
        return Answer(HTTPStatus.OK, _ROBOTS, "text/plain; charset=utf-8")
    _, outlet, *rest = f"{url.path}/".split("/", 2)
    path = rest[0][:-1] if rest else ""
    desk = next((each for each in newsroom.desks if each.id == outlet and each.format != "dead"), None)
    if desk is None:
        return _missing()
    changed_at = newsroom.changed_at(desk.id, step)
    if path in desk.feeds:
        body, content_type = pages.feed(newsroom, desk, desk.feeds.index(path), roots[desk.id], step)
        return Answer(HTTPStatus.OK, body, content_type, changed_at)
    if not path:
        html = pages.front(newsroom, desk, roots[desk.id], step)
        return Answer(HTTPStatus.OK, html, "text/html; charset=utf-8", changed_at)
    return _article(newsroom, desk, _number(desk, url.path, url.query), roots[desk.id], step)


def _article(newsroom: Newsroom, desk: Desk, number: int | None, root: str, step: int) -> Answer:
    found = newsroom.find(desk.id, number, step) if number is not None else None
    if found is None:
        return _missing()
    story, version = found
    html = pages.article(newsroom, desk, story, version, root, step)
    return Answer(HTTPStatus.OK, html, "text/html; charset=utf-8", version.updated or story.published)


def _number(desk: Desk, path: str, query: str) -> int | None:
    """Read an article's number where the desk keeps it: in the path, or in its identifying parameter."""
    if desk.parameters:
        values = parse_qs(query).get(desk.parameters[0], [""])
        return int(values[0]) if values[0].isdecimal() else None
    match = re.fullmatch(desk.article_id, path) if desk.article_id else None
    return int(match.group(1)) if match else None


def _missing() -> Answer:
    body = b'<!DOCTYPE html><html lang="fi"><title>404</title><p>Sivua ei ole. Not found.</p></html>'
    return Answer(HTTPStatus.NOT_FOUND, body, "text/html; charset=utf-8")


def unchanged(found: Answer, none_match: str | None, modified_since: str | None) -> bool:
    """Decide on 304 as RFC 9110 does: an ETag outranks a date, and a date that cannot be read counts for nothing."""
    if found.status is not HTTPStatus.OK:
        return False
    if none_match is not None:
        tags = {tag.strip().removeprefix("W/") for tag in none_match.split(",")}
        return "*" in tags or found.etag.removeprefix("W/") in tags
    if modified_since is None or found.changed_at is None:
        return False
    try:
        return found.changed_at <= parsedate_to_datetime(modified_since)
    except (TypeError, ValueError):
        return False


class _Server(ThreadingHTTPServer):
    """One loopback address. Open connections are known, so that closing need not wait for a keep-alive to end."""

    daemon_threads = False  # so that closing waits for them
    block_on_close = True
    request_queue_size = 64
    house: SampleServer

    def __init__(self, address: tuple[str, int]) -> None:
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without the reverse name look-up that the standard library does here."""
        if os.name == "posix":  # elsewhere the option would let two programs have one port
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it is open."""
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection when it closes."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a client hangs up in the middle; anything else is a fault and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stop listening, cut the connections still open, and wait for their threads."""
        self.shutdown()
        with self._guard:
            for request in self._open:
                _cut(request)
        self.server_close()


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was quicker
        pass


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD from the newsroom; everything else is answered with 501 by the standard library."""

    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom/1"
    sys_version = ""
    disable_nagle_algorithm = True  # headers and body are two writes: without it each answer waits 40 ms
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        self._reply(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's names
        """Write nothing: the log is `SampleServer.log`."""

    def _reply(self, *, with_body: bool) -> None:
        house = self.server.house
        found = house.answer(self.path)
        none_match, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        same = unchanged(found, none_match, since)
        status = HTTPStatus.NOT_MODIFIED if same else found.status
        conditional = none_match is not None or since is not None
        agent = self.headers.get("User-Agent", "")
        house.note(Hit(self.command, self.path, int(status), conditional, agent))
        packed = not same and "gzip" in self.headers.get("Accept-Encoding", "")
        body = gzip.compress(found.body, 6, mtime=0) if packed else found.body
        self.send_response(status)
        self._validators(found)
        if not same:
            self._describe(found, len(body), packed=packed)
        self.end_headers()
        if with_body and not same:
            self.wfile.write(body)

    def _validators(self, found: Answer) -> None:
        self.send_header("Vary", "Accept-Encoding")
        if found.status is HTTPStatus.OK:
            self.send_header("ETag", found.etag)
        if found.changed_at is not None:
            self.send_header("Last-Modified", format_datetime(found.changed_at.astimezone(dt.UTC), usegmt=True))

    def _describe(self, found: Answer, length: int, *, packed: bool) -> None:
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(length))
        if packed:
            self.send_header("Content-Encoding", "gzip")


class SampleServer:
    """The running newsroom: a context manager; its servers live while the block does.

    ``base_urls`` maps an outlet's id to its root address, ``outlets`` are ready for the configuration, ``settings``
    allows exactly the addresses bound, ``log`` holds every request in the order it was answered.
    """

    def __init__(self, newsroom: Newsroom, port: int = 0, *, separate: bool = True) -> None:
        self._newsroom = newsroom
        self._wanted = port
        self._separate = separate
        self._step = 0
        self._stack = ExitStack()
        self._guard = threading.Lock()
        self._hits: list[Hit] = []
        self.base_urls: dict[str, str] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:  # a half-started newsroom is taken down again
            bound = self._bind(stack)
            self._start(bound, stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """Give the sample outlets as the configuration would describe them."""
        return outlets(self._newsroom, self.base_urls)

    @property
    def settings(self) -> FetchSettings:
        """Give fetch settings that reach this newsroom and no other private address."""
        hosts = sorted({str(urlsplit(url).hostname) for url in self.base_urls.values()})
        return FetchSettings(
            contact="monitor demo, loopback only", deadline=dt.timedelta(seconds=5), allow_private=tuple(hosts)
        )

    @property
    def log(self) -> tuple[Hit, ...]:
        """Give every request answered so far."""
        with self._guard:
            return tuple(self._hits)

    @property
    def step(self) -> int:
        """Give the present step of the newsroom's own clock."""
        return self._step

    def advance(self) -> None:
        """Let the late articles and the rewritten one come out: what is served from now on is the second cycle."""
        self._step = SECOND

    def answer(self, target: str) -> Answer:
        """Find what stands at a request's target now."""
        return answer(self._newsroom, self.base_urls, target, self._step)

    def note(self, hit: Hit) -> None:
        """Add a request to the log; called from the servers' threads."""
        with self._guard:
            self._hits.append(hit)

    def _bind(self, stack: ExitStack) -> dict[str, _Server]:
        """Bind one server for each desk that answers, on addresses of their own if the system has them."""
        ids = [desk.id for desk in self._newsroom.desks if desk.format != "dead"]
        addresses = [f"127.0.1.{index}" for index, _ in enumerate(ids, 1)]
        if self._separate and _can_bind(addresses[-1]):
            return dict(zip(ids, _listen(addresses, self._wanted, stack), strict=True))
        return dict.fromkeys(ids, _listen([_LOOPBACK], self._wanted, stack)[0])

    def _start(self, bound: dict[str, _Server], stack: ExitStack) -> None:
        for desk in self._newsroom.desks:
            host, port = bound[desk.id].server_address[:2] if desk.id in bound else _silent(stack)
            self.base_urls[desk.id] = f"http://{host!s}:{port}/{desk.id}/"
        for index, server in enumerate(dict.fromkeys(bound.values())):
            server.house = self
            name = f"sample-newsroom-{index}"
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), name=name, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.stop)


def serve(newsroom: Newsroom, port: int = 0, *, separate: bool = True) -> SampleServer:
    """Give the newsroom as a context manager that serves it on loopback while the block runs.

    ``port`` 0 takes a free one; ``separate`` False puts every outlet on 127.0.0.1. Raises MonitorError, on entering
    the block, when the port cannot be had.
    """
    return SampleServer(newsroom, port, separate=separate)


def outlets(newsroom: Newsroom, base_urls: dict[str, str]) -> tuple[Outlet, ...]:
    """Describe the desks as outlets of the model, with their feeds at the addresses given."""
    return tuple(
        Outlet(
            id=desk.id,
            name=desk.name,
            language=desk.language,
            kind=desk.kind,
            homepage=base_urls[desk.id],
            parameters=desk.parameters,
            article_id=desk.article_id,
            feeds=tuple(Feed(base_urls[desk.id] + path) for path in desk.feeds),
        )
        for desk in newsroom.desks
    )


def _can_bind(host: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
        return True


def _listen(addresses: list[str], wanted: int, stack: ExitStack) -> list[_Server]:
    """Bind every address on one port; with no port wanted, try again where a free one is taken elsewhere."""
    reason: OSError | None = None
    for _ in range(1 if wanted else _ATTEMPTS):
        with ExitStack() as attempt:
            try:
                servers = _bind_all(addresses, wanted, attempt)
            except OSError as error:
                reason = error
                continue
            stack.push(attempt.pop_all())
            return servers
    where = f"port {wanted}" if wanted else "a free port"
    raise MonitorError(f"the sample newsroom cannot listen on {where} of {addresses[0]}: {reason}") from reason


def _bind_all(addresses: list[str], wanted: int, stack: ExitStack) -> list[_Server]:
    servers: list[_Server] = []
    for host in addresses:
        port = servers[0].server_port if servers else wanted
        servers.append(_Server((host, port)))
        stack.callback(servers[-1].server_close)
    return servers


def _silent(stack: ExitStack) -> tuple[str, int]:
    """Reserve an address where connections are refused: bound, so that nobody else takes it, but not listening."""
    silent = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
    silent.bind((_LOOPBACK, 0))
    host, port = silent.getsockname()
    return str(host), int(port)
