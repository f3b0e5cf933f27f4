"""How a case comes in: notifications, the facts and what the rules said, referrals, decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KIND = (
    "kind in ('cspr', 'dardr', 'dhr', 'mappa_scr', 'mhhr', 'other', 'owhr', 'pimr', 'sar', 'sfo', "
    "'susr')"
)
RESULT = "result in ('criterion', 'discretionary', 'mandatory', 'none', 'person')"


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


def _id(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(32), nullable=null) for name in names]


def _row() -> list[sa.Column[object]]:
    return [
        *_id("id", "review_id", "owner_id"),
        sa.Column("row_version", sa.Integer(), nullable=False),
    ]


def _code(*names: str, most: int = 60) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(most), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "notification",
        *_row(),
        *_id("board_id"),
        *_code("happened", "stage"),
        *_id("same_as"),
        *_id("reason", null=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        *_id("notified_by"),
        sa.Column("notified_at", sa.String(27), nullable=False),
        _check("notification", "words_sealed", sealed("words")),
        _check(
            "notification", "happened_listed", "happened in ('adult', 'charge', 'child', 'death')"
        ),
        _check("notification", "stage_listed", "stage in ('linked', 'received', 'same')"),
        _check("notification", "same_as_another", "(stage = 'same') = (same_as <> '')"),
        _refers("notification", "board_id", "board"),
        _refers("notification", "reason", "reason"),
        _refers("notification", "notified_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("review_id", name=op.f("uq_notification_review_id")),
    )
    op.create_index(op.f("ix_notification_notified_by"), "notification", ["notified_by"])
    op.create_table(
        "assessment",
        *_row(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("nominated", sa.Boolean(), nullable=False),
        *_id("made_by"),
        sa.Column("made_at", sa.String(27), nullable=False),
        _check("assessment", "words_sealed", sealed("words")),
        _check("assessment", "told_sealed", sealed("told")),
        _refers("assessment", "made_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("review_id", "position", name=op.f("uq_assessment_review_id_position")),
    )
    op.create_table(
        "assessment_result",
        *_id("assessment_id"),
        *_code("kind", "result"),
        *_code("rules", most=400),
        _check("assessment_result", "kind_listed", KIND),
        _check("assessment_result", "result_listed", RESULT),
        _refers("assessment_result", "assessment_id", "assessment"),
        sa.PrimaryKeyConstraint("assessment_id", "kind", name=op.f("pk_assessment_result")),
    )
    op.create_table(
        "review_referral",
        *_id("id", "review_id"),
        *_code("kind"),
        *_id("assessment_id"),
        sa.Column("made_at", sa.String(27), nullable=False),
        _check("review_referral", "kind_listed", KIND),
        _refers("review_referral", "review_id", "review"),
        _refers("review_referral", "assessment_id", "assessment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_referral")),
        sa.UniqueConstraint("review_id", "kind", name=op.f("uq_review_referral_review_id_kind")),
    )
    _decision()


def _decision() -> None:
    op.create_table(
        "board_decision",
        *_row(),
        *_code("kind", "outcome", "result"),
        *_id("assessment_id"),
        *_code("grounds", most=200),
        *_code("level", "form"),
        sa.Column("high_profile", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        *_id("decided_by"),
        sa.Column("decided_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        _check("board_decision", "words_sealed", sealed("words")),
        _check("board_decision", "kind_listed", KIND),
        _check(
            "board_decision", "outcome_listed", "outcome in ('commission', 'early_look', 'not')"
        ),
        _check("board_decision", "result_listed", RESULT),
        _check("board_decision", "level_listed", "level in ('', 'local', 'national')"),
        _check("board_decision", "form_listed", "form in ('', 'concise', 'extended')"),
        _refers("board_decision", "assessment_id", "assessment"),
        _refers("board_decision", "decided_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_decision")),
    )
    op.create_index(op.f("ix_board_decision_review_id"), "board_decision", ["review_id"])
    op.create_index(
        "uq_board_decision_standing",
        "board_decision",
        ["review_id", "kind"],
        unique=True,
        sqlite_where=sa.text("replaced_at is null"),
        postgresql_where=sa.text("replaced_at is null"),
    )


def downgrade() -> None:
    for table in (
        "board_decision", "review_referral", "assessment_result", "assessment", "notification",
    ):  # fmt: skip
        op.drop_table(table)
