"""Words of a text with their offsets, and the form each is looked up by.

Rules kept: offsets count code points of the raw text, so ``text[token.start:token.end] == token.surface`` always; a
composed and a decomposed spelling of one word have one ``norm``; everything is linear in the length of the text,
whatever the text is.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import NamedTuple

# Characters without width that typesetting puts inside words: soft hyphen, zero-width space and joiners, BOM.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_JOINERS = "-':\u2010\u2011\u2019\u02bc"
_TOKEN = re.compile(rf"\w[\w{_MARKS}{_INVISIBLE}]*(?:[{_JOINERS}][{_INVISIBLE}]*\w[\w{_MARKS}{_INVISIBLE}]*)*")
_TRANSLATION = {ord(character): None for character in _INVISIBLE} | {
    0x2010: "-",
    0x2011: "-",
    0x2019: "'",
    0x02BC: "'",
}

_VOWELS = frozenset("aeiouyäöå")


def _words(text: str) -> list[str]:
    return text.split()


# What may follow a whole word as an ending rather than as the second part of a compound: "syyte" + "tään".
_ENDINGS = frozenset(
    _words(
        "staan stään kseen naan nään ltaan ltään ssa ssä sta stä lla llä lta ltä lle ksi nsa nsä mme nne iin een "
        "aan ään oon öön hin hun hyn hön den ten ien jen iden itten ista istä issa issä illa illä ilta iltä ille "
        "iksi ina inä ihin isiin seen siin taan tään tiin ttiin tta ttä tte tty ttu tun tyn vat vät nut nyt neet "
        "nee neen sivat sivät isi ksen kset sia siä sen set ineen minen misen mista mistä miseen kin kaan kään han "
        "hän nen tavaa tävää tava tävä ttava ttävä taisiin täisiin teta tetä ton tön tonta töntä ttoman ttömän mpi "
        "mman impi imman nta ntä tsi tsee tseva tsevat"
    )
)


_LONGEST = 300


class Token(NamedTuple):
    """One word or number: where it stands in the raw text, how it is written, and the form it is looked up by."""

    start: int
    end: int
    surface: str
    norm: str

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital letter."""
        return self.surface[:1].isupper()


@functools.lru_cache(maxsize=32_768)  # the same words come again and again, from text to text
def normalise(word: str) -> str:
    """Give the form a word is looked up by: NFC, invisible characters dropped, plain hyphens, lower case."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word.translate(_TRANSLATION)).lower())


def plain(text: str) -> str:
    """Give a whole text as `normalise` gives its words: for looking whether a stem occurs anywhere in it."""
    if text.isascii():
        return text.lower()
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    text = text.replace("\u2010", "-").replace("\u2011", "-")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def tokenize(text: str) -> list[Token]:
    """Cut a text into words, in order. Hyphens, colons and apostrophes inside a word do not end it.

    Numbers are tokens too; "33 000" is two. Of what is too long for a word the form is cut: a megabyte without a space
    would keep every pattern that looks at a word's end busy for minutes.
    """
    return [
        Token(match.start(), match.end(), match.group(), normalise(match.group()[:_LONGEST]))
        for match in _TOKEN.finditer(text)
    ]


def may_be_word(rest: str) -> bool:
    """Whether what follows a first part looks like a word of its own rather than like an ending."""
    if rest in _ENDINGS or not _VOWELS.intersection(rest):
        return False
    return rest[0] != rest[1] or rest[0] in _VOWELS
