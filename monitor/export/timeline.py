"""A docket as a picture of time: Mermaid ``timeline`` and ``gantt``, and SVG.

Rule kept: a date is drawn as exactly as it is known: a day is a point, a month or a year a bar; what is only demanded,
planned, possible or denied is marked so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

from monitor.export.rows import date_of, titled
from monitor.i18n import Words
from monitor.model import EventDate, Precision

_Entry = Mapping[str, Any]
_ROW, _LEFT, _WIDTH, _TOP = 26, 150, 860, 46
_COLORS = {"fact": "#1f5f99", "planned": "#8a6d00", "sought": "#8a4b00", "hypothetical": "#6b6b6b", "denied": "#9b2c2c"}


def dated(entries: Iterable[_Entry]) -> list[_Entry]:
    """Give the entries that have a date, in its order."""
    return sorted(
        (one for one in entries if one["date"]), key=lambda one: (EventDate.parse(one["date"]).first, one["number"])
    )


def _label(words: Words, entry: _Entry) -> str:
    return f"{titled(words, entry)} – {words.subject(entry['subject'])}"


def _harmless(text: str) -> str:
    """Take out what Mermaid reads as syntax."""
    for sign, word in ((":", "·"), (";", ","), ("#", ""), ("\n", " "), ("%%", "%")):
        text = text.replace(sign, word)
    return text.strip()


def mermaid_timeline(words: Words, entries: Iterable[_Entry], title: str) -> str:
    """Write a Mermaid ``timeline``: a section a year, a period a date."""
    lines = ["timeline", f"    title {_harmless(title)}"]
    for year, own in groupby(dated(entries), key=lambda one: one["date"][:4]):
        lines.append(f"    section {year}")
        for _, same in groupby(own, key=lambda one: str(one["date"])):
            told = list(same)
            what = " : ".join(_harmless(_label(words, one)) for one in told)
            lines.append(f"        {_harmless(date_of(words, told[0]))} : {what}")
    return "\n".join(lines) + "\n"


def mermaid_gantt(words: Words, entries: Iterable[_Entry], title: str, names: Callable[[str], str]) -> str:
    """Write a Mermaid ``gantt``: a section a proceeding (worded by ``names``), a milestone a day, a bar a month."""
    lines = ["gantt", f"    title {_harmless(title)}", "    dateFormat YYYY-MM-DD", "    axisFormat %Y-%m"]
    by_track: dict[str, list[_Entry]] = {}
    for entry in dated(entries):
        by_track.setdefault(entry["proceeding"], []).append(entry)
    for track, own in by_track.items():
        lines.append(f"    section {_harmless(names(track))}")
        lines += [_bar(words, entry) for entry in own]
    return "\n".join(lines) + "\n"


def _bar(words: Words, entry: _Entry) -> str:
    date = EventDate.parse(entry["date"])
    ident = entry["number"].replace("-", "_")
    name = _harmless(_label(words, entry)).replace(",", " ")
    if date.precision is Precision.DAY:
        return f"    {name} :milestone, {ident}, {date.first}, 0d"
    return f"    {name} :{ident}, {date.first}, {date.last}"


def svg_text(words: Words, entries: Iterable[_Entry], title: str) -> str:
    """Draw a vertical timeline as SVG that needs no script, no font and no network."""
    rows = dated(entries)
    height = _TOP + _ROW * max(len(rows), 1) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        ' role="img" font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="20" y="26" font-size="17" font-weight="600" fill="#1a1a1a">{escape(title)}</text>',
        f'<line x1="{_LEFT}" y1="{_TOP - 6}" x2="{_LEFT}" y2="{height - 14}" stroke="#c9c9c9" stroke-width="2"/>',
    ]
    parts += _drawn(words, rows)
    if not rows:
        parts.append(f'<text x="20" y="{_TOP + 14}" fill="#1a1a1a">{escape(words.gettext("No entries."))}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _drawn(words: Words, rows: Sequence[_Entry]) -> Iterable[str]:
    for at, entry in enumerate(rows):
        y = _TOP + _ROW * at + 10
        color = _COLORS.get(entry["status"], "#6b6b6b")
        fill = color if entry["status"] == "fact" else "#ffffff"
        yield f"<g><title>{escape(entry['number'])}</title>"
        yield f'<circle cx="{_LEFT}" cy="{y - 4}" r="5" fill="{fill}" stroke="{color}" stroke-width="2"/>'
        date = escape(date_of(words, entry))
        yield f'<text x="{_LEFT - 14}" y="{y}" text-anchor="end" fill="#444444">{date}</text>'
        yield f'<text x="{_LEFT + 16}" y="{y}" fill="#1a1a1a">{escape(_label(words, entry))}</text></g>'
