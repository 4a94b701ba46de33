"""How the sample newsroom looks on the wire: feeds as XML or JSON, articles and front pages as HTML.

Rule kept: pure. Strings in, bytes out; every text is escaped; every page says that it is sample text, in its footer
and in a meta tag. Templates are plain strings, because the template library belongs to the digest.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from monitor.demo.newsroom import Article, Desk, Newsroom, Version

NOTE = "Esimerkkiteksti – sample text."
_NOTE_LONG = (
    "Keksitty tiedotusväline; jutun tapahtumat on kerrottu julkisten tietojen mukaan sellaisina kuin ne päiväyksen"
    " aikaan olivat. Invented outlet; events are retold from public facts as they stood on the date shown."
)
_HELSINKI = ZoneInfo("Europe/Helsinki")
_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_WORDS = {
    "fi": {
        "more": "Lue myös",
        "home": "Etusivu",
        "about": "Tietoa meistä",
        "updated": "Päivitetty",
        "wall": "Juttu jatkuu tilaajille. Tilaa lehti tai kirjaudu sisään.",
        "moved": "Syötteemme on lakkautettu. Lue uutiset etusivulta.",
    },
    "en": {
        "more": "Read more",
        "home": "Home",
        "about": "About us",
        "updated": "Updated",
        "wall": "This story continues for subscribers. Subscribe or sign in.",
        "moved": "Our feed has been closed. Read the news on the front page.",
    },
}


def feed(newsroom: Newsroom, desk: Desk, index: int, root: str, step: int) -> tuple[bytes, str]:
    """Give the body and content type of a desk's feed number ``index``; ``root`` is its address, ending in "/"."""
    if desk.format == "html":
        return front(newsroom, desk, root, step), "text/html; charset=utf-8"
    if desk.format == "atom":
        return _xml(_atom(newsroom, desk, root, step)), "application/atom+xml; charset=utf-8"
    if desk.format == "json":
        return _json(newsroom, desk, index, root, step), "application/feed+json; charset=utf-8"
    return _xml(_rss(newsroom, desk, index, root, step)), "application/rss+xml; charset=utf-8"


def article(newsroom: Newsroom, desk: Desk, story: Article, version: Version, root: str, step: int) -> bytes:
    """Give the page of one article: header, navigation, text, related links, footer, and its machine-readable data."""
    words = _WORDS[desk.language]
    address = root + desk.address(story, version)
    head = "\n".join(
        (
            f'<link rel="canonical" href="{escape(address)}">',
            f'<meta name="description" content="{escape(version.teaser)}">',
            f'<meta property="og:title" content="{escape(version.title)}">',
            f'<meta property="og:description" content="{escape(version.teaser)}">',
            '<meta property="og:type" content="article">',
            f'<meta property="og:url" content="{escape(address)}">',
            f'<meta property="og:site_name" content="{escape(desk.name)}">',
            f'<meta property="article:published_time" content="{story.published.isoformat()}">',
            f'<script type="application/ld+json">{_linked_data(desk, story, version, address)}</script>',
        )
    )
    body = "\n".join(
        (
            '<main><article class="story">',
            f"<h1>{escape(version.title)}</h1>",
            f'<p class="lead">{escape(version.teaser)}</p>',
            f'<div class="byline">{_times(story, version, words["updated"])}</div>',
            f'<div class="text">\n{_text(story, version, words["wall"])}\n</div>',
            "</article></main>",
            _related(newsroom, desk, story, root, step),
        )
    )
    return _document(desk, f"{version.title} | {desk.name}", head, body, root)


def front(newsroom: Newsroom, desk: Desk, root: str, step: int) -> bytes:
    """Give an outlet's front page: a list of what it has out, or a word that its feed is closed."""
    items = newsroom.shown(desk.id, step)
    links = "\n".join(
        f'<li><a href="{escape(root + desk.address(story, version))}">{escape(version.title)}</a></li>'
        for story, version in items
    )
    body = f"<main><h1>{escape(desk.name)}</h1>\n" + (
        f"<ul>\n{links}\n</ul></main>" if items else f"<p>{escape(_WORDS[desk.language]['moved'])}</p></main>"
    )
    return _document(desk, desk.name, "", body, root)


# ------------------------------------------------------------------------------------------------------------ feeds


def _link(desk: Desk, story: Article, version: Version, root: str, *, other: bool = False) -> str:
    address = root + desk.address(story, version, other=other)
    tracking = desk.tracking.format(slug=version.slug)
    return f"{address}{'&' if '?' in address else '?'}{tracking}" if tracking else address


def _rss(newsroom: Newsroom, desk: Desk, index: int, root: str, step: int) -> ET.Element:
    tree = ET.Element("rss", {"version": "2.0", "xmlns:dc": _DC})
    channel = ET.SubElement(tree, "channel")
    _leaf(channel, "title", desk.name)
    _leaf(channel, "link", root)
    _leaf(channel, "description", f"{desk.name}. {NOTE}")
    _leaf(channel, "language", desk.language)
    for story, version in newsroom.shown(desk.id, step):
        item = ET.SubElement(channel, "item")
        link = _link(desk, story, version, root, other=index > 0)
        _leaf(item, "title", version.title)
        _leaf(item, "link", link)
        _leaf(item, "description", version.teaser)
        if desk.guid:
            opaque = desk.guid == "opaque"
            guid = _leaf(item, "guid", f"{desk.id}-{story.number}" if opaque else link)
            guid.set("isPermaLink", "false" if opaque else "true")
        tag, text = _feed_date(desk, story.published)
        _leaf(item, tag, text)
    return tree


def _atom(newsroom: Newsroom, desk: Desk, root: str, step: int) -> ET.Element:
    tree = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": desk.language})
    _leaf(tree, "id", f"tag:{desk.id}.example,2020:feed")
    _leaf(tree, "title", desk.name)
    _leaf(tree, "subtitle", NOTE)
    _leaf(tree, "updated", newsroom.changed_at(desk.id, step).isoformat())
    _leaf(tree, "link", "").set("href", root)
    for story, version in newsroom.shown(desk.id, step):
        entry = ET.SubElement(tree, "entry")
        _leaf(entry, "id", f"tag:{desk.id}.example,2020:{story.number}")
        _leaf(entry, "title", version.title)
        _leaf(entry, "link", "").set("href", _link(desk, story, version, root))
        _leaf(entry, "summary", version.teaser)
        _leaf(entry, "published", story.published.isoformat())
        _leaf(entry, "updated", (version.updated or story.published).isoformat())
    return tree


def _json(newsroom: Newsroom, desk: Desk, index: int, root: str, step: int) -> bytes:
    items = [
        {
            "id": f"{desk.id}-{story.number}",
            "url": _link(desk, story, version, root),
            "title": version.title,
            "summary": version.teaser,
            "date_published": story.published.isoformat(),
            "date_modified": (version.updated or story.published).isoformat(),
            "language": story.language,
        }
        for story, version in newsroom.shown(desk.id, step)
    ]
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": desk.name,
        "description": NOTE,
        "home_page_url": root,
        "feed_url": root + desk.feeds[index],
        "language": desk.language,
        "items": items,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _leaf(parent: ET.Element, tag: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = text or None
    return child


def _named(moment: dt.datetime) -> str:
    local = moment.astimezone(_HELSINKI)
    return format_datetime(local).rpartition(" ")[0] + f" {local.tzname()}"


_DATES: dict[str, Callable[[dt.datetime], str]] = {
    "rfc822": format_datetime,
    "gmt": lambda moment: format_datetime(moment.astimezone(dt.UTC), usegmt=True),
    "named": _named,
    "dc": dt.datetime.isoformat,
}


def _feed_date(desk: Desk, moment: dt.datetime) -> tuple[str, str]:
    """Give the element and text in which a desk's feed dates an item: four ways that real feeds have."""
    return "dc:date" if desk.dates == "dc" else "pubDate", _DATES[desk.dates](moment)


def _xml(tree: ET.Element) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(tree, encoding="unicode").encode()


# ------------------------------------------------------------------------------------------------------------ pages


def _document(desk: Desk, title: str, head: str, body: str, root: str) -> bytes:
    words = _WORDS[desk.language]
    text = f"""<!DOCTYPE html>
<html lang="{desk.language}">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<meta name="sample-text" content="{escape(NOTE)}">
{head}
</head>
<body>
<header><div class="brand"><a href="{escape(root)}">{escape(desk.name)}</a></div>
<nav><ul><li><a href="{escape(root)}">{words["home"]}</a></li>
<li><a href="{escape(root)}#tietoa">{words["about"]}</a></li></ul></nav></header>
{body}
<footer id="tietoa"><p><strong>{escape(NOTE)}</strong> {escape(_NOTE_LONG)}</p></footer>
</body>
</html>
"""
    return text.encode()


def _times(story: Article, version: Version, updated: str) -> str:
    first = f'<time datetime="{story.published.isoformat()}">{story.published:%d.%m.%Y %H:%M}</time>'
    if version.updated is None:
        return first
    return f'{first} · {updated} <time datetime="{version.updated.isoformat()}">{version.updated:%H:%M}</time>'


def _text(story: Article, version: Version, wall: str) -> str:
    if story.paywall:
        return f'<div class="paywall"><p>{escape(wall)}</p></div>'
    paragraphs = [f"<p>{escape(paragraph)}</p>" for paragraph in version.paragraphs]
    if story.credit:
        paragraphs.append(f'<p class="credit">{escape(story.credit)}</p>')
    return "\n".join(paragraphs)


def _related(newsroom: Newsroom, desk: Desk, story: Article, root: str, step: int) -> str:
    others = [pair for pair in newsroom.shown(desk.id, step) if pair[0].number != story.number][:3]
    links = "\n".join(
        f'<li><a href="{escape(root + desk.address(other, version))}">{escape(version.title)}</a></li>'
        for other, version in others
    )
    return f'<aside class="related"><h2>{_WORDS[desk.language]["more"]}</h2>\n<ul>\n{links}\n</ul></aside>'


def _linked_data(desk: Desk, story: Article, version: Version, address: str) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.title,
        "description": version.teaser,
        "datePublished": story.published.isoformat(),
        "dateModified": (version.updated or story.published).isoformat(),
        "inLanguage": desk.language,
        "mainEntityOfPage": address,
        "isAccessibleForFree": not story.paywall,
        "publisher": {"@type": "NewsMediaOrganization", "name": desk.name},
    }
    if story.paywall:
        data["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}
    # "<" would let a title close the script element.
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
