"""A live blog read entry by entry, each by its own time, and put together again. Pure.

Rule kept: every entry is read with the blog's title, and with its lead where the title alone does not tell the case;
what title and lead themselves say is told once, by the blog's own date. Offsets count in the whole text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor import liveblog
from monitor.model import Document, Mention, Reading


def read_parts(document: Document, found: Sequence[liveblog.Part], read: Callable[[Document], Reading]) -> Reading:
    """Read a live blog whose entries are ``found``; ``read`` reads one plain document."""
    whole = read(document)
    lead = liveblog.lead(document.text)
    document = replace(document, language=whole.language)
    pieces = [read(replace(document, text=lead))]
    for part in found:
        piece = _read_part(document, part, lead, read, needed=whole.relevant)
        if piece is not None:
            pieces.append(piece)
    told = [piece for piece in pieces if piece.relevant]
    return replace(
        whole,
        relevant=bool(told),
        case=whole.case or next((piece.case for piece in told), None),
        mentions=tuple(one for piece in told for one in piece.mentions),
        near=tuple(one for piece in told for one in piece.near),
        figures=tuple(one for piece in told for one in piece.figures),
    )


def _read_part(
    document: Document, part: liveblog.Part, lead: str, read: Callable[[Document], Reading], *, needed: bool
) -> Reading | None:
    """Read one entry; None when it has nothing to do with a case even beside the lead."""
    text = document.text[part.start : part.end]
    for title in (document.title, f"{document.title}\n{lead}")[: 2 if needed and lead else 1]:
        piece = read(replace(document, title=title, text=text, published=part.at))
        if piece.relevant:
            own = len(title) + 2
            return _moved(piece, own, len(document.title) + 2 + part.start - own)
    return None


def _moved(reading: Reading, own: int, by: int) -> Reading:
    """Keep what stands in the entry itself, where it stands in the whole."""
    return replace(
        reading,
        mentions=_shifted(reading.mentions, own, by),
        near=_shifted(reading.near, own, by),
        figures=tuple(
            replace(one, start=one.start + by, end=one.end + by) for one in reading.figures if one.start >= own
        ),
    )


def _shifted(mentions: Sequence[Mention], own: int, by: int) -> tuple[Mention, ...]:
    return tuple(replace(one, start=one.start + by, end=one.end + by) for one in mentions if one.start >= own)
