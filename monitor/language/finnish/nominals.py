"""Finnish nouns, adjectives and names: every form in the singular and plural, possessive suffixes included.

Rule kept: a form that is there keeps its first tag, so the plain case of a form is told before its rarer readings.
Endings are tables joined to stems, which is what keeps a thousand terms within a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from monitor.language.finnish.classes import Builder, Stems, Word, builders, guess, guess_name
from monitor.language.finnish.sounds import VOWELS, ae, harmonies, strong_grades

Forms = dict[str, str]
Endings = tuple[tuple[str, str], ...]

_ALL = "all"  # possessive suffixes of all persons: nouns
_THIRD = "third"  # of the third person only: verbal nouns
_NONE = ""

_LOCAL_CASES = (
    ("ssA", "ine"),
    ("stA", "ela"),
    ("llA", "ade"),
    ("ltA", "abl"),
    ("lle", "all"),
    ("ksi", "tra"),
    ("ttA", "abe"),
)
_MAX_ACRONYM = 6
_MIN_PLURAL = 5
# Words in a vowel and -t that are singular.
_T_ENDINGS = ("nut", "nyt", "llut", "llyt", "rrut", "rryt", "ssut", "ssyt", "lyhyt", "ohut", "olut", "kevät", "tuhat")


# ------------------------------------------------------------------------------------------------- endings


@cache
def possessives(front: bool, persons: str = _ALL) -> tuple[str, ...]:
    """Give the possessive suffixes after a vowel, beside the one that lengthens it."""
    third = ae(front, "nsA")
    return {_ALL: ("ni", "si", third, "mme", "nne"), _THIRD: (third,), _NONE: ()}[persons]


def _owned(ending: str, tag: str, front: bool, persons: str) -> Iterator[tuple[str, str]]:
    """Give a case ending, then with possessives: -sta, -staan, -stansa; -ksi, -kseen, -ksensa."""
    yield ending, tag
    if not persons:
        return
    base = ending[:-1] + "e" if tag.endswith("tra") else ending
    for suffix in possessives(front, persons):
        yield base + suffix, tag + " poss"
    yield base + base[-1] + "n", tag + " poss"


@cache
def _local(front: bool, persons: str, prefix: str, number: str) -> Endings:
    """Give the endings of the weak stem: genitive or instructive, and the local cases."""
    first = (("n", prefix + ("sg gen" if number == "sg" else "pl ins")),)
    cases = (
        pair
        for ending, case in _LOCAL_CASES
        for pair in _owned(ae(front, ending), f"{prefix}{number} {case}", front, persons)
    )
    return (*first, *cases)


@cache
def _essive(front: bool, persons: str, prefix: str, number: str) -> Endings:
    """Give the endings of the strong stem: essive, and what possessives join to (tuomionsa)."""
    essive = tuple(_owned(ae(front, "nA"), f"{prefix}{number} ess", front, persons))
    if not persons:
        return essive
    if number == "pl":
        return (*essive, ("neen", prefix + "pl com poss"))
    return (*essive, *((suffix, prefix + "sg nom poss") for suffix in possessives(front, persons)))


@cache
def _open(front: bool, persons: str, tag: str, *, lengthens: bool) -> Endings:
    """Give what possessives join to a partitive: tuomiota-an, syyttäjää-nsä."""
    pairs = list(_owned("", tag, front, "")) + [(suffix, tag + " poss") for suffix in possessives(front, persons)]
    if lengthens and persons:
        pairs.append((ae(front, "An"), tag + " poss"))
    return tuple(pairs)


@cache
def _closed(front: bool, persons: str, tag: str) -> Endings:
    """Give -n and what takes its place: tuomioo-n, tuomioo-nsa; asiakkaide-n, asiakkaide-nsa."""
    return (("n", tag), *((suffix, tag + " poss") for suffix in possessives(front, persons)))


def fill(
    forms: Forms, word: Word, stems: Stems, *, plural: bool = True, persons: str = _NONE, prefix: str = ""
) -> None:
    """Write one paradigm, without its nominative, into ``forms``.

    ``persons`` ("", "third", "all") says which possessive suffixes it takes; ``prefix`` goes before every tag.
    """
    front = word.front
    _join(forms, (stems.weak,), _local(front, persons, prefix, "sg"))
    _partitives(forms, stems.partitive, front, persons, prefix + "sg part")
    _join(forms, (form[:-1] for form in stems.illative), _closed(front, persons, prefix + "sg ill"))
    _join(forms, (stems.strong,), _essive(front, persons, prefix, "sg"))
    if not plural:
        return
    many = stems.plural
    forms.setdefault(stems.weak + "t", prefix + "pl nom")
    _join(forms, (form[:-1] for form in many.genitive), _closed(front, persons, prefix + "pl gen"))
    _partitives(forms, many.partitive, front, persons, prefix + "pl part")
    _join(forms, (form[:-1] for form in many.illative), _closed(front, persons, prefix + "pl ill"))
    _join(forms, (many.weak,), _local(front, persons, prefix, "pl"))
    _join(forms, (many.strong,), _essive(front, persons, prefix, "pl"))


def _join(forms: Forms, stems: Iterable[str], endings: Endings) -> None:
    put = forms.setdefault
    for stem in stems:
        for ending, tag in endings:
            put(stem + ending, tag)


def _partitives(forms: Forms, partitives: Iterable[str], front: bool, persons: str, tag: str) -> None:
    for form in partitives:
        _join(forms, (form,), _open(front, persons, tag, lengthens=form[-1] != form[-2]))


# ------------------------------------------------------------------------------------------------- nouns and names


def noun(word: str, *, cls: str = "", plural: bool = True) -> Forms:
    """Give every form of a common noun, lower case, with its tag; possessive suffixes included.

    ``cls`` names a class of `CLASSES` where the letters mislead; ``plural=False`` leaves the plural out. A word that
    is plural already ("lunnaat", "käräjät") gives its plural only. Raises ValueError for an unknown class.
    """
    if _is_acronym(word):
        return _acronym(word)
    text = word.lower()
    if _is_plural(text) and not cls:
        return _plural_only(text, persons=_ALL)
    return _nominal(Word(text, front=True), builders(text, cls, guess), plural=plural, persons=_ALL)


def adjective(word: str) -> Forms:
    """Give every form of an adjective, in the degree it is written in; "-in" is read as a superlative (korkein)."""
    text = word.lower()
    superlative = text.endswith("in") and not text.endswith("ain")
    return _nominal(Word(text, front=True), builders(text, "korkein" if superlative else "", guess))


def name(word: str, *, cls: str = "") -> Forms:
    """Give every singular form of a proper name, lower case, with its tag.

    Names follow no class strictly, so several are given: graded and ungraded (Orpo: Orvon, Orpon), -e as Ville and as
    Laine, -s as Julius and as Tuomas. Acronyms take their endings after a colon ("krp:n") and, where they can be read
    as a word, without one ("husin"). A plural name ("Yhdysvallat") inflects in the plural. Raises ValueError for an
    unknown class.
    """
    text = word.lower()
    forms = _acronym(word) if _is_acronym(word) else {}
    if forms and (not VOWELS.intersection(text) or text[-1] in VOWELS):
        return forms
    if not cls and text.split("-")[-1] == "uusimaa":
        return _both_parts(text[: -len("uusimaa")], "uusi", "maa")
    if not cls and _is_plural(text):
        return _plural_only(text, loose=True)
    single = _nominal(Word(text, front=True, loose=True), builders(text, cls, guess_name), plural=False)
    forms = {**single, **forms}
    if text[-1:] not in VOWELS or text[-1:] in "ey":
        _add_apostrophe(forms, text)
    return forms


def _nominal(word: Word, classes: Iterable[Builder], *, plural: bool = True, persons: str = _NONE) -> Forms:
    """Fill the paradigms of all likely classes, in all likely harmonies."""
    forms: Forms = {word.text: "sg nom"}
    for front in harmonies(word.text):
        sounding = Word(word.text, front, word.loose)
        for build in classes:
            for stems in build(sounding):
                fill(forms, sounding, stems, plural=plural, persons=persons)
    return forms


# ------------------------------------------------------------------------------------------------- plural words


def _is_plural(text: str) -> bool:
    """Whether a word is a plural nominative: a vowel and -t, but no participle and no loan in -et (Bladet)."""
    if len(text) < _MIN_PLURAL or text[-1] != "t" or text[-2] not in VOWELS or text.endswith(_T_ENDINGS):
        return False
    return text[-2] != "e" or text.endswith(("set", "eet"))


def _plural_only(text: str, *, persons: str = _NONE, loose: bool = False) -> Forms:
    forms: Forms = {text: "pl nom"}
    for singular in _singulars(text[:-1]):
        every = _nominal(Word(singular, front=True, loose=loose), builders(singular, "", guess), persons=persons)
        for form, tag in every.items():
            if tag.startswith("pl"):
                forms.setdefault(form, tag)
        if singular[-1] in "aä":  # the old genitive: Yhdysvaltain
            forms.setdefault(singular + "in", "pl gen")
    return forms


def _singulars(weak: str) -> tuple[str, ...]:
    """Give the nominatives that a plural stem may belong to: valla -> (valta, valla), lunnaa -> (lunnas,)."""
    if weak.endswith(("aa", "ää")):
        return (weak[:-1] + "s",)
    if weak.endswith("kse"):
        return (weak[:-3] + "s",)
    if weak.endswith("se"):
        return (weak[:-2] + "nen",)
    if weak.endswith("ee"):
        return (weak[:-1],)
    return tuple(dict.fromkeys((*strong_grades(weak), weak)))


def _both_parts(head: str, first: str, second: str) -> Forms:
    """Give the forms of a name that inflects in both parts: Länsi-Uusimaa, Länsi-Uudenmaan."""
    firsts = noun(first, plural=False)
    forms: Forms = {}
    for form, tag in noun(second, plural=False).items():
        if "poss" not in tag:
            forms.update({head + start + form: tag for start, same in firsts.items() if same == tag})
    return forms


# ------------------------------------------------------------------------------------------------- acronyms


def _is_acronym(word: str) -> bool:
    return len(word) <= _MAX_ACRONYM and word.isupper() and sum(letter.isalpha() for letter in word) > 1


_ACRONYM_CASES = (
    ("n", "sg gen"), ("tA", "sg part"), ("A", "sg part"), ("nA", "sg ess"),
    *((ending, f"sg {case}") for ending, case in _LOCAL_CASES),
    *((ending, "sg ill") for ending in ("hAn", "hOn", "hUn", "hen", "hin", "een", "iin", "AAn", "OOn", "UUn", "seen")),
    ("t", "pl nom"), ("iden", "pl gen"), ("itA", "pl part"), ("jA", "pl part"),
)  # fmt: skip


def _acronym(word: str) -> Forms:
    """Give an acronym's forms; how its last letter is read aloud decides the ending, so all are given."""
    text = word.lower()
    forms: Forms = {text: "sg nom"}
    for front in (True, False):
        _join(forms, (text + ":",), tuple((ae(front, ending), tag) for ending, tag in _ACRONYM_CASES))
    return forms


def _add_apostrophe(forms: Forms, text: str) -> None:
    """Add the forms of names written one way and read another: Bordeaux'n, Wallace'n."""
    for front in (True, False):
        cases = _local(front, _NONE, "", "sg")
        partitives = ((ae(front, "A"), "sg part"), (ae(front, "tA"), "sg part"))
        _join(forms, (text + "'",), (*cases, *partitives, ("en", "sg ill"), ("hon", "sg ill")))
