"""Sources of every kind go through one pipeline: sitemaps, pages of links and watched pages beside feeds."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Feed, FeedKind, Outlet, OutletKind, SmtpSettings, Subscriber
from monitor.pipeline import Imported, compose_due
from tests.pipeline.test_archiving import again
from tests.pipeline.trial import START, TEXT, TITLE, Item, Trial, page, rss
from tests.test_sitemap import index, item, sitemap

ROBOTS = "User-agent: *\nDisallow: /kielletty\n"
COURT = "<!doctype html><html lang=fi><head><title>Vastaamo-asia</title></head><body><nav>Etusivu</nav>{}</body></html>"
BEFORE = (
    "Länsi-Uudenmaan käräjäoikeus tuomitsi 30.4.2024 Aleksanteri Kivimäen kuuden vuoden ja kolmen kuukauden "
    "vankeuteen psykoterapiakeskus Vastaamon tietomurrosta. Tuomiosta on valitettu hovioikeuteen."
)
AFTER = (
    "Helsingin hovioikeus antoi asiassa tuomion 26.2.2026. Hovioikeus korotti Aleksanteri Kivimäen "
    "vankeusrangaistuksen kuuteen vuoteen ja yhteentoista kuukauteen Vastaamon tietomurrosta."
)


def court(*paragraphs: str) -> str:
    return COURT.format(f"<main><h1>Vastaamo-asia</h1>{''.join(f'<p>{one}</p>' for one in paragraphs)}</main>")


@pytest.fixture(autouse=True)
def robots(trial: Trial) -> None:
    trial.server.put("/robots.txt", ROBOTS, "text/plain")


def configure(trial: Trial, *feeds: Feed, kind: OutletKind = OutletKind.PRESS) -> None:
    outlet = Outlet("lehti", "Lehti", "fi", kind=kind, feeds=feeds)
    trial.config = replace(trial.config, outlets=(outlet,))


def states(trial: Trial) -> list[tuple[str, str]]:
    return list(trial.rows("select state, state_reason from feed order by id"))


# ------------------------------------------------------------------------------------------------------ sitemaps


def test_a_news_sitemap_is_polled_like_a_feed(trial: Trial) -> None:
    story = trial.server.put("/juttu-1", page())
    body = sitemap(item(story, TITLE, START.isoformat()))
    url = trial.server.put("/news.xml.gz", gzip.compress(body), "application/gzip")
    configure(trial, Feed(url, kind=FeedKind.SITEMAP))
    polled, read = trial.cycle()
    assert (polled.states, polled.new, read.states) == ({"baseline": 1}, 1, {"read": 1})
    assert trial.rows("select title, language, published_at is null from article") == [(TITLE, "fi", 0)]
    assert trial.docket()
    trial.clock.pass_(5)
    assert trial.poll(force=True).states == {"unchanged": 1}
    assert [seen.status for seen in trial.server.requests if seen.path == "/news.xml.gz"] == [200, 304]


def test_an_index_is_followed_one_level_within_its_site_and_what_is_left_out_is_told(trial: Trial) -> None:
    put = trial.server.put
    first = put("/news-1.xml", sitemap(item(trial.server.url("/a"), "Ensimmäinen juttu")), "application/xml")
    second = put("/news-2.xml", sitemap(item(trial.server.url("/b"), "Toinen juttu")), "application/xml")
    deeper = put("/news-3.xml", index(first), "application/xml")
    url = put("/sitemap.xml", index(first, second, deeper, "https://muu.example/s.xml"), "application/xml")
    configure(trial, Feed(url, kind=FeedKind.SITEMAP))
    assert trial.poll().states == {"baseline": 1}
    assert sorted(trial.rows("select title from article")) == ["Ensimmäinen juttu", "Toinen juttu"]
    (reason,) = trial.rows("select state_reason from feed")
    assert "1 × sitemap of another site" in reason
    assert "1 × index within an index" in reason
    assert not [path for path in trial.server.paths() if "muu" in path]


def test_a_sitemap_of_an_unchanged_index_that_changed_is_noticed(trial: Trial) -> None:
    put = trial.server.put
    part = put("/news-1.xml", sitemap(item(trial.server.url("/a"), "Ensimmäinen juttu")), "application/xml")
    configure(trial, Feed(put("/sitemap.xml", index(part), "application/xml"), kind=FeedKind.SITEMAP))
    trial.poll()
    trial.clock.pass_(5)
    assert trial.poll(force=True).states == {"unchanged": 1}
    more = sitemap(item(trial.server.url("/a"), "Ensimmäinen juttu"), item(trial.server.url("/b"), "Toinen juttu"))
    put("/news-1.xml", more, "application/xml")
    trial.clock.pass_(5)
    polled = trial.poll(force=True)
    assert (polled.states, polled.new) == ({"ok": 1}, 1)


def test_a_part_of_an_index_that_fails_is_told_and_not_taken_for_unchanged(trial: Trial) -> None:
    put = trial.server.put
    part = put("/news-1.xml", sitemap(item(trial.server.url("/a"), "Ensimmäinen juttu")), "application/xml")
    broken = put("/news-2.xml", b"oops", status=500, validators=False)
    configure(trial, Feed(put("/sitemap.xml", index(part, broken), "application/xml"), kind=FeedKind.SITEMAP))
    assert trial.poll().states == {"baseline": 1}
    assert "news-2.xml: 500" in states(trial)[0][1]
    trial.clock.pass_(5)
    assert trial.poll(force=True).states == {"ok": 1}
    put("/news-1.xml", b"oops", status=500, validators=False)
    trial.clock.pass_(5)
    assert trial.poll(force=True).states == {"http_error": 1}


# ------------------------------------------------------------------------------------------------- pages of links


def listing(*links: tuple[str, str]) -> str:
    return "<main>" + "".join(f'<article><a href="{url}"><h2>{title}</h2></a></article>' for url, title in links)


def test_a_page_of_links_is_polled_like_a_feed_and_says_when_it_has_none(trial: Trial) -> None:
    trial.server.put("/juttu-1001", page())
    url = trial.server.put("/uusimmat", listing(("/juttu-1001", TITLE)))
    configure(trial, Feed(url, kind=FeedKind.LISTING), Feed(trial.server.url("/kielletty"), kind=FeedKind.LISTING))
    polled, read = trial.cycle()
    assert (polled.states, read.states) == ({"baseline": 1, "robots": 1}, {"read": 1})
    assert "/kielletty" not in trial.server.paths()
    trial.server.put("/uusimmat", "<main><p>Uusi ulkoasu</p></main>")
    trial.clock.pass_(5)
    trial.poll(force=True)
    assert states(trial)[0] == ("empty", "no link on the page looks like an article's; name them with links = …")


def test_another_selector_reads_an_unchanged_page_anew(trial: Trial) -> None:
    url = trial.server.put("/lista", '<p><a class=a href="/x-1">Yksi</a><a class=b href="/x-2">Kaksi</a>')
    configure(trial, Feed(url, kind=FeedKind.LISTING, links=".a"))
    trial.poll()
    configure(trial, Feed(url, kind=FeedKind.LISTING, links=".b"))
    assert trial.poll().new == 1
    assert sorted(trial.rows("select title from article")) == ["Kaksi", "Yksi"]


# -------------------------------------------------------------------------------------------------- watched pages


def test_a_watched_page_is_one_article_fetched_once_a_poll(trial: Trial) -> None:
    url = trial.server.put("/vastaamo.html", court(BEFORE))
    configure(trial, Feed(url, kind=FeedKind.WATCHED, part="main"), kind=OutletKind.AUTHORITY)
    polled, read = trial.cycle()
    assert (polled.states, polled.new, read.states) == ({"baseline": 1}, 1, {})
    assert trial.server.paths().count("/vastaamo.html") == 1
    assert trial.rows("select title, state, next_fetch_at from article") == [("Vastaamo-asia", "read", None)]
    assert trial.rows("select text from revision") == [f"Vastaamo-asia\n{BEFORE}"]
    entries = {(entry.kind, entry.date) for entry in trial.docket()}
    assert ("verdict", "2024-04-30") in entries
    assert polled.created


def test_a_real_change_is_a_revision_whose_developments_are_news(trial: Trial) -> None:
    url = trial.server.put("/vastaamo.html", court(BEFORE))
    configure(trial, Feed(url, kind=FeedKind.WATCHED), kind=OutletKind.AUTHORITY)
    trial.cycle()
    known = {entry.number for entry in trial.docket()}
    trial.clock.pass_(24 * 600)
    trial.server.put("/vastaamo.html", court(BEFORE, AFTER))
    polled, _ = trial.cycle(force=True)
    assert (polled.states, polled.new) == ({"ok": 1}, 1)
    assert trial.rows("select count(*) from article") == [1]
    assert trial.rows("select count(*) from revision") == [2]
    (ruling,) = [entry for entry in trial.docket() if entry.number not in known and entry.kind == "appeal_ruling"]
    assert ruling.first_reported_at == trial.clock.at
    due = "select d.number from filing f join development d on d.id = f.development_id where f.quiet = 0"
    assert trial.rows(due) == [int(ruling.number.rpartition("-")[2])]
    assert trial.server.paths().count("/vastaamo.html") == 2


@pytest.mark.parametrize("stamp", ["Päivitetty 30.4.2024 klo 12.30", "12 kommenttia"])
def test_a_time_stamp_or_a_counter_is_no_change(trial: Trial, stamp: str) -> None:
    url = trial.server.put("/vastaamo.html", court(BEFORE, stamp))
    configure(trial, Feed(url, kind=FeedKind.WATCHED, part="main"))
    trial.cycle()
    trial.clock.pass_(24)
    trial.server.put("/vastaamo.html", court(BEFORE, stamp.replace("12", "14")))
    polled, _ = trial.cycle(force=True)
    assert (polled.states, polled.new) == ({"unchanged": 1}, 0)
    assert trial.rows("select count(*) from revision") == [1]


def test_a_change_outside_the_watched_part_is_none(trial: Trial) -> None:
    body = court(BEFORE)
    url = trial.server.put("/vastaamo.html", body)
    configure(trial, Feed(url, kind=FeedKind.WATCHED, part="main"))
    trial.cycle()
    trial.clock.pass_(24)
    trial.server.put("/vastaamo.html", body.replace("<nav>Etusivu", "<nav>Etusivu ja kymmenen uutta tiedotetta"))
    assert trial.cycle(force=True)[0].states == {"unchanged": 1}


def test_a_part_that_is_gone_is_told_and_the_text_stays(trial: Trial) -> None:
    url = trial.server.put("/vastaamo.html", court(BEFORE))
    configure(trial, Feed(url, kind=FeedKind.WATCHED, part="main"))
    trial.cycle()
    trial.clock.pass_(24)
    trial.server.put("/vastaamo.html", court(BEFORE).replace("main>", "section>"))
    assert trial.cycle(force=True)[0].states == {"empty": 1}
    assert states(trial) == [("empty", 'nothing on the page matches part = "main"')]
    assert trial.rows("select count(*) from revision") == [1]
    assert trial.docket()


def test_a_page_that_leads_to_the_front_page_is_gone_and_takes_nothing_back(trial: Trial) -> None:
    url = trial.server.put("/fi/index/vastaamo.html", court(BEFORE))
    configure(trial, Feed(url, kind=FeedKind.WATCHED))
    trial.cycle()
    trial.clock.pass_(24)
    front = trial.server.put("/fi", court("Tervetuloa tuomioistuinlaitoksen sivuille, joilla kerrotaan asioinnista."))
    trial.server.put("/fi/index/vastaamo.html", status=302, validators=False, Location=front)
    assert trial.cycle(force=True)[0].states == {"redirect": 1}
    assert "the page is gone: it leads to" in states(trial)[0][1]
    assert trial.rows("select count(*) from revision") == [1]


def test_a_text_that_came_back_is_the_same_revision_and_a_change(trial: Trial) -> None:
    url = trial.server.put("/vastaamo.html", court(BEFORE))
    configure(trial, Feed(url, kind=FeedKind.WATCHED, part="main"))
    trial.cycle()
    for body in (court(AFTER), court(BEFORE)):
        trial.clock.pass_(24)
        trial.server.put("/vastaamo.html", body)
        assert trial.cycle(force=True)[0].states == {"ok": 1}
    assert trial.rows("select count(*) from revision") == [2]


def test_a_crash_before_the_text_is_filed_leaves_nothing_of_the_poll(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = trial.server.put("/vastaamo.html", court(BEFORE))
    configure(trial, Feed(url, kind=FeedKind.WATCHED, part="main"))

    def lights_out(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr("monitor.pipeline.watching.save_read", lights_out)
        with pytest.raises(RuntimeError, match="power cut"):
            trial.poll()
    assert trial.rows("select etag, body_hash from feed") == [(None, "")]
    assert trial.poll().states == {"baseline": 1}
    assert trial.rows("select count(*) from revision") == [1]


def test_a_watched_page_is_kept_as_it_came_and_read_back_as_it_was_watched(trial: Trial, tmp_path: Path) -> None:
    folder = trial.archive()
    url = trial.server.put("/vastaamo.html", court(BEFORE))
    configure(trial, Feed(url, kind=FeedKind.WATCHED, part="main p"))
    trial.cycle()
    trial.clock.pass_(24)
    trial.server.put("/vastaamo.html", court(BEFORE, AFTER))
    trial.cycle(force=True)
    fresh, problems = again(trial, tmp_path / "fresh.db", sorted(folder.iterdir()))
    try:
        assert problems == []
        texts = "select title, text, page_hash from revision order by id"
        assert fresh.rows(texts) == trial.rows(texts)
        assert [text for _, text, _ in fresh.rows(texts)] == [BEFORE, f"{BEFORE}\n{AFTER}"]
    finally:
        fresh.engine.dispose()


def test_a_page_that_was_imported_before_it_is_watched_is_that_article(trial: Trial) -> None:
    url = trial.server.put("/vastaamo.html", court(BEFORE))
    configure(trial, Feed(url, kind=FeedKind.WATCHED, part="main"))
    trial.import_(Imported("a.html", "lehti", "", url, court(TEXT[0]).encode()))
    trial.cycle()
    assert trial.rows("select via, next_fetch_at from article") == [("feed", None)]
    assert trial.rows("select count(*) from revision") == [2]


# ------------------------------------------------------------------------------------------------------- authority


def test_an_authoritys_own_page_dates_a_ruling_however_many_newsrooms_say_otherwise(trial: Trial) -> None:
    wrong = [one.replace("tiistaina", "29.4.2024") for one in TEXT]
    stories = [trial.server.put(f"/juttu-{number}", page(paragraphs=wrong)) for number in range(3)]
    feed = trial.server.put("/rss", rss(*map(Item, stories)), "application/rss+xml")
    court_page = Feed(trial.server.put("/vastaamo.html", court(BEFORE)), kind=FeedKind.WATCHED, part="main")
    press = Outlet("lehti", "Lehti", "fi", feeds=(Feed(feed),))
    court_ = Outlet("oikeus", "Oikeus", "fi", kind=OutletKind.AUTHORITY, feeds=(court_page,))
    trial.config = replace(trial.config, outlets=(press, court_))
    trial.cycle()
    (verdict,) = [entry for entry in trial.docket() if entry.kind == "verdict" and entry.status == "fact"]
    assert verdict.date == "2024-04-30"
    assert "2024-04-29" in "".join(trial.rows("select other_dates from development where kind = 'verdict'"))


def test_a_digest_tells_a_new_ruling_in_the_authoritys_own_words(trial: Trial) -> None:
    old = trial.server.put("/vanha", page("Uimahalli aukeaa", ("Uimahalli aukeaa lauantaina remontin jälkeen.",)))
    feed = trial.server.put("/rss", rss(Item(old, "Uimahalli aukeaa", "Uimahalli aukeaa")), "application/rss+xml")
    watched = Feed(trial.server.put("/vastaamo.html", court(BEFORE)), kind=FeedKind.WATCHED, part="main")
    outlets = (
        Outlet("lehti", "Lehti", "fi", feeds=(Feed(feed),)),
        Outlet("oikeus", "Helsingin hovioikeus", "fi", kind=OutletKind.AUTHORITY, feeds=(watched,)),
    )
    reader = Subscriber("anna@example.fi")
    sender = SmtpSettings(sender="monitor@example.fi")
    trial.config = replace(trial.config, outlets=outlets, subscribers=(reader,), smtp=sender)
    trial.clock.at = START.replace(year=2026, month=2, day=25)
    trial.cycle()
    trial.clock.pass_(24)
    title = "Kivimäen tuomio koveni hovioikeudessa"
    news = f"Hovioikeus korotti Aleksanteri Kivimäen tuomiota Vastaamon tietomurrosta. {title}."
    story = trial.server.put("/uusi", page(title, (news,)))
    trial.server.put("/rss", rss(Item(story, title, news, trial.clock.at)), "application/rss+xml")
    trial.cycle(force=True)
    trial.clock.pass_(1)
    trial.server.put("/vastaamo.html", court(BEFORE, AFTER))
    trial.cycle(force=True)
    trial.clock.pass_(24)
    assert not compose_due(trial.config, trial.engine, trial.clock()).problems
    (text,) = trial.rows("select text from digest")
    told = " ".join(text.split())
    assert "”Helsingin hovioikeus antoi asiassa tuomion 26.2.2026.” (Helsingin hovioikeus" in told
    assert "Sama tapahtuma: Lehti" in told
