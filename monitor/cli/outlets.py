"""The command outlets: list, add, check, test, import, export."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK, PARTLY
from monitor.cli.columns import feed_column, moment
from monitor.cli.history import by_day, sparkline
from monitor.cli.output import Column, field, format_options, say
from monitor.cli.probes import print_found, print_probes
from monitor.cli.progress import progress
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.model import Feed, Outlet


_KIND = "What stands at the address."


@click.group(short_help="List the outlets, try their feeds, add new ones.", invoke_without_command=True)
@click.pass_context
def outlets(ctx: click.Context) -> None:
    """List the outlets, try their feeds, add new ones."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_outlets, form=None, as_json=False)


@outlets.command("list")
@format_options
@click.pass_obj
def list_outlets(session: Session, form: str | None, as_json: bool) -> int:
    """List the configured outlets and their feeds, with how each has done.

    The history has a column for each of the last 14 days: how many items were new, a dot where the feed was not
    polled, a cross where it never answered. A feed that is silent, because it does not answer or because it has
    published nothing for unusually long, says since when.
    """
    words, today = session.words, session.now.date()
    stands = _stands(session)
    rows = [
        _listed(outlet, feed, stands.get(feed.url) if feed else None)
        for outlet in session.config.outlets
        for feed in (outlet.feeds or (None,))
    ]
    columns = [
        field("outlet", words.gettext("Outlet")),
        field("name", words.gettext("Name"), least=10, optional=1),
        field("language", words.gettext("Language"), optional=2),
        field("kind"),
        field("source"),
        field(
            "enabled",
            words.gettext("Polled"),
            shown=lambda row: words.gettext("yes") if row["enabled"] else words.gettext("no"),
            optional=3,
        ),
        Column(
            "new_by_day",
            words.gettext("14 days"),
            lambda row: by_day(row["days"], today),
            shown=lambda row: sparkline(row["days"], today),
        ),
        moment(session, "last_ok_at", words.gettext("Last answer"), optional=4),
        moment(session, "silent_since_at", words.gettext("Silent since"), optional=5),
        field("reason"),
        feed_column(words, words.gettext("Feed")),
    ]
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=words.gettext("No outlets are configured."))
    return OK


def _stands(session: Session) -> dict[str, dict[str, Any]]:
    """Give how each feed stands, by address; nothing where no database knows yet, or it cannot be read now."""
    from monitor import queries
    from monitor.errors import StorageError
    from monitor.source_status import feeds

    if not session.app.has_database():
        return {}
    try:
        with session.app.reader.begin() as conn:
            return {feed.url: queries.plain(feed) for feed in feeds(conn, session.now)}
    except StorageError as error:  # what is configured can be told all the same
        say(str(error))
        return {}


def _listed(outlet: Outlet, feed: Feed | None, stands: dict[str, Any] | None) -> dict[str, Any]:
    """Give one row: what is configured, then how it has done so far."""
    known = stands or {"state": "not_polled", "last_ok_at": None, "silent_since_at": None, "days": [], "reason": ""}
    told = known["reason"] if known["silent_since_at"] else ""
    return {
        "outlet": outlet.id,
        "name": outlet.name,
        "language": outlet.language,
        "kind": str(outlet.kind),
        "source": str(feed.kind) if feed else "",
        "enabled": feed.enabled if feed else False,
        "reason": (feed.reason or told) if feed else "no feed",
        "url": feed.url if feed else outlet.homepage,
        **{name: known[name] for name in ("state", "last_ok_at", "silent_since_at", "days")},
    }


@outlets.command("check", short_help="Ask every enabled feed once; store nothing.")
@click.option("--outlet", "chosen", multiple=True, metavar="ID", help="Only this outlet; may be given again.")
@format_options
@click.pass_obj
def check_outlets(session: Session, chosen: tuple[str, ...], form: str | None, as_json: bool) -> int:
    """Ask every enabled feed once and print what answered, and how far back it reaches; store nothing.

    Exit code 3 means that some feed did not answer as it should.
    """
    with progress(session) as draw:
        probes = asyncio.run(session.app.probe(chosen or None, draw))
    return print_probes(session, probes, form, as_json)


@outlets.command("test", short_help="Show what could be read at an address; store nothing.")
@click.argument("url")
@format_options
@click.pass_obj
def test_outlet(session: Session, url: str, form: str | None, as_json: bool) -> int:
    """Show what could be read of a site, a page, a feed or a sitemap, and how to take it in; store nothing.

    A page is searched for feeds and sitemaps, where it and robots.txt name them and at a few usual addresses. Each
    that answers is shown with its items, as is the page itself: as a page of links, and as one page that is watched.
    It is all asked under the same limits and guards as a configured feed.
    """
    from monitor.urls import canonical

    canonical(url)
    return print_found(session, url, asyncio.run(session.app.discover(url)), form, as_json)


@outlets.command("add", short_help="Append a source to your outlets.toml.")
@click.argument("url")
@click.option("--name", default="", metavar="NAME", help="The outlet's name; its host if not given.")
@click.option("--language", type=click.Choice(["fi", "en", "sv"]), default="fi", help="What it is written in.")
@click.option("--kind", type=click.Choice(["feed", "sitemap", "listing", "watched"]), default="feed", help=_KIND)
@click.option("--links", default="", metavar="CSS", help="Of a listing: a selector of its links; guessed if not given.")
@click.option("--part", default="", metavar="CSS", help="Of a watched page: a selector of the part that is watched.")
@click.option("--authority", is_flag=True, help="It is an authority; its word stands over that of newsrooms.")
@click.pass_obj
def add_outlet(
    session: Session, url: str, name: str, language: str, kind: str, links: str, part: str, authority: bool
) -> int:
    """Append an outlet with one source to your outlets.toml; its comments stay as they are.

    The id made of its name is printed. Try the address first with: monitor outlets test URL.
    """
    from monitor.config.opml import Outline
    from monitor.config.write import add_outlets
    from monitor.model import FeedKind, OutletKind
    from monitor.urls import canonical

    canonical(url)
    if (links and kind != "listing") or (part and kind != "watched"):
        raise click.UsageError("--links is for --kind listing, --part for --kind watched.")
    publisher = OutletKind.AUTHORITY if authority else OutletKind.PRESS
    source = Outline(url, name, language=language, kind=FeedKind(kind), links=links, part=part, publisher=publisher)
    return _say_added(session, add_outlets(session.own_folder, [source]))


@outlets.command("import", short_help="Append the feeds of an OPML file to your outlets.toml.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.opml")
@click.pass_obj
def import_outlets(session: Session, file: Path) -> int:
    """Append the new feeds of an OPML file, as feed readers export it, to your outlets.toml.

    Exit code 3 means that some of its feeds could not be used; each is told with its line.
    """
    from monitor.config.write import import_opml

    added, remarks = import_opml(session.own_folder, file)
    for remark in remarks:
        say(session.words.again(remark))
    _say_added(session, added)
    return PARTLY if remarks else OK


def _say_added(session: Session, added: list[str]) -> int:
    for ident in added:
        click.echo(ident)
    if not added:
        say(session.words.gettext("Nothing added: these feeds are there already."))
    return OK


@outlets.command("export")
@click.pass_obj
def export_outlets(session: Session) -> int:
    """Print the enabled feeds as OPML, for a feed reader; name on stderr what OPML cannot hold."""
    from monitor.export.opml import not_in_opml, opml_text

    outlets, words = session.config.outlets, session.words
    click.echo(opml_text(outlets, "monitor"), nl=False)
    for feed in not_in_opml(outlets):
        kind = words.feed_kind(feed.kind)
        session.note(words.gettext("Not in the OPML, being no feed: %(url)s (%(kind)s)", url=feed.url, kind=kind))
    return OK
