"""Complaints about subject access: to whom, what was decided and done, and corrections beside."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, once, refers, row, sealed

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

COMPLAINT, ENTRY = "access_complaint", "access_complaint_entry"
WHAT = (
    "'acknowledged', 'answered', 'appeal', 'appeal_decided', 'asked', 'correction', 'decided', "
    "'done', 'enquired', 'note', 'outcome', 'progress', 'step', 'withdrawn'"
)
FOUND = (
    "'advice', 'assessment_notice', 'complied', 'enforcement_notice', 'information_notice', "
    "'infringed', 'no_action', 'not_upheld', 'order', 'part', 'penalty_notice', 'refused', "
    "'reprimand', 'upheld'"
)


def upgrade() -> None:
    _complaint()
    _entry()


def _words(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _day(name: str, *, null: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _complaint() -> None:
    op.create_table(
        COMPLAINT,
        *row(),
        *ids("request_id"),
        *codes("made_to"),
        _day("heard_on", null=False),
        _day("acknowledge_by"),
        _words("reference", null=True),
        _words("words"),
        *ids("registered_by"),
        *moments("registered_at"),
        _day("closed_on"),
        *ids("closed_by", null=True),
        *sealed(COMPLAINT, "reference", "words"),
        *checks(
            COMPLAINT,
            made_to_listed="made_to in ('commissioner', 'controller', 'court', 'ombudsman')",
            referred_to="made_to = 'controller' or reference is not null",
            closed_by_one="(closed_on is null) = (closed_by is null)",
        ),
        refers(COMPLAINT, "request_id", "access_request"),
        refers(COMPLAINT, "registered_by", "membership"),
        refers(COMPLAINT, "closed_by", "membership"),
        _key(COMPLAINT),
    )
    once(COMPLAINT, ["request_id", "made_to"], "closed_on is null")
    op.create_index(op.f(f"ix_{COMPLAINT}_review_id"), COMPLAINT, ["review_id", "owner_id"])


def _entry() -> None:
    op.create_table(
        ENTRY,
        *row(),
        *ids("complaint_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *codes("what"),
        _day("happened_on", null=False),
        _day("due_on"),
        sa.Column("code", sa.String(60), nullable=True),
        *ids("corrects_id", null=True),
        _words("words"),
        *ids("made_by"),
        *moments("made_at"),
        _day("done_on"),
        *ids("done_by", null=True),
        *sealed(ENTRY, "words"),
        *checks(
            ENTRY,
            what_listed=f"what in ({WHAT})",
            code_listed=f"code in ({FOUND})",
            due_on="(what in ('asked', 'step')) = (due_on is not null)",
            finds_something="(what in ('decided', 'outcome')) = (code is not null)",
            corrects_one="(what = 'correction') = (corrects_id is not null)",
            done_by_one="(done_on is null) = (done_by is null)",
            done_where_due="done_on is null or due_on is not null",
        ),
        refers(ENTRY, "complaint_id", COMPLAINT),
        refers(ENTRY, "corrects_id", ENTRY),
        refers(ENTRY, "made_by", "membership"),
        refers(ENTRY, "done_by", "membership"),
        _unique(ENTRY, "complaint_id", "position"),
        _unique(ENTRY, "corrects_id"),
        _key(ENTRY),
    )


def downgrade() -> None:
    op.drop_table(ENTRY)
    op.drop_table(COMPLAINT)
