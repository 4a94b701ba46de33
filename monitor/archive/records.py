"""Single WARC records, composed and read: the only module that imports warcio.

What is written is WARC 1.1: a response record with the bytes as they came, the request that got it, and a metadata
record with what the page alone does not say (the outlet, what the feed said of the article), each a gzip member of
its own with block and payload digests. The transfer coding is not kept (its chunks are not known any more): the
header says so under ``X-Archive-Orig-Transfer-Encoding``, as other archivers write it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.model import Transcript

VERSION = "1.1"
#: The name of our own fields in a metadata record: one line of JSON behind it.
OWN = "case-monitor"
_FIELDS = "application/warc-fields"
_DATE = "%Y-%m-%dT%H:%M:%S.%fZ"
_PIECE = 64 * 1024
_CHUNKED = re.compile(rb"\r\n(transfer-encoding:)", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:[^\r\n]*", re.IGNORECASE)


class BrokenRecordError(Exception):
    """A record is not what its headers say. Never leaves `monitor.archive`."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page to keep: where it was, when it came, what went over the wire, and what else is known of it (JSON)."""

    url: str
    at: dt.datetime
    transcript: Transcript
    known: Mapping[str, Any] = field(default_factory=dict)


def page_records(page: KeptPage) -> bytes:
    """Compose the response, request and metadata records of a page, to be written in one piece."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=VERSION)
    builder = RecordBuilder(warc_version=VERSION)
    date = page.at.astimezone(dt.UTC).strftime(_DATE)
    place = {"WARC-IP-Address": page.transcript.ip} if page.transcript.ip else {}
    response = _http(builder, "response", page, page.transcript.response, page.transcript.body, date, place)
    ident = response.rec_headers.get_header("WARC-Record-ID")
    beside = {"WARC-Concurrent-To": ident}
    writer.write_record(response)
    writer.write_record(_http(builder, "request", page, page.transcript.request, b"", date, beside))
    told = f"{OWN}: {json.dumps(dict(page.known), ensure_ascii=True, sort_keys=True)}\r\n".encode()
    writer.write_record(
        builder.create_warc_record(
            page.url,
            "metadata",
            payload=BytesIO(told),
            length=len(told),
            warc_content_type=_FIELDS,
            warc_headers_dict={"WARC-Date": date, **beside},
        )
    )
    return out.getvalue()


class _Head(StatusAndHeaders):
    """The head of a message that is written byte for byte as it is."""

    def __init__(self, head: bytes) -> None:
        super().__init__("", [("", "")])  # type: ignore[no-untyped-call]  # warcio parses the body for missing headers
        self._head = head

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002 warcio passes it
        self.headers_buff = self._head


def _http(builder: Any, kind: str, page: KeptPage, head: bytes, body: bytes, date: str, more: Mapping[str, str]) -> Any:
    return builder.create_warc_record(
        page.url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=_Head(_unchunked(head, len(body)) if kind == "response" else head),
        warc_headers_dict={"WARC-Date": date, **more},
    )


def _unchunked(head: bytes, length: int) -> bytes:
    """Give the head of an answer that fits its body without the transfer coding."""
    if not _CHUNKED.search(head):
        return head
    kept = _CHUNKED.sub(rb"\r\nX-Archive-Orig-\1", _LENGTH.sub(b"", head))
    return kept.removesuffix(b"\r\n\r\n") + b"\r\nContent-Length: %d\r\n\r\n" % length


def file_record(name: str, software: str, at: dt.datetime) -> bytes:
    """Compose the warcinfo record that a file begins with."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=VERSION)
    info = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obeyed, noarchive too",
        "description": "news pages about watched legal cases, one response a new text; may hold personal data",
    }
    record = RecordBuilder(warc_version=VERSION).create_warcinfo_record(name, info)
    record.rec_headers.replace_header("WARC-Date", at.astimezone(dt.UTC).strftime(_DATE))
    writer.write_record(record)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class RecordHead:
    """What a record says of itself. ``status`` and ``content_type`` are the HTTP answer's, where it holds one."""

    kind: str
    url: str
    date: dt.datetime | None
    ident: str = ""
    concurrent: str = ""
    payload_digest: str = ""
    refers_to: str = ""
    refers_url: str = ""
    refers_date: str = ""
    status: int | None = None
    content_type: str = ""
    robots_tag: tuple[str, ...] = ()


def read_head(block: bytes) -> RecordHead:
    """Read a record's headers, out of its beginning at least; raise BrokenRecordError for what is no record."""
    return _head(_parsed(block, check=False))


def read_body(block: bytes, limit: int) -> bytes:
    """Give the body that a whole record holds, out of its transfer and content coding.

    Raises BrokenRecordError when it is cut off, does not have its digests, or unpacks to more than ``limit`` bytes.
    """
    record = _parsed(block, check=True)
    coding = (record.http_headers.get_header("content-encoding") or "") if record.http_headers else ""
    body = _read(record.content_stream(), limit)
    if len(body) > limit:
        raise BrokenRecordError(f"unpacks to more than {limit / 1_000_000:g} MB")
    _check_read(record)
    if coding and coding.lower() not in ("identity", "gzip", "x-gzip", "deflate"):
        raise BrokenRecordError(f'its body is encoded as "{coding[:40]}", which cannot be read here')
    return body


def read_known(block: bytes) -> dict[str, Any]:
    """Give what a metadata record of ours tells of its page; nothing for another's or a damaged one."""
    try:
        record = _parsed(block, check=True)
        text = _read(record.raw_stream, _PIECE).decode("utf-8", "replace")
        _check_read(record)
    except BrokenRecordError:
        return {}
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == OWN:
            try:
                known = json.loads(value)
            except (ValueError, RecursionError):
                return {}
            return known if isinstance(known, dict) else {}
    return {}


def _parsed(block: bytes, *, check: bool) -> Any:
    if not block.startswith(b"WARC/"):
        raise BrokenRecordError("does not begin as a WARC record")
    try:
        return next(iter(WARCIterator(BytesIO(block), check_digests=check)))
    except (ArchiveLoadFailed, StopIteration, EOFError, ValueError, TypeError, AttributeError, LookupError) as error:
        # What warcio raises for damaged headers depends on where the damage is.
        raise BrokenRecordError(f"its headers cannot be read ({str(error)[:100] or type(error).__name__})") from error


def _read(stream: Any, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        while size <= limit and (piece := stream.read(min(_PIECE, limit + 1 - size))):
            parts.append(piece)
            size += len(piece)
    except Exception as error:  # warcio lets zlib's and its own errors through, without a common class
        raise BrokenRecordError(f"its body cannot be read ({str(error)[:100]})") from error
    return b"".join(parts)


def _check_read(record: Any) -> None:
    """See that all of the record was there and has the digests it names."""
    rest = _read(record.raw_stream, 1 << 30)
    del rest
    if getattr(record.raw_stream, "limit", 0):
        raise BrokenRecordError("ends before its time")
    if record.digest_checker.passed is False:
        raise BrokenRecordError(f"is not what it was: {'; '.join(record.digest_checker.problems)[:200]}")


def _head(record: Any) -> RecordHead:
    def stated(name: str) -> str:
        return str(record.rec_headers.get_header(name) or "").strip()

    http = record.http_headers if record.rec_type in ("response", "revisit") else None
    return RecordHead(
        kind=stated("WARC-Type"),
        url=stated("WARC-Target-URI").removeprefix("<").removesuffix(">"),
        date=_date(stated("WARC-Date")),
        ident=stated("WARC-Record-ID"),
        concurrent=stated("WARC-Concurrent-To"),
        payload_digest=stated("WARC-Payload-Digest"),
        refers_to=stated("WARC-Refers-To"),
        refers_url=stated("WARC-Refers-To-Target-URI"),
        refers_date=stated("WARC-Refers-To-Date"),
        status=_status(http),
        content_type=(str(http.get_header("content-type") or "") if http else stated("Content-Type"))[:200],
        robots_tag=tuple(value for name, value in http.headers if name.lower() == "x-robots-tag") if http else (),
    )


def _status(http: Any) -> int | None:
    code = http.get_statuscode() if http else ""
    return int(code) if code and code.isdigit() and len(code) == 3 else None


def _date(text: str) -> dt.datetime | None:
    """Read a WARC-Date; WARC 1.1 allows fractions of a second, of up to nine digits."""
    whole, dot, fraction = text.removesuffix("Z").partition(".")
    try:
        at = dt.datetime.fromisoformat(f"{whole}{dot}{fraction[:6].ljust(6, '0') if dot else ''}")
    except ValueError:
        return None
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
