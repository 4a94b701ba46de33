"""Where pages are kept, and which are still to be asked for."""

from __future__ import annotations

import datetime as dt

import pytest

from monitor.storage import archive, sql
from monitor.storage.engine import Connection
from monitor.storage.schema import revision
from tests.storage import sample

NOW = sample.NOW
DAY = dt.timedelta(days=1)


@pytest.fixture
def filed(conn: Connection) -> list[int]:
    """Give the articles of two revisions, which have the ids 1 and 2."""
    sample.register(conn)
    return [sample.tell(conn, "a"), sample.tell(conn, "b")]


def test_a_place_or_the_reason_for_none_is_kept_for_each_revision(conn: Connection, filed: list[int]) -> None:
    archive.save_place(conn, 1, NOW, file="a.warc.gz", offset=5, length=7, digest="ab")
    archive.save_place(conn, 2, NOW, reason="X-Robots-Tag: noarchive")
    found = archive.places(conn, [1, 2, 3])
    assert [(one.file, one.offset, one.length, one.reason) for one in found.values()] == [
        ("a.warc.gz", 5, 7, ""),
        ("", 0, 0, "X-Robots-Tag: noarchive"),
    ]
    assert archive.page_counts(conn) == (1, 0, 1)
    assert archive.page_reasons(conn) == {"X-Robots-Tag: noarchive": 1}


def test_a_file_is_old_when_all_its_pages_are(conn: Connection, filed: list[int]) -> None:
    for one in (1, 2):
        archive.save_place(conn, one, NOW, file="a.warc.gz")
    sql.update_one(conn, revision, 2, last_seen_at=NOW + 10 * DAY)
    assert archive.old_files(conn, NOW + 5 * DAY) == []
    assert archive.old_files(conn, NOW + 11 * DAY) == ["a.warc.gz"]
    sql.update_one(conn, revision, 1, purged_at=NOW)
    assert archive.of_purged(conn) == 1
    archive.forget_files(conn, ["a.warc.gz"], "gone")
    assert archive.of_purged(conn) == 0
    assert archive.old_files(conn, NOW + 11 * DAY) == []


def test_the_newest_waiting_text_of_an_article_is_asked_for_and_a_revision_once(
    conn: Connection, filed: list[int]
) -> None:
    for _ in range(2):
        archive.want_capture(conn, filed[0], 1, "https://a.example/", NOW)
    assert [one.revision_id for one in archive.due_captures(conn, NOW, jobs=False)] == [1]
    archive.want_capture(conn, filed[0], 2, "https://a.example/", NOW)
    (waiting,) = archive.due_captures(conn, NOW, jobs=False)
    assert waiting.revision_id == 2
    archive.save_capture(conn, waiting.id, state="done", archived_url="https://archive.example/1", next_at=None)
    archive.want_capture(conn, filed[0], 2, "https://a.example/", NOW)
    assert archive.due_captures(conn, NOW, jobs=False) == []
    assert archive.archived_revisions(conn, [1, 2]) == {2: "https://archive.example/1"}
    assert archive.capture_states(conn) == {"done": 1}


def test_what_is_refused_is_never_due(conn: Connection, filed: list[int]) -> None:
    archive.want_capture(conn, filed[0], 1, "https://a.example/", NOW, refused="noarchive")
    assert archive.next_capture_at(conn) is None
    assert archive.troubled_captures(conn) == []
    assert archive.capture_states(conn) == {"refused": 1}


def test_what_waits_can_be_made_to_wait_longer(conn: Connection, filed: list[int]) -> None:
    archive.want_capture(conn, filed[0], 1, "https://a.example/", NOW)
    archive.want_capture(conn, filed[1], 2, "https://b.example/", NOW + 2 * DAY)
    archive.postpone_captures(conn, NOW, NOW + DAY)
    assert archive.next_capture_at(conn) == NOW + DAY
    assert archive.requested_since(conn, NOW - DAY) == 0
