from __future__ import annotations

from pathlib import Path

from monitor.config import opml as reading
from monitor.export.opml import opml_text
from monitor.model import Feed, Outlet

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
