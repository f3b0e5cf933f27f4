"""Reviews of one incident: links between them, and what was brought from one into the other."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATES = "state in ('ended', 'proposed', 'refused', 'standing', 'taken_back')"


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def _ids(*names: str, null: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.String(32), nullable=null) for name in names]


def _moment(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(27), nullable=null)


def upgrade() -> None:
    op.create_table(
        "review_link",
        *_ids("id", "review_id", "other_id"),
        sa.Column("pair", sa.String(65), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        *_ids("proposed_by", "why", "other_why"),
        _moment("proposed_at"),
        *_ids("answered_by", "ended_by", "end_why", null=True),
        _moment("answered_at", null=True),
        _moment("ended_at", null=True),
        sa.CheckConstraint(STATES, name=op.f("ck_review_link_state_listed")),
        sa.CheckConstraint("review_id <> other_id", name=op.f("ck_review_link_links_two")),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)", name=op.f("ck_review_link_ended_by_somebody")
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at is not null)",
            name=op.f("ck_review_link_ended_when_ended"),
        ),
        *(_refers("review_link", name, "review") for name in ("review_id", "other_id")),
        *(
            _refers("review_link", name, "membership")
            for name in ("proposed_by", "answered_by", "ended_by")
        ),
        *(_refers("review_link", name, "reason") for name in ("why", "other_why", "end_why")),
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
        *_ids("id", "review_id"),
        sa.Column("what", sa.String(60), nullable=False),
        *_ids("thing_id", "from_review", "from_thing"),
        sa.Column("from_number", sa.Integer(), nullable=False),
        _moment("signed_at", null=True),
        *_ids("carried_by"),
        _moment("carried_at"),
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
        *(_refers("carried", name, "review") for name in ("review_id", "from_review")),
        _refers("carried", "carried_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried")),
        sa.UniqueConstraint(
            "review_id", "what", "from_thing", name=op.f("uq_carried_review_id_what_from_thing")
        ),
    )
    op.create_index("ix_carried_thing", "carried", ["review_id", "thing_id"])


def downgrade() -> None:
    op.drop_table("carried")
    op.drop_table("review_link")
