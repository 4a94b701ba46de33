from __future__ import annotations

from monitor.storage import revisions
from monitor.storage.engine import Connection
from monitor.storage.revisions import SavedRevision
from tests.storage.sample import HOUR, NOW, article


def _save(conn: Connection, known: int, text: str, hours: int = 0, **options: object) -> SavedRevision:
    at = NOW + hours * HOUR
    return revisions.save_revision(conn, known, title="Title", text=text, fetched_at=at, **options)  # type: ignore[arg-type]


def test_the_same_text_is_one_revision_and_no_change(conn: Connection) -> None:
    known = article(conn)
    first, again = _save(conn, known, "text"), _save(conn, known, "text", 1)
    assert first == SavedRevision(first.id, is_new=True, changed=True)
    assert again == SavedRevision(first.id, is_new=False, changed=False)


def test_an_edited_text_is_a_new_revision_and_one_that_comes_back_is_the_old_one_again(conn: Connection) -> None:
    known = article(conn)
    first, second, third = _save(conn, known, "a"), _save(conn, known, "b", 1), _save(conn, known, "a", 2)
    assert second.is_new
    assert third == SavedRevision(first.id, is_new=False, changed=True, before=second.id)
    assert [row.id for row in revisions.current_revisions(conn)] == [first.id]


def test_a_time_stamp_a_counter_and_a_list_of_links_make_no_revision_and_the_text_stays_as_it_was(
    conn: Connection,
) -> None:
    known = article(conn)
    first = _save(conn, known, "Oikeus antoi tuomion.\nPäivitetty 12.30\n3 kommenttia")
    again = _save(conn, known, "Oikeus  antoi tuomion.\nPäivitetty 13.45\n14 kommenttia\nLue myös\nMuu juttu", 1)
    assert again == SavedRevision(first.id, is_new=False, changed=False)
    stored = revisions.get(conn, first.id)
    assert stored is not None
    assert stored.text == "Oikeus antoi tuomion.\nPäivitetty 12.30\n3 kommenttia"
    edited = _save(conn, known, "Oikeus antoi toisen tuomion.\nPäivitetty 13.45", 2)
    assert (edited.is_new, edited.before) == (True, first.id)


def test_a_teaser_and_a_text_that_say_the_same_are_told_apart(conn: Connection) -> None:
    known = article(conn)
    teaser = _save(conn, known, "Oikeus antoi tuomion. Päivitetty 12.30", headline_only=True)
    full = _save(conn, known, "Oikeus antoi tuomion.", 1)
    assert full.id != teaser.id
    assert full.before is None


def test_a_paywall_that_goes_up_does_not_displace_the_full_text(conn: Connection) -> None:
    known = article(conn)
    full = _save(conn, known, "full text")
    teaser = _save(conn, known, "teaser", 1, headline_only=True, reason="paywall")
    assert (teaser.is_new, teaser.changed) == (True, False)
    assert [row.id for row in revisions.current_revisions(conn)] == [full.id]


def test_a_full_text_takes_the_place_of_a_headline(conn: Connection) -> None:
    known = article(conn)
    _save(conn, known, "teaser", 1, headline_only=True)
    full = _save(conn, known, "full text", 0)
    assert full.changed
    assert [row.id for row in revisions.current_revisions(conn)] == [full.id]


def test_the_same_text_in_two_articles_is_two_revisions(conn: Connection) -> None:
    assert _save(conn, article(conn, "a"), "text").id != _save(conn, article(conn, "b"), "text").id


def test_a_text_that_cannot_be_stored_as_it_is_is_known_again(conn: Connection) -> None:
    known = article(conn)
    assert _save(conn, known, "a\x00b").is_new
    assert not _save(conn, known, "a\x00b", 1).is_new


def test_current_revisions_come_in_pages_with_what_reading_needs(conn: Connection) -> None:
    known = [article(conn, name) for name in "abc"]
    for one in known:
        _save(conn, one, "old")
        _save(conn, one, "new", 1)
    page = revisions.current_revisions(conn, limit=2)
    rest = revisions.current_revisions(conn, after_article=page[-1].article_id, limit=2)
    assert [row.article_id for row in page + rest] == known
    assert {row.text for row in page + rest} == {"new"}
    assert (page[0].outlet_language, page[0].timezone) == ("fi", "Europe/Helsinki")


def test_one_revision_is_found_by_its_id(conn: Connection) -> None:
    saved = _save(conn, article(conn), "text")
    found = revisions.get(conn, saved.id)
    assert found is not None
    assert (found.title, found.text) == ("Title", "text")
    assert revisions.get(conn, 99) is None


def test_whether_a_page_says_something_else_than_before_goes_by_the_current_full_text(conn: Connection) -> None:
    known = article(conn)
    assert not revisions.says(conn, known, "Title", "a")
    _save(conn, known, "Oikeus antoi tuomion.\nPäivitetty 12.30")
    assert revisions.says(conn, known, "Title", "Oikeus antoi tuomion.\nPäivitetty 14.30")
    assert not revisions.says(conn, known, "Title", "Oikeus antoi toisen tuomion.")
    _save(conn, known, "Oikeus antoi toisen tuomion.", 1)
    assert not revisions.says(conn, known, "Title", "Oikeus antoi tuomion.\nPäivitetty 12.30")


def test_a_text_that_is_only_a_headline_says_nothing_yet(conn: Connection) -> None:
    known = article(conn)
    _save(conn, known, "a", headline_only=True, reason="paywall")
    assert not revisions.says(conn, known, "Title", "a")


def test_a_text_that_its_page_still_shows_is_not_purged(conn: Connection) -> None:
    known = article(conn)
    revisions.note_seen(conn, known, NOW)
    _save(conn, known, "a")
    revisions.note_seen(conn, known, NOW + 48 * HOUR)
    assert revisions.count_old_texts(conn, NOW + 24 * HOUR) == 0
