"""The inflection classes of Finnish nominals: from a word to the stems its paradigm is built from.

Each class is named after a word that inflects so (``laine``, ``oikeus``, ``asiakas``); `guess` and `guess_name` tell
by the letters which classes a word may have. Rule kept: a compound inflects like its last part, so the lists here
are of last parts, and hold only those whose class the letters do not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.language.finnish.sounds import VOWELS, strong_grades, syllables, weak_grades, words

# -i words whose stem ends in -e (lahti: lahden). Surname heads and common nouns; matched as last parts.
_E_STEMS = words(
    "lahti tuki nummi mäki niemi järvi koski lampi joki saari korpi suomi nimi ovi kivi lehti mieli kieli meri veri "
    "tuli lumi telki kaikki sormi onni henki arki moni pieni suuri nuori ääni vuori kaari sieni hetki hanki kuori "
    "talvi hirvi pilvi polvi järki tammi toimi salmi noki reki väki tähti uni vaski leski hiiri särki lovi hauki "
    "kärki jälki suoni hiili huoli puoli poski hanhi käki nurmi ääri siipi rupi suvi olki kylki lohi helmi tyvi "
    "syli parvi sarvi sääri onki retki"
)
# -si words of the type vesi: veden, vettä, veteen.
_SI_STEMS = words(
    "vuosi kausi käsi vesi uusi tosi täysi viisi susi köysi reisi hirsi varsi kansi länsi kynsi virsi korsi mesi"
)
# -us words of the type oikeus (-uden) that the endings -eus, -uus do not show.
_ABSTRACT = words(
    "varkaus heikkous vapaus rakkaus hitaus raskaus sairaus rikkaus runsaus viisaus hartaus vauraus ahtaus tarkkaus "
    "kiivaus harmaus valppaus viekkaus kirkkaus puhtaus armeliaus anteliaus talous valmius autius"
)
# -as words of the type rikos (-ksen), and -is words of the type kallis (-iin).
_AS_KSE = ("teräs", "ananas", "patsas", "atlas")
_IS_II = ("kallis", "kaunis", "valmis", "ruumis", "saalis", "tiivis", "altis", "kauris")
# Loans and pet words in -e that keep it (some: somen).
_E_KEPT = ("some", "nalle", "nukke", "ale", "yle")
# Native nouns that end in a consonant and take -e- (jäsen: jäsenen).
_CONSONANT_E = words("jäsen askel sisar kyynel siemen tanner sammal höyhen joutsen udar kannel")
# Instruments and the like in -in (puhelin: puhelimen).
_INSTRUMENTS = words(
    "istuin puhelin palvelin avain eläin selain reititin kirjoitin tulostin kaiutin laskin suodatin kytkin ydin "
    "jäsennin lähetin vastaanotin muunnin osoitin"
)
# Ordinals (kolmas: kolmannen, kolmatta), which decline like tuhat; with the vowel of their partitive.
_ORDINALS = {
    **dict.fromkeys(words("kolma kahdeksa sada"), "a"),
    **dict.fromkeys(words("neljä viide kuude seitsemä yhdeksä kymmene"), "ä"),
    "kuude": "a",
}
# Loans that keep a single p, t, k (auto: auton).
_UNGRADED = ("auto", "data", "foto", "moto")

_TWO = 2


class Plural(NamedTuple):
    """The plural half of a paradigm: its two stems and the three cases that go their own ways."""

    strong: str  # essive: tietomurtoi-
    weak: str  # local cases: tietomurroi-
    genitive: tuple[str, ...]
    partitive: tuple[str, ...]
    illative: tuple[str, ...]

    def also_genitive(self, form: str) -> Plural:
        """Give the same plural with one more genitive, unless ``form`` is empty."""
        return self._replace(genitive=(*self.genitive, form)) if form else self


class Stems(NamedTuple):
    """What one paradigm is built from, beside its nominative."""

    strong: str  # essive, possessives: tietomurto-, syyttee-
    weak: str  # genitive and the local cases: tietomurro-
    partitive: tuple[str, ...]
    illative: tuple[str, ...]
    plural: Plural


@dataclass(frozen=True, slots=True)
class Word:
    """A word about to be inflected: its harmony, and whether its gradation is certain."""

    text: str
    front: bool
    loose: bool = False  # a name: "Orpon" beside "Orvon"

    @property
    def a(self) -> str:
        """The vowel A as the word's harmony has it."""
        return "ä" if self.front else "a"

    @property
    def o(self) -> str:
        """The vowel O as the word's harmony has it."""
        return "ö" if self.front else "o"

    def grades(self, stem: str = "") -> tuple[str, ...]:
        """Give the weak stems of the word (or of ``stem``): the strong one beside them when unsure."""
        stem = stem or self.text
        if self.text.endswith(_UNGRADED):
            return (stem,)
        weak = weak_grades(stem)
        return (*weak, stem) if self.loose and stem not in weak else weak


def _plural(word: Word, stem: str, weak: str = "") -> Plural:
    """Plural in which i stands alone after a consonant: syyttäjiä, lupia, vuosia. ``stem`` ends before the i."""
    return Plural(stem + "i", (weak or stem) + "i", (stem + "ien",), (stem + "i" + word.a,), (stem + "iin",))


def _plural_long(word: Word, stem: str) -> Plural:
    """Plural of a stem that ends in a vowel group with i: syyttei-tä, mai-ta, törkei-tä."""
    return Plural(stem, stem, (stem + "den", stem + "tten"), (stem + "t" + word.a,), (stem + "siin", stem + "hin"))


def _plural_short(word: Word, stem: str, weak: str) -> Plural:
    """Plural that keeps one vowel before i: sakko-ja, tuomio-ita; both, because it hangs on the syllables."""
    return Plural(
        stem + "i",
        weak + "i",
        (stem + "jen", stem + "iden", stem + "itten"),
        (stem + "j" + word.a, stem + "it" + word.a),
        (stem + "ihin",),
    )


def nainen(word: Word) -> Iterator[Stems]:
    """Words in -nen: nainen, naisen, naista."""
    base = word.text[:-3]
    plural = Plural(base + "si", base + "si", (base + "sten", base + "sien"), (base + "si" + word.a,), (base + "siin",))
    yield Stems(base + "se", base + "se", (base + "st" + word.a,), (base + "seen",), plural)


def _rikos(word: Word) -> Iterator[Stems]:
    base = word.text[:-1] + "ks"
    plural = _plural(word, base).also_genitive(word.text + "ten")
    yield Stems(base + "e", base + "e", (word.text + "t" + word.a,), (base + "een",), plural)


def _oikeus(word: Word) -> Iterator[Stems]:
    base = word.text[:-1]
    yield Stems(base + "te", base + "de", (base + "tt" + word.a,), (base + "teen",), _plural(word, base + "ks"))


def _asiakas(word: Word) -> Iterator[Stems]:
    for base in strong_grades(word.text[:-1]):
        long = base + base[-1]
        plural = _plural_long(word, base + "i")
        yield Stems(long, long, (word.text + "t" + word.a,), (long + "seen",), plural)


def _laine(word: Word) -> Iterator[Stems]:
    for base in strong_grades(word.text):
        long, plural = base + "e", _plural_long(word, base + "i")
        yield Stems(long, long, (word.text + "tt" + word.a,), (long + "seen",), plural)


def _koe(word: Word) -> Iterator[Stems]:
    base = word.text[:-1] + "ke"
    plural = _plural_long(word, base + "i")
    yield Stems(base + "e", base + "e", (word.text + "tt" + word.a,), (base + "eseen",), plural)


def _ville(word: Word) -> Iterator[Stems]:
    for weak in word.grades():
        plural = _plural_short(word, word.text, weak)
        yield Stems(word.text, weak, (word.text + word.a,), (word.text + "en",), plural)


def _lahti(word: Word) -> Iterator[Stems]:
    base = word.text[:-1]
    partitive: tuple[str, ...] = (base + "e" + word.a,)
    genitive = ""
    if base[-1:] in {"l", "r", "n"} and base[-2:-1] in VOWELS:
        partitive, genitive = (*partitive, base + "t" + word.a), base + "ten"
    elif base[-1:] == "m":
        partitive, genitive = (*partitive, base[:-1] + "nt" + word.a), base[:-1] + "nten"
    for weak in word.grades(base + "e"):
        plural = _plural(word, base, weak[:-1]).also_genitive(genitive)
        yield Stems(base + "e", weak, partitive, (base + "een",), plural)


def _vesi(word: Word) -> Iterator[Stems]:
    base = word.text[:-2]
    weak = base + base[-1] + "e" if base[-1] in "nrl" else base + "de"
    yield Stems(base + "te", weak, (base + "tt" + word.a,), (base + "teen",), _plural(word, base + "s"))


def _risti(word: Word) -> Iterator[Stems]:
    base = word.text[:-1]
    for weak in word.grades():
        short = _plural_short(word, base + "e", weak[:-1] + "e")
        plural = Plural(short.strong, short.weak, (*short.genitive[1:], word.text + "en"), *short[3:])
        yield Stems(word.text, weak, (word.text + word.a,), (word.text + "in",), plural)


def _foreign(word: Word) -> Iterator[Stems]:
    return _risti(Word(word.text + "i", word.front, loose=False)) if word.text[-1] not in "ptk" else _bank(word)


def _bank(word: Word) -> Iterator[Stems]:
    """Foreign words in p, t, k: the added i never weakens them (Hufvudstadsbladetin)."""
    stem = word.text + "i"
    plural = _plural_short(word, word.text + "e", word.text + "e").also_genitive(stem + "en")
    yield Stems(stem, stem, (stem + word.a,), (stem + "in",), plural)


def _valta(word: Word) -> Iterator[Stems]:
    """Words in -a, -ä: the plural drops the vowel or rounds it (lupia, kirjoja); both are given where both occur."""
    text = word.text
    for weak in word.grades():
        common = (text, weak, (text + word.a,), (text + text[-1] + "n",))
        yield Stems(*common, _plural(word, text[:-1], weak[:-1]))
        if not word.front or syllables(text) > 2:
            yield Stems(*common, _plural_short(word, text[:-1] + word.o, weak[:-1] + word.o))


def plain_valta(word: Word) -> Iterator[Stems]:
    """Participles in -va, -ma: the plural always drops the vowel."""
    text = word.text
    yield Stems(text, text, (text + word.a,), (text + text[-1] + "n",), _plural(word, text[:-1]))


def _korkea(word: Word) -> Iterator[Stems]:
    text = word.text
    plural = _plural_long(word, text[:-1] + "i")
    yield Stems(text, text, (text + word.a, text + "t" + word.a), (text + text[-1] + "n",), plural)


def sakko(word: Word) -> Iterator[Stems]:
    """Words in -o, -u, -ö, -y: sakko, sakon; tuomittu, tuomitun."""
    text = word.text
    for weak in word.grades():
        partitive = (text + word.a, text + "t" + word.a) if text[-2:-1] in VOWELS else (text + word.a,)
        yield Stems(text, weak, partitive, (text + text[-1] + "n",), _plural_short(word, text, weak))


def _maa(word: Word) -> Iterator[Stems]:
    """Words in a long vowel or a diphthong: maa, työ, tie, takuu, Espoo."""
    text = word.text
    illative: tuple[str, ...] = (text + "h" + text[-1] + "n",)
    if text[-1] == text[-2]:
        illative = (*illative, text + "seen")
    plural = _plural_long(word, (text[:-2] + text[-1] if text[-2:] in {"uo", "yö", "ie"} else text[:-1]) + "i")
    yield Stems(text, text, (text + "t" + word.a,), illative, plural)


def _graded_m(word: Word, strong: str, weak: str, partitive: str) -> Iterator[Stems]:
    """Words whose stem ends in -mA or -mpA: ehdoton, korkein, vanhempi."""
    a = word.a
    yield Stems(strong + a, weak + a, (partitive,), (strong + a + a + "n",), _plural(word, strong, weak))


def _ehdoton(word: Word) -> Iterator[Stems]:
    base = word.text[:-3] + "tt" + word.o + "m"
    return _graded_m(word, base, base, word.text + "t" + word.a)


def _korkein(word: Word) -> Iterator[Stems]:
    return _graded_m(word, word.text[:-1] + "mp", word.text[:-1] + "mm", word.text + "t" + word.a)


def _vanhempi(word: Word) -> Iterator[Stems]:
    strong = word.text[:-1]
    return _graded_m(word, strong, strong[:-1] + "m", strong + word.a + word.a)


def _puhelin(word: Word) -> Iterator[Stems]:
    for head in strong_grades(word.text[:-1]):
        yield Stems(head + "me", head + "me", (word.text + "t" + word.a,), (head + "meen",), _plural(word, head + "m"))


def _jasen(word: Word) -> Iterator[Stems]:
    text = word.text
    plural = _plural(word, text).also_genitive(text + "ten")
    yield Stems(text + "e", text + "e", (text + "t" + word.a,), (text + "een",), plural)


def tuominnut(word: Word) -> Iterator[Stems]:
    """Participles in -nut: tuominnut, tuominneen."""
    base = word.text[:-2] + "e"
    yield Stems(base + "e", base + "e", (word.text + "t" + word.a,), (base + "eseen",), _plural_long(word, base + "i"))


def _mies(word: Word) -> Iterator[Stems]:
    base = word.text[:-1] + "h"
    plural = _plural(word, base).also_genitive(word.text + "ten")
    yield Stems(base + "e", base + "e", (word.text + "t" + word.a,), (base + "een",), plural)


def _lapsi(word: Word) -> Iterator[Stems]:
    base = word.text[:-1]
    plural = _plural(word, base).also_genitive(base[:-2] + "sten")
    yield Stems(base + "e", base + "e", (base[:-2] + "st" + word.a,), (base + "een",), plural)


def _poika(word: Word) -> Iterator[Stems]:
    """Words whose k leaves a j (poika: pojan) or takes the i along (aika: ajan)."""
    text, weak = word.text, word.text[:-3] + "j" + word.a
    common = (text, weak, (text + word.a,), (text + text[-1] + "n",))
    yield Stems(*common, _plural(word, text[:-1], weak[:-1]))
    yield Stems(*common, _plural_short(word, text[:-1] + "o", weak[:-1] + "o"))


def _fixed(strong: str, weak: str, partitive: str, plural: str) -> Builder:
    """Make a class for one word that is like no other; every stem replaces the whole last part."""

    def build(word: Word) -> Iterator[Stems]:
        head = word.text[: -len(_irregular_part(word.text))]
        stem, weak_stem = head + strong, head + weak
        if strong[-1] == strong[-2]:
            many = _plural_long(word, stem[:-1] + "i")
            yield Stems(stem, weak_stem, (head + partitive,), (stem + "seen",), many)
        else:
            many = _plural(word, head + plural)
            yield Stems(stem, weak_stem, (head + partitive,), (stem + strong[-1] + "n",), many)

    return build


Builder = Callable[[Word], Iterator[Stems]]
Builders = list[Builder]
Guess = Callable[[str], tuple[str, ...]]

#: The classes a case or lexicon file may name (``class = "laine"``), each by a word that inflects so.
CLASSES: dict[str, Builder] = {
    "nainen": nainen,
    "rikos": _rikos,
    "oikeus": _oikeus,
    "asiakas": _asiakas,
    "laine": _laine,
    "koe": _koe,
    "ville": _ville,
    "lahti": _lahti,
    "vesi": _vesi,
    "risti": _risti,
    "bitcoin": _foreign,
    "valta": _valta,
    "korkea": _korkea,
    "sakko": sakko,
    "maa": _maa,
    "ehdoton": _ehdoton,
    "korkein": _korkein,
    "vanhempi": _vanhempi,
    "puhelin": _puhelin,
    "jäsen": _jasen,
    "tuominnut": tuominnut,
    "mies": _mies,
    "lapsi": _lapsi,
    "poika": _poika,
}

# Last parts whose class no rule below sees.
_IRREGULAR: dict[str, Builder] = {
    "mies": _mies,
    "lapsi": _lapsi,
    "poika": _poika,
    "aika": _poika,
    "koe": _koe,
    "aie": _koe,
    "veli": _fixed("velje", "velje", "veljeä", "velj"),
    "varas": _fixed("varkaa", "varkaa", "varasta", "vark"),
    "tytär": _fixed("tyttäre", "tyttäre", "tytärtä", "tyttär"),
    "sydän": _fixed("sydäme", "sydäme", "sydäntä", "sydäm"),
    "kevät": _fixed("kevää", "kevää", "kevättä", "kevä"),
    "olut": _fixed("olue", "olue", "olutta", "olu"),
    "lyhyt": _fixed("lyhye", "lyhye", "lyhyttä", "lyhy"),
    "ohut": _fixed("ohue", "ohue", "ohutta", "ohu"),
    "tuhat": _fixed("tuhante", "tuhanne", "tuhatta", "tuhans"),
    **{
        f"{base}s": _fixed(f"{base}nte", f"{base}nne", f"{base}tt{base_a}", f"{base}ns")
        for base, base_a in _ORDINALS.items()
    },
    "manner": _fixed("mantere", "mantere", "mannerta", "manter"),
}


@lru_cache(maxsize=2048)
def _irregular_part(word: str) -> str:
    """Give the longest entry of the irregular table that a word ends in, "" for none."""
    return max((part for part in _IRREGULAR if word.endswith(part)), key=len, default="")


def _class_s(text: str) -> tuple[str, ...]:
    if text.endswith(("uus", "yys", "eus", "eys", *_ABSTRACT)):
        return ("oikeus",)
    if text.endswith(("as", "äs")) and not text.endswith(_AS_KSE) and text[-3:-2] not in VOWELS:
        return ("asiakas",)
    return ("asiakas",) if text.endswith(_IS_II) else ("rikos",)


def _class_i(text: str) -> tuple[str, ...]:
    if text.endswith(_SI_STEMS):
        return ("vesi",)
    if text.endswith(_E_STEMS):
        return ("lahti",) if text in _E_STEMS else ("lahti", "risti")
    return ("vanhempi",) if text.endswith("mpi") and syllables(text) > _TWO else ("risti",)


def _class_n(text: str) -> tuple[str, ...]:
    if text.endswith("nen"):
        return ("nainen",)
    if text.endswith(("ton", "tön")):
        return ("ehdoton",)
    if text.endswith(_INSTRUMENTS):
        return ("puhelin",)
    return ("jäsen",) if text.endswith(_CONSONANT_E) else ("bitcoin",)


def _class_vowel(text: str) -> tuple[str, ...]:
    last, before = text[-1], text[-2:-1]
    if before == last or before + last in {"uo", "yö", "ie"}:
        return ("maa",)
    if last in "aä":
        return ("korkea",) if before in {"e", "o", "ö"} else ("valta",)
    if last == "e":
        return ("ville",) if text in _E_KEPT else ("laine",)
    return ("sakko",)


def guess(text: str) -> tuple[str, ...]:
    """Give the classes a common noun may have, by its letters."""
    last = text[-1:]
    if last == "i" and text[-2:-1] not in VOWELS:
        return _class_i(text)
    if last in VOWELS:
        return _class_vowel(text) if last != "i" else ("maa",)
    if last == "s":
        return _class_s(text)
    if last == "n":
        return _class_n(text)
    if text.endswith(("nut", "nyt", "llut", "llyt", "rrut", "rryt", "ssut", "ssyt")):
        return ("tuominnut",)
    return ("jäsen",) if text.endswith(_CONSONANT_E) else ("bitcoin",)


def guess_name(text: str) -> tuple[str, ...]:
    """Give the classes a name may have: more than a common noun, for names take no rule seriously."""
    classes = guess(text)
    last = text[-1:]
    if last == "e":
        return ("ville", "laine")
    if last == "s":
        return (*dict.fromkeys((*classes, "rikos", *(("oikeus",) if text[-2:-1] in "uy" else ()), "bitcoin")),)
    if last == "n" and classes != ("nainen",):
        return (*dict.fromkeys(("bitcoin", *classes)),)
    return classes


def builders(text: str, cls: str, guess: Guess) -> Builders:
    """Give the classes to inflect a word by: the named one, an irregular last part's, or those guessed.

    Raises ValueError when ``cls`` names none.
    """
    if cls:
        if cls not in CLASSES:
            raise ValueError(f"no such inflection class: {cls!r}; one of {', '.join(CLASSES)}")
        return [CLASSES[cls]]
    part = _irregular_part(text)
    if part:
        return [_IRREGULAR[part]]
    return [CLASSES[name] for name in guess(text)]
