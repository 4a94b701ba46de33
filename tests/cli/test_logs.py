from __future__ import annotations

import json
import logging

import pytest

from monitor.cli.logs import escape, handler

FORGED = "title\n2026-01-01T00:00:00Z error all is lost\x1b[31m\u2028\x9b"


def line(form: str, message: str, *, exc: Exception | None = None) -> str:
    record = logging.LogRecord("monitor.x", logging.WARNING, "", 0, "feed: %s", (message,), None)
    if exc is not None:
        record.exc_info = (type(exc), exc, None)
    return handler(form).format(record)


def test_a_console_line_stays_one_line_without_control_characters() -> None:
    written = line("console", FORGED)
    assert len(written.splitlines()) == 1
    assert written.isprintable()
    assert "\\n2026-01-01" in written
    assert written.split(" ")[1] == "warning"


def test_a_json_line_is_one_object_in_ascii() -> None:
    written = line("json", FORGED)
    assert len(written.splitlines()) == 1
    assert written.isascii()
    row = json.loads(written)
    assert list(row) == ["at", "level", "logger", "message"]
    assert row["message"] == f"feed: {FORGED}"
    assert row["at"].endswith("Z")


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_cannot_pass_for_an_event(form: str) -> None:
    written = line(form, "x", exc=ValueError(FORGED))
    assert [one for one in written.splitlines()[1:] if not one.startswith("    ")] == []
    assert "\x1b" not in written


def test_escaping_keeps_letters() -> None:
    assert escape("Kivimäki – 😀") == "Kivimäki – 😀"
