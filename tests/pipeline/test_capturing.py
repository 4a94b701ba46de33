"""A public archive is asked for what is about a case, politely, until it has it; a stand-in speaks its protocol."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.pipeline import archiving
from tests.archive.standin import STAMP, Wayback
from tests.pipeline.trial import TITLE, Item, Trial, page, rss

KEY = "access:hush"


@pytest.fixture
def wayback() -> Iterator[Wayback]:
    with Wayback(KEY) as server:
        yield server


def with_stories(trial: Trial, wayback: Wayback, count: int = 1, *, key: str = KEY, **settings: object) -> None:
    options = {"warc": False, "wayback": True, "wayback_url": wayback.endpoint, "wayback_key": key, **settings}
    trial.archive(**options)
    links = [trial.server.put(f"/juttu-{n}", page(f"{TITLE} {n}")) for n in range(count)]
    links.append(
        trial.server.put("/saa", page("Sää lauhtuu", ["Viikonloppuna sataa vettä koko maassa, sanoo laitos."]))
    )
    trial.server.put(
        "/rss", rss(*(Item(link, f"Juttu {n}", "") for n, link in enumerate(links))), "application/rss+xml"
    )
    trial.feeds("/rss")
    trial.cycle()


def ask(trial: Trial, minutes: float = 1) -> None:
    trial.clock.pass_(minutes / 60)
    trial.run(archiving.ask_archive)


def captures(trial: Trial) -> list[object]:
    return [tuple(row) for row in trial.rows("select state, attempts, reason from capture order by id")]


def test_a_new_text_about_a_case_is_saved_and_its_copys_address_is_kept(trial: Trial, wayback: Wayback) -> None:
    with_stories(trial, wayback)
    ask(trial)
    assert wayback.saved == [trial.server.url("/juttu-0")], "the weather is about no case"
    ask(trial)
    assert trial.rows("select archived_url from capture") == [
        f"{wayback.base}/web/{STAMP}/{trial.server.url('/juttu-0')}"
    ]
    assert wayback.asked[0] == ("POST", "/save")
    before = len(wayback.asked)
    ask(trial, 600)
    assert len(wayback.asked) == before, "what is done is not asked about again"


@pytest.mark.parametrize("named", [False, True])
def test_without_a_key_the_public_form_is_used(trial: Trial, named: bool) -> None:
    with Wayback(page=named) as wayback:
        with_stories(trial, wayback, key="")
        for _ in range(3):
            ask(trial)
        assert captures(trial) == [("done", 0, "")]
        assert wayback.asked[0] == ("GET", f"/save/{trial.server.url('/juttu-0')}")


def test_an_unchanged_page_is_not_saved_again_and_a_changed_one_is(trial: Trial, wayback: Wayback) -> None:
    with_stories(trial, wayback)
    ask(trial)
    trial.clock.pass_(6)
    trial.read()
    ask(trial)
    assert len(wayback.saved) == 1
    trial.server.put("/juttu-0", page(f"{TITLE} korjattu"))
    trial.clock.pass_(12)
    trial.read()
    ask(trial)
    assert len(wayback.saved) == 2


def test_only_the_newest_of_a_storys_waiting_texts_is_saved(trial: Trial, wayback: Wayback) -> None:
    with_stories(trial, wayback)
    trial.server.put("/juttu-0", page(f"{TITLE} korjattu"))
    trial.clock.pass_(6)
    trial.read()
    assert trial.rows("select count(*) from capture") == [1]


def test_so_many_an_hour_are_asked_for_and_the_rest_waits(trial: Trial, wayback: Wayback) -> None:
    with_stories(trial, wayback, 9, wayback_per_hour=3)
    for _ in range(4):
        ask(trial, 12)
    assert len(wayback.saved) == 3
    ask(trial, 30)
    assert len(wayback.saved) == 6


def test_a_pause_that_the_archive_asks_for_is_kept_and_is_no_failure(trial: Trial, wayback: Wayback) -> None:
    wayback.trouble = [(429, {"Retry-After": "1200"}, b"")]
    with_stories(trial, wayback, 3)
    ask(trial)
    assert len(wayback.asked) == 1
    assert captures(trial)[0] == ("pending", 0, "429 Too Many Requests")
    ask(trial, 15)
    assert len(wayback.asked) == 1
    ask(trial, 10)
    assert len(wayback.saved) == 3


def test_failures_are_tried_again_ever_later_and_then_given_up_with_the_reason(trial: Trial, wayback: Wayback) -> None:
    wayback.trouble = [(502, {}, b"")] * 9
    with_stories(trial, wayback)
    times = []
    for _ in range(40):
        before = len(wayback.asked)
        ask(trial, 60)
        times.append(len(wayback.asked) - before)
    assert captures(trial) == [("failed", 6, "the archive answered 502")]
    assert sum(times) == 6
    gaps = [place for place, asked in enumerate(times) if asked]
    assert gaps[-1] - gaps[-2] > gaps[1] - gaps[0]


def test_a_job_that_fails_says_why_and_one_that_never_ends_is_asked_for_again(trial: Trial, wayback: Wayback) -> None:
    wayback.job_error = {"status_ext": "error:not-found", "message": "The page is gone."}
    with_stories(trial, wayback)
    for _ in range(2):
        ask(trial)
    assert captures(trial) == [("failed", 1, "error:not-found: The page is gone.")]


def test_a_job_without_an_end_is_given_up_and_the_page_asked_for_again(trial: Trial, wayback: Wayback) -> None:
    wayback.patience = 10**6
    with_stories(trial, wayback)
    for _ in range(14):
        ask(trial, 10)
    assert len(wayback.saved) == 2


def test_a_wrong_key_is_told(trial: Trial, wayback: Wayback) -> None:
    with_stories(trial, wayback, key="no:body")
    ask(trial)
    assert captures(trial) == [
        ("pending", 1, "the archive answered 401: You need to be logged in to use Save Page Now.")
    ]


def test_the_archive_is_not_asked_where_its_address_is_not_allowed(trial: Trial, wayback: Wayback) -> None:
    with_stories(trial, wayback)
    trial.settings(allow_private=())
    ask(trial)
    assert wayback.asked == []
    assert "not a public address" in str(captures(trial))


def test_asking_for_everything_at_once_would_be_seen(
    trial: Trial, wayback: Wayback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate itself: a version that forgets how much it asked in an hour is caught by the count."""
    monkeypatch.setattr("monitor.storage.archive.requested_since", lambda *_: 0)
    with_stories(trial, wayback, 9, wayback_per_hour=3)
    for _ in range(4):
        ask(trial, 12)
    assert len(wayback.saved) > 3


def test_an_archive_that_does_not_answer_is_asked_once_and_holds_up_nothing(trial: Trial) -> None:
    with Wayback() as gone:
        pass
    with_stories(trial, gone, 3, key="")
    ask(trial)
    tried = trial.rows("select attempts from capture order by id")
    assert sorted(tried) == [0, 0, 1], "the others wait for the archive, and it is not their failure"
    ask(trial)
    assert trial.rows("select sum(attempts) from capture") == [1]
