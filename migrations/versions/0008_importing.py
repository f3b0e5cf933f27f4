"""Files on their way to being sections, and files that are kept as they came."""

import sqlalchemy as sa
from alembic import op

from portal.gate.sealed import HasHeader

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _sealed(table: str, column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(HasHeader(column), name=op.f(f"ck_{table}_{column}_sealed"))


def _row(table: str) -> tuple[sa.Column[str] | sa.Column[int] | sa.PrimaryKeyConstraint, ...]:
    return (
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.create_table(
        "import",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sections", sa.Integer(), nullable=False),
        sa.Column("brought_at", sa.String(27), nullable=False),
        sa.Column("until", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        *_row("import"),
        sa.CheckConstraint(
            "stage in ('dropped', 'reading', 'ready', 'used')", name=op.f("ck_import_stage_listed")
        ),
        sa.CheckConstraint(
            "(stage in ('used', 'dropped')) = (ended_at is not null)",
            name=op.f("ck_import_ended_when_over"),
        ),
        sa.CheckConstraint(
            "ended_at is null or draft is null", name=op.f("ck_import_over_is_empty")
        ),
        _sealed("import", "draft"),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_import_document_id"),
            ondelete="RESTRICT",
        ),
    )
    op.create_index("ix_import_author", "import", ["review_id", "author"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("section_class", sa.String(length=60), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_by", sa.String(length=32), nullable=False),
        sa.Column("kept_at", sa.String(27), nullable=False),
        *_row("attachment"),
        sa.CheckConstraint(
            "kind in ('csv', 'email', 'jpeg', 'old_sheet', 'old_word', 'outlook', 'pdf', 'png', 'rtf', 'sheet', 'slides', 'text', 'tiff', 'word')",
            name=op.f("ck_attachment_kind_listed"),
        ),
        sa.CheckConstraint(
            "section_class in ('chronology', 'conduct', 'context', 'good_practice', 'learning', 'legal_advice', 'practice', 'recommendations', 'staff_welfare', 'tactics')",
            name=op.f("ck_attachment_section_class_listed"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_not_empty")),
        _sealed("attachment", "name"),
        _sealed("attachment", "digest"),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_attachment_document_id"),
            ondelete="RESTRICT",
        ),
    )
    op.create_index("ix_attachment_document", "attachment", ["document_id"], unique=False)
    op.create_table(
        "attachment_piece",
        sa.Column("attachment_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *_row("attachment_piece"),
        _sealed("attachment_piece", "body"),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_attachment_piece_attachment_id"),
            ondelete="RESTRICT",
        ),
        sa.UniqueConstraint(
            "attachment_id", "position", name=op.f("uq_attachment_piece_attachment_id_position")
        ),
    )


def downgrade() -> None:
    op.drop_table("attachment_piece")
    op.drop_index("ix_attachment_document", table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("ix_import_author", table_name="import")
    op.drop_table("import")
