"""Who chose a section for a rendition, and everybody who ever wrote an answer: none of them signs."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

ANSWERS = ("foi_answer", "access_answer")


def upgrade() -> None:
    op.add_column("rendition_section", sa.Column("added_by", sa.String(32), nullable=True))
    for table in ANSWERS:
        wrote = sa.Column("wrote", sa.String(1000), nullable=False, server_default=sa.text("''"))
        op.add_column(table, wrote)


def downgrade() -> None:
    for table in ANSWERS:
        op.drop_column(table, "wrote")
    op.drop_column("rendition_section", "added_by")
