"""The register of proceedings beside a review, disclosure, and the hold on publication."""

import sqlalchemy as sa
from alembic import op

from portal.columns import once, refers, row, sealed

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _proceeding()
    _proceeding_date()
    _outside_request()
    _proceeding_outcome()
    _disclosure_status()
    _relevance()
    _publication_hold()


def _proceeding() -> None:
    op.create_table(
        "proceeding",
        *row(),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("body", sa.String(60), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("scope", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(32), nullable=True),
        sa.CheckConstraint(
            "body in ('coroner', 'court', 'cps', 'cqc', 'hmicfrs', 'hmip', 'hmpps', "
            "'inquiry', 'iopc', 'nhs', 'ofsted', 'opcc', 'other', 'partnership', 'police', "
            "'ppo', 'prisons', 'standards')",
            name=op.f("ck_proceeding_body_listed"),
        ),
        sa.CheckConstraint(
            "closed_on is null or opened_on <= closed_on",
            name=op.f("ck_proceeding_closed_after"),
        ),
        sa.CheckConstraint(
            "(closed_on is null) = (closed_by is null)",
            name=op.f("ck_proceeding_closed_by_somebody"),
        ),
        sa.CheckConstraint(
            "kind in ('audit', 'civil', 'cps', 'criminal', 'inquest', 'inspection', 'iopc', "
            "'ombudsman', 'other', 'review', 'standards')",
            name=op.f("ck_proceeding_kind_listed"),
        ),
        *sealed("proceeding", "reference"),
        *sealed("proceeding", "scope"),
        refers("proceeding", "closed_by", "membership"),
        refers("proceeding", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding")),
    )
    op.create_index(op.f("ix_proceeding_review_id"), "proceeding", ["review_id"])


def _proceeding_date() -> None:
    op.create_table(
        "proceeding_date",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("proceeding_id", sa.String(32), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", sa.String(27), nullable=False),
        sa.Column("dropped_by", sa.String(32), nullable=True),
        sa.Column("dropped_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(dropped_at is null) = (dropped_by is null)",
            name=op.f("ck_proceeding_date_dropped_by_somebody"),
        ),
        sa.CheckConstraint(
            "what in ('decision', 'hearing', 'meeting', 'other', 'report_due')",
            name=op.f("ck_proceeding_date_what_listed"),
        ),
        refers("proceeding_date", "dropped_by", "membership"),
        refers("proceeding_date", "proceeding_id", "proceeding"),
        refers("proceeding_date", "review_id", "review"),
        refers("proceeding_date", "set_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding_date")),
    )
    op.create_index(op.f("ix_proceeding_date_review_id"), "proceeding_date", ["review_id"])


def _outside_request() -> None:
    op.create_table(
        "outside_request",
        *row(),
        sa.Column("proceeding_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(32), nullable=True),
        *sealed("outside_request", "answer"),
        sa.CheckConstraint(
            "(answered_on is null) = (answered_by is null)",
            name=op.f("ck_outside_request_answered_by_somebody"),
        ),
        sa.CheckConstraint(
            "kind in ('attendance', 'document', 'information', 'other', 'prevent')",
            name=op.f("ck_outside_request_kind_listed"),
        ),
        *sealed("outside_request", "words"),
        refers("outside_request", "answered_by", "membership"),
        refers("outside_request", "proceeding_id", "proceeding"),
        refers("outside_request", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_request")),
    )
    op.create_index(op.f("ix_outside_request_review_id"), "outside_request", ["review_id"])


def _proceeding_outcome() -> None:
    op.create_table(
        "proceeding_outcome",
        *row(),
        sa.Column("proceeding_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=False),
        sa.Column("entered_at", sa.String(27), nullable=False),
        sa.CheckConstraint(
            "kind in ('conduct', 'finding', 'result')",
            name=op.f("ck_proceeding_outcome_kind_listed"),
        ),
        *sealed("proceeding_outcome", "words"),
        refers("proceeding_outcome", "entered_by", "membership"),
        refers("proceeding_outcome", "proceeding_id", "proceeding"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding_outcome")),
    )
    op.create_index(op.f("ix_proceeding_outcome_review_id"), "proceeding_outcome", ["review_id"])


def _disclosure_status() -> None:
    op.create_table(
        "disclosure_status",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)",
            name=op.f("ck_disclosure_status_ended_by_somebody"),
        ),
        sa.CheckConstraint(
            "kind in ('appeal', 'civil', 'criminal', 'disciplinary')",
            name=op.f("ck_disclosure_status_kind_listed"),
        ),
        refers("disclosure_status", "ended_by", "membership"),
        refers("disclosure_status", "recorded_by", "membership"),
        refers("disclosure_status", "review_id", "review"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_status")),
    )
    once("disclosure_status", ["review_id", "kind"])


def _relevance() -> None:
    op.create_table(
        "relevance",
        *row(),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("marked_by", sa.String(32), nullable=False),
        sa.Column("marked_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        *sealed("relevance", "note"),
        refers("relevance", "document_id", "document"),
        refers("relevance", "marked_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relevance")),
    )
    once("relevance", ["document_id"], "replaced_at is null")


def _publication_hold() -> None:
    op.create_table(
        "publication_hold",
        *row(),
        sa.Column("ground", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("placed_by", sa.String(32), nullable=False),
        sa.Column("placed_at", sa.String(27), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("why_ended", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)",
            name=op.f("ck_publication_hold_ended_by_somebody"),
        ),
        sa.CheckConstraint(
            "ground in ('civil', 'conduct', 'family', 'inquest', 'other', 'proceedings')",
            name=op.f("ck_publication_hold_ground_listed"),
        ),
        *sealed("publication_hold", "why_ended"),
        *sealed("publication_hold", "words"),
        refers("publication_hold", "ended_by", "membership"),
        refers("publication_hold", "placed_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_hold")),
    )
    once("publication_hold", ["review_id"])


def downgrade() -> None:
    op.drop_table("publication_hold")
    op.drop_table("relevance")
    op.drop_table("disclosure_status")
    op.drop_table("proceeding_outcome")
    op.drop_table("outside_request")
    op.drop_table("proceeding_date")
    op.drop_table("proceeding")
