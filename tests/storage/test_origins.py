"""Groups of copies in the database: the same whatever came first, and found without looking at every article."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.storage import origins, revisions
from monitor.storage.engine import Connection, open_database
from monitor.storage.schema import origin
from tests.storage.sample import HOUR, NOW, article, register

NOTE = (
    "Länsi-Uudenmaan käräjäoikeus on tuominnut Aleksanteri Kivimäen kuuden vuoden ja kolmen kuukauden vankeuteen. "
    "Oikeus luki hänen syykseen törkeän tietomurron ja törkeän kiristyksen yrityksiä sekä tiedon levittämisiä. "
    "Kivimäki on kiistänyt kaikki syytteet eikä ollut paikalla. Tuomio ei ole lainvoimainen."
)
OWN = (
    "Asianajajan mukaan tiistain ratkaisu toi monelle uhrille helpotuksen, mutta työ korvausten parissa jatkuu. "
    "Hän tapasi päämiehensä Espoossa ennen kuin tuomio julistettiin, ja keskustelu kesti yli tunnin ajan."
)
TEXTS = {
    "a": NOTE,
    "b": f"STT\n{NOTE}",
    "c": NOTE.replace("paikalla", "salissa").replace("kiistänyt", "torjunut"),
    "d": f"{NOTE}\n{OWN}\n{OWN[::-1]}\nSTT",
    "e": OWN,
    "f": f"{OWN} Lue myös: Muu juttu",
    "g": NOTE[::-1],
}


def save(conn: Connection, name: str, text: str, hours: int = 0) -> set[int]:
    known = article(conn, name, outlet="yle" if name < "d" else "hs")
    at = NOW + hours * HOUR
    saved = revisions.save_revision(conn, known, title=f"Otsikko {name}", text=text, fetched_at=at)
    return origins.save_origin(conn, saved.id)


def grouped(conn: Connection) -> set[frozenset[str]]:
    """Give the groups as sets of article names."""
    query = sa.text("select origin.name, article.url from origin join article on article.id = article_id")
    found: dict[str, set[str]] = {}
    for name, url in conn.execute(query):
        found.setdefault(name, set()).add(url[-1])
    return {frozenset(one) for one in found.values()}


def named(conn: Connection) -> dict[str, str]:
    query = sa.text("select article.url, origin.name from origin join article on article.id = article_id")
    return dict(conn.execute(query).tuples().all())


def test_copies_are_grouped_and_other_stories_stand_alone(conn: Connection) -> None:
    for name, text in TEXTS.items():
        save(conn, name, text)
    assert grouped(conn) == {frozenset("abcd"), frozenset("ef"), frozenset("g")}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(sorted(TEXTS)), st.permutations(sorted(TEXTS)))
def test_groups_and_their_names_do_not_depend_on_the_order_of_reading(
    tmp_path: Path, first: list[str], second: list[str]
) -> None:
    results = []
    for order in (first, second):
        path = tmp_path / "one.db"
        path.unlink(missing_ok=True)
        engine = open_database(path, create=True)
        with engine.begin() as conn:
            register(conn)
            for name in order:
                save(conn, name, TEXTS[name])
            results.append(named(conn))
        engine.dispose()
    assert results[0] == results[1]


def test_an_article_rewritten_in_own_words_leaves_its_group_and_the_rest_is_grouped_anew(conn: Connection) -> None:
    for name in "abc":
        save(conn, name, TEXTS[name])
    before = named(conn)
    changed = save(conn, "b", OWN, 1)
    assert grouped(conn) == {frozenset("ac"), frozenset("b")}
    moved = {url for url, name in named(conn).items() if before[url] != name}
    assert {url[-1] for url in moved} <= set("abc")
    assert len(changed) == len(moved)
    assert save(conn, "b", TEXTS["b"], 2)
    assert named(conn) == before


def test_the_same_text_again_changes_nothing(conn: Connection) -> None:
    assert len(save(conn, "a", NOTE)) == 1
    assert save(conn, "a", NOTE, 1) == set()


def test_who_joins_a_group_tells_which_articles_are_called_otherwise(conn: Connection) -> None:
    ids = {name: save(conn, name, TEXTS[name]) for name in ("a", "e")}
    assert all(len(one) == 1 for one in ids.values())
    both = save(conn, "b", f"{NOTE}")
    assert len(both) in (1, 2)
    assert len(set(named(conn).values())) == 2


@pytest.mark.parametrize("copies", [40])
def test_a_band_holds_so_many_of_one_group_and_still_finds_the_next_copy(conn: Connection, copies: int) -> None:
    rng = random.Random(1)  # noqa: S311 texts for a test
    words = NOTE.split()
    for number in range(copies):
        varied = list(words)
        varied[rng.randrange(len(words))] = f"sana{number}"
        save(conn, f"copy-{number}", " ".join(varied))
    assert len(set(named(conn).values())) == 1
    held = conn.execute(sa.text("select max(n) from (select count(*) n from origin_band group by band)")).scalar_one()
    assert held <= 8
    assert conn.execute(sa.select(sa.func.count()).select_from(origin)).scalar_one() == copies
