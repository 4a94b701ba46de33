"""Put the digests that are due into the outbox and hand them to the mail server.

Rules kept: one digest per subscriber and civil day, whatever crashes in between, because its items and its outbox row
are written in one transaction under a unique key; only then is mail sent. A message that may or may not have arrived
is sent again under the same Message-ID: it can come twice, it cannot be lost.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from monitor.digest import digest_day, digest_due, envelope, message_id, subject_line
from monitor.errors import MailError
from monitor.i18n import words
from monitor.mail import require_secure, send
from monitor.model import Config, Every, Subscriber
from monitor.outbox import DIGESTS, Deferred, Refused, Sent
from monitor.pipeline.background import Background
from monitor.pipeline.composing import compose_for
from monitor.pipeline.handing import Handed, Round
from monitor.storage import digests, subscribers
from monitor.storage.digests import PendingDelivery
from monitor.storage.engine import Connection, Engine
from monitor.storage.subscribers import StoredSubscriber


@dataclass(slots=True)
class DeliveryCounts(Handed):
    """What one round of delivering did."""

    composed: int = 0
    skipped: int = 0


def compose_due(config: Config, engine: Engine, now: dt.datetime, *, force: bool = False) -> DeliveryCounts:
    """Put every digest that is due at ``now`` into the outbox; ``force`` does not wait for the hour of the day.

    A day whose digest exists is never composed again.
    """
    counts = DeliveryCounts()
    with engine.begin() as conn:
        known = subscribers.active_subscribers(conn)
    background: Background | None = None
    for one in known:
        try:
            with engine.begin() as conn:
                on = _day(conn, config, one, now, force=force)
                if on is not None:
                    background = background or Background.read(conn, config, now)
                    _store(conn, config, one, on, now, counts, background)
        except MailError as error:  # an address that cannot be one keeps back its own digest alone
            counts.problems.append(f"{one.subscriber.address}: {error}")
    return counts


def _day(conn: Connection, config: Config, known: StoredSubscriber, now: dt.datetime, *, force: bool) -> dt.date | None:
    subscriber, last = known.subscriber, digests.last_digest(conn, known.id)
    zone = ZoneInfo(subscriber.timezone)
    if force:
        today = now.astimezone(zone).date()
        return None if last is not None and last.on >= digest_day(subscriber, today) else today
    # Who wants one a week waits for the first weekday, not for the week in which they joined.
    joined = known.created_at.astimezone(zone).date() if subscriber.every is Every.WEEK else None
    return digest_due(subscriber, config.digest, now, last.on if last else joined)


def _store(
    conn: Connection,
    config: Config,
    known: StoredSubscriber,
    on: dt.date,
    now: dt.datetime,
    counts: DeliveryCounts,
    background: Background,
) -> None:
    made = compose_for(conn, config, known, on, now, background)
    subscriber = known.subscriber
    stored = digests.save_digest(
        conn,
        subscriber_id=known.id,
        on=on,
        window_from_at=made.digest.given.window_from,
        window_to_at=made.digest.given.window_to,
        subject=subject_line(made.digest, words(subscriber.language), config.digest.subject),
        text=made.rendered.text,
        html=made.rendered.html,
        message_id=message_id(subscriber.address, on, config.smtp.sender),
        items=made.items(),
        conflicts=made.conflicts(),
        now=now,
        deliver=made.digest.send,
    )
    if stored is not None:
        counts.composed += made.digest.send
        counts.skipped += not made.digest.send


def send_outbox(config: Config, engine: Engine, now: dt.datetime, counts: DeliveryCounts) -> None:
    """Hand over every message that is due; each recipient's state is written before the next is tried."""
    with engine.begin() as conn:
        pending = digests.pending_deliveries(conn, now)
    if not pending:
        return
    try:
        require_secure(config.smtp)
    except MailError as error:
        counts.problems.append(str(error))
        return
    Round(digests, DIGESTS, "digest to", now).hand_over(
        engine, pending, lambda one: _hand_over(config, one, now), lambda one: one.address, counts
    )


def _hand_over(config: Config, delivery: PendingDelivery, now: dt.datetime) -> Sent | Deferred | Refused:
    """Send one message; an address that cannot be one parks this message alone."""
    reader = Subscriber(delivery.address, delivery.language)
    try:
        return send(stored_message(config, reader, delivery.digest, now), config.smtp)
    except MailError as error:
        return Refused(str(error))


def stored_message(
    config: Config, subscriber: Subscriber, stored: digests.StoredDigest, sent_at: dt.datetime | None = None
) -> EmailMessage:
    """Make the message of a digest from what was stored; ``sent_at`` defaults to the end of its window."""
    return envelope(
        to=subscriber.address,
        sender=config.smtp.sender or subscriber.address,
        subject=stored.subject,
        text=stored.text,
        html=stored.html,
        identifier=stored.message_id,
        language=subscriber.language,
        on=stored.on,
        sent_at=sent_at or stored.window_to_at,
    )
