import json

import pytest

from monitor.config.paths import bundled
from monitor.config.shapes import FILES, Problem, SettingsFile, check, json_schemas, value_type


@pytest.mark.parametrize("name", list(json_schemas()))
def test_the_committed_schema_is_that_of_the_program(name: str) -> None:
    committed = (bundled("config") / "schemas" / name).read_text(encoding="utf-8")
    assert committed == json_schemas()[name], "run: python -m tests.config.schemas"


@pytest.mark.parametrize("name", list(FILES))
def test_a_schema_knows_every_key_and_forbids_others(name: str) -> None:
    schema = json.loads(json_schemas()[f"{name}.json"])
    assert set(schema["properties"]) == set(FILES[name].model_fields)
    assert schema["additionalProperties"] is False


def test_a_checked_file_has_no_problems_and_a_wrong_one_no_file() -> None:
    good, none = check(SettingsFile, {"language": "en"})
    assert good is not None
    assert (good.language, none) == ("en", [])
    nothing, problems = check(SettingsFile, {"language": 1, "fetch": {"x": 1}})
    assert nothing is None
    assert problems == [
        Problem(("language",), 'language must be one of fi, en, not "1"'),
        Problem(("fetch", "x"), 'unknown key "x"', at_key=True),
    ]


def test_the_type_of_a_key_is_known() -> None:
    assert value_type(SettingsFile, ("smtp", "port")) is int
    assert value_type(SettingsFile, ("fetch", "allow_private")) is list
    assert value_type(SettingsFile, ("language",)) is not str
