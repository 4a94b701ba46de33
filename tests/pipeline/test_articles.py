"""Pages on a real server: every article ends in a named state, and what was read once stays."""

from __future__ import annotations

import datetime as dt

import pytest

from monitor.errors import WorkerError
from monitor.model import Reading
from monitor.pipeline import articles, filing
from monitor.reading import Read, Source
from tests.pipeline.trial import START, TEXT, TITLE, Item, Trial, page, rss

EDITED = (*TEXT, "Jutun lopussa on uusi kappale, jonka toimitus lisäsi illalla sen jälkeen, kun juttu oli julkaistu.")


def publish(trial: Trial, *items: Item) -> None:
    trial.server.put("/rss", rss(*items), "application/rss+xml")
    trial.feeds("/rss")


def many(trial: Trial, count: int) -> list[Item]:
    return [Item(trial.server.url(f"/juttu-{number}"), f"{TITLE} {number}") for number in range(count)]


def test_an_edited_page_gives_a_new_revision_and_no_second_entry(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/juttu", page())))
    trial.cycle()
    numbers = [entry.number for entry in trial.docket()]
    trial.server.put("/juttu", page(paragraphs=EDITED))
    trial.clock.pass_(6)
    assert trial.read().revisions == 1
    assert trial.rows("select count(*) from revision") == [2]
    assert [entry.number for entry in trial.docket()] == numbers


def test_a_title_changed_in_the_feed_has_the_page_looked_at_at_once(trial: Trial) -> None:
    link = trial.server.put("/juttu", page())
    publish(trial, Item(link))
    trial.cycle()
    publish(trial, Item(link, title="Vastaamo-tuomio: Kivimäelle kuusi vuotta ja kolme kuukautta"))
    trial.server.put("/juttu", page(paragraphs=EDITED))
    trial.clock.pass_(0.6)
    _, read = trial.cycle()
    assert read.revisions == 1


@pytest.mark.parametrize(
    ("status", "body", "kind", "state", "reason"),
    [
        (404, "", "text/html", "gone", "404 Not Found"),
        (410, "", "text/html", "gone", "410 Gone"),
        (403, "", "text/html", "headline_only", "403 Forbidden"),
        (500, "", "text/html", "failed", "500 Internal Server Error"),
        (200, "", "text/html", "headline_only", ""),
        (200, "%PDF-1.4 …", "application/pdf", "headline_only", "not HTML (application/pdf)"),
    ],
)
def test_a_page_that_gives_no_text_is_classified_by_its_headline_and_says_why(
    trial: Trial, status: int, body: str, kind: str, state: str, reason: str
) -> None:
    link = trial.server.put("/juttu", body, kind, status=status, validators=False)
    publish(trial, Item(link))
    _, read = trial.cycle()
    assert read.states == {state: 1}
    found, why = trial.state("/juttu")
    assert (found, bool(why)) == (state, True)
    assert reason in why
    assert trial.rows("select title, headline_only from revision") == [(TITLE, 1)]
    assert "verdict" in {entry.kind for entry in trial.docket()}


def test_what_robots_txt_forbids_is_headline_only(trial: Trial) -> None:
    trial.server.put("/robots.txt", "User-agent: *\nDisallow: /juttu", "text/plain")
    publish(trial, Item(trial.server.put("/juttu", page())))
    trial.cycle()
    assert trial.state("/juttu")[0] == "headline_only"
    assert "robots.txt forbids" in trial.state("/juttu")[1]
    assert "/juttu" not in trial.server.paths()


def test_a_robots_txt_that_cannot_be_had_forbids_the_page_for_now_only(trial: Trial) -> None:
    trial.server.put("/robots.txt", status=503, validators=False)
    publish(trial, Item(trial.server.put("/juttu", page())))
    trial.cycle()
    assert trial.state("/juttu")[0] == "failed"
    assert "robots.txt could not be read (503" in trial.state("/juttu")[1]
    trial.server.put("/robots.txt", "User-agent: *\nAllow: /", "text/plain")
    trial.clock.pass_(1)
    assert trial.read().states == {"read": 1}


def test_a_failing_page_is_tried_four_times_and_then_left_with_its_headline(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/juttu", status=502, validators=False)))
    trial.cycle()
    for _ in range(6):
        trial.clock.pass_(25)
        trial.read()
    assert trial.state("/juttu") == ("headline_only", "502 Bad Gateway")
    assert trial.server.paths().count("/juttu") == 5


def test_a_page_that_failed_is_read_when_it_answers_again(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/juttu", status=502, validators=False)))
    trial.cycle()
    trial.server.put("/juttu", page())
    trial.clock.pass_(1)
    assert trial.read().states == {"read": 1}
    assert trial.state("/juttu") == ("read", "")


def test_a_text_that_was_read_stays_read_when_its_page_fails_later(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/juttu", page())))
    trial.cycle()
    trial.server.put("/juttu", status=500, validators=False)
    trial.clock.pass_(6)
    trial.read()
    assert trial.state("/juttu") == ("read", "500 Internal Server Error")


def test_an_unchanged_page_without_text_keeps_its_reason(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/juttu", "%PDF-1.4 …", "application/pdf")))
    trial.cycle()
    before = trial.state("/juttu")
    trial.clock.pass_(6)
    assert trial.read().unchanged == 1
    assert trial.state("/juttu") == before


def test_a_host_that_stops_answering_is_left_alone_and_its_articles_wait_with_their_headlines(trial: Trial) -> None:
    items = many(trial, 8)
    for number in range(8):
        trial.server.put(f"/juttu-{number}", status=500, validators=False)
    publish(trial, *items)
    _, read = trial.cycle()
    assert read.states == {"failed": 3, "pending": 5}
    assert read.revisions == 8
    assert trial.state("/juttu-7")[1] == "127.0.0.1 did not answer 3 times in a row; asked again later"
    for number in range(8):
        trial.server.put(f"/juttu-{number}", page(f"{TITLE} {number}"))
    trial.clock.pass_(1)
    assert trial.read().states == {"read": 8}


def test_articles_of_a_host_that_asked_for_a_pause_lose_no_attempt_and_wait_over_a_restart(trial: Trial) -> None:
    publish(trial, *many(trial, 4))
    for number in range(4):
        trial.server.put(f"/juttu-{number}", status=429, validators=False, Retry_After="7200")
    _, read = trial.cycle()
    assert read.states == {"failed": 1, "pending": 3}
    assert sorted(trial.rows("select attempts from article")) == [0, 0, 0, 1]
    trial.server.requests.clear()
    trial.clock.pass_(1)
    trial.cycle()
    assert trial.server.requests == []
    for number in range(4):
        trial.server.put(f"/juttu-{number}", page(f"{TITLE} {number}"))
    trial.clock.pass_(1.1)
    assert trial.cycle()[1].states == {"read": 4}


def test_more_articles_than_a_round_takes_of_one_host_are_all_read(trial: Trial) -> None:
    items = many(trial, 45)
    for number in range(45):
        trial.server.put(f"/juttu-{number}", page(f"{TITLE} {number}"))
    publish(trial, *items)
    assert trial.cycle()[1].states == {"read": 45}


def test_no_round_begins_after_the_time_given_and_the_rest_stays_due(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/juttu", page())))
    trial.poll()
    assert trial.run(lambda line: articles.read_articles(line, until=START)).states == {}
    assert trial.read().states == {"read": 1}


def test_a_crash_in_the_middle_of_a_batch_loses_nothing(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(trial, *many(trial, 3))
    for number in range(3):
        trial.server.put(f"/juttu-{number}", page(f"{TITLE} {number}"))
    trial.poll()
    calls = []
    save = filing.save_read

    def power_cut(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return save(*arguments)  # type: ignore[arg-type]  # passed on as they came

    with monkeypatch.context() as patch:
        patch.setattr(articles, "save_read", power_cut)
        with pytest.raises(RuntimeError, match="power cut"):
            trial.read()
    assert set(trial.rows("select count(*) from article where state = 'read'")) == set(
        trial.rows("select count(*) from revision")
    )
    trial.read()
    assert [trial.state(f"/juttu-{number}")[0] for number in range(3)] == ["read"] * 3
    assert trial.rows("select count(*) from revision") == [3]
    verdicts = [entry for entry in trial.docket() if entry.kind == "verdict" and entry.status == "fact"]
    assert [len(entry.reports) for entry in verdicts] == [3]


def broken(body: bytes, content_type: str, source: Source) -> Read:
    """Stand for a page that a library trips over."""
    if source.url.endswith("bad"):
        raise ValueError("never seen before")
    return Read(source.title, "Teksti", "fi", None, None, "", "", "", Reading(False, None, "fi"))


def too_long(body: bytes, content_type: str, source: Source) -> Read:
    """Stand for a page whose child is killed."""
    raise WorkerError("read_page: no result after 10 s (time limit); its process was killed")


def test_a_page_that_our_own_code_trips_over_costs_only_itself(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "read_page", broken)
    publish(trial, Item(trial.server.put("/bad", page())), Item(trial.server.put("/good", page("Muu juttu"))))
    assert trial.cycle()[1].states == {"headline_only": 1, "read": 1}
    assert trial.state("/bad")[1] == "reading it failed (ValueError: never seen before)"


def test_a_page_whose_child_is_killed_is_headline_only_with_the_reason(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(articles, "read_page", too_long)
    publish(trial, Item(trial.server.put("/juttu", page())))
    trial.cycle()
    assert trial.state("/juttu") == (
        "headline_only",
        "read_page: no result after 10 s (time limit); its process was killed",
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-04-30T15:00:00+03:00", dt.datetime(2024, 4, 30, 12, tzinfo=dt.UTC)),
        ("2024-04-30T15:00:00", None),
        ("2024-04-30", None),
        ("2024", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_full_timestamp_with_a_zone_is_a_moment(text: str | None, at: dt.datetime | None) -> None:
    assert articles.timestamp(text) == at


def test_mentions_keep_their_verbatim_quotes(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/juttu", page())))
    trial.cycle()
    rows = trial.rows(
        "select m.quote, m.start, m.end, r.title, r.text from mention m join revision r on r.id = m.revision_id"
    )
    assert rows
    for quote, start, end, title, text in rows:
        assert f"{title}\n\n{text}"[start:end] == quote


def test_an_address_that_leads_to_the_front_page_now_is_read_by_its_headline_alone(trial: Trial) -> None:
    front = trial.server.put("/", page())
    moved = trial.server.put("/uutiset/uimahalli", status=302, validators=False, Location=front)
    trial.server.put("/rss", rss(Item(moved, "Uimahalli aukeaa", "Uimahalli aukeaa taas.")), "application/rss+xml")
    trial.feeds("/rss")
    trial.cycle()
    assert trial.state("/uutiset/uimahalli") == ("headline_only", f"soft 404: the address leads to {front} now")
    assert trial.docket() == []


def test_a_story_whose_address_leads_to_the_front_page_later_keeps_its_text(trial: Trial) -> None:
    story = trial.server.put("/uutiset/tuomio", page())
    trial.server.put("/rss", rss(Item(story)), "application/rss+xml")
    trial.feeds("/rss")
    trial.cycle()
    front = trial.server.put("/", page("Uimahalli aukeaa", TEXT[2:] * 2))
    trial.server.put("/uutiset/tuomio", status=302, validators=False, Location=front)
    trial.clock.pass_(24)
    trial.read()
    assert trial.state("/uutiset/tuomio")[0] == "read"
    assert trial.rows("select count(*) from revision") == [1]


def test_a_further_page_that_leads_to_the_front_page_adds_nothing(trial: Trial) -> None:
    front = trial.server.put("/", page("Uimahalli aukeaa", ("Uimahalli aukeaa taas pitkän remontin jälkeen.",) * 2))
    trial.server.put("/uutiset/tuomio/2", status=302, validators=False, Location=front)
    first = page().replace("</head>", '<link rel="next" href="/uutiset/tuomio/2"></head>')
    story = trial.server.put("/uutiset/tuomio", first)
    trial.server.put("/rss", rss(Item(story)), "application/rss+xml")
    trial.feeds("/rss")
    trial.cycle()
    assert "/uutiset/tuomio/2" in [seen.path for seen in trial.server.requests]
    assert "Uimahalli" not in trial.rows("select text from revision")[0]


def test_a_page_that_is_not_found_yet_is_asked_for_again_and_read_when_it_is_there(trial: Trial) -> None:
    trial.server.put("/rss", rss(Item(trial.server.url("/juttu"))), "application/rss+xml")
    trial.feeds("/rss")
    trial.cycle()
    assert trial.state("/juttu") == ("gone", "404 Not Found")
    trial.server.put("/juttu", page())
    trial.clock.pass_(0.2)
    assert trial.read().states == {"read": 1}
    assert trial.rows("select gone_at from article") == [None]


def test_a_story_that_is_not_found_is_asked_for_four_times_more_and_a_gone_one_never(trial: Trial) -> None:
    missing, gone = trial.server.url("/ei"), trial.server.put("/pois", status=410, validators=False)
    trial.server.put("/rss", rss(Item(missing), Item(gone)), "application/rss+xml")
    trial.feeds("/rss")
    trial.cycle()
    for _ in range(8):
        trial.clock.pass_(24)
        trial.read()
    asked = [seen.path for seen in trial.server.requests]
    assert (asked.count("/ei"), asked.count("/pois")) == (5, 1)
    assert trial.state("/ei") == ("gone", "404 Not Found")
