"""Finnish verbs: every form from the first infinitive.

Rules kept: never the bare weak stem ("syytä" is "reason", "valita" is "choose"), never a past the verb does not have
("vuosi" is no form of "vuotaa").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from monitor.language.finnish.classes import Word, nainen, plain_valta, sakko, tuominnut
from monitor.language.finnish.nominals import Forms, fill, possessives
from monitor.language.finnish.sounds import VOWELS, ae, is_front, strong_grades, weak_grades, words

# Verbs in -ita and -eta of the type hylätä, and strong grades in which a lost k comes back.
_ITA_CONTRACTED = ("hävitä", "selvitä", "levitä")
_ETA_CONTRACTED = (
    "todeta",
    "kiivetä",
    "hävetä",
    "ruveta",
    "haljeta",
    "revetä",
    "livetä",
    "poiketa",
    "puhjeta",
    "nimetä",
    "aueta",
    "raueta",
    "teljetä",
)
_K_LOST = {
    "hylä": "hylkä",
    "kara": "karka",
    "pelä": "pelkä",
    "uha": "uhka",
    "pae": "pake",
    "vaie": "vaike",
    "halje": "halke",
    "puhje": "puhke",
    "aue": "auke",
    "raue": "rauke",
    "telje": "telke",
}
# -taa verbs whose past is in -si although no n, l, r precedes, and those whose past is not although one does.
_SI_PAST = ("huutaa", "pyytää", "löytää", "tietää", "taitaa", "tuntea", "parantaa")
_NO_SI_PAST = ("sortaa", "antaa", "kantaa")
# Two-syllable verbs with a in the first syllable make -oi in the past (antoi); compounds of them too.
_OI_PAST = words(
    "antaa kantaa jakaa maksaa auttaa vaihtaa kaivaa saattaa haastaa painaa ajaa alkaa laittaa taittaa maistaa "
    "jatkaa kasvaa kattaa nauraa malttaa mahtaa karttaa raataa paahtaa "
    "paistaa kaataa palaa valaa laulaa raastaa sataa haistaa kastaa tappaa saartaa katkaa taistaa haittaa raapaa"
)
# Stems in the order of `_VerbStems`.
_IRREGULAR_VERBS = {
    part: tuple(stems.split())
    for part, stems in {
        "jaella": "jakele jakele jakelee jakeli jakeli jakel jaellaan jaelt jaellut jael jaelle",
        "olla": "ole ole on oli oli ol ollaan olt ollut ol olle",
        "tehdä": "teke tee tekee teki tei tek tehdään teht tehnyt teh tehde",
        "nähdä": "näke näe näkee näki näi näk nähdään näht nähnyt näh nähde",
        "käydä": "käy käy käy kävi kävi käv käydään käyt käynyt käy käyde",
        "juosta": "juokse juokse juoksee juoksi juoksi juoks juostaan juost juossut juos juoste",
        "seistä": "seiso seiso seisoo seisoi seisoi seiso seistään seist seissyt seis seiste",
    }.items()
}
_VERB_HEADS = ("edes", "takaisin", "ulos", "edelleen", "irti", "yli", "ali", "läpi", "jälleen", "kiinni", "sisään")
_PERSONS = (("n", "sg1"), ("t", "sg2"), ("mme", "pl1"), ("tte", "pl2"))


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
    A finite form of two readings carries both, joined by " or " ("pres sg3 or inf": valittaa).
    Raises ValueError when the word is no infinitive.
    """
    text = word.lower()
    front = is_front(text)
    forms: Forms = {}
    for stems in _verb_stems(text, front):
        _add_finite(forms, stems, front)
        _add_infinitives(forms, text, stems, front)
        _add_participles(forms, stems, front)
    _also(forms, text, "inf")
    if text == "olla":
        forms |= {"ovat": "pres pl3", "olevat": "ptc pres act pl nom"}
    return forms


def _also(forms: Forms, form: str, tag: str) -> None:
    """Tag a form that other parts of the verb may share: "pres sg3 or inf" (valittaa), "pres sg1 or past sg1"."""
    known = forms.setdefault(form, tag)
    if tag not in known.split(" or "):
        forms[form] = f"{known} or {tag}"


def _add_finite(forms: Forms, stems: _VerbStems, front: bool) -> None:
    put = forms.setdefault
    for ending, person in _PERSONS:
        put(stems.weak + ending, "pres " + person)
        _also(forms, stems.past_weak + ending, "past " + person)
        put(stems.conditional + "isi" + ending, "cond " + person)
    vat = ae(front, "vAt")
    put(stems.third, "pres sg3")
    put(stems.strong + vat, "pres pl3")
    _also(forms, stems.past, "past sg3")
    _also(forms, stems.past + vat, "past pl3")
    put(stems.conditional + "isi", "cond sg3")
    put(stems.conditional + "isi" + vat, "cond pl3")
    for ending, tag in (("kOOn", "sg3"), ("kAA", "pl2"), ("kOOt", "pl3")):
        put(stems.imperative + ae(front, ending), "imp " + tag)
    put(stems.passive, "pass pres")
    put(stems.passive_past + "iin", "pass past")
    put(stems.passive_past + ae(front, "Aisiin"), "pass cond")
    put(stems.passive_past + ae(front, "AkOOn"), "pass imp")


def _add_infinitives(forms: Forms, text: str, stems: _VerbStems, front: bool) -> None:
    put = forms.setdefault
    own = (*possessives(front), "en")
    for ending in own:
        put(text + "kse" + ending, "inf1 tra poss")
    gerund = stems.gerund + ae(front, "ssA")
    put(stems.gerund + "n", "inf2 ins")
    put(gerund, "inf2 ine")
    for ending in (*possessives(front), gerund[-1] + "n"):
        put(gerund + ending, "inf2 ine poss")
    put(stems.passive_past + ae(front, "AessA"), "inf2 pass")
    for ending, case in (("mAssA", "ine"), ("mAstA", "ela"), ("mAAn", "ill"), ("mAllA", "ade"), ("mAttA", "abe")):
        put(stems.strong + ae(front, ending), "inf3 " + case)


def _add_participles(forms: Forms, stems: _VerbStems, front: bool) -> None:
    for tag, base, build, persons in (
        ("ptc past act ", stems.participle, tuominnut, ""),
        ("ptc past pass ", stems.passive_past + ae(front, "U"), sakko, ""),
        ("ptc pres act ", stems.strong + ae(front, "vA"), plain_valta, ""),
        ("ptc pres pass ", stems.passive_past + ae(front, "AvA"), plain_valta, ""),
        ("agent ", stems.strong + ae(front, "mA"), plain_valta, "third"),
        ("minen ", stems.strong + "minen", nainen, "third"),
    ):
        word = Word(base, front)
        forms.setdefault(base, tag + "sg nom")
        for built in build(word):
            fill(forms, word, built, persons=persons, prefix=tag)
    for ending in possessives(front):
        forms.setdefault(stems.participle[:-2] + "ee" + ending, "ptc past act sg gen poss")
        forms.setdefault(stems.strong + ae(front, "vA") + ending, "ptc pres act sg gen poss")
        forms.setdefault(stems.passive_past + ae(front, "UA") + ending, "ptc past pass sg part poss")
    forms.setdefault(stems.passive_past + ae(front, "UAAn"), "ptc past pass sg part poss")


def _verb_stems(text: str, front: bool) -> Iterator[_VerbStems]:
    part = next((part for part in _IRREGULAR_VERBS if text == part or (part != "olla" and text.endswith(part))), "")
    if part:
        head = text[: -len(part)]
        yield _VerbStems(*(head + stem for stem in _IRREGULAR_VERBS[part]))
    elif text.endswith(("da", "dä")) and text[-3:-2] in VOWELS:
        yield _type2(text, front)
    elif text.endswith(("lla", "llä", "nna", "nnä", "rra", "rrä", "sta", "stä")):
        yield from _type3(text, front)
    elif text[-2:] in {"ta", "tä"} and text[-3:-2] in VOWELS:
        yield from _contracted(text, front)
    elif text[-1:] in {"a", "ä"} and text[-2:-1] in VOWELS:
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
                passive + ae(front, "tAAn"), passive + "tt", strong + ae(front, "nUt"), strong,
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
    return any(text == part or (text.endswith(part) and text[: -len(part)].endswith(_VERB_HEADS)) for part in _OI_PAST)


def _past_in_si(text: str) -> bool:
    if text.endswith(_SI_PAST):
        return True
    return text[-5:-3] != "st" and text[-4:-2] in {"nt", "lt", "rt"} and not text.endswith(_NO_SI_PAST)


def _type2(text: str, front: bool) -> _VerbStems:
    """Verbs in -da after a vowel: saada, tuoda, ilmoida."""
    stem = text[:-2]
    pair = stem[-2:]
    if pair in {"uo", "yö", "ie"} or pair[:1] == pair[1:]:
        past = stem[:-2] + stem[-1] + "i"
    else:
        past = stem if stem[-1] == "i" else stem + "i"
    return _VerbStems(
        stem, stem, stem, past, past, past[:-1], text + text[-1] + "n", stem + "t", stem + ae(front, "nUt"), stem,
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
            stem + stem[-1] + ae(front, "Ut"), stem, text[:-1] + "e",
        )  # fmt: skip


def _contracted(text: str, front: bool) -> Iterator[_VerbStems]:
    """Verbs in a vowel and -ta: hylätä, tuomita, paeta."""
    stem = text[:-2]
    shared = (
        text + text[-1] + "n", stem + "tt", stem + ae(front, "nnUt"), stem + "t", text[:-1] + "e",
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
        long = strong + ae(front, "A")
        third = long if strong[-1] in "aä" else long + long[-1]
        yield _VerbStems(
            long, long, third, strong + "si", strong + "si", strong if strong[-1] in "aä" else long, *shared
        )
