"""A word somebody looks for: every form of it in three languages, and which words of a text are it.

What is typed is taken through the paradigms; over-generating costs little, because only words that really stand in a
stored text are asked for. Rules kept: ``hits`` says whether a word is a form of the wanted one, with or without a
clitic, or a compound that begins or ends with it; ``beginnings`` and ``endings`` say where in a sorted list of words,
and in one sorted by their reversed stems, all such words stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from os.path import commonprefix

from monitor.language import compounds, english, finnish, swedish
from monitor.language.compounds import Known
from monitor.language.finnish.sounds import words as finnish_words
from monitor.language.vocabulary import LANGUAGES, stem

Forms = Mapping[str, str]

_GROUP = 3  # first letters by which forms are looked up together
_INSIDE = "oxxxx"  # stands for a first part when a form is cut as the end of a compound
_SHORT_NAME = 4  # in small letters, so short a word is inflected as a common one only: laki is not Laki, Lakin
_QUESTIONS = ("ko", "kö", "kos", "kös", "pa", "pä", "pas", "päs")
_LONG = 5  # letters before -ko and -pa: shorter words that end so are words of their own (osinko)
# Nouns in -ia that look like infinitives: asia, historia.
_LOAN = re.compile("(?:[rngfmdb]|(?<!t)s)i[aä]$")
# Partitives and genitives that only words of three syllables have: tuomioita, but no "sakkoita".
_LONG_PLURAL = re.compile("[^aeiouyäö]*[aeiouyäö]+[^aeiouyäö]+[oöuy]i(?:t[aä]|den|tten)")


# Short words that begin and end no compounds: ja, on, ei, joka; but yö, maa, tie do.
_PARTICLE = re.compile("(?!.*(?:aa|ää|uu|yy|ii|ee|oo|öö|uo|yö|ie|suo|apu|dom|lag|råd|mål)$).{1,3}")
_ADJECTIVES = frozenset(
    finnish_words(
        "suuri pieni vanha nuori pitkä kova vahva syvä paha matala laaja raaka ankara karu lievä selvä halpa tiukka "
        "tarkka heikko helppo raskas hidas rikas kallis lyhyt vakava julma kylmä lämmin jyrkkä arka aito outo"
    )
)
_AGENT_IS_A_NOUN = frozenset(finnish_words("voida sanoa elää juoda"))  # voima, Sanoma, elämä, juoma
_TWO_SYLLABLES = re.compile("[^aeiouyäö]*[aeiouyäö]+[^aeiouyäö]+[aeiouyäö]")


class Wanted:
    """One word of a query in one language."""

    def __init__(self, word: str, language: str, *, capital: bool = False, whole: bool = False) -> None:
        """Take a word in lower case; ``capital``: typed as a name; ``whole``: no compounds (a word of a phrase)."""
        self.word = word
        self.language = language
        plain = not word.isalpha() or len(word) == 1
        self._base = compounds.Base(word, "")
        self._starts: tuple[str, ...] = ()
        self._ends: frozenset[str] = frozenset()
        self._longest = 0
        if plain:
            self.forms = frozenset({word})
            return
        nominal, other = _PARADIGMS[language](word, capital)
        self.forms = frozenset({word, *nominal, *other})
        if not whole and language != "en" and not _PARTICLE.fullmatch(word):
            self._starts = _starters(word, nominal, language)
            self._ends = frozenset({word, *nominal})
            self._longest = max(map(len, self._ends))
            self._base = compounds.Base(word, next((form for form, tag in nominal.items() if tag == "sg gen"), ""))

    def beginnings(self) -> list[str]:
        """Give strings of which one begins every word that is a form of this one or a compound it begins."""
        groups: dict[str, list[str]] = defaultdict(list)
        for form in (*self.forms, *self._starts):
            groups[form[:_GROUP]].append(form)
        return sorted(map(commonprefix, groups.values()))  # character by character

    def endings(self) -> list[str]:
        """Give strings of which one ends the stem of every compound that ends with this word."""
        inside = {stem(_INSIDE + form, self.language) for form in self._ends}
        return sorted({found for one in inside if len(found := one[len(_INSIDE) :]) > 1})

    def hits(self, word: str, known: Known = lambda _: False) -> bool:
        """Whether a word of a text is this one; ``known`` says whether the texts hold a word."""
        return any(self._is(form, known) for form in _without_clitics(word, self.language))

    def _is(self, word: str, known: Known) -> bool:
        return word in self.forms or self._begins(word, known) or self._ends_in(word, known)

    def _begins(self, word: str, known: Known) -> bool:
        if self.language == "sv":
            return any(word.startswith(one) and compounds.begins_swedish(word, one) for one in self._starts)
        return word.startswith(self._starts) and any(
            word.startswith(one) and compounds.begins(word, one, self._base, known) for one in self._starts
        )

    def _ends_in(self, word: str, known: Known) -> bool:
        for cut in range(max(2, len(word) - self._longest), len(word) - 1):
            form = word[cut:]
            if form in self._ends and form[0] == self.word[0]:  # yö, but no "öissä": ministeriöissä
                if self.language == "sv":
                    return compounds.ends_swedish(word, form, self.word)
                return compounds.ends(word, form, self._base, known)
        return False


def _without_clitics(word: str, language: str) -> Iterator[str]:
    yield word
    if language != "fi":
        return
    for rest in finnish.strip_clitics(word):
        if len(rest) >= _LONG or not word.endswith(_QUESTIONS):
            yield rest


def _starters(word: str, nominal: Forms, language: str) -> tuple[str, ...]:
    if language == "fi":
        return tuple(dict.fromkeys(compounds.starters(word, nominal)))
    return (word, word[:-1]) if word.endswith(("a", "e")) else (word,)


@lru_cache(maxsize=64)
def _finnish(word: str, capital: bool) -> tuple[Forms, Forms]:
    nominal = {form: tag for form, tag in finnish.noun(word).items() if _usual(form, tag)}
    other = dict(_tried(finnish.adjective, word))
    for degree in _degrees(word, nominal):
        other |= finnish.adjective(degree)
    if capital or len(word) > _SHORT_NAME:
        other |= {form: tag for form, tag in finnish.name(word).items() if _usual(form, tag)}
    if not _LOAN.search(word):
        verbal = _tried(finnish.verb, word)
        other |= {form: tag for form, tag in verbal.items() if word not in _AGENT_IS_A_NOUN or "agent" not in tag}
    return nominal, {form: tag for form, tag in other.items() if _usual(form, tag)}


def _degrees(word: str, nominal: Forms) -> Iterator[str]:
    """Give the comparative and superlative of what is an adjective by its letters: törkeämpi, törkein."""
    genitive = next((form for form, tag in nominal.items() if tag == "sg gen"), "")
    if genitive and (word.endswith(("ea", "eä", "inen")) or word in _ADJECTIVES):
        stem = genitive[:-1]
        short = _TWO_SYLLABLES.fullmatch(stem) and stem[-1] in "aä"
        yield (stem[:-1] + "e" if short else stem) + "mpi"
        yield stem[:-1] + "in"


def _usual(form: str, tag: str) -> bool:
    """Whether newsrooms write a form: neither "thy" (lupasi is a verb), nor "your" (tilanne is none of tila).

    Nor do they write the abessive of many (viitta).
    """
    if "pl abe" in tag or _LONG_PLURAL.fullmatch(form):
        return False
    owned = tag.endswith("poss") and tag.startswith(("sg nom", "sg gen", "pl nom"))
    return not (owned and form.endswith(("si", "nne")))


def _english(word: str, _capital: bool) -> tuple[Forms, Forms]:
    return _tried(english.noun, word), {**_tried(english.verb, word), **_tried(english.adjective, word)}


def _swedish(word: str, _capital: bool) -> tuple[Forms, Forms]:
    return _tried(swedish.noun, word), {**_tried(swedish.verb, word), **_tried(swedish.adjective, word)}


def _tried(paradigm: Callable[[str], Forms], word: str) -> Forms:
    try:
        return paradigm(word)
    except (ValueError, IndexError):  # no infinitive, or too short for this paradigm
        return {}


_PARADIGMS: Mapping[str, Callable[[str, bool], tuple[Forms, Forms]]] = dict(
    zip(LANGUAGES, (_finnish, _english, _swedish), strict=True)
)
