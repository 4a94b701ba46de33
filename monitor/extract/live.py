"""The entries of a live blog: stated in JSON-LD, or seen in the page as many timed pieces side by side. Walks a tree.

Rule kept: a list of headlines, a thread of comments or a story with two dates is no live blog. A page that does not
say that it is one must have five timed entries of whole sentences, and most of its text in them.
"""

from __future__ import annotations

import datetime as dt
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from monitor.clean import one_line
from monitor.extract.gather import is_elsewhere
from monitor.extract.metadata import Head, Metadata
from monitor.liveblog import FEWEST, Update, moment
from monitor.timestamps import iso

_SAYS_SO = re.compile(
    r"^\W*(?:live|suora|hetki hetkeltä|seuraa hetki|minuutti minuutilta|minut för minut|direkt)\b\W|"
    r"\bhetki hetkeltä\b|\bas it happened\b|\blive (?:updates|blog)\b|\blivesändning|\bliveseuranta",
    re.IGNORECASE,
)
_NAMED_SO = re.compile(r"live[-_]?blog|live[-_]?seuranta|hetki[-_]?hetkelta|live[-_]?updates")
_CLOCK = re.compile(r"(?:(?:klo|kl|kello)\.?\s{0,3})?([01]?[0-9]|2[0-3])[.:]([0-5][0-9])(?:[.:][0-5][0-9])?")
_CLOCK_CLASS = re.compile(r"time|aika|kello|tid|clock")
_TOUCHED = re.compile(r"(?:updated|päivitetty|muokattu|uppdaterad|published|julkaistu|publicerad)\b.*\d", re.IGNORECASE)
_BLOCKS = ("p", "li", "blockquote")
_HEADINGS = ("h2", "h3", "h4", "h5")
_UNDECLARED = 5
_SENTENCE = 60
_MOST = 0.6
_MAX_TIMES = 500
_MAX_CLIMB = 25
_SPAN = dt.timedelta(days=4)


def updates(tree: Any, head: Head, meta: Metadata, length: int) -> list[Update]:
    """Give the entries of a live blog; none when the page is another one. ``length`` is that of the text found."""
    declared = meta.is_live or bool(_SAYS_SO.search(meta.title)) or any(map(_NAMED_SO.search, head.frames))
    if len(meta.updates) >= FEWEST and _length(meta.updates) * 2 > _SENTENCE * len(meta.updates):
        return list(meta.updates)
    if not declared and len({at for _, at in head.times}) < _UNDECLARED:
        return []
    found = _seen(tree, meta, declared=declared)
    if len(found) < FEWEST or not (declared or _is_live(found, length)):
        return []
    return found


def lead(tree: Any, found: Sequence[Update]) -> str:
    """Give the paragraphs of the article that stand before its first entry."""
    said = {line for one in found for line in one.text.splitlines()}
    lines = []
    for element in _article(tree).iter("p"):
        line = one_line(" ".join("".join(element.itertext()).split()), 2_000)
        if line in said:
            break
        if len(line) >= _SENTENCE // 2 and not is_elsewhere(element):
            lines.append(line)
    return "\n".join(lines[:10])


def _article(tree: Any) -> Any:
    for name in ("main", "article", "body"):
        found = tree.find(f".//{name}")
        if found is not None:
            return found
    return tree


def _length(found: Iterable[Update]) -> int:
    return sum(len(one.text) + len(one.title) for one in found)


def _is_live(found: Sequence[Update], length: int) -> bool:
    """Whether timed pieces of a page that does not call itself a live blog are one all the same."""
    if len(found) < _UNDECLARED or statistics.median(len(one.text) for one in found) < _SENTENCE:
        return False
    try:
        times = [moment(one.at) for one in found]
        ordered = all(a >= b for a, b in pairwise(times)) or all(a <= b for a, b in pairwise(times))
        return ordered and max(times) - min(times) <= _SPAN and _length(found) >= _MOST * length
    except TypeError:  # some with a zone, some without
        return False


# ------------------------------------------------------------------------------------------------------ seen entries


def _seen(tree: Any, meta: Metadata, *, declared: bool) -> list[Update]:
    """Give the entries that stand side by side, each with a time of its own."""
    timed = list(_times(tree, clocks=declared))
    entries = _side_by_side([element for element, _ in timed])
    first: dict[Any, str] = {}
    for element, at in timed:
        for above in (element, *element.iterancestors()):
            if above in entries:
                first.setdefault(above, at)
                break
    found = [_update(entry, at) for entry, at in first.items()]
    return _dated([one for one in found if one.text or one.title], meta)


def _times(tree: Any, *, clocks: bool) -> Iterator[tuple[Any, str]]:
    """Give the elements that tell a time, with it: ISO, or a clock's ("T12:05") where only that is given."""
    count = 0
    for element in tree.iter("time", "span", "div", "p", "a", "strong"):
        at = _time_of(element, clocks=clocks)
        if at and not is_elsewhere(element):
            yield element, at
            count += 1
            if count >= _MAX_TIMES:
                return


def _time_of(element: Any, *, clocks: bool) -> str:
    if element.tag == "time":
        raw = (element.get("datetime") or "".join(element.itertext()))[:100].strip()
        at = iso(raw)
        if at and "T" in at:
            return at
        clock = _CLOCK.fullmatch(raw) if clocks else None
    elif clocks and _CLOCK_CLASS.search((element.get("class") or "")[:300].lower()):
        clock = _CLOCK.fullmatch((element.text or "")[:100].strip())
    else:
        return ""
    return f"T{int(clock[1]):02}:{clock[2]}" if clock else ""


def _side_by_side(timed: Sequence[Any]) -> set[Any]:
    """Find the elements of one kind below one parent that hold the times: the parent whose entries say the most."""
    children: dict[Any, dict[Any, None]] = {}
    for element in timed:
        for climbed, above in enumerate(element.iterancestors()):
            if climbed >= _MAX_CLIMB:
                break
            children.setdefault(above, {})[element] = None
            element = above
    best: list[Any] = []
    for found in children.values():
        alike = _alike(list(found))
        if len(alike) > len(best):
            best = alike
    return set(best)


def _alike(elements: Sequence[Any]) -> list[Any]:
    """Keep the elements of the commonest tag, if they hold paragraphs."""
    tags = [element.tag for element in elements]
    tag = max(tags, key=tags.count)
    alike = [element for element in elements if element.tag == tag and next(element.iter(*_BLOCKS), None) is not None]
    return alike if len(alike) >= FEWEST else []


def _update(entry: Any, at: str) -> Update:
    title = next((_line(one) for one in entry.iter(*_HEADINGS)), "")
    lines = [_line(one) for one in entry.iter(*_BLOCKS) if next(one.iterdescendants(*_BLOCKS), None) is None]
    kept = [line for line in lines if line and not _CLOCK.fullmatch(line) and not _is_time(line)]
    return Update(at, title, "\n".join(kept))


def _is_time(line: str) -> bool:
    return len(line) <= 40 and (iso(line) is not None or bool(_TOUCHED.match(line)))


def _line(element: Any) -> str:
    return one_line(" ".join("".join(element.itertext()).split()), 5_000)


def _dated(found: Sequence[Update], meta: Metadata) -> list[Update]:
    """Give entries that have only a clock's time their day: the page's last, one earlier wherever the clock leaps."""
    day = _day(meta)
    dated, last = [], ""
    for one in found:
        if not one.at.startswith("T"):
            dated.append(one)
            continue
        if day is None:
            continue
        if last and one.at > last:
            day -= dt.timedelta(days=1)
        last = one.at
        dated.append(Update(f"{day.isoformat()}{one.at}", one.title, one.text))
    return dated


def _day(meta: Metadata) -> dt.date | None:
    for value in (meta.updated, meta.published):
        if value:
            return dt.date.fromisoformat(value[:10])
    return None
