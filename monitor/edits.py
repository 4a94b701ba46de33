"""Whether an outlet's edit changed what a text says, and which words it changed. Pure.

Rules kept here:

* A clock time in "Päivitetty 12.30", a count of comments or shares, a list under "Lue myös", a photographer's name and
  white space are no news: two texts that differ in these alone have one essence, and make one revision.
* Every other word, figure and sign of punctuation counts: leaving out too little costs a revision, leaving out too
  much would hide an edit.
* The essence is for comparing alone; what is stored and quoted is always the text as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.language.sentences import sentences

KEPT, REMOVED, ADDED = "=", "-", "+"
#: A word diff: pieces of text, each kept, removed or added.
Diff = tuple[tuple[str, str], ...]

_DROPPED = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SAME = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("’‘‛", "'"), **dict.fromkeys("‐‑–—−", "-")})
_SPACES = re.compile(r"\s+")

_MONTH = (
    r"(?:(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuuta|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|maj|okt|mars)[a-z]*\.?)"
)
_STAMP = (
    r"(?:\d+ (?:min|h|t|tuntia?|minuuttia?|hours?|minutes?) (?:sitten|ago|sedan)"
    rf"|\d{{1,4}}(?:[.:/-]\d{{1,4}}){{0,2}}\.?|{_MONTH}|klo|kello|kl|at|on|the|am|pm|a\.m\.|p\.m\.|eet|eest|utc|gmt"
    r"|tänään|eilen|today|yesterday|idag|i dag|igår"
    r"|ma|ti|ke|to|pe|la|su|mon|tue|wed|thu|fri|sat|sun)(?:day)?"
)
_TOUCHED = (
    r"(?:julkaistu|päivitetty|muokattu|päivitys|viimeksi päivitetty|published|updated|last updated|modified"
    r"|publicerad|uppdaterad|senast uppdaterad|ändrad)"
)
_STAMPED = rf"{_TOUCHED}\b\s*:?(?:[\s,.|·-]*\b{_STAMP}(?!\w))++"
# "Päivitetty 30.4.2024 klo 12.30": the word with at least one piece of a date or time after it. Only in brackets, after
# the last full stop or before a new beginning: "Päätös on julkaistu 30.4.2024" is a claim.
_TIMED = re.compile(
    rf"(?i:\({_STAMPED}\))|(?:^|(?<=[.!?|·] ))(?i:{_STAMPED})[.]?(?=\s*$)"
    rf"|^(?i:{_STAMPED})\.?(?:\s*[|·-]\s*|\s+(?=[A-ZÅÄÖ]))"
)
_ONLY_TIME = re.compile(rf"(?:[\s,.|·-]*\b{_STAMP}(?!\w))+[\s.,|·]*", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:\d[\d\s.,]*k?\s*)?(?:kommentti|kommenttia|kommentit|kommentoi|jakoa?|jaa|jaettu|tykkäystä|lukukertaa|"
    r"katselukertaa|comments?|shares?|share|likes?|views?|reactions?|kommentarer?|delningar?|dela|gilla(?:r|de)?|visningar)"
    r"(?:\s*[:(]?\s*\d[\d\s.,]*k?\s*\)?)?(?:\s*(?:kertaa|gånger|times))?",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:lukuaika|lästid|reading time)\s*:?\s*(?:noin |about |ca )?\d+\s*(?:min\w*|m)\.?|\d+[\s-]*"
    r"min(?:uutin|uutti|uter?s?|ute|\.)?\s*(?:lukuaika|read|läsning|lästid)",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:lue (?:myös|lisää|seuraavaksi)|katso myös|kuuntele myös|aiheesta (?:lisää|muualla)|read (?:also|more|next)"
    r"|see also|also read|related(?: articles| stories)?|more on this(?: story)?|most read|luetuimmat|läs (?:också|även"
    r"|mer|vidare)|se (?:också|även)|mest läst)\b\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|(?<=[.!?] )|\()(?:kuvat?|kuvaaja|valokuvat?|photos?|images?|pictures?|photograph|foton?"
    r"|bild(?:er)?)\s*:\s*[^().]{0,90}\)?\.?$",
    re.IGNORECASE,
)
#: A linked headline below "Lue myös" has no full stop and hardly more letters than this.
_HEADLINE = 140
_MARKS = '"-•*·>›» '


def essence(title: str, text: str) -> str:
    """Give what a text says, for comparing; two trivially different states of it give one essence."""
    lines = [_line(line) for line in f"{title}\n{text}".split("\n")]
    return "\n".join(line for line in _without_lists(lines) if line)


def _line(line: str) -> str:
    """Fold one paragraph: one form of every letter, hyphen and quotation mark, without stamps, counters and credits."""
    plain = unicodedata.normalize("NFC", _DROPPED.sub("", line)).translate(_SAME)
    plain = " ".join(plain.split())
    while (shorter := _TIMED.sub("", plain).strip(" |·")) != plain:
        plain = shorter
    if ":" in plain:
        plain = _CAPTION.sub("", plain).strip()
    trivial = any(pattern.fullmatch(plain.strip(_MARKS)) for pattern in (_ONLY_TIME, _COUNTER, _READING_TIME))
    return "" if trivial else plain


def _without_lists(lines: Sequence[str]) -> list[str]:
    """Leave out "Lue myös" and the headlines below it, up to the first paragraph that is a text."""
    kept, listing = [], False
    for line in lines:
        found = _RELATED.fullmatch(line.strip(_MARKS))
        if found and _like_headline(found["rest"]):
            listing = not found["rest"].strip(": ")
        elif not (listing and _like_headline(line)):
            listing = listing and not line
            kept.append(line)
    return kept


def _like_headline(line: str) -> bool:
    return len(line) <= _HEADLINE and not line.rstrip('" ').endswith((".", "!"))


# -------------------------------------------------------------------------------------------------------- words


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence that an edit touched: as it was, and as it is now (empty when nothing like it is left)."""

    before: str
    after: str


def stands(sentence: str, content: str) -> bool:
    """Whether a sentence is still in a content, whatever became of its spaces, hyphens and quotation marks."""
    return _folded(sentence) in _folded(content)


def _folded(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _DROPPED.sub("", text)).translate(_SAME)).strip()


def sentences_at(content: str, language: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Give the sentences that spans of a content lie in, each once, in their order."""
    found = [
        content[start:end]
        for start, end in sentences(content, language)
        if any(start < last and first < end for first, last in spans)
    ]
    return list(dict.fromkeys(found))


def touched(before: str, after: str, language: str, spans: Sequence[tuple[int, int]]) -> list[Passage]:
    """Say what became of the sentences in which ``spans`` of ``before`` lie: those that ``after`` no longer holds."""
    gone = [one for one in sentences_at(before, language, spans) if not stands(one, after)]
    if not gone:
        return []
    fresh = [after[start:end] for start, end in sentences(after, language)]
    fresh = [one for one in fresh if not stands(one, before)]
    return [Passage(one, _closest(one, fresh)) for one in gone]


def _closest(sentence: str, others: Sequence[str]) -> str:
    """Choose the sentence that tells the same thing otherwise: half of its words at least."""
    rated = [(_likeness(sentence, other), -at) for at, other in enumerate(others)]
    best, at = max(rated, default=(0.0, 0))
    return others[-at] if best >= _ALIKE else ""


_ALIKE = 0.5


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False).ratio()


def word_diff(before: str, after: str) -> Diff:
    """Give the word diff of two sentences; what is kept or removed makes ``before``, kept or added ``after``."""
    old, new = before.split(), after.split()
    pieces: list[tuple[str, str]] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append((KEPT, " ".join(old[first:last])))
            continue
        if last > first:
            pieces.append((REMOVED, " ".join(old[first:last])))
        if end > start:
            pieces.append((ADDED, " ".join(new[start:end])))
    return tuple(pieces)
