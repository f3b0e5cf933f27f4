"""That an owner who was asked about a copy for subject access was told who asks, and what for."""

import sqlalchemy as sa
from alembic import op

from portal.columns import ids, moments, refers, row, sealed

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

TABLE = "owner_told"


def upgrade() -> None:
    op.create_table(
        TABLE,
        *row(),
        *ids("request_id", "rendition_id", "body_id"),
        sa.Column("purpose", sa.LargeBinary(), nullable=False),
        *ids("told_by"),
        *moments("told_at"),
        *sealed(TABLE, "purpose"),
        refers(TABLE, "request_id", "access_request"),
        refers(TABLE, "rendition_id", "rendition"),
        refers(TABLE, "told_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_request_id"), TABLE, ["request_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
