"""One case file, checked as a whole: the shape, and that its names for people and tracks fit together.

Rule kept: a case that loads is consistent: every subject of a proceeding is an actor of the case, `victims` or
`other`, and the file is named after its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from monitor import model
from monitor.config import values
from monitor.config.files import Mistake, Source, read_toml
from monitor.config.shapes import CaseFile, Problem, check
from monitor.errors import ConfigError


def read_case(path: Path) -> model.Case:
    """Read one case file; raise ConfigError with every mistake in it."""
    source, mistakes = read_toml(path)
    case, found = checked_case(source)
    if case is None:
        raise ConfigError("\n".join(str(mistake) for mistake in [*mistakes, *found]))
    return case.noun()


def checked_case(source: Source) -> tuple[CaseFile | None, list[Mistake]]:
    """Check a file that was read; None and the mistakes when it cannot be used."""
    if source.data is None:
        return None, []
    case, problems = check(CaseFile, source.data)
    if case is not None:
        problems = list(_problems(case, source.path.stem))
    found = [source.mistake(one.path, one.message, at_key=one.at_key) for one in problems]
    return (None if found else case), found


def _problems(case: CaseFile, stem: str) -> Iterator[Problem]:
    if case.id != stem:
        yield Problem(("id",), f"must be {values.shown(stem)}, as the file is named, not {values.shown(case.id)}")
    if not case.names.noun():
        yield Problem(("names",), "must have a name in at least one language", at_key=True)
    known = [actor.id for actor in case.actor] + [model.VICTIMS, model.OTHER]
    yield from _twice("actor", [actor.id for actor in case.actor])
    yield from _twice("proceeding", [proceeding.id for proceeding in case.proceeding])
    for key, subject in (("organisation", case.organisation), ("accused", case.accused)):
        if subject not in known:
            yield Problem((key,), _no_actor(subject, known))
    for number, proceeding in enumerate(case.proceeding):
        if not proceeding.names.noun():
            yield Problem(("proceeding", number, "names"), "must have a name in at least one language", at_key=True)
        for place, subject in enumerate(proceeding.subjects):
            if subject not in known:
                yield Problem(("proceeding", number, "subjects", place), _no_actor(subject, known))


def _twice(table: str, ids: list[str]) -> Iterator[Problem]:
    for number, one in enumerate(ids):
        if one in ids[:number]:
            yield Problem((table, number, "id"), f"{values.shown(one)} is the id of an earlier {table} too")


def _no_actor(subject: str, known: list[str]) -> str:
    return f"no actor has the id {values.shown(subject)}{values.suggestion(subject, known)}"
