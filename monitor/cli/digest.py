"""The command digest: compose, look, send."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from monitor.cli import MAIL, OK
from monitor.cli.output import say
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.app import Letter


@click.command(short_help="Compose, preview or send the daily digest.")
@click.option("--preview", type=click.Choice(["text", "html", "eml"]), help="Print it so (text unless sent).")
@click.option("--date", "on", metavar="DATE", help="Show the digest of this day again, as it was composed.")
@click.option("--to", "address", metavar="ADDRESS", help="With --send: send a marked test mail to this address only.")
@click.option(
    "--subscriber", metavar="ADDRESS", help="Preview this subscriber's digest (the first one's if not given)."
)
@click.option("--send", is_flag=True, help="Compose today's digests if need be and send what is in the outbox.")
@click.pass_obj
def digest(
    session: Session, preview: str | None, on: str | None, address: str | None, subscriber: str | None, send: bool
) -> int:
    """Compose, preview or send the daily digest.

    Without --send nothing is mailed and nothing is marked as told: the digest that the subscriber would get now is
    printed. With --send today's digest of every subscriber is composed once and handed to the mail server; exit code
    4 means that some mail was not sent, and the daemon or the next --send tries again.
    """
    from monitor.errors import UsageError

    if address and not send:
        raise UsageError("--to goes with --send")
    if send and not address:
        return _send(session)
    letter = session.app.letter(subscriber or "", _day(on))
    if send:
        session.app.send_test(letter, address or "")
        say(session.words.gettext("Test mail sent to %(address)s.", address=address))
        return OK
    _print(letter, preview or "text")
    return OK


def _day(value: str | None) -> dt.date | None:
    from monitor.errors import UsageError

    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise UsageError(f"--date: {value!r} is no day such as 2026-11-20") from error


def _print(letter: Letter, form: str) -> None:
    if form == "eml":
        click.echo(letter.message.as_bytes().decode("ascii", "replace"), nl=False)
    else:
        click.echo(letter.text if form == "text" else letter.html, nl=False)


def _send(session: Session) -> int:
    from monitor.config.view import require_smtp

    require_smtp(session.config)
    counts = session.app.deliver(force=True)
    words = session.words
    session.note(
        words.gettext(
            "Digests composed: %(composed)s, sent: %(sent)s, nothing new: %(skipped)s, "
            "deferred: %(deferred)s, refused: %(failed)s",
            composed=words.number(counts.composed),
            sent=words.number(counts.sent),
            skipped=words.number(counts.skipped),
            deferred=words.number(counts.deferred),
            failed=words.number(counts.failed),
        )
    )
    for problem in counts.problems:
        say(problem)
    return MAIL if counts.problems else OK
