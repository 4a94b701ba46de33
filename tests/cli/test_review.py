from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran, Run

Review = Callable[..., Ran]


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "own.db"))


@pytest.fixture
def base(monitor: Run, own: Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    monkeypatch.setenv("MONITOR_WHO", "anna")
    return lambda *arguments: monitor("--db", own, "--lang", "en", *arguments)


def number(base: Review, **wanted: str) -> str:
    return str(entry(base, **wanted)["number"])


def entry(base: Review, **wanted: str) -> dict[str, Any]:
    options = [part for name, value in wanted.items() for part in (f"--{name}", value)]
    found = base("docket", *options, "--json").json
    assert len(found) == 1, found
    return dict(found[0])


def numbers(base: Review, *options: str) -> list[str]:
    return [one["number"] for one in base("docket", *options, "--json").json]


def test_a_dismissed_entry_leaves_the_docket_keeps_its_number_and_comes_back_when_undone(base: Review) -> None:
    bankruptcy = number(base, kind="bankruptcy")
    ran = base("review", "dismiss", bankruptcy, "--why", "another company")
    assert (ran.code, ran.err) == (0, f"{bankruptcy} is dismissed (decision 1)\n")
    assert bankruptcy not in numbers(base)
    assert base("show", bankruptcy, "--json").json["standing"] == "dismissed"
    assert base("review", "undo", "1").err == "Decision 1 (dismiss) is undone\n"
    assert bankruptcy in numbers(base)


def test_an_accepted_entry_says_so(base: Review) -> None:
    bankruptcy = number(base, kind="bankruptcy")
    base("review", "accept", bankruptcy)
    assert base("show", bankruptcy, "--json").json["standing"] == "accepted"


def test_a_merged_entry_is_shown_with_its_reports_under_the_other(base: Review) -> None:
    demand, fact = number(base, kind="verdict", status="sought"), number(base, kind="verdict", status="fact")
    before = {report["url"] for one in (demand, fact) for report in base("show", one, "--json").json["reports"]}
    assert base("review", "merge", demand, "--into", fact).code == 0
    assert demand not in numbers(base)
    assert {report["url"] for report in base("show", fact, "--json").json["reports"]} == before
    assert base("show", demand, "--json").json["merged_into"] == fact


def test_an_entry_cannot_be_merged_into_itself_or_round_in_a_circle(base: Review) -> None:
    demand, fact = number(base, kind="verdict", status="sought"), number(base, kind="verdict", status="fact")
    assert base("review", "merge", demand, "--into", demand).code == 2
    base("review", "merge", demand, "--into", fact)
    assert base("review", "merge", fact, "--into", demand).code == 2
    assert base("review", "log", "--json").json[-1]["id"] == 1  # what was refused is not on record


def test_an_article_set_apart_is_an_entry_of_its_own_also_after_more_articles(base: Review, tmp_path: Path) -> None:
    fact = number(base, kind="verdict", status="fact")
    ran = base("review", "split", fact, "--article", "https://sampletimes.example/2")
    apart = ran.err.split(" as ")[1].split(" ")[0]
    more = tmp_path / "more.txt"
    more.write_text("Kivimäki tuomittiin vankeuteen\n\nLänsi-Uudenmaan käräjäoikeus tuomitsi 30.4.2024 Kivimäen.\n")
    base("import", str(more), "--published", "2024-05-01", "--outlet", "mallilehti")
    urls = {one: [report["url"] for report in base("show", one, "--json").json["reports"]] for one in (fact, apart)}
    assert urls[apart] == ["https://sampletimes.example/2"]
    assert "https://mallilehti.example/2" in urls[fact]
    assert "https://sampletimes.example/2" not in urls[fact]
    base("review", "undo", "1")
    assert "https://sampletimes.example/2" in [one["url"] for one in base("show", fact, "--json").json["reports"]]


def test_only_an_article_that_reports_it_can_be_set_apart_and_not_all(base: Review) -> None:
    fact = number(base, kind="verdict", status="fact")
    assert "does not report" in base("review", "split", fact, "--article", "https://nowhere.example/").err
    alone = number(base, kind="bankruptcy")
    assert "all reports" in base("review", "split", alone, "--article", "https://mallilehti.example/4").err


def test_an_edit_stands_whatever_is_read_later_and_filters_see_it(base: Review) -> None:
    bankruptcy = number(base, kind="bankruptcy")
    base("review", "edit", bankruptcy, "--date", "2021-02", "--subject", "other")
    shown = base("show", bankruptcy, "--json").json
    assert (shown["date"], shown["precision"], shown["subject"]) == ("2021-02", "month", "other")
    assert shown["edited"] == ["date", "subject"]
    assert number(base, subject="other") == bankruptcy
    assert not numbers(base, "--subject", "Vastaamo")
    base("review", "edit", bankruptcy, "--date", "")
    assert base("show", bankruptcy, "--json").json["date"] is None


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--date", "31.4.2021", "'31.4.2021' is no year, month or day"),
        ("--outcome", "won", "outcome cannot be 'won'; it is one of convicted, acquitted"),
        ("--subject", "Kivimaki", "subject cannot be 'Kivimaki'; it is one of Kivimäki, Tapio"),
        ("--proceeding", "x", "proceeding cannot be 'x'; it is one of incident"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_with_what_may_be(
    base: Review, option: str, value: str, message: str
) -> None:
    ran = base("review", "edit", number(base, kind="bankruptcy"), option, value)
    assert ran.code == 2
    assert message in ran.err


def test_an_entry_by_hand_takes_over_what_was_read_of_it_and_undone_gives_it_back(base: Review) -> None:
    read = number(base, kind="bankruptcy")
    ran = base(
        *("review", "add", "vastaamo", "--kind", "bankruptcy", "--subject", "Vastaamo", "--date", "2021-02-11"),
        *("--what", "The company was declared bankrupt.", "--source", "https://www.oikeus.fi/x"),
    )
    hand = ran.err.split()[2]
    shown = base("show", hand, "--json").json
    assert (shown["by_hand"], shown["date"], shown["what"]) == (
        True,
        "2021-02-11",
        {"en": "The company was declared bankrupt."},
    )
    assert [report["outlet"] for report in shown["reports"]] == ["mallilehti"]
    assert base("show", read, "--json").json["merged_into"] == hand
    base("review", "undo", "1")
    assert hand not in numbers(base)
    back = base("show", read, "--json").json
    assert (back["status"], back["merged_into"], len(back["reports"])) == ("fact", None, 1)


def test_the_trail_tells_who_when_and_why(base: Review) -> None:
    bankruptcy = number(base, kind="bankruptcy")
    base("review", "dismiss", bankruptcy, "--why", "another company")
    base("review", "accept", bankruptcy, "--who", "pekka")
    base("review", "undo", "2")
    trail = base("review", "log", "--entry", bankruptcy, "--json").json
    assert [(one["action"], one["who"], one["why"]) for one in trail] == [
        ("dismiss", "anna", "another company"),
        ("accept", "pekka", ""),
    ]
    assert trail[0]["undone_at"] is None
    assert trail[1]["undone_at"].endswith("Z")
    assert base("show", bankruptcy, "--json").json["standing"] == "dismissed"
    assert base("review", "undo", "2").code == 2


def test_a_near_miss_is_listed_and_filed_by_a_person(base: Review, own: Path) -> None:
    with sqlite3.connect(own) as raw:
        raw.execute(
            "INSERT INTO near_miss (revision_id, article_id, case_id, proceeding, kind, modality, subject, quote, "
            '"start", "end", rule, confidence) SELECT revision_id, article_id, case_id, "kivimaki", "arrest", "fact", '
            '"Kivimäki", quote, "start", "end", "fi-words-arrest", 0.31 FROM mention LIMIT 1'
        )
    raw.close()
    (near,) = [one for one in base("review", "--json").json if one["rule"] == "fi-words-arrest"]
    assert not [one for one in base("review", "--min-confidence", "0.4", "--json").json if one["id"] == near["id"]]
    assert base("review", "file", str(near["id"])).code == 0
    filed = entry(base, kind="arrest")
    assert filed["by_hand"]
    assert filed["sources"][0]["url"] == near["url"]


def test_a_number_that_is_none_is_refused(base: Review) -> None:
    assert (
        base("review", "accept", "vastaamo-999").err == "monitor: no entry vastaamo-999; `monitor docket` lists them\n"
    )
    assert base("review", "resolve", "nothing", "--choice", "x").code == 2
    assert base("review", "undo", "77").code == 2
