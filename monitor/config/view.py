"""What commands need to know about a loaded configuration: is it enough to poll or mail, and how to show it.

Rule kept: a secret is never shown, not even its length.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor import model
from monitor.config.paths import default_folder
from monitor.errors import ConfigError
from monitor.messages import said

MASK = "****"
_MIB = 10**6


def require_contact(config: model.Config, environ: Mapping[str, str] | None = None) -> None:
    """Check that outlets can be told whom to write to; raise ConfigError saying which file and key."""
    if config.fetch.contact:
        return
    if not config.folder:
        raise ConfigError(
            f"No configuration in {default_folder(environ)}. Run: monitor init (or monitor demo to look first)."
        )
    raise ConfigError(
        f'{_place(config, "fetch.contact")}: [fetch] contact is missing: write contact = "you@example.fi" there, '
        "or set MONITOR_FETCH_CONTACT. It goes into the User-Agent, so that an outlet can reach you."
    )


def require_smtp(config: model.Config) -> model.SmtpSettings:
    """Give the settings of mail when they are enough to send; raise ConfigError with all that is missing."""
    smtp = config.smtp
    missing = [
        f"{_place(config, f'smtp.{key}')}: " + said(f"[smtp] {key} is missing: write {key} = {example}")
        for key, value, example in (
            ("host", smtp.host, '"smtp.example.fi"'),
            ("sender", smtp.sender, '"monitor@example.fi"'),
        )
        if not value
    ]
    if smtp.username and not smtp.password:
        why = config.origins.get("smtp.password", "not given")
        missing.append(
            f"{_place(config, 'smtp.password_file')}: "
            + said(
                f"[smtp] username is given but no password ({why}): write "
                'password_file = "…", or set MONITOR_SMTP_PASSWORD'
            )
        )
    if missing:
        raise ConfigError("\n".join(missing))
    return smtp


def _place(config: model.Config, key: str) -> str:
    """Give file and line of a key if it stands in the user's file, else the file it belongs into."""
    origin = config.origins.get(key, "")
    settings = Path(config.folder or default_folder()) / "settings.toml"
    return origin if origin.startswith(str(settings)) else str(settings)


def masked(config: model.Config) -> dict[str, Any]:
    """Give every setting by its dotted key, as the file would write it, with secrets as ``****``.

    The keys are those of ``config.origins``.
    """
    shown: dict[str, Any] = {
        "language": config.language,
        "timezone": config.timezone,
        "database": without_password(config.database),
    }
    for section in ("fetch", "digest", "smtp", "archive"):
        for name, value in dataclasses.asdict(getattr(config, section)).items():
            shown[f"{section}.{name}"] = _written(value)
    shown["archive.max_file"] = _size(config.archive.max_file)
    shown["archive.wayback_key"] = MASK if config.archive.wayback_key else ""
    shown["fetch.max_bytes"] = _size(config.fetch.max_bytes)
    shown["smtp.password"] = MASK if config.smtp.password else ""
    return shown


def without_password(database: str) -> str:
    """Give a database's path, or its URL with the password masked."""
    if "://" not in database:
        return database
    scheme, _, rest = database.partition("://")
    userinfo, at, place = rest.rpartition("@")
    user = userinfo.partition(":")[0]
    query = urlsplit(database).query if "?" in place else ""
    if "password" in query.lower():
        place = place.partition("?")[0] + "?" + MASK
    return f"{scheme}://{user}:{MASK}@{place}" if ":" in userinfo else f"{scheme}://{userinfo}{at}{place}"


def _written(value: object) -> object:
    """Write one value as the file would."""
    if isinstance(value, dt.timedelta):
        return duration(value)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value


def duration(value: dt.timedelta) -> str:
    """Write a duration as the files do: ``20s``, ``30min``, ``1h``."""
    seconds = value.total_seconds()
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds % length == 0:
            return f"{seconds / length:g}{unit}"
    return f"{seconds:g}s"


def _size(value: int) -> str | int:
    return f"{value // _MIB}MB" if value % _MIB == 0 else value
