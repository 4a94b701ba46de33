"""What a negation, a frame or a saying is said of."""

from __future__ import annotations

import pytest

from monitor.model import Kind, Modality
from tests.classify.conftest import Read


def moods(read: Read, text: str, kind: Kind) -> set[Modality]:
    return {mention.modality for mention in read(text).mentions if mention.kind is kind}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("There is no evidence that Vastaamo's patient records were published again.", Kind.DATA_LEAK),
        ("Poliisin mukaan ei ole viitteitä siitä, että potilastietoja olisi julkaistu uudelleen.", Kind.DATA_LEAK),
        ("Det finns inga tecken på att uppgifterna har publicerats på nätet.", Kind.DATA_LEAK),
    ],
)
def test_a_frame_of_falsehood_denies_what_it_opens(read: Read, text: str, kind: Kind) -> None:
    assert moods(read, text, kind) == {Modality.DENIED}


@pytest.mark.parametrize(
    "text",
    [
        "It cannot be ruled out that someone else broke into the patient database.",
        "Ei voida sulkea pois, että potilastietokantaan murtauduttiin toisenkin kerran.",
        "Det går inte att utesluta att någon bröt sig in i databasen en gång till.",
    ],
)
def test_what_cannot_be_ruled_out_is_possible_and_not_denied(read: Read, text: str) -> None:
    assert moods(read, text, Kind.BREACH) == {Modality.HYPOTHETICAL}


@pytest.mark.parametrize(
    "text",
    [
        "Oikeus ei uskonut Kivimäen selitystä vaan tuomitsi hänet vankeuteen.",
        "The court did not believe Kivimäki's account and sentenced him to prison.",
        "Rätten trodde inte på Kivimäkis förklaring utan dömde honom till fängelse.",
    ],
)
def test_a_negation_belongs_to_the_verb_it_stands_by(read: Read, text: str) -> None:
    assert moods(read, text, Kind.VERDICT) == {Modality.FACT}


def test_what_is_missing_is_what_a_finding_tells(read: Read) -> None:
    assert moods(read, "There was no password, and nobody monitored the server.", Kind.SECURITY_FINDING) == {
        Modality.FACT
    }


def test_a_step_of_a_relative_clause_leaves_the_main_clause_a_fact(read: Read) -> None:
    text = "The trial, which is expected to last until February, began on Monday in Espoo."
    assert moods(read, text, Kind.TRIAL) == {Modality.FACT}


def test_an_appeal_that_is_being_heard_has_been_lodged(read: Read) -> None:
    assert moods(read, "Hans överklagande behandlas nästa år i hovrätten.", Kind.APPEAL) == {Modality.FACT}


def test_who_clears_himself_denies_what_was_found(read: Read) -> None:
    text = "Entisen toimitusjohtajan mukaan tietoturva oli kunnossa."
    assert moods(read, text, Kind.SECURITY_FINDING) == {Modality.DENIED}
