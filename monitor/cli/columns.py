"""Columns that tables of sources, digests and alerts share: moments in the reader's zone, a feed with its reason."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from monitor.cli.output import Column, field
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.i18n import Words

_CIVIL = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")  # the dates in a reason, as they lie in the database


def moment(session: Session, key: str, heading: str, **options: Any) -> Column:
    """Give a column of moments in the reader's zone."""
    words, zone = session.words, session.config.timezone

    def shown(row: dict[str, Any]) -> str:
        at = row[key]
        if not at:
            return "–"
        return words.datetime(dt.datetime.fromisoformat(at) if isinstance(at, str) else at, zone)

    return field(key, heading, shown=shown, **options)


def feed_column(words: Words, heading: str) -> Column:
    """Give the last column: the address, behind the reason where the feed is not well; a mere remark stands behind it.

    What is last is cut first where a terminal is narrow, and a remark names addresses of its own.
    """
    from monitor.model import PollState

    def shown(row: dict[str, Any]) -> str:
        reason = _CIVIL.sub(lambda day: words.date(dt.date.fromisoformat(day[0])), words.again(row["reason"]))
        parts = (row["url"], reason) if PollState(row["state"]).good else (reason, row["url"])
        return " – ".join(part for part in parts if part)

    return field("url", heading, shown=shown, link=lambda row: row["url"])
