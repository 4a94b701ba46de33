from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import PollState
from monitor.storage import articles, feeds, schema
from monitor.storage.engine import Connection, Engine
from monitor.storage.schema import article, feed
from tests.storage.sample import HOUR, NOW, entry, poll


def _stored(conn: Connection, feed_id: int = 1) -> sa.Row:
    return conn.execute(sa.select(feed).where(feed.c.id == feed_id)).one()


def _count(conn: Connection, table: sa.Table = article) -> int:
    return conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_the_first_good_poll_is_a_baseline_and_the_next_is_not(conn: Connection) -> None:
    first = poll(conn, entry("a"))
    second = poll(conn, entry("a"), entry("b"), at=NOW + HOUR)
    assert (first.state, second.state) == (PollState.BASELINE, PollState.OK)
    baselines = dict(conn.execute(sa.select(article.c.title, article.c.baseline)).tuples().all())
    assert baselines == {"Story a": True, "Story b": False}
    assert (second.entries, second.new, len(second.article_ids)) == (2, 1, 1)


@pytest.mark.parametrize("state", [PollState.EMPTY, PollState.TIMEOUT, PollState.UNCHANGED])
def test_a_poll_that_gave_no_entries_is_no_baseline(conn: Connection, state: PollState) -> None:
    poll(conn, state=state, reason="said why")
    assert poll(conn, entry("a"), at=NOW + HOUR).state is PollState.BASELINE


def test_entries_validators_and_next_poll_are_there_together_or_not_at_all(engine: Engine) -> None:
    class KilledError(Exception):
        pass

    def cycle() -> None:
        with engine.begin() as conn:
            poll(conn, entry("a"), etag='"1"')
            raise KilledError

    with pytest.raises(KilledError):
        cycle()
    with engine.begin() as conn:
        assert _count(conn) == _count(conn, schema.poll) == 0
        assert (_stored(conn).etag, _stored(conn).next_poll_at) == (None, NOW)
        poll(conn, entry("a"), etag='"1"')
    with engine.begin() as conn:
        assert _count(conn) == 1
        assert (_stored(conn).etag, _stored(conn).next_poll_at) == ('"1"', NOW + HOUR)


def test_a_failed_poll_keeps_validators_and_says_why(conn: Connection) -> None:
    poll(conn, entry("a"), etag='"1"', full=True)
    poll(conn, state=PollState.TIMEOUT, reason="no answer in 20 s", at=NOW + HOUR)
    row = _stored(conn)
    assert (row.etag, row.last_full_at, row.last_ok_at) == ('"1"', NOW, NOW)
    assert (row.state, row.state_reason, row.last_polled_at) == ("timeout", "no answer in 20 s", NOW + HOUR)


def test_an_unchanged_answer_keeps_validators_and_the_number_of_entries(conn: Connection) -> None:
    poll(conn, entry("a"), entry("b"), etag='"1"')
    poll(conn, state=PollState.UNCHANGED, at=NOW + HOUR)
    row = _stored(conn)
    assert (row.etag, row.entries, row.new, row.last_ok_at) == ('"1"', 2, 0, NOW + HOUR)
    assert row.last_changed_at == NOW


def test_a_new_document_without_an_etag_forgets_the_old_one(conn: Connection) -> None:
    poll(conn, entry("a"), etag='"1"')
    poll(conn, entry("a"), at=NOW + HOUR)
    assert _stored(conn).etag is None


def test_two_feeds_of_an_outlet_that_list_one_story_make_one_article(conn: Connection) -> None:
    poll(conn, entry("a", guid="1"), feed_id=1)
    saved = poll(conn, entry("a", guid="other"), feed_id=2)
    assert (saved.new, _count(conn), _count(conn, schema.entry)) == (0, 1, 2)


def test_a_guid_that_changes_with_the_title_makes_no_second_article(conn: Connection) -> None:
    poll(conn, entry("a", guid="1", title="Old"))
    poll(conn, entry("a", guid="2", title="New"), at=NOW + HOUR)
    assert (_count(conn), _count(conn, schema.entry)) == (1, 2)


def test_a_link_that_changes_under_the_same_guid_and_date_is_the_same_article_in_every_feed(conn: Connection) -> None:
    poll(conn, entry("old-slug", guid="7", title="Old", published="Fri, 20 Nov 2026 07:00:00 GMT"))
    poll(conn, entry("new-slug", guid="7", title="New", published="Fri, 20 Nov 2026 07:00:00 GMT"), at=NOW + HOUR)
    assert poll(conn, entry("new-slug", guid="x"), feed_id=2).new == 0
    assert _count(conn) == 1


def test_one_guid_for_all_items_falls_back_to_links_and_is_remembered(conn: Connection) -> None:
    saved = poll(conn, entry("a", guid="same"), entry("b", guid="same"))
    assert saved.new == 2
    assert _stored(conn).shared_guids
    assert poll(conn, entry("c", guid="same", title="Story a"), at=NOW + HOUR).new == 1
    assert _stored(conn).shared_guids


def test_a_guid_used_again_for_another_story_loses_none(conn: Connection) -> None:
    poll(conn, entry("a", guid="latest", title="Monday's story", published="Mon"))
    assert poll(conn, entry("b", guid="latest", title="Tuesday's story", published="Tue"), at=NOW + HOUR).new == 1
    assert _stored(conn).shared_guids


def test_items_without_a_guid_are_known_by_their_links(conn: Connection) -> None:
    assert poll(conn, entry("a", guid=""), entry("b", guid="")).new == 2
    assert poll(conn, entry("a", guid=""), entry("b", guid=""), at=NOW + HOUR).new == 0


def test_several_addresses_with_one_article_number_are_one_article(conn: Connection) -> None:
    saved = poll(conn, entry("a/74-1", key="id:1"), entry("b/74-1", key="id:1"))
    assert (saved.new, _count(conn), _count(conn, schema.entry)) == (1, 1, 2)


def test_an_item_that_stands_twice_in_one_document_is_stored_once(conn: Connection) -> None:
    assert poll(conn, entry("a"), entry("a")).new == 1
    assert _count(conn, schema.entry) == 1


def test_a_new_headline_is_told_once_and_two_feeds_that_word_it_differently_are_no_change(conn: Connection) -> None:
    (known,) = poll(conn, entry("a", title="One")).article_ids
    poll(conn, entry("a", title="The other wording"), feed_id=2)
    for hours in range(1, 4):
        at = NOW + hours * HOUR
        assert poll(conn, entry("a", title="One"), at=at).retitled == ()
        assert poll(conn, entry("a", title="The other wording"), feed_id=2, at=at).retitled == ()
    assert poll(conn, entry("a", title="Two"), at=NOW + 5 * HOUR).retitled == (known,)
    assert poll(conn, entry("a", title="Two"), at=NOW + 6 * HOUR).retitled == ()
    stored = articles.get(conn, known)
    assert stored is not None
    assert stored.title == "Two"


def test_due_feeds_are_enabled_and_their_time_has_come(conn: Connection) -> None:
    assert [due.id for due in feeds.due_feeds(conn, NOW)] == [1, 2, 4]
    poll(conn, entry("a"))
    assert [due.id for due in feeds.due_feeds(conn, NOW)] == [2, 4]
    assert [due.id for due in feeds.due_feeds(conn, NOW + HOUR)] == [2, 4, 1]
    assert [due.id for due in feeds.due_feeds(conn, NOW, outlets=["hs"])] == [4]
    assert {due.id for due in feeds.due_feeds(conn, NOW, force=True)} == {1, 2, 4}


def test_a_feed_that_stopped_is_asked_again_only_by_name(conn: Connection) -> None:
    gone = feeds.PollResult(PollState.GONE, NOW, NOW, None, "410 Gone", 410)
    feeds.save_poll(conn, 1, gone)
    later = NOW + dt.timedelta(days=400)
    assert 1 not in {due.id for due in feeds.due_feeds(conn, later)}
    assert 1 not in {due.id for due in feeds.due_feeds(conn, later, force=True)}
    assert 1 in {due.id for due in feeds.due_feeds(conn, later, outlets=["yle"], force=True)}


def test_the_next_due_time_is_the_earliest_of_feeds_and_articles(conn: Connection) -> None:
    assert feeds.next_due_at(conn) == NOW
    for feed_id in (1, 2, 4):
        poll(conn, entry(f"{feed_id}"), feed_id=feed_id, at=NOW + HOUR)
    assert feeds.next_due_at(conn) == NOW + HOUR
    conn.execute(article.update().values(next_fetch_at=None))
    assert feeds.next_due_at(conn) == NOW + 2 * HOUR


_ITEMS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["x", "y"])), max_size=6
)


@given(st.lists(_ITEMS, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_guids_do_every_link_has_an_article_and_polling_twice_adds_nothing(
    engine: Engine, documents: list[list[tuple[str, str, str]]]
) -> None:
    with engine.connect() as conn, conn.begin() as transaction:
        links = set()
        for hours, items in enumerate(documents):
            found = [entry(name, guid=guid, title=title) for name, guid, title in items]
            at = NOW + hours * HOUR
            poll(conn, *found, at=at)
            assert poll(conn, *found, at=at).new == 0
            links |= {one.key for one in found}
        known = set(conn.execute(sa.select(schema.address.c.key)).scalars())
        assert known == links
        transaction.rollback()
