"""Reading pages beside bare trafilatura: what it costs (G4) and how well it reads (G5).

G4 runs on pages made here. G5, and G4 once more, need real pages, which are not in the project: MONITOR_PAGES names a
folder with ``pages.jsonl`` (``file``, ``url``, ``gold_text``) and the gzipped pages it lists.

    MONITOR_PAGES=FOLDER pytest -m benchmark -n 0 -s tests/benchmarks/test_extract.py
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import trafilatura

from monitor.extract import extract
from monitor.model import Page
from tests.benchmarks.measure import Amount, Ratio, compare
from tests.benchmarks.newspaper import long_pages

pytestmark = pytest.mark.benchmark

VARIABLE = "MONITOR_PAGES"
COST = 1.08
#: What bare fast extraction may have over ours, in F1.
F1_LOSS = 1.005
DATES = 0.95
_WORD = re.compile(r"\w+")
_IN_URL = re.compile(r"/(20[0-2][0-9])[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12][0-9]|3[01])(?![0-9])")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True)
class Real:
    """One recorded page with what is known of it."""

    url: str
    body: bytes
    gold: str


@pytest.fixture(scope="module")
def real() -> list[Real]:
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(f"{VARIABLE} names no folder of recorded pages")
    folder = Path(named)
    rows = map(json.loads, (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Real(row["url"], gzip.decompress((folder / row["file"]).read_bytes()), row.get("gold_text") or "")
        for row in rows
    ]


def bare(pages: Iterable[bytes]) -> list[str]:
    found = (trafilatura.bare_extraction(one, fast=True, include_comments=False, with_metadata=False) for one in pages)
    return [(getattr(one, "text", "") or "") if one is not None else "" for one in found]


def ours(pages: Iterable[bytes]) -> list[Page]:
    return [extract(one, "text/html", f"https://lehti.example/a/{number}") for number, one in enumerate(pages)]


@pytest.mark.parametrize("kind", ["long", "large"])
def test_reading_a_page_costs_little_more_than_bare_extraction(kind: str, report: Callable[[Ratio], Ratio]) -> None:
    pages = long_pages(60, around=4 if kind == "large" else 1)
    name = f"parse + metadata + text of {kind} pages / bare fast extraction"
    found = report(compare(name, COST, lambda: ours(pages), lambda: bare(pages), items=len(pages)))
    assert found.fair, found.row()


def test_reading_a_real_page_costs_little_more(real: list[Real], report: Callable[[Ratio], Ratio]) -> None:
    pages = [one.body for one in real]
    name = "parse + metadata + text of real pages / bare fast extraction"
    found = report(compare(name, COST, lambda: ours(pages), lambda: bare(pages), items=len(pages)))
    assert found.fair, found.row()


def test_the_text_is_as_good_as_bare_extraction_gives_it(
    real: list[Real], report: Callable[[Ratio | Amount], Ratio | Amount]
) -> None:
    known = [one for one in real if one.gold]
    theirs = _f1(bare(one.body for one in known), known)
    mine = _f1([extract(one.body, "text/html", one.url).text for one in known], known)
    report(Amount(f"F1 of bare fast extraction over ours ({theirs:.4f} / {mine:.4f})", theirs / mine, F1_LOSS, ""))
    assert theirs / mine <= F1_LOSS


def test_the_date_of_publication_is_right_where_the_address_tells_it(
    real: list[Real], report: Callable[[Amount], Amount]
) -> None:
    """The date read of a page against the one in its address, which is looked at last; a day of grace."""
    dated = [(one, day) for one in real if (day := _day_of(one.url))]
    wrong = [(one.url, found) for one, day in dated if not _near(found := _published(one), day)]
    share = 1 - len(wrong) / len(dated)
    report(Amount(f"dates of publication that are not right, of {len(dated)}", 1 - share, 1 - DATES, ""))
    assert share >= DATES, wrong


def _published(one: Real) -> str | None:
    return extract(one.body, "text/html", one.url).published


def _day_of(url: str) -> dt.date | None:
    found = _IN_URL.search(url)
    if not found:
        return None
    year, month, day = found.groups()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
    return dt.date(int(year), number, int(day)) if number else None


def _near(published: str | None, day: dt.date) -> bool:
    return published is not None and abs((dt.date.fromisoformat(published[:10]) - day).days) <= 1


def _f1(texts: Sequence[str], known: Sequence[Real]) -> float:
    """Give the mean F1 of shingles of four words, as article-extraction-benchmark counts them."""
    return statistics.fmean(_one_f1(text, one.gold) for text, one in zip(texts, known, strict=True))


def _one_f1(text: str, gold: str) -> float:
    found, wanted = _shingles(text), _shingles(gold)
    shared = sum((found & wanted).values())
    if not shared:
        return 0.0
    return 2 * shared / (found.total() + wanted.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return Counter(tuple(words[at : at + 4]) for at in range(max(len(words) - 3, 1)))
