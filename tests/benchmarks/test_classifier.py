"""What reading a text costs beside getting it out of its page; the classifier's own times and memory.

The texts are unseen: the classifier is warm from others, and no text is read twice in a round.
"""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest

from monitor import config, reading
from monitor.classify import Classifier
from monitor.classify.analysis import analyse
from monitor.extract import extract
from monitor.model import Document
from tests.benchmarks.measure import Amount, Ratio, compare
from tests.benchmarks.newspaper import long_pages, texts

pytestmark = pytest.mark.benchmark

_COUNT = 60
_MEMORY = """
import os, sys
from monitor import config
given = config.load(None, {})
import monitor.classify, monitor.lexicon, monitor.weights
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
before = resident()
weights = [monitor.weights.WeightsText(file, text) for file, text in given.weights]
kept = monitor.classify.Classifier(
    [monitor.lexicon.read_lexicon(text, file) for file, text in given.lexicons], given.cases, weights
)
told = [one.read for one in weights]
print(resident() - before)
"""


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    made = build()
    for text in texts(40, seed=99):
        made.read(document(text))
    return made


def build() -> Classifier:
    shipped = config.load(None, {})
    return reading.make_classifier(shipped.lexicons, shipped.weights, shipped.cases)


def document(text: str) -> Document:
    return Document("text", "Päivän uutinen", text, "2024-05-02", language="fi")


def documents() -> Iterator[list[Document]]:
    """Give one round's documents after another, all different."""
    return ([document(text) for text in texts(_COUNT, seed)] for seed in itertools.count(3))


def test_classifying_takes_a_tenth_of_extracting(classifier: Classifier, report: Callable[[Ratio], Ratio]) -> None:
    rounds = documents()
    ready = [next(rounds) for _ in range(6)]
    pages = [long_pages(_COUNT, seed) for seed in range(3, 9)]

    def classify() -> None:
        for one in ready.pop():
            classifier.read(one)

    def extract_pages() -> None:
        for page in pages.pop():
            extract(page, "text/html; charset=utf-8", "https://paper.example/1")

    found = report(compare("classification / extraction of its page", 0.10, classify, extract_pages, items=_COUNT))
    assert found.fair, found.row()


def test_an_unseen_text_of_3000_characters_is_read_in_3_ms(
    classifier: Classifier, report: Callable[[Amount], Amount]
) -> None:
    spent = [seconds(partial(classifier.read, one)) for one in next(documents())]
    found = report(Amount("classifying 3,000 characters, median", 1000 * statistics.median(spent), 3, "ms"))
    assert found.fair, found.row()


def test_an_unseen_text_of_3000_characters_is_matched_in_1_ms(
    classifier: Classifier, report: Callable[[Amount], Amount]
) -> None:
    fresh = build()  # its memory of words has not seen the texts that the other one cuts up
    for text in texts(40, seed=99):
        fresh.read(document(text))
    spent = [matching(classifier, fresh, one) for one in next(documents())]
    found = report(Amount("matching 3,000 characters, median", 1000 * statistics.median(spent), 1, "ms"))
    assert found.fair, found.row()


def matching(cutter: Classifier, fresh: Classifier, one: Document) -> float:
    """Time the look-up of a text's words alone: it is cut up by another classifier before."""
    cut = analyse(one, cutter.matchers, ())

    def match() -> None:
        for sentence in cut.sentences:
            fresh.matchers[sentence.language].match(cut.tokens, sentence.first, sentence.last)

    return seconds(match)


def test_the_classifier_loads_in_150_ms(report: Callable[[Amount], Amount]) -> None:
    build()
    found = report(Amount("loading the classifier", 1000 * statistics.median(loads(5)), 150, "ms"))
    assert found.fair, found.row()


def loads(count: int) -> Sequence[float]:
    shipped = config.load(None, {})
    return [
        seconds(lambda: reading.make_classifier(shipped.lexicons, shipped.weights, shipped.cases)) for _ in range(count)
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="resident memory is read from /proc")
def test_the_classifier_takes_40_mb(report: Callable[[Amount], Amount]) -> None:
    done = subprocess.run([sys.executable, "-c", _MEMORY], capture_output=True, text=True, check=True)
    found = report(Amount("memory of the classifier", float(done.stdout), 40, "MB"))
    assert found.fair, found.row()


def seconds(run: Callable[[], object]) -> float:
    """CPU time of one call."""
    started = time.process_time()
    run()
    return time.process_time() - started
