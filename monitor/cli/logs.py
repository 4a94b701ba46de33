"""Log lines: one event a line, whatever a feed put into a title.

Rule kept: control characters are escaped, so that nothing read from the network can forge a second line or colour a
terminal. The lines of a traceback are indented, so that none of them can pass for an event.
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
        lines = [f"{at} {record.levelname.lower():7} {escape(record.getMessage())}"]
        if record.exc_info:
            lines += [f"    {escape(line)}" for line in self.formatException(record.exc_info).split("\n")]
        return "\n".join(lines)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        row = {
            "at": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=True)


def handler(form: str) -> logging.Handler:
    """Give a handler that writes to stderr: ``console`` lines or one JSON object a line."""
    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(_Json() if form == "json" else _Console())
    return made
