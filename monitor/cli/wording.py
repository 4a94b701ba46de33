"""How the cells of tables word what JSON holds: dates, kinds, modalities; imported lazily, for ``--help``'s sake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.cli.session import Session
    from monitor.i18n import Words


def nothing(_row: dict[str, Any]) -> object:
    """Give no value: for a column that only people see."""
    return None


def short_date(words: Words, value: str | None) -> str:
    """Word an ISO date in the width of a column; a dash for none."""
    from monitor.model import EventDate

    return words.short_date(EventDate.parse(value)) if value else "–"


def proceeding(session: Session, track: str, case: str | None = None) -> str:
    """Name a proceeding as its case file does (without a case: as the first that has it), in the reader's language."""
    from monitor.model import name_in

    cases = [one for one in session.config.cases if case in (None, one.id)]
    names = (one.names for known in cases for one in known.proceedings if one.id == track)
    return name_in(next(names, {}), session.language, track)


def kind(words: Words, value: str) -> str:
    """Word a kind of development."""
    from monitor.model import Kind

    return words.kind(Kind(value))


def modality(words: Words, value: str) -> str:
    """Word a modality."""
    from monitor.model import Modality

    return words.modality(Modality(value))
