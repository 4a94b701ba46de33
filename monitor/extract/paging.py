"""Where a story that fills several pages goes on. Walks a tree; pure.

Rule kept: the next page has the same address but for its number, which is one higher. ``rel=next`` alone means little:
WordPress gives it to the story published after this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from monitor.extract.metadata import Head

_PARAMETERS = frozenset({"page", "p", "pg", "sivu", "sida", "seite", "pagenum", "page_number"})
_NUMBERED = re.compile(r"^(?P<base>.*?)(?:/|[-_/](?:page|sivu|sida|seite)[-_/]?)(?P<number>[1-9][0-9]?)/?$")
_COMMENTS = re.compile(r"comment|kommentti|kommentar|disqus")
_MAX_LINKS = 3_000
_Place = tuple[str, str, tuple[tuple[str, str], ...]]


def next_page(tree: Any, head: Head, url: str) -> str:
    """Give the address of the story's next page, "" when this is the last or only one."""
    own = _place(url)
    if own is None:
        return ""
    place, number = own
    for link in (head.next, *_links(tree, number + 1)):
        target = _joined(url, link)
        if target and _is(target, place, number + 1):
            return target
    return ""


def _links(tree: Any, number: int) -> Iterator[str]:
    """Give the links that end in a number, not those among comments."""
    endings = tuple(f"{mark}{number}{slash}" for mark in "=/_-" for slash in ("", "/"))
    for element in islice(tree.iter("a"), _MAX_LINKS):
        link = element.get("href")
        if link and link.endswith(endings) and not _in_comments(element):
            yield link


def _in_comments(element: Any) -> bool:
    above = (f"{one.get('class') or ''} {one.get('id') or ''}"[:300].lower() for one in element.iterancestors())
    return any(map(_COMMENTS.search, above))


def _joined(url: str, link: str) -> str:
    try:
        return urljoin(url, link.strip()) if link.strip() else ""
    except ValueError:
        return ""


def _is(target: str, place: _Place, number: int) -> bool:
    """Whether an address is that page of the same story: by its query, or by the end of its path."""
    return any(found == (place, number) for found in (_place(target), _by_path(target)))


def _place(url: str) -> tuple[_Place, int] | None:
    """Take the page's number out of an address: what is left, and the number (1 when there is none)."""
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return None
    numbers = [value for name, value in query if name.lower() in _PARAMETERS and value.isdecimal()]
    rest = tuple((name, value) for name, value in query if name.lower() not in _PARAMETERS)
    if parts.scheme not in ("http", "https") or len(numbers) > 1 or any(len(value) > 2 for value in numbers):
        return None
    path = parts.path.rstrip("/")
    return ((parts.netloc.lower(), path, rest), int(numbers[0]) if numbers else 1)


def _by_path(url: str) -> tuple[_Place, int] | None:
    found = _place(url)
    if found is None:
        return None
    (host, path, rest), _ = found
    match = _NUMBERED.match(path)
    return ((host, match["base"], rest), int(match["number"])) if match else None
