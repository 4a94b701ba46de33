"""Files through the same line: what identifies an article, and what a bad row costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor import pipeline
from monitor.errors import UsageError
from monitor.model import Outlet, OutletKind
from monitor.pipeline.importing import outlet_of, read_items
from tests.pipeline.trial import TEXT, TITLE, Trial, page

BODY = "\n".join(TEXT)


def items(path: Path, outlet: str = "", published: str | None = None) -> tuple[list[pipeline.Imported], list[str]]:
    problems: list[str] = []
    return list(read_items(path, outlet, published, problems)), problems


def jsonl(path: Path, *rows: object) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def row(**more: object) -> dict[str, object]:
    return {"id": "1", "title": TITLE, "text": BODY, "published": "2024-04-30", **more}


def keys(trial: Trial) -> list[object]:
    return [tuple(row) for row in trial.rows("select outlet_id, key from article order by id")]


def counts(trial: Trial) -> object:
    return trial.rows(
        "select (select count(*) from article), (select count(*) from revision), (select count(*) from mention),"
        " (select count(*) from development), (select count(*) from report)"
    )


def test_importing_twice_changes_nothing(trial: Trial, tmp_path: Path) -> None:
    found, _ = items(jsonl(tmp_path / "a.jsonl", row(), row(id="2", title="Muu juttu", text="Sää lauhtuu.")))
    first = trial.import_(*found)
    assert (first.articles, first.new, first.revisions, first.relevant) == (2, 2, 2, 1)
    before = counts(trial)
    docket, state = trial.docket(), trial.rows("select fetched_at from article")
    trial.clock.pass_(1)
    again = trial.import_(*found)
    assert (again.articles, again.new, again.revisions, again.created) == (2, 0, 0, [])
    assert counts(trial) == before
    assert (trial.docket(), trial.rows("select fetched_at from article")) == (docket, state)


def test_identity_is_the_outlet_with_the_address_else_the_id_else_the_files_name(trial: Trial, tmp_path: Path) -> None:
    url = "http://www.lehti.example/juttu/1?utm_source=x"
    found, _ = items(
        jsonl(
            tmp_path / "a.jsonl",
            row(outlet="Lehti A", url=url),
            row(outlet="Lehti A", url="https://www.lehti.example/juttu/1", id="2"),
            row(outlet="Lehti B", url=url),
            row(outlet="Lehti A"),
            {"title": TITLE, "text": BODY},
        )
    )
    trial.import_(*found)
    assert keys(trial) == [
        ("Lehti A", "https://www.lehti.example/juttu/1"),
        ("Lehti B", "https://www.lehti.example/juttu/1"),
        ("Lehti A", "import:1"),
        ("import", "import:a.jsonl:5"),
    ]


def test_a_rows_own_outlet_and_date_win_over_the_options(tmp_path: Path) -> None:
    found, _ = items(jsonl(tmp_path / "a.jsonl", row(outlet="Oma"), row(published=None)), "muu", "2020-10")
    assert [(item.outlet, item.published) for item in found] == [("Oma", "2024-04-30"), ("muu", "2020-10")]


def test_bad_rows_are_told_with_file_and_line_while_the_rest_goes_on(trial: Trial, tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "a.jsonl",
        row(),
        "{broken",
        "[]",
        {"id": "x"},
        row(id="5", published="yesterday"),
        row(id="6", title=7),
        row(id="7", url=5),
        "[" * 100_000,
        "",
        row(id="10", text="Rivinvaihto\u2028ja \u0085 merkki"),
    )
    found, problems = items(path)
    assert [item.key for item in found] == ["1", "5", "10"]
    assert found[1].published is None, "a date that is none is told and taken as not known; the story is kept"
    assert [problem.removeprefix(f"{path}:").split(":")[0] for problem in problems] == list("2345678")
    assert trial.import_(*found).new == 3


def test_a_text_files_first_line_is_its_title(trial: Trial, tmp_path: Path) -> None:
    path = tmp_path / "juttu.txt"
    path.write_text(f"\ufeff{TITLE}\n\n{BODY}\n", "utf-8")
    found, _ = items(path, "lehti", "2024-04-30")
    trial.import_(*found)
    assert trial.rows("select title, text from revision") == [(TITLE, BODY)]
    assert keys(trial) == [("lehti", "import:juttu.txt")]
    assert "verdict" in {entry.kind for entry in trial.docket()}


def test_a_page_is_known_by_its_own_canonical_address(trial: Trial, tmp_path: Path) -> None:
    path = tmp_path / "tallenne.html"
    link = '<link rel="canonical" href="https://www.lehti.example/juttu/1">'
    path.write_text(page().replace("<title>", link + "<title>"), "utf-8")
    found, _ = items(path, "lehti")
    trial.import_(*found)
    assert keys(trial) == [("lehti", "https://www.lehti.example/juttu/1")]
    assert trial.rows("select state from article") == ["read"]


def test_a_row_without_text_is_headline_only_and_says_so(trial: Trial, tmp_path: Path) -> None:
    found, _ = items(jsonl(tmp_path / "a.jsonl", row(text="")))
    assert trial.import_(*found).headline_only == 1
    assert trial.rows("select state, reason from article") == [("headline_only", "no text was given")]


def test_an_import_is_no_news_for_a_digest(trial: Trial, tmp_path: Path) -> None:
    found, _ = items(jsonl(tmp_path / "a.jsonl", row()))
    trial.import_(*found)
    assert trial.rows("select baseline, via from article") == [(1, "import")]


def test_an_outlet_is_found_by_id_or_name_else_it_is_ad_hoc() -> None:
    yle = Outlet("yle", "Yle Uutiset", "fi")
    assert outlet_of("YLE", [yle]) is yle
    assert outlet_of(" yle uutiset ", [yle]) is yle
    assert outlet_of("Muu", [yle]) == Outlet("Muu", "Muu", "", OutletKind.ADHOC)
    assert outlet_of("", [yle]).id == "import"


def test_an_address_is_fetched_under_the_same_rules_and_its_failure_is_told(trial: Trial) -> None:
    url = trial.server.put("/juttu", page())
    item = trial.run(lambda line: pipeline.fetch_item(line, url, "lehti", "2024-04-30"))
    assert trial.import_(item).relevant == 1
    with pytest.raises(UsageError, match="404 Not Found"):
        trial.run(lambda line: pipeline.fetch_item(line, trial.server.url("/ei"), "", None))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ei-ole\.txt: cannot be read"):
        items(tmp_path / "ei-ole.txt")


@pytest.mark.parametrize("date", [None, "2024", "2024-04", "2024-04-30", "2024-04-30T12:00:00+03:00"])
def test_a_publication_date_may_be_a_year_a_month_a_day_or_a_timestamp(date: str | None) -> None:
    assert pipeline.read_published(date) == date


def test_any_other_publication_date_is_refused() -> None:
    with pytest.raises(UsageError, match="eilen"):
        pipeline.read_published("eilen")


def test_a_blogs_head_gives_title_and_date_and_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text(
        "---\ntitle: A breach\ntags:\n- Case\ndate: 2024-05-23 21:06 +0200\n---\n## What?\n\nText.", "utf-8"
    )
    (found,), _ = items(path)
    assert found.document is not None
    assert (found.document.title, found.document.text) == ("A breach", "## What?\n\nText.")
    assert (found.published, found.document.published) == ("2024-05-23", "2024-05-23")
    path.write_text("---\nA line, and no head", "utf-8")
    assert items(path)[0][0].document.title == "---"  # type: ignore[union-attr]
