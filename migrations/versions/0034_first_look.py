"""The first look at an incident, and who outside was told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WORDS = ("found", "at_once", "better", "words")
OUTCOMES = "outcome in ('full_after', 'full_now', 'local', 'national', 'none')"
SENT_TO = "sent_to in ('national_panel', 'ofsted', 'partnership', 'secretary_of_state')"


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


def _check(table: str, name: str, said: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(said, name=op.f(f"ck_{table}_{name}"))


def _id(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(32), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "first_look",
        *_id("id", "review_id", "owner_id"),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("look", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(60), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in WORDS),
        sa.Column("high_profile", sa.Boolean(), nullable=False),
        *_id("sent_by"),
        sa.Column("sent_at", sa.String(27), nullable=False),
        *(_check("first_look", f"{name}_sealed", sealed(name)) for name in WORDS),
        _check("first_look", "look_listed", "look in ('early', 'rapid')"),
        _check("first_look", "outcome_listed", OUTCOMES),
        _refers("first_look", "sent_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_look")),
        sa.UniqueConstraint("review_id", "position", name=op.f("uq_first_look_review_id_position")),
    )
    op.create_table(
        "incident_notice",
        *_id("id", "review_id"),
        sa.Column("sent_to", sa.String(60), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        *_id("recorded_by"),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        _check("incident_notice", "sent_to_listed", SENT_TO),
        _refers("incident_notice", "review_id", "review"),
        _refers("incident_notice", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_notice")),
    )
    op.create_index(op.f("ix_incident_notice_review_id"), "incident_notice", ["review_id"])
    op.create_index(
        "uq_incident_notice_standing",
        "incident_notice",
        ["review_id", "sent_to"],
        unique=True,
        sqlite_where=sa.text("replaced_at is null"),
        postgresql_where=sa.text("replaced_at is null"),
    )


def downgrade() -> None:
    op.drop_table("incident_notice")
    op.drop_table("first_look")
