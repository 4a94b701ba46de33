"""Where in a TOML file each key and value stands, so that a mistake can say line and column.

Rule kept: tree-sitter is imported here alone. It only says *where*; what a file means is tomllib's word. Lines and
columns count from 1, columns in characters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import tree_sitter
import tree_sitter_toml

Path = tuple[str | int, ...]
Spot = tuple[int, int]

#: No file has keys of more parts; the rest of one that has is not followed.
_DEEPEST = 32
_KEYS = ("bare_key", "quoted_key", "dotted_key")


@dataclass(frozen=True, slots=True)
class Positions:
    """The line and column of every key and every value of one file, by path."""

    keys: dict[Path, Spot] = field(default_factory=dict)
    values: dict[Path, Spot] = field(default_factory=dict)

    def find(self, path: Path, *, at_key: bool = False) -> Spot:
        """Give the place of a value (or of its key); of the nearest table around it when it has none itself."""
        first, second = (self.keys, self.values) if at_key else (self.values, self.keys)
        for length in range(len(path), 0, -1):
            spot = first.get(path[:length]) or second.get(path[:length])
            if spot:
                return spot
        return (1, 1)


def positions(text: str) -> Positions:
    """Find every key and value of a TOML text that tomllib has accepted."""
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    return _Walk(text).run(parser.parse(text.encode()).root_node)


class _Walk:
    """One pass over a syntax tree; a stack instead of recursion, because values may nest deeper than Python calls."""

    def __init__(self, text: str) -> None:
        self.lines = text.encode().split(b"\n")
        self.found = Positions()
        self.counts: dict[Path, int] = {}  # how many tables each array of tables has so far
        self.stack: list[tuple[Path, tree_sitter.Node]] = []

    def run(self, document: tree_sitter.Node) -> Positions:
        for node in document.named_children:
            if node.type == "pair":
                self.pair((), node)
            elif node.type in ("table", "table_array_element"):
                self.table(node)
            while self.stack:
                self.value(*self.stack.pop())
        return self.found

    def spot(self, node: tree_sitter.Node) -> Spot:
        row, column = node.start_point
        return row + 1, len(self.lines[row][:column].decode(errors="replace")) + 1

    def note_key(self, path: Path, node: tree_sitter.Node) -> None:
        """Remember where a key first stands; a table may be opened by several headers."""
        self.found.keys.setdefault(path, self.spot(node))

    def table(self, node: tree_sitter.Node) -> None:
        header = next((child for child in node.named_children if child.type in _KEYS), None)
        if header is None:
            return
        path: Path = ()
        for key in islice(_keys(header), _DEEPEST):
            path = self.inside(path)
            path = (*path, key)
        if node.type == "table_array_element":
            self.counts[path] = self.counts.get(path, 0) + 1
        path = self.inside(path)
        self.note_key(path, node)
        for child in node.named_children:
            if child.type == "pair":
                self.pair(path, child)

    def inside(self, path: Path) -> Path:
        """Step into the last table of an array of tables."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def pair(self, path: Path, node: tree_sitter.Node) -> None:
        parts = [child for child in node.named_children if child.type != "comment"]
        if len(parts) < 2:
            return
        for key in islice(_keys(parts[0]), _DEEPEST):
            path = (*path, key)
            self.note_key(path, parts[0])
        self.stack.append((path, parts[1]))

    def value(self, path: Path, node: tree_sitter.Node) -> None:
        self.found.values.setdefault(path, self.spot(node))
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self.pair(path, child)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            self.stack.extend(((*path, number), item) for number, item in enumerate(items))


def _keys(node: tree_sitter.Node) -> Iterator[str]:
    """Give the keys of a header or of the left side of a pair, from left to right."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one.type == "dotted_key":
            stack.extend(reversed(one.named_children))
        else:
            text = (one.text or b"").decode(errors="replace")
            yield text if one.type == "bare_key" else _unquoted(text)


def _unquoted(text: str) -> str:
    """Read a quoted key as TOML reads it."""
    try:
        return next(iter(tomllib.loads(f"{text} = 0")), text)
    except ValueError:
        return text
