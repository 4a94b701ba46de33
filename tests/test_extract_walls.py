"""What poses as an article and is none, and real articles that look like it, in three languages."""

from __future__ import annotations

import json

import pytest

from monitor.extract import extract
from monitor.extract.decode import decode
from monitor.model import Page

URL = "https://www.uutiset.example/a/74-20086001"
TEASER = "Käräjäoikeus antoi tiistaina ratkaisunsa Vastaamon tietomurtoa koskevassa asiassa."
SENTENCES = (
    "Länsi-Uudenmaan käräjäoikeus antoi tiistaina tuomion tietomurtoa koskevassa rikosasiassa.",
    "Tuomio ei ole lainvoimainen, ja siitä voi valittaa Helsingin hovioikeuteen määräajassa.",
    "Asianomistajia on käräjäoikeuden mukaan niin paljon, että korvauksista päätetään erikseen.",
)
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def page(head: str = "", body: str = "", *, attributes: str = "", url: str = URL) -> Page:
    markup = f'<!doctype html><html lang="fi"{attributes}><head>{head}</head><body>{body}</body></html>'
    return extract(markup.encode(), "text/html; charset=utf-8", url)


def linked(**values: object) -> str:
    data = {"@type": "NewsArticle", "headline": "Ratkaisu annettiin", **values}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


PART = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".story .locked, #rest"}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (linked(isAccessibleForFree=False, hasPart=PART), f"<article>{BODY * 3}<div class='locked'></div></article>"),
        (linked(isAccessibleForFree="False", hasPart=[PART]), f"<article>{BODY * 3}<p id='rest'>…</p></article>"),
        (linked(isAccessibleForFree="http://schema.org/False"), f"<article><p>{TEASER}</p></article>"),
        ('<meta property="article:content_tier" content="locked">', f"<article><p>{TEASER}</p></article>"),
        ('<meta name="subscription_level" content="premium">', f"<article><p>{TEASER}</p></article>"),
        (linked(), f"<article><p>{TEASER}</p></article><script>x={{'id':'74-20086001','lockedArticle':true}}</script>"),
        (linked(), f'<article><p>{TEASER}</p></article><script>{{"74-20086001":{{"isPremium": true}}}}</script>'),
        (linked(), f"<article><p>{TEASER} Oikeus…</p><div class='paywall-section'><b>Tilaa</b></div></article>"),
        (linked(), f"<article><p>{TEASER}</p><p>Artikkeli on vain tilaajille.</p></article>"),
        (linked(), f"<article><p>{TEASER}</p><p>Subscribe to continue reading.</p></article>"),
        (linked(), f"<article><p>{TEASER}</p><p>Prenumerera för att läsa hela artikeln.</p></article>"),
    ],
)
def test_a_paywall_is_known_by_each_of_its_marks(head: str, body: str) -> None:
    found = page(head, body)
    assert (found.reason, found.text) == ("paywall", "")
    assert TEASER in found.description or SENTENCES[0] in found.description


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (linked(isAccessibleForFree=True), f"<article><p>{TEASER}</p><p>Tilaa nyt.</p></article>"),
        (linked(), f"<article><p>{TEASER}</p></article><script>{{'id':'74-1','lockedArticle':true}}</script>"),
        (linked(), f"<article><p>{TEASER}</p></article><script>x={{'id':'74-20086001','isPremium':false}}</script>"),
        (linked(), f"<article>{BODY}</article><div class='paywall-modal' hidden><p>Tilaa ja lue koko juttu.</p></div>"),
        (linked(), f"<article>{BODY}</article><div class='paywall-free'><p>Lue lisää.</p></div>"),
        (linked(isAccessibleForFree=False, hasPart=PART), f"<article><div id='rest'>{BODY * 3}</div></article>"),
    ],
)
def test_what_can_be_read_is_not_behind_a_paywall(head: str, body: str) -> None:
    assert page(head, body).reason == ""


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("lehti.example", "<p>Varmista, että olet ihminen, niin pääset jatkamaan sivulle.</p>"),
        ("lehti.example", "<p>Bekräfta att du är en människa för att fortsätta till sidan.</p>"),
        ("Access to this page has been denied", "<p>Press & Hold to confirm you are a human (and not a bot).</p>"),
        ("Oletko robotti?", "<p>Palvelimemme sai verkostasi tavallista enemmän pyyntöjä lyhyessä ajassa.</p>"),
        ("lehti.example", "<div class='cf-turnstile'></div><p>Tarkistetaan yhteyttä ennen jatkamista.</p>"),
    ],
)
def test_a_check_for_robots_is_no_article(title: str, body: str) -> None:
    assert page(f"<title>{title}</title>", f"<main>{body}</main>").reason == "captcha/bot check"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>Vi och våra partner använder kakor och behandlar personuppgifter.</p><p>Godkänn alla syften.</p>"),
        ("", "<p>We and our partners store cookies and process personal data.</p><p>Accept all purposes.</p>"),
        (linked(), "<p>Me ja kumppanimme käytämme evästeitä ja henkilötietoja.</p><p>Hyväksy kaikki.</p>"),
    ],
)
def test_a_consent_wall_is_no_article_even_in_an_articles_frame(head: str, body: str) -> None:
    assert page(f"<title>Uutiset</title>{head}", f"<main>{body}</main>").reason == "consent page"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Hups", "<h1>Hups</h1><p>Etsimääsi sivua ei löydy. Se on voitu poistaa tai siirtää toiseen osoitteeseen.</p>"),
        ("Oj", "<h1>Oj</h1><p>Sidan du söker finns inte längre. Den kan ha tagits bort eller flyttats härifrån.</p>"),
        ("Oops", "<h1>Oops</h1><p>The page you are looking for has moved or never was. Try searching for it.</p>"),
        ("404", "<p>Kokeile hakua tai palaa etusivulle, jossa ovat kaikki tuoreimmat uutiset ja aiheet.</p>"),
    ],
)
def test_an_error_page_with_a_good_status_is_no_article(title: str, body: str) -> None:
    assert page(f"<title>{title}</title>", f"<main>{body}</main>").reason == "soft 404"


@pytest.mark.parametrize(
    "body",
    [
        "<div id='__next'></div><script>1</script>",
        "<div id='app'><div class='spinner'></div></div>",
        "<noscript>Please enable JavaScript to view this page, dear reader of ours.</noscript>",
        "<p>Tämä sivusto vaatii JavaScriptin. Ota JavaScript käyttöön selaimesi asetuksista.</p>",
        "<p>Du måste aktivera JavaScript för att använda den här sidan i webbläsaren.</p>",
    ],
)
def test_an_empty_frame_of_an_application_says_what_it_needs(body: str) -> None:
    assert page("<title>Uutiset</title>", body).reason == "empty page (needs JavaScript)"


@pytest.mark.parametrize(
    ("attributes", "note"),
    [
        (' class="translated-ltr"', ""),
        ("", "<p>Tämä juttu on käännetty koneellisesti.</p>"),
        ("", "<p>This article was automatically translated from Finnish.</p>"),
        ("", "<p>Texten är maskinöversatt från finska.</p>"),
        ("", "<p>Machine translated by our service.</p>"),
    ],
)
def test_a_machine_translation_that_says_so_is_no_source(attributes: str, note: str) -> None:
    assert page(linked(), f"<article>{note}{BODY}</article>", attributes=attributes).reason == "machine translation"


def test_an_article_about_machine_translations_is_none() -> None:
    about = "<p>Lehti kertoo, että asiakirjoja käännettiin koneellisesti tutkinnan aikana.</p>"
    assert page(linked(), f"<article>{BODY}{about}{BODY}</article>").reason == ""


def test_the_front_page_in_an_articles_place_is_no_article() -> None:
    front = '<link rel="canonical" href="https://www.uutiset.example/"><meta property="og:type" content="website">'
    assert page(front, f"<main>{BODY * 3}</main>").reason == "front page instead of the article"
    assert page(front + linked(), f"<article>{BODY}</article>").reason == ""
    assert page(front, f"<main>{BODY * 3}</main>", url="https://www.uutiset.example/").reason == ""


# ------------------------------------------------------------------------------------------- several pages, updates


@pytest.mark.parametrize(
    ("url", "head", "body", "following"),
    [
        ("/a/juttu", '<link rel="next" href="/a/juttu?page=2">', "", "/a/juttu?page=2"),
        ("/a/juttu", "", '<a href="?sivu=2">Seuraava sivu</a>', "/a/juttu?sivu=2"),
        ("/a/juttu?page=2", "", '<a href="?page=3">3</a><a href="?page=1">1</a>', "/a/juttu?page=3"),
        ("/a/juttu", "", '<a href="/a/juttu/2/">2</a>', "/a/juttu/2/"),
        ("/a/juttu", "", '<a href="https://www.uutiset.example/a/juttu/seite-2">2</a>', "/a/juttu/seite-2"),
        ("/a/juttu", '<link rel="next" href="/a/toinen-juttu">', "", ""),
        ("/a/juttu", "", '<a href="https://muualla.example/a/juttu?page=2">2</a>', ""),
        ("/a/juttu", "", '<div id="comments"><a href="?page=2">2</a></div>', ""),
        ("/a/juttu?page=2", "", '<a href="?page=1">1</a>', ""),
        ("/a/juttu", "", '<a href="/a/juttu-2024-2">Toinen juttu</a>', ""),
    ],
)
def test_the_next_page_is_the_same_address_with_the_next_number(url: str, head: str, body: str, following: str) -> None:
    site = "https://www.uutiset.example"
    found = page(linked() + head, f"<article>{BODY}</article>{body}", url=site + url)
    assert found.next_url == (site + following if following else "")


@pytest.mark.parametrize(
    ("body", "published", "updated"),
    [
        (
            "<p class='date'>Julkaistu 30.4.2024 klo 12.00 | Päivitetty 1.5.2024 klo 9.15</p>",
            "2024-04-30T12:00:00",
            "2024-05-01T09:15:00",
        ),
        ("<span>Publicerad den 30 april 2024</span>", "2024-04-30", None),
        ("<p>Jane Doe on Tuesday, April 30th, 2024 at 11:08 a.m.</p>", "2024-04-30T11:08:00", None),
        (
            "<div class='paivitetty'><time datetime='2024-05-01T09:15+03:00'>1.5.</time></div>",
            None,
            "2024-05-01T09:15:00+03:00",
        ),
        ("<div class='related'><time datetime='2020-01-01'>1.1.2020</time></div>", None, None),
    ],
)
def test_dates_are_read_where_the_reader_sees_them(body: str, published: str | None, updated: str | None) -> None:
    found = page("<title>Ratkaisu</title>", f"<article><h1>Ratkaisu</h1>{body}{BODY}</article>")
    assert (found.published, found.updated) == (published, updated)


def test_a_month_with_its_name_in_the_address_is_a_date() -> None:
    found = page("<title>x</title>", f"<main>{BODY}</main>", url="https://lehti.example/world/2024/apr/30/juttu")
    assert found.published == "2024-04-30"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Käräjät – ”tuomio”".encode("cp1252"), "text/html; charset=utf-16", "Käräjät – ”tuomio”"),
        ("Käräjät ja syyttäjä".encode().decode("cp1252").encode(), "", "Käräjät ja syyttäjä"),
        ("Ã¤ on väärin luettu ä".encode(), "", "Ã¤ on väärin luettu ä"),
    ],
)
def test_encodings_that_contradict_each_other_are_sorted_out(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type, lambda _: []) == text
