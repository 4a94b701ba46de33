"""Commands that say how the case stands: proceedings, conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.choices import OneOf
from monitor.cli.output import Column, field, format_options
from monitor.cli.session import Session
from monitor.cli.wording import nothing, proceeding, short_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.i18n import Words
    from monitor.model import Case

_SHOWN_SOURCES = 3


def _states() -> Sequence[str]:
    from monitor.conflicts import State

    return [str(state) for state in State]


@click.command(short_help="Tell how each proceeding stands.")
@click.option("--case", metavar="ID", help="Only this case.")
@format_options
@click.pass_obj
def proceedings(session: Session, case: str | None, form: str | None, as_json: bool) -> int:
    """Tell how each proceeding stands.

    One row is one proceeding of a case file with its decisive latest step: the higher court's ruling before the lower
    one's, an authority's own report before the media's. It is called final, or not final, only where a text says so.
    """
    from monitor import queries

    words = session.words
    with session.app.reader.begin() as conn:
        rows = [queries.plain(one) for one in queries.proceedings(conn, session.config.cases, case)]

    def name(row: dict[str, Any]) -> str:
        return proceeding(session, row["proceeding"], row["case"])

    if form is None and not as_json and session.printer.for_people and rows:
        for row in rows:
            _print_standing(session, name(row), row)
        return OK
    columns = [
        field("case"),
        field("proceeding", words.gettext("Proceeding"), shown=name, least=18, most=34),
        field("state"),
        field("since"),
        field("date", words.gettext("Date"), shown=lambda row: short_date(words, row["date"]), right=True),
        field("kind"),
        field("outcome"),
        field("subject"),
        field("finality"),
        Column("term", "", lambda row: row["term"]["value"] if row["term"] else None),
        Column("unit", "", lambda row: row["term"]["unit"] if row["term"] else None),
        field("appealed"),
        Column("", words.gettext("Status"), nothing, lambda row: status_line(words, row), least=24),
        field("number", words.gettext("Entry"), shown=lambda row: row["number"] or "–"),
        field("outlet", words.gettext("Outlet"), shown=lambda row: row["outlet"] or "–", least=8, optional=1),
        field("url"),
        field("quote"),
        field("latest_number"),
        field("latest_kind"),
        field("latest_date"),
    ]
    empty = words.gettext("There is no such case.")
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=empty)
    return OK


def _print_standing(session: Session, name: str, row: dict[str, Any]) -> None:
    """Print one proceeding as two lines that wrap: its name and status, then since when, which entry, who says so."""
    words = session.words
    session.printer.paragraph(f"{name}: {status_line(words, row)}")
    if row["number"]:
        session.printer.paragraph(
            f"{short_date(words, row['date'])} · {row['number']} · {row['outlet'] or '–'}", "    "
        )


def status_line(words: Words, row: dict[str, Any]) -> str:
    """Word a proceeding's status: what was decided, how, for how long or how much, and whether it is final."""
    from monitor.model import Kind, Outcome

    if not row["kind"]:
        return words.gettext("not stated in the sources")
    return words.status(
        Kind(row["kind"]),
        Outcome(row["outcome"]) if row["outcome"] else None,
        (row["term"]["value"], row["term"]["unit"], row["term"]["suspended"]) if row["term"] else None,
        row["finality"],
        appealed=row["appealed"],
    )


@click.command(short_help="Show where sources differ.")
@click.option("--case", metavar="ID", help="Only this case.")
@click.option("--entry", "number", metavar="NUMBER", help="Only about this entry, such as vastaamo-17.")
@click.option("--state", type=OneOf(_states), metavar="STATE", help="Only open, resolved or superseded.")
@format_options
@click.pass_obj
def conflicts(
    session: Session, case: str | None, number: str | None, state: str | None, form: str | None, as_json: bool
) -> int:
    """Show where sources differ.

    One row is one question that sources answer in ways that cannot all be true at the same time: the date or the
    outcome of an entry, a sentence, a sum, the number of victims. Every side is kept with its words and its outlets.
    A conflict is open until a person resolves it (monitor review), or superseded: every outlet of the other sides has
    corrected itself, or a higher court has ruled. JSON holds every side with its sources.
    """
    from monitor import queries

    words, printer = session.words, session.printer
    with session.app.reader.begin() as conn:
        rows = [queries.plain(one) for one in queries.conflicts(conn, case=case, number=number, state=state)]
    if form is None and not as_json and printer.for_people and rows:
        for row in rows:
            _print_conflict(session, row)
        return OK
    columns = [
        field("key", words.gettext("Conflict")),
        field("case"),
        field("question", words.gettext("Question"), shown=lambda row: words.question(row["question"]), optional=1),
        field("kind"),
        field("subject"),
        field("state", words.gettext("State"), shown=lambda row: words.conflict_state(row["state"])),
        field("choice"),
        Column(
            "values",
            words.gettext("Values"),
            lambda row: " | ".join(side["value"] for side in row["sides"]),
            lambda row: " ↔ ".join(_value(words, row, side) for side in row["sides"]),
        ),
        Column("reports", "", lambda row: " | ".join(str(side["reports"]) for side in row["sides"])),
    ]
    printer.rows(rows, columns, form=form, as_json=as_json, empty=words.gettext("Sources do not differ."))
    return OK


def _value(words: Words, row: dict[str, Any], side: dict[str, Any]) -> str:
    return words.answer(row["question"], side["value"], side["label"])


def _print_conflict(session: Session, row: dict[str, Any]) -> None:
    """Print one conflict as a paragraph: the question, then each side with its sources' words."""
    words, printer = session.words, session.printer
    resolved = ": " + row["choice"] if row["choice"] else ""
    heading = [row["key"], words.question(row["question"]), _about(session, row)]
    printer.paragraph(
        " · ".join(part for part in heading if part) + f" ({words.conflict_state(row['state'])}{resolved})"
    )
    for side in row["sides"]:
        count = words.ngettext("%(num)s report", "%(num)s reports", side["reports"])
        printer.paragraph(f"{_value(words, row, side)} – {count}", "  ")
        for source in side["sources"][:_SHOWN_SOURCES]:
            printer.paragraph(
                f"{source['outlet']}, {short_date(words, source['published'])}: {_words_of(words, source)}", "    "
            )
    printer.text()


def conflict_cells(session: Session, row: dict[str, Any]) -> tuple[str, str, str]:
    """Word one conflict for a report: the question and what it is about, the sides, and how it stands."""
    words = session.words
    about = _about(session, row)
    question = f"{words.question(row['question'])} ({about})" if about else words.question(row["question"])
    sides = " ↔ ".join(
        f"{_value(words, row, side)} ({', '.join(dict.fromkeys(one['outlet'] for one in side['sources']))})"
        for side in row["sides"]
    )
    state = words.conflict_state(row["state"])
    return question, sides, f"{state}: {row['choice']}" if row["choice"] else state


def _about(session: Session, row: dict[str, Any]) -> str:
    from monitor.model import Kind, name_in

    cases: dict[str, Case] = {case.id: case for case in session.config.cases}
    if row["key"].startswith(row["case"] + ":"):
        known = cases.get(row["case"])
        return name_in(known.names if known else {}, session.language, str(row["case"]))
    return session.words.kind(Kind(row["kind"])) if row["kind"] else ""


def _words_of(words: Words, source: dict[str, Any]) -> str:
    """Quote a source with a little of what stands around a number."""
    before, after = source["before"], source["after"]
    if not before and not after:
        return words.quoted(source["quote"])
    return words.quoted(f"… {before}{source['quote']}{after} …")
