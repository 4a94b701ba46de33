"""From a lexicon's terms to the surface forms a text may hold: one table of forms for one language.

Rule kept: everything is expanded once, when the classifier is built; a text's word is then looked up, never analysed.
The candidate chain for a word that is no form itself: without its clitic, before its colon, its hyphen parts, the
halves of a closed compound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, Final

from monitor.language import english, finnish, swedish
from monitor.language.compounds import starters
from monitor.language.tokens import may_be_word
from monitor.lexicon import Term

LANGUAGES: Final[Mapping[str, ModuleType]] = {"fi": finnish, "en": english, "sv": swedish}

#: Tags of the forms that can tell that something happened, per paradigm module.
_TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "finnish": (
        "pres",
        "past",
        "cond",
        "pot",
        "pass",
        "inf",
        "ptc past act sg nom",
        "ptc past act pl nom",
        "ptc past act sg gen",
        "ptc past pass sg nom",
        "ptc past pass sg gen",
    ),
    "english": ("past", "ptc"),
}
_MEMO_LIMIT: Final = 60_000
_SHORTEST_PART: Final = 3
_LONGEST_WORD: Final = 80  # a run of letters without end must not cost its square


class Forms:
    """Surface form -> symbols, for one language; ``find`` answers for any normalised word.

    A word's paradigm is expanded when the first text word with its first two letters comes by: most of a lexicon is
    never needed by a short run, and building the classifier stays a matter of reading the rules. A word some of whose
    forms begin with other letters (vei, took) is filed under these too.
    """

    def __init__(self, language: str, words: Mapping[str, Mapping[str, Any]]) -> None:
        self._module = LANGUAGES.get(language, english)
        self._hyphen_all = language == "en"
        self._words = words
        self._uses: dict[tuple[str, str], list[tuple[Term, int]]] = {}
        self._buckets: dict[str, list[tuple[str, str]]] = {}
        self._paradigms: dict[tuple[str, str], dict[str, str]] = {}
        self._forms: dict[str, tuple[int, ...]] = {}
        self._starts: dict[str, tuple[int, ...]] = {}
        self._ends: dict[str, tuple[int, ...]] = {}
        self._enders: list[tuple[Term, int, bool]] = []
        self._memo: dict[str, tuple[int, ...]] = {}
        self._bases: dict[str, tuple[str, str]] = {}
        self._wide: Callable[[Iterable[int]], tuple[int, ...]] = tuple

    def add(self, term: Term, symbol: int, *, name: bool = False) -> None:
        """Let every form of ``term`` stand for ``symbol``."""
        key = (term.word, "name" if name or term.capital else term.sort)
        uses = self._uses.get(key)
        if uses is None:
            uses = self._uses[key] = []
            for bucket in self._first_letters(key):
                self._buckets.setdefault(bucket, []).append(key)
        uses.append((term, symbol))
        if term.ends:
            self._enders.append((term, symbol, name))

    def _first_letters(self, key: tuple[str, str]) -> set[str]:
        """Where to file a word: by its base, and by those forms of it that begin otherwise (take, took; apu, avun)."""
        word = key[0].lower()
        own = self._words.get(key[0])
        found = {form[:2].lower() for form in own.get("forms", ())} if own else set()
        if key[1] == "literal":
            found.add(word[:2])
        elif self._module is not finnish:
            found.update(self._module.beginnings(word))
        elif _UNSTEADY.match(word):
            found.update(form[:2] for form in self._paradigm(key))
        else:
            found.update(_buckets(word))
        return found

    def filed_under(self, term: Term, *, name: bool = False) -> set[str]:
        """Give the first two letters under which a term's forms are looked for."""
        return self._first_letters((term.word, "name" if name or term.capital else term.sort))

    def paradigm(self, term: Term, *, name: bool = False) -> dict[str, str]:
        """Give the forms of a term that its tags allow, each with its tag; ValueError for a word of no paradigm."""
        forms = self._paradigm((term.word, "name" if name or term.capital else term.sort))
        if not term.tags:
            return forms
        return {form: tag for form, tag in forms.items() if _has_tag(tag, term.tags)}

    def stems(self, term: Term, *, name: bool = False) -> set[str]:
        """Give strings of which one stands in every form of a term and in every compound that it starts or ends."""
        forms = self.paradigm(term, name=name)
        found = {*forms, *(starters(term.word.lower(), forms) if term.starts else ())}
        low, high = min(found), max(found)
        shared = low[: next((at for at, letter in enumerate(low) if high[at : at + 1] != letter), len(low))]
        return {shared} if len(shared) >= _SHORTEST_PART else found

    def _paradigm(self, key: tuple[str, str]) -> dict[str, str]:
        found = self._paradigms.get(key)
        if found is None:
            found = self._paradigms[key] = self._expand(*key)
        return found

    def _expand(self, word: str, sort: str) -> dict[str, str]:
        own = self._words.get(word, {})
        lower = word.lower()
        if sort == "literal":
            return {lower: "form"}
        forms = self._inflected(word, sort, str(own.get("class", "")))
        if sort != "finite":
            forms.setdefault(lower, "base")
        forms.update({form.lower(): "given form" for form in own.get("forms", ())})
        for form in own.get("not", ()):
            forms.pop(form, None)
        return forms

    def _inflected(self, word: str, sort: str, cls: str) -> dict[str, str]:
        if sort in {"verb", "finite"}:
            told = _TOLD.get(self._module.__name__.rpartition(".")[2], ("",)) if sort == "finite" else ("",)
            forms = self._module.verb(word)
            if self._module is finnish:
                forms = forms | dict(_potential(forms))
            return {form: tag for form, tag in forms.items() if _has_tag(tag, told) and not tag.startswith("minen")}
        if sort == "adjective":
            return dict(self._module.adjective(word))
        inflect = self._module.name if sort == "name" else self._module.noun
        return dict(inflect(word, cls=cls))

    def finish(self, wide: Callable[[Iterable[int]], tuple[int, ...]]) -> None:
        """Take the function that adds to symbols the concepts they belong to; call once, after the last ``add``."""
        self._wide = wide
        for term, symbol, name in self._enders:
            symbols = wide((symbol,))
            for form in self.paradigm(term, name=name):
                self._ends[form] = _joined(self._ends.get(form, ()), symbols)
        for uses in self._uses.values():
            for term, symbol in uses:
                if term.starts:
                    self._add_starts(term, symbol)

    def _add_starts(self, term: Term, symbol: int) -> None:
        symbols = self._wide((symbol,))
        for form in starters(term.word.lower(), self.paradigm(term, name=term.capital)):
            self._starts[form] = _joined(self._starts.get(form, ()), symbols)

    def _load(self, bucket: str) -> None:
        for key in self._buckets.pop(bucket, ()):
            uses = self._uses[key]
            whole = self._wide(symbol for term, symbol in uses if not term.tags)
            forms = self._forms
            for form in self._paradigm(key) if whole else ():
                other = forms.get(form)
                forms[form] = whole if other is None else _joined(other, whole)
            for term, symbol in uses:
                if term.tags:
                    symbols = self._wide((symbol,))
                    for form in self.paradigm(term, name=key[1] == "name"):
                        forms[form] = _joined(forms.get(form, ()), symbols)

    def find(self, norm: str) -> tuple[int, ...]:
        """Give the symbols a normalised word stands for, by the candidate chain; empty when it is no term."""
        found = self._memo.get(norm)
        if found is None:
            if len(self._memo) > _MEMO_LIMIT:
                self._memo.clear()
            found = self._memo[norm] = self._search(norm)
        return found

    def exact(self, norm: str) -> bool:
        """Whether a word is itself a form of a term, with nothing stripped or split."""
        return bool(self._form(norm))

    def _form(self, form: str) -> tuple[int, ...] | None:
        bucket = form[:2]
        if bucket in self._buckets:
            self._load(bucket)
        return self._forms.get(form)

    def derivation(self, norm: str) -> tuple[str, str]:
        """How a word comes from its base: (base, tag); two empty strings for a word of no paradigm."""
        for candidate in self._candidates(norm):
            found = self._base(candidate) if self._form(candidate) else ("", "")
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
        if len(norm) > _LONGEST_WORD:
            return ()
        for candidate in self._candidates(norm):
            symbols = self._form(candidate)
            if symbols:  # "potilastieto" is a word of its own here and also some "~tieto"
                return _joined(symbols, self._last_part(candidate))
        found: tuple[int, ...] = ()
        if "-" in norm:
            found = self._hyphenated([part for part in norm.split("-") if part])
        for candidate in self._candidates(norm):
            if found:
                break
            found = self._compound(candidate)
        return found

    def _candidates(self, norm: str) -> Iterator[str]:
        yield norm
        yield from self._module.strip_clitics(norm)
        for mark in ":'":
            head, sign, _ = norm.partition(mark)
            if sign and head:
                yield head

    def _hyphenated(self, parts: list[str]) -> tuple[int, ...]:
        if not self._hyphen_all and not any(part in self._starts for part in parts[:-1]):
            return self._compound(parts[-1]) if parts else ()
        found: tuple[int, ...] = ()
        for part in parts if self._hyphen_all else parts[-1:]:
            for candidate in self._candidates(part):
                symbols = self._form(candidate)
                if symbols:
                    found = _joined(found, symbols)
                    break
            else:
                found = _joined(found, self._compound(part))
        if not self._hyphen_all:
            for part in parts[:-1]:
                found = _joined(found, self._starts.get(part, ()))
        return found

    def _compound(self, word: str) -> tuple[int, ...]:
        found: tuple[int, ...] = ()
        starts = self._starts
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            symbols = starts.get(word[:cut])
            if symbols and may_be_word(word[cut:]):
                found = symbols
                break
        return _joined(found, self._last_part(word))

    def _last_part(self, word: str) -> tuple[int, ...]:
        """Give the symbols of the longest last part of a compound."""
        ends = self._ends
        for cut in range(_SHORTEST_PART - 1, len(word) - _SHORTEST_PART + 1):
            symbols = ends.get(word[cut:])
            if symbols:
                return symbols
        return ()


def _has_tag(tag: str, wanted: tuple[str, ...]) -> bool:
    """Whether a form has one of the tags wanted; "past or ptc past" has both."""
    return tag.startswith(wanted) or (" or " in tag and any(part.startswith(wanted) for part in tag.split(" or ")))


def _joined(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    if not one or one == other:
        return other
    if not other:
        return one
    return tuple(dict.fromkeys((*one, *other)))


def _potential(forms: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the Finnish potential, which newsrooms use for guesses: tuominnee, tuomittaneen."""
    for form, tag in forms.items():
        vowel = "a" if set(form) & set("aou") else "ä"
        if tag == "pass past":
            yield f"{form.removesuffix('iin')}{vowel}neen", "pass pot"
        elif tag == "ptc past act sg nom":
            yield f"{form[:-2]}ee", "pot sg3"
            yield f"{form[:-2]}ev{vowel}t", "pot pl3"


_DIPHTHONG = re.compile(r"([^aeiouyäö]*)(?:ie|uo|yö)(?:dä|da)$")


#: Finnish words whose second letter may change: by gradation (apu, avun; evätä, epäsi), or for being so short (työ).
_UNSTEADY = re.compile(r"[aeiouyäö][ptkvdj][aeiouyäö]|olla$|.{1,3}$")


def _buckets(word: str) -> set[str]:
    """Give the first letters a Finnish word's forms may have: viedä also vei, tuoda also toi, syödä also söi."""
    found = {word[:2]}
    match = _DIPHTHONG.match(word) if word.endswith(("dä", "da")) else None
    if match:
        found |= {(match[1] + vowel)[:2] for vowel in "eoö"}
    return found
