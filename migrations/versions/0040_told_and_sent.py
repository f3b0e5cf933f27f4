"""Professional standards is told of conduct; to whom a report went; on what a finding bears."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, codes, ids, moments, once, refers

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pimr_conduct",
        *ids("id", "review_id", "owner_id", "standard_id", "told_by"),
        *moments("told_at"),
        *ids("received_by", null=True),
        *moments("received_at", null=True),
        check("pimr_conduct", "received_whole", "(received_by is null) = (received_at is null)"),
        refers("pimr_conduct", "review_id", "review"),
        refers("pimr_conduct", "owner_id", "agency"),
        refers("pimr_conduct", "standard_id", "pimr_standard"),
        refers("pimr_conduct", "told_by", "membership"),
        refers("pimr_conduct", "received_by", "membership"),
        sa.UniqueConstraint("standard_id", name=op.f("uq_pimr_conduct_standard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_conduct")),
    )
    op.create_index(op.f("ix_pimr_conduct_review_id"), "pimr_conduct", ["review_id"])
    op.create_table(
        "report_sent",
        *ids("id", "review_id"),
        *codes("recipient", "what"),
        sa.Column("sent_on", sa.Date(), nullable=False),
        *ids("recorded_by"),
        *moments("recorded_at"),
        *moments("replaced_at", null=True),
        check("report_sent", "what_listed", "what in ('published', 'report')"),
        refers("report_sent", "review_id", "review"),
        refers("report_sent", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_sent")),
    )
    op.create_index(op.f("ix_report_sent_review_id"), "report_sent", ["review_id"])
    once("report_sent", ["review_id", "recipient"], "replaced_at is null")
    paragraph = sa.Column("paragraph", sa.String(60), nullable=False, server_default=sa.text("''"))
    op.add_column("proceeding_outcome", paragraph)


def downgrade() -> None:
    op.drop_column("proceeding_outcome", "paragraph")
    op.drop_table("report_sent")
    op.drop_table("pimr_conduct")
