"""Values of options that come from a list too long for a usage line: checked, suggested when misspelt, completed.

Rule kept: a list is read from the model when the value is checked, so that ``--help`` imports nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem


def suggestion(value: str, known: Iterable[str]) -> str:
    """Give the nearest of the known words, empty when none is near."""
    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(value.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else ""


if TYPE_CHECKING:
    _Word = click.ParamType[str]
else:
    _Word = click.ParamType  # generic only to the type checker before Click 8.5


class OneOf(_Word):
    """One word of a list; letter case does not matter."""

    name = "word"

    def __init__(self, words: Callable[[], Sequence[str]]) -> None:
        self._words = words

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the word of the list; fail with the nearest one and all that may be written."""
        known = list(self._words())
        if value.lower() in known:
            return value.lower()
        near = suggestion(value, known)
        hint = f" Did you mean {near!r}?" if near else ""
        return self.fail(f"there is no {value!r}.{hint} Choose from: {', '.join(known)}.", param, ctx)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - inherited
        param: click.Parameter,  # noqa: ARG002 - inherited
        incomplete: str,
    ) -> list[CompletionItem]:
        """Offer the words that begin so."""
        return [CompletionItem(one) for one in self._words() if one.startswith(incomplete.lower())]


def kinds() -> Sequence[str]:
    """Every kind of development."""
    from monitor.model import Kind

    return [str(kind) for kind in Kind]


def statuses() -> Sequence[str]:
    """Every status of a docket entry."""
    from monitor.model import Modality

    return [*(str(one) for one in Modality), "withdrawn"]


def date_kinds() -> Sequence[str]:
    """Every date of a report by which a docket can be narrowed."""
    from monitor.queries import DATES

    return DATES


def languages() -> Sequence[str]:
    """Every language articles are told apart in."""
    return ["fi", "en", "sv"]
