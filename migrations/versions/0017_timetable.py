"""A review's timetable: what happened, when its clocks stood, and days that a person has set."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


GROUNDS = "ground in ('complexity', 'demands', 'family', 'inquest', 'other', 'proceedings')"


def sealed(column: str) -> str:
    """What the models' own CHECK says: an envelope's header, and its length."""
    if op.get_bind().dialect.name == "sqlite":
        marked = f"typeof({column}) = 'blob' and substr({column}, 1, 2) = x'5031'"
        long = f"length({column}) > 46 and length({column}) % 256 = 46"
    else:
        marked = f"substring({column} from 1 for 2) = '\\x5031'::bytea"
        long = f"octet_length({column}) > 46 and mod(octet_length({column}), 256) = 46"
    return f"{column} is null or ({marked} and {long})"


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def _row() -> list[sa.Column[object]]:
    ids = [sa.Column(c, sa.String(32), nullable=False) for c in ("id", "review_id", "owner_id")]
    return [*ids, sa.Column("row_version", sa.Integer(), nullable=False)]


def upgrade() -> None:
    op.create_table(
        "milestone",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        _refers("milestone", "review_id", "review"),
        _refers("milestone", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_review_id"), "milestone", ["review_id"])
    op.create_index(
        "uq_milestone_standing",
        "milestone",
        ["review_id", "event"],
        unique=True,
        sqlite_where=sa.text("replaced_at is null"),
        postgresql_where=sa.text("replaced_at is null"),
    )
    op.create_table(
        "clock_pause",
        *_row(),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ground", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", sa.String(27), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint(sealed("words"), name=op.f("ck_clock_pause_words_sealed")),
        sa.CheckConstraint(GROUNDS, name=op.f("ck_clock_pause_ground_listed")),
        sa.CheckConstraint(
            "(ends_on is null) = (ended_by is null)", name=op.f("ck_clock_pause_ended_by_somebody")
        ),
        sa.CheckConstraint(
            "ends_on is null or starts_on < ends_on",
            name=op.f("ck_clock_pause_ends_after_it_starts"),
        ),
        _refers("clock_pause", "set_by", "membership"),
        _refers("clock_pause", "ended_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
    )
    op.create_index(op.f("ix_clock_pause_review_id"), "clock_pause", ["review_id"])
    op.create_table(
        "deadline",
        *_row(),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", sa.String(27), nullable=False),
        sa.CheckConstraint(sealed("words"), name=op.f("ck_deadline_words_sealed")),
        sa.CheckConstraint(GROUNDS, name=op.f("ck_deadline_ground_listed")),
        _refers("deadline", "set_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    op.create_index(op.f("ix_deadline_review_id"), "deadline", ["review_id"])


def downgrade() -> None:
    op.drop_table("deadline")
    op.drop_table("clock_pause")
    op.drop_table("milestone")
