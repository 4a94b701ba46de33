from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.config import bundled
from tests.cli.conftest import Ran, Run

RULES = """language = "fi"
markers = ["ja", "on", "oli", "ei", "että"]
[words]
[concepts]
[[rules]]
id = "fi-only"
kind = "bankruptcy"
any = ["konkurssi"]
"""


@pytest.fixture
def fewer(tmp_path: Path) -> Path:
    """Give a configuration whose Finnish knows bankruptcies only, and no words have weights."""
    folder = tmp_path / "fewer"
    (folder / "lexicons").mkdir(parents=True)
    (folder / "lexicons" / "fi.toml").write_text(RULES, encoding="utf-8")
    for path in (bundled("config") / "lexicons").glob("*.weights"):
        empty = f"language {path.stem}\nadd 2\nnear 2\ndrop 0\n"
        (folder / "lexicons" / path.name).write_text(empty, encoding="utf-8")
    return folder


@pytest.fixture
def base(monitor: Run, filled: Path, tmp_path: Path) -> Callable[..., Ran]:
    own = shutil.copy(filled, tmp_path / "own.db")
    return lambda *arguments: monitor("--db", own, "--lang", "en", *arguments)


def test_with_the_lexicons_it_was_read_with_nothing_changes(base: Callable[..., Ran]) -> None:
    ran = base("reclassify", "--json")
    assert ran.json == []
    assert "otherwise: 0" in ran.err


def test_gains_and_losses_are_shown_and_nothing_is_written(base: Callable[..., Ran], fewer: Path) -> None:
    before = base("docket", "--json").json
    ran = base("--config", fewer, "reclassify", "--json")
    assert {(one["change"], one["kind"]) for one in ran.json} >= {("lost", "verdict")}
    assert all(one["quote"] for one in ran.json)
    assert ran.err.endswith("Nothing was changed; --write keeps it.\n")
    assert base("docket", "--json").json == before


def test_numbers_survive_a_poorer_lexicon_and_the_way_back(base: Callable[..., Ran], fewer: Path) -> None:
    before = {one["number"]: (one["kind"], one["status"], one["date"]) for one in base("docket", "--json").json}
    base("--config", fewer, "reclassify", "--write")
    assert base("docket", "--json").json != []
    assert len(base("docket", "--json").json) < len(before)
    base("reclassify", "--write")
    after = {one["number"]: (one["kind"], one["status"], one["date"]) for one in base("docket", "--json").json}
    assert after == before


def test_rulings_survive(base: Callable[..., Ran], fewer: Path) -> None:
    bankruptcy = base("docket", "--kind", "bankruptcy", "--json").json[0]["number"]
    verdict = base("docket", "--kind", "verdict", "--status", "fact", "--json").json[0]["number"]
    base("review", "edit", verdict, "--date", "2024-05")
    base("review", "dismiss", bankruptcy)
    base("--config", fewer, "reclassify", "--write")
    base("reclassify", "--write")
    docket = {one["number"]: one for one in base("docket", "--json").json}
    assert bankruptcy not in docket
    assert docket[verdict]["date"] == "2024-05"
