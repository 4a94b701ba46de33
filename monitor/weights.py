"""Weighted words: how much each word of a sentence speaks for, or against, each kind of development.

A rule of the lexicon knows a wording; the weights know the words. They were estimated (logistic regression, one kind
against the rest) from sentences written and labelled for this project by `tests/weighing`, and stand in
``config/lexicons/LANGUAGE.weights``, one feature a line, so that a person can read, compare and change them:

* ``=word`` the word as it stands, lower case, digits as one 0; ``word*`` any word of more letters that begins so;
* ``@concept`` a concept or cue of the lexicon found in the sentence;
* ``=ACCUSED`` ``=COMPANY`` ``=PERSON``: a name of the case, so that nothing is learned of the people themselves.

A sentence's score for a kind is the bias plus the sum of its features' weights over the square root of their number.

Rules kept: pure; every mistake in the file at file:line:column; the file's text is parsed when a sentence first asks.
"""

from __future__ import annotations

import functools
import hashlib
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.errors import LexiconError
from monitor.model import Kind

SUFFIX = ".weights"
#: Prefixes of these lengths are features: Finnish inflects at the end, and derives there too.
PREFIXES = (4, 5, 6, 7, 8)
KINDS = tuple(Kind)
_DIGITS = re.compile(r"\d+")
_LANGUAGE = re.compile(r"^language (\w+)$", re.MULTILINE)
_HEADS = ("language", "add", "near", "drop")
_INDEX = {str(kind): number for number, kind in enumerate(KINDS)}

Weighed = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Weights:
    """One language's weights.

    ``add`` is the probability from which words alone tell a kind, ``near`` that from which it is a near
    miss, for a person to rule on, and ``drop`` that under which a rule is not believed.
    """

    language: str
    add: float
    near: float
    drop: float
    bias: tuple[float, ...]
    table: Mapping[str, Weighed]

    @functools.cached_property
    def _words(self) -> dict[str, tuple[int, Weighed]]:
        return {}

    def word(self, word: str) -> tuple[int, Weighed]:
        """Give how many features of a word (`plain`) are known, and the sum of their weights per kind."""
        known = self._words.get(word)
        if known is None:
            found = [self.table[name] for name in word_features(word) if name in self.table]
            known = len(found), _summed(found)
            if len(self._words) < 50_000:
                self._words[word] = known
        return known

    def of(self, word: str, kind: Kind) -> float:
        """Give how much one word (`plain`) speaks for a kind, before any division."""
        return next((weight for number, weight in self.word(word)[1] if KINDS[number] is kind), 0.0)

    def weigh(self, words: Sequence[str], concepts: Collection[str]) -> tuple[dict[Kind, float], float]:
        """Give the probability of every kind for one sentence, and the root its sums were divided by."""
        sums = [0.0] * len(KINDS)
        count = 0
        for word in dict.fromkeys(words):
            features, weighed = self.word(word)
            count += features
            for number, weight in weighed:
                sums[number] += weight
        for concept in concepts:
            found = self.table.get(f"@{concept}")
            if found is not None:
                count += 1
                for number, weight in found:
                    sums[number] += weight
        root = math.sqrt(count) or 1.0
        scores = zip(KINDS, self.bias, sums, strict=True)
        return {kind: 1 / (1 + math.exp(-(base + total / root))) for kind, base, total in scores}, root


@dataclass(frozen=True)
class WeightsText:
    """A weights file that is parsed when first asked: reading thousands of lines is not for those who need none."""

    file: str
    text: str

    @property
    def language(self) -> str:
        """The language it says it is of; empty when it does not say."""
        found = _LANGUAGE.search(self.text)
        return found[1] if found else ""

    @property
    def version(self) -> str:
        """The first twelve hex digits of the SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @functools.cached_property
    def read(self) -> Weights:
        """The weights; raises LexiconError."""
        return read_weights(self.text, self.file)


def plain(norm: str) -> str:
    """Give a normalised word as the features know it: every run of digits is one 0."""
    return _DIGITS.sub("0", norm)


def word_features(word: str) -> Iterator[str]:
    """Give the features of one word."""
    yield f"={word}"
    if not word.isupper():
        for length in PREFIXES:
            if len(word) > length:
                yield f"{word[:length]}*"


def _summed(found: Sequence[Weighed]) -> Weighed:
    sums: dict[int, float] = {}
    for weighed in found:
        for number, weight in weighed:
            sums[number] = sums.get(number, 0.0) + weight
    return tuple(sums.items())


class _Reader:
    """Reads one file and collects its mistakes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[str] = []
        self.heads: dict[str, str] = {}
        self.table: dict[str, Weighed] = {}

    def wrong(self, line: int, column: int, message: str) -> None:
        self.mistakes.append(f"{self.file}:{line}:{column}: {message}")

    def line(self, number: int, text: str) -> None:
        name, _, rest = text.partition("\t")
        if not rest and " " in text:
            head, _, value = text.partition(" ")
            self.heads[head] = value.strip()
        elif name in self.table:
            self.wrong(number, 1, f"the feature {name} stands here twice")
        else:
            self.table[name] = tuple(self.pairs(number, len(name) + 2, rest))

    def pairs(self, number: int, column: int, text: str) -> Iterator[tuple[int, float]]:
        for pair in text.split(" "):
            kind, _, weight = pair.partition(":")
            try:
                yield _INDEX[kind], float(weight)
            except (KeyError, ValueError):
                self.wrong(number, column, f"{pair!r} is not kind:weight, such as arrest:1.25")
            column += len(pair) + 1

    def number(self, head: str) -> float:
        try:
            return float(self.heads[head])
        except (KeyError, ValueError):
            self.wrong(1, 1, f"the line '{head} NUMBER' is missing, or its number is none")
            return 0.0


def read_weights(text: str, file: str) -> Weights:
    """Read a weights file; raises LexiconError with every mistake at file:line:column."""
    reader = _Reader(file)
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            reader.line(number, line)
    bias = dict(reader.table.pop("bias", ()))
    add, near, drop = (reader.number(head) for head in ("add", "near", "drop"))
    if not reader.heads.get("language"):
        reader.wrong(1, 1, "the line 'language CODE' is missing")
    if unknown := sorted(reader.heads.keys() - set(_HEADS)):
        reader.wrong(1, 1, f"unknown heading: {', '.join(unknown)}; known are {', '.join(_HEADS)}")
    if reader.mistakes:
        raise LexiconError("\n".join(reader.mistakes))
    return Weights(
        language=reader.heads["language"],
        add=add,
        near=near,
        drop=drop,
        # A kind without a bias was never seen in training: words alone must not tell it.
        bias=tuple(bias.get(number, -20.0) for number in range(len(KINDS))),
        table=reader.table,
    )
