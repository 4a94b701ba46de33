"""What a child process does to bytes: pure, picklable, and without identity codes in what comes out."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator

import pytest

from monitor import reading
from monitor.config import bundled, load
from monitor.model import Document, Failure, Feed, ParsedFeed, PollState
from monitor.reading import Fetched, Limits, Source, read_document, read_feed, read_headline, read_page
from tests.pipeline.trial import START, TEXT, TITLE, Item, page, rss

CODE = "131052-308T"
ZONE = "Europe/Helsinki"
SOURCE = Source(
    url="https://lehti.example/juttu",
    title=TITLE,
    teaser="Käräjäoikeus antoi tiistaina tuomion Vastaamon tietomurrosta.",
    published="2024-04-30T12:00:00+00:00",
    outlet="Lehti",
    language="fi",
)


@pytest.fixture(scope="module", autouse=True)
def _started() -> Iterator[None]:
    config = load(bundled("config"), {})
    reading.start(config.lexicons, config.weights, config.cases)
    yield
    reading._classifier.clear()


def test_a_page_gives_its_text_its_hash_and_what_is_in_it() -> None:
    body = page().encode()
    read = read_page(body, "text/html; charset=utf-8", SOURCE)
    assert (read.title, read.text, read.language, read.reason) == (TITLE, "\n".join(TEXT), "fi", "")
    assert read.page_hash == hashlib.sha256(body).hexdigest()
    assert read.published == SOURCE.published
    assert "verdict" in {str(mention.kind) for mention in read.reading.mentions}


def test_every_quote_stands_at_its_offsets_in_what_is_stored() -> None:
    read = read_page(page().encode(), "text/html", SOURCE)
    content = f"{read.title}\n\n{read.text}"
    assert all(content[found.start : found.end] == found.quote for found in read.reading.mentions)


def feed_of(body: bytes, content_type: str = "application/rss+xml", most: int = 9) -> object:
    limits = Limits(entries=most, timezone=ZONE)
    return read_feed(Fetched(body, content_type, "https://a.example/"), Feed("https://a.example/"), limits, START)


def copied(given: object) -> object:
    return pickle.loads(pickle.dumps(given))  # noqa: S301 - our own bytes


def test_everything_that_crosses_the_process_boundary_pickles() -> None:
    read = read_page(page().encode(), "text/html", SOURCE)
    assert copied(read) == read
    feed = feed_of(rss(Item("https://a.example/1")).encode())
    assert copied(feed) == feed


def test_identity_codes_never_leave_the_child() -> None:
    text = (f"Asiakirjassa luki {CODE}, ja se julkaistiin verkossa muiden tietojen mukana.", *TEXT)
    outputs = [
        read_page(page(f"{TITLE} {CODE}", text).encode(), "text/html", SOURCE),
        read_headline(Source("https://a.example/1", title=f"Tunnus {CODE}", teaser=f"{CODE} vuoti"), "403 Forbidden"),
        read_document(Document("1", f"Otsikko {CODE}", f"Teksti {CODE}")),
        feed_of(rss(Item("https://a.example/1", f"Otsikko {CODE}", f"Teksti {CODE}")).encode()),
    ]
    assert not [output for output in outputs if CODE in repr(output)]


def test_a_page_without_text_is_read_from_title_and_teaser_with_the_reason() -> None:
    read = read_page(b"", "text/html", SOURCE)
    assert read.reason
    assert (read.title, read.text) == (SOURCE.title, SOURCE.teaser)


def test_a_headline_is_read_from_the_feeds_words_and_keeps_the_reason() -> None:
    read = read_headline(SOURCE, "403 Forbidden")
    assert (read.title, read.text, read.reason, read.page_hash) == (TITLE, SOURCE.teaser, "403 Forbidden", "")
    assert read.reading.relevant


def test_a_document_needs_no_extraction_and_one_without_text_says_so() -> None:
    assert read_document(Document("1", TITLE, "\n".join(TEXT), "2024-04-30")).reason == ""
    assert read_document(Document("1", TITLE, " ")).reason == "no text was given"


def test_a_feed_that_is_none_is_a_failure() -> None:
    failure = feed_of(b"<html><title>x</title>", "text/html")
    assert isinstance(failure, Failure)
    assert failure.state is PollState.NOT_A_FEED


def test_a_feed_keeps_at_most_so_many_entries_and_counts_the_rest() -> None:
    body = rss(*(Item(f"https://a.example/{number}") for number in range(5))).encode()
    feed = feed_of(body, most=3)
    assert isinstance(feed, ParsedFeed)
    assert (len(feed.entries), feed.dropped) == (3, {"past the cap": 2})
