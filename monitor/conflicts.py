"""Where sources differ: answers to one question that cannot all be true at the same time. Pure.

Rules kept here:

* Nothing is overwritten in silence: every side keeps its words, outlets and dates; the docket shows one value, the
  conflict shows them all.
* A number covers what its words cover: "over 33,000" and "about 33,000" agree with 33,171, which 40,000 does not. A
  round number stands for what is rounded to it.
* A dated series (crime reports over the years) is a series and no conflict: such counts are never asked here.
* A conflict's key is made of the entry's permanent number (or the case) and the question, so that a person's ruling on
  it stays with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TypeVar

from monitor.model import UNKNOWN_OUTLET, EventDate, Kind, Modality, Outcome, Qualifier
from monitor.particulars import DEADLINE, PER_VICTIM


class Question(StrEnum):
    """What sources can answer differently."""

    DATE = "date"
    OUTCOME = "outcome"
    SENTENCE = "sentence"
    FINE = "fine"
    RANSOM = "ransom"
    COMPENSATION = "compensation"
    COUNTS = "counts"
    VICTIMS = "victims"
    FIRST_SUM = "first_sum"
    LATER_SUM = "later_sum"
    DEADLINE = "deadline"
    CHARGED_AND_CONVICTED = "charged_and_convicted"
    ATTEMPTED = "attempted"
    GUILT = "guilt"
    TERM = "term"


class State(StrEnum):
    """How a conflict stands; resolved is a person's word, the others are derived."""

    OPEN = "open"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Said:
    """What one outlet answers, once however often it says so.

    ``id`` is the mention (or figure) quoted, ``first`` and ``last`` the ISO days it was said on (empty when not known).
    """

    id: int
    outlet: str
    reports: int = 1
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Outlets' answers about one entry: its date and its outcome."""

    number: int
    kind: Kind
    subject: str
    said: Said
    modality: Modality = Modality.FACT
    date: EventDate | None = None
    outcome: Outcome | None = None
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """One number an outlet gives; ``number`` is the entry it is about, None when it is about the case."""

    what: str
    value: float
    unit: str
    qualifier: Qualifier
    said: Said
    of: str | None = None
    number: int | None = None
    kind: Kind | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One answer: the value as its clearest source gives it, and who gives it."""

    value: str
    said: tuple[Said, ...]
    label: str = ""

    @property
    def reports(self) -> int:
        """How many articles say so."""
        return sum(one.reports for one in self.said)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides or more of one question, the one most reports tell first."""

    key: str
    question: Question
    sides: tuple[Side, ...]
    kind: str = ""
    subject: str = ""
    state: State = State.OPEN


_Told = TypeVar("_Told", Event, Number)

#: Kinds of which an entry is one event: dates that cannot both hold are a conflict, not two days of something longer.
_ONE_EVENT = frozenset(
    {
        Kind.BREACH,
        Kind.SUSPECT_NAMED,
        Kind.ARREST,
        Kind.EXTRADITION,
        Kind.CHARGES,
        Kind.VERDICT,
        Kind.APPEAL_RULING,
        Kind.REGULATOR_ACTION,
        Kind.DISMISSAL,
        Kind.BANKRUPTCY,
    }
)
# Outcomes that say the same of a ruling, or different sides of it.
_AGREE = (
    {Outcome.ACQUITTED, Outcome.OVERTURNED},
    {Outcome.CONVICTED, Outcome.UPHELD},
    {Outcome.CONVICTED, Outcome.RAISED},
    {Outcome.CONVICTED, Outcome.LOWERED},
)
_UNGUILTY = frozenset({Outcome.ACQUITTED, Outcome.OVERTURNED})
_OF_ENTRY = {
    "sentence": Question.SENTENCE,
    "fine": Question.FINE,
    "ransom": Question.RANSOM,
    "compensation": Question.COMPENSATION,
    "counts": Question.COUNTS,
}
_SMALL, _YEAR = 1000, 12
_ROUNDING, _ABOUT, _ABOUT_SMALL = 0.025, 0.03, 0.1
#: Numbers of victims further than this from what most say count something else: some of them, or a nation.
_SAME_ORDER = 2.0
# Of more counts than this the completed ones and the attempts are the same letters to the same people.
_MANY = 1000


# -------------------------------------------------------------------------------------------------- of an entry


def of_entries(case: str, events: Sequence[Event], numbers: Sequence[Number]) -> list[Conflict]:
    """Find what sources say differently of single entries; ``numbers`` are those attached to these entries."""
    found: list[Conflict | None] = []
    for number in sorted({one.number for one in events}):
        mine = [one for one in events if one.number == number]
        key = f"{case}-{number}"
        facts = [one for one in mine if one.modality is Modality.FACT]  # what parties want or plan may well differ
        found += [_dates(key, facts), _outcomes(key, facts)]
        found += _numbers(key, [one for one in numbers if one.number == number])
    return [one for one in found if one is not None]


def _dates(key: str, events: Sequence[Event]) -> Conflict | None:
    dated = [one for one in events if one.date and not one.date.assumed and one.kind in _ONE_EVENT]
    sides: list[tuple[list[EventDate], list[Said]]] = []
    for one in _most_told(dated, finer=lambda one: -len(one.date.value) if one.date else 0):
        date = one.date
        if date is None:
            continue
        home = next((side for side in sides if all(date.overlaps(other) for other in side[0])), None)
        if home is None:
            sides.append(([date], [one.said]))
        else:
            home[0].append(date)
            home[1].append(one.said)
    shaped = [Side(max((date.value for date in dates), key=len), tuple(said)) for dates, said in sides]
    return _conflict(f"{key}:{Question.DATE}", Question.DATE, shaped, events)


def _outcomes(key: str, events: Sequence[Event]) -> Conflict | None:
    sides: list[tuple[set[Outcome], list[Said]]] = []
    for one in _most_told([one for one in events if one.outcome]):
        outcome = one.outcome
        if outcome is None:
            continue
        home = next((side for side in sides if all(_agree(outcome, other) for other in side[0])), None)
        if home is None:
            sides.append(({outcome}, [one.said]))
        else:
            home[0].add(outcome)
            home[1].append(one.said)
    shaped = [Side(str(min(outcomes, key=list(Outcome).index)), tuple(said)) for outcomes, said in sides]
    return _conflict(f"{key}:{Question.OUTCOME}", Question.OUTCOME, shaped, events)


def _agree(one: Outcome, other: Outcome) -> bool:
    return one is other or {one, other} in _AGREE


def _numbers(key: str, numbers: Sequence[Number]) -> list[Conflict | None]:
    asked = [one for one in numbers if one.what in _OF_ENTRY and one.of != "sought"]
    same = sorted({(one.what, one.of or "", one.unit) for one in asked})
    return [
        _values(
            ":".join(filter(None, (key, what, of))) + _currency(asked, what, unit),
            _OF_ENTRY[what],
            [one for one in asked if (one.what, one.of or "", one.unit) == (what, of, unit)],
        )
        for what, of, unit in same
    ]


def _currency(numbers: Sequence[Number], what: str, unit: str) -> str:
    """Tell sums in several currencies apart in the key; they are never compared."""
    return f":{unit}" if len({one.unit for one in numbers if one.what == what}) > 1 else ""


# --------------------------------------------------------------------------------------------------- of a case


def of_case(case: str, numbers: Sequence[Number], rulings: Sequence[Event]) -> list[Conflict]:
    """Find what sources say differently of the case as a whole.

    ``numbers`` are all of victims, counts, terms, and of what was asked of each victim and by when (first and later
    sums as ``first_sum`` and ``later_sum``); ``rulings`` the verdicts and appeal rulings that were given.
    """
    found = [
        _values(f"{case}:{Question.VICTIMS}", Question.VICTIMS, _of_one_order(_of(numbers, "victims", None))),
        _values(f"{case}:{Question.DEADLINE}", Question.DEADLINE, _of(numbers, DEADLINE, PER_VICTIM)),
    ]
    for question in (Question.FIRST_SUM, Question.LATER_SUM):
        sums = [one for one in numbers if one.what == question]
        found += [
            _values(f"{case}:{question}:{unit}", question, [one for one in sums if one.unit == unit])
            for unit in sorted({one.unit for one in sums})
        ]
    found += _counts(case, [one for one in numbers if one.what == "counts"])
    found += _overruled(case, rulings, [one for one in numbers if one.what == "sentence" and one.of != "sought"])
    return [one for one in found if one is not None]


def _of(numbers: Iterable[Number], what: str, of: str | None) -> list[Number]:
    return [one for one in numbers if one.what == what and one.of == of]


def _of_one_order(numbers: Sequence[Number]) -> list[Number]:
    """Leave out what cannot be a number of the same people: a part of them, or a nation."""
    sized = [one for one in numbers if one.value >= _SMALL and one.qualifier is not Qualifier.AT_LEAST]
    if not sized:
        return []
    middle = median(one.value for one in sized for _ in range(one.said.reports))
    return [one for one in sized if middle / _SAME_ORDER <= one.value <= middle * _SAME_ORDER]


def _counts(case: str, counts: Sequence[Number]) -> list[Conflict | None]:
    """Compare what was charged with what people were convicted of, and attempts with completed offences."""
    found: list[Conflict | None] = []
    for subject in sorted({one.subject for one in counts if one.kind}):
        mine = [one for one in counts if one.subject == subject]
        for of in sorted({one.of for one in mine if one.of}):
            charged = [one for one in mine if one.of == of and one.kind is Kind.CHARGES]
            convicted = [one for one in mine if one.of == of and one.kind is Kind.VERDICT]
            found.append(_more_than_charged(f"{case}:{subject}:{of}", charged, convicted))
        found.append(_attempted(f"{case}:{subject}", [one for one in mine if one.value >= _MANY]))
    return found


def _more_than_charged(key: str, charged: Sequence[Number], convicted: Sequence[Number]) -> Conflict | None:
    """Nobody is convicted of more counts than were charged."""
    pairs = [(one, two) for one in charged for two in convicted if _least(two) > _most(one)]
    if not pairs:
        return None
    less, more = {one for one, _ in pairs}, {two for _, two in pairs}
    sides = [_side(sorted(less, key=_order), "charged"), _side(sorted(more, key=_order), "convicted")]
    return _conflict(f"{key}:{Question.CHARGED_AND_CONVICTED}", Question.CHARGED_AND_CONVICTED, sides, [*less])


def _attempted(key: str, counts: Sequence[Number]) -> Conflict | None:
    """Thousands of counts of an offence, and as many of the attempt at it, are the same counts."""
    done = [one for one in counts if one.of == "extortion"]
    tried = [one for one in counts if one.of == "attempted_extortion"]
    if not done or not tried:
        return None
    sides = [_side(tried, "attempted"), _side(done, "completed")]
    sides.sort(key=lambda side: -side.reports)
    return _conflict(f"{key}:{Question.ATTEMPTED}", Question.ATTEMPTED, sides, tried)


def _overruled(case: str, rulings: Sequence[Event], terms: Sequence[Number]) -> list[Conflict | None]:
    """Hold beside one another what a first court and a court of appeal said; the later ruling stands."""
    found: list[Conflict | None] = []
    for subject in sorted({one.subject for one in rulings}):
        mine = [one for one in rulings if one.subject == subject and one.modality is Modality.FACT]
        first = [one for one in mine if one.kind is Kind.VERDICT and one.outcome is Outcome.CONVICTED]
        later = [one for one in mine if one.kind is Kind.APPEAL_RULING and one.outcome in _UNGUILTY]
        if first and later:
            sides = [_event_side(later), _event_side(first)]
            found.append(_conflict(f"{case}:{subject}:guilt", Question.GUILT, sides, mine, State.SUPERSEDED))
        own = [one for one in terms if one.subject == subject]
        old = [one for one in own if one.kind is Kind.VERDICT]
        new = [one for one in own if one.kind is Kind.APPEAL_RULING]
        if old and new and not any(_compatible(one, two) for one in old for two in new):
            sides = [_side(new, "appeal_ruling"), _side(old, "verdict")]
            found.append(_conflict(f"{case}:{subject}:term", Question.TERM, sides, own, State.SUPERSEDED))
    return found


def _event_side(events: Sequence[Event]) -> Side:
    told = _most_told(events)
    return Side(str(told[0].outcome), tuple(one.said for one in told), str(told[0].kind))


# ------------------------------------------------------------------------------------------------------ numbers


def _values(key: str, question: Question, numbers: Sequence[Number]) -> Conflict | None:
    """Part numbers into sides whose members can all be true together; the most told number gathers first."""
    sides: list[dict[tuple[float, Qualifier], list[Number]]] = []
    for one in _most_told(numbers, finer=lambda one: int(one.qualifier is not Qualifier.EXACT)):
        answer = (one.value, one.qualifier)
        home = next((side for side in sides if answer in side or _fits(one, side.values())), None)
        if home is None:
            home = {}
            sides.append(home)
        home.setdefault(answer, []).append(one)
    shaped = [_side([one for told in side.values() for one in told]) for side in sides]
    return _conflict(key, question, shaped, numbers)


def _fits(one: Number, told: Iterable[Sequence[Number]]) -> bool:
    return all(_compatible(one, answers[0]) for answers in told)


def _side(numbers: Sequence[Number], label: str = "") -> Side:
    best = min(numbers, key=lambda one: (one.qualifier is not Qualifier.EXACT, *_order(one), one.value, one.qualifier))
    return Side(shown(best.value, best.unit, best.qualifier), tuple(one.said for one in numbers), label)


def shown(value: float, unit: str, qualifier: Qualifier) -> str:
    """Write a number with its unit and qualifier in a fixed form that programs can read: ``over 33000 persons``."""
    number = f"{value:.0f}" if value == int(value) else f"{value}"
    return " ".join(filter(None, ("" if qualifier is Qualifier.EXACT else str(qualifier), number, unit)))


def _compatible(one: Number, other: Number) -> bool:
    (low, high), (least, most) = covered(one), covered(other)
    return low <= most and least <= high


def covered(number: Number) -> tuple[float, float]:
    """Give the least and the most that a number, as it is worded, can stand for."""
    value, step = number.value, _step(number)
    match number.qualifier:
        case Qualifier.AT_LEAST:
            return value, float("inf")
        case Qualifier.UP_TO:
            return 0.0, value
        case Qualifier.OVER:
            return value, max(value, value + step - 1)
        case Qualifier.UNDER:
            return value - step, value
        case Qualifier.ABOUT:
            room = max(_rounding(number), value * (_ABOUT if value >= _SMALL else _ABOUT_SMALL))
            return value - room, value + room
        case _:
            return value - _rounding(number), value + _rounding(number)


def _step(number: Number) -> float:
    """Give the size of the last digit that is said: 33,000 is said in thousands, six years in years."""
    if number.unit == "months":
        return _YEAR if number.value % _YEAR == 0 else 1
    step = 1.0
    while number.value >= _SMALL / 10 and number.value % (step * 10) == 0:
        step *= 10
    return step


def _rounding(number: Number) -> float:
    if number.value < _SMALL or number.unit in {"months", "hours"}:
        return 0.0
    return min(_step(number) / 2, number.value * _ROUNDING) if _step(number) > 1 else 0.0


def _least(number: Number) -> float:
    """Give what was counted at the least, taking an unqualified number at its word."""
    return (
        number.value
        if number.qualifier in (Qualifier.EXACT, Qualifier.OVER, Qualifier.AT_LEAST)
        else covered(number)[0]
    )


def _most(number: Number) -> float:
    return number.value if number.qualifier is Qualifier.EXACT else covered(number)[1]


# ------------------------------------------------------------------------------------------------------ shaping


def _order(one: Event | Number) -> tuple[int, str, str]:
    return -one.said.reports, one.said.first or "9", one.said.outlet


def _most_told(told: Iterable[_Told], finer: Callable[[_Told], int] = lambda _: 0) -> list[_Told]:
    """Sort answers: the finer first, then those that most reports give, then what was told first."""
    answers = list(told)
    votes: Counter[object] = Counter()
    for one in answers:
        votes[_answer(one)] += one.said.reports
    return sorted(answers, key=lambda one: (finer(one), -votes[_answer(one)], _order(one), str(_answer(one))))


def _answer(one: Event | Number) -> object:
    return (one.date, one.outcome) if isinstance(one, Event) else (one.value, str(one.qualifier))


def _conflict(
    key: str,
    question: Question,
    sides: Sequence[Side],
    about: Sequence[Event | Number],
    state: State | None = None,
) -> Conflict | None:
    """Shape sides into a conflict, the one most reports tell first; None when all agree."""
    if len(sides) < 2:
        return None
    kind = _usual((str(one.kind), one.said.reports) for one in about if one.kind)
    subject = _usual((one.subject, one.said.reports) for one in about if one.subject)
    ranked = tuple(sides) if state else tuple(sorted(sides, key=lambda side: -side.reports))
    return Conflict(key, question, ranked, kind, subject, state or _state(ranked))


def _usual(told: Iterable[tuple[str, int]]) -> str:
    """Give the word most reports go with, of equals the first by letters: the order of reading changes nothing."""
    counts: Counter[str] = Counter()
    for word, reports in told:
        counts[word] += reports
    return min(counts, key=lambda word: (-counts[word], word), default="")


def _state(sides: Sequence[Side]) -> State:
    """Whether every outlet of the other sides came to say what the first side says."""
    came: dict[str, str] = {}
    for one in sides[0].said:
        came[one.outlet] = max(one.last, came.get(one.outlet, ""))
    others = [one for side in sides[1:] for one in side.said]
    corrected = all(one.outlet != UNKNOWN_OUTLET and one.last and came.get(one.outlet, "") > one.last for one in others)
    return State.SUPERSEDED if corrected else State.OPEN
