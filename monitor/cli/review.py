"""Commands by which people rule on the docket: review and what belongs to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.choices import OneOf, kinds
from monitor.cli.output import Column, field, format_options
from monitor.cli.session import Session
from monitor.cli.wording import kind, short_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.model import Case
    from monitor.pipeline.ruling import Person

_LEAST = 0.2


def _outcomes() -> Sequence[str]:
    from monitor.model import Outcome

    return [str(one) for one in Outcome]


def _modalities() -> Sequence[str]:
    from monitor.model import Modality

    return [str(one) for one in Modality]


def _ruling(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options every ruling has."""
    command = click.option("--why", default="", metavar="TEXT", help="Why: kept in the audit trail.")(command)
    return click.option("--who", metavar="NAME", help="Who rules; else MONITOR_WHO, else the login name.")(command)


def _person(session: Session, who: str | None, why: str) -> Person:
    import getpass
    import os

    from monitor.pipeline.ruling import Person

    return Person(who or os.environ.get("MONITOR_WHO") or getpass.getuser(), why, session.now)


def _split(number: str) -> tuple[str, int]:
    from monitor.queries import split_number

    return split_number(number)


@click.group(invoke_without_command=True, short_help="Rule on the docket: accept, dismiss, merge, split, edit, add.")
@click.option("--case", metavar="ID", help="Only this case.")
@click.option(
    "--min-confidence",
    "least",
    type=click.FloatRange(0, 1),
    default=_LEAST,
    show_default=True,
    help="List near misses that are at least so probable.",
)
@format_options
@click.pass_context
def review(ctx: click.Context, case: str | None, least: float, form: str | None, as_json: bool) -> int:
    """Rule on the docket.

    Without a command: list the near misses, statements too doubtful to file. File one with `monitor review file`.
    Rulings survive every new reading of the articles; `monitor review log` is the audit trail, and each can be undone.
    """
    if ctx.invoked_subcommand is not None:
        return OK
    from monitor import queries

    session: Session = ctx.obj
    words = session.words
    with session.app.reader.begin() as conn:
        rows = [queries.plain(one) for one in queries.near_misses(conn, case=case, least=least)]
    columns = [
        field("id", words.gettext("No."), right=True),
        field(
            "confidence",
            words.gettext("Chance"),
            shown=lambda row: words.amount(round(100 * row["confidence"]), "percent"),
            right=True,
        ),
        field("case"),
        field("date", words.gettext("Date"), shown=lambda row: short_date(words, row["date"]), right=True),
        field("precision"),
        field("kind", words.gettext("Kind"), shown=lambda row: kind(words, row["kind"]), least=10),
        field("status"),
        field("outcome"),
        field("subject", words.gettext("Subject"), shown=lambda row: words.subject(row["subject"]), least=8),
        field("outlet", words.gettext("Outlet"), least=8, optional=1),
        field("url"),
        field("title"),
        field("rule"),
        field("words"),
        Column("quote", words.gettext("Said"), lambda row: row["quote"], link=lambda row: row["url"]),
    ]
    empty = words.gettext("Nothing waits for a ruling.")
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=empty)
    return OK


def _done(session: Session, decision: int, what: str) -> int:
    session.note(session.words.gettext("%(what)s (decision %(number)s)", what=what, number=decision))
    return OK


@review.command("accept", short_help="Confirm entries.")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@_ruling
@click.pass_obj
def accept(session: Session, numbers: tuple[str, ...], who: str | None, why: str) -> int:
    """Confirm entries: a person has looked at them and they are right."""
    from monitor.pipeline import ruling

    for number in numbers:
        case, ordinal = _split(number)
        person = _person(session, who, why)
        decision = session.app.rule(partial(ruling.accept, case=case, number=ordinal, person=person))
        _done(session, decision, session.words.gettext("%(number)s is accepted", number=number))
    return OK


@review.command("dismiss", short_help="Take entries out of the docket.")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@_ruling
@click.pass_obj
def dismiss(session: Session, numbers: tuple[str, ...], who: str | None, why: str) -> int:
    """Take entries out of the docket, because they are no developments of the case. The numbers stay theirs."""
    from monitor.pipeline import ruling

    for number in numbers:
        case, ordinal = _split(number)
        person = _person(session, who, why)
        decision = session.app.rule(partial(ruling.dismiss, case=case, number=ordinal, person=person))
        _done(session, decision, session.words.gettext("%(number)s is dismissed", number=number))
    return OK


@review.command("merge", short_help="Let one entry stand for another.")
@click.argument("number")
@click.option("--into", required=True, metavar="NUMBER", help="The entry that stands for both.")
@_ruling
@click.pass_obj
def merge(session: Session, number: str, into: str, who: str | None, why: str) -> int:
    """Let one entry stand for another: the same development, filed twice. Its reports are shown under both."""
    from monitor.errors import UsageError
    from monitor.pipeline import ruling

    (case, ordinal), (other, target) = _split(number), _split(into)
    if case != other:
        raise UsageError(session.words.gettext("Entries of two cases cannot be merged."))
    person = _person(session, who, why)
    decision = session.app.rule(lambda conn: ruling.merge(conn, case, ordinal, target, person))
    return _done(
        session, decision, session.words.gettext("%(number)s now stands under %(into)s", number=number, into=into)
    )


@review.command("split", short_help="Set some reports apart as an entry of their own.")
@click.argument("number")
@click.option(
    "--article", "articles", multiple=True, required=True, metavar="URL|TITLE", help="An article to set apart."
)
@_ruling
@click.pass_obj
def split(session: Session, number: str, articles: tuple[str, ...], who: str | None, why: str) -> int:
    """Set the reports of some articles apart as a development of their own, with a new number."""
    from monitor.pipeline import ruling

    case, ordinal = _split(number)
    person = _person(session, who, why)
    decision, new = session.app.rule(lambda conn: ruling.split(conn, case, ordinal, articles, person))
    told = session.words.gettext("Set apart from %(number)s as %(new)s", number=number, new=f"{case}-{new}")
    return _done(session, decision, told)


@review.command("edit", short_help="Put fields of an entry right.")
@click.argument("number")
@click.option("--date", metavar="DATE", help="When it happened: a year, a month or a day; '' for not known.")
@click.option("--kind", type=OneOf(kinds), metavar="KIND", help="What kind of development it is.")
@click.option(
    "--status", type=OneOf(_modalities), metavar="STATUS", help="Fact, planned, sought, hypothetical or denied."
)
@click.option("--outcome", metavar="OUTCOME", help="How it ended; '' for none.")
@click.option("--subject", metavar="NAME", help="Whom it is about, by the short name of the case file.")
@click.option("--proceeding", metavar="ID", help="The proceeding it belongs to.")
@click.option("--authority", metavar="NAME", help="Who acted; '' for not known.")
@_ruling
@click.pass_obj
def edit(session: Session, /, number: str, who: str | None, why: str, **fields: str | None) -> int:
    """Put fields of an entry right. What the machine read is kept, and an undone edit brings it back."""
    from monitor.errors import UsageError
    from monitor.pipeline import ruling

    given = {name: value for name, value in fields.items() if value is not None}
    if not given:
        raise UsageError(session.words.gettext("Say what to put right: --date, --kind, --status, --outcome …"))
    case, ordinal = _split(number)
    person = _person(session, who, why)
    decision = session.app.rule(lambda conn: ruling.edit(conn, _cases(session), case, ordinal, given, person))
    return _done(session, decision, session.words.gettext("%(number)s is put right", number=number))


def _cases(session: Session) -> dict[str, Case]:
    return {case.id: case for case in session.config.cases}


def case_of(session: Session, case: str) -> Case:
    """Give a case by its id; raise UsageError with the nearest one for what is none."""
    from monitor.cli.choices import suggestion
    from monitor.errors import UsageError

    known = _cases(session)
    if case not in known:
        near = suggestion(case, known)
        hint = session.words.gettext("; did you mean %(near)s?", near=near) if near else ""
        raise UsageError(session.words.gettext("There is no case %(case)s", case=case) + hint)
    return known[case]


@review.command("resolve", short_help="Say which side of a conflict holds.")
@click.argument("key")
@click.option("--choice", required=True, metavar="TEXT", help="What holds, in the words of one side or your own.")
@click.option("--case", default="", metavar="ID", help="The case; needed only where several are followed.")
@_ruling
@click.pass_obj
def resolve(session: Session, key: str, choice: str, case: str, who: str | None, why: str) -> int:
    """Say which side of a conflict holds. Both sides stay on record; `monitor conflicts` gives the keys."""
    from monitor.pipeline import ruling

    asked = case or (session.config.cases[0].id if len(session.config.cases) == 1 else key.split(":")[0])
    asked = asked if asked in _cases(session) else asked.rpartition("-")[0]
    person = _person(session, who, why)
    decision = session.app.rule(lambda conn: ruling.resolve(conn, asked, key, choice, person))
    return _done(session, decision, session.words.gettext("The conflict is resolved: %(choice)s", choice=choice))


@review.command("add", short_help="File an entry by hand.")
@click.argument("case")
@click.option("--kind", type=OneOf(kinds), required=True, metavar="KIND", help="What kind of development it is.")
@click.option("--subject", default="other", metavar="NAME", help="Whom it is about; other, if nobody of the case file.")
@click.option("--date", metavar="DATE", help="When it happened: a year, a month or a day.")
@click.option("--what", required=True, metavar="TEXT", help="What happened, in your own words.")
@click.option("--source", "sources", multiple=True, required=True, metavar="URL", help="Where it is said.")
@click.option(
    "--status",
    type=OneOf(_modalities),
    default="fact",
    metavar="STATUS",
    help="Fact, planned, sought, hypothetical or denied.",
)
@click.option("--outcome", type=OneOf(_outcomes), metavar="OUTCOME", help="How it ended.")
@click.option("--proceeding", default="", metavar="ID", help="The proceeding, if not the one that fits first.")
@click.option("--authority", metavar="NAME", help="Who acted.")
@_ruling
@click.pass_obj
def add(session: Session, /, case: str, who: str | None, why: str, **given: Any) -> int:
    """File an entry by hand, with its source. Articles that tell the same step later are filed under it."""
    from monitor.model import Kind, Modality, Outcome
    from monitor.pipeline import ruling

    known = case_of(session, case)
    new = ruling.New(
        kind=Kind(given["kind"]),
        subject=given["subject"],
        what={session.language: given["what"]},
        sources=[{"outlet": _host(url), "url": url, "published": ""} for url in given["sources"]],
        status=Modality(given["status"]),
        date=_event_date(given["date"]),
        outcome=Outcome(given["outcome"]) if given["outcome"] else None,
        authority=given["authority"],
        proceeding=given["proceeding"],
    )
    person = _person(session, who, why)
    decision, entry = session.app.rule(lambda conn: ruling.add(conn, known, new, person))
    return _done(session, decision, session.words.gettext("Filed as %(number)s", number=f"{case}-{entry.number}"))


def _host(url: str) -> str:
    from monitor.urls import host

    return host(url)


def _event_date(value: str | None) -> Any:
    from monitor.errors import UsageError
    from monitor.model import EventDate

    try:
        return EventDate.parse(value) if value else None
    except ValueError as error:
        raise UsageError(str(error)) from error


@review.command("file", short_help="File near misses.")
@click.argument("ids", nargs=-1, required=True, type=int, metavar="NO...")
@_ruling
@click.pass_obj
def file(session: Session, ids: tuple[int, ...], who: str | None, why: str) -> int:
    """File near misses as entries of the docket; the numbers are those `monitor review` lists."""
    from monitor.pipeline import ruling

    for near in ids:
        person = _person(session, who, why)
        decision, entry = session.app.rule(
            partial(ruling.file_near_miss, cases=_cases(session), near_id=near, person=person)
        )
        number = f"{entry.bucket.case}-{entry.number}"
        _done(session, decision, session.words.gettext("Filed as %(number)s", number=number))
    return OK


@review.command("undo", short_help="Take a ruling back.")
@click.argument("decision", type=int)
@_ruling
@click.pass_obj
def undo(session: Session, decision: int, who: str | None, why: str) -> int:
    """Take a ruling back: what it changed is as if it had never been made. The trail keeps it."""
    from monitor.pipeline import ruling

    person = _person(session, who, why)
    row = session.app.rule(lambda conn: ruling.undo(conn, decision, person))
    session.note(
        session.words.gettext("Decision %(number)s (%(action)s) is undone", number=decision, action=row.action)
    )
    return OK


@review.command("log", short_help="Show the audit trail.")
@click.option("--case", metavar="ID", help="Only this case.")
@click.option("--entry", "number", metavar="NUMBER", help="Only on this entry.")
@format_options
@click.pass_obj
def log(session: Session, case: str | None, number: str | None, form: str | None, as_json: bool) -> int:
    """Show the audit trail: who ruled what, when and why, and what was undone."""
    from monitor import queries

    words = session.words
    with session.app.reader.begin() as conn:
        rows = [queries.plain(one) for one in queries.decisions(conn, case=case, number=number)]
    if form is None and not as_json and session.printer.for_people:
        rows.reverse()  # a person looks for what was ruled last

    def undone(row: dict[str, Any]) -> str:
        return words.gettext("undone") if row["undone_at"] else ""

    columns = [
        field("id", words.gettext("No."), right=True),
        field("decided_at", words.gettext("Time"), shown=lambda row: row["decided_at"].replace("T", " ")[:16]),
        field("who", words.gettext("Who"), least=6),
        field("action", words.gettext("Ruling")),
        field("entry", words.gettext("Entry"), shown=lambda row: row["entry"] or row["detail"].get("conflict", "–")),
        field("case"),
        field("detail"),
        field("undone_at", words.gettext("Undone"), shown=undone),
        Column("why", words.gettext("Why"), lambda row: row["why"]),
    ]
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=words.gettext("No rulings."))
    return OK
