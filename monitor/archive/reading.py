"""The pages that a WARC file holds, ours or another's: responses, resources, and revisits of either.

Rule kept: any order of records, every broken one told with file and offset, and no page in memory before it is asked
for. What is no page (images, scripts, redirects, errors) is counted and passed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from monitor.archive.records import BrokenRecordError, RecordHead, read_body, read_head, read_known
from monitor.archive.scan import Span, block, spans
from monitor.messages import said

_PAGES = ("", "text/html", "application/xhtml+xml", "application/http")
_READABLE = frozenset({200, 203})
# Beside a body a record has headers; more of them than this is no page.
_HEADERS = 1_000_000


@dataclass(frozen=True, slots=True)
class WarcPage:
    """One page of a file, read with `body`; ``known`` is what our own metadata record tells of it."""

    path: Path
    offset: int
    url: str
    at: dt.datetime
    content_type: str
    known: Mapping[str, Any]
    span: Span
    robots_tag: tuple[str, ...] = ()
    further: tuple[WarcPage, ...] = ()  # of a story that fills several pages

    def body(self, limit: int) -> bytes | Broken:
        """Give its bytes, unpacked, at most ``limit`` of them; why not if they cannot be had."""
        try:
            with self.path.open("rb") as file:
                return _body(file, self.span, limit)
        except (BrokenRecordError, OSError) as error:
            return Broken(self.path, self.offset, str(error))


@dataclass(frozen=True, slots=True)
class Broken:
    """A place in a file where no record could be read, and why."""

    path: Path
    offset: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.offset}: {self.reason}"


@dataclass(slots=True)
class Found:
    """What a file holds: pages by time, broken places, and how many records were passed over."""

    pages: list[WarcPage] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    other: int = 0


@dataclass(slots=True)
class _Index:
    """The records of a file by what joins them."""

    payloads: list[tuple[Span, RecordHead]] = field(default_factory=list)
    revisits: list[tuple[Span, RecordHead]] = field(default_factory=list)
    known: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # by the id of the record they are about


def pages(path: Path) -> Found:
    """Find the pages of one file. Raises OSError when it cannot be read at all."""
    found, index = Found(), _Index()
    with path.open("rb") as file:
        for span in spans(file):
            _note(file, path, span, index, found)
    for span, head in index.payloads:
        _add(path, span, head, head, index, found)
    for span, head in index.revisits:
        original = _original(head, index)
        if original is None:
            found.broken.append(Broken(path, span.offset, said("a revisit of a page that is not in this file")))
        else:
            _add(path, original[0], head, original[1], index, found)
    found.pages = _stories(found.pages)
    return found


def _stories(pages: list[WarcPage]) -> list[WarcPage]:
    """Put further pages of our own stories under the first ones; give the rest by time."""
    apart = {(one.url, one.at): one for one in pages if one.known.get("page")}
    whole = [replace(one, further=tuple(_further(one, apart))) for one in pages if (one.url, one.at) not in apart]
    return sorted(whole, key=lambda one: (one.at, one.offset))


def _further(one: WarcPage, apart: Mapping[tuple[str, dt.datetime], WarcPage]) -> Iterator[WarcPage]:
    named = one.known.get("pages")
    for url in named if isinstance(named, list) else ():
        if isinstance(url, str) and (url, one.at) in apart:
            yield apart[url, one.at]


def _note(file: IO[bytes], path: Path, span: Span, index: _Index, found: Found) -> None:
    """Take one record into the index."""
    if span.problem:
        found.broken.append(Broken(path, span.offset, span.problem))
        return
    try:
        head = read_head(span.head)
    except BrokenRecordError as error:
        found.broken.append(Broken(path, span.offset, str(error)))
        return
    if head.kind in ("response", "resource"):
        index.payloads.append((span, head))
    elif head.kind == "revisit":
        index.revisits.append((span, head))
    elif head.kind == "metadata" and head.concurrent:
        index.known[head.concurrent] = read_known(block(file, span, _HEADERS) or b"")
    else:
        found.other += head.kind not in ("request", "warcinfo", "metadata")


def _add(path: Path, span: Span, seen: RecordHead, told: RecordHead, index: _Index, found: Found) -> None:
    """Take a payload as a page, seen as one record says and holding what another tells."""
    known = index.known.get(seen.ident) or {}
    if not _is_page(told, known):
        found.other += 1
    elif seen.date is None or not seen.url:
        found.broken.append(Broken(path, span.offset, said("a record without its address or date")))
    else:
        tags = seen.robots_tag or told.robots_tag
        found.pages.append(WarcPage(path, span.offset, seen.url, seen.date, told.content_type, known, span, tags))


def _is_page(head: RecordHead, known: Mapping[str, Any]) -> bool:
    if not head.url.startswith(("http://", "https://")) or (head.kind == "response" and head.status not in _READABLE):
        return False
    return bool(known) or head.content_type.partition(";")[0].strip().lower() in _PAGES


def _original(revisit: RecordHead, index: _Index) -> tuple[Span, RecordHead] | None:
    """Find the record whose payload a revisit met again: by its id, its address and time, or its digest."""
    for fits in (_by_id, _by_place, _by_digest, _by_address):
        for span, head in reversed(index.payloads):
            if fits(revisit, head):
                return span, head
    return None


def _by_id(revisit: RecordHead, head: RecordHead) -> bool:
    return bool(revisit.refers_to) and head.ident == revisit.refers_to


def _by_place(revisit: RecordHead, head: RecordHead) -> bool:
    return bool(revisit.refers_url) and (head.url, _second(head)) == (revisit.refers_url, revisit.refers_date[:19])


def _by_digest(revisit: RecordHead, head: RecordHead) -> bool:
    return bool(revisit.payload_digest) and head.payload_digest == revisit.payload_digest


def _by_address(revisit: RecordHead, head: RecordHead) -> bool:
    """Whether an answer "not modified", which names no payload, is about this one."""
    same = head.url == revisit.url and not revisit.payload_digest
    return same and head.date is not None and revisit.date is not None and head.date <= revisit.date


def _second(head: RecordHead) -> str:
    return head.date.strftime("%Y-%m-%dT%H:%M:%S") if head.date else ""


def _body(file: IO[bytes], span: Span, limit: int) -> bytes:
    data = block(file, span, limit + _HEADERS)
    if data is None:
        raise BrokenRecordError(f"more than {limit / 1_000_000:g} MB")
    return read_body(data, limit)
