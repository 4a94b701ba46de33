import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.figures import Quantity, find_quantities

DATA = Path(__file__).parent.parent / "data" / "figures.tsv"
ROWS = [line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def shown(found: list[Quantity]) -> str:
    texts = [
        f"{one.value:g} {one.unit} {one.qualifier}" if one.suspended is None
        else f"{one.value:g} {one.unit} {one.qualifier} {one.suspended}"
        for one in found
    ]  # fmt: skip
    return ";".join(texts) or "-"


def expected_values(expected: str) -> str:
    """Write large numbers as ``shown`` does."""
    parts = [part.split(" ", 1) for part in expected.split(";") if part != "-"]
    return ";".join(f"{float(value):g} {rest}" for value, rest in parts) or "-"


@pytest.mark.parametrize(("language", "text", "expected"), ROWS)
def test_a_reporters_words_give_the_quantities_they_state(language: str, text: str, expected: str) -> None:
    assert shown(find_quantities(text, language)) == expected_values(expected)


@pytest.mark.parametrize(("text", "words", "noun"), [
    ("Poliisi sai yli 15 000 rikosilmoitusta asiasta.", "yli 15 000 rikosilmoitusta", "rikosilmoitusta"),
    ("Uhreja on kaikkiaan noin 33 000.", "noin 33 000", "uhreja"),
    ("Hän sai kuusi vuotta ja kolme kuukautta vankeutta.", "kuusi vuotta ja kolme kuukautta", "vankeutta"),
    ("Hän vaati noin 40 bitcoinin lunnaita.", "noin 40 bitcoinin", "bitcoinin"),
])  # fmt: skip
def test_offsets_cover_qualifier_number_and_noun(text: str, words: str, noun: str) -> None:
    (found,) = find_quantities(text, "fi")
    assert text[found.start : found.end] == words
    assert found.noun == noun


def test_a_term_without_a_word_of_punishment_has_no_noun() -> None:
    (found,) = find_quantities("Siitä kuultiin lähes kahden vuoden viiveellä.", "fi")
    assert (found.value, found.noun) == (24, "")


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, text, _ in ROWS])
def test_composition_soft_hyphens_and_spaces_change_no_quantity(language: str, text: str) -> None:
    plain = shown(find_quantities(text, language))
    for variant in (
        unicodedata.normalize("NFD", text),
        "\u00ad".join(text),
        text.replace(" ", "\u00a0"),
        text.replace(" ", "\u2009"),
        text.replace(" ", "\u202f"),
    ):
        found = find_quantities(variant, language)
        assert shown(found) == plain
        assert all(0 <= one.start < one.end <= len(variant) for one in found)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2009", "\u202f"])
@given(value=st.integers(1_000, 999_999_999))
def test_any_thousands_spacing_reads_back(space: str, value: int) -> None:
    written = f"{value:,}"
    for text, language in ((written.replace(",", space), "fi"), (written.replace(",", "."), "fi"), (written, "en")):
        (found,) = find_quantities(f"{text} euro", language)
        assert (found.value, found.unit) == (value, "EUR")


ONES = ["", "yksi", "kaksi", "kolme", "neljä", "viisi", "kuusi", "seitsemän", "kahdeksan", "yhdeksän"]


def in_finnish(value: int) -> str:
    """Spell 1–9999 as Finnish does, independently of the reader."""
    thousands, rest = divmod(value, 1000)
    hundreds, small = divmod(rest, 100)
    words = ("tuhat" if thousands == 1 else f"{ONES[thousands]}tuhatta") if thousands else ""
    words += ("sata" if hundreds == 1 else f"{ONES[hundreds]}sataa") if hundreds else ""
    tens, ones = divmod(small, 10)
    if small == 10:
        return words + "kymmenen"
    if 10 < small < 20:
        return words + ONES[ones] + "toista"
    return words + (f"{ONES[tens]}kymmentä" if tens else "") + ONES[ones]


@given(st.integers(1, 9999))
def test_every_finnish_numeral_reads_back(value: int) -> None:
    (found,) = find_quantities(f"{in_finnish(value)} uhria", "fi")
    assert (found.value, found.unit) == (value, "persons")


PIECES = st.sampled_from(
    [
        "0",
        "1",
        "12 000",
        "kuusi",
        "six",
        "sata",
        "years",
        "vuotta",
        "ja",
        "and",
        "–",
        "-",
        "€",
        "$",
        ",",
        ".",
        "\n",
        "\u00ad",
        "\u0308",
        "İ",
        "noin",
        "between",
        "euroa",
        "-year",
        "²",
        "٣",
        "miljoonaa",
        "k",
        "a",
        "prison",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join))


@given(TEXTS, st.sampled_from(["fi", "en", "sv", ""]))
def test_any_text_gives_quantities_within_it_in_order(text: str, language: str) -> None:
    found = find_quantities(text, language)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.value >= 0
        assert (one.suspended is None) == (one.unit != "months")


@pytest.mark.parametrize("text", [
    "1" * 100_000, "1 " * 50_000, "1 000" * 20_000, "-" * 100_000, "sata" * 25_000, "kaksi " * 30_000,
    "1 " + "kertomu" * 14_000 + "1", "e\u0308" * 50_000, "200 or " * 15_000, "six years and " * 8_000,
    "1 " + "a-" * 50_000, "noin " * 20_000, "uhreja " * 15_000, "\u00ad" * 100_000, "€" * 100_000, "1–" * 25_000,
    "vankeutta vuosi " * 6_000,
])  # fmt: skip
def test_pathological_text_is_read_to_its_end(text: str) -> None:
    for language in ("fi", "en", "sv"):
        find_quantities(text, language)
