"""Words, their offsets and the forms they are looked up by."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.tokens import may_be_word, normalise, tokenize


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("Kivimäki tuomittiin.", ["kivimäki", "tuomittiin"]),
        ("KRP:n Vastaamo-juttu", ["krp:n", "vastaamo-juttu"]),
        ("KRP: Vastaamo", ["krp", "vastaamo"]),
        ("Kivimäki’s ”tuomio”", ["kivimäki's", "tuomio"]),
        ("tieto- ja viestintä", ["tieto", "ja", "viestintä"]),
        ("33 000 euroa", ["33", "000", "euroa"]),
        ("5.–7. maaliskuuta", ["5", "7", "maaliskuuta"]),
        ("ransom_man", ["ransom_man"]),
        ("Kivima\u0308en", ["kivimäen"]),
        ("Vas\u00adtaa\u00admo\u2011jutussa", ["vastaamo-jutussa"]),
        ("tieto\u200bmurto", ["tietomurto"]),
        ("", []),
        ("…–!", []),
    ],
)
def test_a_text_is_cut_into_normalised_words(text: str, norms: list[str]) -> None:
    assert [token.norm for token in tokenize(text)] == norms


def test_a_token_knows_whether_it_begins_with_a_capital() -> None:
    assert [token.capital for token in tokenize("Tapio ja tapio 7 Örn")] == [True, False, False, False, True]


_TEXT = st.text(st.characters(codec="utf-8")) | st.text("aäöÅå\u0301\u0308\u00ad\u200b-:'’\u2011 .K1")


@given(_TEXT)
def test_offsets_slice_the_surface_out_of_the_raw_text(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.surface for token in tokens)
    assert all(before.end <= after.start for before, after in itertools.pairwise(tokens))


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F)))
def test_composed_and_decomposed_text_have_the_same_norms(text: str) -> None:
    spellings = [tokenize(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")]
    assert [token.norm for token in spellings[0]] == [token.norm for token in spellings[1]]


@given(_TEXT)
def test_a_norm_is_its_own_norm(text: str) -> None:
    assert all(normalise(token.norm) == token.norm for token in tokenize(text))


@pytest.mark.parametrize("rest", ["tään", "ttiin", "nsa", "ssä", "staan", "ntr"])
def test_an_ending_is_not_the_second_part_of_a_compound(rest: str) -> None:
    assert not may_be_word(rest)


@pytest.mark.parametrize("rest", ["jutussa", "tuomio", "epäily", "asiassa"])
def test_a_word_may_be_the_second_part_of_a_compound(rest: str) -> None:
    assert may_be_word(rest)


def test_hostile_words_cost_no_more_than_their_length() -> None:
    words = ["a" * 1_000_000, "a-" * 100_000 + "a", "a:" * 100_000 + "a", "-" * 100_000, "a" + "\u00ad" * 1_000_000]
    assert all(len(tokenize(word)) <= 1 for word in words)
