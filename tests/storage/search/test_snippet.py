"""The line of words around what was found, and the marks in it."""

from __future__ import annotations

from monitor.storage.search.forms import Alternative, Part
from monitor.storage.search.snippet import snippet


def _word(*forms: str) -> tuple[Alternative, ...]:
    return (Alternative((Part(frozenset(forms)),)),)


def _marked(text: str, *clauses: tuple[Alternative, ...], whole: bool = False) -> tuple[str, list[str]]:
    line, marks = snippet(text, clauses, whole=whole)
    return line, [line[start:end] for start, end in marks]


def test_the_line_begins_a_little_before_the_first_hit_and_is_cut_at_both_ends() -> None:
    text = "Alku. " + "sana " * 60 + "Hovioikeus korotti tuomiota. " + "sana " * 60
    line, marked = _marked(text, _word("hovioikeus"))
    assert line.startswith("… sana sana sana sana Hovioikeus korotti tuomiota. sana")
    assert line.endswith(" …")
    assert len(line) < 140
    assert marked == ["Hovioikeus"]


def test_the_place_that_answers_most_is_shown() -> None:
    text = "Tuomio annettiin. " + "sana " * 40 + "Tuomion sai Kivimäki. " + "sana " * 40
    line, marked = _marked(text, _word("tuomio", "tuomion"), _word("kivimäki"))
    assert "Tuomion sai Kivimäki." in line
    assert marked == ["Tuomion", "Kivimäki"]


def test_marks_hold_where_spaces_and_invisible_signs_are_left_out() -> None:
    line, marked = _marked(
        "Helsingin\u00a0hovi\u00adoikeuden\n\n  mukaan o\u0308isin", _word("hovioikeuden"), _word("öisin")
    )
    assert line == "Helsingin hovioikeuden mukaan o\u0308isin"
    assert marked == ["hovioikeuden", "o\u0308isin"]


def test_only_the_words_of_a_phrase_that_stand_together_are_marked() -> None:
    phrase = (Alternative((Part(frozenset({"törkeä"})), Part(frozenset({"murto"})))),)
    _, marked = _marked("törkeä mies, törkeä murto, murto", phrase)
    assert marked == ["törkeä", "murto"]


def test_a_quote_is_shown_whole_and_a_text_without_a_hit_from_its_beginning() -> None:
    quote = "sana " * 40 + "tuomio"
    assert _marked(quote, _word("tuomio"), whole=True) == (quote, ["tuomio"])
    assert _marked("Lyhyt teksti.", _word("muu")) == ("Lyhyt teksti.", [])
    assert _marked("", _word("muu")) == ("", [])
