"""Read one configuration file: bytes to TOML values, with every way it can go wrong as a `Mistake`.

Rule kept: nothing here raises for what a file holds or for a file that cannot be read; it returns what it got and
what was wrong. UTF-8 with or without BOM and both line ends are accepted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.config.positions import Positions, positions

#: No hand-written file comes near; a larger one is not what it is taken for.
MAX_BYTES = 5_000_000
_AT = re.compile(r"\s*\((?:at line (\d+), column (\d+)|at end of document)\)$")


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in one place, as ``file:line:column: message``; line 0 when the whole file is meant."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read: its TOML values (None when unreadable) and where each stands."""

    path: Path
    text: str = ""
    data: dict[str, Any] | None = None
    places: Positions = field(default_factory=Positions)

    def mistake(self, path: tuple[str | int, ...], message: str, *, at_key: bool = False) -> Mistake:
        """Say what is wrong at a path of keys."""
        line, column = self.places.find(path, at_key=at_key)
        return Mistake(str(self.path), line, column, message)


def read_text(path: Path) -> str | Mistake:
    """Read a text file; a `Mistake` when it cannot be read or is not UTF-8."""
    try:
        if path.is_dir():
            return Mistake(str(path), 0, 0, "is a folder, not a file")
        if not path.is_file():
            return Mistake(str(path), 0, 0, "no such file" if not path.exists() else "is not a plain file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Mistake(str(path), 0, 0, f"cannot be read: {error.strerror or error}")
    if len(raw) > MAX_BYTES:
        return Mistake(str(path), 0, 0, f"is larger than {MAX_BYTES // 1_000_000} MB: not a configuration file")
    return _decoded(path, raw.removeprefix(b"\xef\xbb\xbf"))


def _decoded(path: Path, raw: bytes) -> str | Mistake:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Mistake(str(path), 1, 1, "is UTF-16: save as UTF-8")
    try:
        return raw.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        return Mistake(str(path), line, column, "is not UTF-8 (Latin-1, perhaps): save as UTF-8")


def read_toml(path: Path) -> tuple[Source, list[Mistake]]:
    """Read a TOML file: what it holds, and what is wrong with its syntax."""
    text = read_text(path)
    if isinstance(text, Mistake):
        return Source(path), [text]
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and int() of more digits than Python takes
        return Source(path, text), [_syntax(path, text, str(error))]
    except RecursionError:
        return Source(path, text), [Mistake(str(path), 1, 1, "is nested too deeply")]
    return Source(path, text, data, positions(text)), []


def _syntax(path: Path, text: str, message: str) -> Mistake:
    """Give tomllib's complaint its place in the usual form."""
    found = _AT.search(message)
    said = _AT.sub("", message).rstrip(".")
    if found and found[1]:
        return Mistake(str(path), int(found[1]), int(found[2]), f"not TOML: {said}")
    lines = text.split("\n")
    line, column = (len(lines), len(lines[-1]) + 1) if found else (1, 1)
    return Mistake(str(path), line, column, f"not TOML: {said}")


# The checks between keys look at raw values, so that one wrong type elsewhere does not hide what they would find.


def tables(data: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the tables of an array of tables with their numbers; nothing when it is something else."""
    found = data.get(key) if isinstance(data, dict) else None
    if isinstance(found, list):
        yield from ((number, one) for number, one in enumerate(found) if isinstance(one, dict))


def texts(value: Any) -> Iterator[tuple[int, str]]:
    """Give the texts of a list with their numbers; nothing when it is something else."""
    if isinstance(value, list):
        yield from ((number, one) for number, one in enumerate(value) if isinstance(one, str))


def text_at(data: Any, *keys: str) -> str:
    """Give the text at a path of keys; empty when there is none or it is something else."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""
