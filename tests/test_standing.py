"""How a proceeding stands."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import EventDate, Kind, Modality, Outcome, Proceeding
from monitor.standing import State, Step, standing

TRACK = Proceeding("kivimaki", {}, ("Kivimäki",), tuple(Kind), starts=(Kind.CHARGES,), ends=(Kind.SUPREME_COURT,))
REPORTED = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def taken(number: int, kind: Kind, date: str | None = None, **more: object) -> Step:
    fields = {"subject": "Kivimäki", "status": "fact", "reported_at": REPORTED, **more}
    return Step(number, kind, date=EventDate.parse(date) if date else None, **fields)  # type: ignore[arg-type]


CHARGES = taken(1, Kind.CHARGES, "2023-10-18")
VERDICT = taken(2, Kind.VERDICT, "2024-04-30", outcome=Outcome.CONVICTED)
RELEASE = taken(3, Kind.RELEASE, "2025-09-11")
RULING = taken(4, Kind.APPEAL_RULING, "2026-02-26", outcome=Outcome.RAISED, finality="not_final")


def test_the_higher_courts_ruling_decides_and_is_not_final_where_a_text_says_so() -> None:
    found = standing(TRACK, [VERDICT, RULING, CHARGES, RELEASE])
    assert (found.state, found.decisive, found.latest) == (State.OPEN, RULING, RULING)
    assert found.since == EventDate.parse("2023-10-18")


def test_what_came_after_the_verdict_is_the_latest_step_but_decides_nothing() -> None:
    found = standing(TRACK, [CHARGES, VERDICT, RELEASE])
    assert (found.decisive, found.latest) == (VERDICT, RELEASE)


def test_an_undated_ruling_of_the_higher_court_stands_over_a_dated_verdict() -> None:
    ruling = taken(5, Kind.APPEAL_RULING, outcome=Outcome.ACQUITTED)
    assert standing(TRACK, [VERDICT, ruling]).decisive == ruling


def test_what_is_demanded_planned_or_denied_is_no_status() -> None:
    steps = [
        taken(n, Kind.APPEAL_RULING, status=str(one)) for n, one in enumerate(Modality) if one is not Modality.FACT
    ]
    assert standing(TRACK, steps).state is State.NOT_BEGUN
    assert standing(TRACK, [*steps, VERDICT]).decisive == VERDICT


def test_a_proceeding_ends_with_the_last_courts_judgment_or_a_final_ruling_and_not_with_leave() -> None:
    leave = taken(6, Kind.SUPREME_COURT, "2026-06", outcome=Outcome.GRANTED, stage="leave")
    refused = taken(6, Kind.SUPREME_COURT, "2026-06", outcome=Outcome.REFUSED, stage="leave")
    final = taken(4, Kind.APPEAL_RULING, "2026-02-26", finality="final")
    assert standing(TRACK, [RULING, leave]).state is State.OPEN
    assert standing(TRACK, [RULING, refused]).state is State.ENDED
    assert standing(TRACK, [VERDICT, final]).state is State.ENDED


def test_a_seizure_ruling_of_the_supreme_court_decides_nothing_about_guilt() -> None:
    seizure = taken(7, Kind.SUPREME_COURT, "2021-10", stage="seizure", outcome=Outcome.UPHELD)
    found = standing(TRACK, [seizure, VERDICT])
    assert (found.decisive, found.state) == (VERDICT, State.OPEN)


def test_a_verdict_that_was_appealed_against_says_so_until_the_appeal_is_ruled_on() -> None:
    appeal = taken(8, Kind.APPEAL, "2024-06")
    assert standing(TRACK, [VERDICT, appeal]).appealed
    assert not standing(TRACK, [VERDICT, appeal, RULING]).appealed


@given(st.permutations([CHARGES, VERDICT, RELEASE, RULING]))
def test_the_order_of_the_entries_changes_nothing(steps: list[Step]) -> None:
    assert standing(TRACK, steps) == standing(TRACK, [CHARGES, VERDICT, RELEASE, RULING])
