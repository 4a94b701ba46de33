"""The daemon as a real process: it polls, it is alone, and it ends when it is told to."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.daemon import _Beat, _in_thread
from monitor.errors import LockedError, StorageError
from monitor.model import Alert, Channel, Config
from monitor.pipeline import AlertCounts, DeliveryCounts
from monitor.pipeline.line import no_progress
from monitor.storage.alone import only_daemon
from tests.pipeline.trial import Item, page, rss
from tests.servers import HttpServer

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, server: HttpServer) -> Path:
    """Give a configuration with one outlet on loopback."""
    feed = server.put("/rss", rss(Item(server.put("/juttu", page()))), "application/rss+xml")
    (tmp_path / "settings.toml").write_text(
        'language = "en"\n[fetch]\ncontact = "tests@example.org"\nallow_private = ["127.0.0.0/8"]\nprocesses = 1\n'
    )
    (tmp_path / "outlets.toml").write_text(f'[[outlet]]\nid = "lehti"\n[[outlet.feed]]\nurl = "{feed}"\n')
    return tmp_path


def start(folder: Path, **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "monitor", "--config", str(folder), "--db", str(folder / "monitor.db"), "run"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ | more)


def lines_until(process: subprocess.Popen[str], words: str) -> list[str]:
    """Read the log up to a line with these words; the process ends if they do not come."""
    lines = []
    watch = threading.Timer(60, process.kill)
    watch.start()
    try:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line)
            if words in line:
                return lines
    finally:
        watch.cancel()
    raise AssertionError("".join(lines))


def children_of(pid: int) -> set[int]:
    """Give the processes under one process (Linux; elsewhere none)."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


@posix
def test_it_polls_keeps_others_out_and_ends_on_sigterm_with_exit_code_0(folder: Path) -> None:
    daemon = start(folder)
    try:
        log = lines_until(daemon, "polled 1 feeds")
        assert any("daemon started on" in line for line in log)
        second = start(folder, PYTHONPROFILEIMPORTTIME="1")
        try:
            _, said = second.communicate(timeout=60)
        finally:
            second.kill()
        assert second.returncode == 5
        assert f"a daemon runs on this database already (process {daemon.pid})" in said
        assert "Traceback" not in said
        assert "monitor.storage.engine" in said
        assert "monitor.app" not in said  # it leaves within a second because nothing heavy is loaded
        daemon.send_signal(signal.SIGTERM)
        _, rest = daemon.communicate(timeout=10)
    finally:
        daemon.kill()
    assert daemon.returncode == 0
    assert "daemon stopped" in rest
    assert "Traceback" not in "".join([*log, rest])
    with sqlite3.connect(folder / "monitor.db") as conn:
        assert conn.execute("select state from feed").fetchall() == [("baseline",)]
        assert conn.execute("select state from article").fetchall() == [("read",)]
        assert conn.execute("pragma integrity_check").fetchone() == ("ok",)
    conn.close()


@posix
def test_it_ends_in_the_middle_of_a_cycle_and_leaves_no_child_behind(folder: Path, server: HttpServer) -> None:
    daemon = start(folder)
    try:
        lines_until(daemon, "daemon started on")
        while not server.requests and daemon.poll() is None:
            time.sleep(0.02)
        children = children_of(daemon.pid)
        daemon.send_signal(signal.SIGTERM)
        _, said = daemon.communicate(timeout=10)
    finally:
        daemon.kill()
    assert daemon.returncode == 0, said
    assert "Traceback" not in said
    assert not {pid for pid in children if Path(f"/proc/{pid}").exists() and not ended(pid)}


def ended(pid: int) -> bool:
    """Whether a process ends by itself within a moment."""
    for _ in range(200):
        try:
            if ") Z " in Path(f"/proc/{pid}/stat").read_text():
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_without_a_contact_it_does_not_start(folder: Path) -> None:
    (folder / "settings.toml").write_text('language = "en"\n')
    process = start(folder)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "contact" in said


def test_the_lock_names_its_holder_and_ends_with_it(tmp_path: Path) -> None:
    target = str(tmp_path / "monitor.db")
    with only_daemon(target), pytest.raises(LockedError, match=f"process {os.getpid()}"), only_daemon(target):
        pass
    with only_daemon(target):
        pass


def test_a_lock_that_cannot_be_made_is_a_message_and_its_folder_is_its_owners(tmp_path: Path) -> None:
    with only_daemon(str(tmp_path / "new" / "monitor.db")):
        assert (tmp_path / "new" / "monitor.db.lock").exists()
    (tmp_path / "file").touch()
    for taken in ("file/monitor.db", "dir/monitor.db"):
        (tmp_path / "dir" / "monitor.db.lock").mkdir(parents=True, exist_ok=True)
        with pytest.raises(StorageError, match="cannot be created"), only_daemon(str(tmp_path / taken)):
            pass


def test_a_thread_that_hangs_does_not_hold_up_the_end_and_an_error_of_its_work_is_raised() -> None:
    release = threading.Event()

    async def hang() -> None:
        async with asyncio.timeout(0.05):
            await _in_thread(release.wait)

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(TimeoutError):
        asyncio.run(hang())
    release.set()
    with pytest.raises(ValueError, match="no"):
        asyncio.run(_in_thread(fail))


def test_a_cycle_that_fails_every_time_holds_up_no_digest() -> None:
    delivered = []

    class Broken:
        def next_due_at(self) -> None:
            raise ValueError("no cycle today")

        def deliver(self) -> DeliveryCounts:
            delivered.append(1)
            return DeliveryCounts()

    asyncio.run(_Beat(Broken(), no_progress).tick())  # type: ignore[arg-type]
    assert delivered


@pytest.mark.parametrize(("ahead", "due"), [(-1, True), (0, True), (1, False), (24 * 30, False), (24 * 366, True)])
def test_what_a_wrong_clock_put_off_for_a_year_does_not_keep_the_daemon_asleep(ahead: int, due: bool) -> None:
    now = dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC)

    class Waiting:
        config = Config()

        def next_due_at(self) -> dt.datetime:
            return now + dt.timedelta(hours=ahead)

        def clock(self) -> dt.datetime:
            return now

    beat = _Beat(Waiting(), no_progress)  # type: ignore[arg-type]
    beat._first = False
    assert beat._is_due() is due


def test_alerts_have_a_round_of_their_own_that_never_overlaps_and_outlives_an_error() -> None:
    began, release = [], threading.Event()

    class Slow:
        config = Config(alerts=(Alert("a", Channel.MAIL),))

        def alert(self) -> AlertCounts:
            began.append(1)
            if len(began) == 1:
                release.wait(10)
                raise ValueError("no alerts today")
            return AlertCounts(problems=["a: 550 no such mailbox"])

    async def rounds() -> None:
        beat = _Beat(Slow(), no_progress)  # type: ignore[arg-type]
        first = asyncio.create_task(beat.alerts())
        while not began:
            await asyncio.sleep(0)
        await beat.alerts()
        assert len(began) == 1
        release.set()
        await first
        await beat.alerts()

    asyncio.run(rounds())
    assert len(began) == 2
