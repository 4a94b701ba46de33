"""Two addresses of one story on a real server: one article, one report; and servers that lie about it."""

from __future__ import annotations

import pytest

from monitor import queries
from monitor.model import Outlet
from monitor.pipeline import joining
from monitor.pipeline.joining import claimed, same_story
from monitor.storage import revisions
from monitor.storage.addresses import Known
from tests.pipeline.trial import TEXT, TITLE, Item, Trial, page, rss

OTHER = (
    "Helsingin hovioikeus aloitti maanantaina Vastaamon tietomurron käsittelyn. Aleksanteri Kivimäki kiistää syytteet.",
    "Käsittely kestää hovioikeuden mukaan marraskuulle saakka, ja sen aikana kuullaan yli kymmentä todistajaa.",
    "Syyttäjä vaatii rangaistuksen korottamista seitsemään vuoteen vankeutta, puolustus syytteiden hylkäämistä.",
)
THIRD = (
    "Valtiokonttori on maksanut korvauksia tietomurron uhreille jo lähes kahdelle tuhannelle hakijalle.",
    "Hakemuksia otetaan vastaan vielä kesään asti, ja käsittely kestää viraston mukaan muutaman kuukauden.",
)


def with_link(body: str, url: str) -> str:
    return body.replace("<title>", f'<link rel="canonical" href="{url}"><title>')


def publish(trial: Trial, *items: Item) -> None:
    trial.server.put("/rss", rss(*items), "application/rss+xml")
    trial.feeds("/rss")


def states(trial: Trial) -> dict[str, str]:
    return {url.rpartition("/")[2]: state for url, state in trial.rows("select url, state from article")}


def reports(trial: Trial) -> int:
    verdicts = [entry for entry in trial.docket() if entry.kind == "verdict" and entry.status == "fact"]
    return sum(len(entry.reports) for entry in verdicts)


def two_addresses(trial: Trial) -> tuple[Item, Item]:
    own = trial.server.put("/juttu", page())
    face = trial.server.put("/amp-juttu", with_link(page(), own))
    return Item(own), Item(face)


@pytest.mark.parametrize("first", [0, 1])
def test_two_addresses_of_one_story_are_one_article_in_either_order(trial: Trial, first: int) -> None:
    items = two_addresses(trial)
    publish(trial, items[first])
    trial.cycle()
    publish(trial, *items)
    trial.clock.pass_(1)
    trial.cycle()
    assert sorted(states(trial).values()) == ["copy", "read"]
    assert reports(trial) == 1
    assert trial.rows("select count(distinct article_id) from address") == [1]
    assert trial.rows("select count(distinct article_id) from entry") == [1]


def test_both_in_one_poll_are_one_article(trial: Trial) -> None:
    publish(trial, *two_addresses(trial))
    _, read = trial.cycle()
    assert dict(read.states) == {"read": 1, "copy": 1}
    assert reports(trial) == 1


def test_a_copy_is_never_asked_again_and_its_feed_makes_no_other(trial: Trial) -> None:
    publish(trial, *two_addresses(trial))
    trial.cycle()
    for _ in range(4):
        trial.clock.pass_(12)
        trial.cycle()
    assert trial.server.paths().count("/amp-juttu") == 1
    assert trial.rows("select count(*) from article") == [2]


def test_a_redirect_to_a_known_story_is_that_story(trial: Trial) -> None:
    own = trial.server.put("/juttu", page())
    publish(trial, Item(own))
    trial.cycle()
    trial.server.put("/s/1", status=301, validators=False, Location=own)
    publish(trial, Item(own), Item(trial.server.url("/s/1")))
    trial.clock.pass_(1)
    trial.cycle()
    assert states(trial) == {"juttu": "read", "1": "copy"}
    assert reports(trial) == 1


def test_two_faces_that_name_a_third_address_are_one_article(trial: Trial) -> None:
    third = trial.server.url("/juttu")
    items = [Item(trial.server.put(path, with_link(page(), third))) for path in ("/amp-juttu", "/m-juttu")]
    publish(trial, *items)
    trial.cycle()
    assert reports(trial) == 1
    trial.server.put("/juttu", page())
    publish(trial, *items, Item(third))
    trial.clock.pass_(1)
    trial.cycle()
    assert trial.rows("select count(*) from article") == [2], "the third address is known by now"


def test_a_headline_that_was_filed_goes_when_its_page_turns_out_to_be_a_copy(trial: Trial) -> None:
    own, face = two_addresses(trial)
    served = trial.server.resources["/amp-juttu"]
    trial.server.put("/amp-juttu", status=502, validators=False)
    publish(trial, own, face)
    trial.cycle()
    assert reports(trial) == 2, "a headline is what there is for now"
    trial.server.resources["/amp-juttu"] = served
    trial.clock.pass_(1)
    trial.read()
    assert reports(trial) == 1
    assert trial.rows(
        "select count(*) from mention m join article a on a.id = m.article_id where a.state = 'copy' and m.current"
    ) == [0]


# ----------------------------------------------------------------------------------------------------------- lies


def lying(trial: Trial, url: str) -> None:
    """Publish two different stories that both name one address."""
    publish(
        trial,
        Item(trial.server.put("/tuomio", with_link(page(), url))),
        Item(trial.server.put("/hovi", with_link(page("Vastaamon käsittely alkoi hovioikeudessa", OTHER), url))),
    )
    trial.cycle()


@pytest.mark.parametrize(
    "place", ["/", "/uutiset", "/tuomio", "//muu.example/juttu", "javascript:alert(1)", "http://["]
)
def test_different_stories_stay_apart_whatever_they_claim(trial: Trial, place: str) -> None:
    lying(trial, trial.server.url(place) if place.startswith("/") and not place.startswith("//") else place)
    assert "copy" not in states(trial).values()
    assert trial.rows("select count(*) from article where copy_of is not null") == [0]


def test_a_lie_never_takes_the_address_of_a_story_that_comes_later(trial: Trial) -> None:
    lying(trial, trial.server.url("/myohempi"))
    later = trial.server.put("/myohempi", page("Korvaukset maksetaan", THIRD))
    publish(trial, Item(later))
    trial.clock.pass_(1)
    trial.cycle()
    assert states(trial)["myohempi"] == "read"


def test_many_stories_that_all_claim_one_address_are_all_read(trial: Trial) -> None:
    front = trial.server.url("/etusivu")
    items = []
    for number in range(12):
        body = page(
            f"Juttu {number}",
            [f"Uutinen numero {number} kertoo asiasta {word}." for word in f"a{number} b{number} c{number}".split()],
        )
        items.append(Item(trial.server.put(f"/juttu-{number}", with_link(body, front)), f"Juttu {number}"))
    publish(trial, *items)
    trial.cycle()
    assert set(states(trial).values()) == {"read"}


def test_believing_claims_alone_would_lose_a_story(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate itself: without the comparison of texts the lie is believed, and this suite would see it."""
    monkeypatch.setattr(joining, "same_story", lambda *_: True)
    lying(trial, trial.server.url("/uutiset"))
    assert sorted(states(trial).values()) == ["copy", "read"]


# ----------------------------------------------------------------------------------------------------------- pure

LEHTI = Outlet("lehti", "Lehti", "fi", homepage="https://www.lehti.example/", article_id=r"/a/(\d+-\d+)")


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ("https://www.lehti.example/juttu", "https://www.lehti.example/juttu"),
        ("https://m.lehti.example/juttu?utm_source=x", "https://m.lehti.example/juttu"),
        ("https://lehti.example/uutiset/a/3-12", "id:3-12"),
        ("https://www.lehti.example/", None),
        ("https://amp.lehti.example", None),
        ("https://muu.example/juttu", None),
        ("https://lehti.example.muu.example/juttu", None),
        ("https://user:pass@www.lehti.example/juttu", None),
        ("ftp://www.lehti.example/juttu", None),
        ("", None),
    ],
)
def test_only_an_address_of_the_outlets_own_is_a_claim(told: str, key: str | None) -> None:
    assert claimed("https://www.lehti.example/amp/juttu", "own", LEHTI, (told,)) == key


def test_a_claim_of_the_page_comes_before_a_redirects() -> None:
    told = ("https://www.lehti.example/a", "https://www.lehti.example/b")
    assert claimed("https://www.lehti.example/c", "own", LEHTI, told) == told[0]
    assert claimed("https://www.lehti.example/c", told[0], LEHTI, told) == told[1], "its own address is no claim"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Known(2, TITLE, "\n".join(TEXT), headline_only=False), True),
        (Known(2, TITLE, "\n".join((*TEXT, "Lisäys lopussa.")), headline_only=False), True),
        (Known(2, TITLE, "\n".join(OTHER), headline_only=False), False),
        (Known(2, TITLE, "\n".join(TEXT), headline_only=True), False),
        (Known(2, TITLE, "", headline_only=False), False),
    ],
)
def test_texts_decide_whether_two_are_one(other: Known, same: bool) -> None:
    assert same_story(Known(1, TITLE, "\n".join(TEXT), headline_only=False), other) is same


def test_two_walls_are_one_story_only_with_the_same_teaser() -> None:
    wall = Known(1, "Tilaajille", "Käräjäoikeus antoi tuomion Vastaamon tietomurrosta.", headline_only=True)
    assert same_story(wall, Known(2, wall.title, wall.text, headline_only=True))
    assert not same_story(
        wall, Known(2, wall.title, "Muu juttu, jonka alku on toinen kuin edellisen.", headline_only=True)
    )
    assert not same_story(
        Known(1, "Tilaajille", "", headline_only=True), Known(2, "Tilaajille", "", headline_only=True)
    )


def test_a_story_found_by_searching_is_one_hit_and_is_read_again_once(trial: Trial) -> None:
    own, face = two_addresses(trial)
    served = trial.server.resources["/amp-juttu"]
    trial.server.put("/amp-juttu", status=502, validators=False)
    publish(trial, own, face)
    trial.cycle()
    trial.server.resources["/amp-juttu"] = served
    trial.clock.pass_(1)
    trial.read()
    with trial.engine.begin() as conn:
        assert len([hit for hit in queries.search(conn, "Vastaamon") if hit.type == "article"]) == 1
        assert len(revisions.current_revisions(conn)) == 1
