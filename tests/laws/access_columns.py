"""What the tables of subject access hold: who asks about whom, every step, and the answer."""

from tests.laws.columns import ROW, Columns

ACCESS = Columns()
_table = ACCESS.table

_table(
    "access_request", **ROW, reference="code", received_on="public", came="code", road="code",
    asks_as="code", recent="code", stage="code", person_id="link", applicant="sealed",
    address="sealed", subject="sealed", words="sealed", registered_by="link",
    registered_at="moment",
)  # fmt: skip
_table(
    "access_move", **ROW, request_id="link", position="count", what="code", happened_on="public",
    code="code", agency_id="link", foi_id="link", rendition_id="link", words="sealed",
    taken_by="link", taken_at="moment",
)  # fmt: skip
_table(
    "other_person", **ROW, request_id="link", person_id="link", standing="code", consent="code",
    weighed="code", words="sealed", decided_by="link", decided_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "owner_told", **ROW, request_id="link", rendition_id="link", body_id="link", purpose="sealed",
    told_by="link", told_at="moment",
)  # fmt: skip
_table(
    "access_answer", **ROW, request_id="link", rendition_id="link", rendering_id="link",
    outcome="code", stage="code", letter="sealed", schedule="sealed", silence="sealed",
    said_back="sealed", digest="sealed", made_by="link", made_at="moment", edited_by="link",
    edited_at="moment", wrote="link", signed_by="link", signed_at="moment", sent_on="public",
    channel="code", days_late="count", why_late="sealed", sent_by="link",
)  # fmt: skip
_table(
    "access_complaint", **ROW, request_id="link", made_to="code", heard_on="public",
    acknowledge_by="public", reference="sealed", words="sealed", registered_by="link",
    registered_at="moment", closed_on="public", closed_by="link",
)  # fmt: skip
_table(
    "access_complaint_entry", **ROW, complaint_id="link", position="count", what="code",
    happened_on="public", due_on="public", code="code", corrects_id="link", words="sealed",
    made_by="link", made_at="moment", done_on="public", done_by="link",
)  # fmt: skip
