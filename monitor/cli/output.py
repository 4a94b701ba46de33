"""Tables for people, TSV for pipes, JSON for programs: one way to print rows.

Rules kept: a terminal gets a localised table with titles last, cut with "…"; a pipe gets TSV with ISO UTC times and
nothing cut; no rows is exit code 0, empty stdout and one line on stderr. Formulas are neutralised in TSV and CSV.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

FORMATS = ("table", "tsv", "csv", "json", "jsonl")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, how to get a raw value from a row, and how a person reads it (default: as it is)."""

    heading: str
    value: Callable[[dict[str, Any]], object]
    shown: Callable[[dict[str, Any]], str] | None = None
    link: Callable[[dict[str, Any]], str] | None = None
    right: bool = False


def format_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--format`` and ``--json``."""
    function = click.option("--json", "as_json", is_flag=True, help="Print JSON (the same as --format json).")(function)
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), help="Print rows so; a table on a terminal, else TSV."
    )(function)


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints rows to stdout in the wished or fitting form."""

    color: bool = True
    zone: str = "Europe/Helsinki"

    @property
    def for_people(self) -> bool:
        """Whether stdout is a terminal."""
        return sys.stdout.isatty()

    def rows(
        self,
        rows: Sequence[dict[str, Any]],
        columns: Sequence[Column],
        *,
        form: str | None = None,
        as_json: bool = False,
        empty: str = "Nothing found.",
        title: str = "",
    ) -> None:
        """Print rows; JSON forms print them whole, the others by column."""
        chosen = "json" if as_json else form or ("table" if self.for_people else "tsv")
        if chosen == "json":
            return self.json(list(rows))
        if chosen == "jsonl":
            return self._jsonl(rows)
        if not rows:
            return click.echo(empty, err=True)
        if chosen == "table":
            return self.table(rows, columns, title=title)
        return self._separated(rows, columns, "\t" if chosen == "tsv" else ",")

    def json(self, data: object) -> None:
        """Print one JSON document."""
        click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=plain))

    def table(self, rows: Sequence[dict[str, Any]], columns: Sequence[Column], *, title: str = "") -> None:
        """Print a table for a person."""
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, title=title or None, title_justify="left", header_style="bold")
        for number, column in enumerate(columns):
            last = number == len(columns) - 1
            table.add_column(
                column.heading,
                justify="right" if column.right else "left",
                no_wrap=True,
                overflow="ellipsis" if last else "fold",
                ratio=1 if last else None,
            )
        for row in rows:
            cells = [Text(_shown(column, row)) for column in columns]
            for cell, column in zip(cells, columns, strict=True):
                address = column.link(row) if column.link else ""
                if address:
                    cell.stylize(f"link {address}")
            table.add_row(*cells)
        self._console().print(table)

    def _console(self) -> Any:
        from rich.console import Console

        return Console(no_color=not self.color, highlight=False, emoji=False, markup=False)

    def _jsonl(self, rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=plain))

    def _separated(self, rows: Sequence[dict[str, Any]], columns: Sequence[Column], delimiter: str) -> None:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow([column.heading for column in columns])
        writer.writerows([[_cell(column.value(row)) for column in columns] for row in rows])
        click.echo(text.getvalue(), nl=False)


def _shown(column: Column, row: dict[str, Any]) -> str:
    return column.shown(row) if column.shown else _cell(column.value(row))


def plain(value: object) -> object:
    """Turn what JSON does not know into text: aware times as ISO 8601 UTC with Z."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return str(value)


def _cell(value: object) -> str:
    """One cell: control characters become spaces, and a text that a spreadsheet would run as a formula is defused."""
    text = "" if value is None else str(plain(value)) if not isinstance(value, str) else value
    text = "".join(char if char.isprintable() else " " for char in text)
    return "'" + text if text[:1] in ("=", "+", "@") else text
