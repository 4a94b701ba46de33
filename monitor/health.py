"""What a feed is used to doing, and what is not well with it or with its outlet's pages. Pure.

Rules kept: nothing may have been missed without a word (`missed`), no source falls silent unnoticed (`silent_since`),
no redesign turns articles into nothing unnoticed (`drift`). A habit is learnt from documents as they come; one strange
document does not make another. All times are aware UTC and arguments.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.messages import said

# Dates of fewer items tell no habit.
_FEW = 5
# Items that outlets keep at the end for ever, under old dates, are among the oldest fifth.
_REACH = 0.8
# A longer window is believed a quarter at a time, a shorter one at once: a busy evening is what must be outpaced.
_QUARTER = 4
# A usual silence is forgotten slowly: there is one summer a year.
_EIGHTH = 8
_MARKS = 3
_DAY = dt.timedelta(days=1)
_SILENT_GAPS = 4
_UNKNOWN_GAP = 30 * _DAY
DAYS = 14

_PAGES = 40
_RECENT = 10
_LEAST = 6
_MOST_OF = 0.8
_HALF = 0.5
_ACCEPTED = 30 * _DAY
_HEAD = 300
_CHANGING = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """One item as a document lists it: its article's key, and when it was published if the feed says so."""

    key: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """What a feed was seen to do.

    ``window`` is how long its items stay listed, ``pace`` the mean time between two items, ``usual_gap`` its usual
    longest silence; None where too little is known. ``newest_at`` is when its newest item was published (first seen,
    where it has no date), ``marks`` the keys of the newest items of its last document, ``listed`` how many
    it had.
    """

    window: dt.timedelta | None = None
    pace: dt.timedelta | None = None
    usual_gap: dt.timedelta | None = None
    newest_at: dt.datetime | None = None
    marks: tuple[str, ...] = ()
    listed: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Between these moments items may have been listed and gone again, unseen."""

    from_at: dt.datetime
    to_at: dt.datetime


def learn(before: Habits, listed: Sequence[Listed], at: dt.datetime) -> Habits:
    """Take in one document that was read at ``at``; one without items teaches nothing."""
    if not listed:
        return before
    dates = _dates(listed, at)
    after = _learn_dated(before, dates) if dates else _learn_undated(before, listed, at)
    return replace(after, marks=_marks(listed, dates), listed=len(listed))


def _dates(listed: Sequence[Listed], at: dt.datetime) -> list[dt.datetime]:
    """Give the items' dates, newest first; none where they are too few, or the time of the document's making."""
    dates = sorted((one.at for one in listed if one.at is not None and one.at <= at), reverse=True)
    if len(dates) < max(_FEW, len(listed) * _HALF) or len(set(dates)) <= len(dates) * _HALF:
        return []
    return dates


def _marks(listed: Sequence[Listed], dates: Sequence[dt.datetime]) -> tuple[str, ...]:
    """Give the keys of the newest items: by date, or the first where dates tell nothing."""
    if not dates:
        return tuple(one.key for one in listed[:_MARKS])
    dated = [one for one in listed if one.at is not None and one.at <= dates[0]]
    newest = sorted(dated, key=lambda one: one.at or dates[-1], reverse=True)
    return tuple(one.key for one in newest[:_MARKS])


def _reach(dates: Sequence[dt.datetime]) -> int:
    """Give the place of the oldest date that counts: beyond it are items that are kept for ever."""
    return max(int(len(dates) * _REACH) - 1, 1)


def _learn_dated(before: Habits, dates: Sequence[dt.datetime]) -> Habits:
    last = _reach(dates)
    pace = (dates[0] - dates[last]) / last
    gaps = sorted((newer - older for newer, older in pairwise(dates[: last + 1])), reverse=True)
    return replace(
        before,
        window=_window(before.window, pace * (len(dates) - 1)),
        pace=pace,
        usual_gap=_usual_gap(before.usual_gap, gaps[1] if len(gaps) >= _FEW else gaps[0]),
        newest_at=dates[0],
    )


def _learn_undated(before: Habits, listed: Sequence[Listed], at: dt.datetime) -> Habits:
    """Learn from turnover: how many of the items are above the newest that were known."""
    known = [place for place, one in enumerate(listed) if one.key in before.marks]
    fresh = min(known, default=len(listed))
    newest = max((one.at for one in listed if one.at is not None and one.at <= at), default=at)
    if before.newest_at is None or not before.marks:
        return replace(before, newest_at=newest)
    if not fresh or at <= before.newest_at:
        return before
    silence = at - before.newest_at
    pace = silence / fresh
    pace = pace if before.pace is None else before.pace + (pace - before.pace) / _QUARTER
    return replace(
        before,
        window=_window(before.window, silence / fresh * len(listed)),
        pace=pace,
        usual_gap=_usual_gap(before.usual_gap, silence),
        newest_at=newest,
    )


def _window(before: dt.timedelta | None, seen: dt.timedelta) -> dt.timedelta:
    return seen if before is None else min(seen, before + (seen - before) / _QUARTER)


def _usual_gap(before: dt.timedelta | None, seen: dt.timedelta) -> dt.timedelta:
    return seen if before is None else max(seen, before - (before - seen) / _EIGHTH)


def missed(before: Habits, listed: Sequence[Listed], polled_at: dt.datetime | None, at: dt.datetime) -> Gap | None:
    """Say whether items may have come and gone unseen since the last document, read at ``polled_at``.

    They may when none of its newest items is in this one, and this one reaches back no further than to them. A
    document that has become much shorter was not overrun: its outlet took items away (what is of today only).
    """
    if polled_at is None or not before.marks or len(listed) < before.listed * _REACH:
        return None
    if {one.key for one in listed} & set(before.marks):
        return None
    dates = _dates(listed, at)
    if not dates or before.newest_at is None:
        return Gap(polled_at, at)
    if dates[_reach(dates)] <= before.newest_at:
        return None
    return Gap(before.newest_at, min(date for date in dates if date > before.newest_at))


def silent_since(newest_at: dt.datetime | None, usual_gap: dt.timedelta | None, now: dt.datetime) -> dt.datetime | None:
    """Say since when a feed that answers has been silent for unusually long; None when it has not.

    Unusual is several times its usual longest silence, and never less than some days: there are weekends.
    """
    if newest_at is None:
        return None
    patience = _SILENT_GAPS * max(_UNKNOWN_GAP if usual_gap is None else usual_gap, _DAY)
    return newest_at if now - newest_at > patience else None


# ---------------------------------------------------------------------------------------------------- days


@dataclass(frozen=True, slots=True)
class Day:
    """One day (of UTC) of a feed: how often it was polled, how many of these polls failed, how many items were new."""

    on: dt.date
    polls: int = 0
    failed: int = 0
    new: int = 0


def with_poll(days: Sequence[Day], on: dt.date, *, good: bool, new: int) -> tuple[Day, ...]:
    """Count one poll; keep the last `DAYS` days."""
    kept = [day for day in days if on - DAYS * _DAY < day.on < on]
    today = next((day for day in days if day.on == on), Day(on))
    return (*kept, Day(on, today.polls + 1, today.failed + (not good), today.new + new))


# --------------------------------------------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What one page of an outlet gave: a mark of how its text begins, empty where there was none for this reason."""

    article: int
    mark: str
    reason: str = ""


def page_seen(article: int, text: str, reason: str) -> PageSeen:
    """Mark a page by how its text begins; letters alone count, for times and counters change."""
    head = _CHANGING.sub("", text[: 2 * _HEAD].casefold())[:_HEAD]
    usable = head and not reason
    mark = hashlib.sha256(head.encode("utf-8", "replace")).hexdigest()[:12] if usable else ""
    return PageSeen(article, mark, "" if usable else reason or said("no text"))


def with_page(pages: Sequence[PageSeen], seen: PageSeen) -> tuple[PageSeen, ...]:
    """Remember one page; of one article only the last look counts."""
    return (*(page for page in pages if page.article != seen.article), seen)[-_PAGES:]


def drift(pages: Sequence[PageSeen], since_at: dt.datetime | None, now: dt.datetime) -> str:
    """Say how an outlet's pages have changed so that they no longer read well; empty: they have not.

    ``since_at`` is since when that was said before. An outlet whose pages never gave a text has not changed; and what
    has lasted for a month is how its pages are now.
    """
    recent, earlier = pages[-_RECENT:], pages[:-_RECENT]
    if len(recent) < _LEAST or (since_at is not None and now - since_at >= _ACCEPTED):
        return ""
    enough = len(recent) * (_HALF if since_at is not None else _MOST_OF)
    without = Counter(page.reason for page in recent if not page.mark)
    if without.total() >= enough and (since_at is not None or _read_well(earlier)):
        reason, _ = without.most_common(1)[0]
        return said(f"{without.total()} of its last {len(recent)} pages gave no text: {reason}")
    alike = max(Counter(page.mark for page in recent if page.mark).values(), default=0)
    if alike >= max(enough, 2):
        return said(f"{alike} of its last {len(recent)} pages begin with the same words")
    return ""


def _read_well(pages: Sequence[PageSeen]) -> bool:
    """Whether at least half of some pages gave a text."""
    return len(pages) >= _FEW and sum(bool(page.mark) for page in pages) >= len(pages) * _HALF
