"""Ask the feeds that are due; store entries, validators and the next poll time together.

Rule kept: every poll of every feed ends in a named state. The body is hashed before it is parsed, and a validator is
stored in the same transaction as the entries it stands for (saved before them, a crash would lose them for ever).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from monitor.errors import AddressError
from monitor.fetch import Request
from monitor.messages import said
from monitor.model import Entry, Failure, Feed, FeedKind, Outlet, ParsedFeed, PollState, Response
from monitor.pipeline import planning
from monitor.pipeline.archiving import Keeper, purge_pages
from monitor.pipeline.filing import Filing
from monitor.pipeline.line import Line, Tools, each, host_of, recall_hosts, remember_hosts
from monitor.pipeline.sources import ask_source, read_source
from monitor.pipeline.watching import Seen, save_watched
from monitor.schedule import address_now, wants_everything
from monitor.storage import alerts, articles, cases, feeds, hosts, meta, outlets, revisions, subscribers
from monitor.urls import article_key, canonical, visitable

_log = logging.getLogger(__name__)
# 200 feeds every half hour leave 3.5 million rows a year; who looks for what went wrong looks at weeks.
_KEEP_POLLS = dt.timedelta(days=60)
# Rules that ran out are of use for a conditional request, as long as the server may still know them.
_KEEP_HOSTS = dt.timedelta(days=7)
_FORGOTTEN = "polls_forgotten_on"
# Several stories under one address, as where only ?id= tells them apart and the outlet does not name it.
_SAME_ADDRESS = said("same address as another item (a parameter missing in outlets.toml?)")


@dataclass(slots=True)
class PollCounts:
    """What one round of polling gave: feeds by state, and how many entries were new."""

    states: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    new: int = 0
    failed: list[tuple[str, str, str, str]] = field(default_factory=list)  # outlet, url, state, reason
    created: list[tuple[str, int]] = field(default_factory=list)  # (case, number) of new entries from watched pages


def register(line: Line) -> None:
    """Make the database know the configured outlets, feeds, cases and subscribers; once a day, forget what is old."""
    now = line.clock()
    with line.engine.begin() as conn:
        outlets.sync_outlets(conn, line.config.outlets, now)
        cases.sync_cases(conn, line.config.cases, now)
        subscribers.sync_subscribers(conn, line.config.subscribers, now)
        alerts.sync_alerts(conn, line.config.alerts, now)
        planning.mend_plans(line, conn)
        recall_hosts(line, conn)
        if meta.get(conn, _FORGOTTEN) != now.date().isoformat():
            hosts.forget(conn, now - _KEEP_HOSTS)
            feeds.forget_polls(conn, now - _KEEP_POLLS)
            if line.config.keep_texts_days:
                before = now - dt.timedelta(days=line.config.keep_texts_days)
                purge_pages(conn, line.config.archive.folder, before)
                revisions.purge_texts(conn, before, now)
            meta.put(conn, _FORGOTTEN, now.date().isoformat())


async def poll_feeds(line: Line, *, only: Collection[str] | None = None, force: bool = False) -> PollCounts:
    """Poll every feed that is due (``force``: every enabled one), of the outlets named by ``only`` if given."""
    with line.engine.begin() as conn:
        due = feeds.due_feeds(conn, line.clock(), outlets=only, force=force)
    counts = PollCounts()
    done = 0

    async def ask(feed: feeds.DueFeed) -> _Asked:
        return await _ask(line, feed)

    async def read(feed: feeds.DueFeed, asked: _Asked) -> _Polled:
        return await _read(line, feed, asked)

    def save(batch: list[_Polled]) -> None:
        nonlocal done
        with line.engine.begin() as conn:
            filing = Filing(conn, line.cases, line.clock())
            keeper = Keeper(conn, line.config.archive, line.store, line.clock())
            for one in batch:
                _save(line, filing, keeper, one, counts)
            keeper.close()
            if filing.articles:
                counts.created += filing.close()
            remember_hosts(line, conn)
        done += len(batch)
        line.progress("feeds", done, len(due))

    await each(due, ask, read, save, workers=line.fetcher.at_once, lane=lambda one: host_of(one.url))
    return counts


def _save(line: Line, filing: Filing, keeper: Keeper, one: _Polled, counts: PollCounts) -> None:
    """Write what one poll gave, in the batch's transaction; the text of a watched page with it."""
    feed, result = one.feed, one.result
    if feed.kind == FeedKind.WATCHED:
        key = article_key(feed.url, line.outlets[feed.outlet_id])
        saved = save_watched(filing, keeper, feed, key, result, one.page)
    else:
        saved = feeds.save_poll(filing.conn, feed.id, result)
        articles.look_again(filing.conn, saved.retitled, result.finished_at)
    _count(counts, feed, result, saved)


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


@dataclass(frozen=True, slots=True)
class _Polled:
    """How one poll ended; ``page`` is what a watched page says, which may be something else than before."""

    feed: feeds.DueFeed
    result: feeds.PollResult
    page: Seen | None = None


async def _ask(line: Line, feed: feeds.DueFeed) -> _Asked:
    at = line.clock()
    full = wants_everything(feed.last_full_at, at)
    url = address_now(feed.url, feed.moved_to, feed.moved_since_at, at)
    request = Request(url) if full else Request(url, feed.etag, feed.last_modified)
    if feed.kind == FeedKind.WATCHED:
        request = replace(request, keep=line.store is not None)
    return _Asked(url, at, full, await ask_source(line, FeedKind(feed.kind), request))


async def _read(line: Tools, feed: feeds.DueFeed, asked: _Asked) -> _Polled:
    """Say how one poll ended; never raises for what a server or a feed does."""
    answer = asked.answer
    if isinstance(answer, Failure):
        # A new address that is gone is forgotten as any that fails: the old one has not said that it is.
        state = PollState.HTTP_ERROR if answer.state is PollState.GONE and asked.url != feed.url else answer.state
        return _Polled(feed, _result(line, feed, asked, state, failure=replace(answer, state=state)))
    if answer.unchanged or answer.body_hash == feed.body_hash:
        return _Polled(feed, _result(line, feed, asked, PollState.UNCHANGED))
    source = Feed(feed.url, kind=FeedKind(feed.kind), links=feed.links, part=feed.part)
    found = await read_source(line, line.outlets[feed.outlet_id], source, answer, asked.at)
    if isinstance(found, Failure):
        return _Polled(feed, _result(line, feed, asked, found.state, failure=found))
    if not found.whole:  # what one of several documents says of itself tells nothing of the others
        asked = replace(asked, answer=replace(answer, etag=None, last_modified=None, body_hash=found.body_hash))
    if found.body_hash and found.body_hash == feed.body_hash:
        return _Polled(feed, _result(line, feed, asked, PollState.UNCHANGED))
    page = Seen(found.page, answer) if found.page is not None else None
    return _Polled(feed, _result(line, feed, asked, PollState.OK, parsed=found.parsed), page)


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
    plan = planning.plan(line, feed, state, failure or asked.answer, parsed, found)
    moved_to = _moved_to(feed, asked, answer)
    return feeds.PollResult(
        state=state,
        started_at=asked.at,
        finished_at=now,
        next_poll_at=plan.next_poll_at,
        reason=planning.told(failure) if failure else _remarks(parsed.warning, dropped) if parsed else "",
        status=asked.answer.status,
        entries=found,
        dropped=dropped,
        etag=answer.etag if answer else None,
        last_modified=answer.last_modified if answer else None,
        body_hash=answer.body_hash if answer and not answer.unchanged else "",
        failures=plan.failures,
        full=asked.full,
        moved_to=moved_to,
        moved_since_at=(feed.moved_since_at if feed.moved_to == moved_to else now) if moved_to else None,
        habits=plan.habits,
        missed=plan.missed,
        wish=plan.wish,
        held_until=plan.held_until,
    )


def _moved_to(feed: feeds.DueFeed, asked: _Asked, answer: Response | None) -> str | None:
    """Say where a feed has moved for good: a failing new address is forgotten, the old one is asked next time."""
    if answer is None:
        return None
    return answer.permanent_url or (asked.url if asked.url != feed.url else None)


def _remarks(warning: str, dropped: Mapping[str, int]) -> str:
    """Say what of a readable feed was not taken over. A repeated item is no loss."""
    lost = ", ".join(said(f"{count} × {reason}") for reason, count in dropped.items() if reason != "repeated")
    return "; ".join(part for part in (warning, said(f"left out: {lost}") if lost else "") if part)
