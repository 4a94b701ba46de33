"""From an inflected word back to the words it may be a form of: what a person who types "Kivimäelle" looks for.

The paradigms are turned round: a few model words of every class are inflected, and what each form adds to and takes
from its base becomes a rule. Rule kept: whatever a rule suggests is inflected again, and stays only if the word
really is among its forms; so nothing is known here that the paradigms do not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache

from monitor.language import english, finnish, swedish
from monitor.language.finnish.sounds import words

Paradigm = Callable[[str], Mapping[str, str]]

_NOUNS = {
    "fi": (
        "törkeä Heikkinen syyllisyys päätös ystävä tekijä pyyntö terve perhe syytön pienin "
        "tuomio sakko hattu kukka kauppa matto tieto joki mäki lahti saari oikeus rikos vankeus nainen asiakas "
        "kangas laine syyte lupa kirja poika syyttäjä poliisi pankki tuki lampi vesi kausi kansi maa työ tie "
        "takuu puhelin ehdoton korkein suurempi jäsen mies lapsi aika virta ranta kampa kenkä kylpy lintu kulta "
        "parta luku puku hylky korkea asunto epäilty muutos kysymys leipä katu mato jalka ruoka Julius Ville "
        "Marin Lönnqvist Orpo Tapio Virtanen kuningas vapaa hidas kevät sydän tytär kallis köyhä tuomari olut "
        "huone taival"
    ),
    "en": "charge bill story church man woman life child fine",
    "sv": "dom fråga pojke äpple land lag händelse vittne åklagare rättegång man stad",
}
_VERBS = {
    "fi": (
        "tuomita vaatia ottaa antaa hylätä saada viedä tuoda epäillä ratkaista mennä purra paeta todeta selvitä "
        "kertoa lukea tietää huutaa myöntää kieltää nousta juosta nähdä tehdä olla valittaa käsitellä ajaa tutkia "
        "hakea alkaa kaataa löytää tarkoittaa vangita todistaa kiistää katsoa puhua istua kuolla panna ajatella "
        "tavata pudota vastata tarjota jakaa oppia auttaa lähteä tuntea syödä käydä uida haastaa maksaa"
    ),
    "en": (
        "charge deny stop sentence plead take give see say find hear begin hold go have be pay steal break speak "
        "write rise bring seek think tell leave send lose meet win drive fall know show sell get put run"
    ),
    "sv": "döma åtala kräva sälja tro gripa skriva ta ge säga se gå stå få bli hålla ligga sitta finna vinna komma",
}
# Made-up words in which every gradation stands before every vowel, for the rules that no model above shows.
_GRADATIONS = words("kk pp tt k p t nk nt mp lt rt lk rk lp rp ht hk l r s st")
_VOWELS = {"ka": "aoui", "ky": "äöyi"}
_VERB_ENDS = {"ka": ("aa", "oa", "ua", "ia", "ea", "ata"), "ky": ("ää", "öä", "yä", "iä", "eä", "ätä")}
_LONGEST_ENDING = 13
_SHORT_PAST = 5
_MOST = 150  # suggestions looked at
_DERIVED = ("ptc", "agent", "minen")
_PLAIN = ("sg nom", "sg gen", "pl nom", "inf", "past", "sup")
_OWNED = ("nsa", "nsä", "an", "än", "en")  # possessives of the third person; others are no news


def _nominal(language: str) -> Paradigm:
    module = _MODULES[language]

    def paradigm(word: str) -> Mapping[str, str]:
        return {**module.name(word), **module.adjective(word), **module.noun(word)}

    return paradigm


_MODULES = {"fi": finnish, "en": english, "sv": swedish}


@cache
def _paradigms(language: str) -> tuple[tuple[Paradigm, tuple[str, ...]], ...]:
    nouns, verbs = _NOUNS[language].split(), _VERBS[language].split()
    if language == "fi":
        pairs = [(head, middle) for head in _VOWELS for middle in _GRADATIONS]
        nouns += [head + middle + vowel for head, middle in pairs for vowel in _VOWELS[head]]
        verbs += [head + middle + end for head, middle in pairs for end in _VERB_ENDS[head]]
    return (_nominal(language), tuple(nouns)), (_MODULES[language].verb, tuple(verbs))


@cache
def _rules(language: str) -> tuple[dict[str, dict[str, bool]], ...]:
    """Give for nominals and for verbs: what a form ends with -> what its base ends with, and whether inside a word."""
    found = []
    for paradigm, models in _paradigms(language):
        rules: dict[str, dict[str, bool]] = defaultdict(dict)
        for model in models:
            base = model.lower()
            for form, tag in paradigm(model).items():
                if _usual(form, tag) and form != base:
                    shared = _shared(base, form)
                    rules[form[shared:]].setdefault(base[shared:], shared > 0)
        found.append(dict(rules))
    return tuple(found)


def _shared(one: str, other: str) -> int:
    """Count the letters that two words begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _usual(form: str, tag: str) -> bool:
    """Whether a person may type a form: not "my", and of participles not every case."""
    if tag.endswith("poss"):
        return form.endswith(_OWNED) and not tag.startswith(_DERIVED)
    return not tag.startswith(_DERIVED) or tag.endswith(_PLAIN)


@lru_cache(maxsize=256)
def bases(word: str, language: str) -> tuple[str, ...]:
    """Give the words, other than itself, that ``word`` (lower case) is a form of in a language."""
    found: dict[str, None] = {}
    for (paradigm, _), rules in zip(_paradigms(language), _rules(language), strict=True):
        for candidate in dict.fromkeys(_suggested(word, rules)):
            if candidate not in found and _may_be(candidate, word) and _has(paradigm, candidate, word):
                found[candidate] = None
    return tuple(found)


def _may_be(candidate: str, word: str) -> bool:
    """Whether letters let a word be a form of another: kuusi is no past of "kuuta", which is the moon."""
    short_past = word.endswith("si") and candidate[:-2] == word[:-2] and len(candidate) <= _SHORT_PAST
    return candidate != word and not short_past


def _has(paradigm: Paradigm, candidate: str, form: str) -> bool:
    try:
        tag = paradigm(candidate).get(form)
    except (ValueError, IndexError):  # no infinitive, or no word at all
        return False
    return tag is not None and _usual(form, tag)


def _suggested(word: str, rules: Mapping[str, Mapping[str, bool]]) -> Iterator[str]:
    count = 0
    for cut in range(len(word), max(0, len(word) - _LONGEST_ENDING) - 1, -1):
        for ending, inside in rules.get(word[cut:], {}).items():
            if (cut or not inside) and count < _MOST:
                count += 1
                yield word[:cut] + ending
