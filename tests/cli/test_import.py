"""What ``import`` takes, how it names what it stores, and that it tells what it cannot use."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

TEXT = "Helsingin käräjäoikeus asetti Vastaamon konkurssiin maanantaina."


def reports(monitor: Run, db: Path) -> list[dict[str, object]]:
    return [report for entry in monitor("--db", db, "docket", "--json").json for report in entry["reports"]]


def test_html_text_and_jsonl_go_through_the_same_line(monitor: Run, tmp_path: Path) -> None:
    db = tmp_path / "m.db"
    text = tmp_path / "a.txt"
    text.write_text(f"Vastaamo konkurssiin\n\n{TEXT}\n", encoding="utf-8")
    page = tmp_path / "b.html"
    page.write_text(
        "<!doctype html><html lang=fi><head><title>Vastaamo haettiin konkurssiin</title></head><body><article>"
        f"<h1>Vastaamo haettiin konkurssiin</h1><p>{TEXT}</p><p>{'Yhtiön toiminta jatkuu toistaiseksi. ' * 12}</p>"
        "</article></body></html>",
        encoding="utf-8",
    )
    rows = tmp_path / "c.jsonl"
    own = {"id": "1", "title": "Konkurssi", "text": TEXT, "published": "2021-02-16", "outlet": "Yle", "extra": 1}
    rows.write_text(
        f"{json.dumps(own)}\n" + '{"id": "2", "title": "Uimahalli", "text": "Halli aukeaa."}\n', encoding="utf-8"
    )
    ran = monitor(
        "--db", db, "--lang", "en", "import", text, page, rows, "--outlet", "Kylälehti", "--published", "2021-02-15"
    )
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("Articles: 4, new: 4, about a case: 3")
    found = {(report["outlet"], report["published_at"]) for report in reports(monitor, db)}
    assert found == {("yle", "2021-02-16"), ("Kylälehti", "2021-02-15")}
    assert monitor("--db", db, "status", "--json").json["articles"]["read"] == 4
    again = monitor("--db", db, "--lang", "en", "import", text, page, rows, "--outlet", "Kylälehti")
    assert again.err.startswith("Articles: 4, new: 0")
    assert again.err.endswith("new docket entries: 0\n")


def test_bad_rows_are_told_at_file_and_line_and_the_rest_is_stored(monitor: Run, tmp_path: Path) -> None:
    db, rows = tmp_path / "m.db", tmp_path / "c.jsonl"
    rows.write_text('{"title": "x", "published": "once"}\nnonsense\n' + json.dumps({"title": "Hei", "text": TEXT}))
    ran = monitor("--db", db, "--lang", "en", "import", rows)
    assert ran.code == 1
    assert f"{rows}:1: published: 'once' is no year" in ran.err
    assert f"{rows}:2: " in ran.err
    assert monitor("--db", db, "status", "--json").json["articles"]["read"] == 1


def test_an_impossible_date_or_a_missing_file_stores_nothing(monitor: Run, tmp_path: Path) -> None:
    db = tmp_path / "m.db"
    assert monitor("--db", db, "import", tmp_path / "none.txt").code == 2
    ran = monitor("--db", db, "import", tmp_path / "none.txt", "--published", "soon")
    assert (ran.code, ran.err[:22]) == (2, "monitor: --published: ")
    assert not db.exists()


def test_an_address_is_fetched_under_the_guards(monitor: Run, tmp_path: Path) -> None:
    ran = monitor("--db", tmp_path / "m.db", "import", "http://127.0.0.1:9/page")
    assert ran.code == 1
    assert "http://127.0.0.1:9/page: refused_address: " in ran.err
