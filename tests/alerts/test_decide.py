from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.alerts import Candidate, Noted, Telling, What, what_is_due
from monitor.model import Alert, Channel, Kind, Modality

ALERT = Alert("verdicts", Channel.MAIL, address="anna@example.fi")
LOUD = Telling(1, "yle", "yle/1", "fact", news=True, loud=True)
VERDICT = Candidate(7, "vastaamo-7", "vastaamo", "kivimaki", "verdict", "fact", "convicted", (LOUD,))


def due(alert: Alert = ALERT, entry: Candidate = VERDICT, noted: tuple[Noted, ...] = (), told: tuple[int, ...] = ()):
    return what_is_due(alert, entry, noted, told)


def told_as(status: str, outcome: str | None = None, what: str = "new") -> tuple[Noted, ...]:
    return (Noted(what, status, outcome),)


def test_todays_news_of_a_wished_kind_is_told_once() -> None:
    assert due() is What.NEW
    assert due(noted=told_as("fact", "convicted")) is None


@pytest.mark.parametrize(
    "alert",
    [
        replace(ALERT, kinds=(Kind.ARREST,)),
        replace(ALERT, cases=("other",)),
        replace(ALERT, proceedings=("tapio",)),
        replace(ALERT, statuses=(Modality.PLANNED,)),
        replace(ALERT, origins=2),
    ],
    ids=["kind", "case", "proceeding", "status", "origins"],
)
def test_what_is_not_wished_is_not_told(alert: Alert) -> None:
    assert due(alert) is None


@pytest.mark.parametrize("standing", ["dismissed", "merged"])
def test_what_people_ruled_out_is_not_told(standing: str) -> None:
    assert due(entry=replace(VERDICT, standing=standing)) is None
    assert due(entry=replace(VERDICT, standing="accepted")) is What.NEW


def test_what_was_known_quietly_first_is_no_news_when_it_is_told_aloud() -> None:
    quiet = replace(LOUD, article_id=2, loud=False)
    assert due(entry=replace(VERDICT, tellings=(quiet, LOUD))) is None
    assert due(entry=replace(VERDICT, tellings=(LOUD, quiet))) is What.NEW


def test_what_a_person_or_the_chronology_filed_is_known() -> None:
    assert due(entry=replace(VERDICT, by_hand=True)) is None


def test_a_retelling_as_background_alone_is_not_told() -> None:
    assert due(entry=replace(VERDICT, tellings=(replace(LOUD, news=False),))) is None


def test_a_demand_is_neither_told_as_a_verdict_nor_counted_for_one() -> None:
    sought = replace(LOUD, article_id=2, outlet="hs", origin="hs/2", modality="sought")
    assert due(entry=replace(VERDICT, status="sought", tellings=(sought,))) is None
    assert due(replace(ALERT, origins=2), replace(VERDICT, tellings=(sought, LOUD))) is None
    wishing = replace(ALERT, statuses=(Modality.SOUGHT,))
    assert due(wishing, replace(VERDICT, status="sought", tellings=(sought,))) is What.NEW


def test_two_independent_origins_are_waited_for_and_copies_are_one() -> None:
    copy = replace(LOUD, article_id=2, outlet="mtv")
    own = replace(LOUD, article_id=3, outlet="hs", origin="hs/3")
    imported = replace(own, loud=False)
    two = replace(ALERT, origins=2)
    assert due(two, replace(VERDICT, tellings=(LOUD, copy))) is None
    assert due(two, replace(VERDICT, tellings=(LOUD, imported))) is None
    assert due(two, replace(VERDICT, tellings=(LOUD, copy, own))) is What.NEW


def test_an_article_that_told_another_entry_of_the_kind_makes_no_second_one_new() -> None:
    assert due(told=(1,)) is None


def test_what_was_told_as_announced_is_told_once_more_when_it_has_happened() -> None:
    alert = replace(ALERT, statuses=(Modality.FACT, Modality.PLANNED))
    assert due(alert, noted=told_as("planned")) is What.HAPPENED
    both = (*told_as("planned"), Noted("happened", "fact", "convicted"))
    assert due(alert, noted=both) is None
    assert due(replace(alert, updates=False), noted=told_as("planned")) is None


def test_another_outcome_is_told_once_and_only_when_somebody_says_it_aloud() -> None:
    raised = replace(VERDICT, outcome="raised", tellings=(LOUD, replace(LOUD, article_id=2, outcome="raised")))
    assert due(entry=raised, noted=told_as("fact")) is What.OUTCOME
    assert due(entry=raised, noted=(*told_as("fact"), Noted("outcome", "fact", "upheld"))) is None
    assert due(entry=replace(raised, tellings=(LOUD,)), noted=told_as("fact")) is None
    assert due(entry=replace(raised, outcome=None), noted=told_as("fact", "convicted")) is None


def test_an_entry_without_sources_is_not_told() -> None:
    assert due(entry=replace(VERDICT, tellings=())) is None
