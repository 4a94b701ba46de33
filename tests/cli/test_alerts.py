"""The command alerts, and what status says of parked messages."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.cli.conftest import Run
from tests.test_mail import Inbox, serving

ALERT = '[[alert]]\nid = "night"\nchannel = "mail"\naddress = "anna@example.fi"\nkinds = ["verdict"]\n'


def configured(folder: Path, port: int = 1) -> tuple[str, ...]:
    (folder / "settings.toml").write_text(
        f'language = "en"\n[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        f'sender = "monitor@example.fi"\n{ALERT}'
    )
    return ("--config", str(folder))


def test_it_lists_the_alerts_without_a_database_and_says_when_there_is_none(monitor: Run, tmp_path: Path) -> None:
    ran = monitor("--lang", "en", "alerts")
    assert (ran.code, ran.out) == (0, "")
    assert "No alerts" in ran.err
    ran = monitor(*configured(tmp_path), "--db", tmp_path / "none.db", "alerts", "--json")
    (row,) = json.loads(ran.out)
    assert (row["id"], row["kinds"], row["waiting"], row["failed"]) == ("night", ["verdict"], 0, 0)
    assert not (tmp_path / "none.db").exists()


def test_a_test_message_goes_out_and_one_that_does_not_is_told_with_exit_code_4(
    monitor: Run, db: Path, tmp_path: Path
) -> None:
    inbox = Inbox()
    with serving(inbox) as smtp:
        place = configured(tmp_path, smtp.port)
        assert monitor(*place, "--db", db, "alerts", "--test", "night").code == 0
    assert len(inbox.taken) == 1
    assert monitor(*place, "--db", db, "alerts", "--test", "night").code == 4
    assert monitor(*place, "--db", db, "alerts", "--test", "day").code == 2
    assert monitor(*place, "--db", db, "alerts", "--test", "night", "--send").code == 2


def test_what_was_imported_is_not_sent(monitor: Run, db: Path, tmp_path: Path) -> None:
    inbox = Inbox()
    with serving(inbox) as smtp:
        place = configured(tmp_path, smtp.port)
        assert monitor(*place, "--db", db, "alerts", "--send").code == 0
    assert inbox.taken == []


def test_a_parked_message_is_shown_by_alerts_and_status_with_exit_code_4(
    monitor: Run, db: Path, tmp_path: Path
) -> None:
    place = configured(tmp_path)
    assert monitor(*place, "--db", db, "alerts", "--send").code == 0
    with sqlite3.connect(db) as conn:
        conn.execute(
            "insert into alert_message (alert_id, message_id, state, last_error, created_at) "
            "values (1, '<a@b>', 'failed', '550 no such mailbox', '2026-11-20 00:00:00')"
        )
    conn.close()
    ran = monitor(*place, "--db", db, "alerts", "--format", "table")
    assert (ran.code, "550 no such mailbox" in ran.out) == (4, True)
    ran = monitor(*place, "--db", db, "status", "--json")
    assert ran.code == 4
    (row,) = json.loads(ran.out)["alerts"]
    assert (row["name"], row["failed"], row["error"]) == ("night", 1, "550 no such mailbox")
    assert "550 no such mailbox" in monitor(*place, "--db", db, "status").err
