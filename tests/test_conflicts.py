"""Where sources differ, and where they only seem to."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.conflicts import Conflict, Event, Number, Question, Said, State, covered, of_case, of_entries
from monitor.model import EventDate, Kind, Modality, Outcome, Qualifier

_IDS = count(1)


def said(outlet: str, first: str = "2024-05-01", last: str = "", reports: int = 1) -> Said:
    return Said(next(_IDS), outlet, reports, first, last or first)


def event(outlet: str, date: str = "", kind: Kind = Kind.VERDICT, number: int = 34, **more: object) -> Event:
    assumed = bool(more.pop("assumed", False))
    fields = {"subject": "Kivimäki", "said": said(outlet), **more}
    return Event(number, kind, date=EventDate.parse(date, assumed=assumed) if date else None, **fields)  # type: ignore[arg-type]


def number(what: str, value: float, outlet: str, qualifier: Qualifier = Qualifier.EXACT, **more: object) -> Number:
    fields = {"unit": "", "said": said(outlet), **more}
    return Number(what, value, qualifier=qualifier, **fields)  # type: ignore[arg-type]


def victims(value: float, outlet: str, qualifier: Qualifier = Qualifier.EXACT) -> Number:
    return number("victims", value, outlet, qualifier, unit="persons")


def values(conflict: Conflict) -> list[str]:
    return [side.value for side in conflict.sides]


def test_a_verdict_in_april_and_one_in_may_are_a_conflict_and_both_sides_are_kept() -> None:
    stories = [event("a", "2024-04-30"), event("b", "2024-04"), event("c", "2024-05")]
    (found,) = of_entries("vastaamo", stories, [])
    assert (found.key, found.question, found.state) == ("vastaamo-34:date", Question.DATE, State.OPEN)
    assert values(found) == ["2024-04-30", "2024-05"]
    assert [one.outlet for one in found.sides[0].said] == ["a", "b"]


def test_a_coarser_date_agrees_with_the_finer_one_in_it() -> None:
    assert not of_entries("vastaamo", [event("a", "2024-04-30"), event("b", "2024-04"), event("c", "2024")], [])


def test_an_assumed_date_contradicts_nobody() -> None:
    assert not of_entries("vastaamo", [event("a", "2024-04-30"), event("b", "2024-05", assumed=True)], [])


def test_days_of_something_longer_are_no_conflict() -> None:
    days = [event(str(day), f"2024-02-{day}", kind=Kind.TRIAL) for day in (26, 27)]
    assert not of_entries("vastaamo", days, [])


def test_raised_and_upheld_are_a_conflict_but_found_guilty_agrees_with_both() -> None:
    outcomes = [Outcome.RAISED, Outcome.CONVICTED, Outcome.UPHELD]
    told = [event(str(one), kind=Kind.APPEAL_RULING, outcome=one) for one in outcomes]
    (found,) = of_entries("vastaamo", told, [])
    assert [[one.outlet for one in side.said] for side in found.sides] == [["convicted", "raised"], ["upheld"]]
    assert not of_entries("vastaamo", told[:2], [])


def test_what_parties_want_may_differ() -> None:
    wishes = [
        event("a", outcome=Outcome.ACQUITTED, modality=Modality.SOUGHT),
        event("b", outcome=Outcome.RAISED, modality=Modality.SOUGHT),
    ]
    assert not of_entries("vastaamo", wishes, [])


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ((33_000, Qualifier.EXACT), (33_171, Qualifier.EXACT), True),
        ((33_000, Qualifier.OVER), (33_171, Qualifier.EXACT), True),
        ((30_000, Qualifier.OVER), (33_000, Qualifier.EXACT), True),
        ((33_000, Qualifier.ABOUT), (33_086, Qualifier.EXACT), True),
        ((33_000, Qualifier.EXACT), (40_000, Qualifier.EXACT), False),
        ((33_000, Qualifier.OVER), (36_000, Qualifier.ABOUT), False),
        ((36_000, Qualifier.ABOUT), (35_885, Qualifier.EXACT), True),
        ((33_171, Qualifier.EXACT), (33_086, Qualifier.EXACT), False),
        ((21_000, Qualifier.UNDER), (21_300, Qualifier.OVER), False),
        ((40_000, Qualifier.UP_TO), (33_000, Qualifier.EXACT), True),
    ],
)
def test_numbers_agree_when_their_words_cover_one_another(
    one: tuple[float, Qualifier], other: tuple[float, Qualifier], agree: bool
) -> None:
    told = [victims(one[0], "a", one[1]), victims(other[0], "b", other[1])]
    assert (of_case("vastaamo", told, []) == []) is agree


def test_a_part_of_the_victims_and_a_nation_are_no_other_number_of_victims() -> None:
    told = [victims(33_000, "a"), victims(33_000, "b"), victims(300, "c"), victims(5_500_000, "d")]
    assert of_case("vastaamo", told, []) == []


def test_crime_reports_over_the_years_are_a_series() -> None:
    reports = [number("crime_reports", value, outlet) for value, outlet in ((200, "a"), (15_000, "b"), (25_000, "c"))]
    assert of_case("vastaamo", reports, []) == []
    assert of_entries("vastaamo", [], reports) == []


def test_sums_in_two_currencies_are_not_compared() -> None:
    asked = [
        number("ransom", 40, "a", unit="BTC", number=7),
        number("ransom", 450_000, "a", unit="EUR", number=7),
        number("ransom", 370_000, "b", unit="EUR", number=7),
    ]
    (found,) = of_entries("vastaamo", [event("a", kind=Kind.RANSOM_DEMAND, number=7)], asked)
    assert (found.key, values(found)) == ("vastaamo-7:ransom:EUR", ["450000 EUR", "370000 EUR"])


def test_more_than_six_years_is_six_years_and_three_months() -> None:
    terms = [
        number("sentence", 72, "a", Qualifier.OVER, unit="months", number=34),
        number("sentence", 75, "b", unit="months", number=34),
    ]
    assert of_entries("vastaamo", [event("a")], terms) == []
    (found,) = of_entries("vastaamo", [event("a")], [*terms, number("sentence", 84, "c", unit="months", number=34)])
    assert found.question is Question.SENTENCE


def _counts(value: float, outlet: str, kind: Kind, qualifier: Qualifier = Qualifier.EXACT) -> Number:
    more = {"of": "dissemination", "kind": kind, "subject": "Kivimäki", "unit": "counts"}
    return number("counts", value, outlet, qualifier, **more)


def test_nobody_is_convicted_of_more_than_was_charged() -> None:
    charged = _counts(9598, "a", Kind.CHARGES)
    (found,) = of_case("vastaamo", [charged, _counts(9600, "b", Kind.VERDICT)], [])
    assert (found.question, values(found)) == (Question.CHARGED_AND_CONVICTED, ["9598 counts", "9600 counts"])
    assert [side.label for side in found.sides] == ["charged", "convicted"]
    assert of_case("vastaamo", [charged, _counts(9200, "b", Kind.VERDICT, Qualifier.OVER)], []) == []


def test_500_euros_after_24_or_48_hours_is_a_conflict() -> None:
    clocks = [number("deadline", hours, str(hours), unit="hours", of="ransom_per_victim") for hours in (24, 48)]
    (found,) = of_case("vastaamo", clocks, [])
    assert (found.key, sorted(values(found))) == ("vastaamo:deadline", ["24 hours", "48 hours"])


def test_the_later_ruling_supersedes_the_verdict_it_overturned() -> None:
    verdict = event("a", kind=Kind.VERDICT, number=1, subject="Tapio", outcome=Outcome.CONVICTED)
    ruling = event("b", kind=Kind.APPEAL_RULING, number=2, subject="Tapio", outcome=Outcome.ACQUITTED)
    (found,) = of_case("vastaamo", [], [verdict, ruling])
    assert (found.question, found.state, values(found)) == (
        Question.GUILT,
        State.SUPERSEDED,
        ["acquitted", "convicted"],
    )


def test_an_outlet_that_corrected_itself_later_supersedes_what_it_said() -> None:
    wrong = event("a", "2024-05", said=said("a", "2024-05-02"))
    right = [event("b", "2024-04-30"), event("a", "2024-04-30", said=said("a", "2024-05-03"))]
    (found,) = of_entries("vastaamo", [wrong, *right], [])
    assert found.state is State.SUPERSEDED
    (unrelated,) = of_entries("vastaamo", [event("c", "2024-05"), *right], [])
    assert unrelated.state is State.OPEN


_NUMBERS = st.builds(
    victims, st.integers(100, 60_000), st.sampled_from(["a", "b", "c"]), st.sampled_from(list(Qualifier))
)


@given(_NUMBERS)
def test_every_number_covers_a_range_that_holds_what_it_says(one: Number) -> None:
    low, high = covered(one)
    assert low <= one.value <= high


@given(st.lists(_NUMBERS, min_size=2, max_size=8).flatmap(lambda told: st.tuples(st.just(told), st.permutations(told))))
def test_the_order_of_the_answers_changes_nothing(told: tuple[list[Number], list[Number]]) -> None:
    first, second = (of_case("vastaamo", answers, []) for answers in told)
    assert [values(one) for one in first] == [values(one) for one in second]


@given(st.lists(_NUMBERS, min_size=1, max_size=8))
def test_every_answer_of_a_conflict_is_on_exactly_one_side(told: list[Number]) -> None:
    for one in of_case("vastaamo", told, []):
        ids = [source.id for side in one.sides for source in side.said]
        assert len(ids) == len(set(ids))
