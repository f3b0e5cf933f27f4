"""Compelled disclosure: notices, what they demand, claims, and bundles."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def _sealed(table: str, column: str) -> sa.CheckConstraint:
    """What the models' own CHECK says: an envelope's header, and its length."""
    if op.get_bind().dialect.name == "sqlite":
        marked = f"typeof({column}) = 'blob' and substr({column}, 1, 2) = x'5031'"
        long = f"length({column}) > 46 and length({column}) % 256 = 46"
    else:
        marked = f"substring({column} from 1 for 2) = '\\x5031'::bytea"
        long = f"octet_length({column}) > 46 and mod(octet_length({column}), 256) = 46"
    said = f"{column} is null or ({marked} and {long})"
    return sa.CheckConstraint(said, name=op.f(f"ck_{table}_{column}_sealed"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def _row() -> list[sa.Column[object]]:
    ids = [sa.Column(c, sa.String(32), nullable=False) for c in ("id", "review_id", "owner_id")]
    return [*ids, sa.Column("row_version", sa.Integer(), nullable=False)]


def _standing(name: str, table: str, columns: list[str], while_: str) -> None:
    where = sa.text(while_)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    _notice()
    _notice_material()
    _notice_claim()
    _bundle()


def _notice() -> None:
    op.create_table(
        "notice",
        *_row(),
        sa.Column("power", sa.String(60), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("demander", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("registered_by", sa.String(32), nullable=False),
        sa.Column("registered_at", sa.String(27), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.String(32), nullable=True),
        _sealed("notice", "demander"),
        sa.CheckConstraint(
            "received_on <= due_on",
            name=op.f("ck_notice_due_after_it_came"),
        ),
        sa.CheckConstraint(
            "power in ('coroner', 'inquiry', 'iopc', 'order', 'summons')",
            name=op.f("ck_notice_power_listed"),
        ),
        sa.CheckConstraint(
            "(withdrawn_on is null) = (withdrawn_by is null)",
            name=op.f("ck_notice_withdrawn_by_somebody"),
        ),
        _sealed("notice", "words"),
        _refers("notice", "registered_by", "membership"),
        _refers("notice", "withdrawn_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_review_id"), "notice", ["review_id", "owner_id"])


def _notice_material() -> None:
    op.create_table(
        "notice_material",
        *_row(),
        sa.Column("notice_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", sa.String(27), nullable=False),
        sa.Column("nothing_by", sa.String(32), nullable=True),
        sa.Column("nothing_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(nothing_at is null) = (nothing_by is null)",
            name=op.f("ck_notice_material_nothing_by_one"),
        ),
        _sealed("notice_material", "told"),
        _refers("notice_material", "document_id", "document"),
        _refers("notice_material", "nothing_by", "membership"),
        _refers("notice_material", "notice_id", "notice"),
        sa.UniqueConstraint(
            "notice_id", "document_id", name=op.f("uq_notice_material_notice_id_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_material")),
    )
    op.create_index(op.f("ix_notice_material_notice_id"), "notice_material", ["notice_id"])
    op.create_index(
        op.f("ix_notice_material_review_id"), "notice_material", ["review_id", "owner_id"]
    )


def _notice_claim() -> None:
    op.create_table(
        "notice_claim",
        *_row(),
        sa.Column("material_id", sa.String(32), nullable=False),
        sa.Column("section_id", sa.String(32), nullable=True),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("decision", sa.String(60), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(32), nullable=True),
        sa.CheckConstraint(
            "(decision is null) = (recorded_by is null)",
            name=op.f("ck_notice_claim_decided_by_one"),
        ),
        sa.CheckConstraint(
            "(decision is null) = (decided_on is null)",
            name=op.f("ck_notice_claim_decided_on_a_day"),
        ),
        sa.CheckConstraint(
            "decision in ('refused', 'taken_back', 'upheld')",
            name=op.f("ck_notice_claim_decision_listed"),
        ),
        sa.CheckConstraint(
            "kind in ('immunity', 'privilege', 'representations')",
            name=op.f("ck_notice_claim_kind_listed"),
        ),
        _sealed("notice_claim", "words"),
        _refers("notice_claim", "made_by", "membership"),
        _refers("notice_claim", "material_id", "notice_material"),
        _refers("notice_claim", "recorded_by", "membership"),
        _refers("notice_claim", "section_id", "section"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_claim")),
    )
    op.create_index(op.f("ix_notice_claim_material_id"), "notice_claim", ["material_id"])


def _bundle() -> None:
    op.create_table(
        "bundle",
        *_row(),
        sa.Column("notice_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contents", sa.LargeBinary(), nullable=False),
        sa.Column("sections", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("served_by", sa.String(32), nullable=True),
        sa.Column("served_how", sa.String(60), nullable=True),
        sa.Column("served_to", sa.LargeBinary(), nullable=True),
        _sealed("bundle", "contents"),
        sa.CheckConstraint(
            "(served_on is null) = (served_by is null)",
            name=op.f("ck_bundle_served_by_somebody"),
        ),
        sa.CheckConstraint(
            "served_how in ('hand', 'portal', 'post', 'secure_mail')",
            name=op.f("ck_bundle_served_how_listed"),
        ),
        _sealed("bundle", "served_to"),
        _refers("bundle", "made_by", "membership"),
        _refers("bundle", "notice_id", "notice"),
        _refers("bundle", "served_by", "membership"),
        sa.UniqueConstraint("notice_id", "number", name=op.f("uq_bundle_notice_id_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
    )
    op.create_index(op.f("ix_bundle_review_id"), "bundle", ["review_id"])


def downgrade() -> None:
    op.drop_table("bundle")
    op.drop_table("notice_claim")
    op.drop_table("notice_material")
    op.drop_table("notice")
