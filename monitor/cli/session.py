"""What one call of the command line shares: options, configuration, database, words. All of it loaded when asked."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.output import Printer, say

if TYPE_CHECKING:
    from monitor.app import App
    from monitor.i18n import Words
    from monitor.model import Config


@dataclass
class Session:
    """The options before the command, and what follows from them."""

    folder: str | None = None
    database: str | None = None
    lang: str | None = None
    verbose: int = 0
    quiet: bool = False
    no_color: bool = False
    log_format: str = "console"
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def __post_init__(self) -> None:
        level = logging.ERROR if self.quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(self.verbose, 2)]
        self.log_to_stderr(level)

    def log_to_stderr(self, level: int) -> None:
        """Send the package's log to stderr in the wished form."""
        from monitor.cli.logs import handler

        root = logging.getLogger("monitor")
        root.handlers[:] = [handler(self.log_format)]
        root.setLevel(level)
        root.propagate = False

    @cached_property
    def config(self) -> Config:
        """The configuration; raise ConfigError with every mistake."""
        from monitor.config import load

        folder = Path(self.folder) if self.folder else None
        return load(folder, database=self.database or "", language=self.lang or "")

    @cached_property
    def language(self) -> str:
        """The language to speak: the flag, else the environment, else the configuration; English if that is broken."""
        return self.lang or os.environ.get("MONITOR_LANG") or self.config.language

    @cached_property
    def words(self) -> Words:
        """Labels, dates and numbers in that language."""
        from monitor.i18n import words

        return words(self.language)

    @cached_property
    def app(self) -> App:
        """The program, put together."""
        from monitor.app import App

        return App(self.config)

    def close(self) -> None:
        """Let go of the database if one was opened."""
        if "app" in self.__dict__:
            self.app.close()

    @cached_property
    def printer(self) -> Printer:
        """Where data goes."""
        return Printer(color=not (self.no_color or os.environ.get("NO_COLOR")))

    def note(self, line: str) -> None:
        """Say on stderr what was done, unless only errors are wanted."""
        if not self.quiet:
            say(line)

    @property
    def chosen_folder(self) -> Path:
        """Where the user's configuration is or is to be: flag, environment, the usual place."""
        from monitor.config import default_folder

        return Path(self.folder or os.environ.get("MONITOR_CONFIG") or default_folder())

    @property
    def own_folder(self) -> Path:
        """The user's configuration folder; raise ConfigError when there is none to write to."""
        from monitor.config import default_folder
        from monitor.errors import ConfigError

        if self.config.folder:
            return Path(self.config.folder)
        raise ConfigError(f"No configuration in {default_folder()}. Run: monitor init (or monitor demo to look first).")

    @property
    def asks(self) -> bool:
        """Whether a person is there to answer a question."""
        return sys.stdin.isatty() and sys.stderr.isatty() and not self.quiet

    @property
    def shows_progress(self) -> bool:
        """Whether a person is watching stderr."""
        return sys.stderr.isatty() and not self.quiet
