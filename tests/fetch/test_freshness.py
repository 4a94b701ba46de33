"""How long a server calls its answer fresh."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.freshness import max_age


@pytest.mark.parametrize(
    ("cache_control", "age", "seconds"),
    [
        ("max-age=600", "", 600),
        ("public, MAX-AGE=600, must-revalidate", "", 600),
        ('max-age="600"', "", 600),
        ("max-age=600", "100", 500),
        ("max-age=600", "600", None),
        ("max-age=600", "later", 600),
        ("s-maxage=600", "", None),
        ("no-cache, max-age=600", "", None),
        ("max-age=0", "", None),
        ("max-age=-1", "", None),
        ("", "", None),
        ("max-age=99999999999", "", 7 * 24 * 3600),
        ("max-age=" + "9" * 500, "", None),
    ],
)
def test_max_age_is_read_as_the_server_means_it(cache_control: str, age: str, seconds: int | None) -> None:
    assert max_age(cache_control, age) == (None if seconds is None else dt.timedelta(seconds=seconds))


@given(st.text(max_size=50), st.text(max_size=10))
def test_no_header_raises_or_makes_a_time_that_is_not_ahead(cache_control: str, age: str) -> None:
    found = max_age(cache_control, age)
    assert found is None or dt.timedelta(0) < found <= dt.timedelta(days=7)
