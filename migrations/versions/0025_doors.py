"""Drop-off links, and what came in from those who have no account."""

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, refers, row, sealed

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PURPOSES = "purpose in ('chronology', 'imr', 'information_report', 'other', 'scoping')"


def _columns(kind: object, *names: str, null: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=null) for name in names]  # type: ignore[call-overload]


def _doors() -> None:
    op.create_table(
        "door",
        *row(),
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
        *sealed("door", "organisation", "ring"),
        *checks(
            "door",
            purpose_listed=PURPOSES,
            tries_counted="tries >= 0",
            closes_after_it_opens="made_at < until",
            entered_for_a_time="(pass_hash is null) = (pass_until is null)",
            used_by_a_form="(used_at is null) = (sent_hash = '')",
            revoked_by_one="(revoked_at is null) = (revoked_by is null)",
        ),
        refers("door", "agency_id", "agency"),
        refers("door", "made_by", "membership"),
        refers("door", "revoked_by", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_door_link_hash")),
        sa.UniqueConstraint("pass_hash", name=op.f("uq_door_pass_hash")),
    )
    op.create_index(op.f("ix_door_review_id"), "door", ["review_id"])


SEALED = ("words", "words_digest", "file_name", "file_digest", "authorised", "why")


def _arrivals() -> None:
    op.create_table(
        "arrival",
        *row(),
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
        *sealed("arrival", "sender", "part", *SEALED),
        *checks(
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
        refers("arrival", "door_id", "door"),
        refers("arrival", "entered_by", "membership"),
        refers("arrival", "settled_by", "membership"),
        refers("arrival", "attachment_id", "attachment"),
        refers("arrival", "section_id", "section"),
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
        *row(),
        sa.Column("arrival_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *sealed("arrival_piece", "body"),
        refers("arrival_piece", "arrival_id", "arrival"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival_piece")),
        sa.UniqueConstraint(
            "arrival_id", "position", name=op.f("uq_arrival_piece_arrival_id_position")
        ),
    )


def downgrade() -> None:
    op.drop_table("arrival_piece")
    op.drop_table("arrival")
    op.drop_table("door")
