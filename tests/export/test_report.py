from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from monitor.export import report
from monitor.i18n import Words
from tests.export.conftest import HEARING, entry


def material(**fields: Any) -> report.Material:
    given: dict[str, Any] = {
        "title": "Vastaamo",
        "entries": [],
        "proceedings": [],
        "figures": [],
        "conflicts": [],
        "now": dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
        "status": lambda row: str(row["state"]),
        "track": lambda track: f"Track {track}",
        "differ": lambda row: (str(row["question"]), "a ↔ b", "open"),
        **fields,
    }
    return report.Material(**given)


def test_where_nothing_is_known_the_report_says_so(english: Words) -> None:
    text = report.markdown(report.blocks(english, material()))
    assert text.startswith("# Vastaamo\n")
    assert text.count("not stated in the sources") >= 4
    assert "An accusation is not a conviction." in text


def test_what_happened_and_what_is_announced_stand_apart(english: Words) -> None:
    text = report.markdown(report.blocks(english, material(entries=[entry(), entry("vastaamo-2", **HEARING)])))
    happened, announced = text.split("## Demanded and announced")
    assert "vastaamo-1" in happened
    assert "vastaamo-2" not in happened.split("## What has happened")[1]
    assert "Planned: Trial" in announced
    assert "[mallilehti](<https://mallilehti.example/2>)" in happened


def test_the_page_is_one_html_document_that_loads_nothing_and_escapes_everything(finnish: Words) -> None:
    hostile = entry(authority="<img src=x>", subject="<script>alert(1)</script>")
    page = report.html(finnish, report.blocks(finnish, material(entries=[hostile], title="Vastaamo & muut")))
    assert page.startswith('<!doctype html>\n<html lang="fi">')
    assert "<script" not in page
    assert "src=" not in page
    assert "Vastaamo &amp; muut" in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", ""])
def test_only_web_addresses_are_links(english: Words, url: str) -> None:
    told = entry(reports=[{**entry()["reports"][0], "url": url}])
    parts = report.blocks(english, material(entries=[told]))
    assert "<a " not in report.html(english, parts)
    assert "](<" not in report.markdown(parts)


def test_a_persons_words_are_told_with_that_persons_source(english: Words) -> None:
    filed = entry(what=HEARING["what"], sources=HEARING["sources"])
    text = report.markdown(report.blocks(english, material(entries=[filed]))).split("## Demanded and announced")[0]
    line = next(line for line in text.splitlines() if "The main hearing at the court of appeal opens." in line)
    assert "[Helsingin hovioikeus](<https://oikeus.example/1>)" in line
    assert "mallilehti" not in line
