"""Archived pages through the commands: poll, status, show, evidence, report, import, purge."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.standin import STAMP, Wayback
from tests.cli.conftest import Ran, Run
from tests.pipeline.trial import Item, page, rss
from tests.servers import HttpServer


class Desk:
    """A configuration with one outlet on loopback, kept pages, and a stand-in for the public archive."""

    def __init__(self, monitor: Run, folder: Path, server: HttpServer, wayback: Wayback) -> None:
        self.monitor, self.folder, self.server, self.wayback = monitor, folder, server, wayback
        self.db = folder / "m.db"
        self.pages = folder / "m-pages"
        (folder / "settings.toml").write_text(
            '[fetch]\ncontact = "tests@example.org"\nallow_private = ["127.0.0.1"]\nprocesses = 1\n'
            f'[archive]\nwarc = true\nwayback = true\nwayback_url = "{wayback.endpoint}"\n',
            encoding="utf-8",
        )
        (folder / "outlets.toml").write_text(
            f'[[outlet]]\nid = "lehti"\nname = "Lehti"\n[[outlet.feed]]\nurl = "{server.url("/rss")}"\n',
            encoding="utf-8",
        )

    def __call__(self, *arguments: object, lang: str = "en", db: Path | None = None) -> Ran:
        return self.monitor("--config", self.folder, "--db", db or self.db, "--lang", lang, *arguments)

    def publish(self, **headers: str) -> str:
        link = self.server.put("/juttu", page(), **headers)
        self.server.put("/rss", rss(Item(link)), "application/rss+xml")
        return link

    def number(self) -> str:
        found = self("docket", "--kind", "verdict", "--status", "fact", "--json").json
        return str(found[0]["number"])


@pytest.fixture
def desk(monitor: Run, tmp_path: Path) -> Iterator[Desk]:
    with HttpServer() as server, Wayback() as wayback:
        yield Desk(monitor, tmp_path, server, wayback)


def test_a_poll_keeps_the_page_here_and_there_and_every_command_shows_where(desk: Desk, tmp_path: Path) -> None:
    link = desk.publish()
    assert desk("poll").code == 0
    copy = f"{desk.wayback.base}/web/{STAMP}/{link}"
    status = desk("status", "--json").json["archive"]
    assert (status["pages"], status["captures"], status["troubles"]) == (1, {"done": 1}, [])
    assert "Archive: 1 pages kept here, 1 at a public archive, 0 asked for" in desk("status").err
    assert desk("show", desk.number(), "--json").json["reports"][0]["archived_url"] == copy
    assert copy in desk("show", desk.number()).out
    target = tmp_path / "report.md"
    assert desk("report", "-o", target, lang="fi").code == 0
    assert f"[arkistokopio](<{copy}>)" in target.read_text(encoding="utf-8")

    bundle = tmp_path / "bundle.zip"
    assert desk("evidence", desk.number(), "-o", bundle).code == 0
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "bundle")
    ran = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "bundle", capture_output=True, check=False)
    assert ran.returncode == 0
    (record,) = (tmp_path / "bundle" / "revisions").glob("*.warc.gz")
    facts = json.loads(record.with_name(record.name.replace(".warc.gz", ".json")).read_text(encoding="utf-8"))
    assert facts["page_sha256"] == hashlib.sha256(record.read_bytes()).hexdigest()
    assert facts["archived_url"] == copy
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(record)], check=False)
    assert checked.returncode == 0
    assert desk("import", record, db=tmp_path / "from-bundle.db").code == 0, "what was bundled can be read by itself"
    hashes = [
        [trace["content_hash"] for trace in desk("why", desk.number(), "--json", db=db).json]
        for db in (desk.db, tmp_path / "from-bundle.db")
    ]
    assert hashes[0] == hashes[1] != []


def test_a_bundle_is_not_made_of_a_page_that_was_changed(desk: Desk, tmp_path: Path) -> None:
    desk.publish()
    desk("poll")
    (file,) = desk.pages.iterdir()
    data = bytearray(file.read_bytes())
    data[-200] ^= 1
    file.write_bytes(bytes(data))
    ran = desk("evidence", desk.number(), "-o", tmp_path / "bundle.zip")
    assert (ran.code, "is not what was written there" in ran.err) == (2, True)
    file.unlink()
    ran = desk("evidence", desk.number(), "-o", tmp_path / "bundle.zip")
    assert (ran.code, str(file) in ran.err) == (0, True)


def test_a_page_that_forbids_it_is_told_in_status(desk: Desk) -> None:
    desk.publish(X_Robots_Tag="noarchive")
    desk("poll")
    assert not desk.pages.exists()
    assert desk.wayback.asked == []
    assert "1 × page not kept: X-Robots-Tag: noarchive" in desk("status").err
    assert "1 × sivua ei tallennettu" in desk("status", lang="fi").err


def test_an_archive_that_fails_is_told_in_status_and_fails_no_poll(desk: Desk) -> None:
    desk.wayback.trouble = [(503, {}, b"")]
    desk.publish()
    assert desk("poll").code == 0
    said = desk("status").err
    assert "/juttu: the archive answered 503; asked again" in said


def test_what_is_broken_in_a_warc_file_is_told_and_whole_files_are_purged(desk: Desk, tmp_path: Path) -> None:
    desk.publish()
    desk("poll")
    (file,) = desk.pages.iterdir()
    assert desk("db", "purge", "--older-than", "30").err == "0 texts removed.\n"
    assert file.exists()
    file.write_bytes(file.read_bytes()[:-30])
    ran = desk("import", file, db=tmp_path / "other.db")
    assert (ran.code, f"{file}:" in ran.err) == (1, True)
    assert ran.err.startswith("Articles: 1, new: 1, about a case: 1"), "the metadata record alone is cut"
    assert desk("import", tmp_path / "none.warc.gz").code == 2
