"""Set a digest as plain text.

Rule kept here: no line is wider than 72 columns, except an address, which stands alone on its line and is never broken.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from monitor.digest.items import Digest
from monitor.digest.view import view
from monitor.digest.views import GroupView, ItemView, ListView, SectionView, View
from monitor.digest.words import Words

WIDTH = 72
_JOINT = "\x1f"  # what comes here is clean of control characters
_TOGETHER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))|(?<=\d) (?=(?:v|kk|pv|y|mo)\b)|(?<=\d v) (?=\d)")


def render_text(digest: Digest, words: Words) -> str:
    """Set a digest as text in the language of ``words``."""
    return "\n".join(_lines(view(digest, words))) + "\n"


def _lines(seen: View) -> Iterator[str]:
    yield from _wrap(f"{seen.heading.upper()} – {seen.day}")
    for line in (seen.window, seen.totals, seen.sources):
        yield from _wrap(line)
    yield from _wrap(seen.warning)
    for section in seen.sections:
        yield from _section(section)
    for note in seen.notes:
        yield from ("", *_wrap(note))
    if seen.conflicts:
        yield from _conflicts(seen)
    if seen.more_conflicts:
        yield from ("", *_wrap(seen.more_conflicts))
    for listed in seen.lists:
        yield from _list(listed)
    yield ""
    yield "-" * 3
    for line in seen.footer:
        yield from _wrap(line)


def _section(section: SectionView) -> Iterator[str]:
    yield ""
    yield from _heading(section.title, "=")
    for group in section.groups:
        yield from _group(group)


def _group(group: GroupView) -> Iterator[str]:
    yield ""
    yield from _wrap(f"{group.case.upper()} – {group.proceeding}")
    if group.status:
        yield from _wrap(group.status)
    for item in group.items:
        yield ""
        yield from _item(item)


def _item(item: ItemView) -> Iterator[str]:
    yield from _wrap(" · ".join((f"[{item.tag}] {item.number}", *item.facts)), " ", "   ")
    for line in (item.summary, item.changed, f"{item.quote} ({item.source.label})"):
        yield from _wrap(line, "   ", "   ")
    if item.source.url:
        yield f"   {item.source.url}"
    if item.same:
        names = ", ".join(link.label for link in item.same.links)
        yield from _wrap(f"{item.same.label} {names} {item.same.tail}".rstrip(), "   ", "     ")
    yield from _wrap(item.why, "   ", "     ")


def _conflicts(seen: View) -> Iterator[str]:
    yield ""
    yield from _heading(seen.conflicts_title, "=")
    for conflict in seen.conflicts:
        yield ""
        yield from _wrap(f"{conflict.question} {conflict.about}", " ", "   ")
        for side in conflict.sides:
            yield from _wrap(side.answer, " - ", "   ")
            yield from _wrap(f"{side.quote} ({side.source.label})", "   ", "   ")
            if side.source.url:
                yield f"   {side.source.url}"


def _list(listed: ListView) -> Iterator[str]:
    yield ""
    if listed.inline:
        yield from _wrap(f"{listed.title}: {', '.join(listed.rows)}", "", "  ")
        return
    yield from _heading(listed.title, "-")
    for row in listed.rows:
        yield from _wrap(row, " ", "   ")


def _heading(title: str, line: str) -> Iterator[str]:
    yield from _wrap(title)
    yield line * min(len(title), WIDTH)


def _wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines, never inside a number ("21 316") or a term ("6 v 11 kk")."""
    held = _TOGETHER.sub(_JOINT, text)
    lines = textwrap.wrap(
        held, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=True
    )
    return [line.replace(_JOINT, " ") for line in lines]
