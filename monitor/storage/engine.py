"""Opening a database: who may read it, how it is locked, what is said when it cannot be used.

Rules kept here:

* A SQLite file is created readable by its owner alone, and one that everybody can read is refused.
* Writers begin with ``BEGIN IMMEDIATE`` (with a plain ``BEGIN`` 163 of 240 read-modify-writes met "database is
  locked"), on PostgreSQL with a lock of ours that does the same; readers cannot write and see one state throughout.
* WAL only where the library at hand does not lose writes in it; ``synchronous=FULL``; foreign keys on.
* What the operating system or another process does to the database becomes a `StorageError` that says what to do.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection as Connection
from sqlalchemy import Engine as Engine
from sqlalchemy import event, exc

from monitor.errors import MigrationNeededError, StorageError
from monitor.messages import said
from monitor.storage import schema

_BUSY_SECONDS = 10
# Names of two locks of PostgreSQL's (each database has its own), made up once: the writer's and the daemon's.
_WRITER, _DAEMON = 6_841_001, 6_841_002
_LOCK_NOT_AVAILABLE = "55P03"
_LOCAL_HOSTS = frozenset({"", "localhost", "127.0.0.1", "::1", "[::1]"})
_FIRST_WAL = (3, 7, 0)
_FIXED = (3, 51, 3)
#: Branches to which the repair was carried back, and the first repaired release of each.
_BACKPORTS = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
_CAUSES = {
    sqlite3.SQLITE_BUSY: said(
        f"another process has locked it for more than {_BUSY_SECONDS} s. Try again when it is done"
    ),
    sqlite3.SQLITE_LOCKED: said("another connection has locked it. Try again when it is done"),
    sqlite3.SQLITE_FULL: said(
        "the disk is full; nothing of this step was written. Make room and run the command again"
    ),
    sqlite3.SQLITE_IOERR: said("the disk gave an error; nothing of this step was written. Check the disk"),
    sqlite3.SQLITE_READONLY: said("it cannot be written. Check who owns the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: said(
        "it cannot be opened. Check the path, who owns it and whether its folder can be written"
    ),
    sqlite3.SQLITE_PERM: said("access is refused. Check who owns the file"),
    sqlite3.SQLITE_CORRUPT: said("it is damaged. Restore a copy made by: monitor db backup"),
    sqlite3.SQLITE_NOTADB: said("this file is not a database"),
    sqlite3.SQLITE_NOMEM: said("there is not enough memory"),
}


def open_database(target: str | Path, *, create: bool = False) -> sa.Engine:
    """Open a database for writing; take a path, a ``sqlite:///`` or a ``postgresql://`` address.

    With ``create``, a missing or empty one is built at the newest revision. Raise `MigrationNeededError` when it is
    at another revision, `StorageError` when it is missing, readable by everybody, or cannot be opened.
    """
    engine = open_unchecked(target, create=create)
    return _checked(engine, create=create)


def open_reader(target: str | Path) -> sa.Engine:
    """Open an existing database for queries alone; raise as `open_database` does."""
    url = parse_target(target)
    if url.get_backend_name() == "sqlite":
        _existing_file(_file(url))
    return _checked(_engine(url, writing=False, foreign_keys=True), create=False)


def open_unchecked(target: str | Path, *, create: bool = False, foreign_keys: bool = True) -> sa.Engine:
    """Open a database for writing whatever its revision: for migrations.

    They need ``foreign_keys=False``, because rebuilding a SQLite table would otherwise delete what refers to it.
    """
    url = parse_target(target)
    if url.get_backend_name() == "sqlite":
        if create:
            _new_file(_file(url))
        _existing_file(_file(url))
    return _engine(url, writing=True, foreign_keys=foreign_keys)


def database_path(target: str | Path) -> Path | None:
    """Give the file of a path or a SQLite address; None for PostgreSQL."""
    url = parse_target(target)
    return _file(url) if url.get_backend_name() == "sqlite" else None


def parse_target(target: str | Path) -> sa.URL:
    """Turn a path or an address into a URL; raise `StorageError` for what is no database or not a safe one."""
    text = str(target)
    if not text:
        raise StorageError("no database is named. Give one with --db PATH")
    if "://" not in text:
        return sa.URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = sa.make_url(text)
    except (exc.ArgumentError, ValueError) as error:
        raise StorageError("the database address cannot be read. Write a path or postgresql://…") from error
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise StorageError("a SQLite database must be a file. Give its path")
        return sa.URL.create("sqlite", database=url.database)
    if url.get_backend_name() != "postgresql":
        raise StorageError(f"{url.get_backend_name()} is not supported. Use a SQLite path or postgresql://…")
    return _safe_postgresql(url)


def _safe_postgresql(url: sa.URL) -> sa.URL:
    if given := _query(url, "password"):  # to where SQLAlchemy looks for what must not be shown
        url = url.difference_update_query(["password"]).set(password=given[-1])
    if not _has_password(url) and not all(one in _LOCAL_HOSTS or one.startswith("/") for one in _hosts(url)):
        raise StorageError(
            f"{url.render_as_string()}: a database on another host without a password is open to anybody. "
            "Put a password in the address"
        )
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _hosts(url: sa.URL) -> list[str]:
    """Give every host that the driver would try: they may stand in the query, several of them, or in the environment.

    A path is a socket's on this machine.
    """
    named = [one for name in ("host", "hostaddr") for value in _query(url, name) for one in value.split(",")]
    return [one.rpartition(":")[0] if one.count(":") == 1 else one for one in named] + (
        [url.host] if url.host else [] if named else os.environ.get("PGHOST", "").split(",")
    )


def _has_password(url: sa.URL) -> bool:
    return bool(url.password or os.environ.get("PGPASSWORD"))


def _query(url: sa.URL, name: str) -> tuple[str, ...]:
    value = url.query.get(name, ())
    return (value,) if isinstance(value, str) else tuple(value)


# --------------------------------------------------------------------------------------------------- files


def _file(url: sa.URL) -> Path:
    return Path(url.database or "")


def make_folder(path: Path) -> None:
    """Make the folder of a new file for its owner alone; raise `StorageError` when it cannot be."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path}: the file cannot be created: {error.strerror}") from error


def _new_file(path: Path) -> bool:
    """Create the file for its owner alone, whatever the umask; False when something of that name exists."""
    make_folder(path)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except OSError as error:
        if path.exists():
            return False
        raise StorageError(f"{path}: the file cannot be created: {error.strerror}") from error
    try:
        if os.name == "posix":
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)
    return True


def _existing_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise StorageError(f"{path}: no database there. Run: monitor poll (or monitor demo to look first)") from error
    except OSError as error:
        raise StorageError(f"{path}: the database cannot be opened: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        raise StorageError(f"{path}: not a file. Give the path of a database file")
    if os.name == "posix" and mode & 0o007:
        raise StorageError(
            f"{path}: other users of this machine can read the database (mode {stat.S_IMODE(mode):04o}). "
            f"Run: chmod 600 '{path}'"
        )


# -------------------------------------------------------------------------------------------------- engines


def _engine(url: sa.URL, *, writing: bool, foreign_keys: bool) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, creator=_creator(_file(url), writing=writing, foreign_keys=foreign_keys))
        event.listen(engine, "begin", _beginner("BEGIN IMMEDIATE" if writing else "BEGIN"))
    else:
        engine = _postgresql(url, writing=writing)
    event.listen(engine, "handle_error", _explainer(url.render_as_string()))
    return engine


def _postgresql(url: sa.URL, *, writing: bool) -> sa.Engine:
    """Give an engine that keeps SQLite's promises: one writer at a time, and readers who see one state throughout."""
    try:
        engine = sa.create_engine(url, pool_pre_ping=True, isolation_level=None if writing else "REPEATABLE READ")
    except ImportError as error:
        raise StorageError("PostgreSQL needs its driver. Run: pip install 'case-monitor[postgres]'") from error
    if not writing:
        return engine.execution_options(postgresql_readonly=True)
    event.listen(engine, "begin", _wait_to_write)
    return engine


def _wait_to_write(conn: sa.Connection) -> None:
    """Begin as ``BEGIN IMMEDIATE`` does, unless the connection's ``begin`` option says that it only reads."""
    if "begin" not in conn.get_execution_options():
        conn.exec_driver_sql(f"SET LOCAL lock_timeout = '{_BUSY_SECONDS}s'")
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


def _creator(path: Path, *, writing: bool, foreign_keys: bool) -> Callable[[], sqlite3.Connection]:
    """Give what opens one connection. ``mode=rw``: a file that vanished is not made anew with everybody's rights."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,  # the driver's own BEGIN comes too late and is never IMMEDIATE
            check_same_thread=False,  # SQLAlchemy's pool gives a connection to one thread at a time
        )
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        if not foreign_keys:  # a migration: a table rebuilt under another name would else be missed by the views
            connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if writing:
            connection.execute(f"PRAGMA journal_mode = {journal_mode(sqlite3.sqlite_version_info)}")
        else:
            connection.execute("PRAGMA query_only = ON")
        return connection

    return connect


def _beginner(usual: str) -> Callable[[sa.Connection], None]:
    """Give the listener that starts a transaction: as usual, or as the connection's ``begin`` option says."""

    def begin(conn: sa.Connection) -> None:
        statement = conn.get_execution_options().get("begin", usual)
        if statement:
            conn.exec_driver_sql(statement)

    return begin


def journal_mode(version: tuple[int, ...]) -> str:
    """Choose the journal by the SQLite library's version.

    Releases 3.7.0 to 3.51.2 can lose committed writes in WAL mode when two connections checkpoint at once.
    """
    fixed = _BACKPORTS.get((version[0], version[1]), _FIXED)
    return "WAL" if version >= fixed and version >= _FIRST_WAL else "TRUNCATE"


def journal_note(engine: sa.Engine) -> str:
    """Say in one line how the database keeps its journal, and why."""
    if engine.dialect.name != "sqlite":
        return engine.dialect.name
    with reading(engine) as conn:
        mode = str(conn.exec_driver_sql("PRAGMA journal_mode").scalar()).upper()
    return _note(mode, sqlite3.sqlite_version_info)


def _note(mode: str, version: tuple[int, ...]) -> str:
    name = f"SQLite {'.'.join(map(str, version))}"
    sound = journal_mode(version) == "WAL"
    if mode == "WAL":
        if sound:
            return said(f"{name}, write-ahead log")
        return said(
            f"{name}, write-ahead log; this release can lose writes in it: stop other programs that have the database "
            "open, then restart"
        )
    if sound:
        return said(f"{name}, rollback journal")
    return said(f"{name}, rollback journal (this release can lose writes in a write-ahead log; 3.51.3 is repaired)")


def _explainer(name: str) -> Callable[[Any], None]:
    """Give the listener that turns what happens to a database from outside into a `StorageError`."""
    place = name.removeprefix("sqlite:///")

    def explain(context: Any) -> None:
        if context.is_pre_ping:
            return  # a connection that was cut while it lay idle: the pool makes another
        error = context.original_exception
        if isinstance(error, sqlite3.Error):
            cause = _CAUSES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        else:
            cause = _postgresql_cause(error, context.sqlalchemy_exception)
        if cause:
            raise StorageError(f"{place}: {cause}") from error

    return explain


def _postgresql_cause(error: BaseException, wrapped: BaseException) -> str | None:
    if getattr(error, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
        return _CAUSES[sqlite3.SQLITE_BUSY]
    return str(error).strip() if isinstance(wrapped, exc.OperationalError) else None


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection for queries in one transaction that takes no write lock, on any engine."""
    with engine.connect().execution_options(begin="BEGIN") as conn:
        yield conn


@contextmanager
def held_by_daemon(target: str | Path) -> Iterator[str | None]:
    """Hold a PostgreSQL database's lock for one daemon while the block runs; give who holds it if another does."""
    engine = open_unchecked(target)
    try:
        with engine.connect().execution_options(begin="", isolation_level="AUTOCOMMIT") as conn:
            if conn.exec_driver_sql(f"SELECT pg_try_advisory_lock({_DAEMON})").scalar():
                yield None
                return
            yield str(conn.exec_driver_sql(_HOLDER).scalar() or "another")
    finally:
        engine.dispose()


_HOLDER = f"""
SELECT a.pid || coalesce(' from ' || host(a.client_addr), '') FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
WHERE l.locktype = 'advisory' AND l.objid = {_DAEMON} AND l.granted
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 a number of this module's


# ------------------------------------------------------------------------------------------------- revisions


def _checked(engine: sa.Engine, *, create: bool) -> sa.Engine:
    """Give the engine if its database is at the revision this program needs; else close it and raise."""
    try:
        with reading(engine) as conn:
            found = database_revision(conn)
            empty = found is None and not sa.inspect(conn).get_table_names()
        if empty and create:
            _build(engine)
        elif found != schema.REVISION:
            _refuse(engine, found, empty=empty)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _build(engine: sa.Engine) -> None:
    with engine.begin() as conn:
        if database_revision(conn) is None:  # another process may have been faster
            schema.create_all(conn)


def database_revision(conn: sa.Connection) -> str | None:
    """Give the migration the database is at; None when it has none."""
    if not sa.inspect(conn).has_table(schema.alembic_version.name):
        return None
    return conn.execute(sa.select(schema.alembic_version.c.version_num)).scalar()


def _refuse(engine: sa.Engine, found: str | None, *, empty: bool) -> None:
    place = engine.url.render_as_string().removeprefix("sqlite:///")
    if empty:
        raise StorageError(f"{place}: the database is empty. Run: monitor poll (or monitor demo to look first)")
    if found is None:
        raise StorageError(f"{place}: a database of another program. Give another path with --db")
    if found > schema.REVISION:
        raise MigrationNeededError(
            f"{place}: the database is at revision {found}, newer than this program ({schema.REVISION}). "
            "Install the newer monitor"
        )
    raise MigrationNeededError(
        f"{place}: the database is at revision {found}, this program needs {schema.REVISION}. Run: monitor db upgrade"
    )


# --------------------------------------------------------------------------------------------------- upkeep


def backup(engine: sa.Engine, path: Path) -> None:
    """Write a consistent copy of a SQLite database to a new file of its owner's; the daemon may be running.

    Raise `StorageError` when the file exists, cannot be written, or the database is not SQLite.
    """
    if engine.dialect.name != "sqlite":
        raise StorageError("a PostgreSQL database is backed up with pg_dump")
    if not _new_file(path):
        raise StorageError(f"{path}: exists already. Name a new file")
    source = _engine(engine.url, writing=True, foreign_keys=True)  # a read-only one refuses VACUUM INTO
    try:
        with source.connect().execution_options(begin="") as conn:
            conn.exec_driver_sql("VACUUM INTO ?", (str(path),))
        _flush(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        source.dispose()


def compact(engine: sa.Engine) -> None:
    """Write a SQLite database anew, so that nothing removed or overwritten is left in it or its index."""
    if engine.dialect.name != "sqlite":
        return
    with engine.begin() as conn:
        indexed = [name for name in sa.inspect(conn).get_table_names() if name in ("search_revision", "search_mention")]
        for name in indexed:
            conn.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608 names of the line above
    with engine.connect().execution_options(begin="") as conn:
        conn.exec_driver_sql("VACUUM")


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def integrity(engine: sa.Engine) -> list[str]:
    """Give what SQLite's own checks find wrong with file and foreign keys; an empty list when nothing is."""
    if engine.dialect.name != "sqlite":
        return []
    with reading(engine) as conn:
        found = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA integrity_check")]
        orphans = [
            f"{row[0]} row {row[1]} refers to a missing {row[2]}"
            for row in conn.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    return [line for line in found if line != "ok"] + orphans
