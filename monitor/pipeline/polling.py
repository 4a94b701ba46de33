"""Ask the feeds that are due; store entries, validators and the next poll time together.

Rule kept: every poll of every feed ends in a named state. The body is hashed before it is parsed, and a validator is
stored in the same transaction as the entries it stands for (saved before them, a crash would lose them for ever).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from monitor.errors import AddressError
from monitor.fetch import Request
from monitor.model import Entry, Failure, Feed, Outlet, ParsedFeed, PollState, Response
from monitor.pipeline.line import Line, Tools, each, host_of, in_child, remember_hosts
from monitor.reading import read_feed
from monitor.schedule import FeedHistory, address_now, next_poll_at, wants_everything
from monitor.storage import articles, cases, feeds, hosts, meta, outlets, revisions, subscribers
from monitor.urls import article_key, canonical, visitable

_log = logging.getLogger(__name__)
# 200 feeds every half hour leave 3.5 million rows a year; who looks for what went wrong looks at weeks.
_KEEP_POLLS = dt.timedelta(days=60)
_FORGOTTEN = "polls_forgotten_on"
# Several stories under one address, as where only ?id= tells them apart and the outlet does not name it.
_SAME_ADDRESS = "same address as another item (a parameter missing in outlets.toml?)"


@dataclass(slots=True)
class PollCounts:
    """What one round of polling gave: feeds by state, and how many entries were new."""

    states: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    new: int = 0
    failed: list[tuple[str, str, str, str]] = field(default_factory=list)  # outlet, url, state, reason


def register(line: Line) -> None:
    """Make the database know the configured outlets, feeds, cases and subscribers; once a day, forget what is old."""
    now = line.clock()
    with line.engine.begin() as conn:
        outlets.sync_outlets(conn, line.config.outlets, now)
        cases.sync_cases(conn, line.config.cases, now)
        subscribers.sync_subscribers(conn, line.config.subscribers, now)
        if meta.get(conn, _FORGOTTEN) != now.date().isoformat():
            feeds.forget_polls(conn, now - _KEEP_POLLS)
            if line.config.keep_texts_days:
                revisions.purge_texts(conn, now - dt.timedelta(days=line.config.keep_texts_days), now)
            meta.put(conn, _FORGOTTEN, now.date().isoformat())


async def poll_feeds(line: Line, *, only: Collection[str] | None = None, force: bool = False) -> PollCounts:
    """Poll every feed that is due (``force``: every enabled one), of the outlets named by ``only`` if given."""
    with line.engine.begin() as conn:
        due = feeds.due_feeds(conn, line.clock(), outlets=only, force=force)
        line.fetcher.hold(hosts.not_before(conn, line.clock()))
    counts = PollCounts()
    done = 0

    async def ask(feed: feeds.DueFeed) -> _Asked:
        return await _ask(line, feed)

    async def read(feed: feeds.DueFeed, asked: _Asked) -> tuple[feeds.DueFeed, feeds.PollResult]:
        return feed, await _read(line, feed, asked)

    def save(batch: list[tuple[feeds.DueFeed, feeds.PollResult]]) -> None:
        nonlocal done
        with line.engine.begin() as conn:
            for feed, result in batch:
                saved = feeds.save_poll(conn, feed.id, result)
                articles.look_again(conn, saved.retitled, result.finished_at)
                _count(counts, feed, result, saved)
            remember_hosts(line, conn)
        done += len(batch)
        line.progress("feeds", done, len(due))

    await each(due, ask, read, save, workers=line.config.fetch.workers, lane=lambda one: host_of(one.url))
    return counts


def _count(counts: PollCounts, feed: feeds.DueFeed, result: feeds.PollResult, saved: feeds.SavedPoll) -> None:
    counts.states[saved.state] += 1
    counts.entries += saved.entries
    counts.new += saved.new
    if not PollState(saved.state).good:
        counts.failed.append((feed.outlet_id, feed.url, saved.state, result.reason))
        _log.warning("feed %s: %s: %s", feed.url, saved.state, result.reason)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one request for a feed gave; ``url`` is where it was asked, ``full`` whether unconditionally."""

    url: str
    at: dt.datetime
    full: bool
    answer: Response | Failure


async def _ask(line: Tools, feed: feeds.DueFeed) -> _Asked:
    at = line.clock()
    full = wants_everything(feed.last_full_at, at)
    url = address_now(feed.url, feed.moved_to, feed.moved_since_at, at)
    request = Request(url) if full else Request(url, feed.etag, feed.last_modified)
    return _Asked(url, at, full, await line.fetcher.get(request))


async def _read(line: Tools, feed: feeds.DueFeed, asked: _Asked) -> feeds.PollResult:
    """Say how one poll ended; never raises for what a server or a feed does."""
    answer = asked.answer
    if isinstance(answer, Failure):
        return _result(line, feed, asked, answer.state, failure=answer)
    if answer.unchanged or answer.body_hash == feed.body_hash:
        return _result(line, feed, asked, PollState.UNCHANGED)
    parsed = await _parse(line, line.outlets[feed.outlet_id], answer, asked.at)
    if isinstance(parsed, Failure):
        return _result(line, feed, asked, parsed.state, failure=parsed)
    return _result(line, feed, asked, PollState.OK, parsed=parsed)


async def _parse(tools: Tools, outlet: Outlet, answer: Response, now: dt.datetime) -> ParsedFeed | Failure:
    """Parse a feed document in a child; a child that dies of it is a named state too."""
    limit = tools.config.fetch.max_entries
    given = (answer.body, answer.content_type, answer.url, now, limit, outlet.timezone)
    parsed: ParsedFeed | Failure = await in_child(tools, read_feed, *given)
    return parsed


def _found(parsed: ParsedFeed, outlet: Outlet) -> tuple[list[feeds.FoundEntry], dict[str, int]]:
    """Give the entries with their articles' addresses, and what is lost of the feed, by reason."""
    found: list[feeds.FoundEntry] = []
    dropped = Counter(parsed.dropped)
    first: dict[str, Entry] = {}
    for entry in parsed.entries:
        try:
            url, key = canonical(entry.url, outlet.parameters), article_key(entry.url, outlet)
        except AddressError:
            dropped["unusable link"] += 1
            continue
        same = first.setdefault(key, entry)
        dropped[_SAME_ADDRESS] += same.title != entry.title and same.guid != entry.guid
        found.append(feeds.FoundEntry(entry, url, key, visitable(entry.url)))
    return found, {reason: count for reason, count in dropped.items() if count}


def _result(
    line: Tools,
    feed: feeds.DueFeed,
    asked: _Asked,
    state: PollState,
    *,
    failure: Failure | None = None,
    parsed: ParsedFeed | None = None,
) -> feeds.PollResult:
    now = line.clock()
    answer = asked.answer if isinstance(asked.answer, Response) and failure is None else None
    found, dropped = _found(parsed, line.outlets[feed.outlet_id]) if parsed else ([], {})
    failures = 0.0 if state.good else feed.failures + 1
    history = FeedHistory(
        url=feed.url,
        state=state,
        failures=int(failures),
        interval=line.config.fetch.interval,
        ttl=parsed.ttl if parsed else None,
        retry_after=failure.retry_after if failure else None,
    )
    moved_to = _moved_to(feed, asked, answer)
    return feeds.PollResult(
        state=state,
        started_at=asked.at,
        finished_at=now,
        next_poll_at=None if state is PollState.GONE else next_poll_at(history, now),
        reason=failure.reason if failure else _remarks(parsed.warning, dropped) if parsed else "",
        status=asked.answer.status,
        entries=found,
        dropped=dropped,
        etag=answer.etag if answer else None,
        last_modified=answer.last_modified if answer else None,
        body_hash=answer.body_hash if answer and not answer.unchanged else "",
        failures=failures,
        full=asked.full,
        moved_to=moved_to,
        moved_since_at=(feed.moved_since_at if feed.moved_to == moved_to else now) if moved_to else None,
    )


def _moved_to(feed: feeds.DueFeed, asked: _Asked, answer: Response | None) -> str | None:
    """Say where a feed has moved for good: a failing new address is forgotten, the old one is asked next time."""
    if answer is None:
        return None
    return answer.permanent_url or (asked.url if asked.url != feed.url else None)


def _remarks(warning: str, dropped: Mapping[str, int]) -> str:
    """Say what of a readable feed was not taken over. A repeated item is no loss."""
    lost = ", ".join(f"{count} × {reason}" for reason, count in dropped.items() if reason != "repeated")
    return "; ".join(part for part in (warning, f"left out: {lost}" if lost else "") if part)


@dataclass(frozen=True, slots=True)
class Probe:
    """What one feed gave when it was asked without storing anything."""

    outlet: str
    url: str
    state: PollState
    reason: str
    entries: int
    newest_at: dt.datetime | None


async def probe_feeds(tools: Tools, only: Collection[str] | None = None) -> list[Probe]:
    """Ask every enabled feed of the outlets named by ``only`` (all when None) once, in the order of the file."""
    wanted = [
        (outlet, feed)
        for outlet in tools.config.outlets
        for feed in outlet.feeds
        if feed.enabled and (only is None or outlet.id in only)
    ]
    places = {feed.url: place for place, (_, feed) in enumerate(wanted)}
    probes: list[Probe] = []

    async def ask(one: tuple[Outlet, Feed]) -> Response | Failure:
        return await tools.fetcher.get(Request(one[1].url))

    async def read(one: tuple[Outlet, Feed], answer: Response | Failure) -> Probe:
        return await _probe(tools, *one, answer)

    def save(batch: list[Probe]) -> None:
        probes.extend(batch)
        tools.progress("feeds", len(probes), len(wanted))

    await each(wanted, ask, read, save, workers=tools.config.fetch.workers, lane=lambda one: host_of(one[1].url))
    return sorted(probes, key=lambda one: places[one.url])


async def _probe(tools: Tools, outlet: Outlet, feed: Feed, answer: Response | Failure) -> Probe:
    parsed = answer if isinstance(answer, Failure) else await _parse(tools, outlet, answer, tools.clock())
    if isinstance(parsed, Failure):
        return Probe(outlet.id, feed.url, parsed.state, parsed.reason, 0, None)
    dates = [entry.published_at for entry in parsed.entries if entry.published_at]
    return Probe(outlet.id, feed.url, PollState.OK, parsed.warning, len(parsed.entries), max(dates, default=None))
