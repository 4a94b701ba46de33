from __future__ import annotations

import sqlite3
from email import message_from_bytes, message_from_string
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_mail import LOOPBACK, Inbox, free_port, serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return configured(tmp_path / "conf", free_port())


def configured(folder: Path, port: int) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text(
        'language = "en"\n[digest]\nsend_empty = "always"\nat = "00:00"\n'
        f'[smtp]\nhost = "{LOOPBACK}"\nport = {port}\nsecurity = "none"\nsender = "monitor@example.fi"\n'
        '[[subscriber]]\naddress = "anna@example.fi"\nlanguage = "fi"\ncases = ["*"]\n'
    )
    return folder


def test_a_digest_is_previewed_and_nothing_is_mailed_or_stored(monitor: Run, db: Path, folder: Path) -> None:
    before = db.read_bytes()
    text = monitor("--config", folder, "--db", db, "digest")
    assert text.code == 0
    assert text.lines[0].startswith("PÄIVÄN KOOSTE – ")
    assert max(map(len, text.lines)) <= 72
    assert monitor("--config", folder, "--db", db, "digest", "--preview", "html").out.startswith("<!DOCTYPE html>")
    mail = monitor("--config", folder, "--db", db, "digest", "--preview", "eml", "--subscriber", "anna@example.fi").out
    assert "To: anna@example.fi" in mail
    assert mail.isascii()
    assert db.read_bytes() == before


def test_a_preview_before_anybody_was_mailed_shows_what_was_filed_in_the_last_day(
    monitor: Run, db: Path, folder: Path
) -> None:
    with sqlite3.connect(db) as conn:
        conn.execute("UPDATE filing SET quiet = 0")  # as polled, not imported
    day = monitor("--config", folder, "--db", db, "digest").out
    assert "Konkurssi tai selvitystila" in day
    assert "ei ole kerrottu mitään uutta" not in day


def test_with_send_each_subscriber_gets_todays_digest_once(monitor: Run, db: Path, tmp_path: Path) -> None:
    inbox = Inbox()
    with serving(inbox) as smtp:
        folder = configured(tmp_path / "conf", smtp.port)
        sent = monitor("--config", folder, "--db", db, "digest", "--send")
        assert (sent.code, sent.out) == (0, "")
        assert "composed: 1, sent: 1" in sent.err
        again = monitor("--config", folder, "--db", db, "digest", "--send")
        assert "composed: 0, sent: 0" in again.err
        test = monitor("--config", folder, "--db", db, "digest", "--send", "--to", "test@example.fi")
        assert test.err == "Test mail sent to test@example.fi.\n"
    assert [envelope.rcpt_tos for envelope in inbox.taken] == [["anna@example.fi"], ["test@example.fi"]]
    (state,) = monitor("--config", folder, "--db", db, "status", "--json").json["digests"]
    assert (state["address"], state["state"]) == ("anna@example.fi", "sent")


def test_mail_that_does_not_go_out_is_exit_code_4(monitor: Run, db: Path, folder: Path) -> None:
    ran = monitor("--config", folder, "--db", db, "digest", "--send")
    assert (ran.code, ran.out) == (4, "")
    assert "anna@example.fi" in ran.err
    assert monitor("--config", folder, "--db", db, "digest", "--send", "--to", "test@example.fi").code == 4


def test_check_online_logs_in_to_the_mail_server(monitor: Run, db: Path, tmp_path: Path, folder: Path) -> None:
    assert monitor("--config", folder, "--db", db, "check", "--online").code == 1
    with serving(Inbox()) as smtp:
        ran = monitor("--config", configured(tmp_path / "conf", smtp.port), "--db", db, "check", "--online")
    assert ran.code == 0
    assert "Mail server: login works." in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--to", "x@example.fi"], "--to goes with --send"),
        (["--date", "yesterday"], "is no day such as 2026-11-20"),
        (["--date", "2020-01-01"], "has no digest of 2020-01-01"),
        (["--subscriber", "none@example.fi"], "no subscriber none@example.fi"),
        (["--preview", "pdf"], "'text', 'html', 'eml'"),
    ],
)
def test_what_cannot_be_is_exit_code_2(monitor: Run, db: Path, folder: Path, options: list[str], said: str) -> None:
    ran = monitor("--config", folder, "--db", db, "digest", *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_sending_without_a_mail_server_says_what_to_write(monitor: Run, db: Path) -> None:
    ran = monitor("--db", db, "digest", "--send")
    assert ran.code == 2
    assert "[smtp] host is missing" in ran.err


def test_a_past_digest_is_made_again_exactly_whatever_changed_since(monitor: Run, db: Path, tmp_path: Path) -> None:
    inbox = Inbox()
    with serving(inbox) as smtp:
        folder = configured(tmp_path / "conf", smtp.port)
        assert monitor("--config", folder, "--db", db, "digest", "--send").code == 0
    sent = message_from_bytes(bytes(inbox.taken[0].content or b""), policy=default)
    (day,) = (one["on"] for one in monitor("--config", folder, "--db", db, "status", "--json").json["digests"])
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text().replace('cases = ["*"]', 'kinds = ["arrest"]\norigins = 3'))
    again = {
        form: monitor("--config", folder, "--db", db, "digest", "--date", day, "--preview", form).out
        for form in ("text", "html", "eml")
    }
    for kind, form in (("plain", "text"), ("html", "html")):
        part = sent.get_body((kind,))
        assert part is not None
        assert again[form].rstrip("\n") == part.get_content().replace("\r\n", "\n").rstrip("\n")  # mail ends its lines
    made = message_from_string(again["eml"], policy=default)
    assert (made["Message-ID"], made["Subject"]) == (sent["Message-ID"], sent["Subject"])
    assert again["eml"] == monitor("--config", folder, "--db", db, "digest", "--date", day, "--preview", "eml").out
