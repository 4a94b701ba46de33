"""What the queries share: an entry by its number, and how dates and times of publication are given."""

from __future__ import annotations

import datetime as dt
import re

from monitor.errors import UsageError
from monitor.language.dates import published_on
from monitor.model import EventDate
from monitor.storage import reads
from monitor.storage import search as full_text
from monitor.storage.engine import Connection

NUMBER = re.compile(r"(.+)-(\d{1,9})")


def find(conn: Connection, number: str) -> reads.DevelopmentRow | None:
    """Give the row of an entry, withdrawn or not; None when there is none. Raises UsageError for no number."""
    case, ordinal = split_number(number)
    for status in (None, "withdrawn"):
        found = reads.developments(conn, case=case, numbers=[ordinal], status=status, hidden=True)
        if found:
            return found[0]
    return None


def split_number(number: str) -> tuple[str, int]:
    """Take ``vastaamo-17`` apart; raises UsageError for what is no docket number."""
    parts = NUMBER.fullmatch(number.strip())
    if not parts:
        raise UsageError(f"{number!r} is no docket number; they look like vastaamo-17")
    return parts[1], int(parts[2])


def number_of(row: reads.DevelopmentRow) -> str:
    """Give an entry's number as people write it."""
    return f"{row.case}-{row.number}"


def date_fields(date: EventDate | None) -> dict[str, str | None]:
    """Give a date as the two fields every read model has for it."""
    return {"date": date.value if date else None, "precision": str(date.precision) if date else None}


def published(row: reads.ReportRow | reads.FigureRow | reads.TraceRow | full_text.Found) -> dt.datetime | str | None:
    """Give the time of publication, else the day, month or year of it."""
    if row.published_at is not None:
        return row.published_at
    stated = published_on(row.published, "UTC")
    return stated.value if stated else None
