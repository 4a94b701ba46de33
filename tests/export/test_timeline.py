from __future__ import annotations

from xml.etree import ElementTree as ET

from monitor.export import timeline
from monitor.i18n import Words
from tests.export.conftest import HEARING, entry

ENTRIES = [entry("vastaamo-2", **HEARING), entry(), entry("vastaamo-3", date="2018-11", kind="breach", outcome=None)]


def test_a_mermaid_timeline_has_a_section_a_year(english: Words) -> None:
    assert timeline.mermaid_timeline(english, ENTRIES, "Vastaamo: the case") == (
        "timeline\n"
        "    title Vastaamo· the case\n"
        "    section 2018\n"
        "        November 2018 : Data breach – Kivimäki\n"
        "    section 2024\n"
        "        30 Apr 2024 : Verdict, found guilty – Kivimäki\n"
        "    section 2025\n"
        "        19 Aug 2025 : Planned· Trial – Kivimäki\n"
    )


def test_a_gantt_draws_days_as_milestones_and_months_as_bars(english: Words) -> None:
    text = timeline.mermaid_gantt(english, ENTRIES, "Vastaamo", lambda track: f"Track {track}")
    assert "    section Track kivimaki" in text
    assert "    Data breach – Kivimäki :vastaamo_3, 2018-11-01, 2018-11-30" in text
    assert "    Verdict  found guilty – Kivimäki :milestone, vastaamo_1, 2024-04-30, 0d" in text


def test_the_picture_is_well_formed_and_loads_nothing(finnish: Words) -> None:
    hostile = entry("vastaamo-4", subject="<script>&\"'")
    text = timeline.svg_text(finnish, [*ENTRIES, hostile], "Vastaamo <b>")
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) == 4
    assert "<script" not in text
    assert "href" not in text


def test_what_has_no_date_is_left_out() -> None:
    assert timeline.dated([entry(date=None)]) == []
