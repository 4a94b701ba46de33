"""Bytes of a page to text, when what is announced and what is sent disagree.

Order of belief: a byte-order mark; UTF-8 if the bytes are UTF-8 (nothing else looks like it by chance); what HTTP and
then the page itself announce, as browsers read those names; UTF-8 with a few broken places; a guess; Windows-1252.
UTF-16 is believed of bytes that have its zeros only. UTF-8 that was taken for Windows-1252 and written as UTF-8 once
more ("KÃ¤rÃ¤jÃ¤t") is undone where all of it can be.
Standard library only; pure.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
#: Names that browsers read as Windows-1252, which differs from them only in control characters nobody means.
_LATIN_1 = frozenset({"iso8859-1", "ascii", "latin-1"})
_META_WITHIN = 4096
_LOOKED_AT = 200_000
#: Both halves of ä, ö, å, Ä, Ö, é and of typographic marks in UTF-8, each read as Windows-1252.
_DOUBLED = re.compile("Ã[¤¶¥„–…©]|â€[“”™œ¦]")
#: Bytes that Windows-1252 leaves open; those who take UTF-8 for it pass them through.
_HOLES = {code: 0xDC00 + code for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_PROPER = re.compile("[äöåÄÖÅéüæøßçñ]")


def decode(body: bytes, content_type: str, guess: Callable[[bytes], Iterable[str]]) -> str:
    """Give the text of a body; never raises. ``guess(body)`` names likely encodings, the best first."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return _undone(body.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    return next(_tries(body, content_type, guess), None) or body.decode("cp1252", "replace")


def _undone(text: str) -> str:
    """Undo the doubled encoding of a text that has the marks of one and no proper letter beyond ASCII of its own."""
    if (
        not ("Ã" in text or "â€" in text)
        or not _DOUBLED.search(text, 0, _LOOKED_AT)
        or _PROPER.search(text, 0, _LOOKED_AT)
    ):
        return text
    try:
        return text.translate(_HOLES).encode("cp1252", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return text


def _tries(body: bytes, content_type: str, guess: Callable[[bytes], Iterable[str]]) -> Iterator[str]:
    """Give the text by each encoding that fits, the most believable first."""
    announced = [*_HTTP_CHARSET.findall(content_type), *_meta_charsets(body)]
    yield from _fitting(body, announced)
    broken = body.decode("utf-8", "replace")
    bad = broken.count("\N{REPLACEMENT CHARACTER}")
    if sum(char > "\x7f" for char in broken) > 10 * bad:
        yield broken
    yield from _fitting(body, guess(body))


def _meta_charsets(body: bytes) -> list[str]:
    return [name.decode("ascii", "replace") for name in _META_CHARSET.findall(body[:_META_WITHIN])]


def _fitting(body: bytes, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        try:
            encoding = codecs.lookup(name).name
            if encoding.startswith(("utf-16", "utf-32")) and b"\x00" not in body[:_META_WITHIN]:
                continue
            yield body.decode("cp1252" if encoding in _LATIN_1 else encoding)
        except (LookupError, ValueError, TypeError, AssertionError):  # unknown, not text, or it does not fit
            continue
