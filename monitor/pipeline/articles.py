"""Read the articles that are due: page, revision, mentions, docket.

Rule kept: nothing is lost and nothing silent. A page that cannot be read leaves a headline-only article, classified
from its title and teaser, with the reason; what may pass is tried again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from dataclasses import dataclass, field

from monitor.errors import WorkerError
from monitor.fetch import Request
from monitor.model import ArticleState, Failure, PollState, Response
from monitor.pipeline.filing import Filing, save_read
from monitor.pipeline.line import Line, in_batches
from monitor.reading import Read, Source, read_headline, read_page
from monitor.schedule import next_look_at
from monitor.storage import articles

_log = logging.getLogger(__name__)
_ROUND = 500
# A page that answers so will hardly answer otherwise tomorrow: its headline is what there is.
_LASTING = frozenset(
    {
        PollState.ROBOTS,
        PollState.REFUSED_ADDRESS,
        PollState.TOO_LARGE,
        PollState.REDIRECT,
        PollState.NOT_A_FEED,
        PollState.UNREADABLE,
    }
)
_LASTING_STATUS = frozenset({400, 401, 402, 403, 405, 406, 451})
_GONE_STATUS = frozenset({404, 410})


@dataclass(slots=True)
class ArticleCounts:
    """What one round of reading gave: articles by state, new revisions, relevant ones, and why some failed."""

    states: Counter[str] = field(default_factory=Counter)
    revisions: int = 0
    relevant: int = 0
    unchanged: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    created: list[tuple[str, int]] = field(default_factory=list)  # (case, number) of new docket entries


@dataclass(frozen=True, slots=True)
class _Visit:
    """One article's page was asked for: what came, and what was read from it."""

    article: articles.DueArticle
    at: dt.datetime
    answer: Response | Failure
    read: Read | None = None


async def read_articles(line: Line) -> ArticleCounts:
    """Read every article that is due, in rounds, until none is."""
    counts = ArticleCounts()
    done = 0
    seen: set[int] = set()
    while due := [article for article in _due(line) if article.id not in seen]:
        seen.update(article.id for article in due)
        total = done + len(due)
        async for batch in in_batches(lambda article: _visit(line, article), due, line.config.fetch.workers):
            with line.engine.begin() as conn:
                filing = Filing(conn, line.cases, line.clock())
                for visit in batch:
                    _save(filing, visit, counts)
                counts.created += filing.close()
            done += len(batch)
            line.progress("articles", done, total)
    return counts


def _due(line: Line) -> list[articles.DueArticle]:
    with line.engine.begin() as conn:
        return articles.due_articles(conn, line.clock(), _ROUND)


async def _visit(line: Line, article: articles.DueArticle) -> _Visit:
    """Fetch and read one article; never raises for what a server or a page does."""
    answer = await line.fetcher.get_article(Request(article.url, article.etag, article.last_modified))
    at = line.clock()
    source = _source(line, article)
    seconds = line.config.fetch.parse_seconds
    if isinstance(answer, Response) and answer.unchanged:
        return _Visit(article, at, answer)
    try:
        if isinstance(answer, Response):
            read = await line.pool.run(read_page, answer.body, answer.content_type, source, seconds=seconds)
            return _Visit(article, at, answer, read)
    except WorkerError as error:
        answer = Failure(PollState.UNREADABLE, str(error), answer.status)
    if article.has_revision:
        return _Visit(article, at, answer)
    try:
        return _Visit(article, at, answer, await line.pool.run(read_headline, source, answer.reason, seconds=seconds))
    except WorkerError as error:
        return _Visit(article, at, Failure(PollState.UNREADABLE, str(error)))


def _source(line: Line, article: articles.DueArticle) -> Source:
    outlet = line.outlets.get(article.outlet_id)
    return Source(
        url=article.url,
        title=article.title,
        teaser=article.summary,
        published=article.published_at.isoformat() if article.published_at else article.published,
        outlet=outlet.name if outlet else article.outlet_id,
        language=outlet.language if outlet else "",
        timezone=outlet.timezone if outlet else line.config.timezone,
    )


def _save(filing: Filing, visit: _Visit, counts: ArticleCounts) -> None:
    """Write what came of one visit, in the batch's transaction."""
    state, reason = _state(visit)
    if isinstance(visit.answer, Failure):
        attempts = visit.article.attempts + 1
        later = next_look_at(state, attempts, visit.article.published_at, visit.at)
        if state is ArticleState.FAILED and later is None:
            state = ArticleState.HEADLINE_ONLY
        articles.save_failed(
            filing.conn, visit.article.id, state=state, reason=reason, at=visit.at, next_fetch_at=later
        )
        counts.reasons[reason] += 1
        _log.info("article %s: %s: %s", visit.article.url, state, reason)
    else:
        _save_answer(filing, visit, visit.answer, state, reason)
        counts.unchanged += visit.read is None
    counts.states[state] += 1
    if visit.read is not None:
        saved = save_read(filing, visit.article.id, visit.read, visit.at)
        counts.revisions += saved.is_new
        counts.relevant += saved.is_new and visit.read.reading.relevant


def _save_answer(filing: Filing, visit: _Visit, answer: Response, state: ArticleState, reason: str) -> None:
    published_at = visit.article.published_at
    articles.save_fetched(
        filing.conn,
        visit.article.id,
        state=state,
        reason=reason,
        fetched_at=visit.at,
        next_fetch_at=next_look_at(state, 0, published_at or visit.article.first_seen_at, visit.at),
        etag=answer.etag,
        last_modified=answer.last_modified,
        title=visit.read.title if visit.read else "",
        published=visit.read.published if visit.read else None,
        published_at=timestamp(visit.read.published) if visit.read else None,
    )


def _state(visit: _Visit) -> tuple[ArticleState, str]:
    """Name the state an article is in after a visit, and the reason."""
    answer = visit.answer
    if isinstance(answer, Failure):
        if answer.state is PollState.GONE or answer.status in _GONE_STATUS:
            return ArticleState.GONE, answer.reason
        lasting = answer.state in _LASTING or answer.status in _LASTING_STATUS
        return (ArticleState.HEADLINE_ONLY if lasting else ArticleState.FAILED), answer.reason
    if visit.read is None:
        return visit.article.state, ""
    return (ArticleState.HEADLINE_ONLY if visit.read.reason else ArticleState.READ), visit.read.reason


def timestamp(published: str | None) -> dt.datetime | None:
    """Give the aware UTC time of a full timestamp with a zone; None for a bare date, month or year."""
    try:
        at = dt.datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return at.astimezone(dt.UTC) if at.tzinfo else None
