from __future__ import annotations

import pytest

from monitor.model import Kind, Modality
from tests.classify.conftest import DATA, Read

#: Language, kind, modality and sentence: one plain wording of each, with what must not mislead beside it.
SENTENCES = [line.split("\t") for line in (DATA / "modality.tsv").read_text(encoding="utf-8").splitlines()]

CASES = [
    ("Syyttäjä vaatii Kivimäelle seitsemän vuoden vankeutta.", Kind.VERDICT, {Modality.SOUGHT}),
    ("Kivimäki kiistää kaikki syytteet.", Kind.CHARGES, {Modality.DENIED}),
    ("Kivimäki aikoo valittaa tuomiosta.", Kind.APPEAL, {Modality.PLANNED}),
    ("Jos tiedot leviävät verkkoon, uhreille voi koitua haittaa.", Kind.DATA_LEAK, {Modality.HYPOTHETICAL}),
    ("Epäiltyä ei ole saatu kiinni.", Kind.ARREST, {Modality.DENIED}),
    ("Pääkäsittely alkaa maanantaina.", Kind.TRIAL, {Modality.PLANNED}),
    ("Hänet tuomittaneen vankeuteen.", Kind.VERDICT, {Modality.HYPOTHETICAL}),
    ("Korkein oikeus ei myöntänyt valituslupaa.", Kind.SUPREME_COURT, {Modality.FACT}),
    ("Salasanaa ei ollut.", Kind.SECURITY_FINDING, {Modality.FACT}),
    ("The prosecution seeks seven years in prison for Kivimäki.", Kind.VERDICT, {Modality.SOUGHT}),
    ("Kivimäki pleaded not guilty.", Kind.CHARGES, {Modality.DENIED}),
    ("He threatened to publish the records unless he was paid.", Kind.DATA_LEAK, {Modality.HYPOTHETICAL}),
    ("His lawyer said Kivimäki would appeal.", Kind.APPEAL, {Modality.PLANNED}),
    ("Nobody has been arrested yet.", Kind.ARREST, {Modality.DENIED}),
    ("Åklagaren yrkar på sju års fängelse.", Kind.VERDICT, {Modality.SOUGHT}),
]


@pytest.mark.parametrize(("text", "kind", "wanted"), CASES, ids=[text for text, *_ in CASES])
def test_a_clause_has_the_modality_of_its_cue(read: Read, text: str, kind: Kind, wanted: set[Modality]) -> None:
    assert {mention.modality for mention in read(text).mentions if mention.kind is kind} == wanted


@pytest.mark.parametrize(("language", "kind", "wanted", "text"), SENTENCES, ids=[row[3] for row in SENTENCES])
def test_newsroom_wordings_keep_their_modality(read: Read, language: str, kind: str, wanted: str, text: str) -> None:
    found = {str(mention.modality) for mention in read(text, language=language).mentions if mention.kind == kind}
    assert found == {wanted}


def test_a_demand_beside_a_verdict_in_one_sentence_gives_two_mentions(read: Read) -> None:
    text = "Käräjäoikeus tuomitsi Kivimäen kuuden vuoden vankeuteen, vaikka syyttäjä vaati seitsemää vuotta vankeutta."
    found = {mention.modality for mention in read(text).mentions if mention.kind is Kind.VERDICT}
    assert found == {Modality.FACT, Modality.SOUGHT}


def test_released_from_duties_is_a_dismissal_and_from_charges_a_ruling(read: Read) -> None:
    assert kinds(read, "Toimitusjohtaja Ville Tapio vapautettiin tehtävistään.") == {Kind.DISMISSAL}
    assert Kind.APPEAL_RULING in kinds(read, "Hovioikeus vapautti Tapion syytteestä.")
    assert Kind.RELEASE not in kinds(read, "Hovioikeus vapautti Tapion syytteestä.")
    assert Kind.RELEASE in kinds(read, "Hovioikeus vapautti Kivimäen vankilasta.")


def kinds(read: Read, text: str) -> set[Kind]:
    return {mention.kind for mention in read(text).mentions}
