"""Commands about the installation: init, check, config, db."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from monitor.cli import DATABASE, FAILED, OK, USAGE
from monitor.cli.output import Column, format_options
from monitor.cli.session import Session


@click.command(short_help="Write a folder of commented configuration files.")
@click.option("--opml", type=click.Path(dir_okay=False, path_type=Path), help="Add the feeds of this OPML file.")
@click.pass_obj
def init(session: Session, opml: Path | None) -> int:
    """Write a folder of commented configuration files.

    The folder is --config, else MONITOR_CONFIG, else the usual place. A file that is there already is never
    overwritten; the network is not touched.
    """
    import os

    from monitor.config import default_folder
    from monitor.config.write import init as write_files
    from monitor.i18n import words

    folder = Path(session.folder or os.environ.get("MONITOR_CONFIG") or default_folder())
    language = session.lang or os.environ.get("MONITOR_LANG") or "fi"
    made = write_files(folder, language=language, opml=opml)
    said = words(language)
    for path in made.written:
        click.echo(path)
    for path in made.left_alone:
        click.echo(said.gettext("Left as it is: %(path)s", path=path), err=True)
    for problem in made.remarks:
        click.echo(problem, err=True)
    click.echo(
        said.gettext(
            "Next: write your address as [fetch] contact in %(settings)s, then: monitor check, monitor poll, "
            "monitor docket. monitor run keeps polling and sends the digests.",
            settings=folder / "settings.toml",
        ),
        err=True,
    )
    return OK


@click.command(short_help="Report every mistake in the configuration and the state of the database.")
@click.option("--online", is_flag=True, help="Also log in to the mail server.")
@click.pass_obj
def check(session: Session, online: bool) -> int:
    """Report every mistake in the configuration and the state of the database.

    Each mistake is one line: file:line:column, what is wrong and what to write instead.
    """
    import os

    from monitor.config.load import check as mistakes
    from monitor.errors import StorageError
    from monitor.reading import make_classifier

    folder = Path(session.folder) if session.folder else None
    found = mistakes(folder, os.environ, database=session.database or "")
    for mistake in found:
        click.echo(mistake)
    if found:
        click.echo(f"{len(found)} mistake(s)", err=True)
        return USAGE
    words = session.words
    make_classifier(session.config.lexicons, session.config.cases)
    _say(
        words.gettext("Configuration: in order (%(folder)s)", folder=session.config.folder or words.gettext("defaults"))
    )
    if not session.config.fetch.contact:
        _say(words.gettext("poll and run need [fetch] contact in settings.toml."))
    try:
        _say(words.gettext("Database: %(state)s", state=session.app.database_state()))
    except StorageError as error:
        _say(str(error))
        return DATABASE
    return _check_mail(session) if online else OK


def _check_mail(session: Session) -> int:
    from monitor.config.view import require_smtp
    from monitor.mail import Sent
    from monitor.mail import check as check_mail

    outcome = check_mail(require_smtp(session.config))
    if isinstance(outcome, Sent):
        _say(session.words.gettext("Mail server: login works."))
        return OK
    _say(session.words.gettext("Mail server: %(reason)s", reason=outcome.reason))
    return FAILED


def _say(line: str) -> None:
    click.echo(line, err=True)


@click.group(short_help="Show the configuration and where each value comes from.")
def config() -> None:
    """Show the configuration and where each value comes from."""


@config.command("show")
@click.option("--origin", is_flag=True, help="Tell where each value comes from.")
@format_options
@click.pass_obj
def show_config(session: Session, origin: bool, form: str | None, as_json: bool) -> int:
    """Show every setting in force; secrets are masked."""
    from monitor.config.view import masked

    values = masked(session.config)
    rows: list[dict[str, Any]] = [
        {"setting": name, "value": value, "origin": session.config.origins.get(name, "default")}
        for name, value in values.items()
    ]
    columns = [
        Column(session.words.gettext("Setting"), lambda row: row["setting"]),
        Column(session.words.gettext("Value"), lambda row: row["value"]),
    ]
    if origin:
        columns.append(Column(session.words.gettext("Origin"), lambda row: row["origin"]))
    session.printer.rows(rows, columns, form=form, as_json=as_json)
    return OK


@click.group(short_help="Upgrade, inspect or copy the database.")
def db() -> None:
    """Upgrade, inspect or copy the database."""


@db.command("path")
@click.pass_obj
def db_path(session: Session) -> int:
    """Print where the database is."""
    click.echo(session.app.target)
    return OK


@db.command("current")
@click.pass_obj
def db_current(session: Session) -> int:
    """Print the database's revision."""
    click.echo(session.app.revision())
    return OK


@db.command("upgrade")
@click.pass_obj
def db_upgrade(session: Session) -> int:
    """Bring the database to the newest revision; make a copy first with: monitor db backup."""
    click.echo(session.app.upgrade())
    return OK


@db.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def db_backup(session: Session, file: Path) -> int:
    """Write a consistent copy of the database to FILE, while a daemon runs too."""
    session.app.backup(file)
    click.echo(file)
    return OK
