"""What a page shows beside the text that was found: paywall gates, empty roots of applications, marks in scripts.

Rule kept: a search of the whole tree costs as much as reading the metadata, so each is made only when a verdict asks
for it (a short text). Walks a tree; decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from monitor.clean import one_line

_LOOKED_AT = 200_000
_SHOWN_LIMIT = 20_000
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object", "select", "option"})
_GATE = re.compile(
    r"(?:[a-z]{1,20}[-_]{1,2})?(?:paywall|regwall|premium[-_]?wall|subscription[-_]?(?:wall|gate)|subscriber[-_]?wall|"
    r"maksumuuri|tilausmuuri|tilausportti|betalvägg|betalvagg|metered[-_]?wall|locked[-_]?content)(?:[-_]{1,2}[a-z-]{1,30})?"
)
_NO_GATE = re.compile(r"(?:^|[-_])(?:non?|free|open|off|unlocked|disabled|hidden|script|css|loaded|bypass)(?:[-_]|$)")
#: The part behind the gate is there when so much stands in it.
_FILLED = 400
_ROOTS = frozenset(
    ("root", "app", "__next", "__nuxt", "___gatsby", "app-root", "react-root", "main-app", "q-app", "svelte")
)
_LOCK_MARK = re.compile(
    r"[\"'](?:lockedArticle|isLocked|isPaywalled|paywalled|isPremium|subscription_level|contentVisibility|content_tier|"
    r"accessLevel)\\?[\"']\s{0,3}:\s{0,3}\\?[\"']?(?P<value>true|false|[a-z_]{3,20})",
    re.IGNORECASE,
)
_LOCKED_VALUES = frozenset(
    ("true", "locked", "paid", "premium", "subscriber", "subscribers", "subscription", "hard", "plus")
)
_OWN_MARK_WITHIN = 60_000


@dataclass(frozen=True)
class Signs:
    """A page's markup and tree, asked for signs. ``url`` is where it was asked for."""

    markup: str
    tree: Any
    url: str

    @cached_property
    def start(self) -> str:
        """The start of the markup in lower case."""
        return self.markup[:_LOOKED_AT].lower()

    @cached_property
    def shown(self) -> str:
        """The words a reader sees, menus and all."""
        return shown(self.tree, _SHOWN_LIMIT)

    @cached_property
    def gated(self) -> bool:
        """Whether a paywall's element stands open in the page, with no article's text in it."""
        return any(_is_gate(element) and _size(element) < _FILLED for element in _marked(self.tree))

    def behind(self, names: tuple[str, ...]) -> int | None:
        """Give how much text the parts of these classes and ids hold; None when there are no such parts."""
        wanted = set(names)
        found = [element for element in _marked(self.tree) if wanted & set(_tokens(element))]
        return max(map(_size, found)) if found else None

    @cached_property
    def locked(self) -> bool:
        """Whether a script's data calls this very article locked: the first such mark after the article's own id."""
        name = urlsplit(self.url).path.rstrip("/").rpartition("/")[2]
        if len(name) < 5:
            return False
        scripts = (script.text for script in self.tree.iter("script") if script.text and name in script.text)
        return any(_own_mark(script, name) for script in scripts)

    @cached_property
    def is_shell(self) -> bool:
        """Whether the page is an application's empty frame."""
        roots = (one for one in self.tree.iter("div", "main") if (one.get("id") or "") in _ROOTS)
        return any(_size(root) < 40 for root in roots)

    @cached_property
    def without_scripts(self) -> str:
        """What the page says to who runs no scripts."""
        found = (one_line(" ".join(one.itertext()), 500) for one in self.tree.iter("noscript"))
        return " ".join(found)[:_SHOWN_LIMIT]


def shown(tree: Any, limit: int) -> str:
    """Give the words a reader sees at the start of a page, as one line."""
    words: list[str] = []
    size = 0
    for piece in _visible(tree):
        words.append(piece)
        size += len(piece)
        if size > limit:
            break
    return one_line(" ".join(words), limit)


def _own_mark(script: str, name: str) -> bool:
    at = script.find(name)
    mark = _LOCK_MARK.search(script, at, at + _OWN_MARK_WITHIN)
    return mark is not None and mark["value"].lower() in _LOCKED_VALUES


def _visible(tree: Any) -> Iterator[str]:
    """Give the pieces of text in page order, but those of elements that nobody reads."""
    body = tree.find(".//body")
    skipped = None
    for element in (body if body is not None else tree).iter():
        if skipped is not None and _within(element, skipped):
            continue
        skipped = element if element.tag in _SILENT else None
        if skipped is None and element.text:
            yield element.text
        if element.tail:
            yield element.tail


def _within(element: Any, outer: Any) -> bool:
    return any(above is outer for above in element.iterancestors())


def _marked(tree: Any) -> Iterator[Any]:
    for element in tree.iter("div", "section", "aside", "article", "p", "main", "form", "span"):
        if element.get("class") or element.get("id"):
            yield element


def _tokens(element: Any) -> list[str]:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:500].split()


def _is_gate(element: Any) -> bool:
    names = (name.lower() for name in _tokens(element))
    if not any(_GATE.fullmatch(name) and not _NO_GATE.search(name) for name in names):
        return False
    return not any(map(_is_hidden, (element, *element.iterancestors())))


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "")[:500].replace(" ", "").lower()
    return (
        "hidden" in element.attrib
        or element.tag in _SILENT
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _size(element: Any) -> int:
    """Give how many characters of text an element holds, script and style aside."""
    return sum(len(piece.strip()) for piece in _texts(element))


def _texts(element: Any) -> Iterator[str]:
    for one in element.iter():
        if one.text and one.tag not in _SILENT:
            yield one.text
        if one is not element and one.tail:
            yield one.tail
