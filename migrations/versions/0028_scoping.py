"""Scoping questions and answers; commissioning letters, receipts, empty headings and waivers."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


ANSWERS = "answer in ('known', 'not_known')"
STEPS = "what in ('chased', 'escalated', 'withdrawn')"
ASKED_FOR = "contribution in ('chronology', 'imr', 'information_report')"
AGENCY_KINDS = (
    "agency_kind in ('children', 'council', 'health', 'other', 'police', 'prison', 'probation', "
    "'safeguarding', 'voluntary')"
)


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


def _check(table: str, name: str, says: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(says, name=op.f(f"ck_{table}_{name}"))


def _row() -> list[sa.Column[object]]:
    return [
        *_ids("id", "review_id", "owner_id"),
        sa.Column("row_version", sa.Integer(), nullable=False),
    ]


def _ids(*names: str, null: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.String(32), nullable=null) for name in names]


def _words(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.String(60), nullable=False) for name in names]


def _moments(*names: str, null: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.String(27), nullable=null) for name in names]


def _bytes(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _one_standing(table: str, columns: list[str], while_: str) -> None:
    op.create_index(
        f"uq_{table}_standing",
        table,
        columns,
        unique=True,
        sqlite_where=sa.text(while_),
        postgresql_where=sa.text(while_),
    )


def upgrade() -> None:
    op.create_table(
        "scoping",
        *_row(),
        sa.Column("due_on", sa.Date(), nullable=False),
        _bytes("note", null=True),
        *_ids("asked_by"),
        *_moments("asked_at"),
        *_moments("chased_at", "escalated_at", "withdrawn_at", null=True),
        _check("scoping", "note_sealed", sealed("note")),
        _refers("scoping", "asked_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoping")),
    )
    op.create_index(op.f("ix_scoping_review_id"), "scoping", ["review_id"])
    _one_standing("scoping", ["review_id", "owner_id"], "withdrawn_at is null")
    _answers_and_steps()
    _letters()
    _waivers()


def _answers_and_steps() -> None:
    op.create_table(
        "scoping_answer",
        *_row(),
        *_ids("scoping_id"),
        *_words("answer"),
        sa.Column("secured", sa.Boolean(), nullable=False),
        _bytes("words", null=True),
        *_ids("answered_by"),
        *_moments("answered_at"),
        *_moments("replaced_at", null=True),
        _check("scoping_answer", "words_sealed", sealed("words")),
        _check("scoping_answer", "answer_listed", ANSWERS),
        _check("scoping_answer", "known_is_told", "answer = 'not_known' or words is not null"),
        _refers("scoping_answer", "scoping_id", "scoping"),
        _refers("scoping_answer", "answered_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoping_answer")),
    )
    op.create_index(op.f("ix_scoping_answer_scoping_id"), "scoping_answer", ["scoping_id"])
    _one_standing("scoping_answer", ["scoping_id"], "replaced_at is null")
    op.create_table(
        "scoping_step",
        *_row(),
        *_ids("scoping_id"),
        *_words("what"),
        *_ids("taken_by"),
        *_moments("taken_at"),
        _bytes("officer", null=True),
        _bytes("words", null=True),
        _check("scoping_step", "officer_sealed", sealed("officer")),
        _check("scoping_step", "words_sealed", sealed("words")),
        _check("scoping_step", "what_listed", STEPS),
        _check("scoping_step", "officer_named", "(what = 'escalated') = (officer is not null)"),
        _check("scoping_step", "said_why", "what = 'chased' or words is not null"),
        _refers("scoping_step", "scoping_id", "scoping"),
        _refers("scoping_step", "taken_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoping_step")),
    )
    op.create_index(op.f("ix_scoping_step_scoping_id"), "scoping_step", ["scoping_id"])


def _letters() -> None:
    op.create_table(
        "commission_letter",
        *_row(),
        *_ids("request_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _bytes("words"),
        *_ids("written_by"),
        *_moments("written_at"),
        _check("commission_letter", "words_sealed", sealed("words")),
        _check("commission_letter", "counted_from_one", "number > 0"),
        _refers("commission_letter", "request_id", "request"),
        _refers("commission_letter", "written_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_letter")),
        sa.UniqueConstraint(
            "request_id", "number", name=op.f("uq_commission_letter_request_id_number")
        ),
    )
    op.create_table(
        "request_receipt",
        *_ids("id", "review_id", "owner_id", "request_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_ids("received_by"),
        *_moments("received_at"),
        _refers("request_receipt", "review_id", "review"),
        _refers("request_receipt", "request_id", "request"),
        _refers("request_receipt", "received_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_receipt")),
        sa.UniqueConstraint(
            "request_id", "number", name=op.f("uq_request_receipt_request_id_number")
        ),
    )
    op.create_index(op.f("ix_request_receipt_review_id"), "request_receipt", ["review_id"])
    op.create_table(
        "template_heading",
        *_ids("version_id", "review_id"),
        _refers("template_heading", "version_id", "section_version"),
        _refers("template_heading", "review_id", "review"),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_template_heading")),
    )
    op.create_index(op.f("ix_template_heading_review_id"), "template_heading", ["review_id"])


def _waivers() -> None:
    op.create_table(
        "waiver",
        *_row(),
        *_words("agency_kind", "contribution"),
        _bytes("words"),
        *_ids("waived_by"),
        *_moments("waived_at"),
        *_ids("taken_back_by", null=True),
        *_moments("taken_back_at", null=True),
        _check("waiver", "words_sealed", sealed("words")),
        _check("waiver", "agency_kind_listed", AGENCY_KINDS),
        _check("waiver", "contribution_listed", ASKED_FOR),
        _check(
            "waiver",
            "taken_back_by_somebody",
            "(taken_back_at is null) = (taken_back_by is null)",
        ),
        _refers("waiver", "waived_by", "membership"),
        _refers("waiver", "taken_back_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    _one_standing("waiver", ["review_id", "agency_kind", "contribution"], "taken_back_at is null")


def downgrade() -> None:
    for table in (
        "waiver",
        "template_heading",
        "request_receipt",
        "commission_letter",
        "scoping_step",
        "scoping_answer",
        "scoping",
    ):
        op.drop_table(table)
