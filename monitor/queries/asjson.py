"""Read models as JSON holds them, and which of an entry's reports tells it best."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def telling(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Choose the report that tells an entry (as `plain` shapes it) best: of its own status, as news, and first.

    A verdict is not told by the article that still waited for it, nor by one of the time before it. Empty when there
    is none.
    """

    def rank(report: Mapping[str, Any]) -> tuple[bool, bool, bool]:
        at, date = report.get("published_at") or "", row.get("date") or ""
        early = row["status"] == "fact" and bool(at) and at[: len(date)] < date
        return report["modality"] != row["status"], early, not report["news"]

    return min(row["reports"], key=rank, default={})


def plain(value: Any) -> Any:
    """Turn a read model into what JSON holds: dictionaries, lists, ISO days, and UTC times ending in ``Z``."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if "unsaid" not in one.metadata}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, dt.date) else value
