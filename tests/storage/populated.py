"""A row or more in every table: what migrations are tried on."""

from __future__ import annotations

import sqlalchemy as sa

from monitor.alerts import Candidate, What
from monitor.model import Alert, Channel, HostMemory, PollState, RobotsFile
from monitor.storage import alerts, digests, hosts, meta, schema
from monitor.storage.due import due_reports
from monitor.storage.engine import Engine
from tests.storage import sample

HOSTS = HostMemory(
    sample.NOW.date(),
    {"yle.example": 7},
    {"yle.example": sample.NOW},
    (RobotsFile("https://yle.example", sample.NOW, "User-agent: *\n"),),
)


def populate(engine: Engine) -> None:
    """Put something into every table."""
    with engine.begin() as conn:
        sample.register(conn)
        sample.poll(conn, sample.entry("seen"))
        sample.poll(conn, state=PollState.TIMEOUT, reason="no answer", feed_id=2)
        sample.tell(conn, "a")
        reports = due_reports(conn, 1)
        digests.save_digest(
            conn,
            subscriber_id=1,
            on=sample.NOW.date(),
            window_from_at=sample.NOW,
            window_to_at=sample.NOW,
            subject="s",
            text="t",
            html="h",
            message_id="<1@example.fi>",
            items=[digests.Item(one.development_id, one.article_id, "new") for one in reports],
            conflicts={("vastaamo", "vastaamo:victims"): "told"},
            now=sample.NOW,
        )
        hosts.remember(conn, HOSTS)
        conn.execute(schema.archived_page.insert().values(revision_id=1, file="a.warc.gz", archived_at=sample.NOW))
        conn.execute(
            schema.capture.insert().values(article_id=2, revision_id=1, url="https://a.example/", created_at=sample.NOW)
        )
        _revise(conn)
        _alert(conn)
        meta.put(conn, "a", "b")
        conn.execute(schema.gap.insert().values(feed_id=1, from_at=sample.NOW, to_at=sample.NOW, noted_at=sample.NOW))
        conn.execute(
            schema.figure.insert().values(
                revision_id=1,
                article_id=2,
                case_id="vastaamo",
                what="victims",
                value=1,
                qualifier="exact",
                quote="T",
                start=0,
                end=1,
            )
        )
        conn.execute(
            schema.conflict.insert().values(
                case_id="vastaamo",
                key="vastaamo:victims",
                scope="case",
                question="victims",
                state="open",
                created_at=sample.NOW,
                updated_at=sample.NOW,
            )
        )
        conn.execute(
            schema.decision.insert().values(
                case_id="vastaamo", development_id=1, article_id=2, action="accept", who="anna", decided_at=sample.NOW
            )
        )


def _alert(conn: sa.Connection) -> None:
    """Leave the traces of an alert."""
    alerts.sync_alerts(conn, [Alert("night", Channel.MAIL)], sample.NOW)
    alerts.note(conn, 1, Candidate(1, "vastaamo-1", "vastaamo", "p", "verdict", "fact", None, ()), What.NEW, sample.NOW)
    alerts.save_message(
        conn,
        alert_id=1,
        thread="vastaamo",
        subject="s",
        text="t",
        payload={"version": 1},
        message_id="<2@example.fi>",
        item_ids=[1],
        now=sample.NOW,
    )


def _revise(conn: sa.Connection) -> None:
    """Leave the traces of an edited article."""
    conn.execute(
        schema.correction.insert().values(
            development_id=1, article_id=2, from_revision_id=1, to_revision_id=1, state="changed", made_at=sample.NOW
        )
    )
    conn.execute(schema.development_version.insert().values(development_id=1, state={}, known_at=sample.NOW))
    conn.execute(
        schema.report_version.insert().values(
            development_id=1, article_id=2, revision_id=1, mention_id=1, modality="fact", known_at=sample.NOW
        )
    )
    conn.execute(schema.origin.insert().values(article_id=2, name="a", own="a"))
    conn.execute(
        schema.near_miss.insert().values(
            revision_id=1,
            article_id=1,
            case_id="vastaamo",
            proceeding="kivimaki",
            kind="arrest",
            modality="fact",
            subject="Kivimäki",
            quote="lifted",
            start=0,
            end=6,
            rule="en-words-arrest",
            confidence=0.3,
        )
    )
    conn.execute(schema.origin_band.insert().values(band=2**60, article_id=2))
