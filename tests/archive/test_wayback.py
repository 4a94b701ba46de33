"""What answers of a public archive mean."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from monitor.archive.wayback import Outcome, Step, answered, ask, failed, refused, save

END = "https://web.archive.org/save"
URL = "https://lehti.example/juttu?id=1"


def told(location: str = "", attempts: int = 0, **said: object) -> Outcome:
    return answered(END, URL, location, json.dumps(said).encode() if said else b"", attempts)


def test_with_a_key_a_form_is_posted_and_without_one_the_address_is_asked_for() -> None:
    keyed, plain = save(END, "a:b", URL), save(END, "", URL)
    assert (keyed.url, keyed.headers["Authorization"]) == (END, "LOW a:b")
    assert keyed.body == b"url=https%3A%2F%2Flehti.example%2Fjuttu%3Fid%3D1&skip_first_archive=1"
    assert (plain.url, plain.body) == (f"{END}/{URL}", b"")
    assert "Authorization" not in plain.headers
    assert ask(END, "a:b", "spn2-1").url == f"{END}/status/spn2-1"


@pytest.mark.parametrize(
    "outcome",
    [
        told(f"/web/20240501120000/{URL}"),
        told(f"https://web.archive.org/web/20240501120000/{URL}"),
        told(status="success", timestamp="20240501120000", original_url=URL),
        told(status="success", timestamp="20240501120000"),
        told(status="success", timestamp="20240501120000", original_url="javascript:alert(1)"),
    ],
)
def test_the_address_of_the_copy_is_the_archives_own(outcome: Outcome) -> None:
    assert outcome == Outcome(Step.DONE, archived_url=f"https://web.archive.org/web/20240501120000/{URL}")


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/web/20240501120000/https://lehti.example/",
        "javascript:/web/20240501120000/https://lehti.example/",
        "http://web.archive.org/web/20240501120000/https://lehti.example/",
        "/web/20240501120000/javascript:alert(1)",
        "/login?next=/web/20240501120000/https://lehti.example/",
        "https://[",
        "/web/20240501120000/https://lehti.example/\nX: y",
    ],
)
def test_an_address_elsewhere_is_no_copy(place: str) -> None:
    assert told(place).step is Step.PENDING


def test_a_job_is_asked_about_later() -> None:
    assert told(url=URL, job_id="spn2-0123456789ab").job == "spn2-0123456789ab"
    assert told(status="pending", job_id="spn2-0123456789ab").wait > dt.timedelta(0)
    page = answered(END, URL, "", b'<script>spn.watchJob("spn2-0123456789ab", "/")</script>', 0)
    assert (page.step, page.job) == (Step.REQUESTED, "spn2-0123456789ab")


@pytest.mark.parametrize(
    ("status_ext", "step", "hours"),
    [
        ("error:bad-gateway", Step.PENDING, 0),
        ("error:user-session-limit", Step.PENDING, 0),
        ("error:too-many-daily-captures", Step.PENDING, 12),
        ("error:not-found", Step.FAILED, 0),
        ("error:blocked-url", Step.FAILED, 0),
    ],
)
def test_an_error_is_tried_again_unless_it_will_last(status_ext: str, step: Step, hours: int) -> None:
    outcome = told(status="error", status_ext=status_ext, message="Told\nso")
    assert (outcome.step, outcome.counts) == (step, True)
    assert outcome.reason == f"{status_ext}: Told so"
    assert outcome.wait >= dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"\xff\x00", b"{", b"[" * 100_000, b'{"job_id": {}}', b'{"job_id": null}']
)
def test_an_answer_that_says_nothing_is_a_failed_attempt(body: bytes) -> None:
    assert answered(END, URL, "", body, 0).step is Step.PENDING


def test_waits_grow_and_end() -> None:
    waits = [failed("x", attempts).wait for attempts in range(5)]
    assert waits == sorted(waits)
    assert len(set(waits)) == 5
    assert waits[-1] <= dt.timedelta(hours=24)
    assert failed("x", 5).step is Step.FAILED


def test_a_refusal_gives_its_reason() -> None:
    assert refused(401, b'{"message": "Log in"}', 0) == Outcome(
        Step.PENDING, reason="the archive answered 401: Log in", wait=dt.timedelta(minutes=5), counts=True
    )
    assert refused(404, b"", 0).step is Step.FAILED
