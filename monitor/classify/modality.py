"""Fact, demand, plan, possibility or denial: decided clause by clause from the lexicon's cues.

Rule kept: a rule that names its modality is believed; else the strongest cue that is said of the match decides, as
`scope` tells what a cue is said of; a condition ("jos", "unless") reaches into the neighbouring clause. A match with
no cue is a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.classify import scope
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.language.dates import DateMatch
from monitor.model import Kind, Modality, Outcome

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
#: Past acts: nobody plans them in a news text, whatever words of the future stand beside them.
_DONE: Final = frozenset({Kind.BREACH, Kind.RANSOM_DEMAND, Kind.EXTORTION, Kind.SECURITY_FINDING})
_NEGATION_REACH: Final = 5
_DENIAL_REACH: Final = 7
_SHORT_WORD: Final = 4
_UNSURE: Final = ("cond", "pass cond", "pot", "pass pot")
_THAT: Final = frozenset({"että", "jotta", "that", "att"})
_JOINERS: Final = frozenset({"ja", "mutta", "vaan", "and", "but", "och", "men", "or", "tai"})
#: What is demanded stands in the conditional ("unless 200 euros was paid"): the demand itself is a fact.
_DEMANDS: Final = frozenset({Kind.EXTORTION, Kind.RANSOM_DEMAND})
#: Words that make anything they govern merely possible, also a wish or a plan ("may appeal", "voi hakea").
_MODALS: Final = frozenset(
    {
        "may",
        "might",
        "can",
        "could",
        "voi",
        "voivat",
        "voidaan",
        "saattaa",
        "saattavat",
        "saatetaan",
        "kan",
        "kanske",
        "ehkä",
    }
)
#: Adverbs that look like a conditional.
_NO_VERB: Final = frozenset({"peräisin", "voimin"})
_ALLOWED: Final = frozenset({"saa", "saavat"})
_MAYBE: Final = _MODALS | {"could", "voitaisiin", "mahdollisesti", "possibly", "perhaps"}
_HAPPENED: Final = frozenset(
    (*("was", "were", "had", "has", "have", "been", "got"), *("fått", "har", "hade", "blev", "blivit"))
)
#: Adverbs that hedge: a past act told with one is still told.
_HEDGES: Final = frozenset(
    (*("probably", "likely", "possibly", "perhaps", "apparently"), *("sannolikt", "troligen", "möjligen", "kanske"))
)
_CONDITIONAL = re.compile(r"[a-zäö]{2,}isi(?:mme|tte|vat|vät)?$|[a-zäö]{2,}(?:taisiin|täisiin)$")
#: Past tenses and nouns that look like conditionals (julkaisi, levisi, poliisi, Pariisi).
_NO_CONDITIONAL = re.compile(
    r"iisi|(?:julka|ratka|ranka|lev|selv|häv|vapa|rav|pysy|kys|ilma|mätkä|läimä|pyyhkä|kysä|vilka|tempa|kaapa|hauk|niela|potka"
    r"|auka|lohka|leikka|raapa|läpä|puha|kiska|töna|tönä|pukka|soha|huta|nykä|toka|huoka|paiska|karka|katka|lava)isi"
)


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
        early = _not_so_far(analysis, sentence, hit, own)
        if early is not None:
            doubt = scope.framed(analysis, sentence, own, "doubt", until=hit.first)
            return (Modality.DENIED, early) if doubt is None else (Modality.HYPOTHETICAL, doubt)
        if hit.rule.outcome is Outcome.WAIVED:
            return _TOLD
    if hit.rule.modality is None:
        undone = _undone(analysis, sentence, hit, own)
        return (Modality.DENIED, undone) if undone is not None else None
    return _weakened(analysis, sentence, hit, own) or (hit.rule.modality, "rule")


def _weakened(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> _Decided | None:
    """Give what becomes of a rule's demand, plan or possibility by the words around it; nothing where it stands."""
    modality, kind = hit.rule.modality, hit.rule.kind
    if modality is Modality.HYPOTHETICAL:
        return _answered(analysis, sentence, hit)
    if modality not in _WISHED:
        return None
    frame = None
    if modality is Modality.PLANNED:
        frame = scope.framed(analysis, sentence, own, "refuted", until=hit.last)  # "has no plans to"
    elif kind in _GRANTED:
        frame = scope.framed(analysis, sentence, own, "refused")
    if frame is not None:
        return Modality.DENIED, frame
    maybe = _unsettled(analysis, sentence, hit, own)
    if maybe is not None:
        return Modality.HYPOTHETICAL, maybe
    meant = _meant_to(analysis, sentence, hit, own) if modality is Modality.SOUGHT else None
    return (Modality.PLANNED, meant) if meant is not None else None


#: Steps that can be called off: what was agreed, put forward or fixed a day for.
_UNDOABLE: Final = frozenset(
    {Kind.TRIAL, Kind.OWNERSHIP, Kind.LEGISLATION, Kind.SETTLEMENT, Kind.EXTRADITION, Kind.COMPENSATION}
)
_LEFT_UNDONE: Final = re.compile(r"\w{3}(?:matta|mättä)$")
_ADVERBS: Final = ("viipymä", "epäröimä", "huolima", "riippuma", "katsoma", "lukuun")
_LEAVING: Final = ("jät", "jää", "jäi", "jäänyt", "on", "oli", "olla", "olevansa")


def _undone(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
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


_MEANS_TO: Final = frozenset({"aikoo", "aikovat", "aikoi", "intends", "intend", "plans", "tänker", "ämnar", "avser"})


def _meant_to(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "aikoo esittää", "intends to ask": a demand that is only announced."""
    words = [word for word in sentence.clause_words(own) if hit.first - 3 <= word < hit.last]
    return next((analysis.tokens[word].norm for word in words if analysis.tokens[word].norm in _MEANS_TO), None)


_WHETHER: Final = frozenset({"whether", "if", "huruvida", "om"})
_DECIDED_NOT: Final = frozenset({Kind.CHARGES, Kind.SUPREME_COURT})
_COMING: Final = frozenset({"ensi", "huomenna", "coming", "tomorrow", "nästa", "hösten", "våren", "next"})


def _answered(analysis: Analysis, sentence: Sentence, hit: Hit) -> _Decided | None:
    """Give what is said of the answer to "whether": due ("decides on Tuesday whether"), or not given yet."""
    norms = [token.norm for token in analysis.tokens[sentence.first : sentence.last]]
    asked = _WHETHER & set(norms) or any(_asks(norm) and len(norm) > _SHORT_WORD for norm in norms)
    if not asked or norms[0] in _IF:
        return None
    negated = {start - sentence.first for start, _ in analysis.spans(sentence, "cue:negation")}
    for at in negated:
        beside = {*norms[max(at - 1, 0) : at], *norms[at + 1 : at + 3]}
        if hit.rule.kind in _DECIDED_NOT and beside & _PERFECT_OF_NOT:
            return Modality.DENIED, norms[at]
    at = next((at for at, norm in enumerate(norms) if norm in _WHETHER), 0)
    coming = next((norm for norm in norms if norm in _COMING), "will" if "will" in norms[:at] else None)
    return (Modality.PLANNED, coming) if coming is not None and not negated else None


def _read(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> _Decided:
    """Give what the words around a match make of it."""
    if _presupposed(analysis, sentence, hit) or _prevented(analysis, sentence, hit, own):
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
    contested = _contested(analysis, sentence, hit, own) or _refuted(analysis, sentence, hit, own)
    if contested is not None:
        return Modality.DENIED, contested
    for modality, cue in _order(analysis, sentence, hit, own):
        if cue is not None and (modality not in hit.rule.keeps or cue in _MEANS_TO):
            open_question = modality is Modality.HYPOTHETICAL and (cue in _WHETHER - _IF or _asks(cue))
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
_NAMED_STEPS: Final = frozenset(
    {Kind.BREACH, Kind.VERDICT, Kind.EXTORTION, Kind.DATA_LEAK, Kind.ARREST, Kind.OWNERSHIP}
)


def _presupposed(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match is a noun with a past date of its own: "maaliskuun 2019 hyökkäyksestä", "domen i april 2024".

    Whatever is denied, wished or supposed of it in its clause, it took place.
    """
    if hit.rule.kind not in _NAMED_STEPS or scope.of_words_alone(hit):
        return False
    forms = analysis.matcher(sentence).forms
    if any(forms.derivation(analysis.tokens[word].norm)[1].startswith(_VERBAL) for word in hit.words):
        return False
    left, right = analysis.tokens[hit.first].start, analysis.tokens[hit.last].end
    return any(
        match.future is False
        and match.start <= right + _NEAR_DATE
        and match.end >= left - _NEAR_DATE
        and _YEAR.search(match.date.words)
        for match in sentence.dates
    )


_NEAR_DATE: Final = 8  # characters


def _prevented(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> bool:
    """Whether an act "could have been prevented": then it happened."""
    if hit.rule.kind not in _DONE | {Kind.DATA_LEAK}:
        return False
    return scope.framed(analysis, sentence, own, "prevented", own_only=True) is not None


#: Steps that an authority or the other side grants: refusing them is saying that they did not come about.
_GRANTED: Final = frozenset(
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


def _refuted(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "no evidence that …", "… is untrue", and for what is granted "turned down his request for …"."""
    name = _REFUTED.get(hit.rule.kind, "refuted")
    frame = scope.framed(analysis, sentence, own, name)
    if frame is None and hit.rule.kind in (Kind.BREACH, Kind.EXTORTION, Kind.RANSOM_DEMAND):
        frame = _somebody_else(analysis, sentence, own)
    if frame in _NONE and hit.rule.kind is Kind.WANTED:
        frame = None  # "no trace of him"
    if frame is not None and name == "cleared" and _negated_frame(analysis, sentence, name):
        frame = None
    if frame is None and hit.rule.kind in _GRANTED and hit.rule.outcome is None:
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
_PERFECT_OF_NOT: Final = frozenset({"ole", "olla", "has", "have", "had", "been", "har", "hade"})


def _not_so_far(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Tell "ei ole nostettu", "no charges have been laid yet" (so far not) from "ei nostettu" (decided not to)."""
    early = _cue(analysis, sentence, hit, own, "not_yet")
    if early is not None:
        return early
    negated = any(start in hit.words for start, _ in analysis.spans(sentence, "cue:negation"))
    near = range(hit.first, min(hit.last + 4, sentence.last))
    found = (analysis.tokens[word].norm for word in near if sentence.clause_of(word) in own)
    return next((norm for norm in found if norm in _PERFECT_OF_NOT), None) if negated else None


def _order(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> Iterator[tuple[Modality, str | None]]:
    """Give what each sort of cue says, the stronger first; the weaker are only looked for when none was found."""
    kind = hit.rule.kind
    yield Modality.HYPOTHETICAL, _condition(analysis, sentence, hit, own) or _asked(analysis, sentence, hit)
    yield Modality.HYPOTHETICAL, _doubted(analysis, sentence, hit, own)
    yield Modality.DENIED, _denied(analysis, sentence, hit, own) or _still(analysis, sentence, hit, own)
    yield Modality.HYPOTHETICAL, _general(analysis, sentence, hit)
    governed = own | _governing(analysis, sentence, own)
    seeking = _sought(analysis, sentence, hit, governed)
    if kind is Kind.EXTRADITION and seeking and _planned(analysis, sentence, hit, governed):
        seeking = None  # "Finland will ask for him": what is announced is the request
    if seeking:
        yield Modality.HYPOTHETICAL, _modal(analysis, sentence, hit, own)
        yield Modality.PLANNED, seeking if _governs_itself(analysis, sentence, kind, seeking) else None
        yield Modality.SOUGHT, seeking
    if kind in SEEKABLE:
        yield Modality.SOUGHT, _wished(analysis, sentence, own)
    yield Modality.PLANNED, _announced(analysis, sentence, hit)
    yield Modality.HYPOTHETICAL, _possible(analysis, sentence, hit, governed | _alternative(analysis, sentence, own))
    if kind in _DONE:
        yield Modality.PLANNED, _meant_to(analysis, sentence, hit, own)
    else:
        yield Modality.PLANNED, _planned(analysis, sentence, hit, governed)


#: Steps that are asked for now and then, but whose words also stand beside quite other requests: only what is asked.
_ASKED_FOR: Final = frozenset(
    {Kind.DISCLOSURE, Kind.TRIAL, Kind.SUSPECT_NAMED, Kind.BANKRUPTCY, Kind.OWNERSHIP, Kind.ARREST, Kind.WANTED}
)
_LOOKED_FOR: Final = ("seek", "sök", "hak", "hae")
_BY_NAME: Final = ("wanted", "sought")  # "a wanted man": no demand
_FILED: Final = ("haettiin", "haettu", "hakeutu")  # a company that "haettiin konkurssiin" has been filed for
_TO_LEAVE: Final = ("pyy", "ask", "request", "be", "bad", "anhöll")


def _sought(analysis: Analysis, sentence: Sentence, hit: Hit, governed: set[int]) -> str | None:
    """Find who asks for a step; an authority that asks or proposes acts, and who asks for a discharge leaves."""
    kind = hit.rule.kind
    if kind not in SEEKABLE | _ASKED_FOR:
        return None
    cue = _cue(analysis, sentence, hit, governed, "sought", inside=True)
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
    if between & _JOINERS and _finite_past(analysis, sentence, hit):
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
    return _finite_past(analysis, sentence, hit) and "be" not in norms


_OWN_WILL: Final = ("want", "vill", "halua", "wish", "propos", "föreslå", "ehdot", "esit", "hope", "toivo")


def _governs_itself(analysis: Analysis, sentence: Sentence, kind: Kind, cue: str) -> bool:
    """Whether who wants a law is who makes it: "the government wants to …" announces."""
    return (
        kind is Kind.LEGISLATION
        and cue.startswith(_OWN_WILL)
        and any(start < sentence.first + 3 for start, _ in analysis.spans(sentence, "government"))
    )


def _doubted(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
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
        if start < hit.last and sentence.clause_of(start) in own and not between & _JOINERS:
            return analysis.tokens[start].norm
    return None


#: Steps that rules of law set for anybody: "a firm must tell the regulator within 72 hours".
_OWED: Final = frozenset({Kind.DISCLOSURE, Kind.COMPENSATION, Kind.APPEAL})
_MUST: Final = frozenset({"must", "måste", "ilmoitettava", "kerrottava"})  # of these no past is told
_OR: Final = frozenset({"or", "tai", "taikka", "eller"})


def _threatened(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a publication is the other half of a threat: "pay, or the notes go online"."""
    near = range(max(hit.first - _SHORT_WORD, sentence.first), hit.first)
    at = next((word for word in near if analysis.tokens[word].norm in _OR), None)
    return at is not None and not scope.is_past(analysis, sentence, set(), range(at, hit.last + 1))


_WISHED: Final = frozenset({Modality.SOUGHT, Modality.PLANNED})
_IF: Final = frozenset({"jos", "mikäli", "ellei", "if", "unless", "provided", "om", "ifall", "såvida"})


def _modal(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "may", "voi" in the clause, near enough to the match to govern its verb."""
    for word in sentence.clause_words(own):
        norm = analysis.tokens[word].norm
        if norm == "may" and analysis.tokens[word].capital and word > sentence.first:
            continue  # the month
        if norm in _MODALS and (
            hit.first - _NEGATION_REACH <= word <= hit.last or _of_seeking(analysis, sentence, word)
        ):
            return norm
        if norm in _ALLOWED and word + 1 < sentence.last and _is_infinitive(analysis, sentence, word + 1):
            return norm
    return None


def _of_seeking(analysis: Analysis, sentence: Sentence, word: int) -> bool:
    """Whether a modal is that of a verb of asking: "can apply for"."""
    return any(word < start <= word + 2 for start, _ in analysis.spans(sentence, "cue:sought"))


def _unsettled(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find what makes even a wish or a plan merely possible: "may", or a condition at the head of its clause."""
    maybe = _modal(analysis, sentence, hit, own)
    if maybe is not None or hit.rule.modality is not Modality.PLANNED:
        return maybe
    if sentence.language == "fi":
        asked = _asked(analysis, sentence, hit)
        if asked is not None:
            return asked
    head = sentence.clause_words(own)[0]
    heads = (start for start, _ in analysis.spans(sentence, "cue:condition") if head <= start <= head + 1)
    return next((analysis.tokens[start].norm for start in heads if analysis.tokens[start].norm in _IF), None)


def _is_infinitive(analysis: Analysis, sentence: Sentence, word: int) -> bool:
    return analysis.matcher(sentence).forms.derivation(analysis.tokens[word].norm)[1].startswith("inf")


_OPINION: Final = frozenset({"mielestä"})
_ARGUED: Final = frozenset({"argued", "argues", "contended", "contends", "submitted", "submits", "insists", "insisted"})
_OUGHT: Final = frozenset({"pitäisi", "tulisi", "olisi", "kuuluisi"})


def _wished(analysis: Analysis, sentence: Sentence, own: set[int]) -> str | None:
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


_REPORTED = re.compile(r"(?:ne?en[sn][aäi]|neensä|neensa|v[aä]ns[aä]|ing)$")


def _as_claimed(analysis: Analysis, sentence: Sentence, own: set[int]) -> set[int]:
    """Give the clause before "jonka mukaan …": "torjuu väitteen, jonka mukaan …"."""
    words = sentence.clause_words({min(own)})
    told = len(words) > 1 and analysis.tokens[words[1]].norm == "mukaan"
    return _before_opener(analysis, sentence, own, frozenset({"jonka"})) if told else set()


def _may_be_denied(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match can be the object of "denies": it reports ("vieneensä", "breaking") or holds no told verb."""
    if any(_REPORTED.search(analysis.tokens[word].norm) for word in hit.words):
        return True
    return not told_past(analysis, sentence, hit)


def _contested(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find who denies what the match tells: "kiistää vieneensä", "denies breaking", "kiistää, että …"."""
    worded = scope.of_words_alone(hit)
    if hit.rule.kind is Kind.TRIAL or (hit.rule.kind is Kind.CHARGES and not worded):
        return None  # who denies the charges has been charged (the rules tell these two apart), or speaks in court
    denials = analysis.spans(sentence, "cue:denial")
    governing = _governing(analysis, sentence, own) | _as_claimed(analysis, sentence, own) if denials else set()
    for start, _ in denials:
        after = analysis.tokens[start + 1 : min(start + 5, sentence.last)]
        if (start in hit.words and not worded) or any(word.norm.endswith(("masta", "mästä")) for word in after):
            continue  # "kielsi yhtiötä puhumasta" forbids
        clause = sentence.clause_of(start)
        near = clause in own and start < hit.first <= start + _NEGATION_REACH
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


_OBJECTS: Final = _THAT | {"having", "ever", "olevansa", "till"}


def _governing(analysis: Analysis, sentence: Sentence, own: set[int]) -> set[int]:
    """Give the clause before one that opens with "että", "that": what is wished there is said of this one."""
    return _before_opener(analysis, sentence, own, _THAT)


def _alternative(analysis: Analysis, sentence: Sentence, own: set[int]) -> set[int]:
    """Give the clauses before one that opens with "or": "might cut the sum, she warned, or award nothing"."""
    first = min(own)
    opener = analysis.tokens[sentence.clause_words({first})[0]].norm
    return {number for number in (first - 1, first - 2) if number >= 0} if opener in ("or", "tai", "eller") else set()


def _before_opener(analysis: Analysis, sentence: Sentence, own: set[int], openers: frozenset[str]) -> set[int]:
    first = min(own)
    words = sentence.clause_words({first})
    return {first - 1} if first > 0 and analysis.tokens[words[0]].norm in openers else set()


def _cue(
    analysis: Analysis, sentence: Sentence, hit: Hit, clauses: set[int], name: str, *, inside: bool = False
) -> str | None:
    """Give the first cue of a list in the clauses that is (unless ``inside``) no word of the match itself."""
    for start, end in analysis.spans(sentence, f"cue:{name}"):
        if sentence.clause_of(start) not in clauses:
            continue
        if not inside and all(word in hit.words for word in range(start, end)):
            continue
        if name != "sought" and not _governs(analysis, sentence, hit, start, name):
            continue
        return analysis.tokens[start].norm
    return None


def _governs(analysis: Analysis, sentence: Sentence, hit: Hit, start: int, name: str) -> bool:
    """Whether a cue can be about a match: not when the match is told as past and the cue is a word of another verb.

    "Patients whose records were hacked could get …", "Espoolaisilta tuomareilta hän sai aikanaan …".
    """
    if start in hit.words:
        return True
    if sentence.language == "fi":
        return _governs_finnish(analysis, sentence, hit, start, name)
    norm = analysis.tokens[start].norm
    if norm == "may" and analysis.tokens[start].capital and start > sentence.first:
        return False  # the month
    if _joined_past(analysis, sentence, hit, start):
        return False
    if norm in _HEDGES and hit.rule.kind in _DONE and told_past(analysis, sentence, hit):
        return False
    if norm == "could" and start + 1 < sentence.last and analysis.tokens[start + 1].norm == "not":
        return False
    if hit.last > start:
        return True
    near = range(max(hit.first - 2, sentence.first), hit.last + 1)
    if any(analysis.tokens[word].norm in _HAPPENED for word in near):
        return False
    return name != "hypothetical" or not _finite_past(analysis, sentence, hit)


def _governs_finnish(analysis: Analysis, sentence: Sentence, hit: Hit, start: int, name: str) -> bool:
    if scope.of_words_alone(hit) and sentence.clause_of(start) > 0:
        return True
    tag = analysis.matcher(sentence).forms.derivation(analysis.tokens[start].norm)[1]
    if tag.startswith("ptc") and start < hit.first and _finite_past(analysis, sentence, hit):
        return False  # "kaavailtu oikeudenkäynti alkoi"
    if name == "hypothetical" and start > hit.last and not tag.startswith(_VERBAL):
        return not _finite_past(analysis, sentence, hit)
    return not _finite_past(analysis, sentence, hit) or tag.startswith(_VERBAL) is (name != "hypothetical")


def _joined_past(analysis: Analysis, sentence: Sentence, hit: Hit, start: int) -> bool:
    """Whether "and" or "but" begins a told past behind a cue: "could not bear to be exposed and ended their lives"."""
    forms = analysis.matcher(sentence).forms
    between = {analysis.tokens[word].norm for word in range(start + 1, hit.first)}
    told = analysis.tokens[hit.first - 1].norm in ("and", "but") or between & {"and", "but"}
    return bool(told) and forms.derivation(analysis.tokens[hit.first].norm)[1].startswith("past")


def _finite_past(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether every verb of a match stands in the past (in Finnish also the perfect)."""
    forms = analysis.matcher(sentence).forms
    tags = [forms.derivation(analysis.tokens[word].norm)[1] for word in hit.words]
    verbs = [tag for tag in tags if tag.startswith(_VERBAL)]
    return bool(verbs) and all(tag.startswith(("past", "pass past")) for tag in verbs)


def _in_past(analysis: Analysis, sentence: Sentence, clauses: set[int]) -> bool:
    """Whether some known verb of the clauses stands in the past."""
    forms = analysis.matcher(sentence).forms
    tags = (forms.derivation(analysis.tokens[word].norm)[1] for word in sentence.clause_words(clauses))
    return any(tag.startswith(("past", "pass past")) for tag in tags)


def _condition(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find a condition in the clause, or opening the clause before it or (as "unless …") the clause after it."""
    if hit.rule.kind in _DEMANDS:
        head = analysis.tokens[sentence.first].norm
        supposed = head in _IF | {"should"} and not scope.is_past(analysis, sentence, own)
        return head if supposed and 0 in own else None
    if analysis.tokens[sentence.first].norm == "had" and hit.rule.kind is Kind.SECURITY_FINDING:
        return None
    if _inverted(analysis, sentence) and not any(sentence.clause_of(sentence.first) < number - 1 for number in own):
        return analysis.tokens[sentence.first].norm
    found = (start for start, _ in analysis.spans(sentence, "cue:condition"))
    at = next((start for start in found if _conditions(analysis, sentence, hit, own, start)), None)
    return None if at is None else analysis.tokens[at].norm


def _conditions(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int], start: int) -> bool:
    """Whether a word of condition is one of the match's clauses, or of the clause beside them that holds only if."""
    norm = analysis.tokens[start].norm
    if norm == "om" and not _clause_initial(sentence, start):
        return False  # Swedish "åtalet om": about
    if norm == "until" and scope.is_past(analysis, sentence, own):
        return False
    if sentence.clause_of(start) in own and start <= max(sentence.clause_words(own)[0] + 2, sentence.first):
        return True
    if norm == "until":
        return False  # "will be held later, and until then …" sets no condition
    if start <= sentence.first + 1 and not told_past(analysis, sentence, hit):
        return True
    if norm in _WHETHER - _IF:
        return False  # an open question says nothing of what stands beside it
    beside = any(abs(sentence.clause_of(start) - number) == 1 for number in own)
    return beside and _tentative(analysis, sentence, own)


def _inverted(analysis: Analysis, sentence: Sentence) -> bool:
    """Tell "Had someone gained entry …, neither would have …" and "Were the court to …": a condition without "if"."""
    if sentence.language == "sv":
        return _verb_first(analysis, sentence)
    if sentence.language != "en" or analysis.tokens[sentence.first].norm not in ("had", "were", "should"):
        return False
    return any(token.norm in ("would", "could", "might") for token in analysis.tokens[sentence.first : sentence.last])


_VERBS_FIRST: Final = frozenset(
    {"blir", "får", "har", "hade", "säger", "går", "döms", "fälls", "skulle", "kommer", "beviljar", "avslår", "betalar"}
)


def _verb_first(analysis: Analysis, sentence: Sentence) -> bool:
    """Tell a Swedish sentence that begins with its verb ("Blir han fälld, …"): no question, so a condition."""
    return analysis.tokens[sentence.first].norm in _VERBS_FIRST and sentence.last - sentence.first > _SHORT_WORD


def _clause_initial(sentence: Sentence, word: int) -> bool:
    return word == sentence.first or sentence.clause_of(word) != sentence.clause_of(word - 1)


def told_past(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a word of the match is a verb in the past."""
    forms = analysis.matcher(sentence).forms
    tags = [forms.derivation(analysis.tokens[word].norm)[1] for word in hit.words]
    return any(tag.startswith(("past", "pass past", "ptc past")) for tag in tags)


def _asked(analysis: Analysis, sentence: Sentence, hit: Hit) -> str | None:
    """Tell a question: a question mark, or Finnish -ko, -kö on the clause's first word or on a word of the match."""
    if analysis.content[sentence.end - 1 : sentence.end] == "?":
        return "question"
    if sentence.language != "fi":
        return None
    heads = [sentence.clause_words({clause})[0] for clause in sentence.clauses_of(hit)]
    for word in (*heads, *hit.words):
        if _is_question(analysis, sentence, word, matched=word in hit.words):
            return analysis.tokens[word].norm
    return None


_QUESTIONS: Final = frozenset({"onko", "ovatko", "oliko", "eikö", "eivätkö", "voiko", "saako", "pitäisikö", "tuleeko"})


def _is_question(analysis: Analysis, sentence: Sentence, word: int, *, matched: bool) -> bool:
    """Whether a Finnish word asks by -ko, -kö: behind a verb, or on a word of the match; "joukko", "Marko" do not."""
    norm = analysis.tokens[word].norm
    if norm in _QUESTIONS:
        return True
    if len(norm) <= _SHORT_WORD or not _asks(norm):
        return False
    if word + 1 < sentence.last and analysis.tokens[word].capital and analysis.tokens[word + 1].capital:
        return False  # a name: "Marko Leponen"
    forms = analysis.matcher(sentence).forms
    base, tag = forms.derivation(norm[:-2])
    if matched and base and forms.derivation(norm)[0]:
        return True
    return not forms.exact(norm) and (tag.startswith(_VERBAL) or norm[:-2].endswith(_FINITE_ENDINGS))


_FINITE_ENDINGS: Final = ("taan", "tään", "tiin", "vat", "vät", "isi", "mme", "tte")


def _asks(norm: str) -> bool:
    """Whether a Finnish word may end in the question's -ko: none does behind k ("joukko", "verkko")."""
    return norm.endswith(("ko", "kö")) and not norm.endswith(("kko", "kkö"))


def _tentative(analysis: Analysis, sentence: Sentence, own: set[int]) -> bool:
    """Whether a clause beside a condition is itself not told as done: conditional mood or a word of the future."""
    words = sentence.clause_words(own)
    if not scope.is_past(analysis, sentence, own) and not _in_past(analysis, sentence, own):
        return True
    if sentence.language == "fi":
        forms = analysis.matcher(sentence).forms
        if any(forms.derivation(analysis.tokens[word].norm)[1].startswith("pass pres") for word in words):
            return True
        return any(_is_conditional(analysis.tokens[word].norm) for word in words) or any(
            start in words for start, _ in analysis.spans(sentence, "cue:hypothetical")
        )
    return any(
        start in words for name in ("hypothetical", "planned") for start, _ in analysis.spans(sentence, f"cue:{name}")
    )


def _denied(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find a negation before (or near) the match in its clause, unless the match itself is made of one."""
    for start, _ in analysis.spans(sentence, "cue:negation"):
        norm = analysis.tokens[start].norm
        if norm.startswith("fail") and hit.rule.kind in _DEMANDS | scope.OF_LACK:
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
        start == head or (start == head + 1 and analysis.tokens[head].norm in _JOINERS)
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
    if any(forms.derivation(analysis.tokens[word].norm)[1].startswith((*_VERBAL, "ptc")) for word in hit.words):
        return True
    verb = analysis.tokens[start + 1 : min(start + 5, sentence.last)]
    return not any(word.norm.startswith(_HAPPENING) for word in verb)


def _still(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "still", "yhä" beside an arrest: nobody is caught "still", so the text says who is not."""
    if hit.rule.kind is not Kind.ARREST or told_past(analysis, sentence, hit):
        return None
    found = (start for start, _ in analysis.spans(sentence, "cue:state") if sentence.clause_of(start) in own)
    return next((analysis.tokens[start].norm for start in found), None)


def _general(analysis: Analysis, sentence: Sentence, hit: Hit) -> str | None:
    """Find "anyone who", "den som": what a rule gives to anyone, in the present tense, has been given to nobody yet."""
    if hit.rule.kind is not Kind.COMPENSATION or told_past(analysis, sentence, hit) or sentence.index < _TOP:
        return None
    return next((analysis.tokens[start].norm for start, _ in analysis.spans(sentence, "cue:generic")), None)


_TOP: Final = 3
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
    near = -_DENIAL_REACH <= start - hit.first <= 0 or hit.first < start < hit.last or 0 < start - hit.last <= 2
    passive = analysis.tokens[min(start + 1, len(analysis.tokens) - 1)].norm in ("been", "yet")
    near = near or (passive and 0 < start - hit.last <= _NEGATION_REACH)
    if not near:
        return False
    between = range(start + 1, hit.first)
    return not any(analysis.tokens[word].norm in _JOINERS for word in between)


_ANNOUNCED: Final = frozenset({"announced", "said", "confirmed", "vowed", "promised", "pledged", "indicated", "told"})


def _announced(analysis: Analysis, sentence: Sentence, hit: Hit) -> str | None:
    """Find "announced that he would" before a step of the speaker's own: what was "will" is "would" when reported."""
    if sentence.language != "en" or hit.rule.kind is not Kind.APPEAL:
        return None
    norms = [token.norm for token in analysis.tokens[sentence.first : hit.last + 1]]
    if "would" not in norms:
        return None
    return next((norm for norm in norms[: norms.index("would")] if norm in _ANNOUNCED), None)


def _possible(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    cue = _cue(analysis, sentence, hit, own, "hypothetical", inside=True)
    if cue is not None and (cue in _NO_VERB or _is_ability(analysis, sentence, hit, cue)):
        return None
    if hit.rule.kind in _DEMANDS:
        return cue if cue in _MAYBE else None
    if cue is not None or sentence.language != "fi" or _finite_past(analysis, sentence, hit):
        return cue
    forms = analysis.matcher(sentence).forms
    for word in sentence.clause_words(own):
        norm = analysis.tokens[word].norm
        if _is_conditional(norm) or (
            word in hit.words and norm not in _NO_VERB and forms.derivation(norm)[1].startswith(_UNSURE)
        ):
            return norm
    return None


_JUDGED: Final = frozenset({Kind.VERDICT, Kind.CHARGES, Kind.REMAND, Kind.APPEAL_RULING})
_ANYBODY: Final = frozenset({"anyone", "nobody", "anybody", "who", "that", "which"})
_CAN: Final = frozenset({"can", "could", "kan", "kunde"})
_CANNOT: Final = frozenset({"not", "no", "inte", "longer"})


def _is_ability(analysis: Analysis, sentence: Sentence, hit: Hit, cue: str) -> bool:
    """Whether a word of possibility tells what is so: a court's "risk of flight", "anyone could", "cannot sleep"."""
    if hit.rule.kind is Kind.REMAND and cue.startswith("risk"):
        return True
    if cue == "would" and hit.rule.kind in _JUDGED:
        return any(token.norm == "told" for token in analysis.tokens[sentence.first : hit.first])
    if cue not in _CAN:
        return False
    for word in range(sentence.first + 1, sentence.last):
        if analysis.tokens[word].norm == cue:
            if analysis.tokens[word - 1].norm in ("else", "nobody"):
                return True
            before = analysis.tokens[word - 1].norm in _ANYBODY or analysis.tokens[max(word - 2, 0)].norm in _ANYBODY
            after = analysis.tokens[min(word + 1, sentence.last - 1)].norm in _CANNOT
            return (before and hit.rule.kind in _DONE | scope.OF_LACK) or (after and hit.rule.kind in scope.OF_LACK)
    return False


def _is_conditional(norm: str) -> bool:
    return bool(_CONDITIONAL.search(norm)) and not _NO_CONDITIONAL.search(norm)


def _planned(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    if hit.rule.kind is not Kind.LEGISLATION and _decided(analysis, sentence, own, hit.rule.kind):
        return None
    own = own | _before_opener(analysis, sentence, own, _WHEN)
    cue = _cue(analysis, sentence, hit, own, "planned", inside=True)
    if cue is not None and not (cue == "to" and _told_before_to(analysis, sentence, own)):
        return cue
    if sentence.language == "fi" and _finite_past(analysis, sentence, hit):
        return None
    weak = _cue(analysis, sentence, hit, own, "planned_weak", inside=True)
    if weak is not None and not scope.is_past(analysis, sentence, own):
        return weak
    if _ahead(analysis, sentence, hit) or _scheduled(analysis, sentence, hit, own):
        return "present_tense"
    if hit.rule.kind in _POINT and sentence.language == "fi":
        announced = [analysis.tokens[word].norm for word in hit.words]
        forms = analysis.matcher(sentence).forms
        found = next((norm for norm in announced if _OWN.search(norm) and _is_verb(forms.derivation(norm)[1])), None)
        if found is not None:  # "ilmoittaa valittavansa"
            return found
    words = sentence.clause_words(own)
    left, right = analysis.tokens[words[0]].start, analysis.tokens[words[-1]].end
    for match in sentence.dates:
        if match.future and left <= match.start < right:
            return analysis.content[match.start : match.end].replace(" ", "_")
    return None


def _told_before_to(analysis: Analysis, sentence: Sentence, own: set[int]) -> bool:
    """Whether a told verb stands before "to be": "were split off to be heard later" is no headline's future."""
    words = sentence.clause_words(own)
    norms = [analysis.tokens[word].norm for word in words]
    at = next((at for at, norm in enumerate(norms[:-1]) if norm == "to" and norms[at + 1] == "be"), 0)
    return at > 0 and norms[at - 1] not in _DUE and scope.is_past(analysis, sentence, set(), words[:at])


_DUE: Final = frozenset({"is", "are", "due", "set", "expected", "scheduled", "going", "about"})
_OWN: Final = re.compile(r"v[aä]ns[aä]$")


def _is_verb(tag: str) -> bool:
    """Whether a tag (empty: of an unknown word) can be that of a verb's form: "tehtävänsä" is a noun's."""
    return not tag.startswith(("sg ", "pl "))


_WHEN: Final = frozenset({"kun", "jolloin", "when", "då", "när"})


def _decided(analysis: Analysis, sentence: Sentence, own: set[int], kind: Kind) -> bool:
    """Whether a clause tells a decision that was taken: what a court decided on Thursday to do, it has done."""
    following = max(own) + 1
    if (
        kind in (Kind.REMAND, Kind.RELEASE) and len(sentence.clause_words({following})) <= _SHORT_WORD
    ):  # "is to stay locked up, the judges ruled"
        own = own | {following}
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, "cue:decided"))


#: What happens at one moment: told in the present tense (and no headline) it has not happened yet.
_POINT: Final = frozenset(
    {
        Kind.ARREST,
        Kind.EXTRADITION,
        Kind.REMAND,
        Kind.VERDICT,
        Kind.APPEAL_RULING,
        Kind.RELEASE,
        Kind.BANKRUPTCY,
        Kind.DISMISSAL,
        Kind.OWNERSHIP,
        Kind.COMPENSATION,
        Kind.TRIAL,
        Kind.APPEAL,
        Kind.SUSPECT_NAMED,
    }
)
_TIMETABLED: Final = _POINT | {
    Kind.LEGISLATION,
    Kind.REGULATOR_ACTION,
    Kind.INVESTIGATION,
    Kind.CIVIL_CLAIM,
    Kind.CHARGES,
    Kind.DISCLOSURE,
    Kind.SUPREME_COURT,
}
_YEAR = re.compile(r"\d{4}")
_PERFECT = re.compile(r"(?:nut|nyt|neet|ttu|tty|tiin)$")
_ALWAYS_AHEAD: Final = ("pass pres", "pres sg1", "pres pl1")
_PRESENT: Final = ("pres", "pass pres")
_TENSED: Final = (*_PRESENT, "past", "pass past", "ptc past")
_VERBAL: Final = ("pres", "past", "pass", "inf", "cond", "pot", "ptc past")


def _is_over(analysis: Analysis, match: DateMatch) -> bool:
    """Whether a date lies before publication, and not only begins before it ("syksyllä 2024", read in 2024)."""
    published = analysis.published
    return match.future is False and not (published is not None and match.date.overlaps(published))


_ENTRY = re.compile(r"(?:\d{1,2}\.\s?)?(?:\d{1,2}\.\s?)?\d{4}\s*[:–—-]")


def _is_chronicle(analysis: Analysis, sentence: Sentence) -> bool:
    """Whether a sentence is an entry of a chronicle ("30.4.2024: …"), which tells the past in the present tense."""
    return _ENTRY.match(analysis.content, sentence.start, sentence.end) is not None


def _scheduled(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> bool:
    """Whether a step is told by a timetable's present: "gets under way in Espoo on the 13th", "börjar på måndag"."""
    if hit.rule.kind not in _TIMETABLED or sentence.paragraph == 0 or _is_chronicle(analysis, sentence):
        return False
    if not any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, "cue:scheduled")):
        return False
    dated = (match for match in sentence.dates if sentence.clause_at(analysis.tokens, match.start) in own)
    if any(not _YEAR.search(match.date.words) or not _is_over(analysis, match) for match in dated):
        return True
    told = scope.framed(analysis, sentence, own, "term")
    return told is not None and not sentence.dates and not scope.is_past(analysis, sentence, own)


def _ahead(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether the match's own verb stands in the Finnish present tense, outside the title and without a past date."""
    if sentence.language != "fi" or hit.rule.kind not in _POINT or sentence.paragraph == 0:
        return False
    if any(_YEAR.search(match.date.words) for match in sentence.dates if _is_over(analysis, match)):
        return False
    if _is_chronicle(analysis, sentence):
        return False
    forms = analysis.matcher(sentence).forms
    tags = [forms.derivation(analysis.tokens[word].norm)[1] for word in hit.words]
    words = sentence.clause_words(sentence.clauses_of(hit))
    verbs = [tag for tag in tags if tag.startswith(_TENSED)]
    if any(tag.startswith("agent") for tag in tags):
        return False
    named = not verbs
    if named:  # "hovioikeuden tuomio tulee helmikuussa": the verb of the clause is none of the match
        tags = [forms.derivation(analysis.tokens[word].norm)[1] for word in words]
        verbs = [tag for tag in tags if tag.startswith(_TENSED)]
    if not verbs or not all(tag.startswith(_PRESENT) for tag in verbs):
        return False
    if any(_PERFECT.search(analysis.tokens[word].norm) for word in words):
        return False
    return bool(sentence.dates) or (not named and any(tag.startswith(_ALWAYS_AHEAD) for tag in verbs))
