"""A docket as rows: CSV, JSON lines, Markdown, XLSX, and RIS references.

Rules kept: one row an entry, keys as in ``monitor docket --json``; a cell that a spreadsheet would take for a formula
begins with an apostrophe; openpyxl is imported here alone and only for XLSX.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from monitor.clean import clean
from monitor.digest.clean import brief
from monitor.errors import UsageError
from monitor.i18n import Words
from monitor.model import EventDate, Kind, Modality, Outcome
from monitor.queries import telling

COLUMNS = (
    *("number", "case", "proceeding", "date", "precision", "kind", "status", "outcome", "subject", "authority"),
    *("first_reported_at", "reports", "outlets", "outlet", "published_at", "url", "title", "quote", "what"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cleaned(value: Any) -> Any:
    """Give an entry (or any plain value) whose texts hold no control characters: XML and spreadsheets refuse them."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {name: cleaned(one) for name, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, list) else value


def flat(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give one docket entry (as `queries.plain` shapes it) as a flat row of `COLUMNS`."""
    best = telling(entry)
    source: Mapping[str, Any] = next(iter(entry["sources"]), {})
    own = entry["what"].get(language) or next(iter(entry["what"].values()), "")
    # A person's words stand beside the source they name, not beside a report that came later.
    said: Mapping[str, Any] = best
    if own and source:
        said = {**best, **source, "published_at": source.get("published", ""), "title": ""}
    row = {name: entry.get(name) for name in COLUMNS}
    row |= {
        "reports": len(entry["reports"]),
        "outlets": len({one["outlet"] for one in entry["reports"]}),
        "outlet": said.get("outlet", ""),
        "published_at": said.get("published_at", ""),
        "url": said.get("url", ""),
        "title": said.get("title", ""),
        "quote": brief(best.get("quote", "")),
        "what": own,
    }
    return row


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as CSV (RFC 4180, comma, UTF-8)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def jsonl_text(entries: Iterable[Mapping[str, Any]]) -> str:
    """Write whole entries, one JSON object a line, quotes cut."""
    return "".join(f"{json.dumps(_cut(entry), ensure_ascii=False)}\n" for entry in entries)


def _cut(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {**entry, "reports": [{**one, "quote": brief(one["quote"])} for one in entry["reports"]]}


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of GitHub-flavoured Markdown; a cell's bars and line breaks are made harmless."""

    def line(cells: Sequence[str]) -> str:
        return (
            "| "
            + " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells)
            + " |"
        )

    return "\n".join([line(head), "|" + " --- |" * len(head), *map(line, rows)]) + "\n"


def markdown_text(words: Words, entries: Iterable[Mapping[str, Any]]) -> str:
    """Write a docket as a Markdown table in a reader's language."""
    head = [
        words.gettext("Number"),
        words.gettext("Date"),
        words.gettext("Development"),
        words.gettext("Subject"),
        words.gettext("Source"),
        words.gettext("Said"),
    ]
    return markdown_table(head, (_markdown_row(words, entry) for entry in entries))


def _markdown_row(words: Words, entry: Mapping[str, Any]) -> list[str]:
    row = flat(entry, words.language)
    source = f"[{_label(row['outlet'])}]({row['url']})" if str(row["url"]).startswith("http") else row["outlet"] or "–"
    said = row["what"] or (words.quoted(row["quote"]) if row["quote"] else "–")
    return [entry["number"], date_of(words, entry), titled(words, entry), words.subject(entry["subject"]), source, said]


def _label(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def date_of(words: Words, entry: Mapping[str, Any]) -> str:
    """Word an entry's date as exactly as it is known; a dash when it is not."""
    return words.date(EventDate.parse(entry["date"])) if entry["date"] else "–"


def titled(words: Words, entry: Mapping[str, Any]) -> str:
    """Word what an entry is: its kind, marked as planned, demanded …, and how it ended."""
    status = entry["status"] if entry["status"] in list(Modality) else Modality.FACT
    kind = words.tag(Kind(entry["kind"]), Modality(status))
    outcome = words.outcome(Outcome(entry["outcome"]), Modality(status)) if entry["outcome"] else ""
    return f"{kind}, {outcome}" if outcome else kind


def xlsx_bytes(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write rows as an XLSX workbook; raises UsageError where openpyxl is not installed."""
    try:
        openpyxl: Any = importlib.import_module("openpyxl")  # it ships no type information
    except ImportError as error:
        raise UsageError("xlsx needs openpyxl: pip install 'case-monitor[xlsx]'") from error
    book: Any = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("docket")
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row[name] if isinstance(row[name], int) else _cell(row[name]) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ris_text(entries: Iterable[Mapping[str, Any]]) -> str:
    """Write every report once as a RIS reference (TY NEWS), oldest first, with the entries it reports as keywords."""
    found: dict[str, tuple[Mapping[str, Any], list[str]]] = {}
    for entry in entries:
        for report in entry["reports"]:
            key = report["url"] or report["title"]
            found.setdefault(key, (report, []))[1].append(entry["number"])
    ordered = sorted(found.values(), key=lambda pair: (str(pair[0]["published_at"] or ""), pair[0]["url"]))
    return "".join(_reference(report, numbers) for report, numbers in ordered)


def _reference(report: Mapping[str, Any], numbers: Sequence[str]) -> str:
    at = str(report["published_at"] or "")[:10]
    tags = [
        ("TY", "NEWS"),
        ("TI", report["title"]),
        ("T2", report["outlet"]),
        ("PY", at[:4]),
        ("DA", at.replace("-", "/")),
        ("UR", report["url"]),
        *(("KW", number) for number in dict.fromkeys(numbers)),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in tags if value or tag == "ER")
