"""From a new article to one mail a day: what is told, once, and whatever breaks in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from itertools import pairwise

import pytest

from monitor import pipeline
from monitor.model import DigestSettings, SendEmpty, SmtpSettings, Subscriber
from monitor.storage import digests
from monitor.storage.due import due_reports
from monitor.storage.subscribers import active_subscribers
from tests.pipeline.trial import START, TEXT, Item, Trial, page, rss
from tests.test_mail import Inbox, serving

_EARLY = START.replace(hour=3)
_ARREST = (
    "Ranskan poliisi otti Aleksanteri Kivimäen kiinni perjantaina 3. helmikuuta 2023.",
    "Miestä epäillään psykoterapiakeskus Vastaamon tietomurrosta, ja hänestä oli annettu pidätysmääräys.",
    "Keskusrikospoliisi kertoi asiasta tiedotteessaan, ja Suomi aikoo pyytää häntä luovutettavaksi Suomeen.",
)
_RETOLD = (
    "Psykoterapiakeskus Vastaamon tietomurtojuttua käsitellään hovioikeudessa ensi vuonna.",
    "Länsi-Uudenmaan käräjäoikeus tuomitsi Aleksanteri Kivimäen 30. huhtikuuta 2024 kuuden vuoden ja kolmen "
    "kuukauden vankeuteen.",
    "Käsittelystä tulee pitkä, ja sitä varten varataan useita saleja sekä etäyhteydet asianomistajille eri puolilla.",
)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp(inbox: Inbox) -> Iterator[SmtpSettings]:
    with serving(inbox) as settings:
        yield replace(settings, sender="monitor@example.fi")


@pytest.fixture
def told(trial: Trial, smtp: SmtpSettings) -> Trial:
    """One reader, and a feed whose first story is the verdict: filed as the baseline, no news."""
    trial.config = replace(
        trial.config,
        smtp=smtp,
        subscribers=(Subscriber("anna@example.fi"),),
        digest=DigestSettings(at=dt.time(7, 0), send_empty=SendEmpty.NEVER),
    )
    trial.clock.at = _EARLY
    trial.feeds("/feed")
    publish(trial, "/verdict")
    trial.cycle(force=True)
    return trial


def publish(trial: Trial, *paths: str, **texts: tuple[str, ...]) -> None:
    """Serve a feed of these stories; a path named in ``texts`` (without its slash) has that text, else the verdict."""
    items = []
    for path in paths:
        text = texts.get(path[1:], TEXT)
        title = text[0].split(".")[0]
        items.append(Item(trial.server.put(path, page(title, text)), title, text[0], trial.clock.at))
    trial.server.put("/feed", rss(*items), "application/rss+xml")


def deliver(trial: Trial, **options: bool) -> pipeline.DeliveryCounts:
    """Do what the daemon's tick does: compose what is due, send the outbox."""
    counts = pipeline.compose_due(trial.config, trial.engine, trial.clock(), **options)
    pipeline.send_outbox(trial.config, trial.engine, trial.clock(), counts)
    return counts


def bodies(inbox: Inbox) -> list[str]:
    """Give the text part of every mail that arrived."""
    texts = []
    for envelope in inbox.taken:
        assert isinstance(envelope.content, bytes)
        part = message_from_bytes(envelope.content, policy=default).get_body(("plain",))
        assert part is not None
        texts.append(part.get_content())
    return texts


def test_what_the_first_poll_finds_is_no_news(told: Trial, inbox: Inbox) -> None:
    told.clock.pass_(3)
    counts = deliver(told)
    assert (counts.composed, counts.skipped, counts.sent) == (0, 1, 0)
    assert told.docket()
    assert not inbox.taken


def test_a_new_story_is_told_once_in_the_next_mornings_digest(told: Trial, inbox: Inbox) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    assert deliver(told).composed == 0, "before seven in Helsinki nothing is due"
    told.clock.pass_(3)
    assert deliver(told).sent == 1
    assert deliver(told).sent == 0
    told.clock.pass_(24)
    assert (deliver(told).skipped, len(inbox.taken)) == (1, 1)
    (text,) = bodies(inbox)
    assert "Ranskan poliisi otti Aleksanteri Kivimäen kiinni" in " ".join(text.split())
    assert "Länsi-Uudenmaan" not in text


def test_a_known_step_retold_as_background_is_no_item_but_is_settled(told: Trial) -> None:
    told.clock.pass_(200 * 24)
    publish(told, "/verdict", "/retold", retold=_RETOLD)
    told.cycle(force=True)
    with told.engine.begin() as conn:
        (reader,) = active_subscribers(conn)
        due = due_reports(conn, reader.id)
        made = pipeline.compose_for(conn, told.config, reader, told.clock().date(), told.clock())
    verdict = next(one.number for one in told.docket() if one.kind == "verdict")
    assert verdict in {report.number for report in due}
    assert verdict not in {item.number for item in made.digest.items}
    deliver(told, force=True)
    with told.engine.begin() as conn:
        assert not due_reports(conn, reader.id)


def test_a_source_that_failed_is_named(told: Trial, inbox: Inbox) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.server.put("/feed", "<html><title>Huoltokatko</title></html>")
    told.poll(force=True)
    told.clock.pass_(3)
    deliver(told)
    (text,) = bodies(inbox)
    assert "Ei vastannut: Lehti" in text


def test_a_crash_while_composing_leaves_the_day_open_and_nothing_told(
    told: Trial, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.clock.pass_(3)
    with monkeypatch.context() as broken:
        broken.setattr(digests.sql, "insert_one", _crash)
        with pytest.raises(KeyboardInterrupt):
            deliver(told)
    assert told.rows("select count(*) from digest") == [0]
    assert deliver(told).sent == 1
    assert len(inbox.taken) == 1


def test_a_crash_between_taking_and_noting_repeats_the_mail_under_the_same_identifier(
    told: Trial, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.clock.pass_(3)
    with monkeypatch.context() as broken:
        broken.setattr(digests, "mark_sent", _crash)
        with pytest.raises(KeyboardInterrupt):
            deliver(told)
    told.clock.pass_(1)
    assert deliver(told).sent == 1
    first, second = (message_from_bytes(bytes(one.content or b""), policy=default) for one in inbox.taken)
    assert first["Message-ID"] == second["Message-ID"]
    assert told.rows("select count(*) from digest") == [1]


def _crash(*given: object, **named: object) -> None:
    raise KeyboardInterrupt


def test_a_deferred_mail_is_tried_again_later_and_one_refused_is_parked_for_its_reader_alone(
    told: Trial, inbox: Inbox
) -> None:
    told.config = replace(told.config, subscribers=(*told.config.subscribers, Subscriber("bo@example.fi", "en")))
    told.poll(force=True)
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.clock.pass_(3)
    inbox.rcpt = "450 4.2.0 later"
    counts = deliver(told)
    assert (counts.composed, counts.sent, counts.deferred) == (2, 0, 2)
    assert deliver(told).deferred == 0, "not before its time"
    inbox.rcpt = ""
    told.clock.pass_(1)
    assert deliver(told).sent == 2
    assert sorted(address for one in inbox.taken for address in one.rcpt_tos) == ["anna@example.fi", "bo@example.fi"]
    assert told.rows("select state, attempts from delivery") == [("sent", 2), ("sent", 2)]


def test_who_is_no_longer_a_subscriber_does_not_get_what_waited(told: Trial, inbox: Inbox) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.clock.pass_(3)
    inbox.rcpt = "450 4.2.0 later"
    assert deliver(told).deferred == 1
    inbox.rcpt = ""
    told.config = replace(told.config, subscribers=())
    told.poll(force=True)
    told.clock.pass_(1)
    assert deliver(told).sent == 0
    assert told.rows("select state, last_error from delivery") == [("skipped", "no longer a subscriber")]
    told.config = replace(told.config, subscribers=(Subscriber("anna@example.fi"),))
    told.poll(force=True)
    assert deliver(told).sent == 0, "nor when they come back: the next digest is theirs"
    assert not inbox.taken


def test_a_refused_mail_is_parked_with_the_reason(told: Trial, inbox: Inbox) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.clock.pass_(3)
    inbox.rcpt = "550 5.1.1 no such mailbox"
    counts = deliver(told)
    assert (counts.failed, "no such mailbox" in counts.problems[0]) == (1, True)
    inbox.rcpt = ""
    told.clock.pass_(10)
    assert deliver(told).sent == 0
    assert told.rows("select state from delivery") == ["failed"]


def test_a_mail_that_never_goes_through_is_given_up_after_five_days(told: Trial, inbox: Inbox) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.clock.pass_(3)
    inbox.rcpt = "450 4.2.0 later"
    attempts = 0
    for _ in range(30):
        counts = deliver(told)
        attempts += counts.deferred + counts.failed
        if counts.failed:
            break
        told.clock.pass_(6)
    assert counts.failed == 1
    assert told.clock() - _EARLY > dt.timedelta(days=5)
    assert 10 < attempts < 30


def test_weekly_silence_is_proved_over_the_whole_quiet_time(told: Trial, inbox: Inbox) -> None:
    told.config = replace(told.config, digest=replace(told.config.digest, send_empty=SendEmpty.WEEKLY))
    told.clock.pass_(3)
    sent = []
    for day in range(16):
        told.poll(force=True)
        if deliver(told).sent:
            sent.append(day)
        told.clock.pass_(24)
    assert [later - day for day, later in pairwise(sent)] == [7] * (len(sent) - 1)
    assert len(sent) >= 2


def test_mail_settings_that_would_send_in_the_clear_send_nothing_and_say_so(told: Trial, inbox: Inbox) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.config = replace(told.config, smtp=replace(told.config.smtp, host="mail.example.fi"))
    told.clock.pass_(3)
    counts = deliver(told)
    assert "none" in counts.problems[0]
    assert told.rows("select state from delivery") == ["pending"]


def test_a_mail_that_another_process_is_handing_over_is_left_to_it(told: Trial, inbox: Inbox) -> None:
    publish(told, "/verdict", "/arrest", arrest=_ARREST)
    told.cycle(force=True)
    told.clock.pass_(3)
    pipeline.compose_due(told.config, told.engine, told.clock())
    with told.engine.begin() as conn:
        (waiting,) = digests.pending_deliveries(conn, told.clock())
        assert digests.claim(conn, waiting.id, told.clock(), told.clock() + dt.timedelta(minutes=10))
        assert not digests.claim(conn, waiting.id, told.clock(), told.clock() + dt.timedelta(minutes=10))
    assert deliver(told).sent == 0
    told.clock.pass_(1)
    assert deliver(told).sent == 1, "who took it and died loses it after a while"
    assert len(inbox.taken) == 1
