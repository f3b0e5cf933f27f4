"""How the criminal investigation stands, and what the CPS or the SIO agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


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


def _standing(name: str, table: str, while_: str) -> None:
    where = sa.text(while_)
    op.create_index(
        name, table, ["review_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def upgrade() -> None:
    states = "state in ('charged', 'concluded', 'none', 'under_investigation')"
    op.create_table(
        "investigation",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        sa.CheckConstraint(states, name=op.f("ck_investigation_state_listed")),
        _refers("investigation", "review_id", "review"),
        _refers("investigation", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investigation")),
    )
    op.create_index(op.f("ix_investigation_review_id"), "investigation", ["review_id"])
    _standing("uq_investigation_standing", "investigation", "replaced_at is null")
    op.create_table(
        "cps_agreement",
        *(sa.Column(c, sa.String(32), nullable=False) for c in ("id", "review_id", "owner_id")),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("agreed_by", sa.String(60), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("conditions", sa.LargeBinary(), nullable=True),
        *(
            sa.Column(c, sa.Boolean(), nullable=False)
            for c in ("interviews", "circulation", "publication")
        ),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.CheckConstraint(sealed("name"), name=op.f("ck_cps_agreement_name_sealed")),
        sa.CheckConstraint(sealed("conditions"), name=op.f("ck_cps_agreement_conditions_sealed")),
        sa.CheckConstraint(
            "agreed_by in ('both', 'cps', 'sio')", name=op.f("ck_cps_agreement_agreed_by_listed")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)",
            name=op.f("ck_cps_agreement_ended_by_somebody"),
        ),
        _refers("cps_agreement", "recorded_by", "membership"),
        _refers("cps_agreement", "ended_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cps_agreement")),
    )
    op.create_index(op.f("ix_cps_agreement_review_id"), "cps_agreement", ["review_id"])
    _standing("uq_cps_agreement_standing", "cps_agreement", "ended_at is null")


def downgrade() -> None:
    op.drop_table("cps_agreement")
    op.drop_table("investigation")
