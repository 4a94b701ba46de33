"""Sixty and more ways in which a server can misbehave, each on a port of its own, and feeds that behave.

Every behaviour is bounded in time and size, so that a client without limits is slow and large but not endless.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gzip
import itertools
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial

import trustme

Talk = Callable[["Visit"], Awaitable[None]]

#: How long a slow server goes on, and how large a bomb is: more than any limit, and bearable without one.
SECONDS = 6.0
BOMB = 60_000_000
_ITEMS = itertools.count(1)


@dataclass(frozen=True)
class Visit:
    """One request: what was asked for, and where to answer."""

    path: str
    port: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def drip(self, pieces: Iterator[bytes], pause: float = 0.1) -> None:
        """Say a little now and then, for some seconds."""
        end = asyncio.get_running_loop().time() + SECONDS
        for piece in pieces:
            if asyncio.get_running_loop().time() > end:
                return
            await self.say(piece)
            await asyncio.sleep(pause)

    def reset(self) -> None:
        """End the connection with RST."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@dataclass(frozen=True)
class Behaviour:
    """What one server does, and the states a poll of it may end in."""

    name: str
    states: frozenset[str]
    talk: Talk
    at_once: bool = False  # it does not wait for a request
    scheme: str = "http"
    certificate: str = ""  # good | expired | self-signed | other; empty: it does not speak TLS


def feed(link: str = "http://127.0.0.1:9/", items: int = 3, title: str = "Uutisia") -> bytes:
    """Give a feed, with other items every time."""
    told = "".join(
        f"<item><title>Uutinen {number}</title><link>{link}{number}</link><guid>{number}</guid></item>"
        for number in itertools.islice(_ITEMS, items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{told}</channel></rss>'.encode()


def head(status: str = "200 OK", *lines: str, length: int | None = None) -> bytes:
    named = [*lines, f"Content-Length: {length}"] if length is not None else list(lines)
    return "\r\n".join([f"HTTP/1.1 {status}", *named, "", ""]).encode("latin-1")


def reply(body: bytes = b"", status: str = "200 OK", *lines: str) -> bytes:
    return head(status, *lines, length=len(body)) + body


# ---------------------------------------------------------------------------------------------- ways to misbehave


async def say(data: bytes | Callable[[], bytes], visit: Visit) -> None:
    with contextlib.suppress(ConnectionError):
        await visit.say(data if isinstance(data, bytes) else data())


async def nothing(visit: Visit) -> None:
    await asyncio.sleep(SECONDS)


async def drip_head(visit: Visit) -> None:
    await visit.drip(bytes([byte]) for byte in head("200 OK", *(f"X-{n}: a" for n in range(100))))


async def drip_headers(visit: Visit) -> None:
    await visit.say(b"HTTP/1.1 200 OK\r\n")
    await visit.drip(b"X-%d: a\r\n" % n for n in itertools.count())


async def drip_body(visit: Visit) -> None:
    await visit.say(head(length=100_000))
    await visit.drip(itertools.repeat(b" "))


async def drip_chunks(visit: Visit) -> None:
    await visit.say(head("200 OK", "Transfer-Encoding: chunked"))
    await visit.drip(itertools.repeat(b"1\r\n \r\n"))


async def stall_in_body(visit: Visit) -> None:
    await visit.say(head(length=100_000) + feed())
    await asyncio.sleep(SECONDS)


async def interim(status: bytes, visit: Visit) -> None:
    await visit.drip(itertools.repeat(b"HTTP/1.1 " + status + b"\r\n\r\n"), 0.01)


async def pour(start: bytes, piece: bytes, visit: Visit) -> None:
    """Say so much that nobody wants it all, as fast as it is taken."""
    with contextlib.suppress(ConnectionError):
        await visit.say(start)
        for _ in range(BOMB // len(piece)):
            await visit.say(piece)


async def break_off(start: bytes, visit: Visit) -> None:
    await visit.say(start)
    await asyncio.sleep(0.02)
    visit.reset()


async def hang_up(visit: Visit) -> None:
    visit.reset()


async def close_half(visit: Visit) -> None:
    visit.writer.write_eof()
    await asyncio.sleep(SECONDS)


async def send_on(target: str, visit: Visit) -> None:
    """Redirect; ``{port}``, ``{next}`` are this server's port and another path each time."""
    number = int(visit.path.rpartition("/")[2] or 0) if visit.path.rpartition("/")[2].isdigit() else 0
    await visit.say(reply(b"", "302 Found", "Location: " + target.format(port=visit.port, next=number + 1)))


async def send_on_slowly(visit: Visit) -> None:
    await asyncio.sleep(0.8)
    await send_on("/{next}", visit)


async def maintenance(visit: Visit) -> None:
    if visit.path == "/maintenance":
        await visit.say(reply(b"<!doctype html><title>Huoltokatko</title><p>Palaamme pian.</p>"))
    else:
        await visit.say(reply(b"", "301 Moved Permanently", "Location: /maintenance"))


# ------------------------------------------------------------------------------------------------- what they send


@cache
def bomb(form: str) -> bytes:
    """Give a small body that unpacks to a large one."""
    blank = b" " * BOMB
    if form == "deflate":
        return zlib.compress(blank, 1)
    if form == "members":
        return gzip.compress(b" " * 1_000_000, 1) * (BOMB // 1_000_000)
    packed = gzip.compress(blank, 1)
    return gzip.compress(packed, 6) if form == "nested" else packed


_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss><channel><title>&j;</title></channel></rss>"
)
_CAPTCHA = (
    b"<!doctype html><html><head><title>Just a moment...</title></head><body><form id='challenge-form'>"
    b"<div class='g-recaptcha'></div>Checking your browser</form></body></html>"
)
_LONG = "x" * 900
_NO_ITEMS = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40
_STATUSES = {
    "204 No Content": "http_error",
    "205 Reset Content": "http_error",
    "206 Partial Content": "http_error",
    "300 Multiple Choices": "http_error",
    "305 Use Proxy": "http_error",
    "400 Bad Request": "http_error",
    "401 Unauthorized": "http_error",
    "402 Payment Required": "http_error",
    "403 Forbidden": "http_error",
    "404 Not Found": "http_error",
    "405 Method Not Allowed": "http_error",
    "406 Not Acceptable": "http_error",
    "410 Gone": "gone",
    "418 I'm a teapot": "http_error",
    "429 Too Many Requests": "rate_limited",
    "451 Unavailable For Legal Reasons": "http_error",
    "500 Internal Server Error": "http_error",
    "502 Bad Gateway": "http_error",
    "503 Service Unavailable": "http_error",
    "504 Gateway Timeout": "http_error",
    "520 Web Server Returned an Unknown Error": "http_error",
    "599 Nobody Knows": "http_error",
    "304 Not Modified": "protocol_error",
    "999 Request denied": "http_error protocol_error",
    "099 Early": "protocol_error",
}
_WAITS = ("99999999999", "-5", "never", "Fri, 31 Dec 9999 23:59:59 GMT", "1e9", "")
_GZIP = "Content-Encoding: gzip"
_RSS = "Content-Type: application/rss+xml"


def _one(name: str, states: str, what: bytes | Callable[[], bytes] | Talk, **more: object) -> Behaviour:
    talk = what if asyncio.iscoroutinefunction(what) else partial(say, what)  # type: ignore[arg-type]
    return Behaviour(name, frozenset(states.split()), talk, **more)  # type: ignore[arg-type]


def _slow() -> list[Behaviour]:
    return [
        _one("says nothing", "timeout", nothing),
        _one("drips its status line", "timeout", drip_head),
        _one("drips headers", "timeout", drip_headers),
        _one("drips its body", "timeout", drip_body),
        _one("drips chunks", "timeout", drip_chunks),
        _one("stalls in its body", "timeout", stall_in_body),
        _one("says 100 Continue for ever", "timeout protocol_error", partial(interim, b"100 Continue")),
        _one("says 103 Early Hints for ever", "timeout protocol_error", partial(interim, b"103 Early Hints")),
        _one("redirects slowly", "timeout", send_on_slowly),
        _one("never shakes hands", "timeout", nothing, at_once=True, scheme="https"),
        _one("closes its half and stays", "protocol_error timeout", close_half),
    ]


def _large() -> list[Behaviour]:
    plain = head("200 OK", _RSS)
    return [
        _one("has an endless body", "too_large", partial(pour, plain, b" " * 65_536)),
        _one(
            "has endless chunks",
            "too_large",
            partial(pour, head("200 OK", "Transfer-Encoding: chunked"), b"8000\r\n" + b" " * 0x8000 + b"\r\n"),
        ),
        _one("has endless headers", "protocol_error", partial(pour, b"HTTP/1.1 200 OK\r\n", b"X-Y: z\r\n" * 1000)),
        _one("has one endless header", "protocol_error", partial(pour, b"HTTP/1.1 200 OK\r\nX: ", b"z" * 65_536)),
        _one("has one endless status line", "protocol_error", partial(pour, b"HTTP/1.1 200 ", b"K" * 65_536)),
        _one("announces 10 GB", "too_large", head(length=10_000_000_000) + b"<rss>"),
        _one("announces a chunk of 2 EB", "protocol_error too_large timeout",
             partial(pour, head("200 OK", "Transfer-Encoding: chunked") + b"1fffffffffffffff\r\n", b" " * 65_536)),
        _one("floods with cookies", "protocol_error", head("200 OK", *[f"Set-Cookie: {_LONG}"] * 900)),
        _one("packs a bomb with gzip", "too_large", lambda: reply(bomb("gzip"), "200 OK", _GZIP)),
        _one("packs a bomb with deflate", "too_large",
             lambda: reply(bomb("deflate"), "200 OK", "Content-Encoding: deflate")),
        _one("packs a bomb in many members", "too_large", lambda: reply(bomb("members"), "200 OK", _GZIP)),
        _one("packs a bomb twice", "protocol_error too_large",
             lambda: reply(bomb("nested"), "200 OK", "Content-Encoding: gzip, gzip")),
        _one("packs a bomb in another", "not_a_feed unreadable", lambda: reply(bomb("nested"), "200 OK", _GZIP)),
    ]  # fmt: skip


def _malformed() -> list[Behaviour]:
    chunked = head("200 OK", "Transfer-Encoding: chunked")
    broken = "protocol_error"
    return [
        _one("has a chunk of no size", broken, chunked + b"zz\r\nabc\r\n0\r\n\r\n"),
        _one("has a chunk longer than it says", broken, chunked + b"2\r\nabcdef\r\n0\r\n\r\n"),
        _one("has a chunk of negative size", broken, chunked + b"-1\r\nabc\r\n0\r\n\r\n"),
        _one("ends within a chunk", broken, chunked + b"ff\r\nabc"),
        _one("sends less than it announced", broken, head(length=5000) + b"<rss/>"),
        _one("announces a negative length", broken, head("200 OK", "Content-Length: -1")),
        _one("announces two lengths", broken, head("200 OK", "Content-Length: 3", "Content-Length: 5") + b"abcde"),
        _one("announces a length in words", broken, head("200 OK", "Content-Length: many")),
        _one("has a status in words", broken, b"HTTP/1.1 fine OK\r\n\r\n"),
        _one("has no status", broken, b"HTTP/1.1\r\n\r\n"),
        _one("speaks HTTP/0.9", broken, feed()),
        _one("speaks HTTP/2 unasked", broken, b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18),
        _one("speaks SSH", broken, b"SSH-2.0-OpenSSH_9.6\r\n", at_once=True),
        _one("speaks SMTP", broken, b"220 mail.example ESMTP\r\n", at_once=True),
        _one("speaks noise", broken, bytes(range(256)) * 100),
        _one("says nothing and closes", broken, b""),
        _one("has NUL in a header", broken, head("200 OK", "X-A: a\x00b", length=0)),
        _one("has a header without a name", broken, head("200 OK", ": b", length=0)),
        _one("has a space before the colon", broken, head("200 OK", "X-A : b", length=0)),
        _one("resets at once", "protocol_error unreachable", hang_up, at_once=True),
        _one("resets in its headers", broken, partial(break_off, b"HTTP/1.1 200 OK\r\nX-A")),
        _one("resets in its body", broken, partial(break_off, head(length=5000) + b"<rss>")),
        _one("packs with br unasked", broken, reply(b"\x0b\x02\x80abc\x03", "200 OK", "Content-Encoding: br")),
        _one("packs with zstd unasked", broken, reply(b"(\xb5/\xfd", "200 OK", "Content-Encoding: zstd")),
        _one("says gzip and is not", broken, lambda: reply(feed(), "200 OK", _GZIP)),
        _one("has half a gzip", broken, lambda: reply(gzip.compress(feed() * 40)[:-60], "200 OK", _GZIP)),
        _one("has a wrong checksum", broken, lambda: reply(gzip.compress(feed())[:-8] + b"\0" * 8, "200 OK", _GZIP)),
    ]


def _elsewhere() -> list[Behaviour]:
    redirect = "redirect"
    return [
        _one("redirects in a loop", redirect, partial(send_on, "/?{port}")),
        _one("redirects for ever", redirect, partial(send_on, "/{next}")),
        _one("redirects nowhere", redirect, reply(b"", "302 Found")),
        _one("redirects to a file", redirect, reply(b"", "302 Found", "Location: file:///etc/passwd")),
        _one("redirects to a script", redirect, reply(b"", "302 Found", "Location: javascript:alert(1)")),
        _one("redirects to no host", redirect, reply(b"", "301 Moved", "Location: http://a..b/")),
        _one("redirects inside", "refused_address", reply(b"", "302 Found", "Location: http://10.0.0.1/")),
        _one(
            "redirects to metadata", "refused_address", reply(b"", "307 T", "Location: http://169.254.169.254/latest/")
        ),
        _one("redirects to a closed port", "unreachable", reply(b"", "302 Found", "Location: http://127.0.0.1:1/")),
        _one("redirects to its repairs", "not_a_feed", maintenance),
    ]


def _statuses() -> list[Behaviour]:
    named = [_one(f"answers {status[:3]}", states, reply(b"no", status)) for status, states in _STATUSES.items()]
    waits = [
        _one(
            f"answers {status[:3]} with Retry-After: {wait}", "rate_limited", reply(b"", status, f"Retry-After: {wait}")
        )
        for status in ("429 Slow", "503 Later")
        for wait in _WAITS
    ]
    return named + waits


def _secure() -> list[Behaviour]:
    tls = "tls_error"
    good = partial(say, lambda: reply(feed()))
    return [
        Behaviour("has an expired certificate", frozenset({tls}), good, scheme="https", certificate="expired"),
        Behaviour("signs for itself", frozenset({tls}), good, scheme="https", certificate="self-signed"),
        Behaviour("has another's certificate", frozenset({tls}), good, scheme="https", certificate="other"),
        _one("speaks plainly where TLS is", tls, reply(b"plain"), at_once=True, scheme="https"),
        Behaviour("speaks TLS where HTTP is", frozenset({"protocol_error", "timeout"}), good, certificate="good"),
    ]


def _contents() -> list[Behaviour]:
    wrong = "not_a_feed unreadable"
    return [
        _one("sends a page", "not_a_feed", reply(b"<!doctype html><title>Etusivu</title><p>Hei</p>", "200 OK", _RSS)),
        _one("sends a captcha", "not_a_feed", reply(_CAPTCHA)),
        _one("sends an empty body", "empty", reply(b"", "200 OK", _RSS)),
        _one("sends white space", "empty not_a_feed unreadable", reply(b" \r\n\t" * 50, "200 OK", _RSS)),
        _one("sends a picture", wrong, reply(_PNG, "200 OK", _RSS)),
        _one("sends NUL bytes", wrong + " empty", reply(b"\0" * 5000, "200 OK", _RSS)),
        _one("sends an error as JSON", wrong, reply(b'{"error": "no"}', "200 OK", "Content-Type: application/json")),
        _one("sends half a JSON", wrong, reply(b'{"version": "https://jsonfeed.org/v', "200 OK", _RSS)),
        _one("sends a feed without items", "empty", reply(_NO_ITEMS)),
        _one("sends a bomb of entities", wrong + " empty", reply(_LAUGHS, "200 OK", _RSS)),
        _one("sends a feed cut short", wrong + " empty", reply(b"<?xml version='1.0'?><rss><chan", "200 OK", _RSS)),
        _one("sends other XML", wrong, reply(b"<?xml version='1.0'?><svg><path/></svg>", "200 OK", _RSS)),
    ]  # fmt: skip


def hostile() -> list[Behaviour]:
    """Give every behaviour."""
    return [*_slow(), *_large(), *_malformed(), *_elsewhere(), *_statuses(), *_secure(), *_contents()]


# ----------------------------------------------------------------------------------------------------- the servers


async def _behave(visit: Visit) -> None:
    """Behave as a good server: a feed, pages, no rules for robots."""
    if visit.path == "/robots.txt":
        await visit.say(reply(b"", "404 Not Found"))
    elif visit.path == "/feed":
        await visit.say(reply(feed(f"http://127.0.0.1:{visit.port}/"), "200 OK", _RSS))
    else:
        text = "".join(f"<p>Kappale {number} kertoo, mitä kunnassa tapahtui tänään.</p>" for number in range(8))
        await visit.say(reply(f"<!doctype html><title>Uutinen</title><article>{text}</article>".encode()))


@dataclass
class Servers:
    """Servers in a thread of their own; ``hostile`` and ``healthy`` are the addresses of feeds."""

    behaviours: list[Behaviour]
    healthy_count: int
    hostile: dict[str, Behaviour] = field(default_factory=dict)
    healthy: list[str] = field(default_factory=list)
    authority: trustme.CA = field(default_factory=trustme.CA)
    _open_servers: list[asyncio.Server] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self) -> Iterator[Servers]:
        for form in ("gzip", "deflate", "members", "nested"):
            bomb(form)
        ready = threading.Event()
        loop = asyncio.new_event_loop()

        def run() -> None:
            loop.run_until_complete(self._open())
            ready.set()
            loop.run_forever()
            loop.run_until_complete(self._close())
            loop.close()

        loop.set_exception_handler(lambda *_: None)  # a client that hangs up is what is expected here
        thread = threading.Thread(target=run)
        thread.start()
        ready.wait()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    async def _open(self) -> None:
        for _ in range(self.healthy_count):
            port = await self._serve(Behaviour("behaves", frozenset({"ok"}), _behave), None)
            self.healthy.append(f"http://127.0.0.1:{port}/feed")
        contexts = self._contexts()
        for one in self.behaviours:
            port = await self._serve(one, contexts.get(one.certificate))
            self.hostile[f"{one.scheme}://127.0.0.1:{port}/feed"] = one

    async def _serve(self, behaviour: Behaviour, tls: ssl.SSLContext | None) -> int:
        async def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            port = writer.get_extra_info("sockname")[1]
            try:
                said = b"" if behaviour.at_once else await reader.readuntil(b"\r\n\r\n")
                path = said.split(b" ", 2)[1].decode("latin-1") if said.count(b" ") > 1 else ""
                await behaviour.talk(Visit(path, port, reader, writer))
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
                pass  # the client has seen enough
            finally:
                writer.close()

        server = await asyncio.start_server(visited, "127.0.0.1", 0, ssl=tls)
        self._open_servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        for server in self._open_servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.05)  # lets transports close before the loop does

    def _contexts(self) -> Mapping[str, ssl.SSLContext]:
        past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        certificates = {
            "good": self.authority.issue_cert("127.0.0.1"),
            "expired": self.authority.issue_cert("127.0.0.1", not_before=past, not_after=past + dt.timedelta(days=9)),
            "other": self.authority.issue_cert("news.example"),
            "self-signed": trustme.CA().issue_cert("127.0.0.1"),
        }
        contexts = {}
        for name, certificate in certificates.items():
            contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(contexts[name])
        return contexts
