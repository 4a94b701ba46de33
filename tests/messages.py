"""Bring the catalogue of messages up to date: ``python -m tests.messages [FILE]``.

Collects what arises in English and is said again where it is read (`monitor.messages`): the texts of errors and
failures in the sources, whatever is marked with ``said(…)``, the help of every command, and what Click itself says.
FILE is a Python dictionary of translations to fill in. Says on stderr what Finnish still lacks.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from monitor import cli
from tests.catalogues import CREATED, HEADER, PACKAGE, ROOT, missing, mo_bytes, po_bytes

PO = PACKAGE / "locale" / "fi" / "LC_MESSAGES" / "messages.po"
#: Calls whose texts a person reads: exceptions, failures, mistakes, and the marker.
CALLS = ("Error", "Failure", "Mistake", "Problem", "said", "again", "refuse")
#: Errors that mean a mistake in the program.
NOT_FOR_PEOPLE = ("TypeError", "KeyError", "AssertionError", "NotImplementedError", "AttributeError", "LookupError")
#: Said by Click 8, as far as a person meets it here.
CLICK = (
    *("Usage:", "Options", "Commands", "Show this message and exit.", "Show the version and exit.", "Aborted!"),
    *("Error: {message}", "Try '{command} {option}' for help.", "No such command {name!r}.", "Missing command."),
    *("No such option {name!r}.",),
    *("Missing argument", "Missing option", "Missing parameter", "Missing {param_type}", "Choose from:\n\t{choices}"),
    *("Invalid value: {message}", "Invalid value for {param_hint}: {message}", "unknown error"),
    *("Option {name!r} does not take a value.",),
    *("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", "{value!r} is not a valid {number_type}."),
    *("{value} is not in the range {range}.", "{value!r} does not match the format {format}."),
    *("{name} {filename!r} does not exist.", "{name} {filename!r} is a directory.", "{name} {filename!r} is a file."),
    *("{name} {filename!r} is not readable.", "{name} {filename!r} is not writable."),
    *("Could not open file {filename!r}: {message}", "file", "directory", "path", "default: {default}"),
)
#: Said by the system and by httpx where a server cannot be reached; the first is Python's way of saying any of them.
SYSTEM = (
    *("[Errno {1}] {2}", "All connection attempts failed", "Connection refused", "Connection reset by peer"),
    *("Name or service not known", "Temporary failure in name resolution", "No address associated with hostname"),
    *("Network is unreachable", "No route to host", "Connection timed out", "No such file or directory"),
    *("Permission denied", "Is a directory", "Not a directory", "No space left on device", "File exists"),
    *("Server disconnected without sending a response.", "Read-only file system", "Address already in use"),
)
#: The same as Click's, singular and plural.
CLICK_PLURALS = {
    "Did you mean {possibility}?": "(Did you mean one of: {possibilities}?)",
    "Option {name!r} requires an argument.": "Option {name!r} requires {nargs} arguments.",
    "Got unexpected extra argument ({args})": "Got unexpected extra arguments ({args})",
}


def collected() -> dict[str, set[str]]:
    """Give every message of the sources, of the help and of Click, with the files it is in."""
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for text in in_source(file.read_text("utf-8")):
            found.setdefault(text, set()).add(file.relative_to(ROOT).as_posix())
    for text in helps(cli.cli, click.Context(cli.cli)):
        found.setdefault(text, set()).add("monitor/cli")
    for text in CLICK:
        found.setdefault(text, set()).add("click")
    for text in SYSTEM:
        found.setdefault(text, set()).add("system")
    return found


def in_source(code: str) -> Iterator[str]:
    """Give the messages in one module's source, as templates."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and (name := _speaks(node)):
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from (text for text in _templates(argument) if name == "said" or _worth_saying(text))


def _speaks(node: ast.Call) -> str:
    """Give the name of a function whose texts a person reads, nothing for others."""
    name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
    return name if name.endswith(CALLS) and name not in NOT_FOR_PEOPLE else ""


def _worth_saying(text: str) -> bool:
    """Whether there is a word in it: names, codes and mere joints are not said again."""
    letters = "".join(char if char.isalpha() else " " for char in text).split()
    alone = text.strip().rstrip(".:")
    return any(len(word) > 1 for word in letters) and (" " in alone or (alone.isalpha() and alone.istitle()))


def _templates(node: ast.expr) -> Iterator[str]:
    """Give the texts an argument may have, with ``{1}``, ``{2}`` … where something is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield _template(node)
    elif isinstance(node, ast.IfExp):
        yield from _templates(node.body)
        yield from _templates(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _templates(value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _templates(node.left)
        yield from _templates(node.right)


def _template(node: ast.JoinedStr) -> str:
    pieces, holes = [], 0
    for value in node.values:
        if isinstance(value, ast.Constant):
            pieces.append(str(value.value))
        else:
            holes += 1
            pieces.append(f"{{{holes}}}")
    return "".join(pieces)


def helps(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """Give the help of a command, its options and its commands, a paragraph each, in English."""
    for text in (command.help, command.short_help, command.epilog):
        yield from (" ".join(part.split()) for part in (text or "").split("\n\n") if part.strip())
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield " ".join(parameter.help.split())
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            if (inner := command.get_command(ctx, name)) is not None:
                yield from helps(inner, ctx)
    if command is cli.cli:
        yield from (text for _, text in cli._COMMANDS.values())


def updated(translations: dict[str, str] | None = None) -> Catalog:
    """Merge what is collected into the catalogue as it lies on disk."""
    old = read_po(io.BytesIO(PO.read_bytes()), locale="fi") if PO.exists() else Catalog(locale="fi")
    new = Catalog(
        locale="fi",
        project="case-monitor",
        version="1",
        charset="utf-8",
        fuzzy=False,
        header_comment=HEADER.replace("catalogues", "messages"),
        creation_date=CREATED,
        revision_date=CREATED,
        last_translator="the case-monitor authors",
    )
    for text, files in collected().items():
        before = old.get(text)
        said = (translations or {}).get(text) or (before.string if before else "")
        new.add(text, said, sorted((file, None) for file in files))
    for one, many in CLICK_PLURALS.items():
        before = old.get(one)
        given = tuple((translations or {}).get(text, "") for text in (one, many))
        new.add((one, many), given if all(given) else before.string if before else ("", ""), [("click", None)])
    for message in new:
        message.flags.clear()  # braces and percent signs here are no formats of gettext's
    return new


def main(arguments: list[str]) -> int:
    """Update the catalogue; 1 when it is incomplete."""
    given = ast.literal_eval(Path(arguments[0]).read_text("utf-8")) if arguments else {}
    catalogue = updated(given)
    po = po_bytes(catalogue)
    PO.write_bytes(po)
    PO.with_suffix(".mo").write_bytes(mo_bytes(po, "fi"))
    lacking = missing(catalogue)
    for text in lacking:
        sys.stderr.write(f"not translated: {text!r}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
