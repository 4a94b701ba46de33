from __future__ import annotations

from xml.etree import ElementTree as ET

import feedparser

from monitor.export.atom import atom_text
from monitor.i18n import Words
from tests.export.conftest import HEARING, entry


def test_a_feed_reader_reads_the_docket(english: Words) -> None:
    later = entry("vastaamo-2", **HEARING, first_reported_at="2025-06-01T00:00:00Z")
    text = atom_text(english, [entry(), later], "Vastaamo", "2026-11-20T00:00:00Z")
    feed = feedparser.parse(text)
    assert not feed.bozo
    assert [one.id for one in feed.entries] == ["tag:case-monitor,2026:vastaamo-2", "tag:case-monitor,2026:vastaamo-1"]
    assert feed.entries[1].title == "Verdict, found guilty – Kivimäki (30 Apr 2024)"
    assert feed.entries[1].link == "https://mallilehti.example/2"


def test_an_address_that_is_none_of_the_web_is_no_link(english: Words) -> None:
    told = entry(reports=[{**entry()["reports"][0], "url": "javascript:alert(1)"}])
    root = ET.fromstring(atom_text(english, [told], "Vastaamo", "2026-11-20T00:00:00Z"))  # noqa: S314 - our own text
    assert root.findall(".//{http://www.w3.org/2005/Atom}link") == []
