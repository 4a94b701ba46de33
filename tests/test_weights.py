from __future__ import annotations

import hashlib
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import bundled
from monitor.errors import LexiconError
from monitor.model import Kind
from monitor.weights import PREFIXES, WeightsText, plain, read_weights, word_features
from tests.weighing import estimate

TEXT = """# a comment
language en
add 0.4
near 0.2
drop 0.01
bias\tarrest:-3.0 verdict:-2.0
=caught\tarrest:4.0
caug*\tarrest:2.0
@court\tverdict:3.0 arrest:-1.0
"""
SHIPPED = sorted((bundled("config") / "lexicons").glob("*.weights"))


def chance(words: list[str], concepts: set[str], kind: Kind) -> float:
    return read_weights(TEXT, "en.weights").weigh(words, concepts)[0][kind]


def test_a_score_is_the_bias_and_the_known_weights_over_the_root_of_their_number() -> None:
    expected = 1 / (1 + math.exp(-(-3.0 + (4.0 + 2.0 - 1.0) / math.sqrt(3))))
    assert chance(["caught", "unknown"], {"court"}, Kind.ARREST) == pytest.approx(expected)


def test_a_word_that_stands_twice_counts_once() -> None:
    assert chance(["caught", "caught"], set(), Kind.ARREST) == chance(["caught"], set(), Kind.ARREST)


def test_a_kind_that_was_never_seen_in_training_is_told_by_no_words() -> None:
    assert chance(["caught"], {"court"}, Kind.BREACH) < 0.001


def test_digits_are_one_nought_and_prefixes_are_shorter_than_the_word() -> None:
    assert plain("33171") == "0"
    assert list(word_features("caught")) == ["=caught", "caug*", "caugh*"]
    assert list(word_features("ACCUSED")) == ["=ACCUSED"]


@given(st.text(alphabet="abcdeåäö", min_size=1, max_size=20))
def test_every_feature_of_a_word_is_the_word_or_a_beginning_of_it(word: str) -> None:
    first, *others = word_features(word)
    assert first == f"={word}"
    assert all(word.startswith(one[:-1]) and one.endswith("*") and len(one) - 1 in PREFIXES for one in others)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("=held\tarrst:1", r"en\.weights:11:7: 'arrst:1' is not kind:weight"),
        ("=x\tarrest:much", r"en\.weights:11:4: 'arrest:much' is not kind:weight"),
        ("=caught\tarrest:1", r"en\.weights:11:1: the feature =caught stands here twice"),
        ("ad 0.4", r"en\.weights:1:1: unknown heading: ad"),
    ],
)
def test_a_mistake_is_told_with_its_place(line: str, message: str) -> None:
    with pytest.raises(LexiconError, match=message):
        read_weights(f"{TEXT}\n{line}\n", "en.weights")


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(LexiconError) as caught:
        read_weights("=a\tx:1\n=b\ty:1\n", "fi.weights")
    assert len(str(caught.value).splitlines()) == 6  # two pairs, three numbers, the language


def test_a_file_that_nobody_asks_is_not_read() -> None:
    text = WeightsText("fi.weights", "language fi\nthis is no weights file\n")
    assert text.language == "fi"
    with pytest.raises(LexiconError):
        _ = text.read


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_weights_are_those_of_the_training_sentences(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    read = read_weights(text, str(path))
    assert f"SHA-256 {estimate.digest(read.language)}" in text, "run: python -m tests.weighing"


@pytest.mark.parametrize("language", estimate.LANGUAGES)
def test_the_training_sentences_name_nobody(language: str) -> None:
    text = (estimate.SENTENCES / f"{language}.jsonl").read_text(encoding="utf-8")
    assert not re.search(r"Kivim[aä]|Aleksanteri|Julius|Tapio|Vastaam|Zeekill|ransom_man", text)
    assert hashlib.sha256(text.encode()).hexdigest() == estimate.digest(language)


def test_estimating_from_a_few_sentences_finds_the_telling_words() -> None:
    pytest.importorskip("sklearn", reason="needs the extra 'train'")
    told = [("the man was nabbed in the harbour", {"arrest"}), ("she was nabbed at noon", {"arrest"})]
    other = [("the court sat in the harbour", set()), ("he spoke at noon", set()), ("the man was at court", set())]
    examples = [
        estimate.Example(tuple(f"={word}" for word in text.split()), frozenset(kinds)) for text, kinds in told + other
    ]
    bias, table = estimate.estimate(examples)
    assert set(bias) == {"arrest"}
    assert max(table, key=lambda name: table[name].get("arrest", 0.0)) == "=nabbed"
    text = "\n".join(f"{name}\tarrest:{weights['arrest']:.2f}" for name, weights in table.items() if weights)
    weights = read_weights(
        f"language en\nadd 0.5\nnear 0.2\ndrop 0\nbias\tarrest:{bias['arrest']}\n{text}\n", "en.weights"
    )
    assert weights.weigh(["nabbed"], ())[0][Kind.ARREST] > 0.5 > weights.weigh(["court"], ())[0][Kind.ARREST]


def test_names_are_taken_out_of_a_training_sentence() -> None:
    masked = estimate.mask("Aleksanteri Kivimäen ja Ville Tapion jutut, Vastaamosta ja ransom_manista")
    assert masked == "ACCUSED ja PERSON jutut, COMPANY ja PERSON"
