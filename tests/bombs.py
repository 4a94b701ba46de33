"""Documents made to cost time or memory: for feedparser, libxml2, trafilatura, the classifier, and our own patterns."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass

from monitor.model import Document, Feed, FeedKind
from monitor.reading import Fetched, Limits, Source, read_document, read_feed, read_page

NOW = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
URL = "https://lehti.example/a/1"
SENTENCE = "Käräjäoikeus antoi tuomion Vastaamon tietomurtoa koskevassa asiassa. "


@dataclass(frozen=True)
class Bomb:
    """One document and what reads it. ``ours``: our own code meets it, which must cope without being killed."""

    name: str
    make: Callable[[], bytes | str]
    kind: str = "page"
    ours: bool = False

    def task(self) -> tuple[object, ...]:
        """Give function and arguments as the pool takes them."""
        made = self.make()
        if isinstance(made, str):
            made = made.encode("utf-8", "surrogatepass")
        if self.kind == "page":
            return read_page, made, "text/html; charset=utf-8", Source(url=URL, title="Otsikko", at=NOW)
        if self.kind == "text":
            return read_document, Document("1", "Otsikko", made.decode("utf-8", "replace"), "2024-04-30")
        document = Fetched(made, "application/xml", URL)
        return read_feed, document, Feed(URL, kind=FeedKind(self.kind)), Limits(), NOW


def rss(inside: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>t</title>{inside}</channel></rss>'


def item(inside: str) -> str:
    return rss(f"<item><title>t</title><link>https://lehti.example/a/2</link>{inside}</item>")


def article(inside: str, head: str = "") -> str:
    return f"<html lang='fi'><head><title>Otsikko</title>{head}</head><body><article>{inside}</article></body></html>"


def linked(text: str) -> str:
    return article(f"<p>{SENTENCE}</p>", f'<script type="application/ld+json">{text}</script>')


def entities(levels: int, width: int) -> str:
    lines = [f'<!ENTITY a{level} "{f"&a{level - 1};" * width}">' for level in range(1, levels)]
    return f'<!DOCTYPE rss [<!ENTITY a0 "lollollol">{"".join(lines)}]>'


def _selector_page() -> str:
    paid = {"@type": "NewsArticle", "isAccessibleForFree": False, "hasPart": []}
    part = {"isAccessibleForFree": False, "cssSelector": ".a " * 50_000}
    return article("<div class=a>" * 200 + SENTENCE, _script({**paid, "hasPart": [part] * 50}))


def _script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _live(count: int) -> str:
    entry = '<div class="entry"><time datetime="2024-04-30T{:02}:{:02}:00Z"></time><p>' + SENTENCE + "</p></div>"
    inside = "".join(entry.format(n // 60 % 24, n % 60) for n in range(count))
    return f"<html><body class='liveblog'><main><h1>Hetki hetkeltä</h1>{inside}</main></body></html>"


def _packed(megabytes: int) -> bytes:
    return gzip.compress(b"\x00" * (megabytes * 1_000_000), 9)


def _cipher(count: int) -> str:
    return "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(count))


BOMBS = (
    # feeds: feedparser and expat
    Bomb("quadratic author", lambda: item("<author>" + "a (" * 40_000 + "</author>"), "feed"),
    Bomb("100,000 attributes", lambda: item("<x " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>"), "feed"),
    Bomb("attributes in an entry that is not XML", lambda: item("<x " + "a='1' " * 100_000 + ">&nbsp<b>"), "feed"),
    Bomb("billion laughs", lambda: rss("<item><title>&a9;</title></item>", entities(10, 10)), "feed"),
    Bomb("quadratic entity", lambda: rss(f"<item><title>{'&a0;' * 50_000}</title></item>", entities(1, 1)), "feed"),
    Bomb("200,000 nested tags in a feed", lambda: rss("<a>" * 200_000), "feed"),
    Bomb("nested tags inside a summary", lambda: item(f"<description>{'&lt;b&gt;' * 100_000}</description>"), "feed"),
    Bomb("unclosed CDATA sections", lambda: item("<![CDATA[" * 100_000), "feed"),
    Bomb("a million items", lambda: rss("<item/>" * 700_000), "feed"),
    Bomb("deep JSON feed", lambda: '{"version":"https://jsonfeed.org/version/1","items":' + "[" * 500_000, "feed"),
    Bomb(
        "giant number in a JSON feed",
        lambda: '{"version":"https://jsonfeed.org/version/1","items":[{"id":' + "9" * 3_000_000 + "}]}",
        "feed",
    ),
    Bomb("surrogates and NULs", lambda: item(f"<description>{'&#xD800;&#0;' * 200_000}</description>"), "feed"),
    Bomb("date of a megabyte", lambda: item(f"<pubDate>{'1 ' * 500_000}</pubDate>"), "feed", ours=True),
    Bomb("nested sitemaps", lambda: "<urlset>" * 200_000, "sitemap"),
    Bomb("links of one page", lambda: article("<a href='/a/1'>x</a>" * 150_000), "listing"),
    # pages: libxml2 and trafilatura
    Bomb("200,000 nested tags", lambda: article("<div>" * 200_000 + "x")),
    Bomb("sibling spans", lambda: article("<p>" + "<span>x</span>" * 200_000 + "</p>")),
    Bomb("100,000 attributes in a page", lambda: article("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x")),
    Bomb("nested tables", lambda: article("<table><tr><td>" * 20_000 + SENTENCE)),
    Bomb("a list of 100,000", lambda: article("<ul>" + "<li>Kohta</li>" * 100_000 + "</ul>")),
    Bomb("formatting that never ends", lambda: article("<b><i><a href=x>x" * 50_000)),
    Bomb("entities in a page", lambda: article("&amp;&#65;" * 500_000)),
    Bomb("NUL and surrogate flood", lambda: article("\x00\ud800\ufffe" * 300_000)),
    # our own reading of JSON-LD, dates, walls, encodings, live blogs
    Bomb("deep JSON-LD", lambda: linked('{"@graph":[' * 200_000), ours=True),
    Bomb("a million numbers in JSON-LD", lambda: linked("[" + "1," * 1_000_000 + "1]"), ours=True),
    Bomb("giant number in JSON-LD", lambda: linked('{"@type":"NewsArticle","x":' + "7" * 2_000_000 + "}"), ours=True),
    Bomb("spaces around JSON-LD", lambda: linked(" " * 2_000_000), ours=True),
    Bomb("huge JSON-LD", lambda: linked(json.dumps([{"@type": "Article", "headline": "x" * 90}] * 30_000)), ours=True),
    Bomb("paywall selectors", _selector_page, ours=True),
    Bomb("names of meta elements", lambda: article("x", f"<meta name='{'publi' * 50_000}' content='1'>"), ours=True),
    Bomb("dates in meta elements", lambda: article("x", "<meta name=date content='1 1 1 1'>" * 20_000), ours=True),
    Bomb(
        "marks of a <time>", lambda: article(f"<time class='{'a ' * 300_000}' datetime='{' ' * 300_000}'>"), ours=True
    ),
    Bomb("charset of a page", lambda: b"<meta " + b"charset=" * 200_000 + b"\xff", ours=True),
    Bomb("words of a consent page", lambda: article("<p>" + "evästeet hyväksy kumppani " * 20_000), ours=True),
    Bomb("words of a paywall", lambda: article("<p>" + "tilaa ja " * 120 + "</p>"), ours=True),
    Bomb("a live blog of 20,000 entries", lambda: _live(20_000)),
    Bomb("gzip of 200 MB as a page", lambda: _packed(200), ours=True),
    Bomb("gzip of 200 MB as a feed", lambda: _packed(200), "feed", ours=True),
    # texts: sentences, dates, figures, the classifier
    Bomb("a text of dates", lambda: SENTENCE + "1.1.2024 klo 12.00 " * 2_000, "text", ours=True),
    Bomb("a text of figures", lambda: SENTENCE + "9 999 euroa ja " * 2_000, "text", ours=True),
    Bomb("a word of a megabyte", lambda: SENTENCE + "ä" * 1_000_000, "text", ours=True),
    Bomb("brackets and quotes", lambda: SENTENCE + "(«\"'[" * 20_000, "text", ours=True),
    Bomb("no spaces at all", lambda: SENTENCE + _cipher(60_000), "text", ours=True),
)
