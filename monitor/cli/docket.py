"""Commands that query the docket: docket, show, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.byhand import first_source, own_words, print_by_hand
from monitor.cli.choices import OneOf, date_kinds, kinds, languages, statuses, suggestion
from monitor.cli.dated import date_columns, dates, mark, print_corrections
from monitor.cli.output import Column, field, format_options, say
from monitor.cli.session import Session
from monitor.cli.wording import nothing, proceeding, short_date

if TYPE_CHECKING:
    from monitor.model import Config, Figure
    from monitor.queries import DocketEntry


def civil_day(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    """Read a civil date of day, month or year precision; ``--until`` means its last day."""
    from monitor.model import EventDate

    if value is None:
        return None
    try:
        date = EventDate.parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error
    return date.last if param.name == "until" else date.first


def _moment(value: str, timezone: str) -> dt.datetime:
    """Read a time (in the settings' zone unless it says its own) or a date, which means its last moment."""
    from zoneinfo import ZoneInfo

    from monitor.model import EventDate

    zone = ZoneInfo(timezone)
    try:
        last = EventDate.parse(value).last
    except ValueError:
        pass
    else:
        return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone) - dt.timedelta(microseconds=1)
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(
            f"{value!r} is no date or time (2024-04, 2024-04-30, 2024-04-30T12:00)", param_hint="'--as-of'"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)


@click.command(short_help="Show the running docket.")
@click.option("--case", metavar="ID", help="Only this case.")
@click.option("--kind", type=OneOf(kinds), metavar="KIND", help="Only this kind of development, such as verdict.")
@click.option("--proceeding", metavar="ID", help="Only this proceeding.")
@click.option("--subject", metavar="NAME", help="Only about this actor, by the short name of the case file.")
@click.option(
    "--status",
    type=OneOf(statuses),
    metavar="STATUS",
    help="Only fact, planned, sought, hypothetical, denied or withdrawn.",
)
@click.option("--outlet", metavar="ID", help="Only what this outlet reported.")
@click.option(
    "--reported-in", "language", type=OneOf(languages), metavar="LANG", help="Only what was reported in this language."
)
@click.option("--since", callback=civil_day, metavar="DATE", help="Only events on or after this date.")
@click.option("--until", callback=civil_day, metavar="DATE", help="Only events on or before this date.")
@click.option(
    "--by",
    type=OneOf(date_kinds),
    default="event",
    metavar="WHICH",
    help="Let --since and --until mean this date: event, reported (first), published, updated or fetched.",
)
@click.option("--as-of", metavar="DATE", help="As it was known at the end of this date, or at this time.")
@format_options
@click.pass_obj
def docket(session: Session, /, form: str | None, as_json: bool, as_of: str | None, **filters: Any) -> int:
    """Show the running docket.

    One row is one development, however many outlets reported it; the numbers are permanent. The words shown are those
    of the report that tells it best; JSON holds every report with its quote. A date is a year, a month or a day.
    """
    from monitor import queries

    filters["as_of"] = _moment(as_of, session.config.timezone) if as_of else None

    whole = as_json or form in ("json", "jsonl")
    with session.app.reader.begin() as conn:
        rows = [queries.plain(entry) for entry in queries.docket(conn, brief=not whole, **filters)]
        known = {} if rows else _known(session.config, queries.docket(conn))
        counts = {} if whole or as_of else queries.report_counts(conn)
        begins = queries.begins(conn) if as_of and not rows else None
    if begins and begins > filters["as_of"]:
        day = session.words.moment(begins, session.config.timezone)
        session.note(
            session.words.gettext("This docket has known things since %(day)s, nothing of the time before.", day=day)
        )
    empty = " ".join([session.words.gettext("No entries."), *_unknown(session, filters, known)])
    session.printer.rows(rows, docket_columns(session, counts), form=form, as_json=as_json, empty=empty)
    return OK


def _known(config: Config, entries: Iterable[DocketEntry]) -> dict[str, set[str]]:
    """Collect what may be asked for: what is configured and what the docket holds."""
    known = {
        "case": {case.id for case in config.cases},
        "proceeding": {one.id for case in config.cases for one in case.proceedings},
        "subject": {"victims", "other", *(actor.id for case in config.cases for actor in case.actors)},
        "outlet": {outlet.id for outlet in config.outlets},
    }
    for entry in entries:
        known["case"].add(entry.case)
        known["proceeding"].add(entry.proceeding)
        known["subject"].add(entry.subject)
        known["outlet"].update(report.outlet for report in entry.reports)
    return known


def _unknown(session: Session, filters: dict[str, Any], known: dict[str, set[str]]) -> Iterable[str]:
    """Say which of the values asked for are known nowhere, and what they may have meant."""
    for name, values in known.items():
        value = filters[name]
        if value is None or value in values:
            continue
        asked, near = f"--{name} {value}", suggestion(value, sorted(values))
        if near:
            yield session.words.gettext("%(value)s is not known; did you mean %(near)s?", value=asked, near=near)
        else:
            yield session.words.gettext("%(value)s is not known.", value=asked)


def docket_columns(session: Session, counts: Mapping[str, int] | None = None) -> list[Column]:
    """Give the columns of a docket: number, date, what, who, reports, and the words of the best report last.

    ``counts`` has the number of reports of rows that hold but one.
    """
    from monitor.queries import telling

    words, counted = session.words, counts or {}

    def told(key: str) -> Column:
        return Column(key, "", lambda row: (telling(row) or first_source(row)).get(key))

    return [
        field("number", words.gettext("Number")),
        field("date", words.gettext("Date"), shown=lambda row: short_date(session.words, row["date"]), right=True),
        field("precision"),
        field("kind"),
        field("status"),
        field("outcome"),
        Column("", words.gettext("Development"), nothing, lambda row: _development(session, row), least=22, most=32),
        field("subject", words.gettext("Subject"), shown=lambda row: words.subject(row["subject"]), least=10),
        field("authority"),
        field("proceeding"),
        Column(
            "reports",
            words.gettext("Reports"),
            lambda row: counted.get(row["number"], len(row["reports"])),
            right=True,
            optional=1,
        ),
        field("outlets"),
        field("origins", words.gettext("Origins"), right=True, optional=3),
        field("at_source"),
        field("first_reported_at"),
        Column(
            "outlet",
            words.gettext("Outlet"),
            lambda row: (telling(row) or first_source(row)).get("outlet"),
            least=8,
            optional=2,
        ),
        told("published_at"),
        told("url"),
        told("title"),
        Column(
            "quote",
            words.gettext("Said"),
            lambda row: telling(row).get("quote"),
            shown=lambda row: telling(row).get("quote") or own_words(session, row),
            link=lambda row: (telling(row) or first_source(row)).get("url", ""),
        ),
    ]


def _development(session: Session, row: dict[str, Any]) -> str:
    """Name a development with its outcome, worded as a wish when it has not happened."""
    from monitor.model import Kind, Modality, Outcome

    words = session.words
    if row["status"] not in set(Modality):
        return f"{words.kind(Kind(row['kind']))} ({words.gettext('withdrawn')})"
    status = Modality(row["status"])
    tag = words.tag(Kind(row["kind"]), status)
    return f"{tag}, {words.outcome(Outcome(row['outcome']), status)}" if row["outcome"] else tag


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
        figures = queries.figures(conn, number)
        corrections = queries.corrections(conn, number)
    if entry is None:
        raise no_entry(session, number)
    row = queries.plain(entry) | {"figures": queries.plain(figures), "corrections": queries.plain(corrections)}
    words, printer = session.words, session.printer
    if as_json or form == "json":
        printer.json(row)
        return OK
    if form is None and printer.for_people:
        _print_entry(session, row)
        return OK
    say(_heading(session, row))
    columns = [
        field("outlet", words.gettext("Outlet")),
        field("published_at", words.gettext("Published"), shown=lambda one: _published(session, one)),
        field("modality", words.gettext("As"), shown=lambda one: _as(session, one)),
        field("news"),
        field("url"),
        field("title"),
        field("quote", words.gettext("Quote"), link=lambda one: one["url"]),
        *date_columns(),
    ]
    printer.rows(row["reports"], columns, form=form, empty=words.gettext("No reports."))
    return OK


def no_entry(session: Session, number: str) -> Exception:
    """Give what to raise for a number the docket does not have."""
    from monitor.errors import UsageError

    return UsageError(
        session.words.gettext("no entry %(number)s in the docket; monitor docket lists them", number=number)
    )


def _heading(session: Session, row: dict[str, Any]) -> str:
    parts = [
        row["number"],
        short_date(session.words, row["date"]),
        _development(session, row),
        session.words.subject(row["subject"]),
        proceeding(session, row["proceeding"], row["case"]),
        row["authority"],
        mark(session, row),
    ]
    return " · ".join(part for part in parts if part)


def _as(session: Session, report: dict[str, Any]) -> str:
    from monitor.model import Modality

    said = session.words.modality(Modality(report["modality"]))
    return said if report["news"] else f"{said}, {session.words.gettext('background')}"


def _published(session: Session, report: dict[str, Any]) -> str:
    from monitor.model import EventDate

    at = report["published_at"]
    if not at:
        return "–"
    if "T" not in at:
        return session.words.date(EventDate.parse(at))
    return session.words.moment(dt.datetime.fromisoformat(at), session.config.timezone)


def _print_entry(session: Session, row: dict[str, Any]) -> None:
    """Print each report as a small paragraph, the one that tells it best first: a person reads quotes, not columns."""
    from monitor.queries import telling

    printer = session.printer
    printer.paragraph(_heading(session, row))
    print_by_hand(session, row)
    best = telling(row)
    for report in sorted(row["reports"], key=lambda one: one is not best):
        printer.text()
        printer.paragraph(f"{report['outlet']}, {_published(session, report)} – {_as(session, report)}", "  ")
        printer.paragraph(report["title"] or "", "  ")
        printer.paragraph(session.words.quoted(report["quote"]), "  ")
        printer.paragraph(dates(session, report), "  ")
        if report["url"]:
            printer.text(f"  {report['url']}")
        if report["archived_url"]:
            printer.text(f"  {session.words.gettext('archived copy')}: {report['archived_url']}")
    print_corrections(session, row["corrections"])
    _print_figures(session, row["figures"])


def _print_figures(session: Session, figures: list[dict[str, Any]]) -> None:
    """Print each figure as it is worded, with who gives it and when."""
    words, printer = session.words, session.printer
    if figures:
        printer.text()
        printer.paragraph(words.gettext("Figures:"))
    for one in figures:
        source = f"{one['outlet']}, {_published(session, one)}: {words.quoted(one['quote'])}"
        printer.paragraph(f"{words.figure(_figure(one))} – {source}", "  ")


def _figure(row: dict[str, Any]) -> Figure:
    from monitor.model import Figure, Qualifier

    return Figure(
        "",
        row["what"],
        row["value"],
        row["unit"],
        Qualifier(row["qualifier"]),
        row["quote"],
        0,
        0,
        row["of"],
        row["suspended"],
    )


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
        return _why_by_hand(session, ident, as_json=as_json or form == "json")
    if as_json or form or not session.printer.for_people:
        columns = [field(key, key) for key in traces[0]]
        session.printer.rows(traces, columns, form=form, as_json=as_json)
        return OK
    for trace in traces:
        _print_trace(session, trace)
    return OK


def _why_by_hand(session: Session, ident: str, *, as_json: bool) -> int:
    """Say why an entry is there that no article tells yet: a person filed it, after these sources."""
    from monitor import queries

    with session.app.reader.begin() as conn:
        entry = None if ident.isdigit() else queries.show(conn, ident)
    if entry is None or not entry.by_hand:
        raise no_entry(session, ident)
    if as_json:
        session.printer.json([])
        return OK
    row = queries.plain(entry)
    session.printer.paragraph(_heading(session, row))
    print_by_hand(session, row)
    return OK


def _print_trace(session: Session, trace: dict[str, Any]) -> None:
    words, printer = session.words, session.printer
    heading = [trace["number"] or "–", trace["outlet"], _published(session, trace), trace["url"]]
    printer.text(" · ".join(part for part in heading if part))
    printer.paragraph(f"…{trace['before']}[{trace['quote']}]{trace['after']}…", "  ")
    labels = {
        words.gettext("mention"): trace["mention_id"],
        words.gettext("rule"): trace["rule"],
        words.gettext("words"): "; ".join(trace["words"]),
        words.gettext("cues"): "; ".join(trace["cues"]),
        words.gettext("modality"): _as(session, trace),
        words.gettext("date"): _dated(session, trace),
        words.gettext("offsets"): f"{trace['start']}–{trace['end']}",
        words.gettext("revision"): f"{trace['revision_id']}, {trace['fetched_at']}, {trace['page_hash'] or '–'}",
        words.gettext("lexicon"): trace["lexicon_version"],
    }
    for label, value in labels.items():
        printer.text(f"  {label + ':':12} {value}")
    printer.text()


def _dated(session: Session, trace: dict[str, Any]) -> str:
    if not trace["date"]:
        return "–"
    return f"{trace['date']} ({trace['date_words'] or session.words.gettext('assumed')})"
