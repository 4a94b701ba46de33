"""What the docket costs with 100,000 articles behind it, beside what it costs with the few they were copied from."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from monitor import queries
from monitor.config import bundled, load
from monitor.model import Case, Document, Outlet
from monitor.pipeline.filing import Filing, save_read
from monitor.reading import Read, make_classifier
from monitor.storage import articles, cases, outlets
from monitor.storage.engine import Connection, Engine, open_database
from tests.benchmarks.crowd import fill
from tests.benchmarks.measure import Amount, Ratio, compare

pytestmark = pytest.mark.benchmark

GOLD = Path(__file__).resolve().parent.parent / "data" / "dev.jsonl"
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
CONFIG = load(bundled("config"), {})
CASES = {case.id: case for case in CONFIG.cases}
#: The most a command may take beyond starting up, in milliseconds.
ANSWER = 200.0
_KEYS = itertools.count()


@pytest.fixture(scope="module")
def reads() -> list[Read]:
    classifier = make_classifier(CONFIG.lexicons, CONFIG.weights, CONFIG.cases)
    return [
        _read(classifier.read(_document(row)), row) for row in map(json.loads, GOLD.read_text("utf-8").splitlines())
    ]


def _document(row: dict[str, str]) -> Document:
    return Document(row["id"], row["title"], row["text"], row["published"])


def _read(found: object, row: dict[str, str]) -> Read:
    return Read(row["title"], row["text"], row["lang"], row["published"], None, "", "", "", found)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory, reads: list[Read]) -> Path:
    """File the development set."""
    path = tmp_path_factory.mktemp("docket") / "seed.db"
    engine = open_database(path, create=True)
    with engine.begin() as conn:
        outlets.add_outlet(conn, Outlet("lehti", "Lehti", "fi"), NOW)
        cases.sync_cases(conn, CONFIG.cases, NOW)
    _file(engine, reads)
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def small(seed: Path) -> Iterator[Engine]:
    yield from _grown(seed, 1_000)


@pytest.fixture(scope="module")
def large(seed: Path) -> Iterator[Engine]:
    yield from _grown(seed, 100_000)


def _grown(seed: Path, size: int) -> Iterator[Engine]:
    path = Path(shutil.copy(seed, seed.with_name(f"{size}.db")))
    fill(path, size)
    engine = open_database(path)
    yield engine
    engine.dispose()
    path.unlink()


def _file(engine: Engine, texts: Sequence[Read], cases_: dict[str, Case] = CASES) -> None:
    """File each text as an article of its own, a transaction each."""
    for read in texts:
        with engine.begin() as conn:
            article_id, _ = articles.add_article(
                conn,
                outlet_id="lehti",
                key=f"filed-{next(_KEYS)}",
                url="",
                title=read.title,
                published=read.published,
                published_at=None,
                now=NOW,
            )
            filing = Filing(conn, cases_, NOW)
            save_read(filing, article_id, read, NOW)
            filing.close()


def test_filing_an_article_costs_the_same_at_a_hundred_thousand(
    small: Engine, large: Engine, reads: list[Read], report: Callable[[Ratio], Ratio]
) -> None:
    told = [read for read in reads if read.reading.relevant][::7]
    for engine in (small, large):  # what a text says for the first time is folded as a whole, once
        _file(engine, told)
    found = compare(
        "filing at 100,000 articles / at 1,000",
        1.5,
        lambda: _file(large, told),
        lambda: _file(small, told),
        items=len(told),
        rounds=3,
    )
    assert report(found).fair, found.row()


def _usual(conn: Connection) -> str:
    """Give an entry as often told as most."""
    counts = queries.report_counts(conn)
    return sorted(counts, key=counts.__getitem__)[len(counts) // 2]


ASKED: dict[str, Callable[[Connection], object]] = {
    "docket": lambda conn: [queries.plain(one) for one in queries.docket(conn, brief=True)],
    "docket of one outlet": lambda conn: queries.docket(conn, brief=True, outlet="crowd-7", kind="verdict"),
    "show": lambda conn: queries.plain(queries.show(conn, _usual(conn))),
    "search": lambda conn: queries.search(conn, "Kivimäki tuomio", 20),
    "conflicts": lambda conn: queries.plain(queries.conflicts(conn)),
    "proceedings": lambda conn: queries.plain(queries.proceedings(conn, CONFIG.cases)),
}


@pytest.mark.parametrize("name", list(ASKED))
def test_every_question_is_answered_at_once_with_a_hundred_thousand_articles(
    large: Engine, name: str, report: Callable[[Amount], Amount]
) -> None:
    def ask() -> float:
        begun = time.perf_counter()
        with large.begin() as conn:
            ASKED[name](conn)
        return 1000 * (time.perf_counter() - begun)

    ask()
    found = Amount(f"{name} with 100,000 articles", min(ask() for _ in range(3)), ANSWER, "ms")
    assert report(found).fair, found.row()
