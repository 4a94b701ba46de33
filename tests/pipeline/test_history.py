"""The docket of a past day: what it was, not what is known of that day now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from monitor import queries
from monitor.model import Document, EventDate, Kind
from monitor.pipeline import Imported, ruling
from tests.pipeline.trial import START, Item, Trial, page, rss

DAY = dt.timedelta(days=1)
STORIES = (
    ("lehti", "Vastaamo-jutun tuomio annetaan tiistaina",
     "Länsi-Uudenmaan käräjäoikeus antaa tuomionsa Aleksanteri Kivimäen jutussa tiistaina 30. huhtikuuta 2024."),
    ("lehti", "Kivimäelle yli kuusi vuotta vankeutta",
     "Länsi-Uudenmaan käräjäoikeus tuomitsi tiistaina Aleksanteri Kivimäen vankeuteen Vastaamo-jutussa."),
    ("sanomat", "Kivimäki tuomittiin Vastaamo-jutussa",
     "Länsi-Uudenmaan käräjäoikeus tuomitsi 30. huhtikuuta 2024 Aleksanteri Kivimäen vankeuteen Vastaamo-jutussa."),
    ("sanomat", "Kivimäki valitti tuomiostaan",
     "Aleksanteri Kivimäki valitti Vastaamo-tuomiostaan Helsingin hovioikeuteen perjantaina 7. kesäkuuta 2024."),
    ("lehti", "Vastaamo asetettiin konkurssiin",
     "Helsingin käräjäoikeus asetti Vastaamon konkurssiin 15. helmikuuta 2021."),
)  # fmt: skip


def story(number: int) -> Imported:
    outlet, title, text = STORIES[number]
    published = (START + number * DAY).isoformat()
    return Imported(f"juttu-{number}", outlet, f"juttu-{number}", document=Document("", title, text, published))


def docket(trial: Trial, as_of: dt.datetime | None = None) -> Any:
    with trial.engine.begin() as conn:
        return queries.plain(queries.docket(conn, as_of=as_of))


def test_every_day_s_docket_can_be_shown_later_as_it_was(trial: Trial) -> None:
    seen = {}
    for number in (1, 3, 0, 4, 2):
        trial.import_(story(number))
        seen[trial.clock.at + DAY / 2] = docket(trial)
        trial.clock.at += DAY
    assert len({str(one) for one in seen.values()}) == len(STORIES)
    for at, then in seen.items():
        assert docket(trial, at) == then
    assert docket(trial, START - DAY) == []
    assert docket(trial, trial.clock.at) == docket(trial)


def test_a_past_docket_is_not_touched_by_what_an_outlet_edited_or_deleted_since(trial: Trial) -> None:
    link = trial.server.put("/juttu", page())
    trial.server.put("/rss", rss(Item(link)), "application/rss+xml")
    trial.feeds("/rss")
    trial.cycle()
    first, at = docket(trial), trial.clock.at
    trial.clock.pass_(6)
    trial.server.put("/juttu", page("Vastaamo-juttu jatkuu", ("Käräjäoikeus ei ole vielä antanut tuomiota.",) * 3))
    trial.read()
    second, later = docket(trial), trial.clock.at
    trial.clock.pass_(30)
    trial.server.put("/juttu", status=410, validators=False)
    trial.read()
    assert first != second
    assert docket(trial, at) == first
    assert docket(trial, later) == second


def test_filters_hold_for_a_past_docket_as_for_the_present_one(trial: Trial) -> None:
    for number in range(len(STORIES)):
        trial.import_(story(number))
    with trial.engine.begin() as conn:
        for asked in (
            {"kind": "verdict"},
            {"outlet": "sanomat"},
            {"language": "fi"},
            {"status": "withdrawn"},
            {"case": "other"},
            {"proceeding": "bankruptcy"},
            {"since": dt.date(2024, 5, 1)},
        ):
            now = queries.docket(conn, **asked)
            assert queries.docket(conn, as_of=trial.clock.at, **asked) == now


def test_rulings_and_entries_by_hand_are_part_of_what_was_known(trial: Trial) -> None:
    for number in (1, 3, 4):
        trial.import_(story(number))
    seen = {trial.clock.at: docket(trial)}
    numbers = [int(entry["number"].rpartition("-")[2]) for entry in docket(trial)]

    def rule(work: Callable[[Any, ruling.Person], object]) -> None:
        trial.clock.at += DAY
        with trial.engine.begin() as conn:
            work(conn, ruling.Person("anna", "", trial.clock.at))
        seen[trial.clock.at] = docket(trial)

    case = next(one for one in trial.config.cases if one.id == "vastaamo")
    by_hand = ruling.New(
        kind=Kind.SETTLEMENT,
        subject="Kivimäki",
        what={"en": "Some victims were offered a settlement."},
        sources=[{"outlet": "Lehti", "url": "https://lehti.example/1", "published": "2024-01-10"}],
        date=EventDate.parse("2024-01-10"),
    )
    rule(lambda conn, person: ruling.dismiss(conn, "vastaamo", numbers[0], person))
    rule(lambda conn, person: ruling.edit(conn, {case.id: case}, "vastaamo", numbers[1], {"date": "2024"}, person))
    rule(lambda conn, person: ruling.merge(conn, "vastaamo", numbers[2], numbers[1], person))
    rule(lambda conn, person: ruling.add(conn, case, by_hand, person))
    rule(lambda conn, person: ruling.undo(conn, 1, person))
    rule(lambda conn, person: ruling.undo(conn, 4, person))
    assert len({str(one) for one in seen.values()}) == 7
    for at, then in seen.items():
        assert docket(trial, at) == then
