"""What servers do in the field, as the catalogue of failures lists it, through polls of a real server."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.model import Feed, Outlet
from tests.pipeline.trial import Item, Trial, page, rss
from tests.servers import HttpServer, Resource

_RSS = "application/rss+xml"


@dataclass
class Stuck(Resource):
    """A resource whose server says 304 for ever, whatever becomes of it."""

    @property
    def etag(self) -> str:
        return '"always the same"'


def _items(trial: Trial, *names: str) -> bytes:
    return rss(*(Item(trial.server.url(f"/{name}"), title=name) for name in names)).encode()


def test_a_server_that_always_says_304_is_found_out_within_a_day(trial: Trial) -> None:
    trial.server.resources["/rss"] = Stuck(_items(trial, "eka"), _RSS)
    trial.feeds("/rss")
    assert trial.poll().new == 1
    trial.server.resources["/rss"] = Stuck(_items(trial, "toka", "eka"), _RSS)
    for _ in range(4):
        trial.clock.pass_(5)
        assert trial.poll(force=True).states == {"unchanged": 1}
    trial.clock.pass_(5)
    polled = trial.poll(force=True)
    assert (polled.states, polled.new) == ({"ok": 1}, 1)


def test_a_page_about_repairs_behind_a_permanent_redirect_moves_no_feed(trial: Trial) -> None:
    trial.server.put("/rss", _items(trial, "eka"), _RSS)
    trial.feeds("/rss")
    trial.poll()
    trial.server.put("/huolto", page("Huoltokatko"))
    trial.server.put("/rss", b"", status=301, validators=False, location="/huolto")
    for _ in range(5):
        trial.clock.pass_(24)
        assert trial.poll(force=True).states == {"not_a_feed": 1}
    assert trial.rows("select moved_to from feed") == [None]
    trial.server.put("/rss", _items(trial, "toka"), _RSS)
    trial.clock.pass_(24)
    assert trial.poll(force=True).new == 1


def test_a_retry_after_of_centuries_holds_a_day_and_for_its_host_alone(trial: Trial) -> None:
    with HttpServer() as other:
        busy = trial.server.put("/rss", b"later", status=429, validators=False, retry_after="99999999999")
        quiet = other.put("/rss", rss(Item(other.url("/juttu"))), _RSS)
        outlets = (Outlet("a", "A", "fi", feeds=(Feed(busy),)), Outlet("b", "B", "fi", feeds=(Feed(quiet),)))
        trial.config = replace(trial.config, outlets=outlets)
        assert trial.poll().states == {"rate_limited": 1, "baseline": 1}
        trial.server.put("/rss", _items(trial, "eka"), _RSS)
        trial.server.requests.clear()
        trial.clock.pass_(23)
        assert trial.poll(force=True).states == {"rate_limited": 1, "unchanged": 1}
        assert trial.server.requests == []
        trial.clock.pass_(1.1)
        assert trial.poll(force=True).states == {"baseline": 1, "unchanged": 1}


def test_a_feed_that_is_gone_is_not_asked_again_and_says_so(trial: Trial) -> None:
    trial.server.put("/rss", b"", status=410, validators=False)
    trial.feeds("/rss")
    assert trial.poll().states == {"gone": 1}
    ((state, reason, due),) = trial.rows("select state, state_reason, next_poll_at from feed")
    assert (state, reason.startswith("410 Gone"), due) == ("gone", True, None)
