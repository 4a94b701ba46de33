from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import queries
from monitor.errors import UsageError
from monitor.model import Kind, Modality, PollState
from monitor.storage import digests, reads, revisions
from monitor.storage.engine import Connection, open_database, open_reader
from tests.storage import sample
from tests.storage.sample import HOUR, NOW, QUOTE, TEXT


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    """Give a docket of a verdict (two reports) and a trial day, read through a connection that cannot write."""
    path = tmp_path / "monitor.db"
    engine = open_database(path, create=True)
    with engine.begin() as writing:
        sample.register(writing)
        sample.poll(writing, sample.entry("seen"), full=True)
        sample.poll(writing, state=PollState.TIMEOUT, reason="no answer in 20 s", feed_id=2)
        sample.tell(writing, "a")
        sample.tell(writing, "b", outlet="hs")
        known = sample.article(writing, "c")
        day = sample.verdict("Käräjäoikeus tuomitsi", TEXT, kind=Kind.TRIAL, date="2023-11-13", outcome=None)
        for bucket in sample.read(writing, known, TEXT, day):
            sample.refold(writing, bucket)
    engine.dispose()
    reader = open_reader(path)
    with reader.begin() as reading:
        yield reading
    reader.dispose()


def test_the_docket_has_the_shape_other_programs_rely_on(conn: Connection) -> None:
    entries = queries.plain(queries.docket(conn, kind="verdict"))
    assert json.loads(json.dumps(entries)) == [
        {
            "number": "vastaamo-1",
            "case": "vastaamo",
            "proceeding": "criminal",
            "kind": "verdict",
            "subject": "Kivimäki",
            "authority": "Länsi-Uudenmaan käräjäoikeus",
            "date": "2024-04-30",
            "precision": "day",
            "outcome": "convicted",
            "status": "fact",
            "first_reported_at": "2026-11-20T07:00:00Z",
            "reports": [
                {
                    "outlet": outlet,
                    "url": f"https://{outlet}.example/{name}",
                    "title": "Title",
                    "published_at": None,
                    "quote": QUOTE,
                    "news": True,
                    "modality": "fact",
                    "date": "2024-04-30",
                    "date_words": "huhtikuun 30. päivänä",
                    "updated_at": None,
                    "fetched_at": "2026-11-20T07:00:00Z",
                    "gone_at": None,
                    "origin": "",
                    "archived_url": "",
                }
                for outlet, name in (("yle", "a"), ("hs", "b"))
            ],
            "standing": "",
            "merged_into": None,
            "by_hand": False,
            "what": {},
            "sources": [],
            "edited": [],
            "outlets": 2,
            "origins": 2,
            "at_source": "",
            "filed_by": None,
        }
    ]


def test_the_docket_is_in_the_order_of_events(conn: Connection) -> None:
    assert [(one.number, one.date) for one in queries.docket(conn)] == [
        ("vastaamo-2", "2023-11-13"),
        ("vastaamo-1", "2024-04-30"),
    ]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"case": "vastaamo"}, [2, 1]),
        ({"case": "other"}, []),
        ({"proceeding": "criminal", "kind": "trial"}, [2]),
        ({"subject": "Tapio"}, []),
        ({"status": "fact"}, [2, 1]),
        ({"status": "sought"}, []),
        ({"outlet": "hs"}, [1]),
        ({"language": "fi"}, [2, 1]),
        ({"language": "en"}, []),
        ({"since": dt.date(2024, 4, 30)}, [1]),
        ({"until": dt.date(2024, 4, 29)}, [2]),
        ({"since": dt.date(2023, 11, 14), "until": dt.date(2024, 4, 29)}, []),
        ({"numbers": ["vastaamo-2"]}, [2]),
        ({"numbers": ["other-2"]}, []),
    ],
)
def test_the_docket_is_filtered(conn: Connection, asked: dict[str, object], numbers: list[int]) -> None:
    found = queries.docket(conn, **asked)  # type: ignore[arg-type]  # parameters as a table
    assert [one.number for one in found] == [f"vastaamo-{number}" for number in numbers]


def test_one_entry_is_shown_by_its_number(conn: Connection) -> None:
    entry = queries.show(conn, "vastaamo-1")
    assert entry is not None
    assert len(entry.reports) == 2
    assert queries.show(conn, "vastaamo-99") is None
    assert queries.show(conn, "other-1") is None


@pytest.mark.parametrize("number", ["", "vastaamo", "17", "vastaamo-", "vastaamo-x", "-1"])
def test_what_is_no_number_is_explained(conn: Connection, number: str) -> None:
    with pytest.raises(UsageError, match="they look like vastaamo-17"):
        queries.show(conn, number)


def test_why_leads_from_an_entry_to_rule_words_and_place_in_the_revision(conn: Connection) -> None:
    first, second = queries.why(conn, "vastaamo-1")
    assert (first.outlet, second.outlet) == ("yle", "hs")
    assert (first.rule, first.words, first.cues) == ("fi.verdict.1", ("tuomitsi",), ("modality=fact",))
    assert (first.before, first.quote) == ("Title\n\n", QUOTE)
    assert f"{first.before}{first.quote}{first.after}" == f"Title\n\n{TEXT}"
    assert (first.date, first.date_words, first.date_assumed) == ("2024-04-30", "huhtikuun 30. päivänä", False)
    assert len(first.content_hash) == 64
    assert queries.why(conn, str(first.mention_id)) == [first]


def test_why_of_nothing_is_nothing(conn: Connection) -> None:
    assert queries.why(conn, "999") == queries.why(conn, "vastaamo-999") == []


def test_the_status_has_the_shape_other_programs_rely_on(conn: Connection) -> None:
    status = queries.plain(queries.status(conn, NOW))
    feeds = {feed["url"]: feed for feed in status["feeds"]}
    assert feeds["https://yle.example/a.rss"] == {
        "outlet": "yle",
        "url": "https://yle.example/a.rss",
        "state": "baseline",
        "reason": "",
        "last_ok_at": "2026-11-20T07:00:00Z",
        "next_poll_at": "2026-11-20T08:00:00Z",
        "entries": 1,
        "new": 1,
        "id": 1,
        "kind": "feed",
        "failures": 0,
        "silent_since_at": None,
        "newest_at": None,
        "window_seconds": None,
        "usual_gap_seconds": None,
        "moved_to": None,
        "moved_since_at": None,
        "advice": "",
        "gaps": [],
        "days": [{"on": "2026-11-20", "polls": 1, "failed": 0, "new": 1}],
    }
    assert (feeds["https://yle.example/b.rss"]["state"], feeds["https://yle.example/b.rss"]["reason"]) == (
        "timeout",
        "no answer in 20 s",
    )
    off = feeds["https://yle.example/off.rss"]
    assert (off["state"], off["reason"], off["next_poll_at"]) == ("disabled", "asks for money", None)
    assert feeds["https://hs.example/rss"]["reason"] == "not polled yet"
    assert status["articles"] == {"pending": 4, "read": 0, "headline_only": 0, "failed": 0, "gone": 0, "copy": 0}
    assert status["digests"] == []
    assert status["docket"] == {"developments": 2, "reports": 3, "relevant": 3}
    assert status["outlets"] == []
    assert status["archive"] == {
        "pages": 0,
        "failed": 0,
        "forbidden": 0,
        "captures": {},
        "troubles": [],
        "reasons": {},
    }


def test_the_status_shows_every_delivery_that_is_not_settled(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "monitor.db", create=True)
    with engine.begin() as conn:
        sample.register(conn)
        for day in range(20):
            digests.save_digest(
                conn,
                subscriber_id=1,
                on=NOW.date() + dt.timedelta(day),
                window_from_at=NOW,
                window_to_at=NOW,
                subject="s",
                text="",
                html="",
                message_id=f"<{day}>",
                items=[],
                now=NOW,
            )
            if day:
                digests.mark_sent(conn, day + 1, NOW)
        digests.mark_failed(conn, 1, "550 no such user")
        shown = queries.status(conn, NOW).digests
    engine.dispose()
    assert len(shown) == 15
    assert (shown[-1].state, shown[-1].error, shown[-1].address) == ("failed", "550 no such user", "anna@example.fi")


def test_searching_finds_entries_and_articles(conn: Connection) -> None:
    hits = queries.plain(queries.search(conn, "tuomitsi vankeuteen"))
    assert [(hit["type"], hit["number"], hit["outlet"]) for hit in hits] == [
        ("entry", "vastaamo-1", "hs"),
        ("article", None, "yle"),
        ("article", None, "hs"),
        ("article", None, "yle"),
    ]
    assert set(hits[0]) == {"type", "number", "title", "outlet", "url", "published_at", "language", "snippet"}
    assert {hit["language"] for hit in hits} == {"fi"}


def test_a_limit_leaves_room_for_both_kinds(conn: Connection) -> None:
    assert [hit.type for hit in queries.search(conn, "tuomitsi", 2)] == ["entry", "article"]
    assert [hit.type for hit in queries.search(conn, "tuomitsi", 4)] == ["entry", "entry", "article", "article"]
    assert [hit.type for hit in queries.search(conn, "seitsemää", 2)] == ["article", "article"]
    assert len(queries.search(conn, "tuomitsi", None)) == 5


def test_an_entry_is_found_by_its_number(conn: Connection) -> None:
    assert [(hit.type, hit.number) for hit in queries.search(conn, " vastaamo-2 ")] == [("entry", "vastaamo-2")]


@pytest.mark.parametrize("query", ["", "  ", "*", "- *"])
def test_a_query_without_a_word_is_explained(conn: Connection, query: str) -> None:
    with pytest.raises(UsageError, match=r"nothing to search for|write the word"):
        queries.search(conn, query)


def test_a_withdrawn_entry_is_off_the_docket_and_can_still_be_shown(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "monitor.db", create=True)
    with engine.begin() as conn:
        sample.register(conn)
        known = sample.tell(conn)
        for bucket in sample.read(conn, known, "Oikaisu.", at=NOW + HOUR):
            sample.refold(conn, bucket)
        assert queries.docket(conn) == []
        assert [one.number for one in queries.docket(conn, status="withdrawn")] == ["vastaamo-1"]
        shown = queries.show(conn, "vastaamo-1")
    engine.dispose()
    assert shown is not None
    assert (shown.status, shown.reports) == ("withdrawn", ())


def test_what_the_database_holds_is_counted(conn: Connection) -> None:
    assert reads.counts(conn) == {"articles": 4, "relevant": 3, "developments": 2, "reports": 3}


def test_an_article_that_is_about_no_case_is_searchable(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "monitor.db", create=True)
    with engine.begin() as conn:
        sample.register(conn)
        known = sample.article(conn, "weather")
        revisions.save_revision(conn, known, title="Sää", text="Huomenna sataa.", fetched_at=NOW)
        assert [hit.title for hit in queries.search(conn, "sataa")] == ["Sää"]
    engine.dispose()


def test_plain_values_are_json(conn: Connection) -> None:
    at = dt.datetime(2026, 1, 2, 3, 4, 5, 6, dt.timezone(dt.timedelta(hours=2)))
    assert queries.plain({"at": at, "on": at.date(), "kinds": (Kind.TRIAL,), Modality.FACT: None}) == {
        "at": "2026-01-02T01:04:05Z",
        "on": "2026-01-02",
        "kinds": ["trial"],
        "fact": None,
    }
