"""The README is right: every command in it runs, in its order, as a reader would type it."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCKS = [
    line for block in re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]
_COMMANDS = [line for line in _BLOCKS if line.startswith("monitor ")]
_SET_UP = [line for line in _BLOCKS if not line.startswith("monitor ")]
# What a command may leave with when nothing answers (no internet) or when nothing has been sent yet.
_ALSO_FINE = {"monitor poll": {3}, "monitor status": {3}, "monitor status --format prometheus": {3}}
# What asks the network has a process of its own; the rest runs here, because to start fifty takes two minutes.
_ASKING = {"monitor init", "monitor poll"}
_ARTICLE = (
    "Käräjäoikeus tuomitsi Kivimäen vankeuteen\n"
    "Länsi-Uudenmaan käräjäoikeus tuomitsi tiistaina Aleksanteri Kivimäen kuuden vuoden ja kolmen kuukauden "
    "vankeusrangaistukseen Vastaamon tietomurrosta.\n"
)
_TITLE, _TEXT = _ARTICLE.splitlines()
_PAGE = f"<html lang='fi'><title>{_TITLE}</title><article><p>{_TEXT}</p></article>"
_ROW = '{"id": "a1", "title": "Vastaamo konkurssiin", "text": "Vastaamo asetettiin konkurssiin."}\n'


@pytest.fixture
def home(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Make a reader's working folder, configured so that nothing on the internet is asked."""
    for name, text in (("article.txt", _ARTICLE), ("article.html", _PAGE), ("archive.jsonl", _ROW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MONITOR_CONFIG": str(tmp_path / "config"),
        "MONITOR_DB": str(tmp_path / "monitor.db"),
        "MONITOR_FETCH_CONTACT": "reader@example.fi",
        "MONITOR_LANG": "en",
    }
    return tmp_path, environ


def test_every_monitor_command_of_the_readme_runs(
    home: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, environ = home
    monkeypatch.chdir(folder)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert len(_COMMANDS) > 15
    for command in _COMMANDS:
        if command in _SERVING:
            _run_and_end(command, folder, environ)
            continue
        code, said = _typed(command, folder, environ) if command in _ASKING else (cli.run(shlex.split(command)[1:]), "")
        said += capfd.readouterr().err
        assert code in {0} | _ALSO_FINE.get(command, set()), f"{command}: {said}"
        assert "Traceback" not in said, said
        if command == "monitor init":
            (folder / "config" / "outlets.toml").write_text(_UNREACHABLE, encoding="utf-8")
            subprocess.run(
                ["monitor", "import", "article.html", "--outlet", "yle", "--published", "2024-04-30"],
                cwd=folder,
                env=environ,
                check=True,
                capture_output=True,
            )


def _typed(command: str, folder: Path, environ: dict[str, str]) -> tuple[int, str]:
    """Run a command as it is typed, in a process of its own; give its exit code and what it says beside its data."""
    done = subprocess.run(
        shlex.split(command), cwd=folder, env=environ, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    return done.returncode, done.stderr


# Feeds of the real outlets would be asked for if the internet were there; a test may not depend on either.
_UNREACHABLE = """
[[outlet]]
id = "yle"
name = "Yle"
language = "fi"
kind = "press"
homepage = "https://yle.fi/"

[[outlet.feed]]
url = "http://127.0.0.1:9/rss"
"""


# Commands that go on until they are ended: how, and what they say on which stream when they are ready.
_SERVING = {"monitor run": (signal.SIGTERM, "daemon started"), "monitor explore": (signal.SIGTERM, "http://")}


def _run_and_end(command: str, folder: Path, environ: dict[str, str]) -> None:
    """Start a command, wait until it says that it is ready, end it as its user does."""
    how, ready = _SERVING[command]
    with subprocess.Popen(
        command.split(), cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as serving:
        assert serving.stdout is not None
        assert any(ready in line for line in serving.stdout)
        serving.send_signal(how)
        assert serving.wait(timeout=20) in (0, -signal.SIGTERM)


def test_there_are_exactly_two_set_up_commands_and_ci_runs_the_second() -> None:
    first, second = _SET_UP
    assert first.endswith(".venv/bin/monitor demo")
    assert second.endswith(".venv/bin/python -m pytest")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(step in script for step in second.split(" && ")), "the CI script runs other steps than the README says"


def test_every_command_the_program_has_is_in_the_readme() -> None:
    missing = [
        name
        for name in cli._COMMANDS
        if f"`{name}`" not in README and f"monitor {name}" not in README and name not in README
    ]
    assert not missing


@pytest.mark.heavy
def test_the_first_command_of_the_readme_works_on_a_fresh_clone(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    done = subprocess.run(["bash", "-c", _SET_UP[0]], cwd=clone, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "vastaamo-" in done.stdout
