"""When a development happened: the date words of its clause or sentence, or nothing.

Rules kept: no date without date words, except that the completed lead event of daily news gets the month of
publication, marked ``assumed``. A date belongs to the match whose clause it stands in; a sentence's only date
belongs to all its clauses unless they clearly tell of different times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.language.dates import DateMatch, find_dates
from monitor.model import EventDate, Kind, Modality, Precision

#: States and sums of many acts: an undated one gets no assumed month.
INCIDENT: Final = frozenset(
    {Kind.BREACH, Kind.RANSOM_DEMAND, Kind.EXTORTION, Kind.DATA_LEAK, Kind.SECURITY_FINDING, Kind.VICTIM_IMPACT}
)
_DEPENDENT: Final = frozenset(
    (
        *("että", "jolloin", "koska", "sillä", "kun", "jonka", "jota", "joka", "jotka", "jossa"),
        *("that", "because", "when", "who", "whose", "which", "whom", "where"),
        *("att", "som", "då", "eftersom"),
    )
)
#: States: "since February" says when they began.
_LASTING: Final = frozenset({Kind.REMAND, Kind.INVESTIGATION, Kind.WANTED})
#: What "since" dates: states, and the steps they begin with ("a free man since September").
_SINCE: Final = _LASTING | {Kind.RELEASE, Kind.BANKRUPTCY, Kind.DISMISSAL}
_SOURCES: Final = frozenset({"mukaan", "according", "enligt"})
_ONGOING: Final = frozenset(
    {
        Kind.VICTIM_IMPACT,
        Kind.RANSOM_DEMAND,
        Kind.BREACH,
        Kind.WANTED,
        Kind.SETTLEMENT,
        Kind.SECURITY_FINDING,
    }
)
#: Clauses these open tell what the news came after, or in spite of.
_ASIDE: Final = frozenset(
    {"after", "efter", "even", "with", "since", "before", "although", "though", "despite", "vaikka"}
)
_EARLIER: Final = frozenset({"after", "before", "efter", "innan"})


def dates_for(analysis: Analysis, sentence: Sentence, hit: Hit) -> list[DateMatch]:
    """Give the date expressions that say when this happened, nearest first; two for "2018 and again in 2019"."""
    own = sentence.clauses_of(hit)
    placed = [(match, _clause_at(analysis, sentence, match)) for match in sentence.dates]
    chosen = [match for match, clause in placed if clause in own] or _reaching(analysis, sentence, hit, own, placed)
    if hit.rule.kind is Kind.CHARGES and _attributes(analysis, sentence, hit):
        return []  # "according to the charges, in November 2018" dates what is charged
    middle = analysis.tokens[hit.first].start
    kept = [match for match in chosen if not _taken(analysis, sentence, hit, match)]
    return sorted(kept, key=lambda match: abs(match.start - middle))


def _clause_at(analysis: Analysis, sentence: Sentence, match: DateMatch) -> int:
    for word in range(sentence.first, sentence.last):
        if analysis.tokens[word].end > match.start:
            return sentence.clause_of(word)
    return -9


def _reaching(
    analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int], placed: Sequence[tuple[DateMatch, int]]
) -> list[DateMatch]:
    """Dates outside the clause that reach it.

    Those before it that it does not step away from ("later", "since then"), or those of the clause right after it
    when that is no clause of its own ("kaksi: marraskuussa 2018 ja …").
    """
    first = min(own)
    if _elsewhen(analysis, sentence, own):
        return []
    before = [(match, clause) for match, clause in placed if clause < first]
    if hit.rule.kind in INCIDENT | _LASTING:  # a date in another step's clause is that step's own
        before = [(match, clause) for match, clause in before if not _told_in(analysis, sentence, hit, clause)]
    if before:
        nearest = max(clause for _, clause in before)
        reach = [match for match, clause in before if clause == nearest]
        return reach if nearest == 0 or first - nearest <= 1 else []
    after = [match for match, clause in placed if clause == max(own) + 1]
    return after if after and not _opens(analysis, sentence, max(own) + 1) else []


def _told_in(analysis: Analysis, sentence: Sentence, hit: Hit, clause: int) -> bool:
    """Whether a clause tells another step of its own.

    This one only depends on it ("came to light in October that …") or which it merely explains ("because …"); steps
    joined by "and" share their date.
    """
    own = sentence.clauses_of(hit)
    first = analysis.tokens[sentence.clause_words({min(own)})[0]].norm
    return any(
        first in _DEPENDENT or other.rule.kind is Kind.DISCLOSURE or hit.rule.kind in _LASTING
        for other in sentence.found.hits
        if other.rule.kind is not hit.rule.kind
        and clause in sentence.clauses_of(other)
        and not own & sentence.clauses_of(other)
    )


def _elsewhen(analysis: Analysis, sentence: Sentence, own: set[int]) -> bool:
    """Whether a clause says that it happened at another time than what was told before."""
    words = set(sentence.clause_words(own))
    return any(start in words for start, _ in analysis.spans(sentence, "cue:elsewhen"))


def _opens(analysis: Analysis, sentence: Sentence, clause: int) -> bool:
    """Whether a clause tells something of its own: it holds a match, or begins with a conjunction of time."""
    words = set(sentence.clause_words({clause}))
    told = any(word in words for hit in sentence.found.hits for word in hit.words)
    return told or any(start in words for start, _ in analysis.spans(sentence, "cue:elsewhen"))


def _taken(analysis: Analysis, sentence: Sentence, hit: Hit, match: DateMatch) -> bool:
    """Whether a date belongs to another step told in the clause.

    The incident is only its ground ("was sentenced on Tuesday for breaking into …").
    """
    if hit.rule.kind not in _SINCE and _is_span(analysis, sentence, match):
        return True
    if hit.rule.kind not in INCIDENT:
        return False
    mine = _words_between(analysis, hit, match)
    return any(
        other.rule.kind not in INCIDENT
        and sentence.clauses_of(other) & sentence.clauses_of(hit)
        and _words_between(analysis, other, match) < mine
        and not _attributes(analysis, sentence, other)
        for other in sentence.found.hits
    )


def _attributes(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match only names a source: "syytteen mukaan", "according to the charges", "enligt åtalet"."""
    words = analysis.tokens[max(hit.first - 3, sentence.first) : min(hit.last + 2, sentence.last)]
    return any(word.norm in _SOURCES for word in words)


def _is_span(analysis: Analysis, sentence: Sentence, match: DateMatch) -> bool:
    """Whether a date says since when or until when ("helmikuusta asti", "since February"), not when."""
    for start, end in analysis.spans(sentence, "cue:lasting"):
        left, right = analysis.tokens[start].start, analysis.tokens[end - 1].end
        if 0 <= left - match.end <= 2 or 0 <= match.start - right <= 2 or match.start <= left < match.end:
            return True
    return False


def _words_between(analysis: Analysis, hit: Hit, match: DateMatch) -> int:
    return min(abs(analysis.tokens[word].start - match.start) for word in hit.words)


def ahead(analysis: Analysis, sentence: Sentence, matches: Sequence[DateMatch]) -> list[DateMatch]:
    """Give the same date words read as words of a plan: "helmikuussa" is the next February, not the last."""
    if not any(match.relative or match.future is False for match in matches):
        return list(matches)
    text = analysis.content[sentence.start : sentence.end]
    starts = {match.start for match in matches}
    again = find_dates(text, sentence.language, analysis.published, planned=True)
    return [
        replace(match, start=match.start + sentence.start, end=match.end + sentence.start)
        for match in again
        if match.start + sentence.start in starts
    ]


def event_date(matches: Sequence[DateMatch]) -> EventDate | None:
    """Give the date of a mention from its date expressions: the nearest one."""
    return matches[0].date if matches else None


def _in_state(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether the clause tells a state that goes on ("yhä", "still") rather than a step that was taken."""
    own = sentence.clauses_of(hit)
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, "cue:state"))


def aside(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a clause only tells what went before: "four months after the breach came to light"."""
    words = sentence.clause_words({min(sentence.clauses_of(hit))})
    before = {analysis.tokens[word].norm for word in words if word < hit.first}
    return analysis.tokens[words[0]].norm in _ASIDE or not before.isdisjoint(_EARLIER)


def assumed(analysis: Analysis, sentence: Sentence, hit: Hit, modality: Modality, news: bool) -> EventDate | None:
    """Give the month of publication for the completed lead event of daily news without a time word; else None."""
    published = analysis.published
    if _in_state(analysis, sentence, hit) or aside(analysis, sentence, hit):
        return None
    if hit.rule.kind is Kind.CHARGES and _attributes(analysis, sentence, hit):
        return None
    told = modality is Modality.FACT or (modality is Modality.SOUGHT and sentence.index <= 2)
    if not news or not told or hit.rule.kind in _ONGOING or hit.rule.subject or published is None:
        return None
    if published.precision is Precision.YEAR:
        return None
    return EventDate(published.value[:7], Precision.MONTH, "", assumed=True)
