"""Text from outside made harmless before anything stores it: no control characters, no tags, no surprises in length.

Rule kept: what parsing and extraction give is plain text that any database, header, terminal and page can take. NUL
passes feedparser and SQLite and is refused by PostgreSQL; lone surrogates break UTF-8; direction marks can make a
headline read backwards. Standard library only; pure.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

# C0 and C1 except tab, newline and next-line; marks of direction; byte-order mark; lone surrogates; non-characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_CUT_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*\Z")
_SILENT = frozenset({"script", "style", "template", "svg", "math", "iframe", "noscript", "object"})
_INLINE = frozenset(
    {"a", "abbr", "b", "big", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u"}
)


def clean(text: str) -> str:
    """Drop control characters, marks of direction and lone surrogates; make every line break a newline."""
    if text.replace("\n", "").isprintable():  # so is nothing that is dropped; ten times as fast as the patterns
        return text
    return _UNWANTED.sub("", _BREAKS.sub("\n", text))


def one_line(text: str, limit: int) -> str:
    """Clean a text, fold all white space to single spaces and cut it at ``limit`` characters with an ellipsis."""
    return cut(" ".join(clean(text).split()), limit)


def cut(line: str, limit: int) -> str:
    """Give at most ``limit`` characters of a line, the last of them an ellipsis where some were left out."""
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain(markup: str, limit: int) -> str:
    """Give the text of a piece of HTML (or of a text with entities) as one clean line of at most ``limit``."""
    piece = markup[: limit * 40]  # a teaser inside a megabyte of markup is not worth the megabyte
    return one_line(_without_tags(piece) if _TAG.search(piece) else html.unescape(piece), limit)


def _without_tags(markup: str) -> str:
    reader = _TextOnly()
    markup = _CUT_TAG.sub("", markup)  # Pythons differ in whether an unfinished tag is text
    reader.feed(markup.replace("<![", "<! ["))  # a section of no known kind makes html.parser raise
    reader.close()
    return "".join(reader.parts)


class _TextOnly(HTMLParser):
    """Collects text, leaves out what is not read, puts a space where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - inherited
        if tag in _SILENT and not self._silent:
            self._silent = tag
        elif tag not in _INLINE:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - inherited
        if tag not in _INLINE:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag not in _INLINE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
