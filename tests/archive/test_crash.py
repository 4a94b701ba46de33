"""A writer that is killed at any moment: what it had said to be on the disk is there, and the rest costs nothing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.archive.reading import pages
from monitor.archive.store import Place, Store, cut
from tests.archive.made import AT, kept

_WRITER = """
import sys
from pathlib import Path
from monitor.archive.store import Store
from tests.archive.made import AT, kept
with Store(Path(sys.argv[1]), max_file=60_000, software="t") as store:
    for number in range(100_000):
        body = bytes((number * 7 + place * place) % 251 for place in range(3000))
        place = store.keep([kept(f"https://a.example/{sys.argv[2]}-{number}", body)], AT)
        store.sync()
        print(place.file, place.offset, place.length, place.digest, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_told_to_be_on_the_disk_is_there_after_any_kill(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311 the same moments in every run
    told: list[Place] = []
    for run in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path), str(run)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(chance.random() * 0.15)  # a kill has to come at some moment of real time
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        lines += rest.splitlines()
        whole = [parts for line in lines if len(parts := line.split()) == 4 and len(parts[3]) == 64]
        told += [Place(parts[0], int(parts[1]), int(parts[2]), parts[3]) for parts in whole]
    assert len(told) > 20
    for place in told:
        assert len(cut(tmp_path, place)) == place.length
    found = [pages(path) for path in sorted(tmp_path.iterdir())]
    assert sum(len(one.pages) for one in found) >= len(told)
    assert sum(len(one.broken) for one in found) <= 4, "a kill leaves half a record at most"
    with Store(tmp_path, max_file=60_000, software="t") as store:
        last = store.keep([kept()], AT)
    assert pages(tmp_path / last.file).broken == []
