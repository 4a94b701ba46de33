"""Commands about texts: import, classify, score, lexicon."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from monitor.cli import FAILED, OK
from monitor.cli.output import Column, field, format_options, say
from monitor.cli.progress import progress
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.classify import Classifier
    from monitor.model import Document, Reading
    from monitor.pipeline import ImportCounts


@click.command("import", short_help="File articles from files or an address as if they had been polled.")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|URL...")
@click.option("--outlet", default="", metavar="ID", help="The outlet the articles are from; any name.")
@click.option("--published", metavar="DATE", help="When they were published: a year, month, day or timestamp.")
@click.pass_obj
def import_(session: Session, sources: tuple[str, ...], outlet: str, published: str | None) -> int:
    """File articles from files or an address as if they had been polled.

    HTML, plain text (the first line is the title), JSONL with the keys id, title, text, published, outlet, lang and
    url, and WARC files are read; an address is fetched under the same guards as a poll. A row's own outlet and date
    win over the options; the pages of a WARC file are filed at the time they came. Nothing imported is ever mailed,
    and importing a file twice changes nothing.
    """
    from monitor import pipeline

    pipeline.read_published(published)
    problems: list[str] = []
    urls = [source for source in sources if source.startswith(("http://", "https://"))]
    items = [
        item
        for source in sources
        if source not in urls
        for item in pipeline.read_items(Path(source), outlet, published, problems)
    ]
    with progress(session) as draw:
        counts = asyncio.run(
            session.app.import_items(items, urls=urls, outlet=outlet, published=published, progress=draw)
        )
    counts.problems[:0] = problems
    _say_import(session, counts)
    return FAILED if counts.problems else OK


def _say_import(session: Session, counts: ImportCounts) -> None:
    words = session.words
    session.note(
        words.gettext(
            "Articles: %(articles)s, new: %(new)s, about a case: %(relevant)s, new docket entries: %(entries)s",
            articles=words.number(counts.articles),
            new=words.number(counts.new),
            relevant=words.number(counts.relevant),
            entries=words.number(len(counts.created)),
        )
    )
    for problem in counts.problems:
        say(problem)


@click.command(short_help="Find developments in texts, without a database.")
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line and write one a line.")
@click.option("--explain", is_flag=True, help="Show why: rules, words, base forms, cues.")
@click.option("--published", metavar="DATE", help="When the text was published (for a plain text).")
@format_options
@click.pass_obj
def classify(
    session: Session, file: str, jsonl: bool, explain: bool, published: str | None, form: str | None, as_json: bool
) -> int:
    """Find developments in texts, without a database.

    A plain text's first line is its title. With --jsonl each line is an object with the keys id, title, text,
    published, outlet and lang; a line that cannot be read is told on stderr and the rest goes on.
    """
    from monitor.reading import make_classifier

    classifier = make_classifier(session.config.lexicons, session.config.weights, session.config.cases)
    if jsonl:
        return _classify_rows(session, classifier, file)
    from monitor.model import Document
    from monitor.pipeline.importing import read_published

    title, _, text = _content(file).strip().partition("\n")
    document = Document(file, title.strip(), text.strip(), read_published(published))
    if explain:
        from monitor.cli.explain import explain_text

        for line in explain_text(classifier, document, session.words).split("\n"):
            session.printer.text(line)
    else:
        _print_reading(session, classifier.read(document), form, as_json)
    return OK


def _content(file: str) -> str:
    """Read a file or standard input as UTF-8; raise UsageError when it cannot be read."""
    with _opened(file) as stream:
        return stream.read().decode("utf-8-sig", "replace")


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    """Open a file or standard input; raise UsageError when it cannot be read."""
    from monitor.errors import UsageError

    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below; what fails inside is not this file's fault
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    with stream:
        yield stream


def _classify_rows(session: Session, classifier: Classifier, file: str) -> int:
    """Answer each line as it comes, so that another program may keep the pipe open."""
    from monitor.cli.rows import reading_row

    several = len(session.config.cases) > 1
    bad = 0
    with _opened(file) as stream:
        for found in _documents(file, stream):
            if isinstance(found, str):
                say(found)
                bad += 1
                continue
            ident, document = found
            session.printer.line(reading_row(ident, classifier.read(document), with_case=several))
    return FAILED if bad else OK


def _documents(file: str, lines: Iterable[bytes]) -> Iterator[tuple[str | int, Document] | str]:
    """Give id and document of each line, and one sentence for each thing that is wrong with it, and where.

    The id comes back as it was written, the line's number where there is none.
    """
    from monitor.errors import MonitorError
    from monitor.pipeline.importing import document_of

    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace").rstrip("\r\n")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            remarks: list[str] = []
            document = document_of(row, remarks, default_id=str(number))
        except json.JSONDecodeError as error:
            yield f"{file}:{number}:{error.colno}: not JSON: {error.msg}"
        except (MonitorError, ValueError, RecursionError) as error:
            yield f"{file}:{number}: {error}"
        else:
            yield from (f"{file}:{number}: {remark}" for remark in remarks)
            ident = row.get("id")
            given = isinstance(ident, (str, int)) and not isinstance(ident, bool) and ident != ""
            yield (ident if given else document.id), document


def _print_reading(session: Session, reading: Reading, form: str | None, as_json: bool) -> None:
    from monitor.cli.rows import reading_row

    words = session.words
    whole = reading_row("-", reading, with_case=len(session.config.cases) > 1)
    if as_json or form == "json":
        session.printer.json(whole)
        return
    mentions = {(mention.start, mention.rule): mention for mention in reading.mentions}

    def tag(row: dict[str, Any]) -> str:
        mention = mentions[row["start"], row["rule"]]
        return words.tag(mention.kind, mention.modality)

    def news(row: dict[str, Any]) -> str:
        return words.gettext("yes") if row["news"] else words.gettext("background")

    columns = [
        field("kind", words.gettext("Development"), shown=tag, least=22),
        field("modality"),
        field("news", words.gettext("News"), shown=news, optional=1),
        field("subject", words.gettext("Subject"), shown=lambda row: words.subject(row["subject"])),
        field("authority"),
        field("date", words.gettext("Date"), right=True),
        field("precision"),
        field("outcome"),
        field("start"),
        field("end"),
        field("rule"),
        field("quote", words.gettext("Quote")),
    ]
    relevant = words.gettext("yes") if reading.relevant else words.gettext("no")
    session.printer.rows(
        whole["developments"],
        columns,
        form=form,
        empty=words.gettext("No development found (relevant: %(relevant)s).", relevant=relevant),
    )


@click.command(short_help="Measure the classifier against labelled articles.")
@click.argument("gold", type=click.Path(dir_okay=False))
@format_options
@click.pass_obj
def score(session: Session, gold: str, form: str | None, as_json: bool) -> int:
    """Measure the classifier against labelled articles.

    GOLD is a file of one labelled article a line, in the shape that classify --jsonl writes with title, text and
    published beside it. Prints every measure and a table per kind.
    """
    from monitor.classify.score import score_rows
    from monitor.cli.rows import reading_row
    from monitor.errors import UsageError
    from monitor.reading import make_classifier

    classifier = make_classifier(session.config.lexicons, session.config.weights, session.config.cases)
    lines = _content(gold).encode().splitlines(keepends=True)
    rows, predicted = {}, {}
    for line, found in zip((line for line in lines if line.strip()), _documents(gold, lines), strict=True):
        if isinstance(found, str):
            raise UsageError(found)
        ident, document = found
        rows[str(ident)] = json.loads(line)
        predicted[str(ident)] = reading_row(ident, classifier.read(document), with_case=False)
    session.printer.rows(
        score_rows(rows, predicted),
        [
            field("measure", "measure"),
            Column("value", "value", lambda row: f"{row['value']:.3f}", right=True),
            Column("precision", "precision", lambda row: _three(row.get("p")), right=True),
            Column("recall", "recall", lambda row: _three(row.get("r")), right=True),
            Column("counts", "counts", lambda row: row.get("counts", "")),
        ],
        form=form,
        as_json=as_json,
    )
    return OK


def _three(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


@click.group(short_help="Look for mistakes in the lexicons.")
def lexicon() -> None:
    """Look for mistakes in the lexicons."""


@lexicon.command("lint")
@click.pass_obj
def lint(session: Session) -> int:
    """Report unreachable, colliding and duplicate rules at file:line."""
    from monitor.lexicon import lint as lint_lexicon
    from monitor.lexicon import read_lexicon
    from monitor.weights import read_weights

    for file, text in session.config.weights:
        read_weights(text, file)
    findings = [one for file, text in session.config.lexicons for one in lint_lexicon(read_lexicon(text, file))]
    for finding in findings:
        session.printer.text(str(finding))
    if not findings:
        say(session.words.gettext("The lexicons are in order."))
    return FAILED if findings else OK
