"""Make what a feed gave harmless: for plain text, for links, for headers.

Rules kept here: no control character, line separator, surrogate or direction override survives (any of them can forge
a line, a header or an address); only http and https are links; ``=?`` is broken in headers, because `EmailMessage`
can be made to write a header more by an encoded word in a headline.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from monitor.clean import cut

QUOTE_WORDS = 25
_QUOTE_LENGTH = 400
#: Joiners are letters' business in several scripts; every other format character goes.
_KEPT_FORMATS = "\u200c\u200d"
#: Longer addresses are not linked: mail programs cut them, and they cost the size limit.
MAX_URL = 1000
_NOT_IN_URLS = frozenset(" <>\"`{}|\\^'")


def clean(text: str, limit: int = 0) -> str:
    """Give one line without anything that is not text, cut at ``limit`` characters (0: not cut)."""
    line = " ".join("".join(_character(character) for character in text).split())
    return cut(line, limit) if limit else line


def _character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs" or (category == "Cf" and character not in _KEPT_FORMATS):
        return ""
    return character


def shorten(text: str, words: int) -> str:
    """Give at most ``words`` words of a clean line, with "…" when some were left out."""
    parts = text.split()
    return text if len(parts) <= words else " ".join(parts[:words]) + " …"


def brief(quote: str) -> str:
    """Cut a quote to what may go out of a text: 25 words."""
    return shorten(quote, QUOTE_WORDS)


def brief_line(quote: str) -> str:
    """Give a quote that nothing has cleaned yet as one short line."""
    return brief(clean(quote, _QUOTE_LENGTH))


def link(url: str) -> str:
    """Give an address that may be linked, or "" for everything that is not plainly http(s)."""
    if len(url) > MAX_URL or url != clean(url) or any(character in _NOT_IN_URLS for character in url):
        return ""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return url if usable else ""


def header_text(value: str, limit: int = 200) -> str:
    """Give a text that is safe inside a header: one line, no encoded words, at most ``limit`` characters."""
    text = clean(value)
    while "=?" in text:
        text = text.replace("=?", "= ?")
    return cut(text, limit)
