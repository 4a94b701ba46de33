"""Whether a text is about a case: its names, its context words, and what makes a look-alike.

Rules kept: a name or a strong set of context words identifies the case; another person of the name, another breach
and a passing mention do not. The accused's name alone stands for the case only from the day it became public.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from monitor.classify.analysis import Analysis, Sentence
from monitor.model import Actor, Case, Kind

_INCIDENT = frozenset({Kind.BREACH, Kind.EXTORTION, Kind.RANSOM_DEMAND, Kind.DATA_LEAK})
_TOLD_KINDS = 2
_LONG = 6


@dataclass(slots=True)
class Evidence:
    """What was counted for one case: sentence indexes with the organisation, with a full name, with a weak name …"""

    case: Case
    organisation: list[int] = field(default_factory=list)
    full: list[int] = field(default_factory=list)
    weak: list[int] = field(default_factory=list)
    context: set[str] = field(default_factory=set)
    context_sentences: list[int] = field(default_factory=list)
    not_this: list[int] = field(default_factory=list)
    events: int = 0  # kinds told, sentence by sentence
    steps: int = 0  # of these, steps of a proceeding
    relevant: bool = False
    why: list[str] = field(default_factory=list)

    @property
    def named(self) -> list[int]:
        """Sentences that name the case one way or another, in order."""
        return sorted({*self.organisation, *self.full, *self.weak})


def weigh(analysis: Analysis, case: Case) -> Evidence:
    """Count the evidence for one case and decide."""
    evidence = Evidence(case)
    for sentence in analysis.sentences:
        _count(analysis, case, sentence, evidence)
    evidence.relevant = _decide(analysis, evidence)
    return evidence


def _count(analysis: Analysis, case: Case, sentence: Sentence, evidence: Evidence) -> None:
    if analysis.has(sentence, f"not_this:{case.id}"):
        evidence.not_this.append(sentence.index)
    for actor in case.actors:
        if not actor.identifies:
            continue
        spans = analysis.spans(sentence, f"actor:{case.id}:{actor.id}")
        if spans:
            _file(analysis, evidence, actor, sentence, max(end - start for start, end in spans))
    spans = analysis.spans(sentence, f"context:{case.id}")
    evidence.context.update(analysis.tokens[start].norm[:6] for start, _ in spans)
    if spans:
        evidence.context_sentences.append(sentence.index)
    kinds = {hit.rule.kind for hit in sentence.found.hits}
    evidence.events += len(kinds)
    evidence.steps += len(kinds - _INCIDENT)


def _file(analysis: Analysis, evidence: Evidence, actor: Actor, sentence: Sentence, length: int) -> None:
    if actor.id == evidence.case.organisation:
        target = evidence.organisation
        spans = analysis.spans(sentence, f"actor:{evidence.case.id}:{actor.id}")
        if all(_weak(analysis, evidence.case, span) for span in spans):
            target = evidence.weak
    elif length >= 2 and _known(analysis, evidence.case, actor):
        target = evidence.full
    else:
        target = evidence.weak
    target.append(sentence.index)


def _weak(analysis: Analysis, case: Case, span: tuple[int, int]) -> bool:
    words = " ".join(token.surface for token in analysis.tokens[span[0] : span[1]])
    return words in case.weak_names


def _known(analysis: Analysis, case: Case, actor: Actor) -> bool:
    """Whether the accused was publicly tied to the case when this was published."""
    if actor.id != case.accused or case.accused_since is None or analysis.published is None:
        return True
    return analysis.published.last >= case.accused_since - dt.timedelta(days=1)


def _decide(analysis: Analysis, evidence: Evidence) -> bool:
    why = evidence.why
    if evidence.organisation:
        why.append(f"organisation={len(evidence.organisation)}")
        return not _passing(analysis, evidence)
    if evidence.not_this and len(evidence.not_this) >= len(evidence.full):
        why.append("look-alike")
        return False
    if evidence.full:
        why.append(f"full_name={len(evidence.full)}")
        return bool(evidence.context or evidence.steps) and not _passing(analysis, evidence)
    if evidence.weak and len(evidence.context) >= 1 and evidence.events:
        why.append(f"weak_name={len(evidence.weak)} context={len(evidence.context)}")
        return not _passing(analysis, evidence)
    if _accused_in_court(analysis, evidence):
        why.append("accused_in_court")
        return True
    why.append(f"context={len(evidence.context)}")
    return _by_context(analysis, evidence)


def _accused_in_court(analysis: Analysis, evidence: Evidence) -> bool:
    """Whether the title names the accused by surname, and the text a court of the case and a step taken there."""
    case = evidence.case
    accused = next((actor for actor in case.actors if actor.id == case.accused), None)
    if accused is None or not analysis.sentences or not _known(analysis, case, accused):
        return False
    titled = analysis.has(analysis.sentences[0], f"actor:{case.id}:{accused.id}")
    court = any(analysis.has(sentence, f"court:{case.id}") for sentence in analysis.sentences)
    return titled and court and evidence.events > 0 and not evidence.not_this


def _by_context(analysis: Analysis, evidence: Evidence) -> bool:
    """Recognise a text without any name by words of the case, two sorts of incident and the home country."""
    home = any(analysis.has(sentence, "cue:home") for sentence in analysis.sentences)
    kinds = {hit.rule.kind for sentence in analysis.sentences for hit in sentence.found.hits} & _INCIDENT
    if (
        evidence.context
        and home
        and len(kinds) >= _TOLD_KINDS
        and any(analysis.has(sentence, "cue:theme") for sentence in analysis.sentences)
    ):
        evidence.why.append(f"incident_kinds={len(kinds)}")
        return True
    return False


def _passing(analysis: Analysis, evidence: Evidence) -> bool:
    """Tell a passing mention: the case is named once, late, in a text that goes on about something else."""
    named = evidence.named
    total = len(analysis.sentences)
    if is_round_up(analysis) and any(_tells_step(analysis.sentences[index]) for index in named):
        return False
    if len(named) >= 3 or total <= 2:
        return False
    in_title = analysis.sentences[named[0]].paragraph == 0 if named else False
    if in_title and any(index > named[0] for index in [*named[1:], *evidence.context_sentences]):
        return False
    events = sum(1 for sentence in analysis.sentences if sentence.found.hits)
    early = bool(named) and named[0] <= 1
    passing = (not early and len(named) == 1 and events <= 3) or (
        in_title and not evidence.organisation and events <= 1
    )
    passing = passing or (not in_title and len(named) == 1 and events <= 1 and total >= _LONG)
    if passing:
        evidence.why.append("passing_mention")
    return passing


_ROUND_UP = re.compile(
    r"\b(?:in brief|in short|round-?up|short items|lyhyesti|pikku-?uutiset|i korthet|i korta drag|notiser)\b",
    re.IGNORECASE,
)


def is_round_up(analysis: Analysis) -> bool:
    """Whether title or teaser says that the text holds several short items, each about something else."""
    opening = analysis.sentences[:2]
    return bool(opening) and _ROUND_UP.search(analysis.content, 0, opening[-1].end) is not None


def _tells_step(sentence: Sentence) -> bool:
    return any(hit.rule.kind not in _INCIDENT for hit in sentence.found.hits)


def relevant_paragraphs(analysis: Analysis, evidence: Evidence, others: Iterable[int] = ()) -> set[int]:
    """Give the paragraphs that belong to the case: all of them, but in a round-up only those that name it."""
    everything = {sentence.paragraph for sentence in analysis.sentences}
    named = {analysis.sentences[index].paragraph for index in [*evidence.named, *evidence.context_sentences]}
    if is_round_up(analysis) and named:
        return named | set(others)
    if len(everything) <= 12 or len(named) * 3 >= len(everything):
        return everything
    near = {paragraph + step for paragraph in named for step in (0, 1)}
    return (near & everything) | {0} | set(others)
