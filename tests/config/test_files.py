import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.files import MAX_BYTES, Mistake, read_text, read_toml


@pytest.mark.parametrize("raw", [b'\xef\xbb\xbfa = "\xc3\xa4"\n', b'a = "\xc3\xa4"\r\n'])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(raw)
    source, mistakes = read_toml(path)
    assert (source.data, mistakes) == ({"a": "ä"}, [])
    assert source.places.find(("a",)) == (1, 5)


def test_latin_1_says_save_as_utf_8_and_where(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b'a = 1\n# \xc3\xa4\nb = "\xe4"\n')
    assert str(read_text(path)) == f"{path}:3:6: is not UTF-8 (Latin-1, perhaps): save as UTF-8"


def test_utf_16_says_save_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = 1", encoding="utf-16")
    assert "save as UTF-8" in str(read_text(path))


def test_a_folder_a_missing_file_and_a_device_are_named_as_such(tmp_path: Path) -> None:
    assert str(read_text(tmp_path)) == f"{tmp_path}: is a folder, not a file"
    assert str(read_text(tmp_path / "x")) == f"{tmp_path / 'x'}: no such file"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert str(read_text(tmp_path / "pipe")).endswith("is not a plain file")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = 1")
    path.chmod(0)
    assert "cannot be read" in str(read_text(path))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "is larger than" in str(read_text(path))


@pytest.mark.parametrize(
    ("text", "place"),
    [("a = \n", "1:5"), ("a = 1\na = 2\n", "2:6"), ("[x\n", "1:3"), ('a = "x', "1:7"), ("a = 2022-02-31", "1:5")],
)
def test_a_syntax_error_has_its_place(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text)
    _, mistakes = read_toml(path)
    assert [str(one).startswith(f"{path}:{place}: not TOML: ") for one in mistakes] == [True]


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 100_000, "a" + ".a" * 3000 + " = 1"])
def test_what_python_cannot_hold_is_a_mistake_and_no_crash(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text)
    source, mistakes = read_toml(path)
    assert (source.data is None) == bool(mistakes)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_crash_reading(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.toml"
    path.write_bytes(raw)
    source, mistakes = read_toml(path)
    assert (source.data is None) == bool(mistakes)
    assert all(isinstance(one, Mistake) for one in mistakes)
