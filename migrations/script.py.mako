"""${message}

Rules: no import of monitor (a migration must mean the same for ever); every constraint with its name; both ways;
rows survive (tests/test_migrations.py runs it on a populated copy). Set REVISION in monitor/storage/schema.py.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
