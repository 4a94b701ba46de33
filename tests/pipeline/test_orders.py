"""Whatever the order in which texts are filed, the docket is the same; filing them again changes nothing."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import (
    Case,
    EventDate,
    Figure,
    Kind,
    Mention,
    Modality,
    Outcome,
    Outlet,
    Proceeding,
    Qualifier,
    Reading,
)
from monitor.pipeline.filing import Filing, save_read
from monitor.reading import Read
from monitor.storage import articles, cases, outlets, schema
from monitor.storage.engine import Connection, open_database

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
CASE = Case("vastaamo", {"en": "Vastaamo"}, (), (Proceeding("criminal", {}, ("Kivimäki",), tuple(Kind)),))
QUOTE = "It was told."
DATES = [None, "2023", "2024", "2024-04", "2024-05", "2024-04-30", "2024-05-02", "2024-02-05", "2023-02-24", "2020-10"]

_mentions = st.builds(
    lambda kind, modality, date, outcome, news: Mention(
        "vastaamo",
        kind,
        modality,
        news,
        "Kivimäki",
        QUOTE,
        7,
        7 + len(QUOTE),
        "rule",
        date=EventDate.parse(date) if date else None,
        outcome=outcome,
    ),
    st.sampled_from([Kind.VERDICT, Kind.REMAND, Kind.BREACH, Kind.TRIAL, Kind.REGULATOR_ACTION, Kind.INVESTIGATION]),
    st.sampled_from([Modality.FACT, Modality.FACT, Modality.PLANNED, Modality.SOUGHT]),
    st.sampled_from(DATES),
    st.sampled_from([None, Outcome.CONVICTED, Outcome.ACQUITTED]),
    st.booleans(),
)
_figures = st.builds(
    lambda value: Figure("vastaamo", "victims", value, "persons", Qualifier.EXACT, QUOTE, 7, 7 + len(QUOTE)),
    st.sampled_from([33_000.0, 33_171.0, 40_000.0]),
)
_published = st.sampled_from([None, "2020-10-26", "2024-02-06", "2024-05-01", "2024-05-01", "2026-01-01"])
_texts = st.lists(
    st.tuples(st.lists(_mentions, min_size=1, max_size=3), st.lists(_figures, max_size=1), _published),
    min_size=2,
    max_size=7,
)


def _read(number: int, mentions: list[Mention], figures: list[Figure]) -> Read:
    found = Reading(True, "vastaamo", "en", tuple(mentions), tuple(figures), "en-1")
    return Read("Title", f"{QUOTE} {number}", "en", None, None, "", "", "", found)


def _file(
    conn: Connection, number: int, text: tuple[list[Mention], list[Figure], str | None], now: dt.datetime
) -> None:
    mentions, figures, published = text
    article_id, _ = articles.add_article(
        conn,
        outlet_id=f"outlet{number % 3}",
        key=f"import:{number}",
        url="",
        title="Title",
        published=published,
        published_at=None,
        now=now,
    )
    filing = Filing(conn, {"vastaamo": CASE}, now)
    save_read(filing, article_id, _read(number, mentions, figures), now)
    filing.close()


def _docket(conn: Connection) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Give every entry with what it rests on, and every conflict, but for the numbers entries got.

    Numbers are permanent: what was two entries until a report linked them leaves one number withdrawn behind.
    """
    entry, told = (
        schema.development,
        schema.report.join(schema.mention).join(schema.article, schema.article.c.id == schema.report.c.article_id),
    )
    entries = []
    for row in conn.execute(sa.select(entry).where(entry.c.status != schema.WITHDRAWN)):
        query = sa.select(schema.article.c.key, schema.mention.c.id).select_from(told)
        reports = sorted(one.key for one in conn.execute(query.where(schema.report.c.development_id == row.id)))
        date = (row.date_value, row.date_precision, row.other_dates)
        entries.append((row.kind, row.strand, row.stage, row.status, date, row.outcome, tuple(reports)))
    conflicts = [
        (row.question, row.kind, row.state, [(side["value"], side["reports"]) for side in row.sides])
        for row in conn.execute(sa.select(schema.conflict))
    ]
    return sorted(entries, key=repr), sorted(conflicts, key=repr)


def _filed(order: list[int], texts: list[tuple[list[Mention], list[Figure], str | None]]) -> object:
    folder = tempfile.TemporaryDirectory()
    engine = open_database(Path(folder.name) / "monitor.db", create=True)
    try:
        with engine.begin() as conn:
            for number in range(3):
                outlets.add_outlet(conn, Outlet(f"outlet{number}", "Outlet", "en"), NOW)
            cases.sync_cases(conn, [CASE], NOW)
        for place, number in enumerate(order):
            with engine.begin() as conn:
                _file(conn, number, texts[number], NOW + place * dt.timedelta(minutes=1))
        with engine.begin() as conn:
            return _docket(conn)
    finally:
        engine.dispose()
        folder.cleanup()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_texts.flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(range(len(texts))))))
def test_texts_filed_in_any_order_give_the_same_docket(
    drawn: tuple[list[tuple[list[Mention], list[Figure], str | None]], list[int]],
) -> None:
    texts, order = drawn
    assert _filed(order, texts) == _filed(list(range(len(texts))), texts)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_texts)
def test_texts_filed_twice_change_nothing(texts: list[tuple[list[Mention], list[Figure], str | None]]) -> None:
    once = list(range(len(texts)))
    assert _filed([*once, *once], texts) == _filed(once, texts)
