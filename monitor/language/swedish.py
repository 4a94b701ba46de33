"""Swedish paradigms: the inflected forms of nouns, names, adjectives and verbs, each with its tag.

The same shape as `finnish`: dictionaries of lower-case form to tag. Rules kept: gender and declension cannot be seen
from a word's letters, so every likely one is generated; strong verbs and changed vowels are tables, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

Forms = dict[str, str]

_VOWELS = frozenset("aeiouyåäö")
_SHORT = 3  # letters of a word whose every form is looked at
_STEM = 2  # letters a word keeps at least when an ending is cut off

# Plurals that change their vowel; matched as last parts of compounds: singular, plural, definite plural.
_CHANGED_PLURALS = {
    "man": ("män", "männen"),
    "hand": ("händer", "händerna"),
    "natt": ("nätter", "nätterna"),
    "stad": ("städer", "städerna"),
    "land": ("länder", "länderna"),
    "bok": ("böcker", "böckerna"),
    "son": ("söner", "sönerna"),
    "ledamot": ("ledamöter", "ledamöterna"),
    "person": ("personer", "personerna"),
}

# infinitive: present, past, supine, participle ("-" for none); a second spelling after a slash.
_STRONG = {
    line.split()[0]: tuple(tuple(cell.split("/")) for cell in line.split()[1:])
    for line in """
        be ber bad bett -
        binda binder band bundit bunden
        bli blir blev blivit bliven
        bryta bryter bröt brutit bruten
        bära bär bar burit buren
        dra drar drog dragit dragen
        dö dör dog dött -
        falla faller föll fallit fallen
        finna finner fann funnit funnen
        fly flyr flydde flytt -
        få får fick fått -
        försvinna försvinner försvann försvunnit försvunnen
        ge ger gav gett/givit given
        gripa griper grep gripit gripen
        gå går gick gått gången
        göra gör gjorde gjort gjord
        ha har hade haft -
        hålla håller höll hållit hållen
        komma kommer kom kommit kommen
        kräva kräver krävde krävt krävd
        le ler log lett -
        ligga ligger låg legat -
        låta låter lät låtit -
        lägga lägger lade/la lagt lagd
        rida rider red ridit -
        se ser såg sett sedd
        sitta sitter satt suttit -
        skjuta skjuter sköt skjutit skjuten
        skriva skriver skrev skrivit skriven
        slå slår slog slagit slagen
        stjäla stjäl/stjäler stal stulit stulen
        stå står stod stått -
        säga säger sade/sa sagt sagd
        sälja säljer sålde sålt såld
        sätta sätter satte satt satt
        ta tar tog tagit tagen
        tvinga tvingar/tvinger tvingade tvingat tvingad
        veta vet visste vetat -
        vara är var varit -
        vinna vinner vann vunnit vunnen
        välja väljer valde valt vald
        äga äger ägde ägt ägd
    """.strip().splitlines()
}
_PREFIXES = ("an", "av", "be", "bort", "efter", "fast", "fram", "fri", "för", "före", "genom", "in", "med", "ned",
             "ner", "om", "på", "till", "under", "upp", "ut", "vid", "åter", "över")  # fmt: skip


def noun(word: str, *, cls: str = "", plural: bool = True) -> Forms:
    """Give a noun's forms: both genders' definite singular, every likely plural, and the genitive of each.

    ``cls`` is taken for the shape of `finnish.noun` and ignored.
    """
    del cls
    text = word.lower()
    forms: Forms = {text: "sg"}
    for form in _definite(text):
        forms.setdefault(form, "sg def")
    if plural:
        for form in _plurals(text):
            forms.setdefault(form, "pl")
        for form in _definite_plurals(text):
            forms.setdefault(form, "pl def")
    return _with_genitives(forms)


def name(word: str, *, cls: str = "") -> Forms:
    """Give a proper name and its genitive; acronyms take theirs after a colon (KRP:s). ``cls`` is ignored."""
    del cls
    text = word.lower()
    forms = _with_genitives({text: "sg"})
    if word.isupper():
        forms[text + ":s"] = "sg gen"
    return forms


def adjective(word: str) -> Forms:
    """Give an adjective's forms: neuter, plural and definite, degrees."""
    text = word.lower()
    forms: Forms = {text: "pos"}
    for form in _agreeing(text):
        forms.setdefault(form, "pos")
    for ending, tag in (("are", "comp"), ("ast", "sup"), ("aste", "sup")):
        forms.setdefault(_syncopated(text) + ending, tag)
    return forms


def verb(word: str) -> Forms:
    """Give a verb's forms from its infinitive ("döma"); active and passive in -s.

    Tags begin with inf, pres, past, sup, ptc past, ptc pres, imp, and "pass" before them in the passive ("pass past").
    A form of two readings carries both, joined by " or ".
    """
    text = word.lower()
    forms: Forms = {}
    strong = _strong(text)
    for present, past, supine, participle in strong or _weak(text):
        _add_verb(forms, present, past, supine, participle)
    stem = text.removesuffix("a")
    _also(forms, text, "inf")
    _also(forms, text + "s", "pass inf")
    forms.setdefault(stem + ("ende" if stem[-1:] in _VOWELS else "ande"), "ptc pres")
    return forms


def beginnings(word: str) -> set[str]:
    """Give the first two letters that any form of a word may have (ta, tog; man, män), without forming them all."""
    text = word.lower()
    found = {form[:2] for form in (text, *(_changed(text) or ()))}
    for row in _strong(text):
        found |= {form[:2] for cell in row for form in cell}
    return found | {form[:2] for form in verb(text)} if len(text) <= _SHORT else found


def strip_clitics(form: str) -> Iterator[str]:
    """Give nothing: Swedish has no clitics, and genitives are in the paradigms."""
    del form
    yield from ()


def _with_genitives(forms: Forms) -> Forms:
    """Add -s to every form that does not end in a hiss already."""
    genitives = {form + "s": f"{tag} gen" for form, tag in forms.items() if form[-1:] not in {"s", "x", "z"}}
    return {**genitives, **forms}


def _syncopated(text: str) -> str:
    """Drop the e of -el, -en, -er before an ending that begins with a vowel: offer, offr-et; tecken, teckn-et."""
    if text.endswith(("el", "en", "er")) and len(text) > _STEM + 2 and text[-3] not in _VOWELS:
        stem = text[:-2] + text[-1]
        return stem[:-2] + stem[-1] if stem[-3:-1] in {"mm", "nn"} else stem
    return text


def _bases(text: str) -> tuple[str, ...]:
    """Give what endings join to: the word, shortened (offr-) or with m, n doubled (programm-)."""
    bases = [text, _syncopated(text)]
    if text[-1:] in {"m", "n"} and text[-2:-1] in _VOWELS:
        bases.append(text + text[-1])
    return tuple(dict.fromkeys(bases))


def _definite(text: str) -> Iterator[str]:
    if text[-1:] in _VOWELS:
        yield from (text + "n", text + "t")
    if text.endswith(("el", "er")):
        yield text + "n"
    for base in _bases(text):
        yield from (base + "en", base + "et")


def _plurals(text: str) -> Iterator[str]:
    changed = _changed(text)
    if changed:
        yield changed[0]
        return
    yield text
    if text[-1:] in {"a", "e"}:
        yield from (text[:-1] + ending for ending in ("or", "ar", "er"))
    if text[-1:] in _VOWELS:
        yield from (text + "n", text + "r")
    yield from (base + ending for base in _bases(text) for ending in ("ar", "er"))


def _definite_plurals(text: str) -> Iterator[str]:
    changed = _changed(text)
    if changed:
        yield changed[1]
        return
    if text.endswith("are"):
        yield text[:-1] + "na"
    if text[-1:] in {"a", "e"}:
        yield from (text[:-1] + ending for ending in ("orna", "arna", "erna"))
    if text[-1:] in _VOWELS:
        yield from (text + "na", text + "rna")
    yield from (base + ending for base in _bases(text) for ending in ("arna", "erna", "en"))


def _changed(text: str) -> tuple[str, str] | None:
    part = max((part for part in _CHANGED_PLURALS if text.endswith(part)), key=len, default="")
    if not part:
        return None
    head = text[: -len(part)]
    indefinite, definite = _CHANGED_PLURALS[part]
    return head + indefinite, head + definite


def _agreeing(text: str) -> Iterator[str]:
    """Give neuter and plural of an adjective or a participle: grovt, grova; dömt, dömda; gripet, gripna."""
    if text.endswith("ad"):
        yield from (text[:-1] + "t", text + "e")
    elif text.endswith("en"):
        yield from (text[:-1] + "t", _syncopated(text) + "a")
    elif text.endswith("dd"):
        yield from (text[:-2] + "tt", text + "a", text + "e")
    elif text.endswith("d"):
        yield from (text[:-1] + ("t" if text[-2:-1] not in _VOWELS else "tt"), text + "a", text + "e")
    else:
        yield from (text if text.endswith("t") else text + "t", text + "a", text + "e")


def _strong(text: str) -> list[tuple[tuple[str, ...], ...]]:
    """Give the cells of a strong verb's row, with its prefix before them: anhålla, överge."""
    for prefix in ("", *_PREFIXES):
        row = _STRONG.get(text[len(prefix) :]) if text.startswith(prefix) else None
        if row:
            return [tuple(tuple(prefix + form for form in cell if form != "-") for cell in row)]
    return []


def _weak(text: str) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Give the rows of both weak conjugations: häktar häktade, dömer dömde."""
    if not text.endswith("a"):
        yield (text + "r",), (text + "dde",), (text + "tt",), (text + "dd",)
        return
    yield (text + "r",), (text + "de",), (text + "t",), (text + "d",)
    stem = text[:-1]
    if stem.endswith(("mm", "nn")):
        short = stem[:-1]
        yield (stem + "er",), (short + "de",), (short + "t",), (short + "d",)
    elif stem.endswith(("k", "p", "t", "s", "x")):
        yield (stem + "er",), (stem + "te",), (stem + "t",), (stem + "t",)
    elif stem.endswith("nd"):
        yield (stem + "er",), (stem + "e",), (stem[:-1] + "t",), (stem,)
    elif stem.endswith("r"):
        yield (stem,), (stem + "de",), (stem + "t",), (stem + "d",)
    else:
        yield (stem + "er",), (stem + "de",), (stem + "t",), (stem + "d",)


def _add_verb(
    forms: Forms,
    presents: tuple[str, ...],
    pasts: tuple[str, ...],
    supines: tuple[str, ...],
    participles: tuple[str, ...],
) -> None:
    for form in presents:
        _also(forms, form, "pres")
        for passive in _present_passives(form):
            _also(forms, passive, "pass pres")
    for form in pasts:
        _also(forms, form, "past")
        _also(forms, form + "s", "pass past")
    for form in supines:
        _also(forms, form, "sup")
        _also(forms, form + "s", "pass sup")
    for form in participles:
        _also(forms, form, "ptc past")
        for other in _agreeing(form):
            _also(forms, other, "ptc past")


def _also(forms: Forms, form: str, tag: str) -> None:
    """Tag a form that other parts of the verb may share: "past or ptc past" (häktade)."""
    known = forms.setdefault(form, tag)
    if tag not in known.split(" or "):
        forms[form] = f"{known} or {tag}"


def _present_passives(present: str) -> tuple[str, ...]:
    """Give döms and dömes for dömer, häktas for häktar."""
    if present.endswith("er"):
        return present[:-2] + "s", present[:-1] + "s"
    return (
        (present[:-1] + "s",)
        if present.endswith("r") and present[-2:-1] in _VOWELS
        else (present + "s", present + "es")
    )
