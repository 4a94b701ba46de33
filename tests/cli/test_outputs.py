"""What ``--json`` prints is what its schema says, field by field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import outputs
from tests.cli.conftest import Run

COMMANDS = {
    "search": ["search", "Kivimäki OR uimahalli"],
    "docket": ["docket"],
    "dates": ["dates"],
    "show": ["show", "vastaamo-1"],
    "conflicts": ["conflicts"],
    "status": ["status"],
}


def test_the_schemas_are_those_of_the_models() -> None:
    kept = {file.name: file.read_text("utf-8") for file in outputs.FOLDER.glob("*.json")}
    assert kept == outputs.schemas(), "run: python -m tests.outputs"


@pytest.mark.parametrize("name", list(COMMANDS))
def test_real_output_is_as_documented(monitor: Run, filled: Path, name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((outputs.FOLDER / f"{name}.json").read_text("utf-8"))
    ran = monitor("--db", filled, *COMMANDS[name], "--json")
    assert ran.json is not None
    if name in {"search", "docket", "dates"}:
        assert ran.json
    jsonschema.Draft202012Validator(schema).validate(ran.json)


def test_a_field_that_is_not_documented_is_seen(monitor: Run, filled: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((outputs.FOLDER / "search.json").read_text("utf-8"))
    (first, *_) = monitor("--db", filled, "search", "uimahalli", "--json").json
    for wrong in ({**first, "more": 1}, {key: value for key, value in first.items() if key != "snippet"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate([wrong])
