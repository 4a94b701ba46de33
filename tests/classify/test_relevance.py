"""Texts that are about the case and texts that only look like it: tests/data/relevance.jsonl, written for this."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.classify import Classifier
from monitor.model import Document, Reading
from tests.classify.conftest import DATA

ROWS = [json.loads(line) for line in (DATA / "relevance.jsonl").read_text(encoding="utf-8").splitlines()]
ABOUT = [row for row in ROWS if row["relevant"]]
OTHER = [row for row in ROWS if not row["relevant"]]


def read(classifier: Classifier, row: dict[str, Any]) -> Reading:
    return classifier.read(Document("x", row["title"], row["text"], row["published"]))


@pytest.mark.parametrize("row", ABOUT, ids=lambda row: row["title"])
def test_a_text_about_the_case_is_relevant(classifier: Classifier, row: dict[str, Any]) -> None:
    assert read(classifier, row).relevant


@pytest.mark.parametrize("row", OTHER, ids=lambda row: row["title"])
def test_a_text_that_only_looks_like_it_is_not(classifier: Classifier, row: dict[str, Any]) -> None:
    reading = read(classifier, row)
    assert not reading.relevant
    assert not reading.mentions
    assert reading.why


def test_a_round_up_tells_of_the_case_in_its_own_item_only(classifier: Classifier) -> None:
    text = (
        "Thursday's short items.\nThe ferry will run every half hour from Friday.\n"
        "Police have completed their investigation of the Vastaamo data breach.\n"
        "A driver was sentenced to three months in prison by the district court.\n"
    )
    reading = classifier.read(Document("x", "News in brief: ferry and inquiry", text, "2023-08-31"))
    assert {str(mention.kind) for mention in reading.mentions} == {"investigation"}
