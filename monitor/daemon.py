"""The daemon: a heartbeat, signals, shutdown. APScheduler beats; the database says what is due.

Rules kept: a tick never overlaps itself; a missed tick is made good once; SIGTERM ends everything within ten seconds
with exit code 0. A failing tick is logged and the next one comes: only a broken configuration or database stops the
daemon at its start. That it is the only one on its database is for `storage.alone` and who calls.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.app import App
from monitor.config import require_contact
from monitor.errors import MonitorError
from monitor.pipeline import Progress
from monitor.pipeline.line import no_progress

_log = logging.getLogger(__name__)
TICK_SECONDS = 30
# After so long a cycle begins no further round of articles: the feeds are to be polled in time.
_CYCLE = dt.timedelta(minutes=5)
_STOP_SECONDS = 8
_FAR = dt.timedelta(days=45)


async def run(app: App, progress: Progress = no_progress, tick_seconds: float = TICK_SECONDS) -> None:
    """Poll, read and deliver until SIGTERM or SIGINT. The caller holds the database (`storage.alone`)."""
    require_contact(app.config)
    engine = app.engine
    try:
        await _beating(app, progress, tick_seconds)
    finally:
        engine.dispose()
    _log.info("daemon stopped")


async def _beating(app: App, progress: Progress, tick_seconds: float) -> None:
    """Tick until a signal says stop, then end what runs."""
    stop = asyncio.Event()
    _stop_on_signals(stop)
    scheduler: Any = _scheduler()
    beat = _Beat(app, progress)
    # Any delay is made good by one tick (coalesce): due-ness is computed from the database, not from ticks. A
    # second instance may start and finds the first at work; with one, APScheduler warns of every skipped tick.
    scheduler.add_job(
        beat.tick, "interval", seconds=tick_seconds, max_instances=2, coalesce=True, misfire_grace_time=None
    )
    # Beside the cycle, which may take minutes: an alert is not to wait for it.
    scheduler.add_job(
        beat.alerts, "interval", seconds=tick_seconds, max_instances=2, coalesce=True, misfire_grace_time=None
    )
    scheduler.start()
    first = asyncio.create_task(beat.tick())
    _log.info("daemon started on %s", app.place)
    await stop.wait()
    scheduler.shutdown(wait=False)
    await beat.end(first)


def _scheduler() -> Any:
    """Make the heartbeat; APScheduler 3 has no types."""
    return AsyncIOScheduler(timezone="UTC")  # type: ignore[no-untyped-call]


class _Beat:
    """One tick at a time, cancellable."""

    def __init__(self, app: App, progress: Progress) -> None:
        self._app = app
        self._progress = progress
        self._task: asyncio.Task[None] | None = None
        self._alerting = False
        self._first = True

    async def tick(self) -> None:
        """Do what is due, unless the last tick is still at it."""
        if self._task is not None and not self._task.done():
            return
        self._task = asyncio.current_task()
        for work in (self._cycle, self._digests):  # a cycle that fails every time holds up no digest
            try:
                await work()
            except MonitorError as error:
                _log.error("%s", error)
            except Exception:  # the daemon lives on: the next tick may find better weather
                _log.exception("a tick failed")

    async def _cycle(self) -> None:
        if self._is_due():
            report = await self._app.cycle(limit=_CYCLE, progress=self._progress)
            self._first = False
            _log.info(
                "polled %d feeds, %d new entries; %d articles, %d revisions, %d new docket entries",
                report.feeds.states.total(),
                report.feeds.new,
                report.articles.states.total(),
                report.articles.revisions,
                len(report.articles.created) + len(report.feeds.created),
            )

    async def alerts(self) -> None:
        """Tell what alerts have to tell, unless the last round is still at it."""
        if self._alerting:
            return
        self._alerting = True
        try:
            await _in_thread(self._alert)
        except MonitorError as error:
            _log.error("%s", error)
        except Exception:  # as for a tick
            _log.exception("alerting failed")
        finally:
            self._alerting = False

    def _alert(self) -> None:
        if self._app.config.alerts:
            for problem in self._app.alert().problems:
                _log.error("alert not sent: %s", problem)

    async def _digests(self) -> None:
        await _in_thread(self._deliver)

    def _deliver(self) -> None:
        for problem in self._app.deliver().problems:
            _log.error("digest not sent: %s", problem)

    def _is_due(self) -> bool:
        """Whether there is something to ask for. The first cycle also makes the database know what is configured."""
        due, now = self._app.next_due_at(), self._app.clock()
        far = max(_FAR, 2 * self._app.config.fetch.interval)
        # Nothing is planned so far ahead: the clock was wrong when it was, which the cycle's beginning mends.
        return self._first or (due is not None and not now < due < now + far)

    async def end(self, *tasks: asyncio.Task[None]) -> None:
        """Cancel what runs and wait for it a little."""
        running = [task for task in (self._task, *tasks) if task is not None and not task.done()]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=_STOP_SECONDS)


async def _in_thread(function: Callable[[], object]) -> None:
    """Call a function that blocks, in a thread that does not hold up the end of the process as asyncio's own would.

    A mail server that hangs is left alone then: the message stays in the outbox and goes out under the same Message-ID.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: Exception | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(None)

    def work() -> None:
        error: Exception | None = None
        try:
            function()
        except Exception as caught:  # it is raised again where it is awaited
            error = caught
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile; nobody waits
            loop.call_soon_threadsafe(settle, error)

    threading.Thread(target=work, daemon=True, name="deliver").start()
    await done


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(name, stop.set)
        except NotImplementedError:  # Windows: only between two waits of the loop
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop.set))
