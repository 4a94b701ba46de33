"""A pytest plugin: ``-p tests.on_postgresql`` runs the tests of `tests/storage` on a PostgreSQL server.

Left out are the tests of SQLite's own things (marker ``sqlite``).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from monitor.storage.engine import Engine
from monitor.storage.engine import open_database as open_really
from tests.postgresql import Server, postgresql
from tests.storage import conftest

__all__ = ["postgresql"]  # the fixture below asks for it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [one for one in items if not one.get_closest_marker("sqlite")]


@pytest.fixture(scope="session")
def built(postgresql: Server) -> str:
    """Give the name of a database to copy: building the tables takes longer."""
    address = postgresql.create()
    open_really(address, create=True).dispose()
    return str(make_url(address).database)


@pytest.fixture(autouse=True)
def _on_postgresql(postgresql: Server, built: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_database(_path: Path, *, create: bool) -> Engine:
        return open_really(postgresql.create(built), create=create)

    monkeypatch.setattr(conftest, "open_database", open_database)
