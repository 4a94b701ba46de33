"""The text of a live blog: written, found again, and kept when the page shows its newest entries only."""

from __future__ import annotations

from monitor.liveblog import Update, kept, lead, parts, written

NEWEST = Update("2023-11-13T15:40:00+02:00", "Istunto päättyi", "Käsittely jatkuu myöhemmin.")
MIDDLE = Update("2023-11-13T11:20:00+02:00", "", "Syyttäjät vaativat seitsemän vuoden vankeutta.")
OLDEST = Update("2023-11-13T09:05:00+02:00", "Pääkäsittely alkoi", "Käsittely alkoi Espoossa.")
LEAD = "Käräjäoikeus käsittelee syytteitä."


def test_entries_are_written_newest_first_below_their_times_and_found_again() -> None:
    text = written(LEAD, [OLDEST, NEWEST, MIDDLE], 10_000)
    assert text.split("\n")[:3] == [LEAD, NEWEST.at, NEWEST.title]
    assert [(one.at, text[one.start : one.end].strip()) for one in parts(text)] == [
        (NEWEST.at, f"{NEWEST.title}\n{NEWEST.text}"),
        (MIDDLE.at, MIDDLE.text),
        (OLDEST.at, f"{OLDEST.title}\n{OLDEST.text}"),
    ]
    assert lead(text) == LEAD


def test_the_oldest_entries_go_when_there_is_no_room() -> None:
    text = written("", [NEWEST, MIDDLE, OLDEST], 180)
    assert [one.at for one in parts(text)] == [NEWEST.at, MIDDLE.at]


def test_another_text_has_no_entries() -> None:
    assert parts("Tuomio annettiin.\n2024-04-30T12:00:00+03:00\nSe ei ole lainvoimainen.") == []
    assert lead("Tuomio annettiin.") == "Tuomio annettiin."


def test_entries_of_times_that_cannot_be_compared_keep_their_order() -> None:
    naive = Update("2023-11-13T16:00:00", "", "Ilman vyöhykettä.")
    assert [one.at for one in parts(written("", [OLDEST, naive], 1_000))] == [OLDEST.at, naive.at]


def test_what_the_page_no_longer_shows_because_it_is_old_stays() -> None:
    before = written(LEAD, [MIDDLE, OLDEST], 10_000)
    now = written(LEAD, [NEWEST, MIDDLE], 10_000)
    assert kept(now, before, 10_000) == written(LEAD, [NEWEST, MIDDLE, OLDEST], 10_000)


def test_what_was_taken_out_of_the_middle_does_not() -> None:
    before = written(LEAD, [NEWEST, MIDDLE, OLDEST], 10_000)
    now = written(LEAD, [NEWEST, OLDEST], 10_000)
    assert kept(now, before, 10_000) == now


def test_an_ordinary_text_keeps_nothing_of_a_live_blog() -> None:
    assert kept("Tuomio annettiin.", written(LEAD, [NEWEST, MIDDLE], 10_000), 10_000) == "Tuomio annettiin."
