"""The reoffending review form: its stages in versions, its steps, its national dispatches."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, refers, row, sealed

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


STATES = "'acknowledging', 'closed', 'deciding', 'inspecting', 'returned', 'supervising'"
STEPS = "'commissioned', 'handed_on', 'received', 'returned', 'sent_back', 'updated'"


def upgrade() -> None:
    op.create_table(
        "pimr_form",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        sa.Column("moved_at", sa.String(27), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("rank", sa.String(32), nullable=False),
        sa.Column("decision", sa.String(60), nullable=False),
        sa.Column("learning", sa.Boolean(), nullable=True),
        sa.Column("form_n", sa.String(32), nullable=True),
        sa.Column("papers", sa.String(32), nullable=True),
        sa.Column("commissioned_by", sa.String(32), nullable=False),
        check("pimr_form", "state_listed", f"state in ({STATES})"),
        check("pimr_form", "decision_listed", "decision in ('', 'full', 'none')"),
        check("pimr_form", "decided_whole", "(decision = '') = (learning is null)"),
        refers("pimr_form", "review_id", "review"),
        refers("pimr_form", "owner_id", "agency"),
        refers("pimr_form", "rank", "rank_held"),
        refers("pimr_form", "form_n", "attachment"),
        refers("pimr_form", "papers", "document"),
        refers("pimr_form", "commissioned_by", "membership"),
        sa.UniqueConstraint("review_id", name=op.f("uq_pimr_form_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_form")),
    )
    op.create_table(
        "pimr_filled",
        *row(),
        sa.Column("sheet", sa.String(60), nullable=False),
        sa.Column("item", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.String(32), nullable=False),
        sa.Column("written_at", sa.String(27), nullable=False),
        *sealed("pimr_filled", "words"),
        refers("pimr_filled", "written_by", "membership"),
        sa.UniqueConstraint(
            "review_id",
            "item",
            "sheet",
            "number",
            name=op.f("uq_pimr_filled_review_id_item_sheet_number"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_filled")),
    )
    op.create_table(
        "pimr_step",
        *row(),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("desk", sa.String(60), nullable=False),
        sa.Column("taken_by", sa.String(32), nullable=False),
        sa.Column("taken_at", sa.String(27), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("rank", sa.String(32), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        *sealed("pimr_step", "words"),
        check("pimr_step", "what_listed", f"what in ({STEPS})"),
        refers("pimr_step", "taken_by", "membership"),
        refers("pimr_step", "rank", "rank_held"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_step")),
    )
    op.create_index(op.f("ix_pimr_step_review_id"), "pimr_step", ["review_id"])
    _dispatches()


def _dispatches() -> None:
    op.create_table(
        "pimr_dispatch",
        *row(),
        sa.Column("matter", sa.String(60), nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("due_since", sa.String(27), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(60), nullable=True),
        sa.Column("sent_by", sa.String(32), nullable=True),
        sa.Column("sent_at", sa.String(27), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.String(32), nullable=True),
        sa.Column("chased_at", sa.String(27), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        *sealed("pimr_dispatch", "words"),
        check("pimr_dispatch", "matter_listed", "matter in ('form', 'report')"),
        check("pimr_dispatch", "office_listed", "office in ('force', 'npl', 'ppu')"),
        check("pimr_dispatch", "channel_listed", "channel in ('email', 'hand', 'post')"),
        check(
            "pimr_dispatch",
            "sent_by_somebody",
            "(sent_on is null) = (sent_by is null) and (sent_on is null) = (channel is null)",
        ),
        check("pimr_dispatch", "sent_first", "acknowledged_on is null or sent_on is not null"),
        refers("pimr_dispatch", "sent_by", "membership"),
        refers("pimr_dispatch", "acknowledged_by", "membership"),
        sa.UniqueConstraint(
            "review_id",
            "matter",
            "office",
            name=op.f("uq_pimr_dispatch_review_id_matter_office"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_dispatch")),
    )


def downgrade() -> None:
    for table in ("pimr_dispatch", "pimr_step", "pimr_filled", "pimr_form"):
        op.drop_table(table)
