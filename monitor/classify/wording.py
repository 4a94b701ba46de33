"""What the words of a sentence say beside the rules: kinds no rule found, and rules the words speak against.

Rules kept: words alone tell a kind only above the weights' ``add``; such a mention names the words that carried it,
has their probability as its confidence, and everything else of it (modality, subject, date) is decided as for a rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.lexicon import Pattern, Rule
from monitor.model import Case, Kind
from monitor.weights import Weights, plain

_CARRIERS = 3
_SUREST = 0.99  # words alone are never as sure as a rule


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
    found = matcher.features.keys() & sentence.found.spans.keys()
    return Words(tuple(words), frozenset(matcher.features[number] for number in found))


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
    """The rules' matches of a sentence: those its words do not speak against and the others; and what words tell."""

    sentence: Sentence
    hits: tuple[Hit, ...]
    doubted: tuple[Hit, ...]
    told: Mapping[Kind, float]
    seen: Words | None = None
    root: float = 1.0


def judged(
    analysis: Analysis, case: Case, weights: Weights | None, sentence: Sentence, hits: Sequence[Hit], *, asked: bool
) -> Judged:
    """Weigh a sentence's words; ``asked``: it is a question, of which words alone tell nothing."""
    if weights is None:
        return Judged(sentence, tuple(hits), (), {})
    seen = words_of(analysis, case, sentence)
    chances, root = weights.weigh(seen.told, seen.concepts)
    kept = tuple(hit for hit in hits if chances[hit.rule.kind] >= weights.drop)
    doubted = tuple(_doubted(hit, chances) for hit in hits if chances[hit.rule.kind] < weights.drop)
    told = {} if asked else {kind: chance for kind, chance in chances.items() if chance >= weights.near}
    return Judged(sentence, kept, doubted, told, seen, root)


def _doubted(hit: Hit, chances: Mapping[Kind, float]) -> Hit:
    """Give a rule's match the small confidence its words leave it."""
    return replace(hit, rule=replace(hit.rule, confidence=round(chances[hit.rule.kind], 4)))


def clearest(
    analysis: Analysis, weights: Mapping[str, Weights], sentences: Iterable[Judged], known: Collection[Kind]
) -> list[tuple[Sentence, Hit]]:
    """Give, for each kind no rule found anywhere in the text, a match of the words of its likeliest sentence.

    Its confidence is the probability; under the weights' ``add`` it is a near miss only.
    """
    best: dict[Kind, Judged] = {}
    for one in sentences:
        for kind, chance in one.told.items():
            if kind not in known and (kind not in best or chance > best[kind].told[kind]):
                best[kind] = one
    hits = ((one.sentence, _hit(analysis, weights[one.sentence.language], one, kind)) for kind, one in best.items())
    return [(sentence, hit) for sentence, hit in hits if hit is not None]


def _hit(analysis: Analysis, weights: Weights, one: Judged, kind: Kind) -> Hit | None:
    """Give a kind that words alone tell the shape of a rule's match; nothing when no single word speaks for it."""
    weighed = _weighed(weights, one, kind)
    carriers = _carriers(weighed, one.sentence)
    if not carriers:
        return None
    chance = min(round(one.told[kind], 2), _SUREST)
    rule = Rule(f"{one.sentence.language}-words-{kind}", kind, (), confidence=chance)
    source = ", ".join(f"{analysis.tokens[at].norm} {weighed[at] / one.root:+.2f}" for at in carriers)
    return Hit(rule, Pattern(source, ()), carriers)


def _weighed(weights: Weights, one: Judged, kind: Kind) -> dict[int, float]:
    """Give how much each word (index into the text's words) speaks for a kind; names of people carry nothing."""
    words = enumerate(one.seen.words if one.seen else (), one.sentence.first)
    return {at: weights.of(word, kind) for at, word in words if word is not None and not word.isupper()}


def _carriers(weighed: Mapping[int, float], sentence: Sentence) -> tuple[int, ...]:
    """Give the words that carry a kind: the heaviest, of the clause where they weigh most."""
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
