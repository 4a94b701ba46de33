from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.errors import MigrationNeededError, StorageError
from monitor.storage import engine as storage
from monitor.storage import meta, schema
from monitor.storage.engine import Engine

pytestmark = pytest.mark.sqlite
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_new_database_is_its_owners_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        storage._new_file(tmp_path / "monitor.db")
    finally:
        os.umask(before)
    assert _mode(tmp_path / "monitor.db") == 0o600


@posix
def test_the_folder_of_a_new_database_is_made_for_its_owner(tmp_path: Path) -> None:
    storage.open_database(tmp_path / "data" / "monitor.db", create=True).dispose()
    assert _mode(tmp_path / "data") == 0o700


@posix
@pytest.mark.parametrize("opened", [storage.open_database, storage.open_reader])
def test_a_database_that_everybody_can_read_is_refused_with_the_command_that_mends_it(
    path: Path, engine: Engine, opened
) -> None:
    path.chmod(0o644)
    with pytest.raises(StorageError, match=r"mode 0644.*chmod 600 '.*monitor\.db'"):
        opened(path)


@posix
def test_a_database_that_its_group_can_read_is_opened(path: Path, engine: Engine) -> None:
    path.chmod(0o640)
    storage.open_reader(path).dispose()


def test_a_path_with_signs_that_mean_something_in_an_address_is_a_path(tmp_path: Path) -> None:
    odd = tmp_path / "a b?c#d%e.db"
    storage.open_database(odd, create=True).dispose()
    assert odd.exists()


def test_opening_what_is_missing_says_what_to_run_and_creates_nothing(path: Path) -> None:
    for opened in (storage.open_database, storage.open_reader):
        with pytest.raises(StorageError, match=r"no database there\. Run: monitor poll"):
            opened(path)
    assert not path.exists()


def test_an_empty_file_is_built_when_writing_is_asked_for_and_explained_when_not(path: Path) -> None:
    storage._new_file(path)
    with pytest.raises(StorageError, match="the database is empty"):
        storage.open_reader(path)
    storage.open_database(path, create=True).dispose()
    storage.open_reader(path).dispose()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="not a file"):
        storage.open_database(tmp_path, create=True)


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.write_bytes(b"not a database at all, but long enough to look like one\n" * 100)
    path.chmod(0o600)
    with pytest.raises(StorageError, match="this file is not a database"):
        storage.open_database(path)


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    storage._new_file(path)
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (id)")
    other.close()
    with pytest.raises(StorageError, match="another program"):
        storage.open_database(path, create=True)


@pytest.mark.parametrize(("found", "said"), [("0000", "Run: monitor db upgrade"), ("9999", "newer than this program")])
def test_another_revision_is_refused_with_what_to_do(path: Path, engine: Engine, found: str, said: str) -> None:
    with engine.begin() as conn:
        conn.execute(schema.alembic_version.update().values(version_num=found))
    with pytest.raises(MigrationNeededError, match=said):
        storage.open_database(path)
    with pytest.raises(MigrationNeededError, match=said):
        storage.open_reader(path)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("", "no database is named"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
        ("mysql://u:p@localhost/d", "mysql is not supported"),
        ("postgresql://monitor@db.example/monitor", "without a password is open to anybody"),
        ("postgresql+psycopg://db.example/monitor", "without a password is open to anybody"),
        ("postgresql:///monitor?host=db.example&user=anna", "without a password is open to anybody"),
        ("postgresql:///monitor?host=localhost:5432,db.example:5432", "without a password is open to anybody"),
        ("postgresql://localhost/monitor?hostaddr=192.0.2.1", "without a password is open to anybody"),
        ("postgresql://localhost:port/d", "cannot be read"),
    ],
)
def test_an_address_that_is_no_safe_database_is_refused(target: str, said: str) -> None:
    with pytest.raises(StorageError, match=said):
        storage.open_database(target)


@pytest.mark.parametrize("target", ["postgresql://u:p@db.example/d", "postgresql:///d", "postgresql://localhost/d"])
def test_a_postgresql_address_is_understood_and_only_lacks_its_driver(target: str) -> None:
    assert storage.parse_target(target).get_backend_name() == "postgresql"
    assert storage.database_path(target) is None


def test_a_password_is_in_no_message() -> None:
    with pytest.raises(StorageError) as caught:
        storage.open_database("postgresql://u:sesame@db.example/d?x=[")
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("address", ["postgresql://u:sesame@db.example/d", "postgresql://db.example/d?password=sesame"])
def test_a_password_is_shown_of_no_address_wherever_it_stands_in_it(address: str) -> None:
    url = storage.parse_target(address)
    assert url.password == "sesame"
    assert "sesame" not in url.render_as_string()


def test_a_sqlite_address_and_a_path_are_one_file(path: Path, engine: Engine) -> None:
    assert storage.database_path(f"sqlite:///{path}") == storage.database_path(path) == path


def test_a_reader_cannot_write(path: Path, engine: Engine) -> None:
    reader = storage.open_reader(path)
    with pytest.raises(StorageError, match="cannot be written"), reader.begin() as conn:
        meta.put(conn, "a", "b")
    reader.dispose()


def test_foreign_keys_are_enforced_by_name(engine: Engine) -> None:
    with engine.connect() as conn:
        assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        with pytest.raises(sa.exc.IntegrityError):
            conn.execute(schema.address.insert().values(outlet_id="nobody", key="k", article_id=1))


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 6, 23), "TRUNCATE"),
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_write_ahead_mode_is_used_only_where_it_loses_nothing(version: tuple[int, ...], journal: str) -> None:
    assert storage.journal_mode(version) == journal


def test_the_journal_note_names_mode_and_version(engine: Engine) -> None:
    note = storage.journal_note(engine)
    assert sqlite3.sqlite_version in note
    assert ("write-ahead log" in note.split("(")[0]) == (storage.journal_mode(sqlite3.sqlite_version_info) == "WAL")


@pytest.mark.parametrize(
    ("mode", "version", "note"),
    [
        ("WAL", (3, 51, 3), "SQLite 3.51.3, write-ahead log"),
        ("DELETE", (3, 51, 3), "SQLite 3.51.3, rollback journal"),
    ],
)
def test_the_note_of_a_sound_release_has_no_warning(mode: str, version: tuple[int, ...], note: str) -> None:
    assert storage._note(mode, version) == note


def test_the_note_of_an_affected_release_gives_the_reason_or_the_warning() -> None:
    assert storage._note("TRUNCATE", (3, 40, 1)).endswith(
        "(this release can lose writes in a write-ahead log; 3.51.3 is repaired)"
    )
    assert "stop other programs" in storage._note("WAL", (3, 40, 1))


def test_a_database_that_was_in_write_ahead_mode_is_taken_out_of_it_by_an_affected_release(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "journal_mode", lambda _version: "WAL")
    walled = storage.open_database(path, create=True)
    assert "write-ahead log" in storage.journal_note(walled)
    with walled.begin() as conn:
        meta.put(conn, "a", "b")
    walled.dispose()
    monkeypatch.undo()
    monkeypatch.setattr(storage, "journal_mode", lambda _version: "TRUNCATE")
    engine = storage.open_database(path)
    with storage.reading(engine) as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "truncate"
        assert meta.get(conn, "a") == "b"
    engine.dispose()


def test_a_full_disk_is_a_message_and_changes_nothing(engine: Engine) -> None:
    def fill() -> None:
        with engine.begin() as conn:
            pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
            conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            for number in range(100):
                meta.put(conn, str(number), "x" * 4000)

    with pytest.raises(StorageError, match="the disk is full; nothing of this step was written"):
        fill()
    with engine.begin() as conn:
        assert meta.get(conn, "0") is None


def test_a_locked_database_is_a_message_and_not_a_traceback(
    path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_BUSY_SECONDS", 0.05)
    impatient = storage.open_database(path)
    with engine.begin(), pytest.raises(StorageError, match="another process has locked it"), impatient.begin():
        pass
    with impatient.begin() as conn:
        meta.put(conn, "later", "works")
    impatient.dispose()


def test_a_reader_reads_while_a_writer_has_begun(path: Path, engine: Engine) -> None:
    reader = storage.open_reader(path)
    with engine.begin() as conn:
        meta.put(conn, "a", "b")
        with reader.begin() as other:
            assert meta.get(other, "a") is None
    with reader.begin() as other:
        assert meta.get(other, "a") == "b"
    reader.dispose()


def _count_up(path: str, times: int, failed) -> None:
    engine = storage.open_database(path)
    for _ in range(times):
        try:
            with engine.begin() as conn:
                meta.put(conn, "count", str(int(meta.get(conn, "count") or 0) + 1))
        except StorageError:
            with failed.get_lock():
                failed.value += 1
    engine.dispose()


def _write_together(path: Path, times: int) -> tuple[int, int]:
    context = multiprocessing.get_context("spawn")
    failed = context.Value("i", 0)
    children = [context.Process(target=_count_up, args=(str(path), times, failed)) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    engine = storage.open_reader(path)
    with engine.begin() as conn:
        committed = int(meta.get(conn, "count") or 0)
    engine.dispose()
    return committed, failed.value


def test_four_writers_lose_no_read_modify_write(path: Path, engine: Engine) -> None:
    assert _write_together(path, 10) == (40, 0)


@pytest.mark.heavy
def test_four_writers_commit_240_read_modify_writes_and_none_is_locked(path: Path, engine: Engine) -> None:
    assert _write_together(path, 60) == (240, 0)


def test_without_begin_immediate_a_read_modify_write_would_meet_a_lock(
    path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_BUSY_SECONDS", 0.05)
    one, other = storage.open_database(path), storage.open_database(path)
    with storage.reading(one) as first, storage.reading(other) as second:
        assert (meta.get(first, "count"), meta.get(second, "count")) == (None, None)
        meta.put(first, "count", "1")
        with pytest.raises(StorageError, match="another process has locked it"):
            meta.put(second, "count", "1")
    one.dispose()
    other.dispose()


def _die_while_writing(path: str) -> None:
    engine = storage.open_database(path)
    with engine.begin() as conn:
        conn.exec_driver_sql("PRAGMA cache_spill = 1")
        conn.exec_driver_sql("PRAGMA cache_size = 1")
        for number in range(200):
            meta.put(conn, f"half {number}", "x" * 4000)
        os._exit(9)


def test_what_a_killed_writer_left_half_done_is_undone_by_the_next_reader(path: Path, engine: Engine) -> None:
    child = multiprocessing.get_context("spawn").Process(target=_die_while_writing, args=(str(path),))
    child.start()
    child.join()
    assert child.exitcode == 9
    reader = storage.open_reader(path)
    with reader.begin() as conn:
        assert meta.get(conn, "half 0") is None
    assert storage.integrity(reader) == []
    reader.dispose()


def test_a_backup_is_whole_and_its_owners_alone_while_a_writer_has_begun(
    path: Path, engine: Engine, tmp_path: Path
) -> None:
    with engine.begin() as conn:
        meta.put(conn, "a", "b")
    reader = storage.open_reader(path)
    with engine.begin() as conn:
        meta.put(conn, "a", "not yet")
        storage.backup(reader, tmp_path / "copy.db")
    reader.dispose()
    copy = storage.open_reader(tmp_path / "copy.db")
    with copy.begin() as conn:
        assert meta.get(conn, "a") == "b"
    assert storage.integrity(copy) == []
    copy.dispose()
    if os.name == "posix":
        assert _mode(tmp_path / "copy.db") == 0o600


def test_a_backup_never_overwrites(engine: Engine, path: Path) -> None:
    with pytest.raises(StorageError, match="exists already"):
        storage.backup(engine, path)


def test_a_backup_that_cannot_be_written_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be created"):
        storage.backup(engine, tmp_path / "file" / "copy.db")


def test_integrity_names_rows_that_refer_to_nothing(path: Path, engine: Engine) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO case_counter (case_id, next_number) VALUES ('ghost', 1)")
    raw.close()
    assert storage.integrity(engine) == ["case_counter row 2 refers to a missing watched_case"]
