"""A docket as an Atom feed (RFC 4287): one entry a development, newest first reported on top.

Rule kept: ids are stable (``tag:`` with the docket number), so that a reader shows an entry once however it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from monitor.export.rows import date_of, flat, titled
from monitor.i18n import Words

_NAMESPACE = "http://www.w3.org/2005/Atom"
_MOST = 100


def atom_text(words: Words, entries: Iterable[Mapping[str, Any]], title: str, updated_at: str) -> str:
    """Write the entries as a feed; ``updated_at`` is an RFC 3339 time."""
    ET.register_namespace("", _NAMESPACE)
    feed = ET.Element(_name("feed"))
    _add(feed, "id", "tag:case-monitor,2026:docket")
    _add(feed, "title", title)
    _add(feed, "updated", updated_at)
    _add(_add(feed, "author"), "name", "monitor")
    newest = sorted(entries, key=lambda entry: str(entry["first_reported_at"]), reverse=True)
    for entry in newest[:_MOST]:
        _entry(words, feed, entry)
    ET.indent(feed)
    return ET.tostring(feed, encoding="unicode", xml_declaration=True) + "\n"


def _name(tag: str) -> str:
    return f"{{{_NAMESPACE}}}{tag}"


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, _name(tag), attributes)
    child.text = text or None
    return child


def _entry(words: Words, feed: ET.Element, entry: Mapping[str, Any]) -> None:
    row = flat(entry, words.language)
    item = _add(feed, "entry")
    _add(item, "id", f"tag:case-monitor,2026:{entry['number']}")
    subject = words.subject(entry["subject"])
    _add(item, "title", f"{titled(words, entry)} – {subject} ({date_of(words, entry)})")
    _add(item, "updated", str(entry["first_reported_at"]))
    if str(row["url"]).startswith(("http://", "https://")):
        _add(item, "link", href=str(row["url"]), rel="alternate")
    _add(item, "category", term=str(entry["kind"]))
    _add(item, "summary", str(row["what"] or row["quote"]))
