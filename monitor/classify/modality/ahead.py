"""By which words a match is planned or announced, and which time it has: ahead, in the past, on a day of its own."""

from __future__ import annotations

import re
from typing import Final

from monitor.classify import scope
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.classify.modality.grammar import SHORT_WORD, VERBAL, YEAR, before_opener, finite_past, first_cue
from monitor.language.dates import DateMatch
from monitor.model import Kind

_NAMED_STEPS: Final = frozenset(
    {Kind.BREACH, Kind.VERDICT, Kind.EXTORTION, Kind.DATA_LEAK, Kind.ARREST, Kind.OWNERSHIP}
)


def is_presupposed(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match is a noun with a past date of its own: "maaliskuun 2019 hyökkäyksestä", "domen i april 2024".

    Whatever is denied, wished or supposed of it in its clause, it took place.
    """
    if hit.rule.kind not in _NAMED_STEPS or scope.of_words_alone(hit):
        return False
    forms = analysis.matcher(sentence).forms
    if any(forms.derivation(analysis.tokens[word].norm)[1].startswith(VERBAL) for word in hit.words):
        return False
    left, right = analysis.tokens[hit.first].start, analysis.tokens[hit.last].end
    return any(
        match.future is False
        and match.start <= right + _NEAR_DATE
        and match.end >= left - _NEAR_DATE
        and YEAR.search(match.date.words)
        for match in sentence.dates
    )


_NEAR_DATE: Final = 8  # characters
_ANNOUNCED: Final = frozenset({"announced", "said", "confirmed", "vowed", "promised", "pledged", "indicated", "told"})


def announced_by(analysis: Analysis, sentence: Sentence, hit: Hit) -> str | None:
    """Find "announced that he would" before a step of the speaker's own: what was "will" is "would" when reported."""
    if sentence.language != "en" or hit.rule.kind is not Kind.APPEAL:
        return None
    norms = [token.norm for token in analysis.tokens[sentence.first : hit.last + 1]]
    if "would" not in norms:
        return None
    return next((norm for norm in norms[: norms.index("would")] if norm in _ANNOUNCED), None)


def planned_by(analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int]) -> str | None:
    """Find what puts a match ahead: a plan, a timetable, a date that lies ahead."""
    if hit.rule.kind is not Kind.LEGISLATION and _decided(analysis, sentence, own, hit.rule.kind):
        return None
    own = own | before_opener(analysis, sentence, own, _WHEN)
    cue = first_cue(analysis, sentence, hit, own, "planned", inside=True)
    if cue is not None and not (cue == "to" and _told_before_to(analysis, sentence, own)):
        return cue
    if sentence.language == "fi" and finite_past(analysis, sentence, hit):
        return None
    weak = first_cue(analysis, sentence, hit, own, "planned_weak", inside=True)
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
        kind in (Kind.REMAND, Kind.RELEASE) and len(sentence.clause_words({following})) <= SHORT_WORD
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
_PERFECT = re.compile(r"(?:nut|nyt|neet|ttu|tty|tiin)$")
_ALWAYS_AHEAD: Final = ("pass pres", "pres sg1", "pres pl1")
_PRESENT: Final = ("pres", "pass pres")
_TENSED: Final = (*_PRESENT, "past", "pass past", "ptc past")


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
    if any(not YEAR.search(match.date.words) or not _is_over(analysis, match) for match in dated):
        return True
    told = scope.framed(analysis, sentence, own, "term")
    return told is not None and not sentence.dates and not scope.is_past(analysis, sentence, own)


def _ahead(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether the match's own verb stands in the Finnish present tense, outside the title and without a past date."""
    if sentence.language != "fi" or hit.rule.kind not in _POINT or sentence.paragraph == 0:
        return False
    if any(YEAR.search(match.date.words) for match in sentence.dates if _is_over(analysis, match)):
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
