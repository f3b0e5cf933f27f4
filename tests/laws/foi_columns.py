"""What the tables of requests under the Freedom of Information Act hold, to their last appeal."""

from tests.laws.columns import ROW, Columns

FOI = Columns()
_table = FOI.table

_table(
    "information_request", **ROW, reference="code", received_on="public", came="code",
    stage="code", applicant="sealed", address="sealed", words="sealed", from_id="link",
    registered_by="link", registered_at="moment",
)  # fmt: skip
_table(
    "request_move", **ROW, request_id="link", position="count", what="code", happened_on="public",
    due_on="public", section="code", agency_id="link", other_id="link", words="sealed",
    taken_by="link", taken_at="moment",
)  # fmt: skip
_table(
    "request_cost", **ROW, request_id="link", position="count", determining="count",
    locating="count", retrieving="count", extracting="count", words="sealed", made_by="link",
    made_at="moment",
)  # fmt: skip
_table(
    "request_material", **ROW, request_id="link", document_id="link", section_id="link",
    held="code", agency_id="link", police="code", note="sealed", added_by="link",
    added_at="moment", taken_off_by="link", taken_off_at="moment", why_off="sealed",
)  # fmt: skip
_table(
    "force_consultation", **ROW, request_id="link", asker_id="link", told="sealed", asked_by="link",
    asked_at="moment",
)  # fmt: skip
_table(
    "force_consultation_answer", **ROW, consultation_id="link", position="count", answer="code",
    words="sealed", answered_by="link", answered_at="moment",
)  # fmt: skip
_table(
    "cru_referral", **ROW, request_id="link", consultation_id="link", number="count",
    topic="code", words="sealed", pack="sealed", named="code", made_by="link", made_at="moment",
)  # fmt: skip
_table(
    "cru_entry", **ROW, referral_id="link", consultation_id="link", what="code",
    happened_on="public", channel="code", struck="code", corrects_id="link", words="sealed",
    made_by="link", made_at="moment",
)  # fmt: skip
_table(
    "cru_position", **ROW, referral_id="link", side="code", section="code", stand="code",
    struck="code", corrects_id="link", words="sealed", made_by="link", made_at="moment",
)  # fmt: skip
_table(
    "cru_field", **ROW, request_id="link", what="code", words="sealed", asked_by="link",
    asked_at="moment", agreed="code", settled_by="link", settled_at="moment",
)  # fmt: skip
_table(
    "foi_answer", **ROW, request_id="link", after_review="code", rendition_id="link",
    rendering_id="link", outcome="code", stage="code", letter="sealed", notice="sealed",
    schedule="sealed", said_back="sealed", digest="sealed", made_by="link", made_at="moment",
    edited_by="link", edited_at="moment", wrote="link", signed_by="link", signed_at="moment",
    sent_on="public",
    channel="code", days_late="count", why_late="sealed", sent_by="link",
)  # fmt: skip
_table(
    "internal_review", **ROW, request_id="link", asked_on="public", due_on="public", stage="code",
    words="sealed", why_late="sealed", notice="sealed", registered_by="link",
    registered_at="moment", taken_by="link", taken_at="moment", decided_at="moment",
    told_on="public", channel="code", told_by="link",
)  # fmt: skip
_table(
    "reviewed_passage", **ROW, internal_review_id="link", passage="link", finding="code",
    codes="code", words="sealed", decided_by="link", decided_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "ico_complaint", **ROW, request_id="link", heard_on="public", reference="sealed",
    words="sealed", registered_by="link", registered_at="moment", closed_on="public",
    closed_by="link",
)  # fmt: skip
_table(
    "ico_entry", **ROW, ico_complaint_id="link", position="count", what="code",
    happened_on="public", due_on="public", code="code", stand="code", words="sealed",
    made_by="link", made_at="moment", done_on="public", done_by="link",
)  # fmt: skip
_table(
    "disclosure_log_entry", **ROW, foi_answer_id="link", words="sealed", codes="code",
    made_by="link", made_at="moment", replaced_at="moment",
)  # fmt: skip
