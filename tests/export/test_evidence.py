from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import UsageError
from monitor.export.evidence import Revision, bundle
from tests.export.conftest import entry

CONTENT = "Otsikko\n\nKäräjäoikeus tuomitsi miehen."
QUOTE = "Käräjäoikeus tuomitsi miehen."
START = CONTENT.index(QUOTE)


def trace(**fields: Any) -> dict[str, Any]:
    place = {"start": START, "end": START + len(QUOTE), "quote": QUOTE, "before": "Otsikko", "after": ""}
    return {"mention_id": 5, "revision_id": 3, "rule": "fi-verdict", **place, **fields}


def made(*traces: dict[str, Any]) -> bytes:
    return bundle([entry()], list(traces), [Revision(3, CONTENT, {"page_hash": "ab", "outlet": "yle"})], "0.1.0")


def test_the_fingerprints_hold_on_any_machine_that_has_sha256sum(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made(trace()))) as archive:
        archive.extractall(tmp_path)
    ran = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (tmp_path / "revisions" / "3.txt").read_text(encoding="utf-8") == CONTENT
    held = json.loads((tmp_path / "docket.json").read_text(encoding="utf-8"))
    assert held["traces"][0]["quote"] == QUOTE
    assert "before" not in held["traces"][0]
    (tmp_path / "revisions" / "3.txt").write_text("changed")
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False).returncode


def test_the_same_docket_gives_the_same_bytes() -> None:
    assert made(trace()) == made(trace())


@pytest.mark.parametrize("wrong", [{"start": 0}, {"quote": "something else"}, {"revision_id": 4}])
def test_a_quote_that_is_not_where_it_should_be_stops_the_bundle(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="mention 5: its quote is not in revision"):
        made(trace(**wrong))


def test_a_text_that_was_removed_is_no_proof() -> None:
    with pytest.raises(UsageError, match="the text of revision 3 was removed"):
        bundle([entry()], [trace()], [Revision(3, "Otsikko\n\n", {}, purged=True)], "0.1.0")
