from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from monitor.model import Figure, Qualifier
from monitor.storage import readings, revisions, schema
from monitor.storage.engine import Connection
from monitor.storage.schema import figure, mention
from tests.storage.sample import HOUR, NOW, QUOTE, TEXT, VERDICT, article, read, reading, verdict


def _revision(conn: Connection, text: str = TEXT) -> int:
    return revisions.save_revision(conn, article(conn), title="Title", text=text, fetched_at=NOW).id


def test_a_reading_is_stored_whole_and_names_its_bucket(conn: Connection) -> None:
    stored = _revision(conn)
    start = len("Title\n\n")
    number = Figure("vastaamo", "sentence", 75.0, "months", Qualifier.EXACT, TEXT[:12], start, start + 12)
    found = replace(reading(verdict(QUOTE, TEXT)), figures=(number,))
    assert readings.save_reading(conn, stored, found, ["criminal"], NOW) == {VERDICT}
    row = conn.execute(sa.select(mention)).one()
    assert (row.quote, row.date_value, row.date_precision) == (QUOTE, "2024-04-30", "day")
    assert (row.words, row.cues, row.rule) == (["tuomitsi"], ["modality=fact"], "fi.verdict.1")
    assert conn.execute(sa.select(figure.c.value, figure.c.qualifier)).one() == (75.0, "exact")
    assert conn.execute(sa.select(schema.reading.c.relevant, schema.reading.c.why)).one() == (True, ["name=Vastaamo"])


def test_a_quote_that_is_not_in_the_revision_is_refused(conn: Connection) -> None:
    stored = _revision(conn)
    right = verdict(QUOTE, TEXT)
    for wrong in (
        replace(right, start=right.start + 1, end=right.end + 1),
        replace(right, quote="Kivimäki is guilty"),
        replace(right, quote="", start=7, end=7),
    ):
        with pytest.raises(ValueError, match="is not in the revision"):
            readings.save_reading(conn, stored, reading(wrong), ["criminal"], NOW)


@pytest.mark.parametrize("change", [{"quote": ""}, {"end": 3, "start": 3}, {"end": 99}, {"start": -1}])
def test_the_table_itself_refuses_a_mention_without_a_quote_that_fits_its_place(
    conn: Connection, change: dict[str, object]
) -> None:
    values = readings._mention(verdict(QUOTE, TEXT), "criminal") | change
    stored = _revision(conn)
    with pytest.raises(sa.exc.IntegrityError, match="ck_mention_quote"):
        conn.execute(mention.insert().values(revision_id=stored, article_id=1, **values))


def test_reading_again_replaces_and_names_the_buckets_that_lose(conn: Connection) -> None:
    stored = _revision(conn)
    readings.save_reading(conn, stored, reading(verdict(QUOTE, TEXT)), ["criminal"], NOW)
    assert readings.save_reading(conn, stored, reading(version="fi-2"), [], NOW) == {VERDICT}
    assert conn.execute(sa.select(mention)).all() == []
    assert conn.execute(sa.select(schema.reading.c.lexicon_version)).scalars().all() == ["fi-2"]


def test_mentions_of_an_earlier_revision_are_kept_and_no_longer_current(conn: Connection) -> None:
    known = article(conn)
    read(conn, known, TEXT, verdict(QUOTE, TEXT))
    assert read(conn, known, "Oikaisu: tuomiota ei ole annettu.", at=NOW + HOUR) == {VERDICT}
    assert conn.execute(sa.select(mention.c.current)).scalars().all() == [False]


def test_every_mention_needs_a_proceeding(conn: Connection) -> None:
    with pytest.raises(ValueError, match="zip"):
        readings.save_reading(conn, _revision(conn), reading(verdict(QUOTE, TEXT)), [], NOW)
