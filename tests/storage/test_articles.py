from __future__ import annotations

import sqlalchemy as sa

from monitor.model import ArticleState, FeedKind
from monitor.storage import articles, schema
from monitor.storage.engine import Connection
from tests.storage.sample import HOUR, NOW, article, entry, poll


def _get(conn: Connection, article_id: int) -> articles.DueArticle:
    found = articles.get(conn, article_id)
    assert found is not None
    return found


def test_a_new_article_is_due_until_it_was_read(conn: Connection) -> None:
    (known,) = poll(conn, entry("a")).article_ids
    assert [due.id for due in articles.due_articles(conn, NOW)] == [known]
    articles.save_fetched(conn, known, state=ArticleState.READ, fetched_at=NOW, next_fetch_at=NOW + HOUR, etag='"1"')
    assert articles.due_articles(conn, NOW) == []
    (due,) = articles.due_articles(conn, NOW + HOUR)
    assert (due.etag, due.state, due.attempts, due.has_revision) == ('"1"', ArticleState.READ, 0, False)


def test_failures_are_counted_and_a_read_page_begins_anew(conn: Connection) -> None:
    known = article(conn)
    for _ in range(2):
        articles.save_failed(conn, known, state=ArticleState.FAILED, reason="503", at=NOW, next_fetch_at=NOW + HOUR)
    assert (_get(conn, known).attempts, _get(conn, known).reason) == (2, "503")
    articles.save_fetched(conn, known, state=ArticleState.READ, fetched_at=NOW, next_fetch_at=None)
    assert (_get(conn, known).attempts, _get(conn, known).reason) == (0, "")


def test_an_unchanged_page_keeps_what_was_known(conn: Connection) -> None:
    known = article(conn)
    articles.save_fetched(
        conn,
        known,
        state=ArticleState.READ,
        fetched_at=NOW,
        next_fetch_at=None,
        etag='"1"',
        title="T",
        published="2026",
    )
    articles.save_fetched(conn, known, state=ArticleState.READ, fetched_at=NOW + HOUR, next_fetch_at=None)
    stored = _get(conn, known)
    assert (stored.etag, stored.title, stored.published, stored.fetched_at) == ('"1"', "T", "2026", NOW + HOUR)


def test_putting_off_is_no_attempt(conn: Connection) -> None:
    known = article(conn)
    articles.save_unread(conn, known, NOW + HOUR, "its host asked for it")
    assert (_get(conn, known).attempts, _get(conn, known).reason) == (0, "its host asked for it")
    assert articles.due_articles(conn, NOW) == []


def test_an_imported_article_is_one_however_often_it_comes_and_never_fetched(conn: Connection) -> None:
    first = articles.add_article(conn, outlet_id="yle", key="k", url="https://yle.example/k", now=NOW)
    again = articles.add_article(conn, outlet_id="yle", key="k", url="https://yle.example/k", now=NOW)
    assert (first[1], again) == (True, (first[0], False))
    assert articles.due_articles(conn, NOW) == []


def test_an_article_known_from_a_feed_is_found_by_an_import(conn: Connection) -> None:
    (known,) = poll(conn, entry("a")).article_ids
    url = "https://yle.example/a"
    assert articles.add_article(conn, outlet_id="yle", key=url, url=url, now=NOW) == (known, False)


def test_another_address_leads_to_the_same_article_and_a_taken_one_to_its_owner(conn: Connection) -> None:
    first, second = article(conn, "a"), article(conn, "b")
    assert articles.add_address(conn, first, "canonical") == first
    assert articles.add_address(conn, first, "canonical") == first
    assert articles.add_address(conn, second, "canonical") == first
    assert poll(conn, entry("c", key="canonical")).new == 0


def test_looking_again_makes_due_and_never_puts_off(conn: Connection) -> None:
    rested, waiting, due = article(conn, "a"), article(conn, "b"), article(conn, "c")
    articles.save_unread(conn, waiting, NOW + 5 * HOUR)
    articles.save_unread(conn, due, NOW)
    articles.look_again(conn, [rested, waiting, due], NOW + HOUR)
    assert [one.id for one in articles.due_articles(conn, NOW)] == [due]
    assert [one.id for one in articles.due_articles(conn, NOW + HOUR)] == [due, rested, waiting]


def test_an_unknown_article_is_none(conn: Connection) -> None:
    assert articles.get(conn, 99) is None


def test_an_article_is_found_by_any_of_its_keys_and_one_that_is_watched_is_never_due(conn: Connection) -> None:
    (known,) = poll(conn, entry("a")).article_ids
    key = _get(conn, known).key
    assert articles.find(conn, "yle", key) == known
    assert articles.find(conn, "hs", key) is None
    assert articles.find(conn, "yle", key + "x") is None
    articles.watch(conn, known)
    assert articles.due_articles(conn, NOW + 1000 * HOUR) == []
    conn.execute(sa.update(schema.feed).values(kind=str(FeedKind.WATCHED)))
    articles.look_again(conn, [known], NOW)
    assert articles.due_articles(conn, NOW + HOUR) == []
