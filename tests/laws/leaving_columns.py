"""What the tables hold of what leaves a review: who is in it, what is taken out, what is made."""

from tests.laws.columns import ROW, Columns

LEAVING = Columns()
_table = LEAVING.table

_table(
    "known_person", id="link", review_id="link", owner_id="link", role="code", number="count",
    deceased="code", shown="code", entered_by="link", entered_at="moment", closed_by="link",
    closed_at="moment", closed_why="link",
)  # fmt: skip
_table(
    "person_words", **ROW, person_id="link", number="count", role="code", deceased="code",
    words="sealed", written_by="link", written_at="moment",
)  # fmt: skip
_table(
    "person_showing", **ROW, person_id="link", shown="code", words="sealed", decided_by="link",
    decided_at="moment",
)  # fmt: skip
_table(
    "person_join", id="link", review_id="link", owner_id="link", first_id="link",
    second_id="link", pair="link", state="code", proposed_by="link", proposed_at="moment",
    settled_by="link", settled_at="moment",
)  # fmt: skip
_SPAN = {"section_id": "link", "version_id": "link", "paragraph": "link", "starts": "count"}
_SPAN |= {"ends": "count"}
_table(
    "rendition", **ROW, audience="code", regime="code", stage="code", title="sealed",
    purpose="sealed", revision="count", made_by="link", made_at="moment", moved_at="moment",
)  # fmt: skip
_table(
    "rendition_section", id="link", review_id="link", owner_id="link", rendition_id="link",
    section_id="link", version_id="link", words_of="link", position="count",
    suggested_at="moment", added_by="link", removed_by="link", removed_at="moment",
)  # fmt: skip
_table(
    "qualified_opinion", **ROW, person="code", limbs="code", given_on="public", words="sealed",
    recorded_by="link", recorded_at="moment",
)  # fmt: skip
_table(
    "passage", **ROW, **_SPAN, rendition_id="link", decision="code", person_id="link",
    codes="code", instead="sealed", harm="sealed", interest="sealed", note="sealed",
    holder_id="link", opinion_id="link", deed_id="link", decided_by="link", decided_at="moment",
    superseded_by="link", superseded_at="moment",
)  # fmt: skip
_table(
    "suggestion", **_SPAN, id="link", review_id="link", owner_id="link", rendition_id="link",
    kind="code", person_id="link", group_id="link", proposed="code", codes="code", sure="code",
    made_at="moment", passage_id="link",
)  # fmt: skip
_table(
    "consultation", **ROW, rendition_id="link", maker_id="link", question="sealed",
    asked_by="link", asked_at="moment", outcome="code", reasons="sealed", answered_by="link",
    answered_at="moment", departure="sealed", departed_by="link", departed_at="moment",
    replaced_at="moment",
)  # fmt: skip
_table(
    "consultation_answer", **ROW, **_SPAN, consultation_id="link", maker_id="link",
    passage_id="link", said="code", reasons="sealed", answered_by="link", answered_at="moment",
    settled="sealed", settled_by="link", settled_at="moment", replaced_at="moment",
)  # fmt: skip
_table(
    "rendering_work", **ROW, rendition_id="link", revision="count", marking="code", title="sealed",
    stage="code", doing="code", done="count", total="count", pages="count", begun_by="link",
    begun_at="moment", seen_at="moment", ended_at="moment", why="sealed", rendering_id="link",
)  # fmt: skip
_table(
    "rendering", **ROW, rendition_id="link", number="count", revision="count", marking="code",
    clean="code", digests="sealed", proof="sealed", words="sealed", made_by="link",
    made_at="moment",
)  # fmt: skip
_table(
    "rendered_piece", **ROW, rendering_id="link", kind="code", part="count", position="count",
    body="sealed",
)  # fmt: skip
_table(
    "rendition_picture", **ROW, rendition_id="link", attachment_id="link", position="count",
    boxes="sealed", placed_by="link", placed_at="moment", removed_by="link", removed_at="moment",
)  # fmt: skip
_table(
    "rendition_signature", **ROW, rendering_id="link", digest="sealed", jigsaw="sealed",
    seen="count", signed_by="link", signed_at="moment",
)  # fmt: skip
_table(
    "rendition_release", **ROW, rendering_id="link", recipient="sealed", released_by="link",
    released_at="moment", why="sealed", withdrawn_by="link", withdrawn_at="moment",
)  # fmt: skip
