"""A real SQLite file with two outlets and a case, and short ways to put things into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.storage.engine import Connection, Engine, open_database
from tests.storage import sample


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_database(path, create=True)
    with engine.begin() as conn:
        sample.register(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as conn:
        yield conn
