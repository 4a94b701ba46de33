"""Identity codes never pass; what only looks like one does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.identity_codes import redact


@pytest.mark.parametrize("separator", list("-+ABCDEFYXWVU"))
def test_a_code_with_any_separator_in_use_is_blanked(separator: str) -> None:
    assert redact(f"tunnus 131052{separator}308T vuoti") == "tunnus " + "█" * 11 + " vuoti"


@pytest.mark.parametrize(
    "text", ["1150/161/2021", "040-1234567", "13.10.2024-308", "991399-308T", "K 21/6151", "2020-10-21"]
)
def test_diary_numbers_dates_and_telephones_stay(text: str) -> None:
    assert redact(text) == text


@given(st.text())
def test_redaction_keeps_length_and_is_idempotent(text: str) -> None:
    once = redact(text)
    assert len(once) == len(text)
    assert redact(once) == once
