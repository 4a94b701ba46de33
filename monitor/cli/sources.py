"""Commands about sources: poll, run, outlets, status."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK, PARTLY
from monitor.cli.output import Column, format_options
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
    _say_cycle(session, report)
    return PARTLY if report.feeds.failed else OK


def _say_cycle(session: Session, report: CycleReport) -> None:
    """Say on stderr what a cycle did: counts first, then each failed source with its reason."""
    words = session.words
    feeds, articles = report.feeds, report.articles
    lines = [
        words.gettext("Feeds: %(states)s", states=_counted(words, feeds.states)),
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
        words.gettext("New docket entries: %(entries)s", entries=words.number(len(articles.created))),
    ]
    for line in lines:
        click.echo(line, err=True)
    for reason, count in articles.reasons.most_common(10):
        click.echo(words.gettext("  %(count)s × page not read: %(reason)s", count=count, reason=reason), err=True)
    for outlet, url, state, reason in feeds.failed:
        click.echo(f"  {outlet}: {state}: {reason}  {url}", err=True)


def _counted(words: Words, states: Counter[str]) -> str:
    return ", ".join(f"{words.number(count)} {state}" for state, count in states.most_common()) or words.number(0)


def _probe(session: Session, outlets: tuple[str, ...], form: str | None, as_json: bool) -> int:
    """Ask every feed once and print a table of what answered."""
    from monitor.model import PollState

    with progress(session) as draw:
        probes = asyncio.run(session.app.probe(outlets or None, draw))
    words = session.words
    rows = [
        {
            "outlet": probe.outlet,
            "state": str(probe.state),
            "entries": probe.entries,
            "newest_at": probe.newest_at,
            "reason": probe.reason,
            "url": probe.url,
        }
        for probe in probes
    ]
    columns = [
        Column(words.gettext("Outlet"), lambda row: row["outlet"]),
        Column(words.gettext("State"), lambda row: row["state"], lambda row: words.state(PollState(row["state"]))),
        Column(words.gettext("Entries"), lambda row: row["entries"], right=True),
        _moment(session, words.gettext("Newest"), "newest_at"),
        Column(words.gettext("Reason"), lambda row: row["reason"]),
        Column(words.gettext("Feed"), lambda row: row["url"], link=lambda row: row["url"]),
    ]
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=words.gettext("No enabled feed."))
    return OK if all(probe.state.good for probe in probes) else PARTLY


def _moment(session: Session, heading: str, key: str) -> Column:
    words, zone = session.words, session.config.timezone
    return Column(
        heading,
        lambda row: row[key],
        lambda row: words.datetime(row[key], zone) if row[key] else "–",
    )


@click.command(short_help="Run the daemon: poll, file and send digests until stopped.")
@click.pass_obj
def run(session: Session) -> int:
    """Run the daemon: poll, file and send digests until stopped.

    It polls what is due, files what is new and sends each subscriber's digest at its hour. One daemon runs on one
    database. SIGTERM or Ctrl-C ends it within ten seconds with exit code 0.
    """
    import logging

    from monitor.daemon import run as run_daemon

    if not session.quiet and not session.verbose:
        session.log_to_stderr(logging.INFO)
    asyncio.run(run_daemon(session.app))
    return OK


@click.group(short_help="List the outlets, or ask each of them once.", invoke_without_command=True)
@click.pass_context
def outlets(ctx: click.Context) -> None:
    """List the outlets, or ask each of them once."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_outlets, form=None, as_json=False)


@outlets.command("list")
@format_options
@click.pass_obj
def list_outlets(session: Session, form: str | None, as_json: bool) -> int:
    """List the configured outlets and their feeds."""
    words = session.words
    rows = [
        {
            "outlet": outlet.id,
            "name": outlet.name,
            "language": outlet.language,
            "kind": str(outlet.kind),
            "enabled": feed.enabled if feed else False,
            "reason": feed.reason if feed else "no feed",
            "url": feed.url if feed else outlet.homepage,
        }
        for outlet in session.config.outlets
        for feed in (outlet.feeds or (None,))
    ]
    columns = [
        Column(words.gettext("Outlet"), lambda row: row["outlet"]),
        Column(words.gettext("Name"), lambda row: row["name"]),
        Column(words.gettext("Language"), lambda row: row["language"]),
        Column(
            words.gettext("Polled"),
            lambda row: "yes" if row["enabled"] else "no",
            lambda row: words.gettext("yes") if row["enabled"] else words.gettext("no"),
        ),
        Column(words.gettext("Feed"), lambda row: row["url"], link=lambda row: row["url"]),
        Column(words.gettext("Reason"), lambda row: row["reason"] if not row["enabled"] else ""),
    ]
    session.printer.rows(rows, columns, form=form, as_json=as_json)
    return OK


@outlets.command("check")
@click.option("--outlet", "chosen", multiple=True, metavar="ID", help="Only this outlet; may be given again.")
@format_options
@click.pass_obj
def check_outlets(session: Session, chosen: tuple[str, ...], form: str | None, as_json: bool) -> int:
    """Ask every enabled feed once and print what answered; store nothing."""
    return _probe(session, chosen, form, as_json)


@click.command(short_help="Tell how every feed, article and digest stands.")
@format_options
@click.pass_obj
def status(session: Session, form: str | None, as_json: bool) -> int:
    """Tell how every feed, article and digest stands.

    Exit code 3 means that some source did not answer as it should at its last poll.
    """
    from monitor import queries
    from monitor.model import PollState
    from monitor.storage.engine import journal_note

    app, words = session.app, session.words
    with app.reader.begin() as conn:
        found = queries.plain(queries.status(conn, session.now))
    if as_json or form == "json":
        session.printer.json(found)
    else:
        session.printer.rows(found["feeds"], _status_columns(session), form=form, title=words.gettext("Feeds"))
        _say_counts(session, found, journal_note(app.reader))
    bad = [feed for feed in found["feeds"] if feed["state"] not in _FINE and not PollState(feed["state"]).good]
    return PARTLY if bad else OK


_FINE = ("disabled", "", None)


def _status_columns(session: Session) -> list[Column]:
    from monitor.model import PollState

    words = session.words

    def state(row: dict[str, Any]) -> str:
        return words.state(PollState(row["state"])) if row["state"] else words.gettext("not polled yet")

    return [
        Column(words.gettext("Outlet"), lambda row: row["outlet"]),
        Column(words.gettext("State"), lambda row: row["state"], state),
        Column(words.gettext("Entries"), lambda row: row["entries"], right=True),
        Column(words.gettext("New"), lambda row: row["new"], right=True),
        _iso_moment(session, words.gettext("Last answer"), "last_ok_at"),
        _iso_moment(session, words.gettext("Next poll"), "next_poll_at"),
        Column(words.gettext("Reason"), lambda row: row["reason"]),
        Column(words.gettext("Feed"), lambda row: row["url"], link=lambda row: row["url"]),
    ]


def _iso_moment(session: Session, heading: str, key: str) -> Column:
    import datetime as dt

    words, zone = session.words, session.config.timezone
    return Column(
        heading,
        lambda row: row[key],
        lambda row: words.datetime(dt.datetime.fromisoformat(row[key]), zone) if row[key] else "–",
    )


def _say_counts(session: Session, found: dict[str, Any], journal: str) -> None:
    """Say the counts on stderr: articles by state, the newest digests, the database."""
    from monitor.model import ArticleState

    words = session.words
    articles = ", ".join(
        f"{words.number(count)} {words.article_state(ArticleState(state))}"
        for state, count in found["articles"].items()
    )
    click.echo(words.gettext("Articles: %(articles)s", articles=articles or words.number(0)), err=True)
    for digest in found["digests"][:5]:
        click.echo(
            words.gettext(
                "Digest %(date)s to %(address)s: %(state)s %(error)s",
                date=digest.get("on", ""),
                address=digest.get("address", ""),
                state=digest.get("state", ""),
                error=digest.get("error") or "",
            ).rstrip(),
            err=True,
        )
    click.echo(words.gettext("Database: %(path)s (%(journal)s)", path=session.app.target, journal=journal), err=True)
