from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import HostMemory
from monitor.storage import hosts, meta
from monitor.storage.engine import Connection
from monitor.storage.types import clean

HELSINKI = dt.timezone(dt.timedelta(hours=2))


def _hold(conn: Connection, at: dt.datetime) -> None:
    hosts.remember(conn, HostMemory(at.date(), not_before={"yle.example": at}))


def test_a_naive_datetime_is_refused(conn: Connection) -> None:
    with pytest.raises(sa.exc.StatementError, match="a naive datetime cannot be stored"):
        _hold(conn, dt.datetime(2026, 11, 20, 7, 0))  # noqa: DTZ001 the claim


def test_an_aware_datetime_comes_back_as_utc(conn: Connection) -> None:
    at = dt.datetime(2026, 11, 20, 9, 0, 1, 5, HELSINKI)
    _hold(conn, at)
    (stored,) = hosts.recall(conn, at - dt.timedelta(1)).not_before.values()
    assert stored == at
    assert stored.tzinfo is dt.UTC


def test_nul_and_lone_surrogates_are_stored_as_replacement_characters_of_the_same_length(conn: Connection) -> None:
    meta.put(conn, "text", "a\x00b\ud800c")
    assert meta.get(conn, "text") == "a\ufffdb\ufffdc"


@given(st.text())
@settings(deadline=None)
def test_cleaning_keeps_length_and_gives_what_utf_8_can_hold(text: str) -> None:
    assert len(clean(text)) == len(text)
    assert "\x00" not in clean(text)
    clean(text).encode()
