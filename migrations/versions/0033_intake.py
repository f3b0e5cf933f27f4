"""How a case comes in: notifications, the facts and what the rules said, referrals, decisions."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, codes, ids, once, refers, row, sealed

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KIND = (
    "kind in ('cspr', 'dardr', 'dhr', 'mappa_scr', 'mhhr', 'other', 'owhr', 'pimr', 'sar', 'sfo', "
    "'susr')"
)
RESULT = "result in ('criterion', 'discretionary', 'mandatory', 'none', 'person')"


def upgrade() -> None:
    op.create_table(
        "notification",
        *row(),
        *ids("board_id"),
        *codes("happened", "stage"),
        *ids("same_as"),
        *ids("reason", null=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        *ids("notified_by"),
        sa.Column("notified_at", sa.String(27), nullable=False),
        *sealed("notification", "words"),
        check(
            "notification", "happened_listed", "happened in ('adult', 'charge', 'child', 'death')"
        ),
        check("notification", "stage_listed", "stage in ('linked', 'received', 'same')"),
        check("notification", "same_as_another", "(stage = 'same') = (same_as <> '')"),
        refers("notification", "board_id", "board"),
        refers("notification", "reason", "reason"),
        refers("notification", "notified_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("review_id", name=op.f("uq_notification_review_id")),
    )
    op.create_index(op.f("ix_notification_notified_by"), "notification", ["notified_by"])
    op.create_table(
        "assessment",
        *row(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("nominated", sa.Boolean(), nullable=False),
        *ids("made_by"),
        sa.Column("made_at", sa.String(27), nullable=False),
        *sealed("assessment", "words", "told"),
        refers("assessment", "made_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("review_id", "position", name=op.f("uq_assessment_review_id_position")),
    )
    op.create_table(
        "assessment_result",
        *ids("assessment_id"),
        *codes("kind", "result"),
        *codes("rules", most=400),
        check("assessment_result", "kind_listed", KIND),
        check("assessment_result", "result_listed", RESULT),
        refers("assessment_result", "assessment_id", "assessment"),
        sa.PrimaryKeyConstraint("assessment_id", "kind", name=op.f("pk_assessment_result")),
    )
    op.create_table(
        "review_referral",
        *ids("id", "review_id"),
        *codes("kind"),
        *ids("assessment_id"),
        sa.Column("made_at", sa.String(27), nullable=False),
        check("review_referral", "kind_listed", KIND),
        refers("review_referral", "review_id", "review"),
        refers("review_referral", "assessment_id", "assessment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_referral")),
        sa.UniqueConstraint("review_id", "kind", name=op.f("uq_review_referral_review_id_kind")),
    )
    _decision()


def _decision() -> None:
    op.create_table(
        "board_decision",
        *row(),
        *codes("kind", "outcome", "result"),
        *ids("assessment_id"),
        *codes("grounds", most=200),
        *codes("level", "form"),
        sa.Column("high_profile", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        *ids("decided_by"),
        sa.Column("decided_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        *sealed("board_decision", "words"),
        check("board_decision", "kind_listed", KIND),
        check("board_decision", "outcome_listed", "outcome in ('commission', 'early_look', 'not')"),
        check("board_decision", "result_listed", RESULT),
        check("board_decision", "level_listed", "level in ('', 'local', 'national')"),
        check("board_decision", "form_listed", "form in ('', 'concise', 'extended')"),
        refers("board_decision", "assessment_id", "assessment"),
        refers("board_decision", "decided_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_decision")),
    )
    op.create_index(op.f("ix_board_decision_review_id"), "board_decision", ["review_id"])
    once("board_decision", ["review_id", "kind"], "replaced_at is null")


def downgrade() -> None:
    for table in (
        "board_decision", "review_referral", "assessment_result", "assessment", "notification",
    ):  # fmt: skip
        op.drop_table(table)
