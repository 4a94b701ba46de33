"""A digest in words: what text and HTML are both set from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A name, and its address when it may be linked."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SameView:
    """Which other outlets tell it: a label, the outlets, and what is to be said of the rest; or how many in all."""

    label: str
    links: tuple[Link, ...] = ()
    tail: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item in words."""

    tag: str
    number: str
    facts: tuple[str, ...]
    summary: str
    changed: str
    quote: str
    quote_language: str
    source: Link
    same: SameView | None
    why: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """One proceeding in words."""

    case: str
    proceeding: str
    status: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One part that holds items."""

    title: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """One part that is a plain list, or one line when it is ``inline``."""

    title: str
    rows: tuple[str, ...]
    inline: bool = False


@dataclass(frozen=True, slots=True)
class SideView:
    """What some sources answer: the answer with their names, and the words of one of them."""

    answer: str
    quote: str
    quote_language: str
    source: Link


@dataclass(frozen=True, slots=True)
class ConflictView:
    """One question in words, what it is about, and its sides."""

    question: str
    about: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A whole digest in words."""

    language: str
    heading: str
    day: str
    window: str
    totals: str
    sources: str
    warning: str
    sections: tuple[SectionView, ...]
    notes: tuple[str, ...]
    conflicts_title: str
    conflicts: tuple[ConflictView, ...]
    more_conflicts: str
    lists: tuple[ListView, ...]
    footer: tuple[str, ...]
