"""Where files are: the shipped ones, the user's configuration folder, the database.

Rule kept: platformdirs is imported here alone; the environment is an argument; nothing is created or read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from monitor.errors import ConfigError

NAME = "monitor"
_PACKAGE = Path(__file__).resolve().parent.parent


def bundled(name: str) -> Path:
    """Give the path of something shipped (``config``, ``migrations``, ``alembic.ini``); raise ConfigError if absent.

    An installed wheel carries its copy inside the package; an editable install and a checkout have it beside it.
    """
    for base in (_PACKAGE / "_bundled", _PACKAGE.parent):
        if (base / name).exists():
            return base / name
    raise ConfigError(f"the installation is incomplete: {name} is missing; install case-monitor again")


def default_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Give the user's configuration folder, whether it exists or not."""
    return _xdg(environ, "XDG_CONFIG_HOME") or platformdirs.user_config_path(NAME, appauthor=False)


def default_database(environ: Mapping[str, str] | None = None) -> Path:
    """Give the file the database lives in when nothing names another."""
    folder = _xdg(environ, "XDG_DATA_HOME") or platformdirs.user_data_path(NAME, appauthor=False)
    return folder / "monitor.db"


def database_path(
    flag: str = "", environ: Mapping[str, str] | None = None, setting: str = "", folder: Path | None = None
) -> str:
    """Give the database's path or URL: flag, then ``MONITOR_DB``, then the setting, then the default.

    A relative path in the setting is relative to the configuration folder; ``~`` is the home folder.
    """
    environ = os.environ if environ is None else environ
    if flag or environ.get("MONITOR_DB"):
        return _expanded(flag or environ["MONITOR_DB"], Path())
    return _expanded(setting, folder or Path()) if setting else str(default_database(environ))


def _expanded(value: str, base: Path) -> str:
    return value if "://" in value else str(base / expanded(value))


def expanded(value: str) -> Path:
    """Expand a leading ``~``; leave it alone when no home folder is known."""
    try:
        return Path(value).expanduser()
    except RuntimeError:
        return Path(value)


def _xdg(environ: Mapping[str, str] | None, variable: str) -> Path | None:
    """Honour an absolute XDG folder on every platform; the rest is platformdirs' business."""
    environ = os.environ if environ is None else environ
    value = environ.get(variable, "")
    return Path(value) / NAME if value and Path(value).is_absolute() else None
