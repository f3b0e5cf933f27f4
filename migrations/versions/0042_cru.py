"""Referrals to the Central Referral Unit, and consultations of the forces that refer."""

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, once, refers, row, sealed

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

OF_ONE = "(referral_id is null) <> (consultation_id is null)"
STRIKES = "corrects_id is not null or not struck"


def upgrade() -> None:
    _consultation()
    _referral()
    _entry()
    _position()
    _field()


def _words(*names: str, null: bool = False) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=null) for name in names]


def _flag(name: str, *, null: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=null)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{columns[0]}"), table, list(columns))


def _consultation() -> None:
    table = "consultation"
    op.create_table(
        table,
        *row(),
        *ids("request_id", "asker_id", "asked_by"),
        *_words("told"),
        *moments("asked_at"),
        *sealed(table, "told"),
        refers(table, "request_id", "information_request"),
        refers(table, "asker_id", "agency"),
        refers(table, "asked_by", "membership"),
        _unique(table, "request_id", "owner_id"),
        _key(table),
    )
    _index(table, "request_id")
    _index(table, "review_id", "owner_id")
    table = "consultation_answer"
    op.create_table(
        table,
        *row(),
        *ids("consultation_id", "answered_by"),
        _number("position"),
        *codes("answer"),
        *_words("words"),
        *moments("answered_at"),
        *sealed(table, "words"),
        *checks(table, answer_listed="answer in ('closed', 'open', 'part')"),
        refers(table, "consultation_id", "consultation"),
        refers(table, "answered_by", "membership"),
        _unique(table, "consultation_id", "position"),
        _key(table),
    )


def _referral() -> None:
    table = "cru_referral"
    listed = "'advice', 'homicide', 'offender_management', 'reoffending_review', 'serious_case'"
    op.create_table(
        table,
        *row(),
        *ids("request_id", "consultation_id", null=True),
        _number("number"),
        *codes("topic"),
        *_words("words", "pack"),
        _flag("named"),
        *ids("made_by"),
        *moments("made_at"),
        *sealed(table, "words", "pack"),
        *checks(
            table,
            topic_listed=f"topic in ({listed})",
            of_one="(request_id is null) <> (consultation_id is null)",
        ),
        refers(table, "request_id", "information_request"),
        refers(table, "consultation_id", "consultation"),
        refers(table, "made_by", "membership"),
        _unique(table, "request_id", "number"),
        _unique(table, "consultation_id", "number"),
        _key(table),
    )
    _index(table, "request_id")
    _index(table, "consultation_id")
    _index(table, "review_id", "owner_id")


def _entry() -> None:
    table = "cru_entry"
    op.create_table(
        table,
        *row(),
        *ids("referral_id", "consultation_id", "corrects_id", null=True),
        *codes("what"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(60), nullable=True),
        _flag("struck"),
        *_words("words", null=True),
        *ids("made_by"),
        *moments("made_at"),
        *sealed(table, "words"),
        *checks(
            table,
            what_listed="what in ('advice', 'chased', 'received', 'sent', 'without')",
            channel_listed="channel in ('phone', 'secure_mail', 'system')",
            of_one=OF_ONE,
            strikes_something=STRIKES,
        ),
        refers(table, "referral_id", "cru_referral"),
        refers(table, "consultation_id", "consultation"),
        refers(table, "corrects_id", "cru_entry"),
        refers(table, "made_by", "membership"),
        _unique(table, "corrects_id"),
        _key(table),
    )
    _index(table, "referral_id")
    _index(table, "consultation_id")


def _position() -> None:
    table = "cru_position"
    op.create_table(
        table,
        *row(),
        *ids("referral_id"),
        *ids("corrects_id", null=True),
        *codes("side", "section", "stand"),
        _flag("struck"),
        *_words("words"),
        *ids("made_by"),
        *moments("made_at"),
        *sealed(table, "words"),
        *checks(
            table,
            side_listed="side in ('advice', 'decision')",
            stand_listed="stand in ('applies', 'not', 'part')",
            strikes_something=STRIKES,
        ),
        refers(table, "referral_id", "cru_referral"),
        refers(table, "corrects_id", "cru_position"),
        refers(table, "made_by", "membership"),
        _unique(table, "corrects_id"),
        _key(table),
    )
    _index(table, "referral_id")


def _field() -> None:
    table = "cru_field"
    op.create_table(
        table,
        *row(),
        *ids("request_id", "asked_by"),
        *ids("settled_by", null=True),
        *codes("what"),
        *_words("words"),
        *moments("asked_at"),
        *moments("settled_at", null=True),
        _flag("agreed", null=True),
        *sealed(table, "words"),
        *checks(
            table,
            what_listed="what in ('address', 'name')",
            settled_by_one="(agreed is null) = (settled_by is null)",
            settled_at_once="(agreed is null) = (settled_at is null)",
        ),
        refers(table, "request_id", "information_request"),
        refers(table, "asked_by", "membership"),
        refers(table, "settled_by", "membership"),
        _key(table),
    )
    once(table, ["request_id", "what"], "agreed is null")


def downgrade() -> None:
    for table in (
        "cru_field",
        "cru_position",
        "cru_entry",
        "cru_referral",
        "consultation_answer",
        "consultation",
    ):
        op.drop_table(table)
