"""Which redirects are followed, and which are believed."""

from __future__ import annotations

import pytest

from monitor.fetch.exchange import Redirect, address
from monitor.fetch.trail import Trail
from monitor.model import Failure, PollState, Response


def walk(*steps: tuple[int, str], start: str = "https://a.example/feed") -> Response | Failure:
    trail = Trail(address(start))
    for status, location in steps:
        failure = trail.step(Redirect(status, location, permanent=status in (301, 308)))
        if failure is not None:
            return failure
    return trail.arrived(Response(str(trail.url), 200, b""))


@pytest.mark.parametrize(
    ("steps", "believed"),
    [
        ([(301, "/new")], "https://a.example/new"),
        ([(308, "https://b.example/"), (301, "/c")], "https://b.example/c"),
        ([(301, "/new"), (302, "/other")], None),
        ([(301, "http://a.example/feed")], None),  # never for good from https to http
        ([(301, "http://a.example/x"), (301, "https://a.example/x")], None),
        ([], None),
    ],
)
def test_a_move_is_permanent_when_every_step_was_and_none_gave_up_tls(
    steps: list[tuple[int, str]], believed: str | None
) -> None:
    answer = walk(*steps)
    assert isinstance(answer, Response)
    assert answer.permanent_url == believed


@pytest.mark.parametrize(
    "steps",
    [
        [(302, "")],
        [(302, "/b"), (302, "/feed?secret=1"), (302, "/feed")],
        [(302, f"/{n}") for n in range(6)],
        [(302, "ftp://a.example/")],
        [(302, "http://a..b/")],
        [(302, "mailto:desk@example.fi")],
    ],
)
def test_what_leads_nowhere_is_a_redirect_error_without_secrets(steps: list[tuple[int, str]]) -> None:
    answer = walk(*steps)
    assert isinstance(answer, Failure)
    assert answer.state is PollState.REDIRECT
    assert "secret" not in answer.reason
