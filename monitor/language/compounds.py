"""Whether a word is a compound that begins or ends with another: vankeustuomio and tuomiolauselma, not Tuomioja.

There is no dictionary to ask, so letters decide: what is left beside the word must look like a word of its own
and not like an ending or a derivation (rahasto, asiakas). A long word stands up for itself; beside a short one (asia,
laki, syy) what is left must be a well-known part (`_FIRST`, `_SECOND`), or be known to ``known`` as a word. Compounds
that only look like kin are listed (`_FALSE`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from monitor.language.finnish.sounds import words
from monitor.language.tokens import may_be_word

Known = Callable[[str], bool]


class Base(NamedTuple):
    """A word in its base form and its genitive."""

    word: str
    genitive: str


_VOWELS = frozenset("aeiouyäöå")
_LEAST = 3  # letters of a first part
_REST = 4  # letters of a last part beside a word that begins a compound
_SHORT = 5  # words no longer than this need a known part beside them

# First parts of Finnish compounds that newsrooms use, as they stand there.
_FIRST = frozenset(
    words(
        "lunnas kiristys uhri rikollis syyttäjä asianajaja vanki laina laki velka ulosotto henki maahan raja "
        "väärennös pahoinpitely työ maa yli ala ylä etu osa jää pää yhteis lisä esi jälki uudis loppu alku perus "
        "keskus kansan kansalais kunta kaupungin valtion hallitus hallinto käräjä hovi raastuvan rikos oikeus "
        "siviili hätä pakko ihmis henkilö potilas asiakas tieto luotto raha vero talous kauppa pankki yritys "
        "yhtiö osake konkurssi vakuutus vahinko korvaus murto vuoto juuri vankeus elinkautis ehdonalais kuolema "
        "sakko syyte puolustus todistus todistaja tutkinta esitutkinta tutkimus poliisi rajavartio pelastus palo "
        "sota rauha kriisi terveys terapia psykoterapia sairaala lääke hoiva hoito sosiaali lasten lapsi nuoriso "
        "nais mies vanhus perhe koulu opetus opinto yliopisto kirja lehti uutis verkko netti puhelin kyber "
        "tietoturva turva turvallisuus ulko sisä ulkomaan kotimaan pääministeri ministeri eduskunta vaali puolue "
        "kirkko seurakunta joulu kesä talvi kevät syys päivä yö aamu ilta viikko vuosi kuukausi ikä elin elämän "
        "ympäristö luonnon ilmasto energia sähkö liikenne rata tie vesi meri metsä kivi puu rakennus asunto asuin "
        "koti talo huume alkoholi viina ase väki väkivalta seksuaali petos tietosuoja avioliitto perintö "
        "testamentti omaisuus rekisteri virka luottamus johto toimitus puhe kieli musiikki urheilu peli "
        "jalkapallo suur pien pikku iso uusi vanha euro eu bitcoin kryptovaluutta markkina tekijänoikeus perustus "
        "tuomioistuin kieltola tieliikenne"
    )
)
_LONG_FIRST = tuple(part for part in _FIRST if len(part) >= _REST)
_CLEAR = 8  # letters of a first part that is a word by its length alone
_OPEN = frozenset("aeiouyäös")
# How last parts of Finnish compounds begin, whatever their ending.
_SECOND = words(
    "pesu pesun pesij pesä palkk lasku lask käsky kiell kielt asema asia asiakir asiami aika ajan aikomu ajo "
    "alue anom avu apu edu ehdotu ehto ehdo ennustu epäil eri esineistö esity haastat haas hake hakemu "
    "hallint hankint harkin harkit henkil hetk historia hoit hoid huolt huoll ihmi ilmoitu istun istui "
    "järjestel järjestö joht johd joukko joukk julkaisu juttu jutu juttuj kaappa kanne kantee kansler kansi "
    "kans kanta kannan kartta kauppa kaupa keino keno keskust kerto kertomu kesku kiel kiista kiisto kiist "
    "kirj kohta kohda kokou kone konee korotu korttel kortti kortin korvau kriis kulu kuolem kuulu kuulustel "
    "kysely kysymy käsit käsitel käytä käytt käytö käyn käyt laito laitok lakk laus lauselm lautakunn lehd "
    "lehti leikkau lii liik linja linj lista lisä loukkau luette luku luv luokit luota luovutu lupa luvan "
    "luvi luvu maksu maks mall menettel mene menet mer mielt mies mieh miehi ministeri muoto muod muuto murha "
    "murto murro murtoj määrä määräy mukai myyn myönt neuvo neuvott nimi nime nosto nost numero ohj oikeu "
    "omaisu ongelm opist osa osasto osakk osto palvel pankk pankin paikk paika paket papere patri perint "
    "perust piir pito pido pohj poikkeu poliis politi puhe puol puhelin puut pykäl pyynt pyynnö päivä päätty "
    "päätö pöytäkir raha rahoit raja rajoitu rakent rangaistu rat ratkaisu raport rekister rest riida riko "
    "rikok riski riita ruum ryhm saal saata sala sana seloste selvity seuraam seuraamu seuran sihteer sivu "
    "sopimu suoja suoje suojau suoritu suunnit syyttä syyt syytte sääd säänt säännö sääntö taka tako takuu "
    "talo talou tapahtum tapau tarkast tarve tarpe taso teko teo tekij teknii tekst tiedo tiedot tieto "
    "tilanne tilast tila tilau tiliö todist toimi toimint toimist toimittaj toiv tori tukij tuki tuntij "
    "tuomar tuomio tuote tuott turva tutki tutkinn tutkint työ täyt uhri uhka uhk uuti vaara vaatim vaati "
    "vahink vahing vakuutu valitu valta valla valtio valv valvon vanki vangit vankil vapau varau vastaa verko "
    "verkko vero vesi viest viha vika virast virhe virka viran virkam voima voimai voitt vuod vuoto vuode "
    "vuos vuote vähen välin väki yhdisty yhtiö yksik yksikö ylijohtaj yrity yö äänest"
)
# What is left where a word is derived from another, not compounded: rahasto, tietoinen, Tapiola, asiakas.
_DERIVED = re.compile(
    "(?:kas$|kas(?:t[aä]|ksi)$|kka|kk[oö]|st[oöi]|inen|is[euy]|isi|is[tk]$|ist[aäi]$|l[aä]{1,2}[nt]?$|l[aä](?:ss|st|ll|lt|ks)|"
    "l[aä]i(?:nen|s[eiu]|st)|lli[ns]|t[oö]n$|t[oö]nt[aä]|tt[oö]m|m[aä]i(?:nen|s[ei])|mi(?:nen|s[eit]|st)|"
    "j[aä]{1,2}[nt]?$|j[aä](?:ss|st|ll|lt|ks)|j[oö]i|nen|nens|nne|v[aä]{1,2}[nt]?$|v[aä](?:ss|st)|vu|"
    "utta|yttä|utu|yty|[nmlrhkptg]?[tkplnmrsd]?(?:tt|kk|pp|ll|mm|nn|rr|nt|nk|ng|mp|lt|lk|rt|rk|ht|hd|hk|ts|ks|ps|lj|sk[aeouyäö]))"
)  # fmt: skip
# Ends that no first part has: two consonants, a k, p, d, v … (vantaa|n), a diphthong in i (läheis|yys).
_BAD_END = re.compile("(?:[^aeiouyäöåsnlrt]|[^aeiouyäöå][^aeiouyäöå]|[aeiouyäö]{2}[^s]?i|[aouyäö]i)$")
_STRONG_FIRST = re.compile("...(?:[uyoö]s|is|nt[oö]|sto|stö|mus|mys)$")

#: Compounds that begin with a word and have nothing to do with it.
_FALSE: Mapping[str, tuple[str, ...]] = {
    "tuomio": ("kirk", "päiv", "rovast", "kapitul", "sunnunt"),
    "hovi": ("mestar", "narr", "hank"),
}

_SWEDISH_FIRST = frozenset(
    words("fängelse brotts döds livstids hovrätts tingsrätts villkorlig polis barn dator data patient")
)
_SWEDISH_SHORT = 4


def starters(word: str, paradigm: Mapping[str, str]) -> Iterable[str]:
    """Give what a Finnish word looks like as the first part of a compound: base, genitives, -nen as -s."""
    yield word
    if word.endswith("nen"):
        yield word[:-3] + "s"
    for form, tag in paradigm.items():
        if tag in {"sg gen", "pl gen"}:
            yield form


def begins(word: str, starter: str, base: Base, known: Known) -> bool:
    """Whether ``word`` is a compound whose first part is ``starter``, a form of ``base`` that may stand there."""
    rest = word[len(starter) :]
    if len(rest) < _REST or not word.startswith(starter) or not _may_follow(rest, starter):
        return False
    if rest.startswith(_FALSE.get(base.word, ())):
        return False
    return len(starter) > _SHORT or rest.startswith(_SECOND) or (len(rest) > _REST and known(rest))


def _may_follow(rest: str, starter: str) -> bool:
    same_vowel = rest[0] == starter[-1] and rest[0] in _VOWELS  # written with a hyphen then
    return may_be_word(rest) and not same_vowel and not _DERIVED.match(rest)


def ends(word: str, form: str, base: Base, known: Known) -> bool:
    """Whether ``word`` is a compound whose last part is ``form``, a form of ``base``."""
    first = word[: -len(form)]
    if len(first) < _LEAST or not word.endswith(form):
        return False
    if first in _FIRST:
        return True
    if not _may_lead(first, form):
        return False
    if len(base.word) > _SHORT:
        return True
    if len(first) == _LEAST or (form.startswith("syy") and first[-1] == "i"):  # yksimielisyyttä
        return False
    return _stands_alone(first, base) or known(first + (base.word if form != base.word else base.genitive))


def _may_lead(first: str, form: str) -> bool:
    """Whether letters let a word be a compound's first part, before this last one."""
    same_vowel = first[-1] == form[0] and form[0] in _VOWELS  # written with a hyphen then
    return not same_vowel and not _BAD_END.search(first) and bool(_VOWELS.intersection(first))


def _stands_alone(first: str, base: Base) -> bool:
    """Whether a first part is so clearly a word that a short last part may follow it."""
    if _STRONG_FIRST.search(first):
        return True
    return len(base.word) == _SHORT and (first.endswith(_LONG_FIRST) or (len(first) >= _CLEAR and first[-1] in _OPEN))


def begins_swedish(word: str, starter: str) -> bool:
    """Whether ``word`` is a Swedish compound whose first part is ``starter``."""
    rest = word[len(starter) :].removeprefix("s")
    return len(starter) > _SWEDISH_SHORT and len(rest) >= _REST and may_be_word(rest)


def ends_swedish(word: str, form: str, base: str) -> bool:
    """Whether ``word`` is a Swedish compound whose last part is ``form``, a form of ``base``."""
    first = word[: -len(form)]
    if len(first) < _LEAST or not _VOWELS.intersection(first):
        return False
    return len(base) > _SWEDISH_SHORT or first.endswith("s") or first in _SWEDISH_FIRST
