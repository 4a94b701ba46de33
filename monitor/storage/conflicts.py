"""Conflicts between sources: what the pure part asks about, counted by outlet, and what it found.

Rules kept here:

* Answers are counted in SQL, one row an outlet and value, so that a question costs what its variety costs, not what
  its articles do.
* A conflict keeps its row while its key is found again; one that is found no more is deleted, being derived. What a
  person ruled about it is a decision, kept elsewhere under the same key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from monitor.conflicts import Conflict, Event, Number, Question, Said, Side
from monitor.model import EventDate, Kind, Modality, Outcome, Precision, Qualifier
from monitor.particulars import PER_VICTIM
from monitor.storage import sql
from monitor.storage.readings import Bucket
from monitor.storage.schema import (
    WITHDRAWN,
    article,
    conflict,
    decision,
    development,
    figure,
    mention,
    report,
    revision,
)

#: The scope of what is asked of a case as a whole.
CASE = "case"
RESOLVE = "resolve"
#: How many sources a side shows; how many there are is counted beside it.
_SHOWN = 5
_AROUND = 70
#: Answered by mentions; every other question by figures.
_TOLD = frozenset({Question.DATE, Question.OUTCOME, Question.GUILT})
_OF_CASE = ("victims", "counts", "deadline", "sentence")
_TIMES = (
    sa.func.min(article.c.published_at).label("first_at"),
    sa.func.max(article.c.published_at).label("last_at"),
    sa.func.min(article.c.published).label("first"),
    sa.func.max(article.c.published).label("last"),
    sa.func.count(sa.distinct(article.c.id)).label("reports"),
)


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One stored conflict; ``choice`` and ``resolved_by`` are set where a person ruled on it."""

    case: str
    key: str
    question: str
    kind: str
    subject: str
    state: str
    sides: tuple[dict[str, Any], ...]
    created_at: dt.datetime
    updated_at: dt.datetime
    choice: str = ""
    resolved_by: str = ""
    why: str = ""


def scope_of(bucket: Bucket) -> str:
    """Name the scope of a bucket's conflicts."""
    return "/".join(bucket[1:])


# ------------------------------------------------------------------------------------------------------ asking

_EVENT = (
    development.c.number,
    development.c.kind,
    development.c.subject,
    development.c.stage,
    mention.c.modality,
    mention.c.date_value,
    mention.c.date_precision,
    mention.c.date_assumed,
    mention.c.outcome,
    article.c.outlet_id,
)
_EVENTS = (
    sa.select(*_EVENT, sa.func.min(mention.c.id).label("id"), *_TIMES)
    .select_from(
        development.join(report, report.c.development_id == development.c.id)
        .join(mention, mention.c.id == report.c.mention_id)
        .join(article, article.c.id == mention.c.article_id)
    )
    .where(development.c.case_id == sa.bindparam("case"), development.c.status != WITHDRAWN)
    .group_by(*_EVENT)
)
_OF_BUCKET = (
    development.c.proceeding == sa.bindparam("proceeding"),
    development.c.kind == sa.bindparam("kind"),
    development.c.subject == sa.bindparam("subject"),
)
_BUCKET_EVENTS = _EVENTS.where(*_OF_BUCKET)
_RULINGS = _EVENTS.where(
    development.c.kind.in_([str(Kind.VERDICT), str(Kind.APPEAL_RULING)]), development.c.status == str(Modality.FACT)
)
_PLAIN = (figure.c.what, figure.c.of, figure.c.unit, figure.c.value, figure.c.qualifier, article.c.outlet_id)
_NUMBER = (*_PLAIN, development.c.number, development.c.kind, development.c.subject)
_NUMBERS = (
    sa.select(*_NUMBER, sa.func.min(figure.c.id).label("id"), *_TIMES)
    .select_from(
        figure.join(article, article.c.id == figure.c.article_id)
        .outerjoin(report, report.c.mention_id == figure.c.mention_id)
        .outerjoin(development, development.c.id == report.c.development_id)
    )
    .where(figure.c.case_id == sa.bindparam("case"), figure.c.current)
    .group_by(*_NUMBER)
)
_BUCKET_NUMBERS = _NUMBERS.where(*_OF_BUCKET)
_CASE_NUMBERS = _NUMBERS.where(figure.c.what.in_(_OF_CASE))
# What an article says was asked of each victim: the least of its sums first, the most later.
_ASKED = (
    sa.select(
        figure.c.article_id,
        figure.c.unit,
        sa.func.min(figure.c.value).label("low"),
        sa.func.max(figure.c.value).label("high"),
        sa.func.min(figure.c.id).label("id"),
    )
    .where(figure.c.case_id == sa.bindparam("case"), figure.c.current, figure.c.what == PER_VICTIM)
    .group_by(figure.c.article_id, figure.c.unit)
    .subquery()
)
_SUM = (_ASKED.c.unit, _ASKED.c.low, _ASKED.c.high, article.c.outlet_id)
_SUMS = (
    sa.select(*_SUM, sa.func.min(_ASKED.c.id).label("id"), *_TIMES)
    .select_from(_ASKED.join(article, article.c.id == _ASKED.c.article_id))
    .group_by(*_SUM)
)


_OTHER = figure.alias("other")
_NEW = (
    sa.select(figure.c.id)
    .where(
        figure.c.revision_id.in_(sa.bindparam("revisions", expanding=True)),
        ~sa.exists().where(
            _OTHER.c.case_id == figure.c.case_id,
            _OTHER.c.what == figure.c.what,
            _OTHER.c.value == figure.c.value,
            _OTHER.c.unit == figure.c.unit,
            _OTHER.c.qualifier == figure.c.qualifier,
            sa.func.coalesce(_OTHER.c.of, "") == sa.func.coalesce(figure.c.of, ""),
            _OTHER.c.revision_id != figure.c.revision_id,
            _OTHER.c.current,
        ),
    )
    .limit(1)
)


def new_answers(conn: sa.Connection, revision_ids: Iterable[int]) -> bool:
    """Whether these revisions give a number that no other text gives."""
    pieces = sql.chunks(sorted(revision_ids))
    return any(conn.execute(_NEW, {"revisions": piece}).first() is not None for piece in pieces)


def figures_of(conn: sa.Connection, case: str) -> int:
    """Count a case's figures, past ones too."""
    return int(conn.execute(sa.select(sa.func.count()).where(figure.c.case_id == case)).scalar_one())


def bucket_answers(conn: sa.Connection, bucket: Bucket) -> tuple[list[Event], list[Number]]:
    """Give what outlets say of a bucket's entries: dates and outcomes, and the figures attached to them."""
    events = [_event(row) for row in conn.execute(_BUCKET_EVENTS, bucket._asdict())]
    return events, [_number(row) for row in conn.execute(_BUCKET_NUMBERS, bucket._asdict())]


def case_answers(conn: sa.Connection, case: str) -> tuple[list[Number], list[Event]]:
    """Give what outlets say of a case as a whole: its figures, and its rulings."""
    given = {"case": case}
    numbers = [_number(row) for row in conn.execute(_CASE_NUMBERS, given)]
    for row in conn.execute(_SUMS, given):
        numbers.append(_sum(row, Question.FIRST_SUM, row.low))
        if row.high != row.low:
            numbers.append(_sum(row, Question.LATER_SUM, row.high))
    return numbers, [_event(row) for row in conn.execute(_RULINGS, given)]


def _event(row: sa.Row[Any]) -> Event:
    date = (
        EventDate(row.date_value, Precision(row.date_precision), assumed=row.date_assumed) if row.date_value else None
    )
    return Event(
        number=row.number,
        kind=Kind(row.kind),
        subject=row.subject,
        said=_said(row),
        modality=Modality(row.modality),
        date=date,
        outcome=Outcome(row.outcome) if row.outcome else None,
        stage=row.stage,
    )


def _number(row: sa.Row[Any]) -> Number:
    return Number(
        what=row.what,
        value=row.value,
        unit=row.unit,
        qualifier=Qualifier(row.qualifier),
        said=_said(row),
        of=row.of,
        number=row.number,
        kind=Kind(row.kind) if row.kind else None,
        subject=row.subject or "",
    )


def _sum(row: sa.Row[Any], question: Question, value: float) -> Number:
    return Number(str(question), value, row.unit, Qualifier.EXACT, _said(row))


def _said(row: sa.Row[Any]) -> Said:
    first = min(filter(None, (_day(row.first_at), (row.first or "")[:10])), default="")
    last = max(filter(None, (_day(row.last_at), (row.last or "")[:10])), default="")
    return Said(row.id, row.outlet_id, row.reports, first, last)


def _day(at: dt.datetime | None) -> str:
    return at.date().isoformat() if at else ""


# ----------------------------------------------------------------------------------------------------- storing


def save(conn: sa.Connection, case: str, scope: str, found: Sequence[Conflict], now: dt.datetime) -> None:
    """Make a scope's conflicts what was found; rows that stay as they are are not touched."""
    query = sa.select(conflict).where(conflict.c.case_id == case, conflict.c.scope == scope)
    stored = {row.key: row for row in conn.execute(query)}
    for one in found:
        values = {
            "question": str(one.question),
            "kind": one.kind,
            "subject": one.subject,
            "state": str(one.state),
            "sides": [_side(conn, one.question, side) for side in one.sides],
        }
        row = stored.pop(one.key, None)
        if row is None:
            key = {"case_id": case, "key": one.key, "scope": scope}
            sql.insert_one(conn, conflict, **key, **values, created_at=now, updated_at=now)
        elif any(getattr(row, name) != value for name, value in values.items()):
            sql.update_one(conn, conflict, row.id, **values, updated_at=now)
    for piece in sql.chunks(sorted(row.id for row in stored.values())):
        conn.execute(conflict.delete().where(conflict.c.id.in_(piece)))


def _side(conn: sa.Connection, question: Question, side: Side) -> dict[str, Any]:
    shown = sorted(side.said, key=lambda one: (one.first or "9", one.outlet))[:_SHOWN]
    return {
        "value": side.value,
        "label": side.label,
        "reports": side.reports,
        "outlets": len({one.outlet for one in side.said}),
        "sources": _sources(conn, mention if question in _TOLD else figure, shown),
    }


@cache
def _source_query(table: sa.Table) -> sa.Select[Any]:
    """Ask for mentions or figures with the words around them. Built once: making it costs more than running it."""
    content = revision.c.title + "\n\n" + revision.c.text
    start = sa.case((table.c.start > _AROUND, table.c.start - _AROUND), else_=0)
    return (
        sa.select(
            table.c.id,
            table.c.quote,
            article.c.url,
            revision.c.title,
            sa.func.substr(content, start + 1, table.c.start - start).label("before"),
            sa.func.substr(content, table.c.end + 1, _AROUND).label("after"),
        )
        .select_from(
            table.join(revision, revision.c.id == table.c.revision_id).join(article, article.c.id == table.c.article_id)
        )
        .where(table.c.id.in_(sa.bindparam("ids", expanding=True)))
    )


def _sources(conn: sa.Connection, table: sa.Table, said: Sequence[Said]) -> list[dict[str, Any]]:
    rows = {row.id: row for row in conn.execute(_source_query(table), {"ids": [one.id for one in said]})}
    return [
        {
            "outlet": one.outlet,
            "published": one.first,
            "url": rows[one.id].url,
            "title": rows[one.id].title,
            "quote": rows[one.id].quote,
            "before": _tail(rows[one.id].before) if table is figure else "",
            "after": _head(rows[one.id].after) if table is figure else "",
        }
        for one in said
        if one.id in rows
    ]


def _tail(text: str) -> str:
    """Give the whole words of a line before a figure."""
    line = text.rpartition("\n")[2]
    return line.partition(" ")[2] if len(line) >= _AROUND else line


def _head(text: str) -> str:
    line = text.partition("\n")[0]
    return line.rpartition(" ")[0] if len(line) >= _AROUND else line


# ----------------------------------------------------------------------------------------------------- reading


def conflicts(conn: sa.Connection, case: str | None = None, development_key: str | None = None) -> list[ConflictRow]:
    """Give stored conflicts by case and key; ``development_key`` (``vastaamo-17``) asks for those of one entry."""
    query = sa.select(conflict).order_by(conflict.c.case_id, conflict.c.key)
    if case is not None:
        query = query.where(conflict.c.case_id == case)
    if development_key is not None:
        query = query.where(conflict.c.key.startswith(f"{development_key}:", autoescape=True))
    ruled = _ruled(conn)
    return [_row(row, ruled.get((row.case_id, row.key))) for row in conn.execute(query)]


def _ruled(conn: sa.Connection) -> dict[tuple[str, str], sa.Row[Any]]:
    """Give the decision in force on each conflict: the last that is not undone."""
    query = (
        sa.select(decision)
        .where(decision.c.action == RESOLVE, decision.c.undone_at.is_(None))
        .order_by(decision.c.decided_at, decision.c.id)
    )
    return {(row.case_id, str(row.detail.get("conflict"))): row for row in conn.execute(query)}


def _row(row: sa.Row[Any], ruled: sa.Row[Any] | None) -> ConflictRow:
    return ConflictRow(
        case=row.case_id,
        key=row.key,
        question=row.question,
        kind=row.kind,
        subject=row.subject,
        state="resolved" if ruled else row.state,
        sides=tuple(row.sides),
        created_at=row.created_at,
        updated_at=row.updated_at,
        choice=str(ruled.detail.get("choice") or "") if ruled else "",
        resolved_by=ruled.who if ruled else "",
        why=ruled.why if ruled else "",
    )
