"""Names that are not kept: masked in any form, nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.masking import BLOCK, Mask

MASK = Mask(["Maija Esimerkkilä", "Kalle Mäki"])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Maija Esimerkkilä kertoi.", "█████████████████ kertoi."),
        ("Maija Esimerkkilän tiedot", "██████████████████ tiedot"),
        ("MAIJA ESIMERKKILÄLLE", "████████████████████"),
        ("Maija\u00a0Esimerkkilältä", "████████████████████"),
        ("Maija Esimerkkilä's records", "█████████████████'s records"),
        ("Kalle Mäen ja Kalle Mäellä", "██████████ ja ████████████"),
        ("Kalle Mäkinen ja Maija Muu", "Kalle Mäkinen ja Maija Muu"),
        ("Esimerkkilän kunta", "Esimerkkilän kunta"),
    ],
)
def test_a_full_name_is_masked_in_any_form(text: str, masked: str) -> None:
    assert MASK.masked(text) == masked
    assert len(masked) == len(text)


def test_a_surname_alone_is_masked_only_beside_the_full_name_and_with_a_capital() -> None:
    title, text = MASK.together("Mäki vaatii korvauksia", "Kalle Mäki nousi mäelle. Mäen mukaan mäki on jyrkkä.")
    assert title == "████ vaatii korvauksia"
    assert text == "██████████ nousi mäelle. ████ mukaan mäki on jyrkkä."
    assert MASK.together("Mäki on jyrkkä", "Niin on.") == ("Mäki on jyrkkä", "Niin on.")


@given(st.text(max_size=80))
def test_masking_keeps_every_length_and_is_done_once(text: str) -> None:
    mixed = f"{text} Maija Esimerkkilän {text}"
    once = MASK.together(mixed)[0]
    assert len(once) == len(mixed)
    assert BLOCK in once
    assert MASK.together(once)[0] == once


def test_nobody_to_mask_changes_nothing() -> None:
    assert not Mask(())
    assert Mask(()).together("a", "b") == ("a", "b")
