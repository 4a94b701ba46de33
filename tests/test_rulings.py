from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from monitor.docket import Statement
from monitor.model import EventDate, Kind, Modality, Outcome
from monitor.rulings import Action, Anchor, Ruling, Rulings, ruled_fold, standing_of

NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def statement(ident: int, date: str | None = None, *, article: int = 0, numbers: tuple[int, ...] = ()) -> Statement:
    return Statement(
        id=ident,
        kind=Kind.REMAND,
        modality=Modality.FACT,
        news=True,
        subject="Kivimäki",
        reported_at=NOW + dt.timedelta(hours=ident),
        date=EventDate.parse(date) if date else None,
        numbers=numbers,
        article=article or ident,
    )


def anchor(number: int, date: str | None, status: Modality = Modality.FACT) -> Anchor:
    return Anchor(number, Kind.REMAND, status, EventDate.parse(date) if date else None, None, "", NOW)


def folded(statements: list[Statement], rulings: Rulings) -> dict[int | None, tuple[int, ...]]:
    return {one.number: one.mention_ids for one in ruled_fold(Kind.REMAND, "Kivimäki", statements, rulings)}


def test_reports_of_the_same_step_attach_to_an_entry_by_hand() -> None:
    held = Rulings.of([], [anchor(7, "2023-02-28")])
    entries = ruled_fold(Kind.REMAND, "Kivimäki", [statement(1, "2023-02"), statement(2, "2024-02-16")], held)
    assert {one.number: one.mention_ids for one in entries} == {7: (1,), None: (2,)}


def test_an_entry_by_hand_without_reports_stays() -> None:
    assert folded([], Rulings.of([], [anchor(7, "2023-02-28")])) == {7: ()}


def test_the_persons_date_stands_whatever_the_reports_say() -> None:
    reports = [statement(1, "2023-03-01"), statement(2, "2023-03-01")]
    (entry,) = ruled_fold(Kind.REMAND, "Kivimäki", reports, Rulings.of([], [anchor(7, "2023-02-28")]))
    assert entry.date == EventDate.parse("2023-02-28")
    assert entry.mention_ids == (1, 2)


def test_two_entries_by_hand_never_become_one_and_each_report_goes_to_the_nearer() -> None:
    held = Rulings.of([], [anchor(7, "2023-02-27"), anchor(8, "2023-03-01")])
    found = folded([statement(1, "2023-02-27"), statement(2, "2023-02-28"), statement(3, "2023-03-01")], held)
    assert found == {7: (1, 2), 8: (3,)}


def test_an_entry_by_hand_keeps_its_number_against_a_larger_group() -> None:
    reports = [statement(one, "2024-02-16", numbers=(7,)) for one in (1, 2, 3)]
    assert folded(reports, Rulings.of([], [anchor(7, "2023-02-28")])) == {7: (), None: (1, 2, 3)}


def test_articles_set_apart_stand_under_the_new_number_folding_after_folding() -> None:
    apart = Rulings.of([Ruling(1, 4, Action.SPLIT, {"articles": [20], "number": 9})])
    first = [statement(1, "2023-02-28", article=10, numbers=(4,)), statement(2, "2023-02-28", article=20, numbers=(4,))]
    assert folded(first, apart) == {4: (1,), 9: (2,)}
    again = [statement(1, "2023-02-28", article=10, numbers=(4,)), statement(2, "2023-02-28", article=20, numbers=(9,))]
    more = [*again, statement(3, "2023-02-28", article=20, numbers=(9,)), statement(4, "2023-02-28", article=30)]
    assert folded(more, apart) == {4: (1, 4), 9: (2, 3)}


def test_without_rulings_folding_is_as_it_is() -> None:
    assert folded([statement(1, "2023-02-28", numbers=(4,))], Rulings()) == {4: (1,)}


DATES = st.sampled_from([None, "2023", "2023-02", "2023-02-27", "2023-02-28", "2023-03-01", "2024-02-16"])


@given(st.lists(DATES, max_size=8), st.lists(DATES, max_size=3))
def test_every_statement_is_in_one_entry_and_every_entry_by_hand_is_there_once(
    reports: list[str | None], hands: list[str | None]
) -> None:
    statements = [statement(at, date) for at, date in enumerate(reports, 1)]
    held = Rulings.of([], [anchor(100 + at, date) for at, date in enumerate(hands)])
    entries = ruled_fold(Kind.REMAND, "Kivimäki", statements, held)
    assert sorted(member for entry in entries for member in entry.mention_ids) == [one.id for one in statements]
    numbers = [entry.number for entry in entries if entry.number is not None]
    assert sorted(numbers) == [100 + at for at in range(len(hands))]


def test_the_last_ruling_on_an_entry_counts_and_edits_add_up() -> None:
    made = [
        Ruling(1, 4, Action.ACCEPT),
        Ruling(2, 4, Action.EDIT, {"fields": {"date": "2023", "outcome": str(Outcome.UPHELD)}}),
        Ruling(3, 4, Action.EDIT, {"fields": {"date": "2023-02"}}),
        Ruling(4, 4, Action.DISMISS),
    ]
    come = standing_of(made)
    assert (come.standing, come.into, come.edits) == ("dismissed", None, {"date": "2023-02", "outcome": "upheld"})
    assert standing_of([Ruling(5, 4, Action.MERGE, {"into": 2}), *made]).standing == "merged"
