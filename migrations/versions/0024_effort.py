"""Days of work on a review, against what the table of clocks allows."""

import sqlalchemy as sa
from alembic import op

from portal.columns import refers

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "effort",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.CheckConstraint("days between 1 and 999", name=op.f("ck_effort_days_are_some")),
        refers("effort", "review_id", "review"),
        refers("effort", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effort")),
    )
    op.create_index(op.f("ix_effort_review_id"), "effort", ["review_id"])


def downgrade() -> None:
    op.drop_table("effort")
