"""What agencies are asked for, the steps that were taken, and what was decided about sharing."""

import sqlalchemy as sa
from alembic import op

from portal.gate.sealed import HasHeader

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _sealed(column: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(HasHeader(column), name=op.f(name))


def _bound() -> list[sa.Column]:
    """The columns that bind a row's envelopes to it."""
    return [
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
    ]


def _refer(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("moved_at", sa.String(27), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("chased_at", sa.String(27), nullable=True),
        sa.Column("document_id", sa.String(length=32), nullable=True),
        *_bound(),
        sa.CheckConstraint(
            "kind in ('chronology', 'imr', 'information_report')",
            name=op.f("ck_request_kind_listed"),
        ),
        sa.CheckConstraint(
            "state in ('accepted', 'asked', 'begun', 'nil', 'queried', 'sent_back', 'signed_off', 'with_manager', 'with_panel', 'withdrawn')",
            name=op.f("ck_request_state_listed"),
        ),
        _sealed("note", "ck_request_note_sealed"),
        _refer("request", "asked_by", "membership"),
        _refer("request", "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("document_id", name=op.f("uq_request_document_id")),
    )
    op.create_index("ix_request_review_id", "request", ["review_id"])
    op.create_index(
        "uq_request_standing",
        "request",
        ["review_id", "owner_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "request_step",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("taken_by", sa.String(length=32), nullable=False),
        sa.Column("taken_at", sa.String(27), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        *_bound(),
        sa.CheckConstraint(
            "what in ('accepted', 'asked', 'begun', 'chased', 'date_changed', 'handed_over', 'nil', 'queried', 'reopened', 'section_withdrawn', 'sent_back', 'signed_off', 'submitted', 'withdrawn')",
            name=op.f("ck_request_step_what_listed"),
        ),
        _sealed("words", "ck_request_step_words_sealed"),
        _refer("request_step", "request_id", "request"),
        _refer("request_step", "taken_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_step")),
    )
    op.create_index(op.f("ix_request_step_request_id"), "request_step", ["request_id"])
    op.create_table(
        "share_decision",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("share", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.String(27), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        *_bound(),
        sa.CheckConstraint(
            "share or why is not null", name=op.f("ck_share_decision_refusal_has_a_reason")
        ),
        _sealed("why", "ck_share_decision_why_sealed"),
        _refer("share_decision", "request_id", "request"),
        _refer("share_decision", "version_id", "section_version"),
        _refer("share_decision", "decided_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_decision")),
    )
    op.create_index(op.f("ix_share_decision_request_id"), "share_decision", ["request_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_share_decision_request_id"), table_name="share_decision")
    op.drop_table("share_decision")
    op.drop_index(op.f("ix_request_step_request_id"), table_name="request_step")
    op.drop_table("request_step")
    op.drop_index(
        "uq_request_standing",
        table_name="request",
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.drop_index("ix_request_review_id", table_name="request")
    op.drop_table("request")
