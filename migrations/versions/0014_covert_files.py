"""Files that hold covert-source material, and their removal."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_file_removal_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.add_column("attachment", sa.Column("covert_at", sa.String(27), nullable=True))
    op.create_table(
        "file_removal",
        sa.Column("attachment_id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("done_by", sa.String(length=32), nullable=True),
        sa.Column("done_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(done_at is null) = (done_by is null)", name=op.f("ck_file_removal_done_by_somebody")
        ),
        sa.CheckConstraint("done_by <> asked_by", name=op.f("ck_file_removal_done_by_another")),
        _refers("attachment_id", "attachment"),
        _refers("review_id", "review"),
        _refers("asked_by", "membership"),
        _refers("done_by", "membership"),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_file_removal")),
    )


def downgrade() -> None:
    op.drop_table("file_removal")
    op.drop_column("attachment", "covert_at")
