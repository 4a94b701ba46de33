"""What an outlet took back or changed when it edited an article: claims compared, entry by entry. Pure.

Rules kept here:

* Only what the source changed counts: a claim whose sentence still stands is neither changed nor withdrawn, whatever
  a newer lexicon makes of it.
* A claim that says more than before (a date where there was none, a day within the month) corrects nothing.
* An entry's claim that moved to another entry, because what it says is another step now, is a changed claim of the
  first; one that is nowhere any longer is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.edits import ADDED, KEPT, REMOVED, Diff, Passage, touched, word_diff
from monitor.model import EventDate, Modality, Outcome

_STRENGTH = {modality: rank for rank, modality in enumerate(Modality)}
#: An edit that rewrote the whole story is told by its first sentences.
_PASSAGES = 3
#: So many words around a change are enough to understand it.
_AROUND = 6
_LONGEST = 25


class State(StrEnum):
    """What became of a claim at its source."""

    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as a claim has it."""

    what: str
    of: str
    unit: str
    value: float


@dataclass(frozen=True, slots=True)
class Told:
    """One mention of an article under one entry, before or after an edit; ``bucket`` is where it was folded."""

    development_id: int
    bucket: tuple[str, ...]
    modality: Modality
    start: int
    end: int
    outcome: Outcome | None = None
    date: EventDate | None = None
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A revision as it is compared: its content, and every figure found in it."""

    content: str
    language: str = ""
    numbers: frozenset[Number] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a claim that is no longer what it was: ``modality``, ``outcome``, ``date`` or ``figure``."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What an edit made of one article's claim under one entry, with the word diff of its sentences."""

    development_id: int
    state: State
    differences: tuple[Difference, ...]
    passages: tuple[Diff, ...]


def corrections(before: Sequence[Told], after: Sequence[Told], old: Text, new: Text) -> list[Correction]:
    """Compare what an article told under each entry before and after an edit, by entry."""
    found = []
    for entry in sorted({one.development_id for one in before}):
        claim = [one for one in before if one.development_id == entry]
        passages = touched(old.content, new.content, old.language, [(one.start, one.end) for one in claim])
        correction = _correction(claim, _successors(entry, claim, before, after), new) if passages else None
        if correction is not None:
            state, differences = correction
            found.append(Correction(entry, state, differences, _diffs(passages)))
    return found


def _successors(entry: int, claim: Sequence[Told], before: Sequence[Told], after: Sequence[Told]) -> list[Told]:
    """Give what tells an entry's step now: what is still under the entry, else what is new in the same bucket."""
    still = [one for one in after if one.development_id == entry]
    known = {one.development_id for one in before}
    buckets = {one.bucket for one in claim}
    return still or [one for one in after if one.bucket in buckets and one.development_id not in known]


def _correction(claim: Sequence[Told], now: Sequence[Told], new: Text) -> tuple[State, tuple[Difference, ...]] | None:
    if not now:
        return State.WITHDRAWN, (Difference("modality", str(_strongest(claim)), ""),)
    differences = tuple(_differences(claim, now, new))
    return (State.CHANGED, differences) if differences else None


def _strongest(claim: Iterable[Told]) -> Modality:
    return min((one.modality for one in claim), key=_STRENGTH.__getitem__)


def _differences(claim: Sequence[Told], now: Sequence[Told], new: Text) -> Iterable[Difference]:
    before, after = _strongest(claim), _strongest(now)
    if before is not after:
        yield Difference("modality", str(before), str(after))
    yield from _outcomes(claim, now)
    yield from _dates(claim, now)
    yield from _figures(claim, now, new)


def _outcomes(claim: Sequence[Told], now: Sequence[Told]) -> Iterable[Difference]:
    before = list(dict.fromkeys(str(one.outcome) for one in claim if one.outcome))
    after = list(dict.fromkeys(str(one.outcome) for one in now if one.outcome))
    if before and not set(before) & set(after):
        yield Difference("outcome", before[0], after[0] if after else "")


def _dates(claim: Sequence[Told], now: Sequence[Told]) -> Iterable[Difference]:
    """Compare stated dates; one taken from the day of publication is no claim."""
    before = [one.date for one in claim if one.date and not one.date.assumed]
    after = [one.date for one in now if one.date and not one.date.assumed]
    if before and not any(old.overlaps(new) for old in before for new in after):
        yield Difference("date", before[0].value, after[0].value if after else "")


def _figures(claim: Sequence[Told], now: Sequence[Told], new: Text) -> Iterable[Difference]:
    """Compare figures of one sort; one that another sentence of the text still gives has not gone."""
    after = {number for one in now for number in one.numbers}
    for number in dict.fromkeys(number for one in claim for number in one.numbers):
        if number in after or number in new.numbers:
            continue
        same_sort = [one for one in after if (one.what, one.of, one.unit) == (number.what, number.of, number.unit)]
        least = min(same_sort, key=lambda one: (abs(one.value - number.value), one.value), default=None)
        yield Difference("figure", _written(number), _written(least) if least else "")


def _written(number: Number) -> str:
    return f"{number.what} {number.value:g} {number.unit}".strip()


# ------------------------------------------------------------------------------------------------------- passages


def _diffs(passages: Sequence[Passage]) -> tuple[Diff, ...]:
    return tuple(shortened(word_diff(one.before, one.after)) for one in passages[:_PASSAGES])


def shortened(diff: Diff) -> Diff:
    """Cut what an edit left as it was to a few words around what it changed, and every piece to a quote's length."""
    last = len(diff) - 1
    return tuple((sign, _cut(sign, text, first=at == 0, last=at == last)) for at, (sign, text) in enumerate(diff))


def _cut(sign: str, text: str, *, first: bool, last: bool) -> str:
    words = text.split()
    if sign != KEPT:
        return text if len(words) <= _LONGEST else " ".join([*words[:_LONGEST], "…"])
    head = [] if first else words[:_AROUND]
    tail = [] if last else words[-_AROUND:]
    return text if len(words) <= len(head) + len(tail) else " ".join([*head, "…", *tail])


def worded(diff: Diff, sign: str) -> str:
    """Give one side of a diff as a text: with `edits.REMOVED` what stood, with `edits.ADDED` what stands now."""
    other = ADDED if sign == REMOVED else REMOVED
    return " ".join(text for kind, text in diff if kind != other)
