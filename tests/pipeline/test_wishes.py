"""What each reader wants to be told of, how surely, and how often: nothing is lost on the way, nothing told twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from monitor import pipeline
from monitor.model import DigestSettings, Every, Feed, Outlet, SendEmpty, SmtpSettings, Subscriber, Weekday
from monitor.pipeline import ruling
from monitor.pipeline.background import says_so
from monitor.pipeline.ruling import Person
from monitor.storage.due import due_reports
from monitor.storage.subscribers import active_subscribers
from tests.pipeline.test_origins import STORIES
from tests.pipeline.trial import START, Item, Trial, page, rss

ANNA = Subscriber("anna@example.fi")
_ARREST = (
    "Ranskan poliisi otti Aleksanteri Kivimäen kiinni tiistaina 30. huhtikuuta 2024.",
    "Kivimäki liittyy psykoterapiakeskus Vastaamon tapaukseen, josta on kirjoitettu paljon jo vuosien ajan.",
)
_LATER_DAY = tuple(line.replace("30. huhtikuuta", "29. huhtikuuta") for line in STORIES["oma"][1].split("\n"))
OUTLETS = ("stt", "lehti", "oma")


@pytest.fixture
def newsroom(trial: Trial) -> Trial:
    """Three outlets whose feeds told nothing of the case at the first poll."""
    trial.clock.at = START.replace(hour=6)
    configure(trial)
    open_with(trial)
    return trial


def configure(trial: Trial) -> None:
    outlets = tuple(Outlet(one, one.upper(), "fi", feeds=(Feed(trial.server.url(f"/{one}")),)) for one in OUTLETS)
    digest = DigestSettings(at=dt.time(7, 0), send_empty=SendEmpty.NEVER)
    trial.config = replace(trial.config, outlets=outlets, digest=digest, smtp=SmtpSettings(sender="monitor@example.fi"))
    subscribe(trial, ANNA)


def open_with(trial: Trial, **stories: tuple[str, str, tuple[str, ...]]) -> None:
    """Take the baseline: what each feed holds at the first poll."""
    for one in OUTLETS:
        feed(trial, one, ("vanha", "Uimahalli aukeaa", ("Uimahalli aukeaa lauantaina remontin jälkeen.",)))
    for one, story in stories.items():
        feed(trial, one, story)
    trial.cycle(force=True)


def subscribe(trial: Trial, *readers: Subscriber) -> None:
    trial.config = replace(trial.config, subscribers=readers)


def feed(trial: Trial, outlet: str, *stories: tuple[str, str, tuple[str, ...]]) -> None:
    items = [
        Item(trial.server.put(f"/{outlet}/{name}", page(title, text)), title, text[0], trial.clock.at)
        for name, title, text in stories
    ]
    trial.server.put(f"/{outlet}", rss(*items), "application/rss+xml")


def tell(trial: Trial, *outlets: str) -> None:
    """Let outlets tell the verdict, and have it read."""
    for one in outlets:
        title, text = STORIES[one]
        feed(trial, one, ("tuomio", title, tuple(text.split("\n"))))
    trial.cycle(force=True)


def arrest(trial: Trial, outlet: str) -> None:
    feed(trial, outlet, ("kiinni", _ARREST[0], _ARREST))
    trial.cycle(force=True)


def digests(trial: Trial) -> dict[str, str]:
    """Let a day pass; give the new digests' texts by address, in one line each."""
    trial.clock.pass_(24)
    trial.poll(force=True)
    last = trial.rows("select coalesce(max(id), 0) from digest")[0]
    assert not pipeline.compose_due(trial.config, trial.engine, trial.clock()).problems
    rows = trial.rows(
        "select digest.id, address, text from digest join subscriber on subscriber.id = subscriber_id "
        "join delivery on digest_id = digest.id where state = 'pending'"
    )
    return {who: " ".join(text.split()).replace("\u00a0", " ") for number, who, text in rows if number > last}


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({}, True),
        ({"cases": ("vastaamo",)}, True),
        ({"cases": ("toinen",)}, False),
        ({"kinds": ("verdict", "appeal_ruling")}, True),
        ({"kinds": ("arrest",)}, False),
        ({"proceedings": ("kivimaki",)}, True),
        ({"proceedings": ("tapio",)}, False),
        ({"outlets": ("oma",)}, True),
        ({"outlets": ("lehti",)}, False),
        ({"kinds": ("verdict",), "outlets": ("lehti",)}, False),
    ],
)
def test_a_reader_is_told_of_the_cases_proceedings_kinds_and_outlets_wanted(
    newsroom: Trial, wish: dict[str, Any], told: bool
) -> None:
    subscribe(newsroom, replace(ANNA, **wish))
    tell(newsroom, "oma")
    assert ("[Tuomio] vastaamo-" in digests(newsroom).get(ANNA.address, "")) is told
    assert digests(newsroom) == {}


def test_who_wants_more_from_now_on_is_not_told_what_was_not_wanted_before(newsroom: Trial) -> None:
    subscribe(newsroom, replace(ANNA, outlets=("lehti",)))
    tell(newsroom, "oma")
    assert digests(newsroom) == {}
    subscribe(newsroom, ANNA)
    assert digests(newsroom) == {}


def test_an_entry_that_an_unwanted_outlet_told_first_is_new_when_a_wanted_one_tells_it(newsroom: Trial) -> None:
    subscribe(newsroom, replace(ANNA, outlets=("lehti",)))
    tell(newsroom, "oma")
    digests(newsroom)
    tell(newsroom, "lehti")
    text = digests(newsroom)[ANNA.address]
    assert "Ratkaisut ja uudet päivät" in text
    assert "Täydennykset" not in text
    assert "OMA" not in text


# ------------------------------------------------------------------------------------------------------ origins


def test_what_too_few_origins_tell_waits_and_goes_out_once_with_all_its_sources(newsroom: Trial) -> None:
    bo = Subscriber("bo@example.fi")
    subscribe(newsroom, replace(ANNA, origins=2), bo)
    tell(newsroom, "stt")
    assert list(digests(newsroom)) == [bo.address]
    tell(newsroom, "lehti")  # the agency's text again: still one origin
    assert list(digests(newsroom)) == [bo.address]
    assert digests(newsroom) == {}
    tell(newsroom, "oma")
    text = digests(newsroom)[ANNA.address]
    assert "3 juttua, 2 riippumatonta lähdettä" in text
    assert all(one in text for one in ("STT", "LEHTI", "OMA"))
    assert digests(newsroom) == {}


def test_what_waits_is_counted_where_something_else_is_told(newsroom: Trial) -> None:
    subscribe(newsroom, replace(ANNA, origins=2))
    tell(newsroom, "stt", "oma")
    arrest(newsroom, "lehti")
    text = digests(newsroom)[ANNA.address]
    assert "2 tapahtumaa odottaa, kunnes niistä kertoo 2 riippumatonta lähdettä." in text
    assert "otti Aleksanteri" not in text
    with newsroom.engine.begin() as conn:
        (reader,) = active_subscribers(conn)
        assert [one.kind for one in due_reports(conn, reader.id)] == ["charges", "arrest"]


def test_what_was_told_once_is_not_held_back_again(newsroom: Trial) -> None:
    tell(newsroom, "stt")
    assert digests(newsroom)
    subscribe(newsroom, replace(ANNA, origins=3))
    tell(newsroom, "oma")
    assert "Yhteensä: 2 juttua, 2 riippumatonta lähdettä" in digests(newsroom)[ANNA.address]


def test_what_waited_and_was_taken_back_is_never_told(newsroom: Trial) -> None:
    subscribe(newsroom, replace(ANNA, origins=2))
    tell(newsroom, "stt")
    assert digests(newsroom) == {}
    newsroom.server.put("/stt/tuomio", page("Oikaisu", ("Uimahalli aukeaa lauantaina remontin jälkeen.",)))
    newsroom.clock.pass_(24)
    newsroom.cycle(force=True)
    tell(newsroom, "oma")
    assert digests(newsroom) == {}


# ---------------------------------------------------------------------------------------------------- conflicts


def test_a_new_conflict_is_told_once_to_each_reader_with_who_says_what(newsroom: Trial) -> None:
    tell(newsroom, "stt")
    digests(newsroom)
    feed(newsroom, "oma", ("paiva", "Uhrit odottivat tuomiota", _LATER_DAY))
    newsroom.cycle(force=True)
    assert newsroom.rows("select question from conflict where state = 'open'") == ["date"]
    text = digests(newsroom)[ANNA.address]
    assert "1 ristiriita" in text
    assert "Uudet ristiriidat lähteiden välillä" in text
    assert "30.4.2024 – STT" in text
    assert "29.4.2024 – OMA" in text
    assert digests(newsroom) == {}
    assert newsroom.rows("select case_id, label from digest_conflict") == [("vastaamo", "told")]


def test_a_conflict_between_stories_of_the_first_poll_is_not_told(trial: Trial) -> None:
    trial.clock.at = START.replace(hour=6)
    configure(trial)
    stt = ("tuomio", STORIES["stt"][0], tuple(STORIES["stt"][1].split("\n")))
    open_with(trial, stt=stt, oma=("paiva", "Uhrit odottivat tuomiota", _LATER_DAY))
    assert trial.rows("select question from conflict where state = 'open'") == ["date"]
    assert digests(trial) == {}


def test_a_conflict_that_a_person_resolved_is_not_told(newsroom: Trial) -> None:
    tell(newsroom, "stt")
    digests(newsroom)
    feed(newsroom, "oma", ("paiva", "Uhrit odottivat tuomiota", _LATER_DAY))
    newsroom.cycle(force=True)
    (key,) = newsroom.rows("select key from conflict where state = 'open'")
    with newsroom.engine.begin() as conn:
        ruling.resolve(conn, "vastaamo", key, "2024-04-30", Person("anna", "", newsroom.clock()))
    assert "ristiriita" not in digests(newsroom).get(ANNA.address, "")


# ------------------------------------------------------------------------------------------------- people's rulings


def _number(trial: Trial, kind: str) -> int:
    return int(next(one.number for one in trial.docket() if one.kind == kind).rpartition("-")[2])


def test_what_people_dismissed_is_not_told_and_what_they_put_right_is_told_as_it_is(newsroom: Trial) -> None:
    tell(newsroom, "stt")
    arrest(newsroom, "oma")
    caught, verdict = _number(newsroom, "arrest"), _number(newsroom, "verdict")
    with newsroom.engine.begin() as conn:
        person = Person("anna", "", newsroom.clock())
        ruling.dismiss(conn, "vastaamo", caught, person)
        ruling.put_right(conn, "vastaamo", verdict, {"date": "2024-04-28"}, person)
    text = digests(newsroom)[ANNA.address]
    assert "28.4.2024" in text
    assert "otti Aleksanteri" not in text


def test_an_entry_merged_into_one_that_was_told_is_told_as_further_reports_of_it(newsroom: Trial) -> None:
    tell(newsroom, "stt")
    digests(newsroom)
    verdict = _number(newsroom, "verdict")
    arrest(newsroom, "oma")
    caught = _number(newsroom, "arrest")
    with newsroom.engine.begin() as conn:
        ruling.merge(conn, "vastaamo", caught, verdict, Person("anna", "", newsroom.clock()))
    text = digests(newsroom)[ANNA.address]
    assert f"[Tuomio] vastaamo-{verdict}" in text
    assert "Täydennykset ja korjaukset" in text
    assert digests(newsroom) == {}


# -------------------------------------------------------------------------------------------------------- weekly


def test_a_weekly_reader_gets_the_weeks_news_in_one_mail_on_the_weekday(newsroom: Trial) -> None:
    assert newsroom.clock.at.weekday() == 1
    subscribe(newsroom, replace(ANNA, every=Every.WEEK, weekday=Weekday.FRIDAY))
    tell(newsroom, "stt")
    days = []
    for day in range(15):
        if day == 4:
            arrest(newsroom, "oma")
        days.append(digests(newsroom))
    told = [day for day, found in enumerate(days) if found]
    assert told == [2, 9]
    first, second = (days[day][ANNA.address] for day in told)
    assert first.startswith("VIIKON KOOSTE – perjantai 3.5.2024")
    assert ("Tuomio]" in first, "otti Aleksanteri" in first) == (True, False)
    assert second.startswith("VIIKON KOOSTE – perjantai 10.5.2024")
    assert "3.5.2024 – pe 10.5. klo 9.00" in second
    assert ("Tuomio]" in second, "otti Aleksanteri" in second) == (False, True)


# --------------------------------------------------------------------------------------------------- read once


def _statements(trial: Trial, readers: int) -> int:
    subscribe(trial, *(Subscriber(f"reader{number}@example.fi") for number in range(readers)))
    trial.poll(force=True)
    trial.clock.pass_(24)
    seen: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    sa.event.listen(trial.engine, "before_cursor_execute", note)
    try:
        assert pipeline.compose_due(trial.config, trial.engine, trial.clock()).skipped == readers
    finally:
        sa.event.remove(trial.engine, "before_cursor_execute", note)
    return sum("FROM feed" in one or "FROM conflict" in one or "FROM figure" in one for one in seen)


def test_what_readers_share_is_read_once_however_many_they_are(newsroom: Trial) -> None:
    assert _statements(newsroom, 1) == _statements(newsroom, 12) > 0


def _source(quote: str, outlet: str = "lehti", published: str = "2024-05-02") -> dict[str, str]:
    return {"outlet": outlet, "published": published, "quote": quote}


@pytest.mark.parametrize(
    ("quote", "value", "says"),
    [
        ("Tuomio annettiin 30. huhtikuuta 2024.", "2024-04-30", True),
        ("Tuomio annettiin huhtikuussa 2024.", "2024-04-30", False),
        ("Tuomio annettiin huhtikuussa 2024.", "2024-04", True),
        ("33 171", "33171 persons", True),
        ("yli 33 000", "33171 persons", False),
        ("noin 33 000", "about 33000", True),
        ("syylliseksi", "convicted", False),
    ],
)
def test_the_words_shown_for_a_side_are_those_that_give_its_value(quote: str, value: str, says: bool) -> None:
    assert says_so(_source(quote), value, {"lehti": "fi"}) is says
