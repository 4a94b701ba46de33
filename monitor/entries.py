"""What every list of articles goes through, whatever it was written as: feed, sitemap or page of links. Pure.

Rule kept: every item is an entry or counted by the reason why it is none. Nothing in an item is trusted: an address is
plain http(s) or the item is dropped, and one GUID names one story of a document.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from monitor.clean import clean, plain
from monitor.messages import said
from monitor.model import Entry, Failure, ParsedFeed, PollState

TITLE_LIMIT = 500
SUMMARY_LIMIT = 2_000
AUTHOR_LIMIT = 200
URL_LIMIT = 2_000
RAW_DATE_LIMIT = 100
#: A longer GUID is kept as its hash: with its address it is one key, and PostgreSQL indexes no more than 2,704 bytes.
_GUID_BYTES = 600

#: Reads a date of a source; None when it cannot be believed.
ReadDate = Callable[[str], dt.datetime | None]

_READABLE = frozenset({"fi", "en", "sv"})


@dataclass(frozen=True, slots=True)
class Item:
    """One item before the whole document has been looked at: its entry (link and guid may be empty)."""

    entry: Entry
    had_link: bool


def collected(
    title: str,
    items: Iterable[Item],
    max_entries: int,
    *,
    ttl: dt.timedelta | None = None,
    warning: str = "",
    dropped: Mapping[str, int] | None = None,
) -> ParsedFeed | Failure:
    """Apply the rules that need the whole document: caps, links, shared and missing GUIDs, repeats.

    ``dropped`` is what was left out before. Gives a `Failure` with state EMPTY when no item has a usable link.
    """
    lost = Counter(dropped or {})
    entries = list(_linked(items, lost))
    entries = list(_distinct(_identified(entries), lost))
    if not entries:
        return Failure(PollState.EMPTY, "no entry has a usable link: " + _counts(lost))
    if len(entries) > max_entries:
        lost[said("past the cap")] += len(entries) - max_entries
    return ParsedFeed(plain(title, TITLE_LIMIT), tuple(entries[:max_entries]), ttl, dict(lost), warning)


def usable(link: str) -> str:
    """Give an http(s) address in one clean piece, or nothing."""
    text = re.sub(r"\s+", "", clean(link))
    if "&amp;" in text:
        text = html.unescape(text)
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= URL_LIMIT
    except ValueError:
        return ""
    return text if good else ""


def resolved(base: str, link: str) -> str:
    """Give a link as an address of its own, or nothing."""
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one host, with or without ``www.``."""
    return _site(one) != "" and _site(one) == _site(other)


def readable_language(tag: str) -> str:
    """Give the language of a tag such as "fi-FI" if it is one of those that are read, else nothing."""
    language = tag.strip().lower().replace("_", "-").partition("-")[0]
    return {"fin": "fi", "eng": "en", "swe": "sv"}.get(language, language if language in _READABLE else "")


def _site(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return (parts.hostname or "").removeprefix("www.") + port


def _counts(dropped: Counter[str]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in dropped.items()) or said("none could be read")


def _linked(items: Iterable[Item], dropped: Counter[str]) -> Iterator[Entry]:
    for item in items:
        if item.entry.url:
            yield item.entry
        else:
            dropped[said("unusable link") if item.had_link else said("no link")] += 1


def _identified(entries: list[Entry]) -> Iterator[Entry]:
    """Give every entry a GUID of its own: its link where it has none or shares one with another link."""
    links: dict[str, set[str]] = {}
    for entry in entries:
        links.setdefault(entry.guid, set()).add(entry.url)
    for entry in entries:
        shared = not entry.guid or len(links[entry.guid]) > 1
        guid = _short(entry.url if shared else entry.guid)
        yield entry if guid == entry.guid else replace(entry, guid=guid)


def _short(guid: str) -> str:
    data = guid.encode(errors="replace")
    return guid if len(data) <= _GUID_BYTES else f"sha256:{hashlib.sha256(data).hexdigest()}"


def _distinct(entries: Iterable[Entry], dropped: Counter[str]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.guid in seen:
            dropped["repeated"] += 1
        else:
            seen.add(entry.guid)
            yield entry
