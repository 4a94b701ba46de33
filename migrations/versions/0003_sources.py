"""Sources of every kind and their health, the archive, full text in base forms, alerts and wishes of subscribers.

Rules kept here: no import of monitor (a migration must mean the same for ever), every constraint with its name, every
step undone in reverse order by the downgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what living on the real web, and the digest and queries of every day, need."""
    _hosts()
    _archive()
    _health()
    _wishes()
    _views()  # last: a view over a table that is copied in a batch would break
    _kinds()
    _alerts()
    _search()


def downgrade() -> None:
    """Take it away again."""
    _no_search()
    _no_views()
    _no_alerts()
    _no_health()
    _no_archive()
    _no_wishes()
    _no_kinds()
    _no_hosts()


def _kinds() -> None:
    """Tell feeds, sitemaps, listings and watched pages apart, and keep the language a source names."""
    for name, default in (("kind", "feed"), ("links", ""), ("part", "")):
        op.add_column("feed", sa.Column(name, sa.Text(), server_default=default, nullable=False))
    op.add_column("article", sa.Column("language", sa.Text(), server_default="", nullable=False))


def _no_kinds() -> None:
    """Poll everything as a feed again."""
    op.drop_column("article", "language")
    for name in ("part", "links", "kind"):
        op.drop_column("feed", name)


_HABITS = ("window_seconds", "pace_seconds", "usual_gap_seconds", "wish_seconds")


def _health() -> None:
    """Add what a feed is used to doing, the gaps in what it gave, and whether an outlet's pages still read well."""
    for name in _HABITS:
        op.add_column("feed", sa.Column(name, sa.Float(), nullable=True))
    for name in ("held_until_at", "newest_at"):
        op.add_column("feed", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("feed", sa.Column("newest", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("feed", sa.Column("days", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("outlet", sa.Column("pages", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("outlet", sa.Column("drift", sa.Text(), server_default="", nullable=False))
    op.add_column("outlet", sa.Column("drift_since_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_gap_feed_id_feed"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
    )
    op.create_index("ix_gap_feed_id", "gap", ["feed_id"])
    op.create_index("ix_gap_noted_at", "gap", ["noted_at"])


def _no_health() -> None:
    """Forget it again."""
    op.drop_table("gap")
    for name in ("drift_since_at", "drift", "pages"):
        op.drop_column("outlet", name)
    for name in ("days", "newest", "newest_at", "held_until_at", *reversed(_HABITS)):
        op.drop_column("feed", name)


def _wishes() -> None:
    """Keep what of the docket each subscriber wants and how often, and which conflicts a reader has been told of."""
    op.add_column("subscriber", sa.Column("filters", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("subscriber", sa.Column("every", sa.Text(), server_default="day", nullable=False))
    op.add_column("subscriber", sa.Column("weekday", sa.Text(), server_default="monday", nullable=False))
    op.add_column("subscriber", sa.Column("origins", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "digest_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest.id"], name=op.f("fk_digest_conflict_digest_id_digest"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscriber.id"],
            name=op.f("fk_digest_conflict_subscriber_id_subscriber"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["watched_case.id"], name=op.f("fk_digest_conflict_case_id_watched_case"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_conflict")),
        sa.UniqueConstraint(
            "subscriber_id", "case_id", "key", name=op.f("uq_digest_conflict_subscriber_id_case_id_key")
        ),
    )
    op.create_index("ix_digest_conflict_digest_id", "digest_conflict", ["digest_id"])


def _no_wishes() -> None:
    """Send everybody everything of their cases every day again."""
    op.drop_table("digest_conflict")
    for name in ("origins", "weekday", "every", "filters"):
        op.drop_column("subscriber", name)


def _alerts() -> None:
    """Remember what alerts told, and keep their outbox."""
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), server_default="", nullable=False),
        sa.Column("after_version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("name", name=op.f("uq_alert_name")),
    )
    op.create_table(
        "alert_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("thread", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("payload", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'deferred', 'failed', 'skipped')", name=op.f("ck_alert_message_state")
        ),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_alert_message_sent_at")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_message_alert_id_alert"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_alert_message_message_id")),
    )
    op.create_index("ix_alert_message_state_next_attempt_at", "alert_message", ["state", "next_attempt_at"])
    op.create_index("ix_alert_message_alert_id", "alert_message", ["alert_id"])
    op.create_table(
        "alert_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("articles", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("alert_message_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('new', 'happened', 'outcome')", name=op.f("ck_alert_item_what")),
        sa.CheckConstraint("state IN ('waiting', 'told', 'quiet', 'withdrawn')", name=op.f("ck_alert_item_state")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_item_alert_id_alert"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_alert_item_development_id_development"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["alert_message_id"],
            ["alert_message.id"],
            name=op.f("fk_alert_item_alert_message_id_alert_message"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_item")),
        sa.UniqueConstraint(
            "alert_id", "development_id", "what", name=op.f("uq_alert_item_alert_id_development_id_what")
        ),
    )
    op.create_index("ix_alert_item_development_id", "alert_item", ["development_id"])
    op.create_index("ix_alert_item_alert_message_id", "alert_item", ["alert_message_id"])


def _no_alerts() -> None:
    for table in ("alert_item", "alert_message", "alert"):
        op.drop_table(table)


# -------------------------------------------------------------------------------------- views for other programs

_VIEWS = {
    "docket": """
SELECT d.case_id || '-' || d.number AS entry,
       d.case_id AS "case",
       iif(json_type(d.edits, '$.proceeding') IS NULL, d.proceeding, json_extract(d.edits, '$.proceeding'))
           AS proceeding,
       iif(json_type(d.edits, '$.kind') IS NULL, d.kind, json_extract(d.edits, '$.kind')) AS kind,
       iif(json_type(d.edits, '$.subject') IS NULL, d.subject, json_extract(d.edits, '$.subject')) AS subject,
       iif(json_type(d.edits, '$.status') IS NULL, d.status, json_extract(d.edits, '$.status')) AS status,
       iif(json_type(d.edits, '$.outcome') IS NULL, d.outcome, json_extract(d.edits, '$.outcome')) AS outcome,
       iif(json_type(d.edits, '$.authority') IS NULL, d.authority, json_extract(d.edits, '$.authority')) AS authority,
       iif(json_type(d.edits, '$.date') IS NULL, d.date_value, json_extract(d.edits, '$.date')) AS "date",
       iif(json_type(d.edits, '$.date') IS NULL, d.date_assumed, 0) AS date_assumed,
       iif(json_type(d.edits, '$.finality') IS NULL, d.finality, json_extract(d.edits, '$.finality')) AS finality,
       coalesce(m.quote, json_extract(d.what, '$.en'), json_extract(d.what, '$.fi'), '') AS quote,
       d.outlets AS outlets,
       d.origins AS origins,
       substr(d.first_reported_at, 1, 19) AS first_reported_at,
       substr(d.updated_at, 1, 19) AS updated_at,
       d.by_hand AS by_hand,
       d.standing = 'accepted' AS accepted
FROM development AS d LEFT JOIN mention AS m ON m.id = d.telling_id
WHERE d.status <> 'withdrawn' AND d.standing NOT IN ('dismissed', 'merged')
""",
    "reports": """
SELECT d.case_id || '-' || d.number AS entry,
       a.id AS article,
       o.name AS outlet,
       o.kind AS outlet_kind,
       r.title AS title,
       a.url AS url,
       m.quote AS quote,
       m.modality AS modality,
       m.news AS news,
       m.outcome AS outcome,
       m.date_value AS "date",
       coalesce(substr(a.published_at, 1, 19), a.published) AS published,
       substr(a.first_seen_at, 1, 19) AS first_seen_at,
       l.language AS language,
       g.name AS origin,
       m.rule AS rule,
       m.confidence AS confidence
FROM report AS p
JOIN development AS d ON d.id = p.development_id
JOIN mention AS m ON m.id = p.mention_id
JOIN revision AS r ON r.id = m.revision_id
JOIN article AS a ON a.id = p.article_id
JOIN outlet AS o ON o.id = a.outlet_id
LEFT JOIN reading AS l ON l.revision_id = m.revision_id
LEFT JOIN origin AS g ON g.article_id = a.id
WHERE d.status <> 'withdrawn' AND d.standing NOT IN ('dismissed', 'merged')
""",
    "figures": """
SELECT f.id AS figure,
       f.case_id AS "case",
       (SELECT d.case_id || '-' || d.number FROM report AS p JOIN development AS d ON d.id = p.development_id
        WHERE p.mention_id = f.mention_id AND d.standing NOT IN ('dismissed', 'merged')) AS entry,
       f.what AS what,
       f."of" AS "of",
       f.value AS value,
       f.unit AS unit,
       f.qualifier AS qualifier,
       f.suspended AS suspended,
       f.quote AS quote,
       o.name AS outlet,
       a.url AS url,
       coalesce(substr(a.published_at, 1, 19), a.published) AS published
FROM figure AS f
JOIN article AS a ON a.id = f.article_id
JOIN outlet AS o ON o.id = a.outlet_id
WHERE f.current
""",
    "conflicts": """
SELECT c.id AS conflict,
       c.case_id AS "case",
       c.question AS question,
       c.kind AS kind,
       c.subject AS subject,
       c.state AS state,
       side.key + 1 AS side,
       json_extract(side.value, '$.value') AS value,
       json_extract(side.value, '$.label') AS told_of,
       json_extract(side.value, '$.outlets') AS outlets,
       json_extract(side.value, '$.reports') AS reports,
       json_extract(side.value, '$.sources[0].quote') AS quote,
       json_extract(side.value, '$.sources[0].url') AS url,
       substr(c.updated_at, 1, 19) AS updated_at
FROM conflict AS c, json_each(c.sides) AS side
""",
    "articles": """
SELECT a.id AS article,
       o.id AS outlet,
       o.name AS outlet_name,
       a.title AS title,
       a.url AS url,
       a.state AS state,
       a.reason AS reason,
       l.case_id AS "case",
       l.language AS language,
       coalesce(substr(a.published_at, 1, 19), a.published) AS published,
       substr(a.first_seen_at, 1, 19) AS first_seen_at,
       substr(a.fetched_at, 1, 19) AS fetched_at,
       (SELECT max(r.id) FROM revision AS r WHERE r.article_id = a.id) AS revision,
       (SELECT count(*) FROM revision AS r WHERE r.article_id = a.id) AS revisions
FROM article AS a
JOIN outlet AS o ON o.id = a.outlet_id
LEFT JOIN reading AS l ON l.revision_id = (SELECT max(r.id) FROM revision AS r WHERE r.article_id = a.id)
""",
    "corrections": """
SELECT c.id AS correction,
       d.case_id || '-' || d.number AS entry,
       c.state AS state,
       o.name AS outlet,
       a.title AS title,
       a.url AS url,
       c.changes AS changes,
       substr(c.made_at, 1, 19) AS made_at
FROM correction AS c
JOIN development AS d ON d.id = c.development_id
JOIN article AS a ON a.id = c.article_id
JOIN outlet AS o ON o.id = a.outlet_id
""",
    "feeds_health": """
SELECT f.id AS feed,
       o.id AS outlet,
       o.name AS outlet_name,
       f.url AS url,
       CASE WHEN f.enabled THEN coalesce(nullif(f.state, ''), 'not_polled') ELSE 'disabled' END AS state,
       CASE WHEN f.enabled THEN f.state_reason ELSE f.reason END AS reason,
       f.failures AS failures,
       f.entries AS entries,
       substr(f.last_polled_at, 1, 19) AS last_polled_at,
       substr(f.last_ok_at, 1, 19) AS last_ok_at,
       substr(f.last_changed_at, 1, 19) AS last_changed_at,
       substr(f.next_poll_at, 1, 19) AS next_poll_at,
       substr(f.newest_at, 1, 19) AS newest_at,
       f.window_seconds AS window_seconds,
       f.usual_gap_seconds AS usual_gap_seconds,
       o.drift AS outlet_drift
FROM feed AS f JOIN outlet AS o ON o.id = f.outlet_id
WHERE o.configured
""",
}


def _views() -> None:
    """Make the views, on SQLite."""
    if op.get_context().dialect.name == "sqlite":
        for name, query in _VIEWS.items():
            op.execute(f"CREATE VIEW {name} AS {query.strip()}")


def _no_views() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in _VIEWS:
            op.execute(f"DROP VIEW {name}")


# ------------------------------------------------------------------------------------------------------- archive


def _archive() -> None:
    """Say where each revision's page is kept, and which articles are one story under two addresses."""
    op.add_column("article", sa.Column("claim_key", sa.Text(), nullable=True))
    op.add_column("article", sa.Column("copy_of", sa.Integer(), nullable=True))
    op.create_index("ix_article_outlet_id_claim_key", "article", ["outlet_id", "claim_key"])
    op.create_table(
        "archived_page",
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("offset", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("length", sa.Integer(), server_default="0", nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_archived_page_revision_id_revision"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_archived_page")),
    )
    op.create_index("ix_archived_page_file", "archived_page", ["file"])
    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("job", sa.Text(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("archived_url", sa.Text(), server_default="", nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'requested', 'done', 'failed', 'refused')", name=op.f("ck_capture_state")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_capture_article_id_article"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_capture_revision_id_revision"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_capture_revision_id")),
    )
    op.create_index("ix_capture_article_id", "capture", ["article_id"])
    op.create_index("ix_capture_state_next_at", "capture", ["state", "next_at"])


def _no_archive() -> None:
    """Forget where pages are kept; the files stay."""
    op.drop_table("capture")
    op.drop_table("archived_page")
    op.drop_index("ix_article_outlet_id_claim_key", "article")
    op.drop_column("article", "copy_of")
    op.drop_column("article", "claim_key")


# --------------------------------------------------------------------------------------------------------- hosts


def _hosts() -> None:
    """Count what each host is asked in a day, and keep what its robots.txt said."""
    op.create_table(
        "host_day",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("requests", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host_day")),
    )
    op.create_table(
        "robots",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("failing_since_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_robots")),
    )


def _no_hosts() -> None:
    """Forget it again."""
    op.drop_table("robots")
    op.drop_table("host_day")


_INDEXED = {"revision": ("title", "text"), "mention": ("quote",)}
# What the index leaves out, and letters in two pieces that it puts together.
_FOLDING = (
    *((chr(code), "") for code in (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)),
    ("a\u0308", "ä"), ("o\u0308", "ö"), ("a\u030a", "å"), ("A\u0308", "Ä"), ("O\u0308", "Ö"), ("A\u030a", "Å"),
)  # fmt: skip


def _search() -> None:
    """Index words without soft hyphens, and keep each with its base form (`monitor db upgrade` fills them in)."""
    op.create_table(
        "word",
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("language", "form", name=op.f("pk_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_word_language_ending", "word", ["language", "ending"])
    _index_anew(folded=True)


def _no_search() -> None:
    """Index words as they are typed again."""
    _index_anew(folded=False)
    op.drop_index("ix_word_language_ending", table_name="word")
    op.drop_table("word")


def _index_anew(*, folded: bool) -> None:
    conn = op.get_bind()
    if conn.dialect.name != "sqlite" or not sa.inspect(conn).has_table("search_revision"):
        return
    for table, columns in _INDEXED.items():
        index = f"search_{table}"
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER {index}_{event}")
        op.execute(f"DROP TABLE {index}")
        op.execute(f"DROP VIEW IF EXISTS {index}_source")
        names = ", ".join(columns)
        new, old = (", ".join(_cut(f"{row}.{one}", folded) for one in columns) for row in ("new", "old"))
        if folded:
            own = ", ".join(f"{_cut(one, folded)} AS {one}" for one in columns)
            op.execute(f"CREATE VIEW {index}_source AS SELECT id, {own} FROM {table}")  # noqa: S608 names of this module
        source = f"{index}_source" if folded else table
        op.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{source}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0')"
        )
        forget = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608 the same
        learn = f"INSERT INTO {index} (rowid, {names}) VALUES (new.id, {new});"  # noqa: S608 the same
        op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {learn} END")
        op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {forget} END")
        op.execute(f"CREATE TRIGGER {index}_update AFTER UPDATE OF {names} ON {table} BEGIN {forget} {learn} END")
        op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608 the same


def _cut(column: str, folded: bool) -> str:
    for old, new in _FOLDING if folded else ():
        signs = " || ".join(f"char({ord(character)})" for character in old)
        column = f"replace({column}, {signs}, '{new}')"
    return column
