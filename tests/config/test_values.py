import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import values


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("20s", 20), ("5 min", 300), ("1h", 3600), ("1 h 30 min", 5400), ("0.5s", 0.5), ("2D", 172800), ("1d12h", 129600)],
)
def test_a_duration_is_numbers_with_units(text: str, seconds: float) -> None:
    assert values.duration(text) == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "20", "s", "20 apples", "-1s", "0s", "999999d", 20, True, None, "1s" * 99])
def test_anything_else_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match="must be a duration such as"):
        values.duration(value)


@pytest.mark.parametrize(
    ("value", "size"), [("5MB", 5_000_000), ("500 kB", 500_000), ("1GiB", 2**30), (1234, 1234), ("1.5mb", 1_500_000)]
)
def test_a_size_is_a_number_with_a_unit_or_of_bytes(value: object, size: int) -> None:
    assert values.size(value) == size


@pytest.mark.parametrize("value", ["", "MB", "5 megs", "-5MB", 0, True, 10**13, "9" * 500 + "MB", 1.5, int("9" * 4000)])
def test_anything_else_is_no_size(value: object) -> None:
    with pytest.raises(ValueError, match="must be a size such as"):
        values.size(value)


def test_a_clock_time_is_text_or_a_toml_time() -> None:
    assert values.clock("7:05") == values.clock(dt.time(7, 5, 3)) == dt.time(7, 5)


@pytest.mark.parametrize("value", ["03:00", "03:59", "3:30", dt.time(3, 15)])
def test_the_hour_of_the_summer_time_change_is_refused_with_the_reason(value: object) -> None:
    with pytest.raises(ValueError, match="summer-time change"):
        values.clock(value)


@pytest.mark.parametrize("value", ["02:59", "04:00", "23:59", "0:00"])
def test_every_other_hour_is_allowed(value: str) -> None:
    assert values.clock(value).strftime("%H:%M") == value.rjust(5, "0")


@pytest.mark.parametrize("value", ["24:00", "7", "seven", 7, dt.datetime(2026, 1, 1, 7), "07:60"])  # noqa: DTZ001 - naive on purpose: TOML's local date-time
def test_anything_else_is_no_clock_time(value: object) -> None:
    with pytest.raises(ValueError, match="must be a time of day"):
        values.clock(value)


@pytest.mark.parametrize("value", ["Europe/Helsingki", "", "/etc/passwd", "../UTC", "Europe", "\0", "x" * 5000])
def test_an_unknown_time_zone_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="unknown time zone"):
        values.zone(value)


def test_an_unknown_time_zone_gets_the_nearest_name() -> None:
    with pytest.raises(ValueError, match='did you mean "Europe/Helsinki"'):
        values.zone("Europe/Helsingki")


@pytest.mark.parametrize(
    "value",
    [
        "ftp://a.fi/",
        "a.fi/rss",
        "https://",
        "https://a.fi:99999/",
        "https://[::1",
        "https://a.fi/ b",
        "https://a.fi/\n",
        "https://yle.fi/rss/t/<tag-id>/fi",
        "https://a.fi/{x}",
        "https://user:secret@a.fi/",
        "https://a@b@c.fi/",
    ],
)
def test_an_address_that_cannot_be_polled_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="must "):
        values.address(value)


def test_a_message_never_repeats_a_password_in_an_address() -> None:
    with pytest.raises(ValueError, match="secrets") as caught:
        values.address("ftp://user:hunter2@a.fi/ x")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("value", ["yllapito@example.fi", "https://example.fi/bot", ""])
def test_a_contact_is_a_mail_address_or_a_page_or_not_given(value: str) -> None:
    assert values.contact(value) == value


@pytest.mark.parametrize("value", ["me", "ä@example.fi", "a@b.fi\r\nX-Header: 1", "a b@c.fi", "ftp://a.fi"])
def test_a_contact_that_would_break_a_header_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="must "):
        values.contact(value)


@pytest.mark.parametrize("value", ["127.0.0.1", "127.0.1.0/24", "::1", "fd00::/8"])
def test_a_private_network_is_an_address_or_a_network(value: str) -> None:
    assert values.network(value) == value


@pytest.mark.parametrize("value", ["0.0.0.0/0", "::/0"])
def test_a_network_that_holds_every_address_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="would allow every address"):
        values.network(value)


def test_host_bits_are_refused_with_the_network_that_was_meant() -> None:
    with pytest.raises(ValueError, match=r'did you mean "127\.0\.1\.0/24"'):
        values.network("127.0.1.5/24")


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("smtp.example.fi", False),
        ("10.0.0.1", False),
        ("localhost.example.fi", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_whatever_a_name_server_says(host: str, local: bool) -> None:
    assert values.loopback(host) is local


def test_a_pattern_needs_a_group() -> None:
    assert values.pattern(r"/art-(\d+)")
    for bad in (r"/art-\d+", "(", "*"):
        with pytest.raises(ValueError, match="must "):
            values.pattern(bad)


@given(st.text())
def test_nothing_a_terminal_would_obey_is_shown(text: str) -> None:
    shown = values.shown(text)
    assert shown.isprintable()
    assert len(shown) <= 60 * 10 + 2


def sentence(check: Callable[[Any], object], text: str) -> str:
    try:
        check(text)
    except ValueError as error:
        return str(error)
    return ""


@given(st.text(max_size=80))
def test_a_check_of_text_gives_a_value_or_a_sentence(text: str) -> None:
    for check in (values.duration, values.size, values.clock, values.zone, values.address, values.mailbox):
        assert sentence(check, text).isprintable()


@given(st.floats(0.001, 8_000).map(lambda number: round(number, 3)), st.sampled_from(["s", "min", "h"]))
def test_a_duration_grows_with_its_number(number: float, unit: str) -> None:
    assert values.duration(f"{number:f}{unit}") < values.duration(f"{number + 1:f} {unit}")
