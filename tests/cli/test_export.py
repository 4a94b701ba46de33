from __future__ import annotations

import zipfile
from pathlib import Path

import feedparser
import pytest

from tests.cli.conftest import Run


def test_every_form_is_written_whole_to_a_file_or_to_stdout(monitor: Run, filled: Path, tmp_path: Path) -> None:
    for form in ("csv", "jsonl", "md", "atom", "ris", "xlsx", "ics", "opml"):
        target = tmp_path / f"docket.{form}"
        ran = monitor("--db", filled, "--lang", "en", "export", "--format", form, "-o", target)
        assert (ran.code, ran.out, ran.err) == (0, "", f"Written: {target}\n")
        assert target.stat().st_size > 50
    assert not list(tmp_path.glob(".*part"))
    assert feedparser.parse((tmp_path / "docket.atom").read_text(encoding="utf-8")).entries


def test_a_place_that_cannot_be_written_is_told(monitor: Run, filled: Path, tmp_path: Path) -> None:
    ran = monitor("--db", filled, "export", "--format", "csv", "-o", tmp_path / "none" / "x.csv")
    assert ran.code == 2
    assert "x.csv: No such file or directory" in ran.err


def test_upcoming_dates_are_those_announced_for_today_or_later(
    monitor: Run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = monitor("--db", filled, "dates", "--json").json
    assert [row["date"] for row in everything] == sorted(row["date"] for row in everything)
    assert monitor("--db", filled, "--lang", "en", "dates", "--upcoming").err == "No dates.\n"


@pytest.mark.parametrize("form", ["text", "timeline", "gantt", "svg"])
def test_a_timeline_is_drawn_in_every_form(monitor: Run, filled: Path, form: str, tmp_path: Path) -> None:
    target = tmp_path / "drawn"
    options = () if form == "text" else ("-o", target)
    ran = monitor("--db", filled, "--lang", "fi", "timeline", "--format", form, *options)
    assert ran.code == 0
    assert "Tuomio" in (ran.out or target.read_text(encoding="utf-8"))


def test_a_report_is_in_the_readers_language(monitor: Run, filled: Path, tmp_path: Path) -> None:
    for language, heading in (("fi", "## Mitä on tapahtunut"), ("en", "## What has happened")):
        target = tmp_path / f"{language}.md"
        assert monitor("--db", filled, "--lang", language, "report", "-o", target).code == 0
        text = target.read_text(encoding="utf-8")
        assert heading in text
        assert "mallilehti" in text
    page = tmp_path / "fi.html"
    monitor("--db", filled, "--lang", "fi", "report", "--format", "html", "-o", page)
    assert '<html lang="fi">' in page.read_text(encoding="utf-8")


def test_a_bundle_of_evidence_holds_entries_and_texts(monitor: Run, filled: Path, tmp_path: Path) -> None:
    number = monitor("--db", filled, "docket", "--json").json[0]["number"]
    target = tmp_path / "bundle.zip"
    assert monitor("--db", filled, "evidence", number, "-o", target).code == 0
    with zipfile.ZipFile(target) as archive:
        assert {"README.txt", "docket.json", "SHA256SUMS"} <= set(archive.namelist())
        assert [name for name in archive.namelist() if name.startswith("revisions/") and name.endswith(".txt")]
    assert monitor("--db", filled, "evidence", "vastaamo-999", "-o", target).code == 2
