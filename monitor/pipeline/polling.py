"""Ask the feeds that are due; store entries, validators and the next poll time together.

Rule kept: every poll of every feed ends in a named state. The body is hashed before it is parsed, and a validator is
stored in the same transaction as the entries it stands for (saved before them, a crash would lose them for ever).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from monitor.errors import AddressError, WorkerError
from monitor.fetch import Request
from monitor.model import Failure, Feed, Outlet, ParsedFeed, PollState, Response
from monitor.pipeline.line import Line, Tools, in_batches
from monitor.reading import read_feed
from monitor.schedule import FeedHistory, next_poll_at, wants_everything
from monitor.storage import cases, feeds, hosts, outlets, subscribers
from monitor.urls import article_key, canonical

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class PollCounts:
    """What one round of polling gave: feeds by state, and how many entries were new."""

    states: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    new: int = 0
    failed: list[tuple[str, str, str, str]] = field(default_factory=list)  # outlet, url, state, reason


def register(line: Line) -> None:
    """Make the database know the configured outlets, feeds, cases and subscribers."""
    now = line.clock()
    with line.engine.begin() as conn:
        outlets.sync_outlets(conn, line.config.outlets, now)
        cases.sync_cases(conn, line.config.cases, now)
        subscribers.sync_subscribers(conn, line.config.subscribers, now)


async def poll_feeds(line: Line, *, only: Collection[str] | None = None, force: bool = False) -> PollCounts:
    """Poll every feed that is due (``force``: every enabled one), of the outlets named by ``only`` if given."""
    with line.engine.begin() as conn:
        due = feeds.due_feeds(conn, line.clock(), outlets=only, force=force)
        line.fetcher.hold(hosts.not_before(conn, line.clock()))
    counts = PollCounts()
    done = 0

    async def poll(feed: feeds.DueFeed) -> tuple[feeds.DueFeed, feeds.PollResult]:
        return feed, await _poll(line, feed)

    async for batch in in_batches(poll, due, line.config.fetch.workers):
        with line.engine.begin() as conn:
            for feed, result in batch:
                saved = feeds.save_poll(conn, feed.id, result)
                _count(counts, feed, result, saved)
        _remember_hosts(line)
        done += len(batch)
        line.progress("feeds", done, len(due))
    return counts


def _count(counts: PollCounts, feed: feeds.DueFeed, result: feeds.PollResult, saved: feeds.SavedPoll) -> None:
    counts.states[saved.state] += 1
    counts.entries += saved.entries
    counts.new += saved.new
    if not PollState(saved.state).good:
        counts.failed.append((feed.outlet_id, feed.url, saved.state, result.reason))
        _log.warning("feed %s: %s: %s", feed.url, saved.state, result.reason)


def _remember_hosts(line: Line) -> None:
    """Keep what servers asked for (Retry-After) where a restart finds it."""
    held = line.fetcher.new_holds()
    if held:
        with line.engine.begin() as conn:
            for name, until in held.items():
                hosts.set_not_before(conn, name, until, "Retry-After")


async def _poll(line: Tools, feed: feeds.DueFeed) -> feeds.PollResult:
    """Ask one feed and say how it ended; never raises for what a server does."""
    started = line.clock()
    full = wants_everything(feed.last_full_at, started)
    request = Request(feed.url) if full else Request(feed.url, feed.etag, feed.last_modified)
    answer = await line.fetcher.get(request)
    if isinstance(answer, Response) and not answer.unchanged and answer.body_hash != feed.body_hash:
        return await _parsed(line, feed, answer, started, full)
    if isinstance(answer, Failure):
        return _failed(line, feed, answer, started)
    return _result(line, feed, PollState.UNCHANGED, started, answer=answer, full=full)


async def _parse(tools: Tools, answer: Response, now: dt.datetime) -> ParsedFeed | Failure:
    """Parse a feed document in a child; a child that dies of it is a named state too."""
    settings = tools.config.fetch
    try:
        parsed: ParsedFeed | Failure = await tools.pool.run(
            read_feed,
            answer.body,
            answer.content_type,
            answer.url,
            now,
            settings.max_entries,
            seconds=settings.parse_seconds,
        )
    except WorkerError as error:
        return Failure(PollState.UNREADABLE, str(error), answer.status)
    return parsed


async def _parsed(
    line: Tools, feed: feeds.DueFeed, answer: Response, started: dt.datetime, full: bool
) -> feeds.PollResult:
    parsed = await _parse(line, answer, started)
    if isinstance(parsed, Failure):
        return _failed(line, feed, parsed, started)
    outlet = line.outlets[feed.outlet_id]
    found, dropped = _found(parsed, outlet)
    return _result(
        line, feed, PollState.OK, started, answer=answer, full=full, parsed=parsed, found=found, dropped=dropped
    )


def _found(parsed: ParsedFeed, outlet: Outlet) -> tuple[list[feeds.FoundEntry], dict[str, int]]:
    found, dropped = [], dict(parsed.dropped)
    for entry in parsed.entries:
        try:
            url = canonical(entry.url, outlet.parameters)
            found.append(feeds.FoundEntry(entry, url, article_key(entry.url, outlet)))
        except AddressError:
            dropped["unusable address"] = dropped.get("unusable address", 0) + 1
    return found, dropped


def _failed(line: Tools, feed: feeds.DueFeed, failure: Failure, started: dt.datetime) -> feeds.PollResult:
    return _result(line, feed, failure.state, started, failure=failure)


def _result(
    line: Tools,
    feed: feeds.DueFeed,
    state: PollState,
    started: dt.datetime,
    *,
    answer: Response | None = None,
    failure: Failure | None = None,
    parsed: ParsedFeed | None = None,
    found: list[feeds.FoundEntry] | None = None,
    dropped: dict[str, int] | None = None,
    full: bool = False,
) -> feeds.PollResult:
    now = line.clock()
    failures = 0.0 if state.good else feed.failures + 1
    history = FeedHistory(
        url=feed.url,
        state=state,
        failures=int(failures),
        interval=line.config.fetch.interval,
        ttl=parsed.ttl if parsed else None,
        retry_after=failure.retry_after if failure else None,
    )
    moved_to = answer.permanent_url if answer else None
    return feeds.PollResult(
        state=state,
        started_at=started,
        finished_at=now,
        next_poll_at=None if state is PollState.GONE else next_poll_at(history, now),
        reason=failure.reason if failure else parsed.warning if parsed else "",
        status=failure.status if failure else answer.status if answer else None,
        entries=found or (),
        dropped=dropped or {},
        etag=answer.etag if answer else None,
        last_modified=answer.last_modified if answer else None,
        body_hash=answer.body_hash if answer and not answer.unchanged else "",
        failures=failures,
        full=full,
        moved_to=moved_to,
        moved_since_at=(feed.moved_since_at if feed.moved_to == moved_to else now) if moved_to else None,
    )


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

    async def probe(one: tuple[Outlet, Feed]) -> Probe:
        return await _probe(tools, *one)

    async for batch in in_batches(probe, wanted, tools.config.fetch.workers):
        probes += batch
        tools.progress("feeds", len(probes), len(wanted))
    return sorted(probes, key=lambda one: places[one.url])


async def _probe(tools: Tools, outlet: Outlet, feed: Feed) -> Probe:
    answer = await tools.fetcher.get(Request(feed.url))
    parsed = answer if isinstance(answer, Failure) else await _parse(tools, answer, tools.clock())
    if isinstance(parsed, Failure):
        return Probe(outlet.id, feed.url, parsed.state, parsed.reason, 0, None)
    dates = [entry.published_at for entry in parsed.entries if entry.published_at]
    return Probe(outlet.id, feed.url, PollState.OK, parsed.warning, len(parsed.entries), max(dates, default=None))
