"""The register of the people in a case: entries, the versions of their words, who sees them."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, checks, codes, ids, moments, refers, row, sealed

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ROLES = "role in ('adult', 'child', 'perpetrator', 'professional', 'victim')"
DECEASED = "deceased in ('no', 'unknown', 'yes')"
STATES = "state in ('agreed', 'ended', 'proposed', 'refused', 'taken_back')"


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.create_table(
        "known_person",
        *ids("id", "review_id", "owner_id"),
        *codes("role"),
        sa.Column("number", sa.Integer(), nullable=False),
        *codes("deceased"),
        sa.Column("shown", sa.Boolean(), nullable=False),
        *ids("entered_by"),
        *moments("entered_at"),
        *ids("closed_by", null=True),
        *moments("closed_at", null=True),
        *ids("closed_why", null=True),
        *checks("known_person", role_listed=ROLES, deceased_listed=DECEASED),
        check("known_person", "closed_by_somebody", "(closed_at is null) = (closed_by is null)"),
        refers("known_person", "review_id", "review"),
        refers("known_person", "entered_by", "membership"),
        refers("known_person", "closed_by", "membership"),
        refers("known_person", "closed_why", "reason"),
        sa.UniqueConstraint(
            "review_id", "role", "number", name=op.f("uq_known_person_review_id_role_number")
        ),
        _key("known_person"),
    )
    op.create_table(
        "person_words",
        *row(),
        *ids("person_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *codes("role", "deceased"),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        *ids("written_by"),
        *moments("written_at"),
        *sealed("person_words", "words"),
        *checks("person_words", role_listed=ROLES, deceased_listed=DECEASED),
        refers("person_words", "person_id", "known_person"),
        refers("person_words", "written_by", "membership"),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_person_words_person_id_number")),
        _key("person_words"),
    )
    op.create_index(op.f("ix_person_words_review_id"), "person_words", ["review_id"])
    _decided()


def _decided() -> None:
    op.create_table(
        "person_showing",
        *row(),
        *ids("person_id"),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        *ids("decided_by"),
        *moments("decided_at"),
        *sealed("person_showing", "words"),
        refers("person_showing", "person_id", "known_person"),
        refers("person_showing", "decided_by", "membership"),
        _key("person_showing"),
    )
    op.create_index(op.f("ix_person_showing_person_id"), "person_showing", ["person_id"])
    op.create_table(
        "person_join",
        *ids("id", "review_id", "owner_id", "first_id", "second_id"),
        sa.Column("pair", sa.String(65), nullable=False),
        *codes("state"),
        *ids("proposed_by"),
        *moments("proposed_at"),
        *ids("settled_by", null=True),
        *moments("settled_at", null=True),
        *checks(
            "person_join",
            state_listed=STATES,
            joins_two="first_id <> second_id",
            settled_once="(state = 'proposed') = (settled_at is null)",
            settled_by_one="(settled_at is null) = (settled_by is null)",
        ),
        refers("person_join", "review_id", "review"),
        refers("person_join", "first_id", "known_person"),
        refers("person_join", "second_id", "known_person"),
        refers("person_join", "proposed_by", "membership"),
        refers("person_join", "settled_by", "membership"),
        _key("person_join"),
    )
    op.create_index(op.f("ix_person_join_review_id"), "person_join", ["review_id"])
    open_ = sa.text("state in ('proposed', 'agreed')")
    op.create_index(
        "uq_person_join_open", "person_join", ["pair"], unique=True,
        sqlite_where=open_, postgresql_where=open_,
    )  # fmt: skip


def downgrade() -> None:
    for table in ("person_join", "person_showing", "person_words", "known_person"):
        op.drop_table(table)
