"""Read the articles that are due: page, revision, mentions, docket.

Rule kept: nothing is lost and nothing silent. A page that cannot be read leaves a headline-only article, classified
from its title and teaser, with the reason; what may pass is tried again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from monitor.fetch import Request
from monitor.health import PageSeen, page_seen
from monitor.messages import said
from monitor.model import ArticleState, Failure, Outlet, PollState, Response
from monitor.pipeline import joining
from monitor.pipeline.archiving import Keeper
from monitor.pipeline.filing import Filing, save_read
from monitor.pipeline.line import Line, each, host_of, in_child, remember_hosts
from monitor.reading import Fetched, Read, Source, is_live, read_headline, read_page
from monitor.schedule import next_look_at
from monitor.storage import articles, health, revisions
from monitor.urls import leads_upwards

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
# Feeds list stories minutes before their pages are there, and a server in trouble knows none of them: asked again.
_NOT_FOUND = 404
# A host that gives these is down or overloaded: more of the same will hardly fare better.
_DOWN = frozenset({PollState.TIMEOUT, PollState.UNREACHABLE, PollState.TLS_ERROR})
# Its host was not even asked: it wants to be left alone, or has been asked enough for today.
_NOT_ASKED = frozenset({PollState.RATE_LIMITED, PollState.OVER_BUDGET})
_TRIES = 3
# So many articles of one host in a round: a host that wants long pauses does not keep the feeds from being polled.
_OF_ONE_HOST = 20
# A story of more pages than these is a gallery.
_FURTHER_PAGES = 4
_SHORT_WAIT = dt.timedelta(minutes=1)


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
    """One article's page was asked for: what came, and what was read from it. ``wait`` is set when it was not asked."""

    article: articles.DueArticle
    at: dt.datetime
    answer: Response | Failure
    read: Read | None = None
    wait: dt.timedelta | None = None
    further: tuple[Response, ...] = ()  # of a story that fills several pages


@dataclass(frozen=True, slots=True)
class _Postponed:
    """An article that is not asked for now, for a reason that lies with its host."""

    failure: Failure
    wait: dt.timedelta


class _Hosts:
    """Which hosts have stopped answering: after a few failures in a row the rest of their articles wait.

    Without this one dead host with a hundred articles holds a cycle for a hundred deadlines.
    """

    def __init__(self, wait: dt.timedelta) -> None:
        self._wait = wait
        self._failures: Counter[str] = Counter()

    def postponed(self, name: str) -> _Postponed | None:
        """Say whether this host is left alone for the rest of the cycle."""
        if self._failures[name] < _TRIES:
            return None
        reason = said(f"{name} did not answer {_TRIES} times in a row; asked again later")
        return _Postponed(Failure(PollState.UNREACHABLE, reason), self._wait)

    def note(self, name: str, answer: Response | Failure) -> None:
        """Count what one request to a host gave."""
        down = isinstance(answer, Failure) and (answer.state in _DOWN or (answer.status or 0) >= 500)
        self._failures[name] = self._failures[name] + 1 if down else 0


async def read_articles(line: Line, *, until: dt.datetime | None = None) -> ArticleCounts:
    """Read every article that is due, in rounds, until none is; begin no round after ``until``."""
    counts = ArticleCounts()
    done = 0
    seen: set[int] = set()
    trouble = _Hosts(line.config.fetch.interval)

    async def ask(article: articles.DueArticle) -> Response | Failure | _Postponed:
        return await _ask(line, article, trouble)

    async def read(article: articles.DueArticle, answer: Response | Failure | _Postponed) -> _Visit:
        return await _visit(line, article, answer)

    def save(batch: list[_Visit]) -> None:
        nonlocal done
        with line.engine.begin() as conn:
            filing = Filing(conn, line.cases, line.clock())
            keeper = Keeper(conn, line.config.archive, line.store, line.clock())
            for visit in batch:
                _save(line, filing, keeper, visit, counts)
            keeper.close()
            counts.created += filing.close()
            health.note_pages(conn, _pages(batch), line.clock())
            remember_hosts(line, conn)
        done += len(batch)
        line.progress("articles", done, len(seen))

    while (until is None or line.clock() < until) and (due := _round(_due(line, len(seen)), seen)):
        seen.update(article.id for article in due)
        await each(due, ask, read, save, workers=line.fetcher.at_once, lane=lambda one: host_of(one.url))
    return counts


def _due(line: Line, seen: int) -> list[articles.DueArticle]:
    with line.engine.begin() as conn:
        return articles.due_articles(conn, line.clock(), _ROUND + seen)


def _round(due: list[articles.DueArticle], seen: set[int]) -> list[articles.DueArticle]:
    """Choose one round's articles: not those of this cycle again, and of one host only so many."""
    chosen = []
    hosts: Counter[str] = Counter()
    for article in due:
        name = host_of(article.url)
        if article.id not in seen and hosts[name] < _OF_ONE_HOST:
            hosts[name] += 1
            chosen.append(article)
    return chosen


async def _ask(line: Line, article: articles.DueArticle, trouble: _Hosts) -> Response | Failure | _Postponed:
    """Fetch one page, unless its host asked or seems to be left alone."""
    name = host_of(article.url)
    postponed = trouble.postponed(name)
    if postponed is not None:
        return postponed
    answer = await line.fetcher.get_article(
        Request(article.url, article.etag, article.last_modified, keep=line.store is not None)
    )
    trouble.note(name, answer)
    if isinstance(answer, Failure) and answer.state in _NOT_ASKED and answer.status is None:
        return _Postponed(answer, max(answer.retry_after or _SHORT_WAIT, _SHORT_WAIT))
    return answer


async def _visit(line: Line, article: articles.DueArticle, answer: Response | Failure | _Postponed) -> _Visit:
    """Read what one article's page answered; never raises for what a server or a page does."""
    at = line.clock()
    if isinstance(answer, _Postponed):
        return _Visit(article, at, answer.failure, await _headline(line, article, answer.failure), answer.wait)
    if isinstance(answer, Response):
        if answer.unchanged:
            return _Visit(article, at, answer)
        gone = led_away(article.url, answer)
        if gone is not None:
            return _Visit(article, at, gone, await _headline(line, article, gone))
        read, further = await _read_pages(line, article, answer, at)
        if isinstance(read, Read):
            # Page one may stay as it is while another changes, or has not come yet: it is asked for whole next time.
            several = bool(further) or bool(read.next_url)
            answer = replace(answer, etag=None, last_modified=None) if several else answer
            return _Visit(article, at, answer, read, further=further)
        answer = Failure(PollState.UNREADABLE, read.reason, answer.status)
    return _Visit(article, at, answer, await _headline(line, article, answer))


def led_away(url: str, answer: Response) -> Failure | None:
    """Say that a story's address leads to a front page or a section now: what stands there is not the story."""
    if not leads_upwards(url, answer.url):
        return None
    return Failure(PollState.REDIRECT, f"soft 404: the address leads to {answer.url.partition('?')[0]} now")


async def _read_pages(
    line: Line, article: articles.DueArticle, answer: Response, at: dt.datetime
) -> tuple[Read | Failure, tuple[Response, ...]]:
    """Read a page, and the further ones of a story that fills several; give these too."""
    source = replace(_source(line, article), before=_before(line, article), at=at)
    read = await in_child(line, read_page, answer.body, answer.content_type, source)
    further: list[Response] = []
    seen = {answer.url, article.url}
    while isinstance(read, Read) and read.next_url and read.next_url not in seen and len(further) < _FURTHER_PAGES:
        seen.add(read.next_url)
        more = await line.fetcher.get_article(Request(read.next_url, keep=line.store is not None))
        if isinstance(more, Response) and leads_upwards(read.next_url, more.url):
            break
        if isinstance(more, Failure):
            _log.warning("article %s: its page %s: %s", article.url, read.next_url, more.reason)
            break
        pages = tuple(Fetched(one.body, one.content_type, one.url) for one in (*further, more))
        longer = await in_child(line, read_page, answer.body, answer.content_type, source, pages)
        if isinstance(longer, Failure):
            _log.warning("article %s: its page %s: %s", article.url, read.next_url, longer.reason)
            break
        further.append(more)
        read = longer
    return read, tuple(further)


def _before(line: Line, article: articles.DueArticle) -> str:
    """Give the text of a live blog as it was read last, "" for every other article."""
    if article.state is not ArticleState.READ:
        return ""
    with line.engine.begin() as conn:
        text = revisions.current_text(conn, article.id)
    return text if is_live(text) else ""


async def _headline(line: Line, article: articles.DueArticle, failure: Failure) -> Read | None:
    """Classify an article by its headline when there is no page, unless a text of it is stored already."""
    if article.has_revision:
        return None
    read = await in_child(line, read_headline, _source(line, article), failure.reason)
    if isinstance(read, Read):
        return read
    _log.warning("article %s: its headline could not be read: %s", article.url, read.reason)
    return None


def _source(line: Line, article: articles.DueArticle) -> Source:
    outlet = line.outlets.get(article.outlet_id)
    return Source(
        url=article.url,
        title=article.title,
        teaser=article.summary,
        published=article.published_at.isoformat() if article.published_at else article.published,
        outlet=outlet.name if outlet else article.outlet_id,
        language=article.language or (outlet.language if outlet else ""),
        timezone=outlet.timezone if outlet else line.config.timezone,
    )


def _save(line: Line, filing: Filing, keeper: Keeper, visit: _Visit, counts: ArticleCounts) -> None:
    """Write what came of one visit, in the batch's transaction."""
    state, reason = _state(visit)
    if _is_copy(line, filing, visit):
        counts.states[ArticleState.COPY] += 1
        return
    if visit.wait is not None:
        articles.save_unread(filing.conn, visit.article.id, visit.at + visit.wait, reason)
        counts.reasons[reason] += 1
    elif isinstance(visit.answer, Failure):
        state = _save_failure(filing, visit, visit.answer, state, reason)
        counts.reasons[reason] += 1
    else:
        _save_answer(filing, visit, visit.answer, state, reason)
        counts.unchanged += visit.answer.unchanged
    counts.states[state] += 1
    if visit.read is not None:
        saved = save_read(filing, visit.article.id, visit.read, visit.at)
        if saved.is_new and isinstance(visit.answer, Response):
            keeper.keep(visit.article, saved.id, visit.read, (visit.answer, *visit.further), visit.at)
        counts.revisions += saved.is_new
        counts.relevant += saved.is_new and visit.read.reading.relevant


def _is_copy(line: Line, filing: Filing, visit: _Visit) -> bool:
    """Whether the page turns out to be a second address of a story that is known already."""
    if visit.read is None or not isinstance(visit.answer, Response):
        return False
    known = visit.article
    outlet = line.outlets.get(known.outlet_id) or Outlet(known.outlet_id, known.outlet_id, "")
    return joining.is_copy(filing, known, outlet, visit.read, visit.answer.url)


def _save_failure(filing: Filing, visit: _Visit, failure: Failure, state: ArticleState, reason: str) -> ArticleState:
    """Note a failed attempt and when the next is due; a page that has failed often enough is headline-only."""
    passing = state is ArticleState.READ or failure.status == _NOT_FOUND
    tried = ArticleState.FAILED if passing else state
    later = next_look_at(tried, visit.article.attempts + 1, visit.article.published_at, visit.at)
    if state is ArticleState.FAILED and later is None:
        state = ArticleState.HEADLINE_ONLY
    if later is not None and failure.retry_after is not None:
        later = max(later, visit.at + failure.retry_after)
    articles.save_failed(filing.conn, visit.article.id, state=state, reason=reason, at=visit.at, next_fetch_at=later)
    _log.info("article %s: %s: %s", visit.article.url, state, reason)
    return state


def _save_answer(filing: Filing, visit: _Visit, answer: Response, state: ArticleState, reason: str) -> None:
    published_at = visit.article.published_at
    articles.save_fetched(
        filing.conn,
        visit.article.id,
        state=state,
        reason=reason,
        fetched_at=visit.at,
        next_fetch_at=next_look_at(
            state, 0, published_at or visit.article.first_seen_at, visit.at, in_docket=_in_docket(visit)
        ),
        etag=answer.etag,
        last_modified=answer.last_modified,
        title=visit.read.title if visit.read else "",
        published=visit.read.published if visit.read else None,
        published_at=timestamp(visit.read.published) if visit.read else None,
    )


def _in_docket(visit: _Visit) -> bool:
    """Whether the docket rests on an article, as far as is known before this visit is filed."""
    return visit.article.in_docket or (visit.read is not None and bool(visit.read.reading.mentions))


def _pages(batch: Sequence[_Visit]) -> dict[str, list[PageSeen]]:
    """Say what the pages of each outlet gave; one that was not had for now, or has not changed, gave nothing new."""
    seen: dict[str, list[PageSeen]] = {}
    for visit in batch:
        if visit.wait is None and _tells(visit):
            text = visit.read.text if visit.read is not None else ""
            page = page_seen(visit.article.id, text, _state(visit)[1])
            seen.setdefault(visit.article.outlet_id, []).append(page)
    return seen


def _tells(visit: _Visit) -> bool:
    """Whether a visit tells how pages of its outlet are: one that was read, or one that is refused for good."""
    if isinstance(visit.answer, Failure):
        return _failed_state(ArticleState.PENDING, visit.answer) is not ArticleState.FAILED
    return visit.read is not None


def _state(visit: _Visit) -> tuple[ArticleState, str]:
    """Name the state an article is in after a visit, and the reason."""
    known, answer = visit.article, visit.answer
    if isinstance(answer, Failure):
        if visit.wait is not None:
            return known.state, known.reason if known.has_revision else answer.reason
        return _failed_state(known.state, answer), answer.reason
    if visit.read is None:
        return known.state, known.reason if known.state is ArticleState.HEADLINE_ONLY else ""
    if visit.read.reason and known.state is ArticleState.READ:
        return known.state, said(f"{visit.read.reason}; the text read before is kept")
    return (ArticleState.HEADLINE_ONLY if visit.read.reason else ArticleState.READ), visit.read.reason


def _failed_state(before: ArticleState, failure: Failure) -> ArticleState:
    """Name the state after a failed request: a text that was read stays read, whatever its page does later."""
    if failure.state is PollState.GONE or failure.status in _GONE_STATUS:
        return ArticleState.GONE
    if before is ArticleState.READ:
        return before
    # A robots.txt that the server fails to give (5xx) forbids the page for now, not for good.
    lasting = (failure.state in _LASTING and (failure.status or 0) < 500) or failure.status in _LASTING_STATUS
    return ArticleState.HEADLINE_ONLY if lasting else ArticleState.FAILED


def timestamp(published: str | None) -> dt.datetime | None:
    """Give the aware UTC time of a full timestamp with a zone; None for a bare date, month or year."""
    try:
        at = dt.datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return at.astimezone(dt.UTC) if at.tzinfo else None
