"""Language detection on the project's own headlines."""

import subprocess
import sys
from pathlib import Path

import pytest

from monitor.language.detect import detect

HEADLINES = Path(__file__).parents[1] / "data" / "morphology" / "lid.tsv"
NAMES = ("Julius Kivimäki", "Ville Tapio", "Vastaamo")


def test_every_gold_headline_is_recognised_once_names_are_masked() -> None:
    lines = [line.split("\t") for line in HEADLINES.read_text(encoding="utf-8").splitlines()]
    misses = [(language, text) for language, text in lines if detect(text, NAMES, default="fi") != language]
    assert len(lines) == 70
    assert misses == []


@pytest.mark.parametrize("text", ["", "   ", "Kivimäki", "Vastaamo: Kivimäen", "2026", "…"])
def test_a_text_that_says_nothing_gives_the_default(text: str) -> None:
    assert detect(text, NAMES, default="sv") == "sv"
    assert detect(text, NAMES) == ""


def test_names_are_masked_in_every_case_and_before_a_hyphen() -> None:
    assert detect("Kivimäen, Kivimäelle ja Vastaamo-epäilty otettiin kiinni", NAMES) == "fi"
    assert detect("Kivimäki’s appeal against Vastaamo's verdict", NAMES) == "en"


def test_a_long_text_is_read_only_at_its_beginning() -> None:
    assert detect("The court of appeal gave its judgment today. " * 200_000, NAMES) == "en"


def test_importing_the_module_does_not_load_the_detector() -> None:
    code = "import sys, monitor.language.detect; sys.exit('eld' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
