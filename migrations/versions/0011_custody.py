"""Legal holds, and the removal of words that the portal must not hold."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _refers(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("placed_by", sa.String(length=32), nullable=False),
        sa.Column("placed_at", sa.String(27), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("lifted_by", sa.String(length=32), nullable=True),
        sa.Column("lifted_at", sa.String(27), nullable=True),
        sa.Column("lift_reason", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(lifted_at is null) = (lifted_by is null)", name=op.f("ck_hold_lifted_by_somebody")
        ),
        _refers("hold", "review_id", "review"),
        _refers("hold", "placed_by", "membership"),
        _refers("hold", "lifted_by", "membership"),
        _refers("hold", "reason", "reason"),
        _refers("hold", "lift_reason", "reason"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(
        "uq_hold_standing",
        "hold",
        ["review_id", "owner_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at is null"),
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_table(
        "removal",
        sa.Column("section_id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("done_by", sa.String(length=32), nullable=True),
        sa.Column("done_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(done_at is null) = (done_by is null)", name=op.f("ck_removal_done_by_somebody")
        ),
        sa.CheckConstraint("done_by <> asked_by", name=op.f("ck_removal_done_by_another")),
        _refers("removal", "section_id", "section"),
        _refers("removal", "review_id", "review"),
        _refers("removal", "asked_by", "membership"),
        _refers("removal", "done_by", "membership"),
        sa.PrimaryKeyConstraint("section_id", name=op.f("pk_removal")),
    )


def downgrade() -> None:
    op.drop_table("removal")
    op.drop_index("uq_hold_standing", table_name="hold")
    op.drop_table("hold")
