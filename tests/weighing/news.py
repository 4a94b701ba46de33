"""Labelled articles -> the features of their matches -> `monitor.classify.news.WEIGHTS`.

python -m tests.weighing news FILE…  reads labelled articles anew into tests/data/news.jsonl (features, no text)
python -m tests.weighing news        estimates the weights and writes monitor/classify/newsweights.py
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from monitor.classify import Classifier, news
from monitor.config import bundled, load
from monitor.lexicon import read_lexicon
from monitor.model import Document, Modality
from monitor.weights import WeightsText

ROWS = Path(__file__).parent.parent / "data" / "news.jsonl"
TARGET = Path(__file__).parent.parent.parent / "monitor" / "classify" / "newsweights.py"
#: The development set's labels are the settled ones; others' count half of them.
SETTLED = 2
STRENGTH = 0.5
_UNASKED = (Modality.DENIED, Modality.HYPOTHETICAL)


@cache
def classifier() -> Classifier:
    """Build the shipped classifier."""
    folder = bundled("config") / "lexicons"
    lexicons = [read_lexicon(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.toml"))]
    weights = [WeightsText(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.weights"))]
    return Classifier(lexicons, load(environ={}).cases, weights)


def rows_of(file: Path) -> Iterator[dict[str, Any]]:
    """Give a row for every match of a labelled article whose kind, modality and sentence a label has."""
    for line in file.read_text(encoding="utf-8").splitlines():
        labelled = json.loads(line)
        if labelled["relevant"]:
            yield from _rows(file.stem, labelled)


def _rows(name: str, labelled: dict[str, Any]) -> Iterator[dict[str, Any]]:
    asked: list[tuple[Any, ...]] = []
    decide = news.decide

    def listen(*arguments: Any) -> tuple[bool, str]:
        asked.append(arguments)
        return decide(*arguments)

    news.decide = listen  # type: ignore[assignment]
    try:
        classifier().read(Document(labelled["id"], labelled["title"], labelled["text"], labelled["published"]))
    finally:
        news.decide = decide
    for analysis, where, sentence, hit, modality, dates in asked:
        text = analysis.content[sentence.start : sentence.end]
        told = [
            one
            for one in labelled["developments"]
            if one["kind"] == hit.rule.kind
            and one["modality"] == modality
            and (one["quote"] in text or text in one["quote"])
        ]
        if told and modality not in _UNASKED:
            found = news.features(analysis, where, sentence, hit, modality, dates)
            yield {"set": name, "id": labelled["id"], "features": found, "news": any(one["news"] for one in told)}


def take(files: Iterable[Path]) -> int:
    """Write the rows of labelled articles; give how many."""
    lines = [json.dumps(row) for file in files for row in rows_of(file)]
    ROWS.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def rows() -> list[dict[str, Any]]:
    """Read the rows."""
    return [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]


def estimate(known: list[dict[str, Any]]) -> dict[str, float]:
    """Give the weight of every feature, and the bias."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    shape = DictVectorizer()
    matrix = shape.fit_transform([dict.fromkeys(row["features"], 1) for row in known])
    share = [SETTLED if row["set"] == "dev" else 1 for row in known]
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(matrix, [row["news"] for row in known], share)
    weights = {"bias": float(model.intercept_[0])}
    weights |= {name: float(weight) for name, weight in zip(shape.feature_names_, model.coef_[0], strict=True)}
    return {name: round(weight, 2) for name, weight in weights.items()}


def cross_validated(known: list[dict[str, Any]], folds: int = 8, enough: float = news.ENOUGH) -> dict[str, float]:
    """Give F1 of the development set and of the others, each article judged by weights that have not seen it."""
    import math

    articles = sorted({(row["set"], row["id"]) for row in known})
    judged: list[tuple[dict[str, Any], bool]] = []
    for fold in range(folds):
        held = set(articles[fold::folds])
        weights = estimate([row for row in known if (row["set"], row["id"]) not in held])
        for row in (row for row in known if (row["set"], row["id"]) in held):
            total = sum(weights.get(name, 0.0) for name in ("bias", *row["features"]))
            judged.append((row, 1 / (1 + math.exp(-total)) >= enough))
    return {
        name: _f1([(row["news"], told) for row, told in judged if (row["set"] == "dev") is (name == "dev")])
        for name in ("dev", "others")
    }


def _f1(pairs: list[tuple[bool, bool]]) -> float:
    hit = sum(one and two for one, two in pairs)
    wrong = sum(one is not two for one, two in pairs)
    return round(2 * hit / (2 * hit + wrong), 3)


def write(weights: dict[str, float]) -> None:
    """Write the module of the weights."""
    lines = [
        '"""What speaks for news, and how much: written by ``python -m tests.weighing news``, read by `news`."""',
        "",
        "from typing import Final",
        "",
        "WEIGHTS: Final[dict[str, float]] = {",
        *(f'    "{name}": {weight:g},' for name, weight in weights.items()),
        "}",
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
