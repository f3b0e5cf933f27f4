"""MAPPA Form N is attached to the notification of a charge: which file it is."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notification") as table:
        table.add_column(sa.Column("form_n", sa.String(32), nullable=True))
        name = op.f("fk_notification_form_n")
        table.create_foreign_key(name, "attachment", ["form_n"], ["id"], ondelete="RESTRICT")


def downgrade() -> None:
    with op.batch_alter_table("notification") as table:
        table.drop_constraint(op.f("fk_notification_form_n"), type_="foreignkey")
        table.drop_column("form_n")
