"""The shipped classifier, built once a worker, and the labelled articles."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.classify import Classifier
from monitor.config import bundled, read_case
from monitor.lexicon import Lexicon, read_lexicon
from monitor.model import Case, Document, Reading
from monitor.weights import WeightsText

DATA = Path(__file__).parent.parent / "data"

Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def lexicons() -> list[Lexicon]:
    folder = bundled("config") / "lexicons"
    return [read_lexicon(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.toml"))]


@pytest.fixture(scope="session")
def case() -> Case:
    return read_case(bundled("config") / "cases" / "vastaamo.toml")


@pytest.fixture(scope="session")
def weights() -> list[WeightsText]:
    folder = bundled("config") / "lexicons"
    return [WeightsText(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.weights"))]


@pytest.fixture(scope="session")
def classifier(lexicons: list[Lexicon], case: Case, weights: list[WeightsText]) -> Classifier:
    return Classifier(lexicons, [case], weights)


@pytest.fixture(scope="session")
def read(classifier: Classifier) -> Read:
    """Read a text about the case, published on a day of 2025 unless said otherwise."""

    def read_text(
        text: str, title: str = "Vastaamo", published: str | None = "2025-10-02", language: str = ""
    ) -> Reading:
        return classifier.read(Document("x", title, text, published, language=language))

    return read_text


@pytest.fixture(scope="session")
def gold() -> dict[str, dict[str, Any]]:
    lines = (DATA / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}
