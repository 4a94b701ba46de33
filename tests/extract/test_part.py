"""The watched part of a page is read whole: a block a line, nothing guessed away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract_part

URL = "https://oikeus.example/vastaamo.html"
PAGE = """<!doctype html><html lang="fi"><head><title>Vastaamo | Hovioikeus</title>
<meta property="article:modified_time" content="2026-02-26T10:00:00+02:00"></head><body>
<nav>Etusivu Asiointi</nav>
<div id="content"><h1>Vastaamo-asia</h1><p>Pääkäsittely alkoi
25.8.2025.</p><ul><li>Diaarinumero R&nbsp;24/1215</li><li>Syyttäjä: <b>Pasi</b> <i>V.</i></li></ul>
<table><tr><th>Vaihe</th><th>Päivä</th></tr><tr><td>Tuomio</td><td>26.2.2026</td></tr></table>
<p>Lue <a href="/x">tiedote</a>.<br>Yhteys: kanslia</p><script>track()</script></div>
<footer>Yhteystiedot</footer></body></html>"""


def read(part: str, page: str = PAGE) -> tuple[str, str]:
    found = extract_part(page.encode(), "text/html", URL, part)
    return found.text, found.reason


def test_all_of_the_part_is_read_a_block_a_line() -> None:
    text, reason = read("#content")
    assert reason == ""
    assert text.split("\n") == [
        "Vastaamo-asia",
        "Pääkäsittely alkoi 25.8.2025.",
        "Diaarinumero R 24/1215",
        "Syyttäjä: Pasi V.",
        "Vaihe Päivä",
        "Tuomio 26.2.2026",
        "Lue tiedote.",
        "Yhteys: kanslia",
    ]


def test_title_language_and_dates_are_the_pages_own() -> None:
    page = extract_part(PAGE.encode(), "text/html", URL, "table")
    assert (page.title.partition(" |")[0], page.language) == ("Vastaamo-asia", "fi")
    assert (page.updated or "").startswith("2026-02-26")


def test_several_matches_are_read_in_order_and_what_stands_in_two_once() -> None:
    assert read("h1, li")[0].split("\n") == ["Vastaamo-asia", "Diaarinumero R 24/1215", "Syyttäjä: Pasi V."]
    assert read("#content, #content p")[0] == read("#content")[0]


@pytest.mark.parametrize(
    ("part", "body", "reason"),
    [
        ("#gone", PAGE.encode(), 'nothing on the page matches part = "#gone"'),
        ("script", PAGE.encode(), 'nothing on the page matches part = "script"'),
        ("main", b"", "no text found"),
        ("main", b"%PDF-1.7 x", "not HTML (application/pdf)"),
    ],
)
def test_a_part_without_a_text_says_why(part: str, body: bytes, reason: str) -> None:
    assert extract_part(body, "text/html", URL, part).reason == reason


@given(st.text(max_size=200), st.sampled_from(["p", "main", "body *", "td"]))
def test_no_markup_makes_it_raise(markup: str, part: str) -> None:
    found = extract_part(f"<html><body><p>x</p>{markup}".encode("utf-8", "replace"), "text/html", URL, part)
    assert bool(found.text) != bool(found.reason)
