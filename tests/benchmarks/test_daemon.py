"""G14: what a daemon takes while nothing happens, and whether it grows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmarks.measure import Amount
from tests.pipeline.trial import Item, page, rss
from tests.servers import HttpServer

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.allow_hosts(["127.0.0.0/8"]),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
]

_FEEDS = 30
_IDLE_SECONDS = 30
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def _memory_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a configuration of many feeds on one real server; polled every two hours, so that the daemon is idle."""
    with HttpServer() as server:
        (tmp_path / "settings.toml").write_text(
            '[fetch]\ncontact = "tests@example.org"\nallow_private = ["127.0.0.0/8"]\ninterval = "2h"\n'
        )
        feeds = [
            server.put(f"/rss{number}", rss(Item(server.put(f"/juttu{number}", page()))), "application/rss+xml")
            for number in range(_FEEDS)
        ]
        (tmp_path / "outlets.toml").write_text(
            "".join(f'[[outlet]]\nid = "o{n}"\n[[outlet.feed]]\nurl = "{url}"\n' for n, url in enumerate(feeds))
        )
        yield tmp_path


def test_an_idle_daemon_is_small_and_asleep(folder: Path, report: Callable[[Amount], Amount]) -> None:
    environ = {**os.environ, "MONITOR_CONFIG": str(folder), "MONITOR_DB": str(folder / "m.db")}
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "run"], env=environ, stderr=subprocess.PIPE, encoding="utf-8"
    ) as daemon:
        assert daemon.stderr is not None
        assert any(f"polled {_FEEDS} feeds" in line for line in daemon.stderr)
        time.sleep(5)  # real: the children of the first cycle are to be gone
        cpu = _cpu_seconds(daemon.pid)
        time.sleep(_IDLE_SECONDS)
        share = 100 * (_cpu_seconds(daemon.pid) - cpu) / _IDLE_SECONDS
        memory = _memory_mb(daemon.pid)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(timeout=20) == 0
    found = [
        report(Amount("idle daemon, memory", memory, 80, "MB")),
        report(Amount("idle daemon, CPU", share, 0.1, "%")),
    ]
    assert all(one.fair for one in found), found
