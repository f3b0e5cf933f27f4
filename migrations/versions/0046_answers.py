"""Answers to requests, internal reviews, complaints to the Commissioner and the disclosure log."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, once, refers, row, sealed

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

CHANNELS = "channel in ('collected', 'post', 'secure_mail', 'site')"


def upgrade() -> None:
    _answer()
    _review()
    _reviewed()
    _complaint()
    _entry()
    _log()


def _words(*names: str, null: bool = False) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=null) for name in names]


def _days(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Date(), nullable=null) for name in names]


def _code(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(60), nullable=True)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _by_owner(table: str) -> None:
    op.create_index(op.f(f"ix_{table}_review_id"), table, ["review_id", "owner_id"])


def _answer() -> None:
    table = "foi_answer"
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        sa.Column("after_review", sa.Boolean(), nullable=False),
        *ids("rendition_id", "rendering_id", null=True),
        *codes("outcome", "stage"),
        *_words("letter"),
        *_words("notice", "schedule", "said_back", "digest", null=True),
        *ids("made_by"),
        *moments("made_at"),
        *ids("edited_by"),
        *moments("edited_at"),
        *ids("signed_by", null=True),
        *moments("signed_at", null=True),
        *_days("sent_on", null=True),
        _code("channel"),
        sa.Column("days_late", sa.Integer(), nullable=True),
        *_words("why_late", null=True),
        *ids("sent_by", null=True),
        *sealed(table, "letter", "notice", "schedule", "said_back", "digest", "why_late"),
        *_rules(table),
        refers(table, "request_id", "information_request"),
        *[refers(table, name, "membership") for name in
          ("made_by", "edited_by", "signed_by", "sent_by")],
        _key(table),
    )  # fmt: skip
    once(table, ["request_id", "after_review"], "stage <> 'dropped'")
    _by_owner(table)


def _rules(table: str) -> list[sa.CheckConstraint]:
    return checks(
        table,
        outcome_listed=(
            "outcome in ('neither', 'not_held', 'part', 'redirected', 'refused', 'whole')"
        ),
        stage_listed="stage in ('drafting', 'dropped', 'forward', 'sent', 'signed')",
        channel_listed=CHANNELS,
        signed_by_one="(stage in ('signed', 'sent')) = (signed_by is not null)",
        signed_over_words="(signed_by is null) = (digest is null)",
        sent_on_a_day="(stage = 'sent') = (sent_on is not null)",
        sent_by_one=(
            "(sent_on is null) = (sent_by is null) and (sent_on is null) = (channel is null) "
            "and (sent_on is null) = (days_late is null)"
        ),
    )


def _review() -> None:
    table = "internal_review"
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        *_days("asked_on", "due_on"),
        *codes("stage"),
        *_words("words"),
        *_words("why_late", "notice", null=True),
        *ids("registered_by"),
        *moments("registered_at"),
        *ids("taken_by", null=True),
        *moments("taken_at", "decided_at", null=True),
        *_days("told_on", null=True),
        _code("channel"),
        *ids("told_by", null=True),
        *sealed(table, "words", "why_late", "notice"),
        *checks(
            table,
            stage_listed="stage in ('asked', 'decided', 'taken', 'told')",
            channel_listed=CHANNELS,
            taken_by_one="(taken_by is null) = (stage = 'asked')",
            taken_once="(taken_by is null) = (taken_at is null)",
            decided_with_notice="(notice is null) = (decided_at is null)",
            told_on_a_day="(told_on is not null) = (stage = 'told')",
            told_by_one="(told_on is null) = (told_by is null)",
        ),
        refers(table, "request_id", "information_request"),
        *[refers(table, name, "membership") for name in ("registered_by", "taken_by", "told_by")],
        sa.UniqueConstraint("request_id", name=op.f(f"uq_{table}_request_id")),
        _key(table),
    )
    _by_owner(table)


def _reviewed() -> None:
    table = "reviewed_passage"
    op.create_table(
        table,
        *row(),
        *ids("internal_review_id", "passage"),
        *codes("finding"),
        *codes("codes", most=200),
        *_words("words"),
        *ids("decided_by"),
        *moments("decided_at"),
        *moments("replaced_at", null=True),
        *sealed(table, "words"),
        *checks(
            table,
            finding_listed="finding in ('upheld', 'varied', 'withdrawn')",
            varied_to_another="(finding = 'varied') = (codes <> '')",
        ),
        refers(table, "internal_review_id", "internal_review"),
        refers(table, "decided_by", "membership"),
        _key(table),
    )
    once(table, ["internal_review_id", "passage"], "replaced_at is null")


def _complaint() -> None:
    table = "ico_complaint"
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        *_days("heard_on"),
        *_words("reference", "words"),
        *ids("registered_by"),
        *moments("registered_at"),
        *_days("closed_on", null=True),
        *ids("closed_by", null=True),
        *sealed(table, "reference", "words"),
        *checks(table, closed_by_one="(closed_on is null) = (closed_by is null)"),
        refers(table, "request_id", "information_request"),
        *[refers(table, name, "membership") for name in ("registered_by", "closed_by")],
        _key(table),
    )
    once(table, ["request_id"], "closed_on is null")
    _by_owner(table)


def _entry() -> None:
    table = "ico_entry"
    kinds = "'answered', 'appeal', 'asked', 'finding', 'notice', 'step', 'tribunal'"
    op.create_table(
        table,
        *row(),
        *ids("ico_complaint_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *codes("what"),
        *_days("happened_on"),
        *_days("due_on", "done_on", null=True),
        _code("code"),
        _code("stand"),
        *_words("words"),
        *ids("made_by"),
        *moments("made_at"),
        *ids("done_by", null=True),
        *sealed(table, "words"),
        *checks(
            table,
            what_listed=f"what in ({kinds})",
            stand_listed="stand in ('not_upheld', 'part', 'upheld')",
            due_on="(what in ('asked', 'step')) = (due_on is not null)",
            finds_on_one="(what = 'finding') = (code is not null)",
            finds_something="(what = 'finding') = (stand is not null)",
            done_by_one="(done_on is null) = (done_by is null)",
        ),
        refers(table, "ico_complaint_id", "ico_complaint"),
        *[refers(table, name, "membership") for name in ("made_by", "done_by")],
        sa.UniqueConstraint(
            "ico_complaint_id", "position", name=op.f(f"uq_{table}_ico_complaint_id_position")
        ),
        _key(table),
    )


def _log() -> None:
    table = "disclosure_log_entry"
    op.create_table(
        table,
        *row(),
        *ids("foi_answer_id"),
        *_words("words"),
        *codes("codes", most=1000),
        *ids("made_by"),
        *moments("made_at"),
        *moments("replaced_at", null=True),
        *sealed(table, "words"),
        refers(table, "foi_answer_id", "foi_answer"),
        refers(table, "made_by", "membership"),
        _key(table),
    )
    once(table, ["foi_answer_id"], "replaced_at is null")
    _by_owner(table)


TABLES = (
    "disclosure_log_entry", "ico_entry", "ico_complaint", "reviewed_passage", "internal_review",
    "foi_answer",
)  # fmt: skip


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
