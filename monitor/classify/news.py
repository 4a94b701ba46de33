"""News or background: what this publication reports as new, against what it retells.

What speaks for news: the title or the lead, a date near the publication, a step at the stage of the lead event. What
speaks against it: a dated past, words of recap, a stage long overtaken, an explainer or a chronology. No single sign
decides, so they are weighed: `WEIGHTS` were estimated by logistic regression from 1,377 labelled matches
(``python -m tests.weighing news``), whose features, without any text, are tests/data/news.jsonl. Cross-validated by
article F1 is 0.79 on the development set and 0.78 elsewhere; the chain of rules before had 0.79, tuned, and 0.71.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from monitor.classify import modality as moods
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.classify.newsweights import WEIGHTS
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
#: "Earlier this month" is this month and yet not today.
_EARLY: Final = re.compile(r"earlier|aiemmin|alus|alku|alun|tidigare|början", re.IGNORECASE)
#: What moves a case on: a demand or a denial leaves it where it is.
_MOVES: Final = frozenset({Modality.FACT, Modality.PLANNED})
_NEAR_DAYS: Final = 6
_TOP: Final = 3
_LEAD: Final = 4
_DEEP: Final = 6
_FAR: Final = 4
_SHOWN: Final = 3
#: From this probability a match is news.
ENOUGH: Final = 0.4


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
    """Whether a match is news, and why, as ``news=chance:features``; of a denial or a possibility its place decides."""
    if modality in (Modality.DENIED, Modality.HYPOTHETICAL):
        return sentence.index <= _LEAD and not where.retrospective, "news=position"
    found = features(analysis, where, sentence, hit, modality, dates)
    chance = 1 / (1 + math.exp(-sum(WEIGHTS.get(name, 0.0) for name in ("bias", *found))))
    heaviest = sorted(found, key=lambda name: -abs(WEIGHTS.get(name, 0.0)))[:_SHOWN]
    return chance >= ENOUGH, f"news={chance:.2f}:{' '.join(heaviest)}"


def features(
    analysis: Analysis, where: Setting, sentence: Sentence, hit: Hit, modality: Modality, dates: list[DateMatch]
) -> list[str]:
    """Give what speaks for or against news in one match: its place, its dates, how far the case is, how it is told."""
    when = _when(analysis, sentence, dates)
    behind = max(-_FAR, min(_FAR - 1, _stage(analysis, sentence, hit) - where.lead_stage))
    published = analysis.published
    found = [
        f"place:{min(sentence.index, _DEEP)}",
        f"when:{when}",
        f"when:{when}:{'top' if sentence.index <= 1 else 'below'}",
        f"stage:{behind:+d}",
        f"kind:{hit.rule.kind}",
        f"told:{modality}" if modality is not Modality.FACT else "told:fact",
        f"published:{published.precision if published else 'unknown'}",
    ]
    if sentence.index > 1 and _tells(analysis.sentences[:2], hit.rule.kind):
        found.append("told_at_top")
    if hit.rule.kind in _INCIDENT:
        found.append("incident:late" if where.lead_stage > _STAGE[Kind.SECURITY_FINDING] else "incident:early")
    if _in_clause(analysis, sentence, hit, "cue:recap"):
        found.append("recap")
    if where.retrospective:
        found.append("retrospective:now" if _in_clause(analysis, sentence, hit, "cue:now") else "retrospective")
    return found


def _tells(sentences: list[Sentence], kind: Kind) -> bool:
    return any(hit.rule.kind is kind for sentence in sentences for hit in sentence.found.hits)


def _when(analysis: Analysis, sentence: Sentence, dates: list[DateMatch]) -> str:
    """Say whether a match is dated near its publication or long before; else how the rest of its sentence is."""
    for prefix, own in (("", dates), ("beside_", sentence.dates)):
        if any(_is_near(analysis, match) for match in own):
            return f"{prefix}near"
        if any(is_past(analysis, match) for match in own):
            return f"{prefix}past"
    return "none"


def _in_clause(analysis: Analysis, sentence: Sentence, hit: Hit, cue: str) -> bool:
    own = sentence.clauses_of(hit)
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, cue))
