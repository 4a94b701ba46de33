"""The outlets' feeds as OPML 2.0, for any feed reader; `monitor outlets import` reads it back.

Rule kept: only what is polled goes out, and only what a feed reader can read: sitemaps, pages of links and watched
pages have no place in OPML, and whoever asks is told which these are.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from monitor.clean import one_line
from monitor.model import Feed, FeedKind, Outlet

_LONGEST = 5_000  # longer than any address may be


def opml_text(outlets: Iterable[Outlet], title: str) -> str:
    """Write one outline an outlet, with one for each of its enabled feeds inside."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = _attribute(title)
    body = ET.SubElement(root, "body")
    for outlet in outlets:
        feeds = [feed for feed in outlet.feeds if feed.enabled and feed.kind is FeedKind.FEED]
        if feeds:
            group = ET.SubElement(body, "outline", text=_attribute(outlet.name))
            for feed in feeds:
                ET.SubElement(group, "outline", _line(outlet, feed))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def not_in_opml(outlets: Iterable[Outlet]) -> list[Feed]:
    """Give the enabled sources that OPML cannot hold."""
    return [feed for outlet in outlets for feed in outlet.feeds if feed.enabled and feed.kind is not FeedKind.FEED]


def _line(outlet: Outlet, feed: Feed) -> dict[str, str]:
    name = _attribute(outlet.name)
    line = {
        "type": "rss",
        "text": name,
        "title": name,
        "xmlUrl": _attribute(feed.url),
        "htmlUrl": _attribute(outlet.homepage),
        "language": _attribute(outlet.language),
    }
    return {key: value for key, value in line.items() if value}


def _attribute(text: str) -> str:
    """Give a text without the control characters that no XML document may hold."""
    return one_line(text, _LONGEST)
