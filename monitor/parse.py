"""Bytes of a feed (RSS, Atom, RDF, JSON Feed) made into entries, or into a named reason why not.

Rules kept: nothing from a feed is trusted (text is cleaned, links are http(s) or the item is dropped and counted,
dates go through an own layer); nothing is lost without being counted in ``dropped``. Runs in a killable child:
feedparser is quadratic in some inputs (32 KB of ``<author>``: 3.7 s). No clock: ``now`` is an argument.

The only module that imports feedparser, when the first feed is there: the main process never needs it. Its clean-up of
markup and its resolving of addresses inside markup are off: they cost as much as parsing, and markup does not survive
here anyway.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any
from xml.sax import SAXException

from monitor.clean import one_line, plain
from monitor.entries import (
    AUTHOR_LIMIT,
    RAW_DATE_LIMIT,
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    URL_LIMIT,
    Item,
    ReadDate,
    collected,
    resolved,
    usable,
)
from monitor.messages import said
from monitor.model import Entry, Failure, ParsedFeed, PollState
from monitor.timestamps import read_date

MAX_TTL_MINUTES = 7 * 24 * 60

_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HTML_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
#: References to half characters and to none, on which feedparser's lenient reader stops.
_SURROGATES = re.compile(
    rb"&#(?:x0*(?:d[89a-f][0-9a-f]{2}|1[1-9a-f][0-9a-f]{4}|[2-9a-f][0-9a-f]{5}|[1-9a-f][0-9a-f]{6,})"
    rb"|0*(?:5529[6-9]|55[3-9][0-9]{2}|5[67][0-9]{3}|[1-9][0-9]{7,}))(?![0-9a-f]);?",
    re.IGNORECASE,
)
_HEAD = 20_000  # where a document shows what it is


def parse_feed(
    body: bytes,
    content_type: str,
    url: str,
    now: dt.datetime,
    max_entries: int = 500,
    *,
    timezone: str = "Europe/Helsinki",
) -> ParsedFeed | Failure:
    """Read one feed document.

    ``url`` is where it came from (relative links are resolved against it), ``timezone`` the zone meant by dates
    without one. Gives a `Failure` with state EMPTY, NOT_A_FEED or UNREADABLE when there are no entries to be had.
    """
    if not body.strip():
        return Failure(PollState.EMPTY, "the answer has no content")
    when = partial(read_date, now=now, timezone=timezone)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _parse_json(body, url, when, max_entries)
    return _parse_xml(body, content_type, url, when, max_entries)


# ------------------------------------------------------------------------------------------------- RSS, Atom, RDF


def _parse_xml(body: bytes, content_type: str, url: str, when: ReadDate, max_entries: int) -> ParsedFeed | Failure:
    headers = {"content-type": _honest_type(body, content_type), "content-location": url}
    try:
        found = _feedparser(_SURROGATES.sub(b"&#xFFFD;", body), headers)
    except Exception as error:  # its lenient reader meets broken markup with exceptions of a dozen kinds
        what = one_line(f"{type(error).__name__}: {error}", 200)
        return Failure(PollState.UNREADABLE, f"the feed is too broken to read ({what})")
    problem = found.get("bozo_exception")
    trouble = one_line(str(problem), 200) if isinstance(problem, SAXException) else ""
    if not found.get("version"):
        return _no_feed(body, content_type, trouble)
    if not found.entries:
        return _nothing(trouble)
    items = (_from_feedparser(item, when) for item in found.entries)
    meta = found.feed
    title, ttl = str(dict.get(meta, "title") or ""), _ttl(dict.get(meta, "ttl"))
    return collected(title, items, max_entries, ttl=ttl, warning=trouble)


def _feedparser(body: bytes, headers: dict[str, str]) -> Any:
    """Call feedparser with a stream, never with bytes: it opens a file or an address that the bytes happen to name."""
    import feedparser

    _spare_dates()
    return feedparser.parse(  # type: ignore[attr-defined, no-untyped-call]  # it ships without types
        io.BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )


@cache
def _spare_dates() -> None:
    """Keep feedparser from reading dates, a twentieth of its time: `timestamps` reads them from their words."""
    import feedparser

    nothing = time.gmtime(0)
    feedparser.registerDateHandler(lambda _: nothing)  # type: ignore[attr-defined, no-untyped-call]  # no types


def _honest_type(body: bytes, content_type: str) -> str:
    """Give the content type feedparser should believe: bytes that are UTF-8 are UTF-8, whatever is announced."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return content_type
    return "application/xml; charset=utf-8"


def _no_feed(body: bytes, content_type: str, trouble: str) -> Failure:
    head = body[:_HEAD]
    if _ROOT.search(head) and not _HTML.search(head):
        return Failure(PollState.UNREADABLE, f"the feed cannot be read: {trouble or 'it breaks off'}")
    if not _HTML.search(head):
        kind = one_line(content_type.partition(";")[0], 80) or said("no content type")
        return Failure(PollState.NOT_A_FEED, f"the answer is not a feed ({kind})")
    title = _HTML_TITLE.search(head)
    words = plain(title.group(1).decode("utf-8", "replace"), 120) if title else ""
    return Failure(
        PollState.NOT_A_FEED, f'a web page instead of a feed: "{words}"' if words else "a web page instead of a feed"
    )


def _nothing(trouble: str) -> Failure:
    if trouble:
        return Failure(PollState.UNREADABLE, f"the feed cannot be read: {trouble}")
    return Failure(PollState.EMPTY, "the feed has no entries")


def _ttl(value: object) -> dt.timedelta | None:
    text = str(value or "").strip()
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
        return None
    return dt.timedelta(minutes=min(int(text), MAX_TTL_MINUTES))


def _from_feedparser(item: dict[str, Any], when: ReadDate) -> Item:
    # dict.get, because FeedParserDict answers for keys that are not there and warns about it.
    def get(key: str) -> str:
        value = dict.get(item, key)
        return value if isinstance(value, str) else ""

    guid = one_line(get("id"), URL_LIMIT)
    links = list(_links(item, get))
    published = get("published") or get("updated") or get("created")
    entry = Entry(
        guid=guid,
        url=next((link for link in map(usable, links) if link), ""),
        title=plain(get("title"), TITLE_LIMIT),
        summary=_summary(item, get("summary")),
        author=plain(get("author"), AUTHOR_LIMIT),
        published_raw=one_line(published, RAW_DATE_LIMIT),
        published_at=when(published),
        updated_at=when(get("updated")),
    )
    return Item(entry, bool(links))


def _links(item: dict[str, Any], get: Callable[[str], str]) -> Iterator[str]:
    """Give the addresses an item offers, the best first. feedparser has resolved them against xml:base and feed."""
    for key in ("feedburner_origlink", "link"):
        if get(key):
            yield get(key)
    for link in dict.get(item, "links") or ():
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            yield link["href"]
    if dict.get(item, "guidislink") and get("id"):
        yield get("id")


def _summary(item: dict[str, Any], summary: str) -> str:
    if not summary.strip():
        contents = dict.get(item, "content") or [{}]
        summary = str(contents[0].get("value", ""))
    return plain(summary, SUMMARY_LIMIT)


# --------------------------------------------------------------------------------------------------- JSON Feed


def _parse_json(body: bytes, url: str, when: ReadDate, max_entries: int) -> ParsedFeed | Failure:
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Failure(PollState.UNREADABLE, f"the JSON cannot be read: {one_line(str(error), 200)}")
    if not isinstance(found, dict) or "jsonfeed.org" not in str(found.get("version", "")):
        return Failure(PollState.NOT_A_FEED, "JSON, but not a JSON Feed")
    items = found.get("items")
    if not isinstance(items, list) or not items:
        return _nothing("")
    read = (_from_json(item, url, when) for item in items if isinstance(item, dict))
    return collected(_string(found.get("title")), read, max_entries)


def _from_json(item: dict[str, Any], url: str, when: ReadDate) -> Item:
    link = _string(item.get("url")) or _string(item.get("external_url"))
    published = _string(item.get("date_published"))
    entry = Entry(
        guid=one_line(_string(item.get("id")), URL_LIMIT),
        url=usable(resolved(url, link)) if link else "",
        title=plain(_string(item.get("title")), TITLE_LIMIT),
        summary=plain(
            next((_string(item[key]) for key in ("summary", "content_text", "content_html") if item.get(key)), ""),
            SUMMARY_LIMIT,
        ),
        author=plain(_json_author(item), AUTHOR_LIMIT),
        published_raw=one_line(published, RAW_DATE_LIMIT),
        published_at=when(published),
        updated_at=when(_string(item.get("date_modified"))),
    )
    return Item(entry, bool(link))


def _json_author(item: dict[str, Any]) -> str:
    authors = item.get("authors") or [item.get("author")]
    first = authors[0] if isinstance(authors, list) else None
    return _string(first.get("name")) if isinstance(first, dict) else ""


def _string(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
