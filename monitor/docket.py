"""Mentions of many articles, folded into the entries of one docket. Pure.

Rules kept here:

* The result is a function of the *set* of statements: the order in which articles were read changes nothing but who
  got which docket number first.
* Nothing is announced twice: what happens once in a proceeding is one entry whatever its dates say; what repeats is
  kept apart by day or a short window.
* A demand (`sought`) is an entry of its own and never becomes what was demanded; an announced step that happens
  becomes a fact in the same entry.
* Of what has the same status an authority's own word on date and outcome stands over the media's, however many these
  are; the other dates stay with the entry. Status itself goes by strength: an authority that announced a step is not
  asked again once the step is reported.
* A number, once given, stays: folding again hands every old number to the group that holds most of its statements.

The identity of a development (case + proceeding + kind + subject + date) is from the project's design; which kinds
happen once and how wide a window is, is in `_POLICIES`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from monitor.model import OTHER, Case, EventDate, Kind, Mention, Modality, Outcome, Precision

_T = TypeVar("_T")
#: So many days after the last report's date what happens once is not the same any more.
_ANOTHER_MATTER = 3 * 365
#: Police may take somebody into custody some time before the case file calls that person accused.
_BEFORE_ACCUSED = dt.timedelta(days=90)
_OF_COURTS = frozenset(
    {Kind.ARREST, Kind.REMAND, Kind.CHARGES, Kind.TRIAL, Kind.VERDICT, Kind.APPEAL, Kind.APPEAL_RULING}
)
DEMAND = "demand"
MAIN = "main"
#: Kinds whose step (a fine or an order, leave or a seizure) is often left unsaid.
OPEN_STEPS = frozenset({Kind.REGULATOR_ACTION, Kind.SUPREME_COURT, Kind.TRIAL})


@dataclass(frozen=True, slots=True)
class Statement:
    """One stored mention, with what folding needs to know of it.

    ``told_by`` names its article and place, so that equals are ordered alike whichever was read first; ``published``
    is False where nothing tells when it was: such a text comes after all others. ``official``: an authority says it.
    ``numbers`` are the docket numbers its article is or was filed under (empty when new); ``reported_at`` the aware
    UTC time its article was published, or first seen where the outlet gives no time.
    """

    id: int
    kind: Kind
    modality: Modality
    news: bool
    subject: str
    reported_at: dt.datetime
    date: EventDate | None = None
    outcome: Outcome | None = None
    authority: str | None = None
    stage: str = ""
    numbers: tuple[int, ...] = ()
    finality: str = ""
    article: int = 0
    told_by: str = ""
    published: bool = True
    official: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """One docket entry as folding sees it; ``number`` is None until storage gives it the case's next one.

    ``telling`` is the mention that tells it best.
    """

    number: int | None
    mention_ids: tuple[int, ...]
    strand: str
    stage: str
    status: Modality
    date: EventDate | None
    outcome: Outcome | None
    authority: str | None
    first_reported_at: dt.datetime
    other_dates: tuple[str, ...] = ()
    finality: str = ""
    telling: int = 0


@dataclass(frozen=True, slots=True)
class _Policy:
    """How statements of one kind meet: once per proceeding, or within ``window`` days; and where undated ones go."""

    once: bool = False
    window: int = 3
    undated: str = "apart"  # apart | largest | latest


# Kinds that happen once per proceeding fold whatever their dates say; dates that cannot both hold are a conflict.
# "largest": an undated retelling means the event everybody speaks of. "latest": it describes the state then in force.
# "apart": it says nothing about which step, so it gets an entry that claims no date, unless there is only one step.
_ONCE = _Policy(once=True)
_POLICIES: dict[Kind, _Policy] = {
    Kind.BREACH: _Policy(window=30, undated="largest"),
    Kind.DISCLOSURE: _Policy(window=3, undated="largest"),
    Kind.RANSOM_DEMAND: _Policy(window=21, undated="largest"),
    Kind.EXTORTION: _Policy(window=7, undated="largest"),
    Kind.DATA_LEAK: _Policy(window=1, undated="largest"),
    Kind.SECURITY_FINDING: _Policy(window=30),
    Kind.VICTIM_IMPACT: _Policy(window=30),
    Kind.INVESTIGATION: _Policy(window=2),
    Kind.SUSPECT_NAMED: _ONCE,
    Kind.WANTED: _Policy(window=7, undated="latest"),
    Kind.ARREST: _Policy(window=7, undated="latest"),
    Kind.EXTRADITION: _ONCE,
    Kind.REMAND: _Policy(window=2, undated="latest"),
    Kind.RELEASE: _Policy(window=2, undated="latest"),
    Kind.CHARGES: _ONCE,
    Kind.TRIAL: _Policy(window=0, undated="latest"),
    Kind.VERDICT: _ONCE,
    Kind.APPEAL: _Policy(window=60, undated="latest"),
    Kind.APPEAL_RULING: _ONCE,
    Kind.SUPREME_COURT: _Policy(window=14),
    Kind.SETTLEMENT: _Policy(window=30),
    Kind.REGULATOR_ACTION: _Policy(window=14),
    Kind.DISMISSAL: _ONCE,
    Kind.BANKRUPTCY: _ONCE,
    Kind.OWNERSHIP: _Policy(window=30),
    Kind.CIVIL_CLAIM: _Policy(window=14),
    Kind.COMPENSATION: _Policy(window=30),
    Kind.LEGISLATION: _Policy(window=3),
}
#: Strangers' steps ("other") are not one person's: they fold only when their dates meet.
_STRANGERS = _Policy(window=7)
#: A party may demand the same at the opening and again in its closing words: two steps, months apart.
_DEMANDS = _Policy(window=45, undated="latest")
_STRENGTH = {modality: rank for rank, modality in enumerate(Modality)}


def proceeding_of(case: Case, mention: Mention) -> str:
    """Say which proceeding of the case a mention belongs to.

    The first, in the case file's order, that has both its kind and its subject; failing that the first that has its
    kind; failing that the last proceeding.
    """
    with_kind = [track for track in case.proceedings if mention.kind in track.kinds]
    for track in with_kind:
        if mention.subject in track.subjects:
            return track.id
    return (with_kind or case.proceedings[-1:])[0].id


@dataclass(frozen=True, slots=True)
class Held:
    """A stored entry as a further report of it meets it; ``reports`` says how often it is told."""

    number: int
    strand: str
    stage: str
    status: Modality
    date: EventDate | None
    outcome: Outcome | None
    finality: str
    first_reported_at: dt.datetime
    reports: int = 0
    other_dates: tuple[str, ...] = ()

    def near(self, date: EventDate, window: int) -> bool:
        """Whether a date is, or lies within so many days of, one that is told of the entry."""
        told = [EventDate.parse(value) for value in self.other_dates]
        return any(_close(window, date, one) for one in ([self.date, *told] if self.date else told))


def joined(kind: Kind, subject: str, one: Statement, entries: Sequence[Held]) -> int | None:
    """Give the number of the entry that a statement joins without changing what the entry says.

    None when that is not plain from the entries alone: then the bucket is folded again as a whole.
    """
    policy = _DEMANDS if _strand(one) == DEMAND else _policy(kind, subject)
    mine = [held for held in entries if held.strand == _strand(one) and held.stage == one.stage]
    home = _home_among(policy, one, sorted(mine, key=lambda held: (held.date is None, _began(held), held.number)))
    return home.number if home and _adds_nothing(policy, one, home) else None


def _began(held: Held) -> dt.date:
    return held.date.first if held.date else dt.date.max


def _home_among(policy: _Policy, one: Statement, mine: Sequence[Held]) -> Held | None:
    if policy.once:
        return mine[0] if len(mine) == 1 else None
    if one.date is None:
        return _home_undated(policy, one, mine)
    near = [held for held in mine if held.near(one.date, policy.window)]
    if one.date.precision is Precision.DAY:
        return near[0] if len(near) == 1 else None
    return _begun_by(one, [held for held in near if held.date and held.date.overlaps(one.date)])


def _home_undated(policy: _Policy, one: Statement, mine: Sequence[Held]) -> Held | None:
    dated = [held for held in mine if held.date]
    apart = next((held for held in mine if held.date is None), None)
    if one.modality in (Modality.PLANNED, Modality.HYPOTHETICAL):
        return next((held for held in dated if _began(held) >= one.reported_at.date()), apart)
    if policy.undated == "latest":
        begun = [held for held in dated if _began(held) <= one.reported_at.date()]
        return begun[-1] if begun else None
    if policy.undated == "largest":
        return max(dated, key=lambda held: held.reports, default=None)
    return dated[0] if len(dated) == 1 else apart


def _begun_by(one: Statement, fitting: Sequence[Held]) -> Held | None:
    begun = [held for held in fitting if _began(held) <= one.reported_at.date()]
    return begun[-1] if begun else next(iter(fitting), None)


def _adds_nothing(policy: _Policy, one: Statement, held: Held) -> bool:
    """Whether an entry says the same with this statement as without it."""
    if one.official:  # its word may change the entry's date and outcome, and it tells it best
        return False
    told = (*held.other_dates, held.date.value if held.date else "")
    date = one.date
    same_date = date is None or (date.assumed and policy.once) or any(value.startswith(date.value) for value in told)
    same = one.outcome in (None, held.outcome) and one.finality in ("", held.finality) and same_date
    return same and one.reported_at >= held.first_reported_at and _STRENGTH[one.modality] >= _STRENGTH[held.status]


def another_matter(case: Case, mention: Mention) -> bool:
    """Whether a mention tells of the accused person's earlier dealings with courts: before anybody was accused here."""
    if mention.subject != case.accused or case.accused_since is None or mention.date is None:
        return False
    return mention.kind in _OF_COURTS and mention.date.last < case.accused_since - _BEFORE_ACCUSED


def fold(kind: Kind, subject: str, statements: Iterable[Statement]) -> list[Folded]:
    """Group the statements of one bucket (one case, proceeding, kind and subject) into docket entries.

    Give them ordered by date, undated last. Every statement is in exactly one entry.
    """
    ordered = sorted(statements, key=_statement_order)
    policy = _policy(kind, subject)
    groups: list[tuple[str, list[Statement]]] = []
    for strand in (MAIN, DEMAND):
        members = [one for one in ordered if _strand(one) == strand]
        groups += [(strand, group) for group in _staged(kind, _DEMANDS if strand == DEMAND else policy, members)]
    entries = [entry_of(strand, group) for strand, group in groups]
    return sorted(_with_numbers(entries, ordered), key=_entry_order)


def _policy(kind: Kind, subject: str) -> _Policy:
    policy = _POLICIES[kind]
    return _STRANGERS if policy.once and subject == OTHER else policy


def _strand(one: Statement) -> str:
    return DEMAND if one.modality is Modality.SOUGHT else MAIN


def _statement_order(one: Statement) -> tuple[bool, float, str, int]:
    """Order by publication; texts that do not tell theirs come last, in an order of their own."""
    return not one.published, one.reported_at.timestamp() if one.published else 0.0, one.told_by, one.id


def _staged(kind: Kind, policy: _Policy, members: list[Statement]) -> list[list[Statement]]:
    """Part one strand's statements by stage and then into developments.

    Where a kind's step often stays unsaid, a statement without one joins the step whose date it meets, or the only
    one; elsewhere no stage is a stage of its own.
    """
    stages = sorted({one.stage for one in members})
    if kind in OPEN_STEPS and len(stages) > 1:
        stages = [stage for stage in stages if stage]
        unsaid = [one for one in members if not one.stage]
    else:
        unsaid = []
    groups = [group for stage in stages for group in _split(policy, [one for one in members if one.stage == stage])]
    return groups + _split(policy, _joined(policy, groups, unsaid))


def _joined(policy: _Policy, groups: list[list[Statement]], unsaid: list[Statement]) -> list[Statement]:
    """Put statements of an unsaid step to the group their date meets, or to the only one; give what fits nowhere."""
    steps = [(group, {peer.date for peer in group if peer.date}) for group in groups]
    homes = [_step_of(policy, steps, one) for one in unsaid]
    for one, home in zip(unsaid, homes, strict=True):
        if home is not None:
            home.append(one)
    return [one for one, home in zip(unsaid, homes, strict=True) if home is None]


def _step_of(
    policy: _Policy, steps: list[tuple[list[Statement], set[EventDate]]], one: Statement
) -> list[Statement] | None:
    date = one.date
    if date is None:
        return steps[0][0] if len(steps) == 1 else None
    return next((group for group, dates in steps if any(_close(policy.window, date, peer) for peer in dates)), None)


def _close(window: int, one: EventDate, other: EventDate) -> bool:
    return one.overlaps(other) or abs((one.first - other.first).days) <= window


def _split(policy: _Policy, members: list[Statement]) -> list[list[Statement]]:
    """Part one strand's statements into groups that are one development each."""
    if not members:
        return []
    if policy.once:
        return _by_years(members)
    groups = _by_day(policy.window, [one for one in members if _precision(one) is Precision.DAY])
    for precision in (Precision.MONTH, Precision.YEAR):
        _attach_coarse(groups, [one for one in members if _precision(one) is precision])
    _attach_undated(policy, groups, [one for one in members if one.date is None])
    return groups


def _by_years(members: list[Statement]) -> list[list[Statement]]:
    """Keep what happens once together, but for dates years apart: those are another matter of the same person.

    Statements without a date mean the matter that most speak of.
    """
    dated = sorted((one for one in members if one.date), key=lambda one: (_first(one), _statement_order(one)))
    groups: list[list[Statement]] = []
    last: dt.date | None = None
    for one in dated:
        if last is None or (_first(one) - last).days > _ANOTHER_MATTER:
            groups.append([])
        groups[-1].append(one)
        last = max(last or dt.date.min, one.date.last if one.date else dt.date.min)
    undated = [one for one in members if one.date is None]
    if not groups:
        return [undated]
    max(groups, key=lambda group: (len(group), _first(group[-1]))).extend(undated)
    return groups


def _precision(one: Statement) -> Precision | None:
    return one.date.precision if one.date else None


def _by_day(window: int, members: list[Statement]) -> list[list[Statement]]:
    """Single linkage over days: a gap of more than ``window`` days starts a new group."""
    groups: list[list[Statement]] = []
    last: dt.date | None = None
    for one in sorted(members, key=lambda one: (_first(one), _statement_order(one))):
        if last is None or (_first(one) - last).days > window:
            groups.append([])
        groups[-1].append(one)
        last = _first(one)
    return groups


def _first(one: Statement) -> dt.date:
    return one.date.first if one.date else dt.date.max


def _attach_coarse(groups: list[list[Statement]], members: list[Statement]) -> None:
    """Put month- or year-dated statements to the finer group they can mean, else to one group per month or year."""
    # Days are compared once each: comparing every statement with every other made large entries quadratic.
    finer = [(group, {peer.date for peer in group if peer.date}) for group in groups]
    own: dict[str, list[Statement]] = {}
    for one in members:
        date = one.date
        fitting = [group for group, dates in finer if date and any(date.overlaps(peer) for peer in dates)]
        if fitting:
            _nearest_before(fitting, one).append(one)
        else:
            own.setdefault(date.value if date else "", []).append(one)
    groups.extend(own[value] for value in sorted(own))


def _nearest_before(groups: list[list[Statement]], one: Statement) -> list[Statement]:
    """Choose the last group that began on or before the day the statement was published, else the first."""
    day = one.reported_at.date()
    before = [group for group in groups if _first(group[0]) <= day]
    return before[-1] if before else groups[0]


def _attach_undated(policy: _Policy, groups: list[list[Statement]], members: list[Statement]) -> None:
    """Put undated statements where the kind's policy says; announcements go to the step that came after them."""
    dated = sorted(groups, key=lambda group: _first(group[0]))
    apart: list[Statement] = []
    sizes = {id(group): len(group) for group in dated}
    for one in members:
        group = _home(policy, dated, sizes, one)
        (apart if group is None else group).append(one)
    if apart:
        groups.append(apart)


def _home(
    policy: _Policy, dated: list[list[Statement]], sizes: dict[int, int], one: Statement
) -> list[Statement] | None:
    if one.modality in (Modality.PLANNED, Modality.HYPOTHETICAL):
        return next((group for group in dated if _first(group[0]) >= one.reported_at.date()), None)
    if policy.undated == "latest":
        before = [group for group in dated if _first(group[0]) <= one.reported_at.date()]
        return before[-1] if before else None
    if policy.undated == "largest" and dated:
        return max(dated, key=lambda group: (sizes[id(group)], -dated.index(group)))
    return dated[0] if len(dated) == 1 else None


def entry_of(strand: str, group: Sequence[Statement]) -> Folded:
    """Make one entry, not yet numbered, of the statements of one development; there is at least one."""
    ordered = sorted(group, key=_statement_order)
    status = min((one.modality for one in ordered), key=_STRENGTH.__getitem__)
    standing = [one for one in ordered if one.modality is status]
    date = _date_of(standing) or _date_of(ordered)
    return Folded(
        number=None,
        mention_ids=tuple(sorted(one.id for one in ordered)),
        strand=strand,
        stage=next((one.stage for one in ordered if one.stage), ""),
        status=status,
        date=date,
        outcome=_outcome_of(standing),
        authority=_commonest([one.authority for one in standing if one.authority])
        or _commonest([one.authority for one in ordered if one.authority]),
        first_reported_at=min(one.reported_at for one in ordered),
        other_dates=_other_dates(date, standing),
        finality=next((one.finality for one in reversed(ordered) if one.finality), ""),
        telling=_telling(date, standing),
    )


def _date_of(statements: Sequence[Statement]) -> EventDate | None:
    """Choose the date of statements: within what authorities state, if any does, else among all."""
    dates = [one.date for one in statements if one.date]
    stated = best_date([one.date for one in statements if one.official and one.date and not one.date.assumed])
    return best_date([date for date in dates if date.overlaps(stated)] if stated else dates)


def _outcome_of(standing: Sequence[Statement]) -> Outcome | None:
    official = [one.outcome for one in standing if one.official and one.outcome]
    return _commonest(official or [one.outcome for one in standing if one.outcome])


def _telling(date: EventDate | None, standing: list[Statement]) -> int:
    """Choose the statement that tells an entry best: not of the time before it, an authority's, as news, and first.

    What is announced is told by a statement of its date: a reader who sees the date is to see who gave it.
    """

    def rank(one: Statement) -> tuple[bool, bool, bool]:
        unfit = False
        if date is not None and one.modality is Modality.FACT:
            unfit = one.reported_at.date() < date.first
        elif date is not None and one.modality is Modality.PLANNED:
            unfit = one.date is None or one.date.value != date.value
        return unfit, not one.official, not one.news

    return min(standing, key=rank).id


def _commonest(values: Sequence[_T]) -> _T | None:
    """Give the most frequent value; among equals the one reported first."""
    return Counter(values).most_common(1)[0][0] if values else None


def best_date(dates: Sequence[EventDate]) -> EventDate | None:
    """Choose the date most of the given ones agree with: first the year, then the month in it, then the day in that.

    Among equals a stated date goes before an assumed one, and the earlier before the later.
    """
    pool, winner = list(dates), ""
    for length in (len("2024"), len("2024-04"), len("2024-04-30")):
        finer = [date for date in pool if len(date.value) >= length]
        if not finer:
            break
        votes = Counter(date.value[:length] for date in finer)
        stated = Counter(date.value[:length] for date in finer if not date.assumed)
        winner = min(votes, key=lambda value: (-votes[value], -stated[value], value))
        pool = [date for date in finer if date.value.startswith(winner)]
    fitting = [date for date in pool if date.value == winner]
    return min(fitting, key=lambda date: date.assumed) if fitting else None


def _other_dates(date: EventDate | None, standing: list[Statement]) -> tuple[str, ...]:
    """Dates stated for the same development that cannot both hold with the chosen one."""
    if date is None:
        return ()
    stated = {one.date.value for one in standing if one.date and not one.date.assumed and not one.date.overlaps(date)}
    return tuple(sorted(stated))


def _entry_order(entry: Folded) -> tuple[bool, str, dt.datetime, tuple[int, ...]]:
    return entry.date is None, entry.date.value if entry.date else "", entry.first_reported_at, entry.mention_ids


def _with_numbers(entries: list[Folded], statements: list[Statement]) -> list[Folded]:
    """Hand every number already given to the entry that holds most of its statements; the lowest number wins a tie."""
    numbers = {one.id: one.numbers for one in statements}
    claims = sorted(
        (
            (-count, number, index)
            for index, entry in enumerate(entries)
            for number, count in Counter(number for one in entry.mention_ids for number in numbers[one]).items()
        ),
    )
    given: dict[int, int] = {}
    for _, number, index in claims:
        if index not in given and number not in given.values():
            given[index] = number
    return [replace(entry, number=given.get(index)) for index, entry in enumerate(entries)]


# ------------------------------------------------------------------------------------------------ what comes back


@dataclass(frozen=True, slots=True)
class Lapsed:
    """An entry that nobody reports any longer, by its number."""

    number: int
    strand: str
    stage: str
    date: EventDate | None


def revived(kind: Kind, subject: str, entries: Sequence[Folded], lapsed: Iterable[Lapsed]) -> list[Folded]:
    """Give new entries the numbers of withdrawn ones that they are again, reported anew; the lowest number first."""
    found = list(entries)
    for one in sorted(lapsed, key=lambda one: one.number):
        held = {entry.number for entry in found}
        again = (at for at, entry in enumerate(found) if entry.number is None and _again(kind, subject, entry, one))
        at = next(again, None)
        if at is not None and one.number not in held:
            found[at] = replace(found[at], number=one.number)
    return found


def _again(kind: Kind, subject: str, entry: Folded, lapsed: Lapsed) -> bool:
    policy = _DEMANDS if entry.strand == DEMAND else _policy(kind, subject)
    open_step = kind in OPEN_STEPS and not (entry.stage and lapsed.stage)
    if entry.strand != lapsed.strand or not (entry.stage == lapsed.stage or open_step):
        return False
    if policy.once:
        return True
    if entry.date is None or lapsed.date is None:
        return entry.date is lapsed.date
    window = dt.timedelta(days=policy.window)
    return entry.date.first <= lapsed.date.last + window and lapsed.date.first <= entry.date.last + window
