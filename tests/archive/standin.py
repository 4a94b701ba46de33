"""A stand-in for the Wayback Machine on loopback that speaks its protocol: Save Page Now, with and without a key."""

from __future__ import annotations

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs

STAMP = "20240501120000"


class Wayback:
    """Answers as told: ``trouble`` has answers to give first, each (status, headers, body); a context manager.

    A save with a key is a job, done when it was asked about ``patience`` times; without one it is a redirect to the
    archived page, or with ``page`` a page that names its job.
    """

    def __init__(self, key: str = "", *, patience: int = 1, page: bool = False) -> None:
        self.key, self.patience, self.page = key, patience, page
        self.saved: list[str] = []
        self.asked: list[tuple[str, str]] = []  # method and path of every request
        self.trouble: list[tuple[int, dict[str, str], bytes]] = []
        self.job_error: dict[str, str] | None = None
        self._jobs: dict[str, str] = {}
        self._times: Counter[str] = Counter()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def endpoint(self) -> str:
        return f"{self.base}/save"

    def answer(self, method: str, path: str, authorization: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.asked.append((method, path))
        if self.trouble:
            return self.trouble.pop(0)
        if self.key and authorization != f"LOW {self.key}":
            return 401, {}, json.dumps({"message": "You need to be logged in to use Save Page Now."}).encode()
        if path.startswith("/save/status/"):
            return 200, {}, json.dumps(self._status(path.rpartition("/")[2])).encode()
        url = parse_qs(body.decode())["url"][0] if method == "POST" else path.removeprefix("/save/")
        self.saved.append(url)
        job = f"spn2-{len(self.saved):040x}"
        self._jobs[job] = url
        if method == "POST":
            return 200, {}, json.dumps({"url": url, "job_id": job}).encode()
        if self.page:
            return 200, {}, f'<html><script>spn.watchJob("{job}", "/_static/", 6000);</script></html>'.encode()
        return 302, {"Location": f"/web/{STAMP}/{url}"}, b""

    def _status(self, job: str) -> dict[str, object]:
        self._times[job] += 1
        if self._times[job] < self.patience:
            return {"status": "pending", "job_id": job, "resources": []}
        if self.job_error is not None:
            return {"status": "error", "job_id": job, **self.job_error}
        return {"status": "success", "job_id": job, "timestamp": STAMP, "original_url": self._jobs[job]}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: Wayback


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 5

    def do_GET(self) -> None:
        self._say(b"")

    def do_POST(self) -> None:
        self._say(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _say(self, body: bytes) -> None:
        status, headers, told = self.server.owner.answer(
            self.command, self.path, self.headers.get("Authorization", ""), body
        )
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(told)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Stay silent."""
