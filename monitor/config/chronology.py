"""One case's chronology, checked as a whole: the shape, and that it fits the case file beside it.

Rule kept: a chronology that loads can be filed as it stands: every step's subject is an actor of the case, and the
proceeding it names has its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from monitor import model
from monitor.config import values
from monitor.config.files import Mistake, Source, tables, text_at
from monitor.config.shapes import CaseFile, ChronologyFile, Problem, check
from monitor.messages import said

SUFFIX = "-chronology"
#: A file of `cases/` is a case, unless its name says it is one's chronology.
PATTERN = f"*{SUFFIX}.toml"


def is_chronology(path: FilePath) -> bool:
    """Whether a file of `cases/` is a chronology."""
    return path.stem.endswith(SUFFIX)


def checked_chronology(
    source: Source, cases: Mapping[str, CaseFile | None]
) -> tuple[tuple[model.PastStep, ...], list[Mistake]]:
    """Check a file that was read against its case; no steps when there are mistakes.

    ``cases`` has every case by its id; None for one whose own file has mistakes, of which nothing more is said here.
    """
    if source.data is None:
        return (), []
    file, problems = check(ChronologyFile, source.data)
    problems += _problems(source.data, source.path.stem, cases)
    found = [source.mistake(one.path, one.message, at_key=one.at_key) for one in problems]
    return (() if file is None or found else tuple(step.noun() for step in file.step)), found


def _problems(data: dict[str, Any], stem: str, cases: Mapping[str, CaseFile | None]) -> Iterator[Problem]:
    """Find what does not fit together."""
    named, wanted = text_at(data, "case"), stem.removesuffix(SUFFIX)
    if named and named != wanted:
        yield Problem(("case",), f"must be {values.shown(wanted)}, as the file is named, not {values.shown(named)}")
    elif named and named not in cases:
        yield Problem(("case",), f"no case has the id {values.shown(named)}{values.suggestion(named, sorted(cases))}")
    seen: list[str] = []
    for number, step in tables(data, "step"):
        id_ = text_at(step, "id")
        if id_ and id_ in seen:
            yield Problem(("step", number, "id"), f"{values.shown(id_)} is the id of an earlier step too")
        seen.append(id_)
        if isinstance(step.get("what"), dict) and not any(step["what"].values()):
            yield Problem(("step", number, "what"), "must say what happened in at least one language", at_key=True)
        case = cases.get(wanted)
        if case is not None:
            yield from _strange(step, number, case)


def _strange(step: dict[str, Any], number: int, case: CaseFile) -> Iterator[Problem]:
    """Find a subject or a proceeding that the case does not have."""
    known = [*(actor.id for actor in case.actor), model.VICTIMS, model.OTHER]
    subject = text_at(step, "subject")
    if subject and subject not in known:
        message = said(f"no actor has the id {values.shown(subject)}{values.suggestion(subject, known)}")
        yield Problem(("step", number, "subject"), message)
    tracks = {track.id: track for track in case.proceeding}
    proceeding, kind = text_at(step, "proceeding"), text_at(step, "kind")
    if proceeding and proceeding not in tracks:
        message = said(f"no proceeding has the id {values.shown(proceeding)}{values.suggestion(proceeding, tracks)}")
        yield Problem(("step", number, "proceeding"), message)
    elif proceeding and kind in set(model.Kind) and kind not in tracks[proceeding].kinds:
        message = said(f"{values.shown(kind)} is none of the kinds of {values.shown(proceeding)}")
        yield Problem(("step", number, "proceeding"), message)
