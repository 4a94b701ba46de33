from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest import CaseState, Change, ProceedingState, Source, Step, compose, render_text
from monitor.digest import text as setting
from monitor.i18n import LANGUAGES, words
from monitor.model import DigestSettings, EventDate, Every, Kind, Modality, SendEmpty
from tests.digest import golden, sample
from tests.digest.payloads import HOSTILE


def text(given_input, language="fi", **settings_):
    return render_text(compose(given_input, DigestSettings(**settings_)), words(language))


@pytest.mark.parametrize(("name", "content"), [pair for pair in golden.rendered() if pair[0].endswith(".txt")])
def test_the_sample_digest_reads_as_it_was_approved(name, content):
    # Written again by: python -m tests.digest.golden
    assert content == (golden.FOLDER / name).read_text("utf-8")


def hostile_input(texts):
    return replace(
        sample.full("fi"),
        cases=(CaseState("vastaamo", texts[0], (ProceedingState("kivimaki", texts[1]),)),),
        items=(
            replace(
                sample.appeal_ruling(),
                number=texts[2],
                quote=texts[3],
                authority=texts[4],
                subject=texts[5],
                why=(texts[6],),
                source=Source(texts[7], texts[8], texts[9], texts[3]),
                more=(Source(texts[6], texts[5]),),
            ),
        ),
        troubles=(replace(sample.full("fi").troubles[0], outlet=texts[0], reason=texts[1]),),
    )


@given(st.lists(HOSTILE | st.text(min_size=60, max_size=200), min_size=10, max_size=10))
@settings(max_examples=60)
def test_no_line_is_wider_than_72_columns_but_an_address_alone(texts):
    for line in text(hostile_input(texts)).split("\n"):
        assert len(line) <= 72 or line.strip().startswith(("http://", "https://"))
        assert not {unicodedata.category(character) for character in line} & {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_demand_is_called_a_demand_in_its_tag_and_again_in_its_line(language):
    shown = text(replace(sample.full(language), items=(sample.demand(),)), language)
    tag, wish = {
        "fi": ("[Vaaditaan: Tuomio]", "Kivimäki (vaaditaan): tuomitseminen"),
        "en": ("[Demanded: Verdict]", "Kivimäki (demanded): a conviction"),
    }[language]
    assert tag in shown
    assert wish in shown
    assert "[Tuomio]" not in shown
    assert "[Verdict]" not in shown


def test_every_item_says_who_when_which_words_and_why():
    shown = text(replace(sample.full("en"), items=(sample.acquittal(),)), "en")
    assert "vastaamo-38 · 2025 · Helsinki Court of Appeal" in shown
    assert "“The Court of Appeal acquitted former chief executive Ville Tapio" in shown
    assert "https://sample-times.example/uutiset/7-24511" in shown
    assert "Why: v:acquit; Court of Appeal; Tapio" in shown


def test_a_quote_is_cut_at_25_words():
    shown = text(replace(sample.full("fi"), items=(replace(sample.appeal_ruling(), quote="talo " * 40),)))
    assert shown.count("talo") == 25
    assert "talo …”" in shown


def test_a_date_that_is_only_assumed_says_so_and_a_missing_one_is_not_made_up():
    assumed = replace(sample.appeal_ruling(), date=EventDate.parse("2026-02", assumed=True))
    missing = replace(sample.appeal_ruling(), date=None)
    assert "helmikuu 2026 (julkaisupäivästä)" in text(replace(sample.full("fi"), items=(assumed,)))
    assert "päivää ei kerrota" in text(replace(sample.full("fi"), items=(missing,)))


def test_what_happened_says_what_was_told_before():
    before = Step(Kind.VERDICT, Modality.SOUGHT, EventDate.parse("2024-02"))
    happened = replace(sample.appeal_ruling(), change=Change.HAPPENED, before=before)
    assert "Aiemmin kerrottu – Vaaditaan: Tuomio (helmikuu 2024)" in text(replace(sample.full("fi"), items=(happened,)))


def test_more_reports_than_fit_are_counted():
    shown = " ".join(text(replace(sample.full("fi"), items=(sample.appeal_ruling(),))).split())
    assert "Näytelehti F (+1, 8 juttua, 2 riippumatonta lähdettä)" in shown


def test_a_source_that_failed_is_named_with_its_state_and_since_when():
    shown = text(sample.full("fi"))
    assert "Näytelehti E: ei vastannut ajoissa – 20 s; toimi viimeksi to 26.2. klo 18.00" in " ".join(shown.split())
    assert "Sample Herald: HTTP-virhe – 403 Forbidden; ei ole vielä toiminut" in " ".join(shown.split())


def test_items_over_the_cap_are_counted_with_the_command_that_shows_them():
    assert "5 tapahtumaa ei mahtunut tähän. Ne näyttää: monitor docket --by fetched --since 2026-02-26" in " ".join(
        text(sample.full("fi"), max_items=1).split()
    )


def test_many_troubles_are_cut_with_their_number():
    trouble = sample.full("fi").troubles[1]
    many = tuple(replace(trouble, outlet=f"Lähde {number}") for number in range(40))
    shown = text(replace(sample.full("fi"), troubles=many))
    assert "ja 25 muuta" in shown
    assert "Ei vastannut: Lähde 0, Lähde 1, Lähde 2, Lähde 3, Lähde 4 ja 35" in " ".join(shown.split())


def test_a_day_without_sources_says_that_none_were_polled():
    assert "Lähteet: yhtään ei ole kysytty" in text(replace(sample.silent("fi"), sources_total=0))


def test_quiet_cases_stand_in_one_line():
    assert "\nEi uutta: Vastaamo, Esimerkkitapaus, Hiljainen tapaus\n" in text(sample.silent("fi"))


def test_when_no_source_answered_the_silence_is_not_sold_as_a_proof():
    blind = text(replace(sample.silent("fi"), sources_ok=0))
    assert "Yksikään lähde ei vastannut" in blind
    assert "Yksikään lähde" not in text(sample.silent("fi"))


def test_a_weekly_digest_is_called_one_and_says_what_waits_for_more_origins():
    reader = replace(sample.full("en").subscriber, every=Every.WEEK, origins=3)
    one, two = (text(replace(sample.full("en"), subscriber=reader, held=held), "en") for held in (1, 2))
    assert one.startswith("WEEKLY DIGEST – Friday")
    assert "1 development waits here until 3 independent origins tell it." in one
    assert "2 developments wait here until 3 independent origins tell them." in two


def test_more_conflicts_than_fit_are_counted_with_the_command_that_shows_them():
    many = text(replace(sample.full("fi"), conflicts=(sample.full("fi").conflicts[0],) * 12))
    assert many.count("Milloin se tapahtui?") == 10
    assert "Vielä 2 ristiriitaa näyttää: monitor conflicts" in many


def test_a_source_that_answers_but_is_silent_is_told_apart_from_one_that_does_not_answer():
    shown = " ".join(text(sample.full("en"), "en").split())
    assert "Did not: Näytelehti E, Sample Herald. Unusually silent: Näytelehti F" in shown


def test_what_may_have_been_missed_is_told_between_its_moments_once_an_outlet():
    twice = replace(sample.full("en"), gaps=sample.full("en").gaps * 2)
    shown = " ".join(text(twice, "en").split())
    assert shown.count("Mallin Sanomat: between Thu 26 Feb, 05:00 and Thu 26 Feb, 10:00") == 1


def test_how_a_proceeding_stands_is_said_once_where_it_comes_first():
    assert text(sample.full("en"), "en").count("Status: Appeal ruling, sentence raised, 6 years 11 months") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_new_says_how_much_was_looked_at(language):
    said = {"fi": "Läpi käytiin 118 uutta juttua.", "en": "118 new articles were looked at."}
    assert said[language] in " ".join(text(sample.silent(language), language, send_empty=SendEmpty.ALWAYS).split())


@pytest.mark.parametrize("kept", ["21 316", "6 v 11 kk", "33 171"])
def test_no_line_breaks_inside_a_number_or_a_term(kept):
    for before in range(40, 75):
        lines = setting._wrap(f"{'x' * before} {kept} loppu")
        assert any(kept in line for line in lines), lines
        assert max(map(len, lines)) <= setting.WIDTH or before > setting.WIDTH
