"""Rows for reading: what `queries` shapes for people. Nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from monitor.language.dates import published_on
from monitor.model import ArticleState, EventDate, Figure, OutletKind, Qualifier
from monitor.rulings import Action
from monitor.storage import history, sql
from monitor.storage.docket import event_date
from monitor.storage.schema import (
    WITHDRAWN,
    article,
    capture,
    decision,
    delivery,
    development,
    digest,
    digest_item,
    feed,
    figure,
    mention,
    near_miss,
    origin,
    outlet,
    reading,
    report,
    report_version,
    revision,
    subscriber,
)


@dataclass(frozen=True, slots=True)
class DevelopmentRow:
    """One docket entry."""

    id: int
    case: str
    number: int
    proceeding: str
    kind: str
    subject: str
    status: str
    authority: str | None
    outcome: str | None
    date: EventDate | None
    other_dates: tuple[str, ...]
    first_reported_at: dt.datetime
    stage: str = ""
    finality: str = ""
    outlets: int = 0
    origins: int = 0
    standing: str = ""
    merged_into: int | None = None
    by_hand: bool = False
    what: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Mapping[str, str], ...] = ()
    edited: tuple[str, ...] = ()


#: What people took out of the docket: shown only where it is asked for by name.
HIDDEN = ("dismissed", "merged")


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


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One digest and how its delivery stands."""

    address: str
    on: dt.date
    subject: str
    items: int
    state: str
    attempts: int
    next_attempt_at: dt.datetime | None
    error: str
    sent_at: dt.datetime | None


def developments(
    conn: sa.Connection,
    *,
    case: str | None = None,
    proceeding: str | None = None,
    kind: str | None = None,
    subject: str | None = None,
    status: str | None = None,
    numbers: Collection[int] | None = None,
    ids: Collection[int] | None = None,
    outlet_id: str | None = None,
    language: str | None = None,
    hidden: bool = False,
) -> list[DevelopmentRow]:
    """Give docket entries by case and number, as people put them right.

    Without ``status`` those that are withdrawn are left out, and those people dismissed or merged unless ``hidden``;
    a ``status`` of `HIDDEN` asks for these. ``outlet_id`` and ``language`` ask for entries that one such article at
    least reports.
    """
    wanted = {"proceeding": proceeding, "kind": kind, "subject": subject, "status": status}
    query = sa.select(development).order_by(development.c.case_id, development.c.number)
    if case is not None:
        query = query.where(development.c.case_id == case)
    if status in HIDDEN:
        query = query.where(development.c.standing == wanted.pop("status"))
    elif not hidden:
        query = query.where(development.c.standing.not_in(HIDDEN))
    query = query.where(*(_may_be(name, value) for name, value in wanted.items() if value is not None))
    if status is None:
        query = query.where(development.c.status != WITHDRAWN)
    for column, values in ((development.c.number, numbers), (development.c.id, ids)):
        if values is not None:
            query = query.where(column.in_(list(values)))
    if outlet_id is not None or language is not None:
        query = query.where(development.c.id.in_(_reported_by(outlet_id, language)))
    rows = (development_of(row) for row in conn.execute(query))
    return [
        row for row in rows if all(getattr(row, name) == value for name, value in wanted.items() if value is not None)
    ]


def _may_be(name: str, value: str) -> sa.ColumnElement[bool]:
    """Narrow to rows whose field has a value, or was put right by a person: what it is then, is compared after."""
    return sa.or_(development.c[name] == value, sa.cast(development.c.edits, sa.Text) != "{}")


@dataclass(frozen=True, slots=True)
class ProceedingCounts:
    """How much the docket holds of one proceeding; ``by_hand`` counts the entries that people filed."""

    entries: int = 0
    by_hand: int = 0
    reports: int = 0


def proceeding_counts(conn: sa.Connection) -> dict[tuple[str, str], ProceedingCounts]:
    """Count each proceeding's entries that stand, and the articles that report them, by case and proceeding."""
    shown = sa.and_(development.c.status != WITHDRAWN, development.c.standing.not_in(HIDDEN))
    place = (development.c.case_id, development.c.proceeding)
    entries = sa.select(*place, sa.func.count(), sa.func.sum(sa.case((development.c.by_hand, 1), else_=0))).where(shown)
    articles = sa.select(*place, sa.func.count(sa.distinct(report.c.article_id))).select_from(
        development.join(report, report.c.development_id == development.c.id)
    )
    told = {(case, track): int(count) for case, track, count in conn.execute(articles.where(shown).group_by(*place))}
    return {
        (case, track): ProceedingCounts(int(number), int(hands), told.get((case, track), 0))
        for case, track, number, hands in conn.execute(entries.group_by(*place))
    }


_FILED_BY = (
    sa.select(decision.c.development_id, decision.c.who)
    .where(decision.c.action == str(Action.ADD))
    .order_by(decision.c.id)
)


def filed_by(conn: sa.Connection) -> dict[int, str]:
    """Say who filed each entry by hand, one that was taken back too: it stood until then."""
    return {int(one): str(who) for one, who in conn.execute(_FILED_BY).tuples() if one is not None}


def merged(conn: sa.Connection, at: dt.datetime | None = None) -> dict[tuple[str, int], list[int]]:
    """Give the ids of merged entries by the case and number of the entry that stands for them, chains followed.

    ``at`` asks for what was merged at that time.
    """
    rows: Iterable[Any]
    if at is None:
        query = sa.select(development.c.id, development.c.case_id, development.c.number, development.c.merged_into)
        rows = conn.execute(query.where(development.c.merged_into.is_not(None))).all()
    else:
        rows = [row for row in history.entries_at(conn, at) if row.merged_into is not None]
    into = {(row.case_id, row.number): row.merged_into for row in rows}
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in rows:
        number, seen = row.merged_into, {row.number}
        while number not in seen and (row.case_id, number) in into:
            seen.add(number)
            number = into[row.case_id, number]
        found[row.case_id, number].append(row.id)
    return dict(found)


def _reported_by(outlet_id: str | None, language: str | None) -> sa.Select[tuple[int]]:
    query = sa.select(report.c.development_id).select_from(
        report.join(mention, mention.c.id == report.c.mention_id)
        .join(article, article.c.id == report.c.article_id)
        .outerjoin(reading, reading.c.revision_id == mention.c.revision_id)
    )
    if outlet_id is not None:
        query = query.where(article.c.outlet_id == outlet_id)
    if language is not None:
        query = query.where(reading.c.language == language)
    return query


@dataclass(frozen=True, slots=True)
class Asked:
    """What a docket is narrowed to; None asks for everything."""

    case: str | None = None
    proceeding: str | None = None
    kind: str | None = None
    subject: str | None = None
    status: str | None = None
    outlet_id: str | None = None
    language: str | None = None


def developments_at(conn: sa.Connection, at: dt.datetime, asked: Asked) -> list[DevelopmentRow]:
    """Give docket entries as they were known at a time, as `developments` gives them as they are now."""
    rows = [development_of(row) for row in history.entries_at(conn, at)]
    told = _told_at(conn, at, asked) if asked.outlet_id is not None or asked.language is not None else None
    return [row for row in rows if _is_asked(row, asked) and (told is None or row.id in told)]


def _is_asked(row: DevelopmentRow, asked: Asked) -> bool:
    if asked.status in HIDDEN:
        stands = row.standing == asked.status
    elif asked.status is None:
        stands = row.standing not in HIDDEN and row.status != WITHDRAWN
    else:
        stands = row.standing not in HIDDEN and row.status == asked.status
    fields = ("case", "proceeding", "kind", "subject")
    return stands and all(getattr(asked, name) in (None, getattr(row, name)) for name in fields)


def _told_at(conn: sa.Connection, at: dt.datetime, asked: Asked) -> set[int]:
    query = (
        sa.select(report_version.c.development_id)
        .select_from(
            report_version.join(article, article.c.id == report_version.c.article_id).outerjoin(
                reading, reading.c.revision_id == report_version.c.revision_id
            )
        )
        .where(history.standing_at(at))
    )
    if asked.outlet_id is not None:
        query = query.where(article.c.outlet_id == asked.outlet_id)
    if asked.language is not None:
        query = query.where(reading.c.language == asked.language)
    return set(conn.execute(query).scalars())


def development_of(row: sa.Row[Any] | SimpleNamespace) -> DevelopmentRow:
    """Make an entry, as people put it right, of a row with all its columns."""
    edits = row.edits

    def now(name: str) -> Any:
        return edits.get(name, getattr(row, name)) if edits else getattr(row, name)

    date = event_date(row)
    if "date" in edits:
        date = EventDate.parse(edits["date"]) if edits["date"] else None
    return DevelopmentRow(
        id=row.id,
        case=row.case_id,
        number=row.number,
        proceeding=now("proceeding"),
        kind=now("kind"),
        subject=now("subject"),
        status=now("status"),
        authority=now("authority"),
        outcome=now("outcome"),
        date=date,
        standing=row.standing,
        merged_into=row.merged_into,
        by_hand=row.by_hand,
        what=now("what"),
        sources=tuple(now("sources")),
        edited=tuple(edits),
        other_dates=tuple(row.other_dates),
        first_reported_at=row.first_reported_at,
        stage=now("stage"),
        finality=now("finality"),
        outlets=row.outlets,
        origins=row.origins,
    )


# Only what a list shows: decoding a mention's words and cues took most of the time of a large docket.
# Where a public archive keeps an article, as it was last.
_COPY = (
    sa.select(capture.c.archived_url)
    .where(capture.c.article_id == report.c.article_id, capture.c.state == "done")
    .order_by(capture.c.id.desc())
    .limit(1)
    .correlate(report)
    .scalar_subquery()
)
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


def article_states(conn: sa.Connection) -> dict[str, int]:
    """Count the articles by state; every state is there."""
    query = sa.select(article.c.state, sa.func.count()).group_by(article.c.state)
    counted = {str(state): int(count) for state, count in conn.execute(query).tuples()}
    return {str(state): counted.get(state, 0) for state in ArticleState}


def digests(conn: sa.Connection, limit: int = 14) -> list[DigestRow]:
    """Give the newest digests, and every one whose delivery is not settled."""
    items = sa.select(sa.func.count()).where(digest_item.c.digest_id == digest.c.id).scalar_subquery().label("items")
    rows = sa.select(digest, delivery.c.state, delivery.c.attempts, delivery.c.next_attempt_at, items).add_columns(
        delivery.c.last_error, delivery.c.sent_at, subscriber.c.address
    )
    joined = rows.select_from(
        digest.join(delivery, delivery.c.digest_id == digest.c.id).join(
            subscriber, subscriber.c.id == digest.c.subscriber_id
        )
    )
    newest = sa.select(digest.c.id).order_by(digest.c.digest_on.desc(), digest.c.id.desc()).limit(limit)
    unsettled = delivery.c.state.in_(["pending", "deferred", "failed"])
    query = joined.where(sa.or_(digest.c.id.in_(newest.scalar_subquery()), unsettled))
    return [
        DigestRow(
            address=row.address,
            on=row.digest_on,
            subject=row.subject,
            items=row.items,
            state=row.state,
            attempts=row.attempts,
            next_attempt_at=row.next_attempt_at,
            error=row.last_error,
            sent_at=row.sent_at,
        )
        for row in conn.execute(query.order_by(digest.c.digest_on.desc(), digest.c.id.desc()))
    ]


def counts(conn: sa.Connection) -> dict[str, int]:
    """Count what the database holds, for summaries."""
    asked: dict[str, sa.Select[tuple[int]]] = {
        "outlets": _count(outlet, outlet.c.configured),
        "feeds": _count(feed, feed.c.enabled),
        "articles": _count(article),
        "read": _count(article, article.c.state == str(ArticleState.READ)),
        "headline_only": _count(article, article.c.state == str(ArticleState.HEADLINE_ONLY)),
        "revisions": _count(revision),
        "relevant": sa.select(sa.func.count(sa.distinct(revision.c.article_id)))
        .select_from(reading.join(revision, revision.c.id == reading.c.revision_id))
        .where(reading.c.relevant),
        "developments": _count(development, development.c.status != WITHDRAWN),
        "reports": _count(report),
        "digests": _count(digest),
    }
    return {name: int(conn.execute(query).scalar_one()) for name, query in asked.items()}


def _count(table: sa.Table, *wanted: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    return sa.select(sa.func.count()).select_from(table).where(*wanted)
