"""Which articles are one telling: near-duplicates and copies of one news agency's text. Pure.

Rules kept here:

* Two articles are one origin when their words are nearly the same, or when both credit one agency and the shorter, a
  short one, is for the most part in the other. An agency's name alone joins nothing: newsrooms rewrite its news.
* Whether two articles are one origin depends on these two alone, in either order; groups are what such pairs connect.
  So the order in which articles were read changes nothing.
* No comparison with every other article: candidates share a band of the MinHash signature, or a sentence of the lead
  with the same credit.

One-permutation hashing (Li, Owen, Zhang 2012): one hash a shingle instead of eighty; empty bins take the next full
one's value. 0.4 ms for an article of 300 words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from monitor.edits import essence

_SHINGLE = 3
_BINS = 80
_ROWS = 4
#: Nearly the same: sixty per cent of all shingles are common. Twelve words changed one by one in a text of 200.
_NEARLY = 0.6
#: A credited note of at most so many shingles is in the other text when half of it is.
_SHORT = 220
_INSIDE = 0.5
#: Fewer words than this say too little to be compared: a teaser alike is no proof of a copy.
_LEAST = 8
_LEAD = 3
_SENTENCE = 6
_MASK = (1 << 16) - 1

_WORD = re.compile(r"\w+")
_STOP = re.compile(r"(?<=[.!?])\s+|\n+")

# ------------------------------------------------------------------------------------------------------- credits

_NAMES = {
    "stt": "STT",
    "fnb": "STT",
    "spt": "STT",
    "ap": "AP",
    "associated press": "AP",
    "reuters": "Reuters",
    "afp": "AFP",
    "tt": "TT",
    "ntb": "NTB",
    "ritzau": "Ritzau",
}
_AGENCY = r"(?:STT|FNB|SPT|AP|The Associated Press|Associated Press|Reuters|REUTERS|AFP|TT|NTB|Ritzau)"
_BESIDE = r"(?:Lehtikuva|LEHTIKUVA|Suomen Tietotoimisto|Scanpix|News Agency)"
_LIST = rf"(?:{_BESIDE}\s*[-–—/, ]\s*)*{_AGENCY}(?:\s*[-–—/, &]\s*(?:{_AGENCY}|{_BESIDE}))*"
_ANY = re.compile(rf"(?<!\w)({_AGENCY})(?!\w)")
_PERSON = r"(?:[A-ZÅÄÖ][\w.'-]+\s+){1,2}[A-ZÅÄÖ][\w'-]+"
_LABEL = r"(?:Teksti|Lähde|Source|Källa|Text|By|Av|Från|From|©(?:\s*\d{4})?|Copyright(?:\s*\d{4})?)\s*:?\s*"
_CREDITS = (
    # a line of its own: "STT", "(Reuters)", "Maija Malli / STT", "Lehtikuva–STT", "Lähde: STT"
    re.compile(
        rf"^\W{{0,3}}(?:{_LABEL})?(?:{_PERSON}\s*[-–—/,]\s*)?{_LIST}(?:\s*[-–—/,]\s*{_PERSON})?\W{{0,3}}$", re.MULTILINE
    ),
    # a dateline: "HELSINKI (STT) –", "Helsinki, April 30 (Reuters) -", "STT: "
    re.compile(rf"\A\W{{0,2}}(?:[A-ZÅÄÖ][\w .,/'-]{{1,40}})?\(\s*{_LIST}\s*\)"),
    re.compile(rf"\A\W{{0,2}}{_LIST}\s*[:–—]\s"),
    # behind the last word: "… sanoi. /STT", "… sanoi. (STT–AFP)", "… sanoi. STT"
    re.compile(rf"[.!?\"”’]\s*(?:{_LABEL})?\W{{0,2}}{_LIST}\W{{0,2}}\Z"),
)
_PICTURE = re.compile(r"^\W*(?:kuva|kuvat|photo|foto|bild|image)\b.*$", re.IGNORECASE | re.MULTILINE)
#: Credits stand in the byline or the last lines; an agency named in between is only somebody's source.
_EDGE = 3


def credited(text: str, outlet: str = "") -> frozenset[str]:
    """Name the news agencies that a text credits at its start or end; ``outlet`` may be an agency itself."""
    lines = [line for line in _PICTURE.sub("", text).split("\n") if line.strip()]
    edges = ["\n".join(lines[:_EDGE]), "\n".join(lines[-_EDGE:])]
    found = [match.group() for edge in edges for pattern in _CREDITS for match in pattern.finditer(edge)]
    names = {_NAMES[name.casefold().removeprefix("the ")] for line in found for name in _ANY.findall(line)}
    own = _NAMES.get(outlet.casefold())
    return frozenset(names | {own} if own else names)


# --------------------------------------------------------------------------------------------------- fingerprint


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text to find its copies.

    ``signature`` is empty for a text too short to be compared; ``size`` counts its shingles; ``bands`` are the keys
    under which copies of it are looked for.
    """

    signature: tuple[int, ...]
    size: int
    wires: frozenset[str]
    bands: tuple[int, ...]


def fingerprint(title: str, text: str, outlet: str = "") -> Fingerprint:
    """Take the fingerprint of an article; what its page shows around the story is left out."""
    wires = credited(text, outlet)
    story = essence("", text)
    words = _words(story)
    if len(words) < 3 * _LEAST:  # headline and teaser are all there is
        words = _words(title) + words
    if len(words) < _LEAST:
        return Fingerprint((), 0, wires, ())
    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    signature = _signature(shingles)
    keys = [*_bands(signature), *(_lead(story, wires) if len(shingles) else ())]
    return Fingerprint(signature, len(shingles), wires, tuple(dict.fromkeys(keys)))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in _NAMES]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest())


def _signature(shingles: Iterable[str]) -> tuple[int, ...]:
    """Keep the least hash of each bin; an empty bin takes that of the next full one, changed by the distance."""
    least: list[int | None] = [None] * _BINS
    for shingle in shingles:
        value, place = divmod(_hash(shingle), _BINS)
        held = least[place]
        if held is None or value < held:
            least[place] = value
    return tuple(_filled(least, place) & _MASK for place in range(_BINS))


def _filled(least: Sequence[int | None], place: int) -> int:
    for distance in range(_BINS):
        value = least[(place + distance) % _BINS]
        if value is not None:
            return value + 40503 * distance
    return 0


def _bands(signature: Sequence[int]) -> Iterator[int]:
    for at in range(0, _BINS, _ROWS):
        yield _hash(f"{at}:{signature[at : at + _ROWS]}")


def _lead(story: str, wires: Iterable[str]) -> Iterator[int]:
    """Give a key for each sentence of a credited text's lead, so that a cut copy of a note finds the note."""
    sentences = [words for part in _STOP.split(story) if len(words := _words(part)) >= _SENTENCE]
    for wire in sorted(wires):
        for words in sentences[:_LEAD]:
            yield _hash(f"{wire}: {' '.join(words)}")


# ----------------------------------------------------------------------------------------------------- one origin


def same_origin(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two articles are one telling. Symmetric; needs no other article."""
    if not one.signature or not other.signature:
        return False
    alike = sum(a == b for a, b in zip(one.signature, other.signature, strict=True)) / _BINS
    if alike >= _NEARLY:
        return True
    shorter = min(one.size, other.size)
    if not one.wires & other.wires or shorter > _SHORT:
        return False
    common = alike / (1 + alike) * (one.size + other.size)
    return common >= _INSIDE * shorter


def meet(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether one is a candidate for the other (they share a band) and both are one origin."""
    return not set(one.bands).isdisjoint(other.bands) and same_origin(one, other)


def own_name(outlet: str, key: str) -> str:
    """Give an article's own name as an origin; a group is called by the first of its members' names."""
    return blake2b(f"{outlet}\n{key}".encode(), digest_size=8).hexdigest()


def groups(members: Mapping[str, Fingerprint]) -> dict[str, str]:
    """Connect members (by their own names) that meet; give each the name of its group, the least of its members'."""
    names = {one: one for one in sorted(members)}
    for one in names:
        for other in names:
            if other < one and names[one] != names[other] and meet(members[one], members[other]):
                least, most = sorted((names[one], names[other]))
                names = {name: least if held == most else held for name, held in names.items()}
    return names


def independent(reports: Iterable[tuple[str, str]]) -> int:
    """Count independent origins of (outlet, origin) pairs: outlets that can each be given an origin of their own.

    Ten outlets with one agency's text are one; an outlet with that text and a story of its own beside it is a second.
    """
    told: dict[str, list[str]] = {}
    for outlet, origin in sorted(set(reports)):
        told.setdefault(outlet, []).append(origin)
    taken: dict[str, str] = {}
    return sum(_give(outlet, told, taken, set()) for outlet in told)


def _give(outlet: str, told: Mapping[str, Sequence[str]], taken: dict[str, str], tried: set[str]) -> bool:
    """Give an outlet an origin, moving others to another of theirs if need be (augmenting path)."""
    for origin in told[outlet]:
        if origin in tried:
            continue
        tried.add(origin)
        if origin not in taken or _give(taken[origin], told, taken, tried):
            taken[origin] = outlet
            return True
    return False
