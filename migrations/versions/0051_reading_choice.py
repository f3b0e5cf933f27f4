"""By which reading of a source a clock of a review is counted."""

import sqlalchemy as sa
from alembic import op

from portal.columns import codes, ids, moments, refers, row, sealed

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

TABLE = "reading_choice"


def upgrade() -> None:
    op.create_table(
        TABLE,
        *row(),
        *codes("code"),
        sa.Column("reading", sa.String(80), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        *ids("chosen_by"),
        *moments("chosen_at"),
        *sealed(TABLE, "words"),
        refers(TABLE, "chosen_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}_review_id", TABLE, ["review_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
