from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.output import Column, Printer, as_json_text, cell, field, fitted, harmless, say

# What a terminal obeys or a reader of lines splits at, tab and newline included.
UNRULY = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ANYTHING = st.text(st.characters(), max_size=40)
COLUMNS = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=8)


@given(ANYTHING)
def test_no_text_comes_through_with_what_a_terminal_obeys(text: str) -> None:
    assert not UNRULY.search(harmless(text))
    assert not UNRULY.search(cell(text))


@pytest.mark.parametrize("text", ["Äiti – ”lainaus”", "33\u00a0171", "konkurssi\u00admenettely", "👩\u200d⚖️", "a  b"])
def test_letters_and_signs_of_real_text_stay_as_they_are(text: str) -> None:
    assert harmless(text) == cell(text) == text


@given(st.recursive(ANYTHING | st.none() | st.booleans() | st.integers(), lambda one: st.lists(one, max_size=3)))
def test_json_is_one_line_of_harmless_text_that_reads_back_the_same(data: object) -> None:
    text = as_json_text(data)
    assert not UNRULY.search(text)
    assert json.loads(text) == data


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "true"),
        (7, "7"),
        (-7.5, "-7.5"),
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-2+3", "'-2+3"),
        ("-2", "-2"),
        ("+358401234567", "+358401234567"),
        (["a", "b"], "a; b"),
        ({"what": "ä", "date": None}, '{"what": "ä", "date": null}'),
        (dt.datetime(2024, 4, 30, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=3))), "2024-04-30T10:00:00Z"),
    ],
)
def test_a_cell_holds_plain_values_and_no_formula(value: object, written: str) -> None:
    assert cell(value) == written


@given(COLUMNS, st.integers(20, 200))
def test_a_table_fits_the_terminal_or_shows_as_little_as_it_may(shapes: list[tuple[int, int, int]], total: int) -> None:
    columns = [Column("", "x", lambda _: "", least=least, optional=optional) for _, least, optional in shapes]
    natural = [width for width, _, _ in shapes]
    kept = fitted(columns, natural, total)
    used = sum(width for _, width in kept) + 2 * (len(kept) - 1)
    last = len(columns) - 1
    assert kept[-1][0] == last
    assert [at for at, _ in kept] == sorted(at for at, _ in kept)
    smallest = all(
        not columns[at].optional and (not columns[at].least or width <= columns[at].least)
        for at, width in kept
        if at != last
    )
    assert used <= total or smallest
    assert all(width <= natural[at] for at, width in kept)
    assert {at for at in range(last) if not columns[at].optional} <= {at for at, _ in kept}


def test_columns_go_in_the_order_of_their_optional_rank() -> None:
    columns = [
        Column("a", "A", lambda _: ""),
        Column("b", "B", lambda _: "", optional=2),
        Column("c", "C", lambda _: "", optional=1),
        Column("d", "D", lambda _: ""),
    ]
    natural = [10, 10, 10, 40]
    assert fitted(columns, natural, 100) == [(0, 10), (1, 10), (2, 10), (3, 40)]
    assert fitted(columns, natural, 55) == [(0, 10), (2, 10), (3, 31)]
    assert fitted(columns, natural, 40) == [(0, 10), (3, 28)]


def test_csv_is_quoted_and_tsv_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"a": 'He said "no", twice', "b": "x\ty\nz"}]
    columns = [field("a"), field("b")]
    Printer().rows(rows, columns, form="csv")
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["a", "b"], ['He said "no", twice', "x y z"]]
    Printer().rows(rows, columns, form="tsv")
    assert capsys.readouterr().out == 'a\tb\nHe said "no", twice\tx y z\n'


def test_wide_characters_count_as_two_cells(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    Printer().table([{"a": "漢字", "b": "漢" * 20}], [field("a", "A"), field("b", "B")])
    assert capsys.readouterr().out == "A     B\n漢字  漢漢漢漢漢漢 …\n"


def test_a_terminal_gets_lines_broken_between_words_and_commands_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    words = "  kolme lähdettä ei vastannut, ja kahden vastaus ei ollut syöte"
    say(words)
    assert capsys.readouterr().err == words + "\n"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    say(words)
    assert capsys.readouterr().err == "  kolme lähdettä ei vastannut, ja kahden\n    vastaus ei ollut syöte\n"
    say(words, whole=True)
    assert capsys.readouterr().err == words + "\n"
    Printer().paragraph("https://mallilehti.example/" + "a" * 40 + " ja\x1b[31m muuta", "  ")
    assert (
        capsys.readouterr().out
        == "  https://mallilehti.example/" + "a" * 40 + "\n  ja\N{REPLACEMENT CHARACTER}[31m muuta\n"
    )
