from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli.setup import _wants_baseline
from monitor.i18n import words
from tests.cli.conftest import Run
from tests.pipeline.trial import Item, page, rss
from tests.servers import HttpServer

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("arguments", "language"),
    [(["init"], "fi"), (["init", "--lang", "en"], "en"), (["--lang", "en", "init"], "en")],
)
def test_init_writes_files_that_check_finds_in_order(
    monitor: Run, tmp_path: Path, arguments: list[str], language: str
) -> None:
    made = monitor(*arguments)
    folder = tmp_path / "config" / "monitor"
    assert made.code == 0
    assert [str(folder / name) for name in ("settings.toml", "outlets.toml")] == made.lines[:2]
    assert f'language = "{language}"' in (folder / "settings.toml").read_text(encoding="utf-8")
    assert {"fi": "\nSeuraavaksi:\n  1. ", "en": "\nNext:\n  1. "}[language] in made.err
    checked = monitor("check")
    assert (checked.code, checked.out) == (0, "")
    assert "monitor.db" in checked.err


def test_init_never_overwrites(monitor: Run, tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    monitor("--config", folder, "init")
    (folder / "settings.toml").write_text('language = "en"\n')
    again = monitor("--config", folder, "--lang", "en", "init")
    assert (again.code, again.out) == (0, "")
    assert f"Left as it is: {folder / 'settings.toml'}" in again.err
    assert (folder / "settings.toml").read_text() == 'language = "en"\n'


def test_init_takes_a_baseline_that_is_never_mailed(monitor: Run, tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    folder.mkdir()
    with HttpServer() as server:
        feed = server.put("/rss", rss(Item(server.put("/juttu", page()))), "application/rss+xml")
        (folder / "outlets.toml").write_text(f'[[outlet]]\nid = "good"\n[[outlet.feed]]\nurl = "{feed}"\n')
        (folder / "settings.toml").write_text('[fetch]\nallow_private = ["127.0.0.0/8"]\n')
        made = monitor("--config", folder, "--lang", "en", "init", "--contact", "a@example.fi", "--baseline")
    assert made.code == 0
    assert "1 read for the first time" in made.err
    assert "write your address" not in made.err
    assert 'contact = "a@example.fi"' in (folder / "settings.toml").read_text()
    digest = monitor("--config", folder, "--lang", "en", "digest", "--preview", "text").out
    assert "0 new developments" in digest


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_init_on_a_terminal_asks_for_what_is_missing(tmp_path: Path) -> None:
    import pty

    parent, child = pty.openpty()
    environ = {**os.environ, "MONITOR_CONFIG": str(tmp_path / "conf"), "MONITOR_DB": str(tmp_path / "m.db")}
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "--lang", "en", "init", "--bare"],
        stdin=child, stdout=subprocess.PIPE, stderr=child, env=environ
    ) as init:  # fmt: skip
        os.close(child)
        os.write(parent, b"not an address\n" + b"anna@example.fi\n" + b"n\n")
        assert init.wait(timeout=60) == 0
    said = os.read(parent, 100_000).decode()
    os.close(parent)
    assert said.count("Your e-mail address or web page") == 2
    assert "Poll every source once now?" in said
    assert 'contact = "anna@example.fi"' in (tmp_path / "conf" / "settings.toml").read_text("utf-8")


def test_check_prints_every_mistake_with_its_place(monitor: Run) -> None:
    ran = monitor("--config", ROOT / "data" / "config_bad", "--lang", "fi", "check")
    assert ran.code == 2
    assert len(ran.lines) > 50
    assert all(str(ROOT / "data" / "config_bad") in line or line.startswith("MONITOR_") for line in ran.lines)
    assert ran.err == f"{len(ran.lines)} virhettä\n"
    assert monitor("--config", ROOT / "data" / "config_bad", "docket").code == 2


def test_check_says_what_mailing_lacks_when_somebody_is_to_be_mailed(monitor: Run, tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    monitor("--config", folder, "--lang", "en", "init")
    assert "Mail" not in monitor("--config", folder, "check").err
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[[subscriber]]\naddress = "anna@example.fi"\n', "utf-8")
    ran = monitor("--config", folder, "check")
    assert (ran.code, ran.out) == (0, "")
    assert "Mail cannot be sent yet:\n" in ran.err
    assert "[smtp] host is missing" in ran.err
    assert "[smtp] sender is missing" in ran.err


def test_check_tells_a_database_that_cannot_be_used(monitor: Run, tmp_path: Path) -> None:
    broken = tmp_path / "m.db"
    broken.write_text("this is not a database, whatever its name says\n" * 40)
    broken.chmod(0o600)
    ran = monitor("--lang", "en", "--db", broken, "check")
    assert (ran.code, ran.out) == (5, "")
    assert "not a database" in ran.err


def test_config_show_masks_secrets_and_tells_origins(
    monitor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", "hunter2")
    monkeypatch.setenv("MONITOR_FETCH_DEADLINE", "7s")
    ran = monitor("--db", tmp_path / "x.db", "config", "show", "--origin")
    assert "hunter2" not in ran.out
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in ran.lines}
    assert rows["setting"] == ["value", "origin"]
    assert rows["smtp.password"][0] == "****"
    assert rows["fetch.deadline"] == ["7s", "MONITOR_FETCH_DEADLINE"]
    assert rows["database"][0] == str(tmp_path / "x.db")
    listed = monitor("config", "show", "--json").json
    assert all(list(row) == ["setting", "value", "origin"] for row in listed)


def test_db_tells_path_and_revision_and_makes_a_copy(monitor: Run, db: Path, tmp_path: Path) -> None:
    assert monitor("--db", db, "db", "path").lines == [str(db)]
    (revision,) = monitor("--db", db, "db", "current").lines
    assert monitor("--db", db, "db", "upgrade").lines == [revision]
    copy = tmp_path / "copy.db"
    assert monitor("--db", db, "db", "backup", copy).lines == [str(copy)]
    assert monitor("--db", copy, "docket", "--json").json == monitor("--db", db, "docket", "--json").json
    if os.name == "posix":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert monitor("--db", db, "db", "backup", copy).code == 5
    assert monitor("--db", tmp_path / "none.db", "db", "current").code == 5


def test_the_lexicons_are_looked_through(monitor: Run) -> None:
    ran = monitor("--lang", "en", "lexicon", "lint")
    assert (ran.code == 0) == (ran.out == "")
    assert all(line.split(":")[0].endswith(".toml") for line in ran.lines)


def test_score_measures_labelled_articles(monitor: Run, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        '{"id": "a", "title": "Uimahalli aukeaa", "text": "Halli avataan.", "published": "2024-05-01", "lang": "fi", '
        '"relevant": false, "developments": [], "figures": []}\n'
        '{"id": "b", "title": "Vastaamo haettiin konkurssiin", "text": "Vastaamo asetettiin konkurssiin.", '
        '"published": "2021-02-15", "lang": "fi", "relevant": true, "developments": [], "figures": []}\n',
        encoding="utf-8",
    )
    ran = monitor("score", gold)
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].split("\t") == ["measure", "value", "precision", "recall", "counts"]
    assert all("measure" in row for row in monitor("score", gold, "--json").json)
    gold.write_text("{\n")
    broken = monitor("score", gold)
    assert (broken.code, broken.out) == (2, "")
    assert broken.err.startswith(f"monitor: {gold}:1:2: not JSON")


def test_check_tells_mistakes_in_the_readers_language(monitor: Run, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[fetch]\ncontact = "huono"\n')
    ran = monitor("--config", tmp_path, "--lang", "fi", "check")
    assert ran.code == 2
    assert "on oltava sähköpostiosoite" in ran.out
    assert "must be" not in ran.out


@pytest.mark.parametrize(("language", "given", "wanted"), [("fi", "k", True), ("fi", "E", False), ("en", "yes", True)])
def test_a_question_takes_the_readers_own_yes(
    language: str, given: str, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{given}\n"))
    assert _wants_baseline(words(language)) is wanted
