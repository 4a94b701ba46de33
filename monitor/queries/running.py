"""Whether everything runs: feeds, articles, digests, alerts, and the pages that are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import fields

from monitor import source_status
from monitor.queries.shapes import ArchiveStatus, DigestStatus, Status
from monitor.storage import alerts, reads
from monitor.storage import archive as kept_pages
from monitor.storage.engine import Connection


def archive(conn: Connection) -> ArchiveStatus:
    """Say how many pages are kept, and which could not be."""
    kept, failed, forbidden = kept_pages.page_counts(conn)
    return ArchiveStatus(
        pages=kept,
        failed=failed,
        forbidden=forbidden,
        captures=kept_pages.capture_states(conn),
        troubles=tuple(
            {"url": one.url, "state": one.state, "attempts": one.attempts, "reason": one.reason, "next_at": one.next_at}
            for one in kept_pages.troubled_captures(conn)
        ),
        reasons=kept_pages.page_reasons(conn),
    )


def archived_urls(conn: Connection, revision_ids: Collection[int]) -> dict[int, str]:
    """Say where a public archive keeps the pages of revisions, of those that it does."""
    return kept_pages.archived_revisions(conn, revision_ids)


def kept_places(conn: Connection, revision_ids: Collection[int]) -> dict[int, kept_pages.KeptPlace]:
    """Say where the pages of revisions are kept, or why they are not, of those that are or were to be."""
    return kept_pages.places(conn, revision_ids)


def status(conn: Connection, now: dt.datetime) -> Status:
    """Give how feeds, articles and digests stand; a feed that is due counts as due at ``now``."""
    counted = reads.counts(conn)
    return Status(
        feeds=source_status.feeds(conn, now),
        articles=reads.article_states(conn),
        digests=tuple(_shaped(DigestStatus, reads.digests(conn))),
        docket={name: counted[name] for name in ("developments", "reports", "relevant")},
        alerts=tuple(alerts.standing(conn)),
        outlets=source_status.outlets(conn),
        archive=archive(conn),
        article_reasons=reads.article_reasons(conn),
    )


def _shaped(shape: type[DigestStatus], rows: Iterable[reads.DigestRow]) -> Iterable[DigestStatus]:
    for row in rows:
        yield shape(**{one.name: getattr(row, one.name) for one in fields(shape)})
