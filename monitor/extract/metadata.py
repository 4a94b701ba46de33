"""What a page says about itself: title, dates, canonical address, language, paywall.

An own reader of JSON-LD, OpenGraph, ``<meta>`` and ``<time>`` (0.4 ms a page), because trafilatura's takes 7–9 ms
with stalls over a second in guessing dates, for hardly more right dates. Standard library only; works on the plain
values that `Head` holds; pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor.clean import one_line, plain
from monitor.timestamps import iso

TITLE_LIMIT = 500
DESCRIPTION_LIMIT = 2_000
_MAX_NODES = 500

_PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "publication_date",
    "publish-date",
    "publish_date",
    "pubdate",
    "published_at",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "date",
)
_UPDATED_NAMES = (
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "dcterms.modified",
    "article.updated",
    "last-modified",
)
_PUBLISHED_NAME = re.compile(r"publi\w*[-_.:]?(?:date|time|on|at)|(?:post|story|article|news)[-_.]?date")
_OTHER_DATE = re.compile(r"modif|updat|paivit|muokat|comment|event|relat|expir|menu|footer|copyright|calend")
_PREFIX = re.compile(
    r"^\W*(?:julkaistu|julkaisuaika|published(?: on| at)?|posted(?: on)?|publicerad|date|pvm)\s*:?\s*", re.IGNORECASE
)
_SUFFIX = re.compile(r"\s*(?:[|•·(]|päivitetty|muokattu|updated|uppdaterad).*$", re.IGNORECASE | re.DOTALL)
_URL_DATE = re.compile(r"/((?:19|20)[0-9]{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12][0-9]|3[01])(?![0-9])")
_SCRIPT_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|"
    r"(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)?\s*;?\s*$"
)
_SEPARATORS = re.compile(r"\s+[|–—·•«»:-]\s+|\s*\|\s*")


@dataclass(slots=True)
class Head:
    """The parts of a page that say what it is, as plain values in page order."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    metas: dict[str, list[str]] = field(default_factory=dict)  # name, property or itemprop, lower case
    canonical: str = ""
    language: str = ""
    scripts: list[str] = field(default_factory=list)  # application/ld+json
    times: list[tuple[str, str]] = field(default_factory=list)  # <time>: (its marks: itemprop, class …; its date)
    dated: list[tuple[str, str]] = field(default_factory=list)  # elements whose class speaks of a date: (class; words)

    def meta(self, *names: str) -> str:
        """Give the first non-empty value of the first of these names that has one."""
        values = chain.from_iterable(self.metas.get(name, ()) for name in names)
        return next((value for value in values if value.strip()), "")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was made of a `Head`. ``locked`` when the page says that it is not free to read."""

    title: str
    description: str
    published: str | None
    updated: str | None
    canonical_url: str
    language: str
    locked: bool
    is_article: bool
    body: str


def read(head: Head, url: str) -> Metadata:
    """Read all metadata of a page at ``url``."""
    nodes = list(_nodes(head.scripts))
    article = _article(nodes, url)
    return Metadata(
        title=_title(head, article, url),
        description=plain(
            head.meta("og:description", "description", "twitter:description") or _text(article, "description"),
            DESCRIPTION_LIMIT,
        ),
        published=_published(head, article, nodes, url),
        updated=_first_date([_text(article, "dateModified"), *_values(head, _UPDATED_NAMES), *_marked(head, "modif")]),
        canonical_url=_canonical(head, url),
        language=_language(head, article),
        locked=_locked(article, nodes, head),
        is_article=bool(article) or head.meta("og:type").lower() == "article",
        body=_text(article, "articleBody"),
    )


# ------------------------------------------------------------------------------------------------------- JSON-LD


def _nodes(scripts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Give every object of the page's JSON-LD, outermost first, however it is nested (@graph, lists)."""
    count = 0
    for script in scripts:
        stack = [_json(script)]
        while stack and count < _MAX_NODES:
            value = stack.pop(0)
            if isinstance(value, list):
                stack[:0] = value
            elif isinstance(value, dict):
                count += 1
                yield value
                stack[:0] = [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value]


def _json(script: str) -> Any:
    try:
        return json.loads(_SCRIPT_WRAPPING.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type", "")
    return [str(name) for name in kind] if isinstance(kind, list) else [str(kind)]


def _article(nodes: list[dict[str, Any]], url: str) -> dict[str, Any]:
    """Give the node that is this page's article: the one that names its address, else the first."""
    articles = [node for node in nodes if any(kind.endswith(("Article", "Posting")) for kind in _types(node))]
    own = (node for node in articles if _path(url) in map(_path, _addresses(node)))
    return next(own, articles[0] if articles else {})


def _addresses(node: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _text(node: dict[str, Any], key: str) -> str:
    """Give a string value of a node; of a list, its first."""
    value = node.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""


def _locked(article: dict[str, Any], nodes: list[dict[str, Any]], head: Head) -> bool:
    """Whether the article, or failing that any node, says that it is not accessible for free."""
    asked = [article] if "isAccessibleForFree" in article else nodes
    said = any(str(node.get("isAccessibleForFree", "")).strip().lower().rpartition("/")[2] == "false" for node in asked)
    return said or head.meta("article:content_tier", "lp:paywall").lower() in ("locked", "metered", "hard")


# -------------------------------------------------------------------------------------------------------- dates


def _published(head: Head, article: dict[str, Any], nodes: list[dict[str, Any]], url: str) -> str | None:
    return _first_date(
        [
            _text(article, "datePublished"),
            *_values(head, _PUBLISHED_NAMES),
            _text(article, "dateCreated"),
            *(value for name, values in head.metas.items() if _PUBLISHED_NAME.search(name) for value in values),
            *_marked(head, "publ", "pubdate", "posted", "created"),
            *(_text(node, "datePublished") for node in nodes),
            *_unmarked(head.times),
            *_unmarked(head.dated),
            *("-".join(found) for found in _URL_DATE.findall(url)[:1]),
        ]
    )


def _values(head: Head, names: Iterable[str]) -> list[str]:
    return [value for name in names for value in head.metas.get(name, ())]


def _marked(head: Head, *marks: str) -> list[str]:
    return [value for about, value in head.times if any(mark in about for mark in marks)]


def _unmarked(found: list[tuple[str, str]]) -> list[str]:
    """Give the dates that do not say they are something else than the publication, in page order."""
    return [_PREFIX.sub("", _SUFFIX.sub("", value)) for about, value in found if not _OTHER_DATE.search(about)]


def _first_date(values: Iterable[str]) -> str | None:
    return next((found for found in map(_date, values) if found), None)


def _date(value: str) -> str | None:
    found = _URL_DATE.fullmatch("/" + value)
    if found:  # from an address, where months and days may have one digit
        year, month, day = found.groups()
        value = f"{year}-{int(month):02}-{int(day):02}"
    return iso(value)


# ------------------------------------------------------------------------------------- title, address, language


def _title(head: Head, article: dict[str, Any], url: str) -> str:
    """Give the headline without the outlet's name behind it."""
    site = head.meta("og:site_name")
    single = head.headings if len(head.headings) == 1 else []
    for raw in (head.meta("og:title"), _text(article, "headline"), head.meta("twitter:title"), *single, head.title):
        title = _without_outlet(plain(raw, TITLE_LIMIT), site, url)
        if title:
            return title
    return plain(head.headings[0], TITLE_LIMIT) if head.headings else ""


def _without_outlet(title: str, site: str, url: str) -> str:
    """Drop trailing parts that name the site: "Tuomio luettiin | Yle Uutiset | yle.fi" is "Tuomio luettiin"."""
    while True:
        separators = list(_SEPARATORS.finditer(title))
        if not separators or not _names_outlet(title[separators[-1].end() :], site, url):
            return title
        shorter = title[: separators[-1].start()].strip()
        if not shorter:
            return title
        title = shorter


def _names_outlet(part: str, site: str, url: str) -> bool:
    name, own = _letters(part), _letters(site)
    host = urlsplit(url).hostname or ""
    labels = [label for label in host.split(".")[:-1] if label != "www" and len(label) > 1]
    if own and (name == own or (len(name) > 2 and name in own) or (len(own) > 2 and own in name and len(name) < 40)):
        return True
    return name == _letters(host) or any(
        name == label.replace("-", "") or _starts(name, label, part) for label in labels
    )


def _starts(name: str, label: str, part: str) -> bool:
    """Whether a short part begins with the host's own word: "Yle Uutiset" at yle.fi."""
    return len(part.split()) <= 3 and name.startswith(label.replace("-", ""))


def _letters(text: str) -> str:
    plain_letters = text.lower().translate(str.maketrans("äöå", "aoa"))
    return re.sub(r"[^a-z0-9]", "", plain_letters)


def _canonical(head: Head, url: str) -> str:
    """Give the page's own idea of its address, unless it is a front page or no http(s) address."""
    for link in (head.canonical, head.meta("og:url")):
        try:
            target = urljoin(url, one_line(link, 2_000)) if link.strip() else ""
            parts = urlsplit(target)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname and (parts.path.strip("/") or not _path(url)):
            return target
    return ""


def _language(head: Head, article: dict[str, Any]) -> str:
    for value in (head.language, _text(article, "inLanguage"), head.meta("og:locale", "content-language", "language")):
        found = re.match(r"\s*([a-zA-Z]{2,3})(?![a-zA-Z])", value)
        if found:
            return found.group(1).lower()
    return ""
