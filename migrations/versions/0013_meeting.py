"""The days on which a review's panel meets."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_meeting_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.String(27), nullable=False),
        sa.Column("cancelled_by", sa.String(length=32), nullable=True),
        sa.Column("cancelled_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(cancelled_at is null) = (cancelled_by is null)",
            name=op.f("ck_meeting_cancelled_by_somebody"),
        ),
        _refers("review_id", "review"),
        _refers("set_by", "membership"),
        _refers("cancelled_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(
        "uq_meeting_standing",
        "meeting",
        ["review_id", "meets_on"],
        unique=True,
        sqlite_where=sa.text("cancelled_at is null"),
        postgresql_where=sa.text("cancelled_at is null"),
    )


def downgrade() -> None:
    op.drop_index("uq_meeting_standing", table_name="meeting")
    op.drop_table("meeting")
