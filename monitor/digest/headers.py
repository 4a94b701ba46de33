"""Make one message for one reader: headers that are safe, the same on every try, and private on a lock screen.

Rules kept here:

* One recipient; the Message-ID is made of reader, day and sender, so a repeat after a lost answer is the same message.
* The subject holds counts and the names of cases, never a headline, a proceeding or a person; discreet: no case.
* Everything that was not written here passes `header_text` before it becomes a header.
* Content-Language comes last: `set_content` and `add_alternative` move content headers away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from monitor.digest.clean import header_text
from monitor.digest.items import Change, Digest
from monitor.digest.render import render
from monitor.digest.view import heading
from monitor.digest.words import Words
from monitor.errors import MailError

_SUBJECT_CASES = 3
_REASONS = {"digest": "daily-digest"}
_MAX_ADDRESS = 320
_ADDR_SPEC = re.compile(r'[^\s<>(),;:"\[\]\\@]+@[^\s<>(),;:"\[\]\\@]+')


def message(
    digest: Digest,
    words: Words,
    *,
    sender: str,
    sent_at: dt.datetime,
    subject: str = "normal",
    to: str = "",
    test: bool = False,
) -> EmailMessage:
    """Make the digest's message to its subscriber, or a marked test message to ``to``.

    ``sent_at`` is an aware moment; ``subject`` is ``normal`` or ``discreet``. Raises `MailError` for an address that
    cannot be one.
    """
    rendered = render(digest, words)
    recipient = to or digest.given.subscriber.address
    seed = f"{recipient}|{sent_at.timestamp()}" if test else recipient
    return envelope(
        to=recipient,
        sender=sender,
        subject=subject_line(digest, words, subject, test=test),
        text=rendered.text,
        html=rendered.html,
        identifier=message_id(seed, digest.given.on, sender),
        language=words.language,
        on=digest.given.on,
        sent_at=sent_at,
    )


def envelope(
    *,
    to: str,
    sender: str,
    subject: str,
    text: str,
    html: str,
    identifier: str,
    language: str,
    on: dt.date,
    sent_at: dt.datetime,
    kind: str = "digest",
    thread: str = "",
) -> EmailMessage:
    """Put a rendered text into a message; the same arguments give the same bytes.

    ``identifier`` is the Message-ID, ``on`` the digest's civil day, ``sent_at`` an aware moment; ``kind`` is what of
    this program's mail it is, ``thread`` the id all mails of one thread refer to. Without ``html`` it is text alone.
    Raises `MailError` for an address that cannot be one.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender)
    mail["To"] = _address(to)
    mail["Subject"] = header_text(subject)
    mail["Date"] = format_datetime(sent_at.astimezone(dt.UTC))
    mail["Message-ID"] = identifier
    for name, value in [*_thread_headers(thread), *_list_headers(on, sender, kind)]:
        mail[name] = value
    mail.set_content(text, cte="quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        # Random by default; a digest made again is to be the same, byte for byte.
        mail.set_boundary(f"=_{hashlib.sha256(identifier.encode()).hexdigest()[:32]}")
    mail["Content-Language"] = language
    return mail


def subject_line(digest: Digest, words: Words, style: str, *, test: bool = False) -> str:
    """Word the subject: the day, and unless discreet the cases with news and how much there is."""
    title = f"{heading(digest.given.subscriber, words)} {words.date(digest.given.on)}"
    if test:
        title = words.gettext("[Test] %(subject)s", subject=title)
    if style == "discreet":
        return header_text(title)
    return header_text(f"{title}: {_subject_counts(digest, words)}")


def _subject_counts(digest: Digest, words: Words) -> str:
    given = digest.given
    if not given.items and not given.conflicts:
        return words.gettext("nothing new")
    told = {item.case_id for item in given.items} | {conflict.case_id for conflict in given.conflicts}
    names = [header_text(case.name, 60) for case in given.cases if case.id in told]
    new = sum(item.change in (Change.NEW, Change.HAPPENED) for item in given.items)
    counts = (
        words.ngettext("%(num)s new development", "%(num)s new developments", new)
        if new
        else words.ngettext("%(num)s update", "%(num)s updates", len(given.items) + len(given.conflicts))
    )
    shown = ", ".join(names[:_SUBJECT_CASES]) + (" …" if len(names) > _SUBJECT_CASES else "")
    return f"{shown} – {counts}" if shown else counts


def message_id(address: str, on: dt.date, sender: str) -> str:
    """Make the Message-ID of a reader's digest of one day; it tells nobody the reader's address."""
    reader = hashlib.sha256(address.strip().casefold().encode()).hexdigest()[:24]
    return f"<digest.{on.isoformat()}.{reader}@{domain(sender)}>"


def _thread_headers(thread: str) -> list[tuple[str, str]]:
    return [("In-Reply-To", thread), ("References", thread)] if thread else []


def _list_headers(on: dt.date, sender: str, kind: str) -> list[tuple[str, str]]:
    mailbox = _address(sender).addr_spec
    return [
        ("List-Id", f"<{kind}.{domain(sender)}>"),
        ("List-Unsubscribe", f"<mailto:{mailbox}?subject=unsubscribe>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Monitor-Reason", f"{_REASONS.get(kind, kind)}; {on.isoformat()}"),
    ]


def _address(value: str) -> Address:
    """Read one address, with a display name or without; stricter than `email.utils.parseaddr`, which guesses."""
    name, spec = "", value.strip()
    if spec.endswith(">"):
        name, _, spec = spec[:-1].rpartition("<")
    try:
        if value != header_text(value, _MAX_ADDRESS) or not _ADDR_SPEC.fullmatch(spec):
            raise MailError(f"not a mail address: {header_text(value)!r}")
        return Address(display_name=name.strip().strip('"'), addr_spec=spec)
    except (MessageError, ValueError, IndexError) as error:
        raise MailError(f"not a mail address: {header_text(value)!r}") from error


def domain(sender: str) -> str:
    """Give the domain of a sender, as headers write it; raises `MailError` for an address that cannot be one."""
    try:
        return _address(sender).domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise MailError(f"not a mail address: {header_text(sender)!r}") from error
