"""The commands of `tests.weighing`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.weighing import estimate, news

#: From which probability words alone tell a kind, and under which a rule is not believed: chosen on articles that
#: neither rules nor weights had seen (the figures are in the README).
ADD = {"en": 0.6, "fi": 0.6, "sv": 0.6}
#: From which probability a kind that words alone would tell is shown to people as a near miss.
NEAR = 0.2
DROP = {"en": 0.01, "fi": 0.01, "sv": 0.01}


def main(arguments: list[str]) -> int:
    """Run one of the commands."""
    if arguments[:1] == ["add"]:
        sys.stdout.write(f"{estimate.take(map(Path, arguments[1:]))}\n")
        return 0
    if arguments[:1] == ["news"]:
        if arguments[1:]:
            news.take(map(Path, arguments[1:]))
        news.write(news.estimate(news.rows()))
        sys.stdout.write(f"{len(news.rows())} matches; cross-validated F1 {news.cross_validated(news.rows())}\n")
        return 0
    for language in arguments or estimate.LANGUAGES:
        examples = estimate.examples(language)
        bias, table = estimate.estimate(examples)
        text = estimate.written(language, bias, table, add=ADD[language], near=NEAR, drop=DROP[language])
        target = Path(__file__).parent.parent.parent / "config" / "lexicons" / f"{language}.weights"
        target.write_text(text, encoding="utf-8")
        features = sum(1 for one in table.values() if one)
        sys.stdout.write(f"{language}: {len(examples)} sentences, {features} features, {len(text)} characters\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
