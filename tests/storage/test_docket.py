from __future__ import annotations

import sqlalchemy as sa

from monitor.model import Modality
from monitor.storage import docket
from monitor.storage.docket import Folded
from monitor.storage.engine import Connection
from monitor.storage.schema import development, filing, mention, report
from tests.storage.sample import HOUR, NOW, QUOTE, TEXT, VERDICT, article, groups, read, refold, tell, verdict

DEMAND = "Syyttäjä vaati seitsemää vuotta."


def _entries(conn: Connection) -> list[tuple[int, str]]:
    return [(one.number, one.status) for one in docket.bucket_developments(conn, VERDICT)]


def _filings(conn: Connection) -> dict[int, bool]:
    return dict(conn.execute(sa.select(filing.c.article_id, filing.c.quiet)).tuples().all())


def test_reports_of_one_verdict_are_one_entry_with_one_number(conn: Connection) -> None:
    for name in "abc":
        tell(conn, name)
    assert _entries(conn) == [(1, "fact")]
    assert len(conn.execute(sa.select(report)).all()) == 3


def test_folding_again_changes_nothing(conn: Connection) -> None:
    tell(conn)
    before = [conn.execute(sa.select(table)).all() for table in (development, report, filing)]
    assert refold(conn, at=NOW + HOUR) == Folded()
    assert [conn.execute(sa.select(table)).all() for table in (development, report, filing)] == before


def test_a_demand_and_a_verdict_are_two_entries_and_keep_their_numbers(conn: Connection) -> None:
    known = article(conn)
    read(conn, known, TEXT, verdict(DEMAND, TEXT, modality=Modality.SOUGHT, outcome=None))
    assert refold(conn).created == (1,)
    both = (verdict(DEMAND, TEXT, modality=Modality.SOUGHT, outcome=None), verdict(QUOTE, TEXT))
    other = article(conn, "b")
    read(conn, other, TEXT, *both)
    assert refold(conn).created == (2,)
    assert _entries(conn) == [(1, "sought"), (2, "fact")]
    for text in ("Päivitetty. " + TEXT, "Taas. " + TEXT):
        moved = [verdict(DEMAND, text, modality=Modality.SOUGHT, outcome=None), verdict(QUOTE, text)]
        read(conn, other, text, *moved, at=NOW + HOUR * len(text))
        assert refold(conn).created == ()
        assert _entries(conn) == [(1, "sought"), (2, "fact")]


def test_an_edited_article_finds_its_entry_again(conn: Connection) -> None:
    known = tell(conn)
    edited = "Päivitetty. " + TEXT
    for bucket in read(conn, known, edited, verdict(QUOTE, edited), at=NOW + HOUR):
        assert refold(conn, bucket, at=NOW + HOUR).created == ()
    assert _entries(conn) == [(1, "fact")]
    assert conn.execute(sa.select(filing.c.filed_at)).scalars().all() == [NOW]


def test_an_entry_that_nobody_reports_any_longer_is_withdrawn_and_its_number_never_given_again(
    conn: Connection,
) -> None:
    known = tell(conn)
    for bucket in read(conn, known, "Oikaisu.", at=NOW + HOUR):
        assert refold(conn, bucket) == Folded(withdrawn=(1,))
    assert _entries(conn) == [(1, "withdrawn")]
    assert refold(conn) == Folded()
    tell(conn, "b")
    assert _entries(conn) == [(1, "withdrawn"), (2, "fact")]


def test_a_withdrawn_entry_stands_again_when_its_article_says_so_again(conn: Connection) -> None:
    known = tell(conn)
    for hours, text in enumerate(("Oikaisu.", TEXT), start=1):
        mentions = [verdict(QUOTE, text)] if QUOTE in text else []
        for bucket in read(conn, known, text, *mentions, at=NOW + hours * HOUR):
            refold(conn, bucket)
    assert _entries(conn) == [(1, "fact")]


def test_a_changed_entry_says_so(conn: Connection) -> None:
    known = article(conn)
    read(conn, known, TEXT, verdict(QUOTE, TEXT, modality=Modality.PLANNED))
    refold(conn)
    tell(conn, "b", at=NOW + HOUR)
    assert _entries(conn) == [(1, "fact")]
    assert conn.execute(sa.select(development.c.updated_at)).scalar() == NOW + HOUR


def test_throwing_away_mentions_takes_their_reports_along_and_leaves_entries_and_filings(conn: Connection) -> None:
    tell(conn)
    conn.execute(mention.delete())
    assert conn.execute(sa.select(report)).all() == []
    assert _entries(conn) == [(1, "fact")]
    assert len(_filings(conn)) == 1


def test_baseline_imports_and_reclassifying_are_filed_quietly(conn: Connection) -> None:
    loud = tell(conn, "a")
    quiet = [tell(conn, "b", baseline=True), tell(conn, "c", via="import"), article(conn, "d")]
    read(conn, quiet[-1], TEXT, verdict(QUOTE, TEXT))
    refold(conn, quiet=True)
    assert _filings(conn) == {loud: False} | dict.fromkeys(quiet, True)


def test_news_in_a_later_edit_of_a_baseline_article_is_not_quiet(conn: Connection) -> None:
    known = article(conn, baseline=True)
    read(conn, known, "Tuomiota odotetaan.")
    for bucket in read(conn, known, TEXT, verdict(QUOTE, TEXT), at=NOW + HOUR):
        refold(conn, bucket)
    assert _filings(conn) == {known: False}


def test_a_baseline_article_whose_full_text_came_late_is_quiet(conn: Connection) -> None:
    known = article(conn, baseline=True)
    read(conn, known, "teaser", headline_only=True)
    for bucket in read(conn, known, TEXT, verdict(QUOTE, TEXT), at=NOW + HOUR):
        refold(conn, bucket)
    assert _filings(conn) == {known: True}


def test_folding_is_given_what_was_stored(conn: Connection) -> None:
    tell(conn)
    (one,) = docket.bucket_mentions(conn, VERDICT)
    assert (one.outlet_id, one.numbers, one.quote, one.first_seen_at) == ("yle", (1,), QUOTE, NOW)
    assert one.date is not None
    assert (one.date.value, one.date.words) == ("2024-04-30", "huhtikuun 30. päivänä")
    (group,) = groups(conn)
    assert group.number == 1
