"""Finnish paradigms: every inflected form of a noun, name, adjective or verb, each with its tag.

Text is matched by its surface forms: a lexicon's terms are expanded here once, at load time, and tokens are looked
up. Rules kept:

* Where the class of a word cannot be seen from its letters, every likely class is generated: a form that nobody
  writes costs nothing, a missing one costs a match.
* Two kinds of over-generation are refused, because the forms are other words: the bare weak stem of verbs and pasts
  that a verb does not have (`verbs`).
* A compound inflects like its last part.

Tags read like "sg gen", "pl ine poss", "pass past", "ptc past pass sg tra"; they are for people and for rules that
filter by prefix.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.language.finnish.classes import CLASSES
from monitor.language.finnish.nominals import Forms, adjective, name, noun
from monitor.language.finnish.verbs import verb

__all__ = ["CLASSES", "Forms", "adjective", "name", "noun", "strip_clitics", "verb"]

_CLITICS = ("kin", "kaan", "kään", "ko", "kö", "han", "hän", "pa", "pä", "kos", "kös", "pas", "päs")
_MIN_STEM = 2


def strip_clitics(form: str) -> Iterator[str]:
    """Give what is left of a form without -kin, -kaan, -ko, -han, -pa …, at most two of them (-ko-han)."""
    for rest in _without_one(form):
        yield rest
        yield from _without_one(rest)


def _without_one(form: str) -> Iterator[str]:
    for clitic in _CLITICS:
        if form.endswith(clitic) and len(form) - len(clitic) >= _MIN_STEM:
            yield form[: -len(clitic)]
