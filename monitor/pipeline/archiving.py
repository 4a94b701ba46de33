"""Keep pages as they came: in WARC files of our own, and at a public archive.

Rules kept: a page is kept when its text is new, never when it says noarchive; its records are on the disk before the
database says where; a disk or an archive that fails costs no article, and is told. Public archives are asked for what
is about a case, so often an hour, through the same guards as everybody.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.archive import wayback
from monitor.archive.wayback import Outcome, Step
from monitor.fetch import Call
from monitor.messages import said
from monitor.model import ArchiveSettings, Failure, PollState, Response
from monitor.noarchive import in_headers
from monitor.pipeline.line import Line
from monitor.reading import Read
from monitor.storage import archive as stored
from monitor.storage.archive import Capture
from monitor.storage.articles import DueArticle
from monitor.storage.engine import Connection

if TYPE_CHECKING:
    from monitor.archive.store import Place, Store

_log = logging.getLogger(__name__)
# New requests in one cycle: what is left waits for the next, so that nothing else has to.
_OF_ONE_CYCLE = 5
_HOUR = dt.timedelta(hours=1)
_LEAST_PAUSE = dt.timedelta(minutes=1)
# How long nothing is asked when the hour's number is full or the archive does not answer: no cycle waits for it again.
_REST = dt.timedelta(minutes=10)
_LONGEST = dt.timedelta(minutes=1)  # after so long a cycle asks for nothing more


class Keeper:
    """Keeps the pages of one batch: writes records, and stores where they are once they are on the disk."""

    def __init__(self, conn: Connection, settings: ArchiveSettings, store: Store | None, now: dt.datetime) -> None:
        self._conn = conn
        self._settings = settings
        self._store = store
        self._now = now
        self._written: list[tuple[int, Place]] = []

    def keep(
        self,
        article: DueArticle,
        revision_id: int,
        read: Read,
        answers: Sequence[Response],
        at: dt.datetime,
        *,
        watched: str | None = None,
    ) -> None:
        """Keep the pages of a new revision, where the settings say so and none of them forbids it.

        ``watched`` is the watched part of a watched page ("" for all of it), None for every other article.
        """
        forbidden = read.noarchive or in_headers(tag for one in answers for tag in one.robots_tag)
        if self._store is not None:
            known = known_of(article) | ({} if watched is None else {"watched": watched})
            reason = forbidden or self._write(self._store, known, revision_id, answers, at)
            if reason:
                stored.save_place(self._conn, revision_id, self._now, reason=reason)
        if self._settings.wayback and read.reading.relevant:
            stored.want_capture(self._conn, article.id, revision_id, answers[0].url, self._now, refused=forbidden)

    def _write(
        self, store: Store, known: dict[str, Any], revision_id: int, answers: Sequence[Response], at: dt.datetime
    ) -> str:
        """Write the pages' records; give why that failed, empty when it did not."""
        from monitor.archive.records import KeptPage

        pages = [
            KeptPage(one.url, at, one.transcript, {"page": number})
            for number, one in enumerate(answers, 1)
            if one.transcript is not None
        ]
        if not pages:
            return said("the page was not recorded")
        known = known | {"pages": [one.url for one in pages[1:]]}
        try:
            place = store.keep([replace(pages[0], known=known), *pages[1:]], at)
        except OSError as error:
            return _told(error)
        self._written.append((revision_id, place))
        return ""

    def close(self) -> None:
        """Have the records on the disk, and store where they are; to be called before the transaction ends."""
        if self._store is None or not self._written:
            return
        try:
            self._store.sync()
        except OSError as error:
            reason = _told(error)
            for revision_id, _ in self._written:
                stored.save_place(self._conn, revision_id, self._now, reason=reason)
            return
        for revision_id, place in self._written:
            where = {"file": place.file, "offset": place.offset, "length": place.length, "digest": place.digest}
            stored.save_place(self._conn, revision_id, self._now, **where)  # type: ignore[arg-type]  # as they are named


def _told(error: OSError) -> str:
    reason = f"not written: {error.strerror or error}"
    _log.error("archive: %s", reason)
    return reason


def known_of(article: DueArticle) -> dict[str, Any]:
    """Give what a feed said of an article: without it a page alone would not be read to the same."""
    known: Mapping[str, Any] = {
        "outlet": article.outlet_id,
        "url": article.url,
        "title": article.title,
        "teaser": article.summary,
        "language": article.language,
        "published": article.published,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "first_seen_at": article.first_seen_at.isoformat(),
    }
    return {name: value for name, value in known.items() if value}


def open_store(settings: ArchiveSettings, software: str) -> AbstractContextManager[Store | None]:
    """Give the files to write to, None where nothing is to be kept. ``settings.folder`` must be set."""
    if not settings.warc:
        return nullcontext()
    from monitor.archive.store import Store

    return Store(Path(settings.folder), max_file=settings.max_file, software=software)


def purge_pages(conn: Connection, folder: str, before: dt.datetime) -> list[str]:
    """Remove the WARC files none of whose pages was shown since a time; give their names.

    A file that cannot be removed is told and tried again next time.
    """
    gone = []
    for name in stored.old_files(conn, before) if folder else ():
        try:
            (Path(folder) / Path(name).name).unlink(missing_ok=True)
        except OSError as error:
            _log.error("archive: %s: not removed: %s", name, error.strerror)
            continue
        gone.append(name)
    stored.forget_files(conn, gone, said("removed with the texts it held"))
    return gone


# ------------------------------------------------------------------------------------------------- public archive


async def ask_archive(line: Line) -> None:
    """Ask the public archive how its jobs stand and to keep what waits, so often an hour at most."""
    settings = line.config.archive
    if not settings.wayback:
        return
    began = line.clock()
    for jobs in (True, False):
        for one in _due(line, jobs=jobs):
            pause = await _ask(line, settings, one)
            if pause:
                _postpone(line, pause)
            if pause or line.clock() - began > _LONGEST:
                return


def _due(line: Line, *, jobs: bool) -> list[Capture]:
    """Give what is to be asked in this cycle; what the hour has no room for waits some minutes."""
    now = line.clock()
    with line.engine.begin() as conn:
        if jobs:
            return stored.due_captures(conn, now, jobs=True, limit=4 * _OF_ONE_CYCLE)
        room = line.config.archive.wayback_per_hour - stored.requested_since(conn, now - _HOUR)
        if room > 0:
            return stored.due_captures(conn, now, jobs=False, limit=min(room, _OF_ONE_CYCLE))
    _postpone(line, _REST)
    return []


def _postpone(line: Line, pause: dt.timedelta) -> None:
    now = line.clock()
    with line.engine.begin() as conn:
        stored.postpone_captures(conn, now, now + pause)


async def _ask(line: Line, settings: ArchiveSettings, one: Capture) -> dt.timedelta:
    """Send one message about a page and store what it comes to; give the pause that the archive asks for, or needs."""
    endpoint, key = settings.wayback_url, settings.wayback_key
    asked = wayback.ask(endpoint, key, one.job) if one.job else wayback.save(endpoint, key, one.url)
    answer = await line.fetcher.call(Call(asked.url, asked.headers, asked.body))
    now = line.clock()
    pause = _pause(answer)
    outcome = _outcome(settings, one, answer, now, pause)
    values: dict[str, object] = {
        "state": str(outcome.step),
        "job": outcome.job,
        "reason": outcome.reason,
        "archived_url": outcome.archived_url,
        "attempts": one.attempts + outcome.counts,
        "next_at": now + outcome.wait if outcome.step in (Step.PENDING, Step.REQUESTED) else None,
    }
    if not one.job and not (pause and isinstance(answer, Failure) and answer.status is None):
        values["requested_at"] = now
    with line.engine.begin() as conn:
        stored.save_capture(conn, one.id, **values)
    if outcome.reason:
        _log.warning("archive: %s: %s: %s", one.url, outcome.step, outcome.reason)
    return pause or (_REST if isinstance(answer, Failure) else dt.timedelta(0))


def _pause(answer: Response | Failure) -> dt.timedelta:
    """Give for how long the archive, or the budget of its host, wants nothing more; nothing when it does not say."""
    if not isinstance(answer, Failure) or answer.state not in (PollState.RATE_LIMITED, PollState.OVER_BUDGET):
        return dt.timedelta(0)
    return max(answer.retry_after or _LEAST_PAUSE, _LEAST_PAUSE)


def _outcome(
    settings: ArchiveSettings, one: Capture, answer: Response | Failure, now: dt.datetime, pause: dt.timedelta
) -> Outcome:
    """Say what an answer comes to. A pause that the archive asks for is no failed attempt of the page's."""
    if isinstance(answer, Failure):
        if pause:
            return Outcome(Step(one.state), job=one.job, reason=answer.reason, wait=pause)
        outcome = wayback.failed(answer.reason, one.attempts)
    elif answer.status >= 400:
        outcome = wayback.refused(answer.status, answer.body, one.attempts)
    else:
        outcome = wayback.answered(settings.wayback_url, one.url, answer.location, answer.body, one.attempts)
    late = one.requested_at is not None and now - one.requested_at > wayback.PATIENCE
    if outcome.step is Step.REQUESTED and one.job and late:
        return wayback.failed(said("the archive did not finish in time"), one.attempts)
    return outcome
