"""English messages said again in another language: errors, reasons of failures, help.

A message arises in English where something goes wrong, deep below any reader, and may lie in the database for months
before one reads it. So it is translated where it is read: the catalogue holds each message of the sources as a template
(``{1} can be read by others (mode {2})``), a text that fits one is taken apart, and its parts are put into the
translation, after having been said again themselves. What fits no template is left as it is.

Rule kept: the standard library only, so that ``monitor --help`` may use it. The templates are collected from the
sources by ``python -m tests.catalogues``.
"""

from __future__ import annotations

import functools
import gettext
import os
import re
from collections.abc import Mapping, Sequence

DOMAIN = "messages"
# os.path here and in `cli.spoken`: pathlib would cost a tenth of ``monitor --help``.
LOCALES = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120
#: How deep messages stand in one another: "outlet: feed: reason".
_DEPTH = 4
_HOLE = re.compile(r"\{(\d+)\}")
_PLACE = re.compile(r"((?:\S*:\d+(?::\d+)?|\S+\.toml): )(.+)")
# "kind must be one of …": every key of a file, with every sentence about values; and what is meant instead.
_KEY = re.compile(r"([a-z_]+) (must .+)")
_MEANT = re.compile(r'(.+), (did you mean ".+"\?)')
# What a person typed, and carets under the place: repeated as it is.
_TYPED = re.compile(r"(.*?)(\n  [^\n]*\n +\^+)", re.DOTALL)
_JOINTS = ("; ", ": ", ", ")


def said(message: str) -> str:
    """Mark a message for collection that is neither an error nor a failure, and give it back unchanged."""
    return message


class Messages:
    """The messages of one language: English template to translation."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._plain = {message: said for message, said in translations.items() if not _HOLE.search(message)}
        templates = sorted((message for message in translations if _HOLE.search(message)), key=_literal, reverse=True)
        self._templates = [(_longest(one), _pattern(one), translations[one]) for one in templates if _literal(one)]

    def again(self, text: str) -> str:
        """Say an English message in this language, as far as it is known."""
        if not self._plain and not self._templates:
            return text
        typed = _TYPED.fullmatch(text)
        message = typed[1] if typed else text
        return (self._again(message, _DEPTH) or message) + (typed[2] if typed else "")

    def _again(self, text: str, depth: int) -> str:
        """Give a text said again, or nothing when no part of it is known."""
        if text in self._plain:
            return self._plain[text]
        if not depth or not text:
            return ""
        if "\n" in text:
            return self._joined(text, depth, ("\n",))
        place, key, meant = _PLACE.fullmatch(text), _KEY.fullmatch(text), _MEANT.fullmatch(text)
        if place:
            return place[1] + (self._again(place[2], depth) or place[2])
        if meant:
            return ", ".join(self._again(part, depth) or part for part in meant.groups())
        if key and (told := self._again(key[2], depth)):
            return f"{key[1]}: {told}"
        head, _, tail = text.partition(": ")
        if tail in self._plain and " " not in head:
            return f"{self._again(head, depth - 1) or head}: {self._plain[tail]}"
        return self._filled(text, depth) or self._joined(text, depth)

    def _filled(self, text: str, depth: int) -> str:
        for literal, pattern, said in self._templates:
            found = pattern.fullmatch(text) if literal in text else None
            if found:
                parts = {name: self._again(part, depth - 1) or part for name, part in found.groupdict().items()}
                return _HOLE.sub(lambda hole, parts=parts: parts[f"p{hole[1]}"], said)  # type: ignore[misc]
        return ""

    def _joined(self, text: str, depth: int, joints: Sequence[str] = _JOINTS) -> str:
        """Say the parts of a text again where it is put together of several messages."""
        for joint in joints:
            if joint in text:
                # What follows a colon may hold one itself and is known as a whole.
                parts = text.split(joint, 1 if joint == ": " else -1)
                said = [self._again(part, depth - 1) for part in parts]
                if any(said):
                    return joint.join(new or old for new, old in zip(said, parts, strict=True))
        return ""


def _literal(template: str) -> int:
    """Count the letters of a template that are its own."""
    return sum(map(str.isalpha, _HOLE.sub("", template)))


def _longest(template: str) -> str:
    return max(_HOLE.sub("\0", template).split("\0"), key=len)


def _pattern(template: str) -> re.Pattern[str]:
    """Turn a template into a pattern; a hole that stands twice is the same part."""
    seen: set[str] = set()
    pieces = []
    for number, piece in enumerate(_HOLE.split(template)):
        if number % 2 == 0:
            pieces.append(re.escape(piece))
        else:
            pieces.append(f"(?P=p{piece})" if piece in seen else f"(?P<p{piece}>.*?)")
            seen.add(piece)
    return re.compile("".join(pieces), re.DOTALL)


@functools.cache
def messages(language: str) -> Messages:
    """Give the messages of a language; English ones are those that arise."""
    try:
        found = gettext.translation(DOMAIN, LOCALES, [language])
    except OSError:
        return Messages({})
    catalogue: Mapping[object, str] = getattr(found, "_catalog", {})
    return Messages({key: said for key, said in catalogue.items() if isinstance(key, str) and key and said})
