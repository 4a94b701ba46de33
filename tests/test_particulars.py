"""What a text says beside its developments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor import particulars
from monitor.model import EventDate, Figure, Kind, Mention, Modality, Outcome, Qualifier
from monitor.particulars import FINAL, NOT_FINAL, complete, finality, offence, step


def mention(content: str, quote: str, kind: Kind, date: str = "", **more: object) -> Mention:
    start = content.index(quote)
    fields = {"modality": Modality.FACT, "news": True, "subject": "Kivimäki", "rule": "r", **more}
    dated = EventDate.parse(date) if date else None
    return Mention("vastaamo", kind, quote=quote, start=start, end=start + len(quote), date=dated, **fields)  # type: ignore[arg-type]


def figure(content: str, quote: str, what: str, value: float, unit: str = "", of: str | None = None) -> Figure:
    start = content.index(quote)
    return Figure("vastaamo", what, value, unit, Qualifier.EXACT, quote, start, start + len(quote), of)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tuomio ei ole lainvoimainen.", NOT_FINAL),
        ("Hovioikeuden ratkaisu ei ole vielä lainvoimainen.", NOT_FINAL),
        ("Tuomio on lainvoimainen.", FINAL),
        ("Ratkaisu jäi lainvoimaiseksi.", FINAL),
        ("The judgment is not yet final.", NOT_FINAL),
        ("The sentence is not legally binding.", NOT_FINAL),
        ("The ruling may still change.", NOT_FINAL),
        ("The ruling became final in May.", FINAL),
        ("Domen har inte vunnit laga kraft.", NOT_FINAL),
        ("Domen har vunnit laga kraft.", FINAL),
        ("Korvaukset maksetaan, kun tuomio on lainvoimainen.", ""),
        ("Compensation is paid once the ruling is final.", ""),
        ("The court gave its ruling on Thursday.", ""),
    ],
)
def test_a_ruling_is_final_or_not_only_where_words_say_so(text: str, said: str) -> None:
    assert finality(text) == said


def test_finality_goes_to_the_ruling_told_before_it_in_its_paragraph() -> None:
    content = (
        "T\n\nThe district court gave him six years in April.\n"
        "The court of appeal raised the sentence in February. It is not yet final."
    )
    verdict = mention(content, "The district court gave him six years in April.", Kind.VERDICT)
    ruling = mention(content, "The court of appeal raised the sentence in February.", Kind.APPEAL_RULING)
    assert complete(content, "en", [verdict, ruling], []).finalities == ("", NOT_FINAL)


def test_the_words_of_a_text_with_one_ruling_may_stand_anywhere() -> None:
    content = "T\n\nThe court found him guilty.\nMany people followed the trial.\nThe verdict is not final."
    verdict = mention(content, "The court found him guilty.", Kind.VERDICT)
    assert complete(content, "en", [verdict], []).finalities == (NOT_FINAL,)


@pytest.mark.parametrize(
    ("kind", "quote", "named"),
    [
        (Kind.REGULATOR_ACTION, "The ombudsman ordered the company to tell every patient.", "order"),
        (Kind.REGULATOR_ACTION, "Yhtiölle määrättiin 608 000 euron seuraamusmaksu.", "fine"),
        (Kind.REGULATOR_ACTION, "The regulator opened an inquiry.", "inquiry"),
        (Kind.SUPREME_COURT, "Korkein oikeus myönsi valitusluvan.", "leave"),
        (Kind.SUPREME_COURT, "The Supreme Court ruled that police may not keep what they had seized.", "seizure"),
        (Kind.TRIAL, "Pääkäsittely alkoi Helsingin hovioikeudessa.", "appeal"),
        (Kind.VERDICT, "The court found him guilty.", ""),
    ],
)
def test_a_step_is_named_by_its_words(kind: Kind, quote: str, named: str) -> None:
    assert step(mention(quote, quote, kind)) == named


def test_a_decision_not_to_charge_is_a_step_of_its_own() -> None:
    quote = "The prosecutor dropped the charges."
    assert step(mention(quote, quote, Kind.CHARGES, outcome=Outcome.WAIVED)) == "waived"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (" counts of attempted aggravated extortion", "attempted_extortion"),
        (" törkeää kiristyksen yritystä", "attempted_extortion"),
        (" counts of extortion", "extortion"),
        (" counts of aggravated invasion of privacy and", "dissemination"),
        (" fall av spridning av information", "dissemination"),
        (" people", ""),
    ],
)
def test_the_offence_of_counts_is_what_is_told_next(text: str, named: str) -> None:
    assert offence(text) == named


def test_a_figure_belongs_to_the_fitting_development_of_its_sentence() -> None:
    content = "T\n\nHe was charged with 9,598 counts of dissemination. The court gave him six years."
    charges = mention(content, "He was charged with 9,598 counts of dissemination.", Kind.CHARGES)
    verdict = mention(content, "The court gave him six years.", Kind.VERDICT)
    counts, term = (
        figure(content, "9,598 counts", "counts", 9598, "counts"),
        figure(content, "six years", "sentence", 72),
    )
    found = complete(content, "en", [charges, verdict], [counts, term])
    assert found.homes == (0, 1)
    assert found.figures[0].of == "dissemination"


def test_counts_told_in_another_sentence_go_to_what_that_sentence_speaks_of() -> None:
    content = "Found guilty of blackmail\n\nIt was a long day.\nHe was found guilty of 9,200 counts of dissemination."
    verdict = mention(content, "Found guilty of blackmail", Kind.VERDICT)
    denial = mention(content, "It was a long day.", Kind.CHARGES, modality=Modality.DENIED)
    counts = figure(content, "9,200 counts", "counts", 9200, "counts")
    assert complete(content, "en", [denial, verdict], [counts]).homes == (1,)


def test_of_two_terms_the_higher_is_the_appeal_courts_that_raised_it() -> None:
    content = (
        "Appeal court adds eight months\n\nThe term is now six years and 11 months.\n"
        "The district court had given six years and three months."
    )
    ruling = mention(content, "Appeal court adds eight months", Kind.APPEAL_RULING, outcome=Outcome.RAISED)
    verdict = mention(content, "The district court had given six years and three months.", Kind.VERDICT)
    figures = [
        figure(content, "eight months", "sentence", 8, "months"),
        figure(content, "six years and 11 months", "sentence", 83, "months"),
        figure(content, "six years and three months", "sentence", 75, "months"),
    ]
    assert complete(content, "en", [ruling, verdict], figures).homes == (None, 0, 1)


def test_a_demanded_term_never_belongs_to_a_verdict() -> None:
    content = "T\n\nThe prosecutor demands seven years. The court gave six."
    verdict = mention(content, "The court gave six.", Kind.VERDICT)
    term = figure(content, "seven years", "sentence", 84, "months", "sought")
    assert complete(content, "en", [verdict], [term]).homes == (None,)


def test_people_who_reported_or_were_written_to_are_not_the_number_of_victims() -> None:
    content = (
        "T\n\nOver 21,000 patients registered as plaintiffs. The e-mails were sent to 30,000 people. "
        "Some 36,000 patients and 400 employees are in the database."
    )
    figures = [
        figure(content, "21,000 patients", "victims", 21000),
        figure(content, "30,000 people", "victims", 30000),
        figure(content, "36,000 patients", "victims", 36000),
        figure(content, "400 employees", "victims", 400),
    ]
    assert [one.of for one in complete(content, "en", [], figures).figures] == ["part", "addressed", None, "part"]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("They asked for €200 within 24 hours, increasing to €500 after 48 hours.", 48),
        ("It was 200 euros, and 500 euros unless paid within 24 hours.", 24),
        ("Vaadittiin €200 vuorokauden kuluessa, sitten €500.", 24),
    ],
)
def test_the_clock_is_the_hours_told_nearest_to_the_larger_sum(text: str, hours: int) -> None:
    sums = [
        figure(
            text,
            next(word for word in (f"€{value}", f"{value} euros") if word in text),
            "ransom_per_victim",
            value,
            "EUR",
        )
        for value in (200, 500)
    ]
    clock = complete(text, "en", [], sums).figures[-1]
    assert (clock.what, clock.value, clock.unit) == ("deadline", hours, "hours")
    assert text[clock.start : clock.end] == clock.quote


def test_an_act_has_not_the_date_of_the_ruling_about_it() -> None:
    content = "In May 2024 he was found guilty of stealing the notes."
    verdict = mention(content, content, Kind.VERDICT, date="2024-05")
    breach = mention(content, content, Kind.BREACH, subject="Vastaamo", date="2024-05")
    told = complete(content, "en", [verdict, breach], []).mentions
    assert [one.date and one.date.value for one in told] == ["2024-05", None]


def test_an_act_keeps_a_date_of_its_own() -> None:
    content = "He was found guilty in May 2024 of the theft of 2018."
    verdict = mention(content, content, Kind.VERDICT, date="2024-05")
    breach = mention(content, content, Kind.BREACH, subject="Vastaamo", date="2018")
    told = complete(content, "en", [verdict, breach], []).mentions
    assert [one.date and one.date.value for one in told] == ["2024-05", "2018"]


def test_a_timeline_all_on_the_first_of_months_knows_the_months() -> None:
    content = "Timeline\n\nFirst access: 2018-11-01\nArrested: 2023-02-01\nFined: 2021-12-01"
    day = EventDate.parse("2023-02-01", "2023-02-01")
    told = [
        replace(mention(content, "Arrested: 2023-02-01", Kind.ARREST), date=day),
        mention(content, "Fined: 2021-12-01", Kind.REGULATOR_ACTION, date="2021-12-01"),
    ]
    assert complete(content, "en", told, []).mentions[0].date == EventDate.parse("2023-02", "2023-02-01")
    alone = content.replace("2018-11-01", "2018-11-28").replace("2021-12-01", "2021-12-07")
    assert complete(alone, "en", told[:1], []).mentions[0].date == day


def test_refusing_to_pay_is_no_step() -> None:
    content = "Vastaamo refuses to pay the ransom."
    assert complete(content, "en", [mention(content, content, Kind.RANSOM_DEMAND)], []).mentions == ()
    content = "They demanded 40 bitcoins, which Vastaamo refused to pay."
    assert len(complete(content, "en", [mention(content, content, Kind.RANSOM_DEMAND)], []).mentions) == 1


def test_a_date_before_the_sentence_is_the_sentences() -> None:
    content = "He was identified, arrested, and in April 2024 sentenced to six years."
    arrest = replace(mention(content, content, Kind.ARREST), date=EventDate.parse("2024-04", "in April 2024"))
    assert complete(content, "en", [arrest], []).mentions[0].date is None


def test_a_demand_to_the_company_is_none_to_its_patients() -> None:
    content = "In September 2020 a ransom demand was made to the CEO for the patient registry."
    demand = mention(content, content, Kind.RANSOM_DEMAND, subject="Vastaamo")
    misread = mention(content, content, Kind.EXTORTION, subject="victims")
    assert complete(content, "en", [misread, demand], []).mentions == (demand,)


@pytest.mark.parametrize(
    ("cue", "subject"),
    [
        ("subject=accused_by_default", "victims"),
        ("subject=named_before", "victims"),
        ("subject=named_nearest", "Kivimäki"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "Korkein oikeus päätti, että poliisi ei saa käyttää potilastietoja.",
        "The Supreme Court ruled that the police may not use the records.",
    ],
)
def test_a_seizure_ruling_that_names_nobody_is_not_about_the_accused(text: str, cue: str, subject: str) -> None:
    ruling = mention(text, text, Kind.SUPREME_COURT, cues=(cue,))
    (told,) = complete(text, "fi", [ruling], []).mentions
    assert (told.stage, told.subject) == ("seizure", subject)


def test_leave_to_appeal_stays_about_the_accused() -> None:
    text = "Korkein oikeus ei antanut valituslupaa."
    ruling = mention(text, text, Kind.SUPREME_COURT, cues=("subject=accused_by_default",))
    (told,) = complete(text, "fi", [ruling], []).mentions
    assert (told.stage, told.subject) == ("leave", "Kivimäki")


_LIST = "Levittämisiä yli 9 200, kiristyksen yrityksiä noin 21 000 ja kiristyksiä 20."


@pytest.mark.parametrize(
    ("text", "number", "of"),
    [
        ("Syyttäjän mukaan 21 316 kiristyksen yritystä ja 20 kiristystä.", "21 316", "attempted_extortion"),
        (_LIST, "21 000", "attempted_extortion"),
        (_LIST, "9 200", "dissemination"),
        ("9,600 counts of dissemination and 21,300 of attempted extortion.", "21,300", "attempted_extortion"),
    ],
)  # fmt: skip
def test_a_count_counts_what_stands_behind_it_or_in_a_list_before_it(text: str, number: str, of: str) -> None:
    start = text.index(number)
    figure = Figure("c", "counts", 1, "", Qualifier.EXACT, number, start, start + len(number))
    assert offence(particulars._counted(text, figure)) == of
