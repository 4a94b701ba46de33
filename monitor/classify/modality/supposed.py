"""By which words a match is only possible: "may", conditions, questions, and what holds for anyone."""

from __future__ import annotations

from typing import Final

from monitor.classify import scope
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.classify.modality.grammar import (
    DEMANDS,
    DONE,
    IF,
    NEGATION_REACH,
    SHORT_WORD,
    VERBAL,
    WHETHER,
    clause_initial,
    finite_past,
    first_cue,
    in_past,
    is_conditional,
    told_past,
    verb_first,
)
from monitor.model import Kind, Modality

_UNSURE: Final = ("cond", "pass cond", "pot", "pass pot")
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
MEANS_TO: Final = frozenset({"aikoo", "aikovat", "aikoi", "intends", "intend", "plans", "tänker", "ämnar", "avser"})


def meant_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "aikoo esittää", "intends to ask": a demand that is only announced."""
    words = [word for word in sentence.clause_words(own) if hit.first - 3 <= word < hit.last]
    return next((analysis.tokens[word].norm for word in words if analysis.tokens[word].norm in MEANS_TO), None)


def modal_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "may", "voi" in the clause, near enough to the match to govern its verb."""
    for word in sentence.clause_words(own):
        norm = analysis.tokens[word].norm
        if norm == "may" and analysis.tokens[word].capital and word > sentence.first:
            continue  # the month
        if norm in _MODALS and (
            hit.first - NEGATION_REACH <= word <= hit.last or _of_seeking(analysis, sentence, word)
        ):
            return norm
        if norm in _ALLOWED and word + 1 < sentence.last and _is_infinitive(analysis, sentence, word + 1):
            return norm
    return None


def _of_seeking(analysis: Analysis, sentence: Sentence, word: int) -> bool:
    """Whether a modal is that of a verb of asking: "can apply for"."""
    return any(word < start <= word + 2 for start, _ in analysis.spans(sentence, "cue:sought"))


def unsettled_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find what makes even a wish or a plan merely possible: "may", or a condition at the head of its clause."""
    maybe = modal_by(analysis, sentence, hit, own)
    if maybe is not None or hit.rule.modality is not Modality.PLANNED:
        return maybe
    if sentence.language == "fi":
        asked = asked_by(analysis, sentence, hit)
        if asked is not None:
            return asked
    head = sentence.clause_words(own)[0]
    heads = (start for start, _ in analysis.spans(sentence, "cue:condition") if head <= start <= head + 1)
    return next((analysis.tokens[start].norm for start in heads if analysis.tokens[start].norm in IF), None)


def _is_infinitive(analysis: Analysis, sentence: Sentence, word: int) -> bool:
    return analysis.matcher(sentence).forms.derivation(analysis.tokens[word].norm)[1].startswith("inf")


def clauses_before_or(analysis: Analysis, sentence: Sentence, own: set[int]) -> set[int]:
    """Give the clauses before one that opens with "or": "might cut the sum, she warned, or award nothing"."""
    first = min(own)
    opener = analysis.tokens[sentence.clause_words({first})[0]].norm
    return {number for number in (first - 1, first - 2) if number >= 0} if opener in ("or", "tai", "eller") else set()


def conditioned_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find a condition in the clause, or opening the clause before it or (as "unless …") the clause after it."""
    if hit.rule.kind in DEMANDS:
        head = analysis.tokens[sentence.first].norm
        supposed = head in IF | {"should"} and not scope.is_past(analysis, sentence, own)
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
    if norm == "om" and not clause_initial(sentence, start):
        return False  # Swedish "åtalet om": about
    if norm == "until" and scope.is_past(analysis, sentence, own):
        return False
    if sentence.clause_of(start) in own and start <= max(sentence.clause_words(own)[0] + 2, sentence.first):
        return True
    if norm == "until":
        return False  # "will be held later, and until then …" sets no condition
    if start <= sentence.first + 1 and not told_past(analysis, sentence, hit):
        return True
    if norm in WHETHER - IF:
        return False  # an open question says nothing of what stands beside it
    beside = any(abs(sentence.clause_of(start) - number) == 1 for number in own)
    return beside and _tentative(analysis, sentence, own)


def _inverted(analysis: Analysis, sentence: Sentence) -> bool:
    """Tell "Had someone gained entry …, neither would have …" and "Were the court to …": a condition without "if"."""
    if sentence.language == "sv":
        return verb_first(analysis, sentence)
    if sentence.language != "en" or analysis.tokens[sentence.first].norm not in ("had", "were", "should"):
        return False
    return any(token.norm in ("would", "could", "might") for token in analysis.tokens[sentence.first : sentence.last])


def asked_by(analysis: Analysis, sentence: Sentence, hit: Hit) -> str | None:
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
    if len(norm) <= SHORT_WORD or not may_ask(norm):
        return False
    if word + 1 < sentence.last and analysis.tokens[word].capital and analysis.tokens[word + 1].capital:
        return False  # a name: "Marko Leponen"
    forms = analysis.matcher(sentence).forms
    base, tag = forms.derivation(norm[:-2])
    if matched and base and forms.derivation(norm)[0]:
        return True
    return not forms.exact(norm) and (tag.startswith(VERBAL) or norm[:-2].endswith(_FINITE_ENDINGS))


_FINITE_ENDINGS: Final = ("taan", "tään", "tiin", "vat", "vät", "isi", "mme", "tte")


def may_ask(norm: str) -> bool:
    """Whether a Finnish word may end in the question's -ko: none does behind k ("joukko", "verkko")."""
    return norm.endswith(("ko", "kö")) and not norm.endswith(("kko", "kkö"))


def _tentative(analysis: Analysis, sentence: Sentence, own: set[int]) -> bool:
    """Whether a clause beside a condition is itself not told as done: conditional mood or a word of the future."""
    words = sentence.clause_words(own)
    if not scope.is_past(analysis, sentence, own) and not in_past(analysis, sentence, own):
        return True
    if sentence.language == "fi":
        forms = analysis.matcher(sentence).forms
        if any(forms.derivation(analysis.tokens[word].norm)[1].startswith("pass pres") for word in words):
            return True
        return any(is_conditional(analysis.tokens[word].norm) for word in words) or any(
            start in words for start, _ in analysis.spans(sentence, "cue:hypothetical")
        )
    return any(
        start in words for name in ("hypothetical", "planned") for start, _ in analysis.spans(sentence, f"cue:{name}")
    )


def still_wanted_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find "still", "yhä" beside an arrest: nobody is caught "still", so the text says who is not."""
    if hit.rule.kind is not Kind.ARREST or told_past(analysis, sentence, hit):
        return None
    found = (start for start, _ in analysis.spans(sentence, "cue:state") if sentence.clause_of(start) in own)
    return next((analysis.tokens[start].norm for start in found), None)


def general_by(analysis: Analysis, sentence: Sentence, hit: Hit) -> str | None:
    """Find "anyone who", "den som": what a rule gives to anyone, in the present tense, has been given to nobody yet."""
    if hit.rule.kind is not Kind.COMPENSATION or told_past(analysis, sentence, hit) or sentence.index < _TOP:
        return None
    return next((analysis.tokens[start].norm for start, _ in analysis.spans(sentence, "cue:generic")), None)


_TOP: Final = 3


def possible_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find a word of possibility: "might", "ehkä", a conditional."""
    cue = first_cue(analysis, sentence, hit, own, "hypothetical", inside=True)
    if cue is not None and (cue in _NO_VERB or _is_ability(analysis, sentence, hit, cue)):
        return None
    if hit.rule.kind in DEMANDS:
        return cue if cue in _MAYBE else None
    if cue is not None or sentence.language != "fi" or finite_past(analysis, sentence, hit):
        return cue
    forms = analysis.matcher(sentence).forms
    for word in sentence.clause_words(own):
        norm = analysis.tokens[word].norm
        if is_conditional(norm) or (
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
            return (before and hit.rule.kind in DONE | scope.OF_LACK) or (after and hit.rule.kind in scope.OF_LACK)
    return False
