"""Commands about the installation: init, check, config, db."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import DATABASE, FAILED, OK, USAGE
from monitor.cli.output import field, format_options, say
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.i18n import Words


@click.command(short_help="Write a folder of commented configuration files.")
@click.option("--lang", type=click.Choice(["fi", "en"]), help="The language of the files and of messages.")
@click.option("--opml", type=click.Path(dir_okay=False, path_type=Path), help="Add the feeds of this OPML file.")
@click.option("--bare", is_flag=True, help="Leave the docket empty: do not file what was known of the cases before.")
@click.option("--contact", metavar="ADDRESS", help="Your e-mail address or page, where an outlet can reach you.")
@click.option("--baseline", is_flag=True, help="Poll every source once now; nothing of it is news for a digest.")
@click.pass_obj
def init(session: Session, lang: str | None, opml: Path | None, bare: bool, contact: str | None, baseline: bool) -> int:
    """Write a folder of commented configuration files, and begin the docket with what was known before.

    The folder is --config, else MONITOR_CONFIG, else the usual place. A file that is there already is never
    overwritten; the network is not touched without --baseline. On a terminal it asks for what is missing; elsewhere it
    asks nothing. What was known of a case is its cases/ID-chronology.toml, which monitor cases load-chronology ID files
    at any time.
    """
    import os

    from monitor.config.write import init as write_files
    from monitor.i18n import words

    folder = session.chosen_folder
    language = lang or session.lang or os.environ.get("MONITOR_LANG") or "fi"
    made = write_files(folder, language=language, opml=opml)
    said = words(language)
    for path in made.written:
        click.echo(path)
    for path in made.left_alone:
        say(said.gettext("Left as it is: %(path)s", path=path))
    for problem in made.remarks:
        say(problem)
    if contact or (session.asks and not session.config.fetch.contact):
        _write_contact(folder, said, contact or "")
        session = replace(session, lang=session.lang or language)  # which reads the configuration anew
    if not bare:
        _file_chronologies(session, said)
    if session.config.fetch.contact and (baseline or (session.asks and _wants_baseline(said))):
        _take_baseline(session)
    _say_next(session, said, folder)
    return OK


def _write_contact(folder: Path, said: Words, contact: str) -> None:
    """Write down where an outlet can reach the user; on a terminal ask until it is usable or nothing."""
    from monitor.config.write import set_contact
    from monitor.errors import ConfigError

    given = contact
    while True:
        if not contact:
            question = said.gettext("Your e-mail address or web page, so that an outlet can reach you (Enter: later)")
            given = click.prompt(question, default="", show_default=False, err=True).strip()
        try:
            if given:
                set_contact(folder, given)
        except ConfigError as error:
            if contact:
                raise
            say(said.again(str(error)))
        else:
            return


def _wants_baseline(said: Words) -> bool:
    question = said.gettext("Poll every source once now? It takes some minutes; nothing of it is news for a digest.")
    yes = said.gettext("y")
    given = click.prompt(f"{question} {said.gettext('[y/N]')}", default="", show_default=False, err=True)
    return given.strip().lower().startswith((yes, "y"))


def _take_baseline(session: Session) -> None:
    """Poll every source once: what the feeds hold now is filed and never mailed."""
    import asyncio

    from monitor.cli.progress import progress
    from monitor.cli.sources import say_cycle

    with progress(session) as draw:
        say_cycle(session, asyncio.run(session.app.cycle(force=True, progress=draw)))


def _say_next(session: Session, said: Words, folder: Path) -> None:
    """Say what to do next: one line a step that is still to be done."""
    settings = folder / "settings.toml"
    steps = []
    if not session.config.fetch.contact:
        steps.append(said.gettext("write your address as contact under [fetch] in %(settings)s", settings=settings))
    steps += [
        said.gettext("monitor check – look for mistakes"),
        said.gettext("monitor poll – read the sources once; monitor docket shows what is known"),
        said.gettext(
            "monitor subscribers add you@example.fi – who gets the digest ([smtp] in %(settings)s)", settings=settings
        ),
        said.gettext("monitor run – keep polling and send the digests"),
    ]
    say(said.gettext("Next:"))
    for number, step in enumerate(steps, 1):
        say(f"  {number}. {step}")


def _file_chronologies(session: Session, words: Words) -> None:
    """File what was known of each case before, and say so."""
    from monitor.cli.cases import load, told

    for case in session.config.cases:
        loaded = load(session, case)
        if loaded is not None:
            say(told(words, case.id, loaded))


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
    if found:
        said = _spoken(session)
        for mistake in found:
            session.printer.text(said.again(mistake))
        say(said.ngettext("%(num)s mistake", "%(num)s mistakes", len(found)))
        return USAGE
    words = session.words
    make_classifier(session.config.lexicons, session.config.weights, session.config.cases)
    say(
        words.gettext("Configuration: in order (%(folder)s)", folder=session.config.folder or words.gettext("defaults"))
    )
    if not session.config.fetch.contact:
        say(words.gettext("poll and run need [fetch] contact in settings.toml."))
    for lack in _mail_lacks(session):
        say(lack)
    try:
        say(words.gettext("Database: %(state)s", state=words.again(session.app.database_state())))
    except StorageError as error:
        say(words.again(str(error)))
        return DATABASE
    return _check_mail(session) if online else OK


def _check_mail(session: Session) -> int:
    from monitor.config.view import require_smtp
    from monitor.mail import check as check_mail
    from monitor.outbox import Sent

    outcome = check_mail(require_smtp(session.config))
    if isinstance(outcome, Sent):
        say(session.words.gettext("Mail server: login works."))
        return OK
    say(session.words.gettext("Mail server: %(reason)s", reason=session.words.again(outcome.reason)))
    return FAILED


def _spoken(session: Session) -> Words:
    """Give the language asked for; the configured one may be unreadable now."""
    import os

    from monitor.i18n import LANGUAGES, words

    wanted = session.lang or os.environ.get("MONITOR_LANG", "")
    return words(wanted if wanted in LANGUAGES else "en")


def _mail_lacks(session: Session) -> list[str]:
    """Say what mailing lacks, when there is somebody to mail to."""
    from monitor.config.view import require_smtp
    from monitor.errors import ConfigError

    if not session.config.subscribers:
        return []
    try:
        require_smtp(session.config)
    except ConfigError as error:
        return [session.words.gettext("Mail cannot be sent yet:"), *session.words.again(str(error)).split("\n")]
    return []


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
    words = session.words
    columns = [field("setting", words.gettext("Setting")), field("value", words.gettext("Value"))]
    if origin:
        columns = [
            columns[0],
            field("value", words.gettext("Value"), least=12),
            field("origin", words.gettext("Origin")),
        ]
    session.printer.rows(rows, columns, form=form, as_json=as_json)
    return OK


@click.group(short_help="Upgrade, inspect or copy the database.")
def db() -> None:
    """Upgrade, inspect or copy the database."""


@db.command("path")
@click.pass_obj
def db_path(session: Session) -> int:
    """Print where the database is."""
    click.echo(session.app.place)
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
    from monitor.cli.progress import progress

    with progress(session) as draw:
        click.echo(session.app.upgrade(draw))
    return OK


@db.command("reindex", short_help="Build the index of the search anew.")
@click.pass_obj
def db_reindex(session: Session) -> int:
    """Build the index of the search anew, from the stored texts; nothing else is changed.

    For a database whose search misses what is there: after a repair, or when a message asks for it. Articles may be
    filed meanwhile.
    """
    from monitor.cli.progress import progress

    with progress(session) as draw:
        count = session.app.reindex(draw, whole=True)
    session.note(session.words.ngettext("%(num)s text indexed.", "%(num)s texts indexed.", count))
    return OK


@db.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def db_backup(session: Session, file: Path) -> int:
    """Write a consistent copy of the database to FILE, while a daemon runs too."""
    session.app.backup(file)
    click.echo(file)
    return OK


@db.command("mask", short_help="Mask the names of people to forget in all that is stored.")
@click.option("--dry-run", is_flag=True, help="Only count what would change.")
@click.pass_obj
def db_mask(session: Session, dry_run: bool) -> int:
    """Mask the names of people to forget in all that is stored.

    They are the mask_names of settings.toml, by which new texts are masked as they come. A name is replaced by blocks
    of its length in any inflected form; that cannot be undone. Backups and WARC files are not touched.
    """
    from monitor.errors import UsageError

    words = session.words
    if not session.config.mask_names:
        raise UsageError('settings.toml names nobody to mask: mask_names = ["First Last"]')
    changed = session.app.mask(write=not dry_run)
    rows = words.ngettext("%(num)s row", "%(num)s rows", changed.total())
    would = words.gettext("Would be masked: %(rows)s", rows=rows)
    session.note(would if dry_run else words.gettext("Masked: %(rows)s", rows=rows))
    for table, count in changed.most_common():
        session.note(f"  {table}: {words.number(count)}")
    return OK


@db.command("purge", short_help="Remove the texts of old articles; hashes and quotes stay.")
@click.option("--older-than", "days", type=click.IntRange(min=1), metavar="DAYS", help="Else keep_texts_days.")
@click.option("--dry-run", is_flag=True, help="Only count them.")
@click.pass_obj
def db_purge(session: Session, days: int | None, dry_run: bool) -> int:
    """Remove the texts of articles that no page has shown for so many days.

    Hashes, titles and the quotes of the docket stay; what was removed cannot be read again by `monitor reclassify` or
    go into a bundle of evidence. A WARC file goes once none of its pages has been shown since. The daemon does it once
    a day where keep_texts_days is set.
    """
    from monitor.errors import UsageError

    words = session.words
    asked = days or session.config.keep_texts_days
    if not asked:
        raise UsageError(words.gettext("Say how old: --older-than DAYS, or set keep_texts_days in settings.toml."))
    count = session.app.purge(asked, write=not dry_run)
    if dry_run:
        session.note(words.ngettext("%(num)s text would be removed.", "%(num)s texts would be removed.", count))
    else:
        session.note(words.ngettext("%(num)s text removed.", "%(num)s texts removed.", count))
        left = session.app.pages_of_purged()
        if left:
            session.note(
                words.ngettext(
                    "%(num)s page of a removed text is still in a WARC file, because the file holds newer pages too.",
                    "%(num)s pages of removed texts are still in WARC files, because these hold newer pages too.",
                    left,
                )
            )
    return OK
