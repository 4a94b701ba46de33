from __future__ import annotations

from pathlib import Path

import pytest

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
