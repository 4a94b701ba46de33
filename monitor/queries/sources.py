"""What an entry rests on: every statement and why it was found, figures, corrections, and the stored texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from monitor.queries.lookup import date_fields, find, number_of, published
from monitor.queries.shapes import DocketFigure, SourceCorrection, StoredText, Trace
from monitor.storage import corrections as stored_corrections
from monitor.storage import reads
from monitor.storage.engine import Connection

_CONTEXT = 120


def why(conn: Connection, ident: str) -> list[Trace]:
    """Give the trace of every mention under an entry (``vastaamo-17``), or of one mention by its id.

    Empty when there is none. Raises UsageError for what is neither.
    """
    if ident.isdigit():
        found = reads.traces(conn, mention_ids=[int(ident)])
        ids = [one.development_id for one in found]
        numbers = {row.id: number_of(row) for row in reads.developments(conn, ids=ids)}
        return [_trace(one, numbers.get(one.development_id)) for one in found]
    row = find(conn, ident)
    if row is None:
        return []
    ids = [row.id, *reads.merged(conn).get((row.case, row.number), ())]
    return [_trace(one, number_of(row)) for one in reads.traces(conn, development_ids=ids)]


def corrections(conn: Connection, number: str) -> list[SourceCorrection]:
    """Give what outlets changed or took back of an entry, oldest first. Raises UsageError for no number."""
    row = find(conn, number)
    if row is None:
        return []
    ids = [row.id, *reads.merged(conn).get((row.case, row.number), ())]
    found = (one for rows in stored_corrections.corrections_of(conn, ids).values() for one in rows)
    return [
        SourceCorrection(
            outlet=one.outlet,
            url=one.url,
            title=one.title,
            state=one.state,
            changes=tuple(
                {"field": part.field, "before": part.before, "after": part.after} for part in one.differences
            ),
            diff=one.passages,
            from_revision=one.from_revision_id,
            to_revision=one.to_revision_id,
            made_at=one.made_at,
        )
        for one in sorted(found, key=lambda one: one.id)
    ]


def stored_texts(conn: Connection, traces: Iterable[Trace]) -> list[StoredText]:
    """Give each revision that some traces are from, once, in the order of their ids."""
    first: dict[int, Trace] = {}
    for trace in traces:
        first.setdefault(trace.revision_id, trace)
    contents = reads.contents(conn, list(first))
    return [
        StoredText(
            id=one,
            content=contents[one][0],
            outlet=trace.outlet,
            url=trace.url,
            title=trace.title,
            language=contents[one][1],
            published_at=trace.published_at,
            fetched_at=trace.fetched_at,
            page_hash=trace.page_hash,
            content_hash=trace.content_hash,
            text_hash=hashlib.sha256(contents[one][0].encode()).hexdigest(),
            purged=contents[one][2],
        )
        for one, trace in sorted(first.items())
    ]


def figures(conn: Connection, number: str) -> list[DocketFigure]:
    """Give the figures attached to an entry, authorities' first. Raises UsageError for no number."""
    row = find(conn, number)
    return [
        DocketFigure(
            what=one.what,
            of=one.of,
            value=one.value,
            unit=one.unit,
            qualifier=one.qualifier,
            suspended=one.suspended,
            outlet=one.outlet,
            url=one.url,
            published_at=published(one),
            quote=one.quote,
        )
        for one in (reads.figures(conn, row.id) if row else ())
    ]


def _trace(row: reads.TraceRow, number: str | None) -> Trace:
    return Trace(
        number=number,
        mention_id=row.mention_id,
        outlet=row.outlet,
        url=row.url,
        title=row.title,
        published_at=published(row),
        revision_id=row.revision_id,
        fetched_at=row.fetched_at,
        page_hash=row.page_hash,
        content_hash=row.content_hash,
        lexicon_version=row.lexicon_version,
        rule=row.rule,
        words=row.words,
        cues=row.cues,
        before=row.content[max(0, row.start - _CONTEXT) : row.start],
        quote=row.quote,
        after=row.content[row.end : row.end + _CONTEXT],
        start=row.start,
        end=row.end,
        modality=row.modality,
        news=row.news,
        authority=row.authority,
        outcome=row.outcome,
        **date_fields(row.date),
        date_words=row.date.words if row.date else "",
        date_assumed=row.date.assumed if row.date else False,
        confidence=row.confidence,
    )
