from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor import queries
from monitor.errors import MigrationNeededError, StorageError
from monitor.storage import history, migrate, schema, search
from monitor.storage.engine import integrity, open_database, open_reader
from monitor.storage.views import VIEWS
from tests.storage import sample
from tests.storage.populated import populate

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "migrations"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


@pytest.fixture
def migrated(path: Path) -> Path:
    migrate.upgrade(path, SCRIPTS)
    return path


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as raw:
        found = {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in schema.metadata.tables}  # noqa: S608 our names
    raw.close()
    return found


def _objects(path: Path) -> dict[tuple[str, str], list[str]]:
    """Give every table, index and trigger with the words of its SQL, sorted: a constraint's place means nothing."""
    with sqlite3.connect(path) as raw:
        rows = raw.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    raw.close()
    return {(kind, name): sorted(re.findall(r"[\w']+|[<>=]+", sql)) for kind, name, sql in rows}


def test_a_new_database_and_a_migrated_one_are_the_same(migrated: Path, tmp_path: Path) -> None:
    open_database(tmp_path / "new.db", create=True).dispose()
    assert _objects(tmp_path / "new.db") == _objects(migrated)


def test_the_migrations_lead_to_the_tables_of_this_program(migrated: Path) -> None:
    assert migrate.differences(migrated) == []
    assert migrate.current(migrated) == migrate.head(SCRIPTS) == schema.REVISION
    open_database(migrated).dispose()


def test_a_difference_would_be_seen(migrated: Path) -> None:
    with sqlite3.connect(migrated) as raw:
        raw.execute("ALTER TABLE outlet ADD COLUMN stray TEXT")
        raw.execute("DROP INDEX ix_article_next_fetch_at")
    raw.close()
    found = " ".join(migrate.differences(migrated))
    assert "stray" in found
    assert "ix_article_next_fetch_at" in found


def test_every_constraint_has_the_name_the_tables_give_it_and_none_is_too_long_for_postgresql(migrated: Path) -> None:
    in_tables = {str(constraint.name) for table in schema.metadata.tables.values() for constraint in table.constraints}
    with sqlite3.connect(migrated) as raw:
        sql = " ".join(row[0] for row in raw.execute("SELECT sql FROM sqlite_master WHERE type = 'table'") if row[0])
    raw.close()
    in_file = set(re.findall(r"CONSTRAINT \"?(\w+)\"?", sql)) - {"alembic_version_pkc"}
    assert in_file == in_tables
    assert max(map(len, in_file)) <= 63


def test_down_to_nothing_leaves_nothing_and_up_again_works(migrated: Path) -> None:
    migrate.downgrade(migrated, SCRIPTS, "base")
    assert {name for _, name in _objects(migrated)} <= {"alembic_version", "sqlite_autoindex_alembic_version_1"}
    assert migrate.current(migrated) is None
    migrate.upgrade(migrated, SCRIPTS)
    assert migrate.differences(migrated) == []


def test_the_sample_fills_every_table(path: Path) -> None:
    engine = open_database(path, create=True)
    populate(engine)
    engine.dispose()
    assert [name for name, rows in _rows(path).items() if not rows] == []


def test_every_migration_keeps_every_row_of_a_populated_database_both_ways(path: Path) -> None:
    engine = open_database(path, create=True)
    populate(engine)
    engine.dispose()
    before = _facts(path)
    script = migrate.ScriptDirectory.from_config(migrate._config(SCRIPTS))
    for revision in (one.revision for one in script.walk_revisions() if one.down_revision):
        migrate.downgrade(path, SCRIPTS, f"{revision}-1")
        earlier = _facts(path)
        migrate.upgrade(path, SCRIPTS, revision)
        assert earlier <= _facts(path)
        assert {fact for fact in before if fact[:2] in {one[:2] for one in earlier}} == earlier
        migrate.downgrade(path, SCRIPTS, f"{revision}-1")
    migrate.upgrade(path, SCRIPTS)
    assert migrate.current(path) == schema.REVISION


def _facts(path: Path) -> set[tuple[str, str, int, object]]:
    """Give (table, column, row, value) of everything a database of any revision holds."""
    with sqlite3.connect(path) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in tables if not name.startswith(("search_", "alembic", "sqlite", "word"))]
        found = set()
        for name in kept:
            cursor = raw.execute(f"SELECT rowid, * FROM {name}")  # noqa: S608 the database's own names
            columns = [one[0] for one in cursor.description][1:]
            found |= {
                (name, column, row[0], value) for row in cursor for column, value in zip(columns, row[1:], strict=True)
            }
    raw.close()
    return found


def test_an_upgrade_that_breaks_a_reference_changes_nothing(path: Path, tmp_path: Path) -> None:
    engine = open_database(path, create=True)
    populate(engine)
    engine.dispose()
    before = _rows(path)
    scripts = _copy_with(
        tmp_path, "9999", "op.execute(\"INSERT INTO case_counter (case_id, next_number) VALUES ('ghost', 1)\")"
    )
    with pytest.raises(StorageError, match=r"1 rows refer to rows that are gone \(in case_counter\)"):
        migrate.upgrade(path, scripts)
    assert (_rows(path), migrate.current(path)) == (before, schema.REVISION)


def test_rebuilding_a_table_does_not_take_along_what_refers_to_it(path: Path, tmp_path: Path) -> None:
    engine = open_database(path, create=True)
    populate(engine)
    engine.dispose()
    before = {name: len(rows) for name, rows in _rows(path).items()}
    scripts = _copy_with(
        tmp_path,
        "9999",
        "with op.batch_alter_table('mention', recreate='always') as table:\n"
        "        table.add_column(sa.Column('more', sa.Text()))",
    )
    migrate.upgrade(path, scripts)
    assert {name: len(rows) for name, rows in _rows(path).items()} == before
    with pytest.raises(MigrationNeededError, match="newer than this program"):
        open_database(path)


def _copy_with(tmp_path: Path, revision: str, body: str) -> Path:
    """Copy the migrations and add one."""
    scripts = tmp_path / "100% migrations"
    for source in [*SCRIPTS.glob("*.py"), *SCRIPTS.glob("versions/*.py")]:
        target = scripts / source.relative_to(SCRIPTS)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (scripts / "versions" / f"{revision}_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision = {revision!r}\ndown_revision = {schema.REVISION!r}\n"
        f"def upgrade():\n    {body}\ndef downgrade():\n    pass\n",
        encoding="utf-8",
    )
    return scripts


def test_an_upgraded_docket_has_a_history_from_its_filing_on(path: Path) -> None:
    engine = open_database(path, create=True)
    with engine.begin() as conn:
        sample.register(conn)
        sample.tell(conn, "a")
        sample.tell(conn, "b", outlet="hs", at=sample.NOW + sample.HOUR)
    engine.dispose()
    migrate.downgrade(path, SCRIPTS, "0001")
    migrate.upgrade(path, SCRIPTS)
    engine = open_database(path)
    with engine.begin() as conn:
        (now,) = queries.docket(conn)
        assert (now.outlets, now.origins, len(now.reports)) == (2, 2, 2)
        assert queries.docket(conn, as_of=sample.NOW + sample.HOUR) == [now]
        (then,) = queries.docket(conn, as_of=sample.NOW)
        assert [one.outlet for one in then.reports] == ["yle"]
        assert queries.docket(conn, as_of=sample.NOW - sample.HOUR) == []
        history.record_entries(conn, [1], sample.NOW + 2 * sample.HOUR)
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.development_version)).scalar_one() == 1
    engine.dispose()


def test_an_older_database_is_refused_until_it_is_upgraded(path: Path) -> None:
    engine = open_database(path, create=True)
    with engine.begin() as conn:
        conn.execute(schema.alembic_version.update().values(version_num="0000"))
    engine.dispose()
    assert migrate.current(path) != schema.REVISION
    with pytest.raises(MigrationNeededError, match="Run: monitor db upgrade"):
        open_database(path)


def test_a_revision_nobody_knows_is_a_message(migrated: Path) -> None:
    with pytest.raises(StorageError, match="cannot be moved"):
        migrate.upgrade(migrated, SCRIPTS, "9999")


def test_a_database_of_another_program_is_not_migrated(path: Path) -> None:
    path.touch(0o600)
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE theirs (id)")
    raw.close()
    with pytest.raises(StorageError, match="another program"):
        migrate.upgrade(path, SCRIPTS)


def test_no_migration_imports_the_program() -> None:
    for file in SCRIPTS.glob("versions/*.py"):
        assert not re.search(r"^\s*(from|import) monitor", file.read_text(encoding="utf-8"), re.MULTILINE), file.name


def _alembic(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", "-c", str(ROOT / "alembic.ini"), *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_alembic_by_hand_refuses_to_guess_a_database(tmp_path: Path) -> None:
    done = _alembic(tmp_path, "current")
    assert done.returncode != 0
    assert "no database is named" in done.stderr + done.stdout
    assert list(tmp_path.iterdir()) == []


def test_alembic_by_hand_works_on_a_named_database(migrated: Path, tmp_path: Path) -> None:
    done = _alembic(tmp_path, "-x", f"url={migrated}", "check")
    assert (done.returncode, done.stdout.strip()) == (0, "No new upgrade operations detected.")


def test_no_table_is_unknown_to_the_program(migrated: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{migrated}")
    tables = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    own = {name for name in tables if not name.startswith("search_")} - {"alembic_version"}
    assert own == set(schema.metadata.tables)


def test_every_step_down_leaves_what_the_steps_up_to_there_make(path: Path, tmp_path: Path) -> None:
    open_database(path, create=True).dispose()
    script = migrate.ScriptDirectory.from_config(migrate._config(SCRIPTS))
    for revision in (str(one.down_revision) for one in script.walk_revisions() if one.down_revision):
        migrate.downgrade(path, SCRIPTS, revision)
        migrate.upgrade(tmp_path / f"{revision}.db", SCRIPTS, revision)
        assert _objects(path) == _objects(tmp_path / f"{revision}.db")


@pytest.fixture
def second(path: Path) -> Path:
    """Give a database as the program of revision 0002 left it: its rows, and nothing of what came later."""
    engine = open_database(path, create=True)
    populate(engine)
    engine.dispose()
    migrate.downgrade(path, SCRIPTS, "0002")
    made = path.with_name("second.db")
    migrate.upgrade(made, SCRIPTS, "0002")
    with sqlite3.connect(made) as raw:
        raw.execute("ATTACH ? AS old", (str(path),))
        for (name,) in raw.execute("SELECT name FROM old.sqlite_master WHERE type = 'table'").fetchall():
            if not name.startswith(("search_", "sqlite_", "alembic_")):
                names = ", ".join(f'"{row[1]}"' for row in raw.execute(f"PRAGMA old.table_info({name})"))
                raw.execute(f"INSERT INTO main.{name} ({names}) SELECT {names} FROM old.{name}")  # noqa: S608 its own names
    raw.close()
    return made


def test_a_database_of_revision_0002_keeps_its_rows_and_gets_kinds_words_index_and_views(second: Path) -> None:
    before = _facts(second)
    migrate.upgrade(second, SCRIPTS)
    assert before <= _facts(second)
    engine = open_database(second)
    with engine.begin() as conn:
        assert set(conn.execute(sa.select(schema.feed.c.kind)).scalars()) == {"feed"}
        assert not search.are_complete(conn)
        for name in VIEWS:
            conn.exec_driver_sql(f"SELECT * FROM {name}").all()  # noqa: S608 our own names
        assert conn.exec_driver_sql("SELECT count(*) FROM docket").scalar_one() == 1
        conn.exec_driver_sql("INSERT INTO search_revision (search_revision, rank) VALUES ('integrity-check', 1)")
    search.store_all(engine, lambda _done, _total: None)
    with engine.begin() as conn:
        assert search.are_complete(conn)
        wish = search.prepare(conn, "käräjäoikeuden tuomitseman")
        assert [one.number for one in search.search_entries(conn, wish, 5)] == ["vastaamo-1"]
        assert queries.docket(conn)[0].kind == "verdict"
    engine.dispose()
    assert _integrity(second) == []


def _integrity(path: Path) -> list[str]:
    reader = open_reader(path)
    try:
        return integrity(reader)
    finally:
        reader.dispose()
