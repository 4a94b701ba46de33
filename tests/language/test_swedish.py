"""Swedish paradigms, by the words of court reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language import swedish


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("dom", ["domen", "domar", "domarna", "domens"]),
        ("åtal", ["åtalet", "åtalen", "åtalets"]),
        ("dataintrång", ["dataintrånget", "dataintrångens"]),
        ("offer", ["offret", "offren", "offrens"]),
        ("åklagare", ["åklagaren", "åklagarna", "åklagarens"]),
        ("fängelse", ["fängelset", "fängelser"]),
        ("utpressning", ["utpressningen", "utpressningar"]),
        ("hovrätt", ["hovrätten", "hovrätternas"]),
        ("brottsanmälan", ["brottsanmälan"]),
        ("skada", ["skadan", "skador", "skadorna"]),
        ("klient", ["klienten", "klienter", "klienternas"]),
        ("gärningsman", ["gärningsmannen", "gärningsmän", "gärningsmännen"]),
        ("system", ["systemet", "systemen"]),
        ("program", ["programmet", "programmen"]),
        ("möte", ["mötet", "möten"]),
        ("beslut", ["beslutet", "besluten"]),
    ],
)
def test_a_noun_has_its_definite_plural_and_genitive_forms(word: str, forms: list[str]) -> None:
    assert [form for form in forms if form not in swedish.noun(word)] == []


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("döma", {"dömer": "pres", "dömde": "past", "dömdes": "pass past", "döms": "pass pres", "dömd": "ptc past"}),
        (
            "häkta",
            {
                "häktades": "pass past",
                "häktas": "pass pres",
                "häktad": "ptc past",
                "häktade": "ptc past",
            },
        ),
        ("gripa", {"grep": "past", "greps": "pass past", "gripits": "pass sup", "gripna": "ptc past"}),
        ("anhålla", {"anhöll": "past", "anhölls": "pass past", "anhållen": "ptc past"}),
        ("överklaga", {"överklagar": "pres", "överklagade": "past", "överklagat": "sup"}),
        ("yrka", {"yrkar": "pres", "yrkas": "pass pres"}),
        ("släppa", {"släppte": "past", "släpptes": "pass past", "släppt": "sup"}),
        ("skärpa", {"skärpte": "past"}),
        ("utlämna", {"utlämnades": "pass past"}),
        ("bevilja", {"beviljade": "past"}),
        ("fälla", {"fällde": "past", "fälldes": "pass past"}),
        ("erkänna", {"erkände": "past"}),
        ("utreda", {"utreder": "pres"}),
        ("bli", {"blev": "past", "blivit": "sup"}),
        ("fly", {"flydde": "past"}),
        ("fria", {"friades": "pass past"}),
        ("stjäla", {"stal": "past", "stulna": "ptc past"}),
        ("sända", {"sände": "past", "sänt": "sup"}),
        ("framföra", {"framför": "pres", "framförde": "past"}),
    ],
)
def test_a_verb_form_carries_its_reading(word: str, forms: dict[str, str]) -> None:
    paradigm = swedish.verb(word)
    assert [form for form, tag in forms.items() if tag not in paradigm.get(form, "").split(" or ")] == []


@pytest.mark.parametrize("wrong", ["gripade", "stjälde", "flyde", "anhållde"])
def test_a_strong_verb_has_no_weak_forms(wrong: str) -> None:
    assert all(wrong not in swedish.verb(verb) for verb in ("gripa", "stjäla", "fly", "anhålla"))


def test_a_name_has_its_genitive() -> None:
    assert swedish.name("Vastaamo") == {"vastaamo": "sg", "vastaamos": "sg gen"}
    assert swedish.name("Julius") == {"julius": "sg"}
    assert "krp:s" in swedish.name("KRP")


def test_an_adjective_agrees() -> None:
    assert {"grov", "grovt", "grova"} <= set(swedish.adjective("grov"))
    assert {"villkorlig", "villkorligt", "villkorliga"} <= set(swedish.adjective("villkorlig"))
    assert {"misstänkt", "misstänkta"} <= set(swedish.adjective("misstänkt"))
    assert {"öppen", "öppet", "öppna"} <= set(swedish.adjective("öppen"))


def test_there_are_no_clitics() -> None:
    assert list(swedish.strip_clitics("domens")) == []


@given(st.text("abdefghijklmnoprstuvyåäö", min_size=1, max_size=12))
def test_any_word_inflects(word: str) -> None:
    for forms in (swedish.noun(word), swedish.name(word), swedish.adjective(word), swedish.verb(word)):
        assert word in forms
