"""Bytes of a page made into title, text and dates, or into a reason why there is no text.

Rules kept: the page is parsed once, and the tree handed on; the text is clean plain text with a paragraph a line; a
wall or an error page is never taken for an article. Runs in a killable child with limits of time and memory, because
trafilatura and lxml are super-linear in some markup (144 kB of sibling ``<span>``: 2.8 s).

The only module that imports trafilatura.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import trafilatura
from trafilatura.utils import detect_encoding

from monitor.clean import clean, one_line, plain
from monitor.extract import metadata, verdict
from monitor.extract.decode import decode
from monitor.markup import html_tree, xpath
from monitor.model import Page

TEXT_LIMIT = 200_000
#: Under this, the slower extractors get a try as well.
_RETRY_UNDER = 300
_MARKUP_LOOKED_AT = 200_000

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
_DATES = xpath('//*[@itemprop="datePublished" or @itemprop="dateModified"][not(self::meta or self::time)]')
_DATED = xpath(
    '//*[contains(@class,"date") or contains(@class,"publish") or contains(@class,"julkais")]'
    "[not(self::time or self::body or self::html)]"
)
_MAX_DATES = 30
_DATE_LIMIT = 100
_BULLET = re.compile(r"^(?:[-–•*]\s+)+")


def extract(body: bytes, content_type: str, url: str) -> Page:
    """Read one fetched page. Never raises for what a page holds; `Page.reason` says why there is no usable text."""
    kind = _kind(body, content_type)
    if kind == "text/plain":
        return _plain_page(decode(body, content_type, detect_encoding))
    if kind not in _HTML_TYPES:
        return Page(title="", text="", reason=f"not HTML ({kind})")
    markup = decode(body, content_type, detect_encoding)
    tree = html_tree(markup)
    if tree is None:
        return Page(title="", text="", reason="no text found")
    meta = _metadata(tree, url)
    return _page(_text(tree, meta), meta, markup[:_MARKUP_LOOKED_AT])


def _kind(body: bytes, content_type: str) -> str:
    """Give what the bytes are: what they show, else what is announced."""
    for start, kind in _SNIFFED:
        if body.startswith(start):
            return kind
    kind = one_line(content_type.partition(";")[0].lower(), 80)
    if kind in ("text/plain", "application/octet-stream", "application/xml", "text/xml"):
        return "text/html" if _LOOKS_LIKE_HTML.search(body[:2_000]) else kind
    return kind


def _page(text: str, meta: metadata.Metadata, markup: str) -> Page:
    reason = verdict.judge(text, meta, markup)
    # What little a paywall shows is a teaser; what a consent page or a captcha says is not about the story at all.
    teaser = plain(text, metadata.DESCRIPTION_LIMIT) if reason == "paywall" else ""
    return Page(
        title=meta.title,
        text="" if reason else text,
        language=meta.language,
        published=meta.published,
        updated=meta.updated,
        canonical_url=meta.canonical_url,
        description=max(meta.description, teaser, key=len),
        reason=reason,
    )


def _plain_page(text: str) -> Page:
    """Read plain text: the first line is the title."""
    lines = [one_line(line, TEXT_LIMIT) for line in clean(text).splitlines()]
    kept = [line for line in lines if line]
    if not kept:
        return Page(title="", text="", reason="no text found")
    return Page(title=one_line(kept[0], metadata.TITLE_LIMIT), text="\n".join(kept[1:])[:TEXT_LIMIT])


# ------------------------------------------------------------------------------------------------------ the tree


def _metadata(tree: Any, url: str) -> metadata.Metadata:
    """Read what the page says about itself; search its whole tree for a date only if it says none (1 ms)."""
    head = _head(tree)
    meta = metadata.read(head, url)
    if meta.published is None:
        _gather_dated(tree, head)
        meta = metadata.read(head, url)
    return meta


def _head(tree: Any) -> metadata.Head:
    """Gather what the page says about itself."""
    head = metadata.Head(language=tree.get("lang") or tree.get("xml:lang") or "")
    for element in tree.iter("meta", "link", "script", "time", "title", "h1"):
        _GATHER[element.tag](element, head)
    return head


def _gather_dated(tree: Any, head: metadata.Head) -> None:
    """Add elements that only their marks or classes tell to be dates."""
    for element in _DATES(tree)[:_MAX_DATES]:
        head.metas.setdefault(element.get("itemprop").lower(), []).append(element.get("content") or _words(element))
    for element in _DATED(tree)[:_MAX_DATES]:
        words = element.get("value") or _words(element)
        if len(words) <= _DATE_LIMIT:
            head.dated.append((element.get("class").lower(), words))


def _meta(element: Any, head: metadata.Head) -> None:
    content = element.get("content")
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name:
            head.metas.setdefault(name.strip().lower(), []).append(content)


def _link(element: Any, head: metadata.Head) -> None:
    if not head.canonical and "canonical" in (element.get("rel") or "").lower().split():
        head.canonical = element.get("href") or ""


def _script(element: Any, head: metadata.Head) -> None:
    if "ld+json" in (element.get("type") or "").lower() and element.text:
        head.scripts.append(element.text)


def _time(element: Any, head: metadata.Head) -> None:
    parent = element.getparent()
    marks = [
        element.get("itemprop"),
        element.get("class"),
        element.get("id"),
        *(["pubdate"] * ("pubdate" in element.attrib)),
    ]
    if parent is not None:
        marks += [parent.get("class"), parent.get("id")]
    head.times.append((" ".join(filter(None, marks)).lower(), element.get("datetime") or _words(element)))


def _title(element: Any, head: metadata.Head) -> None:
    if not head.title and (parent := element.getparent()) is not None and parent.tag != "svg":
        head.title = _words(element)


def _heading(element: Any, head: metadata.Head) -> None:
    words = _words(element)
    if words:
        head.headings.append(words)


_GATHER = {"meta": _meta, "link": _link, "script": _script, "time": _time, "title": _title, "h1": _heading}


def _words(element: Any) -> str:
    return one_line(" ".join(element.itertext()), 500)


# ------------------------------------------------------------------------------------------------------ the text


def _text(tree: Any, meta: metadata.Metadata) -> str:
    """Give the article's text: by the fast rules, else by all of them, else what JSON-LD holds; the longest."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are our reasons
    text = _tidy(_bare(tree, fast=True), meta.title)
    if len(text) < _RETRY_UNDER:
        text = max(text, _tidy(_bare(tree, fast=False), meta.title), key=len)
    if len(text) < _RETRY_UNDER or "\n" not in text:
        text = max(_from_json(meta), text, key=len)  # of two as long, the one with paragraphs
    return text


def _bare(tree: Any, *, fast: bool) -> str:
    found = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
    return (getattr(found, "text", None) or "") if found is not None else ""


def _from_json(meta: metadata.Metadata) -> str:
    lines = (plain(line, TEXT_LIMIT) for line in clean(meta.body).splitlines())
    return _tidy("\n".join(lines), meta.title)


def _tidy(text: str, title: str) -> str:
    """Give clean paragraphs, one a line, without bullets and without the headline at the top."""
    lines = (_BULLET.sub("", one_line(line, TEXT_LIMIT)) for line in clean(text).splitlines())
    kept = [line for line in lines if line]
    if kept and kept[0] == title:
        kept = kept[1:]
    return "\n".join(kept)[:TEXT_LIMIT].rstrip()
