"""The settings of the archive: off by default, and an account's key never travels or lies in the open."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import load
from monitor.config.view import masked
from monitor.errors import ConfigError

KEY = {"MONITOR_ARCHIVE_WAYBACK_KEY": "access:quuxify"}


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_nothing_is_archived_unless_somebody_asks_for_it(tmp_path: Path) -> None:
    archive = load(folder(tmp_path, ""), {}).archive
    assert (archive.warc, archive.wayback, archive.wayback_key) == (False, False, "")


def test_a_folder_is_relative_to_the_settings(tmp_path: Path) -> None:
    assert load(folder(tmp_path, '[archive]\nfolder = "pages"'), {}).archive.folder == str(tmp_path / "pages")


def test_the_key_comes_from_a_variable_or_a_file_and_is_never_shown(tmp_path: Path) -> None:
    config = load(folder(tmp_path, ""), KEY)
    assert config.archive.wayback_key == "access:quuxify"
    assert "quuxify" not in str(masked(config)["archive.wayback_key"]) + repr(config)
    key = tmp_path / "key"
    key.write_text("mine:own\n")
    key.chmod(0o600)
    assert load(folder(tmp_path, '[archive]\nwayback_key_file = "key"'), {}).archive.wayback_key == "mine:own"


@pytest.mark.parametrize(
    ("text", "environ", "said"),
    [
        ('[archive]\nwayback_url = "http://archive.example/save"', KEY, r"settings.toml:2:\d+: must begin with https"),
        ("", {"MONITOR_ARCHIVE_WAYBACK_KEY": "no colon"}, "must hold access:secret"),
        ("[archive]\nwayback_per_hour = 0", {}, "wayback_per_hour must be at least 1"),
        ('[archive]\nwarc = "yes"', {}, "warc must be true or false"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, environ: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(folder(tmp_path, text), environ)


def test_a_key_may_go_to_a_stand_in_on_this_machine(tmp_path: Path) -> None:
    text = '[archive]\nwayback_url = "http://127.0.0.1:8080/save"'
    assert load(folder(tmp_path, text), KEY).archive.wayback_url == "http://127.0.0.1:8080/save"


def test_a_key_that_others_can_read_is_a_mistake(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("mine:own\n")
    key.chmod(0o644)
    with pytest.raises(ConfigError, match="can be read by others"):
        load(folder(tmp_path, '[archive]\nwayback_key_file = "key"'), {})
