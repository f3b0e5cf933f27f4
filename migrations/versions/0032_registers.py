"""Bodies have successors, boards their own titles, reviews an end, and registers rows to be read.

The rows of registers are made from what is there by the first round of the sweep, which takes those
that were reckoned under no table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

STATES = "state in ('closed', 'ended', 'open')"
INDEXES = {
    "page": ["body", "kind", "state", "opened_on", "review_id"],
    "board": ["body", "board_id", "kind", "state", "opened_on", "review_id"],
    "due": ["body", "kind", "due_on", "review_id"],
    "board_due": ["body", "board_id", "kind", "due_on", "review_id"],
    "since": ["body", "state", "since"],
    "until": ["state", "until"],
    "body_until": ["body", "state", "until"],
    "review_id": ["review_id"],
    "reckoned": ["reckoned"],
}
FROM_PARTS = """
insert into register_row
    (body, review_id, board_id, kind, state, opened_on, due_on, since, until, reckoned)
select m.body, r.id, r.board_id, r.kind, 'open', {day}, null, min(m.starts_at), max(m.ends_at), ''
from review r join membership m on m.review_id = r.id where m.body <> 'board'
group by m.body, r.id, r.board_id, r.kind, r.opened_at
"""
FROM_BOARDS = """
insert into register_row
    (body, review_id, board_id, kind, state, opened_on, due_on, since, until, reckoned)
select r.board_id, r.id, r.board_id, r.kind, 'open', {day}, null, r.opened_at,
    '9999-12-31T00:00:00.000000Z', ''
from review r where r.board_id <> ''
"""


def upgrade() -> None:
    op.execute("alter table agency add column closed_at varchar(27)")
    op.execute(
        "alter table agency add column successor_id varchar(32) "
        "constraint ck_agency_has_a_successor "
        "check ((closed_at is null) = (successor_id is null)) "
        "constraint ck_agency_succeeds_itself_never check (successor_id <> id)"
    )
    op.execute("alter table review add column closed_at varchar(27)")
    op.create_index(op.f("ix_stand_down_person_id"), "stand_down", ["person_id"])
    op.create_table(
        "board_title",
        sa.Column("board_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_board_title_board_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("board_id", "kind", name=op.f("pk_board_title")),
    )
    _registers()


def _registers() -> None:
    op.create_table(
        "register_row",
        sa.Column("body", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("board_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("since", sa.String(27), nullable=False),
        sa.Column("until", sa.String(27), nullable=False),
        sa.Column("reckoned", sa.String(60), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_register_row_state_listed")),
        sa.CheckConstraint(
            "due_on is null or state = 'open'", name=op.f("ck_register_row_due_while_open")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_register_row_review_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("body", "review_id", name=op.f("pk_register_row")),
    )  # fmt: skip
    for name, columns in INDEXES.items():
        op.create_index(op.f(f"ix_register_row_{name}"), "register_row", columns)
    for name, last in (("total", sa.String(60)), ("day", sa.Date())):
        key = "state" if name == "total" else "opened_on"
        keys = ["body", "kind", key] if name == "total" else ["body", key, "kind"]
        listed = [sa.CheckConstraint(STATES, name=op.f("ck_register_total_state_listed"))]
        op.create_table(
            f"register_{name}",
            sa.Column("body", sa.String(32), nullable=False),
            sa.Column("kind", sa.String(60), nullable=False),
            sa.Column(key, last, nullable=False),
            sa.Column("rows", sa.Integer(), nullable=False),
            *(listed if name == "total" else []),
            sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_register_{name}")),
        )
    lite = op.get_bind().dialect.name == "sqlite"
    day = "substr(r.opened_at, 1, 10)" if lite else "cast(substr(r.opened_at, 1, 10) as date)"
    for rows in (FROM_PARTS, FROM_BOARDS):
        op.execute(rows.format(day=day))


def downgrade() -> None:
    for name in ("day", "total", "row"):
        op.drop_table(f"register_{name}")
    op.drop_table("board_title")
    op.drop_index(op.f("ix_stand_down_person_id"), "stand_down")
    op.execute("alter table review drop column closed_at")
    op.execute("alter table agency drop column successor_id")
    op.execute("alter table agency drop column closed_at")
