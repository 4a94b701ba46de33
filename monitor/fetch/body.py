"""Reading a body under caps: compressed and decompressed bytes are both counted while they arrive.

Rule kept: no answer takes more memory than the cap, whatever it unpacks to. (A 300 MB gzip bomb cost a plain httpx
``get()`` 900 MB.) Standard library only.
"""

from __future__ import annotations

import zlib

from monitor.messages import said

#: What `Collector` can undo, and therefore what requests ask for.
ACCEPT_ENCODING = "gzip, deflate"


class TooLargeError(Exception):
    """The body passes the cap. Never leaves `monitor.fetch`."""


class BadBodyError(Exception):
    """The body is not what its headers say. Never leaves `monitor.fetch`."""


class Collector:
    """Takes a body in pieces as they come from the wire and gives it decoded.

    ``limit`` holds for the bytes received and for the bytes they unpack to; past it `TooLargeError` is raised, or,
    with ``truncate``, the rest is ignored and `full` turns true.
    """

    def __init__(self, encoding: str, limit: int, *, truncate: bool = False) -> None:
        self._decoder = _decoder(encoding)
        self._limit = limit
        self._truncate = truncate
        self._received = 0
        self._size = 0
        self._parts: list[bytes] = []
        self.full = False

    def feed(self, piece: bytes) -> None:
        """Take one piece; raise `TooLargeError` or `BadBodyError`."""
        self._received += len(piece)
        if self._received > self._limit:
            self._overflow(f"more than {_megabytes(self._limit)}")
        room = self._limit - self._size + 1  # one byte more shows that there is more
        part = self._decoder.decode(piece, room) if self._decoder else piece
        self._size += len(part)
        self._parts.append(part)
        if self._size > self._limit:
            self._overflow(said(f"unpacks to more than {_megabytes(self._limit)}"))

    def _overflow(self, reason: str) -> None:
        if not self._truncate:
            raise TooLargeError(reason)
        self.full = True

    def body(self) -> bytes:
        """Give the whole body; raise `BadBodyError` if its compression ends too early."""
        if self._decoder and not self.full and self._received and not self._decoder.complete:
            raise BadBodyError("the compressed body ends too early")
        return b"".join(self._parts)[: self._limit]


def _megabytes(limit: int) -> str:
    return f"{limit / 1_000_000:g} MB"


def _decoder(encoding: str) -> _Inflater | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip", "deflate"):
        return _Inflater(gzip=name != "deflate")
    raise BadBodyError(f'the body is encoded as "{name[:40]}", which was not asked for')


class _Inflater:
    """gzip (any number of members) and deflate (with or without the zlib frame), never past a given size."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._start = b""  # the first byte of a member, until the second is there
        self._stream: zlib._Decompress | None = None
        self._ended = False

    @property
    def complete(self) -> bool:
        return self._stream is not None and self._stream.eof

    def decode(self, piece: bytes, room: int) -> bytes:
        """Unpack at most ``room`` bytes of what the piece holds."""
        try:
            return self._unpack(self._start + piece, room)
        except zlib.error as error:
            raise BadBodyError(f"the compressed body is damaged ({error})") from error

    def _unpack(self, piece: bytes, room: int) -> bytes:
        self._start = b""
        parts = []
        while piece and room > 0 and not self._ended:
            stream = self._open(piece)
            if stream is None:
                break
            part = stream.decompress(piece, room)
            parts.append(part)
            room -= len(part)
            piece = stream.unused_data
        return b"".join(parts)

    def _open(self, piece: bytes) -> zlib._Decompress | None:
        """Give the stream the piece belongs to: the running one or, at a beginning, a new one."""
        if self._stream is not None and not self._stream.eof:
            return self._stream
        if len(piece) < 2:
            self._start = piece
            return None
        if self._stream is not None and not (self._gzip and piece.startswith(b"\x1f\x8b")):
            self._ended = True  # what follows is padding
            return None
        self._stream = zlib.decompressobj(self._window(piece))
        return self._stream

    def _window(self, start: bytes) -> int:
        if self._gzip:
            return zlib.MAX_WBITS | 16
        framed = start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
        return zlib.MAX_WBITS if framed else -zlib.MAX_WBITS
