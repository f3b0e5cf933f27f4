"""Reviews of one incident: links between them, and what was brought from one into the other."""

import sqlalchemy as sa
from alembic import op

from portal.columns import ids, moments, refers

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATES = "state in ('ended', 'proposed', 'refused', 'standing', 'taken_back')"


def upgrade() -> None:
    op.create_table(
        "review_link",
        *ids("id", "review_id", "other_id"),
        sa.Column("pair", sa.String(65), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        *ids("proposed_by", "why", "other_why"),
        *moments("proposed_at"),
        *ids("answered_by", "ended_by", "end_why", null=True),
        *moments("answered_at", null=True),
        *moments("ended_at", null=True),
        sa.CheckConstraint(STATES, name=op.f("ck_review_link_state_listed")),
        sa.CheckConstraint("review_id <> other_id", name=op.f("ck_review_link_links_two")),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)", name=op.f("ck_review_link_ended_by_somebody")
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at is not null)",
            name=op.f("ck_review_link_ended_when_ended"),
        ),
        *(refers("review_link", name, "review") for name in ("review_id", "other_id")),
        *(
            refers("review_link", name, "membership")
            for name in ("proposed_by", "answered_by", "ended_by")
        ),
        *(refers("review_link", name, "reason") for name in ("why", "other_why", "end_why")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_link")),
    )
    for name in ("review_id", "other_id"):
        op.create_index(op.f(f"ix_review_link_{name}"), "review_link", [name])
    op.create_index(
        "uq_review_link_open",
        "review_link",
        ["pair"],
        unique=True,
        sqlite_where=sa.text("state in ('proposed', 'standing')"),
        postgresql_where=sa.text("state in ('proposed', 'standing')"),
    )
    op.create_table(
        "carried",
        *ids("id", "review_id"),
        sa.Column("what", sa.String(60), nullable=False),
        *ids("thing_id", "from_review", "from_thing"),
        sa.Column("from_number", sa.Integer(), nullable=False),
        *moments("signed_at", null=True),
        *ids("carried_by"),
        *moments("carried_at"),
        sa.CheckConstraint(
            "what in ('day', 'person', 'section')", name=op.f("ck_carried_what_listed")
        ),
        sa.CheckConstraint(
            "review_id <> from_review", name=op.f("ck_carried_comes_from_elsewhere")
        ),
        sa.CheckConstraint(
            "(what = 'section') = (signed_at is not null)",
            name=op.f("ck_carried_section_is_approved"),
        ),
        *(refers("carried", name, "review") for name in ("review_id", "from_review")),
        refers("carried", "carried_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried")),
        sa.UniqueConstraint(
            "review_id", "what", "from_thing", name=op.f("uq_carried_review_id_what_from_thing")
        ),
    )
    op.create_index("ix_carried_thing", "carried", ["review_id", "thing_id"])


def downgrade() -> None:
    op.drop_table("carried")
    op.drop_table("review_link")
