"""The parsing rows of the catalogue of what goes wrong in the field, over the whole line: server, child, database."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.pipeline.trial import START, TEXT, TITLE, Trial, page

RAW = "<item><title>{title}</title><link>{link}</link>{rest}</item>"


def feed(trial: Trial, inside: str, *, encoding: str = "utf-8", content_type: str = "application/rss+xml") -> None:
    channel = f"<channel><title>t</title>{inside}</channel>"
    text = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0">{channel}</rss>'
    trial.server.put("/rss", text.encode("cp1252" if encoding == "iso-8859-1" else encoding), content_type)
    trial.feeds("/rss")


def item(trial: Trial, path: str = "/juttu", title: str = TITLE, rest: str = "") -> str:
    return RAW.format(title=title, link=trial.server.url(path), rest=rest)


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("Tue, 30 Apr 2024 12:00:00 EEST", dt.datetime(2024, 4, 30, 9, tzinfo=dt.UTC)),
        ("ti 30. huhtikuuta 2024 klo 12.00", dt.datetime(2024, 4, 30, 9, tzinfo=dt.UTC)),
        ("1714467600", dt.datetime(2024, 4, 30, 9, tzinfo=dt.UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Sat, 30 Apr 2126 12:00:00 GMT", None),
        ("huomenna", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_none_and_the_day_of_finding_is_always_ours(trial: Trial, raw: str, at: object) -> None:
    trial.server.put("/juttu", page())
    feed(trial, item(trial, rest=f"<pubDate>{raw}</pubDate>" if raw else ""))
    trial.poll()
    ((kept, published, seen),) = trial.rows("select published_raw, published_at, first_seen_at from entry")
    assert (kept or "") == raw
    assert (published is not None) == (at is not None)
    assert published is None or str(published).startswith(f"{at:%Y-%m-%d %H:%M}")
    assert str(seen).startswith(f"{START:%Y-%m-%d}")


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/xml; charset=us-ascii"])
def test_letters_survive_what_header_and_declaration_say_of_each_other(
    trial: Trial, encoding: str, content_type: str
) -> None:
    feed(
        trial, item(trial, title="Käräjäoikeus: syyttäjä ja pääkäsittely"), encoding=encoding, content_type=content_type
    )
    trial.poll()
    assert trial.rows("select title from entry") == ["Käräjäoikeus: syyttäjä ja pääkäsittely"]


def test_control_characters_and_half_characters_reach_no_table(trial: Trial) -> None:
    feed(trial, item(trial, title="A\x1bB&#xD800;C&#0;D\u202eE", rest="<description>x\x07&#x1F;y</description>"))
    trial.poll()
    ((title, summary),) = trial.rows("select title, summary from entry")
    assert not [char for char in title + summary if ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 or char == "\u202e"]


def test_items_past_the_cap_are_counted(trial: Trial) -> None:
    trial.settings(max_entries=3)
    feed(trial, "".join(item(trial, f"/juttu-{number}", f"Otsikko {number}") for number in range(8)))
    trial.poll()
    assert trial.rows("select count(*) from entry") == [3]
    assert "5 × past the cap" in trial.rows("select reason from poll")[0]


def test_a_document_that_takes_its_child_down_is_a_named_state_and_the_next_feed_is_read(trial: Trial) -> None:
    trial.settings(parse_seconds=1.0, max_bytes=5_000_000)
    attributes = " ".join(f"a{number}='1'" for number in range(100_000))
    trial.server.put("/bomb", f"<rss version='2.0'><channel><item><x {attributes}/></item></channel></rss>", "text/xml")
    feed(trial, item(trial))
    trial.feeds("/bomb", "/rss")
    states = trial.poll().states
    assert states["unreadable"] == 1
    assert states["baseline"] == 1
    assert "time limit" in next(
        why for state, why in trial.rows("select state, reason from poll") if state != "baseline"
    )


def test_one_id_for_all_items_loses_none(trial: Trial) -> None:
    same = "<guid isPermaLink='false'>1</guid>"
    feed(trial, "".join(item(trial, f"/juttu-{number}", f"Otsikko {number}", same) for number in range(4)))
    trial.poll()
    assert trial.rows("select count(distinct guid) from entry") == [4]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<title>Ennen kuin jatkat</title><p>Hyväksy evästeet ja kumppanien käyttötarkoitukset.</p>", "consent page"),
        ("<title>Just a moment...</title><p>Enable JavaScript and cookies to continue to this site.</p>", "captcha"),
        ("<title>Sivua ei löytynyt</title><p>Palaa etusivulle tai kokeile hakua, olemme pahoillamme.</p>", "soft 404"),
        (f"<title>{TITLE}</title><p>{TEXT[0]}</p><p>Juttu on vain tilaajille.</p>", "paywall"),
        ("<title>Uutiset</title><div id='root'></div>", "needs JavaScript"),
        (f"<title>{TITLE}</title><p>Juttu on käännetty koneellisesti.</p><p>{TEXT[0]}</p>", "machine translation"),
    ],
)
def test_what_poses_as_an_article_is_read_by_its_headline_and_says_why(trial: Trial, body: str, reason: str) -> None:
    trial.server.put("/juttu", f"<html lang='fi'>{body}</html>")
    feed(trial, item(trial, rest="<description>Käräjäoikeus antoi tuomion Vastaamon tietomurrosta.</description>"))
    trial.cycle()
    state, why = trial.state("/juttu")
    assert state == "headline_only"
    assert reason in why
    assert "verdict" in {entry.kind for entry in trial.docket()}
