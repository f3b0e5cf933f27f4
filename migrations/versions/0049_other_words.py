"""Other words may stand in the place of a passage that was taken out."""

from alembic import op

from portal.columns import sealed

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = "blob" if op.get_bind().dialect.name == "sqlite" else "bytea"
    (rule,) = sealed("passage", "instead")
    op.execute(
        f"alter table passage add column instead {kind} "
        f"constraint ck_passage_instead_sealed check ({rule.sqltext})"
    )


def downgrade() -> None:
    op.execute("alter table passage drop column instead")
