"""The tables of the house."""

import sqlalchemy as sa
from alembic import op

from portal.gate.sealed import HasHeader

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _sealed(column: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(HasHeader(column), name=op.f(name))


def upgrade() -> None:
    op.create_table(
        "about",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_about")),
    )
    op.create_table(
        "account",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("suspended_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_account")),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "kind in ('children', 'council', 'health', 'other', 'police', 'prison', 'probation', 'voluntary')",
            name=op.f("ck_agency_kind_listed"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
    )
    op.create_table(
        "data_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("domain", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("use", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("kek", sa.String(length=32), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "(state = 'shredded') = (wrapped is null)", name=op.f("ck_data_key_shredded_is_gone")
        ),
        sa.CheckConstraint(
            "state in ('active', 'retired', 'shredded')", name=op.f("ck_data_key_state_listed")
        ),
        sa.CheckConstraint("use in ('index', 'seal')", name=op.f("ck_data_key_use_listed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
    )
    op.create_index(
        "uq_data_key_active",
        "data_key",
        ["domain", "owner_id", "use"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "delay",
        sa.Column("pair", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("pair", name=op.f("pk_delay")),
    )
    op.create_index(op.f("ix_delay_last_at"), "delay", ["last_at"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("handed_over_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "kind in ('chronology', 'imr', 'information_report', 'overview')",
            name=op.f("ck_document_kind_listed"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_review_id"), "document", ["review_id"], unique=False)
    op.create_table(
        "domain",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("key_epoch", sa.Integer(), nullable=False),
        sa.Column("law", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain")),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_checkpoint")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("stream", sa.String(length=65), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_ledger_entry")),
    )
    op.create_index(
        "ix_ledger_entry_actor", "ledger_entry", ["stream", "actor", "act"], unique=False
    )
    op.create_table(
        "ledger_head",
        sa.Column("stream", sa.String(length=65), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("blind", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_ledger_head")),
    )
    op.create_index(
        "ix_ledger_head_uncovered",
        "ledger_head",
        ["stream"],
        unique=False,
        sqlite_where=sa.text("seq > covered"),
        postgresql_where=sa.text("seq > covered"),
    )
    op.create_table(
        "once",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("led_to", sa.String(length=300), nullable=False),
        sa.Column("done_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_once")),
    )
    op.create_table(
        "reason",
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        _sealed("words", "ck_reason_words_sealed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code_name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("marking", sa.String(length=60), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.CheckConstraint(
            "kind in ('cspr', 'dhr', 'mappa_scr', 'other', 'sar')",
            name=op.f("ck_review_kind_listed"),
        ),
        sa.CheckConstraint(
            "marking in ('OFFICIAL', 'OFFICIAL-SENSITIVE')", name=op.f("ck_review_marking_listed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("code_name", name=op.f("uq_review_code_name")),
    )
    op.create_table(
        "subject",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("last_name", sa.LargeBinary(), nullable=False),
        sa.Column("first_name", sa.LargeBinary(), nullable=False),
        sa.Column("date_of_birth", sa.LargeBinary(), nullable=True),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("last_name_index", sa.String(length=32), nullable=True),
        sa.Column("date_of_birth_index", sa.String(length=32), nullable=True),
        sa.Column("reference_index", sa.String(length=32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        _sealed("date_of_birth", "ck_subject_date_of_birth_sealed"),
        _sealed("first_name", "ck_subject_first_name_sealed"),
        _sealed("last_name", "ck_subject_last_name_sealed"),
        sa.CheckConstraint(
            "part in ('child', 'family', 'other', 'perpetrator', 'victim')",
            name=op.f("ck_subject_part_listed"),
        ),
        _sealed("reference", "ck_subject_reference_sealed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("review_id", "position", name=op.f("uq_subject_review_id_position")),
    )
    op.create_index(
        "ix_subject_date_of_birth", "subject", ["review_id", "date_of_birth_index"], unique=False
    )
    op.create_index(
        "ix_subject_last_name", "subject", ["review_id", "last_name_index"], unique=False
    )
    op.create_index(
        "ix_subject_reference", "subject", ["review_id", "reference_index"], unique=False
    )
    op.create_table(
        "ledger_cover",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=65), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["ledger_checkpoint.number"],
            name=op.f("fk_ledger_cover_number"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("number", "stream", name=op.f("pk_ledger_cover")),
    )
    op.create_table(
        "person",
        sa.Column("agency_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.String(length=32), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_used", sa.Integer(), nullable=False),
        sa.Column("enrol_hash", sa.String(length=64), nullable=False),
        sa.Column("enrol_until", sa.String(27), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        _sealed("email", "ck_person_email_sealed"),
        _sealed("name", "ck_person_name_sealed"),
        _sealed("totp", "ck_person_totp_sealed"),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_person_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_index", name=op.f("uq_person_email_index")),
    )
    op.create_table(
        "policy_row",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("domain", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("sub", sa.String(length=120), nullable=False),
        sa.Column("obj", sa.String(length=120), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("nbf", sa.String(length=27), nullable=False),
        sa.Column("exp", sa.String(length=27), nullable=False),
        sa.Column("eft", sa.String(length=60), nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("added_in", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "eft <> 'deny' or sub like 'u:%'", name=op.f("ck_policy_row_denies_are_for_persons")
        ),
        sa.CheckConstraint("eft in ('allow', 'deny')", name=op.f("ck_policy_row_eft_listed")),
        sa.CheckConstraint("kind in ('g', 'p')", name=op.f("ck_policy_row_kind_listed")),
        sa.CheckConstraint(
            "sub like '_%:%' and obj <> ''", name=op.f("ck_policy_row_names_are_typed")
        ),
        sa.ForeignKeyConstraint(
            ["domain"], ["domain.id"], name=op.f("fk_policy_row_domain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_row")),
    )
    op.create_index("ix_policy_row_domain", "policy_row", ["domain", "ended_at"], unique=False)
    op.create_index("ix_policy_row_domain_ref", "policy_row", ["domain", "ref"], unique=False)
    op.create_table(
        "policy_snapshot",
        sa.Column("domain", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("certified_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["domain"], ["domain.id"], name=op.f("fk_policy_snapshot_domain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("domain", "version", name=op.f("pk_policy_snapshot")),
    )
    op.create_table(
        "section",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section_class", sa.String(length=60), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("newest_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "section_class in ('chronology', 'conduct', 'context', 'covert', 'good_practice', 'learning', 'legal_advice', 'practice', 'recommendations', 'staff_welfare', 'tactics')",
            name=op.f("ck_section_section_class_listed"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_section_document_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint(
            "document_id", "position", name=op.f("uq_section_document_id_position")
        ),
    )
    op.create_index(op.f("ix_section_document_id"), "section", ["document_id"], unique=False)
    op.create_index("ix_section_review", "section", ["review_id", "owner_id"], unique=False)
    op.create_table(
        "signed_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.String(27), nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        _sealed("who", "ck_signed_in_who_sealed"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["account.person_id"],
            name=op.f("fk_signed_in_person_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_signed_in")),
    )
    op.create_index(op.f("ix_signed_in_person_id"), "signed_in", ["person_id"], unique=False)
    op.create_table(
        "choice",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("domain", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain"], ["domain.id"], name=op.f("fk_choice_domain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["token_hash"],
            ["signed_in.token_hash"],
            name=op.f("fk_choice_token_hash"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", "domain", name=op.f("pk_choice")),
    )
    op.create_table(
        "known_browser",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_known_browser_person_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("token_hash", "person_id", name=op.f("pk_known_browser")),
    )
    op.create_index(
        op.f("ix_known_browser_person_id"), "known_browser", ["person_id"], unique=False
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.String(27), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_membership_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_membership_review_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(op.f("ix_membership_review_id"), "membership", ["review_id"], unique=False)
    op.create_table(
        "section_version",
        sa.Column("section_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.String(27), nullable=False),
        sa.Column("signed_by", sa.String(length=32), nullable=True),
        sa.Column("signed_at", sa.String(27), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(stage = 'draft') = (signed_at is null)",
            name=op.f("ck_section_version_signed_when_signed"),
        ),
        sa.CheckConstraint(
            "stage in ('draft', 'signed_off', 'withdrawn')",
            name=op.f("ck_section_version_stage_listed"),
        ),
        _sealed("words", "ck_section_version_words_sealed"),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_section_version_section_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_version")),
        sa.UniqueConstraint(
            "section_id", "number", name=op.f("uq_section_version_section_id_number")
        ),
    )
    op.create_index(
        "ix_section_version_review", "section_version", ["review_id", "section_id"], unique=False
    )
    op.create_table(
        "membership_role",
        sa.Column("membership_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "role in ('agency_lawyer', 'author', 'board_office', 'chair', 'disclosure_officer', 'lay_adviser', 'member', 'panel_member', 'professional_standards', 'senior_manager', 'senior_office')",
            name=op.f("ck_membership_role_role_listed"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_membership_role_membership_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("membership_id", "role", name=op.f("pk_membership_role")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("to_kind", sa.String(length=60), nullable=False),
        sa.Column("to_name", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("signed_by", sa.String(length=32), nullable=False),
        sa.Column("signed_at", sa.String(27), nullable=False),
        sa.Column("starts_at", sa.String(27), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("end_reason", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "to_kind in ('body', 'member', 'role')", name=op.f("ck_release_to_kind_listed")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)", name=op.f("ck_release_ended_by_somebody")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_release_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["end_reason"], ["reason.id"], name=op.f("fk_release_end_reason"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["membership.id"], name=op.f("fk_release_ended_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_release_review_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["membership.id"], name=op.f("fk_release_signed_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_release_review_id_number")),
    )
    op.create_index("ix_release_owner", "release", ["review_id", "owner_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("signed_by", sa.String(length=32), nullable=False),
        sa.Column("signed_at", sa.String(27), nullable=False),
        sa.Column("withdrawn_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_signature_review_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"],
            ["membership.id"],
            name=op.f("fk_signature_signed_by"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    op.create_index(op.f("ix_signature_review_id"), "signature", ["review_id"], unique=False)
    op.create_index(
        "uq_signature_standing",
        "signature",
        ["review_id", "body"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at is null"),
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_table(
        "release_row",
        sa.Column("release_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
            name=op.f("fk_release_row_release_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["section_version.id"],
            name=op.f("fk_release_row_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("release_id", "version_id", name=op.f("pk_release_row")),
    )


def downgrade() -> None:
    op.drop_table("release_row")
    op.drop_index(
        "uq_signature_standing",
        table_name="signature",
        sqlite_where=sa.text("withdrawn_at is null"),
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.drop_index(op.f("ix_signature_review_id"), table_name="signature")
    op.drop_table("signature")
    op.drop_index("ix_release_owner", table_name="release")
    op.drop_table("release")
    op.drop_table("membership_role")
    op.drop_index("ix_section_version_review", table_name="section_version")
    op.drop_table("section_version")
    op.drop_index(op.f("ix_membership_review_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_known_browser_person_id"), table_name="known_browser")
    op.drop_table("known_browser")
    op.drop_table("choice")
    op.drop_index(op.f("ix_signed_in_person_id"), table_name="signed_in")
    op.drop_table("signed_in")
    op.drop_index("ix_section_review", table_name="section")
    op.drop_index(op.f("ix_section_document_id"), table_name="section")
    op.drop_table("section")
    op.drop_table("policy_snapshot")
    op.drop_index("ix_policy_row_domain_ref", table_name="policy_row")
    op.drop_index("ix_policy_row_domain", table_name="policy_row")
    op.drop_table("policy_row")
    op.drop_table("person")
    op.drop_table("ledger_cover")
    op.drop_index("ix_subject_reference", table_name="subject")
    op.drop_index("ix_subject_last_name", table_name="subject")
    op.drop_index("ix_subject_date_of_birth", table_name="subject")
    op.drop_table("subject")
    op.drop_table("review")
    op.drop_table("reason")
    op.drop_table("once")
    op.drop_index(
        "ix_ledger_head_uncovered",
        table_name="ledger_head",
        sqlite_where=sa.text("seq > covered"),
        postgresql_where=sa.text("seq > covered"),
    )
    op.drop_table("ledger_head")
    op.drop_index("ix_ledger_entry_actor", table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_table("ledger_checkpoint")
    op.drop_table("domain")
    op.drop_index(op.f("ix_document_review_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(op.f("ix_delay_last_at"), table_name="delay")
    op.drop_table("delay")
    op.drop_index(
        "uq_data_key_active",
        table_name="data_key",
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.drop_table("data_key")
    op.drop_table("agency")
    op.drop_table("account")
    op.drop_table("about")
