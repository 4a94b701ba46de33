import datetime as dt
from pathlib import Path

import pytest

from monitor.config import load, masked, require_contact, require_smtp, without_password
from monitor.config.values import duration as read_duration
from monitor.config.view import duration
from monitor.errors import ConfigError


def settings(tmp_path: Path, text: str) -> Path:
    (tmp_path / "settings.toml").write_text(text)
    return tmp_path


def test_polling_before_init_says_what_to_run(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    with pytest.raises(ConfigError) as caught:
        require_contact(load(None, environ), environ)
    assert str(caught.value) == (
        f"No configuration in {tmp_path / 'monitor'}. Run: monitor init (or monitor demo to look first)."
    )


def test_a_missing_contact_says_file_key_and_what_to_write(tmp_path: Path) -> None:
    config = load(settings(tmp_path, '[fetch]\ncontact = ""\n'), {})
    with pytest.raises(ConfigError) as caught:
        require_contact(config, {})
    assert str(caught.value).startswith(f"{tmp_path / 'settings.toml'}:2: [fetch] contact is missing: write contact = ")


def test_a_contact_from_the_environment_is_enough(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path), "MONITOR_FETCH_CONTACT": "a@b.fi"}
    require_contact(load(None, environ), environ)


def test_mailing_without_host_sender_or_password_says_all_three(tmp_path: Path) -> None:
    config = load(settings(tmp_path, '[smtp]\nusername = "me"\npassword_file = "pw"\n'), {})
    with pytest.raises(ConfigError) as caught:
        require_smtp(config)
    lines = str(caught.value).splitlines()
    assert [line.split("] ")[1].split(" ")[0] for line in lines] == ["host", "sender", "username"]
    assert f"{tmp_path / 'pw'}: no such file" in lines[2]


def test_complete_mail_settings_pass(tmp_path: Path) -> None:
    config = load(settings(tmp_path, '[smtp]\nhost = "localhost"\nsender = "a@b.fi"\nsecurity = "none"\n'), {})
    assert require_smtp(config).host == "localhost"


def test_no_secret_is_ever_shown(tmp_path: Path) -> None:
    environ = {"MONITOR_SMTP_PASSWORD": "hunter2", "MONITOR_DB": "postgresql://me:hunter2@db.example.fi/monitor"}
    config = load(settings(tmp_path, ""), environ)
    assert "hunter2" not in repr(masked(config)) + repr(config.origins) + repr(config.smtp)
    assert masked(config)["smtp.password"] == "****"
    assert masked(config)["database"] == "postgresql://me:****@db.example.fi/monitor"
    assert config.origins["smtp.password"] == "MONITOR_SMTP_PASSWORD"


@pytest.mark.parametrize(
    ("database", "shown"),
    [
        ("monitor.db", "monitor.db"),
        ("sqlite:///a/b@c:d.db", "sqlite:///a/b@c:d.db"),
        ("postgresql://me@host/db", "postgresql://me@host/db"),
        ("postgresql://me:a@b:c@host/db", "postgresql://me:****@host/db"),
        ("postgresql://host/db?user=me&password=x", "postgresql://host/db?****"),
    ],
)
def test_a_database_url_is_shown_without_its_password(database: str, shown: str) -> None:
    assert without_password(database) == shown


def test_every_setting_shown_has_an_origin(tmp_path: Path) -> None:
    config = load(settings(tmp_path, ""), {})
    assert [key for key in masked(config) if key not in config.origins] == []


@pytest.mark.parametrize("text", ["20s", "0.5s", "30min", "1h", "90s", "36h"])
def test_a_duration_is_shown_as_it_may_be_written(text: str) -> None:
    assert duration(read_duration(text)) in (text, "1.5min")
    assert read_duration(duration(dt.timedelta(seconds=5400))) == dt.timedelta(seconds=5400)
