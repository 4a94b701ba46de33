"""What the storage promises, on a real PostgreSQL server: ``pytest -m heavy tests/storage/test_postgresql.py``."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.entries import URL_LIMIT, Item, collected
from monitor.errors import LockedError, MigrationNeededError, StorageError
from monitor.model import Entry, ParsedFeed
from monitor.storage import engine as storage
from monitor.storage import feeds, meta, migrate, schema
from monitor.storage.alone import only_daemon
from monitor.storage.engine import Connection, Engine, open_database
from monitor.urls import MAX_LENGTH, article_key, canonical
from tests import postgresql as server_of_tests
from tests.postgresql import Server
from tests.storage import sample
from tests.storage.populated import populate
from tests.storage.test_engine import _write_together

pytestmark = pytest.mark.heavy
postgresql = server_of_tests.postgresql
address = server_of_tests.path
ROOT = Path(__file__).parent.parent.parent
SCRIPTS = ROOT / "migrations"


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    engine = open_database(address, create=True)
    yield engine
    engine.dispose()


@pytest.fixture
def full(address: str) -> str:
    """Give the address of a database with rows in every table."""
    engine = open_database(address, create=True)
    populate(engine)
    engine.dispose()
    return address


def _counts(address: str) -> dict[str, int]:
    engine = storage.open_unchecked(address)
    with storage.reading(engine) as conn:
        names = set(sa.inspect(conn).get_table_names()) - {"alembic_version"}
        found = {name: int(conn.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar_one()) for name in names}  # noqa: S608 the database's own names
    engine.dispose()
    return found


def _alembic(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "alembic", "-c", str(ROOT / "alembic.ini"), "-x", f"url={address}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


# -------------------------------------------------------------------------------------------------- the tables


def test_a_new_database_is_at_the_newest_revision_and_has_every_table(address: str) -> None:
    open_database(address, create=True).dispose()
    assert migrate.current(address) == schema.REVISION
    assert migrate.differences(address) == []
    assert set(_counts(address)) == set(schema.metadata.tables)


def test_the_migrations_lead_there_too_and_alembic_sees_no_difference(address: str) -> None:
    migrate.upgrade(address, SCRIPTS)
    assert migrate.differences(address) == []
    open_database(address).dispose()
    done = _alembic(address, "check")
    assert (done.returncode, done.stdout.strip()) == (0, "No new upgrade operations detected."), done.stderr


def test_a_difference_would_be_seen(address: str) -> None:
    engine = open_database(address, create=True)
    with engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE outlet ADD COLUMN stray TEXT")
        conn.exec_driver_sql("DROP INDEX ix_article_next_fetch_at")
    engine.dispose()
    found = " ".join(migrate.differences(address))
    assert "stray" in found
    assert "ix_article_next_fetch_at" in found
    assert _alembic(address, "check").returncode != 0


def _constraints(address: str) -> set[tuple[str, str, str]]:
    """Give every constraint and index with what it says."""
    engine = storage.open_unchecked(address)
    with storage.reading(engine) as conn:
        rows = conn.exec_driver_sql(
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace "
            "UNION SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        ).all()
    engine.dispose()
    return {tuple(row) for row in rows}


def test_a_new_database_and_a_migrated_one_have_the_same_constraints_and_indexes(postgresql: Server) -> None:
    new, migrated = postgresql.create(), postgresql.create()
    open_database(new, create=True).dispose()
    migrate.upgrade(migrated, SCRIPTS)
    assert _constraints(new) == _constraints(migrated)


def test_the_sample_fills_every_table(full: str) -> None:
    assert [name for name, count in _counts(full).items() if not count] == []


def test_every_migration_keeps_every_row_of_a_populated_database_both_ways(full: str) -> None:
    before = _counts(full)
    script = migrate.ScriptDirectory.from_config(migrate._config(SCRIPTS))
    for revision in (one.revision for one in script.walk_revisions() if one.down_revision):
        migrate.downgrade(full, SCRIPTS, f"{revision}-1")
        earlier = _counts(full)
        assert set(earlier) < set(before)
        assert earlier == {name: before[name] for name in earlier}
        migrate.upgrade(full, SCRIPTS, revision)
        assert {name: count for name, count in _counts(full).items() if name in earlier} == earlier
        migrate.downgrade(full, SCRIPTS, f"{revision}-1")
    migrate.upgrade(full, SCRIPTS)
    assert migrate.current(full) == schema.REVISION
    assert migrate.differences(full) == []


def test_down_to_nothing_leaves_nothing(full: str) -> None:
    migrate.downgrade(full, SCRIPTS, "base")
    assert _counts(full) == {}
    assert migrate.current(full) is None


def test_a_migration_that_fails_changes_nothing(address: str) -> None:
    migrate.upgrade(address, SCRIPTS, "0002")
    engine = storage.open_unchecked(address)
    with engine.begin() as conn:
        conn.exec_driver_sql("CREATE TABLE robots (stray TEXT)")
    engine.dispose()
    before = _counts(address)
    with pytest.raises(sa.exc.ProgrammingError, match="robots"):
        migrate.upgrade(address, SCRIPTS)
    assert (migrate.current(address), _counts(address)) == ("0002", before)


# ------------------------------------------------------------------------------------------------- opening one


def test_an_older_database_is_refused_until_it_is_upgraded(address: str) -> None:
    migrate.upgrade(address, SCRIPTS, "0002")
    with pytest.raises(MigrationNeededError, match="Run: monitor db upgrade"):
        open_database(address)
    migrate.upgrade(address, SCRIPTS)
    open_database(address).dispose()


def test_an_empty_database_and_one_of_another_program_are_said_to_be_so(address: str, postgresql: Server) -> None:
    with pytest.raises(StorageError, match="the database is empty"):
        storage.open_reader(address)
    engine = storage.open_unchecked(address)
    with engine.begin() as conn:
        conn.exec_driver_sql("CREATE TABLE theirs (id int)")
    engine.dispose()
    for work in (lambda: open_database(address, create=True), lambda: migrate.upgrade(address, SCRIPTS)):
        with pytest.raises(StorageError, match="another program"):
            work()


def test_a_server_that_is_not_there_or_lacks_the_database_is_a_message_without_the_password(address: str) -> None:
    with pytest.raises(StorageError, match='database "nothing" does not exist'):
        open_database(sa.make_url(address).set(database="nothing").render_as_string(hide_password=False))
    with pytest.raises(StorageError, match="connection failed") as raised:
        open_database("postgresql://anna:sesame@127.0.0.1:1/monitor")
    assert "sesame" not in str(raised.value)


def test_a_server_elsewhere_without_a_password_is_refused_before_anything_is_sent() -> None:
    for target in ("postgresql://monitor@db.example/monitor", "postgresql:///monitor?host=db.example&user=monitor"):
        with pytest.raises(StorageError, match="without a password is open to anybody"):
            open_database(target)


def test_a_reader_cannot_write_and_sees_one_state_throughout(address: str, engine: Engine) -> None:
    reader = storage.open_reader(address)
    with reader.begin() as conn:
        assert meta.get(conn, "a") is None
        with engine.begin() as other:
            meta.put(other, "a", "b")
        assert meta.get(conn, "a") is None
    with reader.begin() as conn:
        assert meta.get(conn, "a") == "b"
    with pytest.raises(sa.exc.DBAPIError, match="read-only"), reader.begin() as conn:
        meta.put(conn, "a", "c")
    reader.dispose()


def test_a_database_whose_connections_the_server_cut_is_used_again(engine: Engine) -> None:
    with engine.begin() as conn:
        meta.put(conn, "a", "b")
    killer = sa.create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with killer.connect() as conn:
        conn.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    killer.dispose()
    with engine.begin() as conn:
        assert meta.get(conn, "a") == "b"


def test_the_longest_keys_that_a_feed_can_give_are_stored(engine: Engine) -> None:
    letters = random.Random(1)  # noqa: S311 - what does not compress, for an index; no secret

    def long(count: int) -> str:
        return "".join(letters.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=count))

    outlet = sample.OUTLETS[0]
    urls = ["https://yle.example/" + long(MAX_LENGTH - 20) for _ in range(3)]
    guids = ["", long(URL_LIMIT), "".join(letters.choices("äöåÄÖÅ日本語", k=URL_LIMIT))]
    items = [Item(Entry(guid, url, long(500)), had_link=True) for guid, url in zip(guids, urls, strict=True)]
    parsed = collected("t", items, 10)
    assert isinstance(parsed, ParsedFeed)
    with engine.begin() as conn:
        sample.register(conn)
        found = [feeds.FoundEntry(one, canonical(one.url), article_key(one.url, outlet)) for one in parsed.entries]
        assert sample.poll(conn, *found).new == 3
        assert sample.poll(conn, *found).new == 0


# --------------------------------------------------------------------------------------------------- together


def test_four_writers_commit_240_read_modify_writes_and_none_is_locked(address: str, engine: Engine) -> None:
    assert _write_together(address, 60) == (240, 0)


def test_without_the_writers_lock_some_would_be_lost(address: str, engine: Engine) -> None:
    def begun() -> tuple[Connection, int]:
        conn = engine.connect().execution_options(begin="BEGIN")
        return conn, int(meta.get(conn, "count") or 0)

    (first, one), (second, other) = begun(), begun()
    for conn, seen in ((first, one), (second, other)):
        meta.put(conn, "count", str(seen + 1))
        conn.commit()
        conn.close()
    with engine.begin() as conn:
        assert meta.get(conn, "count") == "1"


def test_a_writer_that_waits_too_long_is_a_message(
    address: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_BUSY_SECONDS", 0.2)
    impatient = open_database(address)
    with engine.begin(), pytest.raises(StorageError, match="another process has locked it"), impatient.begin():
        pass
    with impatient.begin() as conn:
        meta.put(conn, "later", "works")
    impatient.dispose()


def test_one_daemon_runs_on_a_database_and_the_next_hears_of_it_within_a_second(
    address: str, engine: Engine, postgresql: Server
) -> None:
    other = postgresql.create()
    with only_daemon(address):
        began = time.monotonic()
        said = r"a daemon runs on this database already \(connection \d+\)"
        with pytest.raises(LockedError, match=said), only_daemon(address):
            pass
        assert time.monotonic() - began < 1
        with only_daemon(other):  # one a database, not one a server
            pass
        with engine.begin() as conn:  # and it locks out no writer
            meta.put(conn, "a", "b")
    with only_daemon(address):
        pass


# ----------------------------------------------------------------------------------------- the storage's own tests


def test_the_storages_own_tests_pass_on_it() -> None:
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "tests.on_postgresql", "tests/storage"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert int(done.stdout.rpartition(" passed")[0].rpartition("\n")[2].split()[-1]) > 150
