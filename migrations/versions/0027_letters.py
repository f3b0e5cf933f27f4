"""Letters in which a chief officer signs off the portal."""

import sqlalchemy as sa
from alembic import op

from portal.columns import refers, row

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter",
        *row(),
        sa.Column("arrival_id", sa.String(32), nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("concerns", sa.String(60), nullable=False),
        sa.Column("agreement_id", sa.String(32), nullable=True),
        sa.Column("attested_by", sa.String(32), nullable=True),
        sa.Column("attested_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "concerns in ('agreement', 'schedule')", name=op.f("ck_letter_concerns_listed")
        ),
        sa.CheckConstraint(
            "(concerns = 'agreement') = (agreement_id is not null)",
            name=op.f("ck_letter_names_the_agreement"),
        ),
        sa.CheckConstraint(
            "(attested_at is null) = (attested_by is null)", name=op.f("ck_letter_attested_by_one")
        ),
        refers("letter", "arrival_id", "arrival"),
        refers("letter", "agreement_id", "agreement"),
        refers("letter", "attested_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("arrival_id", name=op.f("uq_letter_arrival_id")),
    )
    op.create_index(op.f("ix_letter_review_id"), "letter", ["review_id"])


def downgrade() -> None:
    op.drop_table("letter")
