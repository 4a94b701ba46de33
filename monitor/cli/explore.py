"""The command explore."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import OK
from monitor.cli.output import say
from monitor.cli.session import Session


@click.command(short_help="Look at the database in a browser, with facets and search.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Listen on this port.")
@click.option("--open/--no-open", "open_it", default=False, help="Open the address in your browser.")
@click.pass_obj
def explore(session: Session, port: int, open_it: bool) -> int:
    """Look at the database in a browser, with facets and search.

    Datasette serves the database on this machine alone, for reading, also while the daemon writes. The address that is
    printed lets one browser in, once. The views docket, reports, figures, conflicts, articles, corrections and
    feeds_health are the ones to begin with. Needs the extra explore. Ctrl-C ends it.
    """
    from monitor import explore as site
    from monitor.errors import UsageError
    from monitor.storage.engine import database_path

    path = database_path(session.app.target)
    if path is None:
        raise UsageError("explore reads SQLite files; this database is on a server")
    with session.app.reader.connect():  # its revision and its mode are right, or it says what to do
        pass
    served = site.datasette(path, _metadata(session))
    address = site.entrance(served, port)
    click.echo(address)
    say(session.words.gettext("Open this address in your browser; Ctrl-C ends it."))
    if open_it:
        click.launch(address)
    site.serve(served, port)
    return OK


def _metadata(session: Session) -> Path:
    """Give the user's own description of the database, else the shipped one."""
    from monitor.config import bundled

    own = Path(session.config.folder) / "datasette.json" if session.config.folder else None
    return own if own is not None and own.exists() else bundled("config") / "datasette.json"
