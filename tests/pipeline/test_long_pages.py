"""Live blogs, stories of several pages and walls that come later, over a real server and database."""

from __future__ import annotations

from monitor.pipeline import articles
from tests.pipeline.trial import TEXT, TITLE, Item, Trial, page, rss

BLOG = "Hetki hetkeltä: Vastaamo-oikeudenkäynti"
BEGAN = ("2024-04-30T13:10:00+03:00", "Vastaamon tietomurtoa koskeva käsittely jatkui tänään Espoossa.")
RULED = (
    "2024-04-30T14:20:00+03:00",
    "Käräjäoikeus tuomitsi Aleksanteri Kivimäen tänään kuuden vuoden vankeuteen Vastaamon tietomurrosta.",
)
LATER = (
    "2024-05-02T09:30:00+03:00",
    "Kivimäki valitti tänään Vastaamo-tuomiosta Helsingin hovioikeuteen, kertoo hänen avustajansa.",
)


def blog(*entries: tuple[str, str]) -> str:
    inside = "".join(f'<div class="entry"><time datetime="{at}">x</time><p>{said}</p></div>' for at, said in entries)
    lead = "<p>Länsi-Uudenmaan käräjäoikeus käsittelee Vastaamon tietomurtoa koskevia syytteitä.</p>"
    return (
        f'<html lang="fi"><head><title>{BLOG}</title><meta property="article:published_time" '
        f'content="2024-04-30T13:00:00+03:00"></head><body><main><h1>{BLOG}</h1>{lead}{inside}</main></body></html>'
    )


def publish(trial: Trial, item: Item) -> None:
    trial.server.put("/rss", rss(item), "application/rss+xml")
    trial.feeds("/rss")


def look_again(trial: Trial) -> articles.ArticleCounts:
    with trial.engine.begin() as conn:
        articles.articles.look_again(conn, [1], trial.clock())
    return trial.read()


def test_a_new_entry_of_a_live_blog_is_a_new_revision_dated_by_its_own_time(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/live", blog(RULED, BEGAN)), BLOG))
    trial.cycle()
    kinds = {entry.kind for entry in trial.docket()}
    assert "verdict" in kinds
    assert "appeal" not in kinds
    trial.clock.pass_(48)
    trial.server.put("/live", blog(LATER, RULED, BEGAN))
    assert look_again(trial).revisions == 1
    dates = {entry.kind: entry.date for entry in trial.docket()}
    assert (dates["appeal"], dates["verdict"]) == ("2024-05-02", "2024-04-30")


def test_entries_that_the_page_shows_no_longer_take_nothing_back(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/live", blog(RULED, BEGAN)), BLOG))
    trial.cycle()
    before = {entry.number for entry in trial.docket()}
    trial.clock.pass_(48)
    trial.server.put(
        "/live", blog(LATER, ("2024-05-02T09:00:00+03:00", "Toimitus seuraa tänään, valittaako syyttäjä."))
    )
    look_again(trial)
    assert before <= {entry.number for entry in trial.docket()}
    assert trial.rows("select count(*) from correction") == [0]


def several(trial: Trial, number: int, paragraphs: tuple[str, ...], last: int = 3) -> str:
    path = "/juttu" if number == 1 else f"/juttu?page={number}"
    following = f'<link rel="next" href="/juttu?page={number + 1}">' if number < last else ""
    return trial.server.put(path, page(paragraphs=paragraphs).replace("</head>", f"{following}</head>"))


def test_a_story_of_several_pages_is_read_as_one(trial: Trial) -> None:
    link = several(trial, 1, TEXT[:1])
    several(trial, 2, TEXT[1:2])
    several(trial, 3, TEXT[2:])
    publish(trial, Item(link))
    trial.cycle()
    assert trial.rows("select text from revision") == ["\n".join(TEXT)]
    assert trial.rows("select etag from article") == [None]


def test_a_further_page_that_cannot_be_had_costs_only_itself(trial: Trial) -> None:
    link = several(trial, 1, TEXT[:2])
    trial.server.put("/juttu?page=2", "", status=500)
    publish(trial, Item(link))
    trial.cycle()
    assert trial.state("/juttu")[0] == "read"
    assert trial.rows("select text from revision") == ["\n".join(TEXT[:2])]


def test_a_wall_that_comes_later_takes_no_text_away(trial: Trial) -> None:
    publish(trial, Item(trial.server.put("/juttu", page())))
    trial.cycle()
    trial.clock.pass_(48)
    wall = "<p>Me ja kumppanimme käytämme evästeitä. Hyväksy kaikki käyttötarkoitukset.</p>"
    trial.server.put("/juttu", f"<html lang='fi'><title>Evästeasetukset</title><body>{wall}</body></html>")
    look_again(trial)
    assert trial.state("/juttu") == ("read", "consent page; the text read before is kept")
    assert TITLE in {row[0] for row in trial.rows("select title, headline_only from revision where headline_only = 0")}
