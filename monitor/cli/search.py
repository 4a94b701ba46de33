"""The command that searches everything stored."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.output import field, format_options, say
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.queries import Hit

_HITS = 20


# A query may begin with a word to leave out (-hovioikeus), which is no option; so no -h for help here.
@click.command(
    short_help="Search the stored articles and the docket.",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog="For example: monitor search '\"törkeä tietomurto\" outlet:yle since:2024 -kiristys'",
)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), help=f"At most so many hits ({_HITS} in a table, else every one)."
)
@format_options
@click.pass_obj
def search(session: Session, query: tuple[str, ...], limit: int | None, form: str | None, as_json: bool) -> int:
    """Search the stored articles and the docket.

    Every stored article is searched, relevant to a case or not. Every word given must be there, in any of its forms
    and also inside compounds, in Finnish, English and Swedish: tuomio finds tuomioita and vankeustuomio.

    "words between quotation marks" stand together, a* begins so, =this is written just so, -this is left out,
    this OR that is either. Filters: outlet: kind: case: proceeding: lang: since: until: state: type:, several values
    with commas.
    """
    from monitor import queries
    from monitor.i18n import value_names

    words, printer = session.words, session.printer
    table = not as_json and (form == "table" or (form is None and printer.for_people))
    most = limit or (_HITS if table else None)
    with session.app.reader.begin() as conn:
        hits = queries.search(conn, " ".join(query), most, value_names())
        complete = queries.search_is_complete(conn)
    rows = [queries.plain(hit) for hit in hits]
    marks = {id(row): hit.marks for row, hit in zip(rows, hits, strict=True)}
    columns = [
        field("type"),
        field("number", words.gettext("Number"), shown=lambda row: row["number"] or "–"),
        field("published_at", words.gettext("Published"), shown=lambda row: _published_on(session, row), right=True),
        field("outlet", words.gettext("Outlet"), least=8, optional=1),
        field("language"),
        field("url"),
        field("snippet"),
        field("title", words.gettext("Title"), link=lambda row: row["url"] or "", least=28),
    ]
    printer.rows(
        rows,
        columns,
        form=form,
        as_json=as_json,
        empty=words.gettext("Nothing found."),
        under=lambda row: (row["snippet"], marks[id(row)]),
    )
    _say_more(session, hits if table and limit is None else [], complete=complete)
    return OK


def _say_more(session: Session, hits: list[Hit], *, complete: bool) -> None:
    words = session.words
    if len(hits) == _HITS:
        say(words.gettext("These are the first %(count)s; more with --limit.", count=words.number(_HITS)))
    if not complete:
        say(words.gettext("Not every text is indexed, so hits may be missing. Run: monitor db reindex"))


def _published_on(session: Session, row: dict[str, Any]) -> str:
    from zoneinfo import ZoneInfo

    from monitor.model import EventDate

    at = row["published_at"]
    if not at:
        return "–"
    if "T" not in at:
        return session.words.date(EventDate.parse(at))
    return session.words.date(dt.datetime.fromisoformat(at).astimezone(ZoneInfo(session.config.timezone)).date())
