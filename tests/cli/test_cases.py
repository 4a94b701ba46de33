from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

RECAPS = Path(__file__).resolve().parent.parent / "data" / "recaps.jsonl"
_TOTAL = 68


def test_init_begins_the_docket_with_what_was_known_and_says_so(monitor: Run) -> None:
    ran = monitor("--lang", "en", "init")
    assert f"Chronology of vastaamo: {_TOTAL} entries filed, 0 changed, 0 known already\n" in ran.err
    assert len(monitor("docket", "--json").json) == _TOTAL
    again = monitor("--lang", "en", "init")
    assert f"Chronology of vastaamo: 0 entries filed, 0 changed, {_TOTAL} known already\n" in again.err


def test_a_bare_init_leaves_the_docket_empty_until_it_is_asked_for(monitor: Run) -> None:
    ran = monitor("--lang", "en", "init", "--bare")
    assert (ran.code, "Chronology" in ran.err) == (0, False)
    assert monitor("docket").code == 5, "not even a database is made"
    loaded = monitor("--lang", "fi", "cases", "load-chronology", "vastaamo")
    assert (loaded.code, loaded.out) == (0, "")
    assert loaded.err == f"Kronologia vastaamo: kirjattu {_TOTAL} merkintää, 0 muutettu, 0 ennestään tiedossa\n"


def test_only_a_case_with_a_chronology_has_one_to_load(monitor: Run) -> None:
    monitor("init", "--bare")
    ran = monitor("--lang", "en", "cases", "load-chronology", "vastamo")
    assert (ran.code, ran.err) == (2, "monitor: There is no case vastamo; did you mean vastaamo?\n")
    monitor("cases", "new", "mine")
    ran = monitor("--lang", "en", "cases", "load-chronology", "mine")
    assert (ran.code, ran.err) == (2, "monitor: mine has no chronology: cases/mine-chronology.toml\n")


def test_a_mistake_in_a_chronology_is_told_by_check_and_stops_loading_alone(monitor: Run, tmp_path: Path) -> None:
    monitor("init", "--bare")
    path = tmp_path / "config" / "monitor" / "cases" / "vastaamo-chronology.toml"
    path.write_text(path.read_text("utf-8").replace('subject = "Tapio"', 'subject = "Tapo"', 1), "utf-8")
    checked = monitor("check")
    assert checked.code == 2
    assert 'no actor has the id "Tapo", did you mean "Tapio"?' in checked.out
    assert monitor("cases", "load-chronology", "vastaamo").code == 2
    assert monitor("cases").code == 0


@pytest.mark.parametrize("language", ["fi", "en"])
def test_the_docket_shows_an_entry_nobody_reported_yet_in_the_readers_own_language(
    monitor: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monitor("init")
    ran = monitor("--lang", language, "docket", "--kind", "appeal_ruling", "--format", "table")
    assert {"fi": "Helsingin hovioikeus", "en": "Helsinki Court of"}[language] in ran.lines[2]
    assert max(map(len, ran.lines)) <= 100
    piped = monitor("--lang", language, "docket", "--kind", "appeal_ruling", "--subject", "Kivimäki")
    row = dict(zip(piped.lines[0].split("\t"), piped.lines[1].split("\t"), strict=True))
    assert (row["outlet"], row["quote"]) == ("Demokraatti/STT", "")
    assert row["url"].startswith("https://demokraatti.fi/")


def test_show_marks_what_was_filed_by_hand_and_names_its_sources(monitor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.cli.output.Printer.for_people", True)
    monitor("init")
    number = monitor("docket", "--kind", "appeal_ruling", "--subject", "Tapio", "--json").json[0]["number"]
    english = monitor("--lang", "en", "show", number).out
    assert "  filed by hand (chronology): Helsinki Court of Appeal acquits Ville Tapio." in english
    assert "Nordics Today, 2025, a weak source: a copy or an aggregator" in english
    assert "https://nordicstoday.com/" in english
    assert "kirjattu käsin (kronologia): Helsingin hovioikeus hylkää" in monitor("--lang", "fi", "show", number).out
    assert "filed by hand (chronology)" in monitor("--lang", "en", "why", number).out
    assert monitor("why", number, "--json").json == []
    shown = monitor("show", number, "--json").json
    assert (shown["by_hand"], shown["filed_by"]) == (True, "chronology")


def test_a_proceeding_stands_by_what_was_known_and_names_its_source(monitor: Run) -> None:
    monitor("init")
    stands = {row["proceeding"]: row for row in monitor("proceedings", "--json").json}
    kivimaki, tapio = stands["kivimaki"], stands["tapio"]
    assert (kivimaki["kind"], kivimaki["outcome"], kivimaki["finality"]) == ("appeal_ruling", "raised", "not_final")
    assert (tapio["kind"], tapio["outcome"], tapio["finality"]) == ("appeal_ruling", "acquitted", "")
    assert kivimaki["outlet"] == "Demokraatti/STT"


def test_a_number_is_found_by_search_before_anybody_reported_it(monitor: Run) -> None:
    monitor("init")
    (hit,) = monitor("search", "vastaamo-1", "--json").json
    assert (hit["type"], hit["number"]) == ("entry", "vastaamo-1")


@pytest.mark.parametrize("query", ["selvitystila*", "yhtiökokous päättää", "liquidation", '"general meeting"'])
def test_own_words_of_either_language_are_found_by_search(monitor: Run, query: str) -> None:
    monitor("init")
    (hit,) = monitor("search", query, "--json").json
    assert (hit["type"], hit["number"], hit["outlet"]) == ("entry", "vastaamo-26", "Yle News")
    assert monitor("search", "yhtiökok", "--json").json == []
    monitor("review", "dismiss", "vastaamo-26")
    assert monitor("search", query, "--json").json == []


def test_recaps_that_are_imported_attach_and_keep_the_entrys_own_words(monitor: Run) -> None:
    monitor("init")
    ran = monitor("--lang", "en", "import", RECAPS)
    assert "new docket entries: 0" in ran.err
    (verdict,) = monitor("docket", "--kind", "verdict", "--subject", "Kivimäki", "--status", "fact", "--json").json
    assert (verdict["by_hand"], len(verdict["reports"])) == (True, 2)
    assert "Western Uusimaa District Court" in verdict["what"]["en"]
    counts = {row["proceeding"]: row for row in monitor("cases", "--json").json}
    assert counts["kivimaki"]["reports"] >= 2
    assert sum(row["entries"] for row in counts.values()) == sum(row["by_hand"] for row in counts.values()) == _TOTAL


def test_the_list_of_cases_has_a_row_for_each_proceeding_with_or_without_a_database(monitor: Run) -> None:
    rows = monitor("cases", "--json").json
    assert [row["proceeding"] for row in rows][:4] == ["incident", "inquiry", "kivimaki", "tapio"]
    assert {row["entries"] for row in rows} == {0}
    assert monitor("cases").lines[0].split("\t") == [
        *("case", "proceeding", "name", "entries", "by_hand", "reports", "file")
    ]
    table = monitor("--lang", "fi", "cases", "--format", "table")
    assert table.lines[0].split() == ["Juttu", "Tunnus", "Asia", "Merkintöjä", "Käsin", "Jutut"]
    assert "Tapion rikosasia" in table.out


@pytest.mark.parametrize(("language", "comment"), [("fi", "# Seurattava juttu."), ("en", "# A case to follow.")])
def test_a_new_case_is_a_commented_file_that_check_finds_in_order(
    monitor: Run, tmp_path: Path, language: str, comment: str
) -> None:
    monitor("init", "--bare")
    ran = monitor("--lang", language, "cases", "new", "oma-juttu", "--name", 'Oma "juttu"')
    path = tmp_path / "config" / "monitor" / "cases" / "oma-juttu.toml"
    assert (ran.code, ran.out) == (0, f"{path}\n")
    assert "monitor cases load-chronology oma-juttu" in ran.err
    assert comment in path.read_text("utf-8")
    assert 'fi = "Oma \\"juttu\\""' in path.read_text("utf-8")
    assert monitor("check").code == 0
    assert "oma-juttu" in {row["case"] for row in monitor("cases", "--json").json}


def test_a_case_file_is_never_overwritten_or_hidden(monitor: Run, tmp_path: Path) -> None:
    monitor("init", "--bare")
    monitor("cases", "new", "mine")
    path = tmp_path / "config" / "monitor" / "cases" / "mine.toml"
    path.write_text("# edited\n" + path.read_text("utf-8"), "utf-8")
    ran = monitor("--lang", "en", "cases", "new", "mine")
    assert (ran.code, ran.out) == (2, "")
    assert "there is a case of that id already" in ran.err
    assert path.read_text("utf-8").startswith("# edited\n")
    shutil.rmtree(path.parent)
    assert monitor("cases", "new", "vastaamo").code == 2


@pytest.mark.parametrize("id_", ["Mine", "oma juttu", "../x", "mine-chronology", ""])
def test_an_id_that_cannot_be_is_refused(monitor: Run, id_: str) -> None:
    assert monitor("cases", "new", id_).code == 2
