"""Gather what a page's tree says about the page into a plain `Head`. Walks a tree; pure.

Rule kept: names and values are cut before any pattern looks at them, so that none of them can be a bomb.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from monitor.clean import one_line
from monitor.extract.metadata import Head
from monitor.markup import xpath

_DATES = xpath('//*[@itemprop="datePublished" or @itemprop="dateModified"][not(self::meta or self::time)]')
_DATED = xpath(
    '//*[contains(@class,"date") or contains(@class,"publish") or contains(@class,"julkais")]'
    "[not(self::time or self::body or self::html)]"
)
_ELSEWHERE = re.compile(
    r"\b(?:related|comments?|kommentit|kommentti|kommentarer|disqus|reply|luetuimmat|most-read|news-?list|teasers?)\b"
)
_AWAY = frozenset({"nav", "footer", "aside", "amp-sidebar"})
_FRAMES = frozenset({"body", "html", "main"})
_MAX_DATES = 30
_MAX_TIMES = 500
_MAX_METAS = 2_000
_MAX_FRAMES = 20
_DATE_LIMIT = 100
_NAME_LIMIT = 100
_MARKS_LIMIT = 300
_META_LIMIT = 20_000


def head_of(tree: Any) -> Head:
    """Gather what the page says about itself."""
    head = Head(language=tree.get("lang") or tree.get("xml:lang") or "")
    for element in tree.iter(*_GATHER):
        _GATHER[element.tag](element, head)
    return head


def gather_dated(tree: Any, head: Head) -> None:
    """Add elements that only their marks or classes tell to be dates: a search of the whole tree."""
    for element in _DATES(tree)[:_MAX_DATES]:
        words = (element.get("content") or words_of(element))[:_MARKS_LIMIT]
        head.metas.setdefault(element.get("itemprop").lower(), []).append(words)
    for element in _DATED(tree)[:_MAX_DATES]:
        words = element.get("value") or words_of(element)
        if len(words) <= _DATE_LIMIT:
            head.dated.append((element.get("class")[:_MARKS_LIMIT].lower(), words))


def words_of(element: Any, limit: int = 500) -> str:
    """Give an element's text on one line."""
    return one_line(" ".join(_pieces(element, 4 * limit)), limit)


def _pieces(element: Any, enough: int) -> Iterator[str]:
    """Give an element's pieces of text until they are enough: what is called a date may hold the whole page."""
    for piece in element.itertext():
        yield piece
        enough -= len(piece.strip())
        if enough < 0:
            return


def _meta(element: Any, head: Head) -> None:
    content = element.get("content")
    if not content or len(head.metas) >= _MAX_METAS:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name and len(name) <= _NAME_LIMIT:
            head.metas.setdefault(name.strip().lower(), []).append(content[:_META_LIMIT])


def _link(element: Any, head: Head) -> None:
    relation = (element.get("rel") or "")[:_NAME_LIMIT].lower().split()
    if not head.canonical and "canonical" in relation:
        head.canonical = element.get("href") or ""
    if not head.next and "next" in relation:
        head.next = element.get("href") or ""


def _script(element: Any, head: Head) -> None:
    if "ld+json" in (element.get("type") or "").lower() and element.text:
        head.scripts.append(element.text)


def _time(element: Any, head: Head) -> None:
    if len(head.times) >= _MAX_TIMES:
        return
    parent = element.getparent()
    marks = [
        element.get("itemprop"),
        element.get("class"),
        element.get("id"),
        *(["pubdate"] * ("pubdate" in element.attrib)),
    ]
    if parent is not None:
        marks += [parent.get("class"), parent.get("id")]
    about = " ".join(filter(None, marks))[:_MARKS_LIMIT].lower()
    if is_elsewhere(element):
        return
    head.times.append((about, (element.get("datetime") or words_of(element))[:_MARKS_LIMIT]))


def is_elsewhere(element: Any) -> bool:
    """Whether an element stands among other stories or voices: in a menu, a list of teasers, the comments.

    What is around the article itself does not count: broken markup puts whole pages into a ``<nav>``.
    """
    for above in element.iterancestors():
        named = f"{above.get('class') or ''} {above.get('id') or ''}"[:_MARKS_LIMIT].lower()
        if above.tag in _AWAY or (above.tag not in _FRAMES and _ELSEWHERE.search(named)):
            return True
        if above.tag in ("main", "article"):
            return False
    return False


def _title(element: Any, head: Head) -> None:
    if not head.title and (parent := element.getparent()) is not None and parent.tag != "svg":
        head.title = words_of(element)


def _heading(element: Any, head: Head) -> None:
    words = words_of(element)
    if words:
        head.headings.append(words)


def _frame(element: Any, head: Head) -> None:
    if len(head.frames) < _MAX_FRAMES:
        named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemtype') or ''}"
        head.frames.append(named[:_MARKS_LIMIT].lower())


_GATHER: dict[str, Callable[[Any, Head], None]] = {
    "meta": _meta,
    "link": _link,
    "script": _script,
    "time": _time,
    "title": _title,
    "h1": _heading,
    "body": _frame,
    "main": _frame,
    "article": _frame,
}
