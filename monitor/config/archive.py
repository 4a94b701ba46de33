"""What must hold between the settings of the archive, and where its folder and its key are.

Rule kept: an account's key is sent over TLS only, and stands in no file that others can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.config import values
from monitor.config.files import text_at
from monitor.config.paths import expanded
from monitor.config.secrets import Secret
from monitor.config.shapes import Problem

#: The name of the secret: MONITOR_ARCHIVE_WAYBACK_KEY, or systemd's credential archive_wayback_key.
KEY = "archive_wayback_key"


def archive_problems(data: Mapping[str, Any], key: Secret) -> Iterator[Problem]:
    """Find what is wrong between the settings of the archive."""
    if key.insecure:
        yield Problem(("archive", "wayback_key_file"), key.insecure)
    access, _, secret = key.value.partition(":")
    if key.value and not (access and secret and key.value.isprintable() and " " not in key.value):
        yield Problem(("archive", "wayback_key_file"), f"{key.origin}: must hold access:secret")
    place = text_at(data, "archive", "wayback_url")
    try:
        parts = urlsplit(place)
        host = parts.hostname or ""
    except ValueError:
        return  # the shape says that it is no address
    if key.value and parts.scheme == "http" and not values.loopback(host):
        yield Problem(("archive", "wayback_url"), "must begin with https:// where a key is sent along")


def placed(settings: Path, folder: str) -> str:
    """Give the full path of a folder named in the settings, relative to theirs; empty for none."""
    return str(settings / expanded(folder)) if folder else ""
