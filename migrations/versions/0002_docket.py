"""The docket as a record: what issue by issue is added to the first tables.

Rules kept here: no import of monitor (a migration must mean the same for ever), every constraint with its name, every
step undone in reverse order by the downgrade.
"""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the docket needs beyond 0001."""


def downgrade() -> None:
    """Take it away again."""
