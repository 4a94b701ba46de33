from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.digest import Change, DigestInput, DigestItem, SectionKind, compose, wants
from monitor.digest.compose import DECISIVE, trim
from monitor.model import DigestSettings, EventDate, Every, Kind, Modality, SendEmpty
from tests.digest import sample

ON = sample.ON


def item(number: int = 1, **changes: object) -> DigestItem:
    return replace(sample.appeal_ruling(), number=f"vastaamo-{number}", **{"change": Change.NEW, **changes})


def day(*items: DigestItem, **changes: object) -> DigestInput:
    return replace(sample.silent("fi"), items=items, **changes)


def where(one: DigestItem) -> SectionKind:
    (section,) = compose(day(one), DigestSettings()).sections
    return section.kind


@pytest.mark.parametrize("kind", DECISIVE)
def test_a_decisive_fact_that_is_news_stands_first(kind):
    assert where(item(kind=kind)) is SectionKind.DECISIVE


@pytest.mark.parametrize("modality", [Modality.SOUGHT, Modality.HYPOTHETICAL, Modality.DENIED])
@pytest.mark.parametrize("kind", DECISIVE)
def test_what_is_demanded_possible_or_denied_is_never_among_the_decisions(kind, modality):
    assert where(item(kind=kind, modality=modality)) is SectionKind.DEVELOPMENTS


def test_background_is_never_among_the_decisions():
    assert where(item(news=False)) is SectionKind.DEVELOPMENTS


@pytest.mark.parametrize(
    ("date", "section"),
    [
        (EventDate.parse("2026-02-27"), SectionKind.DECISIVE),
        (EventDate.parse("2026-02"), SectionKind.DECISIVE),
        (EventDate.parse("2026-02-26"), SectionKind.DEVELOPMENTS),
        (None, SectionKind.DEVELOPMENTS),
    ],
)
def test_a_plan_stands_first_only_with_a_date_that_may_lie_ahead(date, section):
    assert where(item(kind=Kind.TRIAL, modality=Modality.PLANNED, date=date)) is section


@pytest.mark.parametrize("change", [Change.REPORTS, Change.CORRECTED])
def test_what_the_reader_was_told_before_is_an_update(change):
    assert where(item(change=change)) is SectionKind.UPDATES


def test_the_weightiest_proceeding_comes_first_and_the_others_in_the_files_order():
    digest = compose(sample.full("fi"), DigestSettings())
    assert [
        (section.kind, [group.proceeding.id for group in section.groups]) for section in digest.sections
    ] == [
        (SectionKind.DECISIVE, ["kivimaki", "estate"]),
        (SectionKind.DEVELOPMENTS, ["kivimaki"]),
        (SectionKind.UPDATES, ["tapio", "regulator"]),
    ]  # fmt: skip


def test_a_supreme_court_decision_stands_before_an_arrest():
    arrest, ruling = item(1, kind=Kind.ARREST), item(2, kind=Kind.SUPREME_COURT)
    assert compose(day(arrest, ruling), DigestSettings()).items == (ruling, arrest)


def test_a_case_that_left_the_configuration_is_called_by_its_id():
    digest = compose(day(item(case_id="gone", proceeding_id="old")), DigestSettings())
    (group,) = digest.sections[0].groups
    assert (group.case.name, group.proceeding.name) == ("gone", "old")


def test_cases_without_anything_new_are_the_quiet_ones():
    assert [case.id for case in compose(sample.full("fi"), DigestSettings()).quiet] == ["quiet"]
    assert [case.id for case in compose(sample.silent("fi"), DigestSettings()).quiet] == ["vastaamo", "sample", "quiet"]


KINDS, MODALITIES, CHANGES = st.sampled_from(Kind), st.sampled_from(Modality), st.sampled_from(Change)
ITEMS = st.lists(st.builds(item, st.integers(1, 10**6), kind=KINDS, modality=MODALITIES, change=CHANGES), max_size=60)


@given(ITEMS, st.integers(0, 50), st.integers(0, 70))
def test_every_item_is_shown_once_or_counted(items, cap, limit):
    digest = trim(compose(day(*items), DigestSettings(max_items=cap)), limit)
    assert len(digest.items) + digest.more == len(items)
    assert len(digest.items) <= max(1, min(cap, limit) if limit else 1)
    left = list(items)
    for shown in digest.items:
        left.remove(shown)


@given(ITEMS.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))))
def test_the_order_does_not_depend_on_the_order_of_arrival(both):
    items, _ = both
    numbers = [[found.number for found in compose(day(*given), DigestSettings()).items] for given in both]
    if len({found.number for found in items}) == len(items):
        assert numbers[0] == numbers[1]


def test_the_cap_is_forty_items_by_default():
    digest = compose(day(*(item(number) for number in range(43))), DigestSettings())
    assert (len(digest.items), digest.more) == (40, 3)


# ------------------------------------------------------------------------------------------- sending


@pytest.mark.parametrize("send_empty", SendEmpty)
def test_news_and_conflicts_always_go_out(send_empty):
    settings = DigestSettings(send_empty=send_empty)
    for told in (day(item()), day(conflicts=sample.full("fi").conflicts)):
        assert (compose(told, settings).send, compose(told, settings).reason) == (True, "news")


@pytest.mark.parametrize(
    ("send_empty", "days", "send"),
    [
        (SendEmpty.NEVER, None, False),
        (SendEmpty.NEVER, 30, False),
        (SendEmpty.WEEKLY, None, True),
        (SendEmpty.WEEKLY, 6, False),
        (SendEmpty.WEEKLY, 7, True),
        (SendEmpty.ALWAYS, 1, True),
    ],
)
def test_silence_is_proved_never_weekly_or_always(send_empty, days, send):
    last = None if days is None else ON - dt.timedelta(days=days)
    digest = compose(day(last_sent_on=last), DigestSettings(send_empty=send_empty))
    assert digest.send is send
    assert digest.reason == ("silence" if send else "empty")


def test_a_day_on_which_no_source_answered_is_told_at_once_unless_silence_is_never_wanted():
    blind = day(sources_ok=0, last_sent_on=ON - dt.timedelta(days=1))
    assert compose(blind, DigestSettings(send_empty=SendEmpty.WEEKLY)).reason == "blind"
    assert not compose(blind, DigestSettings(send_empty=SendEmpty.NEVER)).send


def test_the_key_of_a_digest_is_its_civil_day():
    assert compose(day(), DigestSettings()).key == "2026-02-27"


@pytest.mark.parametrize(
    ("send_empty", "send"), [(SendEmpty.NEVER, False), (SendEmpty.WEEKLY, True), (SendEmpty.ALWAYS, True)]
)
def test_a_weekly_reader_has_silence_proved_every_week(send_empty, send):
    reader = replace(sample.silent("fi").subscriber, every=Every.WEEK)
    given_late = day(subscriber=reader, last_sent_on=ON - dt.timedelta(days=5))
    assert compose(given_late, DigestSettings(send_empty=send_empty)).send is send


# ------------------------------------------------------------------------------------------- wishes

READER = sample.silent("fi").subscriber


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        ({}, True),
        ({"cases": ("vastaamo",)}, True),
        ({"cases": ("other",)}, False),
        ({"proceedings": ("tapio", "kivimaki")}, True),
        ({"proceedings": ("tapio",)}, False),
        ({"kinds": ("verdict",)}, True),
        ({"kinds": ("arrest",)}, False),
        ({"outlets": ("yle",)}, True),
        ({"outlets": ("mtv",)}, False),
        ({"kinds": ("verdict",), "outlets": ("mtv",)}, False),
    ],
)
def test_a_wish_keeps_what_has_each_of_its_parts(wish, wanted):
    assert wants(replace(READER, **wish), "vastaamo", "kivimaki", "verdict", ["yle", "hs"]) is wanted


def test_a_question_about_a_whole_case_is_not_excluded_for_the_proceeding_and_kind_it_has_not():
    assert wants(replace(READER, kinds=("verdict",), proceedings=("kivimaki",)), "vastaamo")
    assert not wants(replace(READER, cases=("other",)), "vastaamo")
