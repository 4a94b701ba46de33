"""Lexicon: the words, rules and cues of one language, read from a TOML text.

A lexicon is data. It names *concepts* (lists of patterns, one idea said many ways), *rules* (a pattern says that a
development of some kind is told), *cues* (words that turn a fact into a demand, a plan, a possibility or a denial,
or that mark a recap) and *authorities*. This module parses and checks; `classify` expands the terms into paradigms.

Pattern syntax, elements joined by operators:

* ``word`` any inflected form; ``word~`` may start a compound, ``~word`` may end one; ``=word`` this form only;
  ``v:word`` a verb's paradigm, ``v:word[past,ptc]`` only forms whose tag starts so; ``f:word`` only the forms that
  can tell that it happened (finite ones and predicate participles; in English past and participles, because the
  bare stem is so often a noun: leak, appeal); ``a:word`` an adjective;
  ``@name`` a concept; ``x|y|z`` any of them. A capital letter in the pattern requires one in the text.
* ``a + b`` adjacent; ``a > b`` in this order, at most 8 words between (``>3``: at most 3); ``a .. b`` either order
  within 8 words (``..4``); ``a & b`` anywhere in the sentence; ``!a`` not in the sentence.

Rule kept: every mistake is reported as ``file:line:column``, all of them at once.
"""

from __future__ import annotations

import bisect
import contextlib
import functools
import gc
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import tomli

from monitor.errors import LexiconError
from monitor.messages import said
from monitor.model import Kind, Modality, Outcome

#: Concepts that a case brings, not a lexicon: its organisation, its accused, its named people, its victims.
CASE_CONCEPTS: Final = frozenset({"ORG", "ACCUSED", "PERSON", "VICTIM_GROUP"})

#: Concepts by which a mention's authority is found; they need not stand in a rule.
AUTHORITY_CONCEPTS: Final = frozenset(
    {
        "supreme_court",
        "appeal_court",
        "district_court",
        "court",
        "regulator",
        "treasury",
        "prosecutor",
        "police",
        "government",
    }
)

WINDOW: Final = 8
_OPERATOR = re.compile(r"(\+|\.\.|>|&)(\d*)$")
_ALTERNATIVE = re.compile(r"(?:(v|f|a|n):)?(@|=|~)?([^\s\[\]@=~|]+)(~)?(?:\[([^\]]+)\])?$")
_RULE_KEYS: Final = frozenset(
    {"id", "kind", "any", "with", "without", "outcome", "stage", "subject", "modality", "confidence", "keeps", "not"}
)
_TOP_KEYS: Final = frozenset({"language", "markers", "words", "concepts", "rules", "cues", "figures"})


@dataclass(frozen=True, slots=True)
class Term:
    """One alternative of an element: a word with its paradigm, or a reference to a concept.

    ``sort`` is ``word``, ``verb``, ``finite``, ``adjective``, ``literal`` or ``concept``; ``tags`` are tag
    prefixes a form must have (empty: any); ``starts`` / ``ends`` tell whether the word may be the first or last part
    of a compound.
    """

    word: str
    sort: str = "word"
    starts: bool = False
    ends: bool = False
    tags: tuple[str, ...] = ()

    @property
    def capital(self) -> bool:
        """Whether the text must have a capital letter here."""
        return self.sort != "concept" and self.word[:1].isupper()


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: its alternatives, and how it stands to what was matched before it.

    ``relation`` is ``+``, ``>``, ``..`` or ``&`` (the first element has ``&``); ``gap`` the most words between.
    """

    terms: tuple[Term, ...]
    relation: str = "&"
    gap: int = 0
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern and the text it came from."""

    source: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a match of any of ``patterns`` means: a mention of ``kind`` with these presets.

    ``company`` and ``without`` are patterns that must, or must not, be found in the same sentence; ``exclude`` are
    literal word forms that no matched word may be; ``keeps`` lists modalities that cues may not impose on it.
    """

    id: str
    kind: Kind
    patterns: tuple[Pattern, ...]
    company: tuple[Pattern, ...] = ()
    without: tuple[Pattern, ...] = ()
    exclude: frozenset[str] = frozenset()
    outcome: Outcome | None = None
    stage: str = ""
    subject: str = ""
    modality: Modality | None = None
    keeps: frozenset[Modality] = frozenset()
    confidence: float = 1.0
    line: int = 0


@dataclass(frozen=True)
class Lexicon:
    """One language's rules. ``version`` is the first twelve hex digits of the SHA-256 of the file's text.

    ``markers`` are function words by which a paragraph's language is told; ``words`` overrides of paradigms
    (``class`` or ``forms``); ``cues`` named lists of patterns; ``figures`` maps what a number counts to patterns.
    """

    language: str
    version: str
    file: str = ""
    markers: frozenset[str] = frozenset()
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    concepts: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    cues: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    figures: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    source: str = field(default="", repr=False)


def parse_pattern(source: str) -> Pattern:
    """Parse one pattern; raises ValueError that says what is wrong with it."""
    elements: list[Element] = []
    relation, gap = "&", 0
    expecting = True
    for part in source.split():
        operator = _OPERATOR.match(part) if part[0] in "+.>&" else None
        if operator:
            if expecting:
                raise ValueError(f"operator {part!r} without a word before it in {source!r}")
            relation, gap = operator[1], int(operator[2] or WINDOW)
            expecting = True
        elif not expecting:
            raise ValueError(f"two words without an operator between them in {source!r}")
        else:
            elements.append(_element(part, relation, gap))
            expecting = False
    if expecting or elements[0].absent:
        raise ValueError(f"pattern {source!r} has no word to begin with or to end with")
    return Pattern(source, tuple(elements))


@functools.lru_cache(maxsize=16384)
def _element(part: str, relation: str, gap: int) -> Element:
    absent = part.startswith("!")
    return Element(_terms(part.removeprefix("!")), relation, gap, absent)


@functools.lru_cache(maxsize=8192)  # lexicons repeat themselves: this halves the time to read them
def _terms(text: str) -> tuple[Term, ...]:
    return tuple([_term(alternative) for alternative in text.split("|")])


_SORTS: Final = {"v": "verb", "f": "finite", "a": "adjective", "n": "word", None: "word"}


@functools.lru_cache(maxsize=8192)
def _term(text: str) -> Term:
    match = _ALTERNATIVE.match(text)
    if match is None:
        raise ValueError(f"not a term: {text!r}")
    sort, mark, word, tail, tags = match.groups()
    if mark == "@":
        return Term(word, "concept")
    return Term(
        word,
        "literal" if mark == "=" else _SORTS[sort],
        starts=tail is not None,
        ends=mark == "~",
        tags=tuple(tag.strip().replace("_", " ") for tag in tags.split(",")) if tags else (),
    )


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Build many lasting objects without the garbage collector looking at them, now or later: a third faster."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.freeze()
            gc.enable()


def read_lexicon(text: str, file: str) -> Lexicon:
    """Parse and check a lexicon's TOML text; raises LexiconError listing every mistake as ``file:line:column``."""
    reader = _Reader(text, file)
    with collector_paused():
        try:
            data = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            raise LexiconError(_toml_mistake(str(error), file)) from error
        lexicon = reader.read(data)
    if reader.mistakes:
        raise LexiconError("\n".join(reader.mistakes))
    return lexicon


def _toml_mistake(message: str, file: str) -> str:
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = place.groups() if place else ("1", "1")
    return f"{file}:{line}:{column}: {re.sub(r' *[(]at .*', '', message)}"


class _Reader:
    """Turns TOML data into a Lexicon and collects mistakes with their places."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.mistakes: list[str] = []
        self.lines = [match.start() for match in re.finditer("\n", text)]

    def place(self, needle: str, start: int = 0) -> tuple[int, int]:
        at = max(self.text.find(needle, start), 0)
        return bisect.bisect_left(self.lines, at) + 1, at - self.text.rfind("\n", 0, at)

    def wrong(self, needle: str, message: str) -> None:
        line, column = self.place(needle)
        self.mistakes.append(f"{self.file}:{line}:{column}: {message}")

    def read(self, data: Mapping[str, Any]) -> Lexicon:
        for key in sorted(set(data) - _TOP_KEYS):
            self.wrong(key, f"unknown key {key!r}")
        if not isinstance(data.get("language"), str):
            self.wrong("", said("language is missing"))
        concepts = self.tables(data.get("concepts", {}))
        lexicon = Lexicon(
            language=str(data.get("language", "")),
            version=hashlib.sha256(self.text.encode()).hexdigest()[:12],
            file=self.file,
            markers=frozenset(data.get("markers", ())),
            words=data.get("words", {}),
            concepts=concepts,
            rules=tuple(self.rules(data.get("rules", []))),
            cues=self.tables(data.get("cues", {})),
            figures=self.tables(data.get("figures", {})),
            source=self.text,
        )
        self.check_references(lexicon)
        return lexicon

    def tables(self, data: Mapping[str, Sequence[str]]) -> dict[str, tuple[Pattern, ...]]:
        return {name: self.patterns(sources) for name, sources in data.items()}

    def patterns(self, sources: Sequence[str]) -> tuple[Pattern, ...]:
        parsed = []
        for source in sources:
            try:
                parsed.append(parse_pattern(source))
            except ValueError as error:
                self.wrong(f'"{source}"', str(error))
        return tuple(parsed)

    def rules(self, tables: Sequence[Mapping[str, Any]]) -> Iterator[Rule]:
        seen: set[str] = set()
        for table in tables:
            name = str(table.get("id", ""))
            needle = f'"{name}"'
            if not name or name in seen:
                self.wrong(needle, said(f"rule without an id, or with one used before: {name!r}"))
            seen.add(name)
            for key in sorted(set(table) - _RULE_KEYS):
                self.wrong(needle, said(f"rule {name!r}: unknown key {key!r}"))
            try:
                yield self.rule(name, table, self.place(needle)[0])
            except ValueError as error:
                self.wrong(needle, f"rule {name!r}: {error}")

    def rule(self, name: str, table: Mapping[str, Any], line: int) -> Rule:
        return Rule(
            id=name,
            kind=Kind(table.get("kind", "")),
            patterns=self.patterns(table.get("any", [])),
            company=self.patterns(table.get("with", [])),
            without=self.patterns(table.get("without", [])),
            exclude=frozenset(table.get("not", ())),
            outcome=Outcome(table["outcome"]) if "outcome" in table else None,
            stage=str(table.get("stage", "")),
            subject=str(table.get("subject", "")),
            modality=Modality(table["modality"]) if "modality" in table else None,
            keeps=frozenset(Modality(value) for value in table.get("keeps", ())),
            confidence=float(table.get("confidence", 1.0)),
            line=line,
        )

    def check_references(self, lexicon: Lexicon) -> None:
        for pattern in all_patterns(lexicon):
            for element in pattern.elements:
                for term in element.terms:
                    known = term.word in lexicon.concepts or term.word in CASE_CONCEPTS
                    if term.sort == "concept" and not known:
                        self.wrong(f'"{pattern.source}"', said(f"no concept named @{term.word}"))


def all_patterns(lexicon: Lexicon) -> Iterator[Pattern]:
    """Every pattern of a lexicon: of concepts, rules, cues and figures."""
    for table in (lexicon.concepts, lexicon.cues, lexicon.figures):
        for patterns in table.values():
            yield from patterns
    for rule in lexicon.rules:
        yield from rule.patterns
        yield from rule.company
        yield from rule.without


def lint(lexicon: Lexicon) -> list[str]:
    """Rules and concepts that cannot do anything or do it twice, as ``file:line: what`` lines."""
    return [*_duplicates(lexicon), *_colliding(lexicon), *_misbound(lexicon), *_unused(lexicon)]


def _line(lexicon: Lexicon, needle: str, nth: int = 0) -> int:
    at = -1
    for _ in range(nth + 1):
        found = lexicon.source.find(needle, at + 1)
        if found < 0:
            break
        at = found
    return lexicon.source.count("\n", 0, max(at, 0)) + 1


def _duplicates(lexicon: Lexicon) -> Iterator[str]:
    groups = [(f"concept {name}", patterns) for name, patterns in lexicon.concepts.items()]
    groups += [(f"cue {name}", patterns) for name, patterns in lexicon.cues.items()]
    groups += [(f"rule {rule.id}", rule.patterns) for rule in lexicon.rules]
    for owner, patterns in groups:
        seen: set[str] = set()
        for pattern in patterns:
            if pattern.source in seen:
                line = _line(lexicon, f'"{pattern.source}"', 1)
                yield f"{lexicon.file}:{line}: " + said(f"duplicate pattern {pattern.source!r} in {owner}")
            seen.add(pattern.source)


def _colliding(lexicon: Lexicon) -> Iterator[str]:
    """One pattern, two rules that say different things about it, with nothing to tell them apart."""
    seen: dict[str, Rule] = {}
    for rule in lexicon.rules:
        for pattern in rule.patterns:
            other = seen.setdefault(pattern.source, rule)
            plain = not (rule.company or rule.without or other.company or other.without)
            if other is not rule and plain and other.kind is rule.kind:
                yield f"{lexicon.file}:{rule.line}: " + said(
                    f"{pattern.source!r} of rule {rule.id} is also in rule {other.id}"
                )


def _misbound(lexicon: Lexicon) -> Iterator[str]:
    """Patterns like ``a + b|a + c``, where "|", which binds tighter than "+", was meant to part two phrases."""
    for pattern in dict.fromkeys(all_patterns(lexicon)):
        for before, middle, after in zip(pattern.elements, pattern.elements[1:], pattern.elements[2:], strict=False):
            adjacent = middle.relation == "+" and after.relation == "+" and len(middle.terms) > 1
            if adjacent and (_repeats(before, middle) or _repeats(before, after) or _repeats(middle, after)):
                line = _line(lexicon, f'"{pattern.source}"')
                yield f"{lexicon.file}:{line}: " + said(
                    f'in {pattern.source!r} "|" parts words, not phrases: write two patterns'
                )


def _words_of(element: Element) -> set[str]:
    return {term.word.lower() for term in element.terms}


def _repeats(one: Element, other: Element) -> bool:
    return not _words_of(one).isdisjoint(_words_of(other))


def _unused(lexicon: Lexicon) -> Iterator[str]:
    used = {
        term.word
        for pattern in all_patterns(lexicon)
        for element in pattern.elements
        for term in element.terms
        if term.sort == "concept"
    }
    for name in lexicon.concepts:
        if name not in used | AUTHORITY_CONCEPTS:
            line = _line(lexicon, f"\n{name} =") + 1
            yield f"{lexicon.file}:{line}: " + said(f"concept @{name} is used by no rule, cue or figure")
    for rule in lexicon.rules:
        if not rule.patterns:
            yield f"{lexicon.file}:{rule.line}: " + said(f"rule {rule.id} has no patterns and can never match")
