"""By which words a match is asked for, wished or threatened, and by whom: an authority that asks acts."""

from __future__ import annotations

from typing import Final

from monitor.classify import scope
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.classify.modality.grammar import JOINERS, SHORT_WORD, finite_past, first_cue
from monitor.model import Kind, Modality

#: Steps somebody can ask for; what the blackmailer demands is the fact of a ransom demand, not a sought one.
SEEKABLE: Final = frozenset(
    {
        Kind.VERDICT,
        Kind.APPEAL_RULING,
        Kind.REMAND,
        Kind.RELEASE,
        Kind.EXTRADITION,
        Kind.CIVIL_CLAIM,
        Kind.COMPENSATION,
        Kind.SETTLEMENT,
        Kind.SUPREME_COURT,
        Kind.LEGISLATION,
        Kind.REGULATOR_ACTION,
        Kind.CHARGES,
        Kind.DISMISSAL,
    }
)
#: Steps that are asked for now and then, but whose words also stand beside quite other requests: only what is asked.
_ASKED_FOR: Final = frozenset(
    {Kind.DISCLOSURE, Kind.TRIAL, Kind.SUSPECT_NAMED, Kind.BANKRUPTCY, Kind.OWNERSHIP, Kind.ARREST, Kind.WANTED}
)
_LOOKED_FOR: Final = ("seek", "sök", "hak", "hae")
_BY_NAME: Final = ("wanted", "sought")  # "a wanted man": no demand
_FILED: Final = ("haettiin", "haettu", "hakeutu")  # a company that "haettiin konkurssiin" has been filed for
_TO_LEAVE: Final = ("pyy", "ask", "request", "be", "bad", "anhöll")


def sought_by(analysis: Analysis, sentence: Sentence, hit: Hit, governed: set[int]) -> str | None:
    """Find who asks for a step; an authority that asks or proposes acts, and who asks for a discharge leaves."""
    kind = hit.rule.kind
    if kind not in SEEKABLE | _ASKED_FOR:
        return None
    cue = first_cue(analysis, sentence, hit, governed, "sought", inside=True)
    if cue is None:
        return None
    start = next(at for at, _ in analysis.spans(sentence, "cue:sought") if analysis.tokens[at].norm == cue)
    if kind is Kind.BANKRUPTCY and cue.startswith(_FILED):
        return None
    if kind in _ASKED_FOR:
        own_wish = analysis.tokens[min(start + 1, sentence.last - 1)].norm == "to"
        object_of = start < hit.last and start not in hit.words[1:] and not _told_outright(analysis, sentence, hit)
        by_name = cue.startswith(_BY_NAME + _LOOKED_FOR if kind is Kind.WANTED else _BY_NAME)
        return cue if object_of and not own_wish and not by_name else None
    between = {analysis.tokens[word].norm for word in range(start + 1, hit.first)}
    if between & JOINERS and finite_past(analysis, sentence, hit):
        return None  # "granted the request and remanded him"
    if kind is Kind.DISMISSAL and cue.startswith(_TO_LEAVE):
        return None
    if kind is Kind.REGULATOR_ACTION and any(at < start for at, _ in analysis.spans(sentence, "regulator")):
        return None
    if cue.startswith("request") and "at" in {word.norm for word in analysis.tokens[max(start - 4, 0) : start]}:
        return None
    return cue


def _told_outright(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match is told in the past, and not as what is "to be postponed"."""
    norms = {token.norm for token in analysis.tokens[max(hit.first - 1, sentence.first) : hit.last + 1]}
    return finite_past(analysis, sentence, hit) and "be" not in norms


_OWN_WILL: Final = ("want", "vill", "halua", "wish", "propos", "föreslå", "ehdot", "esit", "hope", "toivo")


def governs_itself(analysis: Analysis, sentence: Sentence, kind: Kind, cue: str) -> bool:
    """Whether who wants a law is who makes it: "the government wants to …" announces."""
    return (
        kind is Kind.LEGISLATION
        and cue.startswith(_OWN_WILL)
        and any(start < sentence.first + 3 for start, _ in analysis.spans(sentence, "government"))
    )


def doubted_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find a frame that leaves a step open ("it cannot be ruled out that …"), which no negation in it denies."""
    if hit.rule.kind is Kind.DATA_LEAK:
        threat = "or" if _threatened(analysis, sentence, hit) else _threat(analysis, sentence, hit, own)
        if threat is not None:
            return threat
    owed = scope.framed(analysis, sentence, own, "owed") if hit.rule.kind in _OWED else None
    if owed is not None and (owed in _MUST or not scope.is_past(analysis, sentence, own)):
        return owed
    before = scope.framed(analysis, sentence, own, "doubt", until=hit.last)
    if before is not None or scope.is_past(analysis, sentence, own):
        return before
    return scope.framed(analysis, sentence, own, "doubt")


def _threat(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "threatened to" before a publication, with no "and" between them."""
    for start, end in analysis.spans(sentence, "cue:threat"):
        between = {analysis.tokens[word].norm for word in range(end, hit.first)}
        if start < hit.last and sentence.clause_of(start) in own and not between & JOINERS:
            return analysis.tokens[start].norm
    return None


#: Steps that rules of law set for anybody: "a firm must tell the regulator within 72 hours".
_OWED: Final = frozenset({Kind.DISCLOSURE, Kind.COMPENSATION, Kind.APPEAL})
_MUST: Final = frozenset({"must", "måste", "ilmoitettava", "kerrottava"})  # of these no past is told
_OR: Final = frozenset({"or", "tai", "taikka", "eller"})


def _threatened(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a publication is the other half of a threat: "pay, or the notes go online"."""
    near = range(max(hit.first - SHORT_WORD, sentence.first), hit.first)
    at = next((word for word in near if analysis.tokens[word].norm in _OR), None)
    return at is not None and not scope.is_past(analysis, sentence, set(), range(at, hit.last + 1))


WISHED: Final = frozenset({Modality.SOUGHT, Modality.PLANNED})
_OPINION: Final = frozenset({"mielestä"})
_ARGUED: Final = frozenset({"argued", "argues", "contended", "contends", "submitted", "submits", "insists", "insisted"})
_OUGHT: Final = frozenset({"pitäisi", "tulisi", "olisi", "kuuluisi"})


def wished_by(analysis: Analysis, sentence: Sentence, own: set[int]) -> str | None:
    """Find "syyttäjän mielestä … pitäisi": what a party, but no court, thinks ought to be is what it asks for."""
    words = sentence.clause_words(own)
    norms = [analysis.tokens[word].norm for word in words]
    if sentence.language == "en" and "should" in norms:
        earlier = (token.norm for token in analysis.tokens[sentence.first : words[0] + norms.index("should")])
        return next((norm for norm in earlier if norm in _ARGUED), None)
    for at, norm in enumerate(norms):
        if norm in _OPINION and at and not norms[at - 1].endswith("oikeuden") and _OUGHT & set(norms):
            return norm
    return None
