"""A bundle of evidence: what the docket says and the stored texts it says it from, verifiable without us.

A zip file with ``docket.json`` (entries, reports, traces), ``revisions/`` (each text as it was read, and what is known
of its fetch), ``README.txt`` and ``SHA256SUMS``: ``sha256sum -c SHA256SUMS`` proves that nothing was changed since.

Rules kept: the same docket gives the same bytes (fixed times and order in the archive); every quote of docket.json
stands in a text of revisions/ at its offsets, which is checked while the bundle is made.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import UsageError

_EPOCH = (1980, 1, 1, 0, 0, 0)
_README = """This is a bundle of evidence from case-monitor {version}.

docket.json        the entries, their reports, and for every statement the rule, the words and the offsets
revisions/N.txt    the text of one stored revision: title, blank line, text; offsets count its characters
revisions/N.json   where and when it was fetched, the SHA-256 of the page as it came, and of the text; archived_url:
                   where a public archive keeps the page
revisions/N.warc.gz  the page as it came with its headers (WARC 1.1), where it was kept: response, request, metadata
SHA256SUMS         the fingerprints of all files; verify with: sha256sum -c SHA256SUMS

The texts belong to their publishers. They are here as proof of what was published, for the owner of this bundle, and
may not be published again.

Tämä on case-monitor-ohjelman {version} todistepaketti. Tiedostojen eheyden voi tarkistaa komennolla
sha256sum -c SHA256SUMS. Tekstit ovat julkaisijoidensa omaisuutta: ne ovat mukana todisteina, eikä niitä saa julkaista
uudelleen.
"""


@dataclass(frozen=True, slots=True)
class Revision:
    """One stored revision: its whole content, and what is known of it (plain JSON values); ``page`` in WARC records."""

    id: int
    content: str
    facts: Mapping[str, Any]
    purged: bool = False
    page: bytes = b""


def bundle(
    entries: Sequence[Mapping[str, Any]],
    traces: Sequence[Mapping[str, Any]],
    revisions: Sequence[Revision],
    version: str,
) -> bytes:
    """Make the zip file.

    Raises ValueError when a quote is not where its trace says, and UsageError when a text was removed.
    """
    contents = {one.id: one.content for one in revisions}
    purged = {one.id for one in revisions if one.purged}
    for trace in traces:
        if trace["revision_id"] in purged:
            raise UsageError(f"the text of revision {trace['revision_id']} was removed (monitor db purge)")
        content = contents.get(trace["revision_id"], "")
        if content[trace["start"] : trace["end"]] != trace["quote"]:
            raise ValueError(f"mention {trace['mention_id']}: its quote is not in revision {trace['revision_id']}")
    files = {
        "README.txt": _README.format(version=version),
        "docket.json": _json({"entries": list(entries), "traces": [_bare(trace) for trace in traces]}),
    }
    for one in sorted(revisions, key=lambda item: item.id):
        files[f"revisions/{one.id}.txt"] = one.content
        files[f"revisions/{one.id}.json"] = _json(one.facts)
    encoded = {name: text.encode() for name, text in files.items()}
    encoded |= {f"revisions/{one.id}.warc.gz": one.page for one in revisions if one.page}
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(encoded.items()))
    return _zipped({**encoded, "SHA256SUMS": sums.encode()})


def _bare(trace: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what surrounds a quote: the text itself is in the bundle."""
    return {name: value for name, value in trace.items() if name not in ("before", "after")}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, body)
    return out.getvalue()
