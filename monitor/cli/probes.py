"""What sources gave when they were asked without storing anything, as rows, and how to take one in."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from monitor.cli import OK, PARTLY
from monitor.cli.columns import feed_column, moment
from monitor.cli.output import Column, field
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.config.opml import Outline
    from monitor.model import Outlet
    from monitor.pipeline import Probe

_HOUR = dt.timedelta(hours=1)


def print_probes(session: Session, probes: Sequence[Probe], form: str | None, as_json: bool) -> int:
    """Print what each feed gave when asked; give the exit code."""
    rows = [_row(probe) for probe in probes]
    columns = [field("outlet", session.words.gettext("Outlet"), least=8), *_columns(session)]
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=session.words.gettext("No enabled feed."))
    return OK if all(probe.state.good for probe in probes) else PARTLY


def print_found(session: Session, url: str, probes: Sequence[Probe], form: str | None, as_json: bool) -> int:
    """Print what can be read at an address; say on stderr how to take in the best of it. Give the exit code."""
    best = next((probe for probe in probes if probe.state.good), None)
    source = _outline(best, probes) if best else None
    home = _home(session, url)
    rows = [_row(probe) | {"titles": list(probe.titles)} | _how(probe, probes, home) for probe in probes]
    titles = Column(
        "titles",
        session.words.gettext("First item"),
        lambda row: " | ".join(row["titles"]),
        shown=lambda row: next(iter(row["titles"]), ""),
        least=16,
        optional=4,
    )
    *others, address = _columns(session)
    session.printer.rows(rows, [*others, titles, address], form=form, as_json=as_json, empty="")
    if best is not None and source is not None and not as_json:
        _say_how(session, best, source, home)
    return OK if best is not None else PARTLY


def _row(probe: Probe) -> dict[str, Any]:
    return {
        "outlet": probe.outlet,
        "kind": str(probe.kind),
        "state": str(probe.state),
        "entries": probe.entries,
        "newest_at": probe.newest_at,
        "oldest_at": probe.oldest_at,
        "window_hours": round(probe.window / _HOUR, 1) if probe.window else None,
        "reason": probe.reason,
        "url": probe.url,
    }


def _columns(session: Session) -> list[Column]:
    from monitor.model import FeedKind, PollState

    words = session.words

    def reaches(row: dict[str, Any]) -> str:
        return words.span(row["window_hours"] * _HOUR) if row["window_hours"] else "–"

    return [
        field("kind", words.gettext("Kind"), shown=lambda row: words.feed_kind(FeedKind(row["kind"]))),
        field("state", words.gettext("State"), shown=lambda row: words.state(PollState(row["state"]))),
        field("entries", words.gettext("Entries"), right=True, optional=1),
        moment(session, "newest_at", words.gettext("Newest"), optional=3),
        field("window_hours", words.gettext("Reaches back"), shown=reaches, optional=2),
        field("reason"),
        feed_column(words, words.gettext("Feed")),
    ]


# ------------------------------------------------------------------------------------------------ how to take it in


def _home(session: Session, url: str) -> Outlet | None:
    """Give the configured outlet whose site an address is of: its sources belong below that one."""
    from monitor.entries import same_site

    return next((outlet for outlet in session.config.outlets if same_site(outlet.homepage, url)), None)


def _outline(probe: Probe, probes: Sequence[Probe]) -> Outline:
    from urllib.parse import urlsplit

    from monitor.config.opml import Outline
    from monitor.urls import host

    parts = urlsplit(probe.url)
    language = probe.language or next((one.language for one in probes if one.language), "")
    name = host(probe.url).removeprefix("www.")
    return Outline(probe.url, name, f"{parts.scheme}://{parts.netloc}/", language, probe.kind)


def _how(probe: Probe, probes: Sequence[Probe], home: Outlet | None) -> dict[str, Any]:
    """Give what to paste for one source, as JSON has it."""
    from monitor.config.write import outlet_toml

    good = probe.state.good
    return {"toml": outlet_toml(_outline(probe, probes), within=home is not None) if good else ""}


def _say_how(session: Session, best: Probe, source: Outline, home: Outlet | None) -> None:
    """Say what would be read, and what to paste or to run."""
    from monitor.config.write import outlet_toml

    words = session.words
    for title in best.titles:
        session.note(f"  {title}")
    if home is None:
        _note_lines(session, words.gettext("To read it, put this into outlets.toml:"), outlet_toml(source))
        session.note(words.gettext("or run: %(command)s", command=_command(source)))
    elif any(feed.url == best.url for feed in home.feeds):
        session.note(words.gettext("It is in outlets.toml already, under %(outlet)s.", outlet=home.id))
    else:
        told = words.gettext("To read it, put this below the outlet %(outlet)s in outlets.toml:", outlet=home.id)
        _note_lines(session, told, outlet_toml(source, within=True))


def _note_lines(session: Session, told: str, toml: str) -> None:
    for line in (told, "", *toml.splitlines(), ""):
        session.note(line)


def _command(source: Outline) -> str:
    """Give the command that adds a source."""
    from monitor.model import FeedKind

    words = ["monitor", "outlets", "add", source.url, "--name", source.title]
    words += ["--kind", str(source.kind)] if source.kind is not FeedKind.FEED else []
    words += ["--language", source.language] if source.language in ("en", "sv") else []
    return shlex.join(words)
