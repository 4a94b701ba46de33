"""Pages that are edited, emptied of their claim or taken down: who was told is told again, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from monitor import pipeline, queries
from monitor.model import DigestSettings, SendEmpty, SmtpSettings, Subscriber
from monitor.storage.corrections import due_corrections
from monitor.storage.due import due_reports
from monitor.storage.subscribers import active_subscribers
from tests.pipeline.trial import TEXT, Item, Trial, page, rss

_VERDICT = "Kivimäelle vankeutta Vastaamon tietomurrosta"
_HARDER = (TEXT[0].replace("kuuden vuoden ja kolmen kuukauden", "seitsemän vuoden"), *TEXT[1:])
_EMPTIED = (
    "Psykoterapiakeskus Vastaamon tietomurtojuttua on seurattu tarkasti eri puolilla Suomea koko talven ajan.",
    "Käräjäsalin lehtereillä istui tiistaina yleisöä enemmän kuin kertaakaan aiemmin, ja osa seurasi etäyhteydellä.",
    *TEXT[2:],
)


_ANNOUNCED = (
    "Länsi-Uudenmaan käräjäoikeus antaa tuomionsa Aleksanteri Kivimäen Vastaamo-jutussa tiistaina 7. toukokuuta 2024.",
    *TEXT[2:],
)


def told(trial: Trial, *others: str, text: tuple[str, ...] = TEXT) -> Trial:
    """File a verdict as news of one reader, told by one story (and by others at these paths), and deliver it."""
    trial.config = replace(
        trial.config,
        smtp=SmtpSettings(sender="monitor@example.fi"),
        subscribers=(Subscriber("anna@example.fi"),),
        digest=DigestSettings(at=dt.time(7, 0), send_empty=SendEmpty.NEVER),
    )
    trial.feeds("/feed")
    serve(trial)
    trial.cycle(force=True)
    serve(trial, "/juttu", *others, text=text)
    trial.cycle(force=True)
    assert deliver(trial)
    return trial


def serve(trial: Trial, *paths: str, text: tuple[str, ...] = TEXT) -> None:
    title = _VERDICT if text is TEXT else text[0]
    items = [Item(trial.server.put(path, page(title, text)), title, text[0]) for path in paths]
    items.append(Item(trial.server.put("/muu", page("Uimahalli aukeaa", TEXT[2:] * 2)), "Uimahalli aukeaa"))
    trial.server.put("/feed", rss(*items), "application/rss+xml")


def edit(trial: Trial, *paragraphs: str, path: str = "/juttu", title: str = _VERDICT) -> None:
    """Rewrite the story's page and let it be looked at again, a day later."""
    trial.server.put(path, page(title, paragraphs))
    trial.clock.pass_(24)
    trial.read()


def deliver(trial: Trial) -> str:
    """Compose what is due a day later; give the text of the new digest, empty if none is to be sent."""
    trial.clock.pass_(24)
    before = trial.rows("select count(*) from delivery where state = 'pending'")[0]
    pipeline.compose_due(trial.config, trial.engine, trial.clock(), force=True)
    if trial.rows("select count(*) from delivery where state = 'pending'")[0] == before:
        return ""
    return " ".join(str(trial.rows("select text from digest order by id desc limit 1")[0]).split())


def verdict(trial: Trial) -> queries.DocketEntry:
    with trial.engine.begin() as conn:
        return next(
            one
            for status in (None, "withdrawn")
            for one in queries.docket(conn, kind="verdict", status=status)
            if one.status in ("fact", "withdrawn")
        )


def test_a_changed_claim_is_told_once_with_what_was_said_before(trial: Trial) -> None:
    told(trial)
    edit(trial, *_HARDER)
    assert verdict(trial).at_source == "changed"
    text = deliver(trial)
    assert "Täydennykset ja korjaukset" in text
    assert "Korjattu" in text
    assert "rangaistus: 6 v 3 kk → 7 v" in text.replace("\u00a0", " ")
    assert "seitsemän vuoden" in text
    assert "Aiemmin: ”" in text
    assert deliver(trial) == ""
    with trial.engine.begin() as conn:
        (reader,) = active_subscribers(conn)
        assert due_corrections(conn, reader.id) == []


def test_an_announced_day_that_the_same_story_moves_is_told_as_a_correction_of_its_date(trial: Trial) -> None:
    told(trial, text=_ANNOUNCED)
    moved = tuple(one.replace("tiistaina 7.", "perjantaina 17.") for one in _ANNOUNCED)
    edit(trial, *moved, title=moved[0])
    text = deliver(trial)
    assert "Korjattu" in text
    assert "7.5.2024 → 17.5.2024" in text
    assert deliver(trial) == ""


def test_an_announced_step_that_the_same_story_tells_as_happened_is_told_as_happened(trial: Trial) -> None:
    told(trial, text=_ANNOUNCED)
    happened = tuple(
        one.replace("antaa tuomionsa", "antoi tuomionsa").replace("7. touko", "30. huhti") for one in _ANNOUNCED
    )
    edit(trial, *happened, title=happened[0])
    text = deliver(trial)
    assert "Aiemmin kerrottu – " in text
    assert "→" not in text
    assert "Korjattu" not in text


def test_a_second_correction_of_the_same_story_is_told_too(trial: Trial) -> None:
    told(trial)
    edit(trial, *_HARDER)
    assert deliver(trial)
    edit(trial, *TEXT)
    assert "6 v 3 kk" in deliver(trial).replace("\u00a0", " ")
    assert deliver(trial) == ""


def test_an_edit_undone_before_the_digest_is_told_to_nobody(trial: Trial) -> None:
    told(trial)
    edit(trial, *_HARDER)
    edit(trial, *TEXT)
    assert trial.rows("select count(*) from correction") == [2]
    assert deliver(trial) == ""
    assert trial.rows("select label from digest_item where topic like 'correction:%'") == ["undone", "undone"]


def test_who_never_had_the_entry_is_told_of_no_correction(trial: Trial) -> None:
    told(trial)
    edit(trial, *_HARDER)
    trial.config = replace(trial.config, subscribers=(*trial.config.subscribers, Subscriber("uusi@example.fi")))
    trial.cycle()
    with trial.engine.begin() as conn:
        due = {one.subscriber.address: len(due_corrections(conn, one.id)) for one in active_subscribers(conn)}
    assert due == {"anna@example.fi": 1, "uusi@example.fi": 0}


def test_an_entry_that_its_only_source_took_back_is_told_as_withdrawn_and_a_new_story_revives_it(trial: Trial) -> None:
    told(trial)
    number = verdict(trial).number
    edit(trial, *_EMPTIED, title="Vastaamon tietomurtojuttu kiinnostaa yleisöä")
    withdrawn = verdict(trial)
    assert (withdrawn.number, withdrawn.status, withdrawn.at_source) == (number, "withdrawn", "withdrawn")
    text = deliver(trial)
    assert f"[Peruttu: Tuomio] {number}" in text
    assert "Yksikään lähde ei enää kerro näin" in text
    assert deliver(trial) == ""
    serve(trial, "/uusi")
    trial.cycle(force=True)
    revived = verdict(trial)
    assert (revived.number, revived.status, len(revived.reports)) == (number, "fact", 1)


def test_one_of_two_sources_taking_it_back_leaves_the_entry_and_is_told(trial: Trial) -> None:
    told(trial, "/toinen")
    edit(trial, *_EMPTIED, title="Vastaamon tietomurtojuttu kiinnostaa yleisöä")
    entry = verdict(trial)
    assert (entry.status, entry.at_source, len(entry.reports)) == ("fact", "withdrawn", 1)
    assert "Yksi lähteistä ei enää kerro näin" in deliver(trial)


def test_who_takes_it_back_and_tells_something_else_instead_is_counted_no_longer(trial: Trial) -> None:
    told(trial)
    edit(trial, *_EMPTIED, "Poliisi pidätti Aleksanteri Kivimäen Vastaamon tietomurrosta.", title="Uutta Vastaamosta")
    counts = dict(trial.rows("select kind || ' ' || status, outlets || '/' || origins from development"))
    assert counts == {"appeal withdrawn": "0/0", "trial fact": "1/1", "verdict withdrawn": "0/0", "arrest fact": "1/1"}


def test_a_stamp_a_counter_and_a_link_list_correct_nothing(trial: Trial) -> None:
    told(trial)
    edit(trial, "Päivitetty 1.5.2024 klo 12.30", *TEXT, "14 kommenttia", "Lue myös", "Uimahalli aukeaa taas")
    assert trial.rows("select count(*) from correction") == [0]
    assert trial.rows("select count(*) from revision") == [2]
    assert deliver(trial) == ""


def test_a_page_that_is_gone_is_noted_beside_its_report_and_withdraws_nothing(trial: Trial) -> None:
    told(trial)
    assert verdict(trial).reports[0].gone_at is None
    trial.server.put("/juttu", status=410, validators=False)
    trial.clock.pass_(24)
    gone_at = trial.clock.at
    trial.read()
    entry = verdict(trial)
    assert (entry.status, entry.at_source) == ("fact", "")
    assert entry.reports[0].gone_at == gone_at
    assert TEXT[0] in str(trial.rows("select text from revision order by id")[-1])
    assert deliver(trial) == ""


def test_two_outlets_with_one_text_are_one_origin_in_the_docket(trial: Trial) -> None:
    told(trial, "/toinen")
    entry = verdict(trial)
    assert (len(entry.reports), entry.outlets, entry.origins) == (2, 1, 1)
    assert len({report.origin for report in entry.reports}) == 1
    with trial.engine.begin() as conn:
        (reader,) = active_subscribers(conn)
        assert due_reports(conn, reader.id) == []
