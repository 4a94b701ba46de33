"""A document cut up for reading: words, sentences with their language, clauses, and what the matcher found in each.

Rule kept: offsets are code points of `Document.content`; a piece without a full stop is cut every `LONGEST` words,
so that everything later stays linear in the text.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.classify.matcher import Found, Hit, Matcher
from monitor.classify.spans import Span
from monitor.language import dates, figures, sentences, tokens
from monitor.language.detect import detect
from monitor.language.tokens import Token
from monitor.model import Document, EventDate

LONGEST: Final = 90
_TELLING: Final = 4000  # characters by whose function words a text's language is told
_WORD = re.compile(r"[^\W\d_]+")
_SHORT_INSERT: Final = 3
_TOLD_REACH: Final = 4

_HARD = re.compile(r"[;:–—()\"“”«»…!?]|\s-\s")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPENERS: Final[Mapping[str, frozenset[str]]] = {
    "fi": _words(
        "että jotta koska kun kunnes jos mikäli ellei elleivät vaikka vaikkei mutta vaan sillä joten jolloin eikä "
        "jollei ennen kuin"
    ),
    "en": _words(
        "but while although though because unless if whereas when where before after until which who that whom whose "
        "as since so"
    ),
    "sv": _words("men medan fast fastän trots eftersom när innan sedan tills så"),
}


@dataclass(slots=True)
class Sentence:
    """One sentence: its place in the content, its words, its language, its clauses and its matches."""

    index: int
    start: int
    end: int
    first: int  # index of its first word
    last: int  # one past its last word
    paragraph: int
    language: str
    clauses: list[int]  # for every word of the sentence, the number of its clause
    found: Found
    read_dates: Callable[[Sentence], list[dates.DateMatch]]
    known_dates: list[dates.DateMatch] | None = None

    @property
    def dates(self) -> list[dates.DateMatch]:
        """The date expressions of the sentence, read when first asked for: most sentences tell nothing to date."""
        if self.known_dates is None:
            self.known_dates = self.read_dates(self)
        return self.known_dates

    def clause_of(self, word: int) -> int:
        """Give the clause a word (index into the text's words) stands in."""
        return self.clauses[word - self.first]

    def clauses_of(self, hit: Hit) -> set[int]:
        """Give the clauses a match touches."""
        return {self.clause_of(word) for word in hit.words}

    def clause_at(self, words: Sequence[Token], position: int) -> int:
        """Give the clause that holds (or begins after) a position of the content; -9 when none does."""
        for word in range(self.first, self.last):
            if words[word].end > position:
                return self.clauses[word - self.first]
        return -9

    def clause_words(self, numbers: set[int]) -> list[int]:
        """Give the words of some clauses."""
        found: list[int] = []
        for number in sorted(numbers):  # the clauses' numbers never fall
            low = bisect.bisect_left(self.clauses, number)
            found.extend(range(self.first + low, self.first + bisect.bisect_right(self.clauses, number, low)))
        return found


@dataclass(slots=True)
class Analysis:
    """Everything later steps look at."""

    document: Document
    content: str
    language: str
    published: EventDate | None
    tokens: list[Token]
    sentences: list[Sentence]
    matchers: Mapping[str, Matcher]

    def quantities(self, sentence: Sentence) -> Iterator[figures.Quantity]:
        """Read the quantities of a sentence, with offsets into the content."""
        text = self.content[sentence.start : sentence.end]
        return (_shift(item, sentence.start) for item in figures.find_quantities(text, sentence.language))

    def matcher(self, sentence: Sentence) -> Matcher:
        """Give the matcher of a sentence's language."""
        return self.matchers[sentence.language]

    def spans(self, sentence: Sentence, name: str) -> Sequence[Span]:
        """Where a concept of this name stands in a sentence."""
        return sentence.found.spans.get(self.matcher(sentence).symbol(name))

    def has(self, sentence: Sentence, name: str) -> bool:
        """Whether a concept of this name stands in a sentence."""
        return bool(self.spans(sentence, name))


def analyse(document: Document, matchers: Mapping[str, Matcher], mask: Sequence[str]) -> Analysis:
    """Read a document into words, sentences and matches. Never raises on any text."""
    content = document.content
    text = tokens.plain(content)
    if not any(matcher.concerns(text) for matcher in matchers.values()):
        language = _language(document, content, _WORD.findall(text[:_TELLING]), matchers, mask)
        return Analysis(document, content, language, None, [], [], matchers)
    words = tokens.tokenize(content)
    language = _language(document, content, [word.norm for word in words[:600]], matchers, mask)
    published = dates.published_on(document.published, document.timezone)
    starts = [word.start for word in words]
    found: list[Sentence] = []

    def read_dates(sentence: Sentence) -> list[dates.DateMatch]:
        told = _told_before(sentence, found, content, published)
        return _dates_of(sentence, words, content, published, matchers[sentence.language], told)

    for number, (start, end) in enumerate(sentences.paragraphs(content)):
        low, high = bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)
        own = _paragraph_language(words[low:high], matchers, language)
        for first, last, left, right in _sentence_pieces(content, start, end, own, starts):
            found.append(
                Sentence(
                    index=len(found),
                    start=left,
                    end=right,
                    first=first,
                    last=last,
                    paragraph=number,
                    language=own,
                    clauses=_clauses(content, words, first, last, own),
                    found=matchers[own].match(words, first, last),
                    read_dates=read_dates,
                )
            )
    return Analysis(document, content, language, published, words, found, matchers)


_COUNTED = re.compile(
    r"later|earlier|following|same|previous|myöhemmin|kuluttua|päästä|seuraav|edelli|sama|aiemmin|senare|följande",
    re.IGNORECASE,
)


def _told_before(
    sentence: Sentence, found: Sequence[Sentence], content: str, published: EventDate | None
) -> EventDate | None:
    """Give the date told last in the sentences just before: "two weeks later" counts from it.

    What those sentences announce ("will be heard on Tuesday") is no time from which a story goes on.
    """
    if published is not None and not _COUNTED.search(content, sentence.start, sentence.end):
        return None
    for earlier in reversed(found[max(sentence.index - _TOLD_REACH, 0) : sentence.index]):
        text = content[earlier.start : earlier.end]
        told = [match for match in dates.find_dates(text, earlier.language, published) if not match.future]
        if told:
            return told[-1].date
    return None


def _dates_of(
    sentence: Sentence,
    words: Sequence[Token],
    content: str,
    published: EventDate | None,
    matcher: Matcher,
    told: EventDate | None,
) -> list[dates.DateMatch]:
    """Read a sentence's dates; those of a clause about a plan as coming ones, "voted on Thursday to …" as the last."""
    text, language = content[sentence.start : sentence.end], sentence.language
    found = _shifted_dates(text, sentence.start, language, published, told, planned=False)
    spans = sentence.found.spans
    ahead = {
        sentence.clause_of(at)
        for cue in ("cue:planned", "cue:planned_weak", "cue:scheduled")
        for at, _ in spans.get(matcher.symbol(cue), ())
    }
    if not (found and ahead):
        return found
    coming = _shifted_dates(text, sentence.start, language, published, told, planned=True)
    read = {match.start: match for match in coming if sentence.clause_at(words, match.start) in ahead}
    return [read.get(match.start, match) for match in found]


def _sentence_pieces(
    content: str, start: int, end: int, language: str, starts: Sequence[int]
) -> list[tuple[int, int, int, int]]:
    pieces = []
    for low, high in sentences.sentences(content[start:end], language):
        left, right = start + low, start + high
        first, last = bisect.bisect_left(starts, left), bisect.bisect_left(starts, right)
        for at in range(first, max(last, first + 1), LONGEST):
            stop = min(at + LONGEST, last)
            piece_end = right if stop == last else starts[stop]
            pieces.append((at, stop, left if at == first else starts[at], piece_end))
    return pieces


def _shifted_dates(
    text: str, offset: int, language: str, published: EventDate | None, told: EventDate | None, *, planned: bool
) -> list[dates.DateMatch]:
    return [
        dates.DateMatch(match.start + offset, match.end + offset, match.date, match.relative, match.future, match.vague)
        for match in dates.find_dates(text, language, published, planned=planned, told=told)
    ]


def _shift(item: figures.Quantity, offset: int) -> figures.Quantity:
    return figures.Quantity(
        item.start + offset, item.end + offset, item.value, item.unit, item.qualifier, item.noun, item.suspended
    )


def _language(
    document: Document, content: str, norms: Sequence[str], matchers: Mapping[str, Matcher], mask: Sequence[str]
) -> str:
    counted = _counts(norms, matchers)
    best = max(counted, key=lambda name: counted[name])
    second = max((count for name, count in counted.items() if name != best), default=0)
    if counted[best] >= 2 and counted[best] >= 2 * second:
        return best
    if document.language in matchers:
        return document.language
    detected = detect(content[:2000], mask, default=best)
    return detected if detected in matchers else best


def _counts(norms: Sequence[str], matchers: Mapping[str, Matcher]) -> dict[str, int]:
    """Count each language's marker words; a word of two languages ("on") speaks for neither."""
    own = _own_markers(tuple((name, matcher.lexicon.markers) for name, matcher in matchers.items()))
    return {name: sum(map(markers.__contains__, norms)) for name, markers in own.items()}


@functools.lru_cache(maxsize=8)
def _own_markers(markers: tuple[tuple[str, frozenset[str]], ...]) -> dict[str, frozenset[str]]:
    return {
        name: own - frozenset().union(*(others for other, others in markers if other != name)) for name, own in markers
    }


def _paragraph_language(words: Sequence[Token], matchers: Mapping[str, Matcher], default: str) -> str:
    """Tell a paragraph in another language than the document's: only on clear evidence."""
    counted = _counts([word.norm for word in words[:80]], matchers)
    best = max(counted, key=lambda name: counted[name])
    return best if counted[best] >= 3 and counted[best] >= 3 * counted.get(default, 0) else default


_SPANS: Final = frozenset({"since", "until", "before", "after", "sedan", "innan", "tills"})
_WHEN: Final = _words(
    "last early late mid then next this january february march april may june july august september october november "
    "december monday tuesday wednesday thursday friday saturday sunday dess i förra januari februari mars maj juni "
    "juli augusti oktober våren sommaren hösten vintern måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen"
)
_NO_CLAUSE: Final = frozenset({"a", "an", "of", "part", "yet", "well", "such", "many", "much", "early", "late", "long"})


_BEING: Final = frozenset({"is", "are", "was", "were", "be"})


def _compares(words: Sequence[Token], index: int, last: int) -> bool:
    """Whether an English "as" compares or names a role ("as long ago as", "as a witness") and opens no clause."""
    if words[index].norm == "after" and words[index - 1].norm in _BEING:
        return True  # "are after a longer term": they want one
    if words[index].norm in _SPANS:
        after = words[index + 1] if index + 1 < last else None
        return after is not None and (after.norm in _WHEN or after.norm[0].isdigit())
    if words[index].norm != "as":
        return False
    following = {word.norm for word in words[index + 1 : min(index + 4, last)]}
    before = {word.norm for word in words[max(index - 3, 0) : index]}
    return "as" in following | before or (index + 1 < last and words[index + 1].norm in _NO_CLAUSE)


def _clauses(content: str, words: Sequence[Token], first: int, last: int, language: str) -> list[int]:
    """Give every word the number of its clause.

    Clauses end at strong punctuation, at commas, and before a conjunction that opens one. A comma piece of fewer than
    three words is an insertion ("Kivimäki, 26, pyrki") and ends nothing.
    """
    openers = _OPENERS.get(language, frozenset())
    numbers: list[int] = []
    current = 0
    since = 0
    for index in range(first, last):
        if index > first:
            between = content[words[index - 1].end : words[index].start]
            boundary = bool(_HARD.search(between)) or (
                since >= _SHORT_INSERT
                and ("," in between or (words[index].norm in openers and not _compares(words, index, last)))
            )
            if boundary:
                current, since = current + 1, 0
        since += 1
        numbers.append(current)
    return numbers
