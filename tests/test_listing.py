"""Pages of links become entries: by a selector all that it finds, else the links that look like articles'."""

from __future__ import annotations

import datetime as dt
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.listing import advertised, parse_listing
from monitor.model import Entry, Failure, ParsedFeed, PollState

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
URL = "https://www.lehti.example/uusimmat"
PAGE = """<!doctype html><html lang="fi-FI"><head><title>Uusimmat | Lehti</title></head><body>
<header><nav><a href="/tilaa-lehti-nyt-heti">Tilaa lehti nyt heti</a></nav></header>
<main>
 <ul>
  <li><a href="/uutiset/kivimaelle-kuusi-vuotta/a-1001?src=lista#kommentit"><img alt=""></a>
      <a href="/uutiset/kivimaelle-kuusi-vuotta/a-1001"><h2>Kivimäelle kuusi vuotta vankeutta</h2></a>
      <time datetime="2026-11-20T09:30:00+02:00">2 h sitten</time>
      <a href="/uutiset/kivimaelle-kuusi-vuotta/a-1001">Lue lisää</a></li>
  <li><a href="https://lehti.example/-/hovioikeus-antaa-ratkaisun">Hovioikeus antaa ratkaisun <time
      datetime="2026-11-19">19.11.</time></a></li>
 </ul>
 <p>Kerromme lukijoille <a href="/artikkeli/tama-on-vain-viite-1234">tämä on vain viite tekstissä</a>, joka jatkuu.</p>
 <a href="/aihe/vastaamo-ja-tietomurto">Kaikki aiheesta Vastaamo</a>
 <a href="https://muu.example/uutinen-toisella-sivustolla-1234">Uutinen toisella sivustolla tänään</a>
 <a href="/liite-2026-vuosikertomus.pdf">Lue koko vuosikertomus 2026</a>
 <a href="/uusimmat?sivu=2">Seuraavat kaksikymmentä juttua tästä</a>
</main>
<footer><a href="/tietoa-meista-ja-yhteystiedot">Tietoa meistä ja yhteystiedot</a></footer>
</body></html>"""


def parsed(markup: str, links: str = "", most: int = 500) -> ParsedFeed:
    found = parse_listing(markup, URL, NOW, most, links=links)
    assert isinstance(found, ParsedFeed), found
    return found


def test_links_that_look_like_articles_are_found_with_title_and_time() -> None:
    found = parsed(PAGE)
    assert [entry.title for entry in found.entries] == [
        "Kivimäelle kuusi vuotta vankeutta",
        "Hovioikeus antaa ratkaisun",
    ]
    first, second = found.entries
    assert first.url == "https://www.lehti.example/uutiset/kivimaelle-kuusi-vuotta/a-1001"
    assert (first.published_at, first.language) == (dt.datetime(2026, 11, 20, 7, 30, tzinfo=dt.UTC), "fi")
    assert second.published_raw == "2026-11-19"
    assert found.title == "Uusimmat | Lehti"
    assert found.dropped == {"repeated": 1}


def test_a_selector_takes_what_it_names_and_nothing_else() -> None:
    found = parsed(PAGE, "main > a")
    assert [entry.title for entry in found.entries][:2] == [
        "Kaikki aiheesta Vastaamo",
        "Uutinen toisella sivustolla tänään",
    ]
    assert len(found.entries) == 4
    cards = parsed(PAGE, "main li")
    assert [entry.title for entry in cards.entries] == [
        "Kivimäelle kuusi vuotta vankeutta",
        "Hovioikeus antaa ratkaisun",
    ]
    assert [entry.title for entry in parsed(PAGE, "h2").entries] == ["Kivimäelle kuusi vuotta vankeutta"]


def test_a_redesign_that_leaves_no_links_is_a_named_state_with_its_reason() -> None:
    by_hand = parse_listing(PAGE, URL, NOW, links="div.old-list a")
    assert by_hand == Failure(PollState.EMPTY, 'nothing on the page matches links = "div.old-list a"')
    found = parse_listing("<html><body><div id=root></div></body></html>", URL, NOW)
    assert isinstance(found, Failure)
    assert (found.state, "no link on the page" in found.reason) == (PollState.EMPTY, True)
    nothing = parse_listing(" ", URL, NOW)
    assert isinstance(nothing, Failure)
    assert nothing.state is PollState.EMPTY


def test_links_that_lead_nowhere_are_counted() -> None:
    page = '<p><a class=x href="javascript:go()">A</a><a class=x>B</a><a class=x href="/c">C</a><i class=x>D</i></p>'
    found = parsed(page, ".x")
    assert [entry.url for entry in found.entries] == ["https://www.lehti.example/c"]
    assert found.dropped == {"unusable link": 1, "no link": 2}


def test_clicks_counted_in_links_make_no_other_entry() -> None:
    page = '<main><a href="/juttu-numero-1234?pos={}"><h2>Juttu numero on tämä</h2></a></main>'
    one, other = (parsed(page.format(position)).entries[0] for position in (1, 2))
    assert one.guid == other.guid
    assert one.url != other.url


def test_links_are_relative_to_the_base_a_page_names() -> None:
    page = '<html><head><base href="https://www.lehti.example/osasto/"></head><body><a href="juttu-4321">x</a></body>'
    assert parsed(page, "a").entries[0].url == "https://www.lehti.example/osasto/juttu-4321"


def test_feeds_that_a_page_names_are_found_once_each() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Kaikki" href="/rss">'
        '<link rel="ALTERNATE feed" type="application/atom+xml; charset=utf-8" href="https://lehti.example/atom">'
        '<link rel="alternate" type="application/rss+xml" href="/rss"><link rel="alternate" hreflang="sv" href="/sv">'
        '<link rel="stylesheet" type="text/css" href="/x.css"><link rel=alternate type=application/rss+xml>'
    )
    assert advertised(f"<html><head>{head}</head><body><p>x</p></body></html>", URL) == [
        ("https://www.lehti.example/rss", "Kaikki"),
        ("https://lehti.example/atom", ""),
    ]
    assert advertised("", URL) == []


_HREFS = st.lists(
    st.one_of(
        st.none(),
        st.sampled_from(["", "#", "/a", "/a#b", "javascript:x", "mailto:a@b.fi", "https://muu.example/", "http://["]),
        st.integers(1, 30).map("/juttu-{}".format),
    ),
    min_size=1,
    max_size=30,
)


@given(_HREFS, st.integers(1, 10))
def test_every_element_a_selector_finds_is_an_entry_or_counted(hrefs: list[str | None], most: int) -> None:
    links = "".join("<a>x</a>" if href is None else f'<a href="{escape(href)}">juttu</a>' for href in hrefs)
    found = parse_listing(f"<html><body>{links}</body></html>", URL, NOW, most, links="a")
    if isinstance(found, Failure):
        assert found.state is PollState.EMPTY
    else:
        assert len(found.entries) + sum(found.dropped.values()) == len(hrefs)
        assert all(isinstance(entry, Entry) and entry.url.startswith("https://") for entry in found.entries)


@given(st.text(max_size=300), st.sampled_from(["", "a", "li > a:first-child"]))
def test_no_text_makes_it_raise(markup: str, links: str) -> None:
    found = parse_listing(markup, URL, NOW, links=links)
    assert isinstance(found, ParsedFeed) or found.reason


@pytest.mark.parametrize("depth", [200, 5_000])
def test_deep_markup_does_not_break_it(depth: int) -> None:
    page = "<div>" * depth + '<a href="/juttu-numero-1234">Juttu numero on tämä</a>'
    found = parse_listing(page, URL, NOW)
    assert isinstance(found, ParsedFeed | Failure)
