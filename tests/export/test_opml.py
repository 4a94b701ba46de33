from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from monitor.config import opml as reading
from monitor.config.load import load
from monitor.config.write import import_opml, init
from monitor.export.opml import not_in_opml, opml_text
from monitor.model import Feed, FeedKind, Outlet

OUTLETS = [
    Outlet("yle", "Yle & muut", "fi", homepage="https://yle.fi/", feeds=(Feed("https://yle.fi/rss?a=1&b=2"),)),
    Outlet("hs", "HS", "fi", feeds=(Feed("https://hs.fi/rss"), Feed("https://hs.fi/off", enabled=False))),
    Outlet("off", "Off", "fi", feeds=(Feed("https://off.fi/rss", enabled=False),)),
]


def test_what_is_written_is_read_back_and_what_is_off_stays_at_home(tmp_path: Path) -> None:
    path = tmp_path / "outlets.opml"
    path.write_text(opml_text(OUTLETS, "monitor"), encoding="utf-8")
    outlines, unusable = reading.read_opml(path)
    assert [one.url for one in outlines] == ["https://yle.fi/rss?a=1&b=2", "https://hs.fi/rss"]
    assert (outlines[0].title, outlines[0].homepage, unusable) == ("Yle & muut", "https://yle.fi/", [])


def test_what_opml_cannot_hold_stays_out_and_is_named() -> None:
    feeds = tuple(Feed(f"https://x.fi/{kind}", kind=kind) for kind in FeedKind)
    off = Feed("https://x.fi/off", enabled=False, kind=FeedKind.LISTING)
    outlet = Outlet("x", "X", "fi", feeds=(*feeds, off))
    text = opml_text([outlet], "monitor")
    assert "https://x.fi/feed" in text
    assert [feed.kind for feed in not_in_opml([outlet])] == [FeedKind.SITEMAP, FeedKind.LISTING, FeedKind.WATCHED]
    assert not [feed for feed in not_in_opml([outlet]) if feed.url in text]


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4, unique=True))
def test_any_name_survives_and_the_file_stays_whole(names: list[str]) -> None:
    outlets = [
        Outlet(f"o{number}", name, "sv", feeds=(Feed(f"https://x.fi/{number}?a=1&b=%22"),))
        for number, name in enumerate(names)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.opml"
        path.write_text(opml_text(outlets, names[0]), encoding="utf-8")
        outlines, unusable = reading.read_opml(path)
    assert [one.url for one in outlines] == [outlet.feeds[0].url for outlet in outlets]
    assert {one.language for one in outlines} == {"sv"}
    assert not unusable


def test_the_feeds_of_one_outlet_come_back_as_one_outlet(tmp_path: Path) -> None:
    feeds = (Feed("https://kyla.example/rss"), Feed("https://kyla.example/rss/kotimaa"))
    outlets = [
        Outlet("kyla", "Kylälehti", "fi", homepage="https://kyla.example/", feeds=feeds),
        Outlet("muu", "Muu lehti", "sv", homepage="https://muu.example/", feeds=(Feed("https://muu.example/rss"),)),
    ]
    path = tmp_path / "x.opml"
    path.write_text(opml_text(outlets, "monitor"), encoding="utf-8")
    folder = tmp_path / "conf"
    init(folder)
    assert import_opml(folder, path) == (["kylalehti", "muu-lehti"], [])
    known = {outlet.id: outlet for outlet in load(folder, {}).outlets}
    assert known["kylalehti"].feeds == feeds
    assert known["muu-lehti"].language == "sv"
