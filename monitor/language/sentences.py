"""Where sentences and paragraphs begin and end, for Finnish, English and Swedish.

Rules kept: a newline always ends a sentence; a full stop ends one only when what follows can begin one and what
precedes is no abbreviation, initial or ordinal; offsets are code points of the raw text; linear in its length.
"""

from __future__ import annotations

import functools
import re

_CLOSING = "\"'”’»)\\]"
_BREAK = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++)(?P<quote>[{_CLOSING}]*+)(?=\s++(?P<next>\S))"  # possessive: linear on "....."
)
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BEFORE = re.compile(r"[\w.:&/-]+\Z")
_SAYING = re.compile(
    r"\s+(?:\w[\w'-]*\s+){0,3}?"
    r"(?:sano[io]|sanovat|huus|huudah|kysyi|kysyy|kerto|totea|totes|kirjoitt|vasta[as]|kommento|"
    r"said|says|asked|shouted|wrote|told|replied|sade|säger|frågade|ropade|skrev)",
    re.IGNORECASE,
)
_WORD_BEFORE = 32  # longer than any abbreviation; keeps the look back bounded


def _words(text: str) -> list[str]:
    return text.split()


_SHARED = "prof dr tri fil jr sr st vs ca op cit resp art no nr nro"
# Abbreviations after which a capital may follow inside the sentence.
_ABBREVIATIONS = {
    "fi": """mm esim n ns ks vrt v s so eli ml mukaanl lukuunott os puh toim synt k vt tj pj vpj dos ins dipl maist kand
    lis varat oik ao em ko nk po noin vs edv alk klo kpl luku mom pyk rva hra nti pres min evl kapt luutn kers ylik
    konst rkom rikoskom kom pääll apul ylit tied fil lääk hall hov käräj""",
    "en": """mr mrs ms messrs gov sen rep gen lt col sgt maj capt cmdr adm hon rev supt det insp jan feb mar apr jun jul
    aug sep sept oct nov dec approx est e.g i.e cf al fig pp ed eds u.s u.k u.n dept""",
    "sv": """bl bl.a t.ex t ex dvs d.v.s s.k f.d fr.o.m t.o.m p.g.a kl jfr ang enl inkl exkl tel hr fr fru adv jan feb
    apr aug sept okt nov dec mag""",
}
# Abbreviations that may also close a sentence: a capital after them begins the next one.
_MAY_END = frozenset(
    _words(
        "jne ym yms tms kk milj mrd eur e osv o.s.v m.m mm.fl m.fl etc inc ltd co corp oy oyj ab a.m p.m kr min "
        "tunt vk pv ed krs jkr ekr"
    )
)
# Titles are shortened freely in Finnish: "toimistopääll.", "rikoskom.", "os.siht."
_TITLE_ENDINGS = ("pääll", "kom", "siht", "joht", "apul", "prof", "luutn", "konst", "tuom", "asiant")


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Give the (start, end) of every sentence, without the white space around it.

    ``language`` is "fi", "en" or "sv"; anything else is read by the rules of all three.
    """
    known = _abbreviations(language)
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for match in _BREAK.finditer(text, start, line.end()):
            if _ends(text, match, known):
                _add(spans, text, start, match.end())
                start = match.end()
        _add(spans, text, start, line.end())
    return spans


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Give the (start, end) of every line that is not blank, without the white space around it."""
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        _add(spans, text, line.start(), line.end())
    return spans


@functools.cache
def _abbreviations(language: str) -> frozenset[str]:
    lists = [_ABBREVIATIONS[language]] if language in _ABBREVIATIONS else list(_ABBREVIATIONS.values())
    return frozenset(" ".join([_SHARED, *lists]).split())


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _ends(text: str, match: re.Match[str], known: frozenset[str]) -> bool:
    """Whether a mark closes its sentence, judged by what stands on both sides."""
    if not _may_begin(text, match.start("next")):
        return False
    if match["mark"] != ".":
        return not (match["quote"] and _SAYING.match(text, match.end(), match.end() + 80))
    if match["quote"]:
        return True
    before = _BEFORE.search(text[max(0, match.start() - _WORD_BEFORE) : match.start()])
    return before is None or not _shortened(before.group(), match["next"], known)


def _may_begin(text: str, index: int) -> bool:
    """Whether a sentence can begin here: capital, digit or dash, perhaps behind opening quotes."""
    for character in text[index : index + 4]:
        if character.isupper() or character.isdigit() or character in "–—-•":
            return True
        if character not in "\"'”“‘’„«»([¿¡":
            return False
    return False


def _shortened(word: str, following: str, known: frozenset[str]) -> bool:
    """Whether a full stop after ``word`` marks an abbreviation, an initial or an ordinal."""
    lower = word.lower().lstrip("(")
    if lower in _MAY_END:
        return following.isdigit() and lower not in {"jne", "ym", "yms", "osv", "etc"}
    if lower in known or lower.endswith(_TITLE_ENDINGS):
        return True
    if lower.isdigit():
        return following.isdigit()
    last = word.rsplit(".", 1)[-1].rsplit("-", 1)[-1]
    return len(last) == 1 and last.isalpha() and (last.isupper() or "." in word)
