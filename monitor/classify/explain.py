"""Why a text was read as it was: every matched word with its base form and case, its rule, and the reasons.

Rule kept: an explanation is computed from the same analysis as the reading, never by a second way of reading.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.model import Reading


@dataclass(frozen=True, slots=True)
class Word:
    """One matched word: ``"Kivimäelle" = Kivimäki + sg all``."""

    start: int
    end: int
    surface: str
    base: str
    tag: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One rule that matched: where, by which pattern, with which words."""

    rule: str
    kind: str
    pattern: str
    clause: tuple[int, int]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reading with what stands behind it; ``names`` are the case's names and roles found in the text."""

    reading: Reading
    content: str
    traces: tuple[Trace, ...]
    names: tuple[Word, ...]
    dates: tuple[tuple[int, int, str], ...]


def explanation(analysis: Analysis, reading: Reading) -> Explanation:
    """Collect the traces of an analysis."""
    traces = tuple(_trace(analysis, sentence, hit) for sentence in analysis.sentences for hit in sentence.found.hits)
    names = tuple(word for sentence in analysis.sentences for word in _names(analysis, sentence))
    dates = tuple(
        (match.start, match.end, match.date.value) for sentence in analysis.sentences for match in sentence.dates
    )
    return Explanation(reading, analysis.content, traces, names, dates)


def _trace(analysis: Analysis, sentence: Sentence, hit: Hit) -> Trace:
    words = sentence.clause_words(sentence.clauses_of(hit))
    clause = analysis.tokens[words[0]].start, analysis.tokens[words[-1]].end
    return Trace(
        hit.rule.id,
        hit.rule.kind,
        hit.pattern.source,
        clause,
        tuple(_word(analysis, sentence, index) for index in hit.words),
    )


def _word(analysis: Analysis, sentence: Sentence, index: int) -> Word:
    token = analysis.tokens[index]
    base, tag = analysis.matcher(sentence).forms.derivation(token.norm)
    return Word(token.start, token.end, token.surface, base, tag)


def _names(analysis: Analysis, sentence: Sentence) -> list[Word]:
    matcher = analysis.matcher(sentence)
    found = {
        index
        for prefix in ("actor:", "role:")
        for number in matcher.symbols(prefix).values()
        for start, end in sentence.found.spans.get(number, ())
        for index in range(start, end)
    }
    return [_word(analysis, sentence, index) for index in sorted(found)]
