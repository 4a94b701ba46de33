from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.classify.newsweights import WEIGHTS
from monitor.model import Kind, Reading
from tests.classify.conftest import Read
from tests.weighing import news as weighing


def news(reading: Reading) -> dict[Kind, bool]:
    return {mention.kind: mention.news for mention in reading.mentions}


def test_the_lead_event_is_news_and_what_is_retold_of_earlier_years_is_not(read: Read) -> None:
    told = news(
        read(
            "Länsi-Uudenmaan käräjäoikeus tuomitsi Aleksanteri Kivimäen tiistaina vankeuteen.\n"
            "Kivimäki otettiin kiinni Ranskassa helmikuussa 2023.",
            title="Kivimäelle yli kuusi vuotta vankeutta",
            published="2024-04-30",
        )
    )
    assert told == {Kind.VERDICT: True, Kind.ARREST: False}


def test_the_cue_tells_the_chance_and_what_weighed_most(read: Read) -> None:
    (mention,) = read("Kivimäki was arrested in France on Friday.", published="2023-02-03").mentions
    (cue,) = [cue for cue in mention.cues if cue.startswith("news=")]
    chance, _, features = cue.removeprefix("news=").partition(":")
    assert 0 <= float(chance) <= 1
    assert set(features.split()) <= set(WEIGHTS)


def test_the_rows_of_the_estimate_hold_features_and_no_text() -> None:
    shape = {"set", "id", "features", "news"}
    rows = weighing.rows()
    assert all(set(row) == shape for row in rows)
    assert not any(" " in feature for row in rows for feature in row["features"])
    assert sum(row["set"] == "dev" for row in rows) > 300


def test_the_shipped_weights_are_those_of_the_rows() -> None:
    pytest.importorskip("sklearn", reason="needs the extra 'train'")
    estimated: dict[str, Any] = weighing.estimate(weighing.rows())
    assert estimated.keys() == WEIGHTS.keys()
    assert all(abs(estimated[name] - WEIGHTS[name]) <= 0.05 for name in WEIGHTS), json.dumps(estimated)


def test_cross_validated_news_is_told_at_least_this_well() -> None:
    pytest.importorskip("sklearn", reason="needs the extra 'train'")
    measured = weighing.cross_validated(weighing.rows())
    assert measured["dev"] >= 0.75
    assert measured["others"] >= 0.74
