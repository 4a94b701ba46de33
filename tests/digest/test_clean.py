from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from monitor.digest.clean import clean, header_text, link, shorten
from tests.digest.payloads import ADDRESSES, HOSTILE, TEXTS


@given(HOSTILE)
def test_nothing_but_text_on_one_line_is_left(text):
    cleaned = clean(text)
    assert not {unicodedata.category(character) for character in cleaned} & {"Cc", "Cs", "Zl", "Zp"}
    assert cleaned.splitlines() in ([], [cleaned])
    assert clean(cleaned) == cleaned


def test_direction_overrides_and_soft_hyphens_are_dropped_and_joiners_kept():
    assert clean("a\u202eb\u2066c\u00add\ufeff") == "abcd"
    assert clean("क\u200dष") == "क\u200dष"


@given(HOSTILE)
def test_a_header_text_has_no_line_end_and_no_encoded_word(text):
    safe = header_text(text)
    assert "=?" not in safe
    assert not set(safe) & set("\r\n\x00\u2028\u2029\x85")
    assert len(safe) <= 200


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_is_not_plainly_http_is_no_link(url):
    assert link(url) == ""


@pytest.mark.parametrize(
    "url", ["https://yle.fi/a/74-20086000", "http://example.fi/?a=1&b=2#c", "https://sää.example/jää"]
)
def test_an_ordinary_address_is_linked_as_it_is(url):
    assert link(url) == url


def test_a_text_is_cut_with_an_ellipsis():
    assert clean("abcdef", 4) == "abc…"
    assert shorten("one two three", 2) == "one two …"
    assert shorten("one two", 2) == "one two"


@pytest.mark.parametrize("text", TEXTS)
def test_every_known_payload_becomes_one_harmless_line(text):
    assert "\n" not in clean(text)
    assert "=?" not in header_text(text)
