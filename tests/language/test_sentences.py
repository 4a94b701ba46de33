"""Sentence boundaries, against the project's own paragraphs and the laws that hold for any text."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.sentences import paragraphs, sentences

GOLD = Path(__file__).parents[1] / "data" / "morphology" / "sents.txt"


def _cut(text: str, language: str = "fi") -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


def _ends(parts: list[str]) -> set[int]:
    """Give where each sentence but the last ends in the joined text."""
    return {len(" ".join(parts[: count + 1])) for count in range(len(parts) - 1)}


def test_boundaries_of_the_gold_paragraphs_are_found() -> None:
    hits = wrong = missed = 0
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        parts = line.split("|")
        wanted, got = _ends(parts), {end for _, end in sentences(" ".join(parts), "fi")[:-1]}
        hits, wrong, missed = hits + len(wanted & got), wrong + len(got - wanted), missed + len(wanted - got)
    assert hits > 40
    assert 2 * hits / (2 * hits + wrong + missed) >= 0.97


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Mr. Tapio appealed.", "The U.S. Department of Justice did not comment."]),
        ("en", ["The trial began on Jan. 5 in Espoo.", "It ended in March."]),
        ("en", ["“I am innocent!” Kivimäki said.", "The court disagreed."]),
        ("en", ["He was paid approx. 0.1 bitcoin at 9 a.m. on Friday.", "Nobody else was."]),
        ("en", ["Who did it?", "No one knows."]),
        ("en", ["The firm was Vastaamo Inc.", "It went bankrupt."]),
        ("en", ["J. Kivimäki was charged by Dr. A. Smith Jr. and others.", "He denies it."]),
        ("sv", ["Åklagaren yrkar bl.a. på fängelse.", "Domen faller kl. 13 den 30 april."]),
        ("sv", ["T.ex. Vastaamo drabbades.", "Det skedde 2018."]),
        ("fi", ["Tuomio annetaan 30. huhtikuuta.", "Istunto alkaa klo 9.30."]),
        ("fi", ["Hän sai 6 v. 3 kk vankeutta.", "Tuomio ei ole lainvoimainen."]),
        ("", ["Mr. Smith sai tuomion mm. Vastaamon takia.", "Hän valitti."]),
    ],
)
def test_a_full_stop_that_shortens_a_word_ends_no_sentence(language: str, parts: list[str]) -> None:
    assert _cut(" ".join(parts), language) == parts


def test_a_newline_always_ends_a_sentence() -> None:
    assert _cut("Otsikko ilman pistettä\n\nKivimäki, \r\nTapio mm.\nVastaamo\u2028loppu") == [
        "Otsikko ilman pistettä",
        "Kivimäki,",
        "Tapio mm.",
        "Vastaamo",
        "loppu",
    ]


def test_paragraphs_are_the_lines_that_are_not_blank() -> None:
    text = "Otsikko\n\n  Yksi. Kaksi. \n \nKolme"
    assert [text[start:end] for start, end in paragraphs(text)] == ["Otsikko", "Yksi. Kaksi.", "Kolme"]


_TEXT = st.text("aAä1.!?… \n”\"'–()mnk") | st.text(st.characters(codec="utf-8"))


@given(_TEXT, st.sampled_from(["fi", "en", "sv", ""]))
def test_sentences_are_in_order_hold_no_newline_and_lose_nothing_but_space(text: str, language: str) -> None:
    spans = sentences(text, language)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
    assert not any("\n" in text[start:end] for start, end in spans)


@given(_TEXT)
def test_every_sentence_lies_in_one_paragraph(text: str) -> None:
    lines = paragraphs(text)
    assert all(any(first <= start and end <= last for first, last in lines) for start, end in sentences(text, "fi"))


@pytest.mark.parametrize("text", ["." * 200_000, "A. " * 100_000, "!”" * 100_000, "a. " + " " * 500_000, "(" * 200_000])
def test_hostile_text_is_cut_too(text: str) -> None:
    assert sum(end - start for start, end in sentences(text, "fi")) <= len(text)
