"""The JSON Schemas of what commands print with ``--json``: ``python -m tests.outputs`` writes them anew.

They are made from the read models that the commands print, so that a field cannot be documented otherwise than it is;
`tests/cli/test_outputs.py` holds the files to the models, and real output to the files.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from monitor import queries

FOLDER = Path(__file__).resolve().parent.parent / "config" / "schemas" / "outputs"
_UNSAID = {one.name for one in fields(queries.Hit) if "unsaid" in one.metadata}


def schemas() -> dict[str, str]:
    """Give each file's name and text."""
    entries = TypeAdapter(list[queries.DocketEntry])
    made: dict[str, TypeAdapter[Any]] = {
        "search": TypeAdapter(list[queries.Hit]),
        "docket": entries,
        "dates": entries,
        "show": TypeAdapter(queries.DocketEntry),
        "conflicts": TypeAdapter(list[queries.ConflictView]),
        "status": TypeAdapter(queries.Status),
    }
    found = {name: adapter.json_schema(mode="serialization") for name, adapter in made.items()}
    for name, part in (("figures", queries.DocketFigure), ("corrections", queries.SourceCorrection)):
        _add(found["show"], name, TypeAdapter(list[part]).json_schema(mode="serialization"))  # type: ignore[valid-type]
    return {f"{name}.json": _text(name, _strict(schema)) for name, schema in found.items()}


def _add(schema: dict[str, Any], name: str, more: dict[str, Any]) -> None:
    """Add what `monitor show` prints beside the entry itself."""
    schema["$defs"] |= more.pop("$defs", {})
    schema["properties"][name] = more


def _strict(schema: Any) -> Any:
    """Every field is always there, and there is no other."""
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _strict(value) for key, value in schema.items() if key not in {"default", "title"} or key == "$defs"}
    if isinstance(schema.get("properties"), dict):
        own = {name: _strict(value) for name, value in schema["properties"].items() if name not in _UNSAID}
        kept |= {"properties": own, "required": sorted(own), "additionalProperties": False}
    return kept


def _text(name: str, schema: dict[str, Any]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"monitor {name} --json"}
    return json.dumps(head | schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
