"""Canonical addresses: one story, one spelling."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import AddressError
from monitor.model import Outlet
from monitor.urls import MAX_LENGTH, article_key, canonical, host, leads_upwards, visitable

YLE = Outlet("yle", "Yle", "fi", article_id=r"^/(?:a|uutiset|news|nyheter)/(\d+-\d+)")
HS = Outlet("hs", "Helsingin Sanomat", "fi", article_id=r"/art-(\d+)\.html$")
MTV = Outlet("mtv", "MTV Uutiset", "fi", article_id=r"/artikkeli/[^/]+/(\d+)$")
JOOMLA = Outlet("ht", "Helsinki Times", "en", parameters=("id", "view"))


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("http://yle.fi/a/74-20000001", "https://yle.fi/a/74-20000001"),
        ("https://yle.fi/a/74-20000001?origin=rss", "https://yle.fi/a/74-20000001"),
        ("HTTPS://YLE.FI/a/74-20000001#kommentit", "https://yle.fi/a/74-20000001"),
        ("https://yle.fi:443/a/74-20000001", "https://yle.fi/a/74-20000001"),
        ("http://yle.fi:80/a/74-20000001", "https://yle.fi/a/74-20000001"),
        ("https://yle.fi./a/74-20000001/", "https://yle.fi/a/74-20000001"),
        ("https://www.hs.fi/suomi/art-2000010000001.html?share=abc", "https://www.hs.fi/suomi/art-2000010000001.html"),
        (
            "https://www.kaleva.fi/juttu/1?utm_campaign=rss-uusimmat|Kotimaa&utm_source=Kaleva.fi&utm_medium=RSS",
            "https://www.kaleva.fi/juttu/1",
        ),
        ("https://www.bbc.co.uk/news/a1?at_medium=RSS&at_campaign=x", "https://www.bbc.co.uk/news/a1"),
        ("https://demokraatti.fi/vastaamo-juttu/", "https://demokraatti.fi/vastaamo-juttu"),
        ("https://demokraatti.fi", "https://demokraatti.fi/"),
        ("  https://yle.fi/a/1\n", "https://yle.fi/a/1"),
        ("https://esimerkki.fi/a/./b/../c", "https://esimerkki.fi/a/c"),
        ("https://esimerkki.fi/../../c", "https://esimerkki.fi/c"),
        ("https://esimerkki.fi/%2e%2e/c", "https://esimerkki.fi/c"),
        ("https://esimerkki.fi/syyt%c3%a4", "https://esimerkki.fi/syyt%C3%A4"),
        ("https://esimerkki.fi/syytä", "https://esimerkki.fi/syyt%C3%A4"),
        ("https://esimerkki.fi/%7Ejuttu%2Dsivu", "https://esimerkki.fi/~juttu-sivu"),
        ("https://esimerkki.fi/a b", "https://esimerkki.fi/a%20b"),
        ("https://esimerkki.fi/100%", "https://esimerkki.fi/100%25"),
        ("https://esimerkki.fi/a%2Fb", "https://esimerkki.fi/a%2Fb"),
        ("https://esimerkki.fi/a;jsessionid=1F/b", "https://esimerkki.fi/a/b"),
        ("https://hämeensanomat.fi/a", "https://xn--hmeensanomat-gcb.fi/a"),
        ("https://HÄMEENSANOMAT.fi/a", "https://xn--hmeensanomat-gcb.fi/a"),
        ("https://xn--hmeensanomat-gcb.fi/a", "https://xn--hmeensanomat-gcb.fi/a"),
        ("http://127.0.0.1:8123/a/", "http://127.0.0.1:8123/a"),
        ("http://[::1]:8123/a", "http://[::1]:8123/a"),
        ("https://[2001:DB8::0001]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_real_spellings_of_one_address_become_one(written: str, wanted: str) -> None:
    assert canonical(written) == wanted


def test_what_a_server_may_tell_apart_stays_apart() -> None:
    different = [
        "https://www.ts.fi/a",
        "https://ts.fi/a",
        "https://ts.fi/A",
        "https://ts.fi/a//b",
        "https://ts.fi:8443/a",
    ]
    assert len({canonical(url) for url in different}) == len(different)


def test_only_the_parameters_that_belong_to_the_article_stay_sorted_and_once() -> None:
    url = "https://www.helsinkitimes.fi/index.php?view=article&utm_source=x&id=5&id=5&tmpl=component"
    assert canonical(url, ("id", "view")) == "https://www.helsinkitimes.fi/index.php?id=5&view=article"
    assert canonical(url) == "https://www.helsinkitimes.fi/index.php"
    assert canonical("https://a.fi/?q=a+b%C3%A4&p=", ("p", "q")) == "https://a.fi/?p=&q=a%20b%C3%A4"


@pytest.mark.parametrize(
    "url",
    [
        "", "   ", "yle.fi/a", "/a/b", "//yle.fi/a", "ftp://yle.fi/a", "javascript:alert(1)", "file:///etc/passwd",
        "data:text/html,x", "mailto:a@b.fi", "https://", "https:///a", "https://yle.fi\\@evil.fi/", "https://yle.fi/a\x00b",
        "https://yle.fi/a\tb", "https://yle.fi/a\nb", "https://yle.fi:x/", "https://yle.fi:99999/", "https://yle.fi:0/",
        "https://.fi/", "https://a..fi/", "https://-a.fi/", "https://a b.fi/", "https://[::1/", "https://%79le.fi/",
        "https://yle\u2100.fi/", "https://" + "a" * 64 + ".fi/", "https://yle.fi/" + "a" * MAX_LENGTH,
        "https://yle.fi/" + "ä" * (MAX_LENGTH // 6),
    ],
)  # fmt: skip
def test_anything_but_a_plain_http_address_is_refused(url: str) -> None:
    with pytest.raises(AddressError):
        canonical(url)


def test_credentials_are_refused_and_never_repeated() -> None:
    for url in (
        "https://user:hunter2@yle.fi/a",
        "https://yle.fi@evil.fi/",
        "ftp://user:hunter2@yle.fi/",
        "https://u:hunter2@y:x/",
    ):
        with pytest.raises(AddressError) as caught:
            canonical(url)
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("outlet", "urls", "key"),
    [
        (
            YLE,
            [
                "https://yle.fi/a/3-11616028",
                "http://yle.fi/uutiset/3-11616028?origin=rss",
                "https://yle.fi/news/3-11616028/",
                "https://yle.fi/a/3-11616028#kommentit",
            ],
            "id:3-11616028",
        ),
        (
            YLE,
            ["https://svenska.yle.fi/a/7-10044021", "https://yle.fi/a/7-10044021?utm_medium=social"],
            "id:7-10044021",
        ),
        (
            HS,
            ["https://www.hs.fi/suomi/art-2000010396542.html", "https://www.hs.fi/kotimaa/art-2000010396542.html?share=1f"],
            "id:2000010396542",
        ),
        (
            MTV,
            [
                "https://www.mtvuutiset.fi/artikkeli/vanha-otsikko/8911234",
                "https://mtvuutiset.fi/artikkeli/uusi-otsikko/8911234#gs.1",
            ],
            "id:8911234",
        ),
    ],
)  # fmt: skip
def test_the_address_forms_of_one_article_number_are_one_key(outlet: Outlet, urls: list[str], key: str) -> None:
    assert {article_key(url, outlet) for url in urls} == {key}


def test_without_a_number_the_key_is_the_canonical_address() -> None:
    assert article_key("http://yle.fi/aihe/vastaamo?origin=rss", YLE) == "https://yle.fi/aihe/vastaamo"
    assert article_key("https://ht.fi/i.php?id=5&x=1", JOOMLA) == "https://ht.fi/i.php?id=5"


def test_the_host_is_lower_case_and_without_a_port() -> None:
    assert host("HTTPS://WWW.Yle.FI:8443/a") == "www.yle.fi"
    with pytest.raises(AddressError):
        host("yle.fi")


_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@given(
    st.sampled_from(["http", "https"]), st.sampled_from(["a.fi", "Ä.fi", "1.2.3.4", "a.fi.", "a.fi:81"]), _TEXT, _TEXT
)
def test_canonical_of_canonical_is_itself(scheme: str, authority: str, path: str, value: str) -> None:
    try:
        once = canonical(f"{scheme}://{authority}/{path}?id={value}", ("id",))
    except AddressError:
        return
    assert canonical(once, ("id",)) == once
    assert re.fullmatch(r"https?://[a-z0-9.:-]+/[!-~]*", once)


@given(_TEXT)
def test_any_string_is_either_refused_or_made_canonical(text: str) -> None:
    try:
        once = canonical(text)
    except AddressError:
        return
    assert canonical(once) == once


@pytest.mark.parametrize(
    ("given", "visited"),
    [
        ("http://a.fi/b/", "http://a.fi/b/"),
        ("https://a.fi/b?id=1&utm_source=rss&UTM_medium=x#top", "https://a.fi/b?id=1"),
        ("https://a.fi/b?fbclid=1", "https://a.fi/b"),
        ("https://a.fi/%C3%A4?q=a%20b&x", "https://a.fi/%C3%A4?q=a%20b&x"),
    ],
)
def test_an_address_is_visited_as_it_was_given_without_fragment_and_tracking(given: str, visited: str) -> None:
    assert visitable(given) == visited


@pytest.mark.parametrize("given", ["javascript:alert(1)", "https://u:p@a.fi/", "https://"])
def test_what_is_no_plain_address_is_not_visited(given: str) -> None:
    with pytest.raises(AddressError):
        visitable(given)


@pytest.mark.parametrize(
    ("asked", "given", "upwards"),
    [
        ("https://lehti.fi/uutiset/a/vanha-juttu", "https://lehti.fi/", True),
        ("https://lehti.fi/uutiset/a/vanha-juttu", "https://www.lehti.fi/uutiset?from=404", True),
        ("https://yle.fi/a/74-20085432", "https://yle.fi/a", True),
        ("https://lehti.fi/uutiset/vanha-juttu", "https://lehti.fi/uutiset/uusi-juttu", False),
        ("https://lehti.fi/uutiset/vanha-juttu/", "https://lehti.fi/uutiset/vanha-juttu", False),
        ("https://lehti.fi/pitka-vanha-juttu/amp", "https://lehti.fi/pitka-vanha-juttu", False),
        ("https://lehti.fi/juttu/amp", "https://lehti.fi/juttu", False),
        ("https://lehti.fi/juttu/2", "https://lehti.fi/juttu", False),
        ("https://lehti.fi/a/index/vastaamo/index.html", "https://lehti.fi/a/index/vastaamo/", False),
        (
            "https://mtv.fi/artikkeli/slugi-joka-vaihtuu/8913456/x",
            "https://mtv.fi/artikkeli/slugi-joka-vaihtuu/8913456",
            False,
        ),
        ("https://lehti.fi/uutiset/juttu", "https://lehti.fi/?p=123456", False),
        ("https://lehti.fi/", "https://lehti.fi/?x=1", False),
        ("https://lehti.fi/a", "http://[", False),
    ],
)
def test_a_redirect_that_ends_above_a_story_is_told_from_another_face_of_it(
    asked: str, given: str, upwards: bool
) -> None:
    assert leads_upwards(asked, given) is upwards
