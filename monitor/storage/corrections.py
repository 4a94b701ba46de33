"""Corrections: what outlets changed or took back under which entries, and to whom that is still to be told.

Rule kept: whoever had an entry in a digest is told once of each correction of it made since, and nobody else is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from monitor.corrections import Correction, Difference, Number, State, Text, Told
from monitor.edits import Diff
from monitor.model import EventDate, Modality, Outcome
from monitor.rulings import HIDDEN
from monitor.storage import history, sql
from monitor.storage.docket import event_date
from monitor.storage.schema import (
    article,
    correction,
    development,
    digest,
    digest_item,
    figure,
    mention,
    outlet,
    reading,
    report,
    report_version,
    revision,
)

_TOLD = (
    sa.select(mention, report.c.development_id)
    .select_from(mention.join(report, report.c.mention_id == mention.c.id))
    .where(report.c.article_id == sa.bindparam("of_article"), mention.c.current)
    .order_by(mention.c.id)
)
_NUMBERS = sa.select(figure.c.mention_id, figure.c.what, figure.c.of, figure.c.unit, figure.c.value)
_NUMBERS_OF_ARTICLE = _NUMBERS.where(figure.c.article_id == sa.bindparam("of_article"), figure.c.current)
_NUMBERS_OF_REVISION = _NUMBERS.where(figure.c.revision_id == sa.bindparam("of_revision"))
_TEXT = (
    sa.select(revision.c.title, revision.c.text, revision.c.language, reading.c.language.label("read_in"))
    .select_from(revision.outerjoin(reading, reading.c.revision_id == revision.c.id))
    .where(revision.c.id == sa.bindparam("of_revision"))
)


def told_by(conn: sa.Connection, article_id: int) -> list[Told]:
    """Give what an article's current text tells, mention by mention, under which entries."""
    numbers: dict[int, list[Number]] = defaultdict(list)
    for row in conn.execute(_NUMBERS_OF_ARTICLE, {"of_article": article_id}):
        numbers[row.mention_id].append(_number(row))
    return [
        Told(
            development_id=row.development_id,
            bucket=(row.case_id, row.proceeding, row.kind, row.subject),
            modality=Modality(row.modality),
            start=row.start,
            end=row.end,
            outcome=Outcome(row.outcome) if row.outcome else None,
            date=event_date(row),
            numbers=tuple(numbers.get(row.id, ())),
        )
        for row in conn.execute(_TOLD, {"of_article": article_id})
    ]


def _number(row: sa.Row[tuple[object, ...]]) -> Number:
    return Number(row.what, row.of or "", row.unit, row.value)


def text_of(conn: sa.Connection, revision_id: int) -> Text:
    """Give a revision as it is compared with another of its article."""
    row = conn.execute(_TEXT, {"of_revision": revision_id}).one()
    numbers = frozenset(map(_number, conn.execute(_NUMBERS_OF_REVISION, {"of_revision": revision_id})))
    return Text(f"{row.title}\n\n{row.text}", row.read_in or row.language, numbers)


def save(
    conn: sa.Connection,
    article_id: int,
    revisions: tuple[int, int],
    found: Sequence[Correction],
    now: dt.datetime,
) -> None:
    """Note the corrections that the step from one revision of an article to another made."""
    rows = [
        {
            "development_id": one.development_id,
            "article_id": article_id,
            "from_revision_id": revisions[0],
            "to_revision_id": revisions[1],
            "state": str(one.state),
            "changes": [[part.field, part.before, part.after] for part in one.differences],
            "passages": [[list(piece) for piece in diff] for diff in one.passages],
            "made_at": now,
        }
        for one in found
    ]
    if rows:
        conn.execute(correction.insert(), rows)


# ------------------------------------------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One correction of an entry at its source."""

    id: int
    development_id: int
    article_id: int
    outlet: str
    url: str
    title: str
    state: str
    differences: tuple[Difference, ...]
    passages: tuple[Diff, ...]
    from_revision_id: int
    to_revision_id: int
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DueCorrection:
    """A correction that a subscriber who had the entry has not had, with the entry as it stands now."""

    correction: CorrectionRow
    number: str
    case: str
    proceeding: str
    kind: str
    subject: str
    status: str
    authority: str | None
    outcome: str | None
    date: EventDate | None
    outlet_name: str
    language: str
    published_at: dt.datetime | None


_CORRECTIONS = sa.select(correction, article.c.outlet_id, article.c.url, revision.c.title).select_from(
    correction.join(article, article.c.id == correction.c.article_id).join(
        revision, revision.c.id == correction.c.to_revision_id
    )
)


def corrections_of(conn: sa.Connection, development_ids: Collection[int]) -> dict[int, list[CorrectionRow]]:
    """Give the corrections of entries, oldest first."""
    found: dict[int, list[CorrectionRow]] = defaultdict(list)
    for piece in sql.chunks(development_ids):
        query = _CORRECTIONS.where(correction.c.development_id.in_(piece)).order_by(correction.c.id)
        for row in conn.execute(query):
            found[row.development_id].append(_row(row))
    return found


def _row(row: sa.Row[tuple[object, ...]]) -> CorrectionRow:
    return CorrectionRow(
        id=row.id,
        development_id=row.development_id,
        article_id=row.article_id,
        outlet=row.outlet_id,
        url=row.url,
        title=row.title,
        state=row.state,
        differences=tuple(Difference(*part) for part in row.changes),
        passages=tuple(tuple((sign, text) for sign, text in diff) for diff in row.passages),
        from_revision_id=row.from_revision_id,
        to_revision_id=row.to_revision_id,
        made_at=row.made_at,
    )


def marks(conn: sa.Connection, at: dt.datetime | None = None) -> dict[int, str]:
    """Give what the latest correction made of each corrected entry's claim; ``at`` asks as of that time.

    A claim that its article makes again is no longer withdrawn.
    """
    known = sa.true() if at is None else correction.c.made_at <= at
    query = (
        sa.select(correction.c.development_id, correction.c.state)
        .where(known, sa.not_(_made_again(at)))
        .order_by(correction.c.id)
    )
    return dict(conn.execute(query).tuples().all())


def _made_again(at: dt.datetime | None = None) -> sa.ColumnElement[bool]:
    """Whether an article reports again what it had withdrawn."""
    stands = report_version.c.until_at.is_(None) if at is None else history.standing_at(at)
    again = (
        sa.exists()
        .where(
            report_version.c.development_id == correction.c.development_id,
            report_version.c.article_id == correction.c.article_id,
            stands,
        )
        .correlate(correction)
    )
    return sa.and_(correction.c.state == str(State.WITHDRAWN), again)


#: Counted in a digest, not wanted, or no news: such an item told nobody anything.
_UNTOLD = ("beyond_cap", "unwanted", "retold")


def topic(correction_id: int) -> str:
    """Name what a digest item settles when it tells a correction."""
    return f"correction:{correction_id}"


def due_corrections(conn: sa.Connection, subscriber_id: int) -> list[DueCorrection]:
    """Give every correction of an entry that a digest of the subscriber's told before it was made, and none since."""
    had = (
        sa.exists()
        .where(
            digest_item.c.subscriber_id == subscriber_id,
            digest_item.c.development_id == correction.c.development_id,
            digest_item.c.label.not_in(_UNTOLD),
            digest.c.id == digest_item.c.digest_id,
            digest.c.created_at <= correction.c.made_at,
        )
        .correlate(correction)
    )
    told = (
        sa.exists()
        .where(
            digest_item.c.subscriber_id == subscriber_id,
            digest_item.c.development_id == correction.c.development_id,
            digest_item.c.topic == sa.literal(topic(0)[:-1]) + sa.cast(correction.c.id, sa.Text),
        )
        .correlate(correction)
    )
    query = (
        sa.select(
            correction,
            development.c.case_id,
            development.c.number,
            development.c.proceeding,
            development.c.kind,
            development.c.subject,
            development.c.status,
            development.c.authority,
            development.c.outcome,
            development.c.date_value,
            development.c.date_precision,
            development.c.date_words,
            development.c.date_assumed,
            article.c.outlet_id,
            article.c.url,
            article.c.published_at,
            revision.c.title,
            revision.c.language,
            outlet.c.name.label("outlet_name"),
            outlet.c.language.label("outlet_language"),
        )
        .select_from(
            correction.join(development, development.c.id == correction.c.development_id)
            .join(article, article.c.id == correction.c.article_id)
            .join(revision, revision.c.id == correction.c.to_revision_id)
            .join(outlet, outlet.c.id == article.c.outlet_id)
        )
        .where(had, sa.not_(told), sa.not_(_made_again()), development.c.standing.not_in(HIDDEN))
        .order_by(correction.c.id)
    )
    return [
        DueCorrection(
            correction=_row(row),
            number=f"{row.case_id}-{row.number}",
            case=row.case_id,
            proceeding=row.proceeding,
            kind=row.kind,
            subject=row.subject,
            status=row.status,
            authority=row.authority,
            outcome=row.outcome,
            date=event_date(row),
            outlet_name=row.outlet_name,
            language=row.language or row.outlet_language,
            published_at=row.published_at,
        )
        for row in conn.execute(query)
    ]
