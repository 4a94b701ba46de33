"""WARC files that only grow: one writer a file, a new file a day and after so many bytes.

Rules kept here:

* A record is whole in the file and on the disk (fsync) before anything says where it is. What a crash leaves half
  written stays at a file's end: such a file is never written to again.
* Two processes never write to one file (a kernel lock that dies with its holder); the second begins one of its own.
* Files are for their owner's eyes only (mode 600): pages are as they came, with whatever they told of people.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from monitor.archive.records import KeptPage, file_record, page_records
from monitor.archive.scan import ends_whole

_NAME = re.compile(r"monitor-(\d{8})-(\d{5})\.warc\.gz")
_MOST_FILES = 99_999


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page's records are: the file's name, the first byte, how many bytes, and their SHA-256."""

    file: str
    offset: int
    length: int
    digest: str


class Store:
    """Appends pages to the WARC files of one folder; a context manager. Makes the folder with the first page.

    `keep` writes, `sync` makes it last; only after that may a `Place` be told to anybody. Both raise OSError.
    """

    def __init__(self, folder: Path, *, max_file: int, software: str) -> None:
        self._folder = folder
        self._max = max_file
        self._software = software
        self._file: IO[bytes] | None = None
        self._name = ""
        self._dirty = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def keep(self, pages: Sequence[KeptPage], now: dt.datetime) -> Place:
        """Append the records of one revision's pages. After an error the file is as it was, or not written to again."""
        records = b"".join(map(page_records, pages))
        file = self._open(now)
        offset = os.fstat(file.fileno()).st_size
        self._append(file, records, offset)
        return Place(self._name, offset, len(records), hashlib.sha256(records).hexdigest())

    def sync(self) -> None:
        """Have everything written so far on the disk."""
        if self._file is not None and self._dirty:
            try:
                os.fsync(self._file.fileno())
            except OSError:
                self._let_go()  # nobody knows what of it is there
                raise
            self._dirty = False

    def close(self) -> None:
        """Let go of the file."""
        try:
            self.sync()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._file is not None:
            file, self._file, self._name = self._file, None, ""
            file.close()
            self._dirty = False

    def _append(self, file: IO[bytes], data: bytes, offset: int) -> None:
        self._dirty = True
        try:
            written = 0
            while written < len(data):
                written += os.write(file.fileno(), data[written:])
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(file.fileno(), offset)
            self._let_go()  # if it could not be cut, its end says so and nobody continues it
            raise

    def _open(self, now: dt.datetime) -> IO[bytes]:
        """Give the file to write to: the open one, else the day's last one if it is whole, else a new one."""
        day = now.astimezone(dt.UTC).strftime("%Y%m%d")
        if self._file is not None and self._fits(self._file, self._name, day):
            return self._file
        self.close()
        self._make_folder()
        for name in self._candidates(day):
            if self._take(name, now):
                break
        if self._file is None:
            raise OSError(f"{self._folder} has {_MOST_FILES} files of one day")
        return self._file

    def _fits(self, file: IO[bytes], name: str, day: str) -> bool:
        return name.split("-")[1] == day and os.fstat(file.fileno()).st_size < self._max

    def _make_folder(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(self._folder.parent)

    def _candidates(self, day: str) -> Iterator[str]:
        """Name the files that may be written to, in turn: the day's last one, then new ones."""
        numbers = [
            int(found[2]) for one in self._folder.iterdir() if (found := _NAME.fullmatch(one.name)) and found[1] == day
        ]
        last = max(numbers, default=0)
        for number in range(max(last, 1), _MOST_FILES + 1):
            yield f"monitor-{day}-{number:05}.warc.gz"

    def _take(self, name: str, now: dt.datetime) -> bool:
        """Open a file if nobody else writes to it, it is whole and there is room; a new one gets its first record."""
        path = self._folder / name
        # O_BINARY: Windows would turn line ends into others.
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        file = os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0)
        size = os.fstat(file.fileno()).st_size
        if not _locked(file) or size >= self._max or (size and not ends_whole(path)):
            file.close()
            return False
        self._file, self._name = file, name
        if size == 0:
            self._append(file, file_record(name, self._software, now), 0)
            _sync_folder(self._folder)
        return True


def cut(folder: Path, place: Place) -> bytes:
    """Give a page's records out of its file, as they were written.

    Raises OSError when the file cannot be read, ValueError when it does not hold them any longer.
    """
    name = Path(place.file).name  # a name out of a database never leads elsewhere
    with (folder / name).open("rb") as file:
        file.seek(place.offset)
        records = file.read(place.length)
    if hashlib.sha256(records).hexdigest() != place.digest:
        raise ValueError(f"{folder / name}: the record at {place.offset} is not what was written there")
    return records


def _sync_folder(folder: Path) -> None:
    """Have a new name in a folder on the disk, where folders can be opened."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        place = file.tell()
        file.seek(1 << 40)  # a byte nobody writes, so that others can read the file
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(place)
        return True
else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
