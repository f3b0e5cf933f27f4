"""The findings of proceedings beside a review, corrected beside, and what of the review meets them."""

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, once, refers, row, sealed

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

OF, TABLE = "proceeding_outcome", "finding_match"
SOURCES = "'', 'inspection', 'investigation', 'judgment', 'narrative', 'other', 'prevent'"
COLUMNS = {
    "number": "integer not null default 0",
    "source": f"varchar(60) not null default '' constraint ck_{OF}_source_listed check (source in ({SOURCES}))",
    "given_on": "date",
    "replaced_at": "varchar(27)",
    "replaced_by": f"varchar(32) constraint ck_{OF}_replaced_by_somebody check ((replaced_at is null) = (replaced_by is null))",
}
NUMBERED = """
    update proceeding_outcome set number = (
        select count(*) from proceeding_outcome as o
        where o.proceeding_id = proceeding_outcome.proceeding_id
        and o.kind = 'finding' and o.id <= proceeding_outcome.id
    ) where kind = 'finding'
"""
RULES = {
    "relation_listed": "relation in ('absent', 'differs', 'further', 'same')",
    "of_a_section": "(section_id is null) = (relation = 'absent')",
    "with_its_words": "(section_id is null) = (version_id is null)",
    "ended_by_somebody": "(ended_at is null) = (ended_by is null)",
    "ended_with_why": "(ended_at is null) = (why_ended is null)",
}


def upgrade() -> None:
    for name, rule in COLUMNS.items():
        op.execute(f"alter table {OF} add column {name} {rule}")
    op.execute(NUMBERED)
    once(OF, ["proceeding_id", "number"], "replaced_at is null and number > 0")
    op.create_table(
        TABLE,
        *row(),
        *ids("proceeding_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *ids("section_id", "version_id", null=True),
        *codes("relation"),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        *ids("made_by"),
        *moments("made_at"),
        *ids("ended_by", null=True),
        *moments("ended_at", null=True),
        sa.Column("why_ended", sa.LargeBinary(), nullable=True),
        *sealed(TABLE, "why", "why_ended"),
        *checks(TABLE, **RULES),
        refers(TABLE, "proceeding_id", "proceeding"),
        refers(TABLE, "section_id", "section"),
        refers(TABLE, "version_id", "section_version"),
        refers(TABLE, "made_by", "membership"),
        refers(TABLE, "ended_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}_review_id", TABLE, ["review_id"])
    once(TABLE, ["proceeding_id", "number", "section_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_index(f"uq_{OF}_standing", OF)
    for name in reversed(COLUMNS):
        op.drop_column(OF, name)
