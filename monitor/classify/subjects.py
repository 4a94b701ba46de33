"""Whom a development happened to: a named actor, a role, or what the kind means where the text leaves it open.

Rules kept: the actor named nearest to the match wins, then the actor a role or a pronoun points to, then the person
the text is about; the unnamed man of the intrusion is the accused from the day the case file gives, before that
``other``. Who is meant never comes from knowledge outside the text, its date and the case file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.model import OTHER, VICTIMS, Actor, Case, Kind

#: Kinds whose subject is the organisation, the victims or nobody of the case, whoever is named beside them.
_FIXED_ORGANISATION: Final = frozenset(
    {Kind.BREACH, Kind.RANSOM_DEMAND, Kind.SECURITY_FINDING, Kind.BANKRUPTCY, Kind.OWNERSHIP, Kind.DISCLOSURE}
)
_APPOSED: Final = 6  # words between a name and the role told behind it: "Heini Pirttijärvi, its new chief executive"
_FIXED_VICTIMS: Final = frozenset({Kind.DATA_LEAK, Kind.EXTORTION, Kind.VICTIM_IMPACT, Kind.COMPENSATION})
#: What police and courts do about a culprit, and not about a company's head.
_SOUGHT_OUT: Final = frozenset({Kind.ARREST, Kind.WANTED, Kind.EXTRADITION, Kind.REMAND})
#: What a court does about whoever is charged: with aiding, where the sentence says so and names nobody.
_IN_COURT: Final = frozenset({Kind.TRIAL, Kind.VERDICT, Kind.APPEAL, Kind.APPEAL_RULING})
_VICTIMS_FIRST: Final = frozenset({Kind.CIVIL_CLAIM})


def decide(analysis: Analysis, case: Case, sentence: Sentence, hit: Hit) -> tuple[str, str]:
    """Give the subject's short name, and why, as ``subject=reason``."""
    kind = hit.rule.kind
    if hit.rule.subject:
        return hit.rule.subject, "subject=rule"
    if kind in _FIXED_ORGANISATION:
        return case.organisation, "subject=kind"
    if kind in _VICTIMS_FIRST:
        return _sued(analysis, case, sentence, hit)
    if kind in _FIXED_VICTIMS:
        return VICTIMS, "subject=kind"
    if kind is Kind.LEGISLATION:
        return OTHER, "subject=kind"
    if kind is Kind.REGULATOR_ACTION:
        overseen = analysis.has(sentence, "cue:oversight")
        return (OTHER, "subject=oversight") if overseen else (case.organisation, "subject=kind")
    if kind is Kind.SUPREME_COURT and _of_the_records(analysis, case, sentence):
        return VICTIMS, "subject=kind"
    if kind is Kind.INVESTIGATION:
        return _investigated(analysis, case, sentence, hit)
    return _person(analysis, case, sentence, hit)


def _of_the_records(analysis: Analysis, case: Case, sentence: Sentence) -> bool:
    """Whether the Supreme Court ruled on what police may read, and on nobody's guilt."""
    if not accused_known(analysis, case):
        return True
    named = any(
        analysis.has(sentence, f"{what}:{case.id}:{actor.id}") for actor in _people(case) for what in ("actor", "role")
    )
    return analysis.has(sentence, "police") and not named


def _sued(analysis: Analysis, case: Case, sentence: Sentence, hit: Hit) -> tuple[str, str]:
    """Give whose property or purse a suit is about: a person named beside it; the accused is sued by the victims."""
    named = _nearest(analysis, case, sentence, hit, "actor")
    if named is not None and named != case.accused:
        return named, "subject=named_nearest"
    return VICTIMS, "subject=kind"


def accused_known(analysis: Analysis, case: Case) -> bool:
    """Whether on the day of publication the unnamed suspect is the case's accused."""
    published = analysis.published
    if case.accused_since is None or published is None:
        return True
    return published.last >= case.accused_since - dt.timedelta(days=0)


def _default(analysis: Analysis, case: Case) -> str:
    return case.accused if accused_known(analysis, case) else OTHER


def _investigated(analysis: Analysis, case: Case, sentence: Sentence, hit: Hit) -> tuple[str, str]:
    if not accused_known(analysis, case):
        return OTHER, "subject=nobody_known_yet"
    if analysis.has(sentence, "cue:data_protection") or _about_data_protection(analysis):
        return OTHER, "subject=data_protection_inquiry"
    return _person(analysis, case, sentence, hit)


def _about_data_protection(analysis: Analysis) -> bool:
    return any(analysis.has(sentence, "cue:data_protection") for sentence in analysis.sentences[:2])


def _person(analysis: Analysis, case: Case, sentence: Sentence, hit: Hit) -> tuple[str, str]:
    aided = _aiding(analysis, case, sentence)
    if aided and hit.rule.kind is Kind.CHARGES:
        return aided, "subject=aiding"
    near = _nearest(analysis, case, sentence, hit, "actor")
    if near is not None:
        return near, "subject=named_nearest"
    role = _nearest(analysis, case, sentence, hit, "role")
    if role is not None:
        return role, "subject=role"
    if aided and hit.rule.kind in _IN_COURT:
        return aided, "subject=aiding"
    if hit.rule.kind in _SOUGHT_OUT and _of_culprit(analysis, sentence, hit):
        return _default(analysis, case), "subject=culprit"
    for earlier in _before(analysis, sentence):
        named = _last_named(analysis, case, earlier)
        if named is not None:
            return named, "subject=named_before"
    return _default(analysis, case), "subject=accused_by_default"


def _of_culprit(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a clause tells of "the hacker", "the man suspected of it", whoever else the text is about."""
    own = sentence.clauses_of(hit)
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, "culprit"))


def _aiding(analysis: Analysis, case: Case, sentence: Sentence) -> str | None:
    if not any(actor.id == "third_person" for actor in case.actors):
        return None
    return "third_person" if analysis.has(sentence, "cue:aiding") else None


def _people(case: Case) -> Iterator[Actor]:
    return (actor for actor in case.actors if actor.kind == "person")


def _nearest(analysis: Analysis, case: Case, sentence: Sentence, hit: Hit, what: str) -> str | None:
    best: tuple[int, str] | None = None
    own = sentence.clauses_of(hit)
    for actor in _people(case):
        for start, end in analysis.spans(sentence, f"{what}:{case.id}:{actor.id}"):
            others = what == "role" and _someone_else(analysis, case, sentence, start, end)
            holder = OTHER if others else actor.id
            distance = max(0, start - hit.last, hit.first - end + 1)
            if sentence.clause_of(start) not in own:
                distance += 5
            if best is None or distance < best[0]:
                best = (distance, holder)
    return best[1] if best else None


def _someone_else(analysis: Analysis, case: Case, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a role stands beside the name of somebody who is no actor.

    "toimitusjohtaja Etunimi Sukunimi" and "First Last, its chief executive".
    """
    tokens = analysis.tokens
    if end + 1 < sentence.last and _is_name(analysis, case, sentence, end):
        return analysis.content[tokens[end - 1].end : tokens[end + 1].start].strip(" ") == tokens[end].surface
    for first in range(max(start - _APPOSED, sentence.first), start - 2):
        if _is_name(analysis, case, sentence, first):
            return analysis.content[tokens[first + 1].end : tokens[first + 2].start].strip() == ","
    return False


def _is_name(analysis: Analysis, case: Case, sentence: Sentence, first: int) -> bool:
    """Whether two words look like somebody's full name and name no actor of the case."""
    tokens = analysis.tokens
    if not (tokens[first].capital and tokens[first + 1].capital) or first == sentence.first - 1:
        return False
    named = (span for actor in case.actors for span in analysis.spans(sentence, f"actor:{case.id}:{actor.id}"))
    return not any(begin <= first + 1 and first < stop for begin, stop in named)


def _before(analysis: Analysis, sentence: Sentence) -> Iterator[Sentence]:
    """Give the sentences before this one, nearest first, at most six; then the title."""
    for index in range(sentence.index - 1, max(sentence.index - 7, -1), -1):
        yield analysis.sentences[index]
    yield analysis.sentences[0]


def _last_named(analysis: Analysis, case: Case, sentence: Sentence) -> str | None:
    best: tuple[int, str] | None = None
    for actor in _people(case):
        for what in ("actor", "role"):
            for start, _ in analysis.spans(sentence, f"{what}:{case.id}:{actor.id}"):
                if best is None or start > best[0]:
                    best = (start, actor.id)
    return best[1] if best else None
