"""How far a word reaches: cues, dates, courts and roles belong to the step they are said of."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from monitor.classify import Classifier
from monitor.language import tokens
from monitor.language.dates import find_dates
from monitor.language.figures import find_quantities
from monitor.model import Document, EventDate, Kind, Mention, Modality
from tests.classify.conftest import Read


def told(read: Read, text: str, kind: Kind, **more: str) -> list[Mention]:
    return [mention for mention in read(text, **more).mentions if mention.kind is kind]


def test_what_may_be_applied_for_is_not_applied_for(read: Read) -> None:
    found = told(read, "Kivimäki voi hakea valituslupaa korkeimmasta oikeudesta.", Kind.APPEAL)
    assert {mention.modality for mention in found} == {Modality.HYPOTHETICAL}


def test_a_plan_after_and_leaves_the_judgment_a_fact_of_the_past(read: Read) -> None:
    text = "Kivimäki tuomittiin käräjäoikeudessa 30. huhtikuuta, ja asia on vireillä hovioikeudessa."
    found = told(read, text, Kind.VERDICT)
    assert [(mention.modality, mention.date and mention.date.value) for mention in found] == [
        (Modality.FACT, "2025-04-30")
    ]


def test_what_a_court_decided_to_do_it_has_done(read: Read) -> None:
    text = "Hovioikeus päätti torstaina, että Aleksanteri Kivimäki vapautetaan vankeudesta."
    assert {mention.modality for mention in told(read, text, Kind.RELEASE)} == {Modality.FACT}


def test_a_day_of_voting_is_past_even_where_the_title_tells_a_plan(read: Read) -> None:
    text = "An extraordinary general meeting voted on Thursday to put the psychotherapy company into liquidation."
    found = told(read, text, Kind.BANKRUPTCY, title="Vastaamo is to be wound up", published="2021-01-29")
    assert "2021-01-28" in {mention.date.value for mention in found if mention.date}


def test_a_release_with_a_travel_ban_is_no_acquittal(read: Read) -> None:
    text = "Käräjäoikeus vapautti Kivimäen ja määräsi hänet matkustuskieltoon."
    found = {mention.kind for mention in read(text).mentions}
    assert Kind.RELEASE in found
    assert Kind.VERDICT not in found


def test_the_charges_according_to_which_it_happened_take_no_date(read: Read) -> None:
    text = "Vastaamo's patient database was stolen in November 2018, according to the charges."
    assert {mention.date for mention in told(read, text, Kind.CHARGES)} <= {None}
    assert {mention.date.value for mention in told(read, text, Kind.BREACH) if mention.date} == {"2018-11"}


def test_the_month_of_may_is_no_modal(read: Read) -> None:
    text = "The investor bought a 70 per cent stake in Vastaamo in May 2019."
    assert {mention.modality for mention in told(read, text, Kind.OWNERSHIP)} == {Modality.FACT}


def test_a_role_with_another_name_is_somebody_else(read: Read) -> None:
    text = "Toimitusjohtaja Heini Esimerkki erosi tehtävästään."
    assert {mention.subject for mention in told(read, text, Kind.DISMISSAL)} == {"other"}


def test_later_counts_from_the_date_told_in_the_sentence_before(read: Read) -> None:
    text = "Kivimäki otettiin kiinni 3. helmikuuta 2023. Kolme viikkoa myöhemmin hänet luovutettiin Suomeen."
    found = told(read, text, Kind.EXTRADITION)
    assert {mention.date.value for mention in found if mention.date} == {"2023-02-24"}


@pytest.mark.parametrize(
    ("text", "language", "published", "value"),
    [
        ("Päätös tehtiin joulukuun seitsemäntenä.", "fi", "2021-12-16", "2021-12-07"),
        ("Edellispäivänä hän löysi kirjeen.", "fi", "2020-10-25", "2020-10-24"),
        ("He was heard on the 13th.", "en", "2023-11-20", "2023-11-13"),
        ("He was heard on the 23rd.", "en", "2023-11-20", "2023-10-23"),
    ],
)
def test_days_in_words_and_without_a_month_are_dates(text: str, language: str, published: str, value: str) -> None:
    found = find_dates(text, language, EventDate.parse(published))
    assert [match.date.value for match in found] == [value]


def test_figures_with_a_case_ending_are_counted() -> None:
    assert [(one.value, one.unit) for one in find_quantities("Hän vaati 40:tä bitcoinia.", "fi")] == [(40.0, "BTC")]


def test_a_text_about_the_case_is_never_passed_over(classifier: Classifier, gold: dict[str, Any]) -> None:
    for row in gold.values():
        if row["relevant"]:
            content = Document(row["id"], row["title"], row["text"], None).content
            for form in ("NFC", "NFD"):
                text = tokens.plain(unicodedata.normalize(form, content))
                assert any(matcher.concerns(text) for matcher in classifier.matchers.values())
