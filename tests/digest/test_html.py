from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from monitor.digest import Source, compose, render, render_html, render_text
from monitor.digest.render import MAX_HTML
from monitor.i18n import LANGUAGES, words
from monitor.model import DigestSettings
from tests.digest import golden, sample
from tests.digest.payloads import ADDRESSES, TEXTS


class Page(HTMLParser):
    """What a page really holds: its tags with attributes, and its text by tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "link", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self._open):
            self.text.append(data)

    @property
    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}

    @property
    def words(self) -> list[str]:
        return " ".join(self.text).split()


def page(given, language="fi"):
    return Page(render_html(compose(given, DigestSettings()), words(language)))


ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "article", "footer", "h1", "h2", "h3", "h4",
    "p", "div", "ul", "li", "a", "blockquote", "span", "strong",
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [pair for pair in golden.rendered() if pair[0].endswith(".html")])
def test_the_sample_digest_looks_as_it_was_approved(name, content):
    # Written again by: python -m tests.digest.golden
    assert content == (golden.FOLDER / name).read_text("utf-8")


@pytest.mark.parametrize("text", TEXTS)
def test_no_payload_becomes_a_tag_a_handler_or_a_style(text):
    item = sample.appeal_ruling()
    hostile = replace(
        sample.full("fi"),
        items=(
            replace(
                item,
                quote=text,
                authority=text,
                subject=text,
                why=(text,),
                number=text,
                source=Source(text, text, text, text),
                more=(Source(text, "https://x.example/"),),
            ),
        ),
        troubles=(replace(sample.full("fi").troubles[0], outlet=text, reason=text),),
    )
    plain = page(replace(hostile, items=(item,), troubles=sample.full("fi").troubles))
    shown = page(hostile)
    assert shown.names <= ALLOWED
    assert {name for _, attributes in shown.tags for name in attributes} <= {
        name for _, attributes in plain.tags for name in attributes
    }
    styles = {attributes.get("style") for _, attributes in shown.tags}
    assert styles <= {attributes.get("style") for _, attributes in plain.tags}


@pytest.mark.parametrize("url", ADDRESSES)
def test_only_plain_http_addresses_are_linked(url):
    item = replace(sample.appeal_ruling(), source=Source("Lehti", url), more=(Source("Toinen", url),))
    version = replace(sample.full("fi").conflicts[0].versions[0], source=Source("Kolmas", url))
    conflict = replace(sample.full("fi").conflicts[0], versions=(version,))
    shown = page(replace(sample.full("fi"), items=(item,), conflicts=(conflict,)))
    assert "a" not in shown.names
    assert "Lehti" in shown.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_from_anywhere(language):
    html = (golden.FOLDER / f"full.{language}.html").read_text("utf-8")
    assert not {"img", "link", "script", "iframe", "form", "base", "object"} & Page(html).names
    assert "url(" not in html
    assert "@import" not in html
    assert not re.search(r"\ssrc=", html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_go_down_one_level_at_a_time_and_there_is_one_first(language):
    levels = [int(tag[1]) for tag, _ in page(sample.full(language), language).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_page_and_every_quote_say_their_language():
    tags = page(sample.full("fi")).tags
    assert [attributes["lang"] for tag, attributes in tags if tag == "html"] == ["fi"]
    assert [attributes["lang"] for tag, attributes in tags if tag == "blockquote"] == [
        "fi", "fi", "fi", "en", "en", "fi", "fi", "fi", "fi", "en",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_hold_the_same_items_with_the_same_words(language):
    digest = compose(sample.full(language), DigestSettings())
    shown = Page(render_html(digest, words(language)))
    text = render_text(digest, words(language))
    numbers = re.findall(r"\] ([a-z]+-\d+) ·", text)
    assert numbers == [item.number for item in digest.items]
    assert [word for word in shown.words if word in numbers and numbers.count(word)][: len(numbers)] == numbers
    written = {word.strip("[]()·,").casefold() for word in text.split()} - {"", "---"}
    on_page = {word.strip("[]()·,").casefold() for word in shown.words}
    addresses = {word for word in written if word.startswith("http") or set(word) <= set("=-")}
    assert written - addresses <= on_page


def luminance(colour: str) -> float:
    full = colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
    parts = [int(full[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_text_colour_is_readable_on_its_ground_light_and_dark():
    html = (golden.FOLDER / "full.fi.html").read_text("utf-8")
    dark = html[html.index("@media (prefers-color-scheme: dark)") : html.index("</style>")]
    light = html[html.index("a { color") : html.index("@media (prefers")] + html[html.index("<body") :]
    for part in (light, dark):
        (ground,) = set(re.findall(r"background:\s*(#[0-9a-f]+)", part))
        colours = set(re.findall(r"[;{\s\"]color:\s*(#[0-9a-f]+)", part))
        assert len(colours) >= 3
        assert all(contrast(colour, ground) >= 4.5 for colour in colours)


def test_dark_colours_and_the_colour_scheme_are_there_for_mail_programs():
    html = (golden.FOLDER / "full.fi.html").read_text("utf-8")
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html


def many(count: int, width: int) -> object:
    item = sample.appeal_ruling()
    quote = ("ä&<" * 20 + " ") * width
    return replace(
        sample.full("fi"),
        items=tuple(replace(item, number=f"vastaamo-{number}", quote=quote, why=(quote,)) for number in range(count)),
    )


def test_forty_ordinary_items_fit():
    items = tuple(replace(sample.appeal_ruling(), number=f"vastaamo-{number}") for number in range(40))
    rendered = render(compose(replace(sample.full("fi"), items=items), DigestSettings()), words("fi"))
    assert len(rendered.html.encode()) <= MAX_HTML
    assert len(rendered.digest.items) == 40


@pytest.mark.parametrize("count", [40, 300])
def test_a_digest_too_large_drops_items_and_counts_them_in_both_bodies(count):
    digest = compose(many(count, 30), DigestSettings(max_items=count))
    rendered = render(digest, words("fi"))
    left_out = count - len(rendered.digest.items)
    assert len(rendered.html.encode()) <= MAX_HTML
    assert left_out > 0
    assert f"{left_out} tapahtumaa ei mahtunut tähän" in " ".join(rendered.text.split())
    assert f"{left_out} tapahtumaa ei mahtunut tähän" in rendered.html


def test_the_largest_lists_of_the_longest_names_still_fit():
    given = sample.full("fi")
    name = "<&>ä" * 100
    trouble = replace(given.troubles[0], outlet=name, reason=name)
    conflict = replace(
        given.conflicts[0],
        number=name,
        subject=name,
        versions=tuple(replace(given.conflicts[0].versions[0], outlets=(name,) * 50) for _ in range(20)),
    )
    upcoming = replace(given.upcoming[0], number=name, subject=name, outlet=name, authority=name)
    huge = replace(given, troubles=(trouble,) * 99, conflicts=(conflict,) * 99, upcoming=(upcoming,) * 99)
    assert len(render(compose(huge, DigestSettings()), words("fi")).html.encode()) <= MAX_HTML
