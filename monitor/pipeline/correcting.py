"""What outlets changed or took back, as items of a digest for those who had been told otherwise.

Rules kept here: a correction is told once, to whoever had the entry; one that was undone before it could be told is
not told; an entry that nobody reports any longer is told as withdrawn, with the words that are no longer there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from monitor.corrections import Difference, State, worded
from monitor.digest import Change, DigestItem, Source, Step
from monitor.edits import ADDED, REMOVED
from monitor.model import EventDate, Kind, Modality, Outcome
from monitor.storage.corrections import DueCorrection, topic
from monitor.storage.digests import Item

UNDONE = "undone"


def correction_items(due: Sequence[DueCorrection]) -> dict[str, DigestItem]:
    """Make one item of each corrected entry, by its number; entries that are as they were told have none."""

    def number(one: DueCorrection) -> str:
        return one.number

    groups = (list(group) for _, group in groupby(sorted(due, key=number), key=number))
    items = (_item(standing) for group in groups if (standing := _standing(group)))
    return {item.number: item for item in items}


def with_corrections(items: Iterable[DigestItem], corrections: dict[str, DigestItem]) -> Iterable[DigestItem]:
    """Tell an entry once: what is new of a corrected one, its further sources, goes with its correction."""
    left = dict(corrections)
    for item in items:
        corrected = left.pop(item.number, None)
        if corrected is None:
            yield item
        else:
            more = (item.source, *item.more)
            yield replace(corrected, more=more, reports=item.reports, origins=item.origins)
    yield from left.values()


def settled(due: Sequence[DueCorrection], labels: Mapping[str, str]) -> list[Item]:
    """Settle every due correction under the label of its entry (`UNDONE` where it has none)."""
    return [
        Item(
            one.correction.development_id,
            one.correction.article_id,
            labels.get(one.number, UNDONE),
            topic(one.correction.id),
        )
        for one in due
    ]


def _standing(group: Sequence[DueCorrection]) -> list[DueCorrection]:
    """Leave out the corrections of articles whose text is again what it was."""
    articles: dict[int, list[DueCorrection]] = {}
    for one in group:
        articles.setdefault(one.correction.article_id, []).append(one)
    return [
        one
        for chain in articles.values()
        for one in chain
        if chain[0].correction.from_revision_id != chain[-1].correction.to_revision_id
    ]


def _item(group: Sequence[DueCorrection]) -> DigestItem:
    last = max(group, key=lambda one: one.correction.id)
    differences = _collapsed([part for one in group for part in one.correction.differences])
    change = _change(last, differences)
    before = {part.field: part.before for part in differences}
    modality = (
        Modality(before.get("modality") or Modality.FACT) if change is Change.WITHDRAWN else Modality(last.status)
    )
    shown = () if change is Change.HAPPENED else differences  # what happened since says more than what was changed
    diff = last.correction.passages[0] if last.correction.passages else ()
    was, now = worded(diff, REMOVED), worded(diff, ADDED)
    return DigestItem(
        number=last.number,
        case_id=last.case,
        proceeding_id=last.proceeding,
        kind=Kind(last.kind),
        modality=modality,
        subject=last.subject,
        quote=now or was,
        source=Source(last.outlet_name, last.correction.url, last.correction.title, last.language, last.published_at),
        change=change,
        authority=last.authority,
        date=last.date,
        outcome=Outcome(last.outcome) if last.outcome else None,
        before=_before(last, before) if change is Change.HAPPENED else None,
        said_before=was if now else "",
        taken_back=not now,
        differences=tuple((part.field, part.before, part.after) for part in shown if part.after or now),
    )


def _change(last: DueCorrection, differences: Sequence[Difference]) -> Change:
    if last.status not in set(Modality):
        return Change.WITHDRAWN
    if any((one.before, one.after) == (Modality.PLANNED, Modality.FACT) for one in differences):
        return Change.HAPPENED
    return Change.WITHDRAWN_BY_SOURCE if last.correction.state == State.WITHDRAWN else Change.CORRECTED


def _before(last: DueCorrection, before: dict[str, str]) -> Step:
    date = before.get("date")
    return Step(Kind(last.kind), Modality(before["modality"]), EventDate.parse(date) if date else None)


def _collapsed(differences: Iterable[Difference]) -> list[Difference]:
    """Tell a part that was changed twice by what it was at first and what it is now."""
    found: list[Difference] = []
    for part in differences:
        at = next((at for at, one in enumerate(found) if (one.field, one.after) == (part.field, part.before)), None)
        if at is None:
            found.append(part)
        else:
            found[at] = Difference(part.field, found[at].before, part.after)
    return [one for one in dict.fromkeys(found) if one.before != one.after]
