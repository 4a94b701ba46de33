"""By which words a match is denied: negations, refusals, what came to nothing, and what somebody contests."""

from __future__ import annotations

import re
from typing import Final

from monitor.classify import scope
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.classify.modality.grammar import (
    DEMANDS,
    DENIAL_REACH,
    DONE,
    JOINERS,
    NEGATION_REACH,
    THAT,
    VERBAL,
    before_opener,
    clause_before,
    first_cue,
    told_past,
)
from monitor.model import Kind

#: Steps that can be called off: what was agreed, put forward or fixed a day for.
_UNDOABLE: Final = frozenset(
    {Kind.TRIAL, Kind.OWNERSHIP, Kind.LEGISLATION, Kind.SETTLEMENT, Kind.EXTRADITION, Kind.COMPENSATION}
)
_LEFT_UNDONE: Final = re.compile(r"\w{3}(?:matta|mättä)$")
_ADVERBS: Final = ("viipymä", "epäröimä", "huolima", "riippuma", "katsoma", "lukuun")
_LEAVING: Final = ("jät", "jää", "jäi", "jäänyt", "on", "oli", "olla", "olevansa")


def undone_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "was called off", "kariutui", and the Finnish "jäi tekemättä" of a match's own verb."""
    if hit.rule.kind in _UNDOABLE and hit.rule.outcome is None:
        frame = scope.framed(analysis, sentence, own, "undone", own_only=True)
        if frame is not None:
            return frame
    if sentence.language != "fi" or hit.rule.kind in scope.OF_LACK | {Kind.REGULATOR_ACTION}:
        return None
    norms = [analysis.tokens[word].norm for word in sentence.clause_words(own)]
    left = (analysis.tokens[word].norm for word in hit.words)
    found = next((norm for norm in left if _LEFT_UNDONE.search(norm) and not norm.startswith(_ADVERBS)), None)
    return found if any(norm.startswith(_LEAVING[:3]) or norm in _LEAVING for norm in norms) else None


def is_preventable(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> bool:
    """Whether an act "could have been prevented": then it happened."""
    if hit.rule.kind not in DONE | {Kind.DATA_LEAK}:
        return False
    return scope.framed(analysis, sentence, own, "prevented", own_only=True) is not None


#: Steps that an authority or the other side grants: refusing them is saying that they did not come about.
GRANTED: Final = frozenset(
    {
        Kind.RELEASE,
        Kind.SETTLEMENT,
        Kind.COMPENSATION,
        Kind.EXTRADITION,
        Kind.REMAND,
        Kind.SUSPECT_NAMED,
        Kind.DISCLOSURE,
    }
)


def _somebody_else(analysis: Analysis, sentence: Sentence, own: set[int]) -> str | None:
    """Find "somebody else did it", unless the sentence leaves open whether somebody else did, too."""
    found = scope.framed(analysis, sentence, own, "another", own_only=True)
    return found if found and scope.framed(analysis, sentence, own, "doubt") is None else None


def refuted_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "no evidence that …", "… is untrue", and for what is granted "turned down his request for …"."""
    name = _REFUTED.get(hit.rule.kind, "refuted")
    frame = scope.framed(analysis, sentence, own, name)
    if frame is None and hit.rule.kind in (Kind.BREACH, Kind.EXTORTION, Kind.RANSOM_DEMAND):
        frame = _somebody_else(analysis, sentence, own)
    if frame in _NONE and hit.rule.kind is Kind.WANTED:
        frame = None  # "no trace of him"
    if frame is not None and name == "cleared" and _negated_frame(analysis, sentence, name):
        frame = None
    if frame is None and hit.rule.kind in GRANTED and hit.rule.outcome is None:
        words = sentence.clause_words(own)
        if any(analysis.tokens[word].norm.startswith(_COMPLAINT) for word in words):
            return None  # what is turned down is the complaint about it
        refused = scope.framed(analysis, sentence, own, "refused")
        return refused if hit.rule.kind is not Kind.REMAND or (refused or "").startswith(_REFUSED_BY_COURT) else None
    return frame


#: Where a lack is the content, "no sign of" states it: what clears of it has words of its own.
_REFUTED: Final = {Kind.SECURITY_FINDING: "cleared"}
_NONE: Final = frozenset({"no", "ei", "eivät", "ettei", "ingen", "inga", "inget", "utan", "saknas"})
_LACKING: Final = frozenset(
    {"without", "not", "no", "never", "nor", "neither", "ei", "ilman", "inte", "utan", "lacked"}
)


def _negated_frame(analysis: Analysis, sentence: Sentence, name: str) -> bool:
    """Whether a frame that clears is itself negated: "without adequate protection"."""
    for start, end in analysis.spans(sentence, f"cue:{name}"):
        beside = {word.norm for word in analysis.tokens[max(start - 3, sentence.first) : end]}
        if analysis.tokens[start].norm not in _NONE and beside & _LACKING:
            return True
    return False


_REFUSED_BY_COURT: Final = ("hylk", "hylä", "evä", "reject", "turn", "avsl", "avvis")
_COMPLAINT: Final = ("complaint", "appeal", "objection", "kantelu", "valitus", "valituks", "klagan", "klagom", "besvär")
PERFECT_OF_NOT: Final = frozenset({"ole", "olla", "has", "have", "had", "been", "har", "hade"})


def not_so_far(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Tell "ei ole nostettu", "no charges have been laid yet" (so far not) from "ei nostettu" (decided not to)."""
    early = first_cue(analysis, sentence, hit, own, "not_yet")
    if early is not None:
        return early
    negated = any(start in hit.words for start, _ in analysis.spans(sentence, "cue:negation"))
    near = range(hit.first, min(hit.last + 4, sentence.last))
    found = (analysis.tokens[word].norm for word in near if sentence.clause_of(word) in own)
    return next((norm for norm in found if norm in PERFECT_OF_NOT), None) if negated else None


_REPORTED = re.compile(r"(?:ne?en[sn][aäi]|neensä|neensa|v[aä]ns[aä]|ing)$")


def _as_claimed(analysis: Analysis, sentence: Sentence, own: set[int]) -> set[int]:
    """Give the clause before "jonka mukaan …": "torjuu väitteen, jonka mukaan …"."""
    words = sentence.clause_words({min(own)})
    told = len(words) > 1 and analysis.tokens[words[1]].norm == "mukaan"
    return before_opener(analysis, sentence, own, frozenset({"jonka"})) if told else set()


def _may_be_denied(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match can be the object of "denies": it reports ("vieneensä", "breaking") or holds no told verb."""
    if any(_REPORTED.search(analysis.tokens[word].norm) for word in hit.words):
        return True
    return not told_past(analysis, sentence, hit)


def contested_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find who denies what the match tells: "kiistää vieneensä", "denies breaking", "kiistää, että …"."""
    worded = scope.of_words_alone(hit)
    if hit.rule.kind is Kind.TRIAL or (hit.rule.kind is Kind.CHARGES and not worded):
        return None  # who denies the charges has been charged (the rules tell these two apart), or speaks in court
    denials = analysis.spans(sentence, "cue:denial")
    governing = clause_before(analysis, sentence, own) | _as_claimed(analysis, sentence, own) if denials else set()
    for start, _ in denials:
        after = analysis.tokens[start + 1 : min(start + 5, sentence.last)]
        if (start in hit.words and not worded) or any(word.norm.endswith(("masta", "mästä")) for word in after):
            continue  # "kielsi yhtiötä puhumasta" forbids
        clause = sentence.clause_of(start)
        near = clause in own and start < hit.first <= start + NEGATION_REACH
        whole = clause in own and (worded or _denies_whole(analysis, sentence, hit, start))
        if whole or clause in governing or (near and _may_be_denied(analysis, sentence, hit)):
            return analysis.tokens[start].norm
    return None


def _denies_whole(analysis: Analysis, sentence: Sentence, hit: Hit, start: int) -> bool:
    """Whether a denial takes the rest of its clause as its object: "denies having …", "förnekar att …"."""
    norm = analysis.tokens[start].norm
    if sentence.language == "sv" and norm.endswith("as"):
        return True
    following = {word.norm for word in analysis.tokens[start + 1 : min(start + 4, sentence.last)]}
    return start < hit.last and bool(following & _OBJECTS)


_OBJECTS: Final = THAT | {"having", "ever", "olevansa", "till"}


def denied_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find a negation before (or near) the match in its clause, unless the match itself is made of one."""
    for start, _ in analysis.spans(sentence, "cue:negation"):
        norm = analysis.tokens[start].norm
        if norm.startswith("fail") and hit.rule.kind in DEMANDS | scope.OF_LACK:
            continue
        if sentence.clause_of(start) not in own or scope.tells_lack(analysis, sentence, hit, start):
            continue
        if scope.absorbed(analysis, sentence, hit, start) or scope.contrasted(analysis, sentence, start):
            continue
        if start in hit.words:
            if scope.of_words_alone(hit):
                return norm
            continue
        if _of_whole(analysis, sentence, own, start) or _of_object(analysis, sentence, hit, start):
            return norm
        if _negates(analysis, hit, start) and not _other_verb(analysis, sentence, hit, start):
            return norm
    return None


_NOBODY: Final = frozenset(
    (
        *("no", "nobody", "none", "nothing", "neither"),
        *("ingen", "inga", "inget", "ingenting", "varken"),
        "kukaan",
        "mikään",
    )
)


def _of_whole(analysis: Analysis, sentence: Sentence, own: set[int], start: int) -> bool:
    """Whether a negation is the subject at the head of the match's clause: "No decision on leave has come from …"."""
    head = sentence.clause_words(own)[0]
    return analysis.tokens[start].norm in _NOBODY and (
        start == head or (start == head + 1 and analysis.tokens[head].norm in JOINERS)
    )


def _of_object(analysis: Analysis, sentence: Sentence, hit: Hit, start: int) -> bool:
    """Whether a match ends in a verb whose object is none: "has taken no measures", "made no arrests"."""
    if start != hit.last + 1 or analysis.tokens[start].norm not in _NOBODY:
        return False
    forms = analysis.matcher(sentence).forms
    return forms.derivation(analysis.tokens[hit.last].norm)[1].startswith(("past", "ptc", "pres", "base"))


def _other_verb(analysis: Analysis, sentence: Sentence, hit: Hit, start: int) -> bool:
    """Whether a negation behind a match is that of the next verb ("… ei kommentoinut", "distress does not ease")."""
    if start < hit.last:
        return False
    if sentence.language != "fi":
        following = {word.norm for word in analysis.tokens[start + 1 : min(start + 5, sentence.last)]}
        return sentence.language == "en" and not following & _COMING_ABOUT
    forms = analysis.matcher(sentence).forms
    if any(forms.derivation(analysis.tokens[word].norm)[1].startswith((*VERBAL, "ptc")) for word in hit.words):
        return True
    verb = analysis.tokens[start + 1 : min(start + 5, sentence.last)]
    return not any(word.norm.startswith(_HAPPENING) for word in verb)


_COMING_ABOUT: Final = frozenset(
    {
        "carried",
        "realised",
        "materialised",
        "materialise",
        "been",
        "be",
        "yet",
        "happen",
        "happened",
        "take",
        "taken",
        "come",
        "made",
        "filed",
        "brought",
        "issued",
        "given",
    }
)
#: Verbs by which a step named by a noun comes about ("tuomiota ei ole vielä annettu", "päätöstä ei tehty").
_HAPPENING: Final = (
    "ole",
    "ollu",
    "anne",
    "anta",
    "teh",
    "tapaht",
    "tull",
    "saa",
    "tode",
    "havai",
    "nost",
    "hyväk",
    "myön",
    "tunnust",
    "pääs",
    "synn",
    "synty",
    "määrä",
    "makse",
    "solmi",
    "muute",
    "muuttu",
    "toteu",
    "jätet",
    "käynnist",
    "alka",
)


def _negates(analysis: Analysis, hit: Hit, start: int) -> bool:
    """Whether a negation at ``start`` is near enough to a match, with no "and" or "but" between them."""
    near = -DENIAL_REACH <= start - hit.first <= 0 or hit.first < start < hit.last or 0 < start - hit.last <= 2
    passive = analysis.tokens[min(start + 1, len(analysis.tokens) - 1)].norm in ("been", "yet")
    near = near or (passive and 0 < start - hit.last <= NEGATION_REACH)
    if not near:
        return False
    between = range(start + 1, hit.first)
    return not any(analysis.tokens[word].norm in JOINERS for word in between)
