"""The reoffending review form: its stages in versions, its steps, its national dispatches."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


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


def _row() -> list[sa.Column[object]]:
    ids = [sa.Column(c, sa.String(32), nullable=False) for c in ("id", "review_id", "owner_id")]
    return [*ids, sa.Column("row_version", sa.Integer(), nullable=False)]


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


STATES = "'acknowledging', 'closed', 'deciding', 'inspecting', 'returned', 'supervising'"
STEPS = "'commissioned', 'handed_on', 'received', 'returned', 'sent_back', 'updated'"


def upgrade() -> None:
    op.create_table(
        "pimr_form",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("review_id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        sa.Column("moved_at", sa.String(27), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("rank", sa.String(32), nullable=False),
        sa.Column("decision", sa.String(60), nullable=False),
        sa.Column("learning", sa.Boolean(), nullable=True),
        sa.Column("form_n", sa.String(32), nullable=True),
        sa.Column("papers", sa.String(32), nullable=True),
        sa.Column("commissioned_by", sa.String(32), nullable=False),
        _check("pimr_form", "state_listed", f"state in ({STATES})"),
        _check("pimr_form", "decision_listed", "decision in ('', 'full', 'none')"),
        _check("pimr_form", "decided_whole", "(decision = '') = (learning is null)"),
        _refers("pimr_form", "review_id", "review"),
        _refers("pimr_form", "owner_id", "agency"),
        _refers("pimr_form", "rank", "rank_held"),
        _refers("pimr_form", "form_n", "attachment"),
        _refers("pimr_form", "papers", "document"),
        _refers("pimr_form", "commissioned_by", "membership"),
        sa.UniqueConstraint("review_id", name=op.f("uq_pimr_form_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_form")),
    )
    op.create_table(
        "pimr_filled",
        *_row(),
        sa.Column("sheet", sa.String(60), nullable=False),
        sa.Column("item", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.String(32), nullable=False),
        sa.Column("written_at", sa.String(27), nullable=False),
        _check("pimr_filled", "words_sealed", sealed("words")),
        _refers("pimr_filled", "written_by", "membership"),
        sa.UniqueConstraint(
            "review_id",
            "item",
            "sheet",
            "number",
            name=op.f("uq_pimr_filled_review_id_item_sheet_number"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_filled")),
    )
    op.create_table(
        "pimr_step",
        *_row(),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("desk", sa.String(60), nullable=False),
        sa.Column("taken_by", sa.String(32), nullable=False),
        sa.Column("taken_at", sa.String(27), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("rank", sa.String(32), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _check("pimr_step", "words_sealed", sealed("words")),
        _check("pimr_step", "what_listed", f"what in ({STEPS})"),
        _refers("pimr_step", "taken_by", "membership"),
        _refers("pimr_step", "rank", "rank_held"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_step")),
    )
    op.create_index(op.f("ix_pimr_step_review_id"), "pimr_step", ["review_id"])
    _dispatches()


def _dispatches() -> None:
    op.create_table(
        "pimr_dispatch",
        *_row(),
        sa.Column("matter", sa.String(60), nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("due_since", sa.String(27), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(60), nullable=True),
        sa.Column("sent_by", sa.String(32), nullable=True),
        sa.Column("sent_at", sa.String(27), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.String(32), nullable=True),
        sa.Column("chased_at", sa.String(27), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _check("pimr_dispatch", "words_sealed", sealed("words")),
        _check("pimr_dispatch", "matter_listed", "matter in ('form', 'report')"),
        _check("pimr_dispatch", "office_listed", "office in ('force', 'npl', 'ppu')"),
        _check("pimr_dispatch", "channel_listed", "channel in ('email', 'hand', 'post')"),
        _check(
            "pimr_dispatch",
            "sent_by_somebody",
            "(sent_on is null) = (sent_by is null) and (sent_on is null) = (channel is null)",
        ),
        _check("pimr_dispatch", "sent_first", "acknowledged_on is null or sent_on is not null"),
        _refers("pimr_dispatch", "sent_by", "membership"),
        _refers("pimr_dispatch", "acknowledged_by", "membership"),
        sa.UniqueConstraint(
            "review_id",
            "matter",
            "office",
            name=op.f("uq_pimr_dispatch_review_id_matter_office"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pimr_dispatch")),
    )


def downgrade() -> None:
    for table in ("pimr_dispatch", "pimr_step", "pimr_filled", "pimr_form"):
        op.drop_table(table)
