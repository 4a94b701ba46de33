"""Column types that keep two promises: times are aware UTC, and text is what every database can hold.

SQLite forgets time zones and takes NUL characters that PostgreSQL refuses; lone surrogates neither can encode.
"""

from __future__ import annotations

import datetime as dt
import re

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An instant. Takes aware datetimes only (ValueError otherwise), gives aware UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Turn an aware datetime into UTC; SQLite stores it without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002 SQLAlchemy's signature
        """Give the stored instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class CleanText(sa.TypeDecorator[str]):
    """Text that any database can hold: NUL and lone surrogates become U+FFFD, one for one, so that offsets hold."""

    impl = sa.Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 SQLAlchemy's signature
        """Replace what cannot be stored."""
        return None if value is None else clean(value)


def clean(value: str) -> str:
    """Replace NUL and lone surrogates by U+FFFD; the length stays."""
    return _UNSTORABLE.sub("\ufffd", value)
