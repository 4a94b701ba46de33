"""The matcher: finds a lexicon's concepts, cues and rules, and a case's names, in one sentence.

A pattern is tried only where its rarest element (its anchor) occurs; matching a sentence costs its words plus the
patterns whose anchors it holds. Rule kept: linear in the text, whatever the text: a "sentence" of more than
`analysis.LONGEST` words has been cut before it gets here, so the lists below are short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from monitor.classify.paradigms import Forms
from monitor.classify.spans import Span, Spans
from monitor.language.tokens import Token
from monitor.lexicon import Element, Lexicon, Pattern, Rule, Term, parse_pattern
from monitor.model import Case

#: Concepts that are a case's or a rule's own: no word of the language, so no feature of a sentence.
_OF_CASES: Final = ("actor:", "role:", "context:", "not_this:", "court:", "with:", "without:", "figure:")
_TRIES: Final = 6
_MAX_SPANS: Final = 12
_MEMO_LIMIT: Final = 60_000
_NOTHING: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule found: the words it matched, as indexes into the text's tokens."""

    rule: Rule
    pattern: Pattern
    words: tuple[int, ...]

    @property
    def first(self) -> int:
        """Index of the first matched word."""
        return self.words[0]

    @property
    def last(self) -> int:
        """Index of the last matched word."""
        return self.words[-1]


@dataclass(slots=True)
class Found:
    """Everything found in one sentence: where each symbol stands, and the rules that matched."""

    spans: Spans = field(default_factory=Spans)
    hits: list[Hit] = field(default_factory=list)


@dataclass(slots=True)
class _Phrase:
    """A compiled pattern: element symbols, and the symbol or the rule its match stands for."""

    pattern: Pattern
    symbols: tuple[int, ...]
    elements: tuple[Element, ...]
    needs: frozenset[int]
    absent: frozenset[int]
    target: int
    rule: Rule | None = None


class Matcher:
    """A lexicon and the names of the cases, compiled for one language."""

    def __init__(self, lexicon: Lexicon, cases: Sequence[Case]) -> None:
        self.lexicon = lexicon
        self.forms = Forms(lexicon.language, lexicon.words)
        self._ids: dict[tuple[object, ...], int] = {}
        self._elements: dict[tuple[int, bool], int] = {}  # by the identity of the terms, which the lexicon shares
        self._capital: set[int] = set()
        self._implied: dict[int, list[int]] = {}
        self._members: dict[int, list[int]] = {}  # the other way round
        self._sizes: dict[int, int] = {}
        self._terms: dict[int, tuple[Term, bool]] = {}
        self._phrases: list[_Phrase] = []
        self._names: set[str] = set()
        for name, patterns in case_concepts(cases, lexicon.language).items():
            self._names.add(name)
            self._add_concept(name, patterns, names=True)
        for name, own in lexicon.concepts.items():
            self._add_concept(name, own)
        for prefix, table in (("cue:", lexicon.cues), ("figure:", lexicon.figures)):
            for name, listed in table.items():
                self._add_concept(prefix + name, listed)
        self._rule_marks: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
        for rule in lexicon.rules:
            self._add_rule(rule)
        self._closed: dict[int, tuple[int, ...]] = {}
        self._levels = self._index()
        self._closures = {
            phrase.target: frozenset((phrase.target, *self._closure(phrase.target))) for phrase in self._phrases
        }
        self._known: dict[str, tuple[frozenset[int], frozenset[int]]] = {}
        self._capital_only = self._reached_by_capitals()
        self._named = {str(key[1]): number for key, number in self._ids.items() if key[0] == "concept"}
        self.features = {number: name for name, number in self._named.items() if not name.startswith(_OF_CASES)}
        self._useful = self._asked_for()
        self._identifying = (
            {f"actor:{case.id}:{actor.id}" for case in cases for actor in case.actors if actor.identifies},
            {f"context:{case.id}" for case in cases},
            {"cue:theme"},
        )
        self._stems: tuple[tuple[str, ...], ...] = ()
        self.forms.finish(self._wide)

    # -- compiling ------------------------------------------------------------------------------------------------

    def symbol(self, name: str) -> int:
        """Give the symbol of a concept (``police``, ``cue:denied``, ``actor:x``); -1 if there is none of that name."""
        return self._named.get(name, -1)

    def symbols(self, prefix: str) -> dict[str, int]:
        """Symbols of all concepts whose name begins with ``prefix``, by the rest of the name."""
        return {
            str(key[1])[len(prefix) :]: number
            for key, number in self._ids.items()
            if key[0] == "concept" and str(key[1]).startswith(prefix)
        }

    def base(self, norm: str) -> str:
        """Give the base form of a word of the lexicon, or nothing."""
        return self.forms.derivation(norm)[0]

    def _id(self, *key: object) -> int:
        return self._ids.setdefault(key, len(self._ids))

    def _term(self, term: Term, name: bool = False) -> int:
        if term.sort == "concept":
            return self._id("concept", term.word)
        key = ("term", id(term), name)
        known = self._ids.get(key)
        if known is not None:
            return known
        number = self._ids[key] = len(self._ids)
        self.forms.add(term, number, name=name)
        self._terms[number] = term, name
        if term.capital:
            self._capital.add(number)
        return number

    def _element(self, element: Element, name: bool = False) -> int:
        key = (id(element.terms), name)
        known = self._elements.get(key)
        if known is None:
            known = self._elements[key] = self._new_element(element, name)
        return known

    def _new_element(self, element: Element, name: bool) -> int:
        numbers = tuple([self._term(term, name) for term in element.terms])
        if len(numbers) == 1:
            return numbers[0]
        key = ("any", numbers)
        known = self._ids.get(key)
        if known is not None:
            return known
        either = self._ids[key] = len(self._ids)
        self._members[either] = list(numbers)
        for number in numbers:
            self._implied.setdefault(number, []).append(either)
        return either

    def _add_concept(self, name: str, patterns: Sequence[Pattern], *, names: bool = False) -> int:
        target = self._id("concept", name)
        for pattern in patterns:
            if len(pattern.elements) == 1:
                only = self._element(pattern.elements[0], names)
                self._implied.setdefault(only, []).append(target)
                self._members.setdefault(target, []).append(only)
            else:
                self._add_phrase(pattern, target, None, names)
        return target

    def _add_phrase(self, pattern: Pattern, target: int, rule: Rule | None, names: bool = False) -> None:
        element = self._element
        symbols = tuple([element(one, names) for one in pattern.elements if not one.absent])
        elements, absent = pattern.elements, _NOTHING
        if len(symbols) < len(elements):
            absent = frozenset(element(one, names) for one in elements if one.absent)
            elements = tuple(one for one in elements if not one.absent)
        self._phrases.append(_Phrase(pattern, symbols, elements, frozenset(symbols), absent, target, rule))

    def _add_rule(self, rule: Rule) -> None:
        for pattern in rule.patterns:
            self._add_phrase(pattern, -1, rule)
        company = tuple(
            self._add_concept(f"with:{rule.id}:{number}", [pattern]) for number, pattern in enumerate(rule.company)
        )
        without = tuple(
            self._add_concept(f"without:{rule.id}:{number}", [pattern]) for number, pattern in enumerate(rule.without)
        )
        self._rule_marks[rule.id] = company, without

    def _asked_for(self) -> frozenset[int]:
        """Give the symbols that anything looks for; all others need not be noted in a text."""
        asked = {number for phrase in self._phrases for number in (*phrase.symbols, *phrase.absent)}
        asked.update(self._named.values())
        return frozenset(asked)

    def concerns(self, text: str) -> bool:
        """Whether a text (`tokens.plain`) could name a case, or hold context and theme of one: else skip it.

        Weaker than `relevance` on purpose, which needs a name, or a context word and a theme: it looks for the letters
        that all forms of a word share, anywhere in the text.
        """
        if not self._stems:
            self._stems = tuple(self._stems_of(names) for names in self._identifying)
        named, contexts, themes = self._stems
        return any(stem in text for stem in named) or (
            any(stem in text for stem in themes) and any(stem in text for stem in contexts)
        )

    def _stems_of(self, names: set[str]) -> tuple[str, ...]:
        """Give letters of which one must stand in any text that holds one of these concepts."""
        wanted = {number for name, number in self._named.items() if name in names}
        stems: set[str] = set()
        for number, (term, name) in self._terms.items():
            if not wanted.isdisjoint(self._closure(number)):
                stems.update(self.forms.stems(term, name=name))
        for phrase in self._phrases:
            if phrase.target in wanted and phrase.rule is None:
                stems.update(self._rarest_part(phrase, stems))
        return tuple(stem for stem in stems if not any(other != stem and other in stem for other in stems))

    def _rarest_part(self, phrase: _Phrase, known: set[str]) -> set[str]:
        """Give the stems of one part of a phrase, which all must stand in a text: known ones, or the longest."""
        parts = []
        for element in phrase.elements:
            own = (self.forms.stems(term, name=True) | self.forms.stems(term) for term in element.terms)
            parts.append(set().union(*own))
        covered = [part for part in parts if all(any(stem in own for stem in known) for own in part)]
        return set() if covered else max(parts, key=lambda part: min(map(len, part)))

    def _wide(self, symbols: Iterable[int]) -> tuple[int, ...]:
        """Symbols with the concepts they belong to, less those nobody asks for."""
        found: dict[int, None] = {}
        for symbol in symbols:
            found[symbol] = None
            found.update(dict.fromkeys(self._closure(symbol)))
        return tuple(number for number in found if number in self._useful)

    def _closure(self, number: int) -> tuple[int, ...]:
        known = self._closed.get(number)
        if known is None:
            known = self._closed[number] = self._reached(number)
        return known

    def _reached(self, number: int) -> tuple[int, ...]:
        seen: dict[int, None] = {}
        queue = list(self._implied.get(number, ()))
        while queue:
            other = queue.pop()
            if other not in seen:
                seen[other] = None
                queue.extend(self._implied.get(other, ()))
        return tuple(seen)

    def _index(self) -> list[dict[int, list[_Phrase]]]:
        made = self._phrase_levels()
        size = self._size
        levels: list[dict[int, list[_Phrase]]] = [{} for _ in range(max(made.values(), default=0) + 2)]
        for phrase in self._phrases:
            level = max((made.get(number, 0) for number in (*phrase.symbols, *phrase.absent)), default=0)
            anchor = min(phrase.symbols, key=size)
            levels[level].setdefault(anchor, []).append(phrase)
        return levels

    def _phrase_levels(self) -> dict[int, int]:
        """For each symbol a phrase can make: the pass after which it is known."""
        made: dict[int, int] = {}
        for _ in range(8):  # deeper nesting of concepts than this is a cycle
            before = dict(made)
            for phrase in self._phrases:
                if phrase.target < 0:
                    continue
                level = 1 + max((made.get(number, 0) for number in (*phrase.symbols, *phrase.absent)), default=0)
                for number in (phrase.target, *self._closure(phrase.target)):
                    made[number] = max(made.get(number, 0), level)
            if made == before:
                break
        return made

    def _size(self, number: int) -> int:
        """How many words (about) stand for a symbol: the fewer, the better an anchor it makes."""
        known = self._sizes.get(number)
        if known is None:
            self._sizes[number] = 1  # a cycle of concepts ends here
            members = self._members.get(number)
            known = self._sizes[number] = sum(map(self._size, members)) if members else 1
        return known

    # -- matching -------------------------------------------------------------------------------------------------

    def match(self, tokens: Sequence[Token], first: int, last: int) -> Found:
        """Find everything in ``tokens[first:last]``, one sentence."""
        found = Found()
        spans, known = found.spans, self._known
        for index in range(first, last):
            token = tokens[index]
            meant = known.get(token.norm) or self._look_up(token.norm)
            symbols = meant[token.capital] if meant[0] is not meant[1] else meant[0]
            if symbols:
                spans.note((index, index + 1), symbols)
        if spans.present:
            self._match_phrases(tokens, found)
        return found

    def _look_up(self, norm: str) -> tuple[frozenset[int], frozenset[int]]:
        """Give the symbols of a word: as written small, and with a capital letter, which some terms want.

        A concept reached only through such a term must not stand on a small letter either.
        """
        capital = frozenset(self.forms.find(norm))
        small = capital - self._capital - self._capital_only
        if len(self._known) > _MEMO_LIMIT:
            self._known.clear()
        meant = self._known[norm] = (small, capital) if len(small) < len(capital) else (capital, capital)
        return meant

    def _reached_by_capitals(self) -> frozenset[int]:
        small = self._reached_from(number for number in self._terms if number not in self._capital)
        return frozenset(self._reached_from(self._capital) - small)

    def _reached_from(self, numbers: Iterable[int]) -> set[int]:
        """Give all symbols that any of these imply."""
        seen: set[int] = set()
        queue = list(numbers)
        while queue:
            fresh = [other for other in self._implied.get(queue.pop(), ()) if other not in seen]
            seen.update(fresh)
            queue.extend(fresh)
        return seen

    def _match_phrases(self, tokens: Sequence[Token], found: Found) -> None:
        spans = found.spans
        pending: list[Hit] = []
        for level in self._levels:
            for number in level.keys() & spans.present:
                for phrase in level[number]:
                    if not phrase.needs <= spans.present or not phrase.absent.isdisjoint(spans.present):
                        continue
                    if phrase.rule is not None:
                        pending.extend(self._rule_hits(phrase, spans, tokens))
                    else:
                        self._add_spans(phrase, spans)
        found.hits = [hit for hit in pending if self._company(hit.rule, spans)]

    def _add_spans(self, phrase: _Phrase, spans: Spans) -> None:
        for places in self._places(phrase, spans):
            span = (min(place[0] for place in places), max(place[1] for place in places))
            spans.note(span, self._closures[phrase.target])

    def _rule_hits(self, phrase: _Phrase, spans: Spans, tokens: Sequence[Token]) -> Iterator[Hit]:
        rule = phrase.rule
        assert rule is not None  # noqa: S101 - the caller has just looked
        for places in self._places(phrase, spans):
            words = sorted({index for place in places for index in range(*place)})
            if rule.exclude and any(_is_excluded(tokens[index].norm, rule) for index in words):
                continue
            yield Hit(rule, phrase.pattern, tuple(words))

    def _company(self, rule: Rule, spans: Spans) -> bool:
        company, without = self._rule_marks[rule.id]
        return not any(number in spans for number in without) and (
            not company or any(number in spans for number in company)
        )

    def _places(self, phrase: _Phrase, spans: Spans) -> list[tuple[Span, ...]]:
        result = []
        for seed in spans.get(phrase.symbols[0]):
            places = _extend(phrase, 1, (seed,), spans)
            if places is not None:
                result.append(places)
                if len(result) >= _MAX_SPANS:
                    break
        return result


def _is_excluded(norm: str, rule: Rule) -> bool:
    """Whether a rule excludes a word, whole or by what stands behind its last hyphen ("vastaamo-syytetyn")."""
    return norm in rule.exclude or norm.rpartition("-")[2] in rule.exclude


def _extend(phrase: _Phrase, at: int, places: tuple[Span, ...], spans: Spans) -> tuple[Span, ...] | None:
    if at == len(phrase.symbols):
        return places
    element = phrase.elements[at]
    for place in _next_places(element, places, spans.get(phrase.symbols[at])):
        full = _extend(phrase, at + 1, (*places, place), spans)
        if full is not None:
            return full
    return None


def _next_places(element: Element, places: tuple[Span, ...], candidates: Sequence[Span]) -> list[Span]:
    previous = places[-1]
    if element.relation == "+":
        return [place for place in candidates if place[0] == previous[1]]
    low, high = min(place[0] for place in places), max(place[1] for place in places)
    fitting: list[tuple[int, Span]] = []
    for place in candidates:
        if any(place[0] < other[1] and other[0] < place[1] for other in places):
            continue
        distance = _distance(element, place, previous, low, high)
        if distance is not None:
            fitting.append((distance, place))
    fitting.sort()
    return [place for _, place in fitting[:_TRIES]]


def _distance(element: Element, place: Span, previous: Span, low: int, high: int) -> int | None:
    if element.relation == ">":
        distance = place[0] - previous[1]
        return distance if 0 <= distance <= element.gap else None
    distance = place[0] - high if place[0] >= high else low - place[1]
    distance = max(distance, 0)
    return distance if element.relation == "&" or distance <= element.gap else None


# ------------------------------------------------------------------------------------------------ names of cases


def case_concepts(cases: Sequence[Case], language: str) -> dict[str, list[Pattern]]:
    """Give a case's names, roles, context and look-alikes as concepts.

    They are called ``actor:CASE:ID``, ``role:CASE:ID``, ``context:CASE``, ``not_this:CASE``, and the reserved
    ``ORG``, ``ACCUSED`` that lexicon rules may use.
    """
    concepts: dict[str, list[Pattern]] = {"ORG": [], "ACCUSED": [], "PERSON": [], "VICTIM_GROUP": []}
    for case in cases:
        for actor in case.actors:
            names = _patterns((*actor.names, *(f"={form}" for form in actor.forms)))
            roles = _patterns(actor.roles.get(language, ()))
            concepts[f"actor:{case.id}:{actor.id}"] = names
            concepts[f"role:{case.id}:{actor.id}"] = roles
            for reserved in _reserved(case, actor.id, actor.kind):
                concepts[reserved].extend([*names, *roles])
        concepts[f"context:{case.id}"] = _patterns(case.context)
        concepts[f"not_this:{case.id}"] = _patterns(case.not_this)
        courts = dict.fromkeys(court for proceeding in case.proceedings for court in proceeding.courts)
        concepts[f"court:{case.id}"] = _patterns(tuple(courts))
    return concepts


def _reserved(case: Case, actor: str, kind: str) -> Iterator[str]:
    if actor == case.organisation:
        yield "ORG"
    if actor == case.accused:
        yield "ACCUSED"
    if kind == "person":
        yield "PERSON"
    if kind == "group":
        yield "VICTIM_GROUP"


def _patterns(names: Sequence[str]) -> list[Pattern]:
    patterns = []
    for name in names:
        marked = any(sign in name for sign in (" + ", " > ", " .. ", " & "))
        source = name if marked else _adjacent(name)
        patterns.append(parse_pattern(source))
    return patterns


def _adjacent(name: str) -> str:
    """Give a name of several words as adjacent elements; a one-word name may also start a compound (Vastaamo-juttu)."""
    literal, words = name.startswith("="), name.removeprefix("=").split()
    if literal:
        return " + ".join(f"={word}" for word in words)
    if len(words) == 1 and words[0][:1].isupper() and "~" not in words[0]:
        return f"{words[0]}~"
    return " + ".join(words)
