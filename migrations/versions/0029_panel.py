"""Appointments to a panel, interests in a case, who met, and what the lay adviser challenged."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, ids, once, refers, sealed

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

CAPACITIES = "'author', 'chair', 'lay_adviser', 'lead', 'member', 'observer', 'substitute'"
PARTED = "'conflict', 'merged', 'other', 'replaced', 'resigned'"
GROUNDS = "'agency', 'line', 'managed', 'none', 'other'"
OUTCOMES = "'accepted', 'mistaken', 'refused', 'stood_down'"


def _maybe(name: str, kind: object) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=True)  # type: ignore[arg-type]


def _must(name: str, kind: object) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False)  # type: ignore[arg-type]


def _row(table: str) -> list[sa.schema.SchemaItem]:
    return [
        *ids("id", "review_id", "owner_id"),
        _must("row_version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    _appointments()
    _declarations()
    _attendance()
    _challenges()


def _appointments() -> None:
    name = "appointment"
    op.create_table(
        name,
        *_row(name),
        *ids("membership_id", "instead_of", "made_by"),
        *(_must(c, sa.String(60)) for c in ("capacity", "appointed_by")),
        _must("outside", sa.Boolean()),
        _maybe("words", sa.LargeBinary()),
        *(_must(c, sa.Date()) for c in ("letter_on", "starts_on", "ends_on")),
        _must("made_at", sa.String(27)),
        _maybe("ended_by", sa.String(32)),
        _maybe("ended_at", sa.String(27)),
        _maybe("ground", sa.String(60)),
        _maybe("reason", sa.String(32)),
        *sealed(name, "words"),
        check(name, "capacity_listed", f"capacity in ({CAPACITIES})"),
        check(name, "appointed_by_listed", "appointed_by in ('agency', 'board', 'minister')"),
        check(name, "ground_listed", f"ground in ({PARTED})"),
        check(name, "ends_after_it_starts", "starts_on <= ends_on"),
        check(name, "for_somebody", "(capacity = 'substitute') = (instead_of <> '')"),
        check(name, "ended_by_somebody", "(ended_at is null) = (ended_by is null)"),
        *(refers(name, c, "membership") for c in ("membership_id", "made_by", "ended_by")),
        refers(name, "reason", "reason"),
    )
    op.create_index(op.f("ix_appointment_review_id"), name, ["review_id"])
    once(name, ["membership_id", "capacity", "instead_of"])


def _declarations() -> None:
    name = "declaration"
    op.create_table(
        name,
        *_row(name),
        *ids("membership_id", "said_by"),
        _must("ground", sa.String(60)),
        _maybe("words", sa.LargeBinary()),
        _must("said_at", sa.String(27)),
        _maybe("outcome", sa.String(60)),
        _maybe("why", sa.LargeBinary()),
        _maybe("decided_by", sa.String(32)),
        _maybe("decided_at", sa.String(27)),
        _maybe("ended_at", sa.String(27)),
        *sealed(name, "words", "why"),
        check(name, "ground_listed", f"ground in ({GROUNDS})"),
        check(name, "outcome_listed", f"outcome in ({OUTCOMES})"),
        check(name, "words_of_an_interest", "(ground = 'none') = (words is null)"),
        check(name, "decided_by_whom", "(decided_at is null) = (decided_by is null)"),
        check(name, "decided_somehow", "(decided_at is null) = (outcome is null)"),
        *(refers(name, c, "membership") for c in ("membership_id", "said_by", "decided_by")),
    )
    op.create_index(op.f("ix_declaration_review_id"), name, ["review_id"])
    once(name, ["membership_id", "ground"])


def _attendance() -> None:
    name = "attendance"
    op.create_table(
        name,
        *ids("id", "review_id", "meeting_id", "membership_id", "instead_of", "recorded_by"),
        _must("recorded_at", sa.String(27)),
        _maybe("ended_at", sa.String(27)),
        refers(name, "review_id", "review"),
        refers(name, "meeting_id", "meeting"),
        *(refers(name, c, "membership") for c in ("membership_id", "recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_review_id"), name, ["review_id"])
    once(name, ["meeting_id", "membership_id"])


def _challenges() -> None:
    name = "challenge"
    op.create_table(
        name,
        *_row(name),
        *ids("meeting_id", "said_by"),
        _must("said", sa.String(60)),
        _must("words", sa.LargeBinary()),
        _must("said_at", sa.String(27)),
        _maybe("answer", sa.LargeBinary()),
        _maybe("answered_by", sa.String(32)),
        _maybe("answered_at", sa.String(27)),
        *sealed(name, "words", "answer"),
        check(name, "said_listed", "said in ('challenge', 'view')"),
        check(name, "answered_in_words", "(answered_at is null) = (answer is null)"),
        refers(name, "meeting_id", "meeting"),
        *(refers(name, c, "membership") for c in ("said_by", "answered_by")),
    )
    op.create_index(op.f("ix_challenge_review_id"), name, ["review_id"])


def downgrade() -> None:
    for name in ("challenge", "attendance", "declaration", "appointment"):
        op.drop_table(name)
