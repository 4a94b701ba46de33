"""Where symbols stand: in order, each place once, whatever was asked for before."""

from __future__ import annotations

from monitor.classify.spans import Spans


def noted(*entries: tuple[tuple[int, int], set[int]]) -> Spans:
    spans = Spans()
    for span, symbols in entries:
        spans.note(span, frozenset(symbols))
    return spans


def test_a_symbol_stands_at_every_word_that_has_it() -> None:
    spans = noted(((0, 1), {1, 2}), ((1, 2), {2}), ((4, 5), {1}))
    assert spans.get(1) == [(0, 1), (4, 5)]
    assert spans.get(2) == [(0, 1), (1, 2)]


def test_a_place_is_given_once_however_often_it_was_made() -> None:
    assert noted(((0, 2), {1}), ((0, 2), {1, 3})).get(1) == [(0, 2)]


def test_what_is_noted_after_a_question_is_in_the_next_answer() -> None:
    spans = noted(((0, 1), {1}))
    assert spans.get(1) == [(0, 1)]
    spans.note((3, 5), frozenset({1}))
    assert spans.get(1) == [(0, 1), (3, 5)]


def test_a_symbol_that_stands_nowhere_gives_the_default() -> None:
    spans = noted(((0, 1), {1}))
    assert (spans.get(7), list(spans.get(7, [(9, 9)]))) == ((), [(9, 9)])
    assert (1 in spans, 7 in spans, spans.keys()) == (True, False, {1})
