"""From a lexicon's terms to the surface forms a text may hold: one table of forms for one language.

Rule kept: everything is expanded once, when the classifier is built; a text's word is then looked up, never analysed.
The candidate chain for a word that is no form itself: without its clitic, before its colon, its hyphen parts, the
halves of a closed compound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Final

from monitor.language import english, finnish
from monitor.lexicon import Term

try:  # Swedish is the youngest of the three and may be left out of an installation's lexicons
    from monitor.language import swedish
except ImportError:  # pragma: no cover - only in a tree without that module
    swedish = english  # type: ignore[misc]

LANGUAGES: Final[Mapping[str, ModuleType]] = {"fi": finnish, "en": english, "sv": swedish}

_MEMO_LIMIT: Final = 60_000
_SHORTEST_PART: Final = 3


class Forms:
    """Surface form -> symbols, for one language; ``find`` answers for any normalised word."""

    def __init__(self, language: str, words: Mapping[str, Mapping[str, Any]]) -> None:
        self._module = LANGUAGES.get(language, english)
        self._hyphen_all = language == "en"
        self._words = words
        self._paradigms: dict[tuple[str, str], dict[str, str]] = {}
        self._forms: dict[str, list[int]] = {}
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        self._memo: dict[str, tuple[int, ...]] = {}
        self._bases: dict[str, tuple[str, str]] = {}
        self.size: dict[int, int] = {}

    def add(self, term: Term, symbol: int, *, name: bool = False) -> None:
        """Let every form of ``term`` stand for ``symbol``."""
        chosen = self.paradigm(term, name=name)
        self.size[symbol] = len(chosen)
        for form in chosen:
            self._forms.setdefault(form, []).append(symbol)
        if term.starts:
            for form in _starters(term.word.lower(), chosen):
                self._starts.setdefault(form, []).append(symbol)
        if term.ends:
            for form in chosen:
                self._ends.setdefault(form, []).append(symbol)

    def paradigm(self, term: Term, *, name: bool = False) -> dict[str, str]:
        """The forms of a term that its tags allow, each with its tag."""
        forms = self._paradigm(term, name)
        if not term.tags:
            return forms
        return {form: tag for form, tag in forms.items() if tag.startswith(term.tags)}

    def _paradigm(self, term: Term, name: bool) -> dict[str, str]:
        key = (term.word, "name" if name or term.capital else term.sort)
        found = self._paradigms.get(key)
        if found is None:
            found = self._paradigms[key] = self._expand(*key)
        return found

    def _expand(self, word: str, sort: str) -> dict[str, str]:
        own = self._words.get(word, {})
        lower = word.lower()
        if sort == "literal":
            return {lower: "form"}
        if sort == "name":
            forms = dict(self._module.name(word, cls=str(own.get("class", ""))))
        elif sort == "verb":
            forms = dict(self._module.verb(word))
        elif sort == "adjective":
            forms = dict(self._module.adjective(word))
        else:
            forms = dict(self._module.noun(word, cls=str(own.get("class", ""))))
        forms.setdefault(lower, "base")
        forms.update({form.lower(): "given form" for form in own.get("forms", ())})
        for form in own.get("not", ()):
            forms.pop(form, None)
        return forms

    def finish(self, implied: Callable[[int], Sequence[int]]) -> None:
        """Add to every form the concepts its symbols belong to; call once, after the last ``add``."""
        interned: dict[tuple[int, ...], list[int]] = {}
        closure: dict[int, tuple[int, ...]] = {}
        for table in (self._forms, self._starts, self._ends):
            for form, symbols in table.items():
                key = tuple(symbols)
                full = interned.get(key)
                if full is None:
                    wide: dict[int, None] = {}
                    for symbol in key:
                        if symbol not in closure:
                            closure[symbol] = (symbol, *implied(symbol))
                        wide.update(dict.fromkeys(closure[symbol]))
                    full = interned[key] = list(wide)
                table[form] = full

    def find(self, norm: str) -> tuple[int, ...]:
        """The symbols a normalised word stands for, by the candidate chain; empty when it is no term."""
        found = self._memo.get(norm)
        if found is None:
            if len(self._memo) > _MEMO_LIMIT:
                self._memo.clear()
            found = self._memo[norm] = self._search(norm)
        return found

    def derivation(self, norm: str) -> tuple[str, str]:
        """How a word comes from its base: (base, tag); two empty strings for a word of no paradigm."""
        for candidate in self._candidates(norm):
            found = self._base(candidate)
            if found[0]:
                return found
        for cut in range(_SHORTEST_PART - 1, len(norm) - _SHORTEST_PART + 1):
            if norm[cut:] in self._ends:
                base, tag = self._base(norm[cut:])
                return norm[:cut] + base.lower(), tag
        return "", ""

    def _base(self, form: str) -> tuple[str, str]:
        known = self._bases.get(form)
        if known is None:
            known = next(
                ((word, forms[form]) for (word, _), forms in self._paradigms.items() if form in forms), ("", "")
            )
            if len(self._bases) < _MEMO_LIMIT:
                self._bases[form] = known
        return known

    def _search(self, norm: str) -> tuple[int, ...]:
        if len(norm) > 80:  # no word of a newspaper; a run of letters without end must not cost its square
            return ()
        for candidate in self._candidates(norm):
            symbols = self._forms.get(candidate)
            if symbols:
                return tuple(symbols)
        found: dict[int, None] = {}
        if "-" in norm.strip("-"):
            found.update(self._hyphenated(norm))
        if not found:
            for candidate in self._candidates(norm):
                found.update(self._compound(candidate))
                if found:
                    break
        return tuple(found)

    def _candidates(self, norm: str) -> Iterator[str]:
        yield norm
        yield from self._module.strip_clitics(norm)
        for mark in (":", "'", "’"):
            head, sign, _ = norm.partition(mark)
            if sign and head:
                yield head

    def _hyphenated(self, norm: str) -> dict[int, None]:
        parts = [part for part in norm.split("-") if part]
        found: dict[int, None] = {}
        for part in parts if self._hyphen_all else parts[-1:]:
            for candidate in self._candidates(part):
                if candidate in self._forms:
                    found.update(dict.fromkeys(self._forms[candidate]))
                    break
            else:
                found.update(self._compound(part))
        if not self._hyphen_all:
            for part in parts[:-1]:
                found.update(dict.fromkeys(self._starts.get(part, ())))
        return found

    def _compound(self, word: str) -> dict[int, None]:
        found: dict[int, None] = {}
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            symbols = self._starts.get(word[:cut])
            if symbols and not _name_inside(word, cut):
                found.update(dict.fromkeys(symbols))
                break
        for cut in range(_SHORTEST_PART - 1, len(word) - _SHORTEST_PART + 1):
            symbols = self._ends.get(word[cut:])
            if symbols:
                found.update(dict.fromkeys(symbols))
                break
        return found


def _name_inside(word: str, cut: int) -> bool:
    """Whether what is left of a compound is too little to be a word (*Tapio* in *Tapiola*)."""
    return len(word) - cut < _SHORTEST_PART


def _starters(word: str, paradigm: Mapping[str, str]) -> Iterable[str]:
    """What a word looks like as the first part of a compound: its base, its genitives, -nen as -s."""
    yield word
    if word.endswith("nen"):
        yield word[:-3] + "s"
    for form, tag in paradigm.items():
        if tag in {"sg gen", "pl gen"}:
            yield form
