"""How proceedings stand and where sources differ, as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

SUMMARIES = Path(__file__).resolve().parent.parent / "data" / "summaries"


@pytest.fixture
def summed(monitor: Run, tmp_path: Path) -> Path:
    path = tmp_path / "summed.db"
    ran = monitor("--db", path, "import", *sorted(SUMMARIES.glob("*.txt")))
    assert ran.code == 0
    return path


def test_each_proceeding_has_its_decisive_step_with_its_source(monitor: Run, summed: Path) -> None:
    rows = {row["proceeding"]: row for row in monitor("--db", summed, "proceedings", "--json").json}
    assert (rows["kivimaki"]["kind"], rows["kivimaki"]["date"], rows["kivimaki"]["finality"]) == (
        "verdict",
        "2024-04",
        "",
    )
    assert (rows["tapio"]["term"]["value"], rows["tapio"]["term"]["suspended"]) == (3, True)
    assert rows["legislation"]["state"] == "not_begun"
    assert rows["kivimaki"]["quote"]


def test_the_table_words_a_status_and_never_guesses(monitor: Run, summed: Path) -> None:
    english = monitor("--db", summed, "--lang", "en", "proceedings", "--format", "table").out
    assert "not stated in the sources" in english
    finnish = monitor("--db", summed, "--lang", "fi", "proceedings", "--format", "table").out
    assert "lähteissä ei kerrota" in finnish


def test_conflicts_keep_both_sides_with_their_words(monitor: Run, summed: Path) -> None:
    found = monitor("--db", summed, "conflicts", "--json").json
    (clock,) = [one for one in found if one["question"] == "deadline"]
    assert {side["value"] for side in clock["sides"]} == {"24 hours", "48 hours"}
    assert all(source["quote"] for side in clock["sides"] for source in side["sources"])
    assert clock["state"] == "open"


def test_conflicts_of_one_entry_or_state_can_be_asked_for(monitor: Run, summed: Path) -> None:
    (date,) = [one for one in monitor("--db", summed, "conflicts", "--json").json if one["question"] == "date"]
    number = date["key"].partition(":")[0]
    assert [one["key"] for one in monitor("--db", summed, "conflicts", "--entry", number, "--json").json] == [
        date["key"]
    ]
    assert monitor("--db", summed, "conflicts", "--state", "resolved", "--json").json == []
    assert monitor("--db", summed, "conflicts", "--format", "tsv").out.startswith("key\tcase\tquestion")


def test_show_lists_an_entrys_figures_with_outlet_and_quote(monitor: Run, summed: Path) -> None:
    number = monitor("--db", summed, "docket", "--kind", "verdict", "--subject", "Tapio", "--json").json[0]["number"]
    (term,) = monitor("--db", summed, "show", number, "--json").json["figures"]
    assert (term["what"], term["value"], term["suspended"], term["quote"]) == ("sentence", 3, True, "three-month")
