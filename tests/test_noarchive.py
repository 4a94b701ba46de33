"""Who forbids a copy, and who only forbids one to somebody else."""

from __future__ import annotations

import pytest

from monitor import fetch, noarchive


def test_the_name_is_the_one_that_servers_see() -> None:
    assert noarchive.AGENT == fetch.AGENT


@pytest.mark.parametrize(
    ("value", "forbids"),
    [
        ("noarchive", True),
        ("noindex, NoArchive", True),
        ("nocache", True),
        ("case-monitor: noarchive", True),
        ("googlebot: noindex, case-monitor: nosnippet, noarchive", True),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive", True),
        ("googlebot: noarchive", False),
        ("googlebot: nosnippet, noarchive", False),
        ("max-snippet: 20", False),
        ("all", False),
        ("", False),
        ("noarchives", False),
    ],
)
def test_a_header_forbids_a_copy_to_those_it_names(value: str, forbids: bool) -> None:
    assert bool(noarchive.in_headers(["all", value])) is forbids


@pytest.mark.parametrize(
    ("metas", "forbids"),
    [
        ({"robots": ["noarchive"]}, True),
        ({"robots": ["index", "follow,NOARCHIVE"]}, True),
        ({"case-monitor": ["nocache"]}, True),
        ({"googlebot": ["noarchive"]}, False),
        ({"description": ["noarchive"]}, False),
        ({}, False),
    ],
)
def test_a_page_forbids_a_copy_in_its_markup(metas: dict[str, list[str]], forbids: bool) -> None:
    assert bool(noarchive.in_markup(metas)) is forbids
