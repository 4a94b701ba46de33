"""What a cue is said of: frames around a clause, who says it, and which verb a negation belongs to.

Rule kept: a frame ("no evidence that", "it cannot be ruled out that") governs the clauses it opens, never one before
it; the words of the frames are the lexicon's, the reach is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.model import Kind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS_ALONE: Final = "-words-"
_SHORT_SAYING: Final = 7
_ABSORBED_AFTER: Final = 6
_SEEKING_REACH: Final = 9
_INSTEAD: Final = {"fi": "vaan", "sv": "utan"}
#: Kinds whose own content is something missing or undone: "no password", "dares not", "nowhere to be found".
OF_LACK: Final = frozenset({Kind.SECURITY_FINDING, Kind.VICTIM_IMPACT, Kind.WANTED})
_REASONS: Final = frozenset({"reason", "skäl", "skäligt", "syytä"})  # "no reason to hold him" ends a detention
_NOT: Final = frozenset(("not", "no", "never", "inte", "aldrig", "ei", "eivät", "ettei", "etteivät", "eikä"))
#: Past tenses and participles by their endings, of words the lexicon need not know.
_PAST: Final = {
    "fi": re.compile(r"(?:nut|nyt|neet|ttu|tty|tiin|ivat|ivät)$"),
    "sv": re.compile(r"(?:[a-zåäö]{2}(?:ades?|ddes?|rdes?|ldes?|ktes?|ltes?|ptes?))$"),
    "en": re.compile(r"[a-z]{2}ed$"),
}
_PAST_WORDS: Final = {
    "fi": _words("oli olivat sai teki tuli käski jätti antoi pani lähti alkoi"),
    "sv": _words(
        "hade har var blev fick gick kom gav tog sa sade lade la stod satt lät kunde ville skulle såg föll skrev "
        "blivit fått gått kommit gett getts hölls greps"
    ),
    "en": _words("was were had has have did been went came took gave got told left put let made"),
}


def of_words_alone(hit: Hit) -> bool:
    """Whether a match rests on weighed words only, which need not stand where the step is told."""
    return _WORDS_ALONE in hit.rule.id


#: Words that begin a clause no frame before it governs.
_NEW_START: Final = _words(
    "and but because since while although though who which whose when where as "
    "ja mutta vaan koska sillä vaikka kun joka jotka jonka joita jolloin joten "
    "och men eftersom fast medan som vilket vilken när då därför"
)


def core(sentence: Sentence, hit: Hit) -> set[int]:
    """Give the clauses of a match; in Swedish, whose rules are wide, the (first) clause that holds most of it."""
    if sentence.language != "sv":
        return sentence.clauses_of(hit)
    counted: dict[int, int] = {}
    for word in hit.words:
        counted[sentence.clause_of(word)] = counted.get(sentence.clause_of(word), 0) + 1
    most = max(counted.values())
    return {min(number for number, count in counted.items() if count == most)}


_OF_THE_WHOLE: Final = frozenset({"which", "vilket", "mikä", "minkä"})


def saying(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> set[int]:
    """Add to a match's clauses what is said where all of it stands in the words of saying ("…, the judge said").

    So is the clause before one that speaks of all of it ("…, which is the most the law allows").
    """
    if len(own) != 1:
        return own
    (number,) = own
    words = sentence.clause_words(own)
    if number > 0 and of_words_alone(hit) and analysis.tokens[words[0]].norm in _OF_THE_WHOLE:
        return own | {number - 1}
    told = any(start in words for start, _ in analysis.spans(sentence, "cue:saying"))
    if not told or len(words) > _SHORT_SAYING:
        return own
    last = max(sentence.clauses)
    if number == last and number > 0:
        return own | {number - 1}
    return own | {number + 1} if number == 0 and last > 0 else own


def resumed(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match's noun, after a relative clause, has a past verb of its own: "The trial, which …, began"."""
    near = range(hit.first + 1, min(hit.first + _INSERTED, sentence.last))
    inserted = next((word for word in near if analysis.tokens[word].norm in _RELATIVE), None)
    if inserted is None:
        return False
    after = sentence.clause_words({sentence.clause_of(inserted) + 1})[:1]
    return bool(after) and (is_past(analysis, sentence, set(), after) or analysis.tokens[after[0]].norm in _BEGAN)


_INSERTED: Final = 4
_RELATIVE: Final = _words("which who that som joka jota jonka")
_BEGAN: Final = _words(
    "began opened started ended resumed continued inleddes började avslutades fortsatte alkoi päättyi jatkui"
)


def framed(
    analysis: Analysis, sentence: Sentence, own: set[int], name: str, *, until: int = -1, own_only: bool = False
) -> str | None:
    """Give a frame of a list that governs a match: in its clauses or in the one just before them.

    With ``until`` only a frame that begins no later than this word counts; without it also one behind the match
    ("the report that … is untrue"). With ``own_only`` the clause before does not count.
    """
    spans = analysis.spans(sentence, f"cue:{name}")
    if not spans:
        return None
    opener = analysis.tokens[sentence.clause_words({min(own)})[0]].norm
    reach = own if own_only or opener in _NEW_START else own | {min(own) - 1}
    for start, _ in spans:
        if sentence.clause_of(start) in reach and (until < 0 or start <= until):
            return analysis.tokens[start].norm
    return None


def absorbed(analysis: Analysis, sentence: Sentence, hit: Hit, start: int) -> bool:
    """Whether a negation belongs to a verb that leaves the step as it is: "did not believe", "ei niellyt"."""
    clause = sentence.clause_of(start)
    back = 3 if sentence.language == "sv" else 0
    low, high = start - back, start + _ABSORBED_AFTER
    names = ("cue:unaffected", "cue:unchanged") if hit.rule.kind in _JUDGED else ("cue:unaffected",)
    return any(
        low <= at < high and sentence.clause_of(at) == clause and _foreign(analysis, hit, at)
        for name in names
        for at, _ in analysis.spans(sentence, name)
    )


_JUDGED: Final = frozenset({Kind.VERDICT, Kind.APPEAL_RULING, Kind.CIVIL_CLAIM})


def _foreign(analysis: Analysis, hit: Hit, word: int) -> bool:
    """Whether a word that takes a negation to itself is none of the match's own, and no reason to hold somebody."""
    if hit.rule.kind is Kind.REMAND and analysis.tokens[word].norm in _REASONS:
        return False
    return word not in hit.words or of_words_alone(hit)


def contrasted(analysis: Analysis, sentence: Sentence, start: int) -> bool:
    """Whether a negation only turns one thing down for another: "ei euroja vaan bitcoineja", "inte … utan …".

    A verb behind the conjunction makes it another act, and the negated one did not come about.
    """
    joiner = _INSTEAD.get(sentence.language)
    norms = [token.norm for token in analysis.tokens[start + 1 : min(start + _SEEKING_REACH, sentence.last)]]
    if joiner not in norms[:-1]:
        return False
    at = norms.index(joiner)
    if sentence.language == "fi":
        return any(norm[-2:] == norms[at + 1][-2:] for norm in norms[:at])  # "euroja vaan bitcoineja" agree in case
    return not is_past(analysis, sentence, set(), range(start + 1 + at, min(start + 5 + at, sentence.last)))


def tells_lack(analysis: Analysis, sentence: Sentence, hit: Hit, start: int) -> bool:
    """Whether a negation is what a match tells rather than what undoes it."""
    if not of_words_alone(hit) or hit.rule.kind not in OF_LACK:
        return False
    if hit.rule.kind is Kind.SECURITY_FINDING:
        return True
    if hit.rule.kind is Kind.VICTIM_IMPACT and _of_nobody(analysis, sentence, start):
        return False
    following = analysis.tokens[min(start + 1, sentence.last - 1)].norm
    return analysis.tokens[start].norm in _NOT and following != "one"


def _of_nobody(analysis: Analysis, sentence: Sentence, start: int) -> bool:
    """Whether a negated passive says that something has been done to nobody: "ei ole avattu", "has not been used"."""
    norms = [token.norm for token in analysis.tokens[start + 1 : min(start + 6, sentence.last)]]
    if sentence.language == "fi":
        return bool({"ole", "ollut", "olla"} & set(norms)) and any(norm.endswith(("ttu", "tty")) for norm in norms)
    return "been" in norms or any(norm.endswith("ts") for norm in norms)


def is_past(analysis: Analysis, sentence: Sentence, clauses: set[int], words: Sequence[int] = ()) -> bool:
    """Whether some word of the clauses looks like a past tense, known to the lexicon or not."""
    shape, known = _PAST[sentence.language], _PAST_WORDS[sentence.language]
    norms = (analysis.tokens[word].norm for word in (words or sentence.clause_words(clauses)))
    return any(norm in known or shape.search(norm) for norm in norms)
