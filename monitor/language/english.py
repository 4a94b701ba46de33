"""English paradigms: the few inflected forms of nouns, names, adjectives and verbs, each with its tag.

The same shape as `finnish`: dictionaries of lower-case form to tag. Rules kept: where spelling is divided (British
and American doubling), both are given; irregular verbs are a table, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

Forms = dict[str, str]

_VOWELS = frozenset("aeiou")
_SHORTEST = 3  # letters of the shortest word that doubles: ban, banned
_MONOSYLLABLE = 1

_IRREGULAR_PLURALS = {
    "man": "men",
    "woman": "women",
    "person": "people",
    "child": "children",
    "life": "lives",
    "wife": "wives",
    "knife": "knives",
    "half": "halves",
    "thief": "thieves",
    "crisis": "crises",
    "analysis": "analyses",
    "hypothesis": "hypotheses",
    "criterion": "criteria",
    "medium": "media",
    "datum": "data",
}

# base: past, past participle; a second spelling after a slash.
_IRREGULAR_VERBS = {
    line.split()[0]: (line.split()[1].split("/"), line.split()[2].split("/"))
    for line in """
        be was/were been
        bear bore borne
        beat beat beaten
        become became become
        begin began begun
        bid bid bid
        bind bound bound
        break broke broken
        bring brought brought
        build built built
        buy bought bought
        catch caught caught
        choose chose chosen
        come came come
        cost cost cost
        cut cut cut
        deal dealt dealt
        do did done
        draw drew drawn
        drive drove driven
        eat ate eaten
        fall fell fallen
        feel felt felt
        fight fought fought
        find found found
        flee fled fled
        fly flew flown
        forbid forbade forbidden
        forget forgot forgotten
        forgive forgave forgiven
        freeze froze frozen
        get got got/gotten
        give gave given
        go went gone
        grow grew grown
        have had had
        hear heard heard
        hide hid hidden
        hit hit hit
        hold held held
        hurt hurt hurt
        keep kept kept
        know knew known
        lay laid laid
        lead led led
        leave left left
        lend lent lent
        let let let
        lie lay/lied lain/lied
        lose lost lost
        make made made
        mean meant meant
        meet met met
        pay paid paid
        plead pleaded/pled pleaded/pled
        prove proved proved/proven
        put put put
        quit quit/quitted quit/quitted
        read read read
        ride rode ridden
        ring rang rung
        rise rose risen
        run ran run
        say said said
        see saw seen
        seek sought sought
        sell sold sold
        send sent sent
        set set set
        shake shook shaken
        shoot shot shot
        show showed shown
        shut shut shut
        sit sat sat
        sleep slept slept
        speak spoke spoken
        spend spent spent
        split split split
        spread spread spread
        stand stood stood
        steal stole stolen
        stick stuck stuck
        strike struck struck/stricken
        swear swore sworn
        take took taken
        teach taught taught
        tear tore torn
        tell told told
        think thought thought
        throw threw thrown
        wear wore worn
        win won won
        withdraw withdrew withdrawn
        write wrote written
    """.strip().splitlines()
}
#: Irregular verbs some of whose forms do not begin with the two letters of the base: took, thought.
_SHIFTED = {
    base: {form[:2] for cell in cells for form in cell}
    for base, cells in _IRREGULAR_VERBS.items()
    if any(form[:2] != base[:2] for cell in cells for form in cell)
}
# Prefixes that leave an irregular verb irregular: overturn is regular, uphold and overrule's cousins are not.
_PREFIXES = ("up", "over", "under", "with", "mis", "re", "fore", "out", "un")

# Verbs of more than one syllable that double their last consonant because the stress falls on it.
_STRESSED_LAST = (
    "mit", "quit", "fer", "pel", "cur", "ter", "rol", "gret", "but", "bar", "bel", "cel", "vel", "sel",
    "del", "nel", "ncil", "gram", "bed", "plan",
)  # fmt: skip


def noun(word: str, *, cls: str = "", plural: bool = True) -> Forms:
    """Give singular, plural and their possessives; ``cls`` is taken for the shape of `finnish.noun` and ignored."""
    del cls
    text = word.lower()
    forms: Forms = {text: "sg", text + "'s": "sg poss"}
    if plural:
        many = _plural(text)
        forms.setdefault(many, "pl")
        if not many.endswith("s"):
            forms.setdefault(many + "'s", "pl poss")
    return forms


def name(word: str, *, cls: str = "") -> Forms:
    """Give a proper name and its possessive; ``cls`` is ignored."""
    return noun(word, cls=cls, plural=False)


def adjective(word: str) -> Forms:
    """Give an adjective and, where it is short enough to have them, its degrees in -er and -est."""
    text = word.lower()
    forms: Forms = {text: "pos"}
    if _syllables(text) == _MONOSYLLABLE or text.endswith("y"):
        for base in _before_vowel(text):
            forms.setdefault(base + "er", "comp")
            forms.setdefault(base + "est", "sup")
    return forms


def verb(word: str) -> Forms:
    """Give the forms of a verb from its base form.

    Tags: "inf", "pres sg3", "past", "ptc past", "ptc pres"; a form that is past and participle at once (charged) is
    "past or ptc past".
    """
    text = word.lower()
    forms: Forms = {text: "inf", _third(text): "pres sg3"}
    for form in _present_participles(text):
        forms.setdefault(form, "ptc pres")
    past, participle = _past(text)
    for form in past:
        forms.setdefault(form, "past or ptc past" if form in participle else "past")
    for form in participle:
        forms.setdefault(form, "ptc past")
    if text == "be":
        forms.update({"is": "pres sg3", "am": "pres sg1", "are": "pres"})
    return forms


def beginnings(word: str) -> set[str]:
    """Give the first two letters that any form of a word may have (take, took), without forming them all."""
    text = word.lower()
    if len(text) <= _SHORTEST:  # be, is; man, men; lie, lying
        return {form[:2] for form in (*noun(text), *verb(text))}
    return {text[:2], *_SHIFTED.get(text, ())}


def strip_clitics(form: str) -> Iterator[str]:
    """Give what is left of a form without the possessive 's."""
    if form.endswith("'s"):
        yield form[:-2]


def _ends_consonant_y(text: str) -> bool:
    return text.endswith("y") and text[-2:-1] not in _VOWELS


def _plural(text: str) -> str:
    for singular, many in _IRREGULAR_PLURALS.items():
        if text == singular or (len(singular) > _SHORTEST and text.endswith(singular)):
            return text[: -len(singular)] + many
    if _ends_consonant_y(text):
        return text[:-1] + "ies"
    return text + ("es" if text.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _third(text: str) -> str:
    irregular = {"be": "is", "have": "has", "do": "does", "go": "goes", "undergo": "undergoes"}
    if text in irregular:
        return irregular[text]
    if _ends_consonant_y(text):
        return text[:-1] + "ies"
    return text + ("es" if text.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _present_participles(text: str) -> tuple[str, ...]:
    if text.endswith("ie"):
        return (text[:-2] + "ying",)
    if text.endswith("e") and not text.endswith(("ee", "oe", "ye")) and text != "be":
        return (text[:-1] + "ing",)
    return tuple(base + "ing" for base in _doubled(text))


def _past(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give (pasts, past participles)."""
    for prefix in ("", *_PREFIXES):
        base = text[len(prefix) :]
        if text.startswith(prefix) and base in _IRREGULAR_VERBS:
            past, participle = _IRREGULAR_VERBS[base]
            return tuple(prefix + form for form in past), tuple(prefix + form for form in participle)
    regular = tuple(base + "ed" for base in _before_vowel(text))
    return regular, regular


def _before_vowel(text: str) -> tuple[str, ...]:
    """Give the spellings of a word before -ed, -er, -est: charg-, deni-, acquitt-."""
    if text.endswith("e"):
        return (text[:-1],)
    if _ends_consonant_y(text):
        return (text[:-1] + "i",)
    return _doubled(text)


def _doubled(text: str) -> tuple[str, ...]:
    """Give a word with its last consonant doubled, plain, or both where usage is divided."""
    shape = "".join("v" if letter in _VOWELS else "c" for letter in text[-3:].replace("qu", "qw"))
    if len(text) < _SHORTEST or shape != "cvc" or text[-1] in "wxyh":
        return (text, text + text[-1]) if text.endswith("quit") else (text,)
    if _syllables(text) == _MONOSYLLABLE:
        return (text + text[-1],)
    return (text + text[-1], text) if text.endswith(_STRESSED_LAST) else (text,)


def _syllables(text: str) -> int:
    count, inside = 0, False
    for letter in text:
        vowel = letter in _VOWELS or (letter == "y" and count > 0)
        count += vowel and not inside
        inside = vowel
    return count - (text.endswith("e") and count > 1)
