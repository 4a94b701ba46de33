from __future__ import annotations

import datetime as dt

import pytest

from monitor.demo import pages
from monitor.demo.newsroom import SECOND, Newsroom, load
from monitor.demo.server import outlets
from monitor.extract import extract
from monitor.model import Failure, Outlet, ParsedFeed, PollState
from monitor.parse import parse_feed
from monitor.urls import article_key

NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return load()


@pytest.fixture(scope="module")
def described(newsroom: Newsroom) -> dict[str, Outlet]:
    roots = {desk.id: f"http://127.0.0.1:8000/{desk.id}/" for desk in newsroom.desks}
    return {outlet.id: outlet for outlet in outlets(newsroom, roots)}


def parsed(newsroom: Newsroom, outlet: Outlet, index: int, step: int) -> ParsedFeed | Failure:
    body, content_type = pages.feed(newsroom, newsroom.desk(outlet.id), index, outlet.homepage, step)
    return parse_feed(body, content_type, outlet.feeds[index].url, NOW)


def test_every_feed_gives_all_its_articles_with_their_times(newsroom: Newsroom, described: dict[str, Outlet]) -> None:
    for outlet in described.values():
        if newsroom.desk(outlet.id).format in {"html", "dead"}:
            continue
        for index in range(len(outlet.feeds)):
            feed = parsed(newsroom, outlet, index, SECOND)
            assert isinstance(feed, ParsedFeed)
            assert feed.dropped == {}
            assert [entry.published_at for entry in feed.entries] == [
                article.published.astimezone(dt.UTC) for article, _ in newsroom.shown(outlet.id, SECOND)
            ]


def test_the_web_page_in_a_feeds_place_is_named_so(newsroom: Newsroom, described: dict[str, Outlet]) -> None:
    feed = parsed(newsroom, described["mallilehti"], 0, 0)
    assert isinstance(feed, Failure)
    assert feed.state is PollState.NOT_A_FEED


def test_an_article_has_one_key_under_all_its_addresses_and_after_its_rewriting(
    newsroom: Newsroom, described: dict[str, Outlet]
) -> None:
    keys: dict[tuple[str, int], set[str]] = {}
    for outlet in described.values():
        for step in (0, SECOND):
            for index in range(len(outlet.feeds)):
                feed = parsed(newsroom, outlet, index, step)
                entries = feed.entries if isinstance(feed, ParsedFeed) else ()
                for entry, (article, _) in zip(entries, newsroom.shown(outlet.id, step), strict=True):
                    keys.setdefault((outlet.id, article.number), set()).add(article_key(entry.url, outlet))
    assert {number for number, found in keys.items() if len(found) != 1} == set()
    assert len({(outlet, *found) for (outlet, _), found in keys.items()}) == len(newsroom.articles)


@pytest.mark.parametrize("step", [0, SECOND])
def test_every_page_gives_its_text_and_date_without_the_note_and_the_related_links(
    newsroom: Newsroom, described: dict[str, Outlet], step: int
) -> None:
    for outlet in described.values():
        desk = newsroom.desk(outlet.id)
        for article, version in newsroom.shown(outlet.id, step):
            html = pages.article(newsroom, desk, article, version, outlet.homepage, step)
            page = extract(html, "text/html; charset=utf-8", outlet.homepage + desk.address(article, version))
            assert page.title == version.title
            assert (page.published or "")[:10] == article.published.date().isoformat()
            assert not [word for word in ("sample text", "Keksitty", "Lue myös", "Read more") if word in page.text]
            assert bool(page.reason) == article.paywall
            assert [paragraph for paragraph in version.paragraphs if paragraph not in page.text] == []
