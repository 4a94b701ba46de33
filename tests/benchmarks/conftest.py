"""Print what the benchmarks found as tables at the end of the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.benchmarks.measure import HEAD, Amount, Ratio

_FOUND = pytest.StashKey[list[Ratio | Amount]]()


@pytest.fixture
def report(pytestconfig: pytest.Config) -> Callable[[Ratio | Amount], Ratio | Amount]:
    """Note a figure for the table and give it back."""
    found = pytestconfig.stash.setdefault(_FOUND, [])

    def note(figure: Ratio | Amount) -> Ratio | Amount:
        found.append(figure)
        return figure

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(_FOUND, [])
    ratios = [one.row() for one in found if isinstance(one, Ratio)]
    amounts = [one.row() for one in found if isinstance(one, Amount)]
    for head, rows in ((HEAD, ratios), (("what", "goal", "measured"), amounts)):
        if rows:
            terminalreporter.write_line("")
            for line in _lines([head, *rows]):
                terminalreporter.write_line(line)


def _lines(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
