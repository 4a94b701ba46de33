"""Feeds: which are due, and what one poll of one gave.

Rules kept here:

* Entries, articles, validators and the next poll time are one call and so one transaction: validators saved before
  their entries lose these for ever.
* The first poll that gives entries is a baseline: its articles are filed, and nothing of it is news.
* An article is known by its key; a GUID helps where an outlet moves a story, and is believed only while it names one
  story: several links under one GUID, or another title and another date, and the feed's GUIDs no longer count.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from monitor.health import Gap, Habits, with_poll
from monitor.model import ArticleState, Entry, PollState
from monitor.storage import health, sql
from monitor.storage.schema import address, article, entry, feed, poll


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed to poll, with what the request and the next due time depend on."""

    id: int
    outlet_id: str
    url: str
    etag: str | None
    last_modified: str | None
    body_hash: str
    state: str
    failures: float
    baseline_done: bool
    last_full_at: dt.datetime | None
    last_ok_at: dt.datetime | None
    last_changed_at: dt.datetime | None
    last_polled_at: dt.datetime | None
    next_poll_at: dt.datetime | None
    moved_to: str | None
    moved_since_at: dt.datetime | None
    kind: str
    links: str
    part: str
    window_seconds: float | None
    pace_seconds: float | None
    usual_gap_seconds: float | None
    wish_seconds: float | None
    newest_at: dt.datetime | None
    newest: Mapping[str, Any]
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry with its article's canonical ``url`` and ``key`` (`urls.article_key`).

    ``address`` is where the article is fetched and shown (`urls.visitable`); empty: at ``url``.
    """

    entry: Entry
    url: str
    key: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class PollResult:
    """How one poll ended, and when the feed is due next (None: never by itself, as after 410).

    ``full`` marks an answer to an unconditional GET; ``failures`` is the new sum of weighted failures in a row.
    ``habits`` are what the document taught (None: nothing), ``missed`` between when items may have gone unseen,
    ``wish`` and ``held_until`` what the server asked for.
    """

    state: PollState
    started_at: dt.datetime
    finished_at: dt.datetime
    next_poll_at: dt.datetime | None
    reason: str = ""
    status: int | None = None
    entries: Sequence[FoundEntry] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str = ""
    failures: float = 0.0
    full: bool = False
    moved_to: str | None = None
    moved_since_at: dt.datetime | None = None
    changed: bool = False  # a watched page says something else than before, which counts as one new
    habits: Habits | None = None
    missed: Gap | None = None
    wish: dt.timedelta | None = None
    held_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedPoll:
    """What a poll left: ``article_ids`` are new; ``retitled`` known ones whose title or teaser the feed changed."""

    poll_id: int
    state: PollState
    entries: int
    new: int
    article_ids: tuple[int, ...]
    retitled: tuple[int, ...]


_FEED = sa.select(
    feed.c.id, feed.c.outlet_id, feed.c.state, feed.c.baseline_done, feed.c.shared_guids, feed.c.days
).where(feed.c.id == sa.bindparam("of_feed"))
_GOOD = frozenset(state for state in PollState if state.good)
_DUE_COLUMNS = [feed.c[name] for name in DueFeed.__dataclass_fields__]


def due_feeds(
    conn: sa.Connection, now: dt.datetime, *, outlets: Collection[str] | None = None, force: bool = False
) -> list[DueFeed]:
    """Give the enabled feeds to poll now, the longest due first.

    ``outlets`` narrows to these. ``force`` asks for all whenever they are due; a feed that stopped for good (410) is
    among them only when its outlet is named.
    """
    query = sa.select(*_DUE_COLUMNS).where(feed.c.enabled).order_by(feed.c.next_poll_at, feed.c.id)
    if outlets is not None:
        query = query.where(feed.c.outlet_id.in_(list(outlets)))
    if not force:
        query = query.where(feed.c.next_poll_at <= now)
    elif outlets is None:
        query = query.where(feed.c.next_poll_at.is_not(None))
    return [DueFeed(*row) for row in conn.execute(query)]


def next_due_at(conn: sa.Connection) -> dt.datetime | None:
    """Say when the next feed or article is due; None when nothing ever is."""
    times = [
        conn.execute(sa.select(sa.func.min(feed.c.next_poll_at)).where(feed.c.enabled)).scalar(),
        conn.execute(sa.select(sa.func.min(article.c.next_fetch_at))).scalar(),
    ]
    return min((time for time in times if time is not None), default=None)


def save_poll(conn: sa.Connection, feed_id: int, result: PollResult) -> SavedPoll:
    """Store everything one poll of one feed gave, in the caller's transaction."""
    stored = conn.execute(_FEED, {"of_feed": feed_id}).one()
    baseline = result.state is PollState.OK and not stored.baseline_done
    state = PollState.BASELINE if baseline else result.state
    filer = _Filer(conn, stored, result.finished_at, baseline=baseline)
    filer.file(result.entries)
    new = max(len(filer.new), int(result.changed))
    poll_id = sql.insert_one(
        conn,
        poll,
        feed_id=feed_id,
        started_at=result.started_at,
        finished_at=result.finished_at,
        state=str(state),
        reason=result.reason,
        status=result.status,
        entries=len(result.entries),
        new=new,
        dropped=dict(result.dropped),
    )
    values = _feed_values(result, state, new=new)
    if state is PollState.UNCHANGED and stored.state in _GOOD:
        del values["state_reason"]  # what was said of the document still holds: it is the same
    days = with_poll(health.days_of(stored.days), result.finished_at.date(), good=state.good, new=new)
    sql.update_one(conn, feed, feed_id, **values, shared_guids=filer.shared, days=health.day_values(days))
    if result.missed is not None:
        health.note_gap(conn, feed_id, result.missed, result.finished_at)
    return SavedPoll(poll_id, state, len(result.entries), new, tuple(filer.new), tuple(filer.retitled))


def _feed_values(result: PollResult, state: PollState, *, new: int) -> dict[str, object]:
    values: dict[str, object] = {
        "state": str(state),
        "state_reason": result.reason,
        "failures": result.failures,
        "last_polled_at": result.finished_at,
        "next_poll_at": result.next_poll_at,
        "moved_to": result.moved_to,
        "moved_since_at": result.moved_since_at,
        "new": new,
        **health.wish_values(result.wish, result.held_until),
    }
    if result.habits is not None:
        values |= health.habit_values(result.habits)
    if state.good:
        values["last_ok_at"] = result.finished_at
    if state in (PollState.OK, PollState.BASELINE):
        values["baseline_done"] = True
    if new:
        values["last_changed_at"] = result.finished_at
    if state is not PollState.UNCHANGED:
        values["entries"] = len(result.entries)
    return values | _validators(result, state)


def _validators(result: PollResult, state: PollState) -> dict[str, object]:
    """Say what the next request may be conditional on: only an answer that was read through counts."""
    if not state.good:
        return {}
    values: dict[str, object] = {"last_full_at": result.finished_at} if result.full else {}
    given = {"etag": result.etag, "last_modified": result.last_modified, "body_hash": result.body_hash or None}
    if state is PollState.UNCHANGED:
        return values | {name: value for name, value in given.items() if value is not None}
    return values | given | {"body_hash": result.body_hash}


def forget_polls(conn: sa.Connection, before: dt.datetime) -> int:
    """Delete the record of polls that ended before a moment; give how many. What they found stays."""
    return conn.execute(poll.delete().where(poll.c.finished_at < before)).rowcount


@dataclass(frozen=True, slots=True)
class _Known:
    """An entry this feed gave before."""

    id: int
    article_id: int
    url: str
    title: str
    summary: str
    published_raw: str
    updated_at: dt.datetime | None


class _Filer:
    """Files one document's entries: finds each one's article or makes it, and remembers what is new.

    The results are ``new``, ``retitled`` and ``shared``.
    """

    def __init__(self, conn: sa.Connection, stored: sa.Row[tuple[object, ...]], now: dt.datetime, *, baseline: bool):
        self.new: list[int] = []
        self.retitled: list[int] = []
        self.shared: bool = stored.shared_guids
        self._conn = conn
        self._feed_id: int = stored.id
        self._outlet_id: str = stored.outlet_id
        self._now = now
        self._baseline = baseline
        self._known: dict[str, list[_Known]] = {}
        self._articles: dict[str, int] = {}

    def file(self, found: Sequence[FoundEntry]) -> None:
        """File the entries of one document."""
        if not found:
            return
        self._known = self._entries_by_guid({one.entry.guid for one in found})
        self._articles = self._articles_by_key({one.key for one in found})
        self.shared = self.shared or _guids_are_shared(found, self._known)
        self._follow_guids(found)
        self._add_articles(found)
        self._add_entries(found)
        self._note_retitled(found)

    def _entries_by_guid(self, guids: Collection[str]) -> dict[str, list[_Known]]:
        columns = (
            entry.c.id,
            entry.c.article_id,
            entry.c.url,
            entry.c.title,
            entry.c.summary,
            entry.c.published_raw,
            entry.c.updated_at,
        )
        known: dict[str, list[_Known]] = defaultdict(list)
        for piece in sql.chunks(sorted(guids)):
            query = sa.select(entry.c.guid, *columns).where(entry.c.feed_id == self._feed_id, entry.c.guid.in_(piece))
            for guid, *values in self._conn.execute(query.order_by(entry.c.id)):
                known[guid].append(_Known(*values))
        return known

    def _articles_by_key(self, keys: Collection[str]) -> dict[str, int]:
        articles: dict[str, int] = {}
        for piece in sql.chunks(sorted(keys)):
            query = sa.select(address.c.key, address.c.article_id).where(
                address.c.outlet_id == self._outlet_id, address.c.key.in_(piece)
            )
            articles.update((row.key, row.article_id) for row in self._conn.execute(query))
        return articles

    def _follow_guids(self, found: Sequence[FoundEntry]) -> None:
        """Give a story that moved to another address its article, by the GUID that stayed."""
        if self.shared:
            return
        taken = set(self._articles.values())
        moved: dict[str, int] = {}
        for one in found:
            known = self._known.get(one.entry.guid) if one.entry.guid and one.key not in self._articles else None
            # Of several that were one article so far, one follows; the others are stories of their own from now on.
            if known and one.key not in moved and known[-1].article_id not in taken:
                moved[one.key] = known[-1].article_id
                taken.add(known[-1].article_id)
        self._articles |= moved
        rows = [{"outlet_id": self._outlet_id, "key": key, "article_id": id_} for key, id_ in moved.items()]
        sql.upsert(self._conn, address, rows, key=["outlet_id", "key"], update=())

    def _add_articles(self, found: Sequence[FoundEntry]) -> None:
        fresh: dict[str, FoundEntry] = {}
        for one in found:
            if one.key not in self._articles:
                fresh.setdefault(one.key, one)
        if not fresh:
            return
        rows = self._conn.execute(
            article.insert().returning(article.c.key, article.c.id), [self._article(one) for one in fresh.values()]
        )
        added = {row.key: int(row.id) for row in rows}
        self._conn.execute(
            address.insert(),
            [{"outlet_id": self._outlet_id, "key": key, "article_id": id_} for key, id_ in added.items()],
        )
        self._articles |= added
        self.new = [added[key] for key in fresh]

    def _article(self, one: FoundEntry) -> dict[str, object]:
        return {
            "outlet_id": self._outlet_id,
            "key": one.key,
            "url": one.address or one.url,
            "title": one.entry.title,
            "summary": one.entry.summary,
            "language": one.entry.language,
            "state": str(ArticleState.PENDING),
            "via": "feed",
            "baseline": self._baseline,
            "published_at": one.entry.published_at,
            "first_seen_at": self._now,
            "next_fetch_at": self._now,
        }

    def _add_entries(self, found: Sequence[FoundEntry]) -> None:
        seen = {(guid, known.url) for guid, entries in self._known.items() for known in entries}
        rows = []
        for one in found:
            if (one.entry.guid, one.url) not in seen:
                seen.add((one.entry.guid, one.url))
                rows.append(self._entry(one))
        if rows:
            self._note_moved({int(str(row["article_id"])) for row in rows} - set(self.new))
            self._conn.execute(entry.insert(), rows)

    def _note_moved(self, article_ids: Collection[int]) -> None:
        """Note stories that this feed listed before under another GUID or address: they were rewritten."""
        listed = sa.select(entry.c.article_id).distinct().where(entry.c.feed_id == self._feed_id)
        for piece in sql.chunks(sorted(article_ids)):
            self.retitled += self._conn.execute(listed.where(entry.c.article_id.in_(piece))).scalars()

    def _entry(self, one: FoundEntry) -> dict[str, object]:
        return {
            "feed_id": self._feed_id,
            "article_id": self._articles[one.key],
            "guid": one.entry.guid,
            "url": one.url,
            "title": one.entry.title,
            "summary": one.entry.summary,
            "author": one.entry.author,
            "published_raw": one.entry.published_raw,
            "published_at": one.entry.published_at,
            "updated_at": one.entry.updated_at,
            "first_seen_at": self._now,
        }

    def _note_retitled(self, found: Sequence[FoundEntry]) -> None:
        """Keep the present title of an entry whose title, teaser or time of update changed.

        Compared with what this feed said before, not with the article: two feeds of one outlet may word one story
        differently for ever.
        """
        for one in found:
            for known in self._known.get(one.entry.guid, ()):
                before = known.title, known.summary, known.updated_at
                changed = before != (one.entry.title, one.entry.summary, one.entry.updated_at)
                if known.url == one.url and changed:
                    self._retitle(known, one.entry)

    def _retitle(self, known: _Known, given: Entry) -> None:
        words = {"title": given.title, "summary": given.summary}
        self._conn.execute(entry.update().where(entry.c.id == known.id).values(**words, updated_at=given.updated_at))
        self._conn.execute(article.update().where(article.c.id == known.article_id).values(**words))
        if known.article_id not in self.retitled:
            self.retitled.append(known.article_id)


def _guids_are_shared(found: Sequence[FoundEntry], known: Mapping[str, Sequence[_Known]]) -> bool:
    """Whether a GUID stands for several stories: two links in one document, or a wholly different item than before."""
    keys: dict[str, str] = {}
    for one in found:
        guid = one.entry.guid
        if guid and keys.setdefault(guid, one.key) != one.key:
            return True
        if guid and any(_another_story(earlier, one) for earlier in known.get(guid, ())):
            return True
    return False


def _another_story(earlier: _Known, one: FoundEntry) -> bool:
    same_date = bool(earlier.published_raw) and earlier.published_raw == one.entry.published_raw
    return earlier.url != one.url and earlier.title != one.entry.title and not same_date
