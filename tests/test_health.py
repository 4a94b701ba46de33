"""What feeds are used to doing, what may have been missed, who is silent, and whose pages have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.health import (
    DAYS,
    Day,
    Gap,
    Habits,
    Listed,
    PageSeen,
    drift,
    learn,
    missed,
    page_seen,
    silent_since,
    with_page,
    with_poll,
)

_NOW = dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC)
_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)


def items(first: int, count: int, every: dt.timedelta = _HOUR, dated: bool = True) -> list[Listed]:
    """Give a document: items ``first`` … of a feed that has published one ``every`` so often, newest first."""
    return [
        Listed(str(number), _NOW + number * every if dated else None)
        for number in range(first + count - 1, first - 1, -1)
    ]


def read(*documents: Sequence[Listed], every: dt.timedelta = _HOUR, before: Habits = Habits()) -> Habits:  # noqa: B008 frozen
    """Learn from documents that are read one ``every`` after another, each just when its newest item came."""
    for document in documents:
        before = learn(before, document, _NOW + every * max(int(one.key) for one in document))
    return before


# ---------------------------------------------------------------------------------------------- habits


def test_a_document_with_dates_tells_window_pace_and_usual_silence_at_once() -> None:
    yle = read(items(0, 20, dt.timedelta(minutes=33)), every=dt.timedelta(minutes=33))
    assert yle.window is not None
    assert yle.window == 19 * dt.timedelta(minutes=33)
    assert (yle.pace, yle.usual_gap) == (dt.timedelta(minutes=33), dt.timedelta(minutes=33))
    assert (yle.marks, yle.listed) == (("19", "18", "17"), 20)


def test_items_that_are_kept_for_ever_under_old_dates_do_not_lengthen_the_window() -> None:
    evergreen = [Listed(f"-{number}", _NOW - 900 * _DAY * (number + 1)) for number in range(3)]
    assert read([*items(0, 17), *evergreen]).window == 19 * _HOUR


def test_a_feed_without_dates_is_learnt_by_how_fast_it_turns_over() -> None:
    documents = [items(number, 10, dated=False) for number in range(0, 20, 2)]
    habits = read(*documents)
    assert (habits.window, habits.pace, habits.usual_gap) == (10 * _HOUR, _HOUR, 2 * _HOUR)


def test_the_only_item_of_a_feed_tells_by_its_date_since_when_the_feed_is_silent() -> None:
    old = learn(Habits(), [Listed("1", _NOW - 200 * _DAY)], _NOW)
    assert silent_since(old.newest_at, old.usual_gap, _NOW) == _NOW - 200 * _DAY


def test_dates_that_are_the_time_of_the_documents_making_are_not_believed() -> None:
    stamped = [Listed(str(number), _NOW) for number in range(19, -1, -1)]
    assert read(stamped).window is None


def test_a_busy_evening_shortens_the_window_at_once_and_a_quiet_night_lengthens_it_slowly() -> None:
    calm = read(items(0, 20))
    busy = learn(calm, [Listed(str(n), _NOW + 20 * _HOUR + n * _HOUR / 10) for n in range(20)], _NOW + 30 * _HOUR)
    assert busy.window == 19 * _HOUR / 10
    later = read(items(30, 20), before=busy)
    assert busy.window < (later.window or _DAY) < 19 * _HOUR / 2


def test_a_night_is_the_usual_silence_of_a_newspaper() -> None:
    hours = [hour for day in range(3) for hour in (day * 24 + 6, *range(day * 24 + 8, day * 24 + 22))]
    habits = learn(Habits(), [Listed(str(h), _NOW + h * _HOUR) for h in reversed(hours)], _NOW + 80 * _HOUR)
    assert habits.usual_gap is not None
    assert 9 * _HOUR <= habits.usual_gap <= 12 * _HOUR


def test_an_empty_document_teaches_nothing_and_few_dates_tell_no_window() -> None:
    known = read(items(0, 20))
    assert learn(known, [], _NOW) == known
    assert read(items(0, 3)).window is None


_DOCUMENTS = st.lists(
    st.builds(Listed, st.text(max_size=3), st.none() | st.integers(-10_000, 100).map(lambda h: _NOW + h * _HOUR)),
    max_size=30,
)


@given(st.lists(_DOCUMENTS, max_size=5))
def test_habits_are_never_negative_whatever_documents_say(documents: list[list[Listed]]) -> None:
    habits = Habits()
    for number, document in enumerate(documents):
        missed(habits, document, _NOW, _NOW + number * _HOUR)
        habits = learn(habits, document, _NOW + number * _HOUR)
        assert all(span is None or span >= dt.timedelta(0) for span in (habits.window, habits.pace, habits.usual_gap))
        assert habits.newest_at is None or habits.newest_at <= _NOW + number * _HOUR


# ------------------------------------------------------------------------------------------------ gaps


@given(st.integers(5, 40), st.integers(0, 100), st.booleans())
def test_a_gap_is_seen_exactly_when_the_whole_document_has_turned_over(count: int, step: int, dated: bool) -> None:
    before = read(items(0, count, dated=dated))
    polled, at = _NOW + (count - 1) * _HOUR, _NOW + (count + step) * _HOUR
    gap = missed(before, items(step, count, dated=dated), polled, at)
    assert (gap is not None) == (step >= count)


def test_the_gap_lies_between_the_newest_item_known_and_the_oldest_now_listed() -> None:
    gap = missed(read(items(0, 20)), items(40, 20), _NOW + 20 * _HOUR, _NOW + 60 * _HOUR)
    assert gap == Gap(_NOW + 19 * _HOUR, _NOW + 40 * _HOUR)
    undated = missed(read(items(0, 20, dated=False)), items(40, 20, dated=False), _NOW, _NOW + _DAY)
    assert undated == Gap(_NOW, _NOW + _DAY)


def test_a_story_that_was_taken_away_is_no_gap() -> None:
    without_newest = [*items(20, 2), *items(0, 19)]
    assert missed(read(items(0, 20)), without_newest, _NOW, _NOW + 22 * _HOUR) is None


def test_new_addresses_of_everything_are_no_gap_while_the_dates_reach_back() -> None:
    renamed = [Listed(f"new-{one.key}", one.at) for one in items(1, 20)]
    assert missed(read(items(0, 20)), renamed, _NOW, _NOW + 22 * _HOUR) is None


def test_evergreen_items_do_not_hide_a_gap_of_dated_ones() -> None:
    evergreen = [Listed("-1", _NOW - 900 * _DAY)]
    assert missed(read([*items(0, 20), *evergreen]), [*items(40, 20), *evergreen], _NOW, _NOW + 60 * _HOUR)


def test_a_list_of_todays_items_that_begins_anew_at_midnight_is_no_gap() -> None:
    assert missed(read(items(0, 20)), items(40, 2), _NOW, _NOW + 60 * _HOUR) is None


def test_the_first_document_and_an_empty_one_have_no_gap() -> None:
    assert missed(Habits(), items(0, 20), None, _NOW) is None
    assert missed(read(items(0, 20)), [], _NOW, _NOW + _DAY) is None


# --------------------------------------------------------------------------------------------- silence


@pytest.mark.parametrize(
    ("usual", "silent", "stale"),
    [
        (5 * _HOUR, 3 * _DAY, False),
        (5 * _HOUR, 5 * _DAY, True),
        (7 * _DAY, 20 * _DAY, False),
        (7 * _DAY, 29 * _DAY, True),
        (None, 90 * _DAY, False),
        (None, 130 * _DAY, True),
    ],
)
def test_silence_is_unusual_after_several_times_the_usual_gap_but_not_over_a_weekend(
    usual: dt.timedelta | None, silent: dt.timedelta, stale: bool
) -> None:
    assert silent_since(_NOW - silent, usual, _NOW) == (_NOW - silent if stale else None)


def test_what_never_had_an_item_is_not_silent() -> None:
    assert silent_since(None, _HOUR, _NOW) is None


# ------------------------------------------------------------------------------------------------ days


def test_polls_are_counted_by_day_for_a_fortnight() -> None:
    days: tuple[Day, ...] = ()
    start = _NOW.date()
    for hour in range(20 * 24):
        days = with_poll(days, start + dt.timedelta(days=hour // 24), good=hour % 24 != 3, new=hour % 2)
    assert len(days) == DAYS
    assert days[-1] == Day(start + dt.timedelta(days=19), 24, 1, 12)
    assert days[0].on == start + dt.timedelta(days=6)


def test_a_day_without_polls_is_not_there_and_a_clock_set_back_forgets_the_days_to_come() -> None:
    day = _NOW.date()
    assert with_poll((Day(day, 1, 0, 1),), day + dt.timedelta(days=30), good=True, new=0) == (
        Day(day + dt.timedelta(days=30), 1),
    )
    assert with_poll((Day(day + dt.timedelta(days=30), 1),), day, good=True, new=0) == (Day(day, 1),)


# ----------------------------------------------------------------------------------------------- pages


def pages(*texts: str, first: int = 0) -> tuple[PageSeen, ...]:
    seen: tuple[PageSeen, ...] = ()
    for number, text in enumerate(texts, first):
        seen = with_page(seen, page_seen(number, text, "" if text else "the page has no text"))
    return seen


def story(number: int) -> str:
    return f"Käräjäoikeus käsitteli asiaa {'abcdefghij'[number % 10] * (number // 10 + 1)} koko päivän." * 20


_GOOD = tuple(story(number) for number in range(30))


def test_pages_that_suddenly_give_no_text_are_a_drift_and_say_why() -> None:
    assert drift(pages(*_GOOD), None, _NOW) == ""
    told = drift(pages(*_GOOD, *[""] * 8), None, _NOW)
    assert told == "8 of its last 10 pages gave no text: the page has no text"
    assert drift(pages(*_GOOD, *[""] * 7), None, _NOW) == ""


def test_texts_that_are_all_alike_are_a_drift_times_and_counters_aside() -> None:
    shell = [f"Klo 12.{number}: Tervetuloa lukemaan. Tämä sivu vaatii selaimen." for number in range(8)]
    assert drift(pages(*_GOOD, *shell), None, _NOW) == "8 of its last 10 pages begin with the same words"


def test_an_outlet_whose_pages_never_gave_a_text_has_not_changed() -> None:
    assert drift(pages(*[""] * 30), None, _NOW) == ""


def test_a_drift_lasts_until_half_the_pages_read_again_or_a_month_has_passed() -> None:
    since = _NOW - _DAY
    assert drift(pages(*[""] * 40), since, _NOW)
    assert drift(pages(*[""] * 30, *_GOOD[:5]), since, _NOW)
    assert drift(pages(*[""] * 30, *_GOOD[:6]), since, _NOW) == ""
    assert drift(pages(*[""] * 40), _NOW - 30 * _DAY, _NOW) == ""


def test_one_article_read_again_and_again_counts_once() -> None:
    seen = pages(*_GOOD)
    for _ in range(20):
        seen = with_page(seen, page_seen(99, "", "the page has no text"))
    assert drift(seen, None, _NOW) == ""
    assert len(seen) == 31
    assert page_seen(1, "1 234 !", "").reason == "no text"
