"""Parts in a review are confirmed by offices, ended early, and kept from people with a conflict."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joining",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.String(27), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=False),
        sa.Column("standing", sa.String(length=60), nullable=True),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.String(27), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "stage in ('confirmed', 'refused', 'taken_back', 'waiting')",
            name=op.f("ck_joining_stage_listed"),
        ),
        sa.CheckConstraint(
            "standing in ('deputy', 'holder', 'on_call')", name=op.f("ck_joining_standing_listed")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_joining_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["membership.id"],
            name=op.f("fk_joining_answered_by"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_joining_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reason"], ["reason.id"], name=op.f("fk_joining_reason"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_joining_review_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joining")),
    )
    op.create_index(op.f("ix_joining_person_id"), "joining", ["person_id"], unique=False)
    op.create_index(op.f("ix_joining_review_id"), "joining", ["review_id"], unique=False)
    op.create_table(
        "office",
        sa.Column("membership_id", sa.String(length=32), nullable=False),
        sa.Column("standing", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "standing in ('deputy', 'holder', 'on_call')", name=op.f("ck_office_standing_listed")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_office_membership_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_office")),
    )
    op.create_table(
        "parting",
        sa.Column("membership_id", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.String(27), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["membership.id"],
            name=op.f("fk_parting_decided_by"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_parting_membership_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reason"], ["reason.id"], name=op.f("fk_parting_reason"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_parting")),
    )
    op.create_table(
        "stand_down",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("lifted_by", sa.String(length=32), nullable=True),
        sa.Column("lifted_at", sa.String(27), nullable=True),
        sa.Column("lift_reason", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(scope = 'review') = (what = '')", name=op.f("ck_stand_down_what_is_named")
        ),
        sa.CheckConstraint(
            "scope in ('owner', 'review', 'section')", name=op.f("ck_stand_down_scope_listed")
        ),
        sa.CheckConstraint(
            "(lifted_at is null) = (lifted_by is null)",
            name=op.f("ck_stand_down_lifted_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["lift_reason"],
            ["reason.id"],
            name=op.f("fk_stand_down_lift_reason"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by"],
            ["membership.id"],
            name=op.f("fk_stand_down_lifted_by"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["membership.id"], name=op.f("fk_stand_down_made_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_stand_down_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reason"], ["reason.id"], name=op.f("fk_stand_down_reason"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_stand_down_review_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_down")),
    )
    op.create_index(op.f("ix_stand_down_review_id"), "stand_down", ["review_id"], unique=False)
    op.create_index(
        "uq_stand_down_standing",
        "stand_down",
        ["review_id", "owner_id", "person_id", "scope", "what"],
        unique=True,
        sqlite_where=sa.text("lifted_at is null"),
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_table(
        "joining_role",
        sa.Column("joining_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "role in ('agency_lawyer', 'author', 'board_office', 'chair', 'disclosure_officer', 'lay_adviser', 'member', 'panel_member', 'professional_standards', 'senior_manager', 'senior_office')",
            name=op.f("ck_joining_role_role_listed"),
        ),
        sa.ForeignKeyConstraint(
            ["joining_id"],
            ["joining.id"],
            name=op.f("fk_joining_role_joining_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("joining_id", "role", name=op.f("pk_joining_role")),
    )


def downgrade() -> None:
    op.drop_table("joining_role")
    op.drop_index(
        "uq_stand_down_standing",
        table_name="stand_down",
        sqlite_where=sa.text("lifted_at is null"),
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.drop_index(op.f("ix_stand_down_review_id"), table_name="stand_down")
    op.drop_table("stand_down")
    op.drop_table("parting")
    op.drop_table("office")
    op.drop_index(op.f("ix_joining_review_id"), table_name="joining")
    op.drop_index(op.f("ix_joining_person_id"), table_name="joining")
    op.drop_table("joining")
