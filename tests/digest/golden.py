"""The sample digests as files: ``python -m tests.digest.golden`` writes them again, to be looked at before a commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from monitor.digest import compose, render
from monitor.i18n import LANGUAGES, words
from monitor.model import DigestSettings
from tests.digest import sample

FOLDER = Path(__file__).resolve().parent.parent / "data" / "digest"
NAMES = {"full": sample.full, "silent": sample.silent}


def rendered() -> Iterator[tuple[str, str]]:
    """Give each file's name and what it should hold."""
    for name, given in NAMES.items():
        for language in LANGUAGES:
            both = render(compose(given(language), DigestSettings()), words(language))
            yield f"{name}.{language}.txt", both.text
            yield f"{name}.{language}.html", both.html


def main() -> None:
    """Write them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in rendered():
        (FOLDER / name).write_text(content, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
