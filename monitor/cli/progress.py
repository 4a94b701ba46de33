"""Progress bars for long work, on stderr, where a person is watching."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.cli.session import Session
    from monitor.pipeline import Progress


@contextmanager
def progress(session: Session) -> Iterator[Progress]:
    """Give a function (step, done, total) that draws one bar for each step, or nothing."""
    from monitor.pipeline.line import no_progress

    if not session.shows_progress:
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    labels = {
        "feeds": session.words.gettext("Feeds"),
        "articles": session.words.gettext("Articles"),
        "import": session.words.gettext("Import"),
        "filing": session.words.gettext("Filing"),
        "search": session.words.gettext("Search"),
    }
    columns = (TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {step: bars.add_task(label, total=None, visible=False) for step, label in labels.items()}

        def draw(step: str, done: int, total: int) -> None:
            bars.update(tasks[step], completed=done, total=total, visible=True)

        yield draw
