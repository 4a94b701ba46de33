"""The network guard: which addresses may be contacted, decided after DNS and before any TCP connection.

Rule kept: a name or number in a feed, a redirect or a robots.txt never makes this program knock on a private door.
The name is resolved here, every address it has is judged, and the connection goes to the very address that was
judged, so that a name that changes its address between check and use (rebinding) gains nothing.

The only module that imports httpcore.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any

import httpcore

from monitor.errors import AddressError
from monitor.messages import said

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Awaitable[list[str]]]

#: Own tables, because `ipaddress.is_global` differs between patch releases of Python and lets multicast through.
_CLOSED_4 = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relay
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
#: IPv6 that is routed on the internet is 2000::/3; loopback, mapped, NAT64, unique-local, link-local, multicast are
#: not. These parts of it are closed as well.
_OPEN_6 = ipaddress.ip_network("2000::/3")
_CLOSED_6 = tuple(
    ipaddress.ip_network(text)
    for text in (
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address of anyone's choice
        "3fff::/20",
    )
)

#: With several addresses, how long one may take to accept before the next is tried.
_PATIENCE = 3.0
_MAX_ADDRESSES = 4


class RefusedAddressError(Exception):
    """The address is not public and not allowed by the configuration. Never leaves `monitor.fetch`."""


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Read ``fetch.allow_private``; raise `AddressError` for what is neither an address nor a network."""
    try:
        return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in texts)
    except ValueError as error:
        raise AddressError(f"fetch.allow_private: {error}; write for example 127.0.0.1 or 127.0.1.0/24") from error


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet's hosts."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)


def named(host: str, allowed: tuple[Network, ...]) -> bool:
    """Whether a host is written as an address that the configuration allows; a name never is."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in allowed)


def check(addresses: Collection[str], allowed: tuple[Network, ...]) -> None:
    """Raise `RefusedAddressError` unless every address is public or allowed.

    One closed address among open ones refuses the name: which of them would be used is chance, and a name that
    mixes them is either misconfigured or up to something.
    """
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if not is_public(address) and not any(address in network for network in allowed):
            raise RefusedAddressError(text)


def refusal(addresses: Collection[str], allow_private: Iterable[str]) -> str:
    """Say why addresses may not be contacted, for who connects by other means; nothing when they may."""
    try:
        check(addresses, networks(allow_private))
    except RefusedAddressError as error:
        return worded(str(error), error)
    return ""


def worded(host: str, error: RefusedAddressError) -> str:
    """Say which address of a host is refused, and the setting that would allow it."""
    if host.strip("[]") == str(error):
        return said(f"{error} is not a public address; allow_private in [fetch] does not name it")
    return said(f"{host} is {error}, which is not a public address; allow_private in [fetch] does not name it")


async def resolve(host: str, port: int) -> list[str]:
    """Give the addresses of a host as the system's resolver orders them; raise OSError when it has none.

    Numbers in any spelling the system knows (``2130706433``, ``0x7f.1``) are read at once. Names are looked up in a
    daemon thread of their own: a resolver that hangs holds up neither other look-ups nor the end of the program,
    as asyncio's shared and joined threads would.
    """
    try:
        return _addresses(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
    except OSError:
        return _addresses(await _lookup(host, port))


def _addresses(answers: Iterable[tuple[Any, ...]]) -> list[str]:
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


async def _lookup(host: str, port: int) -> list[tuple[Any, ...]]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[tuple[Any, ...]]] = loop.create_future()

    def deliver(answer: list[tuple[Any, ...]] | OSError) -> None:
        if future.done():
            return
        if isinstance(answer, OSError):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    def work() -> None:
        answer: list[tuple[Any, ...]] | OSError
        try:
            answer = list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            answer = error
        except UnicodeError as error:  # a label that is too long or empty
            answer = OSError(str(error))
        try:
            loop.call_soon_threadsafe(deliver, answer)
        except RuntimeError:
            pass  # the loop has ended meanwhile; nobody waits

    threading.Thread(target=work, daemon=True, name="dns").start()
    return await future


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """An httpcore network backend that connects to checked addresses only."""

    def __init__(self, allowed: tuple[Network, ...], resolver: Resolver = resolve) -> None:
        self._allowed = allowed
        self._resolver = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, judge, connect; raise `RefusedAddressError` before any connection is opened."""
        addresses = await self._resolved(host, port)
        check(addresses, self._allowed)
        *earlier, last = addresses[:_MAX_ADDRESSES]
        for address in earlier:
            try:
                return await self._inner.connect_tcp(address, port, _PATIENCE, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                pass  # the next address may answer; the last one's error is the one reported
        return await self._inner.connect_tcp(last, port, timeout, local_address, socket_options)

    async def _resolved(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolver(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} has no address ({error.strerror or error})") from error
        if not addresses:
            raise httpcore.ConnectError(f"the name {host} has no address")
        return addresses

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Refuse: a feed has no business with a local socket."""
        raise RefusedAddressError("a local socket")


def pool(context: ssl.SSLContext, backend: GuardedBackend) -> httpcore.AsyncConnectionPool:
    """Make a small pool of guarded connections; few are kept open, because most hosts are asked once a cycle."""
    return httpcore.AsyncConnectionPool(
        ssl_context=context, max_keepalive_connections=4, keepalive_expiry=10.0, network_backend=backend
    )
