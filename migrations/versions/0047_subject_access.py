"""Subject access: what was asked, every step, other people in it, and what is answered."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, once, refers, row, sealed

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _request()
    _move()
    _other()
    _answer()


def _words(*names: str, null: bool = False) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=null) for name in names]


def _day(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _by_owner(table: str) -> None:
    op.create_index(op.f(f"ix_{table}_review_id"), table, ["review_id", "owner_id"])


def _request() -> None:
    table = "access_request"
    op.create_table(
        table,
        *row(),
        *codes("reference"),
        _day("received_on"),
        *codes("came", "road", "asks_as"),
        sa.Column("recent", sa.Boolean(), nullable=False),
        *codes("stage"),
        *ids("person_id", null=True),
        *_words("applicant", "address"),
        *_words("subject", null=True),
        *_words("words"),
        *ids("registered_by"),
        *moments("registered_at"),
        *sealed(table, "applicant", "address", "subject", "words"),
        *checks(
            table,
            came_listed="came in ('email', 'form', 'media', 'post', 'spoken')",
            road_listed="road in ('dead', 'living')",
            asks_as_listed=(
                "asks_as in ('authorised', 'claim', 'deputy', 'estate', 'family', 'parent', 'self')"
            ),
            stage_listed="stage in ('answered', 'open', 'withdrawn')",
            by_its_road="(road = 'dead') = (asks_as in ('claim', 'estate', 'family'))",
            about_somebody="(asks_as = 'self') = (subject is null)",
        ),
        refers(table, "registered_by", "membership"),
        _unique(table, "reference"),
        _key(table),
    )
    _by_owner(table)


def _move() -> None:
    table = "access_move"
    listed = (
        "'answered', 'authority_shown', 'clarification', 'clarified', 'complained', 'copy', "
        "'extended', 'found', 'identity_asked', 'identity_shown', 'law_said', 'other_road', "
        "'registered', 'searched', 'set_aside', 'settled', 'unfounded', 'withdrawn'"
    )
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *codes("what"),
        _day("happened_on"),
        sa.Column("code", sa.String(60), nullable=True),
        *ids("agency_id", "foi_id", "rendition_id", null=True),
        *_words("words", null=True),
        *ids("taken_by"),
        *moments("taken_at"),
        *sealed(table, "words"),
        *checks(
            table,
            what_listed=f"what in ({listed})",
            of_a_copy="(what = 'copy') = (rendition_id is not null)",
            by_the_other="(what = 'other_road') = (foi_id is not null)",
        ),
        refers(table, "request_id", "access_request"),
        refers(table, "agency_id", "agency"),
        refers(table, "foi_id", "information_request"),
        refers(table, "rendition_id", "rendition"),
        refers(table, "taken_by", "membership"),
        _unique(table, "request_id", "position"),
        _unique(table, "rendition_id"),
        _key(table),
    )


def _other() -> None:
    table = "other_person"
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        *ids("person_id", null=True),
        *codes("standing", "consent", "weighed"),
        *_words("words"),
        *ids("decided_by"),
        *moments("decided_at"),
        *moments("replaced_at", null=True),
        *sealed(table, "words"),
        *checks(
            table,
            standing_listed="standing in ('child', 'official', 'private', 'professional')",
            consent_listed="consent in ('cannot', 'given', 'not_asked', 'refused')",
            weighed_listed="weighed in ('give', 'withhold')",
            consent_gives="consent <> 'given' or weighed = 'give'",
        ),
        refers(table, "request_id", "access_request"),
        refers(table, "decided_by", "membership"),
        _key(table),
    )
    once(table, ["request_id", "person_id"], "replaced_at is null")
    _by_owner(table)


def _answer() -> None:
    table = "access_answer"
    texts = ("schedule", "silence", "said_back", "digest")
    op.create_table(
        table,
        *row(),
        *ids("request_id"),
        *ids("rendition_id", "rendering_id", null=True),
        *codes("outcome", "stage"),
        *_words("letter"),
        *_words(*texts, null=True),
        *ids("made_by"),
        *moments("made_at"),
        *ids("edited_by"),
        *moments("edited_at"),
        *ids("signed_by", null=True),
        *moments("signed_at", null=True),
        _day("sent_on", null=True),
        sa.Column("channel", sa.String(60), nullable=True),
        sa.Column("days_late", sa.Integer(), nullable=True),
        *_words("why_late", null=True),
        *ids("sent_by", null=True),
        *sealed(table, "letter", *texts, "why_late"),
        *_rules(table),
        refers(table, "request_id", "access_request"),
        *[refers(table, name, "membership") for name in
          ("made_by", "edited_by", "signed_by", "sent_by")],
        _key(table),
    )  # fmt: skip
    once(table, ["request_id"], "stage <> 'dropped'")
    _by_owner(table)


def _rules(table: str) -> list[sa.CheckConstraint]:
    return checks(
        table,
        outcome_listed=(
            "outcome in ('neither', 'not_entitled', 'not_held', 'part', 'refused', 'unfounded', "
            "'whole')"
        ),
        stage_listed="stage in ('drafting', 'dropped', 'forward', 'sent', 'signed')",
        channel_listed="channel in ('collected', 'post', 'secure_mail')",
        signed_by_one="(stage in ('signed', 'sent')) = (signed_by is not null)",
        signed_over_words="(signed_by is null) = (digest is null)",
        sent_on_a_day="(stage = 'sent') = (sent_on is not null)",
        sent_by_one=(
            "(sent_on is null) = (sent_by is null) and (sent_on is null) = (channel is null) "
            "and (sent_on is null) = (days_late is null)"
        ),
    )


TABLES = ("access_answer", "other_person", "access_move", "access_request")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
