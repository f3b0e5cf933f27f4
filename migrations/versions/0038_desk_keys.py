"""A desk has a second key, and what it gives in a review names it.

Desks that stand were appointed by one administrator alone: whose word it was says so. A part in a
review that a notification gave because of a desk is known by its moment.
"""

import sqlalchemy as sa
from alembic import op

from portal.columns import once

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

STANDING = ["person_id", "body", "role"]
GIVEN = """
update membership set desk_id = (
    select max(desk.id) from desk
    join notification on notification.board_id = desk.body
    join membership_role on membership_role.membership_id = membership.id
    where notification.review_id = membership.review_id
    and notification.notified_at = membership.starts_at
    and desk.person_id = membership.person_id
    and desk.starts_at <= notification.notified_at
    and (desk.ended_at is null or desk.ended_at > notification.notified_at)
    and ((desk.role = 'board_chair' and membership_role.role = 'board_office')
        or (desk.role = 'coordinator' and membership_role.role = 'coordinator'))
) where body = 'board'
"""


def upgrade() -> None:
    op.drop_index("uq_desk_standing", "desk")
    with op.batch_alter_table("desk") as table:
        table.add_column(sa.Column("accepted_by", sa.String(32), nullable=True))
        table.add_column(sa.Column("accepted_at", sa.String(27), nullable=True))
        table.add_column(sa.Column("refusal", sa.String(32), nullable=True))
        name = op.f("fk_desk_refusal")
        table.create_foreign_key(name, "reason", ["refusal"], ["id"], ondelete="RESTRICT")
        table.create_check_constraint(
            op.f("ck_desk_accepted_by_somebody"), "(accepted_at is null) = (accepted_by is null)"
        )
    once("desk", STANDING)
    op.execute("update desk set accepted_by = appointed_by, accepted_at = starts_at")
    op.execute("alter table membership add column desk_id varchar(32)")
    op.create_index(op.f("ix_membership_desk_id"), "membership", ["desk_id"])
    op.execute(GIVEN)


def downgrade() -> None:
    """What only waits gives nothing, and the older portal knows no such thing: it is gone."""
    op.drop_index(op.f("ix_membership_desk_id"), "membership")
    op.execute("alter table membership drop column desk_id")
    op.execute("delete from desk where accepted_at is null")
    op.drop_index("uq_desk_standing", "desk")
    with op.batch_alter_table("desk") as table:
        table.drop_constraint(op.f("ck_desk_accepted_by_somebody"), type_="check")
        table.drop_constraint(op.f("fk_desk_refusal"), type_="foreignkey")
        for column in ("refusal", "accepted_at", "accepted_by"):
            table.drop_column(column)
    once("desk", STANDING)
