"""One case file, checked as a whole: the shape, and that its names for people and tracks fit together.

Rule kept: a case that loads is consistent: every subject of a proceeding is an actor of the case, `victims` or
`other`, and the file is named after its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from monitor import model
from monitor.config import values
from monitor.config.files import Mistake, Source, read_toml, tables, text_at, texts
from monitor.config.shapes import CaseFile, Path, Problem, check
from monitor.errors import ConfigError
from monitor.messages import said


def read_case(path: FilePath) -> model.Case:
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
    problems += _problems(source.data, source.path.stem)
    found = [source.mistake(one.path, one.message, at_key=one.at_key) for one in problems]
    return (None if found else case), found


def _problems(data: dict[str, Any], stem: str) -> Iterator[Problem]:
    """Find what does not fit together."""
    id_ = text_at(data, "id")
    if id_ and id_ != stem:
        yield Problem(("id",), f"must be {values.shown(stem)}, as the file is named, not {values.shown(id_)}")
    known = [text_at(actor, "id") for _, actor in tables(data, "actor")] + [model.VICTIMS, model.OTHER]
    yield from _nameless(data, ())
    yield from _twice(data, "actor")
    yield from _twice(data, "proceeding")
    for key in ("organisation", "accused"):
        subject = text_at(data, key)
        if subject and subject not in known:
            yield Problem((key,), _no_actor(subject, known))
    for number, proceeding in tables(data, "proceeding"):
        yield from _nameless(proceeding, ("proceeding", number))
        for place, subject in texts(proceeding.get("subjects")):
            if subject not in known:
                yield Problem(("proceeding", number, "subjects", place), _no_actor(subject, known))
        yield from _kinds_of_others(proceeding, number)


def _kinds_of_others(proceeding: dict[str, Any], number: int) -> Iterator[Problem]:
    """Find kinds that start or end a proceeding without being among its own."""
    own = [kind for _, kind in texts(proceeding.get("kinds"))]
    for key in ("starts", "ends"):
        for place, kind in texts(proceeding.get(key)):
            if kind not in own:
                yield Problem(("proceeding", number, key, place), f"{values.shown(kind)} is none of its kinds")


def _nameless(table: dict[str, Any], path: Path) -> Iterator[Problem]:
    names = table.get("names")
    if isinstance(names, dict) and not any(names.values()):
        yield Problem((*path, "names"), "must have a name in at least one language", at_key=True)


def _twice(data: dict[str, Any], table: str) -> Iterator[Problem]:
    seen: list[str] = []
    for number, one in tables(data, table):
        id_ = text_at(one, "id")
        if id_ and id_ in seen:
            yield Problem((table, number, "id"), f"{values.shown(id_)} is the id of an earlier {table} too")
        seen.append(id_)


def _no_actor(subject: str, known: list[str]) -> str:
    return said(f"no actor has the id {values.shown(subject)}{values.suggestion(subject, known)}")
