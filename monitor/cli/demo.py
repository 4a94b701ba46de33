"""The command demo: the whole line on a sample newsroom, on this machine alone."""

from __future__ import annotations

import asyncio
import logging
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.docket import docket_columns
from monitor.cli.output import say
from monitor.cli.progress import progress
from monitor.cli.session import Session
from monitor.cli.sources import counted

if TYPE_CHECKING:
    from monitor.demo.show import DemoResult

_SHOWN = 25  # rows on a terminal: with what is said below them about one screen


@click.command(short_help="Poll a sample newsroom on this machine and show what comes out.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep the files in this folder.")
@click.pass_obj
def demo(session: Session, keep: Path | None) -> int:
    """Poll a sample newsroom on this machine and show what comes out.

    Sample outlets in Finnish and English are served on loopback and polled twice by the real pipeline; the docket is
    printed as a table, the day's digest and the database are left in a folder. No internet is needed. All texts are
    samples written for this program.
    """
    from monitor.demo.show import show

    if not session.verbose:
        session.log_to_stderr(logging.ERROR)  # the sources that fail here fail on purpose, and are told below
    folder = keep or Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    with progress(session) as draw:
        result = asyncio.run(show(session.config, folder, session.language, draw))
    _print(session, result)
    return OK


def _print(session: Session, result: DemoResult) -> None:
    """Print what was made: the docket on stdout, everything else on stderr."""
    from monitor import queries

    words = session.words
    _say_polls(session, result)
    say("")
    rows = [queries.plain(entry) for entry in result.entries]
    shown = most_reported(rows, _SHOWN) if session.printer.for_people else rows
    session.printer.rows(shown, docket_columns(session), title=words.gettext("Docket (sample)"))
    say("")
    say(words.gettext("Docket entries: %(entries)s, reports: %(reports)s", entries=len(rows), reports=result.reports))
    command = shlex.join([*called(), *result.options])
    if len(shown) < len(rows):
        say(
            words.gettext("Above are the %(count)s most reported of them. All of them:", count=words.number(len(shown)))
        )
        say(f"  {command} docket", whole=True)
    say(words.gettext("Requests served: %(requests)s, answered 304: %(unchanged)s", **result.requests))
    say(words.gettext("Digest:    %(path)s", path=result.digest), whole=True)
    say(words.gettext("Digest as a page: %(path)s", path=result.page), whole=True)
    say(words.gettext("Database:  %(path)s", path=result.database), whole=True)
    say(words.gettext("Look closer:"))
    entry = max(rows, key=lambda row: len(row["reports"]), default={"number": "vastaamo-1"})["number"]
    for rest in (f"show {entry}", f"why {entry}", "docket --kind verdict", "search tuomio", "status"):
        say(f"  {command} {rest}", whole=True)
    say(words.gettext("Then follow the real outlets: %(command)s", command=f"{shlex.join(called())} init"), whole=True)


def _say_polls(session: Session, result: DemoResult) -> None:
    """Say what each poll did, and once of each source that failed why it did."""
    from monitor.model import PollState

    words = session.words
    told: set[tuple[str, str]] = set()
    for number, cycle in enumerate(result.cycles, 1):
        say(
            words.gettext(
                "Poll %(number)s: %(states)s; %(entries)s entries, %(new)s new articles, %(texts)s texts read",
                number=number,
                states=counted(words, cycle.feeds.states),
                entries=words.number(cycle.feeds.entries),
                new=words.number(cycle.feeds.new),
                texts=words.number(cycle.articles.revisions),
            )
        )
        for outlet, _, state, reason in cycle.feeds.failed:
            if (outlet, state) not in told:
                say(f"  {outlet}: {words.state(PollState(state))}: {reason}")
            told.add((outlet, state))


def most_reported(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Choose the rows that tell most at a glance: what happened and was reported most, in the order of the docket."""
    ranked = sorted(rows, key=lambda row: (row["status"] != "fact", -len(row["reports"])))
    chosen = {row["number"] for row in ranked[:most]}
    return [row for row in rows if row["number"] in chosen]


def called() -> list[str]:
    """Give the words by which this program was called, so that a command it names can be typed as it stands."""
    program = Path(sys.argv[0])
    if (program.parent.name, program.name) == ("monitor", "__main__.py"):
        return [sys.executable, "-m", "monitor"]
    if program.stem != "monitor" or shutil.which("monitor") == str(program.absolute()):
        return ["monitor"]
    return [str(program)]
