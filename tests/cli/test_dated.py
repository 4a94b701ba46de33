"""What became of a claim at its source, as a person sees it: the words, the dates, and the docket before."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.model import ArticleState
from monitor.storage import articles
from monitor.storage.engine import open_database
from tests.cli.conftest import ARTICLES, Run


def number_of(monitor: Run, db: Path, kind: str = "verdict", status: str = "fact") -> str:
    found = monitor("--db", db, "docket", "--kind", kind, "--status", status, "--json").json
    return str(found[0]["number"])


def edit(monitor: Run, db: Path, tmp_path: Path, ident: str, **changed: str) -> None:
    """Import an article again, as its outlet has rewritten it."""
    row = next(one for one in ARTICLES if one["id"] == ident) | changed
    path = tmp_path / "edited.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    assert monitor("--db", db, "-q", "import", path).code == 0


def test_a_changed_claim_is_shown_with_what_was_and_is_said(monitor: Run, db: Path, tmp_path: Path) -> None:
    text = "Syyttäjät vaativat keskiviikkona Aleksanteri Kivimäelle kuuden vuoden vankeusrangaistusta."
    number = number_of(monitor, db, status="sought")
    edit(monitor, db, tmp_path, "sought", text=text)
    ran = monitor("--db", db, "show", number, "--json")
    assert ran.json["at_source"] == "changed"
    (correction,) = ran.json["corrections"]
    assert correction["state"] == "changed"
    assert correction["outlet"] == "mallilehti"
    assert [part["field"] for part in correction["changes"]] == ["figure"]
    (diff,) = correction["diff"]
    assert ["-", "seitsemän"] in diff
    assert ["+", "kuuden"] in diff
    assert correction["from_revision"] < correction["to_revision"]


def test_on_a_terminal_the_diff_has_signs_and_colours(
    monitor: Run, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = number_of(monitor, db, status="sought")
    edit(monitor, db, tmp_path, "sought", text="Syyttäjät vaativat Aleksanteri Kivimäelle kuuden vuoden vankeutta.")
    monkeypatch.setattr("monitor.cli.output.Printer.for_people", True)
    ran = monitor("--db", db, "--lang", "en", "show", number)
    assert "changed at source" in " ".join(ran.out.split())
    assert any(line.startswith("Changed at source: mallilehti, ") for line in ran.lines)
    assert any("7 years → " in line and "6 years" in line for line in ran.lines)
    assert any("− seitsemän" in line for line in ran.lines)
    assert any("+ kuuden" in line for line in ran.lines)
    plain = monitor("--db", db, "--lang", "fi", "--no-color", "show", number)
    assert "muutettu lähteessä" in " ".join(plain.out.split())
    assert "\x1b" not in plain.out


def test_a_withdrawn_claim_keeps_its_entry_under_withdrawn_and_an_article_anew_revives_its_number(
    monitor: Run, db: Path, tmp_path: Path
) -> None:
    number = number_of(monitor, db, status="sought")
    edit(monitor, db, tmp_path, "sought", title="Käräjät jatkuivat", text="Vastaamo-jutun käsittely jatkui Espoossa.")
    assert number in [row["number"] for row in monitor("--db", db, "docket", "--status", "withdrawn", "--json").json]
    shown = monitor("--db", db, "show", number, "--json").json
    assert (shown["status"], shown["at_source"], shown["reports"]) == ("withdrawn", "withdrawn", [])
    assert {sign for sign, _ in shown["corrections"][0]["diff"][0]} == {"-"}
    edit(monitor, db, tmp_path, "sought", id="again", url="https://mallilehti.example/again")
    again = monitor("--db", db, "show", number, "--json").json
    assert (again["status"], len(again["reports"])) == ("sought", 1)


def test_an_edit_of_stamps_and_link_lists_changes_nothing(monitor: Run, db: Path, tmp_path: Path) -> None:
    before = monitor("--db", db, "docket", "--json").json
    text = next(str(one["text"]) for one in ARTICLES if one["id"] == "verdict-fi")
    edit(
        monitor, db, tmp_path, "verdict-fi", text=f"Päivitetty 12.30\n{text}\n14 kommenttia\nLue myös\nUimahalli aukeaa"
    )
    assert monitor("--db", db, "docket", "--json").json == before


def test_each_report_shows_its_five_dates(monitor: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = number_of(monitor, filled)
    report = next(
        one
        for one in monitor("--db", filled, "show", number, "--json").json["reports"]
        if one["outlet"] == "mallilehti" and one["modality"] == "fact"
    )
    assert (report["date"], report["date_words"]) == ("2024-04-30", "tiistaina")
    assert report["published_at"] == "2024-04-30T09:00:00Z"
    assert report["fetched_at"].endswith("Z")
    assert (report["updated_at"], report["gone_at"]) == (None, None)
    monkeypatch.setattr("monitor.cli.output.Printer.for_people", True)
    shown = monitor("--db", filled, "--lang", "en", "show", number)
    assert any(line.startswith("  event 30 Apr 2024 (“tiistaina”) · read ") for line in shown.lines)


def test_the_docket_of_a_past_day_is_empty_and_of_now_is_the_docket(monitor: Run, filled: Path) -> None:
    now = dt.datetime.now(ZoneInfo("Europe/Helsinki"))
    present = monitor("--db", filled, "docket", "--json").json
    assert monitor("--db", filled, "docket", "--json", "--as-of", "2020-01-01").json == []
    for moment in (now.isoformat(), f"{now:%Y-%m-%d}", f"{now + dt.timedelta(days=2):%Y-%m}"):
        assert monitor("--db", filled, "docket", "--json", "--as-of", moment).json == present
    table = monitor("--db", filled, "docket", "--as-of", now.isoformat()).lines
    assert len(table) == 1 + len(present)


@pytest.mark.parametrize("value", ["yesterday", "2024-13", "30.4.2024"])
def test_a_moment_that_is_none_is_explained(monitor: Run, filled: Path, value: str) -> None:
    ran = monitor("--db", filled, "docket", "--as-of", value)
    assert ran.code == 2
    assert "is no date or time" in ran.err


def test_since_and_until_can_mean_any_of_the_five_dates(monitor: Run, filled: Path) -> None:
    def kinds(*options: str) -> set[str]:
        return {row["kind"] for row in monitor("--db", filled, "docket", "--json", *options).json}

    assert kinds("--by", "event", "--until", "2021") == {"bankruptcy"}
    assert kinds("--by", "reported", "--until", "2021") == {"bankruptcy"}
    assert kinds("--by", "published", "--since", "2024-04-30", "--until", "2024-04-30") == {"verdict"}
    assert kinds("--by", "fetched", "--until", "2024") == set()
    assert kinds("--by", "fetched", "--since", "2024") == kinds()
    assert kinds("--by", "updated", "--since", "2000") == set()
    rows = monitor("--db", filled, "docket", "--by", "published", "--since", "2024-04-30").lines
    assert rows[1].split("\t")[rows[0].split("\t").index("reports")] == "3"


def test_a_gone_page_is_said_beside_its_report(monitor: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_database(db)
    with engine.begin() as conn:
        gone = dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC)
        articles.save_failed(conn, 4, state=ArticleState.GONE, reason="410 Gone", at=gone, next_fetch_at=None)
        articles.save_failed(
            conn, 4, state=ArticleState.GONE, reason="410 Gone", at=dt.datetime.now(dt.UTC), next_fetch_at=None
        )
    engine.dispose()
    number = number_of(monitor, db)
    found = monitor("--db", db, "show", number, "--json").json["reports"]
    assert [one["gone_at"] for one in found if one["gone_at"]] == ["2026-11-20T07:00:00Z"]
    monkeypatch.setattr("monitor.cli.output.Printer.for_people", True)
    assert "sivu poistunut 20.11.2026 klo 9.00 alkaen" in " ".join(
        monitor("--db", db, "--lang", "fi", "show", number).out.split()
    )
