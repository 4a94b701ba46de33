"""Where revisions' pages are kept: in which WARC file, and at which address of a public archive.

Rules kept: a place in a file is stored only after the record is on the disk (the caller sees to that); why a page is
not kept is stored as well; one request to an archive for each revision, and of an article only the newest waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from monitor.storage import sql
from monitor.storage.schema import archived_page, capture, revision


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """Where a revision's page is: file, first byte, length and SHA-256; without a file the ``reason`` why not."""

    revision_id: int
    file: str
    offset: int
    length: int
    digest: str
    reason: str
    archived_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """One page that a public archive is asked to keep, and how that stands."""

    id: int
    article_id: int
    revision_id: int
    url: str
    state: str
    job: str
    attempts: int
    next_at: dt.datetime | None
    reason: str
    archived_url: str
    requested_at: dt.datetime | None


_PLACE = [archived_page.c[name] for name in KeptPlace.__dataclass_fields__]
_CAPTURE = [capture.c[name] for name in Capture.__dataclass_fields__]


def save_place(
    conn: sa.Connection,
    revision_id: int,
    at: dt.datetime,
    *,
    file: str = "",
    offset: int = 0,
    length: int = 0,
    digest: str = "",
    reason: str = "",
) -> None:
    """Note where a revision's page is kept, or for which reason it is not."""
    row = {"revision_id": revision_id, "file": file, "offset": offset, "length": length}
    row |= {"digest": digest, "reason": reason, "archived_at": at}
    sql.upsert(conn, archived_page, [row], key=["revision_id"], update=[name for name in row if name != "revision_id"])


def places(conn: sa.Connection, revision_ids: Collection[int]) -> dict[int, KeptPlace]:
    """Give where the pages of revisions are kept, of those that are or were to be."""
    found: dict[int, KeptPlace] = {}
    for piece in sql.chunks(revision_ids):
        rows = conn.execute(sa.select(*_PLACE).where(archived_page.c.revision_id.in_(piece)))
        found.update((row.revision_id, KeptPlace(*row)) for row in rows)
    return found


def old_files(conn: sa.Connection, before: dt.datetime) -> list[str]:
    """Give the files none of whose pages has shown its text since a time."""
    query = (
        sa.select(archived_page.c.file)
        .join(revision, revision.c.id == archived_page.c.revision_id)
        .where(archived_page.c.file != "")
        .group_by(archived_page.c.file)
        .having(sa.func.max(revision.c.last_seen_at) < before, sa.func.max(archived_page.c.archived_at) < before)
        .order_by(archived_page.c.file)
    )
    return list(conn.execute(query).scalars())


def page_counts(conn: sa.Connection) -> tuple[int, int, int]:
    """Count the pages in files, those that could not be written, and those that forbid it."""
    kept = sa.case((archived_page.c.file != "", 1), else_=0)
    unwritten = sa.case((archived_page.c.reason.like("not written:%"), 1), else_=0)
    forbidden = sa.case((archived_page.c.reason.like("%noarchive"), 1), else_=0)
    row = conn.execute(
        sa.select(*(sa.func.coalesce(sa.func.sum(one), 0) for one in (kept, unwritten, forbidden)))
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def page_reasons(conn: sa.Connection) -> dict[str, int]:
    """Count the pages that are in no file by the reason for it, the commonest first."""
    counted = sa.func.count().label("counted")
    query = (
        sa.select(archived_page.c.reason, counted).where(archived_page.c.file == "").group_by(archived_page.c.reason)
    )
    return dict(conn.execute(query.order_by(counted.desc(), archived_page.c.reason).limit(20)).tuples().all())


def of_purged(conn: sa.Connection) -> int:
    """Count the pages that are still in a file though their texts were removed."""
    query = sa.select(sa.func.count()).select_from(archived_page.join(revision))
    return int(conn.execute(query.where(archived_page.c.file != "", revision.c.purged_at.is_not(None))).scalar_one())


def forget_files(conn: sa.Connection, files: Collection[str], reason: str) -> None:
    """Note that files are gone, and why."""
    for piece in sql.chunks(files):
        gone = {"file": "", "offset": 0, "length": 0, "reason": reason}
        conn.execute(archived_page.update().where(archived_page.c.file.in_(piece)).values(**gone))


# ------------------------------------------------------------------------------------------------- public archive


def want_capture(
    conn: sa.Connection, article_id: int, revision_id: int, url: str, now: dt.datetime, *, refused: str = ""
) -> None:
    """Have a public archive asked to keep a revision's page, in place of an earlier one that still waits.

    ``refused`` says why it is not to be asked.
    """
    waiting = sa.and_(capture.c.article_id == article_id, capture.c.state == "pending")
    conn.execute(capture.delete().where(waiting))
    row = {"article_id": article_id, "revision_id": revision_id, "url": url, "created_at": now, "reason": refused}
    row |= {"state": "refused"} if refused else {"state": "pending", "next_at": now}
    sql.upsert(conn, capture, [row], key=["revision_id"], update=())


def due_captures(conn: sa.Connection, now: dt.datetime, *, jobs: bool, limit: int = 100) -> list[Capture]:
    """Give what is to be asked now: how jobs stand (``jobs``), or that pages be kept; the longest due first."""
    state = "requested" if jobs else "pending"
    query = sa.select(*_CAPTURE).where(capture.c.state == state, capture.c.next_at <= now)
    return [Capture(*row) for row in conn.execute(query.order_by(capture.c.next_at, capture.c.id).limit(limit))]


def requested_since(conn: sa.Connection, at: dt.datetime) -> int:
    """Count the pages that an archive was asked to keep since a time."""
    return int(conn.execute(sa.select(sa.func.count()).where(capture.c.requested_at > at)).scalar_one())


def save_capture(conn: sa.Connection, capture_id: int, **values: object) -> None:
    """Note what came of asking."""
    sql.update_one(conn, capture, capture_id, **values)


def postpone_captures(conn: sa.Connection, now: dt.datetime, until: dt.datetime) -> None:
    """Let everything that is to be asked now wait until a time."""
    waiting = capture.c.state.in_(["pending", "requested"])
    conn.execute(capture.update().where(waiting, capture.c.next_at <= now).values(next_at=until))


def next_capture_at(conn: sa.Connection) -> dt.datetime | None:
    """Say when an archive is to be asked next; None when there is nothing to ask."""
    waiting = capture.c.state.in_(["pending", "requested"])
    return conn.execute(sa.select(sa.func.min(capture.c.next_at)).where(waiting)).scalar()


def capture_states(conn: sa.Connection) -> dict[str, int]:
    """Count the captures by their state."""
    rows = conn.execute(sa.select(capture.c.state, sa.func.count()).group_by(capture.c.state).order_by(capture.c.state))
    return dict(rows.tuples().all())  # a result has keys() of its own, which dict() would ask


def troubled_captures(conn: sa.Connection, limit: int = 20) -> list[Capture]:
    """Give the captures that failed or are tried again, the newest first."""
    troubled = sa.or_(capture.c.state == "failed", sa.and_(capture.c.state == "pending", capture.c.attempts > 0))
    query = sa.select(*_CAPTURE).where(troubled).order_by(capture.c.id.desc()).limit(limit)
    return [Capture(*row) for row in conn.execute(query)]


def archived_revisions(conn: sa.Connection, revision_ids: Collection[int]) -> dict[int, str]:
    """Give where a public archive keeps revisions' pages."""
    found: dict[int, str] = {}
    for piece in sql.chunks(sorted(set(revision_ids))):
        query = sa.select(capture.c.revision_id, capture.c.archived_url)
        rows = conn.execute(query.where(capture.c.revision_id.in_(piece), capture.c.state == "done"))
        found.update((row.revision_id, row.archived_url) for row in rows)
    return found
