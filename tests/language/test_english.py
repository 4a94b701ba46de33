"""English paradigms against the project's own pairs."""

from pathlib import Path

import pytest

from monitor.language import english
from monitor.language.tokens import normalise

PAIRS = Path(__file__).parents[1] / "data" / "morphology" / "en_pairs.tsv"


def _paradigm(base: str) -> set[str]:
    return {*english.verb(base), *english.noun(base), *english.name(base)}


def test_every_gold_form_is_in_the_paradigm_of_its_base() -> None:
    lines = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    misses = [
        (form, bases)
        for form, bases in lines
        if not any(normalise(form) in _paradigm(base) for base in bases.split("|"))
    ]
    assert len(lines) == 72
    assert misses == []


@pytest.mark.parametrize(
    ("verb", "form", "tag"),
    [
        ("charge", "charging", "ptc pres"),
        ("charge", "charged", "past or ptc past"),
        ("steal", "stole", "past"),
        ("steal", "stolen", "ptc past"),
        ("uphold", "upheld", "past or ptc past"),
        ("overturn", "overturned", "past or ptc past"),
        ("plead", "pled", "past or ptc past"),
        ("deny", "denies", "pres sg3"),
        ("ban", "banned", "past or ptc past"),
        ("cancel", "cancelled", "past or ptc past"),
        ("cancel", "canceled", "past or ptc past"),
        ("acquit", "acquitting", "ptc pres"),
        ("target", "targeted", "past or ptc past"),
        ("die", "dying", "ptc pres"),
        ("be", "was", "past"),
    ],
)
def test_a_verb_form_carries_its_tag(verb: str, form: str, tag: str) -> None:
    assert english.verb(verb)[form] == tag


@pytest.mark.parametrize("wrong", ["hackked", "appealled", "baned", "stealed", "chargeed", "jailled", "denyed"])
def test_misspellings_are_not_generated(wrong: str) -> None:
    verbs = ("hack", "appeal", "ban", "steal", "charge", "jail", "deny")
    assert all(wrong not in english.verb(verb) for verb in verbs)


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("victim", "victims"), ("bankruptcy", "bankruptcies"), ("breach", "breaches"), ("child", "children"),
        ("chairwoman", "chairwomen"), ("day", "days"), ("crisis", "crises"), ("person", "people"),
    ],
)  # fmt: skip
def test_a_noun_has_its_plural(noun: str, plural: str) -> None:
    assert english.noun(noun)[plural] == "pl"
    assert plural not in english.noun(noun, plural=False)


def test_a_name_has_its_possessive_and_no_plural() -> None:
    assert english.name("Kivimäki") == {"kivimäki": "sg", "kivimäki's": "sg poss"}


def test_an_adjective_has_degrees_when_it_is_short() -> None:
    assert set(english.adjective("long")) == {"long", "longer", "longest"}
    assert set(english.adjective("guilty")) == {"guilty", "guiltier", "guiltiest"}
    assert set(english.adjective("suspended")) == {"suspended"}


def test_the_possessive_is_stripped() -> None:
    assert list(english.strip_clitics("court's")) == ["court"]
    assert list(english.strip_clitics("courts")) == []
