"""One request and what came back: a `Response`, a `Failure` with its reason, or a redirect to follow.

Rules kept: every way in which a server can fail is named here, nothing is read past the deadline or the cap, and
reasons carry no query strings: some feeds keep a secret there.

The only module that imports httpx, and only its addresses, headers and transport: `httpx.AsyncClient` would add
cookies, authentication and its own log of addresses. Every worker has a small connection pool of its own, because a
shared one is super-linear (1,000 GETs on a pool of 100 cost 7 times those of 10 workers).
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import email.utils
import hashlib
import http
import re
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from monitor.fetch import guard
from monitor.fetch.body import ACCEPT_ENCODING, BadBodyError, Collector, TooLargeError
from monitor.fetch.freshness import max_age
from monitor.messages import said
from monitor.model import Failure, PollState, Response, Transcript

#: An address that was read and may be asked.
Address = httpx.URL
#: What `address` raises for a text that is none.
InvalidAddressError = httpx.InvalidURL

MAX_RETRY_AFTER = dt.timedelta(hours=24)
#: Status of a redirect: is it permanent?
_REDIRECTS = {301: True, 302: False, 303: False, 307: False, 308: True}
_SENDABLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?")


@dataclass(frozen=True, slots=True)
class Request:
    """What to get, and the validators of the copy we have; ``keep`` asks for a transcript of what came."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A message to a service that speaks HTTP: with a body it is a POST. Redirects are answers, not followed."""

    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    seconds: float = 45.0


@dataclass(slots=True)
class Errand:
    """One get with its limits; ``left`` is what remains of its deadline in seconds, over all redirects.

    ``page`` marks what must ask robots.txt first, ``feed`` what comes first in a host's budget for the day;
    ``truncate`` takes the beginning of an answer that is too large.
    """

    request: Request
    accept: str
    limit: int
    left: float
    page: bool = False
    feed: bool = False
    truncate: bool = False
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """The server names another address."""

    status: int
    location: str
    permanent: bool


class Exchange:
    """Sends one request after another; ``workers`` is how many connection pools there are at most."""

    def __init__(
        self,
        user_agent: str,
        workers: int,
        deadline: dt.timedelta,
        backend: guard.GuardedBackend,
        ssl_context: ssl.SSLContext | None,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._user_agent = user_agent
        self._workers = max(1, workers)
        self._deadline = deadline
        self._backend = backend
        self._ssl_context = ssl_context
        self._now = now
        self._transports: dict[int, _Transport] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        transports, self._transports = list(self._transports.values()), {}
        for transport in transports:
            await transport.aclose()

    async def ask(self, url: Address, errand: Errand) -> Response | Failure | Redirect:
        """Ask and read within what is left of the deadline; every way to fail becomes a `Failure`."""
        started = time.monotonic()  # the real clock: the deadline is about real servers
        try:
            async with asyncio.timeout(errand.left):
                return await self._ask(url, errand)
        except TimeoutError:
            seconds = errand.call.seconds if errand.call else self._deadline.total_seconds()
            return Failure(PollState.TIMEOUT, f"no complete answer within {seconds:g} s")
        except TooLargeError as error:
            return Failure(PollState.TOO_LARGE, f"the answer is too large: {error}")
        except BadBodyError as error:
            return Failure(PollState.PROTOCOL_ERROR, str(error))
        except guard.RefusedAddressError as error:
            return Failure(PollState.REFUSED_ADDRESS, guard.worded(url.host, error))
        except httpx.TransportError as error:
            return _transport_failure(error)
        finally:
            errand.left -= time.monotonic() - started

    async def _ask(self, url: Address, errand: Errand) -> Response | Failure | Redirect:
        request = _message(url, self._headers(errand), errand.call)
        response = await self._transport(host(url)).handle_async_request(request)
        try:
            early = self._without_body(url, response, errand)
            if early is not None:
                return early
            body, raw = await _body(response, errand)
            transcript = _transcript(request, response, raw) if errand.request.keep else None
            return _response(url, response, body, transcript)
        finally:
            await response.stream.aclose()  # type: ignore[union-attr]  # the transport gives async streams

    def _headers(self, errand: Errand) -> dict[str, str]:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": errand.accept,
            "Accept-Encoding": ACCEPT_ENCODING,
            "Connection": "keep-alive",
        }
        if errand.call:
            headers.update(errand.call.headers)
        if _sendable(errand.request.etag):
            headers["If-None-Match"] = errand.request.etag or ""
        if _sendable(errand.request.last_modified):
            headers["If-Modified-Since"] = errand.request.last_modified or ""
        return headers

    def _transport(self, name: str) -> _Transport:
        """Give the pool of this host: always the same one, so that its open connection is found again."""
        number = zlib.crc32(name.encode()) % self._workers
        if number not in self._transports:
            if self._ssl_context is None:
                self._ssl_context = httpx.create_ssl_context()
            self._transports[number] = _Transport(self._ssl_context, self._backend)
        return self._transports[number]

    def _without_body(
        self, url: Address, response: httpx.Response, errand: Errand
    ) -> Response | Failure | Redirect | None:
        """Decide by status and headers alone; None when the body is wanted."""
        status = response.status_code
        if status in (200, 203):
            return None
        if status == 429 or (status == 503 and "retry-after" in response.headers):
            wait = retry_after(response.headers.get("retry-after", ""), self._now())
            return Failure(PollState.RATE_LIMITED, status_words(status), status, wait)
        if errand.call is not None:
            return None  # whatever a service answers, its caller reads
        if status == 304:
            return _unchanged(url, response, errand.request)
        if status in _REDIRECTS:
            return Redirect(status, response.headers.get("location", ""), _REDIRECTS[status])
        return Failure(PollState.GONE if status == 410 else PollState.HTTP_ERROR, status_words(status), status)


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport on a guarded pool (its own constructor has no place for a network backend)."""

    def __init__(self, context: ssl.SSLContext, backend: guard.GuardedBackend) -> None:
        self._pool = guard.pool(context, backend)


# --------------------------------------------------------------------------------------------------- addresses


def address(text: str) -> Address:
    """Read an http(s) address without credentials and fragment; raise `httpx.InvalidURL`."""
    try:
        url = httpx.URL(text.strip())
    except ValueError as error:  # lone surrogates
        raise httpx.InvalidURL("not encodable") from error
    if url.scheme not in ("http", "https"):
        raise httpx.InvalidURL(
            said(f'"{url.scheme}:" is neither http nor https') if url.scheme else said("no http(s) scheme")
        )
    if not url.raw_host:
        raise httpx.InvalidURL("no host")
    try:  # both raise later otherwise, where only what a server does is expected
        url.raw_host.decode("ascii").encode("idna")
        _ = url.host
    except UnicodeError as error:  # a label empty or too long; xn-- before what is no punycode
        raise httpx.InvalidURL(said("not a host name")) from error
    return url.copy_with(userinfo=b"", fragment=None)


def host(url: Address) -> str:
    """Give what politeness counts as one host: name and, if it is not the usual one, port."""
    name, colon, port = url.netloc.decode("ascii").rpartition(":") if url.port else (url.netloc.decode("ascii"), "", "")
    return f"{name.rstrip('.')}{colon}{port}"


def site(url: Address) -> str:
    """Give what has one robots.txt: scheme, host and port."""
    return f"{url.scheme}://{host(url)}"


def shown(url: Address) -> str:
    """Give an address fit for a reason: without its query."""
    return str(url.copy_with(query=None))


# ---------------------------------------------------------------------------------------------- what came back


def retry_after(value: str, now: dt.datetime) -> dt.timedelta | None:
    """Read a Retry-After header, seconds or HTTP date, capped at 24 hours; None when it cannot be read."""
    text = value.strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        wait = dt.timedelta(seconds=int(text))
    else:
        try:
            moment = email.utils.parsedate_to_datetime(text)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - now
        except (ValueError, OverflowError):
            return None
    return min(max(wait, dt.timedelta(0)), MAX_RETRY_AFTER)


def status_words(status: int) -> str:
    """Write a status with its usual words."""
    with contextlib.suppress(ValueError):
        return f"{status} {http.HTTPStatus(status).phrase}"
    return str(status)


def _sendable(validator: str | None) -> bool:
    """Whether a validator may go into a request header."""
    return bool(validator) and _SENDABLE.fullmatch(validator or "") is not None


def _kept(validator: str | None) -> str | None:
    return validator if _sendable(validator) else None


def _unchanged(url: Address, response: httpx.Response, request: Request) -> Response | Failure:
    if not (_sendable(request.etag) or _sendable(request.last_modified)):
        return Failure(PollState.PROTOCOL_ERROR, "304 Not Modified to a request without conditions", 304)
    return Response(
        url=str(url),
        status=304,
        body=b"",
        etag=_kept(response.headers.get("etag")) or request.etag,
        last_modified=_kept(response.headers.get("last-modified")) or request.last_modified,
        unchanged=True,
    )


def _message(url: Address, headers: dict[str, str], call: Call | None) -> httpx.Request:
    """Compose one request; no header of a call can hold a line of its own, because httpx refuses it."""
    if call is None or not call.body:
        return httpx.Request("GET", url, headers=headers)
    return httpx.Request("POST", url, headers=headers, content=call.body)


def _transcript(request: httpx.Request, response: httpx.Response, raw: bytes) -> Transcript:
    """Put down what went over the wire, header by header as it was spelt."""
    version = response.extensions.get("http_version", b"HTTP/1.1")
    reason = response.extensions.get("reason_phrase", b"")
    asked = b"%s %s HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)
    told = b"%s %d %s" % (version, response.status_code, reason)
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    return Transcript(_block(asked, request), _block(told, response), raw, str(peer[0]) if peer else "")


def _block(first: bytes, message: httpx.Request | httpx.Response) -> bytes:
    lines = [first, *(b"%s: %s" % pair for pair in message.headers.raw)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _response(url: Address, response: httpx.Response, body: bytes, transcript: Transcript | None) -> Response:
    return Response(
        url=str(url),
        status=response.status_code,
        body=body,
        content_type=response.headers.get("content-type", "")[:200],
        etag=_kept(response.headers.get("etag")),
        last_modified=_kept(response.headers.get("last-modified")),
        body_hash=hashlib.sha256(body).hexdigest(),
        max_age=max_age(response.headers.get("cache-control", ""), response.headers.get("age", "")),
        robots_tag=tuple(response.headers.get_list("x-robots-tag")),
        location=response.headers.get("location", response.headers.get("content-location", ""))[:4096],
        transcript=transcript,
    )


async def _body(response: httpx.Response, errand: Errand) -> tuple[bytes, bytes]:
    """Read a body: decoded, and as it came where a transcript is wanted."""
    length = response.headers.get("content-length", "")
    if re.fullmatch(r"[0-9]{1,19}", length) and int(length) > errand.limit and not errand.truncate:
        raise TooLargeError(f"{int(length) / 1_000_000:.1f} MB announced, {errand.limit / 1_000_000:g} MB allowed")
    collector = Collector(response.headers.get("content-encoding", ""), errand.limit, truncate=errand.truncate)
    raw: list[bytes] = []
    async for piece in response.stream:  # type: ignore[union-attr]  # the transport gives async streams
        collector.feed(piece)
        if errand.request.keep:
            raw.append(piece)
        if collector.full:
            break
    return collector.body(), b"".join(raw)


def _transport_failure(error: httpx.TransportError) -> Failure:
    """Name what went wrong below HTTP."""
    secure = _cause(error)
    if secure is not None:
        return Failure(PollState.TLS_ERROR, _tls_reason(secure))
    if isinstance(error, httpx.TimeoutException):
        return Failure(PollState.TIMEOUT, "the host does not answer")
    if isinstance(error, httpx.ConnectError):
        return Failure(PollState.UNREACHABLE, _words(error) or "no connection")
    if isinstance(error, httpx.NetworkError):
        return Failure(PollState.PROTOCOL_ERROR, "the connection broke off")
    return Failure(PollState.PROTOCOL_ERROR, _words(error) or "the answer is not HTTP")


def _cause(error: BaseException | None) -> ssl.SSLError | None:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return said(f"the certificate does not hold: {error.verify_message}")
    return said(f"no secure connection: {(error.reason or str(error)).replace('_', ' ').lower()}")


def _words(error: Exception) -> str:
    """Give an exception's message as one short printable line."""
    return "".join(char if char.isprintable() else "?" for char in str(error))[:200]
