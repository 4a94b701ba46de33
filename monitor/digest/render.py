"""Render a digest as one message's two bodies. Rule kept here: both hold the same items, and the HTML is small enough.

Mail programs cut a message at about 100 KB, silently: fewer items and a line that says so are better.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.digest.compose import trim, trim_conflicts
from monitor.digest.html import render_html
from monitor.digest.items import Digest
from monitor.digest.text import render_text
from monitor.digest.words import Words

#: Bytes of HTML as UTF-8.
MAX_HTML = 90_000
#: Conflicts that are not cut before items are.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Rendered:
    """Both bodies, and the digest with the items they really hold."""

    text: str
    html: str
    digest: Digest


def render(digest: Digest, words: Words) -> Rendered:
    """Render both bodies; leave out (and count) conflicts and the last items until the HTML is at most `MAX_HTML`."""
    html = render_html(digest, words)
    while (size := len(html.encode())) > MAX_HTML and (len(digest.items) > 1 or digest.conflicts):
        digest = _smaller(digest, size)
        html = render_html(digest, words)
    return Rendered(render_text(digest, words), html, digest)


def _smaller(digest: Digest, size: int) -> Digest:
    """Cut what is told at length: most conflicts first, then items, at last every conflict."""
    if len(digest.conflicts) > _FEW or len(digest.items) <= 1:
        return trim_conflicts(digest, len(digest.conflicts) // 2)
    return trim(digest, min(len(digest.items) - 1, len(digest.items) * MAX_HTML // size))
