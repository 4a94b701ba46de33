"""Files that only grow, whole records only, one writer each; and what a crash may leave."""

from __future__ import annotations

import gzip
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.archive import reading
from monitor.archive.scan import ends_whole
from monitor.archive.store import Place, Store, cut
from tests.archive.made import AT, BODY, SECOND, kept, stored


def urls(folder: Path) -> list[str]:
    found = [reading.pages(path) for path in sorted(folder.iterdir())]
    assert [str(one) for part in found for one in part.broken] == []
    return [page.url for part in found for page in part.pages]


def test_a_record_is_cut_out_as_it_was_written_and_holds_what_came(tmp_path: Path) -> None:
    first, second = stored(tmp_path, kept(outlet="yle"), kept("https://a.example/2"))
    assert first.file == second.file == "monitor-20240501-00001.warc.gz"
    assert first.offset + first.length == second.offset
    text = gzip.decompress(cut(tmp_path, first))
    assert text.count(b"WARC/1.1\r\n") == 3
    assert BODY in text
    assert b"WARC-Date: 2024-05-01T12:00:00.123456Z" in text
    assert b"WARC-IP-Address: 192.0.2.1" in text
    assert re.search(rb"WARC-Payload-Digest: sha1:[A-Z2-7]{32}", text)
    assert b'case-monitor: {"outlet": "yle"}' in text


def test_other_programs_read_it_and_find_its_digests_right(tmp_path: Path) -> None:
    place = stored(tmp_path, kept(), kept("https://a.example/2"))[0]
    ran = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / place.file)], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "digest pass" in ran.stdout


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_only_the_owner_can_read_files_and_folder(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        place = stored(tmp_path / "a" / "pages", kept())[0]
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a" / "pages" / place.file).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "a" / "pages").stat().st_mode) == 0o700


def test_the_next_run_goes_on_with_the_days_file_and_a_new_day_begins_its_own(tmp_path: Path) -> None:
    stored(tmp_path, kept())
    stored(tmp_path, kept("https://a.example/2", at=AT + SECOND), kept("https://a.example/3", at=AT + 86400 * SECOND))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "monitor-20240501-00001.warc.gz",
        "monitor-20240502-00001.warc.gz",
    ]
    assert len(urls(tmp_path)) == 3


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    places = stored(tmp_path, *(kept(f"https://a.example/{number}") for number in range(6)), max_file=2000)
    assert len({place.file for place in places}) > 1
    assert len(urls(tmp_path)) == 6


def test_a_second_writer_has_a_file_of_its_own(tmp_path: Path) -> None:
    with Store(tmp_path, max_file=10**8, software="a") as one, Store(tmp_path, max_file=10**8, software="b") as other:
        places = [one.keep([kept()], AT), other.keep([kept()], AT), one.keep([kept()], AT)]
    assert [place.file[-13:-8] for place in places] == ["00001", "00002", "00001"]
    assert len(urls(tmp_path)) == 3


@pytest.mark.parametrize("lost", [1, 7, 100, 900])
def test_a_half_written_end_is_left_alone_and_costs_only_itself(tmp_path: Path, lost: int) -> None:
    stored(tmp_path, kept(), kept("https://a.example/2"))
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:-lost])
    before = path.read_bytes()
    assert not ends_whole(path)
    place = stored(tmp_path, kept("https://a.example/3"))[0]
    assert place.file.endswith("00002.warc.gz")
    assert path.read_bytes() == before
    assert "https://a.example/1" in [page.url for page in reading.pages(path).pages]


def test_a_file_of_zeros_after_a_power_cut_is_not_written_to(tmp_path: Path) -> None:
    stored(tmp_path, kept())
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes() + bytes(5000))
    assert stored(tmp_path, kept())[0].file.endswith("00002.warc.gz")


@pytest.mark.parametrize("gate", ["nobody looks at the end", "as it is"])
def test_going_on_behind_half_a_record_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gate: str
) -> None:
    """The gate itself: a store that does not look at a file's end is caught by what other programs read of it."""
    stored(tmp_path, kept())
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:-50])
    if gate != "as it is":
        monkeypatch.setattr("monitor.archive.store.ends_whole", lambda _: True)
    place = stored(tmp_path, kept("https://a.example/3"))[0]
    assert (place.file == path.name) is (gate != "as it is")


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path, max_file=10**8, software="t") as store:
        store.keep([kept()], AT)
        store.sync()
        path = next(tmp_path.iterdir())
        size = path.stat().st_size
        write = os.write

        def full(descriptor: int, data: bytes) -> int:
            if len(data) > 100:
                return write(descriptor, data[:100])
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda fd, data: full(fd, data) if len(data) < 900 else write(fd, data[:-150]))
            with pytest.raises(OSError, match="No space"):
                store.keep([kept("https://a.example/2")], AT)
        assert path.stat().st_size == size
        store.keep([kept("https://a.example/3")], AT)
    assert urls(tmp_path) == ["https://a.example/1", "https://a.example/3"]


def test_what_was_changed_since_is_no_proof(tmp_path: Path) -> None:
    place = stored(tmp_path, kept())[0]
    path = tmp_path / place.file
    data = bytearray(path.read_bytes())
    data[place.offset + 200] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ValueError, match="is not what was written there"):
        cut(tmp_path, place)
    with pytest.raises(OSError, match="No such file"):
        cut(tmp_path, Place("../elsewhere.warc.gz", 0, 1, ""))


def test_a_link_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    if not hasattr(os, "O_NOFOLLOW"):
        pytest.skip("no such flag here")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "monitor-20240501-00001.warc.gz").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic"):
        stored(tmp_path / "pages", kept())
    assert not (tmp_path / "victim").exists()
