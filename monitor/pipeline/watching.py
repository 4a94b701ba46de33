"""A watched page: one article whose changes are its news.

Rules kept: what the page says is filed in the transaction of its poll, so nothing of it is fetched twice; a change that
says nothing new (a time stamp, a counter) leaves the poll unchanged; the first reading is a baseline like any feed's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from monitor.model import ArticleState, PollState, Response
from monitor.pipeline.archiving import Keeper
from monitor.pipeline.filing import Filing, save_read
from monitor.reading import Read
from monitor.storage import articles, feeds, revisions
from monitor.storage.engine import Connection


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watched page says, and the answer it came with."""

    read: Read
    answer: Response


def save_watched(
    filing: Filing, keeper: Keeper, feed: feeds.DueFeed, key: str, result: feeds.PollResult, page: Seen | None
) -> feeds.SavedPoll:
    """Store one poll of a watched page, and the revision it makes if the page says something else than before.

    ``key`` is the article's, ``page`` what it says where the answer had to be read.
    """
    conn = filing.conn
    known = articles.find(conn, feed.outlet_id, key)
    same = known is not None and (page is None or revisions.says(conn, known, page.read.title, page.read.text))
    if known is not None and same and result.state.good:
        revisions.note_seen(conn, known, result.finished_at)
    if page is None:
        return feeds.save_poll(conn, feed.id, result)
    state = PollState.UNCHANGED if same and feed.baseline_done else result.state
    saved = feeds.save_poll(conn, feed.id, replace(result, state=state, changed=not same))
    article_id = articles.find(conn, feed.outlet_id, key)
    if article_id is not None:
        articles.watch(conn, article_id)
        if not same:
            revision = _file(filing, article_id, page.read, result.finished_at, first=known is None)
            _keep(filing.conn, keeper, article_id, revision, page, feed.part, result.finished_at)
    return saved


def _file(filing: Filing, article_id: int, page: Read, at: dt.datetime, *, first: bool) -> revisions.SavedRevision:
    """File a text; the article keeps the date that the page gave when it was first seen."""
    articles.save_fetched(
        filing.conn,
        article_id,
        state=ArticleState.READ,
        fetched_at=at,
        next_fetch_at=None,
        title=page.title,
        published=page.published if first else None,
    )
    return save_read(filing, article_id, page, at)


def _keep(
    conn: Connection,
    keeper: Keeper,
    article_id: int,
    revision: revisions.SavedRevision,
    page: Seen,
    part: str,
    at: dt.datetime,
) -> None:
    """Keep the page of a new revision as it came, with what was watched of it."""
    article = articles.get(conn, article_id)
    if revision.is_new and article is not None:
        keeper.keep(article, revision.id, page.read, [page.answer], at, watched=part)
