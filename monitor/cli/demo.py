"""The command demo: the whole line on a sample newsroom, on this machine alone."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import OK
from monitor.cli.docket import docket_columns
from monitor.cli.output import say
from monitor.cli.progress import progress
from monitor.cli.session import Session
from monitor.cli.sources import counted

if TYPE_CHECKING:
    from monitor.demo.show import DemoResult


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
    from monitor.model import PollState

    words = session.words
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
            say(f"  {outlet}: {words.state(PollState(state))}: {reason}")
    say("")
    rows = [queries.plain(entry) for entry in result.entries]
    session.printer.rows(rows, docket_columns(session), title=words.gettext("Docket (sample)"))
    say("")
    say(words.gettext("Docket entries: %(entries)s, reports: %(reports)s", entries=len(rows), reports=result.reports))
    say(words.gettext("Requests served: %(requests)s, answered 304: %(unchanged)s", **result.requests))
    say(words.gettext("Digest:    %(path)s", path=result.digest))
    say(words.gettext("Digest as a page: %(path)s", path=result.page))
    say(words.gettext("Database:  %(path)s", path=result.database))
    say(words.gettext("Look closer:"))
    entry = max(rows, key=lambda row: len(row["reports"]), default={"number": "vastaamo-1"})["number"]
    for command in (f"show {entry}", f"why {entry}", "docket --kind verdict", "search tuomio", "status"):
        say(f"  monitor --config {result.folder} --db {result.database} {command}")
    say(words.gettext("Then follow the real outlets: monitor init"))
