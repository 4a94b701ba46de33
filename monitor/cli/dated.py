"""When a report says what it says, and what became of it at its source: the lines `monitor show` adds to a report.

Rule kept: five dates stay five: when it happened and in which words, when the outlet published, when it changed its
text, when that was read, and since when its page is gone. A word diff reads without colours, too.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from monitor.cli.output import Column, field, harmless
from monitor.cli.session import Session

_COLORS = {"-": "red", "+": "green"}
_SIGNS = {"-": "−", "+": "+", "=": " "}


def date_columns() -> list[Column]:
    """Give the columns of a report's dates for pipes; its publication has one of its own."""
    names = ("date", "date_words", "updated_at", "fetched_at", "gone_at", "origin", "archived_url")
    return [field(name) for name in names]


def dates(session: Session, report: dict[str, Any]) -> str:
    """Say in one line when it happened by this report, when the text was changed and read, and whether it is gone."""
    words = session.words
    parts = [
        _happened(session, report),
        words.gettext("updated %(at)s", at=_when(session, report["updated_at"])) if report["updated_at"] else "",
        words.gettext("read %(at)s", at=_when(session, report["fetched_at"])) if report["fetched_at"] else "",
        words.gettext("page gone since %(at)s", at=_when(session, report["gone_at"])) if report["gone_at"] else "",
    ]
    return " · ".join(part for part in parts if part)


def _happened(session: Session, report: dict[str, Any]) -> str:
    from monitor.model import EventDate

    if not report["date"]:
        return ""
    date = session.words.date(EventDate.parse(report["date"]))
    told = session.words.quoted(report["date_words"]) if report["date_words"] else session.words.gettext("assumed")
    return session.words.gettext("event %(date)s (%(words)s)", date=date, words=told)


def _when(session: Session, value: str) -> str:
    """Write a time as the outlet or the database gives it: in the reader's zone if it says its own."""
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    if len(value) <= len("2024-04-30"):
        return session.words.date(at.date())
    zone = session.config.timezone
    return session.words.moment(at if at.tzinfo else at.replace(tzinfo=dt.UTC), zone) if at.tzinfo else value


def mark(session: Session, row: dict[str, Any]) -> str:
    """Name what an outlet made of an entry's claim, for its heading."""
    return {
        "changed": session.words.gettext("changed at source"),
        "withdrawn": session.words.gettext("withdrawn at source"),
    }.get(row["at_source"], "")


def print_corrections(session: Session, corrections: list[dict[str, Any]]) -> None:
    """Print each correction: who, when, what was and is claimed, and the words that changed."""
    words, printer = session.words, session.printer
    for one in corrections:
        printer.text()
        state = mark(session, {"at_source": one["state"]})
        printer.paragraph(f"{state[:1].upper()}{state[1:]}: {one['outlet']}, {_when(session, one['made_at'])}")
        if one["state"] == "changed":
            for part in one["changes"]:
                printer.paragraph(words.difference(part["field"], part["before"], part["after"]), "  ")
        for diff in one["diff"]:
            for sign, text in diff:
                _print_piece(session, sign, text)
        printer.text(f"  {one['url']}")


def _print_piece(session: Session, sign: str, text: str) -> None:
    line = f"  {_SIGNS[sign]} {harmless(text)}"
    color = _COLORS.get(sign) if session.printer.color and session.printer.for_people else None
    click.echo(click.style(line, fg=color) if color else line)
