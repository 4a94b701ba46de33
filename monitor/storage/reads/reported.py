"""What articles report of entries: reports, figures, and the one report an entry rests on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

import sqlalchemy as sa

from monitor.language.dates import published_on
from monitor.model import Figure, OutletKind, Qualifier
from monitor.storage import history, sql
from monitor.storage.schema import (
    article,
    capture,
    development,
    figure,
    mention,
    origin,
    outlet,
    report,
    report_version,
    revision,
)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One number an article gives about an entry."""

    development_id: int
    outlet: str
    official: bool
    url: str
    title: str
    published_at: dt.datetime | None
    published: str | None
    what: str
    of: str | None
    value: float
    unit: str
    qualifier: str
    suspended: bool | None
    quote: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One thing an article says of one entry."""

    development_id: int
    mention_id: int
    outlet: str
    url: str
    title: str
    published_at: dt.datetime | None
    first_seen_at: dt.datetime
    quote: str
    news: bool
    modality: str
    article_id: int
    published: str | None = None
    date: str | None = None
    date_words: str = ""
    updated: str | None = None
    fetched_at: dt.datetime | None = None
    gone_at: dt.datetime | None = None
    origin: str = ""
    language: str = ""
    archived_url: str = ""


# Where a public archive keeps an article, as it was last.
_COPY = (
    sa.select(capture.c.archived_url)
    .where(capture.c.article_id == report.c.article_id, capture.c.state == "done")
    .order_by(capture.c.id.desc())
    .limit(1)
    .correlate(report)
    .scalar_subquery()
)
# Only what a list shows: decoding a mention's words and cues took most of the time of a large docket.
_REPORTS = sa.select(
    report.c.development_id,
    mention.c.id,
    article.c.outlet_id,
    article.c.url,
    revision.c.title,
    article.c.published_at,
    article.c.first_seen_at,
    mention.c.quote,
    mention.c.news,
    mention.c.modality,
    report.c.article_id,
    article.c.published,
    mention.c.date_value,
    mention.c.date_words,
    revision.c.updated,
    revision.c.fetched_at,
    article.c.gone_at,
    sa.func.coalesce(origin.c.name, ""),
    revision.c.language,
    sa.func.coalesce(_COPY, ""),
).select_from(
    report.join(mention, mention.c.id == report.c.mention_id)
    .join(revision, revision.c.id == mention.c.revision_id)
    .join(article, article.c.id == report.c.article_id)
    .outerjoin(origin, origin.c.article_id == article.c.id)
)


def reports(conn: sa.Connection, development_ids: Collection[int]) -> dict[int, list[ReportRow]]:
    """Give the reports of entries, oldest publication first."""
    found: dict[int, list[ReportRow]] = defaultdict(list)
    for piece in sql.chunks(development_ids):
        for row in conn.execute(_REPORTS.where(report.c.development_id.in_(piece))):
            found[row[0]].append(ReportRow(*row))
    return _in_order(found)


_REPORTS_AT = sa.select(
    report_version.c.development_id,
    report_version.c.mention_id,
    article.c.outlet_id,
    article.c.url,
    revision.c.title,
    report_version.c.published_at,
    article.c.first_seen_at,
    report_version.c.quote,
    report_version.c.news,
    report_version.c.modality,
    report_version.c.article_id,
    report_version.c.published,
    report_version.c.date_value,
    report_version.c.date_words,
    revision.c.updated,
    revision.c.fetched_at,
    article.c.gone_at,
    report_version.c.origin,
    revision.c.language,
).select_from(
    report_version.join(article, article.c.id == report_version.c.article_id).join(
        revision, revision.c.id == report_version.c.revision_id
    )
)


def reports_at(conn: sa.Connection, development_ids: Collection[int], at: dt.datetime) -> dict[int, list[ReportRow]]:
    """Give the reports that stood under entries at a time, as they were then, oldest publication first."""
    found: dict[int, list[ReportRow]] = defaultdict(list)
    for piece in sql.chunks(development_ids):
        query = _REPORTS_AT.where(report_version.c.development_id.in_(piece), history.standing_at(at))
        for row in conn.execute(query):
            known = ReportRow(*row)
            gone = known.gone_at is not None and known.gone_at > at
            found[row[0]].append(replace(known, gone_at=None) if gone else known)
    return _in_order(found)


def _in_order(found: dict[int, list[ReportRow]]) -> dict[int, list[ReportRow]]:
    for rows in found.values():
        rows.sort(key=lambda one: (_reported_at(one), one.mention_id))
    return found


_OFFICIAL = (outlet.c.kind == str(OutletKind.AUTHORITY)).label("official")
_FIGURES = (
    sa.select(
        report.c.development_id,
        article.c.outlet_id,
        _OFFICIAL,
        article.c.url,
        revision.c.title,
        article.c.published_at,
        article.c.published,
        figure.c.what,
        figure.c.of,
        figure.c.value,
        figure.c.unit,
        figure.c.qualifier,
        figure.c.suspended,
        figure.c.quote,
    )
    .select_from(
        report.join(figure, figure.c.mention_id == report.c.mention_id)
        .join(revision, revision.c.id == figure.c.revision_id)
        .join(article, article.c.id == figure.c.article_id)
        .join(outlet, outlet.c.id == article.c.outlet_id)
    )
    .where(report.c.development_id == sa.bindparam("of_entry"))
    .order_by(figure.c.what, sa.desc("official"), article.c.published_at, figure.c.id)
)
_TERM = (
    sa.select(figure.c.what, figure.c.value, figure.c.unit, figure.c.qualifier, figure.c.suspended)
    .select_from(
        report.join(figure, figure.c.mention_id == report.c.mention_id)
        .join(article, article.c.id == figure.c.article_id)
        .join(outlet, outlet.c.id == article.c.outlet_id)
    )
    .where(
        report.c.development_id == sa.bindparam("of_entry"),
        figure.c.what.in_(["sentence", "fine"]),
        sa.or_(figure.c.of.is_(None), figure.c.of != "sought"),
    )
    .group_by(figure.c.what, figure.c.value, figure.c.unit, figure.c.qualifier, figure.c.suspended)
    .order_by(
        sa.func.max(sa.case((outlet.c.kind == str(OutletKind.AUTHORITY), 1), else_=0)).desc(),
        (figure.c.qualifier == str(Qualifier.EXACT)).desc(),
        sa.func.count().desc(),
        figure.c.value,
    )
    .limit(1)
)
# Two steps, so that of ten thousand reports one is looked up: first which, and mostly there is none of an authority.
_OFFICIAL_REPORT = (
    sa.select(report.c.mention_id)
    .select_from(
        report.join(article, article.c.id == report.c.article_id)
        .join(mention, mention.c.id == report.c.mention_id)
        .join(development, development.c.id == report.c.development_id)
    )
    .where(
        report.c.development_id == sa.bindparam("of_entry"),
        mention.c.modality == development.c.status,
        article.c.outlet_id.in_(sa.select(outlet.c.id).where(outlet.c.kind == str(OutletKind.AUTHORITY))),
    )
    .order_by(article.c.published_at, mention.c.id)
    .limit(1)
)
_TELLING = sa.select(development.c.telling_id).where(development.c.id == sa.bindparam("of_entry"))
_ONE = _REPORTS.where(report.c.mention_id == sa.bindparam("of_mention"))
_BRIEF = _REPORTS.join(
    development, sa.and_(development.c.id == report.c.development_id, development.c.telling_id == report.c.mention_id)
)


def report_counts(conn: sa.Connection) -> dict[int, int]:
    """Count the articles that report each entry."""
    query = sa.select(report.c.development_id, sa.func.count(sa.distinct(report.c.article_id))).group_by(
        report.c.development_id
    )
    return {int(one): int(number) for one, number in conn.execute(query).tuples()}


def best_reports(conn: sa.Connection) -> dict[int, list[ReportRow]]:
    """Give of each entry the one report that tells it best: as many rows as entries, however often they are told."""
    return {row[0]: [ReportRow(*row)] for row in conn.execute(_BRIEF)}


def figures(conn: sa.Connection, development_id: int) -> list[FigureRow]:
    """Give the figures attached to an entry, those of authorities first."""
    return [FigureRow(*row) for row in conn.execute(_FIGURES, {"of_entry": development_id})]


def term(conn: sa.Connection, development_id: int) -> Figure | None:
    """Give the sentence or fine of an entry: as an authority gives it, else as most articles do."""
    row = conn.execute(_TERM, {"of_entry": development_id}).first()
    if row is None:
        return None
    return Figure("", row.what, row.value, row.unit, Qualifier(row.qualifier), "", 0, 0, suspended=row.suspended)


def best_source(conn: sa.Connection, development_id: int) -> ReportRow | None:
    """Give the report an entry rests on: an authority's, else the one that tells it best."""
    given = {"of_entry": development_id}
    found = conn.execute(_OFFICIAL_REPORT, given).scalar() or conn.execute(_TELLING, given).scalar()
    row = conn.execute(_ONE, {"of_mention": found}).first() if found else None
    return None if row is None else ReportRow(*row)


def _reported_at(row: ReportRow) -> dt.datetime:
    if row.published_at is not None:
        return row.published_at
    day = published_on(row.published, "UTC")
    return dt.datetime.combine(day.first, dt.time(), dt.UTC) if day else row.first_seen_at
