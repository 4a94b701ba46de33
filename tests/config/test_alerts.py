from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from monitor.config import load
from monitor.errors import ConfigError
from monitor.model import ALERT_KINDS, Channel, Kind, Modality

MAIL = '[[alert]]\nid = "night"\nchannel = "mail"\naddress = "anna@example.fi"\n'
HOOK = '[[alert]]\nid = "my-hook"\nchannel = "webhook"\nurl = "https://hooks.example.fi/x"\n'


def read(folder: Path, text: str, **environ: str):
    (folder / "settings.toml").write_text(f'language = "en"\ntimezone = "Europe/Stockholm"\n{text}')
    return load(folder, environ)


def test_an_alert_has_the_files_language_and_zone_and_tells_facts_of_the_decisive_kinds(tmp_path: Path) -> None:
    (alert,) = read(tmp_path, MAIL).alerts
    assert (alert.channel, alert.address, alert.kinds) == (Channel.MAIL, "anna@example.fi", ALERT_KINDS)
    assert (alert.language, alert.timezone, alert.statuses) == ("en", "Europe/Stockholm", (Modality.FACT,))
    assert (alert.gather, alert.quiet_from, alert.origins) == (dt.timedelta(minutes=2), None, 1)


def test_every_key_is_read(tmp_path: Path) -> None:
    text = MAIL + (
        'kinds = ["*"]\ncases = ["vastaamo"]\nproceedings = ["kivimaki"]\nstatuses = ["fact", "planned"]\norigins = 3\n'
        'updates = false\ngather = "5 min"\nquiet_hours = "22:30–07:00"\nsubject = "discreet"\nlanguage = "fi"\n'
    )
    (alert,) = read(tmp_path, text).alerts
    assert (alert.kinds, alert.cases, alert.proceedings) == (tuple(Kind), ("vastaamo",), ("kivimaki",))
    assert (alert.statuses, alert.origins, alert.updates) == ((Modality.FACT, Modality.PLANNED), 3, False)
    assert (alert.quiet_from, alert.quiet_to, alert.subject) == (dt.time(22, 30), dt.time(7), "discreet")


def test_a_webhooks_key_comes_from_a_variable_or_a_file_and_is_in_no_repr(tmp_path: Path) -> None:
    (alert,) = read(tmp_path, HOOK, MONITOR_ALERT_MY_HOOK_SECRET="hush").alerts
    assert (alert.secret, alert.secret_origin) == ("hush", "MONITOR_ALERT_MY_HOOK_SECRET")
    assert "'hush'" not in repr(alert)
    key = tmp_path / "key"
    key.write_text("from a file\n")
    key.chmod(0o600)
    (alert,) = read(tmp_path, HOOK + 'secret_file = "key"\n').alerts
    assert alert.secret == "from a file"


def test_addresses_for_apprise_are_several_lines(tmp_path: Path) -> None:
    file = tmp_path / "addresses"
    file.write_text("ntfy://topic\njson://127.0.0.1\n")
    file.chmod(0o600)
    text = '[[alert]]\nid = "phone"\nchannel = "apprise"\nsecret_file = "addresses"\n'
    (alert,) = read(tmp_path, text).alerts
    assert alert.secret == "ntfy://topic\njson://127.0.0.1"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_a_key_that_others_can_read_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hush")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(ConfigError, match=r"settings\.toml:7:15: .*can be read by others") as caught:
        read(tmp_path, HOOK + 'secret_file = "key"\n')
    assert "hush" not in str(caught.value)


def test_a_key_file_that_is_missing_is_told_when_it_is_needed(tmp_path: Path) -> None:
    (alert,) = read(tmp_path, HOOK + 'secret_file = "nowhere"\n').alerts
    assert alert.secret == ""
    assert "nowhere" in alert.secret_origin
