import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.folded import fold

FINNISH = "Käräjäoikeus määräsi hänet – 25 000 ilmoitusta"


@pytest.mark.parametrize("variant", [
    unicodedata.normalize("NFD", FINNISH), "\u00ad".join(FINNISH), FINNISH.replace(" ", "\u00a0"),
    FINNISH.replace(" ", "\u2009"), FINNISH.replace("ä", "ä\u200b"),
])  # fmt: skip
def test_every_way_of_writing_a_text_folds_to_one(variant: str) -> None:
    assert fold(variant).text == FINNISH


def test_plain_text_needs_no_offsets() -> None:
    assert fold(FINNISH).offsets is None


@given(st.text(st.sampled_from("aä\u0308\u00ad\u00a0 İ\u0307\u2011")) | st.text())
def test_offsets_never_go_back_and_end_at_the_end(text: str) -> None:
    folded = fold(text)
    positions = [folded.raw(position) for position in range(len(folded.text) + 1)]
    assert positions == sorted(positions)
    assert positions[-1] == len(text)
    assert len(folded.lower) == len(folded.text)
