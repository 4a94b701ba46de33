"""The database in a browser: Datasette over the same SQLite file, opened for reading only.

Rules kept: it listens on this machine alone, and even here only who has the address that `monitor explore` prints
gets in (the database is private to its owner; a port is open to every user of the machine). It holds nothing open
between two queries that a writing daemon would wait for.

The only module that imports Datasette and its server (extra ``explore``).
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, cast

from monitor.errors import ConfigError, StorageError, UsageError

HOST = "127.0.0.1"
#: What a query may take, and give.
_SETTINGS = {"sql_time_limit_ms": 3000, "max_returned_rows": 2000, "facet_time_limit_ms": 1000, "allow_download": False}
_ENTRANCE = {"id": "root"}


def datasette(database: Path, metadata: Path) -> Any:
    """Give Datasette over one database file, described by a metadata file (``datasette.json``).

    Raises UsageError without the extra, ConfigError for a metadata file that cannot be read, StorageError without a
    database.
    """
    try:
        from datasette.app import Datasette
        from datasette.database import Database
    except ImportError as error:
        raise UsageError(f"this needs the extra explore: pip install 'case-monitor[explore]' ({error})") from error
    site_class, database_class = cast("Any", Datasette), cast("Any", Database)  # they ship without types
    if not database.is_file():
        raise StorageError(f"{database}: no such database; monitor poll or monitor demo --keep DIR makes one")
    site = site_class(files=[], metadata={**_described(metadata), "allow": _ENTRANCE}, settings=_SETTINGS)
    site.add_database(database_class(site, path=str(database), is_mutable=True), name="monitor")
    return site


def _described(metadata: Path) -> dict[str, Any]:
    try:
        found = json.loads(metadata.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{metadata}: cannot be read as JSON: {error}") from error
    if not isinstance(found, dict):
        raise ConfigError(f"{metadata}: must be a JSON object")
    return found


def entrance(site: Any, port: int) -> str:
    """Give the address that lets one browser in, once."""
    return f"http://{HOST}:{port}/-/auth-token?token={site._root_token}"  # noqa: SLF001 as Datasette's own --root does


def serve(site: Any, port: int) -> None:
    """Serve until interrupted; raise UsageError when the port is taken."""
    import socket

    import uvicorn

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            raise UsageError(f"port {port} cannot be opened: {error.strerror or error}; try another --port") from error
        asyncio.run(site.invoke_startup())
        uvicorn.Server(uvicorn.Config(site.app(), log_level="warning", lifespan="on")).run(sockets=[listening])
