"""News or background: what this publication reports as new, against what it retells.

Rules kept: news stands in the title or the lead, or is dated near the publication; a dated past, words of recap, and
a stage of the case long overtaken by the lead event are background. Explainers and chronologies have no news.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.language.dates import DateMatch
from monitor.model import Kind, Modality, Precision

#: The order of a case's life: what lies two stages behind the lead event is told as background.
_STAGE: Final = {
    Kind.BREACH: 0,
    Kind.RANSOM_DEMAND: 1,
    Kind.EXTORTION: 1,
    Kind.DATA_LEAK: 1,
    Kind.DISCLOSURE: 1,
    Kind.SECURITY_FINDING: 2,
    Kind.VICTIM_IMPACT: 2,
    Kind.INVESTIGATION: 2,
    Kind.REGULATOR_ACTION: 2,
    Kind.LEGISLATION: 2,
    Kind.DISMISSAL: 2,
    Kind.BANKRUPTCY: 2,
    Kind.OWNERSHIP: 2,
    Kind.SUSPECT_NAMED: 3,
    Kind.WANTED: 3,
    Kind.ARREST: 3,
    Kind.EXTRADITION: 4,
    Kind.REMAND: 4,
    Kind.RELEASE: 4,
    Kind.CHARGES: 5,
    Kind.TRIAL: 6,
    Kind.VERDICT: 7,
    Kind.APPEAL: 8,
    Kind.APPEAL_RULING: 9,
    Kind.SUPREME_COURT: 9,
    Kind.SETTLEMENT: 5,
    Kind.CIVIL_CLAIM: 3,
    Kind.COMPENSATION: 3,
}
_NEAR_DAYS: Final = 6
_LEAD: Final = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole text: whether it reports at all, and how far the case has come in its lead."""

    retrospective: bool
    lead_stage: int


def setting(analysis: Analysis) -> Setting:
    """Look at the title and the lead once."""
    return Setting(_retrospective(analysis), _lead_stage(analysis))


def _retrospective(analysis: Analysis) -> bool:
    published = analysis.published
    title = analysis.sentences[0] if analysis.sentences else None
    explained = title is not None and analysis.has(title, "cue:explainer")
    fresh = any(analysis.has(sentence, "cue:fresh") for sentence in analysis.sentences[:3])
    if published is not None and published.precision is Precision.YEAR and not fresh:
        return True
    near = any(_is_near(analysis, match) for sentence in analysis.sentences[:4] for match in sentence.dates)
    return explained and not near


def _lead_stage(analysis: Analysis) -> int:
    stages = [
        _STAGE[hit.rule.kind]
        for sentence in analysis.sentences[:2]
        for hit in sentence.found.hits
        if hit.rule.modality not in (Modality.DENIED, Modality.HYPOTHETICAL)
    ]
    return max(stages, default=0)


def _is_near(analysis: Analysis, match: DateMatch) -> bool:
    """Whether a date lies within days of publication, as exactly as both are known."""
    published = analysis.published
    if published is None:
        return match.relative and match.date.precision is Precision.DAY
    if match.date.precision is Precision.DAY and published.precision is Precision.DAY:
        return abs((match.date.first - published.first).days) <= _NEAR_DAYS
    if match.date.precision is Precision.YEAR and published.precision is not Precision.YEAR:
        return False
    return match.date.overlaps(published)


def decide(
    analysis: Analysis, where: Setting, sentence: Sentence, hit: Hit, modality: Modality, dates: list[DateMatch]
) -> tuple[bool, str]:
    """Whether a match is news, and why, as ``news=reason``."""
    if where.retrospective:
        return False, "news=no:retrospective"
    if modality in (Modality.DENIED, Modality.HYPOTHETICAL):
        return sentence.index <= _LEAD, "news=position"
    past = [match for match in dates if not match.future and not _is_near(analysis, match)]
    if past:
        return False, "news=no:dated_past"
    if _STAGE[hit.rule.kind] + 1 < where.lead_stage and sentence.index > 0:
        return False, "news=no:earlier_stage"
    if any(_is_near(analysis, match) for match in dates):
        return True, "news=dated_now"
    if _recap(analysis, sentence, hit):
        return False, "news=no:recap_words"
    if sentence.index == 0:
        return True, "news=title"
    if sentence.index <= _LEAD and _STAGE[hit.rule.kind] >= where.lead_stage - 1:
        return True, "news=lead"
    return False, "news=no:body"


def _recap(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    own = sentence.clauses_of(hit)
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, "cue:recap"))
