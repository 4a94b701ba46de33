"""One whole cycle in a process of its own, as a person would run it; prints what it saw as JSON.

``python -m tests.gates.cycle FOLDER CALM [MISTAKE]``: the configuration in FOLDER is used twice, first with only the
outlets of the file CALM, for warmth, then with all. MISTAKE is planted before: the gate must notice it.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor.app import App
from monitor.config import load
from monitor.fetch import Fetcher, Request, exchange
from monitor.fetch.body import Collector
from monitor.model import Failure, Response


def main(folder: Path, calm: Path, mistake: str = "") -> None:
    """Run both cycles and say what came of the second."""
    if mistake:
        MISTAKES[mistake]()
    spent = _time_requests()
    outlets = (folder / "outlets.toml").read_text()
    (folder / "outlets.toml").write_text(calm.read_text())
    _cycle(folder)
    (folder / "outlets.toml").write_text(outlets)
    spent.clear()
    before = _forget_peak()
    _cycle(folder)
    grown = _memory("VmHWM") - before
    print(json.dumps({"status": _status(), "seconds": spent, "grown": grown}))  # noqa: T201 its output


def _cycle(folder: Path) -> None:
    app = App(load(folder, dict(os.environ)))
    try:
        asyncio.run(app.cycle(force=True))
    finally:
        app.close()


def _status() -> dict[str, Any]:
    """Ask the program itself, as `monitor status --json` does."""
    from monitor.cli import main as monitor

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        monitor(["status", "--json"])
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def _time_requests() -> dict[str, float]:
    spent: dict[str, float] = {}
    get = Fetcher.get

    async def timed(self: Fetcher, request: Request) -> Response | Failure:
        started = time.monotonic()
        try:
            return await get(self, request)
        finally:
            spent[request.url] = time.monotonic() - started

    Fetcher.get = timed  # type: ignore[method-assign]
    return spent


def _forget_peak() -> int:
    """Begin to measure the peak anew (Linux); give the memory in use, in kB."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> int:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


# ------------------------------------------------------------------------------------------------- planted mistakes


class _NoTimeout:
    """asyncio without deadlines."""

    @staticmethod
    def timeout(_: float) -> contextlib.AbstractAsyncContextManager[None]:
        return contextlib.nullcontext()


def _no_deadline() -> None:
    exchange.asyncio = _NoTimeout  # type: ignore[attr-defined]


def _unbounded_unpacking() -> None:
    class Unbounded(Collector):
        def feed(self, piece: bytes) -> None:
            self._parts.append(self._decoder.decode(piece, 10**12) if self._decoder else piece[: self._limit])

    exchange.Collector = Unbounded  # type: ignore[attr-defined]


def _errors_escape() -> None:
    def escape(error: Exception) -> Failure:
        raise error

    exchange._transport_failure = escape


MISTAKES: dict[str, Callable[[], None]] = {
    "no deadline": _no_deadline,
    "unpacks without a limit": _unbounded_unpacking,
    "errors of the network escape": _errors_escape,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
