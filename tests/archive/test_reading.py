"""WARC files of any make and in any state: every page that can be had, every broken place told."""

from __future__ import annotations

import gzip
import random
import zlib
from pathlib import Path

import pytest

from monitor.archive.reading import Broken, pages
from tests.archive.made import AT, BODY, SECOND, answer, kept, packed, record, stored

URL = "https://a.example/1"
LIMIT = 1_000_000


def written(path: Path, data: bytes, name: str = "a.warc") -> Path:
    (path / name).write_bytes(data)
    return path / name


def response(url: str = URL, body: bytes = BODY, *headers: bytes, at: int = 0, **more: str) -> bytes:
    return record("response", url, answer(body, *headers) + body, AT + at * SECOND, **more)


def bodies(path: Path) -> list[object]:
    return [page.body(LIMIT) for page in pages(path).pages]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_responses_are_read_packed_or_not_in_the_order_of_time(tmp_path: Path, name: str) -> None:
    records = [response("https://a.example/2", b"<p>b", at=5), response("https://a.example/1", b"<p>a")]
    path = written(tmp_path, packed(*records) if name.endswith("gz") else b"".join(records), name)
    found = pages(path)
    assert [(page.url, page.at, page.body(LIMIT)) for page in found.pages] == [
        ("https://a.example/1", AT.replace(microsecond=0), b"<p>a"),
        ("https://a.example/2", AT.replace(microsecond=0) + 5 * SECOND, b"<p>b"),
    ]
    assert found.broken == []


def test_bodies_come_out_of_their_codings(tmp_path: Path) -> None:
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BODY[:10], BODY[10:])) + b"0\r\n\r\n"
    squeezed = gzip.compress(BODY)
    both = b"%x\r\n%s\r\n0\r\n\r\n" % (len(squeezed), squeezed)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n\r\n"
    blocks = [
        head % b"Transfer-Encoding: chunked" + chunked,
        head % b"Content-Encoding: gzip" + squeezed,
        head % b"Content-Encoding: deflate" + zlib.compress(BODY),
        head % b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip" + both,
    ]
    data = b"".join(record("response", f"{URL}{n}", block) for n, block in enumerate(blocks))
    assert bodies(written(tmp_path, data)) == [BODY] * 4


def test_a_resource_is_a_page_without_an_answer_around_it(tmp_path: Path) -> None:
    assert bodies(written(tmp_path, record("resource", URL, BODY))) == [BODY]


def test_a_revisit_is_the_page_again_at_its_own_time_wherever_it_stands(tmp_path: Path) -> None:
    digest = "sha1:FVVUITJJM55TWZMFZA2TGFXVIPQCWVYP"
    again = [
        record("revisit", URL, b"", AT + 60 * SECOND, WARC_Payload_Digest=digest),
        record(
            "revisit",
            URL,
            answer(b""),
            AT + 70 * SECOND,
            WARC_Refers_To_Target_URI=URL,
            WARC_Refers_To_Date=AT.strftime("%Y-%m-%dT%H:%M:%SZ"),
        ),
        record("revisit", URL, answer(b"", status=b"304 Not Modified"), AT + 80 * SECOND),
    ]
    original = response(at=0)
    original = original.replace(b"WARC-Type", b"WARC-Payload-Digest: sha1:" + _digest(BODY) + b"\r\nWARC-Type", 1)
    again[0] = again[0].replace(digest.encode(), b"sha1:" + _digest(BODY))
    found = pages(written(tmp_path, again[0] + original + again[1] + again[2]))
    assert [(page.at - found.pages[0].at).seconds for page in found.pages] == [0, 60, 70, 80]
    assert [page.body(LIMIT) for page in found.pages] == [BODY] * 4


def _digest(body: bytes) -> bytes:
    import base64
    import hashlib

    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest())


def test_a_revisit_of_a_page_elsewhere_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, response() + record("revisit", "https://b.example/", b"", WARC_Payload_Digest="sha1:X"))
    found = pages(path)
    assert len(found.pages) == 1
    assert [str(one) for one in found.broken] == [
        f"{path}:{len(response())}: a revisit of a page that is not in this file"
    ]


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    image = record("response", URL, answer(b"x", kind=b"image/png") + b"x")
    error = record("response", URL, answer(b"x", status=b"404 Not Found") + b"x")
    other = record("conversion", URL, b"text") + record("warcinfo", "", b"software: x\r\n")
    dns = record("response", "dns:a.example", b"20240501\na.example. 1 IN A 192.0.2.1")
    found = pages(written(tmp_path, image + error + other + dns + response()))
    assert (len(found.pages), found.other, found.broken) == (1, 4, [])


def test_our_own_records_tell_what_the_feed_said(tmp_path: Path) -> None:
    place = stored(tmp_path, kept(outlet="yle", title="Otsikko ä", pages=[]))[0]
    assert pages(tmp_path / place.file).pages[0].known == {"outlet": "yle", "title": "Otsikko ä", "pages": []}


# --------------------------------------------------------------------------------------------------------- damage


def three(packing: bool) -> list[bytes]:
    found = [response(f"https://a.example/{n}", b"<p>" + bytes([97 + n]) * 3000) for n in range(3)]
    return list(map(gzip.compress, found)) if packing else found


@pytest.mark.parametrize("packing", [True, False])
@pytest.mark.parametrize("damage", ["cut", "zeros", "noise", "length"])
def test_a_broken_record_costs_itself_alone_and_is_told_with_its_place(
    tmp_path: Path, packing: bool, damage: str
) -> None:
    parts = three(packing)
    middle = parts[1]
    if damage == "cut":
        middle = middle[: len(middle) // 2]
    elif damage == "zeros":
        middle = bytes(len(middle))
    elif damage == "noise":
        middle = random.Random(7).randbytes(len(middle))  # noqa: S311 the same noise in every run
    else:
        raw = response("https://a.example/1", b"<p>bbb").replace(b"Content-Length: ", b"Content-Length: 9", 1)
        middle = gzip.compress(raw) if packing else raw
    path = written(tmp_path, parts[0] + middle + parts[2])
    found = pages(path)
    assert [page.url[-1] for page in found.pages] in (["0", "2"], ["0", "1", "2"])
    whole = [page.url[-1] for page in found.pages if isinstance(page.body(LIMIT), bytes)]
    assert whole == ["0", "2"] or damage == "cut"
    assert {"0", "2"} <= set(whole)
    told = [str(one) for one in found.broken] + [str(page.body(LIMIT)) for page in found.pages if page.url[-1] == "1"]
    assert any(f"{path}:{len(parts[0])}: " in one for one in told), told


def test_every_cut_of_a_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    parts = three(packing=True)  # once: every record has another id, and packs to another length
    data = b"".join(parts)
    for length in range(0, len(data), 37):
        found = pages(written(tmp_path, data[:length], f"{length}.warc.gz"))
        whole = sum(isinstance(page.body(LIMIT), bytes) for page in found.pages)
        ends = [len(part) for part in parts]
        assert whole == sum(length >= end for end in (ends[0], sum(ends[:2]), sum(ends)))
        assert len(found.broken) == (0 if length in (0, ends[0], sum(ends[:2])) else 1)


def test_a_changed_byte_is_found_by_the_digests(tmp_path: Path) -> None:
    place = stored(tmp_path, kept())[0]
    data = gzip.decompress((tmp_path / place.file).read_bytes())
    path = written(tmp_path, data.replace(b"<p>Moi", b"<p>Hei"))
    (page,) = pages(path).pages
    said = page.body(LIMIT)
    assert isinstance(said, Broken)
    assert "is not what it was" in said.reason


def test_a_bomb_and_a_huge_record_are_told_and_take_no_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    path = written(tmp_path, response(URL, bomb, b"Content-Encoding: gzip") + response("https://a.example/2"))
    first, second = pages(path).pages
    assert "unpacks to more than 1 MB" in str(first.body(LIMIT))
    assert second.body(LIMIT) == BODY
    big = written(tmp_path, packed(response(URL, bytes(30_000_000)), response("https://a.example/2")), "b.warc.gz")
    first, second = pages(big).pages
    assert "more than 1 MB" in str(first.body(LIMIT))
    assert second.body(LIMIT) == BODY


def test_a_coding_nobody_here_knows_is_told(tmp_path: Path) -> None:
    (page,) = pages(written(tmp_path, response(URL, b"\x0b\x02", b"Content-Encoding: br"))).pages
    assert 'encoded as "br"' in str(page.body(LIMIT))


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"hello", bytes(100_000), b"WARC/1.1\r\n", b"\x1f\x8b\x08", b"\x1f\x8b\x08" * 40_000]
)
def test_what_is_no_warc_file_is_told_and_not_raised(tmp_path: Path, data: bytes) -> None:
    found = pages(written(tmp_path, data))
    assert found.pages == []
    assert bool(found.broken) is bool(data.strip())


def test_a_file_packed_as_a_whole_is_told_with_what_mends_it(tmp_path: Path) -> None:
    found = pages(written(tmp_path, gzip.compress(response() + response()), "a.warc.gz"))
    assert "warcio recompress" in str(found.broken[0])
