"""One daemon a database: a lock that dies with its holder, the kernel's on a file, PostgreSQL's own on a server.

Rule kept: it can be asked for before anything heavy is imported, so that a second daemon leaves at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from monitor.errors import LockedError, StorageError
from monitor.storage.engine import database_path, held_by_daemon, make_folder


@contextmanager
def only_daemon(target: str) -> Iterator[None]:
    """Hold the lock of a database for the daemon's life; raise LockedError naming who has it."""
    path = database_path(target)
    if path is None:
        with held_by_daemon(target) as holder:
            if holder is not None:
                raise LockedError(f"a daemon runs on this database already (connection {holder})")
            yield
        return
    make_folder(path)
    with _lock_file(path.with_name(path.name + ".lock")) as lock:
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def _lock_file(path: Path) -> Iterator[IO[str]]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"{path}: the file cannot be created: {error.strerror}") from error
    with os.fdopen(descriptor, "r+", encoding="utf-8") as lock:
        try:
            _take(lock)
        except OSError as error:
            holder = lock.read().strip() or "another process"
            raise LockedError(f"{path}: a daemon runs on this database already (process {holder})") from error
        yield lock


if sys.platform == "win32":
    import msvcrt

    def _take(lock: IO[str]) -> None:
        lock.seek(1 << 20)  # a byte nobody writes, so that the holder's number stays readable
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        lock.seek(0)
else:
    import fcntl

    def _take(lock: IO[str]) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
