"""Bytes of a page made into title, text and dates, or into a reason why there is no text.

Rules kept: the page is parsed once, and the tree handed on; the text is clean plain text with a paragraph a line; a
wall or an error page is never taken for an article. Runs in a killable child with limits of time and memory, because
trafilatura and lxml are super-linear in some markup (144 kB of sibling ``<span>``: 2.8 s).

trafilatura is imported when the first page is there (`library`): the main process never needs it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from monitor import liveblog
from monitor.clean import clean, one_line, plain
from monitor.extract import live, metadata, verdict
from monitor.extract.decode import decode
from monitor.extract.gather import gather_dated, head_of, words_of
from monitor.extract.paging import next_page
from monitor.extract.part import part_text
from monitor.extract.signs import Signs, shown
from monitor.markup import css, html_tree
from monitor.messages import said
from monitor.model import Page

TEXT_LIMIT = 200_000
#: Under this, the slower extractors get a try as well.
_RETRY_UNDER = 300

_HTML_TYPES = ("", "text/html", "application/xhtml+xml")
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|p|div)\b", re.IGNORECASE)
_SNIFFED = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
#: Where a page says when it was published, if only its words do.
_DATE_WITHIN = 8_000
_NEAR_TOP = 4
_NAME = 60
_RULE = re.compile(r"[|\s:-]+")
_DATELINE = re.compile(
    r"(?:(?:julkais\w+|päivitetty|publicerad|uppdaterad|published|updated|posted)\b\W{0,3}.{0,20})?"
    r"[0-9]{1,2}\.\s?[0-9]{1,2}\.[0-9]{4}\b[^a-zåäö]{0,20}(?:[^.]{0,60}|(?:päivitetty|uppdaterad|updated).{0,40})\.?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[-–•*]\s+)+")


def extract(body: bytes, content_type: str, url: str) -> Page:
    """Read one fetched page. Never raises for what a page holds; `Page.reason` says why there is no usable text."""
    kind = _kind(body, content_type)
    if kind == "text/plain":
        return _plain_page(_decoded(body, content_type))
    if kind not in _HTML_TYPES:
        return Page(title="", text="", reason=_not_html(body, content_type))
    markup = _decoded(body, content_type)
    tree = html_tree(markup)
    if tree is None:
        return Page(title="", text="", reason=said("no text found"))
    head = head_of(tree)
    meta = _metadata(tree, head, url)
    text = _text(tree, meta)
    entries = live.updates(tree, head, meta, len(text))
    if entries:
        return _live_page(live.lead(tree, entries), entries, meta)
    page = _page(text, meta, verdict.judge(text, meta, Signs(markup, tree, url)))
    return page if page.reason else replace(page, next_url=next_page(tree, head, url))


def extract_part(body: bytes, content_type: str, url: str, part: str) -> Page:
    """Read all text of the part of a page that a CSS selector names, a block a line; raise nothing for what is there.

    `Page.reason` says why there is none: the page was made anew, or the selector is wrong.
    """
    markup = markup_of(body, content_type)
    tree = html_tree(markup) if markup else None
    if tree is None:
        return Page(
            title="", text="", reason=said("no text found") if markup is not None else _not_html(body, content_type)
        )
    try:
        text = part_text(css(part)(tree), TEXT_LIMIT)
    except ValueError as error:
        return Page(title="", text="", reason=f"part {error}")
    reason = "" if text else said(f'nothing on the page matches part = "{one_line(part, 100)}"')
    return replace(_page(text, _metadata(tree, head_of(tree), url), ""), text=text, reason=reason)


def markup_of(body: bytes, content_type: str) -> str | None:
    """Give a page's markup as text; None when the bytes are no HTML."""
    return _decoded(body, content_type) if _kind(body, content_type) in _HTML_TYPES else None


def _not_html(body: bytes, content_type: str) -> str:
    return f"not HTML ({_kind(body, content_type)})"


def _kind(body: bytes, content_type: str) -> str:
    """Give what the bytes are: what they show, else what is announced."""
    for start, kind in _SNIFFED:
        if body.startswith(start):
            return kind
    kind = one_line(content_type.partition(";")[0].lower(), 80)
    if kind in ("text/plain", "application/octet-stream", "application/xml", "text/xml"):
        return "text/html" if _LOOKS_LIKE_HTML.search(body[:2_000]) else kind
    return kind


def _page(text: str, meta: metadata.Metadata, reason: str) -> Page:
    # What little a paywall shows is a teaser; what a consent page or a captcha says is not about the story at all.
    teaser = ""
    if reason == verdict.PAYWALL:
        teaser = plain(verdict.teaser(text, meta.title), metadata.DESCRIPTION_LIMIT)
    return Page(
        title=meta.title,
        text="" if reason else text,
        language=meta.language,
        published=meta.published,
        updated=meta.updated,
        canonical_url=meta.canonical_url,
        noarchive=meta.noarchive,
        description=max(meta.description, teaser, key=len),
        reason=reason,
    )


def _live_page(lead: str, entries: Sequence[liveblog.Update], meta: metadata.Metadata) -> Page:
    """Give a live blog: its entries, the newest first, each below its time; it is as new as its newest entry."""
    ordered = liveblog.newest_first(entries)
    page = _page(liveblog.written(lead, ordered, TEXT_LIMIT), meta, "")
    return replace(page, published=meta.published or ordered[-1].at, updated=ordered[0].at)


def joined(first: Page, further: Page) -> Page:
    """Give a story with its next page: the paragraphs that are new, and where it goes on from there."""
    if first.reason or further.reason or liveblog.parts(first.text):
        return replace(first, next_url="")
    known = set(first.text.split("\n")) | {first.title}
    fresh = [line for line in further.text.split("\n") if line not in known]
    text = "\n".join([first.text, *fresh])[:TEXT_LIMIT].rstrip()
    return replace(first, text=text, next_url=further.next_url if fresh else "")


def _plain_page(text: str) -> Page:
    """Read plain text: the first line is the title."""
    lines = [one_line(line, TEXT_LIMIT) for line in clean(text).splitlines()]
    kept = [line for line in lines if line]
    if not kept:
        return Page(title="", text="", reason=said("no text found"))
    return Page(title=one_line(kept[0], metadata.TITLE_LIMIT), text="\n".join(kept[1:])[:TEXT_LIMIT])


# ------------------------------------------------------------------------------------------------------ the tree


def _metadata(tree: Any, head: metadata.Head, url: str) -> metadata.Metadata:
    """Read what the page says about itself; search its whole tree for a date only if it says none (1 ms)."""
    meta = metadata.read(head, url)
    if meta.published is None:
        gather_dated(tree, head)
        meta = metadata.read(head, url)
    if meta.published is None:
        meta = replace(meta, published=metadata.published_in(shown(tree, _DATE_WITHIN)))
    return meta


# ------------------------------------------------------------------------------------------------------ the text


def _text(tree: Any, meta: metadata.Metadata) -> str:
    """Give the article's text: by the fast rules, else by all of them, else what JSON-LD holds; the longest."""
    text = _tidy(_bare(tree, fast=True), meta.title)
    if len(text) < _RETRY_UNDER:
        text = max(text, _tidy(_bare(tree, fast=False), meta.title), key=len)
    if len(text) < _RETRY_UNDER or "\n" not in text:
        text = max(_from_json(meta), text, key=len)  # of two as long, the one with paragraphs
    return _out_of_table(tree, meta.title) or text if text.startswith("|") and "\n" not in text else text


def _out_of_table(tree: Any, title: str) -> str:
    """Give the paragraphs of an old page whose layout is one table cell, which trafilatura makes one line."""
    lines = [words_of(element, TEXT_LIMIT) for element in tree.iter("p")]
    return _tidy("\n".join(lines), title) if len(lines) > 1 else ""


def _bare(tree: Any, *, fast: bool) -> str:
    from monitor.extract.library import bare_text

    return bare_text(tree, fast=fast)


def _decoded(body: bytes, content_type: str) -> str:
    from monitor.extract.library import detect_encoding

    return decode(body, content_type, detect_encoding)


def _from_json(meta: metadata.Metadata) -> str:
    lines = (plain(line, TEXT_LIMIT) for line in clean(meta.body).splitlines())
    return _tidy("\n".join(lines), meta.title)


def _tidy(text: str, title: str) -> str:
    """Give clean paragraphs, one a line, without bullets, lines of tables and what belongs to the headline."""
    lines = (_BULLET.sub("", one_line(line, TEXT_LIMIT)) for line in clean(text).splitlines())
    kept = [line for line in lines if line and not (line[0] == "|" and _RULE.fullmatch(line))]
    return "\n".join(_below(title, kept))[:TEXT_LIMIT].rstrip()


def _below(title: str, lines: list[str]) -> list[str]:
    """Drop the headline near the top, the site's or publisher's name above it, and the line of its date."""
    if lines and title and lines[0].startswith(f"{title} "):  # all of a short page as one line
        lines = [lines[0][len(title) + 1 :], *lines[1:]]
    if title in lines[:_NEAR_TOP]:
        at = lines.index(title)
        above = lines[:at] if any(len(line) > _NAME or line.endswith((".", "!", "?")) for line in lines[:at]) else []
        lines = above + lines[at + 1 :]
    return [line for at, line in enumerate(lines) if at >= _NEAR_TOP or not _DATELINE.fullmatch(line)]
