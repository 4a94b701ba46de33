from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.storage import revisions, search
from monitor.storage.engine import Connection, Engine
from monitor.storage.search import Term
from tests.storage.sample import HOUR, NOW, article, tell


@pytest.fixture(params=["index", "scan"])
def searched(request: pytest.FixtureRequest, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> Connection:
    if request.param == "scan":
        monkeypatch.setattr(search, "_has_index", lambda _conn: False)
    return conn


def _store(conn: Connection, name: str, text: str, hours: int = 0) -> int:
    known = article(conn, name)
    revisions.save_revision(conn, known, title=f"Otsikko {name}", text=text, fetched_at=NOW + hours * HOUR)
    return known


def _find(conn: Connection, query: str, limit: int | None = None) -> list[int]:
    return [found.id for found in search.search_articles(conn, search.terms(query), limit)]


def test_every_word_must_be_there_in_title_or_text(searched: Connection) -> None:
    first, second = _store(searched, "yksi", "Hovioikeus korotti tuomiota."), _store(searched, "kaksi", "Hovioikeus.")
    assert _find(searched, "hovioikeus") == [second, first]
    assert _find(searched, "HOVIOIKEUS yksi") == [first]
    assert _find(searched, "hovioikeus puuttuu") == []


def test_a_phrase_stands_together_and_a_star_goes_on(searched: Connection) -> None:
    known = _store(searched, "a", "Kivimäelle langetettu vankeustuomio")
    assert _find(searched, '"langetettu vankeustuomio"') == [known]
    assert _find(searched, '"vankeustuomio langetettu"') == []
    assert _find(searched, "kivimäe*") == [known]


def test_an_article_with_several_revisions_is_found_once(searched: Connection) -> None:
    known = _store(searched, "a", "Tuomio annettiin.")
    revisions.save_revision(searched, known, title="T", text="Tuomio annettiin eilen.", fetched_at=NOW + HOUR)
    assert _find(searched, "tuomio") == [known]


def test_the_limit_counts_articles(searched: Connection) -> None:
    stored = [_store(searched, str(number), "Tuomio annettiin.") for number in range(5)]
    assert _find(searched, "tuomio", 2) == stored[:-3:-1]


def test_a_docket_entry_is_found_by_its_quote_once(searched: Connection) -> None:
    tell(searched, "a")
    tell(searched, "b")
    (found,) = search.search_entries(searched, search.terms("vankeuteen"), None)
    assert (found.number, found.snippet) == ("vastaamo-1", "Käräjäoikeus tuomitsi Kivimäen vankeuteen.")


def test_more_hits_than_a_page_are_all_found(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PAGE", 3)
    stored = [_store(conn, str(number), "Tuomio annettiin.") for number in range(7)]
    assert _find(conn, "tuomio") == stored[::-1]


def test_the_index_forgets_what_is_deleted_and_follows_what_is_changed(conn: Connection) -> None:
    from monitor.storage.schema import revision

    known = _store(conn, "a", "Tuomio annettiin.")
    conn.execute(revision.update().values(text="Poistettu."))
    assert _find(conn, "tuomio") == []
    assert _find(conn, "poistettu") == [known]
    conn.execute(revision.delete())
    assert _find(conn, "poistettu") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a b", [Term("a"), Term("b")]),
        ('"a b" c*', [Term("a b"), Term("c", prefix=True)]),
        ('"open phrase', [Term("open phrase")]),
        ('- * " "" ( ) ^ : \'', []),
        ("NEAR(a b) AND NOT title:x", [Term(one) for one in ("NEAR(a", "b)", "AND", "NOT", "title:x")]),
        ("a\x00b", [Term("a\ufffdb")]),
    ],
)
def test_a_query_is_cut_into_words_and_phrases(query: str, expected: list[Term]) -> None:
    assert search.terms(query) == expected


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_a_person_types_is_an_error(engine: Engine, query: str) -> None:
    with engine.connect() as conn:
        search.search_articles(conn, search.terms(query), 5)
        search.search_entries(conn, search.terms(query), 5)


@pytest.mark.parametrize("query", ['"', "*", "a*", "col:a", "-a", "a OR", "NEAR(", "a^2", "{a b}", "a\x00", "'; DROP"])
def test_signs_of_the_index_language_are_words(conn: Connection, query: str) -> None:
    search.search_articles(conn, search.terms(query), 5)


def test_the_snippet_shows_the_words_around_the_first_hit() -> None:
    text = "Alku. " + "sana " * 60 + "hovioikeus korotti tuomiota. " + "sana " * 60
    line = search.snippet(text, [Term("Hovioikeus")])
    assert "hovioikeus korotti tuomiota." in line
    assert line.startswith("… sana")
    assert line.endswith(" …")
    assert len(line) < 140
    assert search.snippet("Lyhyt teksti.", [Term("muu")]) == "Lyhyt teksti."
