"""Safeguarding boards are a kind of agency; the agreement's terms stand in its words alone.

SQLite cannot change a CHECK, and a table that others refer to cannot be made again while they do;
so its text is changed where SQLite keeps it, as its manual says for changes that touch no row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEFORE = "'children', 'council', 'health', 'other', 'police', 'prison', 'probation', 'voluntary'"
AFTER = (
    "'children', 'council', 'health', 'other', 'police', 'prison', 'probation', 'safeguarding', "
    "'voluntary'"
)


def _kinds(before: str, after: str) -> None:
    connection = op.get_bind()
    name = op.f("ck_agency_kind_listed")
    if connection.dialect.name != "sqlite":
        op.drop_constraint(name, "agency", type_="check")
        op.create_check_constraint(name, "agency", f"kind in ({after})")
        return
    version = connection.exec_driver_sql("pragma schema_version").scalar_one()
    connection.exec_driver_sql("pragma writable_schema = on")
    connection.execute(
        sa.text(
            "update sqlite_schema set sql = replace(sql, :before, :after) "
            "where type = 'table' and name = 'agency'"
        ),
        {"before": f"({before})", "after": f"({after})"},
    )
    connection.exec_driver_sql(f"pragma schema_version = {version + 1}")
    connection.exec_driver_sql("pragma writable_schema = reset")


def upgrade() -> None:
    _kinds(BEFORE, AFTER)
    op.drop_table("agreement_term")


def downgrade() -> None:
    """Nothing reads the terms below either; they stand in the agreements' sealed words."""
    op.create_table(
        "agreement_term",
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "kind in ('paragraph', 'purpose')", name=op.f("ck_agreement_term_kind_listed")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_term_agreement_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agreement_id", "kind", "code", name=op.f("pk_agreement_term")),
    )
    op.execute("update agency set kind = 'other' where kind = 'safeguarding'")
    _kinds(AFTER, BEFORE)
