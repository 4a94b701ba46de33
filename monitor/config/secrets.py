"""Secrets, such as the SMTP password: from a variable, a file of their own, or a systemd credential.

Rule kept: a password is never in a settings file, never in a message, and a file that others can read is a mistake.
A password file that is missing or not ours to read is no mistake yet, because only mailing needs it: the reason is
kept as the origin, and `require_smtp` says it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.config.files import Mistake, read_text
from monitor.config.paths import expanded
from monitor.messages import said


@dataclass(frozen=True, slots=True)
class Secret:
    """A password, where it came from (or why there is none), and what is insecure about its file."""

    value: str
    origin: str
    file: str = ""
    insecure: str = ""


def smtp_password(password_file: str, folder: Path, environ: Mapping[str, str]) -> Secret:
    """Find the SMTP password: ``MONITOR_SMTP_PASSWORD``, then ``password_file``, then systemd's credential."""
    return secret("smtp_password", password_file, folder, environ)


def secret(name: str, file: str, folder: Path, environ: Mapping[str, str], *, lines: bool = False) -> Secret:
    """Find a secret: ``MONITOR_`` and its name, then the file named for it, then systemd's credential of that name.

    ``lines``: a file may hold several, one a line.
    """
    variable = f"MONITOR_{name.upper()}"
    if environ.get(variable):
        return Secret(environ[variable], variable)
    if file:
        path = folder / expanded(file)
        return _from_file(path, insecure=_open_to_others(path), lines=lines)
    if environ.get("CREDENTIALS_DIRECTORY"):
        path = Path(environ["CREDENTIALS_DIRECTORY"]) / name
        if path.exists():  # systemd itself keeps its mode
            return _from_file(path, insecure="", lines=lines)
    return Secret("", "not given")


def _from_file(path: Path, *, insecure: str, lines: bool) -> Secret:
    text = read_text(path)
    if isinstance(text, Mistake):
        return Secret("", str(text), str(path), insecure)
    password = text.rstrip("\n")
    if not password or ("\n" in password and not lines):
        return Secret("", said(f"{path}: must hold the password on one line, and nothing else"), str(path), insecure)
    return Secret(password, str(path), str(path), insecure)


def _open_to_others(path: Path) -> str:
    """Say who else can read a file, where the platform has such modes."""
    if os.name != "posix":
        return ""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return ""
    if not mode & 0o077:
        return ""
    return said(f"{path} can be read by others (mode {mode:o}); run: chmod 600 {path}")
