"""Commands about sources against a real server on loopback: poll, status, outlets, and what they refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.pipeline.trial import Item, page, rss
from tests.servers import HttpServer

FEED = ["outlet", "url", "state", "reason", "last_ok_at", "next_poll_at", "entries", "new", "id", "kind", "failures"]
FEED += ["silent_since_at", "newest_at", "window_seconds", "usual_gap_seconds", "moved_to", "moved_since_at", "advice"]
FEED += ["gaps", "days"]


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def good(server: HttpServer) -> str:
    item = Item(server.put("/juttu", page()), published=dt.datetime.now(dt.UTC))
    return server.put("/rss", rss(item), "application/rss+xml")


@pytest.fixture
def folder(tmp_path: Path, server: HttpServer, good: str) -> Path:
    """Give a configuration of one outlet that answers and one that sends a web page."""
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "settings.toml").write_text(
        'language = "en"\n[fetch]\ncontact = "tests@example.org"\nallow_private = ["127.0.0.0/8"]\n'
    )
    bad = server.put("/page", b"<!doctype html><title>Mallilehti</title>", "text/html")
    (folder / "outlets.toml").write_text(
        f'[[outlet]]\nid = "good"\n[[outlet.feed]]\nurl = "{good}"\n'
        f'[[outlet]]\nid = "bad"\n[[outlet.feed]]\nurl = "{bad}"\n'
        '[[outlet.feed]]\nurl = "http://127.0.0.1/off"\nenabled = false\nreason = "moved"\n'
    )
    return folder


def test_a_poll_counts_on_stderr_and_tells_which_source_failed(monitor: Run, folder: Path, tmp_path: Path) -> None:
    ran = monitor("--config", folder, "--db", tmp_path / "m.db", "poll")
    assert (ran.code, ran.out) == (3, "")
    assert "Feeds: 1 read for the first time, 1 not a feed" in ran.err
    assert "  bad: not a feed: " in ran.err
    again = monitor("--config", folder, "--db", tmp_path / "m.db", "poll", "--outlet", "good")
    assert (again.code, again.err.splitlines()[0]) == (0, "Feeds: 1 unchanged")
    quiet = monitor("-q", "--config", folder, "--db", tmp_path / "m.db", "poll", "--outlet", "good")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


def test_status_has_the_shape_other_programs_read(monitor: Run, folder: Path, tmp_path: Path) -> None:
    options = ("--config", folder, "--db", tmp_path / "m.db")
    monitor(*options, "poll")
    ran = monitor(*options, "status", "--json")
    assert ran.code == 3
    found = ran.json
    assert {"feeds", "articles", "digests"} <= set(found)
    assert all(list(feed) == FEED for feed in found["feeds"])
    states = {(feed["outlet"], feed["state"]) for feed in found["feeds"]}
    assert states == {("good", "baseline"), ("bad", "not_a_feed"), ("bad", "disabled")}
    (good,) = [feed for feed in found["feeds"] if feed["outlet"] == "good"]
    assert (good["reason"], good["entries"]) == ("", 1)
    assert good["last_ok_at"].endswith("Z")
    assert good["next_poll_at"] > good["last_ok_at"]
    assert all(feed["reason"] for feed in found["feeds"] if feed["outlet"] == "bad")
    assert found["articles"] == {"pending": 0, "read": 1, "headline_only": 0, "failed": 0, "gone": 0, "copy": 0}
    assert found["article_reasons"] == {}
    assert found["digests"] == []


def test_status_says_why_articles_were_not_read(monitor: Run, folder: Path, server: HttpServer, tmp_path: Path) -> None:
    server.put("/juttu", "<!doctype html><title>Sivua ei löytynyt</title><p>Palaa etusivulle tai kokeile hakua.</p>")
    options = ("--config", folder, "--db", tmp_path / "m.db")
    monitor(*options, "poll")
    assert monitor(*options, "status", "--json").json["article_reasons"] == {"soft 404": 1}
    assert "  1 × page not read: soft 404" in monitor(*options, "status").err.splitlines()


def test_status_is_a_table_for_people_and_tokens_for_programs(monitor: Run, folder: Path, tmp_path: Path) -> None:
    options = ("--config", folder, "--db", tmp_path / "m.db")
    monitor(*options, "poll")
    piped = monitor(*options, "--lang", "fi", "status")
    assert piped.lines[0].split("\t") == [
        *("outlet", "state", "entries", "new", "new_by_day", "last_ok_at", "silent_since_at", "next_poll_at"),
        *("reason", "url"),
    ]
    assert "not_a_feed" in piped.out
    assert piped.err.startswith("Jutut: ")
    table = monitor(*options, "--lang", "fi", "status", "--format", "table")
    assert "vastaus ei ole syöte" in table.out
    assert "not_a_feed" not in table.out


def test_a_table_names_the_feed_before_what_was_left_out_of_it_and_behind_what_is_wrong_with_it(
    monitor: Run, folder: Path, server: HttpServer, good: str, tmp_path: Path
) -> None:
    now = dt.datetime.now(dt.UTC)
    items = rss(Item(server.url("/juttu"), published=now), Item("mailto:a@example.fi", "Ei osoitetta", published=now))
    server.put("/rss", items, "application/rss+xml")
    options = ("--config", folder, "--db", tmp_path / "m.db")
    monitor(*options, "poll")
    table = monitor(*options, "status", "--format", "table").out
    assert f"{good} –" in table  # and more as far as there is room
    assert "a web page instead" in table


def test_a_dry_run_asks_and_stores_nothing(monitor: Run, folder: Path, tmp_path: Path) -> None:
    options = ("--config", folder, "--db", tmp_path / "m.db")
    asked = monitor(*options, "poll", "--dry-run", "--json")
    checked = monitor(*options, "outlets", "check", "--json")
    assert asked.code == checked.code == 3
    assert [(row["outlet"], row["state"]) for row in asked.json] == [
        (row["outlet"], row["state"]) for row in checked.json
    ]
    assert monitor(*options, "outlets", "check", "--outlet", "good").code == 0
    assert not (tmp_path / "m.db").exists()


def test_one_address_is_tried_as_a_feed(monitor: Run, folder: Path, good: str) -> None:
    (row,) = monitor("--config", folder, "outlets", "test", good, "--json").json
    assert (row["state"], row["entries"], row["url"]) == ("ok", 1, good)
    assert monitor("--config", folder, "outlets", "test", "nonsense").code == 2


def test_a_feed_is_found_where_robots_txt_forbids_pages_and_a_page_there_is_not(
    monitor: Run, folder: Path, server: HttpServer, good: str
) -> None:
    server.put("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")
    feed = monitor("--config", folder, "outlets", "test", good, "--json")
    assert (feed.code, [(one["kind"], one["state"]) for one in feed.json]) == (0, [("feed", "ok")])
    page_ = monitor("--config", folder, "outlets", "test", server.url("/juttu"), "--json")
    assert (page_.code, [one["state"] for one in page_.json]) == (3, ["robots"])
    assert "/juttu" not in [seen.path for seen in server.requests]


def test_an_unknown_outlet_is_exit_code_2(monitor: Run, folder: Path, tmp_path: Path) -> None:
    ran = monitor("--config", folder, "--db", tmp_path / "m.db", "poll", "--outlet", "goood")
    assert (ran.code, ran.out) == (2, "")
    assert "no outlet goood" in ran.err


@pytest.mark.parametrize("command", [["poll"], ["run"], ["poll", "--dry-run"], ["outlets", "check"]])
def test_before_init_nothing_is_polled_and_init_is_named(monitor: Run, tmp_path: Path, command: list[str]) -> None:
    ran = monitor(*command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"monitor: No configuration in {tmp_path / 'config' / 'monitor'}. "
        "Run: monitor init (or monitor demo to look first).\n"
    )


def test_a_configuration_without_a_contact_is_told_where_to_write_it(monitor: Run, tmp_path: Path) -> None:
    monitor("--config", tmp_path / "conf", "init")
    ran = monitor("--lang", "en", "--config", tmp_path / "conf", "--db", tmp_path / "m.db", "poll")
    assert ran.code == 2
    assert "[fetch] contact is missing" in ran.err
    assert str(tmp_path / "conf" / "settings.toml") in ran.err


def test_outlets_are_listed_added_imported_and_exported(monitor: Run, folder: Path, tmp_path: Path) -> None:
    listed = monitor("--config", folder, "outlets", "list")
    assert listed.out == monitor("--config", folder, "outlets").out
    assert listed.lines[0].split("\t") == [
        *(
            "outlet",
            "name",
            "language",
            "kind",
            "source",
            "enabled",
            "new_by_day",
            "last_ok_at",
            "silent_since_at",
            "reason",
        ),
        "url",
    ]
    assert [line.split("\t")[0] for line in listed.lines[1:]] == ["good", "bad", "bad"]
    added = monitor("--config", folder, "outlets", "add", "https://kyla.example/rss", "--name", "Kylälehti")
    assert (added.code, added.out) == (0, "kylalehti\n")
    again = monitor("--config", folder, "--lang", "en", "outlets", "add", "https://kyla.example/rss")
    assert (again.out, again.err) == ("", "Nothing added: these feeds are there already.\n")
    opml = tmp_path / "feeds.opml"
    opml.write_text(monitor("--config", folder, "outlets", "export").out, encoding="utf-8")
    other = tmp_path / "other"
    monitor("--config", other, "init")
    taken = monitor("--config", other, "outlets", "import", opml)
    assert (taken.code, taken.lines) == (0, ["good", "bad", "kylalehti"])
    assert monitor("--config", other, "check").code == 0


def test_outlets_are_added_to_a_users_file_only(monitor: Run) -> None:
    ran = monitor("--lang", "en", "outlets", "add", "https://kyla.example/rss")
    assert (ran.code, ran.out) == (2, "")
    assert "Run: monitor init" in ran.err
