"""Sentences -> weights: features as the classifier sees them, one regression a kind, the file's text.

Rules kept: training sees a sentence exactly as reading does (`wording.words_of` on the same analysis); the same
sentences and lexicons give the same file, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from monitor.classify import Classifier, analysis
from monitor.classify.wording import words_of
from monitor.config import bundled, load
from monitor.lexicon import read_lexicon
from monitor.model import Actor, Case, Document
from monitor.weights import KINDS, word_features

SENTENCES = Path(__file__).parent.parent / "data" / "sentences"
LANGUAGES = ("en", "fi", "sv")
#: Weights nearer to nothing than this are not written: they change no figure and make two thirds of the file.
LEAST = 0.5
#: A feature must stand in so many sentences: what was seen once is that sentence's own.
SEEN = 2
STRENGTH = 20.0


@dataclass(frozen=True)
class Example:
    """One labelled sentence: its features and the kinds it tells."""

    features: tuple[str, ...]
    kinds: frozenset[str]


@cache
def classifier() -> Classifier:
    """Build the shipped rules for a case whose people are masked."""
    folder = bundled("config") / "lexicons"
    lexicons = [read_lexicon(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.toml"))]
    return Classifier(lexicons, [masked(load(environ={}).cases[0])])


def masked(case: Case) -> Case:
    """Give a case its masks for names: ACCUSED, COMPANY, PERSON."""
    names = {case.accused: "ACCUSED", case.organisation: "COMPANY"}
    actors = tuple(_renamed(actor, names.get(actor.id, "PERSON")) for actor in case.actors)
    return replace(case, actors=actors, weak_names=(), not_this=())


def _renamed(actor: Actor, name: str) -> Actor:
    return replace(actor, names=(name,), forms=()) if actor.names else actor


def features_of(title: str, text: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give every sentence of a text whose names are masked, with its features."""
    reader = classifier()
    # The organisation's name in front makes every text one about the case; it is not given back.
    front = f"COMPANY. {title}" if title else "COMPANY"
    read = analysis.analyse(Document("", front, text, language=language), reader.matchers, ())
    for sentence in read.sentences:
        content = read.content[sentence.start : sentence.end]
        if content != "COMPANY." and content != "COMPANY":
            yield content, tuple(sorted(_features(read, reader.cases[0], sentence)))


def _features(read: analysis.Analysis, case: Case, sentence: analysis.Sentence) -> set[str]:
    seen = words_of(read, case, sentence)
    found = {feature for word in seen.told for feature in word_features(word)}
    return found | {f"@{concept}" for concept in seen.concepts}


def examples(language: str) -> list[Example]:
    """Read the training sentences of a language."""
    path = SENTENCES / f"{language}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Example(_all_features(row["text"], language), frozenset(row["kinds"])) for row in rows]


def _all_features(text: str, language: str) -> tuple[str, ...]:
    return tuple(sorted({one for _, features in features_of("", text, language) for one in features}))


def estimate(examples: Sequence[Example]) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Give every kind's bias, and every feature's weights, from labelled sentences."""
    import numpy as np
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    counted = Counter(feature for example in examples for feature in example.features)
    vocabulary = {name: at for at, name in enumerate(sorted(name for name, seen in counted.items() if seen >= SEEN))}
    rows, columns, values = [], [], []
    for at, example in enumerate(examples):
        known = [vocabulary[name] for name in example.features if name in vocabulary]
        rows += [at] * len(known)
        columns += known
        values += [1 / np.sqrt(len(known))] * len(known)
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(examples), len(vocabulary)))
    bias: dict[str, float] = {}
    table: dict[str, dict[str, float]] = {name: {} for name in vocabulary}
    for kind in map(str, KINDS):
        told = np.array([kind in example.kinds for example in examples])
        if not told.any():
            continue
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(matrix, told)
        bias[kind] = float(model.intercept_[0])
        for name, weight in zip(vocabulary, model.coef_[0], strict=True):
            if abs(weight) >= LEAST:
                table[name][kind] = float(weight)
    return bias, table


def written(
    language: str, bias: dict[str, float], table: dict[str, dict[str, float]], *, add: float, near: float, drop: float
) -> str:
    """Give the text of a weights file."""
    lines = [
        "# How much each word of a sentence speaks for or against a kind of development. Written by a program:",
        "# python -m tests.weighing. What the lines mean: monitor/weights.py. The sentences it was estimated from are",
        f"# tests/data/sentences/{language}.jsonl, SHA-256 {digest(language)}.",
        f"language {language}",
        f"add {add:g}",
        f"near {near:g}",
        f"drop {drop:g}",
        f"bias\t{_pairs(bias)}",
    ]
    lines += [f"{name}\t{_pairs(weights)}" for name, weights in table.items() if weights]
    return "\n".join(lines) + "\n"


def digest(language: str) -> str:
    """Give the fingerprint of a language's training sentences."""
    return hashlib.sha256((SENTENCES / f"{language}.jsonl").read_bytes()).hexdigest()


def _pairs(weights: dict[str, float]) -> str:
    return " ".join(f"{kind}:{weight:.1f}" for kind, weight in weights.items())


# ------------------------------------------------------------------------------------------------ taking text in

_FIRST_NAMES = r"(?:Aleksanteri|Julius|Ville)\s+"
_MASKS = (
    (re.compile(rf"(?:{_FIRST_NAMES}){{0,2}}(?:Kivim(?:ä|a)[^\W\d_]*|Zeekill)"), "ACCUSED"),
    (re.compile(r"ransom_man[^\W\d_]*|ransom man", re.IGNORECASE), "PERSON"),
    (re.compile(r"\b(?:Aleksanteri|Julius)[a-z]*\b"), "ACCUSED"),
    (re.compile(rf"(?:{_FIRST_NAMES})?Tapio[^\W\d_]*"), "PERSON"),
    (re.compile(r"Vasta+mo[^\W\d_]*"), "COMPANY"),
)


def mask(text: str) -> str:
    """Take the people's and the company's names out of a sentence."""
    for pattern, name in _MASKS:
        text = pattern.sub(name, text)
    return text


def rows_of(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the training rows of a labelled article (a row a sentence) or of one labelled sentence."""
    if "labels" in record:
        yield {"text": mask(record["text"]), "kinds": sorted({one["kind"] for one in record["labels"]})}
    elif record["relevant"]:
        told = [(mask(one["quote"]), one["kind"]) for one in record["developments"]]
        for text, _ in features_of(mask(record["title"]), mask(record["text"]), record["lang"]):
            text = text.removeprefix("COMPANY. ")
            yield {"text": text, "kinds": sorted({kind for quote, kind in told if quote in text or text in quote})}


def take(files: Iterable[Path]) -> dict[str, int]:
    """Add labelled records to the training sentences, each sentence once; give how many each language has then."""
    SENTENCES.mkdir(exist_ok=True)
    held: dict[str, dict[str, Any]] = {language: _held(language) for language in LANGUAGES}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for row in rows_of(record):
                held[record["lang"]].setdefault(row["text"], row)
    for language, rows in held.items():
        lines = sorted(json.dumps(row, ensure_ascii=False) for row in rows.values())
        (SENTENCES / f"{language}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return {language: len(rows) for language, rows in held.items()}


def _held(language: str) -> dict[str, Any]:
    path = SENTENCES / f"{language}.jsonl"
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["text"]: row for row in rows}
