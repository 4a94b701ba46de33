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


def downgrade() -> None:
    """Take it away again."""
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
