"""What is said beside the words."""

import sqlalchemy as sa
from alembic import op

from portal.gate.sealed import HasHeader

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_comment_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("section_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("paragraph", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("said_by", sa.String(length=32), nullable=False),
        sa.Column("said_at", sa.String(27), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(HasHeader("words"), name=op.f("ck_comment_words_sealed")),
        sa.CheckConstraint(
            "kind in ('answer', 'question', 'remark')", name=op.f("ck_comment_kind_listed")
        ),
        sa.CheckConstraint(
            "state in ('answered', 'asked', 'none', 'settled')",
            name=op.f("ck_comment_state_listed"),
        ),
        sa.CheckConstraint(
            "(kind = 'question') = (state <> 'none')",
            name=op.f("ck_comment_state_of_a_question"),
        ),
        _refers("section_id", "section"),
        _refers("version_id", "section_version"),
        _refers("thread", "comment"),
        _refers("said_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_section", "comment", ["review_id", "section_id"])
    op.create_index("ix_comment_waiting", "comment", ["review_id", "state"])


def downgrade() -> None:
    op.drop_index("ix_comment_waiting", table_name="comment")
    op.drop_index("ix_comment_section", table_name="comment")
    op.drop_table("comment")
