"""What every question about a match asks of its clause: cues near it, its verbs and their tense, where clauses join."""

from __future__ import annotations

import re
from typing import Final

from monitor.classify import scope
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.model import Kind

#: Past acts: nobody plans them in a news text, whatever words of the future stand beside them.
DONE: Final = frozenset({Kind.BREACH, Kind.RANSOM_DEMAND, Kind.EXTORTION, Kind.SECURITY_FINDING})
NEGATION_REACH: Final = 5
DENIAL_REACH: Final = 7
SHORT_WORD: Final = 4
THAT: Final = frozenset({"että", "jotta", "that", "att"})
JOINERS: Final = frozenset({"ja", "mutta", "vaan", "and", "but", "och", "men", "or", "tai"})
#: What is demanded stands in the conditional ("unless 200 euros was paid"): the demand itself is a fact.
DEMANDS: Final = frozenset({Kind.EXTORTION, Kind.RANSOM_DEMAND})
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
WHETHER: Final = frozenset({"whether", "if", "huruvida", "om"})
IF: Final = frozenset({"jos", "mikäli", "ellei", "if", "unless", "provided", "om", "ifall", "såvida"})


def clause_before(analysis: Analysis, sentence: Sentence, own: set[int]) -> set[int]:
    """Give the clause before one that opens with "että", "that": what is wished there is said of this one."""
    return before_opener(analysis, sentence, own, THAT)


def before_opener(analysis: Analysis, sentence: Sentence, own: set[int], openers: frozenset[str]) -> set[int]:
    """Give the clause before one that opens with one of these words."""
    first = min(own)
    words = sentence.clause_words({first})
    return {first - 1} if first > 0 and analysis.tokens[words[0]].norm in openers else set()


def first_cue(
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
    if norm in _HEDGES and hit.rule.kind in DONE and told_past(analysis, sentence, hit):
        return False
    if norm == "could" and start + 1 < sentence.last and analysis.tokens[start + 1].norm == "not":
        return False
    if hit.last > start:
        return True
    near = range(max(hit.first - 2, sentence.first), hit.last + 1)
    if any(analysis.tokens[word].norm in _HAPPENED for word in near):
        return False
    return name != "hypothetical" or not finite_past(analysis, sentence, hit)


def _governs_finnish(analysis: Analysis, sentence: Sentence, hit: Hit, start: int, name: str) -> bool:
    if scope.of_words_alone(hit) and sentence.clause_of(start) > 0:
        return True
    tag = analysis.matcher(sentence).forms.derivation(analysis.tokens[start].norm)[1]
    if tag.startswith("ptc") and start < hit.first and finite_past(analysis, sentence, hit):
        return False  # "kaavailtu oikeudenkäynti alkoi"
    if name == "hypothetical" and start > hit.last and not tag.startswith(VERBAL):
        return not finite_past(analysis, sentence, hit)
    return not finite_past(analysis, sentence, hit) or tag.startswith(VERBAL) is (name != "hypothetical")


def _joined_past(analysis: Analysis, sentence: Sentence, hit: Hit, start: int) -> bool:
    """Whether "and" or "but" begins a told past behind a cue: "could not bear to be exposed and ended their lives"."""
    forms = analysis.matcher(sentence).forms
    between = {analysis.tokens[word].norm for word in range(start + 1, hit.first)}
    told = analysis.tokens[hit.first - 1].norm in ("and", "but") or between & {"and", "but"}
    return bool(told) and forms.derivation(analysis.tokens[hit.first].norm)[1].startswith("past")


def finite_past(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether every verb of a match stands in the past (in Finnish also the perfect)."""
    forms = analysis.matcher(sentence).forms
    tags = [forms.derivation(analysis.tokens[word].norm)[1] for word in hit.words]
    verbs = [tag for tag in tags if tag.startswith(VERBAL)]
    return bool(verbs) and all(tag.startswith(("past", "pass past")) for tag in verbs)


def in_past(analysis: Analysis, sentence: Sentence, clauses: set[int]) -> bool:
    """Whether some known verb of the clauses stands in the past."""
    forms = analysis.matcher(sentence).forms
    tags = (forms.derivation(analysis.tokens[word].norm)[1] for word in sentence.clause_words(clauses))
    return any(tag.startswith(("past", "pass past")) for tag in tags)


_VERBS_FIRST: Final = frozenset(
    {"blir", "får", "har", "hade", "säger", "går", "döms", "fälls", "skulle", "kommer", "beviljar", "avslår", "betalar"}
)


def verb_first(analysis: Analysis, sentence: Sentence) -> bool:
    """Tell a Swedish sentence that begins with its verb ("Blir han fälld, …"): no question, so a condition."""
    return analysis.tokens[sentence.first].norm in _VERBS_FIRST and sentence.last - sentence.first > SHORT_WORD


def clause_initial(sentence: Sentence, word: int) -> bool:
    """Whether a word is the first of its clause."""
    return word == sentence.first or sentence.clause_of(word) != sentence.clause_of(word - 1)


def told_past(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a word of the match is a verb in the past."""
    forms = analysis.matcher(sentence).forms
    tags = [forms.derivation(analysis.tokens[word].norm)[1] for word in hit.words]
    return any(tag.startswith(("past", "pass past", "ptc past")) for tag in tags)


def is_conditional(norm: str) -> bool:
    """Whether a word is a Finnish verb in the conditional."""
    return bool(_CONDITIONAL.search(norm)) and not _NO_CONDITIONAL.search(norm)


YEAR = re.compile(r"\d{4}")
VERBAL: Final = ("pres", "past", "pass", "inf", "cond", "pot", "ptc past")
