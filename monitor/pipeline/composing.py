"""From what is due and the docket to what one digest is made of.

Rules kept: a reader is told only what the reader has not had and wants, each entry once with all its new sources; what
too few independent origins tell is neither told nor settled, so it goes out when they do. Reads the database; writes
nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TypeVar

from monitor.digest import (
    Change,
    Digest,
    DigestInput,
    DigestItem,
    Rendered,
    Source,
    compose,
    digest_window,
    render,
    wants,
)
from monitor.i18n import words
from monitor.model import Config, Figure, Kind, Modality, Outcome, Subscriber
from monitor.origins import independent
from monitor.pipeline.background import Background, Differing
from monitor.pipeline.correcting import correction_items, settled, with_corrections
from monitor.storage import digests, due
from monitor.storage.corrections import DueCorrection, due_corrections
from monitor.storage.digests import Item
from monitor.storage.due import RETOLD, UNWANTED, DueReport, Voice
from monitor.storage.engine import Connection
from monitor.storage.subscribers import StoredSubscriber

# What may be or is said not to be, and only in passing, is no news: general rules of law, maximum sentences.
_IDLE = frozenset({Modality.HYPOTHETICAL, Modality.DENIED})
_BEYOND_CAP = "beyond_cap"
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Due:
    """What a reader is owed, and what is settled without being told: not wanted, or (held) still waited for."""

    reports: tuple[DueReport, ...]
    corrections: tuple[DueCorrection, ...] = ()
    conflicts: tuple[Differing, ...] = ()
    unwanted: tuple[DueReport, ...] = ()
    unwanted_corrections: tuple[DueCorrection, ...] = ()
    unwanted_conflicts: tuple[Differing, ...] = ()
    held: frozenset[str] = frozenset()
    voices: Mapping[int, Sequence[Voice]] = field(default_factory=dict)
    known: Mapping[int, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """One subscriber's digest, and what it settles."""

    digest: Digest
    rendered: Rendered
    due: Due

    def items(self) -> list[Item]:
        """Settle every due report and correction, shown, beyond the cap, merely retold or unwanted, but none held."""
        shown: dict[str, str] = {item.number: item.change for item in self.rendered.digest.items}
        labels = {item.number: str(shown.get(item.number, _BEYOND_CAP)) for item in self.digest.given.items}
        told = [_settled(report, labels.get(report.number, RETOLD)) for report in self.due.reports]
        told += [_settled(report, UNWANTED) for report in self.due.unwanted]
        others = self.due.unwanted_corrections
        return told + settled(self.due.corrections, labels) + settled(others, dict.fromkeys(_numbers(others), UNWANTED))

    def conflicts(self) -> dict[tuple[str, str], str]:
        """Settle every conflict, by case and key."""
        found = {(one.conflict.case_id, one.conflict.key): "told" for one in self.due.conflicts}
        return found | {(one.conflict.case_id, one.conflict.key): UNWANTED for one in self.due.unwanted_conflicts}


def _settled(report: DueReport, label: str) -> Item:
    return Item(report.development_id, report.article_id, label)


def _numbers(corrections: Iterable[DueCorrection]) -> Iterable[str]:
    return (one.number for one in corrections)


def compose_for(
    conn: Connection,
    config: Config,
    known: StoredSubscriber,
    on: dt.date,
    now: dt.datetime,
    background: Background | None = None,
) -> Composed:
    """Compose the digest a subscriber would get for a civil day, with what is due at ``now``.

    ``background`` is what the run has read already; it is read here where there is none.
    """
    background = background or Background.read(conn, config, now)
    mailed = digests.last_mailed(conn, known.id)
    owed = _due(conn, known, background)
    subscriber = known.subscriber
    # From the last mail, not the last day: a proof of silence covers the skipped days too.
    window = digest_window(now, mailed.window_to_at if mailed else None, subscriber)
    items = _told(conn, owed)
    given = DigestInput(
        subscriber=subscriber,
        on=on,
        window_from=window[0],
        window_to=window[1],
        cases=background.cases(config.cases, subscriber),
        items=tuple(with_corrections(items, correction_items(owed.corrections))),
        sources_total=len(background.feeds),
        sources_ok=background.answered,
        troubles=background.troubles(),
        gaps=background.gaps(window[0]),
        drifts=background.drifts(),
        moves=background.moves(),
        new_articles=len({report.article_id for report in owed.reports}),
        conflicts=tuple(one.conflict for one in owed.conflicts),
        upcoming=background.upcoming(subscriber, on),
        last_sent_on=mailed.on if mailed else None,
        articles_seen=due.articles_seen(conn, *window),
        held=len(owed.held),
    )
    digest = compose(given, config.digest)
    return Composed(digest, render(digest, words(subscriber.language)), owed)


# ---------------------------------------------------------------------------------------------------- what is due


def _due(conn: Connection, known: StoredSubscriber, background: Background) -> Due:
    """Find what the reader has not had, and part it into wanted, unwanted and held back."""
    subscriber = known.subscriber
    reports, others = _parted(
        due.due_reports(conn, known.id, known.created_at), lambda one: _wants_report(subscriber, one)
    )
    corrections, edits = _parted(
        due_corrections(conn, known.id), lambda one: wants(subscriber, one.case, outlets=[one.correction.outlet])
    )
    conflicts, quarrels = _parted(_new_conflicts(conn, known, background), lambda one: _wants_conflict(subscriber, one))
    ids = {one for report in reports for one in report.entry_ids}
    voices, quiet = background.voices(conn, ids), background.known(conn, ids)
    told = due.told_modalities(conn, known.id, ids)
    before = {one: quiet.get(one, set()) | told.get(one, set()) for one in ids}
    held = frozenset(
        group[0].number
        for group in _by_entry(reports)
        if subscriber.origins > 1
        and _change(group, before) is not None
        and not _sure(group[0], subscriber.origins, voices, told)
    )
    return Due(
        reports=tuple(one for one in reports if one.number not in held),
        corrections=tuple(one for one in corrections if one.number not in held),
        conflicts=tuple(conflicts),
        unwanted=tuple(others),
        unwanted_corrections=tuple(edits),
        unwanted_conflicts=tuple(quarrels),
        held=held,
        voices=voices,
        known=before,
    )


def _parted(found: Iterable[_Thing], wanted: Callable[[_Thing], bool]) -> tuple[list[_Thing], list[_Thing]]:
    parts: tuple[list[_Thing], list[_Thing]] = ([], [])
    for one in found:
        parts[0 if wanted(one) else 1].append(one)
    return parts


def _wants_report(subscriber: Subscriber, one: DueReport) -> bool:
    return wants(subscriber, one.case, one.proceeding, one.kind, [one.outlet_id])


def _wants_conflict(subscriber: Subscriber, one: Differing) -> bool:
    kind = str(one.conflict.kind or "")
    return wants(subscriber, one.conflict.case_id, one.proceeding, kind, one.outlets)


def _new_conflicts(conn: Connection, known: StoredSubscriber, background: Background) -> list[Differing]:
    """Give the conflicts that arose since the reader joined, rest on something that was news, and were not told yet."""
    told = due.told_conflicts(conn, known.id)
    fresh = [
        one
        for one in background.differing
        if one.arose_at >= known.created_at and (one.conflict.case_id, one.conflict.key) not in told
    ]
    news = due.newly_filed(conn, {url for one in fresh for url in one.urls}, known.created_at) if fresh else set()
    return [one for one in fresh if one.urls & news]


def _sure(one: DueReport, origins: int, voices: Mapping[int, Sequence[Voice]], told: Mapping[int, set[str]]) -> bool:
    """Whether so many independent origins tell an entry as it stands now, or this reader was told so before."""
    heard = (voice for voice in _heard(one, voices) if voice.modality == one.status)
    return _origins(heard) >= origins or any(one.status in told.get(entry, ()) for entry in one.entry_ids)


def _heard(one: DueReport, voices: Mapping[int, Sequence[Voice]]) -> list[Voice]:
    return [voice for entry in one.entry_ids for voice in voices.get(entry, ())]


def _origins(voices: Iterable[Voice]) -> int:
    return independent((one.outlet, one.origin) for one in voices)


# ---------------------------------------------------------------------------------------------------------- items


def _told(conn: Connection, owed: Due) -> list[DigestItem]:
    """Make one item of each entry's due reports, told by its best one, with the figures of that one's sentence.

    Left out are entries withdrawn meanwhile, and those that were in the docket before and are only retold as
    background: a thirtieth retelling is no news.
    """
    told = [
        (group[0], _item(group, change, _heard(group[0], owed.voices)))
        for group in _by_entry(owed.reports)
        if (change := _change(group, owed.known)) is not None
    ]
    figures = due.figures_told(conn, {report.mention_id for report, _ in told})
    return [replace(item, figures=_once(figures.get(report.mention_id, ()))) for report, item in told]


def _by_entry(reports: Iterable[DueReport]) -> list[list[DueReport]]:
    """Give the reports of each entry, what tells it best first."""

    def number(report: DueReport) -> str:
        return report.number

    return [sorted(group, key=_telling) for _, group in groupby(sorted(reports, key=number), key=number)]


def _change(reports: Sequence[DueReport], before: Mapping[int, set[str]]) -> Change | None:
    """Say why an entry is told: new, an announced step that happened, or further reports; None when it is not."""
    status, news = reports[0].status, any(report.news for report in reports)
    known = {modality for entry in reports[0].entry_ids for modality in before.get(entry, ())}
    if status not in set(Modality):
        return None
    if not known:
        return Change.NEW if news or status not in _IDLE else None
    if status == Modality.FACT and Modality.FACT not in known:
        return Change.HAPPENED
    return Change.REPORTS if news else None


def _telling(report: DueReport) -> tuple[bool, bool, bool, dt.datetime, int]:
    """Order the report that says what the entry's status is first, then an authority's, news, and the earliest."""
    at = report.published_at or report.filed_at
    return report.modality != report.status, not report.official, not report.news, at, report.article_id


def _once(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Tell a number that a sentence gives twice once."""
    return tuple({(one.what, one.of, one.value, one.unit): one for one in figures}.values())


def _item(reports: Sequence[DueReport], change: Change, heard: Sequence[Voice]) -> DigestItem:
    best = reports[0]
    return DigestItem(
        number=best.number,
        case_id=best.case,
        proceeding_id=best.proceeding,
        kind=Kind(best.kind),
        modality=Modality(best.status),
        subject=best.subject,
        quote=best.quote,
        source=_source(best),
        change=change,
        authority=best.authority,
        date=best.date,
        outcome=Outcome(best.outcome) if best.outcome else None,
        news=any(report.news for report in reports),
        more=tuple(_source(report) for report in reports[1:]),
        reports=len({one.article_id for one in heard}) or len(reports),
        origins=_origins(heard) or 1,
        why=(*best.words, best.rule),
    )


def _source(report: DueReport) -> Source:
    return Source(report.outlet_name, report.url, report.title, report.language, report.published_at)
