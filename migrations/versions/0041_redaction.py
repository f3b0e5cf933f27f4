"""Renditions, their sections, what is decided of each passage, and what owners say of it."""

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, once, refers, row, sealed

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

AUDIENCES = "'applicant', 'board', 'family', 'internal_reviewer', 'panel', 'public', 'staff'"
DECISIONS = "'ask', 'keep', 'pseudonym', 'remove'"
CHARACTERS = "0 <= starts and starts < ends"


def _envelopes(*names: str, null: bool = False) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=null) for name in names]


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _whole(one: str, other: str) -> str:
    return f"({one} is null) = ({other} is null)"


def upgrade() -> None:
    _renditions()
    _sections()
    _opinions()
    _passages()
    _suggestions()
    _consultations()
    _answers()


def _renditions() -> None:
    stages = "'deciding', 'proved', 'released', 'signed', 'withdrawn'"
    asked = "(audience in ('applicant', 'internal_reviewer')) = (regime <> 'none')"
    op.create_table(
        "rendition",
        *row(),
        *codes("audience", "regime", "stage"),
        *_envelopes("title", "purpose"),
        *_counts("revision"),
        *ids("made_by"),
        *moments("made_at", "moved_at"),
        *sealed("rendition", "title", "purpose"),
        *checks(
            "rendition",
            audience_listed=f"audience in ({AUDIENCES})",
            regime_listed="regime in ('foi', 'none', 'subject_access')",
            stage_listed=f"stage in ({stages})",
            asked_by_a_regime=asked,
        ),
        refers("rendition", "made_by", "membership"),
        _key("rendition"),
    )
    op.create_index(op.f("ix_rendition_review_id"), "rendition", ["review_id", "owner_id"])


def _sections() -> None:
    table = "rendition_section"
    op.create_table(
        table,
        *ids("id", "review_id", "owner_id", "rendition_id", "section_id", "version_id", "words_of"),
        *_counts("position"),
        *moments("suggested_at", null=True),
        *ids("removed_by", null=True),
        *moments("removed_at", null=True),
        *checks(table, removed_by_one=_whole("removed_at", "removed_by")),
        refers(table, "review_id", "review"),
        refers(table, "rendition_id", "rendition"),
        refers(table, "section_id", "section"),
        refers(table, "version_id", "section_version"),
        refers(table, "removed_by", "membership"),
        _key(table),
    )
    once(table, ["rendition_id", "section_id"], "removed_at is null")
    op.create_index(op.f("ix_rendition_section_review_id"), table, ["review_id"])


def _opinions() -> None:
    table = "qualified_opinion"
    people = "'authorised', 'chief_officer', 'commissioner', 'minister'"
    op.create_table(
        table,
        *row(),
        *codes("person"),
        *codes("limbs", most=200),
        sa.Column("given_on", sa.Date(), nullable=False),
        *_envelopes("words"),
        *ids("recorded_by"),
        *moments("recorded_at"),
        *sealed(table, "words"),
        *checks(table, person_listed=f"person in ({people})"),
        refers(table, "recorded_by", "membership"),
        _key(table),
    )
    op.create_index(op.f("ix_qualified_opinion_review_id"), table, ["review_id", "owner_id"])


def _passages() -> None:
    table = "passage"
    op.create_table(
        table,
        *row(),
        *ids("rendition_id", "section_id", "version_id", "paragraph"),
        *_counts("starts", "ends"),
        *codes("decision"),
        *ids("person_id", null=True),
        *codes("codes", most=200),
        *_envelopes("harm", "interest", "note", null=True),
        *ids("holder_id", "opinion_id", null=True),
        *ids("deed_id", "decided_by"),
        *moments("decided_at"),
        *ids("superseded_by", null=True),
        *moments("superseded_at", null=True),
        *sealed(table, "harm", "interest", "note"),
        *checks(
            table,
            decision_listed=f"decision in ({DECISIONS})",
            is_some_characters=CHARACTERS,
            of_somebody="decision <> 'pseudonym' or person_id is not null",
            superseded_by_one=_whole("superseded_at", "superseded_by"),
        ),
        refers(table, "rendition_id", "rendition"),
        refers(table, "section_id", "section"),
        refers(table, "version_id", "section_version"),
        refers(table, "opinion_id", "qualified_opinion"),
        refers(table, "decided_by", "membership"),
        refers(table, "superseded_by", "membership"),
        _key(table),
    )
    at = ["rendition_id", "version_id", "paragraph", "starts", "ends"]
    once(table, at, "superseded_at is null")
    op.create_index(op.f("ix_passage_review_id"), table, ["review_id"])
    op.create_index(op.f("ix_passage_deed_id"), table, ["deed_id"])


def _suggestions() -> None:
    table, at = "suggestion", ["rendition_id", "version_id", "paragraph", "starts", "ends"]
    op.create_table(
        table,
        *ids("id", "review_id", "owner_id", "rendition_id", "section_id", "version_id"),
        *ids("paragraph"),
        *_counts("starts", "ends"),
        *codes("kind"),
        *ids("person_id", null=True),
        *ids("group_id"),
        *codes("proposed"),
        *codes("codes", most=200),
        sa.Column("sure", sa.Boolean(), nullable=False),
        *moments("made_at"),
        *ids("passage_id", null=True),
        *checks(table, proposed_listed=f"proposed in ({DECISIONS})", is_some_characters=CHARACTERS),
        refers(table, "review_id", "review"),
        refers(table, "rendition_id", "rendition"),
        refers(table, "section_id", "section"),
        refers(table, "version_id", "section_version"),
        refers(table, "passage_id", "passage"),
        sa.UniqueConstraint(*at, name=op.f(f"uq_{table}_{'_'.join(at)}")),
        _key(table),
    )
    op.create_index(op.f("ix_suggestion_group_id"), table, ["group_id"])
    op.create_index(op.f("ix_suggestion_passage_id"), table, ["passage_id"])


def _consultations() -> None:
    table = "consultation"
    op.create_table(
        table,
        *row(),
        *ids("rendition_id", "maker_id"),
        *_envelopes("question", null=True),
        *ids("asked_by"),
        *moments("asked_at"),
        sa.Column("outcome", sa.String(60), nullable=True),
        *_envelopes("reasons", null=True),
        *ids("answered_by", null=True),
        *moments("answered_at", null=True),
        *_envelopes("departure", null=True),
        *ids("departed_by", null=True),
        *moments("departed_at", "replaced_at", null=True),
        *sealed(table, "question", "reasons", "departure"),
        *checks(
            table,
            outcome_listed="outcome in ('agreed', 'refused')",
            answered_by_one=_whole("outcome", "answered_by"),
            answered_once=_whole("outcome", "answered_at"),
            departed_by_one=_whole("departed_at", "departed_by"),
            departs_after="departed_at is null or answered_at is not null",
        ),
        refers(table, "rendition_id", "rendition"),
        refers(table, "asked_by", "membership"),
        refers(table, "answered_by", "membership"),
        refers(table, "departed_by", "membership"),
        _key(table),
    )
    once(table, ["rendition_id", "owner_id"], "replaced_at is null")
    op.create_index(op.f("ix_consultation_review_id"), table, ["review_id", "owner_id"])


def _answers() -> None:
    table = "consultation_answer"
    op.create_table(
        table,
        *row(),
        *ids("consultation_id", "maker_id"),
        *ids("passage_id", null=True),
        *ids("section_id", "version_id", "paragraph"),
        *_counts("starts", "ends"),
        *codes("said"),
        *_envelopes("reasons", null=True),
        *ids("answered_by"),
        *moments("answered_at"),
        *_envelopes("settled", null=True),
        *ids("settled_by", null=True),
        *moments("settled_at", "replaced_at", null=True),
        *sealed(table, "reasons", "settled"),
        *checks(
            table,
            said_listed="said in ('agree', 'must_go', 'not_ours', 'object')",
            is_some_characters=CHARACTERS,
            settled_by_one=_whole("settled_at", "settled_by"),
        ),
        refers(table, "consultation_id", "consultation"),
        refers(table, "passage_id", "passage"),
        refers(table, "section_id", "section"),
        refers(table, "version_id", "section_version"),
        refers(table, "answered_by", "membership"),
        refers(table, "settled_by", "membership"),
        _key(table),
    )
    at = ["consultation_id", "version_id", "paragraph", "starts", "ends"]
    once(table, at, "replaced_at is null")


def downgrade() -> None:
    for table in (
        "consultation_answer", "consultation", "suggestion", "passage", "qualified_opinion",
        "rendition_section", "rendition",
    ):  # fmt: skip
        op.drop_table(table)
