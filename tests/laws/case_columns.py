"""What the tables of case material hold: all that comes to be in a review."""

from tests.laws.columns import ROW, Columns

CASE = Columns()
_table = CASE.table

_table(
    "agreement", **ROW, number="count", words="sealed", proposed_by="link", proposed_at="moment",
    in_force_at="moment", review_at="moment",
)  # fmt: skip
_table(
    "attachment", **ROW, document_id="link", section_class="code", author="link", kind="code",
    name="sealed", digest="sealed", size="count", kept_by="link", kept_at="moment",
    covert_at="moment",
)  # fmt: skip
_table(
    "arrival", **ROW, door_id="link", way="code", purpose="code", sender="sealed", part="sealed",
    words="sealed", words_digest="sealed", file_name="sealed", file_digest="sealed",
    file_kind="code", file_size="count", secured="code", received_on="public",
    authorised="sealed", entered_by="link", arrived_at="moment", state="code", settled_by="link",
    settled_at="moment", why="sealed", attachment_id="link", section_id="link",
)  # fmt: skip
_table("arrival_piece", **ROW, arrival_id="link", position="count", body="sealed")
_table("attachment_piece", **ROW, attachment_id="link", position="count", body="sealed")
_table(
    "commission_letter", **ROW, request_id="link", number="count", words="sealed",
    written_by="link", written_at="moment",
)  # fmt: skip
_table(
    "request_receipt", id="link", review_id="link", owner_id="link", request_id="link",
    number="count", received_by="link", received_at="moment",
)  # fmt: skip
_table(
    "scoping", **ROW, due_on="public", note="sealed", asked_by="link", asked_at="moment",
    chased_at="moment", escalated_at="moment", withdrawn_at="moment",
)  # fmt: skip
_table(
    "scoping_answer", **ROW, scoping_id="link", answer="code", secured="code", words="sealed",
    answered_by="link", answered_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "scoping_step", **ROW, scoping_id="link", what="code", taken_by="link", taken_at="moment",
    officer="sealed", words="sealed",
)  # fmt: skip
_table("template_heading", version_id="link", review_id="link")
_table(
    "waiver", **ROW, agency_kind="code", contribution="code", words="sealed", waived_by="link",
    waived_at="moment", taken_back_by="link", taken_back_at="moment",
)  # fmt: skip
_table(
    "assessment", **ROW, position="count", words="sealed", told="sealed", nominated="code",
    made_by="link", made_at="moment",
)  # fmt: skip
_table("assessment_result", assessment_id="link", kind="code", result="code", rules="code")
_table(
    "board_decision", **ROW, kind="code", outcome="code", result="code", assessment_id="link",
    grounds="code", level="code", form="code", high_profile="code", words="sealed",
    decided_by="link", decided_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "comment", **ROW, section_id="link", version_id="link", paragraph="link", mark="blind",
    thread="link", kind="code", state="code", said_by="link", said_at="moment", words="sealed",
)  # fmt: skip
_table(
    "clock_pause", **ROW, code="code", starts_on="public", ends_on="public", ground="code",
    words="sealed", set_by="link", set_at="moment", ended_by="link", ended_at="moment",
)  # fmt: skip
_table(
    "cps_agreement", **ROW, agreed_by="code", agreed_on="public", name="sealed",
    conditions="sealed", interviews="code", circulation="code", publication="code",
    recorded_by="link", recorded_at="moment", ended_by="link", ended_at="moment",
    replaced="code",
)  # fmt: skip
_table(
    "investigation", id="link", review_id="link", state="code", since="public",
    recorded_by="link", recorded_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "disclosure_status", id="link", review_id="link", kind="code", recorded_by="link",
    recorded_at="moment", ended_by="link", ended_at="moment",
)  # fmt: skip
_table(
    "outside_request", **ROW, proceeding_id="link", kind="code", received_on="public",
    due_on="public", words="sealed", recorded_by="link", recorded_at="moment", answer="sealed",
    answered_on="public", answered_by="link",
)  # fmt: skip
_table(
    "proceeding", **ROW, kind="code", body="code", opened_on="public", reference="sealed",
    scope="sealed", recorded_by="link", recorded_at="moment", closed_on="public",
    closed_by="link",
)  # fmt: skip
_table(
    "proceeding_date", id="link", review_id="link", proceeding_id="link", what="code",
    falls_on="public", set_by="link", set_at="moment", dropped_by="link", dropped_at="moment",
)  # fmt: skip
_table(
    "proceeding_outcome", **ROW, proceeding_id="link", kind="code", words="sealed",
    paragraph="code", shared="code", entered_by="link", entered_at="moment", number="count",
    source="code", given_on="public", replaced_at="moment", replaced_by="link",
)  # fmt: skip
_table(
    "finding_match", **ROW, proceeding_id="link", number="count", section_id="link",
    version_id="link", relation="code", why="sealed", made_by="link", made_at="moment",
    ended_by="link", ended_at="moment", why_ended="sealed",
)  # fmt: skip
_table(
    "publication_hold", **ROW, ground="code", words="sealed", review_on="public",
    placed_by="link", placed_at="moment", ended_by="link", ended_at="moment",
    why_ended="sealed",
)  # fmt: skip
_table(
    "relevance", **ROW, document_id="link", relevant="code", note="sealed", marked_by="link",
    marked_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "bundle", **ROW, notice_id="link", number="count", contents="sealed", sections="count",
    pages="count", made_by="link", made_at="moment", served_on="public", served_by="link",
    served_how="code", served_to="sealed",
)  # fmt: skip
_table(
    "notice", **ROW, power="code", received_on="public", due_on="public", demander="sealed",
    words="sealed", registered_by="link", registered_at="moment", withdrawn_on="public",
    withdrawn_by="link",
)  # fmt: skip
_table(
    "notice_claim", **ROW, material_id="link", section_id="link", kind="code", words="sealed",
    made_by="link", made_at="moment", decision="code", decided_on="public", recorded_by="link",
)  # fmt: skip
_table(
    "notice_material", **ROW, notice_id="link", document_id="link", told="sealed",
    told_at="moment", nothing_by="link", nothing_at="moment",
)  # fmt: skip
_table(
    "correction", release_id="link", version_id="link", instead_of="link", sent_by="link",
    sent_at="moment",
)  # fmt: skip
_table(
    "reading_choice", **ROW, code="code", reading="code", words="sealed", chosen_by="link",
    chosen_at="moment",
)  # fmt: skip
_table(
    "deadline", **ROW, event="code", due_on="public", ground="code", words="sealed",
    set_by="link", set_at="moment",
)  # fmt: skip
_table(
    "document", id="link", review_id="link", owner_id="link", kind="code", handed_over_at="moment"
)
_table(
    "door", **ROW, organisation="sealed", ring="sealed", agency_id="link", purpose="code",
    made_by="link", made_at="moment", until="moment", link_hash="secret", code_hash="secret",
    tries="count", pass_hash="secret", pass_until="moment", used_at="moment", sent_hash="secret",
    revoked_at="moment", revoked_by="link",
)  # fmt: skip
_table(
    "draft", **ROW, section_id="link", member="link", person_id="link", base_id="link",
    words="sealed", saved_at="moment",
)  # fmt: skip
_table(
    "import", **ROW, document_id="link", author="link", stage="code", draft="sealed",
    done="count", total="count", sections="count", brought_at="moment", until="moment",
    ended_at="moment",
)  # fmt: skip
_table(
    "hold", id="link", review_id="link", owner_id="link", placed_by="link", placed_at="moment",
    reason="link", lifted_by="link", lifted_at="moment", lift_reason="link",
)  # fmt: skip
_table(
    "letter", **ROW, arrival_id="link", about="link", concerns="code", agreement_id="link",
    attested_by="link", attested_at="moment",
)  # fmt: skip
_table(
    "meeting", id="link", review_id="link", meets_on="public", set_by="link", set_at="moment",
    cancelled_by="link", cancelled_at="moment",
)  # fmt: skip
_table(
    "milestone", id="link", review_id="link", event="code", happened_on="public",
    recorded_by="link", recorded_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "delegation", **ROW, floor="code", given_to="link", given_by="link", given_at="moment",
    ends_on="public", words="sealed", ended_by="link", ended_at="moment",
)  # fmt: skip
_table(
    "pimr_form", id="link", review_id="link", owner_id="link", state="code", moved_at="moment",
    received_at="moment", opened_on="public", rank="link", decision="code", learning="code",
    form_n="link", papers="link", commissioned_by="link",
)  # fmt: skip
_table(
    "pimr_filled", **ROW, sheet="code", item="link", number="count", words="sealed",
    written_by="link", written_at="moment",
)  # fmt: skip
_table(
    "pimr_step", **ROW, what="code", desk="code", taken_by="link", taken_at="moment",
    given_on="public", rank="link", words="sealed",
)  # fmt: skip
_table(
    "pimr_dispatch", **ROW, matter="code", office="code", due_since="moment", sent_on="public",
    channel="code", sent_by="link", sent_at="moment", acknowledged_on="public",
    acknowledged_by="link", chased_at="moment", words="sealed",
)  # fmt: skip
_table(
    "pimr_author", id="link", review_id="link", owner_id="link", membership_id="link",
    named_by="link", named_at="moment", ended_at="moment",
)  # fmt: skip
_table(
    "pimr_standard", **ROW, number="count", words="sealed", rank="link", assessed_by="link",
    assessed_at="moment",
)  # fmt: skip
_table(
    "pimr_conduct", id="link", review_id="link", owner_id="link", standard_id="link",
    told_by="link", told_at="moment", received_by="link", received_at="moment",
)  # fmt: skip
_table(
    "report_sent", id="link", review_id="link", recipient="code", what="code", sent_on="public",
    recorded_by="link", recorded_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "pimr_flag", id="link", review_id="link", owner_id="link", relevance_id="link",
    received_by="link", received_at="moment",
)  # fmt: skip
_table(
    "pimr_endorsement", **ROW, number="count", document_id="link", endorsed_on="public",
    rank="link", words="sealed", endorsed_by="link", endorsed_at="moment",
)  # fmt: skip
_table("proposal", **ROW, made_by="link", made_at="moment", plan="sealed", signed_as="link")
_table(
    "appointment", **ROW, membership_id="link", capacity="code", appointed_by="code",
    instead_of="link", outside="code", words="sealed", letter_on="public", starts_on="public",
    ends_on="public", made_by="link", made_at="moment", ended_by="link", ended_at="moment",
    ground="code", reason="link",
)  # fmt: skip
_table(
    "attendance", id="link", review_id="link", meeting_id="link", membership_id="link",
    instead_of="link", recorded_by="link", recorded_at="moment", ended_at="moment",
)  # fmt: skip
_table(
    "challenge", **ROW, meeting_id="link", said="code", words="sealed", said_by="link",
    said_at="moment", answer="sealed", answered_by="link", answered_at="moment",
)  # fmt: skip
_table(
    "declaration", **ROW, membership_id="link", ground="code", words="sealed", said_by="link",
    said_at="moment", outcome="code", why="sealed", decided_by="link", decided_at="moment",
    ended_at="moment",
)  # fmt: skip
_table(
    "rank_held", id="link", review_id="link", owner_id="link", membership_id="link", code="code",
    held="code", unit="code", starts_on="public", ends_on="public", stated_by="link",
    stated_at="moment", ended_by="link", ended_at="moment",
)  # fmt: skip
_table(
    "review_link", id="link", review_id="link", other_id="link", pair="link", state="code",
    proposed_by="link", proposed_at="moment", why="link", other_why="link", answered_by="link",
    answered_at="moment", ended_by="link", ended_at="moment", end_why="link", same_id="link",
)  # fmt: skip
_table(
    "carried", id="link", review_id="link", what="code", thing_id="link", from_review="link",
    from_thing="link", from_number="count", signed_at="moment", carried_by="link",
    carried_at="moment",
)  # fmt: skip
_table(
    "effort", id="link", review_id="link", code="code", days="count", recorded_by="link",
    recorded_at="moment",
)  # fmt: skip
_table(
    "release", id="link", review_id="link", owner_id="link", number="count", to_kind="code",
    to_name="link", purpose="code", signed_by="link", signed_at="moment", starts_at="moment",
    ends_at="moment", ended_at="moment", ended_by="link", end_reason="link",
)  # fmt: skip
_table("release_row", release_id="link", version_id="link")
_table(
    "request", **ROW, kind="code", state="code", moved_at="moment", due_on="moment",
    note="sealed", asked_by="link", asked_at="moment", chased_at="moment", document_id="link",
)  # fmt: skip
_table("remark", **ROW, step_id="link", version_id="link", words="sealed")
_table(
    "request_step", **ROW, request_id="link", what="code", taken_by="link", taken_at="moment",
    words="sealed",
)  # fmt: skip
_table(
    "file_removal", attachment_id="link", review_id="link", asked_by="link", asked_at="moment",
    done_by="link", done_at="moment",
)  # fmt: skip
_table(
    "removal", section_id="link", review_id="link", asked_by="link", asked_at="moment",
    done_by="link", done_at="moment",
)  # fmt: skip
_table(
    "first_look", **ROW, position="count", look="code", outcome="code", found="sealed",
    at_once="sealed", better="sealed", words="sealed", high_profile="code", sent_by="link",
    sent_at="moment",
)  # fmt: skip
_table(
    "incident_notice", id="link", review_id="link", sent_to="code", sent_on="public",
    recorded_by="link", recorded_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "notification", **ROW, board_id="link", happened="code", words="sealed",
    notified_by="link", notified_at="moment", form_n="link",
)  # fmt: skip
_table(
    "review_referral", id="link", review_id="link", kind="code", assessment_id="link",
    made_at="moment",
)  # fmt: skip
_table(
    "schedule", **ROW, agreement_id="link", purpose="code", paragraph="code", told="sealed",
    signed_by="link", signed_at="moment",
)  # fmt: skip
_table("schedule_release", release_id="link", schedule_id="link")
_table(
    "section", id="link", review_id="link", document_id="link", owner_id="link", position="count",
    section_class="code", author="link", newest_id="link",
)  # fmt: skip
_table(
    "section_version", **ROW, section_id="link", number="count", stage="code", words="sealed",
    written_by="link", written_at="moment", signed_by="link", signed_at="moment",
    released="code",
)  # fmt: skip
_table(
    "share_decision", **ROW, request_id="link", version_id="link", share="code",
    decided_by="link", decided_at="moment", why="sealed",
)  # fmt: skip
_table(
    "signature", id="link", review_id="link", agreement_id="link", body="link", signed_by="link",
    signed_at="moment", withdrawn_at="moment", withdrawn_by="link", withdrawal_reason="link",
)  # fmt: skip
_table(
    "subject", **ROW, position="count", part="code", last_name="sealed", first_name="sealed",
    date_of_birth="sealed", reference="sealed", last_name_index="blind",
    date_of_birth_index="blind", reference_index="blind",
)  # fmt: skip
_table(
    "telling", **ROW, told_to="code", note="sealed", told_by="link", told_at="moment",
    ended_at="moment",
)  # fmt: skip
_table(
    "urgent", release_id="link", reason="link", countersign_by="moment", countersigned_by="link",
    countersigned_at="moment",
)  # fmt: skip
