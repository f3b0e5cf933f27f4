"""The first look at an incident, and who outside was told of it."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, ids, once, refers, sealed

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WORDS = ("found", "at_once", "better", "words")
OUTCOMES = "outcome in ('full_after', 'full_now', 'local', 'national', 'none')"
SENT_TO = "sent_to in ('national_panel', 'ofsted', 'partnership', 'secretary_of_state')"


def upgrade() -> None:
    op.create_table(
        "first_look",
        *ids("id", "review_id", "owner_id"),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("look", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(60), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in WORDS),
        sa.Column("high_profile", sa.Boolean(), nullable=False),
        *ids("sent_by"),
        sa.Column("sent_at", sa.String(27), nullable=False),
        *sealed("first_look", *WORDS),
        check("first_look", "look_listed", "look in ('early', 'rapid')"),
        check("first_look", "outcome_listed", OUTCOMES),
        refers("first_look", "sent_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_look")),
        sa.UniqueConstraint("review_id", "position", name=op.f("uq_first_look_review_id_position")),
    )
    op.create_table(
        "incident_notice",
        *ids("id", "review_id"),
        sa.Column("sent_to", sa.String(60), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        *ids("recorded_by"),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        check("incident_notice", "sent_to_listed", SENT_TO),
        refers("incident_notice", "review_id", "review"),
        refers("incident_notice", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_notice")),
    )
    op.create_index(op.f("ix_incident_notice_review_id"), "incident_notice", ["review_id"])
    once("incident_notice", ["review_id", "sent_to"], "replaced_at is null")


def downgrade() -> None:
    op.drop_table("incident_notice")
    op.drop_table("first_look")
