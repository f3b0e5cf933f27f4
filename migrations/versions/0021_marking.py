"""A review's handling instruction stands with its marking."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

HANDLING = "handling in ('as_agreed', 'part_takers', 'portal_only')"


def upgrade() -> None:
    """In one statement that both databases know: SQLite takes a CHECK with a new column only."""
    check = f"constraint ck_review_handling_listed check ({HANDLING})"
    op.execute(f"alter table review add column handling varchar(60) {check}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_review_handling_listed"), "review", type_="check")
    op.drop_column("review", "handling")
