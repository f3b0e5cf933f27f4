"""Ranks that officers hold in a review, and what they delegate."""

import sqlalchemy as sa
from alembic import op

from portal.columns import once, refers, sealed

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

HELD = "held in ('acting', 'substantive', 'temporary')"
UNITS = "unit in ('mosovo', 'none', 'review_team')"


def _ended(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)", name=op.f(f"ck_{table}_ended_by_somebody")
        ),
        refers(table, "ended_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    ids = ("id", "review_id", "owner_id")
    op.create_table(
        "rank_held",
        *(sa.Column(c, sa.String(32), nullable=False) for c in (*ids, "membership_id")),
        *(sa.Column(c, sa.String(60), nullable=False) for c in ("code", "held", "unit")),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("stated_by", sa.String(32), nullable=False),
        sa.Column("stated_at", sa.String(27), nullable=False),
        sa.CheckConstraint(HELD, name=op.f("ck_rank_held_held_listed")),
        sa.CheckConstraint(UNITS, name=op.f("ck_rank_held_unit_listed")),
        sa.CheckConstraint(
            "ends_on is null or starts_on <= ends_on",
            name=op.f("ck_rank_held_ends_after_it_starts"),
        ),
        sa.CheckConstraint(
            "held = 'substantive' or ends_on is not null",
            name=op.f("ck_rank_held_acting_has_an_end"),
        ),
        refers("rank_held", "review_id", "review"),
        refers("rank_held", "membership_id", "membership"),
        refers("rank_held", "stated_by", "membership"),
        *_ended("rank_held"),
    )
    op.create_index(op.f("ix_rank_held_review_id"), "rank_held", ["review_id"])
    once("rank_held", ["membership_id", "held"])
    op.create_table(
        "delegation",
        *(sa.Column(c, sa.String(32), nullable=False) for c in ids),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("floor", sa.String(60), nullable=False),
        sa.Column("given_to", sa.String(32), nullable=False),
        sa.Column("given_by", sa.String(32), nullable=False),
        sa.Column("given_at", sa.String(27), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        *sealed("delegation", "words"),
        sa.CheckConstraint("given_to <> given_by", name=op.f("ck_delegation_to_somebody_else")),
        refers("delegation", "given_to", "membership"),
        refers("delegation", "given_by", "membership"),
        *_ended("delegation"),
    )
    op.create_index(op.f("ix_delegation_review_id"), "delegation", ["review_id"])
    once("delegation", ["given_to", "given_by", "floor"])


def downgrade() -> None:
    op.drop_table("delegation")
    op.drop_table("rank_held")
