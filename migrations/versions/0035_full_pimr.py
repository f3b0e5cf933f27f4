"""A full PIMR has an author, a standard of practice, flags under the CPIA, and endorsements."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
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


def _refers(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
        )
        for column, to in columns.items()
    ]


def _ids(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.String(32), nullable=False) for name in names]


def _row() -> list[sa.Column[object]]:
    return [
        *_ids("id", "review_id", "owner_id"),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
    ]


def _moment(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(27), nullable=null)


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    told = [(f"ck_{table}_{name}", rule) for name, rule in rules.items()]
    return [sa.CheckConstraint(rule, name=op.f(name)) for name, rule in told]


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _numbered(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("review_id", "number", name=op.f(f"uq_{table}_review_id_number"))


def _standing(name: str, table: str, column: str) -> None:
    one = sa.text("ended_at is null")
    given = {"unique": True, "sqlite_where": one, "postgresql_where": one}
    op.create_index(op.f(name), table, [column], **given)  # type: ignore[arg-type]


def upgrade() -> None:
    op.create_table(
        "pimr_author",
        *_ids("id", "review_id", "owner_id", "membership_id", "named_by"),
        _moment("named_at"),
        _moment("ended_at", null=True),
        *_refers(
            "pimr_author",
            review_id="review",
            owner_id="agency",
            membership_id="membership",
            named_by="membership",
        ),
        _key("pimr_author"),
    )
    _standing("uq_pimr_author_standing", "pimr_author", "review_id")
    op.create_table(
        "pimr_standard",
        *_row(),
        sa.Column("number", sa.Integer(), nullable=False),
        *_ids("rank", "assessed_by"),
        _moment("assessed_at"),
        *_checks("pimr_standard", words_sealed=sealed("words")),
        *_refers("pimr_standard", rank="rank_held", assessed_by="membership"),
        _numbered("pimr_standard"),
        _key("pimr_standard"),
    )
    _flags()
    op.create_table(
        "pimr_endorsement",
        *_row(),
        sa.Column("number", sa.Integer(), nullable=False),
        *_ids("document_id", "rank", "endorsed_by"),
        sa.Column("endorsed_on", sa.Date(), nullable=False),
        _moment("endorsed_at"),
        *_checks("pimr_endorsement", words_sealed=sealed("words")),
        *_refers(
            "pimr_endorsement", document_id="document", rank="rank_held", endorsed_by="membership"
        ),
        _numbered("pimr_endorsement"),
        _key("pimr_endorsement"),
    )


def _flags() -> None:
    op.create_table(
        "pimr_flag",
        *_ids("id", "review_id", "owner_id", "relevance_id"),
        sa.Column("received_by", sa.String(32), nullable=True),
        _moment("received_at", null=True),
        *_checks("pimr_flag", received_whole="(received_by is null) = (received_at is null)"),
        *_refers(
            "pimr_flag",
            review_id="review",
            owner_id="agency",
            relevance_id="relevance",
            received_by="membership",
        ),
        sa.UniqueConstraint("relevance_id", name=op.f("uq_pimr_flag_relevance_id")),
        _key("pimr_flag"),
    )
    op.create_index(op.f("ix_pimr_flag_review_id"), "pimr_flag", ["review_id"])


def downgrade() -> None:
    for table in ("pimr_endorsement", "pimr_flag", "pimr_standard", "pimr_author"):
        op.drop_table(table)
