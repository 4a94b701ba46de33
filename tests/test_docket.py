"""Folding: one development is one entry, whatever the order its reports came in."""

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from monitor.docket import DEMAND, Statement, best_date, fold, proceeding_of
from monitor.model import Actor, Case, EventDate, Kind, Mention, Modality, Outcome, Proceeding

_DAY = dt.datetime(2024, 4, 30, 12, tzinfo=dt.UTC)


def statement(
    key: int, kind: Kind = Kind.VERDICT, modality: Modality = Modality.FACT, **given_fields: object
) -> Statement:
    date = given_fields.pop("date", None)
    fields = {"news": True, "subject": "Kivimäki", "reported_at": _DAY, **given_fields}
    return Statement(key, kind, modality, date=EventDate.parse(str(date)) if date else None, **fields)  # type: ignore[arg-type]


def test_ten_outlets_verdict_stories_are_one_entry() -> None:
    stories = [statement(n, date="2024-04-30" if n % 2 else "2024-04") for n in range(10)]
    (entry,) = fold(Kind.VERDICT, "Kivimäki", stories)
    assert entry.mention_ids == tuple(range(10))
    assert entry.date == EventDate.parse("2024-04-30")
    assert entry.status is Modality.FACT


def test_an_authoritys_date_and_outcome_stand_over_those_of_many_newsrooms() -> None:
    press = [statement(n, date="2024-04-29", outcome=Outcome.ACQUITTED) for n in range(1, 6)]
    court = statement(9, date="2024-04-30", outcome=Outcome.CONVICTED, official=True, news=False)
    (entry,) = fold(Kind.VERDICT, "Kivimäki", [*press, court])
    assert (entry.date, entry.outcome) == (EventDate.parse("2024-04-30"), Outcome.CONVICTED)
    assert entry.other_dates == ("2024-04-29",)
    assert entry.telling == 9


def test_within_what_an_authority_states_the_newsrooms_may_be_more_exact() -> None:
    press = [statement(1, date="2024-04-30"), statement(2, date="2024-05-02")]
    (entry,) = fold(Kind.VERDICT, "Kivimäki", [*press, statement(3, date="2024-04", official=True)])
    assert (entry.date, entry.other_dates) == (EventDate.parse("2024-04-30"), ("2024-05-02",))


def test_what_an_authority_does_not_say_the_newsrooms_do() -> None:
    court = statement(2, official=True)
    (entry,) = fold(Kind.VERDICT, "Kivimäki", [statement(1, date="2024-04-30", outcome=Outcome.CONVICTED), court])
    assert (entry.date, entry.outcome) == (EventDate.parse("2024-04-30"), Outcome.CONVICTED)


def test_an_authoritys_announcement_does_not_undo_the_step_that_newsrooms_report() -> None:
    announced = statement(1, Kind.TRIAL, Modality.PLANNED, date="2023-11-13", official=True)
    (entry,) = fold(Kind.TRIAL, "Kivimäki", [announced, statement(2, Kind.TRIAL, date="2023-11-13")])
    assert (entry.status, entry.telling) == (Modality.FACT, 2)


def test_what_is_announced_is_told_by_who_gave_its_date() -> None:
    vague = statement(1, Kind.TRIAL, Modality.PLANNED, official=True)
    dated = statement(2, Kind.TRIAL, Modality.PLANNED, date="2027-01-15", news=False)
    (entry,) = fold(Kind.TRIAL, "Kivimäki", [vague, dated])
    assert (entry.date, entry.telling) == (EventDate.parse("2027-01-15"), 2)


def test_a_demand_stays_an_entry_of_its_own() -> None:
    demand = statement(1, modality=Modality.SOUGHT, date="2023-11-13")
    verdict = statement(2, date="2024-04-30", outcome=Outcome.CONVICTED)
    first, second = fold(Kind.VERDICT, "Kivimäki", [demand, verdict])
    assert (first.strand, first.status, first.outcome) == (DEMAND, Modality.SOUGHT, None)
    assert (second.status, second.outcome) == (Modality.FACT, Outcome.CONVICTED)


def test_a_planned_step_that_happens_becomes_fact_in_the_same_entry() -> None:
    planned = statement(1, Kind.TRIAL, Modality.PLANNED, date="2023-11-13", numbers=(7,))
    (before,) = fold(Kind.TRIAL, "Kivimäki", [planned])
    (after,) = fold(Kind.TRIAL, "Kivimäki", [planned, statement(2, Kind.TRIAL, date="2023-11-13")])
    assert (before.status, before.number) == (Modality.PLANNED, 7)
    assert (after.status, after.number) == (Modality.FACT, 7)


def test_custody_decisions_of_different_days_stay_apart_and_an_undated_one_means_the_latest() -> None:
    first = statement(1, Kind.REMAND, date="2022-10-27", reported_at=_DAY.replace(year=2022, month=10, day=28))
    second = statement(2, Kind.REMAND, date="2023-02-28", reported_at=_DAY.replace(year=2023, month=3, day=1))
    state = statement(3, Kind.REMAND, reported_at=_DAY.replace(year=2023, month=8, day=31))
    entries = fold(Kind.REMAND, "Kivimäki", [first, second, state])
    assert [entry.mention_ids for entry in entries] == [(1,), (2, 3)]


def test_undated_police_counts_claim_no_milestone_when_there_are_several() -> None:
    done = statement(1, Kind.INVESTIGATION, date="2023-08-31")
    opened = statement(2, Kind.INVESTIGATION, date="2020-10-21")
    undated = statement(3, Kind.INVESTIGATION)
    entries = fold(Kind.INVESTIGATION, "victims", [done, opened, undated])
    assert [(entry.mention_ids, entry.date and entry.date.value) for entry in entries] == [
        ((2,), "2020-10-21"),
        ((1,), "2023-08-31"),
        ((3,), None),
    ]


def test_an_announcement_without_a_date_belongs_to_the_step_that_followed_it() -> None:
    announced = statement(1, Kind.TRIAL, Modality.PLANNED, reported_at=_DAY.replace(year=2023, month=10, day=18))
    opened = statement(2, Kind.TRIAL, date="2023-11-13", reported_at=_DAY.replace(year=2023, month=11, day=13))
    (entry,) = fold(Kind.TRIAL, "Kivimäki", [announced, opened])
    assert entry.status is Modality.FACT


def test_dates_that_cannot_both_hold_are_kept_beside_the_chosen_one() -> None:
    entries = fold(
        Kind.VERDICT,
        "Kivimäki",
        [statement(1, date="2024-04-30"), statement(2, date="2024-04"), statement(3, date="2024-05")],
    )
    assert [(entry.date and entry.date.value, entry.other_dates) for entry in entries] == [("2024-04-30", ("2024-05",))]


def test_strangers_verdicts_of_different_years_are_not_one() -> None:
    entries = fold(Kind.VERDICT, "other", [statement(1, date="2015-07-08"), statement(2, date="2024-04-30")])
    assert len(entries) == 2


def test_an_undated_breach_is_the_one_everybody_speaks_of() -> None:
    first = [statement(n, Kind.BREACH, date="2018-11") for n in (1, 2, 3)]
    second = statement(4, Kind.BREACH, date="2019-03-15")
    entries = fold(Kind.BREACH, "Vastaamo", [*first, second, statement(5, Kind.BREACH)])
    assert [entry.mention_ids for entry in entries] == [(1, 2, 3, 5), (4,)]


def test_the_best_date_is_the_finest_that_most_agree_with() -> None:
    dates = [EventDate.parse(value) for value in ("2024", "2024-04", "2024-04-30", "2024-05")]
    assert best_date(dates) == EventDate.parse("2024-04-30")
    assert best_date([]) is None


def test_a_mention_goes_to_the_first_proceeding_of_its_kind_and_subject() -> None:
    case = Case(
        "vastaamo",
        {"fi": "Vastaamo"},
        (Actor("Kivimäki"), Actor("Tapio")),
        (
            Proceeding("kivimaki", {}, ("Kivimäki",), (Kind.VERDICT,)),
            Proceeding("tapio", {}, ("Tapio",), (Kind.VERDICT, Kind.TRIAL)),
            Proceeding("legislation", {}, ("other",), (Kind.LEGISLATION,)),
        ),
    )

    def of(kind: Kind, subject: str) -> str:
        return proceeding_of(case, Mention("vastaamo", kind, Modality.FACT, True, subject, "q", 0, 1, "r"))

    assert of(Kind.VERDICT, "Tapio") == "tapio"
    assert of(Kind.VERDICT, "other") == "kivimaki"
    assert of(Kind.BREACH, "Vastaamo") == "legislation"


_statements = st.lists(
    st.builds(
        lambda day, value, modality, number: (day, value, modality, number),
        st.integers(0, 900),
        st.sampled_from([None, "2023", "2023-02", "2023-02-03", "2023-02-24", "2023-11-13", "2024-04-30", "2024"]),
        st.sampled_from(list(Modality)),
        st.sampled_from([None, None, 1, 2, 3]),
    ),
    max_size=14,
)


@given(_statements, st.sampled_from(list(Kind)), st.sampled_from(["Kivimäki", "other"]), st.randoms())
def test_order_changes_nothing_and_every_statement_is_filed_once(
    rows: list[tuple[int, str | None, Modality, int | None]], kind: Kind, subject: str, chance: random.Random
) -> None:
    start = dt.datetime(2022, 10, 1, tzinfo=dt.UTC)
    statements = [
        statement(
            n,
            kind,
            modality,
            date=value,
            numbers=() if number is None else (number,),
            reported_at=start + dt.timedelta(days=day),
        )
        for n, (day, value, modality, number) in enumerate(rows)
    ]
    entries = fold(kind, subject, statements)
    shuffled = list(statements)
    chance.shuffle(shuffled)
    assert fold(kind, subject, shuffled) == entries
    assert sorted(one for entry in entries for one in entry.mention_ids) == list(range(len(rows)))
    numbers = [entry.number for entry in entries if entry.number is not None]
    assert len(numbers) == len(set(numbers))


@given(_statements, st.sampled_from(list(Kind)))
def test_folding_again_with_the_numbers_given_keeps_them(
    rows: list[tuple[int, str | None, Modality, int | None]], kind: Kind
) -> None:
    statements = [statement(n, kind, modality, date=value) for n, (_, value, modality, _) in enumerate(rows)]
    entries = fold(kind, "Kivimäki", statements)
    filed = {one: number for number, entry in enumerate(entries) for one in entry.mention_ids}
    numbered = [
        statement(n, kind, modality, date=value, numbers=(filed[n],)) for n, (_, value, modality, _) in enumerate(rows)
    ]
    assert [entry.number for entry in fold(kind, "Kivimäki", numbered)] == list(range(len(entries)))
