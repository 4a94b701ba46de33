"""The docket as a record: what issue by issue is added to the first tables.

Rules kept here: no import of monitor (a migration must mean the same for ever), every constraint with its name, every
step undone in reverse order by the downgrade.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the docket needs beyond 0001."""
    _particulars()
    _rulings()
    _origins()
    _history()
    _backfill()


def downgrade() -> None:
    """Take it away again."""
    _no_history()
    _no_origins()
    _no_rulings()
    _no_particulars()


def _particulars() -> None:
    """Add finality, the home of figures, the report that tells an entry best, and conflicts between sources."""
    # Not in a batch: copying `mention` would drop the triggers that keep its full-text index.
    op.add_column("mention", sa.Column("finality", sa.Text(), server_default="", nullable=False))
    op.add_column("development", sa.Column("finality", sa.Text(), server_default="", nullable=False))
    op.add_column("development", sa.Column("telling_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("figure") as figure:
        figure.add_column(sa.Column("mention_id", sa.Integer(), nullable=True))
        figure.create_foreign_key(
            op.f("fk_figure_mention_id_mention"), "mention", ["mention_id"], ["id"], ondelete="SET NULL"
        )
        figure.create_index("ix_figure_mention_id", ["mention_id"])
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sides", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'superseded')", name=op.f("ck_conflict_state")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["watched_case.id"], name=op.f("fk_conflict_case_id_watched_case"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("case_id", "key", name=op.f("uq_conflict_case_id_key")),
    )
    op.create_index("ix_conflict_case_id_scope", "conflict", ["case_id", "scope"])


def _no_particulars() -> None:
    op.drop_table("conflict")
    with op.batch_alter_table("figure") as figure:
        figure.drop_index("ix_figure_mention_id")
        figure.drop_constraint(op.f("fk_figure_mention_id_mention"), type_="foreignkey")
        figure.drop_column("mention_id")
    op.drop_column("development", "telling_id")
    op.drop_column("development", "finality")
    op.drop_column("mention", "finality")


_STANDING = "standing IN ('', 'accepted', 'dismissed', 'merged')"
_DATE = (
    "(date_value IS NULL AND date_precision IS NULL) OR "
    "(date_value IS NOT NULL AND date_precision IN ('day', 'month', 'year'))"
)
_QUOTE = """quote <> '' AND "start" >= 0 AND "end" > "start" AND length(quote) = "end" - "start\""""


def _rulings() -> None:
    """Add what people decide about entries, entries by hand, and near misses."""
    with op.batch_alter_table("development") as development:
        development.add_column(sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False))
        development.add_column(sa.Column("what", sa.JSON(), server_default="{}", nullable=False))
        development.add_column(sa.Column("sources", sa.JSON(), server_default="[]", nullable=False))
        development.add_column(sa.Column("standing", sa.Text(), server_default="", nullable=False))
        development.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        development.add_column(sa.Column("edits", sa.JSON(), server_default="{}", nullable=False))
        development.create_check_constraint(op.f("ck_development_standing"), _STANDING)
    op.create_table(
        "near_miss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("proceeding", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("date_value", sa.Text(), nullable=True),
        sa.Column("date_precision", sa.Text(), nullable=True),
        sa.Column("date_words", sa.Text(), server_default="", nullable=False),
        sa.Column("date_assumed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("lexicon_version", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(_DATE, name=op.f("ck_near_miss_date")),
        sa.CheckConstraint(_QUOTE, name=op.f("ck_near_miss_quote")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_near_miss_article_id_article"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["watched_case.id"], name=op.f("fk_near_miss_case_id_watched_case"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_near_miss_revision_id_revision"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_near_miss")),
    )
    op.create_index("ix_near_miss_revision_id", "near_miss", ["revision_id"])
    op.create_index("ix_near_miss_article_id", "near_miss", ["article_id"])
    op.create_index("ix_near_miss_case_id_confidence", "near_miss", ["case_id", "confidence"])


def _no_rulings() -> None:
    op.drop_table("near_miss")
    with op.batch_alter_table("development") as development:
        development.drop_constraint(op.f("ck_development_standing"), type_="check")
        for name in ("edits", "merged_into", "standing", "sources", "what", "by_hand"):
            development.drop_column(name)


def _origins() -> None:
    """Add what finds copies of one text, and what tells a trivial edit and a page that is gone."""
    # Not in a batch: copying `revision` would drop the triggers that keep its full-text index.
    op.add_column("revision", sa.Column("essence_hash", sa.Text(), server_default="", nullable=False))
    op.add_column("revision", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("article", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("development", sa.Column("outlets", sa.Integer(), server_default="0", nullable=False))
    op.add_column("development", sa.Column("origins", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "origin",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wires", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("bands", sa.JSON(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_origin_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_origin")),
    )
    op.create_index("ix_origin_name", "origin", ["name"])
    op.create_table(
        "origin_band",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["origin.article_id"], name=op.f("fk_origin_band_article_id_origin"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("band", "article_id", name=op.f("pk_origin_band")),
    )
    op.create_index("ix_origin_band_article_id", "origin_band", ["article_id"])


def _no_origins() -> None:
    op.drop_table("origin_band")
    op.drop_table("origin")
    op.drop_column("development", "origins")
    op.drop_column("development", "outlets")
    op.drop_column("article", "gone_at")
    op.drop_column("revision", "purged_at")
    op.drop_column("revision", "essence_hash")


def _history() -> None:
    """Add what sources corrected, and what the docket said when."""
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("from_revision_id", sa.Integer(), nullable=False),
        sa.Column("to_revision_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("passages", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('changed', 'withdrawn')", name=op.f("ck_correction_state")),
        _restricting("correction", "development_id", "development"),
        _restricting("correction", "article_id", "article"),
        _restricting("correction", "from_revision_id", "revision"),
        _restricting("correction", "to_revision_id", "revision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_development_id", "correction", ["development_id"])
    op.create_index("ix_correction_article_id", "correction", ["article_id"])
    op.create_table(
        "development_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        _restricting("development_version", "development_id", "development"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_version")),
    )
    op.create_index(
        "ix_development_version_development_id_known_at", "development_version", ["development_id", "known_at"]
    )
    op.create_table(
        "report_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), server_default="", nullable=False),
        sa.Column("news", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("date_value", sa.Text(), nullable=True),
        sa.Column("date_words", sa.Text(), server_default="", nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin", sa.Text(), server_default="", nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        _restricting("report_version", "development_id", "development"),
        _restricting("report_version", "article_id", "article"),
        _restricting("report_version", "revision_id", "revision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
    )
    op.create_index("ix_report_version_development_id", "report_version", ["development_id"])
    op.create_index("ix_report_version_article_id_until_at", "report_version", ["article_id", "until_at"])


def _backfill() -> None:
    """Let the history begin with what the docket says already, known since it was filed."""
    if context.is_offline_mode():
        return
    told = "FROM report JOIN article ON article.id = report.article_id WHERE report.development_id = development.id"
    for column in ("outlets", "origins"):  # copies of one text are found as articles are read again
        op.execute(f"UPDATE development SET {column} = (SELECT count(DISTINCT article.outlet_id) {told})")  # noqa: S608 names of this file only
    op.execute(
        "INSERT INTO report_version (development_id, article_id, revision_id, mention_id, quote, news, modality, "
        "date_value, date_words, published, published_at, known_at) "
        "SELECT report.development_id, report.article_id, mention.revision_id, mention.id, mention.quote, "
        "mention.news, mention.modality, mention.date_value, mention.date_words, article.published, "
        "article.published_at, coalesce(filing.filed_at, article.first_seen_at) "
        "FROM report JOIN mention ON mention.id = report.mention_id JOIN article ON article.id = report.article_id "
        "LEFT JOIN filing ON filing.development_id = report.development_id AND filing.article_id = report.article_id"
    )
    entries = sa.table(
        "development",
        *(sa.column(name, sa.Integer()) for name in ("id", "number", "merged_into", "outlets", "origins")),
        *(sa.column(name, sa.Boolean()) for name in ("date_assumed", "by_hand")),
        *(sa.column(name, sa.JSON()) for name in ("other_dates", "what", "sources", "edits")),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("first_reported_at", "created_at")),
        *(sa.column(name, sa.Text()) for name in _TEXTS),
    )
    versions = sa.table(
        "development_version",
        sa.column("development_id", sa.Integer()),
        sa.column("state", sa.JSON()),
        sa.column("known_at", sa.DateTime(timezone=True)),
    )
    rows = [
        {
            "development_id": row.id,
            "known_at": row.created_at,
            "state": {name: _plain(value) for name, value in row._mapping.items() if name not in ("id", "created_at")},  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
        }
        for row in op.get_bind().execute(sa.select(entries).order_by(entries.c.id))
    ]
    if rows:
        op.bulk_insert(versions, rows)


_TEXTS = (
    *("case_id", "proceeding", "kind", "subject", "stage", "strand", "status", "authority", "outcome", "finality"),
    *("date_value", "date_precision", "date_words", "standing"),
)


def _plain(value: object) -> object:
    """Write a moment as ISO 8601 in UTC; SQLite gives it without its zone."""
    if not isinstance(value, dt.datetime):
        return value
    return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()


def _restricting(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="RESTRICT"
    )


def _no_history() -> None:
    op.drop_table("report_version")
    op.drop_table("development_version")
    op.drop_table("correction")
