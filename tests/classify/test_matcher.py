from __future__ import annotations

import pytest

from monitor.classify.matcher import Matcher
from monitor.language.tokens import tokenize
from monitor.lexicon import Lexicon, parse_pattern
from tests.classify.conftest import DATA

CONCEPTS = {
    "aggravated_hacking": ["törkeä + tietomurto~"],
    "hacking": ["tietomurto~", "~tietomurto", "v:murtautua"],
    "extortion": ["kiristys~", "kiristäjä", "kiristäminen", "v:kiristää"],
    "arrest": ["v:pidättää", "pidätys", "v:ottaa ..3 =kiinni", "v:saada ..3 =kiinni", "kiinniotto"],
    "remand": ["v:vangita", "vangitsemis~", "vangitseminen"],
    "extradition": ["v:luovuttaa", "luovutus~", "luovuttaminen"],
    "charge": ["syyte~", "v:syyttää"],
    "investigation": ["esitutkinta~"],
    "district_court": ["käräjäoikeus~"],
    "appeal_court": ["hovioikeus~"],
    "supreme_court": ["a:korkein + oikeus", "KKO"],
    "leave_to_appeal": ["valituslupa~"],
    "judgment": ["tuomio~", "~tuomio", "v:tuomita"],
    "release": ["v:vapauttaa", "v:vapautua", "vapauttaminen"],
    "appeal": ["v:valittaa", "valitus~"],
    "denial": ["v:kiistää"],
    "damages": ["vahingonkorvaus~", "korvausvaatimus"],
    "bankruptcy": ["konkurssi~"],
    "fine": ["seuraamusmaksu", "sakko"],
    "bill": ["lakiesitys", "hallitus + esitys"],
    "prosecutor": ["~syyttäjä", "syyttäjä"],
    "dpa": ["tietosuojavaltuutettu", "~tietosuojavaltuutettu"],
}


def pattern_cases() -> list[tuple[str, str, bool]]:
    lines = (DATA / "pattern_cases.tsv").read_text(encoding="utf-8").splitlines()
    return [(concept, phrase, wanted == "1") for concept, phrase, wanted in (line.split("\t") for line in lines)]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    names = {concept: [concept.removeprefix("name:")] for concept, *_ in pattern_cases() if concept.startswith("name:")}
    concepts = {
        name: tuple(parse_pattern(source) for source in sources) for name, sources in (CONCEPTS | names).items()
    }
    words = {"Länsi-Uusimaa": {"forms": ["Länsi-Uudenmaan"]}}
    return Matcher(Lexicon("fi", "0", concepts=concepts, words=words), [])


@pytest.mark.parametrize(("concept", "phrase", "wanted"), pattern_cases())
def test_every_pattern_case_is_matched_or_left_alone(matcher: Matcher, concept: str, phrase: str, wanted: bool) -> None:
    tokens = tokenize(phrase)
    found = matcher.match(tokens, 0, len(tokens))
    assert (matcher.symbol(concept) in found.spans) is wanted


def small(language: str, **concepts: str) -> Matcher:
    return Matcher(
        Lexicon(language, "0", concepts={name: (parse_pattern(source),) for name, source in concepts.items()}), []
    )


def places(matcher: Matcher, text: str, name: str) -> list[tuple[int, int]]:
    tokens = tokenize(text)
    return list(matcher.match(tokens, 0, len(tokens)).spans.get(matcher.symbol(name)))


def test_adjacent_elements_do_not_match_with_a_word_between() -> None:
    matcher = small("en", pair="break + =into")
    assert not places(matcher, "a break right into it", "pair")
    assert places(matcher, "a break into it", "pair") == [(1, 3)]


def test_an_ordered_pattern_does_not_match_in_the_other_order() -> None:
    matcher = small("en", order="police >2 thief")
    assert places(matcher, "police caught the thief", "order")
    assert not places(matcher, "the thief saw police", "order")


def test_a_window_ends_after_its_number_of_words() -> None:
    matcher = small("en", near="police ..1 thief")
    assert places(matcher, "the thief and police", "near")
    assert not places(matcher, "the thief and the police", "near")


def test_an_absent_element_forbids_the_match_anywhere_in_the_sentence() -> None:
    matcher = small("en", alone="police & !thief")
    assert places(matcher, "the police came", "alone")
    assert not places(matcher, "the police came for a thief", "alone")


def test_a_verb_with_tags_matches_only_those_forms() -> None:
    matcher = small("en", past="v:take[past]")
    assert places(matcher, "he took it", "past")
    assert not places(matcher, "he takes it", "past")


def test_a_concept_may_stand_on_other_concepts_of_several_words() -> None:
    matcher = small("en", court="court + =of + appeal", ruling="@court .. v:rule")
    assert places(matcher, "the Court of Appeal has ruled", "ruling")


def test_a_name_needs_its_capital_letter() -> None:
    matcher = small("fi", name="Lehtinen")
    assert places(matcher, "Lehtisen mukaan", "name")
    assert not places(matcher, "lehtisen mukaan", "name")


def test_a_run_of_letters_without_end_is_no_word_and_costs_nothing() -> None:
    matcher = small("fi", name="tietomurto~")
    assert not places(matcher, "tietomurto" * 20_000, "name")
