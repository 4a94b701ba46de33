"""Where the records of a WARC file are, whatever state it is in. Standard library only.

Rule kept: nothing in a file makes this raise or take memory beyond its limits. Where a record is damaged the search
goes on at the next place where one begins; records that are larger than the limit are passed over, not held.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from monitor.messages import said

_GZIP = b"\x1f\x8b\x08"
_PIECE = 64 * 1024
#: So much of a record is looked at to know what it is.
HEAD = 64 * 1024
# The last record that we write is a small one; so far back it is looked for.
_TAIL = 8 * 1024 * 1024
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_BLANK = 8  # line ends behind a record; two by the standard
_CUT = said("a record that ends before its time")
_BEGIN = re.compile(rb"WARC/\d\.\d\r?\n")


@dataclass(frozen=True, slots=True)
class Span:
    """One record: its first byte in the file, how many bytes there, and the beginning of what it says.

    ``problem`` is set where something is that is no whole record.
    """

    offset: int
    length: int
    head: bytes = b""
    problem: str = ""


def spans(file: IO[bytes]) -> Iterator[Span]:
    """Give every record of a file, and a problem for each place where there should be one, in their order."""
    file.seek(0)
    packed = file.read(len(_GZIP)) == _GZIP
    size = file.seek(0, 2)
    offset = 0 if packed else _past_blank(file, 0)
    while offset < size:
        span = _member(file, offset) if packed else _record(file, offset, size)
        if span.problem and not span.length:
            span = Span(offset, _next(file, offset + 1, size, packed=packed) - offset, problem=span.problem)
        yield span
        offset += span.length
        if not packed:
            offset = _past_blank(file, offset)


def block(file: IO[bytes], span: Span, limit: int) -> bytes | None:
    """Give a whole record, unpacked; None when it is larger than ``limit``."""
    file.seek(span.offset)
    if span.length > limit:
        return None
    data = file.read(span.length)
    if not data.startswith(_GZIP):
        return data
    whole = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, limit + 1)
    return whole if len(whole) <= limit else None


def ends_whole(path: Path) -> bool:
    """Whether a file of gzip members ends with a whole one: then every earlier one was whole before it was begun."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - _TAIL)
        file.seek(start)
        tail = file.read()
    at = len(tail)
    while (at := tail.rfind(_GZIP, 0, at + len(_GZIP) - 1)) >= 0:
        if _is_one_member(tail[at:]):
            return True
        if at == 0:
            break
        at -= 1
    return False


def _is_one_member(data: bytes) -> bool:
    """Whether bytes are one gzip member to the last of them."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while data and not unpacker.eof:
            unpacker.decompress(data, _PIECE)
            data = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return unpacker.eof and not unpacker.unused_data


# ------------------------------------------------------------------------------------- packed, record by record


def _member(file: IO[bytes], offset: int) -> Span:
    """Read one gzip member to its end, keeping its beginning; without a length where its end is not known."""
    file.seek(offset)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    head = bytearray()
    taken = size = 0
    try:
        while not unpacker.eof:
            piece = unpacker.unconsumed_tail
            if not piece:
                piece = file.read(_PIECE)
                taken += len(piece)
            part = unpacker.decompress(piece, _PIECE)
            if not part and not piece:
                return Span(offset, 0, problem=_CUT)
            size += len(part)
            head += part[: HEAD - len(head)]
    except zlib.error as error:
        return Span(offset, 0, problem=said(f"not a packed record ({error})"))
    return Span(offset, taken - len(unpacker.unused_data), bytes(head), _of_one_record(bytes(head), size))


def _of_one_record(head: bytes, size: int) -> str:
    """Say what is wrong with a member that holds something else than its one record."""
    if not _BEGIN.match(head):
        return said("not a WARC record")
    length = _told(head)
    if length is None:
        return said("a record without its length")
    if size < length:
        return _CUT
    if size > length + _BLANK:
        return said("several records packed as one (warcio recompress mends such a file)")
    return ""


# ----------------------------------------------------------------------------------------------------------- not packed


def _record(file: IO[bytes], offset: int, size: int) -> Span:
    """Read one record that is not packed; without a length where its end is not known."""
    file.seek(offset)
    head = file.read(HEAD)
    if not _BEGIN.match(head):
        return Span(offset, 0, problem=said("not a WARC record"))
    length = _told(head)
    if length is None:
        return Span(offset, 0, problem=said("a record without its length"))
    if offset + length > size:
        return Span(offset, 0, problem=_CUT)
    file.seek(offset + length)
    if file.read(1) not in (b"\r", b"\n", b""):
        return Span(offset, 0, problem=said("a record of another length than it says"))
    return Span(offset, length, head[:length])


def _told(head: bytes) -> int | None:
    """Say how long a record is by its own headers, these included; None when they do not tell."""
    ends = head.find(b"\r\n\r\n")
    found = _LENGTH.search(head, 0, ends + 2) if ends >= 0 else None
    return ends + 4 + int(found[1]) if found else None


def _past_blank(file: IO[bytes], offset: int) -> int:
    """Give the first place from ``offset`` on where no line end is."""
    while True:
        file.seek(offset)
        piece = file.read(_PIECE)
        rest = piece.lstrip(b"\r\n")
        offset += len(piece) - len(rest)
        if rest or not piece:
            return offset


# ------------------------------------------------------------------------------------------------------ after damage


def _next(file: IO[bytes], start: int, size: int, *, packed: bool) -> int:
    """Give where the next record begins; the end of the file when none does."""
    mark = _GZIP if packed else b"WARC/"
    while start < size:
        file.seek(start)
        piece = file.read(_PIECE)
        at = piece.find(mark)
        while at >= 0:
            if _begins(file, start + at, packed=packed):
                return start + at
            at = piece.find(mark, at + 1)
        start += max(len(piece) - len(mark) + 1, 1)  # a mark may lie across two pieces
    return size


def _begins(file: IO[bytes], place: int, *, packed: bool) -> bool:
    file.seek(place)
    data = file.read(512)
    if packed:
        try:
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, 16)
        except zlib.error:
            return False
    return _BEGIN.match(data) is not None
