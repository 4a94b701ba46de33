"""The command status against real feeds that fail, fall silent, move, and pass unseen."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from monitor.cli import run
from monitor.health import Gap
from monitor.storage import health
from monitor.storage.engine import open_database
from monitor.storage.schema import feed, outlet
from tests.cli.conftest import Run, clean_environment
from tests.pipeline.trial import Item, rss
from tests.servers import HttpServer

_NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
_DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory, server: HttpServer) -> Path:
    """Poll four feeds, each its outlet: one that is well, one silent for months, one gone, one that has moved."""
    fresh = [Item(server.url(f"/a/{n}"), f"Juttu {n}", published=_NOW - n * dt.timedelta(hours=1)) for n in range(6)]
    old = [Item(server.url(f"/b/{n}"), f"Juttu {n}", published=_NOW - (90 + n) * _DAY) for n in range(6)]
    server.put("/well", rss(*fresh), "application/rss+xml")
    server.put("/silent", rss(*old), "application/rss+xml")
    server.put("/gone", status=410, validators=False)
    server.put("/moved", status=301, validators=False, Location=server.url("/well"))
    folder = tmp_path_factory.mktemp("polled")
    (folder / "settings.toml").write_text(
        'language = "en"\n[fetch]\ncontact = "tests@example.org"\nallow_private = ["127.0.0.0/8"]\n'
    )
    (folder / "outlets.toml").write_text(
        "".join(
            f'[[outlet]]\nid = "{name}"\n[[outlet.feed]]\nurl = "{server.url("/" + name)}"\n'
            for name in ("well", "silent", "gone", "moved")
        )
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, value in clean_environment(folder).items():
            patch.setenv(name, value)
        assert run(["--config", str(folder), "--db", str(folder / "m.db"), "-q", "poll"]) == 3
    return folder


@pytest.fixture
def options(polled: Path, tmp_path: Path) -> tuple[object, ...]:
    """Give the options before a command, with a copy of the database which a test may spoil."""
    shutil.copy(polled / "m.db", tmp_path / "m.db")
    (tmp_path / "m.db").chmod(0o600)
    return ("--config", polled, "--db", tmp_path / "m.db", "--lang", "en")


def _write(options: tuple[object, ...], *statements: sa.sql.base.Executable) -> None:
    engine = open_database(str(options[3]))
    with engine.begin() as conn:
        for statement in statements:
            conn.execute(statement)
    engine.dispose()


def test_a_table_begins_with_what_is_not_well_and_draws_the_days(monitor: Run, options: tuple[object, ...]) -> None:
    ran = monitor(*options, "status", "--format", "table")
    assert ran.code == 3
    rows = ran.lines[1:]
    assert [row.split()[0] for row in rows] == ["gone", "silent", "moved", "well"]
    assert "silent for unusually long" in rows[1]
    assert "·············█" in rows[3]
    assert "·············×" in rows[0]


def test_every_state_has_its_reason_since_when_and_what_to_do(
    monitor: Run, options: tuple[object, ...], server: HttpServer
) -> None:
    feeds = {one["outlet"]: one for one in monitor(*options, "status", "--json").json["feeds"]}
    states = {"well": "baseline", "silent": "stale", "gone": "gone", "moved": "baseline"}
    assert {name: one["state"] for name, one in feeds.items()} == states
    assert feeds["silent"]["silent_since_at"][:10] == (_NOW - 90 * _DAY).date().isoformat()
    assert feeds["silent"]["reason"].startswith(f"nothing new since {(_NOW - 90 * _DAY).date()}; ")
    assert (feeds["gone"]["advice"], feeds["gone"]["next_poll_at"]) == ("remove", None)
    assert (feeds["moved"]["advice"], feeds["moved"]["moved_to"]) == ("", server.url("/well"))
    assert all(one["silent_since_at"] is None for name, one in feeds.items() if name in ("well", "moved"))


def test_what_a_person_may_have_to_do_is_said_beside_the_table(
    monitor: Run, options: tuple[object, ...], server: HttpServer
) -> None:
    engine = open_database(str(options[3]))
    with engine.begin() as conn:
        health.note_gap(conn, 1, Gap(_NOW - 2 * _DAY, _NOW - _DAY), _NOW)
    engine.dispose()
    _write(
        options,
        feed.update().where(feed.c.outlet_id == "moved").values(moved_since_at=_NOW - 4 * _DAY),
        outlet.update().where(outlet.c.id == "well").values(drift="9 of its last 10 pages gave no text: wall"),
    )
    ran = monitor(*options, "status")
    assert "well: items may have been missed between " in ran.err
    assert f"moved: {server.url('/moved')} has moved for good; change its address in outlets.toml" in ran.err
    assert f"gone: {server.url('/gone')} is gone for good; take it out of outlets.toml" in ran.err
    assert "well: its pages no longer read well since –: 9 of its last 10 pages gave no text: wall" in ran.err
    finnish = monitor(*options, "--lang", "fi", "status")
    assert "well: juttuja on voinut jäädä näkemättä " in finnish.err


@pytest.mark.parametrize("trouble", ["gap", "drift", "stale", "none"])
def test_exit_code_3_tells_of_each_trouble(monitor: Run, options: tuple[object, ...], trouble: str) -> None:
    _write(
        options, feed.update().where(feed.c.outlet_id.in_(["gone", "silent"])).values(enabled=False, state="disabled")
    )
    if trouble == "gap":
        engine = open_database(str(options[3]))
        with engine.begin() as conn:
            health.note_gap(conn, 1, Gap(_NOW - 2 * _DAY, _NOW - _DAY), _NOW)
        engine.dispose()
    elif trouble == "drift":
        _write(options, outlet.update().where(outlet.c.id == "well").values(drift="all alike"))
    elif trouble == "stale":
        _write(options, feed.update().where(feed.c.outlet_id == "well").values(newest_at=_NOW - 90 * _DAY))
    assert monitor(*options, "status").code == (0 if trouble == "none" else 3)


def test_the_status_is_prometheus_text_with_the_same_exit_code(monitor: Run, options: tuple[object, ...]) -> None:
    ran = monitor(*options, "status", "--format", "prometheus")
    assert (ran.code, ran.err) == (3, "")
    found = {one.name: one.samples for one in text_string_to_metric_families(ran.out)}
    up = {one.labels["outlet"]: one.value for one in found["monitor_feed_up"]}
    assert up == {"gone": 0, "moved": 1, "silent": 0, "well": 1}


def test_outlets_are_listed_with_their_last_days_and_who_is_silent(monitor: Run, options: tuple[object, ...]) -> None:
    rows = {row["outlet"]: row for row in monitor(*options, "outlets", "list", "--json").json}
    assert (rows["well"]["state"], rows["well"]["silent_since_at"]) == ("baseline", None)
    assert rows["silent"]["silent_since_at"]
    assert rows["silent"]["reason"].startswith("nothing new since")
    assert [day["new"] for day in rows["well"]["days"]] == [6]
    table = monitor(*options, "outlets", "list", "--format", "table")
    assert "·············█" in table.out
    assert [(day["polls"], day["failed"]) for day in rows["gone"]["days"]] == [(1, 1)]


def test_outlets_are_listed_without_a_database_and_with_one_that_needs_an_upgrade(
    monitor: Run, options: tuple[object, ...], tmp_path: Path
) -> None:
    alone = monitor("--config", options[1], "--db", tmp_path / "none.db", "outlets", "list", "--json")
    assert (alone.code, {row["state"] for row in alone.json}) == (0, {"not_polled"})
    assert not (tmp_path / "none.db").exists()
    _write(options, sa.text("update alembic_version set version_num = '0001'"))
    old = monitor(*options, "outlets", "list", "--json")
    assert (old.code, len(old.json)) == (0, 4)
    assert "monitor db upgrade" in old.err
