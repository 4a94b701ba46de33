"""No form of a lexicon's word is unawares a form of another common word."""

import pytest

from tests import collisions


def test_every_collision_with_a_common_word_is_accepted_by_name() -> None:
    if not collisions.common_words(10):
        pytest.skip("wordfreq is not installed")
    accepted = set(collisions.ACCEPTED.read_text(encoding="utf-8").splitlines())
    found = set(collisions.collisions())
    assert not found - accepted, "new: exclude the form ([words] not = [...]) or run: python -m tests.collisions"
    assert not accepted - found, "gone: run python -m tests.collisions"


def test_a_careless_form_is_seen() -> None:
    if not collisions.common_words(10):
        pytest.skip("wordfreq is not installed")
    assert "syy" in collisions.owners({"syytä"})["syytä"]
