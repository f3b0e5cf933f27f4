"""Whom a body succeeds is asked on every page of its register: an index for it."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("agency", "board"):
        op.create_index(op.f(f"ix_{table}_successor_id"), table, ["successor_id"])


def downgrade() -> None:
    for table in ("board", "agency"):
        op.drop_index(op.f(f"ix_{table}_successor_id"), table)
