"""Sitemaps, packed or not, become entries or a list of sitemaps, and every item is accounted for."""

from __future__ import annotations

import datetime as dt
import gzip
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Failure, ParsedFeed, PollState, SitemapIndex
from monitor.sitemap import MAX_SITEMAPS, merged, parse_sitemap

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
URL = "https://www.lehti.example/news-sitemap.xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)


def item(loc: str, title: str = "Otsikko", date: str = "2026-11-20T10:00:00+02:00", language: str = "fi") -> str:
    return (
        f"<url><loc>{escape(loc)}</loc><news:news><news:publication><news:name>Lehti</news:name>"
        f"<news:language>{language}</news:language></news:publication><news:publication_date>{date}"
        f"</news:publication_date><news:title>{escape(title)}</news:title></news:news></url>"
    )


def sitemap(*items: str) -> bytes:
    return f"{HEAD}{''.join(items)}</urlset>".encode()


def index(*locs: str, changed: str = "") -> bytes:
    stamp = f"<lastmod>{changed}</lastmod>" if changed else ""
    inside = "".join(f"<sitemap><loc>{escape(loc)}</loc>{stamp}</sitemap>" for loc in locs)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>'.encode()


def parsed(body: bytes, **options: int) -> ParsedFeed:
    found = parse_sitemap(body, URL, NOW, **options)  # type: ignore[arg-type]
    assert isinstance(found, ParsedFeed), found
    return found


def failed(body: bytes, **options: int) -> Failure:
    found = parse_sitemap(body, URL, NOW, **options)  # type: ignore[arg-type]
    assert isinstance(found, Failure), found
    return found


def test_a_news_sitemap_gives_title_date_and_language() -> None:
    found = parsed(sitemap(item("https://www.lehti.example/art-1", "Käräjäoikeus &amp; tuomio", language="fi-FI")))
    (entry,) = found.entries
    assert (entry.title, entry.url, entry.language) == (
        "Käräjäoikeus & tuomio",
        "https://www.lehti.example/art-1",
        "fi",
    )
    assert entry.published_at == dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
    assert entry.published_raw == "2026-11-20T10:00:00+02:00"
    assert found.title == "Lehti"


def test_a_plain_sitemap_has_addresses_and_times_of_change_and_no_namespace_is_needed() -> None:
    body = b"<urlset><url><loc>/vanha</loc><lastmod>2026-11-01</lastmod></url><url><loc>/uusi</loc>"
    body += b"<lastmod>2026-11-19T08:00:00Z</lastmod></url><url><loc>/muu</loc></url></urlset>"
    found = parsed(body)
    assert [entry.url.rpartition("/")[2] for entry in found.entries] == ["uusi", "vanha", "muu"]
    assert found.entries[0].updated_at == dt.datetime(2026, 11, 19, 8, tzinfo=dt.UTC)
    assert found.entries[0].published_at is None


def test_a_packed_sitemap_is_unpacked_and_never_beyond_its_cap() -> None:
    body = sitemap(item("https://www.lehti.example/art-1"))
    assert len(parsed(gzip.compress(body)).entries) == 1
    bomb = gzip.compress(b"<urlset>" + b" " * 3_000_000 + b"</urlset>")
    assert failed(bomb, max_bytes=1_000_000).state is PollState.TOO_LARGE
    assert failed(gzip.compress(body)[:-12]).reason == "the packed sitemap breaks off"
    assert failed(b"\x1f\x8b\x08broken").state is PollState.UNREADABLE


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"", PollState.EMPTY),
        (b"  \n", PollState.EMPTY),
        (sitemap(), PollState.EMPTY),
        (b"<!doctype html><title>Huolto</title><p>Palaamme pian", PollState.NOT_A_FEED),
        (b"User-agent: *", PollState.NOT_A_FEED),
        (b"<rss><channel/></rss>", PollState.NOT_A_FEED),
        (sitemap("<url><loc>javascript:alert(1)</loc></url>", "<url/>"), PollState.EMPTY),
        (index("https://muu.example/s.xml"), PollState.EMPTY),
        (b'{"urlset": []}', PollState.NOT_A_FEED),
    ],
)
def test_what_gives_no_entries_is_a_named_state_with_a_reason(body: bytes, state: PollState) -> None:
    failure = failed(body)
    assert failure.state is state
    assert failure.reason


def test_a_sitemap_that_breaks_off_keeps_what_came_before() -> None:
    body = sitemap(item("https://www.lehti.example/art-1"), item("https://www.lehti.example/art-2"))
    assert [entry.url[-1] for entry in parsed(body[: body.rindex(b"<url>") + 40]).entries] == ["1"]


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = b'<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    for head in (bomb, outside):
        found = parse_sitemap(head + b"<urlset><url><loc>https://lehti.example/&a;1</loc></url></urlset>", URL, NOW)
        assert "aaaa" not in repr(found)


def test_of_an_index_the_news_and_the_freshest_of_the_same_site_are_followed() -> None:
    found = parse_sitemap(
        index(
            *(f"https://lehti.example/sitemap-{number}.xml" for number in range(6)),
            "https://lehti.example/news.xml",
            "https://lehti.example/news.xml",
            "https://muu.example/news.xml",
            "gopher://lehti.example/",
        ),
        URL,
        NOW,
    )
    assert isinstance(found, SitemapIndex)
    assert len(found.urls) == MAX_SITEMAPS
    assert found.urls[0] == "https://lehti.example/news.xml"
    assert found.dropped == {
        "repeated": 1,
        "sitemap of another site": 1,
        "unusable link": 1,
        "sitemap past the cap": 7 - MAX_SITEMAPS,
    }


def test_the_sitemaps_of_an_index_are_one_list_the_newest_first() -> None:
    old = parsed(sitemap(item("https://lehti.example/1", date="2026-11-18"), item("https://lehti.example/2")))
    new = parsed(sitemap(item("https://lehti.example/2"), item("https://lehti.example/3", date="2026-11-20T11:00Z")))
    found = merged([old, new], {"sitemap past the cap": 3}, 2)
    assert isinstance(found, ParsedFeed)
    assert [entry.url[-1] for entry in found.entries] == ["3", "2"]
    assert found.dropped == {"sitemap past the cap": 3, "repeated": 1, "past the cap": 1}


_LOCS = st.lists(
    st.one_of(
        st.sampled_from(["https://lehti.example/a", "https://lehti.example/b", "/c", "", "javascript:x", "ftp://x/"]),
        st.integers(1, 40).map("https://lehti.example/art-{}".format),
    ),
    max_size=30,
)


@given(_LOCS, st.integers(1, 12))
def test_every_item_is_an_entry_or_counted_by_its_reason(locs: list[str], most: int) -> None:
    found = parse_sitemap(sitemap(*(item(loc, date="") for loc in locs)), URL, NOW, most)
    if isinstance(found, ParsedFeed):
        assert len(found.entries) + sum(found.dropped.values()) == len(locs)
        assert len(found.entries) <= most
    else:
        assert isinstance(found, Failure)
        assert found.state is PollState.EMPTY
        assert not [loc for loc in locs if loc.startswith(("http", "/"))]


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda more: HEAD.encode() + b"<url><loc>" + more))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    found = parse_sitemap(body, URL, NOW)
    assert not isinstance(found, Failure) or found.reason
