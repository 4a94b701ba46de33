"""The words of a text as full-text search keeps them: cut, told apart by language, each with its stem.

Rules kept: a word is a run of letters and digits, lower case, composed, without soft hyphens, just as the index cuts
them (`FOLDING` says what the index replaces before it does). A stem is crude on purpose: it only has to be the same
at the end of a compound as for its last part alone, so that the words which end with a form can be looked up by their
end; whether one really does, `wanted` decides.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator

from monitor.language.folded import fold
from monitor.language.tokens import plain

LANGUAGES = ("fi", "en", "sv")
#: What is replaced in a text before SQLite cuts it into words: invisible characters, and letters in two pieces.
FOLDING = (
    *((character, "") for character in "\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    *((three[:2], three[2]) for three in ("a\u0308ä", "o\u0308ö", "a\u030aå", "A\u0308Ä", "O\u0308Ö", "A\u030aÅ")),
)
#: To be raised whenever words are cut or stemmed otherwise: the stored ones are then made anew.
VERSION = 1

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 60  # longer ones are no words but keys and addresses run together


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that one of the languages has, and nearly every text of it.
_TELLING = {
    "fi": _set(
        "ja on ei että se hän oli ovat myös mutta kun joka jonka mukaan sekä tai kuin vuoden mukaan hänen jossa"
    ),
    "en": _set("the of and to in is was that with by from he his has have been were which after for"),
    "sv": _set("och att är som av inte den ett har från med hon han sig efter enligt på till blev"),
}
_FEWEST = 2

# Endings by language; the leftmost match is the longest one.
_ENDINGS = {
    "fi": re.compile(
        "(?:(?:ss|st|ll|lt|tt|n)[aä]|lle|ks[ie]|t[aä]|den|ten|jen|seen|h[aeiouyäö]n|[nt]|[aä])?"
        "(?:[aeä]n|ns[aä]|ni|si|mme|nne)?(?:k[aä]{2}n|kin|h[aä]n|k[oö]s?|p[aä]s?)?$"
    ),
    "en": re.compile("(?:s|es|ed|ing)?$"),
    "sv": re.compile("(?:en|et|n|t|[aeo]r|[aeo]?rna|na|a)?s?$"),
}
_SHORTEST = 2  # letters of a stem


def words(text: str) -> Iterator[str]:
    """Give the words of a text in order, as the index has them."""
    return (found for found in _WORD.findall(plain(text)) if len(found) <= _LONGEST)


def distinct(text: str) -> set[str]:
    """Give each word of a text once."""
    found = set(_WORD.findall(plain(text)))
    return {one for one in found if len(one) <= _LONGEST}


def places(text: str) -> Iterator[tuple[int, int, str]]:
    """Give each word of a text with where it begins and ends in the raw text."""
    folded = fold(text)
    for match in _WORD.finditer(folded.lower):
        yield folded.raw(match.start()), folded.raw(match.end()), match.group()


def language_of(found: Collection[str], default: str) -> str:
    """Tell the language of a text by the small words among its words (a set); ``default`` when there are too few."""
    counts = {language: len(telling.intersection(found)) for language, telling in _TELLING.items()}
    best = max(counts, key=lambda language: counts[language])
    if counts[best] >= _FEWEST and counts[best] > counts.get(default, 0):
        return best
    return default if default in _TELLING else "fi"


@functools.lru_cache(maxsize=32_768)
def stem(word: str, language: str) -> str:
    """Give a word without its ending, crudely; words of one paradigm share few stems."""
    match = _ENDINGS[language].search(word, _SHORTEST)
    return word[: match.start()] if match else word
