"""The outlets' feeds as OPML 2.0, for any feed reader; `monitor outlets add` reads it back.

Rule kept: only what is polled goes out: feeds that are switched off stay at home.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from monitor.model import Outlet


def opml_text(outlets: Iterable[Outlet], title: str) -> str:
    """Write one outline an outlet, with one for each of its enabled feeds inside."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    for outlet in outlets:
        feeds = [feed for feed in outlet.feeds if feed.enabled]
        if feeds:
            group = ET.SubElement(body, "outline", text=outlet.name)
            for feed in feeds:
                line = {"type": "rss", "text": outlet.name, "xmlUrl": feed.url, "htmlUrl": outlet.homepage}
                ET.SubElement(group, "outline", {name: value for name, value in line.items() if value})
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
