"""The command alerts: what is told within minutes, to whom, and how that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from monitor.cli import MAIL, OK
from monitor.cli.columns import moment
from monitor.cli.output import field, format_options, say
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.i18n import Words
    from monitor.model import Alert
    from monitor.storage.alerts import AlertRow


@click.command(short_help="List the alerts and how they stand; send them, or a test.")
@click.option("--send", is_flag=True, help="Send now what is due, as the daemon does.")
@click.option("--test", "test", metavar="ID", help="Send a marked test message by this alert's channel.")
@format_options
@click.pass_obj
def alerts(session: Session, send: bool, test: str | None, form: str | None, as_json: bool) -> int:
    """List the alerts and how they stand; send them, or a test.

    Alerts are written down in settings.toml, one [[alert]] each; the daemon sends them. Without an option nothing is
    sent: the list says what each alert is about, what waits and what was not taken. Exit code 4 means that some
    message was not sent.
    """
    from monitor.errors import UsageError

    if send and test:
        raise UsageError("--send and --test do not go together")
    if test:
        session.app.test_alert(test)
        say(session.words.gettext("Test message sent by the alert %(name)s.", name=test))
        return OK
    return _send(session) if send else _list(session, form, as_json)


def _send(session: Session) -> int:
    counts, words = session.app.alert(), session.words
    session.note(
        words.gettext(
            "New to tell: %(noted)s, messages: %(composed)s, sent: %(sent)s, deferred: %(deferred)s, "
            "refused: %(failed)s",
            noted=words.number(counts.noted),
            composed=words.number(counts.composed),
            sent=words.number(counts.sent),
            deferred=words.number(counts.deferred),
            failed=words.number(counts.failed),
        )
    )
    for problem in counts.problems:
        say(problem)
    return MAIL if counts.problems else OK


def _list(session: Session, form: str | None, as_json: bool) -> int:
    words = session.words
    standing = _standing(session)
    rows = [_row(one, standing.get(one.id)) for one in session.config.alerts]
    columns = [
        field("id", words.gettext("Alert"), least=8),
        field("channel", words.gettext("Channel"), shown=lambda row: _channel(words, row["channel"])),
        field("waiting", words.gettext("Waiting"), right=True, optional=2),
        field("sent", words.gettext("Sent"), right=True, optional=3),
        field("deferred", words.gettext("Deferred"), right=True, optional=1),
        field("failed", words.gettext("Refused"), right=True),
        moment(session, "last_sent_at", words.gettext("Last sent"), optional=1),
        field("error"),
        field("kinds", words.gettext("About"), shown=lambda row: _about(words, row)),
    ]
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=words.gettext("No alerts in settings.toml."))
    return MAIL if any(row["failed"] for row in rows) else OK


def _standing(session: Session) -> dict[str, AlertRow]:
    """Give how alerts stand by id; nothing where there is no database yet."""
    from monitor.storage.alerts import standing

    if not session.app.has_database():
        return {}
    with session.app.reader.begin() as conn:
        return {row.name: row for row in standing(conn)}


def _row(one: Alert, row: AlertRow | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "channel": str(one.channel),
        "kinds": [str(kind) for kind in one.kinds],
        "statuses": [str(status) for status in one.statuses],
        "origins": one.origins,
        "cases": list(one.cases),
        "waiting": row.waiting if row else 0,
        "sent": row.sent if row else 0,
        "deferred": row.deferred if row else 0,
        "failed": row.failed if row else 0,
        "last_sent_at": row.last_sent_at if row else None,
        "error": row.error if row else "",
    }


def _channel(words: Words, channel: str) -> str:
    names = {"mail": words.gettext("e-mail"), "webhook": words.gettext("webhook"), "apprise": words.gettext("Apprise")}
    return names[channel]


def _about(words: Words, row: dict[str, Any]) -> str:
    from monitor.model import Kind

    kinds = words.list(words.kind(Kind(kind)) for kind in row["kinds"])
    return " – ".join(part for part in (row["error"], kinds) if part)
