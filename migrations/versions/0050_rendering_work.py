"""Renderings that are under way: what somebody waits for, how far it has come, why it ended."""

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, once, refers, row, sealed

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

TABLE = "rendering_work"
RULES = {
    "marking_listed": "marking in ('OFFICIAL', 'OFFICIAL-SENSITIVE')",
    "stage_listed": "stage in ('kept', 'refused', 'stopped', 'working')",
    "doing_listed": "doing in ('docx', 'gather', 'pdf', 'picture', 'prove', 'waits')",
    "is_a_part": "0 <= done and done <= total",
    "ends_once": "(stage = 'working') = (ended_at is null)",
    "keeps_one": "(stage = 'kept') = (rendering_id is not null)",
}


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        TABLE,
        *row(),
        *ids("rendition_id"),
        _count("revision"),
        *codes("marking"),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        *codes("stage", "doing"),
        *[_count(name) for name in ("done", "total", "pages")],
        *ids("begun_by"),
        *moments("begun_at", "seen_at"),
        *moments("ended_at", null=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        *ids("rendering_id", null=True),
        *sealed(TABLE, "title", "why"),
        *checks(TABLE, **RULES),
        refers(TABLE, "rendition_id", "rendition"),
        refers(TABLE, "begun_by", "membership"),
        refers(TABLE, "rendering_id", "rendering"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}_review_id", TABLE, ["review_id", "owner_id"])
    once(TABLE, ["rendition_id"], "stage = 'working'")


def downgrade() -> None:
    op.drop_table(TABLE)
