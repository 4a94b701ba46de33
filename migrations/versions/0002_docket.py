"""The docket as a record: what issue by issue is added to the first tables.

Rules kept here: no import of monitor (a migration must mean the same for ever), every constraint with its name, every
step undone in reverse order by the downgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the docket needs beyond 0001."""
    _particulars()
    _rulings()


def downgrade() -> None:
    """Take it away again."""
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
