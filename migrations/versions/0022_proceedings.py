"""How the criminal investigation stands, and what the CPS or the SIO agreed to."""

import sqlalchemy as sa
from alembic import op

from portal.columns import once, refers, sealed

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    states = "state in ('charged', 'concluded', 'none', 'under_investigation')"
    op.create_table(
        "investigation",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        sa.CheckConstraint(states, name=op.f("ck_investigation_state_listed")),
        refers("investigation", "review_id", "review"),
        refers("investigation", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investigation")),
    )
    op.create_index(op.f("ix_investigation_review_id"), "investigation", ["review_id"])
    once("investigation", ["review_id"], "replaced_at is null")
    op.create_table(
        "cps_agreement",
        *(sa.Column(c, sa.String(32), nullable=False) for c in ("id", "review_id", "owner_id")),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("agreed_by", sa.String(60), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("conditions", sa.LargeBinary(), nullable=True),
        *(
            sa.Column(c, sa.Boolean(), nullable=False)
            for c in ("interviews", "circulation", "publication")
        ),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        *sealed("cps_agreement", "name", "conditions"),
        sa.CheckConstraint(
            "agreed_by in ('both', 'cps', 'sio')", name=op.f("ck_cps_agreement_agreed_by_listed")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)",
            name=op.f("ck_cps_agreement_ended_by_somebody"),
        ),
        refers("cps_agreement", "recorded_by", "membership"),
        refers("cps_agreement", "ended_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cps_agreement")),
    )
    op.create_index(op.f("ix_cps_agreement_review_id"), "cps_agreement", ["review_id"])
    once("cps_agreement", ["review_id"])


def downgrade() -> None:
    op.drop_table("cps_agreement")
    op.drop_table("investigation")
