"""Copies of one text are one origin, whatever is written around them; a rewritten story is its own."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.origins import credited, fingerprint, groups, independent, meet, same_origin

NOTE = (
    "Länsi-Uudenmaan käräjäoikeus on tuominnut Aleksanteri Kivimäen kuuden vuoden ja kolmen kuukauden vankeuteen.\n"
    "Oikeus luki hänen syykseen törkeän tietomurron, törkeän kiristyksen yrityksiä ja yksityiselämää loukkaavan tiedon "
    "levittämisiä. Kivimäki on kiistänyt kaikki syytteet.\n"
    "Tuomio ei ole lainvoimainen. Puolustus ilmoitti heti tyytymättömyyttä ratkaisuun.\n"
    "Juttu on asianomistajien määrällä mitattuna Suomen suurin rikosasia."
)
OWN = (
    "Asianajajan mukaan tiistain ratkaisu toi monelle uhrille helpotuksen, mutta työ korvausten parissa jatkuu vielä.\n"
    "Hän tapasi päämiehensä Espoossa ennen kuin tuomio julistettiin, ja keskustelu kesti yli tunnin ajan.\n"
    "Uhreista moni on odottanut tätä hetkeä vuosia eikä halunnut tulla saliin kuuntelemaan, hän kertoo puhelimessa."
)


@pytest.mark.parametrize(
    ("text", "wires"),
    [
        (f"STT\n{NOTE}", {"STT"}),
        (f"{NOTE}\nSTT", {"STT"}),
        (f"{NOTE} /STT", {"STT"}),
        (f"{NOTE} (STT–AFP)", {"STT", "AFP"}),
        (f"{NOTE}\nLehtikuva–STT", {"STT"}),
        (f"{NOTE}\nMaija Malli / STT", {"STT"}),
        (f"Teksti: STT\n{NOTE}", {"STT"}),
        ("HELSINKI (AP) — A Finnish court on Tuesday convicted a hacker.\nMore.", {"AP"}),
        ("HELSINKI, April 30 (Reuters) - A Finnish court on Tuesday convicted a hacker.", {"Reuters"}),
        ("Tingsrätten dömde mannen.\nTT", {"TT"}),
        ("Tingsrätten dömde mannen. (TT)", {"TT"}),
        ("Källa: TT-Reuters\nTingsrätten dömde mannen.", {"TT", "Reuters"}),
        (f"{NOTE}\nKuva: Vesa Malli / Lehtikuva / AP", set()),
        ("Asiasta kertoi ensin STT. Oikeus antoi tuomion.\nKivimäki kiisti.\nUhrit odottavat.\nLisää tulee.", set()),
        ("Reuters haastatteli asianajajaa, joka kertoi tuomiosta.", set()),
        ("At the AP news desk nobody knew.\nIt was late.", set()),
        (NOTE, set()),
    ],
)
def test_agencies_are_read_from_credits_at_the_edges_only(text: str, wires: set[str]) -> None:
    assert credited(text) == wires


def test_an_agency_that_is_the_outlet_is_its_own_credit() -> None:
    assert credited(NOTE, "stt") == {"STT"}
    assert credited(NOTE, "Yle") == frozenset()


@pytest.mark.parametrize(
    "copy",
    [
        f"STT\n{NOTE}",
        f"{NOTE}\nSTT\nLue myös: Tapiolle tuomio",
        f"Päivitetty 12.30\n{NOTE}\n12 kommenttia",
        NOTE.replace("on tuominnut", "tuomitsi tänään").replace("heti", ""),
        NOTE + " Asiasta kertoi aiemmin Mallilehti.",
    ],
)
def test_near_duplicates_are_one_origin_with_or_without_a_credit(copy: str) -> None:
    assert meet(fingerprint("Tuomio", NOTE), fingerprint("Muu otsikko", copy))


def test_a_short_credited_note_inside_a_longer_credited_story_is_one_origin() -> None:
    note, story = f"{NOTE}\nSTT", f"{NOTE}\n{OWN}\nMallilehti / STT".replace("Mallilehti", "Maija Malli")
    assert meet(fingerprint("A", note), fingerprint("B", story))
    assert not meet(fingerprint("A", NOTE), fingerprint("B", f"{NOTE}\n{OWN}\n{OWN[::-1]}"))


def test_one_agency_credited_by_two_different_stories_joins_nothing() -> None:
    assert not meet(fingerprint("A", f"{NOTE}\nSTT"), fingerprint("B", f"{OWN}\nSTT"))


def test_stories_of_one_event_in_own_words_are_apart() -> None:
    assert not same_origin(fingerprint("A", NOTE), fingerprint("B", OWN))


def test_a_text_that_says_next_to_nothing_is_compared_with_none() -> None:
    assert not meet(fingerprint("", "Tilaajille"), fingerprint("", "Tilaajille"))


def test_a_headline_and_teaser_alike_are_compared_with_their_headline() -> None:
    teaser = "Käräjäoikeus antoi tuomion Vastaamon tietomurrosta."
    one = fingerprint("Kivimäelle yli kuusi vuotta vankeutta", teaser)
    assert meet(one, fingerprint("Kivimäelle yli kuusi vuotta vankeutta", teaser))
    assert not meet(one, fingerprint("Uhrit saavat nyt korvauksia valtiolta vihdoin", teaser))


def _articles() -> list[tuple[str, str]]:
    """Give texts of three origins, some of them chained: a copy of a copy."""
    words = NOTE.split()
    late = [*words[:-6], *["joka", "on", "nyt", "ratkaistu", "toistaiseksi", "hovioikeuteen", "asti"]]
    return [
        ("a", NOTE),
        ("b", f"STT\n{NOTE}"),
        ("c", " ".join(late)),
        ("d", OWN),
        ("e", OWN + " STT"),
        ("f", NOTE[::-1]),
    ]


def test_groups_are_the_same_in_every_order() -> None:
    prints = {name: fingerprint(name, text) for name, text in _articles()}
    expected = groups(prints)
    assert expected == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d", "f": "f"}
    for order in permutations(prints):
        assert groups({name: prints[name] for name in order}) == expected


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 40))
def test_likeness_is_symmetric_and_falls_with_what_is_changed(seed: int, changed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 texts for a test
    words = [f"sana{rng.randrange(500)}" for _ in range(200)]
    other = list(words)
    for place in rng.sample(range(200), changed):
        other[place] = f"uusi{place}"
    one, two = fingerprint("", " ".join(words)), fingerprint("", " ".join(other))
    assert same_origin(one, two) == same_origin(two, one)
    assert meet(one, one)
    if changed <= 4:
        assert same_origin(one, two)
    if changed == 40:
        assert not same_origin(one, two)


@pytest.mark.parametrize(
    ("reports", "count"),
    [
        ([], 0),
        ([("yle", "1")], 1),
        ([("yle", "1"), ("yle", "2")], 1),
        ([("yle", "1"), ("hs", "1"), ("mtv", "1")], 1),
        ([("yle", "1"), ("yle", "2"), ("hs", "1")], 2),
        ([("yle", "1"), ("yle", "2"), ("yle", "3"), ("hs", "1"), ("mtv", "1")], 2),
        ([("yle", "1"), ("hs", "2"), ("mtv", "3")], 3),
    ],
)
def test_independent_origins_are_counted_by_outlet_and_text(reports: list[tuple[str, str]], count: int) -> None:
    assert independent(reports) == count
    assert independent(reversed(reports)) == count
