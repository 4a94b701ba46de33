"""What `monitor --help` costs beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest

from tests.benchmarks.measure import Ratio, compare

pytestmark = pytest.mark.benchmark

_RUNS = 10
# What the installed command's script does; ``-m monitor`` would pay for finding the module as well.
_COMMAND = "from monitor.cli import main; main(['--help'])"


def test_help_costs_no_more_than_four_empty_pythons(report: Callable[[Ratio], Ratio]) -> None:
    found = compare(
        "monitor --help / python -c pass",
        4.0,
        lambda: run([sys.executable, "-c", _COMMAND]),
        lambda: run([sys.executable, "-c", "pass"]),
        items=_RUNS,
    )
    assert report(found).fair, found.row()


def run(command: Sequence[str]) -> None:
    """Run a command several times: one is too short to measure."""
    for _ in range(_RUNS):
        subprocess.run(command, check=True, capture_output=True)
