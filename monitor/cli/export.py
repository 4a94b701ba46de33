"""Commands that carry the docket out: dates, timeline, report, export, evidence."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.docket import civil_day
from monitor.cli.output import Column, field, format_options
from monitor.cli.session import Session
from monitor.cli.wording import nothing, proceeding, short_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitor.storage.archive import KeptPlace

_AHEAD = ("planned", "sought")
_OUTPUT = click.option("-o", "--output", metavar="FILE", help="Write here; else to stdout.")


def _entries(session: Session, **filters: Any) -> list[dict[str, Any]]:
    from monitor import queries
    from monitor.export.rows import cleaned

    with session.app.reader.begin() as conn:
        return [cleaned(queries.plain(entry)) for entry in queries.docket(conn, **filters)]


def _title(session: Session, case: str | None) -> str:
    from monitor.model import name_in

    wanted = [one for one in session.config.cases if case is None or one.id == case]
    return ", ".join(name_in(one.names, session.language, one.id) for one in wanted) or (case or "")


def _put(session: Session, body: str | bytes, output: str | None) -> int:
    """Write to a file, whole or not at all, or to stdout."""
    raw = body if isinstance(body, bytes) else body.encode()
    if output is None or output == "-":
        sys.stdout.buffer.write(raw)
        return OK
    from monitor.errors import UsageError

    target = Path(output)
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_bytes(raw)
        beside.replace(target)
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror or error}") from error
    session.note(session.words.gettext("Written: %(file)s", file=output))
    return OK


@click.command(short_help="List dated steps, such as announced hearings and rulings.")
@click.option("--case", metavar="ID", help="Only this case.")
@click.option("--upcoming", is_flag=True, help="Only what is announced or demanded for today or later.")
@format_options
@click.pass_obj
def dates(session: Session, case: str | None, upcoming: bool, form: str | None, as_json: bool) -> int:
    """List dated steps, such as announced hearings and rulings.

    With --upcoming those that are still to come, each with the words that announce it. `monitor export --format ics`
    gives them to a calendar.
    """
    from monitor.digest.clean import brief
    from monitor.export.rows import titled
    from monitor.queries import telling

    words = session.words
    rows = [row for row in _entries(session, case=case) if row["date"]]
    if upcoming:
        rows = [row for row in rows if _is_ahead(row, session.now.date())]
    columns = [
        field("date", words.gettext("Date"), shown=lambda row: short_date(words, row["date"]), right=True),
        field("number", words.gettext("Number")),
        *(field(key) for key in ("precision", "kind", "status")),
        Column("", words.gettext("Development"), nothing, lambda row: titled(words, row), least=20, most=36),
        field("subject", words.gettext("Subject"), shown=lambda row: words.subject(row["subject"]), least=8),
        field("authority", words.gettext("Authority"), shown=lambda row: row["authority"] or "–", optional=1),
        Column("outlet", words.gettext("Outlet"), lambda row: telling(row).get("outlet", ""), least=8, optional=2),
        Column("url", "", lambda row: telling(row).get("url", "")),
        Column("quote", words.gettext("Said"), lambda row: _said(session, row, brief(telling(row).get("quote", "")))),
    ]
    session.printer.rows(rows, columns, form=form, as_json=as_json, empty=words.gettext("No dates."))
    return OK


def _said(session: Session, row: dict[str, Any], quote: str) -> str:
    return quote or row["what"].get(session.language) or next(iter(row["what"].values()), "")


def _is_ahead(row: dict[str, Any], today: dt.date) -> bool:
    from monitor.model import EventDate

    return row["status"] in _AHEAD and EventDate.parse(row["date"]).last >= today


@click.command(short_help="Draw the docket along time.")
@click.option("--case", metavar="ID", help="Only this case.")
@click.option("--proceeding", metavar="ID", help="Only this proceeding.")
@click.option("--since", callback=civil_day, metavar="DATE", help="Only events on or after this date.")
@click.option("--until", callback=civil_day, metavar="DATE", help="Only events on or before this date.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "timeline", "gantt", "svg"]),
    default="text",
    show_default=True,
    help="Text for the terminal, Mermaid timeline or gantt, or an SVG picture.",
)
@_OUTPUT
@click.pass_obj
def timeline(session: Session, /, case: str | None, form: str, output: str | None, **filters: Any) -> int:
    """Draw the docket along time.

    Text is for the terminal; timeline and gantt are Mermaid, which Markdown viewers draw; SVG is a picture that needs
    nothing else. What has no date in the sources is left out.
    """
    from monitor.export import timeline as drawing

    entries = _entries(session, case=case, **filters)
    title = _title(session, case)
    if form == "text":
        _print_timeline(session, drawing.dated(entries))
        return OK
    texts: dict[str, Callable[[], str]] = {
        "timeline": lambda: drawing.mermaid_timeline(session.words, entries, title),
        "gantt": lambda: drawing.mermaid_gantt(session.words, entries, title, partial(proceeding, session)),
        "svg": lambda: drawing.svg_text(session.words, entries, title),
    }
    return _put(session, texts[form](), output)


_SIGNS = {"fact": "●", "planned": "○", "sought": "◇", "hypothetical": "·", "denied": "×"}


def _print_timeline(session: Session, entries: Sequence[Mapping[str, Any]]) -> None:
    from monitor.export.rows import titled

    year = ""
    for entry in entries:
        if entry["date"][:4] != year:
            year = entry["date"][:4]
            session.printer.text(f"{year}")
        sign = _SIGNS.get(entry["status"], "·")
        subject = session.words.subject(entry["subject"])
        line = f"{short_date(session.words, entry['date']):>12}  {sign} {titled(session.words, entry)} – {subject}"
        session.printer.text(f"{line}  ({entry['number']})")
    if not entries:
        session.printer.text(session.words.gettext("No entries."))


@click.command(short_help="Write a report of a case.")
@click.option("--case", metavar="ID", help="The case; the only one if there is one.")
@click.option(
    "--format", "form", type=click.Choice(["md", "html"]), default="md", show_default=True, help="Which form."
)
@_OUTPUT
@click.pass_obj
def report(session: Session, case: str | None, form: str, output: str | None) -> int:
    """Write a report of a case, in Finnish or English (--lang).

    How each proceeding stands, a dated chronology, what is announced, figures, conflicts and sources. Where the sources
    say nothing, the report says that they do not.
    """
    from monitor import queries
    from monitor.cli.differing import conflict_cells, status_line
    from monitor.export import report as composing
    from monitor.export.rows import cleaned

    known = _one_case(session, case)
    words = session.words
    with session.app.reader.begin() as conn:
        entries = [cleaned(queries.plain(entry)) for entry in queries.docket(conn, case=known)]
        proceedings = [queries.plain(one) for one in queries.proceedings(conn, session.config.cases, known)]
        conflicts = [queries.plain(one) for one in queries.conflicts(conn, case=known)]
        figures = [
            (entry, cleaned(queries.plain(figure)))
            for entry in entries
            for figure in queries.figures(conn, entry["number"])
        ]
    material = composing.Material(
        title=_title(session, known),
        entries=entries,
        proceedings=proceedings,
        figures=figures,
        conflicts=conflicts,
        now=session.now,
        status=lambda row: status_line(words, dict(row)),
        track=partial(proceeding, session),
        differ=lambda row: conflict_cells(session, dict(row)),
    )
    parts = composing.blocks(words, material)
    return _put(session, composing.html(words, parts) if form == "html" else composing.markdown(parts), output)


def _one_case(session: Session, case: str | None) -> str:
    from monitor.errors import UsageError

    known = [one.id for one in session.config.cases]
    if case is None and len(known) == 1:
        return known[0]
    if case not in known:
        raise UsageError(session.words.gettext("Name the case: --case %(cases)s", cases="|".join(known)))
    return case


_FORMATS = ("csv", "jsonl", "md", "atom", "ris", "xlsx", "ics", "opml")


@click.command(short_help="Write the docket for other programs: csv, jsonl, md, atom, ris, xlsx, ics, opml.")
@click.option("--format", "form", type=click.Choice(_FORMATS), required=True, help="Which form.")
@click.option("--case", metavar="ID", help="Only this case.")
@click.option("--proceeding", metavar="ID", help="Only this proceeding.")
@click.option("--since", callback=civil_day, metavar="DATE", help="Only events on or after this date.")
@click.option("--until", callback=civil_day, metavar="DATE", help="Only events on or before this date.")
@_OUTPUT
@click.pass_obj
def export(session: Session, /, form: str, output: str | None, **filters: Any) -> int:
    """Write the docket for other programs.

    csv and xlsx have one row an entry, jsonl whole entries; md is a table to read; atom a feed; ris references of the
    articles; ics a calendar of what is announced; opml the feeds that are polled. No more than a quote of 25 words goes
    out of any text.
    """
    from monitor.export import rows
    from monitor.export.opml import opml_text

    entries = _entries(session, **filters)
    words = session.words
    flat = [rows.flat(entry, session.language) for entry in entries]
    writers: dict[str, Callable[[], str | bytes]] = {
        "csv": lambda: rows.csv_text(flat),
        "jsonl": lambda: rows.jsonl_text(entries),
        "md": lambda: rows.markdown_text(words, entries),
        "ris": lambda: rows.ris_text(entries),
        "xlsx": lambda: rows.xlsx_bytes(flat),
        "atom": lambda: _atom(session, entries, filters.get("case")),
        "ics": lambda: _calendar(session, entries),
        "opml": lambda: opml_text(session.config.outlets, "monitor"),
    }
    return _put(session, writers[form](), output)


def _atom(session: Session, entries: list[dict[str, Any]], case: str | None) -> str:
    from monitor.export.atom import atom_text

    updated = session.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return atom_text(session.words, entries, _title(session, case), updated)


def _calendar(session: Session, entries: list[dict[str, Any]]) -> bytes:
    from monitor import queries
    from monitor.export.calendar import calendar_bytes

    ahead = [entry for entry in entries if entry["date"] and entry["status"] in _AHEAD]
    with session.app.reader.begin() as conn:
        moved = queries.moves(conn, [entry["number"] for entry in ahead])
    return calendar_bytes(session.words, [(entry, moved.get(entry["number"], 0)) for entry in ahead], session.now)


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of where a revision's page is kept, and its records where they could be had."""

    facts: dict[str, str]
    records: bytes = b""


def _pages(session: Session, revision_ids: Sequence[int]) -> dict[int, _Page]:
    """Get the pages of revisions out of their WARC files; raise UsageError for one that was changed there."""
    from monitor import queries

    with session.app.reader.begin() as conn:
        places = queries.kept_places(conn, revision_ids)
        archived = queries.archived_urls(conn, revision_ids)
    folder = Path(session.app.config.archive.folder)
    return {
        one: _page(session, folder, places.get(one), {"archived_url": archived[one]} if one in archived else {})
        for one in revision_ids
    }


def _page(session: Session, folder: Path, place: KeptPlace | None, facts: dict[str, str]) -> _Page:
    from monitor.archive.store import Place, cut
    from monitor.errors import UsageError

    if place is None:
        return _Page(facts)
    if not place.file:
        return _Page(facts | {"page_not_kept": place.reason})
    try:
        records = cut(folder, Place(place.file, place.offset, place.length, place.digest))
    except OSError as error:
        session.note(f"{folder / place.file}: {error.strerror}")
        return _Page(facts | {"page_not_kept": f"{place.file}: {error.strerror}"})
    except ValueError as error:
        raise UsageError(str(error)) from error
    return _Page(facts | {"page_sha256": place.digest}, records)


@click.command(short_help="Bundle entries with the texts they come from, verifiable anywhere.")
@click.argument("numbers", nargs=-1, required=True, metavar="ENTRY...")
@click.option("-o", "--output", required=True, metavar="FILE", help="The zip file to write.")
@click.pass_obj
def evidence(session: Session, numbers: tuple[str, ...], output: str) -> int:
    """Bundle entries with the texts they come from, verifiable anywhere.

    The zip file holds the entries, every statement with its rule and offsets, the stored texts, the pages as they came
    where [archive] warc kept them, and fingerprints that `sha256sum -c SHA256SUMS` checks. The texts are for the
    bundle's owner and may not be published again.
    """
    from importlib.metadata import version

    from monitor import queries
    from monitor.cli.docket import no_entry
    from monitor.export.evidence import Revision, bundle

    with session.app.reader.begin() as conn:
        entries = []
        for number in numbers:
            entry = queries.show(conn, number)
            if entry is None:
                raise no_entry(session, number)
            entries.append(queries.plain(entry))
        traces = [trace for number in numbers for trace in queries.why(conn, number)]
        texts = queries.stored_texts(conn, traces)
    facts = [{name: value for name, value in queries.plain(one).items() if name != "content"} for one in texts]
    pages = _pages(session, [one.id for one in texts])
    stored = [
        Revision(one.id, one.content, own | pages[one.id].facts, one.purged, pages[one.id].records)
        for one, own in zip(texts, facts, strict=True)
    ]
    return _put(
        session, bundle(entries, [queries.plain(one) for one in traces], stored, version("case-monitor")), output
    )
