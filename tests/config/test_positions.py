import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.positions import Path, positions

TEXT = """\
a.b = "x"  # comment
"q ä" = [1, {z = 2, y.w = 3}]
[t.u]
d = 2022-10-27
[[o]]
id = "1"
[[o.f]]
url = '''x
y'''
[[o.f]]
url = "z"
[o.g]
h = true
[[o]]
id = "2"
[[o.f]]
ä = "äö" # no bare key in TOML 1.0
""".replace("ä = ", '"ä" = ')


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("a", "b"), (1, 1), (1, 7)),
        (("q ä",), (2, 1), (2, 9)),
        (("q ä", 1), (2, 13), (2, 13)),
        (("q ä", 1, "z"), (2, 14), (2, 18)),
        (("q ä", 1, "y", "w"), (2, 21), (2, 27)),
        (("t", "u", "d"), (4, 1), (4, 5)),
        (("o", 0, "id"), (6, 1), (6, 6)),
        (("o", 0, "f", 0, "url"), (8, 1), (8, 7)),
        (("o", 0, "f", 1, "url"), (11, 1), (11, 7)),
        (("o", 0, "f", 1), (10, 1), (10, 1)),
        (("o", 0, "g", "h"), (13, 1), (13, 5)),
        (("o", 1, "f", 0, "ä"), (17, 1), (17, 7)),
    ],
)
def test_every_key_and_value_has_its_line_and_column(path: Path, key: tuple[int, int], value: tuple[int, int]) -> None:
    found = positions(TEXT)
    assert found.find(path, at_key=True) == key
    assert found.find(path) == value


def test_what_has_no_place_of_its_own_gets_that_of_the_table_around_it() -> None:
    found = positions(TEXT)
    assert found.find(("o", 1, "missing")) == (14, 1)
    assert found.find(("nowhere",)) == (1, 1)


def leaves(data: Any, path: Path = ()) -> list[Path]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for number, value in enumerate(data) for leaf in leaves(value, (*path, number))]
    return [path]


def test_every_value_of_the_sample_has_a_place() -> None:
    found = positions(TEXT)
    assert [path for path in leaves(tomllib.loads(TEXT)) if path not in found.values] == []


KEYS = st.from_regex(r"[a-z]{1,3}", fullmatch=True)


@given(st.dictionaries(KEYS, st.integers(0, 9), min_size=1, max_size=4), st.integers(0, 5), st.integers(0, 5))
def test_places_point_at_the_text_that_stands_there(table: dict[str, int], blank: int, tables: int) -> None:
    text = "\n" * blank + "".join(
        "[[t]]\n" + "".join(f"{key} = {value}\n" for key, value in table.items()) for _ in range(tables + 1)
    )
    found, lines = positions(text), text.split("\n")
    for number in range(tables + 1):
        for key, value in table.items():
            line, column = found.find(("t", number, key))
            assert lines[line - 1][column - 1 :] == str(value)
            line, column = found.find(("t", number, key), at_key=True)
            assert lines[line - 1].startswith(key, column - 1)


def test_deeply_nested_values_are_walked_without_recursion() -> None:
    depth = 150
    found = positions("a = " + "[" * depth + "1" + "]" * depth)
    assert found.find(("a", *[0] * depth)) == (1, 5 + depth)
