"""What a number counts, by the words around it."""

from __future__ import annotations

import pytest

from tests.classify.conftest import Read


def counted(read: Read, text: str) -> dict[tuple[str, float], str]:
    return {(figure.what, figure.value): figure.unit for figure in read(text, title="Vastaamo ja Kivimäki").figures}


@pytest.mark.parametrize(
    ("text", "what", "value"),
    [
        ("Around 18,000 people have turned to the police over the Vastaamo breach.", "crime_reports", 18000),
        ("Some 18,000 people have filed a crime report over the Vastaamo breach.", "crime_reports", 18000),
        ("By May, 7,200 of those concerned had given the police a statement in the Vastaamo case.", "other", 7200),
        ("Käräjäoikeus tuomitsi Kivimäen viideksi vuodeksi ja neljäksi kuukaudeksi vankeuteen.", "sentence", 64),
        ("Käräjäoikeudessa Kivimäki sai viisi vuotta neljä kuukautta.", "sentence", 64),
        ("Hovrätten dömde Kivimäki till fängelse i fem år och fyra månader.", "sentence", 64),
        ("The court of appeal increased Kivimäki's sentence by seven months.", "other", 7),
        ("Hovioikeus pidensi Kivimäen vankeusrangaistusta seitsemällä kuukaudella.", "other", 7),
        ("The Helsinki court froze property worth eight million euros of Vastaamo's sellers.", "other", 8e6),
        (
            "Vastaamo had funds of 1.4 million, against debts of five million euros, when it went bankrupt.",
            "other",
            1.4e6,
        ),
        ("The archive of stolen Vastaamo records that was leaked online held 12GB.", "other", 12),
        ("Blackmailer leaked 150 patients' notes from Vastaamo on the Tor network.", "leaked_records", 150),
        ("Kiristäjä julkaisi Tor-verkossa noin 150 potilaan tiedot Vastaamosta.", "leaked_records", 150),
        ("Syyttäjä nosti Kivimäkeä vastaan syytteet. Asianomistajia on yli 17 000.", "plaintiffs", 17000),
    ],
)
def test_a_number_counts_what_its_clause_says(read: Read, text: str, what: str, value: float) -> None:
    assert (what, value) in counted(read, text)


def test_a_bare_number_counts_what_the_sentence_before_tells_of(read: Read) -> None:
    text = (
        "The State Treasury is handling applications for compensation from Vastaamo victims. Over 1,900 have arrived."
    )
    assert ("claims", 1900) in counted(read, text)


def test_a_rounded_term_beside_the_exact_one_is_no_other_term(read: Read) -> None:
    text = (
        "Kivimäki was sentenced to more than five years in prison by the district court. "
        "The sentence handed to Kivimäki was five years and four months in prison."
    )
    terms = [value for what, value in counted(read, text) if what == "sentence"]
    assert terms == [64]


def test_a_year_counts_nobody(read: Read) -> None:
    assert not counted(read, "In autumn 2020 thousands of people were blackmailed with data stolen from Vastaamo.")


@pytest.mark.parametrize(
    "text",
    [
        "Eleven years of crime have ended in a cell for Kivimäki, who hacked Vastaamo.",
        "The Vastaamo breach shook a country of 5.6 million people.",
    ],
)
def test_a_stretch_of_time_is_no_term_and_a_population_no_victims(read: Read, text: str) -> None:
    assert not counted(read, text)
