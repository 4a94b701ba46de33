"""The tables, and the version of them this program needs.

Rules kept here: every constraint has a name (the convention below), every foreign key says what a deletion does,
observed, derived and decided data stand apart. `migrations/` builds the same tables step by step; a test compares.

Deleting is RESTRICTed everywhere but for derived rows, which follow what they were derived from.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from monitor.language.vocabulary import FOLDING
from monitor.language.vocabulary import VERSION as WORDS_VERSION
from monitor.model import Modality, Precision
from monitor.storage.types import CleanText, UtcDateTime
from monitor.storage.views import view_statements

#: The newest migration. Kept here so that opening a database need not import Alembic (1 s).
REVISION = "0003"

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
WITHDRAWN = "withdrawn"


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _text(name: str, default: str | None = "") -> sa.Column[str]:
    """Text that is never NULL; without a default it must be given."""
    return sa.Column(name, CleanText, nullable=False, server_default=default)


def _text_or_null(name: str) -> sa.Column[str]:
    return sa.Column(name, CleanText, nullable=True)


def _at(name: str) -> sa.Column[dt.datetime]:
    return sa.Column(name, UtcDateTime, nullable=False)


def _at_or_null(name: str) -> sa.Column[dt.datetime]:
    return sa.Column(name, UtcDateTime, nullable=True)


def _flag(name: str, *, default: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.true() if default else sa.false())


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _seconds(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=True)


def _json(name: str, default: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False, server_default=default)


def _to(target: str, *, nullable: bool = False, deletes: str = "RESTRICT") -> sa.Column[int]:
    """Refer to another table's id."""
    return sa.Column(f"{target}_id", sa.Integer, sa.ForeignKey(f"{target}.id", ondelete=deletes), nullable=nullable)


def _to_name(column: str, target: str, *, nullable: bool = False) -> sa.Column[str]:
    """Refer to a table whose id is a short name."""
    return sa.Column(column, CleanText, sa.ForeignKey(f"{target}.id", ondelete="RESTRICT"), nullable=nullable)


def _date() -> tuple[sa.Column[str], sa.Column[str], sa.Column[str], sa.Column[bool], sa.CheckConstraint]:
    """Give the columns of an `EventDate`."""
    return (
        _text_or_null("date_value"),
        _text_or_null("date_precision"),
        _text("date_words"),
        _flag("date_assumed"),
        sa.CheckConstraint(
            "(date_value IS NULL AND date_precision IS NULL) OR "
            f"(date_value IS NOT NULL AND date_precision IN ({_quoted(Precision)}))",
            name="date",
        ),
    )


def _quote() -> tuple[sa.Column[str], sa.Column[int], sa.Column[int], sa.CheckConstraint]:
    """Give the columns of a verbatim quote; no statement of the machine's is stored without one."""
    return (
        _text("quote", None),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.CheckConstraint(
            """quote <> '' AND "start" >= 0 AND "end" > "start" AND length(quote) = "end" - "start\"""", name="quote"
        ),
    )


def _quoted(values: type[Modality | Precision]) -> str:
    return ", ".join(f"'{value}'" for value in values)


# ------------------------------------------------------------------------------------------------- observed

outlet = sa.Table(
    "outlet",
    metadata,
    sa.Column("id", CleanText, primary_key=True),
    _text("name", None),
    _text("language"),
    _text("kind", None),
    _text("homepage"),
    _text("timezone"),
    _flag("configured"),
    _at("created_at"),
    _json("pages", "[]"),  # what its newest pages gave, for `health.drift`
    _text("drift"),  # how its pages have changed so that they no longer read well; empty: they have not
    _at_or_null("drift_since_at"),
)

feed = sa.Table(
    "feed",
    metadata,
    _id(),
    _to_name("outlet_id", "outlet"),
    _text("url", None),
    _text("kind", "feed"),
    _text("links"),
    _text("part"),
    _flag("enabled", default=True),
    _text("reason"),
    _text("state"),
    _text("state_reason"),
    _text_or_null("etag"),
    _text_or_null("last_modified"),
    _text("body_hash"),
    sa.Column("failures", sa.Float, nullable=False, server_default="0"),
    _flag("baseline_done"),
    _flag("shared_guids"),
    _text_or_null("moved_to"),
    _at_or_null("moved_since_at"),
    _at_or_null("last_polled_at"),
    _at_or_null("last_ok_at"),
    _at_or_null("last_changed_at"),
    _at_or_null("last_full_at"),
    _at_or_null("next_poll_at"),
    _count("entries"),
    _count("new"),
    _at("created_at"),
    # What it was seen to do (`health.Habits`), and what its server wished: what the next poll depends on.
    _seconds("window_seconds"),
    _seconds("pace_seconds"),
    _seconds("usual_gap_seconds"),
    _seconds("wish_seconds"),
    _at_or_null("held_until_at"),
    _at_or_null("newest_at"),
    _json("newest", "{}"),
    _json("days", "[]"),  # polls of the last days, counted
    sa.UniqueConstraint("url"),
)
sa.Index(None, feed.c.outlet_id)
sa.Index(None, feed.c.enabled, feed.c.next_poll_at)

poll = sa.Table(
    "poll",
    metadata,
    _id(),
    _to("feed"),
    _at("started_at"),
    _at("finished_at"),
    _text("state", None),
    _text("reason"),
    sa.Column("status", sa.Integer, nullable=True),
    _count("entries"),
    _count("new"),
    _json("dropped", "{}"),
)
sa.Index(None, poll.c.feed_id, poll.c.finished_at)

gap = sa.Table(
    "gap",
    metadata,
    _id(),
    _to("feed"),
    _at("from_at"),
    _at("to_at"),
    _at("noted_at"),
)
sa.Index(None, gap.c.feed_id)
sa.Index(None, gap.c.noted_at)

article = sa.Table(
    "article",
    metadata,
    _id(),
    _to_name("outlet_id", "outlet"),
    _text("key", None),
    _text("url", None),
    _text("title"),
    _text("summary"),
    _text("language"),  # as its source says, empty: its outlet's
    _text("state", None),
    _text("reason"),
    _text("via", "feed"),
    _flag("baseline"),
    _text_or_null("published"),
    _at_or_null("published_at"),
    _at("first_seen_at"),
    _at_or_null("fetched_at"),
    _at_or_null("next_fetch_at"),
    _count("attempts"),
    _text_or_null("etag"),
    _text_or_null("last_modified"),
    _at_or_null("gone_at"),  # since when its page has answered 404 or 410
    _text_or_null("claim_key"),  # what its page or a redirect calls the story's own address; believed only with proof
    sa.Column("copy_of", sa.Integer, nullable=True),  # the article that holds this story under another address
    sa.UniqueConstraint("outlet_id", "key"),
    sa.CheckConstraint("via IN ('feed', 'import')", name="via"),
)
sa.Index(None, article.c.next_fetch_at)
sa.Index(None, article.c.state)
sa.Index(None, article.c.outlet_id, article.c.claim_key)

address = sa.Table(
    "address",
    metadata,
    _id(),
    _to_name("outlet_id", "outlet"),
    _text("key", None),
    _to("article"),
    sa.UniqueConstraint("outlet_id", "key"),
)
sa.Index(None, address.c.article_id)

entry = sa.Table(
    "entry",
    metadata,
    _id(),
    _to("feed"),
    _to("article"),
    _text("guid"),
    _text("url", None),
    _text("title"),
    _text("summary"),
    _text("author"),
    _text("published_raw"),
    _at_or_null("published_at"),
    _at_or_null("updated_at"),
    _at("first_seen_at"),
    sa.UniqueConstraint("feed_id", "guid", "url"),
)
sa.Index(None, entry.c.article_id)

revision = sa.Table(
    "revision",
    metadata,
    _id(),
    _to("article"),
    _text("content_hash", None),
    _text("title"),
    _text("text"),
    _text("language"),
    _text_or_null("published"),
    _text_or_null("updated"),
    _at("fetched_at"),
    _at("last_seen_at"),
    _text("page_hash"),
    _flag("headline_only"),
    _text("reason"),
    _text("essence_hash"),  # of what it says: texts that differ in a time stamp or a counter alone share it
    _at_or_null("purged_at"),  # when its text was removed; hashes and quotes stay
    sa.UniqueConstraint("article_id", "content_hash"),
)

archived_page = sa.Table(
    "archived_page",
    metadata,
    sa.Column(
        "revision_id",
        sa.Integer,
        sa.ForeignKey("revision.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    ),
    _text("file"),  # the WARC file's name in the archive's folder; empty: not kept, for this reason
    sa.Column("offset", sa.BigInteger, nullable=False, server_default="0"),
    _count("length"),
    _text("digest"),  # SHA-256 of these bytes of the file
    _text("reason"),
    _at("archived_at"),
)
sa.Index(None, archived_page.c.file)

capture = sa.Table(
    "capture",
    metadata,
    _id(),
    _to("article"),
    _to("revision"),
    _text("url", None),
    _text("state", "pending"),
    _text("job"),
    _count("attempts"),
    _at_or_null("next_at"),
    _text("reason"),
    _text("archived_url"),
    _at_or_null("requested_at"),
    _at("created_at"),
    sa.UniqueConstraint("revision_id"),
    sa.CheckConstraint("state IN ('pending', 'requested', 'done', 'failed', 'refused')", name="state"),
)
sa.Index(None, capture.c.article_id)
sa.Index(None, capture.c.state, capture.c.next_at)

# -------------------------------------------------------------------------------------------------- decided

watched_case = sa.Table(
    "watched_case",
    metadata,
    sa.Column("id", CleanText, primary_key=True),
    _json("names", "{}"),
    _flag("active", default=True),
    _at("created_at"),
)

case_counter = sa.Table(
    "case_counter",
    metadata,
    sa.Column("case_id", CleanText, sa.ForeignKey("watched_case.id", ondelete="RESTRICT"), primary_key=True),
    sa.Column("next_number", sa.Integer, nullable=False),
)

# -------------------------------------------------------------------------------------------------- derived

reading = sa.Table(
    "reading",
    metadata,
    _id(),
    _to("revision", deletes="CASCADE"),
    _to_name("case_id", "watched_case", nullable=True),
    _flag("relevant"),
    _text("language"),
    _text("lexicon_version"),
    _json("why", "[]"),
    _at("read_at"),
    sa.UniqueConstraint("revision_id"),
)
sa.Index(None, reading.c.case_id)

mention = sa.Table(
    "mention",
    metadata,
    _id(),
    _to("revision", deletes="CASCADE"),
    _to("article"),
    _to_name("case_id", "watched_case"),
    _text("proceeding", None),
    _text("kind", None),
    _text("modality", None),
    _flag("news"),
    _text("subject", None),
    _text_or_null("authority"),
    *_date(),
    _text_or_null("outcome"),
    _text("stage"),
    *_quote(),
    _text("rule", None),
    _json("words", "[]"),
    _json("cues", "[]"),
    sa.Column("confidence", sa.Float, nullable=False, server_default="1"),
    _text("lexicon_version"),
    _flag("current", default=True),
    _text("finality"),
    sa.CheckConstraint(f"modality IN ({_quoted(Modality)})", name="modality"),
)
sa.Index(None, mention.c.revision_id)
sa.Index(None, mention.c.article_id)
sa.Index("ix_mention_bucket", mention.c.case_id, mention.c.proceeding, mention.c.kind, mention.c.subject)

figure = sa.Table(
    "figure",
    metadata,
    _id(),
    _to("revision", deletes="CASCADE"),
    _to("article"),
    _to_name("case_id", "watched_case"),
    _text("what", None),
    _text_or_null("of"),
    sa.Column("value", sa.Float, nullable=False),
    _text("unit"),
    _text("qualifier", None),
    sa.Column("suspended", sa.Boolean, nullable=True),
    *_quote(),
    _text("lexicon_version"),
    _flag("current", default=True),
    _to("mention", nullable=True, deletes="SET NULL"),
)
sa.Index(None, figure.c.mention_id)
sa.Index(None, figure.c.revision_id)
sa.Index(None, figure.c.article_id)
sa.Index(None, figure.c.case_id, figure.c.what)

development = sa.Table(
    "development",
    metadata,
    _id(),
    _to_name("case_id", "watched_case"),
    sa.Column("number", sa.Integer, nullable=False),
    _text("proceeding", None),
    _text("kind", None),
    _text("subject", None),
    _text("stage"),
    _text("strand"),
    _text("status", None),
    _text_or_null("authority"),
    _text_or_null("outcome"),
    *_date(),
    _json("other_dates", "[]"),
    _at("first_reported_at"),
    _at("created_at"),
    _at("updated_at"),
    _text("finality"),
    _flag("by_hand"),
    _json("what", "{}"),  # own words of a person, by language
    _json("sources", "[]"),  # of an entry by hand: [{outlet, url, published}]
    _text("standing"),
    sa.Column("merged_into", sa.Integer, nullable=True),  # the number of the entry that stands for this one
    _json("edits", "{}"),  # what people say instead of the machine, by field
    sa.Column("telling_id", sa.Integer, nullable=True),  # the mention that tells it best; looked up, never trusted
    _count("outlets"),
    _count("origins"),  # independent ones, of which each outlet has one at most
    sa.UniqueConstraint("case_id", "number"),
    sa.CheckConstraint("number > 0", name="number"),
    sa.CheckConstraint("standing IN ('', 'accepted', 'dismissed', 'merged')", name="standing"),
    sa.CheckConstraint(f"status IN ({_quoted(Modality)}, '{WITHDRAWN}')", name="status"),
)
sa.Index(
    "ix_development_bucket",
    development.c.case_id,
    development.c.proceeding,
    development.c.kind,
    development.c.subject,
)
sa.Index(None, development.c.case_id, development.c.date_value)

report = sa.Table(
    "report",
    metadata,
    sa.Column(
        "mention_id", sa.Integer, sa.ForeignKey("mention.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    _to("development"),
    _to("article"),
)
sa.Index(None, report.c.development_id, report.c.article_id)
sa.Index(None, report.c.article_id)

conflict = sa.Table(
    "conflict",
    metadata,
    _id(),
    _to_name("case_id", "watched_case"),
    _text("key", None),
    _text("scope", None),  # what it is derived from, and replaced with: a bucket, or the case's figures
    _text("question", None),
    _text("kind"),
    _text("subject"),
    _text("state", None),
    _json("sides", "[]"),
    _at("created_at"),
    _at("updated_at"),
    sa.UniqueConstraint("case_id", "key"),
    sa.CheckConstraint("state IN ('open', 'superseded')", name="state"),
)
sa.Index(None, conflict.c.case_id, conflict.c.scope)

near_miss = sa.Table(
    "near_miss",
    metadata,
    _id(),
    _to("revision", deletes="CASCADE"),
    _to("article"),
    _to_name("case_id", "watched_case"),
    _text("proceeding", None),
    _text("kind", None),
    _text("modality", None),
    _text("subject", None),
    *_date(),
    _text_or_null("outcome"),
    *_quote(),
    _text("rule", None),
    _json("words", "[]"),
    sa.Column("confidence", sa.Float, nullable=False),
    _text("lexicon_version"),
)
sa.Index(None, near_miss.c.revision_id)
sa.Index(None, near_miss.c.article_id)
sa.Index(None, near_miss.c.case_id, near_miss.c.confidence)

filing = sa.Table(
    "filing",
    metadata,
    sa.Column("development_id", sa.Integer, sa.ForeignKey("development.id", ondelete="RESTRICT"), primary_key=True),
    sa.Column("article_id", sa.Integer, sa.ForeignKey("article.id", ondelete="RESTRICT"), primary_key=True),
    _at("filed_at"),
    _flag("quiet"),
)
sa.Index(None, filing.c.article_id)
sa.Index(None, filing.c.filed_at)

origin = sa.Table(
    "origin",
    metadata,
    sa.Column(
        "article_id", sa.Integer, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    _text("name", None),  # the group's: the least of its members' own names
    _text("own", None),
    _text("signature"),
    _count("size"),
    _json("wires", "[]"),
    _json("bands", "[]"),
)
sa.Index(None, origin.c.name)

origin_band = sa.Table(
    "origin_band",
    metadata,
    sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column(
        "article_id",
        sa.Integer,
        sa.ForeignKey("origin.article_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
)
sa.Index(None, origin_band.c.article_id)

# -------------------------------------------------------------------- observed: what the docket said, append-only

correction = sa.Table(
    "correction",
    metadata,
    _id(),
    _to("development"),
    _to("article"),
    sa.Column("from_revision_id", sa.Integer, sa.ForeignKey("revision.id", ondelete="RESTRICT"), nullable=False),
    sa.Column("to_revision_id", sa.Integer, sa.ForeignKey("revision.id", ondelete="RESTRICT"), nullable=False),
    _text("state", None),
    _json("changes", "[]"),  # [field, before, after]
    _json("passages", "[]"),  # a word diff a sentence: [sign, words]
    _at("made_at"),
    sa.CheckConstraint("state IN ('changed', 'withdrawn')", name="state"),
)
sa.Index(None, correction.c.development_id)
sa.Index(None, correction.c.article_id)

development_version = sa.Table(
    "development_version",
    metadata,
    _id(),
    _to("development"),
    _json("state", "{}"),  # every column of the entry that a reader sees
    _at("known_at"),
)
sa.Index(None, development_version.c.development_id, development_version.c.known_at)

report_version = sa.Table(
    "report_version",
    metadata,
    _id(),
    _to("development"),
    _to("article"),
    _to("revision"),
    sa.Column("mention_id", sa.Integer, nullable=False),  # a mention may be derived anew; this row stays
    _text("quote"),
    _flag("news"),
    _text("modality", None),
    _text_or_null("date_value"),
    _text("date_words"),
    _text_or_null("published"),
    _at_or_null("published_at"),
    _text("origin"),
    _at("known_at"),
    _at_or_null("until_at"),
)
sa.Index(None, report_version.c.development_id)
sa.Index(None, report_version.c.article_id, report_version.c.until_at)

# ------------------------------------------------------------------------------------- decided: what people get

subscriber = sa.Table(
    "subscriber",
    metadata,
    _id(),
    _text("address", None),
    _text("language"),
    _json("cases", "[]"),
    _text("timezone"),
    _text_or_null("at"),
    _flag("active", default=True),
    _at("created_at"),
    _json("filters", "{}"),  # proceedings, kinds, outlets: ids, where not all of them
    _text("every", "day"),
    _text("weekday", "monday"),
    sa.Column("origins", sa.Integer, nullable=False, server_default="1"),
    sa.UniqueConstraint("address"),
)

digest = sa.Table(
    "digest",
    metadata,
    _id(),
    _to("subscriber"),
    sa.Column("digest_on", sa.Date, nullable=False),
    _at("window_from_at"),
    _at("window_to_at"),
    _text("subject"),
    _text("text"),
    _text("html"),
    _text("message_id", None),
    _json("counts", "{}"),
    _at("created_at"),
    sa.UniqueConstraint("subscriber_id", "digest_on"),
    sa.UniqueConstraint("message_id"),
)

digest_item = sa.Table(
    "digest_item",
    metadata,
    _id(),
    _to("digest"),
    _to("subscriber"),
    _to("development"),
    _to("article"),
    _text("topic", "report"),
    _text("label"),
    sa.UniqueConstraint("subscriber_id", "development_id", "article_id", "topic"),
)
sa.Index(None, digest_item.c.digest_id)
sa.Index(None, digest_item.c.development_id)
sa.Index(None, digest_item.c.article_id)

# A conflict is derived and its row may go; its key stays with what it asks, so a reader is told of it once.
digest_conflict = sa.Table(
    "digest_conflict",
    metadata,
    _id(),
    _to("digest"),
    _to("subscriber"),
    _to_name("case_id", "watched_case"),
    _text("key", None),
    _text("label"),
    sa.UniqueConstraint("subscriber_id", "case_id", "key"),
)
sa.Index(None, digest_conflict.c.digest_id)

delivery = sa.Table(
    "delivery",
    metadata,
    _id(),
    _to("digest"),
    _text("state", "pending"),
    _count("attempts"),
    _at_or_null("next_attempt_at"),
    _text("last_error"),
    _at_or_null("sent_at"),
    _at("created_at"),
    sa.UniqueConstraint("digest_id"),
    sa.CheckConstraint("state IN ('pending', 'sent', 'deferred', 'failed', 'skipped')", name="state"),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
)
sa.Index(None, delivery.c.state, delivery.c.next_attempt_at)

alert = sa.Table(
    "alert",
    metadata,
    _id(),
    _text("name", None),
    _text("wish"),  # what is alerted about, in one line; a changed wish begins anew
    sa.Column("after_version", sa.Integer, nullable=False),  # report_version ids up to here alert nobody
    _flag("active", default=True),
    _at("created_at"),
    sa.UniqueConstraint("name"),
)

alert_message = sa.Table(
    "alert_message",
    metadata,
    _id(),
    _to("alert"),
    _text("thread"),  # the case whose thread a mail belongs to; empty where a message tells of all
    _text("subject"),
    _text("text"),
    _json("payload", "{}"),
    _text("message_id", None),
    _text("state", "pending"),
    _count("attempts"),
    _at_or_null("next_attempt_at"),
    _text("last_error"),
    _at_or_null("sent_at"),
    _at("created_at"),
    sa.UniqueConstraint("message_id"),
    sa.CheckConstraint("state IN ('pending', 'sent', 'deferred', 'failed', 'skipped')", name="state"),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
)
sa.Index(None, alert_message.c.state, alert_message.c.next_attempt_at)
sa.Index(None, alert_message.c.alert_id)

alert_item = sa.Table(
    "alert_item",
    metadata,
    _id(),
    _to("alert"),
    _to("development"),
    _text("what", None),
    _text("status"),  # the entry's modality and outcome when this was noted
    _text_or_null("outcome"),
    _json("articles", "[]"),  # ids of those that told it
    _text("state", "waiting"),
    _to("alert_message", nullable=True),
    _at("noted_at"),
    sa.UniqueConstraint("alert_id", "development_id", "what"),
    sa.CheckConstraint("what IN ('new', 'happened', 'outcome')", name="what"),
    sa.CheckConstraint("state IN ('waiting', 'told', 'quiet', 'withdrawn')", name="state"),
)
sa.Index(None, alert_item.c.development_id)
sa.Index(None, alert_item.c.alert_message_id)

decision = sa.Table(
    "decision",
    metadata,
    _id(),
    _to_name("case_id", "watched_case"),
    _to("development", nullable=True),
    _to("article", nullable=True),
    _text("action", None),
    _json("detail", "{}"),
    _text("who", None),
    _text("why"),
    _at("decided_at"),
    _at_or_null("undone_at"),
)
sa.Index(None, decision.c.case_id, decision.c.decided_at)
sa.Index(None, decision.c.development_id)
sa.Index(None, decision.c.article_id)

# ------------------------------------------------------------------------------------------------ housekeeping

host = sa.Table(
    "host",
    metadata,
    sa.Column("name", CleanText, primary_key=True),
    _at("not_before_at"),
    _text("reason"),
)

#: How many requests a host has had on a day of UTC; only its latest day is kept.
host_day = sa.Table(
    "host_day",
    metadata,
    sa.Column("name", CleanText, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    _count("requests"),
)

#: What each site's robots.txt said, for the hours it counts.
robots = sa.Table(
    "robots",
    metadata,
    sa.Column("site", CleanText, primary_key=True),
    _at("until_at"),
    _text("text"),
    _text_or_null("etag"),
    _text_or_null("last_modified"),
    _text("state"),
    _text("reason"),
    sa.Column("status", sa.Integer, nullable=True),
    _at_or_null("failing_since_at"),
)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", CleanText, primary_key=True),
    _text("value"),
)

#: Alembic's own table, so that a new database can be stamped without importing Alembic.
alembic_version = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

# ------------------------------------------------------------------------------------------------ full text

#: SQLite's full-text index over what is stored in `revision` and `mention`; it holds no copy of the text. Where the
#: library lacks FTS5, and on PostgreSQL, `search` falls back to LIKE. It holds words as they stand, but for what
#: `FOLDING` replaces; the base forms are in `word`.
_INDEXED = {"revision": ("title", "text"), "mention": ("quote",)}

#: Every word of the stored texts once per language, with its base form as a stem: how a query's paradigm finds the
#: words that really stand in a text, and the compounds that end with one.
word = sa.Table(
    "word",
    metadata,
    sa.Column("language", CleanText, primary_key=True),
    sa.Column("form", CleanText, primary_key=True),
    _text("ending", None),  # its base form as a stem, read backwards
    sqlite_with_rowid=False,
)
sa.Index(None, word.c.language, word.c.ending)

#: The row of `word` that says the words of all texts are stored, and which way of cutting them did it.
ALL_WORDS = {"language": "", "form": "", "ending": str(WORDS_VERSION)}


def _folded(column: str) -> str:
    """Give SQL for a column as the index cuts it: without soft hyphens, letters in one piece."""
    for old, new in FOLDING:
        signs = " || ".join(f"char({ord(character)})" for character in old)
        column = f"replace({column}, {signs}, '{new}')"
    return column


def full_text_statements() -> list[str]:
    """Give the statements that build the full-text tables and the triggers that keep them in step."""
    statements = []
    for table, columns in _INDEXED.items():
        names = ", ".join(columns)
        new = ", ".join(_folded(f"new.{column}") for column in columns)
        old = ", ".join(_folded(f"old.{column}") for column in columns)
        own = ", ".join(f"{_folded(column)} AS {column}" for column in columns)
        index = f"search_{table}"
        forget = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608 names of this module only
        learn = f"INSERT INTO {index} (rowid, {names}) VALUES (new.id, {new});"  # noqa: S608 names of this module only
        statements += [
            f"CREATE VIEW {index}_source AS SELECT id, {own} FROM {table}",  # noqa: S608 the same
            f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{index}_source', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0')",
            f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {learn} END",
            f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {forget} END",
            f"CREATE TRIGGER {index}_update AFTER UPDATE OF {names} ON {table} BEGIN {forget} {learn} END",
        ]
    return statements


def has_fts5(conn: sa.Connection) -> bool:
    """Whether this SQLite library has FTS5 (False on other databases)."""
    if conn.dialect.name != "sqlite":
        return False
    return bool(conn.exec_driver_sql("SELECT sqlite_compileoption_used('ENABLE_FTS5')").scalar())


def create_all(conn: sa.Connection) -> None:
    """Build every table at the newest revision, and say so; the caller's transaction makes it all or nothing."""
    metadata.create_all(conn)
    alembic_version.metadata.create_all(conn)
    conn.execute(alembic_version.insert().values(version_num=REVISION))
    conn.execute(word.insert().values(**ALL_WORDS))  # there is no text yet
    if has_fts5(conn):
        for statement in full_text_statements():
            conn.exec_driver_sql(statement)
    if conn.dialect.name == "sqlite":
        for statement in view_statements():
            conn.exec_driver_sql(statement)
