from __future__ import annotations

import pytest
import sqlalchemy as sa

from monitor.model import Case
from monitor.storage import cases
from monitor.storage.engine import Connection
from monitor.storage.schema import watched_case
from tests.storage.sample import CASE, HOUR, NOW


def test_numbers_are_given_once_also_after_the_configuration_was_read_again(conn: Connection) -> None:
    first = [cases.next_number(conn, "vastaamo") for _ in range(3)]
    cases.sync_cases(conn, [CASE], NOW + HOUR)
    assert [*first, cases.next_number(conn, "vastaamo")] == [1, 2, 3, 4]


def test_every_case_counts_for_itself(conn: Connection) -> None:
    cases.sync_cases(conn, [CASE, Case("other", {}, (), ())], NOW)
    assert cases.next_number(conn, "vastaamo") == cases.next_number(conn, "other") == 1


def test_a_case_nobody_configured_has_no_number(conn: Connection) -> None:
    with pytest.raises(LookupError, match="no such case: ghost"):
        cases.next_number(conn, "ghost")


def test_a_case_that_is_no_longer_configured_is_kept_inactive(conn: Connection) -> None:
    cases.sync_cases(conn, [], NOW)
    assert conn.execute(sa.select(watched_case.c.id, watched_case.c.active)).all() == [("vastaamo", False)]
