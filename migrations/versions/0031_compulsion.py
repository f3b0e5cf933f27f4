"""Compelled disclosure: notices, what they demand, claims, and bundles."""

import sqlalchemy as sa
from alembic import op

from portal.columns import refers, row, sealed

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _notice()
    _notice_material()
    _notice_claim()
    _bundle()


def _notice() -> None:
    op.create_table(
        "notice",
        *row(),
        sa.Column("power", sa.String(60), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("demander", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("registered_by", sa.String(32), nullable=False),
        sa.Column("registered_at", sa.String(27), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.String(32), nullable=True),
        *sealed("notice", "demander"),
        sa.CheckConstraint(
            "received_on <= due_on",
            name=op.f("ck_notice_due_after_it_came"),
        ),
        sa.CheckConstraint(
            "power in ('coroner', 'inquiry', 'iopc', 'order', 'summons')",
            name=op.f("ck_notice_power_listed"),
        ),
        sa.CheckConstraint(
            "(withdrawn_on is null) = (withdrawn_by is null)",
            name=op.f("ck_notice_withdrawn_by_somebody"),
        ),
        *sealed("notice", "words"),
        refers("notice", "registered_by", "membership"),
        refers("notice", "withdrawn_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_review_id"), "notice", ["review_id", "owner_id"])


def _notice_material() -> None:
    op.create_table(
        "notice_material",
        *row(),
        sa.Column("notice_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", sa.String(27), nullable=False),
        sa.Column("nothing_by", sa.String(32), nullable=True),
        sa.Column("nothing_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(nothing_at is null) = (nothing_by is null)",
            name=op.f("ck_notice_material_nothing_by_one"),
        ),
        *sealed("notice_material", "told"),
        refers("notice_material", "document_id", "document"),
        refers("notice_material", "nothing_by", "membership"),
        refers("notice_material", "notice_id", "notice"),
        sa.UniqueConstraint(
            "notice_id", "document_id", name=op.f("uq_notice_material_notice_id_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_material")),
    )
    op.create_index(op.f("ix_notice_material_notice_id"), "notice_material", ["notice_id"])
    op.create_index(
        op.f("ix_notice_material_review_id"), "notice_material", ["review_id", "owner_id"]
    )


def _notice_claim() -> None:
    op.create_table(
        "notice_claim",
        *row(),
        sa.Column("material_id", sa.String(32), nullable=False),
        sa.Column("section_id", sa.String(32), nullable=True),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("decision", sa.String(60), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(32), nullable=True),
        sa.CheckConstraint(
            "(decision is null) = (recorded_by is null)",
            name=op.f("ck_notice_claim_decided_by_one"),
        ),
        sa.CheckConstraint(
            "(decision is null) = (decided_on is null)",
            name=op.f("ck_notice_claim_decided_on_a_day"),
        ),
        sa.CheckConstraint(
            "decision in ('refused', 'taken_back', 'upheld')",
            name=op.f("ck_notice_claim_decision_listed"),
        ),
        sa.CheckConstraint(
            "kind in ('immunity', 'privilege', 'representations')",
            name=op.f("ck_notice_claim_kind_listed"),
        ),
        *sealed("notice_claim", "words"),
        refers("notice_claim", "made_by", "membership"),
        refers("notice_claim", "material_id", "notice_material"),
        refers("notice_claim", "recorded_by", "membership"),
        refers("notice_claim", "section_id", "section"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_claim")),
    )
    op.create_index(op.f("ix_notice_claim_material_id"), "notice_claim", ["material_id"])


def _bundle() -> None:
    op.create_table(
        "bundle",
        *row(),
        sa.Column("notice_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contents", sa.LargeBinary(), nullable=False),
        sa.Column("sections", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("served_by", sa.String(32), nullable=True),
        sa.Column("served_how", sa.String(60), nullable=True),
        sa.Column("served_to", sa.LargeBinary(), nullable=True),
        *sealed("bundle", "contents"),
        sa.CheckConstraint(
            "(served_on is null) = (served_by is null)",
            name=op.f("ck_bundle_served_by_somebody"),
        ),
        sa.CheckConstraint(
            "served_how in ('hand', 'portal', 'post', 'secure_mail')",
            name=op.f("ck_bundle_served_how_listed"),
        ),
        *sealed("bundle", "served_to"),
        refers("bundle", "made_by", "membership"),
        refers("bundle", "notice_id", "notice"),
        refers("bundle", "served_by", "membership"),
        sa.UniqueConstraint("notice_id", "number", name=op.f("uq_bundle_notice_id_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
    )
    op.create_index(op.f("ix_bundle_review_id"), "bundle", ["review_id"])


def downgrade() -> None:
    op.drop_table("bundle")
    op.drop_table("notice_claim")
    op.drop_table("notice_material")
    op.drop_table("notice")
