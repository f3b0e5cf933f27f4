"""Release schedules: proposals, signings, corrections, urgent disclosure, and what is told."""

import sqlalchemy as sa
from alembic import op

from portal.gate.sealed import HasHeader

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _sealed(column: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(HasHeader(column), name=op.f(name))


def _row() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
    ]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "schedule",
        *_row(),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("paragraph", sa.String(length=60), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("signed_by", sa.String(length=32), nullable=False),
        sa.Column("signed_at", sa.String(27), nullable=False),
        _sealed("told", "ck_schedule_told_sealed"),
        _refers("schedule", "signed_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    op.create_index("ix_schedule_owner", "schedule", ["review_id", "owner_id"], unique=False)
    op.create_table(
        "schedule_release",
        sa.Column("release_id", sa.String(length=32), nullable=False),
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        _refers("schedule_release", "release_id", "release"),
        _refers("schedule_release", "schedule_id", "schedule"),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_schedule_release")),
    )
    op.create_index(
        op.f("ix_schedule_release_schedule_id"), "schedule_release", ["schedule_id"], unique=False
    )
    op.create_table(
        "correction",
        sa.Column("release_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("instead_of", sa.String(length=32), nullable=False),
        sa.Column("sent_by", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.String(27), nullable=False),
        _refers("correction", "release_id", "release"),
        _refers("correction", "version_id", "section_version"),
        _refers("correction", "instead_of", "section_version"),
        _refers("correction", "sent_by", "membership"),
        sa.PrimaryKeyConstraint("release_id", "version_id", name=op.f("pk_correction")),
    )
    op.create_table(
        "urgent",
        sa.Column("release_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("countersign_by", sa.String(27), nullable=False),
        sa.Column("countersigned_by", sa.String(length=32), nullable=True),
        sa.Column("countersigned_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(countersigned_at is null) = (countersigned_by is null)",
            name=op.f("ck_urgent_by_somebody"),
        ),
        _refers("urgent", "release_id", "release"),
        _refers("urgent", "reason", "reason"),
        _refers("urgent", "countersigned_by", "membership"),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_urgent")),
    )
    op.create_table(
        "proposal",
        *_row(),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("signed_as", sa.String(length=32), nullable=True),
        _sealed("plan", "ck_proposal_plan_sealed"),
        _refers("proposal", "made_by", "membership"),
        _refers("proposal", "signed_as", "schedule"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_owner", "proposal", ["review_id", "owner_id"], unique=False)
    op.create_table(
        "telling",
        *_row(),
        sa.Column("told_to", sa.String(length=60), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("told_by", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        _sealed("note", "ck_telling_note_sealed"),
        sa.CheckConstraint("told_to in ('chair', 'panel')", name=op.f("ck_telling_told_to_listed")),
        sa.CheckConstraint(
            "told_to <> 'chair' or note is not null", name=op.f("ck_telling_in_writing")
        ),
        _refers("telling", "told_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
    )
    op.create_index(
        "uq_telling_standing",
        "telling",
        ["review_id", "owner_id", "told_to"],
        unique=True,
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )


def downgrade() -> None:
    for name in ("telling", "proposal", "urgent", "correction", "schedule_release", "schedule"):
        op.drop_table(name)
