"""Who read which version: the index beside the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEYS = {
    "stream": 65, "version_id": 32, "member": 32, "actor": 32, "act": 60, "outcome": 60, "ref": 60,
    "purpose": 60,
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "reading",
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in KEYS.items()),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.String(27), nullable=False),
        sa.Column("last_at", sa.String(27), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEYS, name=op.f("pk_reading")),
    )
    op.create_index("ix_reading_member", "reading", ["member", "version_id"])
    op.create_table(
        "reading_mark",
        sa.Column("stream", sa.String(65), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_reading_mark")),
    )


def downgrade() -> None:
    op.drop_table("reading_mark")
    op.drop_index("ix_reading_member", table_name="reading")
    op.drop_table("reading")
