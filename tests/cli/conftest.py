"""A small newsroom's articles, imported once for each worker by the real command, and a way to run commands."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import run

# In the order of events, so that the docket's numbers follow it.
ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "id": "hostile",
        "title": "=HYPERLINK(1)\x1b[31m Vastaamo\thaettiin\nkonkurssiin\u202e",
        "text": "Helsingin käräjäoikeus asetti Vastaamon konkurssiin maanantaina.",
        "published": "2021-02-15T08:00:00Z",
        "url": "https://mallilehti.example/4",
        "outlet": "mallilehti",
    },
    {
        "id": "sought",
        "title": "Syyttäjät vaativat Kivimäelle vankeutta",
        "text": "Syyttäjät vaativat keskiviikkona Aleksanteri Kivimäelle seitsemän vuoden vankeusrangaistusta.",
        "published": "2024-02-28T12:00:00Z",
        "url": "https://mallilehti.example/3",
        "outlet": "mallilehti",
    },
    {
        "id": "planned",
        "title": "Vastaamo-jutun tuomio annetaan tiistaina",
        "text": "Länsi-Uudenmaan käräjäoikeus antaa tuomionsa Aleksanteri Kivimäen jutussa tiistaina 30. huhtikuuta.",
        "published": "2024-04-26T09:00:00Z",
        "url": "https://mallilehti.example/1",
        "outlet": "mallilehti",
    },
    {
        "id": "verdict-fi",
        "title": "Kivimäelle yli kuusi vuotta vankeutta",
        "text": "Länsi-Uudenmaan käräjäoikeus tuomitsi tiistaina Aleksanteri Kivimäen vankeuteen Vastaamo-jutussa.",
        "published": "2024-04-30T09:00:00Z",
        "url": "https://mallilehti.example/2",
        "outlet": "mallilehti",
    },
    {
        "id": "verdict-en",
        "title": "Kivimäki sentenced in the Vastaamo case",
        "text": "The Western Uusimaa District Court sentenced Aleksanteri Kivimäki to prison on Tuesday.",
        "published": "2024-04-30T11:00:00Z",
        "url": "https://sampletimes.example/2",
        "outlet": "sampletimes",
        "lang": "en",
    },
    {
        "id": "elsewhere",
        "title": "Uimahalli aukeaa taas",
        "text": "Mallilan uimahalli avataan lauantaina remontin jälkeen.",
        "published": "2024-05-02",
        "url": "https://mallilehti.example/5",
        "outlet": "mallilehti",
    },
)


@dataclass(frozen=True)
class Ran:
    """What one command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Ran]


def clean_environment(home: Path) -> dict[str, str]:
    """Give variables under which nothing of the machine's own configuration is seen."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "MONITOR_FETCH_PROCESSES": "1",
    }


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        if name.startswith("MONITOR_") or name in ("NO_COLOR", "COLUMNS", "FORCE_COLOR", "TERM"):
            monkeypatch.delenv(name)
    for name, value in clean_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def monitor(capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs a command in this process."""

    def call(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database made by importing `ARTICLES`; nobody writes to it."""
    folder = tmp_path_factory.mktemp("filled")
    rows = folder / "articles.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in ARTICLES), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in clean_environment(folder).items():
            patch.setenv(name, value)
        assert run(["--db", str(folder / "monitor.db"), "-q", "import", str(rows)]) == 0
    return folder / "monitor.db"


@pytest.fixture
def db(filled: Path, tmp_path: Path) -> Path:
    """Give a copy of that database which a test may spoil."""
    made = tmp_path / "monitor.db"
    shutil.copy(filled, made)
    made.chmod(0o600)
    return made
