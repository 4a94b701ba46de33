"""Moving a database from one revision to another. The only module that imports Alembic (it takes a second).

Rules kept here: a migration is one transaction, foreign keys are off while tables are rebuilt (a rebuilt table would
otherwise take with it what refers to it) and checked before it is committed. Where the migrations are is an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from monitor.errors import StorageError
from monitor.storage import schema
from monitor.storage.engine import database_revision, open_unchecked, reading


def upgrade(target: str | Path, scripts: Path, revision: str = "head") -> None:
    """Bring a database to a newer revision (the newest); a missing file is created. Raise `StorageError`."""
    _run(target, scripts, lambda config: command.upgrade(config, revision), create=True)


def downgrade(target: str | Path, scripts: Path, revision: str) -> None:
    """Take a database back to an older revision, ``base`` for an empty one. Raise `StorageError`."""
    _run(target, scripts, lambda config: command.downgrade(config, revision), create=False)


def current(target: str | Path) -> str | None:
    """Give the revision a database is at; None when it has none. Raise `StorageError` when it is missing."""
    with _opened(target, create=False) as engine, reading(engine) as conn:
        return database_revision(conn)


def head(scripts: Path) -> str | None:
    """Give the newest revision among the migrations."""
    return ScriptDirectory.from_config(_config(scripts)).get_current_head()


def differences(target: str | Path) -> list[str]:
    """Give what a database's tables have otherwise than this program's; empty when they are the same."""
    options = {"compare_type": True, "include_name": include_name}
    with _opened(target, create=False) as engine, reading(engine) as conn:
        context = MigrationContext.configure(conn, opts=options)
        return [str(one) for one in compare_metadata(context, schema.metadata)]


def include_name(name: str | None, type_: str, _parents: Any) -> bool:
    """Whether Alembic compares a thing: the full-text index keeps tables of its own."""
    return not (type_ == "table" and (name or "").startswith("search_"))


def run_on(conn: sa.Connection, configure: Callable[..., None], run: Callable[[], None]) -> None:
    """Run what `migrations/env.py` was asked for on a connection, in its transaction."""
    configure(
        connection=conn,
        target_metadata=schema.metadata,
        render_as_batch=conn.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
        include_name=include_name,
    )
    run()


def _config(scripts: Path, conn: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config


def _run(target: str | Path, scripts: Path, step: Callable[[Config], None], *, create: bool) -> None:
    with _opened(target, create=create) as engine:
        try:
            with engine.begin() as conn:
                _check_ours(conn)
                step(_config(scripts, conn))
                check_references(conn)
        except CommandError as error:
            raise StorageError(f"the database cannot be moved to that revision: {error}") from error


def _check_ours(conn: sa.Connection) -> None:
    if database_revision(conn) is None and set(sa.inspect(conn).get_table_names()) - {schema.alembic_version.name}:
        raise StorageError("this is a database of another program; nothing was changed")


def check_references(conn: sa.Connection) -> None:
    """Raise `StorageError` when a row refers to one that is gone; the caller's transaction is then rolled back."""
    if conn.dialect.name != "sqlite":
        return
    broken = conn.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise StorageError(f"{len(broken)} rows refer to rows that are gone (in {tables}); nothing was changed")


@contextmanager
def _opened(target: str | Path, *, create: bool) -> Iterator[sa.Engine]:
    engine = open_unchecked(target, create=create, foreign_keys=False)
    try:
        yield engine
    finally:
        engine.dispose()
