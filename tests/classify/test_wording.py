from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.classify import Classifier
from monitor.lexicon import Lexicon
from monitor.model import Case, Document, Kind, Modality, Reading
from monitor.weights import WeightsText

WORDS = """language en
add 0.3
near 0.1
drop 0.05
bias\tarrest:-3 verdict:-2
=lifted\tarrest:4
=doorstep\tarrest:2 verdict:-9
=dawn\tarrest:2
=COMPANY\tverdict:-1
"""


@pytest.fixture
def reading(lexicons: list[Lexicon], case: Case) -> Callable[[str], Reading]:
    classifier = Classifier(lexicons, [case], [WeightsText("en.weights", WORDS)])
    return lambda text: classifier.read(Document("x", "Vastaamo", text, "2023-02-03", language="en"))


def test_words_alone_tell_a_kind_no_rule_found(reading: Callable[[str], Reading]) -> None:
    (mention,) = reading("Officers lifted the man off his doorstep in France on Friday.").mentions
    assert mention.kind is Kind.ARREST
    assert mention.rule == "en-words-arrest"
    assert mention.words == ("lifted", "doorstep")
    assert 0.3 <= mention.confidence < 1
    assert mention.quote == "Officers lifted the man off his doorstep in France on Friday."


def test_a_mention_of_words_alone_gets_its_modality_and_date_as_any_other(reading: Callable[[str], Reading]) -> None:
    (mention,) = reading("The man was never lifted off any doorstep.").mentions
    assert mention.modality is Modality.DENIED


def test_a_question_tells_nothing_by_its_words(reading: Callable[[str], Reading]) -> None:
    assert not reading("Was he lifted off his doorstep?").mentions


def test_words_alone_tell_a_kind_once_a_text_at_its_clearest_place(reading: Callable[[str], Reading]) -> None:
    (mention,) = reading("They lifted him. They lifted him off his doorstep at dawn.").mentions
    assert mention.quote.endswith("at dawn.")


def test_a_rule_is_not_believed_where_the_words_speak_against_it(reading: Callable[[str], Reading]) -> None:
    told = "The court found him guilty."
    assert [mention.kind for mention in reading(told).mentions] == [Kind.VERDICT]
    assert not reading(f"On the doorstep {told}").mentions


def test_without_weights_the_rules_alone_tell(lexicons: list[Lexicon], case: Case) -> None:
    classifier = Classifier(lexicons, [case])
    assert not classifier.read(Document("x", "Vastaamo", "Officers lifted the man off his doorstep.", "2023")).mentions


def test_the_version_of_a_reading_holds_the_weights(lexicons: list[Lexicon], case: Case) -> None:
    heavier = WORDS.replace("arrest:4", "arrest:3")
    versions = {Classifier(lexicons, [case], [WeightsText("en.weights", text)]).version for text in (WORDS, heavier)}
    assert len(versions) == 2


def test_what_is_too_doubtful_to_tell_is_a_near_miss(reading: Callable[[str], Reading]) -> None:
    read = reading("On the doorstep the court found him guilty.")
    assert not read.mentions
    assert {near.kind: near.confidence for near in read.near}[Kind.VERDICT] < 0.05
    assert all(near.quote == "On the doorstep the court found him guilty." for near in read.near)
