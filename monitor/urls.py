"""The canonical address of an article: one story at one address is one article, however a feed spells it.

Rules kept: a canonical address is an identity, so what servers treat alike is written alike (http and https, case,
default port, percent-encoding, trailing slash, tracking parameters), and what they may tell apart is not touched
(``www.``, the order of the path, case of the path). Canonical of canonical is itself. Addresses that are not plain
http(s), or that hide something (credentials, backslashes, control characters), are refused. Pure: nothing is looked up.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from monitor.errors import AddressError
from monitor.model import Outlet

#: Longer addresses are refused, as they are given and in canonical form: nothing a newsroom writes is as long, and
#: PostgreSQL indexes no more than 2,704 bytes of a row.
MAX_LENGTH = 2_000

_DEFAULT_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_MAX_HOST = 253
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|at_(?:medium|campaign)", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
# What names a story: its number, or a name of several words. What is added to a story's address is another face of it.
_STORY = re.compile(r"\d{3}|[^/]-[^/]+-[^/]")
_NUMBERED = re.compile(r"=\d{4}")
_FACE = re.compile(r"/(?:amp|print|tulosta|index\.\w+|default\.\w+|(?:page/)?\d{1,2})", re.IGNORECASE)


def canonical(url: str, parameters: Collection[str] = ()) -> str:
    """Give the one spelling of an address; of its query only ``parameters`` are kept, sorted.

    http becomes https unless a port is named. The result identifies an article; fetch the address the feed gave.
    Raises AddressError for anything but a plain http(s) address.
    """
    return _canonical(url, frozenset(parameters))


@lru_cache(4096)  # a feed lists the same addresses at every poll, and each is looked at as address and as key
def _canonical(url: str, parameters: frozenset[str]) -> str:
    parts = _split(url)
    scheme, port = parts.scheme, parts.port
    if port in {None, _DEFAULT_PORTS[scheme]}:
        authority, scheme = _bracketed(_host(parts)), "https"
    else:
        authority = f"{_bracketed(_host(parts))}:{port}"
    query = _query(parts.query, parameters)
    return _short(f"{scheme}://{authority}{_path(parts.path)}{'?' if query else ''}{query}")


def visitable(url: str) -> str:
    """Give the address to fetch and to show: as it was given, without its fragment and well-known tracking.

    Not the canonical one: a server may know no https, want its slash at the end, or tell pages apart by a parameter
    that nobody named. Raises AddressError as `canonical` does.
    """
    parts = _split(url)
    kept = [pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])]
    return urlunsplit((*parts[:3], "&".join(kept), ""))


def article_key(url: str, outlet: Outlet) -> str:
    """Give what identifies an article within its outlet: "id:" and its number, else its canonical address.

    The number is the first group of ``outlet.article_id`` in the path, so an outlet's several address forms of one
    story are one key. Raises AddressError as `canonical` does.
    """
    address = canonical(url, outlet.parameters)
    if outlet.article_id:
        match = _compiled(outlet.article_id).search(urlsplit(address).path)
        if match and match.group(1):
            return f"id:{match.group(1)}"
    return address


def host(url: str) -> str:
    """Give the host of an http(s) address, lower case, IDNA-encoded, without port; raise AddressError for others."""
    return _host(_split(url))


def leads_upwards(asked: str, given: str) -> bool:
    """Whether a redirect ends at a front page or a section above: what stands there is not what was asked for.

    False for what is no address, and where the page above names a story itself (``/story-1234/amp`` to its article).
    """
    try:
        before, after = urlsplit(asked), urlsplit(given)
    except ValueError:
        return False
    path, above = before.path.rstrip("/"), after.path.rstrip("/")
    if path == above or not (path + "/").startswith(above + "/") or _FACE.fullmatch(path[len(above) :]):
        return False
    return not _STORY.search(above.rpartition("/")[2]) and not _NUMBERED.search(after.query)


_compiled = lru_cache(maxsize=256)(re.compile)


def _split(url: str) -> SplitResult:
    """Cut an address apart and refuse what is no plain one. Messages never repeat a password."""
    text = _short(url.strip())
    if _FORBIDDEN.search(text):
        raise AddressError(f"address has a control character or a backslash in it: {text[:200]!r}")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise AddressError(f"not an address: {_shown(text)} ({error})") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise AddressError(f"not an http or https address: {_shown(text)}")
    if "@" in parts.netloc:
        raise AddressError(f"address carries a user name or password: {parts.scheme}://…@{parts.hostname or ''}")
    if not parts.hostname or port == 0:
        raise AddressError(f"address without a usable host: {_shown(text)}")
    return parts


def _short(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise AddressError(f"address of {len(text)} characters is too long (limit {MAX_LENGTH}): {text[:80]!r}…")
    return text


def _shown(text: str) -> str:
    return repr(re.sub(r"//[^/@]*@", "//…@", text)[:200])


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    try:
        return ipaddress.ip_address(name).compressed
    except ValueError:
        pass
    try:
        ascii_name = name if name.isascii() else name.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressError(f"host name cannot be encoded: {name!r} ({error})") from error
    if len(ascii_name) > _MAX_HOST or not all(_LABEL.fullmatch(label) for label in ascii_name.split(".")):
        raise AddressError(f"not a host name: {name[:200]!r}")
    return ascii_name


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _path(path: str) -> str:
    """Normalise percent-encoding and dot segments; drop session ids and the trailing slash."""
    encoded = quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", path), safe=_PATH_SAFE, errors="replace")
    plain = _SESSION.sub("", _ESCAPE.sub(_escape, encoded))
    return _without_dots(plain).rstrip("/") or "/"


def _escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else f"%{match[1].upper()}"


def _without_dots(path: str) -> str:
    """Resolve "." and ".." as RFC 3986 does."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _query(query: str, parameters: Collection[str]) -> str:
    if not query or not parameters:
        return ""
    pairs = {(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name in parameters}
    return urlencode(sorted(pairs), quote_via=quote)
