from __future__ import annotations

import csv
import io
import json

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from monitor.export import rows
from monitor.i18n import Words
from tests.export.conftest import HEARING, entry


def test_a_row_has_every_column_and_the_words_of_the_best_report() -> None:
    row = rows.flat(entry(), "en")
    assert tuple(row) == rows.COLUMNS
    assert (row["number"], row["outlet"], row["reports"]) == ("vastaamo-1", "mallilehti", 1)


def test_an_entry_by_hand_has_its_own_words_and_source() -> None:
    row = rows.flat(entry(**HEARING), "fi")
    assert (row["what"], row["outlet"]) == ("Pääkäsittely hovioikeudessa alkaa.", "Helsingin hovioikeus")


@given(st.text(max_size=40))
def test_csv_gives_back_every_cell_and_no_cell_is_a_formula(text: str) -> None:
    text = text.replace("\x00", "")
    row = dict.fromkeys(rows.COLUMNS, "") | {"title": text}
    _, *cells = csv.reader(io.StringIO(rows.csv_text([row]), newline=""))
    (title,) = [cell[rows.COLUMNS.index("title")] for cell in cells]
    assert title in (text, f"'{text}")
    assert not title.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_no_more_than_25_words_of_a_quote_go_out() -> None:
    long = entry(reports=[{**entry()["reports"][0], "quote": " ".join(["sana"] * 60)}])
    cut = " ".join(["sana"] * 25) + " …"
    assert rows.flat(long, "fi")["quote"] == cut
    assert json.loads(rows.jsonl_text([long]))["reports"][0]["quote"] == cut


def test_markdown_is_a_table_whose_cells_cannot_break_it(finnish: Words) -> None:
    bad = entry(reports=[{**entry()["reports"][0], "quote": "a | b\nc", "outlet": "x]y"}])
    text = rows.markdown_text(finnish, [bad])
    assert text.splitlines()[0].startswith("| Numero | Päivä |")
    assert len(text.splitlines()) == 3
    assert "a \\| b c" in text
    assert "[x)y](https://mallilehti.example/2)" in text


def test_a_reference_is_an_article_once_with_the_entries_it_reports() -> None:
    text = rows.ris_text([entry(), entry("vastaamo-2", kind="trial")])
    assert text.split("\r\n") == [
        "TY  - NEWS",
        "TI  - Kivimäelle yli kuusi vuotta vankeutta",
        "T2  - mallilehti",
        "PY  - 2024",
        "DA  - 2024/04/30",
        "UR  - https://mallilehti.example/2",
        "KW  - vastaamo-1",
        "KW  - vastaamo-2",
        "ER  - ",
        "",
    ]


def test_a_workbook_opens_with_its_rows() -> None:
    body = rows.xlsx_bytes([rows.flat(entry(), "en"), {**rows.flat(entry(), "en"), "title": "=1+1"}])
    sheet = openpyxl.load_workbook(io.BytesIO(body))["docket"]
    head, first, second = sheet.iter_rows(values_only=True)
    assert head == rows.COLUMNS
    assert first[0] == "vastaamo-1"
    assert second[rows.COLUMNS.index("title")] == "'=1+1"
