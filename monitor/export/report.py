"""A case report: how each proceeding stands, a dated chronology, what is announced, figures, conflicts, sources.

The report is a list of blocks; Markdown and HTML are two ways of writing the same blocks.

Rules kept: "not stated in the sources" stands where nothing is known, never a guess; an accusation is not a conviction,
and the report says so; every row names its source; nothing is loaded from anywhere, and no style is needed to read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from monitor.digest.clean import brief
from monitor.export.rows import date_of, flat, markdown_table, titled
from monitor.export.timeline import dated
from monitor.i18n import Words

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a table, linked when it has an address; a ``wide`` one is prose, which needs room."""

    text: str
    url: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a report: a heading of a level, a paragraph, or a table with its head."""

    text: str = ""
    level: int = 0
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made of, as `queries.plain` shapes it.

    ``status`` words a proceeding's standing, ``track`` names a proceeding, ``differ`` words a conflict's question and
    sides; ``now`` is aware UTC.
    """

    title: str
    entries: Sequence[_Row]
    proceedings: Sequence[_Row]
    figures: Sequence[tuple[_Row, _Row]]
    conflicts: Sequence[_Row]
    now: dt.datetime
    status: Callable[[_Row], str]
    track: Callable[[str], str]
    differ: Callable[[_Row], tuple[str, str, str]]


def blocks(words: Words, material: Material) -> list[Block]:
    """Compose the report."""
    told = [one for one in material.entries if one["status"] == "fact"]
    ahead = [one for one in material.entries if one["status"] in ("planned", "sought")]
    made = words.gettext(
        "Made %(when)s from what newsrooms and authorities have published.", when=words.date(material.now.date())
    )
    caution = words.gettext(
        "An accusation is not a conviction. What is only demanded, announced or denied is marked so."
    )
    return [
        Block(material.title, level=1),
        Block(f"{made} {caution}"),
        Block(words.gettext("How the proceedings stand"), level=2),
        _proceedings(words, material),
        Block(words.gettext("What has happened"), level=2),
        *_chronology(words, material, dated(told)),
        *_undated(words, material, [one for one in told if not one["date"]]),
        Block(words.gettext("Demanded and announced"), level=2),
        *_chronology(words, material, [*dated(ahead), *(one for one in ahead if not one["date"])]),
        Block(words.gettext("Figures"), level=2),
        _figures(words, material),
        Block(words.gettext("Where sources differ"), level=2),
        _conflicts(words, material),
        Block(words.gettext("Sources"), level=2),
        _sources(words, material),
    ]


def _unknown(words: Words) -> str:
    return words.gettext("not stated in the sources")


def _proceedings(words: Words, material: Material) -> Block:
    rows = [
        (
            Cell(material.track(one["proceeding"])),
            Cell(material.status(one)),
            Cell(date_of(words, one) if one["date"] else _unknown(words)),
            Cell(one["outlet"] or "–", one["url"] or ""),
            Cell(one["number"] or "–"),
        )
        for one in material.proceedings
    ]
    head = (
        words.gettext("Proceeding"),
        words.gettext("Status"),
        words.gettext("Date"),
        words.gettext("Source"),
        words.gettext("Entry"),
    )
    return Block(head=head, rows=tuple(rows))


def _chronology(words: Words, material: Material, entries: Sequence[_Row]) -> list[Block]:
    if not entries:
        return [Block(_unknown(words))]
    what = (words.gettext("Date"), words.gettext("Development"), words.gettext("Subject"), words.gettext("Proceeding"))
    rows = tuple(_told(words, material, one) for one in entries)
    return [Block(head=(*what, words.gettext("Said"), words.gettext("Source"), words.gettext("Entry")), rows=rows)]


def _undated(words: Words, material: Material, entries: Sequence[_Row]) -> list[Block]:
    if not entries:
        return []
    return [Block(words.gettext("Without a date in the sources"), level=3), *_chronology(words, material, entries)]


def _told(words: Words, material: Material, entry: _Row) -> tuple[Cell, ...]:
    row = flat(entry, words.language)
    said = str(row["what"] or (words.quoted(str(row["quote"])) if row["quote"] else "–"))
    # A person's own words rest on the sources that person gave, whatever reports attached to the entry later.
    source = entry["sources"][0] if row["what"] and entry["sources"] else row
    return (
        Cell(date_of(words, entry)),
        Cell(titled(words, entry)),
        Cell(words.subject(entry["subject"])),
        Cell(material.track(entry["proceeding"])),
        Cell(said, wide=True),
        Cell(str(source["outlet"] or "–"), str(source["url"] or "")),
        Cell(entry["number"]),
    )


def _figures(words: Words, material: Material) -> Block:
    if not material.figures:
        return Block(_unknown(words))
    rows = tuple(
        (
            Cell(entry["number"]),
            Cell(words.quoted(brief(figure["quote"])), wide=True),
            Cell(figure["outlet"], figure["url"]),
            Cell(str(figure["published_at"] or "–")[:10]),
        )
        for entry, figure in material.figures
    )
    return Block(
        head=(words.gettext("Entry"), words.gettext("Said"), words.gettext("Source"), words.gettext("Published")),
        rows=rows,
    )


def _conflicts(words: Words, material: Material) -> Block:
    if not material.conflicts:
        return Block(words.gettext("No conflicts between the sources are known."))
    rows = tuple(tuple(Cell(text) for text in material.differ(one)) for one in material.conflicts)
    return Block(head=(words.gettext("Question"), words.gettext("Sides"), words.gettext("State")), rows=rows)


def _sources(words: Words, material: Material) -> Block:
    found: dict[str, tuple[Cell, ...]] = {}
    for entry in material.entries:
        for report in (*entry["reports"], *entry["sources"]):
            at = str(report.get("published_at") or report.get("published") or "–")[:10]
            title = report.get("title") or report["url"]
            archived = str(report.get("archived_url") or "")
            copy = Cell(words.gettext("archived copy"), archived) if archived else Cell("–")
            source = Cell(report["outlet"] or "–"), Cell(at), Cell(title, report["url"] or "")
            found.setdefault(report["url"] or title, (*source, copy))
    if not found:
        return Block(_unknown(words))
    rows = tuple(sorted(found.values(), key=lambda cells: (cells[1].text, cells[0].text, cells[2].text)))
    head = (words.gettext("Outlet"), words.gettext("Published"), words.gettext("Article"))
    if not any(row[3].url for row in rows):
        return Block(head=head, rows=tuple(row[:3] for row in rows))
    return Block(head=(*head, words.gettext("Archive")), rows=rows)


# ------------------------------------------------------------------------------------------------------ writing


def _linkable(cell: Cell) -> bool:
    return cell.url.startswith(("http://", "https://"))


def markdown(parts: Iterable[Block]) -> str:
    """Write blocks as GitHub-flavoured Markdown."""
    return "\n".join(_markdown(block) for block in parts)


def _markdown(block: Block) -> str:
    if block.level:
        return f"{'#' * block.level} {block.text}\n"
    if block.head:
        return markdown_table(block.head, ([_linked(cell) for cell in row] for row in block.rows))
    return f"{block.text}\n"


def _linked(cell: Cell) -> str:
    if not _linkable(cell):
        return cell.text
    label = cell.text.replace("[", "(").replace("]", ")")
    return f"[{label}](<{cell.url.replace('<', '%3C').replace('>', '%3E')}>)"


_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:84rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{text-align:left;"
    "vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #d0d0d0}th{white-space:nowrap}"
    "td:first-child{white-space:nowrap}td.wide{min-width:15rem}td:last-child{white-space:nowrap}div{overflow-x:auto}"
    "@media (prefers-color-scheme:dark){body{color:#e6e6e6;background:#16181b}th,td{border-color:#3a3f45}"
    "a{color:#8ab8ff}}"
    "@media print{a{color:inherit}}"
)


def html(words: Words, parts: Sequence[Block]) -> str:
    """Write blocks as one HTML page that loads nothing."""
    title = escape(next((block.text for block in parts if block.level == 1), ""))
    body = "\n".join(_html(block) for block in parts)
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    if block.level:
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if not block.head:
        return f"<p>{escape(block.text)}</p>"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.head)
    rows = "\n".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in block.rows)
    return f"<div><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"


def _td(cell: Cell) -> str:
    text = escape(cell.text)
    open_ = '<td class="wide">' if cell.wide else "<td>"
    return f'{open_}<a href="{escape(cell.url)}">{text}</a></td>' if _linkable(cell) else f"{open_}{text}</td>"
