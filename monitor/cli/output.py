"""Tables for people, TSV for pipes, JSON for programs: one way to print rows.

Rules kept: a terminal gets a localised table with titles last, cut with "…"; a pipe gets TSV with stable ASCII
headings, ISO UTC times and nothing cut; no rows is exit code 0, empty stdout and one line on stderr. Whatever a page
put into a title, it can neither colour a terminal nor forge a row or a formula.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

#: A line to stand below a row of a table, and the places in it that stand out.
Under = Callable[[dict[str, Any]], tuple[str, Sequence[tuple[int, int]]]]
FORMATS = ("table", "tsv", "csv", "json", "jsonl")
_GAP = 2
_ROOM = 24  # what the last column of a table should have before others give way
_LEAST = 8

# What json.dumps leaves as it is and a terminal or a line reader may obey: DEL and C1 controls, line separators,
# marks of direction, lone surrogates.
_RISKY = re.compile("[\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_BREAK = re.compile(r"\r\n?|[\n\t\v\f\x1c-\x1f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``name`` heads it in TSV and CSV and is never translated (empty: only in tables); ``heading`` heads it in tables
    (empty: never in tables). ``value`` gives the raw value, ``shown`` what a person reads instead. In a narrow table
    the columns with the highest ``optional`` go first, then those with a ``least`` width are cut down to it; the last
    column takes what room is left. No table shows more than ``most`` of a cell.
    """

    name: str
    heading: str
    value: Callable[[dict[str, Any]], object]
    shown: Callable[[dict[str, Any]], str] | None = None
    link: Callable[[dict[str, Any]], str] | None = None
    right: bool = False
    least: int = 0
    most: int = 1000
    optional: int = 0


def field(name: str, heading: str = "", **options: Any) -> Column:
    """Give a column whose raw value is the row's own of that name."""
    return Column(name, heading, lambda row: row[name], **options)


def format_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--format`` and ``--json``."""
    return formats()(function)


def formats(*more: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command ``--format`` and ``--json``, with formats of its own beside the usual ones."""

    def options(function: Callable[..., Any]) -> Callable[..., Any]:
        json_too = click.option("--json", "as_json", is_flag=True, help="Print JSON (the same as --format json).")
        choice = click.Choice((*FORMATS, *more))
        return click.option("--format", "form", type=choice, help="Print rows so; a table on a terminal, else TSV.")(
            json_too(function)
        )

    return options


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints rows to stdout in the wished or fitting form."""

    color: bool = True

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
        empty: str = "",
        title: str = "",
        under: Under | None = None,
    ) -> None:
        """Print rows; JSON forms print them whole, the others by column. ``empty`` is said when there are none.

        ``under`` gives for a row of a table a line to stand below it, and the places in it that stand out.
        """
        chosen = "json" if as_json else form or ("table" if self.for_people else "tsv")
        if chosen == "json":
            return self.json(list(rows))
        if not rows:
            return say(empty) if empty else None
        if chosen == "jsonl":
            return self._jsonl(rows)
        if chosen == "table":
            return self.table(rows, columns, title=title, under=under)
        return _separated(rows, [column for column in columns if column.name], chosen)

    def json(self, data: object) -> None:
        """Print one JSON document."""
        click.echo(as_json_text(data, indent=1))

    def line(self, data: object) -> None:
        """Print one JSON object on a line."""
        click.echo(as_json_text(data))

    def text(self, text: str = "") -> None:
        """Print one line for a person, made harmless."""
        click.echo(harmless(text))

    def paragraph(self, text: str, indent: str = "") -> None:
        """Print a text for a person, broken between words where the terminal ends; on a pipe one line."""
        click.echo(_wrapped(text, indent, indent) if self.for_people else indent + harmless(text))

    def table(
        self,
        rows: Sequence[dict[str, Any]],
        columns: Sequence[Column],
        *,
        title: str = "",
        under: Under | None = None,
    ) -> None:
        """Print a table for a person."""
        from rich.cells import cell_len
        from rich.console import Console
        from rich.text import Text

        shown = [column for column in columns if column.heading]
        cells = [[_text(column, row) for column in shown] for row in rows]
        natural = [
            max(cell_len(column.heading), *(min(cell.cell_len, column.most) for cell in own))
            for column, own in zip(shown, zip(*cells, strict=True), strict=True)
        ]
        kept = fitted(shown, natural, shutil.get_terminal_size((80, 24)).columns)
        console = Console(
            highlight=False, emoji=False, markup=False, soft_wrap=True, color_system="auto" if self.color else None
        )
        if title:
            console.print(Text(title, style="bold"))
        headings = [Text(column.heading, style="bold") for column in shown]
        for number, line in enumerate([headings, *cells]):
            console.print(_line([(line[at], width, shown[at].right) for at, width in kept]))
            if number and under:
                _print_under(console, *under(rows[number - 1]))

    def _jsonl(self, rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            self.line(row)


def say(line: str, *, whole: bool = False) -> None:
    """Say one line on stderr, made harmless; on a terminal broken between words unless it is to be copied whole."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    click.echo(
        harmless(line) if whole or not sys.stderr.isatty() else _wrapped(line.lstrip(" "), indent, indent + "  "),
        err=True,
    )


def _wrapped(text: str, first: str, rest: str) -> str:
    """Break a text between words into lines that the terminal holds; an address or a path stays whole."""
    import textwrap

    width = max(shutil.get_terminal_size((80, 24)).columns, 40)
    return textwrap.fill(
        harmless(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def fitted(columns: Sequence[Column], natural: Sequence[int], total: int) -> list[tuple[int, int]]:
    """Choose which columns a table of ``total`` cells shows, and how wide: (index, width) from left to right.

    The last column has what the others leave. It gets `_ROOM` or all it needs, if leaving out optional columns and
    cutting others down to their least width can make that room.
    """
    last = len(columns) - 1
    widths = dict(enumerate(natural))
    wanted = min(natural[last], _ROOM)

    def room() -> int:
        return total - sum(width + _GAP for at, width in widths.items() if at != last)

    for at in sorted((at for at in range(last) if columns[at].optional), key=lambda at: -columns[at].optional):
        if room() < wanted:
            del widths[at]
    while room() < wanted:
        slack = {at: widths[at] - columns[at].least for at in widths if at != last and columns[at].least}
        widest = max(slack, key=lambda at: slack[at], default=last)
        if slack.get(widest, 0) <= 0:
            break
        widths[widest] -= 1
    widths[last] = min(natural[last], max(room(), _LEAST))
    return list(widths.items())


def _line(cells: Sequence[tuple[Text, int, bool]]) -> Text:
    from rich.text import Text

    for cell, width, right in cells:
        cell.truncate(width, overflow="ellipsis")
        cell.align("right" if right else "left", width)
    line = Text(" " * _GAP).join(cell for cell, _, _ in cells)
    line.rstrip()
    return line


def _print_under(console: Console, line: str, marks: Sequence[tuple[int, int]]) -> None:
    """Print a line below a row, cut to the terminal, its marked places standing out."""
    from rich.text import Text

    shown = Text(harmless(line))
    for start, end in marks:
        shown.stylize("bold yellow", start, end)
    shown.truncate(max(_LEAST, shutil.get_terminal_size((80, 24)).columns - 2 * _GAP), overflow="ellipsis")
    console.print(Text(" " * _GAP) + shown)


def _text(column: Column, row: dict[str, Any]) -> Text:
    from rich.text import Text

    cell = Text(harmless(column.shown(row) if column.shown else _written(column.value(row))))
    address = column.link(row) if column.link else ""
    if address.startswith(("http://", "https://")) and address.isprintable() and " " not in address:
        cell.stylize(f"link {address}")
    return cell


def _separated(rows: Sequence[dict[str, Any]], columns: Sequence[Column], form: str) -> None:
    lines = [[column.name for column in columns]]
    lines += [[cell(column.value(row)) for column in columns] for row in rows]
    if form == "tsv":
        # No quoting: a cell holds neither tab nor newline, and cut and awk do not know quotes.
        click.echo("\n".join("\t".join(line) for line in lines))
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    click.echo(text.getvalue(), nl=False)


def as_json_text(data: object, indent: int | None = None) -> str:
    """Write JSON as UTF-8 text in which every control and direction character is escaped."""
    text = json.dumps(data, ensure_ascii=False, default=plain, indent=indent)
    return _RISKY.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def plain(value: object) -> object:
    """Turn what JSON does not know into text: aware times as ISO 8601 UTC with Z."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return str(value)


def harmless(text: str) -> str:
    """Make a text one line that no terminal obeys: breaks become spaces, other control characters a visible sign."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _BREAK.sub(" ", text))


def cell(value: object) -> str:
    """Write one TSV or CSV cell; a text that a spreadsheet would run as a formula gets an apostrophe in front."""
    text = harmless(_written(value))
    return "'" + text if text[:1] in ("=", "+", "-", "@") and not _NUMBER.fullmatch(text) else text


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_written, value))
    if isinstance(value, dict):
        return as_json_text(value)
    return value if isinstance(value, str) else str(plain(value))
