"""What the words of a sentence say beside the rules: kinds no rule found, and rules the words speak against.

Rules kept: words alone tell a kind only above the weights' ``add``; such a mention names the words that carried it,
has their probability as its confidence, and everything else of it (modality, subject, date) is decided as for a rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.lexicon import Pattern, Rule
from monitor.model import Case, Kind
from monitor.weights import KINDS, Weights, plain

_CARRIERS = 3
_SUREST = 0.99  # words alone are never as sure as a rule
_NAMES = ("ACCUSED", "COMPANY", "PERSON")
_CONCEPTS_OF_CASES = ("actor:", "role:", "context:", "not_this:", "court:", "with:", "without:", "figure:")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as the weights see it: its words in order (None for the inside of a name), and its concepts."""

    words: tuple[str | None, ...]
    concepts: frozenset[str]

    @property
    def told(self) -> list[str]:
        """The words without gaps."""
        return [word for word in self.words if word is not None]


def words_of(analysis: Analysis, case: Case, sentence: Sentence) -> Words:
    """Take a sentence apart for weighing; names of the case's people and company become what they are in it."""
    words: list[str | None] = [plain(token.norm) for token in analysis.tokens[sentence.first : sentence.last]]
    matcher = analysis.matcher(sentence)
    for actor in case.actors:
        called = _called(case, actor.id, actor.kind)
        if called:
            for start, end in sentence.found.spans.get(matcher.symbol(f"actor:{case.id}:{actor.id}"), ()):
                _name(words, start - sentence.first, end - sentence.first, called)
    concepts = (matcher.names_of[number] for number in sentence.found.spans if number in matcher.names_of)
    return Words(tuple(words), frozenset(name for name in concepts if not name.startswith(_CONCEPTS_OF_CASES)))


def _called(case: Case, actor: str, kind: str) -> str:
    if actor == case.accused:
        return "ACCUSED"
    if actor == case.organisation:
        return "COMPANY"
    return "PERSON" if kind == "person" else ""


def _name(words: list[str | None], start: int, end: int, called: str) -> None:
    words[start:end] = [*[None] * (end - start - 1), called]


@dataclass(frozen=True, slots=True)
class Judged:
    """The rules' matches of a sentence that its words do not speak against, and what its words alone tell."""

    hits: tuple[Hit, ...]
    told: tuple[Hit, ...] = ()


def judged(
    analysis: Analysis, case: Case, weights: Weights | None, sentence: Sentence, hits: Sequence[Hit], *, asked: bool
) -> Judged:
    """Weigh a sentence's words; ``asked``: it is a question, of which words alone tell nothing."""
    if weights is None:
        return Judged(tuple(hits))
    seen = words_of(analysis, case, sentence)
    chances, root = weights.weigh(seen.told, seen.concepts)
    kept = tuple(hit for hit in hits if chances[KINDS.index(hit.rule.kind)] >= weights.drop)
    told = []
    for number, kind in enumerate(KINDS):
        if chances[number] >= weights.add and not asked:
            carriers = _carriers(weights, seen, number, sentence)
            if carriers:
                chance = min(round(chances[number], 2), _SUREST)
                rule = Rule(f"{sentence.language}-words-{kind}", kind, (), confidence=chance)
                told.append(Hit(rule, Pattern(_source(analysis, weights, carriers, number, root), ()), carriers))
    return Judged(kept, tuple(told))


def clearest(told: Iterable[tuple[Sentence, Hit]], known: Collection[Kind]) -> list[tuple[Sentence, Hit]]:
    """Give, for each kind no rule found anywhere in the text, the match of words alone with the highest chance."""
    best: dict[Kind, tuple[Sentence, Hit]] = {}
    for sentence, hit in told:
        held = best.get(hit.rule.kind)
        if hit.rule.kind not in known and (held is None or hit.rule.confidence > held[1].rule.confidence):
            best[hit.rule.kind] = sentence, hit
    return list(best.values())


def _carriers(weights: Weights, seen: Words, number: int, sentence: Sentence) -> tuple[int, ...]:
    """Give the words that carry a kind: the heaviest, of the clause where they weigh most."""
    weighed = {
        sentence.first + at: dict(weights.word(word)[1]).get(number, 0.0)
        for at, word in enumerate(seen.words)
        if word is not None and not word.isupper()
    }
    clauses: dict[int, float] = {}
    for at, weight in weighed.items():
        clause = sentence.clause_of(at)
        clauses[clause] = clauses.get(clause, 0.0) + max(weight, 0.0)
    if not any(clauses.values()):
        return ()
    best = max(clauses, key=clauses.__getitem__)
    own = [at for at in weighed if weighed[at] > 0 and sentence.clause_of(at) == best]
    heavy = sorted(own, key=lambda at: -weighed[at])
    return tuple(sorted(heavy[:_CARRIERS]))


def _source(analysis: Analysis, weights: Weights, carriers: Sequence[int], number: int, root: float) -> str:
    """Write the weights of the carrying words as `monitor why` shows them."""
    parts = []
    for at in carriers:
        weight: Mapping[int, float] = dict(weights.word(plain(analysis.tokens[at].norm))[1])
        parts.append(f"{analysis.tokens[at].norm} {weight[number] / root:+.2f}")
    return ", ".join(parts)
