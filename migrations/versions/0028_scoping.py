"""Scoping questions and answers; commissioning letters, receipts, empty headings and waivers."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, codes, ids, moments, once, refers, row, sealed

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


ANSWERS = "answer in ('known', 'not_known')"
STEPS = "what in ('chased', 'escalated', 'withdrawn')"
ASKED_FOR = "contribution in ('chronology', 'imr', 'information_report')"
AGENCY_KINDS = (
    "agency_kind in ('children', 'council', 'health', 'other', 'police', 'prison', 'probation', "
    "'safeguarding', 'voluntary')"
)


def _bytes(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def upgrade() -> None:
    op.create_table(
        "scoping",
        *row(),
        sa.Column("due_on", sa.Date(), nullable=False),
        _bytes("note", null=True),
        *ids("asked_by"),
        *moments("asked_at"),
        *moments("chased_at", "escalated_at", "withdrawn_at", null=True),
        *sealed("scoping", "note"),
        refers("scoping", "asked_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoping")),
    )
    op.create_index(op.f("ix_scoping_review_id"), "scoping", ["review_id"])
    once("scoping", ["review_id", "owner_id"], "withdrawn_at is null")
    _answers_and_steps()
    _letters()
    _waivers()


def _answers_and_steps() -> None:
    op.create_table(
        "scoping_answer",
        *row(),
        *ids("scoping_id"),
        *codes("answer"),
        sa.Column("secured", sa.Boolean(), nullable=False),
        _bytes("words", null=True),
        *ids("answered_by"),
        *moments("answered_at"),
        *moments("replaced_at", null=True),
        *sealed("scoping_answer", "words"),
        check("scoping_answer", "answer_listed", ANSWERS),
        check("scoping_answer", "known_is_told", "answer = 'not_known' or words is not null"),
        refers("scoping_answer", "scoping_id", "scoping"),
        refers("scoping_answer", "answered_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoping_answer")),
    )
    op.create_index(op.f("ix_scoping_answer_scoping_id"), "scoping_answer", ["scoping_id"])
    once("scoping_answer", ["scoping_id"], "replaced_at is null")
    op.create_table(
        "scoping_step",
        *row(),
        *ids("scoping_id"),
        *codes("what"),
        *ids("taken_by"),
        *moments("taken_at"),
        _bytes("officer", null=True),
        _bytes("words", null=True),
        *sealed("scoping_step", "officer", "words"),
        check("scoping_step", "what_listed", STEPS),
        check("scoping_step", "officer_named", "(what = 'escalated') = (officer is not null)"),
        check("scoping_step", "said_why", "what = 'chased' or words is not null"),
        refers("scoping_step", "scoping_id", "scoping"),
        refers("scoping_step", "taken_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoping_step")),
    )
    op.create_index(op.f("ix_scoping_step_scoping_id"), "scoping_step", ["scoping_id"])


def _letters() -> None:
    op.create_table(
        "commission_letter",
        *row(),
        *ids("request_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _bytes("words"),
        *ids("written_by"),
        *moments("written_at"),
        *sealed("commission_letter", "words"),
        check("commission_letter", "counted_from_one", "number > 0"),
        refers("commission_letter", "request_id", "request"),
        refers("commission_letter", "written_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_letter")),
        sa.UniqueConstraint(
            "request_id", "number", name=op.f("uq_commission_letter_request_id_number")
        ),
    )
    op.create_table(
        "request_receipt",
        *ids("id", "review_id", "owner_id", "request_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *ids("received_by"),
        *moments("received_at"),
        refers("request_receipt", "review_id", "review"),
        refers("request_receipt", "request_id", "request"),
        refers("request_receipt", "received_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_receipt")),
        sa.UniqueConstraint(
            "request_id", "number", name=op.f("uq_request_receipt_request_id_number")
        ),
    )
    op.create_index(op.f("ix_request_receipt_review_id"), "request_receipt", ["review_id"])
    op.create_table(
        "template_heading",
        *ids("version_id", "review_id"),
        refers("template_heading", "version_id", "section_version"),
        refers("template_heading", "review_id", "review"),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_template_heading")),
    )
    op.create_index(op.f("ix_template_heading_review_id"), "template_heading", ["review_id"])


def _waivers() -> None:
    op.create_table(
        "waiver",
        *row(),
        *codes("agency_kind", "contribution"),
        _bytes("words"),
        *ids("waived_by"),
        *moments("waived_at"),
        *ids("taken_back_by", null=True),
        *moments("taken_back_at", null=True),
        *sealed("waiver", "words"),
        check("waiver", "agency_kind_listed", AGENCY_KINDS),
        check("waiver", "contribution_listed", ASKED_FOR),
        check(
            "waiver",
            "taken_back_by_somebody",
            "(taken_back_at is null) = (taken_back_by is null)",
        ),
        refers("waiver", "waived_by", "membership"),
        refers("waiver", "taken_back_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    once("waiver", ["review_id", "agency_kind", "contribution"], "taken_back_at is null")


def downgrade() -> None:
    for table in (
        "waiver",
        "template_heading",
        "request_receipt",
        "commission_letter",
        "scoping_step",
        "scoping_answer",
        "scoping",
    ):
        op.drop_table(table)
