"""Drop-off links, and what came in from those who have no account."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PURPOSES = "purpose in ('chronology', 'imr', 'information_report', 'other', 'scoping')"


def sealed(column: str) -> str:
    """What the models' own CHECK says: an envelope's header, and its length."""
    if op.get_bind().dialect.name == "sqlite":
        marked = f"typeof({column}) = 'blob' and substr({column}, 1, 2) = x'5031'"
        long = f"length({column}) > 46 and length({column}) % 256 = 46"
    else:
        marked = f"substring({column} from 1 for 2) = '\\x5031'::bytea"
        long = f"octet_length({column}) > 46 and mod(octet_length({column}), 256) = 46"
    return f"{column} is null or ({marked} and {long})"


def _sealed(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(sealed(c), name=op.f(f"ck_{table}_{c}_sealed")) for c in columns]


def _checks(table: str, **checks: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(said, name=op.f(f"ck_{table}_{n}")) for n, said in checks.items()]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def _row() -> list[sa.Column[object]]:
    ids = [sa.Column(c, sa.String(32), nullable=False) for c in ("id", "review_id", "owner_id")]
    return [*ids, sa.Column("row_version", sa.Integer(), nullable=False)]


def _columns(kind: object, *names: str, null: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=null) for name in names]  # type: ignore[call-overload]


def _doors() -> None:
    op.create_table(
        "door",
        *_row(),
        *_columns(sa.LargeBinary(), "organisation", "ring"),
        sa.Column("agency_id", sa.String(32), nullable=True),
        sa.Column("purpose", sa.String(60), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        *_columns(sa.String(27), "made_at", "until"),
        *_columns(sa.String(64), "link_hash", "code_hash"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("pass_hash", sa.String(64), nullable=True),
        *_columns(sa.String(27), "pass_until", "used_at", null=True),
        sa.Column("sent_hash", sa.String(64), nullable=False),
        sa.Column("revoked_at", sa.String(27), nullable=True),
        sa.Column("revoked_by", sa.String(32), nullable=True),
        *_sealed("door", "organisation", "ring"),
        *_checks(
            "door",
            purpose_listed=PURPOSES,
            tries_counted="tries >= 0",
            closes_after_it_opens="made_at < until",
            entered_for_a_time="(pass_hash is null) = (pass_until is null)",
            used_by_a_form="(used_at is null) = (sent_hash = '')",
            revoked_by_one="(revoked_at is null) = (revoked_by is null)",
        ),
        _refers("door", "agency_id", "agency"),
        _refers("door", "made_by", "membership"),
        _refers("door", "revoked_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_door_link_hash")),
        sa.UniqueConstraint("pass_hash", name=op.f("uq_door_pass_hash")),
    )
    op.create_index(op.f("ix_door_review_id"), "door", ["review_id"])


SEALED = ("words", "words_digest", "file_name", "file_digest", "authorised", "why")


def _arrivals() -> None:
    op.create_table(
        "arrival",
        *_row(),
        sa.Column("door_id", sa.String(32), nullable=True),
        *_columns(sa.String(60), "way", "purpose", "secured", "state"),
        *_columns(sa.LargeBinary(), "sender", "part"),
        *_columns(sa.LargeBinary(), *SEALED, null=True),
        sa.Column("file_kind", sa.String(60), nullable=True),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("arrived_at", sa.String(27), nullable=False),
        *_columns(sa.String(32), "entered_by", "settled_by", "attachment_id", "section_id",
                  null=True),
        sa.Column("settled_at", sa.String(27), nullable=True),
        *_sealed("arrival", "sender", "part", *SEALED),
        *_checks(
            "arrival",
            way_listed="way in ('email', 'hand', 'link', 'post', 'telephone')",
            purpose_listed=PURPOSES,
            secured_listed="secured in ('no', 'unknown', 'yes')",
            state_listed="state in ('declined', 'kept', 'noted', 'waits')",
            link_has_a_door="(way = 'link') = (door_id is not null)",
            entered_by_somebody="(way = 'link') = (entered_by is null)",
            authorised_by_somebody="(way = 'link') = (authorised is null)",
            settled_at_a_time="(state = 'waits') = (settled_at is null)",
            settled_by_one="(settled_at is null) = (settled_by is null)",
            declined_with_why="(state = 'declined') = (why is not null)",
            file_has_bytes="(file_kind is null) = (file_size = 0)",
        ),
        _refers("arrival", "door_id", "door"),
        _refers("arrival", "entered_by", "membership"),
        _refers("arrival", "settled_by", "membership"),
        _refers("arrival", "attachment_id", "attachment"),
        _refers("arrival", "section_id", "section"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("door_id", name=op.f("uq_arrival_door_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_arrival_review_id"), "arrival", ["review_id"])
    op.create_index(op.f("ix_arrival_section_id"), "arrival", ["section_id"])


def upgrade() -> None:
    _doors()
    _arrivals()
    op.create_table(
        "arrival_piece",
        *_row(),
        sa.Column("arrival_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *_sealed("arrival_piece", "body"),
        _refers("arrival_piece", "arrival_id", "arrival"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival_piece")),
        sa.UniqueConstraint(
            "arrival_id", "position", name=op.f("uq_arrival_piece_arrival_id_position")
        ),
    )


def downgrade() -> None:
    op.drop_table("arrival_piece")
    op.drop_table("arrival")
    op.drop_table("door")
