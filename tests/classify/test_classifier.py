from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.classify import Classifier
from monitor.model import Document, Mention, Reading
from tests.classify.conftest import Read

UNRELATED = {
    "fi": "Sunnuntaina on luvassa poutaa, ja marjoja löytyy metsästä runsaasti.",
    "en": "Sunday will be dry, and there are plenty of berries in the woods.",
    "sv": "På söndag blir det uppehåll, och det finns gott om bär i skogen.",
}
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def told(mention: Mention) -> tuple[Any, ...]:
    date = mention.date.value if mention.date else None
    return mention.kind, mention.modality, mention.subject, date, mention.outcome, mention.rule


def document(row: dict[str, Any], text: str | None = None) -> Document:
    return Document(row["id"], row["title"], row["text"] if text is None else text, row.get("published"))


def summary(reading: Reading) -> list[tuple[Any, ...]]:
    return sorted(map(str, map(told, reading.mentions)))  # type: ignore[arg-type]


def test_every_quote_is_cut_from_the_text_at_its_offsets(classifier: Classifier, gold: dict[str, Any]) -> None:
    for row in gold.values():
        read = document(row)
        for found in (*(reading := classifier.read(read)).mentions, *reading.figures):
            assert read.content[found.start : found.end] == found.quote
            assert found.quote.strip()


def test_an_unrelated_paragraph_removes_no_mention(classifier: Classifier, gold: dict[str, Any]) -> None:
    for row in gold.values():
        before = classifier.read(document(row))
        after = classifier.read(document(row, f"{row['text']}\n{UNRELATED[row['lang']]}"))
        assert before.relevant == after.relevant
        assert set(summary(before)) <= set(summary(after))


def test_a_decomposed_text_gives_the_same_mentions(classifier: Classifier, gold: dict[str, Any]) -> None:
    for row in gold.values():
        taken_apart = Document(
            row["id"],
            unicodedata.normalize("NFD", row["title"]),
            unicodedata.normalize("NFD", row["text"]),
            row.get("published"),
        )
        assert summary(classifier.read(document(row))) == summary(classifier.read(taken_apart))


def test_soft_hyphens_inside_words_change_nothing(classifier: Classifier, gold: dict[str, Any]) -> None:
    for row in gold.values():
        hyphenated = " ".join(
            f"{word[:4]}\u00ad{word[4:]}" if word[:8].isalpha() and len(word) > 8 else word
            for word in row["text"].split(" ")
        )
        assert summary(classifier.read(document(row))) == summary(classifier.read(document(row, hyphenated)))


@slow
@given(
    title=st.text(max_size=60), text=st.text(max_size=400), published=st.sampled_from([None, "2024", "2024-04-30", "x"])
)
def test_no_text_whatever_makes_it_raise(classifier: Classifier, title: str, text: str, published: str | None) -> None:
    classifier.read(Document("x", title, f"Vastaamo {text}", published))


@slow
@given(cut=st.integers(0, 700), key=st.integers(0, 147))
def test_a_text_cut_off_anywhere_still_slices_back(
    classifier: Classifier, gold: dict[str, Any], cut: int, key: int
) -> None:
    row = list(gold.values())[key]
    read = document(row, row["text"][:cut])
    for mention in classifier.read(read).mentions:
        assert read.content[mention.start : mention.end] == mention.quote


def test_a_megabyte_without_a_full_stop_is_read_like_any_other(classifier: Classifier) -> None:
    text = "Vastaamon tiedot vietiin ja poliisi tutkii " * 25_000
    reading = classifier.read(Document("x", "Vastaamo", text, "2020-10-26"))
    assert reading.relevant


def test_hyphens_without_end_are_read_like_any_other(classifier: Classifier) -> None:
    assert not classifier.read(Document("x", "", "-" * 100_000 + "a-" * 50_000, None)).relevant


def test_an_explanation_gives_bases_tags_and_rules(classifier: Classifier) -> None:
    found = classifier.explain(
        Document("x", "Vastaamo", "Kivimäelle vaaditaan seitsemän vuotta vankeutta.", "2023-11-13")
    )
    assert ("Kivimäelle", "Kivimäki") in {(word.surface, word.base) for word in found.names}
    assert any(word.tag == "sg all" for word in found.names)
    assert all(found.content[word.start : word.end] == word.surface for trace in found.traces for word in trace.words)


def test_every_mention_says_why(classifier: Classifier, gold: dict[str, Any]) -> None:
    for row in gold.values():
        for mention in classifier.read(document(row)).mentions:
            names = {cue.partition("=")[0] for cue in mention.cues}
            assert {"modality", "subject", "news"} <= names


def test_a_reading_carries_the_version_of_the_lexicons(classifier: Classifier) -> None:
    assert classifier.read(Document("x", "", "", None)).lexicon_version == classifier.version
    assert len(classifier.version) == 12


def test_a_word_of_two_languages_speaks_for_neither(classifier: Classifier) -> None:
    text = "Patient data stolen from Vastaamo turned up on a forum on Wednesday, again on Tor."
    assert classifier.read(Document("x", "Vastaamo", text, "2025-10-02")).language == "en"


@pytest.mark.parametrize(
    "line", ["Julkaistu 26.2.2026 klo 12.30", "Published on 26 February 2026", "Päivitetty: 1.3.2026"]
)
def test_a_line_that_says_when_a_text_was_published_tells_nothing(read: Read, line: str) -> None:
    assert not read(f"{line}\nVastaamo.").mentions


def test_a_headline_that_begins_so_is_none(read: Read) -> None:
    assert read("Julkaistu verkossa: 300 Vastaamon potilaan tiedot.", published="2020-10-23").mentions
