"""What a word finds: its forms and compounds, and none of the words that only look like it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.storage import revisions, search
from monitor.storage.engine import Connection, open_database
from tests.storage.sample import HOUR, NOW, article, register

DATA = Path(__file__).resolve().parents[2] / "data"
#: The share of forms that must be found by their base form, and of base forms by their inflected ones.
RECALL, BACKWARDS = 0.98, 0.90


def _pairs(name: str) -> list[tuple[str, str]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [(cells[0], cells[1]) for line in lines if not line.startswith("#") for cells in [line.split("\t")]]


def _gold(name: str) -> list[tuple[str, str]]:
    """Give (base, form) of a gold list of (category, form, bases)."""
    rows = [line.split("\t") for line in (DATA / "morphology" / name).read_text("utf-8").splitlines()]
    return [(base.split("|")[0], form) for _, form, base in (row for row in rows if not row[0].startswith("#"))]


def _english() -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in (DATA / "morphology" / "en_pairs.tsv").read_text("utf-8").splitlines()]
    return [(row[-1].split("|")[0], row[-2]) for row in rows if not row[0].startswith("#")]


FINNISH = [*_pairs("search_forms.tsv"), *_gold("fi_pairs.tsv")]
FRIENDS = _pairs("search_friends.tsv")


def _stored(path: Path, words: list[str], language: str) -> Connection:
    """Store each word in an article of its own."""
    engine = open_database(path, create=True)
    conn = engine.connect()
    conn.begin()
    register(conn)
    for number, word in enumerate(dict.fromkeys(words)):
        known = article(conn, f"{number}")
        text = f"{word} 12 {number}."
        revisions.save_revision(conn, known, title="", text=text, fetched_at=NOW + number * HOUR, language=language)
    return conn


@pytest.fixture(scope="module")
def finnish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    words = [form for _, form in (*FINNISH, *FRIENDS)] + [base for base, _ in FINNISH]
    conn = _stored(tmp_path_factory.mktemp("search") / "fi.db", words, "fi")
    yield conn
    conn.close()
    conn.engine.dispose()


def _found(conn: Connection, query: str) -> set[str]:
    hits = search.search_articles(conn, search.prepare(conn, query), None)
    return {hit.snippet.split(" ")[0] for hit in hits}


def _share(conn: Connection, pairs: list[tuple[str, str]]) -> tuple[float, list[tuple[str, str]]]:
    found = {query: _found(conn, query) for query in dict.fromkeys(query for query, _ in pairs)}
    missed = [(query, form) for query, form in pairs if form not in found[query]]
    return 1 - len(missed) / len(pairs), missed


def test_a_base_form_finds_its_forms_and_compounds(finnish: Connection) -> None:
    assert len(FINNISH) > 700
    share, missed = _share(finnish, FINNISH)
    assert share >= RECALL, missed


def test_an_inflected_word_finds_its_base_form(finnish: Connection) -> None:
    pairs = [(form, base) for base, form in _gold("fi_pairs.tsv") if form != base][::6]
    share, missed = _share(finnish, pairs)
    assert share >= BACKWARDS, missed


def test_nothing_that_only_looks_like_a_word_is_found(finnish: Connection) -> None:
    assert len(FRIENDS) > 100
    found = {query: _found(finnish, query) for query in dict.fromkeys(query for query, _ in FRIENDS)}
    assert [(query, friend) for query, friend in FRIENDS if friend in found[query]] == []


def test_english_words_are_found_in_their_forms(tmp_path: Path) -> None:
    pairs = _english()
    conn = _stored(tmp_path / "en.db", [form for _, form in pairs], "en")
    share, missed = _share(conn, pairs)
    conn.close()
    conn.engine.dispose()
    assert share >= RECALL, missed
