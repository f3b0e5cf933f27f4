"""What migrations say of one table after another: its first columns, its CHECKs, its references.

Released migrations rest on these words: whatever they make of a given table, they make for good.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op


def ids(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(32), nullable=null) for name in names]


def codes(*names: str, most: int = 60) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(most), nullable=False) for name in names]


def moments(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(27), nullable=null) for name in names]


def row() -> list[sa.Column[Any]]:
    """The columns that bind a row's envelopes to it (gate.py)."""
    return [
        *ids("id", "review_id", "owner_id"),
        sa.Column("row_version", sa.Integer(), nullable=False),
    ]


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [check(table, name, rule) for name, rule in rules.items()]


def sealed(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [check(table, f"{column}_sealed", _sealed(column)) for column in columns]


def _sealed(column: str) -> str:
    """What the models' own CHECK says: an envelope's header, and its length."""
    if op.get_bind().dialect.name == "sqlite":
        marked = f"typeof({column}) = 'blob' and substr({column}, 1, 2) = x'5031'"
        long = f"length({column}) > 46 and length({column}) % 256 = 46"
    else:
        marked = f"substring({column} from 1 for 2) = '\\x5031'::bytea"
        long = f"octet_length({column}) > 46 and mod(octet_length({column}), 256) = 46"
    return f"{column} is null or ({marked} and {long})"


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def once(table: str, columns: list[str], while_: str = "ended_at is null") -> None:
    """Of such rows one at a time stands."""
    where, name = sa.text(while_), f"uq_{table}_standing"
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
