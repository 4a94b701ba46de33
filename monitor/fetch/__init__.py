"""One GET, politely and under every limit: what the program knows of the network.

Rules kept: whatever a server does, the answer is a `Response` or a `Failure` with a named state and a reason; never
an exception, never a wait beyond the deadline, never memory beyond the cap. One request per host at a time. No
cookies, no credentials from addresses, no proxies from the environment (a proxy would resolve names where the guard
cannot see them). Reasons and logs carry no query strings: some feeds keep a secret there.

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
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

from monitor.fetch import guard
from monitor.fetch.body import ACCEPT_ENCODING, BadBodyError, Collector, TooLargeError
from monitor.fetch.hosts import Hosts
from monitor.fetch.robots import MAX_BYTES as ROBOTS_BYTES
from monitor.fetch.robots import Robots
from monitor.model import Failure, FetchSettings, PollState, Response

#: The product name in User-Agent and the one robots.txt is searched for.
AGENT = "case-monitor"
MAX_REDIRECTS = 5
MAX_RETRY_AFTER = dt.timedelta(hours=24)

#: How long a host is left alone after a 429 that does not say.
_DEFAULT_PAUSE = dt.timedelta(seconds=60)
_REDIRECTS = {301: True, 302: False, 303: False, 307: False, 308: True}  # status: permanent?
_FEEDS = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGES = "text/html, application/xhtml+xml, */*;q=0.5"
_SENDABLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?")


@dataclass(frozen=True, slots=True)
class Request:
    """What to get, and the validators of the copy we have."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


class Fetcher:
    """Gets feeds and pages; an async context manager. Any number of gets may be awaited at once.

    ``ssl_context`` replaces the usual certificate checks (tests), ``resolver`` the system's name look-up; ``clock``
    (monotonic seconds), ``now`` (aware UTC) and ``sleep`` are given so that tests never wait.
    Raises `AddressError` when ``settings.allow_private`` cannot be read.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        version: str,
        ssl_context: ssl.SSLContext | None = None,
        resolver: guard.Resolver = guard.resolve,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._user_agent = _user_agent(version, settings.contact)
        self._ssl_context = ssl_context
        self._allowed = guard.networks(settings.allow_private)
        self._backend = guard.GuardedBackend(self._allowed, resolver)
        self._clock = clock
        self._now = now
        self._hosts = Hosts(clock, sleep)
        self._robots = Robots(AGENT, self._robots_txt, clock)
        self._room = asyncio.Semaphore(max(1, settings.workers))
        self._transports: dict[int, _Transport] = {}
        self._new_holds: dict[str, dt.datetime] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        transports, self._transports = list(self._transports.values()), {}
        for transport in transports:
            await transport.aclose()

    def hold(self, until: Mapping[str, dt.datetime]) -> None:
        """Ask none of these hosts before its time (aware UTC), as an earlier run was told."""
        for name, moment in until.items():
            self._hosts.block(name, (moment - self._now()).total_seconds())

    def new_holds(self) -> dict[str, dt.datetime]:
        """Give the hosts that asked to be left alone since the last call, and until when (aware UTC)."""
        held, self._new_holds = self._new_holds, {}
        return held

    async def get(self, request: Request) -> Response | Failure:
        """Get a feed: redirects followed, conditional when the request has validators. Never raises."""
        return await self._follow(_Errand(request, _FEEDS, self._settings.max_bytes))

    async def get_article(self, request: Request) -> Response | Failure:
        """Get a page, if robots.txt of every host on the way allows it. Never raises."""
        return await self._follow(_Errand(request, _PAGES, self._settings.max_bytes, robots=True))

    async def _robots_txt(self, url: str) -> Response | Failure:
        return await self._follow(_Errand(Request(url), "text/plain, */*;q=0.5", ROBOTS_BYTES, truncate=True))

    # -------------------------------------------------------------------------------------------- the way there

    async def _follow(self, errand: _Errand) -> Response | Failure:
        try:
            trail = _Trail(_address(errand.request.url))
        except httpx.InvalidURL as error:
            return Failure(PollState.REFUSED_ADDRESS, f"not a usable address: {error}")
        errand.left = self._settings.deadline.total_seconds()
        while True:
            answer = await self._permitted(trail.url, errand) or await self._hop(trail.url, errand)
            if isinstance(answer, Failure):
                return answer
            if isinstance(answer, Response):
                return trail.arrived(answer)
            failure = trail.step(answer)
            if failure is not None:
                return failure

    async def _permitted(self, url: httpx.URL, errand: _Errand) -> Failure | None:
        return await self._robots.permit(_site(url), str(url)) if errand.robots else None

    async def _hop(self, url: httpx.URL, errand: _Errand) -> Response | Failure | _Redirect:
        """Make one request when it is its host's turn. Waiting for that is not the server's time."""
        host = _host(url)
        async with self._hosts.turn(host, lambda: self._pause(url)):
            wait = self._hosts.blocked(host)
            if wait:
                return _come_back_later(host, wait)
            async with self._room:
                answer = await self._exchange(url, errand)
            if isinstance(answer, Failure) and answer.state is PollState.RATE_LIMITED:
                pause = answer.retry_after or _DEFAULT_PAUSE
                self._hosts.block(host, pause.total_seconds())
                self._new_holds[host] = self._now() + pause
            return answer

    def _pause(self, url: httpx.URL) -> float:
        """Give the pause after a request: the host's own wish if it is longer; servers of one's own need none."""
        usual = 0.0 if guard.named(url.host, self._allowed) else self._settings.pause_seconds
        return max(usual, self._robots.delay(_site(url)))

    async def _exchange(self, url: httpx.URL, errand: _Errand) -> Response | Failure | _Redirect:
        """Ask and read within what is left of the deadline; every way to fail becomes a `Failure`."""
        started = time.monotonic()  # the real clock: the deadline is about real servers
        try:
            async with asyncio.timeout(errand.left):
                return await self._ask(url, errand)
        except TimeoutError:
            return Failure(PollState.TIMEOUT, f"no complete answer within {_seconds(self._settings.deadline)}")
        except TooLargeError as error:
            return Failure(PollState.TOO_LARGE, f"the answer is too large: {error}")
        except BadBodyError as error:
            return Failure(PollState.PROTOCOL_ERROR, str(error))
        except guard.RefusedAddressError as error:
            return Failure(PollState.REFUSED_ADDRESS, f"{url.host} is {error}, which is not a public address")
        except httpx.TransportError as error:
            return _transport_failure(error)
        finally:
            errand.left -= time.monotonic() - started

    async def _ask(self, url: httpx.URL, errand: _Errand) -> Response | Failure | _Redirect:
        request = httpx.Request("GET", url, headers=self._headers(errand))
        response = await self._transport(_host(url)).handle_async_request(request)
        try:
            early = self._without_body(url, response, errand)
            if early is not None:
                return early
            return _response(url, response, await _body(response, errand))
        finally:
            await response.stream.aclose()  # type: ignore[union-attr]  # the transport gives async streams

    def _headers(self, errand: _Errand) -> dict[str, str]:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": errand.accept,
            "Accept-Encoding": ACCEPT_ENCODING,
            "Connection": "keep-alive",
        }
        if _sendable(errand.request.etag):
            headers["If-None-Match"] = errand.request.etag or ""
        if _sendable(errand.request.last_modified):
            headers["If-Modified-Since"] = errand.request.last_modified or ""
        return headers

    def _transport(self, host: str) -> _Transport:
        """Give the pool of this host: always the same one, so that its open connection is found again."""
        number = zlib.crc32(host.encode()) % max(1, self._settings.workers)
        if number not in self._transports:
            if self._ssl_context is None:
                self._ssl_context = httpx.create_ssl_context()
            self._transports[number] = _Transport(self._ssl_context, self._backend)
        return self._transports[number]

    # ---------------------------------------------------------------------------------------- what came back

    def _without_body(
        self, url: httpx.URL, response: httpx.Response, errand: _Errand
    ) -> Response | Failure | _Redirect | None:
        """Decide by status and headers alone; None when the body is wanted."""
        status = response.status_code
        if status in (200, 203):
            return None
        if status == 304:
            return _unchanged(url, response, errand.request)
        if status in _REDIRECTS:
            return _Redirect(status, response.headers.get("location", ""), _REDIRECTS[status])
        if status == 429 or (status == 503 and "retry-after" in response.headers):
            wait = retry_after(response.headers.get("retry-after", ""), self._now())
            return Failure(PollState.RATE_LIMITED, _status(status), status, wait)
        return Failure(PollState.GONE if status == 410 else PollState.HTTP_ERROR, _status(status), status)


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport on a guarded pool (its own constructor has no place for a network backend)."""

    def __init__(self, context: ssl.SSLContext, backend: guard.GuardedBackend) -> None:
        self._pool = guard.pool(context, backend)


@dataclass(slots=True)
class _Errand:
    """One get with its limits; ``left`` is what remains of its deadline, over all redirects."""

    request: Request
    accept: str
    limit: int
    robots: bool = False
    truncate: bool = False
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    location: str
    permanent: bool


@dataclass(slots=True)
class _Trail:
    """The addresses of one get, one after another."""

    url: httpx.URL
    seen: list[httpx.URL] = field(default_factory=list)
    permanent: bool = True

    def step(self, redirect: _Redirect) -> Failure | None:
        """Take one redirect; give a `Failure` when it leads nowhere."""
        if not redirect.location:
            return Failure(PollState.REDIRECT, f"{_status(redirect.status)} without an address", redirect.status)
        try:
            target = _address(str(self.url.join(redirect.location)))
        except httpx.InvalidURL as error:
            return Failure(PollState.REDIRECT, f"redirect to an unusable address: {error}", redirect.status)
        self.seen.append(self.url)
        self.permanent = self.permanent and redirect.permanent
        if target in self.seen:
            way = " → ".join(_shown(url) for url in [*self.seen, target])
            return Failure(PollState.REDIRECT, f"redirect loop: {way}", redirect.status)
        if len(self.seen) > MAX_REDIRECTS:
            return Failure(PollState.REDIRECT, f"more than {MAX_REDIRECTS} redirects", redirect.status)
        self.url = target
        return None

    def arrived(self, response: Response) -> Response:
        """Note in the response that every redirect on the way was permanent."""
        if not self.seen or not self.permanent:
            return response
        fields = {name: getattr(response, name) for name in Response.__slots__}
        return Response(**{**fields, "permanent_url": response.url})


# ------------------------------------------------------------------------------------------------ pure helpers


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


def _user_agent(version: str, contact: str) -> str:
    text = f"{AGENT}/{version} (+{contact})" if contact else f"{AGENT}/{version}"
    return re.sub(r"[^\x20-\x7e]", "?", text)


def _address(text: str) -> httpx.URL:
    """Read an http(s) address without credentials and fragment; raise `httpx.InvalidURL`."""
    try:
        url = httpx.URL(text.strip())
    except ValueError as error:  # lone surrogates
        raise httpx.InvalidURL("not encodable") from error
    if url.scheme not in ("http", "https"):
        raise httpx.InvalidURL(f'"{url.scheme}:" is neither http nor https' if url.scheme else "no http(s) scheme")
    if not url.raw_host:
        raise httpx.InvalidURL("no host")
    try:  # both raise later otherwise, where only what a server does is expected
        url.raw_host.decode("ascii").encode("idna")
        _ = url.host
    except UnicodeError as error:  # a label empty or too long; xn-- before what is no punycode
        raise httpx.InvalidURL("not a host name") from error
    return url.copy_with(userinfo=b"", fragment=None)


def _host(url: httpx.URL) -> str:
    """Give what politeness counts as one host: name and, if it is not the usual one, port."""
    return url.netloc.decode("ascii")


def _site(url: httpx.URL) -> str:
    return f"{url.scheme}://{_host(url)}"


def _shown(url: httpx.URL) -> str:
    """Give an address fit for a reason: without its query."""
    return str(url.copy_with(query=None))


def _seconds(span: dt.timedelta) -> str:
    return f"{span.total_seconds():g} s"


def _status(status: int) -> str:
    with contextlib.suppress(ValueError):
        return f"{status} {http.HTTPStatus(status).phrase}"
    return str(status)


def _sendable(validator: str | None) -> bool:
    """Whether a validator may go into a request header."""
    return bool(validator) and _SENDABLE.fullmatch(validator or "") is not None


def _kept(validator: str | None) -> str | None:
    return validator if _sendable(validator) else None


def _come_back_later(host: str, seconds: int) -> Failure:
    return Failure(
        PollState.RATE_LIMITED,
        f"{host} asked to be left alone for a while",
        retry_after=dt.timedelta(seconds=seconds),
    )


def _unchanged(url: httpx.URL, response: httpx.Response, request: Request) -> Response | Failure:
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


def _response(url: httpx.URL, response: httpx.Response, body: bytes) -> Response:
    return Response(
        url=str(url),
        status=response.status_code,
        body=body,
        content_type=response.headers.get("content-type", "")[:200],
        etag=_kept(response.headers.get("etag")),
        last_modified=_kept(response.headers.get("last-modified")),
        body_hash=hashlib.sha256(body).hexdigest(),
    )


async def _body(response: httpx.Response, errand: _Errand) -> bytes:
    length = response.headers.get("content-length", "")
    if re.fullmatch(r"[0-9]{1,19}", length) and int(length) > errand.limit and not errand.truncate:
        raise TooLargeError(f"{int(length) / 1_000_000:.1f} MB announced, {errand.limit / 1_000_000:g} MB allowed")
    collector = Collector(response.headers.get("content-encoding", ""), errand.limit, truncate=errand.truncate)
    async for piece in response.stream:  # type: ignore[union-attr]  # the transport gives async streams
        collector.feed(piece)
        if collector.full:
            break
    return collector.body()


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
        return f"the certificate does not hold: {error.verify_message}"
    return f"no secure connection: {(error.reason or str(error)).replace('_', ' ').lower()}"


def _words(error: Exception) -> str:
    """Give an exception's message as one short printable line."""
    return "".join(char if char.isprintable() else "?" for char in str(error))[:200]
