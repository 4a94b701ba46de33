"""The docket: developments, the mentions that report them, and when an article was first filed under one.

Rules kept here:

* A number is given once; a development nobody reports any longer is withdrawn, never deleted.
* `report` is the present placement and is rewritten by every folding; `filing` remembers, so that an edited article
  finds its entry again and nobody is told twice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from monitor.docket import DEMAND, MAIN, Held
from monitor.docket import Folded as Group
from monitor.model import EventDate, FeedKind, Modality, Outcome, OutletKind, Precision
from monitor.storage import cases, sql
from monitor.storage.readings import Bucket
from monitor.storage.schema import (
    WITHDRAWN,
    article,
    development,
    entry,
    feed,
    filing,
    mention,
    outlet,
    report,
    revision,
)


@dataclass(frozen=True, slots=True)
class Folded:
    """What a folding did to a docket, as docket numbers; ``placed`` are the mentions that are new where they are."""

    created: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    placed: tuple[int, ...] = ()
    whole: bool = True  # False where further reports joined their entries and nothing was folded


def event_date(row: Any) -> EventDate | None:
    """Read the four ``date_…`` columns of a row."""
    if row.date_value is None:
        return None
    return EventDate(row.date_value, Precision(row.date_precision), row.date_words, row.date_assumed)


def _in(table: sa.Table) -> sa.ColumnElement[bool]:
    """Narrow to the rows of one bucket, whose fields are the statement's parameters (`Bucket._asdict`)."""
    return sa.and_(
        table.c.case_id == sa.bindparam("case"),
        table.c.proceeding == sa.bindparam("proceeding"),
        table.c.kind == sa.bindparam("kind"),
        table.c.subject == sa.bindparam("subject"),
    )


def _one_of(column: sa.Column[int]) -> sa.ColumnElement[bool]:
    """Narrow to the rows of a list of ids, the statement's parameter ``ids``."""
    return column.in_(sa.bindparam("ids", expanding=True))


def _is_old_news() -> sa.ColumnElement[bool]:
    """Whether a report tells nobody anything new: imported, or the first full text of a baseline article."""
    earlier = revision.alias("earlier")
    read_before = sa.exists().where(
        earlier.c.article_id == article.c.id,
        earlier.c.id < mention.c.revision_id,
        sa.not_(earlier.c.headline_only),
    )
    return sa.or_(article.c.via == "import", sa.and_(article.c.baseline, sa.not_(read_before)))


# Every batch of articles folds dozens of buckets with these, and building a statement costs several times what running
# it does: they are built once.
_MENTIONS = (
    sa.select(
        *(column for column in mention.c if column.name not in ("words", "cues")),  # decoding JSON takes half the time
        article.c.outlet_id,
        article.c.key.label("article_key"),
        article.c.via,
        article.c.published,
        article.c.published_at,
        article.c.first_seen_at,
        article.c.baseline,
        article.c.outlet_id.in_(sa.select(outlet.c.id).where(outlet.c.kind == str(OutletKind.AUTHORITY))).label(
            "official"
        ),
        revision.c.fetched_at,
        development.c.number,
    )
    .select_from(
        mention.join(article, article.c.id == mention.c.article_id)
        .join(revision, revision.c.id == mention.c.revision_id)
        .outerjoin(report, report.c.mention_id == mention.c.id)
        .outerjoin(development, development.c.id == report.c.development_id)
    )
    .where(_in(mention), mention.c.current)
    .order_by(mention.c.id)
)
# What a watched page said first after a change is as old as that change, not as the page.
_WATCHED = sa.select(entry.c.article_id).join(feed).where(feed.c.kind == str(FeedKind.WATCHED))
_FIRST = revision.alias("first")
_ADDED = (
    sa.select(mention.c.article_id, mention.c.quote, sa.func.min(revision.c.fetched_at).label("told_at"))
    .join(revision, revision.c.id == mention.c.revision_id)
    .where(_in(mention), mention.c.article_id.in_(_WATCHED))
    .group_by(mention.c.article_id, mention.c.quote)
    .having(
        sa.func.min(revision.c.id)
        > sa.select(sa.func.min(_FIRST.c.id)).where(_FIRST.c.article_id == mention.c.article_id).scalar_subquery()
    )
)
_DEVELOPMENTS = sa.select(development).where(_in(development)).order_by(development.c.number)
_FILED = (
    sa.select(filing.c.article_id, development.c.number, development.c.strand, development.c.stage)
    .select_from(filing.join(development))
    .where(_in(development), _one_of(filing.c.article_id))
    .order_by(development.c.number)
)
_PLACED = (
    sa.select(report.c.mention_id, report.c.development_id)
    .select_from(report.join(development, development.c.id == report.c.development_id))
    .where(_in(development))
)
_UNPLACE = report.delete().where(_one_of(report.c.mention_id))
_OWNERS = sa.select(mention.c.id, mention.c.article_id).where(_one_of(mention.c.id))
_REPORT = report.insert()
_UNFILED = (
    sa.select(report.c.development_id, report.c.article_id, _is_old_news().label("old"))
    .select_from(
        report.join(mention, mention.c.id == report.c.mention_id).join(article, article.c.id == report.c.article_id)
    )
    .outerjoin(
        filing,
        sa.and_(filing.c.development_id == report.c.development_id, filing.c.article_id == report.c.article_id),
    )
    .where(_one_of(report.c.mention_id), filing.c.article_id.is_(None))
)


# ------------------------------------------------------------------------------------------------ for folding


@dataclass(frozen=True, slots=True)
class BucketMention:
    """A current mention as folding needs it.

    ``official``: an authority says it; ``told_at``: when a watched page first said it, if not from the beginning.
    ``numbers``: the entry it is placed under; when it is in none yet, those of its strand and stage under which its
    article was filed in this bucket before.
    """

    id: int
    article_id: int
    revision_id: int
    outlet_id: str
    modality: str
    news: bool
    date: EventDate | None
    stage: str
    outcome: str | None
    authority: str | None
    quote: str
    start: int
    confidence: float
    published: str | None
    published_at: dt.datetime | None
    fetched_at: dt.datetime
    first_seen_at: dt.datetime
    baseline: bool
    finality: str
    article_key: str
    imported: bool
    official: bool
    told_at: dt.datetime | None
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BucketDevelopment:
    """An entry of a bucket as it stands; ``status`` may be ``withdrawn``."""

    id: int
    number: int
    stage: str
    strand: str
    status: str
    date: EventDate | None
    outcome: str | None
    authority: str | None
    first_reported_at: dt.datetime
    created_at: dt.datetime
    by_hand: bool = False


def bucket_mentions(conn: sa.Connection, bucket: Bucket) -> list[BucketMention]:
    """Give a bucket's current mentions, in the order of their ids."""
    rows = conn.execute(_MENTIONS, bucket._asdict()).all()
    unplaced = {row.article_id for row in rows if row.number is None}
    filed = _filed(conn, bucket, unplaced)
    added = {(one.article_id, one.quote): one.told_at for one in conn.execute(_ADDED, bucket._asdict())}
    return [_bucket_mention(row, filed.get(row.article_id, ()), added.get((row.article_id, row.quote))) for row in rows]


def bucket_developments(conn: sa.Connection, bucket: Bucket) -> list[BucketDevelopment]:
    """Give a bucket's entries, withdrawn ones too, in the order of their numbers."""
    return [
        BucketDevelopment(
            id=row.id,
            number=row.number,
            stage=row.stage,
            strand=row.strand,
            status=row.status,
            date=event_date(row),
            outcome=row.outcome,
            authority=row.authority,
            first_reported_at=row.first_reported_at,
            created_at=row.created_at,
            by_hand=row.by_hand,
        )
        for row in conn.execute(_DEVELOPMENTS, bucket._asdict())
    ]


def _filed(conn: sa.Connection, bucket: Bucket, article_ids: Collection[int]) -> dict[int, list[sa.Row[Any]]]:
    filed: dict[int, list[sa.Row[Any]]] = defaultdict(list)
    for piece in sql.chunks(sorted(article_ids)):
        for row in conn.execute(_FILED, {**bucket._asdict(), "ids": piece}):
            filed[row.article_id].append(row)
    return filed


def _bucket_mention(
    row: sa.Row[Any], filed: Sequence[sa.Row[Any]], told_at: dt.datetime | None = None
) -> BucketMention:
    strand = DEMAND if row.modality == Modality.SOUGHT else MAIN
    earlier = tuple(
        one.number
        for one in filed
        if one.strand == strand and (one.stage == row.stage or not one.stage or not row.stage)
    )
    return BucketMention(
        id=row.id,
        article_id=row.article_id,
        revision_id=row.revision_id,
        outlet_id=row.outlet_id,
        modality=row.modality,
        news=row.news,
        date=event_date(row),
        stage=row.stage,
        outcome=row.outcome,
        authority=row.authority,
        quote=row.quote,
        start=row.start,
        confidence=row.confidence,
        published=row.published,
        published_at=row.published_at,
        fetched_at=row.fetched_at,
        first_seen_at=row.first_seen_at,
        baseline=row.baseline,
        finality=row.finality,
        article_key=row.article_key,
        imported=row.via == "import",
        official=bool(row.official),
        told_at=told_at,
        numbers=earlier if row.number is None else (row.number,),
    )


# ---------------------------------------------------------------------------------------------------- storing


def save_folding(
    conn: sa.Connection, bucket: Bucket, groups: Sequence[Group], now: dt.datetime, *, quiet: bool = False
) -> Folded:
    """Make a bucket's entries and reports what folding says.

    An entry that no group claims is withdrawn. ``quiet``: articles newly filed here are due in no digest.
    """
    known = {row.number: row for row in conn.execute(_DEVELOPMENTS, bucket._asdict())}
    created, changed = [], []
    placed: dict[int, int] = {}
    for group in groups:
        stored = known.pop(group.number, None) if group.number is not None else None
        values = _values(group)
        if stored is None:
            development_id, number = _create(conn, bucket, values, now)
            created.append(number)
        else:
            development_id = stored.id
            if _update(conn, stored, values, now):
                changed.append(stored.number)
        placed |= dict.fromkeys(group.mention_ids, development_id)
    gone = (row for row in known.values() if not row.by_hand)
    withdrawn = [row.number for row in gone if _update(conn, row, {"status": WITHDRAWN}, now)]
    new = _place(conn, bucket, placed)
    _file(conn, new, now, quiet=quiet)
    return Folded(tuple(created), tuple(changed), tuple(withdrawn), tuple(sorted(new)))


_SIZE = sa.select(sa.func.count()).select_from(mention).where(_in(mention))
_FRESH = _MENTIONS.where(mention.c.revision_id.in_(sa.bindparam("revisions", expanding=True)))
_TOLD = (
    sa.select(report.c.development_id, sa.func.count())
    .where(_one_of(report.c.development_id))
    .group_by(report.c.development_id)
)


def size(conn: sa.Connection, bucket: Bucket) -> int:
    """Count a bucket's mentions, past ones too."""
    return int(conn.execute(_SIZE, bucket._asdict()).scalar_one())


def fresh_mentions(conn: sa.Connection, bucket: Bucket, revision_ids: Collection[int]) -> list[BucketMention]:
    """Give the current mentions of a bucket that stand in these revisions."""
    rows = conn.execute(_FRESH, {**bucket._asdict(), "revisions": sorted(revision_ids)})
    return [_bucket_mention(row, ()) for row in rows]


def held(conn: sa.Connection, bucket: Bucket) -> list[Held]:
    """Give a bucket's entries as a further report meets them, withdrawn ones left out."""
    rows = [row for row in conn.execute(_DEVELOPMENTS, bucket._asdict()) if row.status != WITHDRAWN]
    told = dict(conn.execute(_TOLD, {"ids": [row.id for row in rows]}).tuples().all())
    return [
        Held(
            number=row.number,
            strand=row.strand,
            stage=row.stage,
            status=Modality(row.status),
            date=event_date(row),
            outcome=Outcome(row.outcome) if row.outcome else None,
            finality=row.finality,
            first_reported_at=row.first_reported_at,
            reports=told.get(row.id, 0),
            other_dates=tuple(row.other_dates),
        )
        for row in rows
    ]


def save_joining(
    conn: sa.Connection, bucket: Bucket, homes: Mapping[int, int], now: dt.datetime, *, quiet: bool = False
) -> Folded:
    """Place new mentions (by id) under entries (by number) that they change nothing about."""
    ids = {row.number: row.id for row in conn.execute(_DEVELOPMENTS, bucket._asdict())}
    for piece in sql.chunks(sorted(homes)):
        owners = conn.execute(_OWNERS, {"ids": piece}).tuples()
        rows = [{"mention_id": one, "development_id": ids[homes[one]], "article_id": owner} for one, owner in owners]
        conn.execute(_REPORT, rows)
    _file(conn, homes.keys(), now, quiet=quiet)
    return Folded(placed=tuple(sorted(homes)), whole=False)


def _values(group: Group) -> dict[str, Any]:
    return {
        "stage": group.stage,
        "strand": group.strand,
        "status": str(group.status),
        "authority": group.authority,
        "outcome": str(group.outcome) if group.outcome else None,
        "date_value": group.date.value if group.date else None,
        "date_precision": str(group.date.precision) if group.date else None,
        "date_words": group.date.words if group.date else "",
        "date_assumed": group.date.assumed if group.date else False,
        "other_dates": list(group.other_dates),
        "first_reported_at": group.first_reported_at,
        "finality": group.finality,
        "telling_id": group.telling,
    }


def _create(conn: sa.Connection, bucket: Bucket, values: Mapping[str, Any], now: dt.datetime) -> tuple[int, int]:
    number = cases.next_number(conn, bucket.case)
    place = {"case_id": bucket.case, "proceeding": bucket.proceeding, "kind": bucket.kind, "subject": bucket.subject}
    times = {"created_at": now, "updated_at": now}
    return sql.insert_one(conn, development, number=number, **place, **values, **times), number


def _update(conn: sa.Connection, stored: sa.Row[Any], values: Mapping[str, Any], now: dt.datetime) -> bool:
    different = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if different:
        sql.update_one(conn, development, stored.id, **different, updated_at=now)
    return bool(different)


def _place(conn: sa.Connection, bucket: Bucket, placed: Mapping[int, int]) -> set[int]:
    """Make a bucket's reports what ``placed`` (mention to development) says; give the mentions that are new there."""
    before = dict(conn.execute(_PLACED, bucket._asdict()).tuples().all())
    new = {one for one, home in placed.items() if before.get(one) != home}
    for piece in sql.chunks(sorted(new | (before.keys() - placed.keys()))):
        conn.execute(_UNPLACE, {"ids": piece})
    for piece in sql.chunks(sorted(new)):
        rows = [
            {"mention_id": one, "development_id": placed[one], "article_id": owner}
            for one, owner in conn.execute(_OWNERS, {"ids": piece}).tuples()
        ]
        conn.execute(_REPORT, rows)
    return new


def _file(conn: sa.Connection, mention_ids: Collection[int], now: dt.datetime, *, quiet: bool) -> None:
    """Remember each article under its entry from now on, unless it was already."""
    for piece in sql.chunks(sorted(mention_ids)):
        rows: dict[tuple[int, int], bool] = {}
        for row in conn.execute(_UNFILED, {"ids": piece}):
            pair = (row.development_id, row.article_id)
            rows[pair] = rows.get(pair, True) and (quiet or bool(row.old))
        new = [
            {"development_id": one, "article_id": two, "filed_at": now, "quiet": silent}
            for (one, two), silent in rows.items()
        ]
        sql.upsert(conn, filing, new, key=["development_id", "article_id"], update=())
