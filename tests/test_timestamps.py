"""The date layer: zones feedparser gets wrong, Finnish words, unix time, and what is not believed."""

import datetime as dt

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.timestamps import EARLIEST, iso, read_date

# A slow machine is no failure: the first example pays for imports and tables.
untimed = hypothesis.settings(deadline=None)

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("Fri, 20 Nov 2026 10:00:00 +0200", "2026-11-20T08:00"),
        ("Fri, 20 Nov 2026 10:00:00 EET", "2026-11-20T08:00"),
        ("Mon, 20 Jul 2026 10:00:00 EEST", "2026-07-20T07:00"),
        ("Mon, 20 Jul 2026 10:00:00 CEST", "2026-07-20T08:00"),
        ("Fri, 20 Nov 2026 10:00:00 GMT", "2026-11-20T10:00"),
        ("Fri, 20 Nov 2026 10:00:00 GMT+2", "2026-11-20T08:00"),
        ("Fri, 20 Nov 2026 10:00:00 UTC+02:00", "2026-11-20T08:00"),
        ("Fri, 20 Nov 2026 10:00:00 Z", "2026-11-20T10:00"),
        ("Fri, 20 Nov 2026 06:00:00 EST", "2026-11-20T11:00"),
        ("Fri, 20 Nov 2026 10:00:00 +0200 (EET)", "2026-11-20T08:00"),
        ("Fri, 20 Nov 2026 10:00:00 XYZ", "2026-11-20T08:00"),
        ("Fri,20 Nov 2026 10:00", "2026-11-20T08:00"),
        ("20 Nov 26 10:00 +0000", "2026-11-20T10:00"),
        ("1 Jan 99 00:00 +0000", "1999-01-01T00:00"),
        ("Fri, 20 November 2026 10.00", "2026-11-20T08:00"),
        ("pe, 20 marras 2026 10:00:00 +0200", "2026-11-20T08:00"),
        ("perjantai 20. marraskuuta 2026 klo 10.00", "2026-11-20T08:00"),
        ("20. heinäkuuta 2026 klo 10:00", "2026-07-20T07:00"),
        ("20 juli 2026 kl. 10:00", "2026-07-20T07:00"),
        ("20.11.2026 klo 10.00", "2026-11-20T08:00"),
        ("20.11.2026", "2026-11-19T22:00"),
        ("2026-11-20T10:00:00+02:00", "2026-11-20T08:00"),
        ("2026-11-20T10:00:00.123456Z", "2026-11-20T10:00"),
        ("2026-11-20 10:00:00 +0200", "2026-11-20T08:00"),
        ("2026-11-20T10:00:00", "2026-11-20T08:00"),
        ("2026-11-20t10:00z", "2026-11-20T10:00"),
        ("2026-11-20", "2026-11-19T22:00"),
        ("20261120", "2026-11-19T22:00"),
        ("November 20, 2026 10:00 am", "2026-11-20T08:00"),
        ("Nov 19, 2026 12:30 p.m.", "2026-11-19T10:30"),
        ("November 19, 2026 - 12:30", "2026-11-19T10:30"),
        ("Thu, Nov 19th 2026 12:30 AM +0000", "2026-11-19T00:30"),
        ("Fri Nov 20 10:00:00 2026", "2026-11-20T08:00"),
        ("Fri Nov 20 10:00:00 EET 2026", "2026-11-20T08:00"),
        ("Fri Nov 20 10:00:00 +0000 2026", "2026-11-20T10:00"),
        ("1795168800", "2026-11-20T10:00"),
        ("1795168800000", "2026-11-20T10:00"),
        ("1795168800.5", "2026-11-20T10:00"),
        ("  Fri,\n 20 Nov 2026  10:00:60 GMT ", "2026-11-20T10:00"),
    ],
)
def test_a_date_is_read_in_the_zone_it_names(raw: str, utc: str) -> None:
    read = read_date(raw, NOW)
    assert read is not None
    assert read.utcoffset() == dt.timedelta(0)
    assert read.strftime("%Y-%m-%dT%H:%M") == utc


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0",
        "946684",
        "2126-11-20T10:00:00Z",
        "2026-11-22T10:00:00Z",
        "2026-13-01",
        "2026-02-30",
        "Fri, 20 Foo 2026 10:00:00 GMT",
        "Fri, 20 Nov 2026 25:00:00 GMT",
        "Fri, 20 Nov 2026 10:00:00 +9900",
        "99999999999999999999",
        "20.11.20266",
        "٢٠٢٦-١١-٢٠",
    ],
)
def test_a_date_that_cannot_be_read_or_believed_is_none(raw: str) -> None:
    assert read_date(raw, NOW) is None


def test_a_clock_a_little_ahead_is_believed() -> None:
    assert read_date("2026-11-21T11:59:00Z", NOW) == dt.datetime(2026, 11, 21, 11, 59, tzinfo=dt.UTC)


def test_a_date_without_zone_is_meant_in_the_zone_of_the_outlet() -> None:
    assert read_date("2026-07-20 10:00", NOW, "Europe/London") == dt.datetime(2026, 7, 20, 9, tzinfo=dt.UTC)
    assert read_date("2026-07-20 10:00", NOW, "Nowhere/At_All") == dt.datetime(2026, 7, 20, 10, tzinfo=dt.UTC)


@untimed
@given(
    st.integers(min_value=int(EARLIEST.timestamp()) + 86400, max_value=int(NOW.timestamp())),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S%z", "%a, %d %b %Y %H:%M:%S %z", "%d %B %Y %H.%M.%S %z", "%c %z"]),
    st.integers(min_value=-12, max_value=14),
)
def test_what_is_written_with_an_offset_is_read_back(seconds: int, shape: str, hours: int) -> None:
    aware = dt.datetime.fromtimestamp(seconds, dt.timezone(dt.timedelta(hours=hours)))
    text = aware.strftime(shape if shape != "%c %z" else "%a %b %d %H:%M:%S %z %Y")
    assert read_date(text, NOW) == aware


@untimed
@given(st.text(max_size=60) | st.from_regex(r"[0-9. :+a-zåäö,-]{0,40}", fullmatch=True))
def test_no_text_raises_and_nothing_unbelievable_comes_out(raw: str) -> None:
    read = read_date(raw, NOW)
    assert read is None or EARLIEST <= read <= NOW + dt.timedelta(hours=24)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2026-11-20", "2026-11-20"),
        ("20.11.2026", "2026-11-20"),
        ("2026-11-20T10:00:00", "2026-11-20T10:00:00"),
        ("2026-11-20T10:00:00.000Z", "2026-11-20T10:00:00+00:00"),
        ("2026-11-20T10:00+0200", "2026-11-20T10:00:00+02:00"),
        ("Fri, 20 Nov 2026 10:00:00 EET", "2026-11-20T10:00:00+02:00"),
        ("20.11.2026 klo 10.00", "2026-11-20T10:00:00"),
        ("1795168800", "2026-11-20T10:00:00+00:00"),
        ("0001-01-01T00:00:00", None),
        ("soon", None),
        ("2026-02-30", None),
    ],
)
def test_iso_says_what_the_words_say_and_no_more(raw: str, text: str | None) -> None:
    assert iso(raw) == text
