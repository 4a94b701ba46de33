"""The demonstration: serve the sample newsroom, poll it twice with the real pipeline, compose the digest.

Rule kept: nothing here stands in for a part of the real line; only the outlets, the contact and the addresses that
may be contacted (loopback) differ from a real configuration. No mail is sent.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from monitor import queries
from monitor.app import App, CycleReport
from monitor.demo.newsroom import load
from monitor.demo.server import SampleServer, serve
from monitor.errors import UsageError
from monitor.model import Config, DigestSettings, SendEmpty, Subscriber
from monitor.pipeline import Progress

_READER = "toimitus@example.fi"
_PAGE = "digest.html"


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demonstration made, and where it lies."""

    folder: Path
    database: Path
    digest: Path
    page: Path
    options: tuple[str, ...]
    cycles: tuple[CycleReport, ...]
    entries: tuple[queries.DocketEntry, ...]
    reports: int
    requests: dict[str, int]


async def show(config: Config, folder: Path, language: str, progress: Progress) -> DemoResult:
    """Run the whole line on the sample newsroom; leave database, digest and configuration in ``folder``."""
    database = _fresh_database(folder)
    with serve(load()) as server:
        app = App(demo_config(config, server, database, language))
        try:
            cycles = [await app.cycle(force=True, progress=progress) for _ in range(2)]
            server.advance()
            cycles.append(await app.cycle(force=True, progress=progress))
            digest, page = write_digest(app, folder)
            with app.reader.begin() as conn:
                entries = tuple(queries.docket(conn))
        finally:
            app.close()
        log = server.log
    return DemoResult(
        folder=folder,
        database=database,
        digest=digest,
        page=page,
        options=write_settings(folder, language, database),
        cycles=tuple(cycles),
        entries=entries,
        reports=sum(len(entry.reports) for entry in entries),
        requests={"requests": len(log), "unchanged": sum(hit.status == 304 for hit in log)},
    )


def _fresh_database(folder: Path) -> Path:
    """Make the folder and say where its database goes; that of an earlier demonstration is thrown away.

    Its articles lie at addresses with another port, so the same stories would be filed a second time. Raises
    UsageError when the folder cannot be used, or holds a database that no demonstration made.
    """
    database = folder.absolute() / "monitor.db"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if database.exists():
            if not (folder / _PAGE).exists():
                raise UsageError(f"{database} is not a demonstration's: name another folder with --keep")
            for path in folder.glob("monitor.db*"):
                path.unlink()
    except OSError as error:
        raise UsageError(f"{folder}: cannot be used: {error.strerror}; name another folder with --keep") from error
    return database


def demo_config(config: Config, server: SampleServer, database: Path, language: str) -> Config:
    """Point the shipped configuration at the sample newsroom and a database of its own."""
    return dataclasses.replace(
        config,
        language=language,
        database=str(database),
        outlets=server.outlets,
        fetch=server.settings,
        digest=DigestSettings(send_empty=SendEmpty.ALWAYS, at=dt.time(0, 0)),
        subscribers=(Subscriber(_READER, language, tuple(case.id for case in config.cases), config.timezone),),
    )


def write_digest(app: App, folder: Path) -> tuple[Path, Path]:
    """Compose the day's digest and write it as text and as a page."""
    letter = app.letter(_READER)
    text, page = folder / "digest.txt", folder / _PAGE
    text.write_text(letter.text, encoding="utf-8")
    page.write_text(letter.html, encoding="utf-8")
    return text, page


def write_settings(folder: Path, language: str, database: Path) -> tuple[str, ...]:
    """Leave a settings file with which the commands shown afterwards find the same language and database.

    Gives the options such a command needs; a settings file that was there already is left as it is.
    """
    path = folder / "settings.toml"
    options = ("--config", str(folder))
    if path.exists():
        return *options, "--db", str(database)
    values = {"language": language, "database": str(database)}
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    path.write_text("".join(lines), encoding="utf-8")
    return options
