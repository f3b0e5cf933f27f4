"""Ranks that officers hold in a review, and what they delegate."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

HELD = "held in ('acting', 'substantive', 'temporary')"
UNITS = "unit in ('mosovo', 'none', 'review_team')"
STANDING = sa.text("ended_at is null")


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


def _ended(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)", name=op.f(f"ck_{table}_ended_by_somebody")
        ),
        _refers(table, "ended_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    ids = ("id", "review_id", "owner_id")
    op.create_table(
        "rank_held",
        *(sa.Column(c, sa.String(32), nullable=False) for c in (*ids, "membership_id")),
        *(sa.Column(c, sa.String(60), nullable=False) for c in ("code", "held", "unit")),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("stated_by", sa.String(32), nullable=False),
        sa.Column("stated_at", sa.String(27), nullable=False),
        sa.CheckConstraint(HELD, name=op.f("ck_rank_held_held_listed")),
        sa.CheckConstraint(UNITS, name=op.f("ck_rank_held_unit_listed")),
        sa.CheckConstraint(
            "ends_on is null or starts_on <= ends_on",
            name=op.f("ck_rank_held_ends_after_it_starts"),
        ),
        sa.CheckConstraint(
            "held = 'substantive' or ends_on is not null",
            name=op.f("ck_rank_held_acting_has_an_end"),
        ),
        _refers("rank_held", "review_id", "review"),
        _refers("rank_held", "membership_id", "membership"),
        _refers("rank_held", "stated_by", "membership"),
        *_ended("rank_held"),
    )
    op.create_index(op.f("ix_rank_held_review_id"), "rank_held", ["review_id"])
    _once("rank_held", ["membership_id", "held"])
    op.create_table(
        "delegation",
        *(sa.Column(c, sa.String(32), nullable=False) for c in ids),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("floor", sa.String(60), nullable=False),
        sa.Column("given_to", sa.String(32), nullable=False),
        sa.Column("given_by", sa.String(32), nullable=False),
        sa.Column("given_at", sa.String(27), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(sealed("words"), name=op.f("ck_delegation_words_sealed")),
        sa.CheckConstraint("given_to <> given_by", name=op.f("ck_delegation_to_somebody_else")),
        _refers("delegation", "given_to", "membership"),
        _refers("delegation", "given_by", "membership"),
        *_ended("delegation"),
    )
    op.create_index(op.f("ix_delegation_review_id"), "delegation", ["review_id"])
    _once("delegation", ["given_to", "given_by", "floor"])


def _once(table: str, columns: list[str]) -> None:
    op.create_index(
        f"uq_{table}_standing",
        table,
        columns,
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    op.drop_table("delegation")
    op.drop_table("rank_held")
