"""The fixed interface of ``classify --jsonl``: keys, types, offsets, what is ignored and what is told."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran, Run

TITLE = "Kivimäki tuomittiin vankeuteen 😀"
TEXT = "Länsi-Uudenmaan käräjäoikeus tuomitsi tiistaina Aleksanteri Kivimäen vankeuteen Vastaamo-jutussa."
DEVELOPMENT = {
    "kind": str,
    "subject": str,
    "authority": (str, type(None)),
    "date": (str, type(None)),
    "precision": (str, type(None)),
    "modality": str,
    "news": bool,
    "outcome": (str, type(None)),
    "quote": str,
    "start": int,
    "end": int,
    "rule": str,
}
FIGURE = {
    "what": str,
    "of": (str, type(None)),
    "value": (int, float),
    "unit": str,
    "qualifier": str,
    "quote": str,
}
Classify = Callable[..., Ran]


@pytest.fixture
def classify(monitor: Run, tmp_path: Path) -> Classify:
    def call(*rows: object, options: tuple[object, ...] = ()) -> Ran:
        file = tmp_path / "rows.jsonl"
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
        return monitor(*options, "classify", "--jsonl", file)

    return call


def rows_of(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.split("\n") if line]


def row(**more: object) -> dict[str, object]:
    return {"id": "a", "title": TITLE, "text": TEXT, "published": "2024-04-30"} | more


def test_each_line_has_exactly_the_keys_and_types_agreed(classify: Classify) -> None:
    ran = classify(row(text=TEXT + " Rikosilmoituksia on tehty noin 24 000."))
    assert (ran.code, ran.err) == (0, "")
    (found,) = rows_of(ran)
    assert list(found) == ["id", "relevant", "case", "language", "developments", "figures"]
    assert (found["id"], found["relevant"], found["case"], found["language"]) == ("a", True, "vastaamo", "fi")
    assert found["developments"]
    for one in found["developments"]:
        assert list(one) == list(DEVELOPMENT)
        assert all(isinstance(one[key], kind) for key, kind in DEVELOPMENT.items())
    assert found["figures"]
    for one in found["figures"]:
        assert list(one)[: len(FIGURE)] == list(FIGURE)
        assert all(isinstance(one[key], kind) for key, kind in FIGURE.items())


def test_a_verdict_is_read_as_one(classify: Classify) -> None:
    (found,) = rows_of(classify(row()))
    verdicts = [one for one in found["developments"] if one["kind"] == "verdict"]
    assert verdicts
    assert {one["subject"] for one in verdicts} == {"Kivimäki"}
    assert ("2024-04-30", "day", "fact", True) in {
        (one["date"], one["precision"], one["modality"], one["news"]) for one in verdicts
    }


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_are_code_points_that_slice_back_to_the_quote(classify: Classify, form: str) -> None:
    title, text = unicodedata.normalize(form, TITLE), "👩\u200d⚖️ " + unicodedata.normalize(form, TEXT)
    (found,) = rows_of(classify(row(title=title, text=text)))
    content = f"{title}\n\n{text}"
    assert found["developments"]
    for one in found["developments"]:
        assert content[one["start"] : one["end"]] == one["quote"]


@pytest.mark.parametrize(
    "published", [None, "", 2024, "2024", "2024-04", "2024-04-30", "2024-04-30T13:00:00+03:00", "2024-04-30T10:00:00Z"]
)
def test_published_is_null_a_year_a_month_a_day_or_a_timestamp(classify: Classify, published: object) -> None:
    ran = classify(row(published=published))
    assert ran.code == 0
    (found,) = rows_of(ran)
    for one in found["developments"]:
        assert (one["date"] is None) == (one["precision"] is None)
        if one["date"]:
            assert len(one["date"]) == {"year": 4, "month": 7, "day": 10}[one["precision"]]


def test_what_it_does_not_know_it_ignores(classify: Classify) -> None:
    plain = classify(row())
    assert classify(row(outlet="Ei tunnettu lehti", nosuch={"a": [1]}, developments="x")).out == plain.out
    assert classify({key: value for key, value in row().items() if key != "published"}).code == 0


def test_the_id_comes_back_as_it_was_and_the_line_number_where_there_is_none(classify: Classify) -> None:
    ran = classify({"id": 0, "title": "x"}, {"id": "7", "title": "x"}, {"title": "x"}, {"id": None, "text": "y"})
    assert [found["id"] for found in rows_of(ran)] == [0, "7", "3", "4"]


def test_bad_rows_are_told_at_file_and_line_and_the_rest_goes_on(classify: Classify, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    ran = classify(
        "{",
        "[]",
        {"id": "no text"},
        {"title": 5},
        {"title": "x", "published": "yesterday"},
        '{"title": "x", "published": ' + "9" * 5000 + "}",
        "[" * 100_000,
        "",
        row(),
    )
    assert ran.code == 1
    # What lacks a text or has a date that is none is answered all the same: input and output stay in step.
    answered = {found["id"]: found["relevant"] for found in rows_of(ran)}
    assert answered == {"no text": False, "5": False, "a": True}
    told = ran.err.splitlines()
    assert [line.split(": ")[0] for line in told] == [
        f"{file}:1:2",
        *(f"{file}:{number}" for number in range(2, 8)),
    ]


def test_a_lone_surrogate_or_a_control_character_breaks_no_line(classify: Classify) -> None:
    ran = classify('{"id": "\\ud800", "title": "Kivim\\u00e4ki tuomittiin\\u2028\\u009b31m vankeuteen"}', row())
    assert ran.code == 0
    assert [found["id"] for found in rows_of(ran)] == ["\ud800", "a"]
    assert len(ran.out.splitlines()) == 2
    assert "\x9b" not in ran.out


def test_standard_input_is_read_for_a_dash(monitor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    body = ("\ufeff" + json.dumps(row(), ensure_ascii=False) + "\r\n{\n").encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(body)))
    ran = monitor("classify", "--jsonl", "-")
    assert ran.code == 1
    assert rows_of(ran)[0]["relevant"] is True
    assert ran.err.startswith("-:2:")


def test_with_several_cases_each_development_carries_its_case(classify: Classify, monitor: Run, tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    assert monitor("--config", folder, "init").code == 0
    original = (folder / "cases" / "vastaamo.toml").read_text(encoding="utf-8")
    (folder / "cases" / "second.toml").write_text(
        original.replace('id = "vastaamo"', 'id = "second"', 1), encoding="utf-8"
    )
    ran = classify(row(), options=("--config", folder))
    (found,) = rows_of(ran)
    assert found["developments"]
    assert all(list(one) == [*DEVELOPMENT, "case"] for one in found["developments"])
    assert {one["case"] for one in found["developments"]} <= {"vastaamo", "second"}


def test_no_database_is_touched(classify: Classify, tmp_path: Path) -> None:
    assert classify(row(), options=("--db", tmp_path / "none.db")).code == 0
    assert not (tmp_path / "none.db").exists()


def test_a_plain_text_is_a_title_and_a_text(monitor: Run, tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text(f"{TITLE}\n\n{TEXT}\n", encoding="utf-8")
    whole = monitor("classify", file, "--published", "2024-04-30", "--json").json
    assert list(whole) == ["id", "relevant", "case", "language", "developments", "figures"]
    table = monitor("--lang", "fi", "classify", file, "--format", "table")
    assert table.lines[0].split()[0] == "Tapahtuma"
    tsv = monitor("classify", file)
    assert tsv.lines[0].split("\t") == [
        *("kind", "modality", "news", "subject", "authority", "date", "precision", "outcome", "start", "end", "rule"),
        "quote",
    ]
    explained = monitor("--lang", "en", "classify", "--explain", file)
    assert "fi-verdict" in explained.out
    assert (explained.code, explained.err) == (0, "")


def test_a_text_without_developments_is_no_error(monitor: Run, tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text("Uimahalli aukeaa\n\nMallilan uimahalli avataan lauantaina.\n", encoding="utf-8")
    ran = monitor("--lang", "en", "classify", file)
    assert (ran.code, ran.out, ran.err) == (0, "", "No development found (relevant: no).\n")


def test_a_file_that_cannot_be_read_is_exit_code_2(monitor: Run, tmp_path: Path) -> None:
    for options in ([], ["--jsonl"]):
        ran = monitor("classify", *options, tmp_path / "nofile")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == f"monitor: {tmp_path / 'nofile'}: cannot be read: No such file or directory\n"
