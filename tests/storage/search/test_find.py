"""Articles and entries that answer a query, with the full-text index and without."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import Outlet
from monitor.storage import outlets, revisions, search
from monitor.storage.engine import Connection, Engine
from monitor.storage.schema import WITHDRAWN, development, revision, word
from monitor.storage.schema import article as article_table
from monitor.storage.search import find, words
from tests.storage.sample import HOUR, NOW, article, tell


@pytest.fixture(params=["index", "scan"])
def searched(request: pytest.FixtureRequest, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> Connection:
    if request.param == "scan":
        monkeypatch.setattr(find, "has_index", lambda _conn: False)
    return conn


def _store(conn: Connection, name: str, text: str, hours: int = 0, language: str = "fi", title: str = "") -> int:
    known = article(conn, name)
    title = title or f"Otsikko {name}"
    revisions.save_revision(conn, known, title=title, text=text, fetched_at=NOW + hours * HOUR, language=language)
    return known


def _find(conn: Connection, query: str, limit: int | None = None) -> list[int]:
    return [found.id for found in search.search_articles(conn, search.prepare(conn, query), limit)]


def _entries(conn: Connection, query: str) -> list[str | None]:
    return [found.number for found in search.search_entries(conn, search.prepare(conn, query), None)]


def test_every_word_must_be_there_in_title_or_text(searched: Connection) -> None:
    first, second = _store(searched, "yksi", "Hovioikeus korotti tuomiota."), _store(searched, "kaksi", "Hovioikeus.")
    assert _find(searched, "hovioikeus") == [second, first]
    assert _find(searched, "HOVIOIKEUS yksi") == [first]
    assert _find(searched, "hovioikeus puuttuu") == []


def test_words_are_found_in_any_form_and_inside_compounds(searched: Connection) -> None:
    known = _store(searched, "a", "Kivimäelle langetettu vankeustuomio")
    soft = _store(searched, "b", "Helsingin hovi\u00adoikeuden mukaan")
    split = _store(searched, "c", "Ka\u0308ra\u0308ja\u0308oikeudessa")
    assert _find(searched, "Kivimäki tuomio") == [known]
    assert _find(searched, "hovioikeus") == [soft]
    assert _find(searched, "oikeus") == [split, soft]
    assert _find(searched, "vankeus") == [known]
    assert _find(searched, "Kivimäellä") == [known]


def test_a_phrase_stands_together_in_any_form_and_as_written_on_demand(searched: Connection) -> None:
    known = _store(searched, "a", "Mies sai tuomion törkeästä tietomurrosta eilen.")
    assert _find(searched, '"törkeä tietomurto"') == [known]
    assert _find(searched, '"tietomurto törkeä"') == []
    assert _find(searched, '"saada tuomio törkeä tietomurto"') == [known]
    assert _find(searched, '="törkeästä tietomurrosta"') == [known]
    assert _find(searched, '="törkeä tietomurto"') == []
    assert _find(searched, "=tuomion") == [known]
    assert _find(searched, "=tuomio") == []


def test_words_begin_are_left_out_or_stand_for_each_other(searched: Connection) -> None:
    first = _store(searched, "a", "Vankeustuomio annettiin.")
    second = _store(searched, "b", "Sakkotuomio annettiin Kivimäelle.")
    assert _find(searched, "vank*") == [first]
    assert _find(searched, "tuomio -Kivimäki") == [first]
    assert _find(searched, "vankeus OR Kivimäki") == [second, first]
    assert _find(searched, 'tuomio -"annettiin Kivimäki"') == [first]
    assert _find(searched, "tuomio olematon OR sakko") == [second]


def test_an_article_with_several_revisions_is_found_once_by_any_of_them(searched: Connection) -> None:
    known = _store(searched, "a", "Tuomio annettiin.")
    revisions.save_revision(searched, known, title="T", text="Tuomio annettiin eilen.", fetched_at=NOW + HOUR)
    assert _find(searched, "tuomio") == [known]
    assert _find(searched, "otsikko tuomio") == [known]


def test_the_limit_counts_articles(searched: Connection) -> None:
    stored = [_store(searched, str(number), "Tuomio annettiin.") for number in range(5)]
    assert _find(searched, "tuomio", 2) == stored[:-3:-1]


def test_a_docket_entry_is_found_by_its_quote_once(searched: Connection) -> None:
    tell(searched, "a")
    tell(searched, "b")
    (found,) = search.search_entries(searched, search.prepare(searched, "vankeus Kivimäki"), None)
    assert (found.number, found.snippet) == ("vastaamo-1", "Käräjäoikeus tuomitsi Kivimäen vankeuteen.")
    assert [found.snippet[start:end] for start, end in found.marks] == ["Kivimäen", "vankeuteen"]


def test_a_swedish_word_as_short_as_a_pronoun_is_found_at_the_end_of_compounds(searched: Connection) -> None:
    found = _store(searched, "c", "Ingen fängelsedom väntas.", language="sv")
    assert _find(searched, "dom") == [found]


def test_filters_narrow_articles(searched: Connection) -> None:
    outlets.add_outlet(searched, Outlet("toinen", "Toinen", "sv"), NOW)
    first = _store(searched, "a", "Tuomio annettiin.")
    second = _store(searched, "b", "Domen föll och det var en dom.", language="sv")
    searched.execute(
        article_table.update()
        .where(article_table.c.id == second)
        .values(outlet_id="toinen", published_at=NOW.replace(year=2024))
    )
    assert _find(searched, "outlet:toinen") == [second]
    assert _find(searched, "type:article -outlet:toinen") == [first]
    assert _find(searched, "dom lang:sv") == [second]
    assert _find(searched, "dom lang:fi") == []
    assert _find(searched, "until:2024") == [second]
    assert _find(searched, "since:2025 type:article") == [first]
    assert _find(searched, "tuomio type:entry") == []
    with pytest.raises(search.QueryError, match='knows no "toine"; did you mean "toinen"'):
        search.prepare(searched, "tuomio outlet:toine")


def test_filters_narrow_entries_and_the_articles_that_tell_them(searched: Connection) -> None:
    tell(searched, "a")
    other = _store(searched, "b", "Hovioikeus korotti tuomiota.")
    assert _entries(searched, "kind:verdict") == ["vastaamo-1"]
    assert _entries(searched, "kind:arrest") == []
    assert _entries(searched, "tuomita state:fact case:vastaamo") == ["vastaamo-1"]
    assert _entries(searched, "tuomita -state:fact") == []
    told = _find(searched, "kind:verdict")
    assert len(told) == 1
    assert other not in told
    assert other in _find(searched, "-kind:verdict type:article")


def test_entries_by_hand_are_found_by_their_own_words(searched: Connection) -> None:
    tell(searched, "a")
    what = {"fi": "Asianomistajille maksettiin korvauksia.", "en": "Victims were paid."}
    searched.execute(development.update().values(by_hand=True, what=what, date_value="2024-06", date_precision="month"))
    assert _entries(searched, "korvaus asianomistaja") == ["vastaamo-1"]
    assert _entries(searched, "korvaus paid") == []
    assert _entries(searched, "korvaus since:2024-07") == []
    assert _entries(searched, "korvaus since:2024 lang:fi") == ["vastaamo-1"]
    searched.execute(development.update().values(status=WITHDRAWN))
    assert _entries(searched, "korvaus") == []


def test_more_hits_than_a_page_are_all_found(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "_PAGE", 3)
    stored = [_store(conn, str(number), "Tuomio annettiin.") for number in range(7)]
    assert _find(conn, "tuomio") == stored[::-1]


@pytest.mark.sqlite
def test_the_index_forgets_what_is_deleted_and_follows_what_is_changed(conn: Connection) -> None:
    known = _store(conn, "a", "Tuomio annettiin hovi\u00adoikeudessa.")
    conn.execute(revision.update().values(text="Poistettu kansi."))
    assert _find(conn, "tuomio") == []
    words.learn(conn, "Poistettu kansi.", "fi")
    assert _find(conn, "poistettu") == [known]
    conn.execute(revision.delete())
    assert _find(conn, "poistettu") == []
    assert conn.exec_driver_sql("INSERT INTO search_revision (search_revision) VALUES ('integrity-check')")


def test_a_removed_text_takes_its_words_along_unless_another_has_them(conn: Connection) -> None:
    _store(conn, "a", "Salainen Meikäläinen tuomittiin.")
    _store(conn, "b", "Toinen tuomittiin.", hours=48)
    assert revisions.purge_texts(conn, NOW + HOUR, NOW + 72 * HOUR) == 1
    stored = set(conn.execute(sa.select(word.c.form)).scalars())
    assert {"meikäläinen", "salainen"}.isdisjoint(stored)
    assert {"tuomittiin", "toinen", "otsikko"} <= stored
    assert _find(conn, "Meikäläinen") == []


@pytest.mark.sqlite
def test_the_words_of_an_older_database_are_stored_anew_in_steps(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as conn:
        stored = [_store(conn, str(number), f"Tuomio annettiin {number}.") for number in range(5)]
        conn.execute(word.delete())
        conn.exec_driver_sql("INSERT INTO search_revision (search_revision) VALUES ('delete-all')")
        assert not search.are_complete(conn)
        assert _find(conn, "tuomio") == []
    monkeypatch.setattr(words, "_AT_ONCE", 2)
    steps: list[tuple[int, int]] = []
    assert search.store_all(engine, lambda done, total: steps.append((done, total)), index_too=True) == 5
    assert steps[-1] == (5, 5)
    with engine.begin() as conn:
        assert search.are_complete(conn)
        assert _find(conn, "tuomio") == stored[::-1]


def test_what_a_rolled_back_transaction_stored_or_another_removed_is_stored_again(engine: Engine) -> None:
    def stored() -> set[str]:
        with engine.connect() as conn:
            return set(conn.execute(sa.select(word.c.form)).scalars())

    with engine.connect() as conn, conn.begin() as transaction:
        words.learn(conn, "ainutlaatuinen sana", "fi")
        words.learn(conn, "ainutlaatuinen sana", "fi")
        transaction.rollback()
    assert "ainutlaatuinen" not in stored()
    for _ in range(3):
        with engine.begin() as conn:
            words.learn(conn, "ainutlaatuinen sana", "fi")
    assert "ainutlaatuinen" in stored()
    with engine.begin() as conn:
        words.forget(conn, ["ainutlaatuinen sana"])
    assert "ainutlaatuinen" not in stored()
    with engine.begin() as conn:
        assert search.are_complete(conn)
        words.learn(conn, "ainutlaatuinen sana", "fi")
    assert "ainutlaatuinen" in stored()


def test_the_words_of_a_text_are_stored_by_its_own_language(conn: Connection) -> None:
    _store(conn, "a", "The court said that he was charged with fraud and the case is closed.", language="fi")
    rows = {(row.language, row.form) for row in conn.execute(sa.select(word.c.language, word.c.form))}
    assert ("en", "charged") in rows
    assert ("fi", "charged") not in rows
    assert len(_find(conn, "charge")) == 1


@given(st.text(max_size=40) | st.text(alphabet='ab "-=*:|()', max_size=20))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_a_person_types_is_an_error_of_the_index(engine: Engine, query: str) -> None:
    with engine.connect() as conn:
        try:
            asked = search.prepare(conn, query)
        except search.QueryError:
            return
        search.search_articles(conn, asked, 5)
        search.search_entries(conn, asked, 5)


@pytest.mark.parametrize("query", ["a^2", "a'", "'; DROP", "a\x00", "rowid", "title", "säännöt +x", "a,b;c", "100 %"])
def test_signs_of_the_index_language_are_nothing(searched: Connection, query: str) -> None:
    search.search_articles(searched, search.prepare(searched, query), 5)


@pytest.mark.sqlite
def test_the_index_and_the_list_cut_words_alike(conn: Connection, path: Path) -> None:
    text = "Länsi-Uusimaa KRP:n vaa'an hovi\u00adoikeus 33\u00a0000 e-mail o\u0308isin ÅÄÖ snake_case ½ naïve"
    _store(conn, "a", text)
    conn.commit()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search_revision, row)")
        terms = {term for (term,) in raw.execute("SELECT term FROM temp.terms")}
        forms = {form for (form,) in raw.execute("SELECT form FROM word WHERE form <> ''")}
    raw.close()
    assert json.dumps(sorted(forms)) == json.dumps(sorted(terms))
