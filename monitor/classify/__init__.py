"""The classifier: text + lexicons + cases -> mentions and figures, each with its span and the rule it came from.

The flow, each step a module: analysis (words, sentences, clauses, matches) | relevance (is it this case) |
mentions (modality, subject, date, news, merged to one mention per development) | figures. A live blog's entries are
read one by one (parts).

Rules kept: no I/O, no clock; nothing raises on any text; offsets slice back to quotes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from monitor.classify import analysis as reading
from monitor.classify.explain import Explanation, explanation
from monitor.classify.figures import figures_of
from monitor.classify.matcher import Matcher
from monitor.classify.mentions import mentions
from monitor.classify.parts import read_parts
from monitor.classify.relevance import Evidence, relevant_paragraphs, weigh
from monitor.lexicon import Lexicon, collector_paused
from monitor.liveblog import parts
from monitor.model import Case, Document, Figure, Mention, Reading
from monitor.weights import WeightsText

__all__ = ["Classifier", "Explanation"]


class Classifier:
    """Reads documents against cases. Build it once: building expands every paradigm; reading only looks up."""

    def __init__(self, lexicons: Sequence[Lexicon], cases: Sequence[Case], weights: Sequence[WeightsText] = ()) -> None:
        self.weights = {one.language: one for one in weights}
        self.cases = tuple(cases)
        with collector_paused():
            self.matchers = {lexicon.language: Matcher(lexicon, cases) for lexicon in lexicons}
        self.version = _version(lexicons, weights)
        self._mask = tuple(name for case in cases for actor in case.actors for name in (*actor.names, *actor.forms))

    def read(self, document: Document) -> Reading:
        """Classify one document: whether it is about a case, its mentions and its figures.

        Of a live blog every entry is read by its own time.
        """
        found = parts(document.text)
        return read_parts(document, found, self._read_one) if found else self._read_one(document)

    def _read_one(self, document: Document) -> Reading:
        return self._read(document)[1]

    def explain(self, document: Document) -> Explanation:
        """Give the same reading with the trace behind it: matched words, bases, case tags, clauses, reasons."""
        analysis, result = self._read(document)
        return explanation(analysis, self.read(document) if parts(document.text) else result)

    def _read(self, document: Document) -> tuple[reading.Analysis, Reading]:
        analysis = reading.analyse(document, self.matchers, self._mask)
        weighed = [weigh(analysis, case) for case in self.cases]
        relevant = [evidence for evidence in weighed if evidence.relevant]
        found: list[Mention] = []
        near: list[Mention] = []
        counted: list[Figure] = []
        for evidence in relevant:
            paragraphs = relevant_paragraphs(analysis, evidence)
            told, doubtful = mentions(analysis, evidence.case, paragraphs, self.weights)
            found.extend(told)
            near.extend(doubtful)
            counted.extend(figures_of(analysis, evidence.case.id, paragraphs))
        best = max(relevant, key=lambda evidence: len(evidence.named), default=None)
        return analysis, Reading(
            relevant=best is not None,
            case=best.case.id if best else None,
            language=analysis.language,
            mentions=tuple(found),
            near=tuple(near),
            figures=tuple(counted),
            lexicon_version=self.version,
            why=_why(weighed),
        )


def _why(weighed: Sequence[Evidence]) -> tuple[str, ...]:
    return tuple(f"{evidence.case.id}: {', '.join(evidence.why) or 'nothing'}" for evidence in weighed)


def _version(lexicons: Sequence[Lexicon], weights: Sequence[WeightsText]) -> str:
    versions = [f"{one.language}:{one.version}" for one in lexicons]
    versions += [f"{one.language}:{one.version}" for one in weights]
    return hashlib.sha256(" ".join(sorted(versions)).encode()).hexdigest()[:12]
