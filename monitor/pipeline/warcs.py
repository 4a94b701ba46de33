"""Pages out of WARC files: what each is, and reading it to what it was read to when it came.

Rule kept: a page of ours is read with what its feed said of it then, and filed at the time it came, so that a new
database made of WARC files alone says the same; a page of another's is read by itself.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.errors import AddressError, UsageError
from monitor.model import Failure, Feed, FeedKind, Outlet, PollState
from monitor.pipeline.joining import bare_host
from monitor.pipeline.line import Line, in_child
from monitor.reading import Fetched, Read, Source, is_live, read_page, read_watched
from monitor.storage import articles, revisions
from monitor.urls import article_key

if TYPE_CHECKING:
    from monitor.archive.reading import WarcPage

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Kept:
    """One page of a WARC file with what is known of it; ``final_url`` is where redirects led."""

    page: WarcPage
    url: str
    final_url: str
    at: dt.datetime
    first_seen_at: dt.datetime
    title: str = ""
    teaser: str = ""
    published: str | None = None
    language: str = ""
    outlet: str = ""


def kept_pages(path: Path, problems: list[str]) -> Iterator[Kept]:
    """Give the pages of a WARC file by time; what cannot be read is appended to ``problems`` with file and offset.

    Raises UsageError if the file cannot be read at all.
    """
    from monitor.archive.reading import pages

    try:
        found = pages(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    problems += [str(one) for one in found.broken]
    for page in found.pages:
        yield _kept(page)


def _kept(page: WarcPage) -> Kept:
    known = page.known
    return Kept(
        page=page,
        url=_text(known, "url") or page.url,
        final_url=page.url,
        at=page.at,
        first_seen_at=_moment(_text(known, "first_seen_at")) or page.at,
        title=_text(known, "title"),
        teaser=_text(known, "teaser"),
        published=_text(known, "published_at") or _text(known, "published") or None,
        language=_text(known, "language"),
        outlet=_text(known, "outlet"),
    )


def _text(known: Mapping[str, Any], name: str) -> str:
    value = known.get(name)
    return value if isinstance(value, str) else ""


def _moment(text: str) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(dt.UTC) if at.tzinfo else None


def outlet_at(url: str, configured: Iterable[Outlet]) -> str:
    """Give the id of the outlet whose site an address is on, empty when no configured one's is."""
    try:
        name = bare_host(url)
        return next((one.id for one in configured if one.homepage and bare_host(one.homepage) == name), "")
    except AddressError:
        return ""


async def read_kept(line: Line, kept: Kept, outlet: Outlet) -> Read | Failure:
    """Read a page as it was read when it came."""
    loaded = await asyncio.to_thread(_bodies, kept.page, line.config.fetch.max_bytes)
    if isinstance(loaded, Failure):
        return loaded
    first, *further = loaded
    source = Source(
        url=kept.url,
        title=kept.title,
        teaser=kept.teaser,
        published=kept.published,
        outlet=outlet.name,
        language=kept.language or outlet.language,
        timezone=outlet.timezone,
        before=_before(line, kept, outlet),
        at=kept.at,
    )
    watched = kept.page.known.get("watched")
    if isinstance(watched, str):
        feed = Feed(kept.url, kind=FeedKind.WATCHED, part=watched)
        seen: Read | Failure = await in_child(line, read_watched, first, feed, source)
        return seen
    given: Read | Failure = await in_child(line, read_page, first.body, first.content_type, source, tuple(further))
    return given


def _bodies(page: WarcPage, limit: int) -> list[Fetched] | Failure:
    found = []
    for one in (page, *page.further):
        body = one.body(limit)
        if not isinstance(body, bytes):
            return Failure(PollState.UNREADABLE, body.reason)
        found.append(Fetched(body, one.content_type, one.url))
    return found


def _before(line: Line, kept: Kept, outlet: Outlet) -> str:
    """Give the text of a live blog as it was read before, "" for every other article."""
    try:
        key = article_key(kept.url, outlet)
    except AddressError:
        return ""
    with line.engine.begin() as conn:
        known = articles.find(conn, outlet.id, key)
        text = revisions.current_text(conn, known) if known is not None else ""
    return text if is_live(text) else ""


def rounds(items: Sequence[_Item], address: Callable[[_Item], str]) -> list[list[_Item]]:
    """Cut what is to be read into rounds, each address once in each: what it was before decides what it is now."""
    found: list[list[_Item]] = []
    times: Counter[str] = Counter()
    for one in items:
        number = times[address(one)]
        times[address(one)] += 1
        if number == len(found):
            found.append([])
        found[number].append(one)
    return found
