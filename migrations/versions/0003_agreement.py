"""The review agreement has a text, in numbered versions, and signatures are on one of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STANDING = sa.text("withdrawn_at is null")


def sealed(column: str) -> str:
    """What the models' own CHECK says: an envelope's header, and its length."""
    if op.get_bind().dialect.name == "sqlite":
        marked = f"typeof({column}) = 'blob' and substr({column}, 1, 2) = x'5031'"
        long = f"length({column}) > 46 and length({column}) % 256 = 46"
    else:
        marked = f"substring({column} from 1 for 2) = '\\x5031'::bytea"
        long = f"octet_length({column}) > 46 and mod(octet_length({column}), 256) = 46"
    return f"{column} is null or ({marked} and {long})"


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", sa.String(27), nullable=False),
        sa.Column("in_force_at", sa.String(27), nullable=True),
        sa.Column("review_at", sa.String(27), nullable=False),
        sa.CheckConstraint(sealed("words"), name=op.f("ck_agreement_words_sealed")),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["membership.id"],
            name=op.f("fk_agreement_proposed_by"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_agreement_review_id_number")),
    )
    op.create_table(
        "agreement_term",
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "kind in ('paragraph', 'purpose')", name=op.f("ck_agreement_term_kind_listed")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_term_agreement_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agreement_id", "kind", "code", name=op.f("pk_agreement_term")),
    )
    _drop_standing()
    with op.batch_alter_table("signature") as table:
        for column in ("agreement_id", "withdrawn_by", "withdrawal_reason"):
            table.add_column(sa.Column(column, sa.String(length=32), nullable=True))
        for column, other in (
            ("agreement_id", "agreement"),
            ("withdrawn_by", "membership"),
            ("withdrawal_reason", "reason"),
        ):
            name = op.f(f"fk_signature_{column}")
            table.create_foreign_key(name, other, [column], ["id"], ondelete="RESTRICT")
    op.execute(WITHDRAWN_BEFORE)
    with op.batch_alter_table("signature") as table:
        table.create_check_constraint(
            op.f("ck_signature_withdrawn_by_somebody"),
            "(withdrawn_at is null) = (withdrawn_by is null)",
        )
    _make_standing("agreement_id")


WITHDRAWN_BEFORE = "update signature set withdrawn_by = signed_by where withdrawn_at is not null"
"""Nothing said who withdrew; the ledger does, and whoever signed for the body stands here."""

ONE_STANDS = """
    update signature set withdrawn_at = signed_at, withdrawn_by = signed_by
    where withdrawn_at is null and exists (
        select 1 from signature newer
        where newer.review_id = signature.review_id and newer.body = signature.body
        and newer.withdrawn_at is null and newer.id > signature.id
    )
"""
"""Before there were texts a body signed once: of several signatures the newest goes on standing."""


def downgrade() -> None:
    _drop_standing()
    op.execute(ONE_STANDS)
    with op.batch_alter_table("signature") as table:
        table.drop_constraint(op.f("ck_signature_withdrawn_by_somebody"), type_="check")
        for column in ("agreement_id", "withdrawn_by", "withdrawal_reason"):
            table.drop_constraint(op.f(f"fk_signature_{column}"), type_="foreignkey")
            table.drop_column(column)
    _make_standing("review_id")
    op.drop_table("agreement_term")
    op.drop_table("agreement")


def _drop_standing() -> None:
    op.drop_index(
        "uq_signature_standing",
        table_name="signature",
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _make_standing(of: str) -> None:
    op.create_index(
        "uq_signature_standing",
        "signature",
        [of, "body"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
