"""When a development happened: the date words of its clause or sentence, or nothing.

Rules kept: no date without date words, except that the completed lead event of daily news gets the month of
publication, marked ``assumed``. A date belongs to the match whose clause it stands in; a sentence's only date
belongs to all its clauses unless they clearly tell of different times.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.language.dates import DateMatch
from monitor.model import EventDate, Kind, Modality, Precision

#: States and sums of many acts: an undated one gets no assumed month.
_ONGOING = frozenset(
    {
        Kind.VICTIM_IMPACT,
        Kind.EXTORTION,
        Kind.RANSOM_DEMAND,
        Kind.BREACH,
        Kind.WANTED,
        Kind.SETTLEMENT,
        Kind.DATA_LEAK,
        Kind.SECURITY_FINDING,
    }
)


def dates_for(analysis: Analysis, sentence: Sentence, hit: Hit) -> list[DateMatch]:
    """The date expressions that say when this happened, nearest first; two for "2018 and again in 2019"."""
    own = sentence.clauses_of(hit)
    words = sentence.clause_words(own)
    left, right = analysis.tokens[words[0]].start, analysis.tokens[words[-1]].end
    inside = [match for match in sentence.dates if left <= match.start < right]
    chosen = inside or _reaching(analysis, sentence, own)
    middle = analysis.tokens[hit.first].start
    return sorted(chosen, key=lambda match: abs(match.start - middle))


def _reaching(analysis: Analysis, sentence: Sentence, own: set[int]) -> list[DateMatch]:
    """A date outside the clause that reaches it: one in the clause next to it, if it is the sentence's only one."""
    if len(sentence.dates) != 1:
        return []
    match = sentence.dates[0]
    for word in range(sentence.first, sentence.last):
        token = analysis.tokens[word]
        if token.start <= match.start < token.end:
            number = sentence.clause_of(word)
            return [match] if any(abs(number - mine) <= 1 for mine in own) else []
    return []


def event_date(matches: Sequence[DateMatch]) -> EventDate | None:
    """The date of a mention from its date expressions: the nearest one."""
    return matches[0].date if matches else None


def assumed(analysis: Analysis, kind: Kind, modality: Modality, news: bool) -> EventDate | None:
    """The month of publication for the completed lead event of daily news without a time word; else None."""
    published = analysis.published
    if not news or modality is not Modality.FACT or kind in _ONGOING or published is None:
        return None
    if published.precision is Precision.YEAR:
        return None
    return EventDate(published.value[:7], Precision.MONTH, "", assumed=True)
