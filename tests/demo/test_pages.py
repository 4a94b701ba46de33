from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from monitor.demo import pages
from monitor.demo.newsroom import SECOND, Article, Newsroom, Version, load

ROOT = "http://127.0.0.1:8000/x/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return load()


def rendered(newsroom: Newsroom, step: int = SECOND) -> list[tuple[Article, Version, str]]:
    return [
        (article, version, pages.article(newsroom, desk, article, version, ROOT, step).decode())
        for desk in newsroom.desks
        for article, version in newsroom.shown(desk.id, step)
    ]


def linked_data(html: str) -> dict[str, object]:
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert match
    data: dict[str, object] = json.loads(match.group(1))
    return data


def dates(newsroom: Newsroom, outlet: str) -> list[str]:
    body, _ = pages.feed(newsroom, newsroom.desk(outlet), 0, ROOT, SECOND)
    items = ET.fromstring(body).iter("item")  # noqa: S314 - our own bytes
    return [item.findtext("pubDate") or item.findtext("{http://purl.org/dc/elements/1.1/}date", "") for item in items]


def test_every_page_says_that_it_is_sample_text(newsroom: Newsroom) -> None:
    for _, _, html in rendered(newsroom):
        assert f'<meta name="sample-text" content="{pages.NOTE}">' in html
        assert pages.NOTE in html.partition("<footer")[2]
        assert pages.NOTE not in html.partition("<body>")[2].partition("<footer")[0]


def test_a_page_carries_its_title_dates_and_access_in_machine_readable_form(newsroom: Newsroom) -> None:
    for article, version, html in rendered(newsroom):
        data = linked_data(html)
        assert data["headline"] == version.title
        assert data["datePublished"] == article.published.isoformat()
        assert data["isAccessibleForFree"] is not article.paywall
        assert data["inLanguage"] == article.language


def test_a_paywalled_page_shows_no_more_than_headline_and_teaser(newsroom: Newsroom) -> None:
    walled = [(version, html) for article, version, html in rendered(newsroom) if article.paywall]
    assert len(walled) == 4
    for version, html in walled:
        assert version.teaser in html
        assert 'class="paywall"' in html
        assert version.words == 0


def test_pages_have_balanced_tags(newsroom: Newsroom) -> None:
    class Balance(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in {"meta", "link"}:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    for _, _, html in rendered(newsroom):
        balance = Balance()
        balance.feed(html)
        assert balance.open == []


def test_a_title_with_markup_stays_text(newsroom: Newsroom) -> None:
    desk, story = newsroom.desks[0], newsroom.articles[-1]
    version = Version("x", '</script><b>"&', "<i>", ("<p>",))
    html = pages.article(newsroom, desk, story, version, ROOT, 0).decode()
    assert "<b>" not in html
    assert "<i>" not in html
    assert linked_data(html)["headline"] == version.title


def test_feeds_date_their_items_in_five_ways(newsroom: Newsroom) -> None:
    assert dates(newsroom, "nt")[-1] == "Mon, 26 Oct 2020 15:40:00 GMT"
    assert dates(newsroom, "mallisanomat")[-1] == "Wed, 21 Oct 2020 14:05:00 EEST"
    assert dates(newsroom, "mallisanomat")[0] == "Thu, 26 Feb 2026 12:20:00 EET"
    assert dates(newsroom, "mallivirasto")[-1] == "Thu, 22 Oct 2020 16:30:00 +0300"
    assert dates(newsroom, "specimenpost")[-1] == "2020-10-24T22:40:00+03:00"
    body, _ = pages.feed(newsroom, newsroom.desk("esimerkkiuutiset"), 0, ROOT, 0)
    assert ET.fromstring(body).findtext(f"{ATOM}entry/{ATOM}published") == "2025-10-24T12:30:00+03:00"  # noqa: S314 - ours


def test_the_json_feed_names_its_version_and_every_item(newsroom: Newsroom) -> None:
    body, content_type = pages.feed(newsroom, newsroom.desk("sampletimes"), 0, ROOT, SECOND)
    data = json.loads(body)
    assert content_type.startswith("application/feed+json")
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert len(data["items"]) == len(newsroom.shown("sampletimes", SECOND))
    assert data["items"][0]["date_published"] == "2026-02-26T13:10:00+02:00"


def test_the_second_feed_lists_the_same_numbers_under_the_other_form_of_address(newsroom: Newsroom) -> None:
    desk = newsroom.desk("mallisanomat")
    links = [
        [
            item.findtext("link", "")
            for item in ET.fromstring(pages.feed(newsroom, desk, index, ROOT, 0)[0]).iter("item")  # noqa: S314 - ours
        ]
        for index in (0, 1)
    ]
    numbers = [[re.search(desk.article_id, link) for link in feed] for feed in links]
    assert [match and match.group(1) for match in numbers[0]] == [match and match.group(1) for match in numbers[1]]
    assert not set(links[0]) & set(links[1])


def test_every_feed_but_the_dead_one_and_the_web_page_lists_all_that_is_out(newsroom: Newsroom) -> None:
    for desk in newsroom.desks:
        if desk.format in {"rss", "atom"}:
            body, content_type = pages.feed(newsroom, desk, 0, ROOT, SECOND)
            assert body.count(b"<item>") + body.count(b"<entry>") == len(newsroom.shown(desk.id, SECOND))
            assert "xml" in content_type
            assert pages.NOTE in body.decode()
    _, content_type = pages.feed(newsroom, newsroom.desk("mallilehti"), 0, ROOT, 0)
    assert content_type.startswith("text/html")
