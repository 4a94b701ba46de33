"""Statements with the content they stand in: those of entries, and those too doubtful to file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from monitor.model import EventDate
from monitor.storage import sql
from monitor.storage.docket import event_date
from monitor.storage.schema import (
    article,
    mention,
    near_miss,
    reading,
    report,
    revision,
)


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One mention, with the whole content it stands in and why it was found."""

    mention_id: int
    development_id: int
    article_id: int
    revision_id: int
    outlet: str
    url: str
    title: str
    published_at: dt.datetime | None
    published: str | None
    fetched_at: dt.datetime
    page_hash: str
    content_hash: str
    language: str
    modality: str
    news: bool
    date: EventDate | None
    outcome: str | None
    authority: str | None
    stage: str
    quote: str
    start: int
    end: int
    rule: str
    words: tuple[str, ...]
    cues: tuple[str, ...]
    confidence: float
    lexicon_version: str
    content: str


_TRACES = sa.select(
    mention,
    report.c.development_id,
    article.c.outlet_id,
    article.c.url,
    article.c.published_at,
    article.c.published,
    revision.c.title,
    revision.c.text,
    revision.c.fetched_at,
    revision.c.page_hash,
    revision.c.content_hash,
    reading.c.language,
).select_from(
    mention.join(revision, revision.c.id == mention.c.revision_id)
    .join(article, article.c.id == mention.c.article_id)
    .outerjoin(report, report.c.mention_id == mention.c.id)
    .outerjoin(reading, reading.c.revision_id == mention.c.revision_id)
)


def traces(
    conn: sa.Connection, *, development_ids: Collection[int] = (), mention_ids: Collection[int] = ()
) -> list[TraceRow]:
    """Give mentions with the whole content they stand in, by entry or by their own ids."""
    wanted = sa.or_(report.c.development_id.in_(list(development_ids)), mention.c.id.in_(list(mention_ids)))
    return [_trace(row) for row in conn.execute(_TRACES.where(wanted).order_by(mention.c.id))]


def _trace(row: sa.Row[Any]) -> TraceRow:
    return TraceRow(
        mention_id=row.id,
        development_id=row.development_id or 0,
        article_id=row.article_id,
        revision_id=row.revision_id,
        outlet=row.outlet_id,
        url=row.url,
        title=row.title,
        published_at=row.published_at,
        published=row.published,
        fetched_at=row.fetched_at,
        page_hash=row.page_hash,
        content_hash=row.content_hash,
        language=row.language or "",
        modality=row.modality,
        news=row.news,
        date=event_date(row),
        outcome=row.outcome,
        authority=row.authority,
        stage=row.stage,
        quote=row.quote,
        start=row.start,
        end=row.end,
        rule=row.rule,
        words=tuple(row.words),
        cues=tuple(row.cues),
        confidence=row.confidence,
        lexicon_version=row.lexicon_version,
        content=f"{row.title}\n\n{row.text}",
    )


@dataclass(frozen=True, slots=True)
class NearMissRow:
    """A statement too doubtful to file, for a person to rule on; ``confidence`` is its probability."""

    id: int
    case: str
    proceeding: str
    kind: str
    modality: str
    subject: str
    date: EventDate | None
    outcome: str | None
    confidence: float
    quote: str
    rule: str
    words: tuple[str, ...]
    outlet: str
    url: str
    title: str
    published: str | None
    language: str


def near_misses(
    conn: sa.Connection, *, case: str | None = None, least: float = 0.0, ids: Collection[int] | None = None
) -> list[NearMissRow]:
    """Give near misses of at least a confidence, the likeliest first."""
    query = (
        sa.select(
            near_miss, article.c.outlet_id, article.c.url, article.c.published, revision.c.title, reading.c.language
        )
        .select_from(
            near_miss.join(article, article.c.id == near_miss.c.article_id)
            .join(revision, revision.c.id == near_miss.c.revision_id)
            .outerjoin(reading, reading.c.revision_id == near_miss.c.revision_id)
        )
        .where(near_miss.c.confidence >= least)
        .order_by(near_miss.c.confidence.desc(), near_miss.c.id)
    )
    if case is not None:
        query = query.where(near_miss.c.case_id == case)
    if ids is not None:
        query = query.where(near_miss.c.id.in_(list(ids)))
    return [_near_miss(row) for row in conn.execute(query)]


def _near_miss(row: sa.Row[Any]) -> NearMissRow:
    return NearMissRow(
        id=row.id,
        case=row.case_id,
        proceeding=row.proceeding,
        kind=row.kind,
        modality=row.modality,
        subject=row.subject,
        date=event_date(row),
        outcome=row.outcome,
        confidence=row.confidence,
        quote=row.quote,
        rule=row.rule,
        words=tuple(row.words),
        outlet=row.outlet_id,
        url=row.url,
        title=row.title,
        published=row.published,
        language=row.language or "",
    )


def contents(conn: sa.Connection, revision_ids: Collection[int]) -> dict[int, tuple[str, str, bool]]:
    """Give of revisions, by id, the whole content (title, blank line, text), the language, and whether it is purged."""
    query = sa.select(revision.c.id, revision.c.title, revision.c.text, revision.c.language, revision.c.purged_at)
    found: dict[int, tuple[str, str, bool]] = {}
    for piece in sql.chunks(revision_ids):
        for row in conn.execute(query.where(revision.c.id.in_(piece))):
            found[row.id] = f"{row.title}\n\n{row.text}", row.language, row.purged_at is not None
    return found
