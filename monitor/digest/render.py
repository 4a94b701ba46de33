"""Render a digest as one message's two bodies. Rule kept here: both hold the same items, and the HTML is small enough.

Mail programs cut a message at about 100 KB, silently: fewer items and a line that says so are better.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.digest.compose import trim
from monitor.digest.html import render_html
from monitor.digest.items import Digest
from monitor.digest.text import render_text
from monitor.digest.words import Words

#: Bytes of HTML as UTF-8.
MAX_HTML = 90_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """Both bodies, and the digest with the items they really hold."""

    text: str
    html: str
    digest: Digest


def render(digest: Digest, words: Words) -> Rendered:
    """Render both bodies; leave out (and count) the last items until the HTML is at most `MAX_HTML` bytes."""
    html = render_html(digest, words)
    while len(html.encode()) > MAX_HTML and len(digest.items) > 1:
        digest = trim(digest, min(len(digest.items) - 1, len(digest.items) * MAX_HTML // len(html.encode())))
        html = render_html(digest, words)
    return Rendered(render_text(digest, words), html, digest)
