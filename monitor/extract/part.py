"""The text of a chosen part of a page: all of it, a block a line, since a person chose it. Walks a tree; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from monitor.clean import one_line

_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "button", "select"})
_INLINE = frozenset(
    {
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "ins",
            "kbd",
            "label",
        ),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
        *("td", "th"),  # the cells of one row are one line
    }
)
_CELLS = frozenset({"td", "th"})


def part_text(elements: Iterable[Any], limit: int) -> str:
    """Give the text of elements of a page, in their order; what stands in two of them once."""
    chosen = list(elements)
    inside = set(chosen)
    outer = [one for one in chosen if not any(above in inside for above in one.iterancestors())]
    pieces: list[str] = []
    for element in outer:
        _walk(element, pieces)
        pieces.append("\n")
    lines = (one_line(line, limit) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)[:limit].rstrip()


def _walk(element: Any, pieces: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    around = " " if element.tag in _CELLS else "" if element.tag in _INLINE else "\n"
    pieces.append(around)
    pieces.append(_flat(element.text))
    for child in element:
        _walk(child, pieces)
        pieces.append(_flat(child.tail))
    pieces.append(around)


def _flat(text: str | None) -> str:
    """Give a piece of source text with its line breaks as the spaces they mean."""
    return (text or "").replace("\n", " ").replace("\r", " ")
