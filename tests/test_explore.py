"""The database as other programs meet it: views, the README's queries, pandas, DuckDB, Datasette."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor import cli, explore
from monitor.config import bundled
from monitor.errors import ConfigError, StorageError
from monitor.storage.views import VIEWS

pytestmark = pytest.mark.allow_hosts(["127.0.0.0/8"])  # each sample outlet has an address of its own
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
_SQL = re.findall(r"^```sql\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
_PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
_METADATA = bundled("config") / "datasette.json"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the database of the sample newsroom."""
    folder = tmp_path_factory.mktemp("demo")
    assert cli.run(["--lang", "en", "-q", "demo", "--keep", str(folder)]) == 0
    return folder / "monitor.db"


@pytest.fixture
def database(demo: Path, tmp_path: Path) -> Path:
    """Give a copy of one's own."""
    return Path(shutil.copy(demo, tmp_path / "monitor.db"))


def _rows(path: Path, query: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as conn:
        conn.row_factory = sqlite3.Row
        return conn.execute(query).fetchall()


def _all(view: str) -> str:
    return f'SELECT * FROM "{view}"'  # noqa: S608 names of the module under test


# ----------------------------------------------------------------------------------------------------- the views


def test_the_readme_names_every_view_with_its_columns_in_order(demo: Path) -> None:
    told = {
        name: columns.split(", ")
        for name, columns in re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", README, re.MULTILINE)
        if name in VIEWS
    }
    assert told == {name: list(_rows(demo, _all(name) + " LIMIT 1")[0].keys()) for name in VIEWS}


def test_the_docket_view_shows_what_the_command_shows(database: Path, capfd: pytest.CaptureFixture[str]) -> None:
    put_right = ["review", "edit", "vastaamo-1", "--date", "2018-12-20", "--why", "a test"]
    dismissed = ["review", "dismiss", "vastaamo-2", "--why", "a test"]
    for ruling in (put_right, dismissed):
        assert cli.run(["--lang", "en", "--db", str(database), *ruling]) == 0
    capfd.readouterr()
    assert cli.run(["--lang", "en", "--db", str(database), "docket", "--format", "tsv"]) == 0
    lines = [line.split("\t") for line in capfd.readouterr().out.splitlines()]
    column = {name: place for place, name in enumerate(lines[0])}
    shown = {(line[column["number"]], line[column["status"]], line[column["date"]]) for line in lines[1:]}
    viewed = {(row["entry"], row["status"], row["date"] or "") for row in _rows(database, "SELECT * FROM docket")}
    assert viewed == shown
    assert ("vastaamo-1", "fact", "2018-12-20") in viewed


def test_no_view_tells_who_is_mailed(database: Path) -> None:
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute(
            "INSERT INTO subscriber (address, cases, created_at) "
            "VALUES ('canary@example.fi', '[]', '2026-01-01 00:00:00')"
        )
    assert all("canary" not in str(tuple(row)) for name in VIEWS for row in _rows(database, _all(name)))


# ---------------------------------------------------------------------------------------------------- the README


@pytest.mark.parametrize("query", _SQL)
def test_every_query_of_the_readme_finds_something(query: str, demo: Path) -> None:
    assert _rows(demo, query)


def test_the_readme_has_five_queries() -> None:
    assert len(_SQL) == 5


@pytest.mark.parametrize("code", _PYTHON)
def test_every_python_example_of_the_readme_prints_rows(code: str, database: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=database.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "verdict" in done.stdout


# ----------------------------------------------------------------------------------------------------- Datasette


class _Browser:
    """One browser before Datasette, in the same process; ``enter`` lets it in."""

    def __init__(self, path: Path) -> None:
        self.site = explore.datasette(path, _METADATA)
        self._cookies: dict[str, str] = {}

    def enter(self) -> None:
        address = explore.entrance(self.site, 8001)
        answer = self.get(address.partition("8001")[2])
        assert answer.status_code == 302
        self._cookies = dict(answer.cookies)

    def get(self, path: str) -> Any:
        async def ask() -> Any:
            await self.site.invoke_startup()
            return await self.site.client.get(path, cookies=self._cookies)

        return asyncio.run(ask())

    def close(self) -> None:
        self.site.get_database("monitor").close()
        self.site.executor.shutdown()


@pytest.fixture
def browser(database: Path) -> Iterator[_Browser]:
    one = _Browser(database)
    yield one
    one.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # Datasette's own
def test_a_browser_without_the_printed_address_sees_nothing(browser: _Browser) -> None:
    assert browser.get("/").status_code == 403
    assert browser.get("/monitor/docket.json").status_code == 403
    assert browser.get("/monitor.json?sql=select+1").status_code == 403


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # Datasette's own
def test_facets_search_and_labels_work(browser: _Browser) -> None:
    browser.enter()
    docket = browser.get("/monitor/docket.json?_shape=objects").json()
    assert {"kind", "status"} <= set(docket["facet_results"])
    found = browser.get("/monitor/articles.json?_search=tuomio&_shape=objects").json()["rows"]
    assert found
    assert "Mallisanomat" in browser.get("/monitor/article").text
    written = browser.get("/monitor.json?sql=delete+from+report").json()
    assert written["ok"] is False


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # Datasette's own
@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_search_works_while_the_daemon_writes(mode: str, database: Path) -> None:
    with closing(sqlite3.connect(database)) as conn:
        assert conn.execute(f"PRAGMA journal_mode = {mode}").fetchone()[0] == mode.lower()
    stop, written = threading.Event(), []
    thread = threading.Thread(target=_write, args=(database, stop, written))
    browser = _Browser(database)
    browser.enter()
    thread.start()
    try:
        answers: list[Any] = []
        while len(answers) < 10 or (len(written) < 5 and len(answers) < 500):
            answers.append(browser.get("/monitor/articles.json?_search=tuomio&_facet=outlet"))
    finally:
        stop.set()
        thread.join()
        browser.close()
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.json()["rows"] for answer in answers)
    assert len(written) >= 5


def _write(path: Path, stop: threading.Event, written: list[int]) -> None:
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as conn:
        while not stop.wait(0.005):
            conn.execute("BEGIN IMMEDIATE")
            conn.execute("UPDATE revision SET title = title || '.', text = text || ' ja tuomio' WHERE id = 1")
            conn.execute("COMMIT")
            written.append(1)


def test_a_database_that_is_not_there_and_a_broken_description_are_told(tmp_path: Path, database: Path) -> None:
    with pytest.raises(StorageError, match="no such database"):
        explore.datasette(tmp_path / "none.db", _METADATA)
    broken = tmp_path / "datasette.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be read as JSON"):
        explore.datasette(database, broken)
