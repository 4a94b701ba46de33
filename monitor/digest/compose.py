"""Put a digest in order: what is decisive first, then each proceeding, then updates; cap it; decide whether it goes.

Rules kept here: an item stands in one place only. Only what happened, or has a new date ahead, is decisive: a
demanded, possible or denied verdict never is. What the cap cuts is counted, never dropped in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.digest.items import (
    CaseState,
    Change,
    Digest,
    DigestInput,
    DigestItem,
    Group,
    ProceedingState,
    Section,
    SectionKind,
)
from monitor.model import DigestSettings, Every, Kind, Modality, SendEmpty

#: Steps that change where somebody stands, the weightiest first.
DECISIVE = (
    Kind.SUPREME_COURT,
    Kind.APPEAL_RULING,
    Kind.VERDICT,
    Kind.CHARGES,
    Kind.ARREST,
    Kind.EXTRADITION,
    Kind.REMAND,
    Kind.RELEASE,
    Kind.SUSPECT_NAMED,
    Kind.REGULATOR_ACTION,
    Kind.BANKRUPTCY,
)
_UPDATES = frozenset({Change.REPORTS, Change.CORRECTED, Change.WITHDRAWN_BY_SOURCE, Change.WITHDRAWN})
#: Each holds several quotes; more are counted.
MAX_CONFLICTS = 10
#: How long "weekly" lets a reader wait without any mail.
_WEEK = dt.timedelta(days=7)


def compose(given: DigestInput, settings: DigestSettings) -> Digest:
    """Order what there is to tell, cut it at the settings' cap, and decide whether it is sent."""
    sections, more = _cut(_sections(given), max(1, settings.max_items))
    reason = _reason(given, settings.send_empty)
    conflicts = given.conflicts[:MAX_CONFLICTS]
    return Digest(given, sections, conflicts, _quiet(given), more, reason != "empty", reason)


def trim(digest: Digest, limit: int) -> Digest:
    """Keep at most ``limit`` items (at least one) and count the others as cut too."""
    sections, more = _cut(digest.sections, max(1, limit))
    return replace(digest, sections=sections, more=digest.more + more)


def trim_conflicts(digest: Digest, limit: int) -> Digest:
    """Keep at most ``limit`` conflicts."""
    return replace(digest, conflicts=digest.conflicts[:limit])


# ----------------------------------------------------------------------------------------------- order


def _sections(given: DigestInput) -> tuple[Section, ...]:
    placed: dict[SectionKind, list[DigestItem]] = {kind: [] for kind in SectionKind}
    for item in given.items:
        placed[_section(item, given.on)].append(item)
    return tuple(Section(kind, _groups(kind, items, given.cases)) for kind, items in placed.items() if items)


def _section(item: DigestItem, on: dt.date) -> SectionKind:
    if item.change in _UPDATES:
        return SectionKind.UPDATES
    return SectionKind.DECISIVE if _decisive(item, on) else SectionKind.DEVELOPMENTS


def _decisive(item: DigestItem, on: dt.date) -> bool:
    if not item.news:
        return False
    if item.modality is Modality.FACT:
        return item.kind in DECISIVE
    return item.modality is Modality.PLANNED and item.date is not None and item.date.last >= on


def _groups(kind: SectionKind, items: Sequence[DigestItem], cases: Sequence[CaseState]) -> tuple[Group, ...]:
    by_proceeding: dict[tuple[str, str], list[DigestItem]] = {}
    for item in sorted(items, key=_rank):
        by_proceeding.setdefault((item.case_id, item.proceeding_id), []).append(item)
    keys: Iterable[tuple[str, str]] = by_proceeding
    if kind is not SectionKind.DECISIVE:
        places = {
            (case.id, proceeding.id): place
            for place, (case, proceeding) in enumerate((case, found) for case in cases for found in case.proceedings)
        }
        keys = sorted(by_proceeding, key=lambda key: (places.get(key, len(places)), key))
    return tuple(Group(*_names(key, cases), tuple(by_proceeding[key])) for key in keys)


def _rank(item: DigestItem) -> tuple[int, int, dt.date, str, str]:
    """Weightiest first; within one kind the earliest date first, then a stable order."""
    weight = DECISIVE.index(item.kind) if item.kind in DECISIVE else len(DECISIVE)
    day = item.date.first if item.date else dt.date.max
    not_fact = int(item.modality is not Modality.FACT)
    return not_fact * 100 + weight, int(not item.news), day, item.case_id, item.number


def _names(key: tuple[str, str], cases: Sequence[CaseState]) -> tuple[CaseState, ProceedingState]:
    """Find a case and proceeding by id; a case that left the configuration is called by its id."""
    case = next((case for case in cases if case.id == key[0]), CaseState(key[0], key[0]))
    proceeding = next((found for found in case.proceedings if found.id == key[1]), ProceedingState(key[1], key[1]))
    return case, proceeding


def _cut(sections: Sequence[Section], limit: int) -> tuple[tuple[Section, ...], int]:
    """Keep the first ``limit`` items in order; tell how many were left out."""
    left, kept = limit, []
    for section in sections:
        groups = []
        for group in section.groups:
            shown = group.items[:left]
            left -= len(shown)
            if shown:
                groups.append(replace(group, items=shown))
        if groups:
            kept.append(replace(section, groups=tuple(groups)))
    total = sum(len(section.items) for section in sections)
    return tuple(kept), total - (limit - left)


# ----------------------------------------------------------------------------------------------- sending


def _quiet(given: DigestInput) -> tuple[CaseState, ...]:
    told = {item.case_id for item in given.items} | {conflict.case_id for conflict in given.conflicts}
    return tuple(case for case in given.cases if case.id not in told)


def _reason(given: DigestInput, send_empty: SendEmpty) -> str:
    if given.items or given.conflicts:
        return "news"
    if send_empty is SendEmpty.NEVER:
        return "empty"
    if given.sources_total and not given.sources_ok:
        return "blind"
    weekly = given.subscriber.every is Every.WEEK
    waited = weekly or given.last_sent_on is None or given.on - given.last_sent_on >= _WEEK
    return "silence" if send_empty is SendEmpty.ALWAYS or waited else "empty"
