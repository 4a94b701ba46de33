"""A page of links made into entries: a front page, a list of releases, a topic page.

Rules kept: with a selector every element it finds is an entry or counted in ``dropped``; without one, links of the same
site that look like articles are taken, and a page that has none says so. What is no list of stories (navigation,
footers, lists of tags) is never guessed to be one. Runs in a killable child. No clock: ``now`` is an argument.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

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
from monitor.errors import AddressError
from monitor.markup import css, html_tree
from monitor.model import Entry, Failure, ParsedFeed, PollState
from monitor.timestamps import read_date
from monitor.urls import canonical

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_MAX_ADVERTISED = 20

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: What of a link is no title: times, pictures, labels for screen readers that repeat it.
_NO_TITLE = frozenset({"time", "script", "style", "svg", "noscript", "template", "button"})
_CARDS = frozenset({"article", "li", "tr"})
_FURNITURE = frozenset({"nav", "footer", "form", "dialog"})
_FURNITURE_ROLES = frozenset({"navigation", "contentinfo", "search", "dialog", "menu", "menubar"})

_SECTION = re.compile(
    r"/(?:tags?|topics?|aihe|aiheet|avainsana\w*|categor\w+|kategoria\w*|section|osasto|authors?|kirjoittaja\w*|user|"
    r"page|sivu|search|haku|login|kirjaudu\w*|rss|feed|wp-\w+)(?:/|$)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|jpe?g|png|gif|svg|webp|mp[34]|zip|docx?|xlsx?|xml|rss|json|ics)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,}|\d+-\d{3,}|[0-9a-f]{8}-[0-9a-f]{4}-")
_WORDS = 3
_LETTERS = 12


def parse_listing(
    markup: str,
    url: str,
    now: dt.datetime,
    max_entries: int = 500,
    *,
    links: str = "",
    timezone: str = "Europe/Helsinki",
) -> ParsedFeed | Failure:
    """Read one page of links, in the order of the page.

    ``links`` is a CSS selector of the links, or of elements that have one inside; empty: links that look like articles.
    Gives a `Failure` with state EMPTY or NOT_A_FEED when there are none, and raises nothing for what a page holds.
    """
    tree = html_tree(markup) if markup.strip() else None
    if tree is None:
        return Failure(PollState.EMPTY if not markup.strip() else PollState.NOT_A_FEED, "there is no page to read")
    when = partial(read_date, now=now, timezone=timezone)
    page = _Page(tree, _base(tree, url), url, readable_language(tree.get("lang") or ""), when)
    return _chosen(page, links, max_entries) if links else _discovered(page, max_entries)


def advertised(markup: str, url: str) -> list[tuple[str, str]]:
    """Give the feeds a page names with ``<link rel=alternate>``, as address and title, each once."""
    tree = html_tree(markup) if markup.strip() else None
    found: dict[str, str] = {}
    for element in tree.iter("link") if tree is not None else ():
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if kind in _FEED_TYPES and "alternate" in (element.get("rel") or "").lower().split():
            href = element.get("href") or ""
            address = usable(resolved(_base(tree, url), href)) if href else ""
            if address:
                found.setdefault(address, one_line(element.get("title") or "", TITLE_LIMIT))
    return list(found.items())[:_MAX_ADVERTISED]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of links: its tree, what its links are relative to, its own address and language."""

    tree: Any
    base: str
    url: str
    language: str
    when: ReadDate

    @property
    def title(self) -> str:
        """What the page calls itself."""
        return next((_words(one) for one in self.tree.iter("title")), "")


def _base(tree: Any, url: str) -> str:
    given = next((one.get("href") for one in tree.iter("base") if one.get("href")), "")
    return resolved(url, given) or url


# ------------------------------------------------------------------------------------------------- by a selector


def _chosen(page: _Page, links: str, max_entries: int) -> ParsedFeed | Failure:
    try:
        elements = css(links)(page.tree)
    except ValueError as error:
        return Failure(PollState.UNREADABLE, f"links {error}")
    if not elements:
        return Failure(PollState.EMPTY, f'nothing on the page matches links = "{one_line(links, 100)}"')
    found = [_item(page, _link_of(element), element) for element in elements]
    return collected(page.title, _best_titles(found), max_entries)


def _link_of(element: Any) -> Any:
    """Give the link an element is, has inside or stands in; None when there is none."""
    if element.tag == "a":
        return element
    inside = next((one for one in element.iter("a") if one.get("href")), None)
    return inside if inside is not None else next((one for one in element.iterancestors("a")), None)


# ---------------------------------------------------------------------------------------------------- discovered


def _discovered(page: _Page, max_entries: int) -> ParsedFeed | Failure:
    lengths: dict[Any, int] = {}
    links = (link for link in page.tree.iter("a") if link.get("href") and not _is_furniture(link, lengths))
    found = [_item(page, link, link) for link in links]
    titled = _best_titles([item for item in found if _points_to_article(item.entry.url, page.url)])
    stories = [item for item in titled if _sounds_like_title(item.entry.title)]
    if not stories:
        return Failure(PollState.EMPTY, "no link on the page looks like an article's; name them with links = …")
    return collected(page.title, stories, max_entries)


def _is_furniture(link: Any, lengths: dict[Any, int]) -> bool:
    """Whether a link belongs to the page's frame, or stands within a sentence.

    ``lengths`` remembers how long each paragraph is: one may hold 20,000 links.
    """
    for one in link.iterancestors():
        if one.tag in _FURNITURE or (one.get("role") or "").lower() in _FURNITURE_ROLES:
            return True
        if one.tag == "p":
            if one not in lengths:
                lengths[one] = len(_words(one))
            if lengths[one] > 2 * len(_words(link)):
                return True
    return False


def _points_to_article(url: str, page_url: str) -> bool:
    """Whether an address is of the same site and has a story's form: a number, a date or a name of several words."""
    if not same_site(url, page_url):
        return False
    path = urlsplit(url).path.rstrip("/")
    if path == urlsplit(page_url).path.rstrip("/") or _SECTION.search(path) or _FILE.search(path):
        return False
    name = path.rpartition("/")[2]
    return bool(_NUMBER.search(path)) or "/-/" in path or name.count("-") + name.count("_") >= _WORDS - 1


def _sounds_like_title(title: str) -> bool:
    return len(title) >= _LETTERS and len(title.split()) >= _WORDS


# ---------------------------------------------------------------------------------------------------------- items


def _item(page: _Page, link: Any, element: Any) -> Item:
    href = (link.get("href") or "") if link is not None else ""
    address = usable(resolved(page.base, href).partition("#")[0]) if href.strip() else ""
    published = _date(element) or _date(link)
    entry = Entry(
        guid=_identity(address),
        url=address,
        title=_title(link, element),
        published_raw=one_line(published, RAW_DATE_LIMIT),
        published_at=page.when(published) if published else None,
        language=page.language,
    )
    return Item(entry, bool(href.strip()))


def _identity(address: str) -> str:
    """Give what stays the same when a page counts clicks in its links."""
    try:
        return canonical(address)
    except AddressError:
        return ""


def _title(link: Any, element: Any) -> str:
    """Give a story's title: the heading in its link or element, else what the link says."""
    for place in (link, element):
        if place is not None:
            heading = next((_words(one) for one in place.iter(*_HEADINGS) if _words(one)), "")
            if heading:
                return heading
    said = _words(link) if link is not None else ""
    return said or (plain(link.get("title") or link.get("aria-label") or "", TITLE_LIMIT) if link is not None else "")


def _date(element: Any) -> str:
    """Give the time shown with a story: in its link, else in the list item or card that holds the link."""
    if element is None:
        return ""
    cards = (one for one in element.iterancestors() if one.tag in _CARDS)
    for place in (element, next(cards, None)):
        times = (one.get("datetime") for one in place.iter("time")) if place is not None else ()
        found = next(filter(None, times), "")
        if found:
            return str(found)
    return ""


def _best_titles(items: Iterable[Item]) -> list[Item]:
    """Give every link to one address its longest title: the picture, the headline and "read more" are one item."""
    items = list(items)
    best: dict[str, str] = {}
    for item in items:
        best[item.entry.url] = max(best.get(item.entry.url, ""), item.entry.title, key=len)
    return [replace(item, entry=replace(item.entry, title=best[item.entry.url])) for item in items]


def _words(element: Any) -> str:
    return one_line(" ".join(_pieces(element)), TITLE_LIMIT)


def _pieces(element: Any) -> Iterator[str]:
    """Give the words of an element, without times and what is not read."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NO_TITLE:
            yield from _pieces(child)
        if child.tail:
            yield child.tail
