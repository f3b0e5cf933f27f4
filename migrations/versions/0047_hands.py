"""Who chose a section for a rendition, and everybody who ever wrote an answer: none of them signs."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rendition_section", sa.Column("added_by", sa.String(32), nullable=True))
    wrote = sa.Column("wrote", sa.String(1000), nullable=False, server_default=sa.text("''"))
    op.add_column("foi_answer", wrote)


def downgrade() -> None:
    op.drop_column("foi_answer", "wrote")
    op.drop_column("rendition_section", "added_by")
