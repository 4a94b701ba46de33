"""A stand-in for the Wayback Machine on loopback that speaks its protocol: Save Page Now, with and without a key."""

from __future__ import annotations

import json
from collections import Counter
from urllib.parse import parse_qs

from tests.servers import Handler, Serving

STAMP = "20240501120000"


class Wayback(Serving):
    """Answers as told: ``trouble`` has answers to give first, each (status, headers, body); a context manager.

    A save with a key is a job, done when it was asked about ``patience`` times; without one it is a redirect to the
    archived page, or with ``page`` a page that names its job.
    """

    def __init__(self, key: str = "", *, patience: int = 1, page: bool = False) -> None:
        super().__init__(_Handler)
        self.key, self.patience, self.page = key, patience, page
        self.saved: list[str] = []
        self.asked: list[tuple[str, str]] = []  # method and path of every request
        self.trouble: list[tuple[int, dict[str, str], bytes]] = []
        self.job_error: dict[str, str] | None = None
        self._jobs: dict[str, str] = {}
        self._times: Counter[str] = Counter()

    @property
    def base(self) -> str:
        return self.url("")

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


class _Handler(Handler):
    def do_GET(self) -> None:  # noqa: N802 - http.server's name
        self._say(b"")

    def do_POST(self) -> None:  # noqa: N802 - http.server's name
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
