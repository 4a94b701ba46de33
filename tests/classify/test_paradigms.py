"""The table of forms: which words lead to which terms, by clitic, colon, hyphen and compound."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.classify.paradigms import Forms
from monitor.language.tokens import normalise
from monitor.lexicon import Lexicon, Term, all_patterns

PAIRS = Path(__file__).parents[1] / "data" / "morphology" / "fi_pairs.tsv"


def table(*terms: Term, language: str = "fi") -> Forms:
    """Build a table of terms; each stands for its place in the list."""
    forms = Forms(language, {})
    for symbol, term in enumerate(terms):
        forms.add(term, symbol)
    forms.finish(tuple)
    return forms


def readings(base: str) -> list[Term]:
    """Every reading of a base form: a name by its capital, else a noun, an adjective and, if it can be, a verb."""
    if base[0].isupper():
        return [Term(base, starts=True), Term(base.rpartition("-")[2], ends=True)]
    return [Term(base), Term(base, "adjective"), *([Term(base, "verb")] if is_verb(base) else [])]


def is_verb(base: str) -> bool:
    try:
        return bool(table().paradigm(Term(base, "verb")))
    except ValueError:
        return False


def test_every_gold_form_leads_to_its_base() -> None:
    lines = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    pairs = [(form, bases) for category, form, bases in lines if not category.startswith("#")]
    misses = [
        (form, bases)
        for form, bases in pairs
        if not any(table(*readings(base)).find(normalise(form)) for base in bases.split("|"))
    ]
    assert len(pairs) == 507
    assert misses == []


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("vastaamonkin", Term("Vastaamo")),
        ("tuomittiinkohan", Term("tuomita", "verb")),
        ("krp:läiset", Term("KRP")),
        ("vastaamo-jutussa", Term("Vastaamo", starts=True)),
        ("vastaamo-jutussakin", Term("juttu", ends=True)),
        ("tietomurtojutussa", Term("tietomurto", starts=True)),
        ("vankeustuomionkin", Term("tuomio", ends=True)),
        ("vankeusrangaistuksensa", Term("rangaistus", ends=True)),
    ],
)
def test_a_word_is_found_by_its_parts(word: str, term: Term) -> None:
    assert table(term).find(word) == (0,)


@pytest.mark.parametrize(("word", "base"), [("syytettiin", "syyte"), ("tuomionsa", "tuomio"), ("uhristaan", "uhri")])
def test_an_ending_makes_no_compound(word: str, base: str) -> None:
    assert table(Term(base, "literal", starts=True)).find(word) == ()


@pytest.mark.parametrize(
    ("term", "form"),
    [
        (Term("olla", "verb"), "on"),
        (Term("työ"), "töissä"),
        (Term("apu"), "avun"),
        (Term("evätä", "verb"), "epäsi"),
        (Term("viedä", "verb"), "vei"),
    ],
)
def test_a_form_with_other_first_letters_is_found_first_thing(term: Term, form: str) -> None:
    assert table(term).find(form) == (0,)


@pytest.mark.parametrize(("word", "form"), [("take", "took"), ("think", "thought"), ("be", "is"), ("flee", "fled")])
def test_irregular_english_verbs_are_found_first_thing(word: str, form: str) -> None:
    assert table(Term(word, "verb"), language="en").find(form) == (0,)


@pytest.mark.parametrize(("tag", "found"), [("past", True), ("ptc past", True), ("inf", False)])
def test_a_form_with_two_readings_has_the_tags_of_both(tag: str, found: bool) -> None:
    forms = table(Term("charge", "verb", tags=(tag,)), language="en")
    assert bool(forms.find("charged")) is found


def test_no_form_of_the_shipped_lexicons_begins_with_letters_it_is_not_filed_under(lexicons: list[Lexicon]) -> None:
    for lexicon in lexicons:
        forms = Forms(lexicon.language, lexicon.words)
        terms = {
            term
            for pattern in all_patterns(lexicon)
            for element in pattern.elements
            for term in element.terms
            if term.sort != "concept"
        }
        lost = [term.word for term in terms if {form[:2] for form in forms.paradigm(term)} - forms.filed_under(term)]
        assert lost == []


@given(st.text("ako-:hinp", max_size=90))
def test_the_look_up_of_any_word_ends(norm: str) -> None:
    assert table(Term("kana", starts=True), Term("piha", ends=True)).find(norm) in {(), (0,), (1,), (0, 1), (1, 0)}
