"""WARC files for tests: ours, and such as other programs write."""

from __future__ import annotations

import datetime as dt
import gzip
import uuid
from pathlib import Path

from monitor.archive.records import KeptPage
from monitor.archive.store import Place, Store
from monitor.model import Transcript

AT = dt.datetime(2024, 5, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
BODY = b"<!doctype html><html><p>Moi</p></html>"
REQUEST = b"GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n"


def answer(body: bytes = BODY, *headers: bytes, kind: bytes = b"text/html", status: bytes = b"200 OK") -> bytes:
    """Compose the head of an answer."""
    lines = [b"HTTP/1.1 " + status, b"Content-Type: " + kind, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def kept(url: str = "https://a.example/1", body: bytes = BODY, at: dt.datetime = AT, **known: object) -> KeptPage:
    return KeptPage(url, at, Transcript(REQUEST, answer(body), body, "192.0.2.1"), known)


def stored(folder: Path, *pages: KeptPage, max_file: int = 10**8) -> list[Place]:
    """Write pages, each a revision of its own, and give their places."""
    with Store(folder, max_file=max_file, software="tests") as store:
        return [store.keep([page], page.at) for page in pages]


def record(kind: str, url: str, block: bytes, at: dt.datetime = AT, *, version: str = "1.0", **headers: str) -> bytes:
    """Compose one record by hand, as a program of its own might; ``headers`` with underscores for hyphens."""
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Target-URI": url,
        "Content-Type": "application/http; msgtype=response" if kind in ("response", "revisit") else "text/html",
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"WARC/{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))
