"""Text and HTML tell the same: over generated digests, word by word and in one order, with the same addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest import (
    Change,
    Conflict,
    Digest,
    DigestInput,
    DigestItem,
    Rendered,
    Source,
    Step,
    Upcoming,
    Version,
    compose,
    render,
)
from monitor.i18n import LANGUAGES, words
from monitor.model import DigestSettings, EventDate, Every, Figure, Kind, Modality, Outcome, Qualifier
from tests.digest import sample
from tests.digest.test_html import Page

WORD = st.text("abcdefghijäöABC", min_size=1, max_size=9)
TEXT = st.lists(WORD, min_size=1, max_size=40).map(" ".join)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
DATE = st.none() | st.sampled_from(["2024", "2024-04", "2024-04-30", "2026-03-16"]).map(EventDate.parse)
SOURCE = st.builds(
    Source,
    NAME,
    st.integers(1, 10**6).map("https://lehti.example/{}".format) | st.just("javascript:alert(1)"),
    language=st.sampled_from(["fi", "en", ""]),
    published_at=st.none() | st.integers(0, 400).map(lambda hours: sample.TO - hours * (sample.TO - sample.FROM) / 24),
)
FIGURE = st.builds(
    Figure, st.just("vastaamo"), st.sampled_from(["sentence", "fine", "victims"]), st.integers(1, 10**6),
    st.sampled_from(["months", "EUR", "persons"]), st.sampled_from(Qualifier), st.just("q"), st.just(0), st.just(1),
)  # fmt: skip
ITEM = st.builds(
    DigestItem,
    number=st.integers(1, 10**6).map("vastaamo-{}".format),
    case_id=st.just("vastaamo"),
    proceeding_id=st.sampled_from(["kivimaki", "tapio", "gone"]),
    kind=st.sampled_from(Kind),
    modality=st.sampled_from(Modality),
    subject=NAME,
    quote=TEXT,
    source=SOURCE,
    change=st.sampled_from(Change),
    authority=st.none() | NAME,
    date=DATE,
    outcome=st.none() | st.sampled_from(Outcome),
    news=st.booleans(),
    more=st.lists(SOURCE, max_size=9).map(tuple),
    reports=st.integers(1, 12),
    origins=st.integers(1, 12),
    why=st.lists(NAME, max_size=3).map(tuple),
    before=st.none() | st.builds(Step, st.sampled_from(Kind), st.sampled_from(Modality), DATE),
    figures=st.lists(FIGURE, max_size=3).map(tuple),
    said_before=st.just("") | TEXT,
    taken_back=st.booleans(),
    differences=st.just(()) | st.just((("date", "2024", "2024-04-30"),)),
)
VERSION = st.builds(
    Version, st.sampled_from(["2024-04-30", "2024"]), st.lists(NAME, min_size=1, max_size=8).map(tuple), SOURCE, TEXT,
    said=DATE,
)  # fmt: skip
CONFLICT = st.builds(
    Conflict, NAME, st.just("vastaamo"), st.just("date"), st.lists(VERSION, min_size=2, max_size=7).map(tuple),
    st.just("") | NAME, st.none() | st.sampled_from(Kind), NAME,
)  # fmt: skip
UPCOMING = st.builds(
    Upcoming, NAME, st.just("vastaamo"), st.just("tapio"), st.sampled_from(Kind), NAME, DATE.filter(bool), NAME
)


@st.composite
def digests(draw: Callable[..., object]) -> DigestInput:
    full = sample.full(draw(st.sampled_from(LANGUAGES)))
    items = draw(st.lists(ITEM, max_size=8, unique_by=lambda item: item.number))
    return replace(
        full,
        subscriber=replace(full.subscriber, every=draw(st.sampled_from(Every)), origins=draw(st.integers(1, 4))),
        items=tuple(items),
        conflicts=tuple(draw(st.lists(CONFLICT, max_size=13))),
        upcoming=tuple(draw(st.lists(UPCOMING, max_size=18))),
        troubles=full.troubles * draw(st.integers(0, 12)),
        sources_ok=draw(st.sampled_from([0, 8])),
        held=draw(st.integers(0, 3)),
        articles_seen=draw(st.integers(0, 3)),
    )


def told(text: str) -> list[str]:
    """Give what is read, in order: words without the marks that each body sets off its parts with."""
    return re.sub(r"[\[\]()·–]|(?<!\S)-(?!\S)|[=-]{3,}", " ", text).casefold().split()


def addresses(text: str) -> list[str]:
    return re.findall(r"^ +(https?://\S+)$", text, re.MULTILINE)


def rendered(told_input: DigestInput, cap: int = 40) -> tuple[Digest, Rendered, Page]:
    digest = compose(told_input, DigestSettings(max_items=cap))
    both = render(digest, words(told_input.subscriber.language))
    return digest, both, Page(both.html)


@given(digests(), st.sampled_from([1, 5, 40]))
@settings(max_examples=12, deadline=None)
def test_both_bodies_read_the_same_word_by_word(told_input: DigestInput, cap: int) -> None:
    _, both, page = rendered(told_input, cap)
    text = re.sub(r"^ +https?://\S+$", "", both.text, flags=re.MULTILINE)
    assert told(text) == told("".join(page.text))
    linked = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert set(addresses(both.text)) <= set(linked)


@given(digests())
@settings(max_examples=8, deadline=None)
def test_both_bodies_hold_the_items_of_the_digest_and_no_others(told_input: DigestInput) -> None:
    digest, both, page = rendered(told_input)
    numbers = {item.number for item in both.digest.items}
    assert set(re.findall(r"\] (vastaamo-\d+) ·", both.text.replace("\n  ", " "))) == numbers
    assert {word for word in page.words if re.fullmatch(r"vastaamo-\d+", word)} - {"vastaamo-24"} == numbers
    assert len(digest.items) == len(numbers) + both.digest.more - digest.more
    assert both.text.count("\n   https://") >= sum(item.source.url.startswith("https") for item in both.digest.items)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_one_body_lacks_is_noticed(language: str) -> None:
    _, both, page = rendered(sample.full(language))
    text = re.sub(r"^ +https?://\S+$", "", both.text, flags=re.MULTILINE)
    assert told(text) == told("".join(page.text))
    assert told(text.replace("vastaamo-41", "", 1)) != told("".join(page.text))
