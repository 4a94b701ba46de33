"""Who gets the digest: list, add, remove."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def folder(monitor: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "conf"
    assert monitor("--config", folder, "--lang", "en", "init", "--bare").code == 0
    return folder


def test_a_subscriber_is_added_listed_and_taken_out(monitor: Run, folder: Path) -> None:
    options = ("--config", folder, "--lang", "en")
    added = monitor(*options, "subscribers", "add", "anna@example.fi", "--kind", "verdict", "--weekly", "friday")
    assert added.code == 0
    assert "anna@example.fi is subscribed" in added.err
    assert "Mail goes out once [smtp]" in added.err
    [row] = json.loads(monitor(*options, "subscribers", "--json").out)
    assert (row["address"], row["language"], row["kinds"], row["cases"]) == (
        "anna@example.fi",
        "en",
        ["verdict"],
        ["*"],
    )
    assert (row["every"], row["weekday"], row["at"], row["last_on"]) == ("week", "friday", "07:00", None)
    table = monitor("--config", folder, "--lang", "fi", "subscribers", "list", "--format", "table").out
    assert "pe 07:00" in table
    assert "kinds: verdict" in table
    assert monitor(*options, "subscribers", "remove", "anna@example.fi").code == 0
    empty = monitor(*options, "subscribers")
    assert (empty.code, empty.out) == (0, "")
    assert "Nobody gets the digest yet." in empty.err


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        (["nobody"], "must be an e-mail address"),
        (["a@b.fi", "--kind", "verdct"], 'did you mean "verdict"'),
        (["a@b.fi", "--case", "vastamo"], 'did you mean "vastaamo"'),
        (["a@b.fi", "--at", "03:15"], "summer-time"),
        (["a@b.fi", "--weekly", "fryday"], "friday"),
        (["a@b.fi", "--timezone", "Europe/Helsingfors"], "time zone"),
    ],
)
def test_a_wish_that_cannot_be_is_told_and_changes_nothing(
    monitor: Run, folder: Path, wishes: list[str], message: str
) -> None:
    before = (folder / "settings.toml").read_bytes()
    ran = monitor("--config", folder, "--lang", "en", "subscribers", "add", *wishes)
    assert ran.code == 2
    assert message in ran.err
    assert (folder / "settings.toml").read_bytes() == before


def test_without_a_configuration_it_says_what_to_run(monitor: Run) -> None:
    ran = monitor("--lang", "en", "subscribers", "add", "a@b.fi")
    assert ran.code == 2
    assert "Run: monitor init" in ran.err


def test_an_erased_subscriber_is_nowhere_in_the_database_file(monitor: Run, folder: Path, tmp_path: Path) -> None:
    options = ("--config", folder, "--db", tmp_path / "m.db", "--lang", "en")
    page = tmp_path / "a.txt"
    page.write_text("Vastaamo konkurssiin\nVastaamo asetettiin konkurssiin maanantaina.\n", encoding="utf-8")
    monitor(*options, "subscribers", "add", "canary@example.fi")
    _mail_to_nowhere(folder / "settings.toml")
    assert monitor(*options, "import", page, "--outlet", "mallilehti", "--published", "2021-02-15").code == 0
    assert monitor(*options, "digest", "--send").code == 4
    assert b"canary@" in (tmp_path / "m.db").read_bytes()
    gone = monitor(*options, "subscribers", "remove", "canary@example.fi", "--erase")
    assert "The address is erased." in gone.err
    assert b"canary@" not in (tmp_path / "m.db").read_bytes()
    again = monitor(*options, "subscribers", "remove", "canary@example.fi", "--erase")
    assert (again.code, again.err) == (0, "The database does not know the address.\n")


def _mail_to_nowhere(settings: Path) -> None:
    """Name a mail server where none is."""
    text = settings.read_text("utf-8")
    for old, new in (
        ('host = ""', 'host = "127.0.0.1"'),
        ("port = 587", "port = 9"),
        ('security = "starttls" ', 'security = "none" '),
        ('sender = ""', 'sender = "m@example.fi"'),
    ):
        text = text.replace(old, new)
    settings.write_text(text, "utf-8")
