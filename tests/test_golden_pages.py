"""Pages in the structure of real ones, with sentences of our own: what is read from each is written beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.extract import extract

PAGES = Path(__file__).parent / "data" / "pages"
NAMES = sorted(page.stem for page in PAGES.glob("*.html"))


def test_there_are_as_many_pages_as_expectations() -> None:
    assert len(NAMES) >= 25
    assert list(NAMES) == sorted(wanted.stem for wanted in PAGES.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_gives_what_stands_beside_it(name: str) -> None:
    wanted = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    found = extract((PAGES / f"{name}.html").read_bytes(), wanted.pop("content_type"), wanted.pop("url"))
    text = wanted.pop("text")
    assert found.text.split("\n") == (text or [""])
    assert {key: getattr(found, key) for key in wanted} == wanted
