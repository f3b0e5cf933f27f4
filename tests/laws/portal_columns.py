"""What the portal's own tables hold: people, bodies, reviews and parts, keys, law and ledgers."""

from tests.laws.columns import ROW, Columns

PORTAL = Columns()
_table = PORTAL.table

_table("about", name="code", value="code")
_table("account", person_id="link", epoch="count", suspended_at="moment")
_table("agency", id="link", name="public", kind="code", closed_at="moment", successor_id="link")
_table("board_title", board_id="link", kind="code", title="public")
_table(
    "board", id="link", name="public", kind="code", closed_at="moment", successor_id="link",
)  # fmt: skip
_table("choice", token_hash="secret", domain="link", member="link")
_table(
    "data_key", id="link", domain="link", owner_id="link", use="code", state="code", kek="link",
    wrapped="wrapped", made_at="moment", ended_at="moment",
)  # fmt: skip
_table("delay", pair="blind", failures="count", last_at="moment")
_table(
    "desk", id="link", person_id="link", body="link", role="code", standing="code",
    starts_at="moment", ends_at="moment", appointed_by="link", ended_by="link", ended_at="moment",
    accepted_by="link", accepted_at="moment", refusal="link",
)  # fmt: skip
_table("domain", id="link", policy_version="count", key_epoch="count", law="code")
_table("ended_session", form_hash="secret", person_id="link", epoch="count", ended_at="moment")
_table(
    "joining", id="link", review_id="link", owner_id="link", person_id="link", body="link",
    starts_at="moment", ends_at="moment", standing="code", stage="code", asked_by="link",
    asked_at="moment", answered_by="link", answered_at="moment", reason="link",
)  # fmt: skip
_table("joining_role", joining_id="link", role="code")
_table("kept_form", **ROW, person_id="link", place="link", words="sealed", kept_at="moment")
_table("known_browser", token_hash="secret", person_id="link", seen_at="moment")
_table("ledger_checkpoint", number="count", told="ledger", hash="ledger", signature="ledger")
_table("ledger_cover", number="count", stream="link", seq="count")
_table(
    "ledger_entry", stream="link", seq="count", entry="ledger", hash="ledger", act="code",
    actor="link",
)  # fmt: skip
_table("ledger_head", stream="link", seq="count", hash="ledger", covered="count", blind="ledger")
_table(
    "membership", id="link", review_id="link", person_id="link", body="link", starts_at="moment",
    ends_at="moment", desk_id="link",
)  # fmt: skip
_table("membership_role", membership_id="link", role="code")
_table("office", membership_id="link", standing="code")
_table("once", id="link", person_id="link", led_to="code", done_at="moment")
_table("parting", membership_id="link", decided_by="link", decided_at="moment", reason="link")
_table(
    "person", **ROW, agency_id="link", name="sealed", email="sealed", email_index="blind",
    password="secret", totp="sealed", totp_used="count", enrol_hash="secret",
    enrol_until="moment",
)  # fmt: skip
_table(
    "policy_row", id="link", domain="link", kind="policy", sub="policy", obj="policy",
    act="policy", nbf="policy", exp="policy", eft="policy", ref="policy", added_in="count",
    ended_at="moment",
)  # fmt: skip
_table(
    "policy_snapshot", domain="link", version="count", rows="policy", digest="policy",
    made_at="moment", certified_at="moment",
)  # fmt: skip
_table(
    "reading", stream="link", version_id="link", member="link", actor="link", act="code",
    outcome="code", ref="policy", purpose="code", times="count", first_at="moment",
    last_at="moment", last_seq="count",
)  # fmt: skip
_table("reading_mark", stream="link", seq="count")
_table("reason", **ROW, words="sealed")
_table(
    "feed", token_hash="secret", person_id="link", epoch="count", made_at="moment", until="moment",
    asked_at="moment",
)  # fmt: skip
_table("register_day", body="link", kind="code", opened_on="public", rows="count")
_table(
    "register_row", body="link", review_id="link", board_id="link", kind="code", state="code",
    opened_on="public", due_on="public", since="moment", until="moment", reckoned="code",
)  # fmt: skip
_table("register_total", body="link", kind="code", state="code", rows="count")
_table(
    "review", id="link", code_name="public", kind="code", marking="code", handling="code",
    opened_at="moment", closed_at="moment", board_id="link", incident_id="link",
)  # fmt: skip
_table(
    "signed_in", token_hash="secret", person_id="link", epoch="count", began_at="moment",
    seen_at="moment", who="sealed",
)  # fmt: skip
_table(
    "stand_down", id="link", review_id="link", owner_id="link", person_id="link", scope="code",
    what="link", made_by="link", made_at="moment", reason="link", lifted_by="link",
    lifted_at="moment", lift_reason="link",
)  # fmt: skip
