"""Pages written for these tests: text, headline, dates, and why there is none. No third party's text is here."""

import json

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.decode import decode
from monitor.model import Page

# A slow machine is no failure: the first example pays for imports and tables.
untimed = hypothesis.settings(deadline=None)

URL = "https://www.uutiset.example/a/74-1"
SENTENCES = (
    "Länsi-Uudenmaan käräjäoikeus antoi tiistaina tuomion tietomurtoa koskevassa rikosasiassa.",
    "Oikeuden mukaan teko oli poikkeuksellisen laaja ja kohdistui tuhansiin ihmisiin eri puolilla maata.",
    "Syyttäjä oli vaatinut pidempää rangaistusta, ja puolustus kiisti syytteet kaikilta osin.",
    "Tuomio ei ole lainvoimainen, ja siitä voi valittaa Helsingin hovioikeuteen määräajassa.",
    "Asianomistajia on käräjäoikeuden mukaan niin paljon, että korvauksista päätetään erikseen.",
)
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
TEXT = "\n".join(SENTENCES)


def page(
    head: str = "<title>Tuomio luettiin | Uutiset</title>",
    body: str = f"<article>{BODY}</article>",
    lang: str = "fi-FI",
) -> Page:
    markup = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return extract(markup.encode(), "text/html; charset=utf-8", URL)


def linked_data(**values: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


# ---------------------------------------------------------------------------------------------------- good pages


def test_an_article_gives_its_paragraphs_a_line_each() -> None:
    found = page()
    assert found.text == TEXT
    assert (found.title, found.language, found.reason) == ("Tuomio luettiin", "fi", "")


def test_navigation_comments_and_scripts_are_not_text() -> None:
    found = page(
        body="<nav><ul><li><a href='/'>Etusivu</a></li><li><a href='/k'>Kotimaa</a></li></ul></nav>"
        f"<main><article><h1>Tuomio luettiin</h1>{BODY}<script>var x = 'tracking'</script></article></main>"
        "<div id='comments' class='comments'><p>Lukijan kommentti, joka ei ole osa juttua lainkaan.</p></div>"
        "<footer><p>Kaikki oikeudet pidätetään.</p></footer>"
    )
    assert found.text == TEXT


def test_control_characters_do_not_reach_the_text() -> None:
    found = page(body=f"<article><p>Nolla\x00 ja\u202e kääntö\x1b tässä.</p>{BODY}</article>")
    assert found.text.startswith("Nolla ja kääntö tässä.\n")


def test_json_ld_gives_dates_and_description() -> None:
    found = page(
        head="<title>x</title>"
        + linked_data(
            headline="Tuomio luettiin",
            datePublished="2024-04-30T12:00:00+03:00",
            dateModified="2024-04-30T15:30:00+03:00",
            description="Oikeus antoi ratkaisunsa.",
        )
    )
    assert (found.title, found.description) == ("Tuomio luettiin", "Oikeus antoi ratkaisunsa.")
    assert (found.published, found.updated) == ("2024-04-30T12:00:00+03:00", "2024-04-30T15:30:00+03:00")


@pytest.mark.parametrize(
    "script",
    [
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "datePublished": "2024-04-30"}]}',
        '[{"@type": "BreadcrumbList"}, {"@type": "ReportageNewsArticle", "datePublished": "2024-04-30"}]',
        '<!-- {"@type": "BlogPosting", "datePublished": "2024-04-30"} -->',
        '/*<![CDATA[*/ {"@type": "Article", "datePublished": "2024-04-30"} /*]]>*/',
        '{"@type": "Article", "headline": "rivi\nvaihtuu", "datePublished": "2024-04-30"};',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "datePublished": ["2024-04-30"]}}',
    ],
)
def test_json_ld_is_read_however_it_is_nested_and_wrapped(script: str) -> None:
    assert page(head=f'<script type="application/ld+json">{script}</script>').published == "2024-04-30"


def test_the_article_that_names_this_page_wins_over_others_listed_on_it() -> None:
    other = linked_data(url="https://www.uutiset.example/a/74-9", headline="Muu", datePublished="2020-01-01")
    own = linked_data(mainEntityOfPage={"@id": URL}, headline="Tämä", datePublished="2024-04-30")
    found = page(head=other + own)
    assert (found.title, found.published) == ("Tämä", "2024-04-30")


@pytest.mark.parametrize("script", ["{broken", "[" * 100_000, '"text"', "null", "{}", '{"@type": 7}', '{"@graph": 1}'])
def test_json_ld_that_makes_no_sense_is_passed_over(script: str) -> None:
    assert page(head=f'<script type="application/ld+json">{script}</script><title>T</title>').title == "T"


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ('<meta property="article:published_time" content="2024-04-30T12:00:00+03:00">', "2024-04-30T12:00:00+03:00"),
        ('<meta name="date" content="30.4.2024">', "2024-04-30"),
        ('<meta itemprop="datePublished" content="2024-04-30T09:00:00Z">', "2024-04-30T09:00:00+00:00"),
        ('<meta name="DC.date.issued" content="2024-04-30">', "2024-04-30"),
        ('<meta name="article-publish-date" content="Tue, 30 Apr 2024 12:00:00 EEST">', "2024-04-30T12:00:00+03:00"),
        (
            '<meta property="article:published_time" content="not yet"><meta name="date" content="2024-04-30">',
            "2024-04-30",
        ),
        ('<meta property="article:modified_time" content="2024-05-01">', None),
    ],
)
def test_meta_elements_give_the_date(markup: str, published: str | None) -> None:
    assert page(head=markup).published == published


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ('<time datetime="2024-04-30T12:00">eilen</time>', "2024-04-30T12:00:00"),
        ("<time>30.4.2024 klo 12.00</time>", "2024-04-30T12:00:00"),
        (
            '<time class="updated" datetime="2024-05-02"></time><time class="published" datetime="2024-04-30"></time>',
            "2024-04-30",
        ),
        ('<div class="updated"><time datetime="2024-05-02"></time></div>', None),
        ('<span itemprop="datePublished" content="2024-04-30">x</span>', "2024-04-30"),
        (
            '<span class="article-date">Julkaistu 30.4.2024 klo 12.00 | Päivitetty 1.5.2024</span>',
            "2024-04-30T12:00:00",
        ),
        ('<div class="publish-info">Published: April 30th, 2024 at 12:00 p.m.</div>', "2024-04-30T12:00:00"),
        ('<span class="article-date">eilen illalla</span>', None),
        ("<p>Oikeus antoi tuomion 30.4.2024.</p>", None),
    ],
)
def test_elements_of_the_page_give_the_date_when_the_head_does_not(markup: str, published: str | None) -> None:
    assert page(body=f"<article>{markup}{BODY}</article>").published == published


def test_the_address_gives_the_day_when_nothing_else_does() -> None:
    body = f"<html><body><article>{BODY}</article></body></html>".encode()
    assert extract(body, "text/html", "https://a.example/2024/4/30/tuomio").published == "2024-04-30"
    assert extract(body, "text/html", "https://a.example/2024/13/30/tuomio").published is None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Tuomio luettiin | Yle</title>", "Tuomio luettiin"),
        ("<title>Tuomio luettiin - Kotimaa | Yle Uutiset | yle.fi</title>", "Tuomio luettiin - Kotimaa"),
        ('<meta property="og:site_name" content="Päivän Lehti"><title>Tuomio – Päivän Lehti</title>', "Tuomio"),
        ("<title>Tuomio - kuusi vuotta vankeutta</title>", "Tuomio - kuusi vuotta vankeutta"),
        (
            '<meta property="og:title" content="Tuomio &amp;quot;luettiin&amp;quot;"><title>x</title>',
            'Tuomio "luettiin"',
        ),
        ("<title>Yle</title>", "Yle"),
        ('<title></title><meta name="twitter:title" content="Tuomio">', "Tuomio"),
    ],
)
def test_the_title_is_the_headline_without_the_outlet(head: str, title: str) -> None:
    body = f"<html><head>{head}</head><body><article>{BODY}</article></body></html>".encode()
    assert extract(body, "text/html", "https://yle.fi/a/74-1").title == title


def test_without_a_title_the_heading_is_the_headline() -> None:
    assert page(head="", body=f"<article><h1>Tuomio <em>luettiin</em></h1>{BODY}</article>").title == "Tuomio luettiin"


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://www.uutiset.example/a/74-1?x=1", "https://www.uutiset.example/a/74-1?x=1"),
        ("/a/74-1-tuomio", "https://www.uutiset.example/a/74-1-tuomio"),
        ("https://www.uutiset.example/", ""),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_the_canonical_address_is_believed_when_it_can_be(link: str, canonical: str) -> None:
    assert page(head=f'<link rel="canonical" href="{link}">').canonical_url == canonical


@pytest.mark.parametrize(
    ("lang", "head", "language"),
    [
        ("fi", "", "fi"),
        ("sv-FI", "", "sv"),
        ("", '<meta property="og:locale" content="en_GB">', "en"),
        ("", linked_data(inLanguage="fi"), "fi"),
        ("x", "", ""),
    ],
)
def test_the_language_is_what_the_page_says(lang: str, head: str, language: str) -> None:
    assert page(head=head, lang=lang).language == language


def test_plain_text_has_its_title_in_the_first_line() -> None:
    found = extract(f"Tuomio luettiin\n\n{TEXT}\n".encode(), "text/plain; charset=utf-8", URL)
    assert (found.title, found.text, found.reason) == ("Tuomio luettiin", TEXT, "")


def test_a_text_only_in_json_ld_is_used() -> None:
    found = page(head=linked_data(headline="Tuomio", articleBody=TEXT), body="<div id='app'></div>")
    assert (found.text, found.reason) == (TEXT, "")


# ------------------------------------------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Käräjät – ”tuomio”".encode(), "text/html"),
        ("Käräjät – ”tuomio”".encode(), "text/html; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + "Käräjät – ”tuomio”".encode(), "text/html; charset=utf-16"),
        ("\ufeffKäräjät – ”tuomio”".encode("utf-16-le"), "text/html"),
        ("\ufeffKäräjät – ”tuomio”".encode("utf-16-be"), ""),
        ("Käräjät – ”tuomio”".encode("cp1252"), 'text/html; charset="ISO-8859-1"'),
        ("Käräjät – ”tuomio”".encode("cp1252"), "text/html; charset=utf-8"),
        ("Käräjät – ”tuomio”".encode("cp1252"), "text/html; charset=no-such-thing"),
        ("Käräjät – ”tuomio”".encode("cp1252"), "text/html; charset=base64"),
        ("Käräjät – ”tuomio”".encode("cp1252"), ""),
    ],
)
def test_text_is_read_whatever_is_announced(body: bytes, content_type: str) -> None:
    assert decode(body, content_type, lambda _: []) == "Käräjät – ”tuomio”"


def test_the_page_names_its_encoding_when_http_does_not() -> None:
    body = "<meta charset='windows-1251'>Суд".encode("cp1251")
    assert decode(body, "text/html", lambda _: []).endswith("Суд")
    assert not decode(body, "text/html; charset=windows-1252", lambda _: []).endswith("Суд")


def test_utf_8_with_a_broken_byte_stays_utf_8() -> None:
    body = ("ä" * 50).encode() + b"\xff" + "ö".encode()
    assert decode(body, "text/html; charset=utf-8", lambda _: []) == "ä" * 50 + "\ufffdö"


def test_a_guess_is_taken_before_the_last_resort() -> None:
    body = "Суд вынес приговор".encode("koi8-r")
    assert decode(body, "", lambda _: ["no-such", "koi8-r"]) == "Суд вынес приговор"


def test_pages_in_an_old_encoding_keep_their_letters() -> None:
    markup = f"<html><head><title>Käräjät</title></head><body><article>{BODY}</article></body></html>"
    found = extract(markup.encode("cp1252"), "text/html", URL)
    assert (found.title, found.text) == ("Käräjät", TEXT)


# ------------------------------------------------------------------------------------------------------- no text


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"%PDF-1.7 ...", "text/html", "not HTML (application/pdf)"),
        (b"%PDF-1.7 ...", "application/pdf", "not HTML (application/pdf)"),
        (b"\x89PNG\r\n", "", "not HTML (image/png)"),
        (b"{}", "application/json; charset=utf-8", "not HTML (application/json)"),
        (b"<rss></rss>", "application/rss+xml", "not HTML (application/rss+xml)"),
        (b"", "text/html", "no text found"),
        (b"", "text/plain", "no text found"),
        (b"   ", "text/html", "no text found"),
        (b"<html></html>", "text/html", "no text found"),
        (b"\x00\x01\x02\xff" * 100, "text/html", "no text found"),
        (b"<html><body><img src='x.png'></body></html>", "text/html", "no text found"),
    ],
)
def test_what_is_not_a_page_of_text_says_so(body: bytes, content_type: str, reason: str) -> None:
    found = extract(body, content_type, URL)
    assert (found.reason, found.text) == (reason, "")


TEASER = "Käräjäoikeus antoi tiistaina tuomion laajassa tietomurrossa, jonka uhreja on tuhansia."


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (linked_data(headline="Tuomio", isAccessibleForFree=False), f"<article><p>{TEASER}</p></article>"),
        (linked_data(headline="Tuomio", isAccessibleForFree="False"), f"<article><p>{TEASER}</p></article>"),
        (linked_data(headline="Tuomio"), f"<article><p>{TEASER}</p><p>Tilaa ja lue koko juttu heti.</p></article>"),
        (linked_data(headline="Verdict"), f"<article><p>{TEASER}</p><p>Already a subscriber? Log in.</p></article>"),
        (linked_data(headline="Dom"), f"<article><p>{TEASER}</p><p>Artikeln är för prenumeranter.</p></article>"),
    ],
)
def test_a_paywall_leaves_headline_and_teaser(head: str, body: str) -> None:
    found = page(head=head, body=body)
    assert (found.reason, found.text) == ("paywall", "")
    assert found.title
    assert found.description.startswith(TEASER)


def test_a_locked_article_that_is_all_there_is_read() -> None:
    long = f"<article>{BODY * 3}</article>"
    assert page(head=linked_data(headline="Tuomio", isAccessibleForFree=False), body=long).reason == ""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Just a moment...", "Enable JavaScript and cookies to continue to the site you asked for, please."),
        ("Attention Required! | Cloudflare", "Sorry, you have been blocked from this site. Please ask its owner."),
        ("Access Denied", "You don't have permission to access this on this server. Reference number 18.0."),
        (
            "uutiset.example",
            "<script src='https://ct.captcha-delivery.com/c.js'></script>Please enable JS and disable it",
        ),
    ],
)
def test_a_bot_check_is_no_article(title: str, text: str) -> None:
    assert page(head=f"<title>{title}</title>", body=f"<div><p>{text}</p></div>").reason == "captcha/bot check"


def test_a_consent_page_is_no_article() -> None:
    found = page(
        head="<title>Ennen kuin jatkat</title>",
        body="<div><p>Me ja kumppanimme käytämme evästeitä ja käsittelemme henkilötietojasi.</p>"
        "<p>Hyväksy kaikki tai muuta tietosuoja-asetuksiasi milloin tahansa.</p></div>",
    )
    assert (found.reason, found.text) == ("consent page", "")


@pytest.mark.parametrize(
    "title", ["404 – sivua ei löydy", "Sivua ei löytynyt", "Page not found", "Sidan hittades inte"]
)
def test_a_soft_404_is_no_article(title: str) -> None:
    body = "<div><p>Etsimääsi sivua ei ole, tai se on siirretty toiseen osoitteeseen.</p></div>"
    assert page(head=f"<title>{title}</title>", body=body).reason == "soft 404"


@pytest.mark.parametrize(
    "sentence",
    [
        "Yhtiön evästeet ja suostumus olivat osa tietosuojavaltuutetun päätöstä henkilötietojen käsittelystä.",
        "Access denied, sanoi näyttö, kun tutkija yritti kirjautua palvelimelle ilman salasanaa.",
        "Lehti kertoi, että sivua ei löydy enää, ja arkistokopio on vain tilaajille.",
    ],
)
def test_a_real_article_may_use_the_words_of_a_wall(sentence: str) -> None:
    head = linked_data(headline="Näin murto eteni")
    found = page(head=head, body=f"<article>{BODY}<p>{sentence}</p>{BODY}</article>")
    assert found.reason == ""
    assert sentence in found.text


def test_a_news_flash_of_one_sentence_is_read() -> None:
    found = page(head=linked_data(headline="Tuomio"), body=f"<article><p>{SENTENCES[0]}</p></article>")
    assert (found.text, found.reason) == (SENTENCES[0], "")


# -------------------------------------------------------------------------------------------------- hostile pages


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 20_000 + b"x",
        b"<html><body>" + b"<b>" * 3_000 + "Syvällä".encode(),
        b"<html " + b"a=1 " * 5_000 + b"><body>x",
        b"<meta property='og:title' content='" + b"x" * 100_000 + b"'><body>x",
        b"<script type='application/ld+json'>" + b'{"@graph":[' * 5_000 + b"</script>x",
        b"<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY f SYSTEM 'file:///etc/passwd'>]><body>&a;&f;",
        "<html><head><title>\ud800</title></head>".encode("utf-8", "surrogatepass"),
    ],
    ids=["deep", "inline", "attributes", "long title", "deep json", "entities", "surrogate"],
)
def test_a_hostile_page_gives_a_page(body: bytes) -> None:
    found = extract(body, "text/html", URL)
    assert len(found.title) <= 500
    assert "root:" not in found.text
    (found.title + found.text).encode()


@untimed
@given(st.binary(max_size=300), st.sampled_from(["", "text/html", "text/plain", "text/html; charset=utf-16"]))
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    found = extract(body, content_type, URL)
    assert bool(found.reason) or bool(found.text) or bool(found.title)
    (found.title + found.text + found.description).encode()


@untimed
@given(st.text(alphabet="<>/ ab=\"'&;!-", max_size=120))
def test_no_markup_raises(markup: str) -> None:
    assert "\x00" not in extract(f"<html><body>{markup}".encode(), "text/html", URL).text
