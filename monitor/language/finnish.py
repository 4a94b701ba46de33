"""Finnish paradigms: every inflected form of a noun, name, adjective or verb, each with its tag.

Text is matched by its surface forms: a lexicon's terms are expanded here once, at load time, and tokens are looked
up. Rules kept:

* Where the class of a word cannot be seen from its letters, every likely class is generated: a form that nobody
  writes costs nothing, a missing one costs a match.
* Two kinds of over-generation are refused, because the forms are other words: the bare weak stem of verbs ("syytä"
  is "reason", "valita" is "choose") and pasts that the verb does not have ("vuosi" is no form of "vuotaa").
* A compound inflects like its last part, so the tables below hold last parts.

Tags read like "sg gen", "pl ine poss", "pass past", "ptc past pass sg tra"; they are for people and for rules that
filter by prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

Forms = dict[str, str]
Persons = tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_VOWELS = frozenset("aeiouyäöå")
_BACK = frozenset("aouå")
_FRONT = frozenset("äöy")

# ------------------------------------------------------------------------------------------------- word lists
# Kept short on purpose: only last parts whose class the letters do not show.

# -i words whose stem ends in -e (lahti: lahden). Surname heads and common nouns; matched as last parts.
_E_STEMS = _words("""lahti mäki niemi järvi koski lampi joki saari korpi suomi nimi ovi kivi lehti mieli kieli meri veri tuli lumi
    sormi onni henki arki moni pieni suuri nuori ääni vuori kaari sieni hetki hanki kuori talvi hirvi pilvi polvi järki
    tammi toimi salmi noki reki väki tähti uni vaski leski hiiri särki lovi hauki kärki jälki suoni hiili huoli puoli
    poski hanhi käki nurmi ääri siipi rupi suvi olki kylki lohi helmi tyvi syli parvi sarvi sääri onki retki""")
# -si words of the type vesi: veden, vettä, veteen.
_SI_STEMS = _words("""vuosi kausi käsi vesi uusi tosi täysi viisi susi köysi reisi hirsi varsi kansi länsi kynsi virsi korsi mesi
    """)
# -us words of the type oikeus (-uden) that the endings -eus, -uus do not show.
_ABSTRACT = _words("""vapaus rakkaus hitaus raskaus sairaus rikkaus runsaus viisaus hartaus vauraus ahtaus tarkkaus kiivaus harmaus
    valppaus viekkaus kirkkaus puhtaus armeliaus anteliaus talous valmius autius""")
# -as words of the type rikos (-ksen), and -is words of the type kallis (-iin).
_AS_KSE = ("teräs", "ananas", "patsas", "atlas")
_IS_II = ("kallis", "kaunis", "valmis", "ruumis", "saalis", "tiivis", "altis", "kauris")
# Native nouns that end in a consonant and take -e- (jäsen: jäsenen).
_CONSONANT_E = _words("jäsen askel sisar kyynel siemen tanner sammal höyhen joutsen udar kannel")
# Instruments and the like in -in (puhelin: puhelimen).
_INSTRUMENTS = _words("""istuin puhelin palvelin avain eläin selain reititin kirjoitin tulostin kaiutin laskin suodatin kytkin ydin
    jäsennin lähetin vastaanotin muunnin osoitin""")
# Last parts with neutral vowels only: in a compound they keep front endings whatever stands before them.
_FRONT_PARTS = _words("""mies tie viesti niemi lehti merkki henki neiti meri veri kieli mieli kirje liike side piste virhe hetki leski
    retki selli siipi pelti tiede kivi rinne tili peli levi piiri kilpi nimi testi meili linkki este perhe esine
    ilme sihteeri""")
# Loans that keep a single p, t, k (auto: auton).
_UNGRADED = ("auto", "data", "foto", "moto")

# Verbs in -ita and -eta of the type hylätä, and strong grades in which a lost k comes back.
_ITA_CONTRACTED = ("hävitä", "selvitä", "levitä")
_ETA_CONTRACTED = ("todeta", "kiivetä", "hävetä", "ruveta", "haljeta", "revetä", "livetä", "poiketa", "puhjeta")
_K_LOST = {
    "hylä": "hylkä",
    "kara": "karka",
    "pelä": "pelkä",
    "uha": "uhka",
    "pae": "pake",
    "halje": "halke",
    "puhje": "puhke",
}
# -taa verbs whose past is in -si although no n, l, r precedes, and those whose past is not although one does.
_SI_PAST = ("huutaa", "pyytää", "löytää", "tietää", "taitaa", "tuntea", "parantaa")
_NO_SI_PAST = ("sortaa", "antaa", "kantaa")
# Two-syllable verbs with a in the first syllable make -oi in the past (antoi); compounds of them too.
_OI_PAST = _words("""antaa kantaa jakaa maksaa auttaa vaihtaa kaivaa saattaa haastaa painaa ajaa alkaa laittaa taittaa maistaa paistaa
    kaataa palaa valaa laulaa raastaa sataa haistaa kastaa tappaa saartaa katkaa taistaa haittaa raapaa""")
# Stems in the order of `_VerbStems`.
_IRREGULAR_VERBS = {
    part: tuple(stems.split())
    for part, stems in {
        "olla": "ole ole on oli oli ol ollaan olt ollut ol olle",
        "tehdä": "teke tee tekee teki tei tek tehdään teht tehnyt teh tehde",
        "nähdä": "näke näe näkee näki näi näk nähdään näht nähnyt näh nähde",
        "käydä": "käy käy käy kävi kävi käv käydään käyt käynyt käy käyde",
        "juosta": "juokse juokse juoksee juoksi juoksi juoks juostaan juost juossut juos juoste",
        "seistä": "seiso seiso seisoo seisoi seisoi seiso seistään seist seissyt seis seiste",
    }.items()
}
_VERB_HEADS = ("edes", "takaisin", "ulos", "edelleen", "irti", "yli", "ali", "läpi", "jälleen", "kiinni", "sisään")
_MAX_ACRONYM = 6
_TWO = 2
_MIN_PLURAL = 5
# Singular words in a vowel and -t: participles, lyhyt, names such as Hufvudstadsbladet.
_T_ENDINGS = (
    "nut",
    "nyt",
    "llut",
    "llyt",
    "rrut",
    "rryt",
    "ssut",
    "ssyt",
    "lyhyt",
    "ohut",
    "olut",
    "kevät",
    "tuhat",
)
_MIN_STEM = 2
_CLITICS = ("kin", "kaan", "kään", "ko", "kö", "han", "hän", "pa", "pä", "kos", "kös", "pas", "päs")
_PERSONS = (("n", "sg1"), ("t", "sg2"), ("mme", "pl1"), ("tte", "pl2"))


class _Plural(NamedTuple):
    """The plural half of a paradigm: its two stems and the three cases that go their own ways."""

    strong: str  # essive: tietomurtoi-
    weak: str  # local cases: tietomurroi-
    genitive: tuple[str, ...]
    partitive: tuple[str, ...]
    illative: tuple[str, ...]

    def also_genitive(self, form: str) -> _Plural:
        return self._replace(genitive=(*self.genitive, form)) if form else self


class _Stems(NamedTuple):
    """What one paradigm is built from, beside its nominative."""

    strong: str  # essive, possessives: tietomurto-, syyttee-
    weak: str  # genitive and the local cases: tietomurro-
    partitive: tuple[str, ...]
    illative: tuple[str, ...]
    plural: _Plural


# ------------------------------------------------------------------------------------------------- sounds


def _front(word: str) -> bool:
    """Whether endings take ä, ö, y: decided by the last vowel that is not e or i."""
    for letter in reversed(word):
        if letter in _BACK:
            return False
        if letter in _FRONT:
            return True
    return True


def _harmonies(word: str) -> tuple[bool, ...]:
    """Front, back, or both where a compound's last part may be neutral ("asia|miestä", "poliisia")."""
    front = _front(word)
    if front or not word.endswith(_FRONT_PARTS):
        return (front,)
    return (True, False)


def _ae(front: bool, text: str) -> str:
    """Write the endings' A, O, U as vowel harmony wants them."""
    if front:
        return text.replace("A", "ä").replace("O", "ö").replace("U", "y")
    return text.replace("A", "a").replace("O", "o").replace("U", "u")


def _split_last(stem: str) -> tuple[str, str, str]:
    """Cut a stem into (rest, consonants, final vowels): tietomurto -> (tietomu, rt, o)."""
    end = len(stem)
    while end and stem[end - 1] in _VOWELS:
        end -= 1
    start = end
    while start and stem[start - 1] not in _VOWELS and stem[start - 1].isalpha():
        start -= 1
    return stem[:start], stem[start:end], stem[end:]


_WEAK_ENDS = (
    ("kk", ("k",)), ("pp", ("p",)), ("tt", ("t",)), ("nk", ("ng",)), ("nt", ("nn",)), ("mp", ("mm",)),
    ("lt", ("ll",)), ("rt", ("rr",)), ("ht", ("hd",)), ("lp", ("lv",)), ("rp", ("rv",)),
)  # fmt: skip


@lru_cache(maxsize=4096)
def weak_grades(stem: str) -> tuple[str, ...]:
    """Give the weak grade of a stem in its strong grade: tietomurto -> (tietomurro,); more than one where unsure."""
    rest, consonants, vowels = _split_last(stem)
    if len(vowels) != 1:
        return (stem,)
    for strong, weak in _WEAK_ENDS:
        if consonants.endswith(strong):
            head = rest + consonants[: -len(strong)]
            return tuple(head + grade + vowels for grade in weak)
    return _weak_single(rest, consonants, vowels) or (stem,)


def _weak_single(rest: str, consonants: str, vowels: str) -> tuple[str, ...]:
    """Weaken a lone p, t, k after a vowel, and k after l, r, h."""
    if consonants == "p" and rest:
        return (rest + "v" + vowels,)
    if consonants == "t" and rest:
        return (rest + "d" + vowels,)
    if consonants == "k" and rest:
        return _weak_k(rest, vowels)
    if consonants in {"lk", "rk", "hk"}:
        soft = rest + consonants[0]
        if vowels[:1] == "e":
            return (soft + "j" + vowels,)
        return (soft + vowels, rest + consonants + vowels) if consonants == "hk" else (soft + vowels,)
    return ()


def _weak_k(rest: str, vowels: str) -> tuple[str, ...]:
    """Weaken k between vowels: luku luvun, joki joen, vaaka vaa'an, ruoka ruoan or ruuan."""
    before, after = rest[-1], vowels[:1]
    if before == after and before in "uy":
        return (rest + "v" + vowels,)
    if len(rest) > 1 and rest[-2:] in {"aa", "ää", "ee", "ii"} and before == after:
        return (rest + "'" + vowels,)
    if rest.endswith("uo"):
        return rest + vowels, rest[:-1] + "u" + vowels
    return (rest + vowels,)


_STRONG_ENDS = (
    ("ng", ("nk",)), ("nn", ("nt", "nn")), ("mm", ("mp", "mm")), ("ll", ("lt", "ll")), ("rr", ("rt", "rr")),
    ("hd", ("ht",)), ("lv", ("lp", "lv")), ("rv", ("rp", "rv")),
)  # fmt: skip


@lru_cache(maxsize=4096)
def strong_grades(stem: str) -> tuple[str, ...]:
    """Give the strong grades that a weak stem may come from: syyte -> (syytte,), kangas' kanga -> (kanka,)."""
    rest, consonants, vowels = _split_last(stem)
    for weak, strongs in _STRONG_ENDS:
        if consonants.endswith(weak):
            return tuple(rest + consonants[: -len(weak)] + strong + vowels for strong in strongs)
    last, before = consonants[-1:], consonants[:-1]
    if last in {"p", "t", "k"} and before in {"", "l", "r", "n", "m"} and rest:
        return (rest + before + last + last + vowels,)
    if consonants == "d":
        return (rest + "t" + vowels,)
    if consonants == "v":
        return rest + "p" + vowels, stem
    return (stem,)


def _syllables(word: str) -> int:
    """Count vowel groups, roughly: enough to tell two syllables from more."""
    count, inside = 0, False
    for letter in word:
        vowel = letter in _VOWELS
        count += vowel and not inside
        inside = vowel
    return count


# ------------------------------------------------------------------------------------------------- noun classes


@dataclass(frozen=True, slots=True)
class _Word:
    """A word about to be inflected: its harmony, and whether its gradation is certain."""

    text: str
    front: bool
    loose: bool = False  # a name: "Orpon" beside "Orvon"

    @property
    def a(self) -> str:
        return "ä" if self.front else "a"

    @property
    def o(self) -> str:
        return "ö" if self.front else "o"

    def grades(self, stem: str = "") -> tuple[str, ...]:
        """Give the weak stems of the word (or of ``stem``): the strong one beside them when unsure."""
        stem = stem or self.text
        if self.text.endswith(_UNGRADED):
            return (stem,)
        weak = weak_grades(stem)
        return (*weak, stem) if self.loose and stem not in weak else weak


def _plural(word: _Word, stem: str, weak: str = "") -> _Plural:
    """Plural in which i stands alone after a consonant: syyttäjiä, lupia, vuosia. ``stem`` ends before the i."""
    return _Plural(stem + "i", (weak or stem) + "i", (stem + "ien",), (stem + "i" + word.a,), (stem + "iin",))


def _plural_long(word: _Word, stem: str) -> _Plural:
    """Plural of a stem that ends in a vowel group with i: syyttei-tä, mai-ta, törkei-tä."""
    return _Plural(stem, stem, (stem + "den", stem + "tten"), (stem + "t" + word.a,), (stem + "siin", stem + "hin"))


def _plural_short(word: _Word, stem: str, weak: str) -> _Plural:
    """Plural that keeps one vowel before i: sakko-ja, tuomio-ita; both, because it hangs on the syllables."""
    return _Plural(
        stem + "i",
        weak + "i",
        (stem + "jen", stem + "iden", stem + "itten"),
        (stem + "j" + word.a, stem + "it" + word.a),
        (stem + "ihin",),
    )


def _nainen(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-3]
    plural = _Plural(
        base + "si", base + "si", (base + "sten", base + "sien"), (base + "si" + word.a,), (base + "siin",)
    )
    yield _Stems(base + "se", base + "se", (base + "st" + word.a,), (base + "seen",), plural)


def _rikos(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-1] + "ks"
    plural = _plural(word, base).also_genitive(word.text + "ten")
    yield _Stems(base + "e", base + "e", (word.text + "t" + word.a,), (base + "een",), plural)


def _oikeus(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-1]
    yield _Stems(base + "te", base + "de", (base + "tt" + word.a,), (base + "teen",), _plural(word, base + "ks"))


def _asiakas(word: _Word) -> Iterator[_Stems]:
    for base in strong_grades(word.text[:-1]):
        long = base + base[-1]
        plural = _plural_long(word, base if base[-1] == "i" else base + "i")
        yield _Stems(long, long, (word.text + "t" + word.a,), (long + "seen",), plural)


def _laine(word: _Word) -> Iterator[_Stems]:
    for base in strong_grades(word.text):
        long, plural = base + "e", _plural_long(word, base + "i")
        yield _Stems(long, long, (word.text + "tt" + word.a,), (long + "seen",), plural)


def _koe(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-1] + "ke"
    plural = _plural_long(word, base + "i")
    yield _Stems(base + "e", base + "e", (word.text + "tt" + word.a,), (base + "eseen",), plural)


def _ville(word: _Word) -> Iterator[_Stems]:
    for weak in word.grades():
        plural = _plural_short(word, word.text, weak)
        yield _Stems(word.text, weak, (word.text + word.a,), (word.text + "en",), plural)


def _lahti(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-1]
    partitive, genitive = (base + "e" + word.a,), ""
    if base[-1:] in {"l", "r", "n"} and base[-2:-1] in _VOWELS:
        partitive, genitive = (*partitive, base + "t" + word.a), base + "ten"
    elif base[-1:] == "m":
        partitive, genitive = (*partitive, base[:-1] + "nt" + word.a), base[:-1] + "nten"
    for weak in word.grades(base + "e"):
        plural = _plural(word, base, weak[:-1]).also_genitive(genitive)
        yield _Stems(base + "e", weak, partitive, (base + "een",), plural)


def _vesi(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-2]
    weak = base + base[-1] + "e" if base[-1] in "nrl" else base + "de"
    yield _Stems(base + "te", weak, (base + "tt" + word.a,), (base + "teen",), _plural(word, base + "s"))


def _risti(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-1]
    for weak in word.grades():
        short = _plural_short(word, base + "e", weak[:-1] + "e")
        plural = _Plural(short.strong, short.weak, (*short.genitive[1:], word.text + "en"), *short[3:])
        yield _Stems(word.text, weak, (word.text + word.a,), (word.text + "in",), plural)


def _foreign(word: _Word) -> Iterator[_Stems]:
    return _risti(_Word(word.text + "i", word.front, loose=False)) if word.text[-1] not in "ptk" else _bank(word)


def _bank(word: _Word) -> Iterator[_Stems]:
    """Foreign words in p, t, k: the added i never weakens them (Hufvudstadsbladetin)."""
    stem = word.text + "i"
    plural = _plural_short(word, word.text + "e", word.text + "e").also_genitive(stem + "en")
    yield _Stems(stem, stem, (stem + word.a,), (stem + "in",), plural)


def _valta(word: _Word) -> Iterator[_Stems]:
    """Words in -a, -ä: the plural drops the vowel or rounds it (lupia, kirjoja); both are given where both occur."""
    text = word.text
    for weak in word.grades():
        common = (text, weak, (text + word.a,), (text + text[-1] + "n",))
        yield _Stems(*common, _plural(word, text[:-1], weak[:-1]))
        if not word.front or _syllables(text) > 2:
            yield _Stems(*common, _plural_short(word, text[:-1] + word.o, weak[:-1] + word.o))


def _korkea(word: _Word) -> Iterator[_Stems]:
    text = word.text
    plural = _plural_long(word, text[:-1] + "i")
    yield _Stems(text, text, (text + word.a, text + "t" + word.a), (text + text[-1] + "n",), plural)


def _sakko(word: _Word) -> Iterator[_Stems]:
    text = word.text
    for weak in word.grades():
        partitive = (text + word.a, text + "t" + word.a) if text[-2:-1] in _VOWELS else (text + word.a,)
        yield _Stems(text, weak, partitive, (text + text[-1] + "n",), _plural_short(word, text, weak))


def _maa(word: _Word) -> Iterator[_Stems]:
    """Words in a long vowel or a diphthong: maa, työ, tie, takuu, Espoo."""
    text = word.text
    illative: tuple[str, ...] = (text + "h" + text[-1] + "n",)
    if text[-1] == text[-2]:
        illative = (*illative, text + "seen")
    plural = _plural_long(word, (text[:-2] + text[-1] if text[-2:] in {"uo", "yö", "ie"} else text[:-1]) + "i")
    yield _Stems(text, text, (text + "t" + word.a,), illative, plural)


def _graded_m(word: _Word, strong: str, weak: str, partitive: str) -> Iterator[_Stems]:
    """Words whose stem ends in -mA or -mpA: ehdoton, korkein, vanhempi."""
    a = word.a
    yield _Stems(strong + a, weak + a, (partitive,), (strong + a + a + "n",), _plural(word, strong, weak))


def _ehdoton(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-3] + "tt" + word.o + "m"
    return _graded_m(word, base, base, word.text + "t" + word.a)


def _korkein(word: _Word) -> Iterator[_Stems]:
    return _graded_m(word, word.text[:-1] + "mp", word.text[:-1] + "mm", word.text + "t" + word.a)


def _vanhempi(word: _Word) -> Iterator[_Stems]:
    strong = word.text[:-1]
    return _graded_m(word, strong, strong[:-1] + "m", strong + word.a + word.a)


def _puhelin(word: _Word) -> Iterator[_Stems]:
    for head in strong_grades(word.text[:-1]):
        yield _Stems(head + "me", head + "me", (word.text + "t" + word.a,), (head + "meen",), _plural(word, head + "m"))


def _jasen(word: _Word) -> Iterator[_Stems]:
    text = word.text
    plural = _plural(word, text).also_genitive(text + "ten")
    yield _Stems(text + "e", text + "e", (text + "t" + word.a,), (text + "een",), plural)


def _tuominnut(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-2] + "e"
    yield _Stems(base + "e", base + "e", (word.text + "t" + word.a,), (base + "eseen",), _plural_long(word, base + "i"))


def _mies(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-1] + "h"
    plural = _plural(word, base).also_genitive(word.text + "ten")
    yield _Stems(base + "e", base + "e", (word.text + "t" + word.a,), (base + "een",), plural)


def _lapsi(word: _Word) -> Iterator[_Stems]:
    base = word.text[:-1]
    plural = _plural(word, base).also_genitive(base[:-2] + "sten")
    yield _Stems(base + "e", base + "e", (base[:-2] + "st" + word.a,), (base + "een",), plural)


def _poika(word: _Word) -> Iterator[_Stems]:
    """Words whose k leaves a j (poika: pojan) or takes the i along (aika: ajan)."""
    text, weak = word.text, word.text[:-3] + "j" + word.a
    common = (text, weak, (text + word.a,), (text + text[-1] + "n",))
    yield _Stems(*common, _plural(word, text[:-1], weak[:-1]))
    yield _Stems(*common, _plural_short(word, text[:-1] + "o", weak[:-1] + "o"))


def _fixed(strong: str, weak: str, partitive: str, plural: str) -> Builder:
    """Make a class for one word that is like no other; every stem replaces the whole last part."""

    def build(word: _Word) -> Iterator[_Stems]:
        head = word.text[: -len(_irregular_part(word.text))]
        base = head + plural
        yield _Stems(
            head + strong, head + weak, (head + partitive,), (head + strong + strong[-1] + "n",), _plural(word, base)
        )

    return build


Builder = Callable[[_Word], Iterator[_Stems]]
Builders = list[Builder]
Guess = Callable[[str], tuple[str, ...]]

#: The classes a case or lexicon file may name (``class = "laine"``), each by a word that inflects so.
CLASSES: dict[str, Builder] = {
    "nainen": _nainen,
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
    "sakko": _sakko,
    "maa": _maa,
    "ehdoton": _ehdoton,
    "korkein": _korkein,
    "vanhempi": _vanhempi,
    "puhelin": _puhelin,
    "jäsen": _jasen,
    "tuominnut": _tuominnut,
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
    "manner": _fixed("mantere", "mantere", "mannerta", "manter"),
}


@lru_cache(maxsize=2048)
def _irregular_part(word: str) -> str:
    """Give the longest entry of the irregular table that a word ends in, "" for none."""
    return max((part for part in _IRREGULAR if word.endswith(part)), key=len, default="")


def _class_s(text: str) -> tuple[str, ...]:
    if text.endswith(("uus", "yys", "eus", "eys", *_ABSTRACT)):
        return ("oikeus",)
    if text.endswith(("as", "äs")) and not text.endswith(_AS_KSE) and text[-3:-2] not in _VOWELS:
        return ("asiakas",)
    return ("asiakas",) if text.endswith(_IS_II) else ("rikos",)


def _class_i(text: str) -> tuple[str, ...]:
    if text.endswith(_SI_STEMS):
        return ("vesi",)
    if text.endswith(_E_STEMS):
        return ("lahti",) if text in _E_STEMS else ("lahti", "risti")
    return ("vanhempi",) if text.endswith("mpi") and _syllables(text) > _TWO else ("risti",)


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
    if before == last or (before + last in {"uo", "yö", "ie"} and _syllables(text) == 1):
        return ("maa",)
    if last in "aä":
        return ("korkea",) if before in {"e", "o", "ö"} else ("valta",)
    if last == "e":
        return ("laine",)
    return ("sakko",)


def _classes(text: str) -> tuple[str, ...]:
    """Give the classes a common noun may have, by its letters."""
    last = text[-1:]
    if last == "i" and text[-2:-1] not in _VOWELS:
        return _class_i(text)
    if last in _VOWELS:
        return _class_vowel(text) if last != "i" else ("maa",)
    if last == "s":
        return _class_s(text)
    if last == "n":
        return _class_n(text)
    if text.endswith(("nut", "nyt", "llut", "llyt", "rrut", "rryt", "ssut", "ssyt")):
        return ("tuominnut",)
    return ("jäsen",) if text.endswith(_CONSONANT_E) else ("bitcoin",)


def _name_classes(text: str) -> tuple[str, ...]:
    """Give the classes a name may have: more than a common noun, for names take no rule seriously."""
    classes = _classes(text)
    last = text[-1:]
    if last == "e":
        return ("ville", "laine")
    if last == "s":
        return (*dict.fromkeys((*classes, "rikos", *(("oikeus",) if text[-2:-1] in "uy" else ()), "bitcoin")),)
    if last == "n" and classes != ("nainen",):
        return (*dict.fromkeys(("bitcoin", *classes)),)
    return classes


# ------------------------------------------------------------------------------------------------- filling


def _endings(front: bool) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_ae(front, ending), case)
        for ending, case in (
            ("ssA", "ine"), ("stA", "ela"), ("llA", "ade"), ("ltA", "abl"), ("lle", "all"), ("ksi", "tra"),
            ("ttA", "abe"),
        )
    )  # fmt: skip


_LOCAL = {front: _endings(front) for front in (True, False)}
_ALL_PERSONS: Persons = ("*",)
_POSSESSIVE = {front: ("ni", "si", _ae(front, "nsA"), "mme", "nne") for front in (True, False)}


def _cases(word: _Word, stems: _Stems) -> Iterator[tuple[str, str]]:
    """Give the singular without the nominative."""
    weak = stems.weak
    yield weak + "n", "sg gen"
    yield from ((form, "sg part") for form in stems.partitive)
    yield from ((form, "sg ill") for form in stems.illative)
    yield stems.strong + "n" + word.a, "sg ess"
    for ending, case in _LOCAL[word.front]:
        yield weak + ending, "sg " + case


def _plural_cases(word: _Word, stems: _Stems) -> Iterator[tuple[str, str]]:
    plural = stems.plural
    yield stems.weak + "t", "pl nom"
    yield from ((form, "pl gen") for form in plural.genitive)
    yield from ((form, "pl part") for form in plural.partitive)
    yield from ((form, "pl ill") for form in plural.illative)
    yield plural.strong + "n" + word.a, "pl ess"
    yield plural.weak + "n", "pl ins"
    for ending, case in _LOCAL[word.front]:
        yield plural.weak + ending, "pl " + case


def _possessed(form: str, tag: str, persons: Persons) -> Iterator[tuple[str, str]]:
    """Give a case form with possessive suffixes: tuomiosta -> tuomiostaan, tuomiostani …"""
    case = tag[-3:]
    if case in {"nom", "ins"} or tag == "sg gen":
        return
    tag += " poss"
    if case in {"gen", "ill"}:
        form = form[:-1]
    elif case == "tra":
        form = form[:-1] + "e"
    for suffix in persons:
        yield form + suffix, tag
    if case not in {"gen", "ill"} and form[-1] != form[-2]:
        yield form + form[-1] + "n", tag


def _fill(forms: Forms, word: _Word, stems: _Stems, *, plural: bool, persons: Persons) -> None:
    """Write one paradigm into ``forms``; a form that is there keeps its first tag."""
    cases = list(_cases(word, stems))
    if plural:
        cases.extend(_plural_cases(word, stems))
    for form, tag in cases:
        forms.setdefault(form, tag)
    if not persons:
        return
    persons = _POSSESSIVE[word.front] if persons is _ALL_PERSONS else persons
    for suffix in persons:
        forms.setdefault(stems.strong + suffix, "sg nom poss")
    for form, tag in cases:
        for possessed, possessed_tag in _possessed(form, tag, persons):
            forms.setdefault(possessed, possessed_tag)
    if plural:
        forms.setdefault(stems.plural.strong + "neen", "pl com poss")


def _builders(text: str, cls: str, guess: Guess) -> Builders:
    if cls:
        if cls not in CLASSES:
            raise ValueError(f"no such inflection class: {cls!r}; one of {', '.join(CLASSES)}")
        return [CLASSES[cls]]
    part = _irregular_part(text)
    if part:
        return [_IRREGULAR[part]]
    return [CLASSES[name] for name in guess(text)]


def _add_paradigms(forms: Forms, word: _Word, builders: Builders, *, plural: bool, persons: Persons) -> None:
    for builder in builders:
        for stems in builder(word):
            _fill(forms, word, stems, plural=plural, persons=persons)


# ------------------------------------------------------------------------------------------------- nouns and names


def noun(word: str, *, cls: str = "", plural: bool = True) -> Forms:
    """Give every form of a common noun, lower case, with its tag; possessive suffixes included.

    ``cls`` names a class of `CLASSES` where the letters mislead; ``plural=False`` leaves the plural out. A word that
    is plural already ("lunnaat", "käräjät") gives its plural only. Raises ValueError for an unknown class.
    """
    text = word.lower()
    if _is_acronym(word):
        return _acronym(word)
    if _plural_only(text) and not cls:
        return _plurale_tantum(text, loose=False, persons=_ALL_PERSONS)
    return _nominal(text, cls, _classes, plural=plural, persons=_ALL_PERSONS)


def adjective(word: str) -> Forms:
    """Give every form of an adjective, in the degree it is written in; "-in" is read as a superlative (korkein)."""
    text = word.lower()
    superlative = text.endswith("in") and not text.endswith("ain")
    return _nominal(text, "korkein" if superlative else "", _classes, plural=True, persons=())


def name(word: str, *, cls: str = "") -> Forms:
    """Give every singular form of a proper name, lower case, with its tag.

    Names follow no class strictly, so several are given: graded and ungraded (Orpo: Orvon, Orpon), -e as Ville and as
    Laine, -s as Julius and as Tuomas. Acronyms take their endings after a colon ("krp:n") and, where they can be read
    as a word, without one ("husin"). A plural name ("Yhdysvallat") inflects in the plural. Raises ValueError for an
    unknown class.
    """
    text = word.lower()
    forms: Forms = {}
    if _is_acronym(word):
        forms.update(_acronym(word))
        if not _VOWELS.intersection(text) or text[-1] in _VOWELS:
            return forms
    if not cls and text.endswith("uusimaa"):
        return _both_parts(text[:-7], "uusi", "maa")
    if _plural_only(text) and not cls:
        return _plurale_tantum(text, loose=True, persons=())
    for form, tag in _nominal(text, cls, _name_classes, plural=False, persons=(), loose=True).items():
        forms.setdefault(form, tag)
    if text[-1] not in _VOWELS or text[-1] in "ey":
        _add_apostrophe(forms, text)
    return forms


def _nominal(text: str, cls: str, guess: Guess, *, plural: bool, persons: Persons, loose: bool = False) -> Forms:
    forms: Forms = {text: "sg nom"}
    builders = _builders(text, cls, guess)
    for front in _harmonies(text):
        _add_paradigms(forms, _Word(text, front, loose), builders, plural=plural, persons=persons)
    return forms


def _plural_only(text: str) -> bool:
    """Whether a word is a plural nominative: a vowel and -t, and no participle (tuominnut) or lone loan (bladet)."""
    if len(text) < _MIN_PLURAL or text[-1] != "t" or text[-2] not in "aäeioöuy":
        return False
    return not text.endswith(_T_ENDINGS) and (text[-2] != "e" or text.endswith(("set", "eet")))


def _plurale_tantum(text: str, *, loose: bool, persons: Persons) -> Forms:
    singulars = _singulars(text[:-1])
    forms: Forms = {text: "pl nom"}
    for singular in singulars:
        for form, tag in _nominal(singular, "", _classes, plural=True, persons=persons, loose=loose).items():
            if tag.startswith("pl"):
                forms.setdefault(form, tag)
        if singular[-1] in "aä":
            forms.setdefault(singular + "in", "pl gen")
    return forms


def _singulars(weak: str) -> tuple[str, ...]:
    """Give the nominatives that a plural stem may belong to: valla -> (valta, valla), lunnaa -> (lunnas,)."""
    if weak.endswith(("aa", "ää")):
        return tuple(dict.fromkeys((*(grade + "s" for grade in (weak[:-1],)),)))
    if weak.endswith("kse"):
        return (weak[:-3] + "s",)
    if weak.endswith("se"):
        return (weak[:-2] + "nen",)
    return tuple(dict.fromkeys((*strong_grades(weak), weak)))


def _both_parts(head: str, first: str, second: str) -> Forms:
    """Give the forms of a name that inflects in both parts: Länsi-Uusimaa, Länsi-Uudenmaan."""
    seconds = {tag: form for form, tag in noun(second, plural=False).items() if "poss" not in tag}
    forms: Forms = {head + first + second: "sg nom"}
    for form, tag in noun(first, plural=False).items():
        if tag in seconds:
            forms.setdefault(head + form + seconds[tag], tag)
    for form, tag in noun(second, plural=False).items():
        if tag == "sg ill":
            forms.setdefault(head + first[:-2] + "teen" + form, tag)
    return forms


# ------------------------------------------------------------------------------------------------- acronyms


def _is_acronym(word: str) -> bool:
    return len(word) <= _MAX_ACRONYM and word.isupper() and sum(letter.isalpha() for letter in word) > 1


_ACRONYM_ENDINGS = tuple(
    (_ae(front, ending), tag)
    for ending, tag in (
        ("n", "sg gen"), ("tA", "sg part"), ("A", "sg part"), ("ssA", "sg ine"), ("stA", "sg ela"), ("llA", "sg ade"),
        ("ltA", "sg abl"), ("lle", "sg all"), ("ksi", "sg tra"), ("nA", "sg ess"), ("ttA", "sg abe"),
        ("hAn", "sg ill"), ("hOn", "sg ill"), ("hUn", "sg ill"), ("hen", "sg ill"), ("hin", "sg ill"),
        ("een", "sg ill"), ("iin", "sg ill"), ("AAn", "sg ill"), ("OOn", "sg ill"), ("UUn", "sg ill"),
        ("seen", "sg ill"), ("t", "pl nom"), ("iden", "pl gen"), ("itA", "pl part"), ("jA", "pl part"),
    )
    for front in (True, False)
)  # fmt: skip


def _acronym(word: str) -> Forms:
    """Give an acronym's forms; how its last letter is read aloud decides the ending, so all are given."""
    text = word.lower()
    forms: Forms = {text: "sg nom"}
    for ending, tag in _ACRONYM_ENDINGS:
        forms.setdefault(f"{text}:{ending}", tag)
    return forms


def _add_apostrophe(forms: Forms, text: str) -> None:
    """Add the forms of names written one way and read another: Bordeaux'n, Wallace'n."""
    for front in (True, False):
        for ending, tag in (
            ("n", "sg gen"),
            (_ae(front, "A"), "sg part"),
            (_ae(front, "tA"), "sg part"),
            ("en", "sg ill"),
            ("hon", "sg ill"),
        ):
            forms.setdefault(f"{text}'{ending}", tag)
        for ending, case in _LOCAL[front]:
            forms.setdefault(f"{text}'{ending}", "sg " + case)


# ------------------------------------------------------------------------------------------------- verbs


class _VerbStems(NamedTuple):
    """What a verb's paradigm is built from."""

    strong: str  # tuomitse-, hylkää-, otta-
    weak: str  # first and second person: tuomitse-, hylkää-, ota-
    third: str  # tuomitsee, hylkää, ottaa
    past: str  # tuomitsi, hylkäsi, otti
    past_weak: str  # tuomitsi-, hylkäsi-, oti-
    conditional: str  # tuomits-, hylkä-, otta-: before -isi
    passive: str  # tuomitaan
    passive_past: str  # tuomitt-, otett-: before -iin, -u, -ava
    participle: str  # tuominnut
    imperative: str  # tuomit-: before -kaa
    gerund: str  # tuomite-: before -ssa, -n


def verb(word: str) -> Forms:
    """Give every form of a verb from its first infinitive ("tuomita"), lower case, with its tag.

    Finite forms, passives, infinitives, the noun in -minen, and all participles in all cases. Never the bare weak
    stem (negatives and imperatives such as "syytä", "tuomitse" are left out). Tags begin with pres, past, cond, imp,
    pass pres, pass past, pass cond, inf, ptc past act, ptc past pass, ptc pres act, ptc pres pass, agent, minen.
    Raises ValueError when the word is no infinitive.
    """
    text = word.lower()
    front = _front(text)
    forms: Forms = {text: "inf"}
    for stems in _verb_stems(text, front):
        _add_finite(forms, stems, front)
        _add_infinitives(forms, text, stems, front)
        _add_participles(forms, stems, front)
    return forms


def _add_finite(forms: Forms, stems: _VerbStems, front: bool) -> None:
    put = forms.setdefault
    for ending, person in _PERSONS:
        put(stems.weak + ending, "pres " + person)
        put(stems.past_weak + ending, "past " + person)
        put(stems.conditional + "isi" + ending, "cond " + person)
    vat = _ae(front, "vAt")
    put(stems.third, "pres sg3")
    put(stems.strong + vat, "pres pl3")
    put(stems.past, "past sg3")
    put(stems.past + vat, "past pl3")
    put(stems.conditional + "isi", "cond sg3")
    put(stems.conditional + "isi" + vat, "cond pl3")
    for ending, tag in (("kOOn", "sg3"), ("kAA", "pl2"), ("kOOt", "pl3")):
        put(stems.imperative + _ae(front, ending), "imp " + tag)
    put(stems.passive, "pass pres")
    put(stems.passive_past + "iin", "pass past")
    put(stems.passive_past + _ae(front, "Aisiin"), "pass cond")
    put(stems.passive_past + _ae(front, "AkOOn"), "pass imp")


def _add_infinitives(forms: Forms, text: str, stems: _VerbStems, front: bool) -> None:
    put = forms.setdefault
    own = (*_POSSESSIVE[front], "en")
    for ending in own:
        put(text + "kse" + ending, "inf1 tra poss")
    gerund = stems.gerund + _ae(front, "ssA")
    put(stems.gerund + "n", "inf2 ins")
    put(gerund, "inf2 ine")
    for ending in (*_POSSESSIVE[front], gerund[-1] + "n"):
        put(gerund + ending, "inf2 ine poss")
    put(stems.passive_past + _ae(front, "AessA"), "inf2 pass")
    for ending, case in (("mAssA", "ine"), ("mAstA", "ela"), ("mAAn", "ill"), ("mAllA", "ade"), ("mAttA", "abe")):
        put(stems.strong + _ae(front, ending), "inf3 " + case)


def _add_participles(forms: Forms, stems: _VerbStems, front: bool) -> None:
    strong, third = stems.strong, _POSSESSIVE[front][2:3]
    parts = (
        ("ptc past act", stems.participle, _tuominnut, ()),
        ("ptc past pass", stems.passive_past + _ae(front, "U"), _sakko, ()),
        ("ptc pres act", strong + _ae(front, "vA"), _plain_valta, ()),
        ("ptc pres pass", stems.passive_past + _ae(front, "AvA"), _plain_valta, ()),
        ("agent", strong + _ae(front, "mA"), _plain_valta, third),
        ("minen", strong + "minen", _nainen, third),
    )  # fmt: skip
    for tag, base, build, persons in parts:
        sub: Forms = {base: "sg nom"}
        word = _Word(base, front)
        for built in build(word):
            _fill(sub, word, built, plural=True, persons=persons)
        for form, case in sub.items():
            forms.setdefault(form, f"{tag} {case}")
    for ending in _POSSESSIVE[front]:
        forms.setdefault(stems.participle[:-2] + "ee" + ending, "ptc past act sg gen poss")
        forms.setdefault(strong + _ae(front, "vA") + ending, "ptc pres act sg gen poss")
        forms.setdefault(stems.passive_past + _ae(front, "UA") + ending, "ptc past pass sg part poss")
    forms.setdefault(stems.passive_past + _ae(front, "UAAn"), "ptc past pass sg part poss")


def _plain_valta(word: _Word) -> Iterator[_Stems]:
    """Participles in -va, -ma: the plural always drops the vowel."""
    text = word.text
    yield _Stems(text, text, (text + word.a,), (text + text[-1] + "n",), _plural(word, text[:-1]))


def _verb_stems(text: str, front: bool) -> Iterator[_VerbStems]:
    part = next((part for part in _IRREGULAR_VERBS if text == part or (part != "olla" and text.endswith(part))), "")
    if part:
        head = text[: -len(part)]
        yield _VerbStems(*(head + stem for stem in _IRREGULAR_VERBS[part]))
    elif text.endswith(("da", "dä")):
        yield _type2(text, front)
    elif text.endswith(("lla", "llä", "nna", "nnä", "rra", "rrä", "sta", "stä")):
        yield from _type3(text, front)
    elif text[-2:] in {"ta", "tä"} and text[-3:-2] in _VOWELS:
        yield from _contracted(text, front)
    elif text[-1:] in {"a", "ä"} and text[-2:-1] in _VOWELS:
        yield from _type1(text, front)
    else:
        raise ValueError(f"no Finnish infinitive: {text!r}")


def _type1(text: str, front: bool) -> Iterator[_VerbStems]:
    """Verbs in two vowels: ottaa, vaatia, hakea, katsoa."""
    strong = text[:-1]
    last = strong[-1]
    base = strong[:-1]
    for weak in weak_grades(strong)[:1]:
        for past, past_weak in _type1_past(text, strong, weak):
            passive = weak[:-1] + "e" if last in "aä" else weak
            yield _VerbStems(
                strong, weak, strong + last, past, past_weak, base if last in "ei" else strong,
                passive + _ae(front, "tAAn"), passive + "tt", strong + _ae(front, "nUt"), strong,
                (base + "i" if last == "e" else strong) + "e",
            )  # fmt: skip


def _type1_past(text: str, strong: str, weak: str) -> Iterator[tuple[str, str]]:
    """Give the past (third person, and the stem of the others): otti oti-, antoi annoi-, myönsi, kielsi, huusi."""
    last, base, weak_base = strong[-1], strong[:-1], weak[:-1]
    if last in "ouyö":
        yield strong + "i", weak + "i"
    elif last in "aäe" and _past_in_si(text):
        yield base[:-1] + "si", base[:-1] + "si"
    elif last == "a" and _past_in_oi(text):
        yield base + "oi", weak_base + "oi"
    else:
        yield base + "i", weak_base + "i"


def _past_in_oi(text: str) -> bool:
    part = next((part for part in _OI_PAST if text.endswith(part)), "")
    return bool(part) and (text == part or text[: -len(part)].endswith(_VERB_HEADS))


def _past_in_si(text: str) -> bool:
    if text.endswith(_SI_PAST):
        return True
    return text[-5:-3] != "st" and text[-4:-2] in {"nt", "lt", "rt"} and not text.endswith(_NO_SI_PAST)


def _type2(text: str, front: bool) -> _VerbStems:
    """Verbs in -da after a vowel: saada, tuoda, ilmoida."""
    stem = text[:-2]
    pair = stem[-2:]
    if pair in {"uo", "yö", "ie"} or pair[0] == pair[-1]:
        past = stem[:-2] + stem[-1] + "i"
    else:
        past = stem if stem[-1] == "i" else stem + "i"
    return _VerbStems(
        stem, stem, stem, past, past, past[:-1], text + text[-1] + "n", stem + "t", stem + _ae(front, "nUt"), stem,
        text[:-1] + "e",
    )  # fmt: skip


def _type3(text: str, front: bool) -> Iterator[_VerbStems]:
    """Verbs in -lla, -nna, -rra, -sta: epäillä, panna, ratkaista, neuvotella."""
    stem = text[:-2]
    bases: tuple[str, ...] = (stem,)
    if stem.endswith("el"):
        bases = tuple(dict.fromkeys((*(strong + "l" for strong in strong_grades(stem[:-1])), stem)))
    for base in bases:
        yield _VerbStems(
            base + "e", base + "e", base + "ee", base + "i", base + "i", base, text + text[-1] + "n", stem + "t",
            stem + stem[-1] + _ae(front, "Ut"), stem, text[:-1] + "e",
        )  # fmt: skip


def _contracted(text: str, front: bool) -> Iterator[_VerbStems]:
    """Verbs in a vowel and -ta: hylätä, tuomita, paeta."""
    stem = text[:-2]
    shared = (
        text + text[-1] + "n", stem + "tt", stem + _ae(front, "nnUt"), stem + "t", text[:-1] + "e",
    )  # fmt: skip
    if stem[-1] == "i" and text not in _ITA_CONTRACTED:
        yield _VerbStems(stem + "tse", stem + "tse", stem + "tsee", stem + "tsi", stem + "tsi", stem + "ts", *shared)
        return
    strongs = (_K_LOST[stem],) if stem in _K_LOST else strong_grades(stem)
    for strong in strongs:
        if stem[-1] == "e" and text not in _ETA_CONTRACTED:
            base = strong + "n"
            yield _VerbStems(base + "e", base + "e", base + "ee", base + "i", base + "i", base, *shared)
            continue
        long = strong + _ae(front, "A")
        third = long if strong[-1] in "aä" else long + long[-1]
        yield _VerbStems(
            long, long, third, strong + "si", strong + "si", strong if strong[-1] in "aä" else long, *shared
        )


# ------------------------------------------------------------------------------------------------- clitics


def strip_clitics(form: str) -> Iterator[str]:
    """Give what is left of a form without -kin, -kaan, -ko, -han, -pa …, at most two of them (-ko-han)."""
    for rest in _without_one(form):
        yield rest
        yield from _without_one(rest)


def _without_one(form: str) -> Iterator[str]:
    for clitic in _CLITICS:
        if form.endswith(clitic) and len(form) - len(clitic) >= _MIN_STEM:
            yield form[: -len(clitic)]
