"""Requests under the Freedom of Information Act: what was asked, every step, cost and material."""

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, refers, row, sealed

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _request()
    _move()
    _cost()
    _material()


def _words(*names: str, null: bool = False) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=null) for name in names]


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _request() -> None:
    table = "information_request"
    op.create_table(
        table,
        *row(),
        *codes("reference", "came", "stage"),
        sa.Column("received_on", sa.Date(), nullable=False),
        *_words("applicant", "address", "words"),
        *ids("from_id", null=True),
        *ids("registered_by"),
        *moments("registered_at"),
        *sealed(table, "applicant", "address", "words"),
        *checks(
            table,
            came_listed="came in ('email', 'form', 'media', 'post', 'site', 'transfer')",
            stage_listed="stage in ('answered', 'clarifying', 'open', 'transferred', 'withdrawn')",
        ),
        refers(table, "from_id", table),
        refers(table, "registered_by", "membership"),
        _unique(table, "reference"),
        _unique(table, "from_id"),
        _key(table),
    )
    op.create_index(op.f(f"ix_{table}_review_id"), table, ["review_id", "owner_id"])


def _move() -> None:
    table = "request_move"
    listed = (
        "'answered', 'clarification', 'clarified', 'costly', 'extended', 'holding', 'kept', "
        "'neither', 'offered', 'registered', 'related', 'repeated', 'set_aside', 'transferred', "
        "'vexatious', 'withdrawn'"
    )
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *codes("what"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("section", sa.String(60), nullable=True),
        *ids("agency_id", "other_id", null=True),
        *_words("words", null=True),
        *ids("taken_by"),
        *moments("taken_at"),
        *sealed(table, "words"),
        *checks(
            table,
            what_listed=f"what in ({listed})",
            extended_to_a_day="(due_on is null) = (what <> 'extended')",
        ),
        refers(table, "request_id", "information_request"),
        refers(table, "agency_id", "agency"),
        refers(table, "other_id", "information_request"),
        refers(table, "taken_by", "membership"),
        _unique(table, "request_id", "position"),
        _key(table),
    )
    op.create_index(op.f(f"ix_{table}_request_id"), table, ["request_id"])


def _cost() -> None:
    table, activities = "request_cost", ("determining", "locating", "retrieving", "extracting")
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        *[sa.Column(n, sa.Integer(), nullable=False) for n in ("position", *activities)],
        *_words("words"),
        *ids("made_by"),
        *moments("made_at"),
        *sealed(table, "words"),
        *checks(table, none_below_zero=" and ".join(f"{name} >= 0" for name in activities)),
        refers(table, "request_id", "information_request"),
        refers(table, "made_by", "membership"),
        _unique(table, "request_id", "position"),
        _key(table),
    )


def _material() -> None:
    table = "request_material"
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        *ids("document_id", "section_id", "agency_id", null=True),
        *codes("held"),
        sa.Column("police", sa.Boolean(), nullable=False),
        *_words("note", "why_off", null=True),
        *ids("added_by"),
        *moments("added_at"),
        *ids("taken_off_by", null=True),
        *moments("taken_off_at", null=True),
        *sealed(table, "note", "why_off"),
        *checks(
            table,
            held_listed="held in ('behalf', 'own')",
            section_of_one="section_id is null or document_id is not null",
            says_what_it_is="document_id is not null or note is not null",
            behalf_of_one="held <> 'behalf' or agency_id is not null",
            taken_off_by_somebody="(taken_off_at is null) = (taken_off_by is null)",
            taken_off_why="(taken_off_at is null) = (why_off is null)",
        ),
        refers(table, "request_id", "information_request"),
        refers(table, "document_id", "document"),
        refers(table, "section_id", "section"),
        refers(table, "agency_id", "agency"),
        refers(table, "added_by", "membership"),
        refers(table, "taken_off_by", "membership"),
        _key(table),
    )
    op.create_index(op.f(f"ix_{table}_request_id"), table, ["request_id"])


def downgrade() -> None:
    for table in ("request_material", "request_cost", "request_move", "information_request"):
        op.drop_table(table)
