"""How an entry that a person filed reads: its own words in the reader's language, and the sources it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.cli.session import Session

#: The reader's language first, then what most readers here know.
_LANGUAGES = ("fi", "en", "sv")


def own_words(session: Session, row: dict[str, Any]) -> str:
    """Give an entry's own words in the reader's language, else in another one it has; empty when it has none."""
    what = row.get("what") or {}
    return next((what[one] for one in (session.language, *_LANGUAGES) if what.get(one)), "")


def first_source(row: dict[str, Any]) -> dict[str, Any]:
    """Give the first source an entry by hand names, worded as a report is; empty when it names none."""
    sources = row.get("sources") or ()
    return {**sources[0], "published_at": sources[0]["published"]} if sources else {}


def filed_mark(session: Session, row: dict[str, Any]) -> str:
    """Say that an entry was filed by hand, and by whom; empty for the machine's own."""
    if not row.get("by_hand"):
        return ""
    words = session.words
    who = words.gettext("chronology") if row.get("filed_by") == _chronology() else row.get("filed_by")
    return words.gettext("filed by hand (%(who)s)", who=who) if who else words.gettext("filed by hand")


def _chronology() -> str:
    from monitor.rulings import CHRONOLOGY

    return CHRONOLOGY


def print_by_hand(session: Session, row: dict[str, Any]) -> None:
    """Print what a person filed: that it was one, the words, and each source with its date and address."""
    said = filed_mark(session, row)
    if not said:
        return
    printer = session.printer
    printer.text()
    printer.paragraph(f"{said}: {own_words(session, row)}", "  ")
    for source in row["sources"]:
        printer.paragraph(_source(session, source), "  ")
        printer.text(f"  {source['url']}")


def _source(session: Session, source: dict[str, Any]) -> str:
    from monitor.model import EventDate

    words = session.words
    parts = [source["outlet"]]
    if source["published"]:
        parts.append(words.date(EventDate.parse(source["published"][:10])))
    if source.get("weak"):
        parts.append(words.gettext("a weak source: a copy or an aggregator"))
    return ", ".join(parts)
