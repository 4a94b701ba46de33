"""From an inflected word back to the words it may be a form of: what a person who types "Kivimäelle" looks for.

The paradigms are turned round: a few model words of every class are inflected, and what each form adds to and takes
from its base becomes a rule. Rule kept: whatever a rule suggests is inflected again, and stays only if the word
really is among its forms; so nothing is known here that the paradigms do not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from os.path import commonprefix

from monitor.language import english, finnish, swedish

Paradigm = Callable[[str], Mapping[str, str]]

_NOUNS = {
    "fi": (
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
_LONGEST_ENDING = 10
_MOST = 400  # suggestions looked at


@cache
def _paradigms(language: str) -> tuple[tuple[Paradigm, tuple[str, ...]], ...]:
    module = {"fi": finnish, "en": english, "sv": swedish}[language]
    return (module.noun, tuple(_NOUNS[language].split())), (module.verb, tuple(_VERBS[language].split()))


@cache
def _rules(language: str) -> tuple[dict[str, set[tuple[str, bool]]], ...]:
    """Give for nouns and for verbs: what a form ends with -> what its base ends with in its place."""
    found = []
    for paradigm, models in _paradigms(language):
        rules: dict[str, set[tuple[str, bool]]] = defaultdict(set)
        for model in models:
            base = model.lower()
            for form, tag in paradigm(model).items():
                if "poss" not in tag and form != base:
                    shared = len(commonprefix([base, form]))  # noqa: RUF071 - character by character is meant
                    rules[form[shared:]].add((base[shared:], shared > 0))
        found.append(dict(rules))
    return tuple(found)


@lru_cache(maxsize=256)
def bases(word: str, language: str) -> tuple[str, ...]:
    """Give the words, other than itself, that ``word`` (lower case) is a plain form of in a language."""
    found: dict[str, None] = {}
    for (paradigm, _), rules in zip(_paradigms(language), _rules(language), strict=True):
        for candidate in dict.fromkeys(_suggested(word, rules)):
            if candidate != word and candidate not in found and _forms(paradigm, candidate).get(word, "poss") != "poss":
                found[candidate] = None
    return tuple(found)


def _forms(paradigm: Paradigm, word: str) -> Mapping[str, str]:
    try:
        return {form: "poss" if tag.endswith("poss") else tag for form, tag in paradigm(word).items()}
    except (ValueError, IndexError):  # no infinitive, or no word at all
        return {}


def _suggested(word: str, rules: Mapping[str, set[tuple[str, bool]]]) -> Iterator[str]:
    count = 0
    for cut in range(max(0, len(word) - _LONGEST_ENDING), len(word) + 1):
        for ending, inside in sorted(rules.get(word[cut:], ())):
            if (cut or not inside) and count < _MOST:
                count += 1
                yield word[:cut] + ending
