"""Who acts, and what a match means at the stage the case has reached."""

from __future__ import annotations

import pytest

from monitor.model import Kind, Modality
from tests.classify.conftest import Read


def acting(read: Read, kind: Kind, text: str, **more: str) -> list[str | None]:
    return [mention.authority for mention in read(text, **more).mentions if mention.kind is kind]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\t"])
def test_the_words_of_a_court_s_name_may_be_parted_by_any_space(read: Read, space: str) -> None:
    text = f"Helsingin{space}hovioikeus kovensi Kivimäen tuomiota torstaina."
    assert acting(read, Kind.APPEAL_RULING, text) == ["Helsingin hovioikeus"]


def test_the_court_named_nearest_acts(read: Read) -> None:
    text = "The Helsinki District Court ordered Kivimäki detained before the case went to the Helsinki Court of Appeal."
    assert acting(read, Kind.REMAND, text) == ["Helsinki District Court"]


def test_a_detective_is_no_authority(read: Read) -> None:
    assert acting(read, Kind.ARREST, "Kivimäki was arrested by a detective in France.") == [None]


def test_what_prosecutors_want_on_appeal_is_wanted_of_the_court_of_appeal(read: Read) -> None:
    text = (
        "The hearing of Kivimäki's appeal began at the Helsinki Court of Appeal on Thursday. "
        "The prosecutors are demanding seven years in prison."
    )
    found = {(mention.kind, mention.modality) for mention in read(text, title="Kivimäki's appeal begins").mentions}
    assert (Kind.APPEAL_RULING, Modality.SOUGHT) in found
    assert (Kind.VERDICT, Modality.SOUGHT) not in found


@pytest.mark.parametrize(
    ("kind", "text", "subject"),
    [
        (Kind.DISMISSAL, "Heini Pirttijärvi, its new chief executive, stepped down at Vastaamo on Tuesday.", "other"),
        (Kind.SUPREME_COURT, "The Supreme Court ruled that police may not use the patient records.", "victims"),
        (Kind.REMAND, "The alleged hacker was remanded in custody by the court.", "Kivimäki"),
        (Kind.REGULATOR_ACTION, "The Parliamentary Ombudsman issued a decision on Vastaamo's clients.", "other"),
    ],
)
def test_whom_a_step_is_about_is_told_by_its_own_sentence(read: Read, kind: Kind, text: str, subject: str) -> None:
    found = read(f"Ville Tapio headed Vastaamo, the therapy company.\n{text}").mentions
    assert {mention.subject for mention in found if mention.kind is kind} == {subject}


def test_what_is_demanded_for_a_third_person_is_not_demanded_for_the_accused(read: Read) -> None:
    text = (
        "Syyttäjä vaati torstaina Vastaamo-jutussa ehdollista vankeutta kolmannelle henkilölle avunannosta. "
        "Vastaaja kiistää syytteen. Tuomio annetaan tammikuussa."
    )
    assert {mention.subject for mention in read(text, published="2026-11-20").mentions} == {"third_person"}
    aided = "The court convicted a man of aiding the attempted extortion of Vastaamo."
    assert {
        mention.subject for mention in read(aided, published="2026-11-20").mentions if mention.kind is Kind.VERDICT
    } == {"third_person"}
