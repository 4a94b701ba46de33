"""The sounds of Finnish: vowel harmony, consonant gradation in both directions, syllables.

Rule kept: where letters do not decide, every possibility is given.
"""

from __future__ import annotations

from functools import cache, lru_cache

VOWELS = frozenset("aeiouyäöå")
_BACK = frozenset("aouå")
_FRONT = frozenset("äöy")


def words(text: str) -> tuple[str, ...]:
    """Cut a list written as one string into its words."""
    return tuple(text.split())


# Last parts with neutral vowels only: in a compound they keep front endings whatever stands before them.
_FRONT_PARTS = words(
    "mies tie viesti niemi lehti merkki henki neiti meri veri kieli mieli kirje liike side piste virhe hetki leski "
    "retki selli siipi pelti tiede kivi rinne tili peli levi piiri kilpi nimi testi meili linkki este perhe esine "
    "teksti ilme sihteeri"
)


def is_front(word: str) -> bool:
    """Whether endings take ä, ö, y: decided by the last vowel that is not e or i."""
    for letter in reversed(word):
        if letter in _BACK:
            return False
        if letter in _FRONT:
            return True
    return True


def harmonies(word: str) -> tuple[bool, ...]:
    """Front, back, or both where a compound's last part may be neutral ("asia|miestä", "poliisia")."""
    if is_front(word):
        return (True,)
    return (True, False) if word.endswith(_FRONT_PARTS) or _neutral_syllables(word) > 2 else (False,)


def _neutral_syllables(word: str) -> int:
    """Count the syllables with e and i only that a word ends in: three of them are likely a part of their own."""
    count, inside = 0, False
    for letter in reversed(word):
        if letter in _BACK or letter in _FRONT:
            break
        vowel = letter in VOWELS
        count += vowel and not inside
        inside = vowel
    return count


@cache
def ae(front: bool, text: str) -> str:
    """Write the endings' A, O, U as vowel harmony wants them."""
    if front:
        return text.replace("A", "ä").replace("O", "ö").replace("U", "y")
    return text.replace("A", "a").replace("O", "o").replace("U", "u")


def _split_last(stem: str) -> tuple[str, str, str]:
    """Cut a stem into (rest, consonants, final vowels): tietomurto -> (tietomu, rt, o)."""
    end = len(stem)
    while end and stem[end - 1] in VOWELS:
        end -= 1
    start = end
    while start and stem[start - 1] not in VOWELS and stem[start - 1].isalpha():
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
    if len(vowels) != 1:
        return (stem,)
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


def syllables(word: str) -> int:
    """Count vowel groups, roughly: enough to tell two syllables from more."""
    count, inside = 0, False
    for letter in word:
        vowel = letter in VOWELS
        count += vowel and not inside
        inside = vowel
    return count
