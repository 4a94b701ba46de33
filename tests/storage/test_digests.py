from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from monitor.model import Modality, Subscriber
from monitor.storage import digests, docket, subscribers
from monitor.storage.due import due_reports
from monitor.storage.engine import Connection, Engine
from monitor.storage.schema import delivery, digest, digest_item
from tests.storage.sample import (
    ANNA,
    HOUR,
    NOW,
    QUOTE,
    TEXT,
    VERDICT,
    article,
    groups,
    read,
    refold,
    tell,
    verdict,
)

ON = dt.date(2026, 11, 20)


def _due(conn: Connection, who: int = 1) -> list[tuple[str, int]]:
    return [(one.number, one.article_id) for one in due_reports(conn, who)]


def _send(conn: Connection, who: int = 1, *, on: dt.date = ON, deliver: bool = True) -> int | None:
    items = [digests.Item(one.development_id, one.article_id, "new") for one in due_reports(conn, who)]
    return digests.save_digest(
        conn,
        subscriber_id=who,
        on=on,
        window_from_at=NOW - 24 * HOUR,
        window_to_at=NOW,
        subject="Päivän kooste",
        text="text",
        html="html",
        message_id=f"<{who}.{on}@example.fi>",
        items=items,
        now=NOW,
        deliver=deliver,
    )


def test_a_report_is_due_with_all_that_a_digest_says_of_it(conn: Connection) -> None:
    known = tell(conn)
    (due,) = due_reports(conn, 1)
    assert (due.number, due.article_id, due.outlet_name, due.language) == ("vastaamo-1", known, "Yle", "fi")
    assert (due.quote, due.rule, due.words, due.told) == (QUOTE, "fi.verdict.1", ("tuomitsi",), False)
    assert due.date is not None
    assert (due.date.value, due.status, due.outcome) == ("2024-04-30", "fact", "convicted")


def test_nothing_is_due_twice_and_a_new_source_of_a_told_entry_is(conn: Connection) -> None:
    tell(conn, "a")
    _send(conn)
    assert _due(conn) == []
    second = tell(conn, "b")
    (due,) = due_reports(conn, 1)
    assert (due.article_id, due.told) == (second, True)


def test_an_edited_article_is_not_due_again(conn: Connection) -> None:
    known = tell(conn)
    _send(conn)
    edited = "Päivitetty. " + TEXT
    for bucket in read(conn, known, edited, verdict(QUOTE, edited), at=NOW + HOUR):
        refold(conn, bucket, at=NOW + HOUR)
    assert _due(conn) == []


def test_an_article_that_folding_moves_to_another_entry_is_not_due_again(conn: Connection) -> None:
    tell(conn, "a")
    tell(conn, "b")
    _send(conn)
    (both,) = groups(conn)
    first, second = both.mention_ids
    apart = [replace(both, mention_ids=(first,)), replace(both, number=None, mention_ids=(second,))]
    assert docket.save_folding(conn, VERDICT, apart, NOW + HOUR).created == (2,)
    assert _due(conn) == []


def test_baseline_and_import_are_never_due(conn: Connection) -> None:
    tell(conn, "a", baseline=True)
    tell(conn, "b", via="import")
    assert _due(conn) == []


def test_what_was_filed_before_a_subscriber_joined_is_not_due_to_them(conn: Connection) -> None:
    tell(conn, "a", at=NOW + HOUR)
    subscribers.sync_subscribers(conn, [ANNA, Subscriber("late@example.fi")], NOW + 2 * HOUR)
    later = tell(conn, "b", at=NOW + 3 * HOUR)
    first, second = (one.id for one in subscribers.active_subscribers(conn))
    assert len(_due(conn, first)) == 2
    assert _due(conn, second) == [("vastaamo-1", later)]


def test_an_article_that_says_it_twice_is_one_due_report_told_by_its_best_mention(conn: Connection) -> None:
    known = article(conn)
    planned = verdict("Syyttäjä vaati seitsemää vuotta.", TEXT, modality=Modality.PLANNED)
    for bucket in read(conn, known, TEXT, planned, verdict(QUOTE, TEXT)):
        refold(conn, bucket)
    (due,) = due_reports(conn, 1)
    assert (due.quote, due.modality) == (QUOTE, "fact")


def test_a_withdrawn_entry_is_not_due(conn: Connection) -> None:
    known = tell(conn)
    for bucket in read(conn, known, "Oikaisu.", at=NOW + HOUR):
        refold(conn, bucket)
    assert _due(conn) == []


def test_a_day_has_one_digest_and_the_second_try_changes_nothing(conn: Connection) -> None:
    tell(conn)
    first = _send(conn)
    tell(conn, "b")
    assert first is not None
    assert _send(conn) is None
    assert len(_due(conn)) == 1
    stored = digests.digest_on(conn, 1, ON)
    assert stored is not None
    assert (stored.id, stored.on, stored.window_to_at) == (first, ON, NOW)


def test_the_table_refuses_a_second_digest_of_a_day_and_a_report_told_twice(conn: Connection) -> None:
    tell(conn)
    _send(conn)
    row = dict(conn.execute(sa.select(digest)).one()._mapping)
    item = dict(conn.execute(sa.select(digest_item)).one()._mapping)
    for table, values, change in ((digest, row, {"message_id": "<2>"}), (digest_item, item, {"label": "again"})):
        values.pop("id")
        with pytest.raises(sa.exc.IntegrityError), conn.begin_nested():
            conn.execute(table.insert().values(**(values | change)))


def test_items_and_outbox_row_are_there_together_or_not_at_all(engine: Engine) -> None:
    with engine.begin() as conn:
        tell(conn)

    def wrong_item() -> None:
        with engine.begin() as conn:
            twice = [digests.Item(1, 1, "new")] * 2
            digests.save_digest(
                conn,
                subscriber_id=1,
                on=ON,
                window_from_at=NOW,
                window_to_at=NOW,
                subject="",
                text="",
                html="",
                message_id="<1>",
                items=twice,
                now=NOW,
            )

    with pytest.raises(sa.exc.IntegrityError):
        wrong_item()
    with engine.begin() as conn:
        assert digests.digest_on(conn, 1, ON) is None
        assert conn.execute(sa.select(delivery)).all() == []
        assert len(_due(conn)) == 1


def test_the_last_digest_is_the_newest_day_and_a_skipped_one_was_not_sent(conn: Connection) -> None:
    assert (digests.last_digest(conn, 1), digests.last_mailed(conn, 1)) == (None, None)
    _send(conn)
    _send(conn, on=ON + dt.timedelta(1), deliver=False)
    last = digests.last_digest(conn, 1)
    assert last is not None
    mailed = digests.last_mailed(conn, 1)
    assert mailed is not None
    assert (last.on, mailed.on) == (ON + dt.timedelta(1), ON)


def test_a_delivery_is_pending_until_it_is_sent(conn: Connection) -> None:
    _send(conn)
    (pending,) = digests.pending_deliveries(conn, NOW)
    assert (pending.address, pending.language, pending.attempts) == (ANNA.address, "fi", 0)
    assert (pending.digest.text, pending.digest.message_id) == ("text", "<1.2026-11-20@example.fi>")
    digests.mark_sent(conn, pending.id, NOW)
    assert digests.pending_deliveries(conn, NOW + HOUR) == []


def test_a_deferred_delivery_waits_for_its_time_and_counts_its_attempts(conn: Connection) -> None:
    _send(conn)
    (pending,) = digests.pending_deliveries(conn, NOW)
    digests.mark_deferred(conn, pending.id, "451 later", NOW + HOUR)
    assert digests.pending_deliveries(conn, NOW) == []
    (again,) = digests.pending_deliveries(conn, NOW + HOUR)
    assert (again.id, again.attempts) == (pending.id, 1)


def test_a_failed_delivery_is_parked_and_a_sent_one_stays_sent(conn: Connection) -> None:
    _send(conn)
    (pending,) = digests.pending_deliveries(conn, NOW)
    digests.mark_failed(conn, pending.id, "550 no such user")
    assert digests.pending_deliveries(conn, NOW + 99 * HOUR) == []
    digests.mark_sent(conn, pending.id, NOW)
    digests.mark_failed(conn, pending.id, "too late")
    assert conn.execute(sa.select(delivery.c.state, delivery.c.last_error)).one() == ("sent", "")


def test_a_digest_that_is_not_mailed_has_nothing_to_deliver(conn: Connection) -> None:
    _send(conn, deliver=False)
    assert digests.pending_deliveries(conn, NOW) == []
