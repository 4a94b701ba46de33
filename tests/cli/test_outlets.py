"""The command outlets on sources of every kind: what a site has, what is taken in, what leaves as OPML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config import load
from monitor.model import Feed, FeedKind, OutletKind
from tests.cli.conftest import Run
from tests.pipeline.trial import HOUR, START, TITLE, Item, page, rss
from tests.servers import HttpServer
from tests.test_sitemap import item, sitemap

RSS = "application/rss+xml"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "settings.toml").write_text(
        'language = "en"\n[fetch]\ncontact = "tests@example.org"\nallow_private = ["127.0.0.0/8"]\n'
    )
    (folder / "outlets.toml").write_text('# mine\n[[outlet]]\nid = "muu"\nhomepage = "https://muu.example/"\n')
    return folder


@pytest.fixture
def site(server: HttpServer) -> str:
    """Give a front page that names one feed that answers and one that does not; robots.txt names a sitemap."""
    put = server.put
    put("/robots.txt", f"User-agent: *\nSitemap: {server.url('/news.xml')}\nSitemap: https://muu.example/s.xml\n")
    put("/rss", rss(Item("https://x.example/1"), Item("https://x.example/2", published=START - 12 * HOUR)), RSS)
    put("/news.xml", sitemap(item("https://x.example/1", TITLE)), "application/xml")
    links = f'<link rel=alternate type="{RSS}" href="/rss"><link rel=alternate type="{RSS}" href="/atom">'
    story = '<main><article><a href="/juttu-1001"><h2>Kivimäelle kuusi vuotta</h2></a></article></main>'
    return put("/", f"<html lang=en><head>{links}<title>Lehti</title></head><body>{story}</body></html>")


def test_a_site_is_searched_for_what_can_be_read_with_few_requests(
    monitor: Run, folder: Path, site: str, server: HttpServer
) -> None:
    ran = monitor("--config", folder, "outlets", "test", site, "--json")
    assert ran.code == 0
    told = [(row["kind"], row["state"], row["entries"], row["url"].removeprefix(site)) for row in ran.json]
    assert told == [
        ("feed", "ok", 2, "rss"),
        ("sitemap", "ok", 1, "news.xml"),
        ("listing", "ok", 1, ""),
        ("watched", "empty", 0, ""),
        ("feed", "http_error", 0, "atom"),
    ]
    assert ran.json[0]["window_hours"] == 11.0
    assert ran.json[0]["titles"] == [TITLE, TITLE]
    assert sorted(server.paths()) == ["/", "/atom", "/news.xml", "/robots.txt", "/robots.txt", "/rss"]
    for row in ran.json[:3]:
        (outlet,) = tomllib.loads(row["toml"])["outlet"]
        assert outlet["feed"][0]["url"] == row["url"]
        assert outlet["feed"][0].get("kind", "feed") == row["kind"]


def test_it_ends_with_what_to_paste_and_that_is_read(monitor: Run, folder: Path, site: str) -> None:
    ran = monitor("--config", folder, "outlets", "test", site)
    assert ran.lines[0].split("\t") == [
        *("kind", "state", "entries", "newest_at", "window_hours", "reason", "titles", "url"),
    ]
    toml = ran.err[ran.err.index("[[outlet]]") : ran.err.index("or run:")]
    with (folder / "outlets.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + toml)
    outlet = load(folder, {}).outlets[-1]
    assert outlet.feeds == (Feed(site + "rss"),)
    assert monitor("--config", folder, "outlets", "check", "--outlet", outlet.id).code == 0
    again = monitor("--config", folder, "outlets", "test", site)
    assert f"It is in outlets.toml already, under {outlet.id}." in again.err


def test_a_new_source_of_a_known_site_goes_below_its_outlet(monitor: Run, folder: Path, server: HttpServer) -> None:
    (folder / "outlets.toml").write_text(f'[[outlet]]\nid = "lehti"\nhomepage = "{server.url()}"\n')
    url = server.put("/news.xml", sitemap(item("https://x.example/1", TITLE)), "application/xml")
    ran = monitor("--config", folder, "outlets", "test", url)
    assert "put this below the outlet lehti" in ran.err
    with (folder / "outlets.toml").open("a", encoding="utf-8") as file:
        file.write(ran.err[ran.err.index("[[outlet.feed]]") :])
    assert load(folder, {}).outlets[0].feeds == (Feed(url, kind=FeedKind.SITEMAP),)


def test_a_site_that_names_nothing_is_asked_at_usual_addresses_until_one_answers(
    monitor: Run, folder: Path, server: HttpServer
) -> None:
    server.put("/rss.xml", rss(Item("https://x.example/1")), RSS)
    url = server.put("/", page())
    ran = monitor("--config", folder, "outlets", "test", url, "--json")
    assert [(row["kind"], row["url"].removeprefix(url)) for row in ran.json if row["state"] == "ok"] == [
        ("feed", "rss.xml"),
        ("watched", ""),
    ]
    assert "/feed.xml" not in server.paths()
    assert len(server.requests) <= 10


def test_robots_are_asked_and_what_fails_says_why(monitor: Run, folder: Path, server: HttpServer) -> None:
    server.put("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
    ran = monitor("--config", folder, "outlets", "test", server.url("/"), "--json")
    assert (ran.code, [(row["state"], row["toml"]) for row in ran.json]) == (3, [("robots", "")])
    assert server.paths() == ["/robots.txt"]


def test_sources_of_any_kind_are_added_and_checked(monitor: Run, folder: Path, server: HttpServer) -> None:
    court = server.put("/asia.html", page())
    add = ("--config", folder, "outlets", "add")
    watched = monitor(*add, court, "--name", "Oikeus", "--kind", "watched", "--part", "article", "--authority")
    assert (watched.code, watched.out) == (0, "oikeus\n")
    news = server.put("/news.xml", sitemap(item("https://x.example/1", TITLE)), "application/xml")
    assert monitor(*add, news, "--name", "Lehti", "--kind", "sitemap").code == 0
    config = load(folder, {})
    assert (config.outlets[1].kind, config.outlets[1].feeds) == (
        OutletKind.AUTHORITY,
        (Feed(court, kind=FeedKind.WATCHED, part="article"),),
    )
    checked = monitor("--config", folder, "outlets", "check")
    assert checked.code == 0
    assert [line.split("\t")[:4] for line in checked.lines] == [
        ["outlet", "kind", "state", "entries"],
        ["oikeus", "watched", "ok", "1"],
        ["lehti", "sitemap", "ok", "1"],
    ]


@pytest.mark.parametrize(
    "options",
    [["--part", "main"], ["--kind", "watched", "--links", "a"], ["--kind", "listing", "--links", "a >"]],
)
def test_selectors_that_fit_nothing_are_refused(monitor: Run, folder: Path, options: list[str]) -> None:
    before = (folder / "outlets.toml").read_text()
    ran = monitor("--config", folder, "outlets", "add", "https://x.example/uutiset", *options)
    assert (ran.code, ran.out) == (2, "")
    assert (folder / "outlets.toml").read_text() == before


def test_what_opml_cannot_hold_is_named_beside_it(monitor: Run, folder: Path) -> None:
    monitor("--config", folder, "outlets", "add", "https://x.example/asia", "--kind", "watched", "--name", 'X & "Y"')
    monitor("--config", folder, "outlets", "add", "https://x.example/rss", "--name", 'X & "Y" <z>')
    ran = monitor("--config", folder, "outlets", "export")
    assert ran.code == 0
    assert "https://x.example/asia" not in ran.out
    assert "X &amp; &quot;Y&quot; &lt;z&gt;" in ran.out
    assert "https://x.example/asia (watched page)" in ran.err


def test_an_opml_file_with_a_feed_that_cannot_be_used_is_imported_in_part(monitor: Run, tmp_path: Path) -> None:
    folder, file = tmp_path / "conf", tmp_path / "feeds.opml"
    monitor("--config", folder, "--lang", "en", "init", "--bare")
    good = '<outline text="Oma lehti" xmlUrl="https://oma.example/rss"/>'
    file.write_text(f'<opml version="2.0"><body>{good}<outline text="x" xmlUrl="ftp://x/y"/></body></opml>', "utf-8")
    ran = monitor("--config", folder, "--lang", "en", "outlets", "import", file)
    assert (ran.code, ran.lines) == (3, ["oma-lehti"])
    assert "ftp" in ran.err
    file.write_text(f'<opml version="2.0"><body>{good}</body></opml>', "utf-8")
    assert monitor("--config", folder, "--lang", "en", "outlets", "import", file).code == 0
