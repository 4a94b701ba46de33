"""What an alert says: subject, text, and the JSON body of a webhook.

Rules kept here: nothing a feed gave is trusted (cleaned for text, kept out of the subject); the subject names kind and
case, never a person or a headline, and in the discreet form neither; who says so, when, in which words, stands with
every entry; the same entries give the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.alerts.decide import What
from monitor.digest import Source, Words, header_text
from monitor.digest.clean import clean, link, shorten
from monitor.model import Alert, EventDate, Kind, Modality, Outcome

_QUOTE_WORDS = 40
_SOURCES = 6
_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of an alert's message; ``sources`` begin with the one that says what its status is."""

    what: What
    number: str
    case_id: str
    case_name: str
    proceeding_id: str
    proceeding_name: str
    kind: Kind
    status: Modality
    subject: str
    quote: str
    sources: tuple[Source, ...]
    origins: int
    authority: str | None = None
    outcome: Outcome | None = None
    date: EventDate | None = None


def subject(alert: Alert, told: Sequence[Told], words: Words, *, test: bool = False) -> str:
    """Word the subject: what sort of step, of which case; discreet: that there is an alert."""
    if alert.subject == "discreet":
        line = words.gettext("Alert")
    else:
        line = words.gettext("Alert: %(what)s", what=f"{_cases(told)} – {_what(told, words)}")
    return header_text(words.gettext("[Test] %(subject)s", subject=line) if test else line)


def _cases(told: Sequence[Told]) -> str:
    return ", ".join(dict.fromkeys(header_text(one.case_name, 60) for one in told))


def _what(told: Sequence[Told], words: Words) -> str:
    if len(told) > 1:
        return words.ngettext("%(num)s new development", "%(num)s new developments", len(told))
    return words.tag(told[0].kind, told[0].status)


def body(alert: Alert, told: Sequence[Told], words: Words) -> str:
    """Word the message, as plain text."""
    blocks = ["\n".join(_entry(one, alert, words)) for one in told]
    footer = words.gettext(
        "You get this because the settings of monitor have an alert named %(name)s. Each entry is told once, and once "
        "more when it is decided otherwise.",
        name=alert.id,
    )
    return "\n\n".join([*blocks, f"-- \n{footer}"]) + "\n"


def _entry(one: Told, alert: Alert, words: Words) -> list[str]:
    lines = [f"[{words.tag(one.kind, one.status)}] {one.number} · {clean(one.case_name, _NAME_LENGTH)}"]
    lines.append("  " + " · ".join(_facts(one, words)))
    changed = _changed(one, words)
    if changed:
        lines.append(f"  {changed}")
    if one.quote:
        lines.append("  " + words.quoted(shorten(clean(one.quote), _QUOTE_WORDS)))
    lines += ["  " + " · ".join(filter(None, _source(source, alert, words))) for source in one.sources[:_SOURCES]]
    left = len(one.sources) - _SOURCES
    if left > 0:
        lines.append("  " + words.ngettext("and %(num)s more report", "and %(num)s more reports", left))
    lines.append("  " + words.gettext("Independent sources: %(num)s", num=words.number(one.origins)))
    return lines


def _facts(one: Told, words: Words) -> list[str]:
    found = [
        clean(one.proceeding_name, _NAME_LENGTH),
        words.date(one.date) if one.date else words.gettext("date not told"),
        clean(one.authority or "", _NAME_LENGTH),
        words.outcome(one.outcome, one.status) if one.outcome else "",
    ]
    return [fact for fact in found if fact]


def _changed(one: Told, words: Words) -> str:
    if one.what is What.HAPPENED:
        return words.gettext("Told before as announced; now it has happened.")
    if one.what is What.OUTCOME:
        return words.gettext("Told before with another outcome, or none.")
    return ""


def _source(source: Source, alert: Alert, words: Words) -> tuple[str, str, str]:
    when = words.datetime(source.published_at, alert.timezone) if source.published_at else ""
    return clean(source.outlet, _NAME_LENGTH), when, link(source.url)


def payload(
    alert: Alert, told: Sequence[Told], identifier: str, at: dt.datetime, *, test: bool = False
) -> dict[str, Any]:
    """Make the JSON body of a webhook; `config/schemas/alert-message.json` describes it. ``at`` is aware UTC."""
    return {
        "version": 1,
        "alert": alert.id,
        "id": identifier.strip("<>"),
        "test": test,
        "created_at": at.isoformat(timespec="seconds"),
        "entries": [_plain(one) for one in told],
    }


def _plain(one: Told) -> dict[str, Any]:
    return {
        "what": str(one.what),
        "number": one.number,
        "case": one.case_id,
        "case_name": one.case_name,
        "proceeding": one.proceeding_id,
        "kind": str(one.kind),
        "status": str(one.status),
        "subject": one.subject,
        "authority": one.authority,
        "outcome": str(one.outcome) if one.outcome else None,
        "date": one.date.value if one.date else None,
        "quote": clean(one.quote),
        "origins": one.origins,
        "sources": [
            {
                "outlet": clean(source.outlet),
                "url": link(source.url),
                "title": clean(source.title),
                "language": source.language,
                "published_at": source.published_at.isoformat(timespec="seconds") if source.published_at else None,
            }
            for source in one.sources
        ],
    }


def message_id(alert: Alert, items: Mapping[str, str], domain: str, salt: str = "") -> str:
    """Make the Message-ID of a message that tells these entries (number -> what)."""
    seed = "|".join([alert.id, alert.address, *(f"{number}={what}" for number, what in sorted(items.items())), salt])
    return f"<alert.{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{domain}>"


def thread_id(alert: Alert, case: str, domain: str) -> str:
    """Make the id to which every mail about a case refers: no mail has it, and mail programs show one thread."""
    seed = f"{alert.id}|{alert.address}|{case}"
    return f"<thread.{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{domain}>"
