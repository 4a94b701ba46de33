"""What a subscriber is still to be told: reports and conflicts that no digest of theirs has settled.

Rule kept: what counts as settled is decided here alone: an item of any earlier digest of that subscriber for the same
entry and article, wherever a later folding has put that article within the same bucket.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from monitor.model import EventDate, Figure, OutletKind, Qualifier
from monitor.rulings import CHRONOLOGY, Action
from monitor.storage import reads, sql
from monitor.storage.schema import (
    article,
    decision,
    development,
    digest_conflict,
    digest_item,
    figure,
    filing,
    mention,
    origin,
    outlet,
    reading,
    report,
    subscriber,
)

#: Labels of what a digest settled without telling it: not wished for, or no news.
UNWANTED, RETOLD = "unwanted", "retold"
UNTOLD = (UNWANTED, RETOLD)


@dataclass(frozen=True, slots=True)
class DueReport:
    """An article's report of one entry that a subscriber has not had, told by the article's best mention.

    ``number`` is the docket number as people write it; ``told``: an earlier digest had this entry. ``entry_ids`` are
    the entry's own id, and those of the entries merged into it; ``development_id`` is the one that was filed.
    """

    development_id: int
    entry_ids: tuple[int, ...]
    number: str
    case: str
    proceeding: str
    kind: str
    subject: str
    status: str
    authority: str | None
    outcome: str | None
    date: EventDate | None
    first_reported_at: dt.datetime
    article_id: int
    outlet_id: str
    outlet_name: str
    url: str
    title: str
    language: str
    published_at: dt.datetime | None
    filed_at: dt.datetime
    mention_id: int
    quote: str
    news: bool
    modality: str
    rule: str
    words: tuple[str, ...]
    told: bool
    official: bool = False


def due_reports(conn: sa.Connection, subscriber_id: int, joined_at: dt.datetime | None = None) -> list[DueReport]:
    """Give every report that is in no digest of a subscriber's and was filed since they joined.

    ``joined_at`` is for a reader whom the database does not know.

    An entry that people merged into another is told as that one; what they dismissed is not due.
    """
    since = joined_at or conn.scalar(sa.select(subscriber.c.created_at).where(subscriber.c.id == subscriber_id))
    if since is None:
        return []
    told = sa.exists().where(
        digest_item.c.subscriber_id == subscriber_id,
        digest_item.c.development_id == development.c.id,
        digest_item.c.label.not_in(UNTOLD),
    )
    query = (
        sa.select(
            development,
            filing.c.article_id,
            filing.c.filed_at,
            article.c.outlet_id,
            article.c.url,
            article.c.title,
            article.c.published_at,
            outlet.c.name.label("outlet_name"),
            outlet.c.language.label("outlet_language"),
            outlet.c.kind.label("outlet_kind"),
            mention.c.id.label("mention_id"),
            mention.c.quote,
            mention.c.news,
            mention.c.modality,
            mention.c.rule,
            mention.c.words,
            reading.c.language,
            told.label("told"),
        )
        .select_from(
            filing.join(development, development.c.id == filing.c.development_id)
            .join(article, article.c.id == filing.c.article_id)
            .join(outlet, outlet.c.id == article.c.outlet_id)
            .join(
                report,
                sa.and_(report.c.development_id == development.c.id, report.c.article_id == article.c.id),
            )
            .join(mention, mention.c.id == report.c.mention_id)
            .outerjoin(reading, reading.c.revision_id == mention.c.revision_id)
        )
        .where(sa.not_(filing.c.quiet), filing.c.filed_at >= since, sa.not_(_had(subscriber_id)))
        .where(development.c.standing != "dismissed")
        .order_by(development.c.case_id, development.c.number, filing.c.filed_at, filing.c.article_id)
        .order_by(mention.c.modality != development.c.status, sa.not_(mention.c.news), mention.c.id)
    )
    rows = conn.execute(query).all()
    merged = reads.merged(conn) if rows else {}
    return _first_of_each(rows, _standing_for(conn, rows, merged), merged)


Merged = Mapping[tuple[str, int], Sequence[int]]


def _standing_for(conn: sa.Connection, rows: Iterable[sa.Row[Any]], merged: Merged) -> dict[int, reads.DevelopmentRow]:
    """Give of each merged entry the one that stands for it, unless that one was dismissed."""
    into = {one: place for place, members in merged.items() for one in members}
    found: dict[int, reads.DevelopmentRow] = {}
    for one in {row.id for row in rows if row.id in into}:
        case, number = into[one]
        entries = reads.developments(conn, case=case, numbers=[number], hidden=True)
        if entries and entries[0].standing != "dismissed":
            found[one] = entries[0]
    return found


def known_modalities(conn: sa.Connection, development_ids: Collection[int]) -> dict[int, set[str]]:
    """Say how each entry was known without being news to anybody: the modalities of such reports by entry.

    That is what was filed quietly (a feed's first poll, an import) and what the case's chronology told.
    """
    known = _modalities(conn, development_ids, filing.c.quiet)
    for piece in sql.chunks(sorted(development_ids)):
        for development_id, status in conn.execute(_FROM_CHRONOLOGY, {"ids": piece}).tuples():
            known.setdefault(development_id, set()).add(status)
    return known


def told_modalities(conn: sa.Connection, subscriber_id: int, development_ids: Collection[int]) -> dict[int, set[str]]:
    """Say how a subscriber's own digests told each entry; one that is absent they did not tell."""
    return _modalities(conn, development_ids, _had(subscriber_id, digest_item.c.label.not_in(UNTOLD)))


def _modalities(
    conn: sa.Connection, development_ids: Collection[int], reported: sa.ColumnElement[bool]
) -> dict[int, set[str]]:
    query = (
        sa.select(filing.c.development_id, mention.c.modality)
        .distinct()
        .select_from(
            filing.join(development, development.c.id == filing.c.development_id)
            .join(
                report, sa.and_(report.c.development_id == development.c.id, report.c.article_id == filing.c.article_id)
            )
            .join(mention, mention.c.id == report.c.mention_id)
        )
        .where(reported)
    )
    found: dict[int, set[str]] = {}
    for piece in sql.chunks(sorted(development_ids)):
        for development_id, status in conn.execute(query.where(development.c.id.in_(piece))).tuples():
            found.setdefault(development_id, set()).add(status)
    return found


@dataclass(frozen=True, slots=True)
class Voice:
    """One article's way of telling an entry: how surely, and whose text it is."""

    article_id: int
    outlet: str
    origin: str
    modality: str


def voices(conn: sa.Connection, development_ids: Collection[int]) -> dict[int, list[Voice]]:
    """Give who tells entries, by entry; an article of unknown origin is its own."""
    query = (
        sa.select(
            report.c.development_id,
            report.c.article_id,
            article.c.outlet_id,
            sa.func.coalesce(sa.func.nullif(origin.c.name, ""), article.c.url),
            mention.c.modality,
        )
        .distinct()
        .select_from(
            report.join(mention, mention.c.id == report.c.mention_id)
            .join(article, article.c.id == report.c.article_id)
            .outerjoin(origin, origin.c.article_id == article.c.id)
        )
    )
    found: dict[int, list[Voice]] = {}
    for piece in sql.chunks(sorted(development_ids)):
        for development_id, *voice in conn.execute(query.where(report.c.development_id.in_(piece))).tuples():
            found.setdefault(development_id, []).append(Voice(*voice))
    return found


def figures_told(conn: sa.Connection, mention_ids: Collection[int]) -> dict[int, list[Figure]]:
    """Give the figures that stand in the sentences of mentions, by mention."""
    columns = (figure.c.mention_id, figure.c.what, figure.c.value, figure.c.unit, figure.c.qualifier, figure.c.quote)
    query = sa.select(*columns, figure.c.of, figure.c.suspended).order_by(figure.c.id)
    found: dict[int, list[Figure]] = {}
    for piece in sql.chunks(sorted(mention_ids)):
        for row in conn.execute(query.where(figure.c.mention_id.in_(piece), figure.c.current)):
            told = Figure(
                "", row.what, row.value, row.unit, Qualifier(row.qualifier), row.quote, 0, 0, row.of, row.suspended
            )
            found.setdefault(row.mention_id, []).append(told)
    return found


# What a chronology files was known before anybody could be told: a report that comes later is no new entry.
_FROM_CHRONOLOGY = (
    sa.select(development.c.id, development.c.status)
    .select_from(development.join(decision, decision.c.development_id == development.c.id))
    .where(
        development.c.id.in_(sa.bindparam("ids", expanding=True)),
        decision.c.action == str(Action.ADD),
        decision.c.who == CHRONOLOGY,
        decision.c.undone_at.is_(None),
    )
)


def _had(subscriber_id: int, *how: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a digest settled this article under this entry, or under one it has since been moved from."""
    former, placed = development.alias("former"), report.alias("placed")
    stays = sa.exists().where(
        placed.c.development_id == digest_item.c.development_id, placed.c.article_id == digest_item.c.article_id
    )
    same_bucket = sa.and_(
        *(former.c[name] == development.c[name] for name in ("case_id", "proceeding", "kind", "subject", "strand"))
    )
    return (
        sa.exists()
        .where(
            digest_item.c.subscriber_id == subscriber_id,
            digest_item.c.article_id == filing.c.article_id,
            digest_item.c.topic == "report",
            *how,
            former.c.id == digest_item.c.development_id,
            sa.or_(former.c.id == development.c.id, sa.and_(same_bucket, sa.not_(stays))),
        )
        .correlate(filing, development)
    )


def _first_of_each(
    rows: Iterable[sa.Row[Any]], standing: Mapping[int, reads.DevelopmentRow], merged: Merged
) -> list[DueReport]:
    best: dict[tuple[int, int], DueReport] = {}
    for row in rows:
        entry = standing.get(row.id) if row.standing == "merged" else reads.development_of(row)
        if entry is not None:
            best.setdefault((row.id, row.article_id), _due(row, entry, merged.get((entry.case, entry.number), ())))
    return list(best.values())


def _due(row: sa.Row[Any], entry: reads.DevelopmentRow, members: Iterable[int]) -> DueReport:
    return DueReport(
        development_id=row.id,
        entry_ids=(entry.id, *members),
        number=f"{entry.case}-{entry.number}",
        case=entry.case,
        proceeding=entry.proceeding,
        kind=entry.kind,
        subject=entry.subject,
        status=entry.status,
        authority=entry.authority,
        outcome=entry.outcome,
        date=entry.date,
        first_reported_at=entry.first_reported_at,
        article_id=row.article_id,
        outlet_id=row.outlet_id,
        outlet_name=row.outlet_name,
        url=row.url,
        title=row.title,
        language=row.language or row.outlet_language,
        published_at=row.published_at,
        filed_at=row.filed_at,
        mention_id=row.mention_id,
        quote=row.quote,
        news=row.news,
        modality=row.modality,
        rule=row.rule,
        words=tuple(row.words),
        told=bool(row.told),
        official=row.outlet_kind == OutletKind.AUTHORITY,
    )


def articles_seen(conn: sa.Connection, since: dt.datetime, until: dt.datetime) -> int:
    """Count the articles that feeds showed for the first time in a window."""
    shown = (article.c.first_seen_at > since, article.c.first_seen_at <= until, article.c.via == "feed")
    return int(conn.execute(sa.select(sa.func.count()).select_from(article).where(*shown)).scalar_one())


# --------------------------------------------------------------------------------------------------- conflicts


def told_conflicts(conn: sa.Connection, subscriber_id: int) -> set[tuple[str, str]]:
    """Give the conflicts that a digest of the subscriber's has settled, as (case, key)."""
    query = sa.select(digest_conflict.c.case_id, digest_conflict.c.key)
    return set(conn.execute(query.where(digest_conflict.c.subscriber_id == subscriber_id)).tuples())


def newly_filed(conn: sa.Connection, urls: Collection[str], since: dt.datetime) -> set[str]:
    """Say which of these addresses were filed as news (by no first poll, no import) since a moment."""
    query = sa.select(article.c.url).select_from(article.join(filing, filing.c.article_id == article.c.id))
    found: set[str] = set()
    for piece in sql.chunks(sorted(urls)):
        news = (article.c.url.in_(piece), sa.not_(filing.c.quiet), filing.c.filed_at >= since)
        found.update(conn.execute(query.where(*news)).scalars())
    return found
