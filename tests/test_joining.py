"""A further report joins its entry without a folding where the folding would put it there too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from monitor.docket import Folded, Held, Statement, fold, joined
from monitor.model import EventDate, Kind, Modality, Outcome
from tests.test_docket import statement

NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def held(entries: Sequence[Folded]) -> list[Held]:
    return [
        Held(
            number=number,
            strand=one.strand,
            stage=one.stage,
            status=one.status,
            date=one.date,
            outcome=one.outcome,
            finality=one.finality,
            first_reported_at=one.first_reported_at,
            reports=len(one.mention_ids),
            other_dates=one.other_dates,
        )
        for number, one in enumerate(entries)
    ]


VERDICT = held(fold(Kind.VERDICT, "Kivimäki", [statement(1, date="2024-04-30", outcome=Outcome.CONVICTED)]))


def later(kind: Kind = Kind.VERDICT, **more: object) -> Statement:
    return statement(99, kind, **{"reported_at": NOW, **more})  # type: ignore[arg-type]


def test_a_retelling_joins_the_entry() -> None:
    for more in ({}, {"date": "2024"}, {"date": "2024-04"}, {"date": "2024-04-30", "outcome": Outcome.CONVICTED}):
        assert joined(Kind.VERDICT, "Kivimäki", later(**more), VERDICT) == 0


def test_what_says_something_new_is_folded() -> None:
    for more in ({"date": "2024-05"}, {"outcome": Outcome.ACQUITTED}, {"finality": "not_final"}, {"stage": "other"}):
        assert joined(Kind.VERDICT, "Kivimäki", later(**more), VERDICT) is None


def test_an_authoritys_report_is_folded_because_its_word_may_change_the_entry() -> None:
    assert joined(Kind.VERDICT, "Kivimäki", later(official=True), VERDICT) is None


def test_an_older_report_is_folded_because_it_is_the_first_now() -> None:
    assert joined(Kind.VERDICT, "Kivimäki", later(reported_at=NOW.replace(year=2024, month=4, day=1)), VERDICT) is None


_KINDS = st.sampled_from([Kind.REMAND, Kind.VICTIM_IMPACT, Kind.BREACH, Kind.TRIAL])
_statements = st.builds(
    lambda key, date, modality, day, official: statement(
        key, Kind.REMAND, modality, date=date, reported_at=NOW - dt.timedelta(days=day), official=official
    ),
    st.integers(1, 10_000),
    st.sampled_from(
        [None, "2022-10-27", "2022-10-28", "2022-10", "2023-02-28", "2023-02", "2023-11", "2023", "2024-02-16"]
    ),
    st.sampled_from([Modality.FACT, Modality.FACT, Modality.PLANNED, Modality.SOUGHT]),
    st.integers(0, 1500),
    st.booleans(),
)


@given(_KINDS, st.lists(_statements, min_size=1, max_size=12, unique_by=lambda one: one.id), _statements)
def test_where_a_report_joins_an_entry_folding_puts_it_there_too(
    kind: Kind, told: list[Statement], new: Statement
) -> None:
    # Of facts: an entry shows the dates of its facts, so where plans stand among them a joining may choose otherwise
    # until the next folding.
    told = [replace(one, kind=kind, modality=Modality.FACT) for one in told]
    new = later(kind, date=new.date.value if new.date else None, modality=new.modality)
    entries = fold(kind, "Kivimäki", told)
    number = joined(kind, "Kivimäki", new, held(entries))
    if number is not None:
        (home,) = [one for one in fold(kind, "Kivimäki", [*told, new]) if new.id in one.mention_ids]
        assert set(home.mention_ids) >= set(entries[number].mention_ids)
        assert home.status is entries[number].status


def test_dates_are_kept_as_they_were_told() -> None:
    told = [statement(1, Kind.ARREST, date="2023-02-03"), statement(2, Kind.ARREST, date="2023-02-04")]
    (entry,) = held(fold(Kind.ARREST, "Kivimäki", told))
    assert entry.near(EventDate.parse("2023-02-04"), 0)
    assert joined(Kind.ARREST, "Kivimäki", later(Kind.ARREST, date="2023-02-04"), [entry]) == entry.number
