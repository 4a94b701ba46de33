"""Commands about sources: poll, run."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import click

from monitor.cli import OK, PARTLY
from monitor.cli.output import format_options, say
from monitor.cli.progress import progress
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.app import CycleReport
    from monitor.i18n import Words


@click.command(short_help="Poll the outlets once and file what is new.")
@click.option("--outlet", "outlets", multiple=True, metavar="ID", help="Only this outlet; may be given again.")
@click.option("--due", is_flag=True, help="Only the feeds whose time has come, as the daemon does.")
@click.option("--dry-run", is_flag=True, help="Ask the feeds and say what they give; store nothing.")
@format_options
@click.pass_obj
def poll(session: Session, outlets: tuple[str, ...], due: bool, dry_run: bool, form: str | None, as_json: bool) -> int:
    """Poll the outlets once and file what is new.

    Every enabled feed is asked, new articles are read, developments go into the docket; nothing is mailed. The first
    poll of a feed is a baseline: what it holds is filed but is not news for a digest. Exit code 3 means that some
    source failed; monitor status says which and why.
    """
    if dry_run:
        return _probe(session, outlets, form, as_json)
    with progress(session) as draw:
        report = asyncio.run(session.app.cycle(only=outlets or None, force=not due, progress=draw))
    say_cycle(session, report)
    return PARTLY if report.feeds.failed else OK


def say_cycle(session: Session, report: CycleReport) -> None:
    """Say on stderr what a cycle did: counts first, then each failed source with its reason."""
    from monitor.model import PollState

    words = session.words
    feeds, articles = report.feeds, report.articles
    lines = [
        words.gettext("Feeds: %(states)s", states=counted(words, feeds.states)),
        words.gettext(
            "Entries: %(entries)s, new articles: %(new)s",
            entries=words.number(feeds.entries),
            new=words.number(feeds.new),
        ),
        words.gettext(
            "Articles read: %(articles)s, new or changed texts: %(revisions)s, about a case: %(relevant)s",
            articles=words.number(articles.states.total()),
            revisions=words.number(articles.revisions),
            relevant=words.number(articles.relevant),
        ),
        words.gettext(
            "New docket entries: %(entries)s", entries=words.number(len(articles.created) + len(feeds.created))
        ),
    ]
    for line in lines:
        session.note(line)
    for reason, count in articles.reasons.most_common(10):
        say(words.gettext("  %(count)s × page not read: %(reason)s", count=count, reason=words.again(reason)))
    for outlet, url, state, reason in feeds.failed:
        say(f"  {outlet}: {words.state(PollState(state))}: {words.again(reason)}  {url}")


def counted(words: Words, states: Counter[str]) -> str:
    """Write how many feeds ended in which state."""
    from monitor.model import PollState

    said = (f"{words.number(count)} {words.state(PollState(state))}" for state, count in states.most_common())
    return ", ".join(said) or words.number(0)


def _probe(session: Session, outlets: tuple[str, ...], form: str | None, as_json: bool) -> int:
    """Ask every feed once and print a table of what answered."""
    from monitor.cli.probes import print_probes

    with progress(session) as draw:
        probes = asyncio.run(session.app.probe(outlets or None, draw))
    return print_probes(session, probes, form, as_json)


@click.command(short_help="Run the daemon: poll, file and send digests until stopped.")
@click.pass_obj
def run(session: Session) -> int:
    """Run the daemon: poll, file and send digests until stopped.

    It polls what is due, files what is new and sends each subscriber's digest at its hour. One daemon runs on one
    database. SIGTERM or Ctrl-C ends it within ten seconds with exit code 0.
    """
    import logging

    from monitor.config import database_path, require_contact
    from monitor.storage.alone import only_daemon

    if not session.quiet and not session.verbose:
        session.log_to_stderr(logging.INFO)
    require_contact(session.config)
    with only_daemon(session.config.database or str(database_path())):
        from monitor.daemon import run as run_daemon  # half a second: a second daemon has left before

        asyncio.run(run_daemon(session.app))
    return OK
