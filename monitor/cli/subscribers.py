"""The command subscribers: list, add, remove."""

from __future__ import annotations

from typing import Any

import click

from monitor.cli import OK
from monitor.cli.output import field, format_options, say
from monitor.cli.session import Session


@click.group(invoke_without_command=True, short_help="List who gets the digest, add somebody, take somebody out.")
@format_options
@click.pass_context
def subscribers(ctx: click.Context, form: str | None, as_json: bool) -> int:
    """List who gets the digest, add somebody, take somebody out.

    Subscribers are the [[subscriber]] tables of settings.toml; the database keeps what each has been sent.
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, form, as_json=as_json)
    return OK


@subscribers.command("list", short_help="List who gets the digest.")
@format_options
@click.pass_obj
def list_subscribers(session: Session, form: str | None, as_json: bool) -> int:
    """List who gets the digest: in which language, when, of what, and what was sent last."""
    _list(session, form, as_json=as_json)
    return OK


def _list(session: Session, form: str | None, *, as_json: bool) -> None:
    words = session.words
    rows = _rows(session)
    columns = [
        field("address", words.gettext("Address"), least=16),
        field("language", words.gettext("Language"), optional=2),
        field("every", words.gettext("When"), shown=lambda row: _when(session, row)),
        field("weekday"),
        field("at"),
        field("timezone", words.gettext("Zone"), optional=3),
        *(field(name) for name in ("cases", "proceedings", "kinds", "outlets", "origins")),
        field("last_on", words.gettext("Last digest"), optional=1),
        field("last_state"),
        field("", words.gettext("Of what"), shown=_what),
    ]
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=words.gettext("Nobody gets the digest yet."))


def _rows(session: Session) -> list[dict[str, Any]]:
    from monitor import queries

    last: dict[str, Any] = {}
    if session.app.has_database():
        with session.app.reader.begin() as conn:
            for digest in queries.status(conn, session.now).digests:
                last.setdefault(digest.address, digest)
    rows = []
    for one in session.config.subscribers:
        told = last.get(one.address)
        rows.append(
            {
                "address": one.address,
                "language": one.language,
                "every": str(one.every),
                "weekday": str(one.weekday) if one.every == "week" else None,
                "at": (one.at or session.config.digest.at).isoformat("minutes"),
                "timezone": one.timezone,
                **{name: list(getattr(one, name)) for name in ("cases", "proceedings", "kinds", "outlets")},
                "origins": one.origins,
                "last_on": told.on.isoformat() if told else None,
                "last_state": told.state if told else None,
            }
        )
    return rows


def _when(session: Session, row: dict[str, Any]) -> str:
    from monitor.model import Weekday

    words = session.words
    if row["every"] == "week":
        return f"{words.weekday(Weekday(row['weekday']))} {row['at']}"
    return words.gettext("daily %(at)s", at=row["at"])


def _what(row: dict[str, Any]) -> str:
    """Name what a subscriber wants of the docket, as the file names it."""
    wishes = [
        f"{name}: {', '.join(row[name])}" for name in ("cases", "proceedings", "kinds", "outlets") if row[name] != ["*"]
    ]
    return "; ".join(wishes + ([f"origins: {row['origins']}"] if row["origins"] > 1 else [])) or "*"


@subscribers.command("add", short_help="Add somebody to settings.toml.")
@click.argument("address")
@click.option("--language", type=click.Choice(["fi", "en"]), help="In which language; else that of the file.")
@click.option("--case", "cases", multiple=True, metavar="ID", help="Only this case; may be given again.")
@click.option("--proceeding", "proceedings", multiple=True, metavar="ID", help="Only this proceeding; may be repeated.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind of development; may be given again.")
@click.option("--outlet", "outlets", multiple=True, metavar="ID", help="Only what this outlet tells; may be repeated.")
@click.option("--origins", type=click.IntRange(1, 100), help="Only what so many independent origins tell.")
@click.option("--weekly", metavar="WEEKDAY", help="Once a week, on this day, such as monday.")
@click.option("--at", metavar="HH:MM", help="At this time of day; else that of the settings.")
@click.option("--timezone", metavar="ZONE", help="In this zone, such as Europe/Helsinki; else that of the settings.")
@click.pass_obj
def add(session: Session, /, address: str, weekly: str | None, **wishes: Any) -> int:
    """Add somebody to settings.toml; its comments stay as they are.

    What is told from then on goes into their digests; what the docket holds already is no news to them.
    """
    from monitor.config.write import add_subscriber

    table = {key: list(value) if isinstance(value, tuple) else value for key, value in wishes.items() if value}
    if weekly:
        table |= {"every": "week", "weekday": weekly}
    add_subscriber(session.own_folder, address, table)
    words = session.words
    say(words.gettext("%(address)s is subscribed. Look first: monitor digest --preview text", address=address))
    if not session.config.smtp.host or not session.config.smtp.sender:
        say(words.gettext("Mail goes out once [smtp] in settings.toml has a host and a sender."))
    return OK


@subscribers.command("remove", short_help="Take somebody out of settings.toml.")
@click.argument("address")
@click.option("--erase", is_flag=True, help="Also remove the address and the texts of the digests from the database.")
@click.pass_obj
def remove(session: Session, address: str, erase: bool) -> int:
    """Take somebody out of settings.toml; nothing more is sent to them, also not what is waiting.

    The database keeps the address with the digests that were sent, unless it is erased; that cannot be undone.
    """
    from monitor.config.write import remove_subscriber

    words = session.words
    if any(one.address.lower() == address.lower() for one in session.config.subscribers) or not erase:
        remove_subscriber(session.own_folder, address)
        say(words.gettext("%(address)s gets no more digests.", address=address))
    if erase and session.app.has_database():
        known = session.app.forget(address)
        unknown = words.gettext("The database does not know the address.")
        say(words.gettext("The address is erased.") if known else unknown)
    return OK
