"""Feeds of every kind, broken ones included, become clean entries or a named reason."""

import datetime as dt
import json

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.entries import SUMMARY_LIMIT, TITLE_LIMIT
from monitor.model import Entry, Failure, ParsedFeed, PollState
from monitor.parse import parse_feed

# A slow machine is no failure: the first example pays for imports and tables.
untimed = hypothesis.settings(deadline=None)

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
URL = "https://uutiset.example/rss/kotimaa.xml"


def rss(*items: str, channel: str = "<title>Uutiset</title>", attributes: str = "") -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {attributes}><channel>{channel}{inside}</channel></rss>'.encode()


def item(number: int = 1, **parts: str) -> str:
    values = {"title": f"Otsikko {number}", "link": f"https://uutiset.example/{number}", **parts}
    return "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value)


def parse(body: bytes, content_type: str = "application/rss+xml", **options: int) -> ParsedFeed:
    result = parse_feed(body, content_type, URL, NOW, **options)
    assert isinstance(result, ParsedFeed), result
    return result


def one(body: bytes, content_type: str = "application/rss+xml") -> Entry:
    (entry,) = parse(body, content_type).entries
    return entry


def failure(body: bytes, content_type: str = "text/html") -> Failure:
    result = parse_feed(body, content_type, URL, NOW)
    assert isinstance(result, Failure), result
    assert result.reason
    return result


# ------------------------------------------------------------------------------------------------- four formats


def test_rss_is_read() -> None:
    feed = parse(
        rss(
            item(
                guid="urn:a-1",
                description="&lt;p&gt;Oikeus antoi tuomion.&lt;/p&gt;",
                pubDate="Fri, 20 Nov 2026 10:00:00 EET",
                author="toimitus@example.fi (Toimitus)",
            ),
            channel="<title>Uutiset &amp;amp; muut</title><ttl>30</ttl>",
        )
    )
    assert (feed.title, feed.ttl, feed.warning, feed.dropped) == ("Uutiset & muut", dt.timedelta(minutes=30), "", {})
    assert feed.entries == (
        Entry(
            guid="urn:a-1",
            url="https://uutiset.example/1",
            title="Otsikko 1",
            summary="Oikeus antoi tuomion.",
            author="toimitus@example.fi (Toimitus)",
            published_raw="Fri, 20 Nov 2026 10:00:00 EET",
            published_at=dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC),
        ),
    )


def test_atom_is_read_with_its_bases() -> None:
    entry = one(
        b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/news/"><title>News</title><entry xml:base="2026/">
        <id>tag:x,2026:1</id><title type="html">Court &amp;amp; appeal</title>
        <link rel="self" href="self"/><link rel="enclosure" href="a.mp3"/><link rel="alternate" href="verdict"/>
        <published>2026-11-19T10:00:00Z</published><updated>2026-11-19T12:00:00Z</updated>
        <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>short</b> one</div></summary>
        </entry></feed>"""
    )
    assert entry.url == "https://uutiset.example/news/2026/verdict"
    assert (entry.guid, entry.title, entry.summary) == ("tag:x,2026:1", "Court & appeal", "A short one")
    assert entry.published_at == dt.datetime(2026, 11, 19, 10, tzinfo=dt.UTC)
    assert entry.updated_at == dt.datetime(2026, 11, 19, 12, tzinfo=dt.UTC)


def test_rdf_is_read() -> None:
    entry = one(
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel>
        <item rdf:about="https://a.example/1"><title>Yksi</title><link>https://a.example/1</link>
        <dc:date>2026-11-19T10:00:00+02:00</dc:date></item></rdf:RDF>"""
    )
    assert (entry.url, entry.title) == ("https://a.example/1", "Yksi")
    assert entry.published_at == dt.datetime(2026, 11, 19, 8, tzinfo=dt.UTC)


def test_json_feed_is_read() -> None:
    feed = parse(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "Tiedotteet",
                "items": [
                    {
                        "id": 7,
                        "url": "/-/seitseman",
                        "title": "Seitsemän",
                        "content_html": "<p>Teksti</p>",
                        "date_published": "2026-11-19T10:00:00+02:00",
                        "authors": [{"name": "Poliisi"}],
                    },
                    {"id": "8", "external_url": "https://b.example/8"},
                    {"id": "9"},
                    "rubbish",
                ],
            }
        ).encode(),
        "application/feed+json",
    )
    assert [entry.url for entry in feed.entries] == ["https://uutiset.example/-/seitseman", "https://b.example/8"]
    assert feed.entries[0].published_at == dt.datetime(2026, 11, 19, 8, tzinfo=dt.UTC)
    assert (feed.entries[0].guid, feed.entries[0].author, feed.entries[0].summary) == ("7", "Poliisi", "Teksti")
    assert feed.dropped == {"no link": 1}


# ------------------------------------------------------------------------------------------------------ identity


def test_a_missing_guid_is_the_link() -> None:
    assert one(rss(item())).guid == "https://uutiset.example/1"


def test_one_guid_for_all_items_is_no_guid() -> None:
    feed = parse(rss(item(1, guid="x"), item(2, guid="x"), item(3, guid="urn:own")))
    assert [entry.guid for entry in feed.entries] == [
        "https://uutiset.example/1",
        "https://uutiset.example/2",
        "urn:own",
    ]


def test_a_guid_too_long_for_an_index_is_kept_as_its_hash() -> None:
    feed = parse(rss(item(1, guid="x" * 601), item(2, guid="x" * 602), item(3, guid="urn:" + "x" * 596)))
    first, second, third = (entry.guid for entry in feed.entries)
    assert first != second
    assert {len(first), len(second)} == {len("sha256:") + 64}
    assert third == "urn:" + "x" * 596


def test_the_same_item_twice_is_one_entry_and_counted() -> None:
    feed = parse(rss(item(1, guid="x"), item(1, guid="x", title="Toinen"), item(2)))
    assert [entry.title for entry in feed.entries] == ["Otsikko 1", "Otsikko 2"]
    assert feed.dropped == {"repeated": 1}


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("tuomio/1", "https://uutiset.example/rss/tuomio/1"),
        ("/tuomio/1", "https://uutiset.example/tuomio/1"),
        ("//toinen.example/1", "https://toinen.example/1"),
        ("\n  https://a.example/1\n", "https://a.example/1"),
        ("https://a.example/1?a=1&amp;b=2", "https://a.example/1?a=1&b=2"),
        ("https://a.example/1?a=1&amp;amp;b=2", "https://a.example/1?a=1&b=2"),
        ("https://a.example/pitk\nä", "https://a.example/pitkä"),
    ],
)
def test_links_are_made_whole(link: str, url: str) -> None:
    assert one(rss(item(link=link))).url == url


def test_a_permalink_guid_stands_in_for_a_missing_link() -> None:
    assert one(rss("<title>x</title><guid>https://a.example/9</guid>")).url == "https://a.example/9"


@pytest.mark.parametrize(
    ("parts", "dropped"),
    [
        ("<title>x</title>", {"no link": 1}),
        ('<guid isPermaLink="false">https://a.example/9</guid>', {"no link": 1}),
        ("<link>javascript:alert(1)</link>", {"unusable link": 1}),
        ("<link>ftp://a.example/1</link>", {"unusable link": 1}),
        ("<link>mailto:toimitus@a.example</link>", {"unusable link": 1}),
        ("<link>https://[::1</link>", {"no link": 1}),
        (f"<link>https://a.example/{'x' * 3000}</link>", {"unusable link": 1}),
    ],
)
def test_an_item_without_a_usable_link_is_dropped_and_counted(parts: str, dropped: dict[str, int]) -> None:
    feed = parse(rss(parts, item(2)))
    assert len(feed.entries) == 1
    assert feed.dropped == dropped


def test_entries_past_the_cap_are_counted() -> None:
    feed = parse(rss(*(item(n) for n in range(30))), max_entries=10)
    assert len(feed.entries) == 10
    assert feed.dropped == {"past the cap": 20}


# ---------------------------------------------------------------------------------------------------- hostile text


def test_titles_and_summaries_are_plain_text() -> None:
    entry = one(
        rss(
            item(
                title="<![CDATA[<b>Tuomio</b> &amp; \u202evalitus\ufeff <script>alert(1)</script>]]>",
                description="<![CDATA[<p onclick='x'>Yksi.</p><p>Kaksi&nbsp;<a href='javascript:x'>tästä</a></p>]]>",
            )
        )
    )
    assert entry.title == "Tuomio & valitus"
    assert entry.summary == "Yksi. Kaksi tästä"


def test_a_nul_in_a_title_is_gone() -> None:
    assert one(rss(item(title="a\x00b&#0;c\x1bd"))).title.replace("\ufffd", "") == "abcd"


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#55296;", "&#xdfff", "&#x110000;", "&#99999999999;", "&#xFFFFFFFF;"]
)
def test_half_characters_cost_no_more_than_themselves(reference: str) -> None:
    feed = parse(rss(item(1, title=f"Tuomio {reference} luettiin"), item(2)))
    assert len(feed.entries) == 2
    assert feed.entries[0].title.startswith("Tuomio")
    assert parse(rss(item(1, title=f"<b>{reference}&broken"), item(2))).entries


def test_markup_that_stops_the_parser_is_a_named_state() -> None:
    result = failure(rss(item(), "<media:content width=1><width>3</height></width>&broken"))
    assert result.state is PollState.UNREADABLE
    assert "too broken" in result.reason


def test_lengths_are_capped() -> None:
    entry = one(rss(item(title="t" * 9999, description="d" * 99999, guid="g" * 9999, author="a" * 999)))
    assert len(entry.title) == TITLE_LIMIT
    assert len(entry.summary) == SUMMARY_LIMIT
    assert len(entry.guid) <= 2000


def test_a_full_text_serves_as_summary_when_there_is_none() -> None:
    body = rss(
        item() + "<content:encoded><![CDATA[<p>Koko teksti</p>]]></content:encoded>",
        attributes='xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    )
    assert one(body).summary == "Koko teksti"


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="iso-8859-1"?>'])
@pytest.mark.parametrize("content_type", ["text/xml", "application/rss+xml; charset=iso-8859-1", "text/html", ""])
def test_utf_8_is_read_as_utf_8_whatever_is_announced(content_type: str, declared: str) -> None:
    body = declared.encode() + rss(item(title="Kivimäki ja ”syyte”"))
    assert one(body, content_type).title == "Kivimäki ja ”syyte”"


@pytest.mark.parametrize("content_type", ["text/xml; charset=iso-8859-1", "application/xml"])
def test_latin_1_is_read_as_declared(content_type: str) -> None:
    body = b'<?xml version="1.0" encoding="iso-8859-1"?>' + rss(item(title="Käräjät")).decode().encode("latin-1")
    assert one(body, content_type).title == "Käräjät"


def test_a_date_that_is_not_believed_keeps_its_words() -> None:
    entry = one(rss(item(pubDate="Mon, 01 Jan 0001 00:00:00 +0000")))
    assert entry.published_at is None
    assert entry.published_raw == "Mon, 01 Jan 0001 00:00:00 +0000"


@pytest.mark.parametrize("ttl", ["0", "-5", "often", ""])
def test_a_senseless_ttl_is_none(ttl: str) -> None:
    assert parse(rss(item(), channel=f"<ttl>{ttl}</ttl>")).ttl is None


def test_a_body_that_names_a_file_opens_no_file() -> None:
    assert failure(__file__.encode()).state is PollState.NOT_A_FEED


def test_entities_of_a_doctype_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    entry = one(bomb + rss(item(title="x &b; &f; y")))
    assert "aaaaaaaaaaaaaaaaaaaaa" not in entry.title
    assert "root" not in entry.title


# ----------------------------------------------------------------------------------------------- not quite feeds


@pytest.mark.parametrize(
    ("body", "state", "words"),
    [
        (b"", PollState.EMPTY, "no content"),
        (b" \n ", PollState.EMPTY, "no content"),
        (rss(), PollState.EMPTY, "no entries"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', PollState.EMPTY, "no entries"),
        (rss("<title>x</title>"), PollState.EMPTY, "1 no link"),
        (b'{"version":"https://jsonfeed.org/version/1","items":[]}', PollState.EMPTY, "no entries"),
        (b"<!doctype html><title>Huoltokatko</title><p>x", PollState.NOT_A_FEED, '"Huoltokatko"'),
        (b"<html><body>x</body></html>", PollState.NOT_A_FEED, "a web page"),
        (b"plain words", PollState.NOT_A_FEED, "text/html"),
        (b"%PDF-1.7", PollState.NOT_A_FEED, "not a feed"),
        (b'{"error": "no"}', PollState.NOT_A_FEED, "JSON"),
        (b"[1, 2]", PollState.NOT_A_FEED, "not a feed"),
        (b"{broken", PollState.UNREADABLE, "JSON"),
        (b'{"a":' * 100_000, PollState.UNREADABLE, "JSON"),
        (b'<rss version="2.0"><channel><title>x', PollState.UNREADABLE, "cannot be read"),
        (b"<rss", PollState.UNREADABLE, "cannot be read"),
    ],
)
def test_what_holds_no_entries_has_its_state_and_reason(body: bytes, state: PollState, words: str) -> None:
    result = failure(body)
    assert result.state is state
    assert words in result.reason


def test_a_feed_cut_short_gives_what_it_had_and_a_warning() -> None:
    feed = parse(rss(item(1), item(2), item(3))[:-60])
    assert [entry.url for entry in feed.entries][:2] == ["https://uutiset.example/1", "https://uutiset.example/2"]
    assert feed.warning


@untimed
@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(parse_feed(body, "text/xml", URL, NOW), ParsedFeed | Failure)


@untimed
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8))
def test_entries_of_one_feed_have_guids_of_their_own(pairs: list[tuple[int, int]]) -> None:
    feed = parse(rss(*(item(link, guid=f"g{guid}") for guid, link in pairs)))
    guids = [entry.guid for entry in feed.entries]
    assert len(guids) == len(set(guids))
    assert len(guids) + sum(feed.dropped.values()) == len(pairs)
    assert {entry.url for entry in feed.entries} == {f"https://uutiset.example/{link}" for _, link in pairs}
