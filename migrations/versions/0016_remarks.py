"""What is said about single sections when a contribution is sent back or a section withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def sealed(column: str) -> str:
    """What the models' own CHECK says: an envelope's header, and its length."""
    if op.get_bind().dialect.name == "sqlite":
        marked = f"typeof({column}) = 'blob' and substr({column}, 1, 2) = x'5031'"
        long = f"length({column}) > 46 and length({column}) % 256 = 46"
    else:
        marked = f"substring({column} from 1 for 2) = '\\x5031'::bytea"
        long = f"octet_length({column}) > 46 and mod(octet_length({column}), 256) = 46"
    return f"{column} is null or ({marked} and {long})"


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_remark_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(sealed("words"), name=op.f("ck_remark_words_sealed")),
        _refers("step_id", "request_step"),
        _refers("version_id", "section_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_step_id"), "remark", ["step_id"])
    op.create_index(op.f("ix_remark_version_id"), "remark", ["version_id"])


def downgrade() -> None:
    op.drop_table("remark")
