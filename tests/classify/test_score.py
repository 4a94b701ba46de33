from __future__ import annotations

from typing import Any

import pytest

from monitor.classify import Classifier
from monitor.classify import score as measures
from monitor.model import Document

FLOORS = {
    "relevance": 0.98,
    "kinds": 0.96,
    "facts": 0.96,
    "news": 0.78,
    "modality": 0.96,
    "date": 0.90,
    "subject": 0.98,
    "figures": 0.88,
}
CEILINGS = {"false_fact": 0.06, "spurious_date": 0.10}


def row(classifier: Classifier, labelled: dict[str, Any]) -> dict[str, Any]:
    reading = classifier.read(Document(labelled["id"], labelled["title"], labelled["text"], labelled.get("published")))
    return {
        "relevant": reading.relevant,
        "developments": [
            {
                "kind": str(mention.kind),
                "subject": mention.subject,
                "date": mention.date.value if mention.date else None,
                "modality": str(mention.modality),
                "news": mention.news,
            }
            for mention in reading.mentions
        ],
        "figures": [{"what": figure.what, "value": figure.value} for figure in reading.figures],
    }


@pytest.fixture(scope="module")
def measured(classifier: Classifier, gold: dict[str, Any]) -> dict[str, Any]:
    return measures.score(gold, {key: row(classifier, labelled) for key, labelled in gold.items()})


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_the_development_set_is_read_at_least_this_well(measured: dict[str, Any], name: str, floor: float) -> None:
    value = measured[name]
    assert (value.f1 if isinstance(value, measures.F1) else value) >= floor


@pytest.mark.parametrize(("name", "ceiling"), CEILINGS.items())
def test_the_development_set_holds_no_more_inventions_than_this(
    measured: dict[str, Any], name: str, ceiling: float
) -> None:
    assert measured[name] <= ceiling


def article(*mentions: dict[str, Any], relevant: bool = True, **more: Any) -> dict[str, Any]:
    return {"relevant": relevant, "developments": list(mentions), **more}


def mention(kind: str = "verdict", modality: str = "fact", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "modality": modality, "subject": "A", "date": None, "news": True, **more}


def test_labels_against_themselves_are_perfect(gold: dict[str, Any]) -> None:
    result = measures.score(gold, gold)
    assert all(value.f1 == 1 for value in result.values() if isinstance(value, measures.F1))
    assert (result["modality"], result["date"], result["subject"]) == (1, 1, 1)
    assert (result["false_fact"], result["spurious_date"]) == (0, 0)


def test_an_article_wrongly_taken_for_relevant_counts_all_its_kinds_as_wrong() -> None:
    result = measures.score({"a": article(relevant=False)}, {"a": article(mention(), mention("trial"))})
    assert result["kinds"] == measures.F1(0, 2, 0)


def test_a_demand_taken_for_a_fact_is_a_false_fact() -> None:
    result = measures.score({"a": article(mention(modality="sought"))}, {"a": article(mention())})
    assert (result["false_fact"], result["modality"]) == (1, 0)


def test_a_day_inside_the_labelled_month_is_the_right_date() -> None:
    result = measures.score({"a": article(mention(date="2024-04"))}, {"a": article(mention(date="2024-04-30"))})
    assert result["date"] == 1


def test_a_date_where_the_label_has_none_is_spurious() -> None:
    result = measures.score({"a": article(mention())}, {"a": article(mention(date="2024"))})
    assert result["spurious_date"] == 1


def test_the_table_has_every_measure_and_every_labelled_kind() -> None:
    rows = measures.score_rows({"a": article(mention())}, {"a": article(mention())})
    assert [entry["measure"] for entry in rows][-1] == "kind:verdict"
    assert {"relevance", "kinds", "spurious_date"} <= {entry["measure"] for entry in rows}
