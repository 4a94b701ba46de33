"""Settings from environment variables: one ``MONITOR_…`` for every key of `settings.toml`.

Rule kept: the environment is an argument, an empty variable is one that is not set, and a variable with a section's
prefix that is no setting is a mistake and not silently ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.config import values
from monitor.config.files import Mistake
from monitor.config.shapes import Path, SettingsFile, Shape, value_type

_SECTIONS = ("fetch", "digest", "smtp", "archive")
#: Variables that are no key of the file, and what they are for.
OTHERS = {
    "MONITOR_CONFIG": "the configuration folder",
    "MONITOR_DB": "the database: a path or a URL",
    "MONITOR_SMTP_PASSWORD": "the SMTP password",
    "MONITOR_ARCHIVE_WAYBACK_KEY": "access:secret of an account at the Internet Archive",
}
_SHORT = {"MONITOR_LANGUAGE": "MONITOR_LANG"}


def variables() -> dict[str, Path]:
    """Give every variable that stands for a key of settings.toml, with the path of that key."""
    found: dict[str, Path] = {}
    for key, field in SettingsFile.model_fields.items():
        if key in _SECTIONS and isinstance(field.annotation, type) and issubclass(field.annotation, Shape):
            found.update({f"MONITOR_{key}_{name}".upper(): (key, name) for name in field.annotation.model_fields})
        elif key not in ("subscriber", "alert", "database"):
            found[_SHORT.get(f"MONITOR_{key.upper()}", f"MONITOR_{key.upper()}")] = (key,)
    return found


def given(environ: Mapping[str, str]) -> dict[Path, tuple[str, Any]]:
    """Give what the environment sets: path of the key -> variable, value as the file would hold it."""
    return {
        path: (variable, _value(path, environ[variable]))
        for variable, path in variables().items()
        if environ.get(variable)
    }


def unknown(environ: Mapping[str, str]) -> list[Mistake]:
    """Give a mistake for each variable that looks like a setting and is none."""
    known = [*variables(), *OTHERS]
    prefixes = tuple(f"MONITOR_{section.upper()}_" for section in _SECTIONS)
    return [
        Mistake(name, 0, 0, f"is no setting{values.suggestion(name, known)}")
        for name in sorted(environ)
        if name.startswith(prefixes) and name not in known
    ]


def _value(path: Path, text: str) -> Any:
    """Read a variable's text as the type its key has; text that is none stays text, and the check complains."""
    wanted = value_type(SettingsFile, path)
    if wanted is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    if wanted is bool:
        return {"true": True, "false": False}.get(text.strip().lower(), text)
    if wanted in (int, float):
        try:
            return wanted(text)
        except ValueError:
            return text
    return text
