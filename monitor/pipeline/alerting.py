"""Tell people within minutes: find what is worth it, gather it into messages, hand these over.

Rules kept here: what is due to be told is noted under a unique key before anything is sent; a message and what it
tells are written in one transaction; only then is it handed over, under the same id on every try. So a crash can
repeat a message, it cannot lose one or tell an entry anew. What is imported or read anew is noted as told quietly.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from monitor import queries
from monitor.alerts import (
    SIGNATURE_HEADERS,
    Told,
    body,
    message_id,
    payload,
    quiet_until,
    ripe,
    signed,
    subject,
    thread_id,
    what_is_due,
)
from monitor.digest import Source, domain, envelope
from monitor.errors import MailError, UsageError
from monitor.fetch import Call, Fetcher
from monitor.fetch.guard import refusal
from monitor.i18n import words
from monitor.mail import require_secure, send
from monitor.messages import said
from monitor.model import Alert, Channel, Config, EventDate, Failure, Kind, Modality, Outcome, PollState, name_in
from monitor.notify import notify
from monitor.outbox import ALERTS, Deferred, Refused, Sent
from monitor.pipeline.handing import Handed, Round
from monitor.storage import alerts as stored
from monitor.storage.alerts import Item, Message, StoredAlert
from monitor.storage.engine import Connection, Engine

_NOWHERE = "localhost.invalid"
# What a receiver says of a message that will never be other than it is; anything else may pass.
_FOR_GOOD = frozenset({400, 404, 405, 410, 411, 413, 414, 415, 422, 501})
_NEVER = frozenset({PollState.REFUSED_ADDRESS, PollState.REDIRECT})


@dataclass(slots=True)
class AlertCounts(Handed):
    """What one round of alerting did."""

    noted: int = 0
    composed: int = 0


@dataclass(frozen=True, slots=True)
class _Way:
    """What messages are handed over with."""

    config: Config
    version: str
    now: dt.datetime


# ------------------------------------------------------------------------------------------------- what is told


def note_alerts(conn: Connection, given: Sequence[Alert], now: dt.datetime, *, quiet: bool = False) -> int:
    """Note every entry that an alert is to tell; give how many. ``quiet``: that it need not, now or later."""
    noted = 0
    for one in stored.active(conn, given) if given else ():
        if not stored.has_news(conn, one):
            continue
        entries = stored.candidates(conn, one)
        before = stored.noted(conn, one.id, [entry.development_id for entry in entries])
        for entry in entries:
            known = before.get(entry.development_id, [])
            if what_is_due(one.alert, entry, known, ()) is None:  # most are not: nothing more need be looked up
                continue
            what = what_is_due(one.alert, entry, known, stored.told_beside(conn, one.id, entry))
            if what is not None:
                stored.note(conn, one.id, entry, what, now, quiet=quiet)
                noted += 1
    return noted


@contextlib.contextmanager
def unannounced(conn: Connection, given: Sequence[Alert], now: dt.datetime) -> Iterator[None]:
    """Change the docket without waking anybody; what came in before by itself is noted first and still told."""
    note_alerts(conn, given, now)
    yield
    note_alerts(conn, given, now, quiet=True)


def compose_alerts(config: Config, engine: Engine, now: dt.datetime) -> AlertCounts:
    """Note what is to be told at ``now``, and put what has been gathered long enough into messages."""
    counts = AlertCounts()
    with engine.begin() as conn:
        stored.sync_alerts(conn, config.alerts, now)
        counts.noted = note_alerts(conn, config.alerts, now)
        for one in stored.active(conn, config.alerts):
            items = stored.waiting(conn, one.id)
            if items and ripe(one.alert, min(item.noted_at for item in items), now):
                counts.composed += _compose(conn, config, one, items, now)
    return counts


def _compose(conn: Connection, config: Config, one: StoredAlert, items: Sequence[Item], now: dt.datetime) -> int:
    """Make messages of what waits: by mail one for each case, so that a case is a thread; else one of all."""
    standing = stored.still_stand(conn, [item.development_id for item in items])
    stored.take_back(conn, [item.id for item in items if item.development_id not in standing])
    left = [item for item in items if item.development_id in standing]
    by_case = one.alert.channel is Channel.MAIL

    def thread(item: Item) -> str:
        return item.case if by_case else ""

    groups = [(key, list(group)) for key, group in groupby(sorted(left, key=thread), key=thread)]
    for key, group in groups:
        _save(conn, config, one, key, group, now)
    return len(groups)


def _save(
    conn: Connection, config: Config, one: StoredAlert, thread: str, items: Sequence[Item], now: dt.datetime
) -> None:
    told = [_told(conn, config, one.alert, item) for item in items]
    identifier = message_id(one.alert, {item.number: str(item.what) for item in items}, _domain(config))
    stored.save_message(
        conn,
        alert_id=one.id,
        thread=thread,
        subject=subject(one.alert, told, words(one.alert.language)),
        text=body(one.alert, told, words(one.alert.language)),
        payload=payload(one.alert, told, identifier, now),
        message_id=identifier,
        item_ids=[item.id for item in items],
        now=now,
    )


def _domain(config: Config) -> str:
    return domain(config.smtp.sender) if config.smtp.sender else _NOWHERE


def _told(conn: Connection, config: Config, alert: Alert, item: Item) -> Told:
    entry = queries.show(conn, item.number)
    if entry is None:
        raise UsageError(f"no entry {item.number}")
    case = next((one for one in config.cases if one.id == entry.case), None)
    track = next((one for one in case.proceedings if one.id == entry.proceeding), None) if case else None
    reports = sorted(entry.reports, key=lambda one: one.modality != entry.status)
    outlets = {outlet.id: outlet.name for outlet in config.outlets}
    return Told(
        what=item.what,
        number=entry.number,
        case_id=entry.case,
        case_name=name_in(case.names if case else {}, alert.language, entry.case),
        proceeding_id=entry.proceeding,
        proceeding_name=name_in(track.names if track else {}, alert.language, entry.proceeding),
        kind=Kind(entry.kind),
        status=Modality(entry.status),
        subject=entry.subject,
        quote=reports[0].quote if reports else "",
        sources=tuple(
            Source(outlets.get(one.outlet, one.outlet), one.url, one.title, "", _moment(one.published_at))
            for one in reports
        ),
        origins=entry.origins,
        authority=entry.authority,
        outcome=Outcome(entry.outcome) if entry.outcome else None,
        date=EventDate.parse(entry.date) if entry.date else None,
    )


def _moment(published: dt.datetime | str | None) -> dt.datetime | None:
    """Give when something was published, where more than the day is known."""
    return published if isinstance(published, dt.datetime) else None


# ---------------------------------------------------------------------------------------------- handing it over


def send_alerts(config: Config, engine: Engine, now: dt.datetime, counts: AlertCounts, version: str) -> None:
    """Hand over every message that is due; each one's state is written before the next is tried."""
    known = {one.id: one for one in config.alerts if quiet_until(one, now) is None}
    with engine.begin() as conn:
        pending = [message for message in stored.pending(conn, now) if message.alert in known]
    way = _Way(config, version, now)
    Round(stored, ALERTS, "alert", now).hand_over(
        engine, pending, lambda one: _hand_over(way, known[one.alert], one), lambda one: one.alert, counts
    )


def _hand_over(way: _Way, alert: Alert, message: Message) -> Sent | Deferred | Refused:
    """Send one message by its alert's channel; what is missing in the settings defers it."""
    try:
        if alert.channel is Channel.MAIL:
            return _mail(way, alert, message)
        if not alert.secret:
            return Deferred(f"no secret: {alert.secret_origin}")
        if alert.channel is Channel.WEBHOOK:
            return asyncio.run(_post(way, alert, message))
        return notify(alert.secret, message.subject, message.text, lambda found: refusal(found, _private(way)))
    except (MailError, UsageError) as error:
        return Deferred(str(error))


def _private(way: _Way) -> Sequence[str]:
    return way.config.fetch.allow_private


def _mail(way: _Way, alert: Alert, message: Message) -> Sent | Deferred | Refused:
    smtp = way.config.smtp
    require_secure(smtp)
    mail = envelope(
        to=alert.address,
        sender=smtp.sender,
        subject=message.subject,
        text=message.text,
        html="",
        identifier=message.message_id,
        language=alert.language,
        on=message.created_at.date(),
        sent_at=message.created_at,
        kind="alert",
        thread=thread_id(alert, message.thread, domain(smtp.sender)),
    )
    return send(mail, smtp)


async def _post(way: _Way, alert: Alert, message: Message) -> Sent | Deferred | Refused:
    """Post a signed message; the time signed is that of this try, so that a receiver may refuse old ones."""
    content = json.dumps(message.payload, ensure_ascii=False, sort_keys=True).encode()
    at = int(way.now.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": message.payload["id"],
        **dict(zip(SIGNATURE_HEADERS, (str(at), signed(alert.secret, at, content)), strict=True)),
    }
    async with Fetcher(way.config.fetch, version=way.version) as fetcher:
        answer = await fetcher.call(Call(alert.url, headers, content))
    if isinstance(answer, Failure):
        return Refused(answer.reason) if answer.state in _NEVER else Deferred(answer.reason)
    if 200 <= answer.status < 300:
        return Sent(str(answer.status))
    reason = said(f"the receiver answered {answer.status}")
    return Refused(reason) if answer.status in _FOR_GOOD or 300 <= answer.status < 400 else Deferred(reason)


# ------------------------------------------------------------------------------------------------------ testing


def _test_message(config: Config, alert: Alert, now: dt.datetime) -> Message:
    """Make a marked message that tells of nothing, to see whether an alert arrives."""
    speech = words(alert.language)
    text = speech.gettext("This is a test of the alert %(name)s. Nothing has happened.", name=alert.id) + "\n"
    identifier = message_id(alert, {}, _domain(config), salt=now.isoformat())
    content: dict[str, Any] = payload(alert, (), identifier, now, test=True)
    title = speech.gettext("[Test] %(subject)s", subject=speech.gettext("Alert"))
    return Message(0, alert.id, "", title, text, content, identifier, 0, now)


def send_test_alert(config: Config, alert: Alert, now: dt.datetime, version: str) -> Sent | Deferred | Refused:
    """Send a test message now, quiet hours or not; nothing is written down."""
    return _hand_over(_Way(config, version, now), alert, _test_message(config, alert, now))
