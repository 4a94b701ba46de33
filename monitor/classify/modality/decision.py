"""Fact, demand, plan, possibility or denial: which of the cues that are said of a match decides.

Rule kept: a rule that names its modality is believed; else the strongest cue that is said of the match decides, as
`scope` tells what a cue is said of. A match with no cue is a fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.classify import scope
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.classify.modality.ahead import announced_by, is_presupposed, planned_by
from monitor.classify.modality.denied import (
    GRANTED,
    PERFECT_OF_NOT,
    contested_by,
    denied_by,
    is_preventable,
    not_so_far,
    refuted_by,
    undone_by,
)
from monitor.classify.modality.grammar import DONE, IF, SHORT_WORD, WHETHER, clause_before
from monitor.classify.modality.sought import SEEKABLE, WISHED, doubted_by, governs_itself, sought_by, wished_by
from monitor.classify.modality.supposed import (
    MEANS_TO,
    asked_by,
    clauses_before_or,
    conditioned_by,
    general_by,
    may_ask,
    meant_by,
    modal_by,
    possible_by,
    still_wanted_by,
    unsettled_by,
)
from monitor.model import Kind, Modality, Outcome


def decide(analysis: Analysis, sentence: Sentence, hit: Hit) -> tuple[Modality, str]:
    """Give the modality of a match and the cue that decided it, as ``name=word``."""
    own = scope.core(sentence, hit)
    modality, cue = _preset(analysis, sentence, hit, own) or _read(analysis, sentence, hit, own)
    return modality, f"modality={modality}:{cue}" if cue else f"modality={modality}"


_Decided = tuple[Modality, str]
_TOLD: Final = (Modality.FACT, "")


def _preset(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> _Decided | None:
    """Give what the rule itself says of the modality, unless a word of doubt or of "not yet" stands beside it."""
    if hit.rule.outcome in (Outcome.WAIVED, Outcome.REFUSED) and hit.rule.modality in (None, Modality.FACT):
        early = not_so_far(analysis, sentence, hit, own)
        if early is not None:
            doubt = scope.framed(analysis, sentence, own, "doubt", until=hit.first)
            return (Modality.DENIED, early) if doubt is None else (Modality.HYPOTHETICAL, doubt)
        if hit.rule.outcome is Outcome.WAIVED:
            return _TOLD
    if hit.rule.modality is None:
        undone = undone_by(analysis, sentence, hit, own)
        return (Modality.DENIED, undone) if undone is not None else None
    return _weakened(analysis, sentence, hit, own) or (hit.rule.modality, "rule")


def _weakened(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> _Decided | None:
    """Give what becomes of a rule's demand, plan or possibility by the words around it; nothing where it stands."""
    modality, kind = hit.rule.modality, hit.rule.kind
    if modality is Modality.HYPOTHETICAL:
        return _answered(analysis, sentence, hit)
    if modality not in WISHED:
        return None
    frame = None
    if modality is Modality.PLANNED:
        frame = scope.framed(analysis, sentence, own, "refuted", until=hit.last)  # "has no plans to"
    elif kind in GRANTED:
        frame = scope.framed(analysis, sentence, own, "refused")
    if frame is not None:
        return Modality.DENIED, frame
    maybe = unsettled_by(analysis, sentence, hit, own)
    if maybe is not None:
        return Modality.HYPOTHETICAL, maybe
    meant = meant_by(analysis, sentence, hit, own) if modality is Modality.SOUGHT else None
    return (Modality.PLANNED, meant) if meant is not None else None


_DECIDED_NOT: Final = frozenset({Kind.CHARGES, Kind.SUPREME_COURT})
_COMING: Final = frozenset({"ensi", "huomenna", "coming", "tomorrow", "nästa", "hösten", "våren", "next"})


def _answered(analysis: Analysis, sentence: Sentence, hit: Hit) -> _Decided | None:
    """Give what is said of the answer to "whether": due ("decides on Tuesday whether"), or not given yet."""
    norms = [token.norm for token in analysis.tokens[sentence.first : sentence.last]]
    asked = WHETHER & set(norms) or any(may_ask(norm) and len(norm) > SHORT_WORD for norm in norms)
    if not asked or norms[0] in IF:
        return None
    negated = {start - sentence.first for start, _ in analysis.spans(sentence, "cue:negation")}
    for at in negated:
        beside = {*norms[max(at - 1, 0) : at], *norms[at + 1 : at + 3]}
        if hit.rule.kind in _DECIDED_NOT and beside & PERFECT_OF_NOT:
            return Modality.DENIED, norms[at]
    at = next((at for at, norm in enumerate(norms) if norm in WHETHER), 0)
    coming = next((norm for norm in norms if norm in _COMING), "will" if "will" in norms[:at] else None)
    return (Modality.PLANNED, coming) if coming is not None and not negated else None


def _read(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> _Decided:
    """Give what the words around a match make of it."""
    if is_presupposed(analysis, sentence, hit) or is_preventable(analysis, sentence, hit, own):
        return _TOLD
    if hit.rule.kind is Kind.TRIAL and scope.resumed(analysis, sentence, hit):
        return _TOLD
    if _is_handled(analysis, sentence, hit, own):
        return _TOLD
    own = scope.saying(analysis, sentence, hit, own) if hit.rule.kind is not Kind.TRIAL else own
    unmet = scope.framed(analysis, sentence, own, "unmet") if hit.rule.kind in _UNMET else None
    if hit.rule.kind is Kind.DISCLOSURE and 0 in own and analysis.tokens[sentence.first].norm == "had":
        return Modality.DENIED, "had"
    if unmet is not None:
        return _UNMET[hit.rule.kind], unmet
    contested = contested_by(analysis, sentence, hit, own) or refuted_by(analysis, sentence, hit, own)
    if contested is not None:
        return Modality.DENIED, contested
    for modality, cue in _order(analysis, sentence, hit, own):
        if cue is not None and (modality not in hit.rule.keeps or cue in MEANS_TO):
            open_question = modality is Modality.HYPOTHETICAL and (cue in WHETHER - IF or may_ask(cue))
            return (_answered(analysis, sentence, hit) if open_question else None) or (modality, cue)
    return _TOLD


def _is_handled(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> bool:
    """Whether an appeal named by a noun alone is what a court deals with: it has been lodged."""
    if hit.rule.kind is not Kind.APPEAL or len(hit.words) > 1:
        return False
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, "cue:handled"))


#: What "should have" says of a step that was owed: it was not taken; of a lack or an authority's view: it is one.
_UNMET: Final = {
    Kind.DISCLOSURE: Modality.DENIED,
    Kind.SECURITY_FINDING: Modality.FACT,
    Kind.REGULATOR_ACTION: Modality.FACT,
}


def _order(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> Iterator[tuple[Modality, str | None]]:
    """Give what each sort of cue says, the stronger first; the weaker are only looked for when none was found."""
    kind = hit.rule.kind
    yield Modality.HYPOTHETICAL, conditioned_by(analysis, sentence, hit, own) or asked_by(analysis, sentence, hit)
    yield Modality.HYPOTHETICAL, doubted_by(analysis, sentence, hit, own)
    yield Modality.DENIED, denied_by(analysis, sentence, hit, own) or still_wanted_by(analysis, sentence, hit, own)
    yield Modality.HYPOTHETICAL, general_by(analysis, sentence, hit)
    governed = own | clause_before(analysis, sentence, own)
    seeking = sought_by(analysis, sentence, hit, governed)
    if kind is Kind.EXTRADITION and seeking and planned_by(analysis, sentence, hit, governed):
        seeking = None  # "Finland will ask for him": what is announced is the request
    if seeking:
        yield Modality.HYPOTHETICAL, modal_by(analysis, sentence, hit, own)
        yield Modality.PLANNED, seeking if governs_itself(analysis, sentence, kind, seeking) else None
        yield Modality.SOUGHT, seeking
    if kind in SEEKABLE:
        yield Modality.SOUGHT, wished_by(analysis, sentence, own)
    yield Modality.PLANNED, announced_by(analysis, sentence, hit)
    yield (
        Modality.HYPOTHETICAL,
        possible_by(analysis, sentence, hit, governed | clauses_before_or(analysis, sentence, own)),
    )
    if kind in DONE:
        yield Modality.PLANNED, meant_by(analysis, sentence, hit, own)
    else:
        yield Modality.PLANNED, planned_by(analysis, sentence, hit, governed)
