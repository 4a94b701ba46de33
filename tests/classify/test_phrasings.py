"""Ways to say that something happened, written apart from the labelled articles; see tests/data/phrasings.tsv."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model import Mention
from tests.classify.conftest import DATA, Read

TITLES = {"en": "The Vastaamo case in Finland", "fi": "Vastaamon tapaus"}
FOUND, RIGHT = 0.98, 0.95


def phrasings() -> Iterator[tuple[str, str, str, str]]:
    for line in (DATA / "phrasings.tsv").read_text(encoding="utf-8").splitlines():
        language, kind, modality, text = line.split("\t")
        yield language, kind, modality, text


def mentions(read: Read, language: str, kind: str, text: str) -> list[Mention]:
    reading = read(text, title=TITLES[language], language=language)
    return [mention for mention in reading.mentions if mention.kind == kind]


def test_nearly_every_phrasing_is_found_with_its_kind(read: Read) -> None:
    found = [bool(mentions(read, language, kind, text)) for language, kind, _, text in phrasings()]
    assert sum(found) / len(found) >= FOUND


def test_nearly_every_phrasing_has_its_modality(read: Read) -> None:
    right = [
        modality in {mention.modality for mention in mentions(read, language, kind, text)}
        for language, kind, modality, text in phrasings()
    ]
    assert sum(right) / len(right) >= RIGHT
