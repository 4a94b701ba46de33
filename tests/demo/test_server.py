from __future__ import annotations

import gzip
import http.client
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from monitor.demo.newsroom import Newsroom, load
from monitor.demo.server import SampleServer, answer, serve, unchanged
from monitor.errors import MonitorError


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return load()


@pytest.fixture
def server(newsroom: Newsroom) -> Iterator[SampleServer]:
    with serve(newsroom, separate=False) as running:
        yield running


def ask(url: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers={name.replace("_", "-"): text for name, text in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def feeds(server: SampleServer) -> list[str]:
    return [feed.url for outlet in server.outlets for feed in outlet.feeds if outlet.id != "esimerkkiradio"]


def test_a_feed_asked_again_with_its_validators_answers_304_without_a_body(server: SampleServer) -> None:
    for url in feeds(server):
        first, body = ask(url)
        etag, modified = first.getheader("ETag"), first.getheader("Last-Modified")
        assert (first.status, bool(body)) == (200, True)
        assert etag
        assert modified
        for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
            again, nothing = ask(url, **headers)
            assert (again.status, nothing) == (304, b"")
            assert again.getheader("ETag") == etag


def test_after_advancing_only_the_feeds_with_news_answer_200(server: SampleServer) -> None:
    before = {url: ask(url)[0].getheader("ETag") or "" for url in feeds(server)}
    server.advance()
    changed = {urlsplit(url).path.split("/")[1] for url, etag in before.items() if _again(url, etag) == 200}
    assert changed == {"nt", "mallisanomat", "esimerkkiuutiset", "sampletimes", "mallilanseutu"}


def _again(url: str, etag: str) -> int:
    return ask(url, If_None_Match=etag)[0].status


def test_an_etag_outranks_a_date_and_an_unreadable_date_counts_for_nothing(newsroom: Newsroom) -> None:
    roots = dict.fromkeys((desk.id for desk in newsroom.desks), "http://127.0.0.1/x/")
    found = answer(newsroom, roots, "/nt/syote.rss", 0)
    late = "Thu, 01 Jan 2099 00:00:00 GMT"
    assert unchanged(found, None, late)
    assert not unchanged(found, '"other"', late)
    assert unchanged(found, f'"other", {found.etag}', None)
    assert unchanged(found, "*", None)
    assert not unchanged(found, None, "yesterday")
    assert not unchanged(found, None, "Thu, 01 Jan 1970 00:00:00 GMT")
    assert not unchanged(found, None, None)


def test_a_missing_page_is_never_unchanged(newsroom: Newsroom) -> None:
    assert not unchanged(answer(newsroom, {}, "/nowhere", 0), "*", None)


def test_gzip_is_sent_only_to_those_who_accept_it_and_keeps_the_validator(server: SampleServer) -> None:
    url = feeds(server)[0]
    plain, body = ask(url)
    packed, small = ask(url, Accept_Encoding="gzip")
    assert plain.getheader("Content-Encoding") is None
    assert packed.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(small) == body
    assert packed.getheader("ETag") == plain.getheader("ETag")
    assert packed.getheader("Vary") == "Accept-Encoding"


def test_head_gives_the_headers_of_get_and_no_body(server: SampleServer) -> None:
    url = feeds(server)[0]
    head, nothing = ask(url, "HEAD")
    get, body = ask(url)
    assert nothing == b""
    assert head.getheader("Content-Length") == get.getheader("Content-Length") == str(len(body))


@pytest.mark.parametrize(
    "path", ["", "nowhere", "nt/none", "nt/jutut/9", "nt/jutut/x", "esimerkkiradio/", "mallivirasto/tiedote?id=x"]
)
def test_an_unknown_address_is_404(server: SampleServer, path: str) -> None:
    parts = urlsplit(server.base_urls["nt"])
    assert ask(f"http://{parts.netloc}/{path}")[0].status == 404


def test_every_article_is_found_at_each_of_its_addresses(newsroom: Newsroom, server: SampleServer) -> None:
    for desk in newsroom.desks:
        for article, version in newsroom.shown(desk.id, 0):
            for other in (False, True):
                response, body = ask(server.base_urls[desk.id] + desk.address(article, version, other=other))
                assert response.status == 200
                assert version.title in body.decode()


def test_late_articles_are_404_before_and_200_after(newsroom: Newsroom, server: SampleServer) -> None:
    url = server.base_urls["nt"] + "jutut/5009"
    assert ask(url)[0].status == 404
    server.advance()
    assert ask(url)[0].status == 200


def test_the_rewritten_article_keeps_its_number_and_answers_a_conditional_request_in_full(
    server: SampleServer,
) -> None:
    url = server.base_urls["esimerkkiuutiset"] + "uutiset/kivimaelle-tuomio-vastaamo-jutussa-2007"
    first, before = ask(url)
    server.advance()
    second, after = ask(url, If_None_Match=first.getheader("ETag") or "")
    assert second.status == 200
    assert "kuudeksi vuodeksi ja kolmeksi kuukaudeksi" in after.decode()
    assert "kuudeksi vuodeksi" not in before.decode()


def test_robots_allow_articles(server: SampleServer) -> None:
    parts = urlsplit(server.base_urls["nt"])
    response, body = ask(f"http://{parts.netloc}/robots.txt")
    assert response.status == 200
    assert b"Disallow: /*/tilaus" in body


def test_the_dead_feed_refuses_connections(server: SampleServer) -> None:
    with pytest.raises(ConnectionRefusedError):
        ask(server.base_urls["esimerkkiradio"] + "uutiset.rss")


def test_the_log_tells_each_request_with_its_status(server: SampleServer) -> None:
    url = feeds(server)[0]
    etag = ask(url, User_Agent="tester")[0].getheader("ETag") or ""
    ask(url, If_None_Match=etag)
    first, second = server.log
    assert (first.method, first.path, first.status, first.conditional) == ("GET", "/nt/syote.rss", 200, False)
    assert first.user_agent == "tester"
    assert (second.status, second.conditional) == (304, True)


def test_the_settings_allow_the_addresses_bound_and_nothing_else(server: SampleServer) -> None:
    assert server.settings.allow_private == ("127.0.0.1",)
    assert server.settings.contact


@pytest.mark.allow_hosts(["127.0.0.0/8"])
def test_outlets_have_hosts_of_their_own_where_the_system_has_them(newsroom: Newsroom) -> None:
    with serve(newsroom) as server:
        hosts = {urlsplit(url).hostname for url in server.base_urls.values()}
        assert len(hosts) in {1, 10}
        assert set(server.settings.allow_private) == hosts
        assert [ask(url)[0].status for url in feeds(server)] == [200] * len(feeds(server))


def test_closing_ends_every_thread_and_frees_the_port_even_with_a_connection_left_open(newsroom: Newsroom) -> None:
    with serve(newsroom, separate=False) as server:
        parts = urlsplit(server.base_urls["nt"])
        idle = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
        idle.request("GET", "/robots.txt")
        idle.getresponse().read()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sample-newsroom")]
    with pytest.raises(ConnectionRefusedError), socket.create_connection((str(parts.hostname), parts.port), 5):
        pass
    idle.close()


def test_a_port_that_is_taken_is_a_clear_error(newsroom: Newsroom) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(MonitorError, match=f"port {port} of 127.0.0.1"), serve(newsroom, port, separate=False):
            pass
