"""Readings: what the classifier found in a revision. Derived; stored anew whenever a revision is read again.

Rule kept: no mention without a verbatim quote from the stored revision, at its offsets. A constraint of the table
keeps the shape; the words themselves are compared here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from monitor.model import Figure, Mention, Reading
from monitor.storage import sql
from monitor.storage.schema import figure, mention, near_miss, reading, revision


class Bucket(NamedTuple):
    """Where mentions can be the same development: they are folded bucket by bucket."""

    case: str
    proceeding: str
    kind: str
    subject: str


_SIBLING = revision.alias("sibling")
_REVISION = sa.select(
    revision.c.article_id,
    revision.c.title,
    revision.c.text,
    sa.exists()
    .where(_SIBLING.c.article_id == revision.c.article_id, reading.c.revision_id == _SIBLING.c.id)
    .label("read_before"),
).where(revision.c.id == sa.bindparam("of_revision"))


def was_read(conn: sa.Connection, revision_id: int) -> bool:
    """Whether a revision of the same article, this one too, has been read before."""
    owner = sa.select(revision.c.article_id).where(revision.c.id == revision_id).scalar_subquery()
    query = (
        sa.select(reading.c.id)
        .join(_SIBLING, _SIBLING.c.id == reading.c.revision_id)
        .where(_SIBLING.c.article_id == owner)
        .limit(1)
    )
    return conn.execute(query).first() is not None


def save_reading(
    conn: sa.Connection,
    revision_id: int,
    found: Reading,
    proceedings: Sequence[str],
    now: dt.datetime,
    *,
    homes: Sequence[int | None] = (),
    finalities: Sequence[str] = (),
    near_proceedings: Sequence[str] = (),
) -> set[Bucket]:
    """Store what was found in a revision, over what an earlier reading of it found.

    ``proceedings`` has one name for each mention, ``finalities`` (if any) what is said of its finality; ``homes`` (if
    any) has the index of its mention, or None, for each figure; ``near_proceedings`` one name for each near miss. What
    other revisions of the article said is no longer current. Give every bucket that gained or lost a mention: fold
    these again. Raise ValueError when a quote is not in the revision at its offsets.
    """
    row = conn.execute(_REVISION, {"of_revision": revision_id}).one()
    _check_quotes(f"{row.title}\n\n{row.text}", [*found.mentions, *found.figures, *found.near])
    touched = _forget(conn, revision_id, row.article_id) if row.read_before else set()
    common = {"revision_id": revision_id, "article_id": row.article_id, "lexicon_version": found.lexicon_version}
    sql.insert_one(
        conn,
        reading,
        revision_id=revision_id,
        case_id=found.case,
        relevant=found.relevant,
        language=found.language,
        lexicon_version=found.lexicon_version,
        why=list(found.why),
        read_at=now,
    )
    rows = [common | _mention(one, track) for one, track in zip(found.mentions, proceedings, strict=True)]
    for row_, said in zip(rows, finalities, strict=False):
        row_["finality"] = said
    if rows:
        conn.execute(mention.insert(), rows)
    if found.figures:
        at_home = _at_home(conn, revision_id, homes)
        conn.execute(figure.insert(), [common | _figure(one) | at_home(n) for n, one in enumerate(found.figures)])
    _save_near(conn, found, common, near_proceedings)
    return touched | {Bucket(row["case_id"], row["proceeding"], row["kind"], row["subject"]) for row in rows}


Claim = tuple[str, str, str, str, str | None, str | None, str, int, int, str]


def current_claims(conn: sa.Connection, revision_ids: Collection[int]) -> dict[int, set[Claim]]:
    """Give what revisions are held to say: `claim_of` of every current mention."""
    found: dict[int, set[Claim]] = {one: set() for one in revision_ids}
    query = sa.select(mention).where(mention.c.current, mention.c.revision_id.in_(sa.bindparam("ids", expanding=True)))
    for piece in sql.chunks(revision_ids):
        for row in conn.execute(query, {"ids": piece}):
            values = (row.case_id, row.proceeding, row.kind, row.modality, row.date_value, row.outcome)
            found[row.revision_id].add((*values, row.subject, row.start, row.end, row.quote))
    return found


def claim_of(one: Mention, proceeding: str) -> Claim:
    """Give what makes a mention the same claim in two readings of one text."""
    values = (one.case, proceeding, str(one.kind), str(one.modality), one.date.value if one.date else None)
    return (*values, str(one.outcome) if one.outcome else None, one.subject, one.start, one.end, one.quote)


def _save_near(conn: sa.Connection, found: Reading, common: dict[str, Any], proceedings: Sequence[str]) -> None:
    names = [column.name for column in near_miss.columns]
    rows = [common | _mention(one, track) for one, track in zip(found.near, proceedings, strict=False)]
    if rows:
        conn.execute(near_miss.insert(), [{name: row[name] for name in names if name in row} for row in rows])


def _at_home(conn: sa.Connection, revision_id: int, homes: Sequence[int | None]) -> Callable[[int], dict[str, Any]]:
    """Give what says to which stored mention a figure belongs; mentions have their ids in the order of the reading."""
    query = sa.select(mention.c.id).where(mention.c.revision_id == revision_id).order_by(mention.c.id)
    ids = list(conn.execute(query).scalars()) if homes else []
    at = [None if home is None else ids[home] for home in homes]
    return lambda index: {"mention_id": at[index] if at else None}


def _check_quotes(content: str, statements: Sequence[Mention | Figure]) -> None:
    for one in statements:
        if not one.quote or content[one.start : one.end] != one.quote:
            raise ValueError(f"the quote at {one.start}–{one.end} is not in the revision: {one.quote!r}")


def _forget(conn: sa.Connection, revision_id: int, article_id: int) -> set[Bucket]:
    """Drop this revision's earlier reading and retire the other revisions' mentions; give the buckets that lose."""
    losing = sa.or_(mention.c.revision_id == revision_id, mention.c.current)
    columns = mention.c.case_id, mention.c.proceeding, mention.c.kind, mention.c.subject
    query = sa.select(*columns).distinct().where(mention.c.article_id == article_id, losing)
    touched = {Bucket(*row) for row in conn.execute(query)}
    for table in (reading, mention, figure):
        conn.execute(table.delete().where(table.c.revision_id == revision_id))
    conn.execute(near_miss.delete().where(near_miss.c.article_id == article_id))
    for table in (mention, figure):
        conn.execute(table.update().where(table.c.article_id == article_id, table.c.current).values(current=False))
    return touched


def retire(conn: sa.Connection, article_id: int) -> set[Bucket]:
    """Let nothing of what an article tells be current any longer; give the buckets that lose a mention."""
    return _forget(conn, 0, article_id)


def _mention(one: Mention, proceeding: str) -> dict[str, Any]:
    return {
        "case_id": one.case,
        "proceeding": proceeding,
        "kind": str(one.kind),
        "modality": str(one.modality),
        "news": one.news,
        "subject": one.subject,
        "authority": one.authority,
        "date_value": one.date.value if one.date else None,
        "date_precision": str(one.date.precision) if one.date else None,
        "date_words": one.date.words if one.date else "",
        "date_assumed": one.date.assumed if one.date else False,
        "outcome": str(one.outcome) if one.outcome else None,
        "stage": one.stage,
        "quote": one.quote,
        "start": one.start,
        "end": one.end,
        "rule": one.rule,
        "words": list(one.words),
        "cues": list(one.cues),
        "confidence": one.confidence,
        "current": True,
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "case_id": one.case,
        "what": one.what,
        "of": one.of,
        "value": one.value,
        "unit": one.unit,
        "qualifier": str(one.qualifier),
        "suspended": one.suspended,
        "quote": one.quote,
        "start": one.start,
        "end": one.end,
        "current": True,
    }
