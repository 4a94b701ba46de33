"""What holds for every command: help, exit codes, hints, streams, and what is imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from monitor import errors
from monitor.cli import _COMMANDS, cli, exit_code, run
from monitor.cli.spoken import localised, speak
from monitor.config.environment import variables
from tests.cli.conftest import Run, clean_environment

HEAVY = ("sqlalchemy", "alembic", "pydantic", "trafilatura", "rich", "httpx", "feedparser", "babel", "lxml", "eld")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands(cli))  # type: ignore[arg-type]  # a decorated group is one


@pytest.fixture(autouse=True)
def english() -> None:
    """Say every text as it is written, whatever was spoken before in this process."""
    speak("en")
    for command in ALL.values():
        localised(command)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["docket", "--help"], ["poll", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys; from monitor.cli import run; run({arguments!r}); "
        f"sys.exit(', '.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_table_of_commands_says_what_each_says_of_itself() -> None:
    for name, (_, text) in _COMMANDS.items():
        assert ALL[name,].get_short_help_str(200) == text


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_explains_itself_in_sentences(path: tuple[str, ...], monitor: Run) -> None:
    command = ALL[path]
    first = (command.help or "").split("\n\n")[0]
    assert first[:1].isupper()
    assert first.endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            assert (parameter.help or "")[-1:] in (".", ")"), parameter.name
    asked, helped = monitor(*path, "--help"), monitor("help", *path)
    assert asked.code == helped.code == 0
    assert asked.out == helped.out
    assert first.split("\n")[0].split()[0] in asked.out


def test_no_command_is_help_and_wrong_usage(monitor: Run) -> None:
    ran = monitor()
    assert (ran.code, ran.out) == (2, "")
    assert "Commands:" in ran.err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["dokcet"], "Did you mean 'docket'?"),
        (["db", "upgrad"], "Did you mean 'upgrade'?"),
        (["--confg", "x", "docket"], "--config"),
        (["help", "shwo"], "Did you mean 'show'?"),
        (["poll", "--outlt", "x"], "--outlet"),
        (["status", "--format", "jsn"], "json"),
        (["--lang", "sv", "docket"], "'fi', 'en'"),
        (["config", "show", "--config", "x"], "--config goes before the command"),
    ],
)
def test_a_mistyped_name_is_exit_code_2_with_the_nearest_one(monitor: Run, arguments: list[str], hint: str) -> None:
    ran = monitor(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert hint in ran.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ConfigError("x"), 2),
        (errors.LexiconError("x"), 2),
        (errors.UsageError("x"), 2),
        (errors.AddressError("x"), 2),
        (errors.StorageError("x"), 5),
        (errors.MigrationNeededError("x"), 5),
        (errors.LockedError("x"), 5),
        (errors.MailError("x"), 4),
        (errors.WorkerError("x"), 1),
        (errors.MonitorError("x"), 1),
    ],
)
def test_each_error_has_the_documented_exit_code(error: errors.MonitorError, code: int) -> None:
    assert exit_code(error) == code


def test_the_exit_codes_are_all_explained(monitor: Run) -> None:
    ran = monitor("help", "exit-codes")
    assert [line.split()[0] for line in ran.lines] == ["0", "1", "2", "3", "4", "5", "130"]


def test_every_environment_variable_is_explained(monitor: Run) -> None:
    ran = monitor("help", "environment")
    named = {line.split()[0] for line in ran.lines if line.startswith("MONITOR_")}
    assert {*variables(), "MONITOR_CONFIG", "MONITOR_DB", "MONITOR_SMTP_PASSWORD"} <= named


def test_an_error_message_cannot_colour_the_terminal(monitor: Run) -> None:
    ran = monitor("classify", "no\x1b[31mfile")
    assert ran.code == 2
    assert "\x1b" not in ran.err


@pytest.mark.parametrize("command", [["docket"], ["status"], ["search", "x"], ["show", "vastaamo-1"], ["why", "1"]])
def test_without_a_database_a_query_is_exit_code_5_and_says_what_to_run(
    monitor: Run, tmp_path: Path, command: list[str]
) -> None:
    ran = monitor("--db", tmp_path / "none.db", *command)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith(f"monitor: {tmp_path / 'none.db'}: no database there. Run: monitor poll")
    assert not (tmp_path / "none.db").exists()


def test_an_older_database_is_exit_code_5_with_the_command_that_mends_it(monitor: Run, db: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(db)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0000'")
        conn.commit()
    for command in (["docket"], ["import", str(db.parent / "x.txt")]):
        (db.parent / "x.txt").write_text("Otsikko\nTeksti\n")
        ran = monitor("--db", db, *command)
        assert (ran.code, ran.out) == (5, "")
        assert "monitor db upgrade" in ran.err


def test_an_interrupt_is_exit_code_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("monitor.cli.session.Session.config", property(interrupted))
    assert run(["config", "show"]) == 130
    assert "Interrupted." in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="a pipe whose reader leaves")
def test_a_reader_that_leaves_early_is_no_error(filled: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text((json.dumps({"title": "x" * 200}) + "\n") * 3000)
    environment = os.environ | clean_environment(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "classify", "--jsonl", str(rows)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        told = running.stderr.read()
        assert (running.wait(), told) == (0, b"")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_a_command_with_130_and_no_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "classify", "--jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | clean_environment(tmp_path),
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b'{"title": "x"}\n')
        running.stdin.flush()
        running.stdout.readline()  # it is in its loop now, and answers each line before the next one comes
        running.send_signal(signal.SIGINT)
        assert running.wait() == 130
        assert running.stderr is not None
        assert running.stderr.read().strip() == b"Interrupted."


@pytest.mark.skipif(not Path("/dev/ptmx").exists(), reason="no pseudo-terminals here")
@pytest.mark.parametrize(("options", "plain"), [([], False), (["--no-color"], True)])
def test_a_terminal_gets_a_table_with_links_unless_colours_are_off(
    filled: Path, tmp_path: Path, options: list[str], plain: bool
) -> None:
    import pty

    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    environment |= {**clean_environment(tmp_path), "TERM": "xterm", "COLUMNS": "100"}
    try:
        ours, theirs = pty.openpty()
    except OSError:  # a chroot without /dev/pts
        pytest.skip("no pseudo-terminals here")
    command = [sys.executable, "-m", "monitor", "--db", str(filled), "--lang", "fi", *options, "docket"]
    with subprocess.Popen(command, stdout=theirs, env=environment, start_new_session=True) as running:
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
        assert running.wait() == 0
    os.close(ours)
    assert "Konkurssi tai selvitystila" in shown.decode()
    assert (b"\x1b" not in shown) == plain
    assert (b"\x1b]8;" in shown and b"https://mallilehti.example/2" in shown) != plain


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""


def test_the_shells_completion_scripts_are_printed(monitor: Run) -> None:
    for shell in ("bash", "zsh", "fish"):
        ran = monitor("completion", shell)
        assert ran.code == 0
        assert "_MONITOR_COMPLETE" in ran.out


def test_a_shell_completes_commands_and_values() -> None:
    environment = os.environ | {
        "_MONITOR_COMPLETE": "bash_complete",
        "COMP_WORDS": "monitor docket --kind ver",
        "COMP_CWORD": "3",
    }
    ran = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert ran.stdout == "plain,verdict\n"
