"""News or background: what this publication reports as new, against what it retells.

Rules kept: news stands in the title or the lead, or is dated near the publication; a dated past, words of recap, and
a stage of the case long overtaken by the lead event are background. Explainers and chronologies have no news.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from monitor.classify import modality as moods
from monitor.classify import timing
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
#: The incident itself: news only where nothing later has happened yet.
_INCIDENT: Final = frozenset({Kind.BREACH, Kind.RANSOM_DEMAND, Kind.EXTORTION, Kind.DATA_LEAK, Kind.DISCLOSURE})
#: Acts of the incident that were repeated for days, each time anew.
_SERIAL: Final = frozenset({Kind.DATA_LEAK, Kind.EXTORTION})
#: What an authority says of it is as new as the authority's step.
_COMMENT: Final = frozenset({Kind.SECURITY_FINDING, Kind.VICTIM_IMPACT})
#: "Earlier this month" is this month and yet not today.
_EARLY: Final = re.compile(r"earlier|aiemmin|alus|alku|alun|tidigare|början", re.IGNORECASE)
#: What moves a case on: a demand or a denial leaves it where it is.
_MOVES: Final = frozenset({Modality.FACT, Modality.PLANNED})
_NEAR_DAYS: Final = 6
_TOP: Final = 3
_LEAD: Final = 4
_BODY: Final = 7


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole text: whether it reports at all, and how far the case has come in its lead."""

    retrospective: bool
    lead_stage: int

    @property
    def on_appeal(self) -> bool:
        """Whether the case is before the court of appeal, or past it."""
        return self.lead_stage >= _STAGE[Kind.APPEAL]


def setting(analysis: Analysis) -> Setting:
    """Look at the title and the lead once."""
    return Setting(_retrospective(analysis), _lead_stage(analysis))


def _retrospective(analysis: Analysis) -> bool:
    if not analysis.sentences:
        return False
    published, title, lead = analysis.published, analysis.sentences[0], analysis.sentences[:4]
    fresh = any(analysis.has(sentence, "cue:fresh") for sentence in lead)
    near = any(_is_near(analysis, match) for sentence in lead for match in sentence.dates)
    if published is not None and published.precision is Precision.YEAR and not fresh:
        return analysis.has(title, "cue:explainer") or not _tells_step(analysis, title)
    if analysis.has(title, "cue:explainer"):
        return not near
    told = bool(title.found.hits) or any(
        hit.rule.kind not in _INCIDENT for sentence in lead[1:2] for hit in sentence.found.hits
    )
    return not (told or near or fresh)


def _tells_step(analysis: Analysis, title: Sentence) -> bool:
    """Whether a title tells a step of the case as done, and not the incident alone."""
    return any(
        hit.rule.kind not in _INCIDENT and moods.decide(analysis, title, hit)[0] is Modality.FACT
        for hit in title.found.hits
    )


def _lead_stage(analysis: Analysis) -> int:
    """Give the stage of the furthest step that the title or the lead tells as done or due."""
    stages = [
        _stage(analysis, sentence, hit)
        for sentence in analysis.sentences[:_TOP]
        for hit in sentence.found.hits
        if not any(is_past(analysis, match) for match in sentence.dates)
        and moods.decide(analysis, sentence, hit)[0] in _MOVES
    ]
    return max(stages, default=0)


def _stage(analysis: Analysis, sentence: Sentence, hit: Hit) -> int:
    """Give how far the case has come with a step; a hearing of the court of appeal comes after the first judgment."""
    if hit.rule.kind is Kind.TRIAL and analysis.has(sentence, "appeal_court"):
        return _STAGE[Kind.APPEAL]
    return _STAGE[hit.rule.kind]


def overshadowed(sentence: Sentence, hit: Hit) -> bool:
    """Whether a later step of the case is told in the same sentence: today's date is that step's, not this one's."""
    if hit.rule.kind not in _INCIDENT:
        return False
    own = _STAGE[hit.rule.kind]
    return any(_STAGE[other.rule.kind] > own + 2 for other in sentence.found.hits)


def is_past(analysis: Analysis, match: DateMatch) -> bool:
    """Whether a date lies well before publication."""
    return not match.future and not _is_near(analysis, match)


def _is_near(analysis: Analysis, match: DateMatch) -> bool:
    """Whether a date lies within days of publication, as exactly as both are known."""
    published = analysis.published
    if published is None:
        return match.relative and match.date.precision is Precision.DAY
    if match.date.precision is Precision.DAY and published.precision is Precision.DAY:
        return abs((match.date.first - published.first).days) <= _NEAR_DAYS
    if (
        match.date.precision is Precision.MONTH
        and published.precision is Precision.DAY
        and _EARLY.search(match.date.words)
    ):
        return False
    if match.date.precision is Precision.YEAR and published.precision is not Precision.YEAR:
        return False
    return match.date.overlaps(published)


def decide(
    analysis: Analysis, where: Setting, sentence: Sentence, hit: Hit, modality: Modality, dates: list[DateMatch]
) -> tuple[bool, str]:
    """Whether a match is news, and why, as ``news=reason``."""
    if where.retrospective:
        now = _in_clause(analysis, sentence, hit, "cue:now")
        return now, "news=now" if now else "news=no:retrospective"
    if modality in (Modality.DENIED, Modality.HYPOTHETICAL):
        return sentence.index <= _LEAD, "news=position"
    if any(is_past(analysis, match) for match in dates):
        return False, "news=no:dated_past"
    return _by_place(analysis, where, sentence, hit, any(_is_near(analysis, match) for match in dates))


def _by_place(analysis: Analysis, where: Setting, sentence: Sentence, hit: Hit, near: bool) -> tuple[bool, str]:
    kind = hit.rule.kind
    recap = sentence.index > 0 and _in_clause(analysis, sentence, hit, "cue:recap")
    if kind in _INCIDENT and not _incident_is_new(where, sentence, hit, near):
        return False, "news=no:incident"
    if sentence.index > 0 and timing.aside(analysis, sentence, hit):
        return False, "news=no:aside"
    if near and not recap:
        return True, "news=dated_now"
    if sentence.index > 1 and _overtaken(where, kind):
        return False, "news=no:earlier_stage"
    if sentence.index == 0:
        return True, "news=title"
    if recap:
        return False, "news=no:recap_words"
    if sentence.index <= _LEAD or (sentence.index <= _BODY and _STAGE[kind] >= where.lead_stage):
        return True, "news=lead"
    return False, "news=no:body"


def _incident_is_new(where: Setting, sentence: Sentence, hit: Hit, near: bool) -> bool:
    """Whether the incident itself can be news: told first while nothing later has happened, or told to go on."""
    kind = hit.rule.kind
    serial = kind in _SERIAL
    if serial and near and not overshadowed(sentence, hit):
        return True
    return where.lead_stage <= _STAGE[kind] + 1 and sentence.index <= (2 if serial else 1)


def _overtaken(where: Setting, kind: Kind) -> bool:
    """Whether a step lies behind the lead event: below the lead it is told to remind the reader."""
    if kind in _COMMENT:
        return False
    margin = 0 if kind is Kind.VERDICT else 1
    return _STAGE[kind] + margin < where.lead_stage


def _in_clause(analysis: Analysis, sentence: Sentence, hit: Hit, cue: str) -> bool:
    own = sentence.clauses_of(hit)
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, cue))
