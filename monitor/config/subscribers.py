"""What a subscriber's wishes may name: cases, proceedings, kinds and outlets that there are.

Rule kept: a wish for what does not exist would silently never be granted, so it is a mistake, with the nearest name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.config import values
from monitor.config.files import tables, text_at, texts
from monitor.config.shapes import CaseFile, Problem
from monitor.messages import said
from monitor.model import Kind, Outlet

ALL = "*"
_NAMES = {"cases": "case", "proceedings": "proceeding", "kinds": "kind", "outlets": "outlet"}


@dataclass(frozen=True, slots=True)
class Known:
    """The ids there are. ``outlets`` or ``proceedings`` are None when their files have mistakes of their own."""

    cases: Sequence[str]
    proceedings: Mapping[str, Sequence[str]] | None
    outlets: Sequence[str] | None

    @classmethod
    def of(cls, cases: Sequence[str], files: Iterable[CaseFile], outlets: Sequence[Outlet]) -> Known:
        """Take the ids out of what was read; ``cases`` are those of every case file, readable or not."""
        proceedings = {one.id: [track.id for track in one.proceeding] for one in files}
        whole = proceedings if len(proceedings) == len(cases) else None
        return cls(cases, whole, [one.id for one in outlets] or None)

    def of_wish(self, key: str, wanted: Collection[str]) -> Sequence[str] | None:
        """Give the ids that a list of a subscriber may name, who wants these cases; None when nobody can say."""
        if key == "proceedings" and self.proceedings is not None:
            of_cases = self.proceedings if ALL in wanted else {one: self.proceedings.get(one, ()) for one in wanted}
            return list(dict.fromkeys(track for tracks in of_cases.values() for track in tracks))
        known = {"cases": self.cases, "kinds": list(Kind), "outlets": self.outlets}
        return known.get(key)


def subscriber_problems(data: Mapping[str, Any], known: Known) -> Iterator[Problem]:
    """Find readers who stand in the file twice, and wishes for what does not exist."""
    seen: set[str] = set()
    for number, one in tables(data, "subscriber"):
        address = text_at(one, "address").lower()
        if address and address in seen:
            shown = values.shown(text_at(one, "address"))
            yield Problem(("subscriber", number, "address"), f"{shown} is subscribed already")
        seen.add(address)
        yield from wish_problems("subscriber", number, one, known)


def wish_problems(table: str, number: int, one: Mapping[str, Any], known: Known) -> Iterator[Problem]:
    """Find wishes for what does not exist in one table of a kind, such as the third ``[[subscriber]]``."""
    cases = [case for _, case in texts(one.get("cases", [ALL]))]
    for key, name in _NAMES.items():
        there = known.of_wish(key, cases)
        for place, wish in texts(one.get(key)):
            if there is not None and wish not in ("", ALL, *there):
                near = values.suggestion(wish, there)
                of = said(" of these cases") if key == "proceedings" else ""
                message = said(f"no {name}{of} has the id {values.shown(wish)}") + near
                yield Problem((table, number, key, place), message)
