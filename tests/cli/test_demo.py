from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from monitor.cli.demo import called, most_reported
from monitor.config import load
from monitor.demo.show import write_settings
from tests.cli.conftest import Run

pytestmark = pytest.mark.allow_hosts(["127.0.0.0/8"])  # each sample outlet has an address of its own


def test_the_demo_prints_its_docket_and_says_what_to_run_next(monitor: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    ran = monitor("--lang", "en", "demo", "--keep", folder)
    assert ran.code == 0
    assert ran.lines[0].split("\t")[0] == "number"
    assert all(line.startswith("vastaamo-") for line in ran.lines[1:])
    assert "Poll 1: " in ran.err
    assert "1 not a feed" in ran.err
    commands = [line.split() for line in ran.err.splitlines() if line.startswith("  monitor ")]
    assert commands
    for command in commands:
        again = monitor(*command[1:])
        assert again.code in (0, 3), command  # 3: status tells that two sample sources fail
        assert again.out, command
    shown = monitor("--config", folder, "--db", folder / "monitor.db", "docket").out
    assert len(shown.splitlines()) == len(ran.lines)
    assert (folder / "digest.txt").read_text(encoding="utf-8")
    assert (folder / "digest.html").read_text(encoding="utf-8")


def test_its_hints_name_the_program_as_it_was_called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "monitor"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setenv("PATH", os.defpath)
    assert called() == [str(program)]
    monkeypatch.setenv("PATH", str(program.parent))
    assert called() == ["monitor"]
    monkeypatch.setattr(sys, "argv", [".venv/bin/monitor"])
    assert called() == [".venv/bin/monitor"]
    monkeypatch.setattr(sys, "argv", ["/opt/monitor/__main__.py"])
    assert called() == [sys.executable, "-m", "monitor"]
    monkeypatch.setattr(sys, "argv", ["/opt/pytest/__main__.py"])
    assert called() == ["monitor"]


def test_a_screen_shows_what_was_reported_most_in_the_order_of_the_docket() -> None:
    rows = [
        {"number": "a", "status": "fact", "reports": [1]},
        {"number": "b", "status": "planned", "reports": [1, 2, 3]},
        {"number": "c", "status": "fact", "reports": [1, 2]},
        {"number": "d", "status": "fact", "reports": [1, 2, 3]},
    ]
    assert [row["number"] for row in most_reported(rows, 2)] == ["c", "d"]
    assert most_reported(rows, 9) == rows


def test_a_settings_file_that_is_there_is_left_and_the_hints_name_the_database(tmp_path: Path) -> None:
    database = tmp_path / "monitor.db"
    assert write_settings(tmp_path, "en", database) == ("--config", str(tmp_path))
    assert load(tmp_path, {}).database == str(database)
    before = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert write_settings(tmp_path, "fi", database) == ("--config", str(tmp_path), "--db", str(database))
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == before
