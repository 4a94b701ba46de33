"""Which generated Finnish forms are also forms of another common word: the collision lint.

``syytä`` is a form of *syyttää* only to a careless generator; it is *syy*, "reason". The lint expands every Finnish
term of the shipped lexicon, keeps the forms among the most frequent words of the language (wordfreq), and asks which
other words of that list, expanded by the same generator, share them. What remains is accepted by name in
``tests/data/collisions.tsv``, so that a new collision is seen by the person who writes the rule.

    python -m tests.collisions        writes the list anew; read the difference before you commit it
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from monitor.classify.paradigms import Forms
from monitor.config import bundled
from monitor.language import finnish
from monitor.lexicon import all_patterns, read_lexicon

ACCEPTED = Path(__file__).parent / "data" / "collisions.tsv"
_COMMON = 5_000  # forms rarer than this collide too seldom to matter
_KNOWN = 20_000  # the words that may be another reading's base
_SUPPORT = 4  # so many of its own forms must be frequent for a word to be taken for a real base
_SHORTEST = 3  # "o", "ta": scraps of chat and foreign names in the list
_RELATED = 5  # words that share so many first letters are one family: tuomio, tuomita


@cache
def common_words(count: int) -> tuple[str, ...]:
    """Give the most frequent Finnish words; an empty tuple where wordfreq is not installed."""
    try:
        from wordfreq import top_n_list
    except ImportError:
        return ()
    return tuple(word for word in top_n_list("fi", count) if word.isalpha())


def terms() -> dict[str, set[str]]:
    """Give every inflected term of the shipped Finnish lexicon with the forms its rules may use."""
    path = bundled("config") / "lexicons" / "fi.toml"
    lexicon = read_lexicon(path.read_text(encoding="utf-8"), path.name)
    forms = Forms("fi", lexicon.words)
    found: dict[str, set[str]] = defaultdict(set)
    for pattern in all_patterns(lexicon):
        for term in (term for element in pattern.elements for term in element.terms):
            if term.sort not in ("literal", "concept"):
                found[term.word.lower()] |= set(forms.paradigm(term))
    return found


def owners(forms: set[str]) -> dict[str, set[str]]:
    """Say which common words, taken as bases, have which of these forms."""
    known = set(common_words(_KNOWN))
    found: dict[str, set[str]] = defaultdict(set)
    for base in common_words(_KNOWN):
        paradigm = set(finnish.noun(base))
        if len(base) >= _SHORTEST and len(paradigm & known) >= _SUPPORT:
            for form in paradigm & forms:
                found[form].add(base)
    return found


def _related(one: str, other: str) -> bool:
    return one[:_RELATED] == other[:_RELATED]


def collisions() -> list[str]:
    """Give one line for each form of a term that another common word has too: form, term, the other words."""
    common = set(common_words(_COMMON))
    all_forms = terms()
    generated = {word: forms & common for word, forms in all_forms.items()}
    shared = owners(set().union(*generated.values()))
    lines = []
    for word, forms in generated.items():
        for form in forms - {word}:
            others = sorted(
                base for base in shared.get(form, ()) if base not in all_forms[word] and not _related(base, word)
            )
            if others:
                lines.append(f"{form}\t{word}\t{' '.join(others)}")
    return sorted(lines)


if __name__ == "__main__":
    ACCEPTED.write_text("".join(f"{line}\n" for line in collisions()), encoding="utf-8")
