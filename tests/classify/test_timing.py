"""When a step happened: what was told, what was merely said on a day, and what the day of publication stands for."""

from __future__ import annotations

import pytest

from monitor.model import Kind, Modality
from tests.classify.conftest import Read


def dated(read: Read, kind: Kind, text: str, **more: str) -> list[str | None]:
    found = [mention for mention in read(text, **more).mentions if mention.kind is kind]
    return [mention.date.value if mention.date else None for mention in found if mention.modality is Modality.FACT]


@pytest.mark.parametrize(
    "text",
    [
        "Vastaamo said on Wednesday that its patient records had been stolen.",
        "Vastaamo kertoi keskiviikkona, että sen potilastiedot on varastettu.",
        "Vastaamo berättade i går att dess patientuppgifter har stulits.",
    ],
)
def test_the_day_of_the_telling_is_not_the_day_of_the_break_in(read: Read, text: str) -> None:
    assert dated(read, Kind.BREACH, text) == [None]


def test_a_date_told_in_the_clause_of_the_act_is_the_act_s_own(read: Read) -> None:
    text = "Vastaamo said on Wednesday that its patient records had been stolen in March 2019."
    assert dated(read, Kind.BREACH, text) == ["2019-03"]


def test_since_says_when_it_began(read: Read) -> None:
    text = "Patients of Vastaamo have since Tuesday been receiving blackmail emails."
    assert dated(read, Kind.EXTORTION, text) == ["2025-09-30"]


def test_a_state_behind_and_is_not_dated_by_what_was_before(read: Read) -> None:
    text = "Kivimäki was surrendered by France in February and is sitting in prison in Vantaa."
    assert dated(read, Kind.EXTRADITION, text) == ["2025-02"]
    assert dated(read, Kind.REMAND, text) == [None]


def test_a_chain_of_acts_shares_its_last_date(read: Read) -> None:
    text = "Kivimäki otettiin kiinni Ranskassa, tuotiin Suomeen ja vangittiin helmikuussa."
    assert dated(read, Kind.ARREST, text) == ["2025-02"]


def test_so_long_after_counts_back_from_the_news(read: Read) -> None:
    text = "Kivimäki was brought to Finland on Thursday, three weeks after he was caught by police near Paris."
    assert dated(read, Kind.ARREST, text) == ["2025-09-11"]


def test_a_completed_event_of_the_lead_gets_the_month_and_one_far_below_gets_none(read: Read) -> None:
    title = "Kivimäki arrested in France"
    lead = "Police have arrested Kivimäki, suspected of the Vastaamo hack."
    filler = " ".join(f"Neighbours said little of it, number {number} least of all." for number in range(6))
    assert dated(read, Kind.ARREST, lead, title=title) == ["2025-10"]
    assert dated(read, Kind.DISMISSAL, f"{lead} {filler} The boss of Vastaamo was fired.", title=title) == [None]


def test_a_publication_known_to_the_year_dates_its_lead_to_the_year(read: Read) -> None:
    text = "The Helsinki Court of Appeal has acquitted Ville Tapio."
    assert dated(read, Kind.APPEAL_RULING, text, title="Court of appeal acquits Tapio", published="2025") == ["2025"]


def test_an_entry_of_a_chronicle_is_dated_by_its_head(read: Read) -> None:
    text = "2008: Vastaamo perustetaan.\n30.4.2024: Käräjäoikeus tuomitsee Kivimäen vankeuteen."
    assert dated(read, Kind.VERDICT, text, title="Vastaamo: aikajana") == ["2024-04-30"]


def test_a_date_behind_the_first_of_two_acts_is_that_act_s_alone(read: Read) -> None:
    text = "Tapio was found guilty by the district court in April 2023 and appealed to the court of appeal."
    assert dated(read, Kind.VERDICT, text) == ["2023-04"]
    assert "2023-04" not in dated(read, Kind.APPEAL, text)


def test_last_week_is_no_more_exact_than_its_month(read: Read) -> None:
    assert dated(read, Kind.BANKRUPTCY, "Vastaamo was declared bankrupt last week.", published="2021-02-25") == [
        "2021-02"
    ]


def test_without_a_publication_a_yearless_date_goes_on_from_the_one_before(read: Read) -> None:
    text = "Kivimäki was arrested in France on 3 February 2023. He was extradited to Finland on 24 February."
    found = read(text, published=None).mentions
    assert [mention.date and mention.date.value for mention in found if mention.kind is Kind.EXTRADITION] == [
        "2023-02-24"
    ]
