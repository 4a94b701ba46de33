"""What the docket said when: an append-only history, written with everything that changes the docket.

Rules kept here:

* Whatever a reader of the docket sees of an entry or a report is here with the time since when it was seen, so that
  the docket of any past moment can be shown as it was then, not as later knowledge would have it.
* Nothing is rewritten. That a report no longer stands under an entry is noted on its row.
* Writing costs what changed, not what is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from monitor.storage import sql
from monitor.storage.schema import article, development, development_version, mention, origin, report, report_version

# What says when a row was written, or is looked up and shown nowhere, is no part of what an entry says.
_UNSAID = frozenset({"id", "created_at", "updated_at", "telling_id"})
_SAID = [column for column in development.c if column.name not in _UNSAID]
_ENTRIES = sa.select(development.c.id, *_SAID).where(development.c.id.in_(sa.bindparam("ids", expanding=True)))
_NUMBERED = sa.select(development.c.id).where(
    development.c.case_id == sa.bindparam("of_case"),
    development.c.number.in_(sa.bindparam("numbers", expanding=True)),
)
_newer = development_version.alias("newer")
_LATEST = sa.select(development_version.c.development_id, development_version.c.state).where(
    development_version.c.id.in_(
        sa.select(sa.func.max(_newer.c.id))
        .where(_newer.c.development_id.in_(sa.bindparam("ids", expanding=True)))
        .group_by(_newer.c.development_id)
    )
)
_OWNERS = sa.select(mention.c.article_id).distinct().where(mention.c.id.in_(sa.bindparam("ids", expanding=True)))
#: What a row of `report_version` says, and the row of today that says it.
_STANDS = {
    "development_id": report.c.development_id,
    "article_id": report.c.article_id,
    "revision_id": mention.c.revision_id,
    "mention_id": mention.c.id,
    "quote": mention.c.quote,
    "news": mention.c.news,
    "modality": mention.c.modality,
    "date_value": mention.c.date_value,
    "date_words": mention.c.date_words,
    "published": article.c.published,
    "published_at": article.c.published_at,
    "origin": sa.func.coalesce(origin.c.name, ""),
}
_TODAY = (
    sa.select(*(column.label(name) for name, column in _STANDS.items()))
    .select_from(
        report.join(mention, mention.c.id == report.c.mention_id)
        .join(article, article.c.id == report.c.article_id)
        .outerjoin(origin, origin.c.article_id == report.c.article_id)
    )
    .where(report.c.article_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(mention.c.id)
)
_OPEN = sa.select(report_version.c.id, *(report_version.c[name] for name in _STANDS)).where(
    report_version.c.article_id.in_(sa.bindparam("ids", expanding=True)), report_version.c.until_at.is_(None)
)
_CLOSE = (
    report_version.update()
    .where(report_version.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(until_at=sa.bindparam("at"))
)
_ADD_REPORTS = report_version.insert()
_ADD_ENTRIES = development_version.insert()


def record_entries(conn: sa.Connection, development_ids: Collection[int], at: dt.datetime) -> None:
    """Note what entries say from now on, if it is not what they said before."""
    for piece in sql.chunks(sorted(development_ids)):
        said = dict(conn.execute(_LATEST, {"ids": piece}).tuples().all())
        rows = [
            {"development_id": row.id, "state": state, "known_at": at}
            for row in conn.execute(_ENTRIES, {"ids": piece})
            if (state := _state(row)) != said.get(row.id)
        ]
        if rows:
            conn.execute(_ADD_ENTRIES, rows)


def record_numbers(conn: sa.Connection, case: str, numbers: Collection[int], at: dt.datetime) -> None:
    """Note what a case's entries of these docket numbers say from now on."""
    for piece in sql.chunks(sorted(numbers)):
        record_entries(conn, conn.execute(_NUMBERED, {"of_case": case, "numbers": piece}).scalars().all(), at)


def record_reports(
    conn: sa.Connection, article_ids: Collection[int], at: dt.datetime, *, mention_ids: Collection[int] = ()
) -> None:
    """Note what articles, and the articles of mentions, report from now on, and under which entries."""
    articles = set(article_ids)
    for piece in sql.chunks(sorted(mention_ids)):
        articles.update(conn.execute(_OWNERS, {"ids": piece}).scalars())
    for piece in sql.chunks(sorted(articles)):
        _record(conn, piece, at)


def _record(conn: sa.Connection, article_ids: list[int], at: dt.datetime) -> None:
    today = {tuple(row): row for row in conn.execute(_TODAY, {"ids": article_ids})}
    ended = [row.id for row in conn.execute(_OPEN, {"ids": article_ids}) if today.pop(tuple(row[1:]), None) is None]
    for piece in sql.chunks(ended):
        conn.execute(_CLOSE, {"ids": piece, "at": at})
    if today:
        conn.execute(_ADD_REPORTS, [dict(zip(_STANDS, row, strict=True)) | {"known_at": at} for row in today.values()])


def _state(row: sa.Row[Any]) -> dict[str, Any]:
    return {column.name: _json(getattr(row, column.name)) for column in _SAID}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


# ------------------------------------------------------------------------------------------------------ reading


def entries_at(conn: sa.Connection, at: dt.datetime) -> list[SimpleNamespace]:
    """Give every entry as it was known at a time, with the columns of its row then, by case and number."""
    newest = (
        sa.select(sa.func.max(_newer.c.id))
        .where(_newer.c.known_at <= at)
        .group_by(_newer.c.development_id)
        .scalar_subquery()
    )
    query = sa.select(development_version.c.development_id, development_version.c.state).where(
        development_version.c.id.in_(newest)
    )
    found = [_entry(row.development_id, row.state) for row in conn.execute(query)]
    return sorted(found, key=lambda one: (one.case_id, one.number))


def _entry(development_id: int, state: dict[str, Any]) -> SimpleNamespace:
    reported = dt.datetime.fromisoformat(state["first_reported_at"])
    return SimpleNamespace(**(state | {"id": development_id, "first_reported_at": reported}))


def standing_at(at: dt.datetime) -> sa.ColumnElement[bool]:
    """Narrow to the reports that stood under entries at a time."""
    return sa.and_(
        report_version.c.known_at <= at,
        sa.or_(report_version.c.until_at.is_(None), report_version.c.until_at > at),
    )


def dates_of(conn: sa.Connection, development_id: int) -> int:
    """Count the different dates an entry has had, the present one among them; none counts for nothing."""
    query = sa.select(development_version.c.state).where(development_version.c.development_id == development_id)
    return len({state.get("date_value") for (state,) in conn.execute(query)} - {None})


def begins(conn: sa.Connection) -> dt.datetime | None:
    """Give when the first entry was known here; None for an empty docket."""
    first = sa.select(development_version.c.known_at).order_by(development_version.c.known_at).limit(1)
    found: dt.datetime | None = conn.execute(first).scalar()
    return found
