"""An edit is judged by what the source changed, never by what we read differently."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.corrections import Correction, Difference, Number, State, Text, Told, corrections, shortened, worded
from monitor.edits import ADDED, REMOVED
from monitor.model import EventDate, Modality, Outcome

SENTENCE = "Käräjäoikeus tuomitsi Kivimäen kuudeksi vuodeksi vankeuteen tiistaina 30. huhtikuuta."
OTHER = "Juttu on Suomen suurin."
BUCKET = ("vastaamo", "criminal", "verdict", "Kivimäki")
SIX = Number("sentence", "", "months", 72)
SEVEN = Number("sentence", "", "months", 84)
CLAIM = Told(
    1,
    BUCKET,
    Modality.FACT,
    0,
    len(SENTENCE),
    Outcome.CONVICTED,
    EventDate.parse("2024-04-30", "30. huhtikuuta"),
    (SIX,),
)
OLD = Text(f"{SENTENCE} {OTHER}", "fi", frozenset({SIX}))
NEW = Text(f"{SENTENCE.replace('kuudeksi', 'seitsemäksi')} {OTHER}", "fi", frozenset({SEVEN}))


def compare(*after: Told, new: Text = NEW) -> list[Correction]:
    return corrections([CLAIM], after, OLD, new)


@pytest.mark.parametrize(
    ("after", "difference"),
    [
        (replace(CLAIM, numbers=(SEVEN,)), Difference("figure", "sentence 72 months", "sentence 84 months")),
        (replace(CLAIM, numbers=()), Difference("figure", "sentence 72 months", "")),
        (replace(CLAIM, modality=Modality.SOUGHT, numbers=(SIX,)), Difference("modality", "fact", "sought")),
        (replace(CLAIM, outcome=Outcome.ACQUITTED), Difference("outcome", "convicted", "acquitted")),
        (replace(CLAIM, outcome=None), Difference("outcome", "convicted", "")),
        (replace(CLAIM, date=EventDate.parse("2024-05-02", "x")), Difference("date", "2024-04-30", "2024-05-02")),
        (replace(CLAIM, date=None), Difference("date", "2024-04-30", "")),
    ],
)
def test_a_claim_that_says_something_else_is_changed_with_its_words(after: Told, difference: Difference) -> None:
    (found,) = compare(after)
    assert (found.state, found.differences) == (State.CHANGED, (difference,))
    (diff,) = found.passages
    assert (REMOVED, "kuudeksi") in diff
    assert (ADDED, "seitsemäksi") in diff


@pytest.mark.parametrize(
    "after",
    [
        CLAIM,
        replace(CLAIM, date=EventDate.parse("2024-04", "huhtikuussa")),
        replace(CLAIM, numbers=(SIX, Number("counts", "", "counts", 9600))),
    ],
)
def test_a_claim_reworded_or_told_in_more_detail_corrects_nothing(after: Told) -> None:
    assert compare(after) == []


def test_a_claim_that_is_nowhere_any_longer_is_withdrawn() -> None:
    (found,) = compare(new=Text(OTHER, "fi"))
    assert (found.state, found.differences) == (State.WITHDRAWN, (Difference("modality", "fact", ""),))
    assert worded(found.passages[0], REMOVED) == SENTENCE
    assert worded(found.passages[0], ADDED) == ""


def test_what_only_a_newer_lexicon_reads_differently_is_no_correction() -> None:
    assert compare(new=OLD) == []
    assert compare(replace(CLAIM, modality=Modality.DENIED), new=Text(f"{SENTENCE} Lisää.", "fi")) == []


def test_a_claim_that_is_another_step_now_changed_the_first_entry() -> None:
    (found,) = compare(replace(CLAIM, development_id=2, modality=Modality.SOUGHT))
    assert (found.development_id, found.state) == (1, State.CHANGED)
    assert Difference("modality", "fact", "sought") in found.differences


def test_a_claim_that_only_changed_its_entry_is_told_by_what_it_says_now() -> None:
    elsewhere = replace(CLAIM, development_id=2)
    known = replace(CLAIM, development_id=2, start=len(SENTENCE) + 1, end=len(SENTENCE) + 5)
    (found,) = corrections([CLAIM, known], [elsewhere], OLD, NEW)
    assert found.state is State.WITHDRAWN


def test_a_figure_that_another_sentence_still_gives_has_not_gone() -> None:
    assert compare(replace(CLAIM, numbers=()), new=replace(NEW, numbers=frozenset({SIX}))) == []


def test_a_date_from_the_day_of_publication_is_no_claim() -> None:
    assumed = replace(CLAIM, date=EventDate.parse("2024-04-30", assumed=True))
    assert corrections([assumed], [replace(CLAIM, date=None)], OLD, replace(NEW, numbers=frozenset({SIX}))) == []


def test_a_diff_shows_a_few_words_around_a_change() -> None:
    many = " ".join(map(str, range(30)))
    diff = shortened((("=", many), ("-", many), ("+", "uusi"), ("=", many)))
    assert diff[0] == ("=", "… 24 25 26 27 28 29")
    assert diff[1] == ("-", " ".join([*map(str, range(25)), "…"]))
    assert diff[3] == ("=", "0 1 2 3 4 5 …")
