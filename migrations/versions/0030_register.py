"""The register of proceedings beside a review, disclosure, and the hold on publication."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
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
    _proceeding()
    _proceeding_date()
    _outside_request()
    _proceeding_outcome()
    _disclosure_status()
    _relevance()
    _publication_hold()


def _proceeding() -> None:
    op.create_table(
        "proceeding",
        *_row(),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("body", sa.String(60), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("scope", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(32), nullable=True),
        sa.CheckConstraint(
            "body in ('coroner', 'court', 'cps', 'cqc', 'hmicfrs', 'hmip', 'hmpps', "
            "'inquiry', 'iopc', 'nhs', 'ofsted', 'opcc', 'other', 'partnership', 'police', "
            "'ppo', 'prisons', 'standards')",
            name=op.f("ck_proceeding_body_listed"),
        ),
        sa.CheckConstraint(
            "closed_on is null or opened_on <= closed_on",
            name=op.f("ck_proceeding_closed_after"),
        ),
        sa.CheckConstraint(
            "(closed_on is null) = (closed_by is null)",
            name=op.f("ck_proceeding_closed_by_somebody"),
        ),
        sa.CheckConstraint(
            "kind in ('audit', 'civil', 'cps', 'criminal', 'inquest', 'inspection', 'iopc', "
            "'ombudsman', 'other', 'review', 'standards')",
            name=op.f("ck_proceeding_kind_listed"),
        ),
        _sealed("proceeding", "reference"),
        _sealed("proceeding", "scope"),
        _refers("proceeding", "closed_by", "membership"),
        _refers("proceeding", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding")),
    )
    op.create_index(op.f("ix_proceeding_review_id"), "proceeding", ["review_id"])


def _proceeding_date() -> None:
    op.create_table(
        "proceeding_date",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("proceeding_id", sa.String(32), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", sa.String(27), nullable=False),
        sa.Column("dropped_by", sa.String(32), nullable=True),
        sa.Column("dropped_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(dropped_at is null) = (dropped_by is null)",
            name=op.f("ck_proceeding_date_dropped_by_somebody"),
        ),
        sa.CheckConstraint(
            "what in ('decision', 'hearing', 'meeting', 'other', 'report_due')",
            name=op.f("ck_proceeding_date_what_listed"),
        ),
        _refers("proceeding_date", "dropped_by", "membership"),
        _refers("proceeding_date", "proceeding_id", "proceeding"),
        _refers("proceeding_date", "review_id", "review"),
        _refers("proceeding_date", "set_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding_date")),
    )
    op.create_index(op.f("ix_proceeding_date_review_id"), "proceeding_date", ["review_id"])


def _outside_request() -> None:
    op.create_table(
        "outside_request",
        *_row(),
        sa.Column("proceeding_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(32), nullable=True),
        _sealed("outside_request", "answer"),
        sa.CheckConstraint(
            "(answered_on is null) = (answered_by is null)",
            name=op.f("ck_outside_request_answered_by_somebody"),
        ),
        sa.CheckConstraint(
            "kind in ('attendance', 'document', 'information', 'other', 'prevent')",
            name=op.f("ck_outside_request_kind_listed"),
        ),
        _sealed("outside_request", "words"),
        _refers("outside_request", "answered_by", "membership"),
        _refers("outside_request", "proceeding_id", "proceeding"),
        _refers("outside_request", "recorded_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_request")),
    )
    op.create_index(op.f("ix_outside_request_review_id"), "outside_request", ["review_id"])


def _proceeding_outcome() -> None:
    op.create_table(
        "proceeding_outcome",
        *_row(),
        sa.Column("proceeding_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=False),
        sa.Column("entered_at", sa.String(27), nullable=False),
        sa.CheckConstraint(
            "kind in ('conduct', 'finding', 'result')",
            name=op.f("ck_proceeding_outcome_kind_listed"),
        ),
        _sealed("proceeding_outcome", "words"),
        _refers("proceeding_outcome", "entered_by", "membership"),
        _refers("proceeding_outcome", "proceeding_id", "proceeding"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding_outcome")),
    )
    op.create_index(op.f("ix_proceeding_outcome_review_id"), "proceeding_outcome", ["review_id"])


def _disclosure_status() -> None:
    op.create_table(
        "disclosure_status",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)",
            name=op.f("ck_disclosure_status_ended_by_somebody"),
        ),
        sa.CheckConstraint(
            "kind in ('appeal', 'civil', 'criminal', 'disciplinary')",
            name=op.f("ck_disclosure_status_kind_listed"),
        ),
        _refers("disclosure_status", "ended_by", "membership"),
        _refers("disclosure_status", "recorded_by", "membership"),
        _refers("disclosure_status", "review_id", "review"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_status")),
    )
    _standing(
        "uq_disclosure_status_standing",
        "disclosure_status",
        ["review_id", "kind"],
        "ended_at is null",
    )


def _relevance() -> None:
    op.create_table(
        "relevance",
        *_row(),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("marked_by", sa.String(32), nullable=False),
        sa.Column("marked_at", sa.String(27), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=True),
        _sealed("relevance", "note"),
        _refers("relevance", "document_id", "document"),
        _refers("relevance", "marked_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relevance")),
    )
    _standing("uq_relevance_standing", "relevance", ["document_id"], "replaced_at is null")


def _publication_hold() -> None:
    op.create_table(
        "publication_hold",
        *_row(),
        sa.Column("ground", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("placed_by", sa.String(32), nullable=False),
        sa.Column("placed_at", sa.String(27), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("why_ended", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)",
            name=op.f("ck_publication_hold_ended_by_somebody"),
        ),
        sa.CheckConstraint(
            "ground in ('civil', 'conduct', 'family', 'inquest', 'other', 'proceedings')",
            name=op.f("ck_publication_hold_ground_listed"),
        ),
        _sealed("publication_hold", "why_ended"),
        _sealed("publication_hold", "words"),
        _refers("publication_hold", "ended_by", "membership"),
        _refers("publication_hold", "placed_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_hold")),
    )
    _standing("uq_publication_hold_standing", "publication_hold", ["review_id"], "ended_at is null")


def downgrade() -> None:
    op.drop_table("publication_hold")
    op.drop_table("relevance")
    op.drop_table("disclosure_status")
    op.drop_table("proceeding_outcome")
    op.drop_table("outside_request")
    op.drop_table("proceeding_date")
    op.drop_table("proceeding")
