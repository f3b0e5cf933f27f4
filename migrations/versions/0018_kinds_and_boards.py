"""More kinds of review, boards that commission them, and who stands for a body outside a review."""

import sqlalchemy as sa
from alembic import op

from portal.columns import once, refers

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = "kind in ('cspr', 'dhr', 'mappa_scr', 'other', 'sar')"
MORE_KINDS = (
    "kind in ('cspr', 'dardr', 'dhr', 'mappa_scr', 'mhhr', 'other', 'owhr', 'pimr', 'sar', 'sfo', "
    "'susr')"
)
ROLES = (
    "role in ('agency_lawyer', 'author', 'board_office', 'chair', 'disclosure_officer', "
    "'lay_adviser', 'member', 'panel_member', 'professional_standards', 'senior_manager', "
    "'senior_office')"
)
MORE_ROLES = (
    "role in ('agency_lawyer', 'author', 'board_office', 'chair', 'coordinator', "
    "'disclosure_officer', 'lay_adviser', 'member', 'notifier', 'panel_member', "
    "'professional_standards', 'senior_manager', 'senior_office')"
)
CHECKS = (
    ("review", "kind_listed", KINDS, MORE_KINDS),
    ("membership_role", "role_listed", ROLES, MORE_ROLES),
    ("joining_role", "role_listed", ROLES, MORE_ROLES),
)
BOARDS = (
    "kind in ('csp', 'force', 'nhs', 'other', 'partners', 'probation', 'regional', 'sab', 'smb')"
)


def _listed(table: str, name: str, old: str, new: str) -> None:
    """Another list in a CHECK. SQLite keeps it as text, and to make `review` anew would take every
    row that refers to it along; so the text is changed, in the way that its manual describes.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        # On the way down rows may hold what the older list lacks: it is for new rows alone then.
        late = {"postgresql_not_valid": new in {KINDS, ROLES}}
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, new, **late)
        return
    run = op.get_bind().exec_driver_sql
    (said,) = run("select sql from sqlite_master where name = ?", (table,)).one()
    if said.count(old) != 1:
        raise RuntimeError(f"{table} does not hold the list that is to be changed")
    (version,) = run("pragma schema_version").one()
    run("pragma writable_schema = on")
    update = "update sqlite_master set sql = ? where type = 'table' and name = ?"
    run(update, (said.replace(old, new), table))
    run(f"pragma schema_version = {version + 1}")
    run("pragma writable_schema = off")


def upgrade() -> None:
    for table, name, old, new in CHECKS:
        _listed(table, name, old, new)
    op.create_table(
        "board",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("closed_at", sa.String(27), nullable=True),
        sa.Column("successor_id", sa.String(32), nullable=True),
        sa.CheckConstraint(BOARDS, name=op.f("ck_board_kind_listed")),
        sa.CheckConstraint(
            "(closed_at is null) = (successor_id is null)", name=op.f("ck_board_has_a_successor")
        ),
        sa.CheckConstraint("successor_id <> id", name=op.f("ck_board_succeeds_itself_never")),
        refers("board", "successor_id", "board"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("name", name=op.f("uq_board_name")),
    )
    op.create_table(
        "desk",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("body", sa.String(32), nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("standing", sa.String(60), nullable=False),
        sa.Column("starts_at", sa.String(27), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=False),
        sa.Column("appointed_by", sa.String(32), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "role in ('board_chair', 'coordinator')", name=op.f("ck_desk_role_listed")
        ),
        sa.CheckConstraint(
            "standing in ('deputy', 'holder', 'on_call')", name=op.f("ck_desk_standing_listed")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_desk_ends_after_it_starts")),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)", name=op.f("ck_desk_ended_by_somebody")
        ),
        refers("desk", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_index(op.f("ix_desk_person_id"), "desk", ["person_id"])
    op.create_index(op.f("ix_desk_body"), "desk", ["body"])
    once("desk", ["person_id", "body", "role"])
    for column in ("board_id", "incident_id"):
        op.execute(f"alter table review add column {column} varchar(32) default '' not null")
    op.execute("update review set incident_id = id")
    op.create_index(op.f("ix_review_board_id"), "review", ["board_id"])
    op.create_index(op.f("ix_review_incident_id"), "review", ["incident_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_review_incident_id"), "review")
    op.drop_index(op.f("ix_review_board_id"), "review")
    op.execute("alter table review drop column incident_id")
    op.execute("alter table review drop column board_id")
    op.drop_table("desk")
    op.drop_table("board")
    for table, name, old, new in reversed(CHECKS):
        _listed(table, name, new, old)
