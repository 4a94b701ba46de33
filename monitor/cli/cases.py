"""Commands about the cases that are followed: cases, cases new, cases load-chronology."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.output import field, format_options, say
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.i18n import Words
    from monitor.model import Case
    from monitor.pipeline.chronology import Loaded


@click.group(
    invoke_without_command=True, short_help="List the cases, begin a new one, file what was known of one before."
)
@format_options
@click.pass_context
def cases(ctx: click.Context, form: str | None, as_json: bool) -> int:
    """List the cases, begin a new one, file what was known of one before.

    Without a command: every proceeding of every case followed, with its entries and the articles that report them.
    """
    if ctx.invoked_subcommand is not None:
        return OK
    session: Session = ctx.obj
    words = session.words
    rows = _rows(session)
    columns = [
        field("case", words.gettext("Case")),
        field("proceeding", words.gettext("Id")),
        field("name", words.gettext("Proceeding"), shown=lambda row: _name(session, row["names"]), least=18, most=44),
        field("entries", words.gettext("Entries"), right=True),
        field("by_hand", words.gettext("By hand"), right=True),
        field("reports", words.gettext("Articles"), right=True),
        field("file"),
    ]
    empty = words.gettext("No case is followed.")
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=empty)
    return OK


def _rows(session: Session) -> list[dict[str, Any]]:
    """Make a row of each proceeding; where there is no database yet, nothing is counted."""
    from monitor.model import name_in
    from monitor.storage.reads import ProceedingCounts, proceeding_counts

    counted: dict[tuple[str, str], ProceedingCounts] = {}
    if session.app.has_database():
        with session.app.reader.begin() as conn:
            counted = proceeding_counts(conn)
    rows = []
    for case in session.config.cases:
        for track in case.proceedings:
            held = counted.get((case.id, track.id), ProceedingCounts())
            rows.append(
                {
                    "case": case.id,
                    "proceeding": track.id,
                    "name": name_in(track.names, "en", track.id),
                    "names": dict(track.names),
                    "entries": held.entries,
                    "by_hand": held.by_hand,
                    "reports": held.reports,
                    "file": session.config.origins.get(f"cases.{case.id}", ""),
                }
            )
    return rows


def _name(session: Session, names: dict[str, str]) -> str:
    from monitor.model import name_in

    return name_in(names, session.language, "")


@cases.command("new", short_help="Write a commented file for a new case.")
@click.argument("case", metavar="ID")
@click.option("--name", default="", metavar="TEXT", help="What people call the case; else its id.")
@click.pass_obj
def new(session: Session, case: str, name: str) -> int:
    """Write a commented file for a new case.

    ID is short and permanent, in lower-case ASCII: docket numbers begin with it. The file is cases/ID.toml in the
    configuration folder; one that is there already is never overwritten.
    """
    from monitor.config.write import new_case

    folder = session.chosen_folder
    path = new_case(folder, case, name=name, language=session.language)
    click.echo(path)
    words = session.words
    say(
        words.gettext(
            "Next: write the names of its people and companies into the file, then: monitor check; monitor classify "
            "article.txt --explain, to try it; monitor poll."
        )
    )
    say(
        words.gettext(
            "What is known of it already goes into %(file)s, written as vastaamo-chronology.toml is; then: monitor "
            "cases load-chronology %(case)s",
            file=path.with_name(f"{case}-chronology.toml"),
            case=case,
        )
    )
    return OK


@cases.command("load-chronology", short_help="File what was known of a case before.")
@click.argument("case", metavar="ID")
@click.pass_obj
def load_chronology(session: Session, case: str) -> int:
    """File what was known of a case before: the steps of cases/ID-chronology.toml, as entries by hand.

    Reports of these steps that are read later attach to them, and no digest announces them as new. Loading again
    changes nothing but what was changed in the file; what a person dismissed, undid or put right stays so.
    """
    from monitor.cli.review import case_of
    from monitor.errors import UsageError

    found = case_of(session, case)
    loaded = load(session, found)
    words = session.words
    if loaded is None:
        raise UsageError(words.gettext("%(case)s has no chronology: cases/%(case)s-chronology.toml", case=case))
    session.note(told(words, case, loaded))
    return OK


def load(session: Session, case: Case) -> Loaded | None:
    """File a case's chronology; None when it has none."""
    from monitor.config import read_chronology
    from monitor.pipeline import chronology

    read = read_chronology(case.id, Path(session.folder) if session.folder else None)
    if read is None:
        return None
    path, steps = read
    app = session.app
    return app.rule(lambda conn: chronology.load(conn, case, steps, f"cases/{path.name}", app.clock()))


def told(words: Words, case: str, loaded: Loaded) -> str:
    """Say what loading did."""
    done = words.ngettext("%(num)s entry filed", "%(num)s entries filed", loaded.filed)
    parts = [
        words.gettext("%(count)s changed", count=words.number(loaded.changed)),
        words.gettext("%(count)s known already", count=words.number(loaded.known)),
    ]
    if loaded.left:
        parts.append(words.gettext("%(count)s left as people ruled", count=words.number(loaded.left)))
    return words.gettext("Chronology of %(case)s: %(done)s", case=case, done=", ".join([done, *parts]))
