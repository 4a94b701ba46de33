"""What was known of a case before: filed once, put right when its file changes, never against a person's word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import pipeline, queries
from monitor.config import read_chronology
from monitor.model import DigestSettings, EventDate, Kind, Modality, PastStep, SendEmpty, SmtpSettings, Subscriber
from monitor.pipeline import chronology, ruling
from monitor.pipeline.chronology import Loaded, known_at
from monitor.pipeline.ruling import Person
from monitor.storage import cases
from tests.pipeline.trial import TEXT, Item, Trial, page, rss

RECAPS = Path(__file__).resolve().parent.parent / "data" / "recaps.jsonl"
_ANNA = Person("anna", "", dt.datetime(2024, 5, 1, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def steps() -> Sequence[PastStep]:
    found = read_chronology("vastaamo", None, {"XDG_CONFIG_HOME": "/nowhere"})
    assert found is not None
    return found[1]


def load(trial: Trial, steps: Sequence[PastStep]) -> Loaded:
    with trial.engine.begin() as conn:
        cases.sync_cases(conn, trial.config.cases, trial.clock())
        return chronology.load(conn, trial.config.cases[0], steps, "cases/vastaamo-chronology.toml", trial.clock())


def entry_of(trial: Trial, **wanted: object) -> queries.DocketEntry:
    (found,) = [one for one in trial.docket() if all(getattr(one, key) == value for key, value in wanted.items())]
    return found


def import_recaps(trial: Trial) -> None:
    problems: list[str] = []
    trial.import_(*pipeline.read_items(RECAPS, "", None, problems))
    assert not problems


def changed(steps: Sequence[PastStep], id_: str, **fields: object) -> list[PastStep]:
    return [replace(step, **fields) if step.id == id_ else step for step in steps]  # type: ignore[arg-type]


def test_loading_twice_changes_nothing(trial: Trial, steps: Sequence[PastStep]) -> None:
    assert load(trial, steps) == Loaded(filed=len(steps))
    before = trial.docket(), trial.rows("select count(*) from decision")
    assert load(trial, steps) == Loaded(known=len(steps))
    assert (trial.docket(), trial.rows("select count(*) from decision")) == before
    assert {(one.by_hand, one.filed_by) for one in trial.docket()} == {(True, "chronology")}


def test_every_step_is_one_entry_in_its_own_proceeding_with_its_own_date(
    trial: Trial, steps: Sequence[PastStep]
) -> None:
    load(trial, steps)
    docket = trial.docket()
    assert len(docket) == len(steps)
    said = {(str(step.kind), step.subject, step.date and step.date.value, str(step.status)) for step in steps}
    assert {(one.kind, one.subject, one.date, one.status) for one in docket} == said
    tracks = {(one.kind, one.subject): one.proceeding for one in docket}
    assert tracks["verdict", "Kivimäki"] == tracks["appeal_ruling", "Kivimäki"] == "kivimaki"
    assert tracks["verdict", "Tapio"] == tracks["appeal_ruling", "Tapio"] == "tapio"
    assert tracks["supreme_court", "victims"] == "inquiry"
    assert tracks["charges", "third_person"] == "aiding"


def test_recaps_attach_to_what_was_known_and_open_nothing_new(trial: Trial, steps: Sequence[PastStep]) -> None:
    trial.clock.at = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
    load(trial, steps)
    import_recaps(trial)
    docket = trial.docket()
    assert [one.number for one in docket if not one.by_hand] == []
    reported = {(one.kind, one.subject, one.date): len(one.reports) for one in docket if one.reports}
    assert len(reported) >= 20
    for key in (
        ("verdict", "Kivimäki", "2024-04-30"),
        ("appeal_ruling", "Kivimäki", "2026-02-26"),
        ("verdict", "Tapio", "2023-04-18"),
        ("bankruptcy", "Vastaamo", "2021-02-15"),
        ("regulator_action", "Vastaamo", "2021-12-07"),
        ("supreme_court", "victims", "2021-10"),
    ):
        assert reported[key] == 2, key
    assert reported["regulator_action", "Vastaamo", "2020-10-22"] == 1
    assert reported["trial", "Tapio", "2023-03-02"] == 1


def test_a_chronology_loaded_later_takes_over_what_was_read(trial: Trial, steps: Sequence[PastStep]) -> None:
    trial.clock.at = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
    import_recaps(trial)
    read = trial.docket()
    load(trial, steps)
    docket = trial.docket()
    assert [one.number for one in docket if not one.by_hand] == []
    with trial.engine.begin() as conn:
        for one in read:
            old = queries.show(conn, one.number)
            assert old is not None
            assert old.standing == "merged", "a number once given still leads somewhere"
    quotes = {report.quote for one in docket for report in one.reports}
    assert quotes >= {report.quote for one in read for report in one.reports}


def test_a_changed_step_is_put_right_and_its_history_kept(trial: Trial, steps: Sequence[PastStep]) -> None:
    load(trial, steps)
    new = changed(steps, "F43", date=EventDate.parse("2023-11-07"), what={"en": "Otherwise."})
    assert load(trial, new) == Loaded(changed=1, known=len(steps) - 1)
    entry = entry_of(trial, kind="remand", date="2023-11-07")
    assert (entry.what, entry.edited) == ({"en": "Otherwise."}, ("date", "what"))
    assert load(trial, new) == Loaded(known=len(steps))
    with trial.engine.begin() as conn:
        assert [(one.action, one.who) for one in queries.decisions(conn, number=entry.number)] == [
            ("add", "chronology"),
            ("edit", "chronology"),
        ]


def test_a_persons_word_stands_against_the_file(trial: Trial, steps: Sequence[PastStep]) -> None:
    load(trial, steps)
    case = trial.config.cases[0]
    named = int(entry_of(trial, kind="suspect_named").number.rpartition("-")[2])
    with trial.engine.begin() as conn:
        first = queries.decisions(conn, number="vastaamo-1")[0].id
        ruling.undo(conn, first, _ANNA)
        ruling.dismiss(conn, "vastaamo", 2, _ANNA)
        ruling.edit(conn, {case.id: case}, "vastaamo", named, {"date": "2022-10-29"}, _ANNA)
    new = changed(steps, "F34", date=EventDate.parse("2022-10-30"))
    assert load(trial, new) == Loaded(known=len(steps) - 2, left=2)
    assert entry_of(trial, kind="suspect_named").date == "2022-10-29"
    assert {"vastaamo-1", "vastaamo-2"}.isdisjoint(one.number for one in trial.docket())


def test_a_step_was_known_since_its_first_source_but_no_earlier_than_it_happened() -> None:
    def step(status: Modality, date: str | None, *published: str) -> dt.date:
        sources = tuple({"outlet": "Yle", "url": "https://yle.fi/", "published": day} for day in published)
        when = EventDate.parse(date) if date else None
        return known_at(PastStep("F", Kind.VERDICT, "x", {}, sources, status, when)).date()

    assert step(Modality.FACT, "2020-10-21", "2020-10-23", "2020-10-22") == dt.date(2020, 10, 22)
    assert step(Modality.FACT, "2020-10-21", "2020-10") == dt.date(2020, 10, 21)
    assert step(Modality.PLANNED, "2020-10-21", "2020-10") == dt.date(2020, 10, 1)
    assert step(Modality.FACT, None, "2020") == dt.date(2020, 1, 1)


_RECAP = (
    "Psykoterapiakeskus Vastaamon tietomurtojuttua käsitellään hovioikeudessa ensi vuonna.",
    "Länsi-Uudenmaan käräjäoikeus tuomitsi Aleksanteri Kivimäen 30. huhtikuuta 2024 kuuden vuoden ja kolmen "
    "kuukauden vankeuteen.",
    "Käsittelystä tulee pitkä, ja sitä varten varataan useita saleja sekä etäyhteydet asianomistajille eri puolilla.",
)


def _digest(trial: Trial, path: str, text: Sequence[str]) -> str:
    """Let a new story come in, and give the digest of the day after."""
    trial.config = replace(
        trial.config,
        smtp=SmtpSettings(sender="monitor@example.fi"),
        subscribers=(Subscriber("anna@example.fi"),),
        digest=DigestSettings(at=dt.time(7, 0), send_empty=SendEmpty.NEVER),
    )
    trial.feeds("/feed")
    other = Item(trial.server.put("/muu", page("Uimahalli aukeaa", TEXT[2:] * 2)), "Uimahalli aukeaa")
    trial.server.put("/feed", rss(other), "application/rss+xml")
    trial.cycle(force=True)
    title = text[0].split(".")[0]
    story = Item(trial.server.put(path, page(title, text)), title, text[0], trial.clock.at)
    trial.server.put("/feed", rss(story, other), "application/rss+xml")
    trial.cycle(force=True)
    trial.clock.pass_(24)
    pipeline.compose_due(trial.config, trial.engine, trial.clock(), force=True)
    return "".join(trial.rows("select text from digest order by id desc limit 1"))


def test_what_was_known_is_never_announced(trial: Trial, steps: Sequence[PastStep]) -> None:
    load(trial, steps)
    text = _digest(trial, "/muuta", TEXT[2:] * 2)
    assert "vastaamo-" not in text


def test_a_recap_of_what_was_known_is_no_news(trial: Trial, steps: Sequence[PastStep]) -> None:
    trial.clock.at = dt.datetime(2025, 1, 10, 12, 0, tzinfo=dt.UTC)
    load(trial, steps)
    text = _digest(trial, "/kertaus", _RECAP)
    verdict = entry_of(trial, kind="verdict", subject="Kivimäki", status="fact")
    assert verdict.reports
    assert f" {verdict.number} " not in text


def test_news_of_what_was_known_is_told_as_further_reports_not_as_new(trial: Trial, steps: Sequence[PastStep]) -> None:
    load(trial, steps)
    text = _digest(trial, "/tuomio", TEXT)
    verdict = entry_of(trial, kind="verdict", subject="Kivimäki", status="fact")
    assert verdict.number in text
    assert "1 uusi tapahtuma" not in text
