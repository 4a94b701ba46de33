"""Commands that query: docket, show, why, search."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.output import Column, format_options
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.i18n import Words


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    """Read a civil date of day, month or year precision; ``--until`` means its last day."""
    from monitor.model import EventDate

    if value is None:
        return None
    try:
        date = EventDate.parse(value)
    except ValueError as error:
        raise click.BadParameter(
            f"{value!r} is no year, month or day (2024, 2024-04, 2024-04-30)", ctx, param
        ) from error
    return date.last if param.name == "until" else date.first


@click.command(short_help="Show the running docket.")
@click.option("--case", metavar="ID", help="Only this case.")
@click.option("--kind", metavar="KIND", help="Only this kind of development, such as verdict.")
@click.option("--proceeding", metavar="ID", help="Only this proceeding.")
@click.option("--subject", metavar="NAME", help="Only about this actor, by the short name of the case file.")
@click.option("--status", metavar="STATUS", help="Only fact, planned, sought, hypothetical, denied or withdrawn.")
@click.option("--outlet", metavar="ID", help="Only what this outlet reported.")
@click.option("--reported-in", "language", metavar="LANG", help="Only what was reported in this language.")
@click.option("--since", callback=_day, metavar="DATE", help="Only events on or after this date.")
@click.option("--until", callback=_day, metavar="DATE", help="Only events on or before this date.")
@format_options
@click.pass_obj
def docket(session: Session, /, form: str | None, as_json: bool, **filters: Any) -> int:
    """Show the running docket.

    One row is one development, however many outlets reported it; the numbers are permanent. JSON holds every report
    with its quote.
    """
    from monitor import queries
    from monitor.errors import UsageError
    from monitor.model import Kind

    if filters["kind"] and filters["kind"] not in set(Kind):
        raise UsageError(f"no kind {filters['kind']!r}; the kinds are: {', '.join(Kind)}")
    with session.app.reader.begin() as conn:
        rows = [queries.plain(entry) for entry in queries.docket(conn, **filters)]
    words = session.words
    session.printer.rows(rows, docket_columns(words), form=form, as_json=as_json, empty=words.gettext("No entries."))
    return OK


def docket_columns(words: Words) -> list[Column]:
    """Give the columns of a docket table: number, date, what, who, reports, and the words of the best report last."""
    from monitor.model import EventDate, Kind, Modality, Outcome

    def date(row: dict[str, Any]) -> str:
        return words.date(EventDate.parse(row["date"])) if row["date"] else "–"

    def tag(row: dict[str, Any]) -> str:
        if row["status"] not in set(Modality):
            return f"{words.kind(Kind(row['kind']))} ({words.gettext('withdrawn')})"
        tag = words.tag(Kind(row["kind"]), Modality(row["status"]))
        return f"{tag}, {words.outcome(Outcome(row['outcome']))}" if row["outcome"] else tag

    def subject(row: dict[str, Any]) -> str:
        return words.subject(row["subject"]) or row["subject"]

    return [
        Column(words.gettext("Number"), lambda row: row["number"]),
        Column(words.gettext("Date"), lambda row: row["date"], date, right=True),
        Column(words.gettext("Development"), lambda row: f"{row['kind']} ({row['status']})", tag),
        Column(words.gettext("Subject"), lambda row: row["subject"], subject),
        Column(words.gettext("Reports"), lambda row: len(row["reports"]), right=True),
        Column(
            words.gettext("Said"),
            lambda row: row["reports"][0]["quote"] if row["reports"] else "",
            lambda row: f"{row['reports'][0]['outlet']}: {row['reports'][0]['quote']}" if row["reports"] else "",
            link=lambda row: row["reports"][0]["url"] if row["reports"] else "",
        ),
    ]


@click.command(short_help="Show one entry with its reports and quotes.")
@click.argument("number")
@format_options
@click.pass_obj
def show(session: Session, number: str, form: str | None, as_json: bool) -> int:
    """Show one entry with its reports and quotes.

    NUMBER is a docket number such as vastaamo-17.
    """
    from monitor import queries

    with session.app.reader.begin() as conn:
        entry = queries.show(conn, number)
    if entry is None:
        raise _no_entry(number)
    row = queries.plain(entry)
    words = session.words
    if as_json or form == "json":
        session.printer.json(row)
        return OK
    click.echo(_heading(words, row), err=form is not None)
    columns = [
        Column(words.gettext("Outlet"), lambda one: one["outlet"]),
        Column(words.gettext("Published"), lambda one: one["published_at"], lambda one: _published(session, one)),
        Column(words.gettext("As"), lambda one: one["modality"], lambda one: _as(words, one)),
        Column(words.gettext("Address"), lambda one: one["url"], link=lambda one: one["url"]),
        Column(words.gettext("Quote"), lambda one: one["quote"]),
    ]
    if form is None and session.printer.for_people:
        _print_reports(session, row)
    else:
        session.printer.rows(row["reports"], columns, form=form)
    return OK


def _no_entry(number: str) -> Exception:
    from monitor.errors import UsageError

    return UsageError(f"no entry {number} in the docket; monitor docket lists them")


def _heading(words: Words, row: dict[str, Any]) -> str:
    cells = [column.shown(row) if column.shown else str(column.value(row)) for column in docket_columns(words)[:4]]
    return " · ".join([*cells, row["proceeding"], row["authority"] or ""]).rstrip(" ·")


def _as(words: Words, report: dict[str, Any]) -> str:
    from monitor.model import Modality

    said = words.modality(Modality(report["modality"]))
    return said if report["news"] else f"{said}, {words.gettext('background')}"


def _published(session: Session, report: dict[str, Any]) -> str:
    at = report["published_at"]
    if not at:
        return "–"
    if len(at) <= len("2024-04-30"):
        return str(at)
    return session.words.datetime(dt.datetime.fromisoformat(at), session.config.timezone)


def _print_reports(session: Session, row: dict[str, Any]) -> None:
    """Print each report as a small paragraph: a person reads quotes, not columns."""
    for report in row["reports"]:
        click.echo()
        click.echo(f"  {report['outlet']}, {_published(session, report)} – {_as(session.words, report)}")
        click.echo(f"  {report['title']}")
        click.echo(f"  ”{report['quote']}”")
        click.echo(f"  {report['url']}")


@click.command(short_help="Tell why an entry is in the docket: rule, words, offsets, revision.")
@click.argument("ident", metavar="NUMBER|MENTION")
@format_options
@click.pass_obj
def why(session: Session, ident: str, form: str | None, as_json: bool) -> int:
    """Tell why an entry is in the docket: rule, words, offsets, revision.

    Give a docket number such as vastaamo-17, or the number of one mention.
    """
    from monitor import queries

    with session.app.reader.begin() as conn:
        traces = [queries.plain(trace) for trace in queries.why(conn, ident)]
    if not traces:
        raise _no_entry(ident)
    if as_json or form:
        columns = [Column(key, lambda row, key=key: _joined(row[key])) for key in traces[0]]  # type: ignore[misc]
        session.printer.rows(traces, columns, form=form, as_json=as_json)
        return OK
    for trace in traces:
        _print_trace(session.words, trace)
    return OK


def _joined(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _print_trace(words: Words, trace: dict[str, Any]) -> None:
    click.echo(f"{trace['number'] or '–'} · {trace['outlet']} · {trace['url']}")
    click.echo(f"  …{trace['before']}[{trace['quote']}]{trace['after']}…".replace("\n", " "))
    labels = {
        words.gettext("rule"): trace["rule"],
        words.gettext("words"): _joined(trace["words"]),
        words.gettext("cues"): _joined(trace["cues"]),
        words.gettext("modality"): trace["modality"],
        words.gettext("date"): f"{trace['date'] or '–'} ({trace['date_words'] or words.gettext('assumed')})"
        if trace["date"]
        else "–",
        words.gettext("offsets"): f"{trace['start']}–{trace['end']}",
        words.gettext("revision"): f"{trace['revision_id']}, {trace['fetched_at']}, {trace['page_hash'] or '–'}",
        words.gettext("lexicon"): trace["lexicon_version"],
    }
    for label, value in labels.items():
        click.echo(f"  {label + ':':12} {value}")
    click.echo()


@click.command(short_help="Search the stored articles and the docket.")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="At most so many hits.")
@format_options
@click.pass_obj
def search(session: Session, query: tuple[str, ...], limit: int, form: str | None, as_json: bool) -> int:
    """Search the stored articles and the docket.

    Every stored article is searched, relevant to a case or not.
    """
    from monitor import queries

    with session.app.reader.begin() as conn:
        rows = [queries.plain(hit) for hit in queries.search(conn, " ".join(query), limit)]
    words = session.words
    columns = [
        Column(words.gettext("Number"), lambda row: row["number"]),
        Column(words.gettext("Outlet"), lambda row: row["outlet"]),
        Column(words.gettext("Published"), lambda row: row["published_at"], lambda row: _published(session, row)),
        Column(words.gettext("Title"), lambda row: row["title"], link=lambda row: row["url"] or ""),
        Column(words.gettext("Snippet"), lambda row: row["snippet"]),
    ]
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=words.gettext("Nothing found."))
    return OK
