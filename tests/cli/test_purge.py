from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    path = Path(shutil.copy(filled, tmp_path / "own.db"))
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE revision SET last_seen_at = '2020-01-01 00:00:00.000000' WHERE id <= 2")
    raw.close()
    return path


@pytest.fixture
def base(monitor: Run, own: Path) -> Callable[..., Ran]:
    return lambda *arguments: monitor("--db", own, "--lang", "en", *arguments)


def texts(path: Path) -> int:
    with sqlite3.connect(path) as raw:
        count = raw.execute("SELECT count(*) FROM revision WHERE text <> ''").fetchone()[0]
    raw.close()
    return int(count)


def test_old_texts_go_and_the_docket_keeps_its_quotes_and_hashes(base: Callable[..., Ran], own: Path) -> None:
    before, stored = base("docket", "--json").json, texts(own)
    assert base("db", "purge", "--older-than", "365", "--dry-run").err == "2 texts would be removed.\n"
    assert texts(own) == stored
    assert base("db", "purge", "--older-than", "365").err == "2 texts removed.\n"
    assert texts(own) == stored - 2
    assert base("docket", "--json").json == before
    assert base("db", "purge", "--older-than", "365").err == "0 texts removed.\n"
    trace = base("why", before[0]["number"], "--json").json[0]
    assert trace["quote"]
    assert len(trace["content_hash"]) == 64


def test_a_purged_text_is_neither_read_again_nor_proof(base: Callable[..., Ran], tmp_path: Path) -> None:
    number = base("docket", "--json").json[0]["number"]
    before = base("docket", "--json").json
    base("db", "purge", "--older-than", "365")
    base("reclassify", "--write")
    assert base("docket", "--json").json == before
    ran = base("evidence", number, "-o", tmp_path / "x.zip")
    assert ran.code == 2
    assert "was removed" in ran.err


def test_without_an_age_nothing_is_removed(base: Callable[..., Ran], own: Path) -> None:
    stored = texts(own)
    assert base("db", "purge").code == 2
    assert texts(own) == stored


def test_a_masked_name_is_nowhere_in_the_database_file(monitor: Run, tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    folder.mkdir()
    settings = folder / "settings.toml"
    settings.write_text('language = "en"\n', encoding="utf-8")
    page = tmp_path / "a.txt"
    page.write_text(
        "Uhri Maija Esimerkkilä vaatii korvauksia Vastaamon konkurssipesältä\n"
        "Vastaamon asiakas Maija Esimerkkilä vaatii korvauksia. Esimerkkilän mukaan tiedot vietiin vuonna 2018.\n",
        encoding="utf-8",
    )
    options = ("--config", folder, "--db", tmp_path / "m.db")
    assert monitor(*options, "import", page, "--outlet", "mallilehti", "--published", "2021-05-01").code == 0
    assert b"simerkkil" in (tmp_path / "m.db").read_bytes()
    assert monitor(*options, "db", "mask").code == 2
    settings.write_text('language = "en"\nmask_names = ["Maija Esimerkkilä"]\n', encoding="utf-8")
    counted = monitor(*options, "db", "mask", "--dry-run")
    assert "Would be masked" in counted.err
    assert b"simerkkil" in (tmp_path / "m.db").read_bytes()
    assert monitor(*options, "db", "mask").code == 0
    assert b"simerkkil" not in (tmp_path / "m.db").read_bytes().lower()
    assert "tiedot vietiin" in monitor(*options, "search", "vietiin", "--json").out
    page.write_text(page.read_text("utf-8").replace("2018", "2019"), encoding="utf-8")
    assert monitor(*options, "import", page, "--outlet", "mallilehti", "--published", "2021-05-01").code == 0
    assert b"simerkkil" not in (tmp_path / "m.db").read_bytes().lower()
