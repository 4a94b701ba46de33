from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from monitor.queries import telling
from tests.cli.conftest import Run

GOLDEN = Path(__file__).resolve().parent.parent / "data" / "cli"
ENTRY = [
    *("number", "case", "proceeding", "kind", "subject", "authority", "date", "precision", "outcome", "status"),
    *("first_reported_at", "reports", "standing", "merged_into", "by_hand", "what", "sources", "edited"),
    *("outlets", "origins", "at_source", "filed_by"),
]
DATES = ("date", "date_words", "updated_at", "fetched_at", "gone_at", "origin", "archived_url")
REPORT = ["outlet", "url", "title", "published_at", "quote", "news", "modality", *DATES]


@pytest.mark.parametrize("language", ["fi", "en"])
def test_the_table_is_as_wide_as_the_terminal_and_reads_as_agreed(monitor: Run, filled: Path, language: str) -> None:
    ran = monitor("--db", filled, "--lang", language, "docket", "--format", "table")
    assert ran.out == (GOLDEN / f"docket-{language}.txt").read_text(encoding="utf-8")
    assert max(map(len, ran.lines)) <= 100


@pytest.mark.parametrize("width", [66, 80, 120, 200])
def test_number_date_development_and_subject_stay_whole_at_any_usual_width(
    monitor: Run, filled: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    ran = monitor(
        "--db", filled, "--lang", "en", "docket", "--format", "table", "--kind", "verdict", "--status", "fact"
    )
    assert re.match(r"vastaamo-\d+  30 Apr 2024  Verdict, found guilty? *…? *", ran.lines[1])
    assert "Kivimäki" in ran.lines[1]
    assert max(map(len, ran.lines)) <= width


def test_json_has_exactly_the_keys_other_programs_read(monitor: Run, filled: Path) -> None:
    ran = monitor("--db", filled, "docket", "--json")
    assert ran.code == 0
    assert ran.json
    for entry in ran.json:
        assert list(entry) == ENTRY
        assert re.fullmatch(r"vastaamo-\d+", entry["number"])
        for report in entry["reports"]:
            assert list(report) == REPORT
            assert isinstance(report["news"], bool)
            assert report["published_at"].endswith("Z")


def test_a_planned_verdict_and_the_verdict_are_one_entry_and_the_demand_another(monitor: Run, filled: Path) -> None:
    found = monitor("--db", filled, "docket", "--kind", "verdict", "--json").json
    assert {entry["status"] for entry in found} == {"fact", "sought"}
    (fact,) = [entry for entry in found if entry["status"] == "fact"]
    assert (fact["date"], fact["precision"], fact["subject"]) == ("2024-04-30", "day", "Kivimäki")
    assert {"mallilehti", "sampletimes"} <= {report["outlet"] for report in fact["reports"]}
    assert fact["first_reported_at"] == "2024-04-26T09:00:00Z"


def test_the_words_shown_are_of_the_report_that_tells_the_entry(monitor: Run, filled: Path) -> None:
    ran = monitor("--db", filled, "docket", "--kind", "verdict", "--status", "fact")
    row = dict(zip(ran.lines[0].split("\t"), ran.lines[1].split("\t"), strict=True))
    assert row["url"] == "https://mallilehti.example/2"
    assert "tuomitsi" in row["quote"] or "vankeutta" in row["quote"]


def test_telling_prefers_the_entrys_own_status_then_news_then_the_first() -> None:
    waiting = {"modality": "planned", "news": True, "quote": "has not given its judgment yet"}
    retold = {"modality": "fact", "news": False, "quote": "was sentenced in April"}
    first = {"modality": "fact", "news": True, "quote": "was sentenced on Tuesday"}
    second = first | {"quote": "sentenced"}
    assert telling({"status": "fact", "reports": [waiting, retold, first, second]}) is first
    assert telling({"status": "fact", "reports": [waiting, retold]}) is retold
    assert telling({"status": "fact", "reports": [waiting]}) is waiting
    assert telling({"status": "fact", "reports": []}) == {}


def test_telling_passes_over_a_report_of_the_time_before_the_event() -> None:
    early = {"modality": "fact", "news": True, "published_at": "2024-04-30T09:35:00Z", "id": 1}
    late = {"modality": "fact", "news": False, "published_at": "2026-02-26T09:05:00Z", "id": 2}
    undated = {"modality": "fact", "news": True, "published_at": None, "id": 3}
    row = {"status": "fact", "date": "2026-02-26", "reports": [early, late]}
    assert telling(row) == late
    assert telling(row | {"reports": [early, late, undated]}) == undated
    assert telling(row | {"date": "2024"}) == early
    assert telling(row | {"date": None}) == early
    assert telling(row | {"status": "planned", "reports": [early | {"modality": "planned"}]})["id"] == 1


def test_a_pipe_gets_tsv_with_headings_that_no_language_changes(monitor: Run, filled: Path) -> None:
    finnish, english = (monitor("--db", filled, "--lang", language, "docket") for language in ("fi", "en"))
    assert finnish.out == english.out
    assert finnish.lines[0].split("\t")[:4] == ["number", "date", "precision", "kind"]
    assert len({line.count("\t") for line in finnish.lines}) == 1
    assert "…" not in finnish.out


def test_a_title_can_neither_colour_nor_forge_a_row_nor_be_a_formula(monitor: Run, filled: Path) -> None:
    for form in ("tsv", "csv", "table", "json", "jsonl"):
        ran = monitor("--db", filled, "docket", "--kind", "bankruptcy", "--format", form)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", ran.out), form
    (row,) = csv.DictReader(
        io.StringIO(monitor("--db", filled, "docket", "--kind", "bankruptcy", "--format", "csv").out)
    )
    assert row["title"].startswith("'=HYPERLINK")
    for command in ("show", "why"):
        for form in ([], ["--format", "table"], ["--json"]):
            assert "\x1b" not in monitor("--db", filled, command, row["number"], *form).out


def test_csv_and_jsonl_hold_the_same_entries(monitor: Run, filled: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(monitor("--db", filled, "docket", "--format", "csv").out)))
    lines = monitor("--db", filled, "docket", "--format", "jsonl").lines
    assert len(rows) == len(lines) == len(monitor("--db", filled, "docket", "--json").json)


@pytest.mark.parametrize("form", [[], ["--format", "csv"], ["--format", "table"], ["--format", "jsonl"]])
def test_no_rows_is_no_error_and_one_line_on_stderr(monitor: Run, filled: Path, form: list[str]) -> None:
    ran = monitor("--db", filled, "--lang", "en", "docket", "--kind", "extradition", *form)
    assert (ran.code, ran.out, ran.err) == (0, "", "No entries.\n")


def test_no_rows_is_an_empty_list_in_json(monitor: Run, filled: Path) -> None:
    ran = monitor("--db", filled, "docket", "--kind", "extradition", "--json")
    assert (ran.code, ran.json, ran.err) == (0, [], "")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--outlet", "malilehti"], "--outlet malilehti is not known; did you mean mallilehti?"),
        (["--subject", "kivimaki"], "--subject kivimaki is not known; did you mean Kivimäki?"),
        (["--case", "zzz"], "--case zzz is not known."),
    ],
)
def test_a_value_known_nowhere_is_told_and_the_nearest_named(
    monitor: Run, filled: Path, option: list[str], said: str
) -> None:
    ran = monitor("--db", filled, "--lang", "en", "docket", *option)
    assert (ran.code, ran.out, ran.err) == (0, "", f"No entries. {said}\n")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--kind", "verdct"], "Did you mean 'verdict'?"),
        (["--status", "planed"], "Did you mean 'planned'?"),
        (["--reported-in", "finnish"], "Choose from: fi, en, sv."),
        (["--since", "30.4.2024"], "no year, month or day"),
        (["--sinc", "2024"], "--since"),
        (["--lang", "en"], "--lang goes before the command"),
        (["--db", "x"], "--db goes before the command"),
    ],
)
def test_a_mistyped_value_or_option_is_exit_code_2_with_a_hint(monitor: Run, option: list[str], said: str) -> None:
    ran = monitor("docket", *option)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_filters_narrow_the_docket(monitor: Run, filled: Path) -> None:
    def numbers(*options: str) -> list[str]:
        return [entry["number"] for entry in monitor("--db", filled, "docket", *options, "--json").json]

    verdict = numbers("--kind", "Verdict", "--status", "fact")
    assert numbers("--since", "2024-04-30", "--until", "2024-04", "--kind", "verdict") == verdict
    assert set(verdict) <= set(numbers("--outlet", "sampletimes"))
    assert set(verdict) <= set(numbers("--reported-in", "en"))
    assert numbers("--until", "2020") == []
    assert set(numbers("--case", "vastaamo")) == set(numbers())


def test_show_gives_one_entry_with_its_reports(monitor: Run, filled: Path) -> None:
    number = monitor("--db", filled, "docket", "--kind", "verdict", "--status", "fact", "--json").json[0]["number"]
    ran = monitor("--db", filled, "show", number, "--json")
    assert list(ran.json) == [*ENTRY, "figures", "corrections"]
    piped = monitor("--db", filled, "--lang", "en", "show", number)
    assert piped.lines[0] == "\t".join(["outlet", "published_at", "modality", "news", "url", "title", "quote", *DATES])
    assert piped.err.startswith(f"{number} · 30 Apr 2024 · Verdict, found guilty · Kivimäki · ")
    assert len(piped.lines) == 1 + len(ran.json["reports"])


def test_on_a_terminal_show_prints_each_quote_with_its_year(
    monitor: Run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.cli.output.Printer.for_people", True)
    number = monitor("--db", filled, "docket", "--kind", "verdict", "--status", "fact", "--json").json[0]["number"]
    ran = monitor("--db", filled, "--lang", "en", "show", number)
    assert "  mallilehti, 30 Apr 2024, 12:00 – Happened" in ran.lines
    why = monitor("--db", filled, "--lang", "fi", "why", number)
    assert "  sääntö:      fi-verdict" in why.lines


@pytest.mark.parametrize("command", ["show", "why"])
def test_an_entry_that_is_not_there_is_told_with_where_to_look(monitor: Run, filled: Path, command: str) -> None:
    ran = monitor("--db", filled, "--lang", "en", command, "vastaamo-999")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "monitor: no entry vastaamo-999 in the docket; monitor docket lists them\n"


def test_why_leads_to_rule_words_and_offsets(monitor: Run, filled: Path) -> None:
    number = monitor("--db", filled, "docket", "--kind", "bankruptcy", "--json").json[0]["number"]
    (trace, *_) = monitor("--db", filled, "why", number, "--json").json
    assert {"rule", "words", "start", "end", "quote", "revision_id", "lexicon_version"} <= set(trace)
    assert monitor("--db", filled, "why", trace["mention_id"], "--json").json == [trace]


def test_search_finds_articles_of_no_case_too(monitor: Run, filled: Path) -> None:
    (hit,) = monitor("--db", filled, "search", "uimahalli", "--json").json
    assert list(hit) == ["type", "number", "title", "outlet", "url", "published_at", "language", "snippet"]
    assert (hit["type"], hit["url"]) == ("article", "https://mallilehti.example/5")


def test_search_limits_only_what_a_person_reads_or_asks_for(
    monitor: Run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.cli.search._HITS", 1)
    everything = monitor("--db", filled, "search", "Kivimäki", "--json").json
    assert len(everything) > 1
    assert len(monitor("--db", filled, "search", "Kivimäki", "--json", "--limit", "1").json) == 1
    table = monitor("--db", filled, "--lang", "en", "search", "Kivimäki", "--format", "table")
    assert len(table.lines) == 3  # headings, the hit, its snippet
    assert table.err == "These are the first 1; more with --limit.\n"
    nothing = monitor("--db", filled, "--lang", "en", "search", "abrakadabra")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "Nothing found.\n")


def test_a_day_before_the_docket_began_is_told_as_such(monitor: Run, filled: Path) -> None:
    ran = monitor("--db", filled, "--lang", "en", "docket", "--as-of", "2019-01-01")
    assert ran.err.startswith("This docket has known things since ")
    assert "No entries." in ran.err


def test_a_word_to_leave_out_is_no_option_and_a_bad_query_is_told_at_its_place(monitor: Run, filled: Path) -> None:
    everything = monitor("--db", filled, "search", "Kivimäki", "--json").json
    fewer = monitor("--db", filled, "search", "Kivimäki", "-hinta", "-vankeus", "--json").json
    assert 0 < len(fewer) < len(everything)
    ran = monitor("--db", filled, "--lang", "en", "search", "outlt:yle tuomio")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[1:] == ["  outlt:yle tuomio", "  ^^^^^"]


@pytest.mark.parametrize("asked", ["laji:tuomio", "kind:verdict", "kind:Verdict", "kind:tuomio"])
def test_a_filter_takes_the_words_of_the_tables_in_both_languages(monitor: Run, filled: Path, asked: str) -> None:
    found = json.loads(monitor("--db", filled, "search", asked, "--json").out)
    assert found
    assert found == json.loads(monitor("--db", filled, "search", "kind:verdict", "--json").out)
