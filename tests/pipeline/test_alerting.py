"""From a new article to a message within minutes: what wakes people, once, by every channel, and what never does."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from monitor import pipeline
from monitor.alerts import verified
from monitor.model import Alert, Channel, Document, Kind, Modality, SmtpSettings
from monitor.pipeline import alerting
from monitor.storage import alerts as stored
from tests.pipeline.trial import START, TEXT, Item, Trial, page, rss
from tests.servers import Handler, Serving
from tests.test_mail import Inbox, serving

_ARREST = (
    "Ranskan poliisi otti Aleksanteri Kivimäen kiinni perjantaina 3. helmikuuta 2023.",
    "Miestä epäillään psykoterapiakeskus Vastaamon tietomurrosta, ja hänestä oli annettu pidätysmääräys.",
    "Keskusrikospoliisi kertoi asiasta tiedotteessaan, ja Suomi aikoo pyytää häntä luovutettavaksi Suomeen.",
)
_DEMAND = (
    "Syyttäjä vaati tiistaina Aleksanteri Kivimäelle seitsemän vuoden vankeutta Vastaamon tietomurrosta.",
    "Kivimäki kiistää syytteet. Käräjäoikeus antaa tuomionsa myöhemmin keväällä.",
    "Oikeudenkäynti psykoterapiakeskus Vastaamon tietomurrosta on kestänyt Espoossa useita kuukausia.",
)
MAIL = Alert("verdicts", Channel.MAIL, kinds=(Kind.VERDICT, Kind.ARREST), language="en", address="anna@example.fi")
KEY = "a key between two"


@dataclass
class Receiver:
    """A receiver of webhooks that keeps what came and answers as it is told."""

    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?token=secret"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Webhook(Handler):
        def do_POST(self) -> None:  # noqa: N802 - http.server's name
            length = int(self.headers["Content-Length"])
            kept.got.append((dict(self.headers.items()), self.rfile.read(length)))
            self.send_response(kept.status)
            if kept.status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with Serving(Webhook) as server:
        kept.port = server.port
        yield kept


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp(inbox: Inbox) -> Iterator[SmtpSettings]:
    with serving(inbox) as settings:
        yield settings


@pytest.fixture
def woken(trial: Trial, smtp: SmtpSettings) -> Trial:
    """Give a feed whose first poll is done (with nothing about the case), and one alert by mail."""
    trial.config = replace(trial.config, smtp=smtp, alerts=(MAIL,))
    trial.feeds("/feed")
    publish(trial)
    trial.cycle(force=True)
    return trial


def publish(trial: Trial, **texts: tuple[str, ...]) -> None:
    items = []
    for path, text in texts.items():
        title = text[0].split(".")[0]
        items.append(Item(trial.server.put(f"/{path}", page(title, text)), title, text[0], trial.clock.at))
    nothing = "Kunta korjaa siltaa ensi viikolla"
    filler = (f"{nothing}, ja liikenne ohjataan kiertotielle.", "Työt kestävät kaksi kuukautta.", "Silta on vanha.")
    items.append(Item(trial.server.put("/silta", page(nothing, filler)), nothing, filler[0], START))
    trial.server.put("/feed", rss(*items), "application/rss+xml")


def tick(trial: Trial, minutes: float = 0.0) -> pipeline.AlertCounts:
    """Do what the daemon's round of alerts does, some minutes later."""
    trial.clock.pass_(minutes / 60)
    counts = pipeline.compose_alerts(trial.config, trial.engine, trial.clock())
    pipeline.send_alerts(trial.config, trial.engine, trial.clock(), counts, "0")
    return counts


def mails(inbox: Inbox) -> list[EmailMessage]:
    return [message_from_bytes(bytes(one.content or b""), policy=default) for one in inbox.taken]  # type: ignore[misc]


def set_alert(trial: Trial, alert: Alert) -> None:
    trial.config = replace(trial.config, alerts=(alert,))
    tick(trial)


# --------------------------------------------------------------------------------------------------- what is told


def test_a_new_verdict_is_told_after_the_gathering_time_once_and_as_mail_should_be(woken: Trial, inbox: Inbox) -> None:
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    assert (tick(woken).noted, len(inbox.taken)) == (1, 0)
    assert tick(woken, 2).sent == 1
    assert [tick(woken, 60).sent for _ in range(3)] == [0, 0, 0]
    (mail,) = mails(inbox)
    number = next(one.number for one in woken.docket() if one.kind == "verdict")
    text = mail.get_content()
    assert f"[Verdict] {number}" in text
    assert "Länsi-Uudenmaan käräjäoikeus" in text
    assert "Lehti" in text
    assert mail["Subject"].startswith("Alert: Vastaamo")
    assert "Kivimäki" not in mail["Subject"]
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "en")
    assert mail["List-Id"] == "<alert.example.fi>"
    assert mail["List-Unsubscribe"].startswith("<mailto:")
    assert mail["In-Reply-To"] == mail["References"]


def test_three_things_within_the_gathering_time_are_one_message_and_later_ones_join_the_thread(
    woken: Trial, inbox: Inbox
) -> None:
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    publish(woken, verdict=TEXT, arrest=_ARREST)
    woken.clock.pass_(1 / 60)
    woken.cycle(force=True)
    assert tick(woken).sent == 0
    assert tick(woken, 1).sent == 1
    (mail,) = mails(inbox)
    news = [one for one in woken.docket() if one.kind in MAIL.kinds and any(each.news for each in one.reports)]
    assert mail.get_content().count("\n[") + 1 == len(news) == 2
    set_alert(woken, replace(MAIL, kinds=tuple(Kind)))
    publish(woken, verdict=TEXT, arrest=_ARREST, demand=_DEMAND)
    set_alert(woken, replace(MAIL, kinds=tuple(Kind), statuses=tuple(Modality)))
    woken.cycle(force=True)
    tick(woken)
    tick(woken, 5)
    first, second = mails(inbox)
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_discreet_subject_names_no_case(woken: Trial, inbox: Inbox) -> None:
    set_alert(woken, replace(MAIL, subject="discreet", language="fi"))
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    tick(woken, 3)
    (mail,) = mails(inbox)
    assert "Vastaamo" not in mail["Subject"]
    assert mail["Subject"]


def test_two_origins_are_waited_for_when_two_are_wanted(woken: Trial, inbox: Inbox) -> None:
    set_alert(woken, replace(MAIL, origins=2))
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    tick(woken, 5)
    assert inbox.taken == []


def test_a_demand_never_alerts_as_a_verdict(woken: Trial, inbox: Inbox) -> None:
    publish(woken, demand=_DEMAND)
    woken.cycle(force=True)
    tick(woken)
    tick(woken, 5)
    assert {one.status for one in woken.docket()} & {"sought", "planned"}
    assert inbox.taken == []


# -------------------------------------------------------------------------------------------- what wakes nobody


def test_the_first_poll_an_import_and_a_reading_anew_wake_nobody(
    trial: Trial, smtp: SmtpSettings, inbox: Inbox
) -> None:
    trial.config = replace(trial.config, smtp=smtp, alerts=(MAIL,))
    trial.feeds("/feed")
    publish(trial, verdict=TEXT)
    trial.cycle(force=True)
    tick(trial)
    document = Document("1", _ARREST[0], "\n".join(_ARREST[1:]), published="2023-02-03", outlet="lehti", language="fi")
    trial.import_(pipeline.Imported("arrest.json", "1", "lehti", document=document))
    assert {one.kind for one in trial.docket()} >= {"verdict", "arrest"}
    tick(trial)
    tick(trial, 10)
    assert (inbox.taken, trial.rows("select count(*) from alert_message")) == ([], [0])


def test_what_is_read_anew_or_ruled_by_a_person_is_noted_quietly_and_stays_quiet(woken: Trial, inbox: Inbox) -> None:
    publish(woken, verdict=TEXT)
    with woken.engine.begin() as conn, pipeline.unannounced(conn, woken.config.alerts, woken.clock()):
        pass
    woken.cycle(force=True)
    with woken.engine.begin() as conn:
        assert alerting.note_alerts(conn, woken.config.alerts, woken.clock(), quiet=True) == 1
    tick(woken)
    tick(woken, 10)
    assert inbox.taken == []
    assert woken.rows("select state from alert_item") == ["quiet"]


def test_what_came_in_by_itself_just_before_an_import_is_still_told(woken: Trial, inbox: Inbox) -> None:
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    document = Document("1", _ARREST[0], "\n".join(_ARREST[1:]), published="2023-02-03", outlet="lehti", language="fi")
    woken.import_(pipeline.Imported("arrest.json", "1", "lehti", document=document))
    tick(woken, 5)
    (mail,) = mails(inbox)
    assert "[Verdict]" in mail.get_content()
    assert "[Arrest]" not in mail.get_content()


def test_an_alert_that_is_made_or_widened_begins_with_what_comes_after(woken: Trial, inbox: Inbox) -> None:
    set_alert(woken, replace(MAIL, kinds=(Kind.CHARGES,)))
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    set_alert(woken, MAIL)
    tick(woken, 5)
    assert inbox.taken == []


def test_an_article_that_is_days_old_when_it_comes_in_wakes_nobody(woken: Trial, inbox: Inbox) -> None:
    title = TEXT[0].split(".")[0]
    old = Item(woken.server.put("/old", page(title, TEXT)), title, TEXT[0], woken.clock.at - dt.timedelta(days=30))
    woken.server.put("/feed", rss(old), "application/rss+xml")
    woken.cycle(force=True)
    tick(woken)
    tick(woken, 5)
    assert inbox.taken == []


def test_an_entry_withdrawn_while_it_was_gathered_is_not_told(woken: Trial, inbox: Inbox) -> None:
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    with woken.engine.begin() as conn:
        conn.exec_driver_sql("update development set standing = 'dismissed' where kind = 'verdict'")
    tick(woken, 5)
    assert inbox.taken == []
    assert woken.rows("select state from alert_item") == ["withdrawn"]


# ------------------------------------------------------------------------------------------------- when, and whether


def test_in_quiet_hours_it_waits_for_their_end(woken: Trial, inbox: Inbox) -> None:
    begin = (woken.clock.at + dt.timedelta(hours=2)).time()  # the reader's clock is three hours ahead
    set_alert(woken, replace(MAIL, quiet_from=begin, quiet_to=dt.time(23, 0)))
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    assert tick(woken, 5).composed == 0
    woken.clock.at = woken.clock.at.replace(hour=20, minute=0)
    assert tick(woken).sent == 1


def test_what_is_not_taken_is_tried_again_with_the_same_identifier_and_parked_when_it_is_refused(
    woken: Trial, inbox: Inbox
) -> None:
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    inbox.data = "450 4.2.0 later"
    assert tick(woken, 3).deferred == 1
    assert tick(woken, 0.5).deferred == 0, "not before its time"
    inbox.data, inbox.drop = "", True
    assert tick(woken, 1).deferred == 1
    inbox.drop = False
    assert tick(woken, 5).sent == 1
    assert len({mail["Message-ID"] for mail in mails(inbox)}) == 1
    assert len(inbox.taken) == 2
    publish(woken, verdict=TEXT, arrest=_ARREST)
    woken.cycle(force=True)
    tick(woken)
    inbox.rcpt = "550 5.1.1 no such mailbox"
    assert tick(woken, 5).failed == 1
    with woken.engine.begin() as conn:
        (row,) = stored.standing(conn)
    assert (row.sent, row.failed, "no such mailbox" in row.error) == (1, 1, True)


def test_a_crash_while_composing_tells_it_later_and_one_after_sending_repeats_the_same_message(
    woken: Trial, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    for name in ("save_message", "mark_sent"):
        with monkeypatch.context() as broken:
            broken.setattr(stored, name, crash)
            with pytest.raises(KeyboardInterrupt):
                tick(woken, 3)
    assert len(inbox.taken) == 1
    assert tick(woken, 11).sent == 1
    first, second = mails(inbox)
    assert first["Message-ID"] == second["Message-ID"]
    assert woken.rows("select count(*) from alert_message") == [1]


def test_what_waits_for_an_alert_that_is_taken_away_is_dropped(woken: Trial, inbox: Inbox) -> None:
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    inbox.rcpt = "450 4.2.0 later"
    tick(woken, 3)
    inbox.rcpt = ""
    woken.config = replace(woken.config, alerts=())
    tick(woken, 60)
    woken.config = replace(woken.config, alerts=(MAIL,))
    tick(woken, 60)
    assert inbox.taken == []
    assert woken.rows("select state from alert_message") == ["skipped"]


# ------------------------------------------------------------------------------------------------- other channels


def webhook(receiver: Receiver) -> Alert:
    return replace(MAIL, channel=Channel.WEBHOOK, address="", url=receiver.url, secret=KEY)


def test_a_webhook_gets_signed_json_that_a_receiver_can_verify(woken: Trial, receiver: Receiver) -> None:
    set_alert(woken, webhook(receiver))
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    assert tick(woken, 3).sent == 1
    ((headers, body),) = receiver.got
    now = int(woken.clock.at.timestamp())
    assert verified(KEY, headers["Monitor-Timestamp"], headers["Monitor-Signature"], body, now)
    assert not verified("another", headers["Monitor-Timestamp"], headers["Monitor-Signature"], body, now)
    assert headers["Content-Type"].startswith("application/json")
    told = json.loads(body)
    assert told["id"] == headers["Idempotency-Key"]
    assert (told["alert"], told["test"], len(told["entries"])) == ("verdicts", False, 1)
    entry = told["entries"][0]
    assert (entry["kind"], entry["status"], entry["outcome"]) == ("verdict", "fact", "convicted")
    assert entry["quote"] in " ".join(TEXT)
    assert entry["sources"][0]["url"].startswith(woken.server.url("/verdict"))


@pytest.mark.parametrize(
    ("status", "state"), [(500, "deferred"), (429, "deferred"), (401, "deferred"), (410, "failed"), (302, "failed")]
)
def test_a_receiver_that_fails_is_asked_again_and_one_that_refuses_for_good_is_not(
    status: int, state: str, woken: Trial, receiver: Receiver
) -> None:
    receiver.status = status
    set_alert(woken, webhook(receiver))
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    counts = tick(woken, 3)
    assert woken.rows("select state from alert_message") == [state]
    assert "secret" not in "".join(counts.problems), "no query of an address in a reason"
    receiver.status = 200
    tick(woken, 20)
    assert woken.rows("select state from alert_message") == ["sent" if state == "deferred" else "failed"]
    assert len({json.loads(body)["id"] for _, body in receiver.got}) == 1


def test_a_webhook_on_a_private_address_is_refused_unless_it_is_allowed(woken: Trial, receiver: Receiver) -> None:
    set_alert(woken, webhook(receiver))
    woken.settings(allow_private=())
    with pytest.raises(AssertionError):
        assert send_test(woken) is None
    assert receiver.got == []


def send_test(trial: Trial) -> str | None:
    """Send a test message; give why it was not taken."""
    outcome = pipeline.send_test_alert(trial.config, trial.config.alerts[0], trial.clock(), "0")
    return getattr(outcome, "reason", None)


def test_a_test_message_says_that_it_is_one_and_is_written_down_nowhere(woken: Trial, receiver: Receiver) -> None:
    set_alert(woken, webhook(receiver))
    assert send_test(woken) is None
    assert json.loads(receiver.got[0][1])["test"] is True
    assert woken.rows("select count(*) from alert_message") == [0]


# Apprise still looks for a module that Python 3.13 has dropped.
old_apprise = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def apprise(address: str) -> Alert:
    return replace(MAIL, channel=Channel.APPRISE, address="", secret=f"# where\n{address}\n")


@old_apprise
def test_apprise_hands_it_to_its_services(woken: Trial, receiver: Receiver) -> None:
    set_alert(woken, apprise(f"json://127.0.0.1:{receiver.port}/path"))
    publish(woken, verdict=TEXT)
    woken.cycle(force=True)
    tick(woken)
    assert tick(woken, 3).sent == 1
    told = json.loads(receiver.got[0][1])
    assert told["title"].startswith("Alert: Vastaamo")
    assert "[Verdict]" in told["message"]


@old_apprise
def test_apprise_in_trouble_is_tried_again_without_a_word_of_its_address(woken: Trial, receiver: Receiver) -> None:
    receiver.status = 500
    set_alert(woken, apprise(f"json://user:hush@127.0.0.1:{receiver.port}/path"))
    reason = send_test(woken) or ""
    assert "500" in reason
    assert "hush" not in reason
    set_alert(woken, apprise("nosuchservice://hush"))
    assert "hush" not in (send_test(woken) or "hush")


@old_apprise
def test_apprise_contacts_no_private_address_that_is_not_allowed(woken: Trial, receiver: Receiver) -> None:
    set_alert(woken, apprise(f"json://127.0.0.1:{receiver.port}/"))
    woken.settings(allow_private=())
    assert "not a public address" in (send_test(woken) or "")
    assert receiver.got == []
