"""Bytes of a sitemap (sitemaps.org, with Google's news extension) made into entries, or a list of sitemaps to follow.

Rules kept: nothing is lost without being counted in ``dropped``; a packed file is never unpacked beyond its cap; of an
index only sitemaps of the same site are followed, those that say news and the freshest first, a few of them. Runs in a
killable child. No clock: ``now`` is an argument.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from monitor.clean import one_line, plain
from monitor.entries import (
    RAW_DATE_LIMIT,
    TITLE_LIMIT,
    Item,
    ReadDate,
    collected,
    readable_language,
    resolved,
    same_site,
    usable,
)
from monitor.markup import xml_tree
from monitor.messages import said
from monitor.model import Entry, Failure, ParsedFeed, PollState, SitemapIndex
from monitor.timestamps import read_date

#: So many sitemaps of an index are read in one poll; a site's news is in one or two of them.
MAX_SITEMAPS = 4

_GZIP = b"\x1f\x8b"
_OTHER_SITE = said("sitemap of another site")
_PAST_CAP = said("sitemap past the cap")
_NEWS = "news"
_END = re.compile(rb"</(?:\w+:)?urlset\s*>", re.IGNORECASE)
_TAIL = 2_000


def parse_sitemap(
    body: bytes,
    url: str,
    now: dt.datetime,
    max_entries: int = 500,
    *,
    max_bytes: int = 5_000_000,
    timezone: str = "Europe/Helsinki",
) -> ParsedFeed | SitemapIndex | Failure:
    """Read one sitemap document, packed or not; the newest items come first.

    ``url`` is where it came from, ``timezone`` the zone meant by dates without one, ``max_bytes`` what it may hold when
    unpacked. Gives a `Failure` with state EMPTY, NOT_A_FEED, TOO_LARGE or UNREADABLE when there is nothing to be had.
    """
    plain_body = unpacked(body, max_bytes)
    if isinstance(plain_body, Failure):
        return plain_body
    try:
        tree = xml_tree(plain_body)
    except ValueError as error:
        return _no_sitemap(plain_body, str(error))
    root = _name(tree)
    if root == "sitemapindex":
        return _index(tree, url, partial(read_date, now=now, timezone=timezone))
    if root != "urlset":
        return _no_sitemap(plain_body, "")
    whole = _END.search(plain_body, max(len(plain_body) - _TAIL, 0)) is not None
    return _entries(tree, partial(read_date, now=now, timezone=timezone), url, max_entries, whole=whole)


def unpacked(body: bytes, max_bytes: int) -> bytes | Failure:
    """Unpack a gzip file (``sitemap.xml.gz``) up to a cap; give anything else as it is."""
    if not body.startswith(_GZIP):
        return body
    reader = zlib.decompressobj(wbits=31)
    try:
        data = reader.decompress(body, max_bytes + 1)
    except zlib.error as error:
        return Failure(PollState.UNREADABLE, f"the packed sitemap cannot be unpacked ({error})")
    if len(data) > max_bytes:
        return Failure(PollState.TOO_LARGE, f"the sitemap holds more than {max_bytes / 1_000_000:g} MB when unpacked")
    if not reader.eof:
        return Failure(PollState.UNREADABLE, "the packed sitemap breaks off")
    return data


def merged(parts: Sequence[ParsedFeed], dropped: Mapping[str, int], max_entries: int) -> ParsedFeed | Failure:
    """Put the sitemaps of one index together, the newest items first; ``dropped`` is what the index left out."""
    lost = Counter(dropped)
    for part in parts:
        lost.update(part.dropped)
    items = [Item(entry, had_link=True) for part in parts for entry in part.entries]
    warning = "; ".join(dict.fromkeys(part.warning for part in parts if part.warning))
    return collected("", _newest_first(items), max_entries, warning=warning, dropped=lost)


def _no_sitemap(body: bytes, trouble: str) -> Failure:
    if not body.strip():
        return Failure(PollState.EMPTY, "the answer has no content")
    if b"<urlset" in body or b"<sitemapindex" in body:
        return Failure(PollState.UNREADABLE, f"the sitemap cannot be read: {one_line(trouble, 200) or 'it breaks off'}")
    return Failure(PollState.NOT_A_FEED, "the answer is not a sitemap")


# ------------------------------------------------------------------------------------------------------- the index


def _index(tree: Any, url: str, when: ReadDate) -> SitemapIndex | Failure:
    dropped: Counter[str] = Counter()
    found: dict[str, tuple[bool, float]] = {}
    for element in _children(tree, "sitemap"):
        said = _said(element)
        address = usable(resolved(url, said.get("loc", "")))
        if not address:
            dropped["unusable link" if said.get("loc") else "no link"] += 1
        elif not same_site(url, address):
            dropped[_OTHER_SITE] += 1
        elif address in found:
            dropped["repeated"] += 1
        else:
            changed = when(said.get("lastmod", ""))
            found[address] = (_NEWS not in address.lower(), -changed.timestamp() if changed else 0.0)
    if not found:
        return Failure(PollState.EMPTY, "the index names no sitemap of this site")
    first = sorted(found, key=found.__getitem__)
    if len(first) > MAX_SITEMAPS:
        dropped[_PAST_CAP] += len(first) - MAX_SITEMAPS
    return SitemapIndex(tuple(first[:MAX_SITEMAPS]), dict(dropped))


# ------------------------------------------------------------------------------------------------------- the items


def _entries(tree: Any, when: ReadDate, url: str, max_entries: int, *, whole: bool) -> ParsedFeed | Failure:
    elements = list(_children(tree, "url"))
    if not elements:
        return Failure(PollState.EMPTY, "the sitemap has no entries")
    cut_off = not whole  # the last address may be half of one
    items = [_item(element, when, url) for element in (elements[:-1] if cut_off else elements)]
    if not items:
        return Failure(PollState.UNREADABLE, "the sitemap breaks off in its first entry")
    names = (_said(news).get("publication", "") for news in _descendants(tree, "news"))
    title = next(filter(None, names), "")
    if not cut_off:
        return collected(title, _newest_first(items), max_entries)
    lost = {said("cut off"): 1}
    return collected(title, _newest_first(items), max_entries, warning=said("the sitemap breaks off"), dropped=lost)


def _item(element: Any, when: ReadDate, url: str) -> Item:
    said = _said(element)
    news = next((_said(child) for child in _children(element, "news")), {})
    link = usable(resolved(url, said.get("loc", ""))) if said.get("loc") else ""
    published = news.get("publication_date", "")
    entry = Entry(
        guid=link,
        url=link,
        title=plain(news.get("title", ""), TITLE_LIMIT),
        published_raw=one_line(published, RAW_DATE_LIMIT),
        published_at=when(published) if published else None,
        updated_at=when(said["lastmod"]) if said.get("lastmod") else None,
        language=readable_language(news.get("language", "")),
    )
    return Item(entry, bool(said.get("loc")))


def _newest_first(items: Iterable[Item]) -> list[Item]:
    """Order by publication, else by change; what tells neither comes last, in the order of the file."""

    def newest(item: Item) -> float:
        at = item.entry.published_at or item.entry.updated_at
        return at.timestamp() if at else 0.0

    return sorted(items, key=newest, reverse=True)


def _said(element: Any) -> dict[str, str]:
    """Give the words of an element's children by local name, a publication's language and name among them."""
    words: dict[str, str] = {}
    for child in element:
        name = _name(child)
        if name == "publication":
            inner = _said(child)
            words |= {"publication": inner.get("name", ""), "language": inner.get("language", "")}
        elif name and name not in words:
            words[name] = "".join(child.itertext()).strip()
    return words


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if _name(child) == name)


def _descendants(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element.iter() if _name(child) == name)


def _name(element: Any) -> str:
    """Give an element's name without its namespace: many sitemaps name theirs wrongly, or not at all."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
