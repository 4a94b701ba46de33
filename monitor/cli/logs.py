"""Log lines: one event a line, whatever a feed put into a title.

Rule kept: control characters are escaped, so that nothing read from the network can forge a second line or colour a
terminal (gate R10).
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys


def escape(text: str) -> str:
    """Make every control and line-separating character visible."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


class _Console(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{at} {record.levelname.lower():7} {escape(record.getMessage())}"
        return line if not record.exc_info else f"{line}\n{self.formatException(record.exc_info)}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        row = {"at": at, "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=True)


def handler(form: str) -> logging.Handler:
    """Give a handler that writes to stderr: ``console`` lines or one JSON object a line."""
    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(_Json() if form == "json" else _Console())
    return made
