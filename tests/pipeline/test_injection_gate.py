"""Gate R10: what a hostile feed writes becomes text everywhere: no header, script, handler, log line or query more.

102 payloads as title, author, link and summary of a feed's items and in their pages, through the whole line to the
digest, the alert, the log and the search. (10,000 generated subjects: tests/digest/test_headers.py.) A gate counts only
if it fails on planted bugs: the last tests plant some.
"""

from __future__ import annotations

import html
import io
import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest

from monitor import pipeline, queries
from monitor.alerts import wording
from monitor.cli import logs
from monitor.digest import headers
from monitor.errors import UsageError
from monitor.model import Alert, Channel, DigestSettings, Kind, Modality, SmtpSettings, Subscriber
from tests.digest.payloads import ADDRESSES, TEXTS
from tests.pipeline.trial import START, TEXT, Trial, page
from tests.test_mail import Inbox, serving

PAYLOADS = (*TEXTS, *ADDRESSES)
OUR_HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "X-Monitor-Reason", "Content-Language", "MIME-Version", "Content-Type"),
    *("In-Reply-To", "References", "Content-Transfer-Encoding", "X-Peer", "X-MailFrom", "X-RcptTo"),
}
ACTIVE = {
    "script",
    "img",
    "svg",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "input",
    "body onload",
    "math",
    "details",
}
#: Names no name server is to be asked for.
NOWHERE = re.compile(r"(evil|bank)\.example")
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (debug|info|warning|error|critical) +|    ")
ALERT = Alert("all", Channel.MAIL, kinds=tuple(Kind), statuses=tuple(Modality), address="anna@example.fi")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE or (tag == "link") or (tag == "meta" and ("http-equiv", "refresh") in attrs):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src") and not re.match("https?://", value or "")):
                self.found.append(f"{name}={value}")


def in_mail(content: bytes) -> list[str]:
    """Say what in a message is not of our making."""
    got = message_from_bytes(content, policy=default)
    found = [f"header {name}" for name in got if name not in OUR_HEADERS]
    found += [f"header {name} twice" for name in set(got.keys()) if len(got.get_all(name, [])) > 1]
    if got.get_content_type() not in ("multipart/alternative", "text/plain"):
        found.append(f"is {got.get_content_type()}")
    parts = [part.get_content_type() for part in got.walk()]
    if parts not in (["text/plain"], ["multipart/alternative", "text/plain", "text/html"]):
        found.append(f"parts {parts}")
    body = got.get_body(("html",))
    if body is not None:
        tags = _Tags()
        tags.feed(body.get_content())
        found += tags.found
    return found


def in_log(text: str) -> list[str]:
    """Say which lines of a log are not of our making."""
    lines = text.rstrip("\n").split("\n")
    wrong = [line for line in lines if line and not LINE.match(line)]
    wrong += [line for line in lines if any(not char.isprintable() for char in line)]
    return wrong + [line for line in lines if re.match(r"\S+ error +(daemon stopped|forged line)", line)]


def in_search(trial: Trial, payloads: Sequence[str]) -> list[str]:
    """Say which payloads, typed as a query, do anything but find or be explained."""
    found = []
    for payload in payloads:
        try:
            with trial.engine.begin() as conn:
                queries.search(conn, payload[:300])
        except UsageError:
            pass
        except Exception as error:
            found.append(f"{payload[:40]!r}: {error!r}"[:200])
    return found


def publish(trial: Trial, payloads: Sequence[str]) -> None:
    """Serve a JSON feed (it can hold any character) with a payload in every field of an item, and in its page."""
    items = []
    for number, payload in enumerate(payloads):
        title = f"Vastaamo: Kivimäelle vankeutta {payload}"[:3000]
        told = TEXT[0].replace("Kivimäen kuuden", f"Kivimäen {payload[:300]} kuuden")  # so that quotes hold it too
        text = (f"Vastaamo {payload} tuomio.", told, *TEXT[1:])
        body = page(html.escape(title), [html.escape(paragraph) for paragraph in text])
        good = trial.server.put(f"/juttu/{number}", body.encode("utf-8", "replace").decode())
        items.append(
            {
                "id": f"{number} {payload}"[:500],
                "url": NOWHERE.sub("127.0.0.1:1", payload) if payload in ADDRESSES else good,
                "external_url": payload,
                "title": title,
                "summary": payload,
                "content_text": payload,
                "authors": [{"name": payload, "url": payload}],
                "date_published": START.isoformat(),
            }
        )
    trial.server.put("/feed", json.dumps(_feed(items, payloads[0])), "application/feed+json")


def _feed(items: Sequence[object], title: str = "") -> dict[str, object]:
    return {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give everything the program logs meanwhile, as the console shows it."""
    written = io.StringIO()
    handler = logs.handler("console")
    handler.setStream(written)  # type: ignore[attr-defined]
    root = logging.getLogger("monitor")
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def hostile(trial: Trial, inbox: Inbox) -> Iterator[Trial]:
    with serving(inbox) as smtp:
        _configure(trial, smtp)
        trial.server.put(
            "/feed",
            json.dumps(
                _feed(
                    [{"id": "0", "url": trial.server.put("/0", page("Silta", ("Silta on vanha.",))), "title": "Silta"}]
                )
            ),
        )
        trial.cycle(force=True)
        yield trial


def _configure(trial: Trial, smtp: SmtpSettings) -> None:
    readers = (Subscriber("anna@example.fi"), Subscriber("bo@example.fi", "en"))
    trial.config = replace(
        trial.config, smtp=smtp, subscribers=readers, alerts=(ALERT,), digest=DigestSettings(max_items=100)
    )
    trial.feeds("/feed")


def harm(trial: Trial, inbox: Inbox, log: io.StringIO, payloads: Sequence[str]) -> list[str]:
    """Send payloads through the whole line and say what harm they did."""
    publish(trial, payloads)
    trial.cycle(force=True)
    # To our handler alone: pytest would hand the lone surrogates it captures to xdist, which stops on them.
    [ours] = [one for one in logging.getLogger("monitor").handlers if getattr(one, "stream", None) is log]
    title = " / ".join(payloads)
    ours.handle(logging.LogRecord("monitor.pipeline", logging.WARNING, "", 0, "a title: %s", (title,), None))
    pipeline.compose_alerts(trial.config, trial.engine, trial.clock())
    trial.clock.pass_(24)
    counts = pipeline.compose_alerts(trial.config, trial.engine, trial.clock())
    pipeline.send_alerts(trial.config, trial.engine, trial.clock(), counts, "0")
    made = pipeline.compose_due(trial.config, trial.engine, trial.clock(), force=True)
    pipeline.send_outbox(trial.config, trial.engine, trial.clock(), made)
    found = [one for envelope in inbox.taken for one in in_mail(bytes(envelope.content or b""))]
    return found + in_log(log.getvalue()) + in_search(trial, payloads)


def test_a_hundred_payloads_do_no_harm(hostile: Trial, inbox: Inbox, log: io.StringIO) -> None:
    assert len(PAYLOADS) >= 100
    assert harm(hostile, inbox, log, PAYLOADS) == []
    assert {address for one in inbox.taken for address in one.rcpt_tos} == {"anna@example.fi", "bo@example.fi"}
    assert len(inbox.taken) >= 3, "two digests and an alert"
    read = hostile.rows("select count(*) from article where state = 'read'")[0]
    assert read >= len(TEXTS) - 5, "the payloads came in"


# ----------------------------------------------------------------------------------------------------- planted bugs


def test_the_gate_sees_names_that_go_into_headers_as_they_are(
    hostile: Trial, inbox: Inbox, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def naive(value: str, _limit: int = 0) -> str:
        return value

    hostile.config = replace(
        hostile.config,
        cases=tuple(
            replace(case, names={"fi": "=?utf-8?q?=0D=0AX-Evil:_1?=", "en": "=?utf-8?q?=0D=0AX-Evil:_1?="})
            for case in hostile.config.cases
        ),
    )
    for module in (wording, headers):
        monkeypatch.setattr(module, "header_text", naive)
    assert any("X-Evil" in one or "header" in one for one in harm(hostile, inbox, log, PAYLOADS[:3]))


def test_the_gate_sees_html_that_is_not_escaped(
    hostile: Trial, inbox: Inbox, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.digest import html as pages

    monkeypatch.setattr(pages._environment(), "autoescape", False)
    pages._environment().cache.clear()  # type: ignore[union-attr]
    try:
        found = harm(hostile, inbox, log, ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"))
    finally:
        pages._environment().cache.clear()  # type: ignore[union-attr]
    assert any("script" in one or "img" in one for one in found)


def test_the_gate_sees_log_lines_that_are_not_escaped(
    hostile: Trial, inbox: Inbox, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "escape", lambda text: text)
    forged = [one for one in PAYLOADS if "daemon stopped" in one]
    assert any("daemon stopped" in one for one in harm(hostile, inbox, log, forged))


def test_the_gate_sees_a_query_that_goes_into_the_index_as_it_is(
    hostile: Trial, inbox: Inbox, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raw(conn: object, query: str, *rest: object, **named: object) -> list[object]:
        return conn.exec_driver_sql(  # type: ignore[attr-defined]
            "select rowid from search_revision where search_revision match ?", (query,)
        ).all()

    monkeypatch.setattr(queries, "search", raw)
    assert in_search(hostile, PAYLOADS)
