import os
from pathlib import Path

import pytest

from monitor.config.secrets import smtp_password


def secret_file(path: Path, text: str = "hunter2\n", mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_variable_beats_the_file_beats_the_systemd_credential(tmp_path: Path) -> None:
    secret_file(tmp_path / "pw", "file\n")
    secret_file(tmp_path / "smtp_password", "credential\n", 0o444)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert smtp_password("", tmp_path, environ).value == "credential"
    assert smtp_password("", tmp_path, environ).insecure == ""
    assert smtp_password("pw", tmp_path, environ).value == "file"
    assert smtp_password("pw", tmp_path, environ | {"MONITOR_SMTP_PASSWORD": "variable"}).value == "variable"
    assert smtp_password("", tmp_path, {}).value == ""


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o620])
def test_a_file_open_to_others_is_insecure(tmp_path: Path, mode: int) -> None:
    secret_file(tmp_path / "pw", mode=mode)
    assert f"mode {mode:o}" in smtp_password("pw", tmp_path, {}).insecure


def test_a_missing_file_is_a_reason_and_no_failure(tmp_path: Path) -> None:
    found = smtp_password("pw", tmp_path, {})
    assert (found.value, found.insecure) == ("", "")
    assert found.origin == f"{tmp_path / 'pw'}: no such file"


@pytest.mark.parametrize("text", ["", "\n", "two\nlines\n"])
def test_a_file_that_holds_no_single_line_gives_no_password(tmp_path: Path, text: str) -> None:
    secret_file(tmp_path / "pw", text)
    found = smtp_password("pw", tmp_path, {})
    assert found.value == ""
    assert "one line" in found.origin


def test_blanks_in_a_password_stay(tmp_path: Path) -> None:
    secret_file(tmp_path / "pw", " correct horse \n")
    assert smtp_password("pw", tmp_path, {}).value == " correct horse "
