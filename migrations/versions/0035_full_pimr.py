"""A full PIMR has an author, a standard of practice, flags under the CPIA, and endorsements."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, ids, moments, once, refers, row, sealed

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def _row() -> list[sa.Column[object]]:
    return [*row(), sa.Column("words", sa.LargeBinary(), nullable=False)]


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _numbered(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("review_id", "number", name=op.f(f"uq_{table}_review_id_number"))


def upgrade() -> None:
    op.create_table(
        "pimr_author",
        *ids("id", "review_id", "owner_id", "membership_id", "named_by"),
        *moments("named_at"),
        *moments("ended_at", null=True),
        refers("pimr_author", "review_id", "review"),
        refers("pimr_author", "owner_id", "agency"),
        refers("pimr_author", "membership_id", "membership"),
        refers("pimr_author", "named_by", "membership"),
        _key("pimr_author"),
    )
    once("pimr_author", ["review_id"])
    op.create_table(
        "pimr_standard",
        *_row(),
        sa.Column("number", sa.Integer(), nullable=False),
        *ids("rank", "assessed_by"),
        *moments("assessed_at"),
        *sealed("pimr_standard", "words"),
        refers("pimr_standard", "rank", "rank_held"),
        refers("pimr_standard", "assessed_by", "membership"),
        _numbered("pimr_standard"),
        _key("pimr_standard"),
    )
    _flags()
    op.create_table(
        "pimr_endorsement",
        *_row(),
        sa.Column("number", sa.Integer(), nullable=False),
        *ids("document_id", "rank", "endorsed_by"),
        sa.Column("endorsed_on", sa.Date(), nullable=False),
        *moments("endorsed_at"),
        *sealed("pimr_endorsement", "words"),
        refers("pimr_endorsement", "document_id", "document"),
        refers("pimr_endorsement", "rank", "rank_held"),
        refers("pimr_endorsement", "endorsed_by", "membership"),
        _numbered("pimr_endorsement"),
        _key("pimr_endorsement"),
    )


def _flags() -> None:
    op.create_table(
        "pimr_flag",
        *ids("id", "review_id", "owner_id", "relevance_id"),
        sa.Column("received_by", sa.String(32), nullable=True),
        *moments("received_at", null=True),
        check("pimr_flag", "received_whole", "(received_by is null) = (received_at is null)"),
        refers("pimr_flag", "review_id", "review"),
        refers("pimr_flag", "owner_id", "agency"),
        refers("pimr_flag", "relevance_id", "relevance"),
        refers("pimr_flag", "received_by", "membership"),
        sa.UniqueConstraint("relevance_id", name=op.f("uq_pimr_flag_relevance_id")),
        _key("pimr_flag"),
    )
    op.create_index(op.f("ix_pimr_flag_review_id"), "pimr_flag", ["review_id"])


def downgrade() -> None:
    for table in ("pimr_endorsement", "pimr_flag", "pimr_standard", "pimr_author"):
        op.drop_table(table)
