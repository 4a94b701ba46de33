"""The sample newsroom: invented outlets and the articles written for them, as plain data read from the package.

Rules kept here: nothing is served and no clock is asked; what a reader could see is a function of the newsroom and
a *step* (0 = before, 1 = after the late articles and the rewritten one came out). Every outlet is invented; every
article about the case retells public facts in its own words, says nothing more about living people, and is marked
as sample text where it is shown.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from monitor.model import OutletKind

#: The step at which late articles and revised versions are out; later steps change nothing.
SECOND = 1


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article's text. ``updated`` is None for the first one."""

    slug: str
    title: str
    teaser: str
    paragraphs: tuple[str, ...]
    updated: dt.datetime | None = None

    @property
    def words(self) -> int:
        """How many words the body has."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Article:
    """One article of one outlet; ``published`` is aware, with the offset Finland had that day.

    ``about`` is ``case``, ``roundup`` (one paragraph of several) or ``lookalike`` (not the case at all).
    ``copy_of`` is ``outlet:number`` of the agency article whose text it carries.
    """

    outlet: str
    number: int
    language: str
    published: dt.datetime
    first: Version
    revised: Version | None = None
    credit: str = ""
    copy_of: str = ""
    paywall: bool = False
    late: bool = False
    about: str = "case"

    def at(self, step: int) -> Version | None:
        """Give the version that stands at a step, None where the article is not out yet."""
        if self.late and step < SECOND:
            return None
        return self.revised if self.revised and step >= SECOND else self.first


@dataclass(frozen=True, slots=True)
class Desk:
    """One sample outlet and its habits: how it writes addresses, dates and feeds.

    ``format`` is ``rss``, ``atom``, ``json``, ``html`` (answers its feed's address with a web page) or ``dead``
    (nothing listens). ``dates``: ``rfc822``, ``named`` (EET and EEST), ``gmt``, ``dc`` (Dublin Core, ISO) or ``iso``.
    ``path`` and ``other_path`` are the two forms of an article's address; the second feed lists the second form.
    ``guid``: ``link``, ``opaque`` or empty for none.
    """

    id: str
    name: str
    language: str
    kind: OutletKind
    format: str
    order: int
    feeds: tuple[str, ...]
    dates: str = "rfc822"
    path: str = ""
    other_path: str = ""
    article_id: str = ""
    parameters: tuple[str, ...] = ()
    tracking: str = ""
    guid: str = "link"

    def address(self, article: Article, version: Version, *, other: bool = False) -> str:
        """Give an article's address under the outlet's root, without tracking."""
        form = self.other_path if other and self.other_path else self.path
        return form.format(number=article.number, slug=version.slug)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """All desks, in order, and all their articles, newest first."""

    desks: tuple[Desk, ...]
    articles: tuple[Article, ...]

    def desk(self, identifier: str) -> Desk:
        """Give the desk of an outlet's id; raise KeyError for an unknown one."""
        return {desk.id: desk for desk in self.desks}[identifier]

    def shown(self, outlet: str, step: int) -> tuple[tuple[Article, Version], ...]:
        """Give what an outlet has out at a step, newest first."""
        out = ((article, article.at(step)) for article in self.articles if article.outlet == outlet)
        return tuple((article, version) for article, version in out if version is not None)

    def find(self, outlet: str, number: int, step: int) -> tuple[Article, Version] | None:
        """Give the article of a number as it stands at a step, None where there is none."""
        return next((pair for pair in self.shown(outlet, step) if pair[0].number == number), None)

    def changed_at(self, outlet: str, step: int) -> dt.datetime:
        """Give when an outlet last published or rewrote something; the epoch where it has nothing."""
        times = [version.updated or article.published for article, version in self.shown(outlet, step)]
        return max(times, default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


def load() -> Newsroom:
    """Read the newsroom that ships with the package."""
    folder = resources.files("monitor.demo") / "articles"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    tables = [tomllib.loads(item.read_text(encoding="utf-8")) for item in files]
    desks = sorted((_desk(table["outlet"]) for table in tables), key=lambda desk: desk.order)
    articles = [_article(row, table["outlet"]) for table in tables for row in table.get("article", [])]
    filled = [_with_text(article, articles, desks) for article in articles]
    return Newsroom(tuple(desks), tuple(sorted(filled, key=lambda article: article.published, reverse=True)))


def expected() -> tuple[dict[str, Any], ...]:
    """Read which docket entries the newsroom's articles should lead to, as rows of ``expected.toml``."""
    text = (resources.files("monitor.demo") / "expected.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["entry"])


def _desk(row: dict[str, Any]) -> Desk:
    guid = {True: "link", False: ""}.get(row.get("guid", True), row.get("guid", "link"))
    lists = {"feeds": tuple(row["feeds"]), "parameters": tuple(row.get("parameters", ()))}
    return Desk(**{**row, **lists, "kind": OutletKind(row["kind"]), "guid": guid})


def _article(row: dict[str, Any], outlet: dict[str, Any]) -> Article:
    first = _version(row, row["slug"])
    revised = row.get("revised")
    return Article(
        outlet=outlet["id"],
        number=row["number"],
        language=outlet["language"],
        published=dt.datetime.fromisoformat(row["published"]),
        first=first,
        revised=_version(revised, first.slug) if revised else None,
        copy_of=row.get("copy_of", ""),
        paywall=row.get("paywall", False),
        late=row.get("late", False),
        about=row.get("about", "case"),
    )


def _version(row: dict[str, Any], slug: str) -> Version:
    updated = row.get("updated")
    return Version(
        slug=row.get("slug", slug),
        title=row["title"],
        teaser=row["teaser"],
        paragraphs=tuple(" ".join(part.split()) for part in row.get("text", "").split("\n\n") if part.strip()),
        updated=dt.datetime.fromisoformat(updated) if updated else None,
    )


def _with_text(article: Article, articles: list[Article], desks: list[Desk]) -> Article:
    """Give an agency copy the agency's text and credit line; leave every other article as it is."""
    if not article.copy_of:
        return article
    outlet, number = article.copy_of.split(":")
    original = next(each for each in articles if (each.outlet, each.number) == (outlet, int(number)))
    agency = next(desk.name for desk in desks if desk.id == outlet)
    return replace(article, first=replace(article.first, paragraphs=original.first.paragraphs), credit=agency)
