"""Reviews of one incident are joined in one way: what notifications kept of it becomes links."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.columns import checks, codes, ids, moments, refers, row, sealed

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

STATES = "state in ('ended', 'proposed', 'refused', 'standing', 'taken_back')"
HAPPENED = "happened in ('adult', 'charge', 'child', 'death')"
STAGES = "stage in ('linked', 'received', 'same')"
NOTIFICATION = "id, review_id, owner_id, row_version, board_id, happened"
TOLD = "words, notified_by, notified_at, form_n"
BEFORE = "id, review_id, other_id, pair, state, proposed_by, why, other_why, proposed_at"
AFTER = "answered_by, ended_by, end_why, answered_at, ended_at"


def upgrade() -> None:
    found = _said()
    _taken("review_link")
    _links(new=True)
    _given("review_link", f"{BEFORE}, {AFTER}", f"{BEFORE}, {AFTER}")
    for one in found:
        _stands(one)
    _taken("notification")
    _notifications(new=True)
    _given("notification", f"{NOTIFICATION}, {TOLD}", f"{NOTIFICATION}, {TOLD}")


def downgrade() -> None:
    told = _run(
        "select * from review_link where why is null or other_why is null or same_id is not null"
    ).mappings()
    told = list(told)
    _taken("notification")
    _notifications(new=False)
    rest = f"{NOTIFICATION}, {TOLD}"
    _given("notification", f"{rest}, stage, same_as", f"{rest}, 'received', ''")
    for one in told:
        _goes_back(one)
    _taken("review_link")
    _links(new=False)
    kept = "where why is not null and other_why is not null"
    _given("review_link", f"{BEFORE}, {AFTER}", f"{BEFORE}, {AFTER}", kept)


def _run(words: str, **given: Any) -> Any:
    return op.get_bind().execute(sa.text(words), given)


def _taken(table: str) -> None:
    """Its rows aside, and the table away; nothing refers to either table."""
    _run(f"create temporary table kept_{table} as select * from {table}")  # noqa: S608 - names of our own
    op.drop_table(table)


def _given(table: str, names: str, values: str, where: str = "") -> None:
    told = f"insert into {table} ({names}) select {values} from kept_{table} {where}"  # noqa: S608 - names of our own
    _run(told)
    _run(f"drop table kept_{table}")


def _said() -> list[dict[str, Any]]:
    """Of each notification that was linked: with what, by whom and when, from the record that was
    appended with it.
    """
    told = []
    for held in _run("select * from notification where stage <> 'received'").mappings():
        entries = _run(
            "select entry from ledger_entry where stream = :stream and act = 'link_incident' "
            "order by seq desc",
            stream=f"{held['review_id']}:board",
        ).scalars()
        for entry in map(json.loads, entries):
            if len(names := entry["things"].get(held["stage"], [])) == 2:
                told.append({**held, "other": names[1], "by": entry["member"], "at": entry["at"]})
                break
    return told


def _stands(told: dict[str, Any]) -> None:
    """It was said alone, and the other review had no words of its own why."""
    review, other = told["review_id"], told["other"]
    same = review if told["stage"] == "same" else None
    pair = ":".join(sorted((review, other)))
    open_now = _run(
        "select id from review_link where pair = :pair and state in ('proposed', 'standing')",
        pair=pair,
    ).scalar()
    if open_now:
        _run(
            "update review_link set same_id = :same, state = 'standing', "
            "answered_by = coalesce(answered_by, :by), answered_at = coalesce(answered_at, :at) "
            "where id = :id",
            same=same, by=told["by"], at=told["at"], id=open_now,
        )  # fmt: skip
        return
    _run(
        "insert into review_link (id, review_id, other_id, pair, state, proposed_by, why, "
        "proposed_at, answered_by, answered_at, same_id) values (:id, :review, :other, :pair, "
        "'standing', :by, :why, :at, :by, :at, :same)",
        id=told["id"], review=review, other=other, pair=pair, by=told["by"], why=told["reason"],
        at=told["at"], same=same,
    )  # fmt: skip


def _goes_back(told: Any) -> None:
    """What the older tables can hold of it: how far the one notification has come."""
    if told["state"] != "standing":
        return
    same, review = told["same_id"] or "", told["same_id"] or told["review_id"]
    other = told["other_id"] if review == told["review_id"] else told["review_id"]
    _run(
        "update notification set stage = :stage, same_as = :other, reason = :why "
        "where review_id = :review and stage <> 'same'",
        stage="same" if same else "linked", other=other if same else "", review=review,
        why=told["why"] if review == told["review_id"] else told["other_why"],
    )  # fmt: skip


def _links(*, new: bool) -> None:
    more = [*ids("same_id", null=True), refers("review_link", "same_id", "review")] if new else []
    some = {"same_is_one_of_the_two": "same_id in (review_id, other_id)"} if new else {}
    op.create_table(
        "review_link",
        *ids("id", "review_id", "other_id"),
        *codes("pair", most=65),
        *codes("state"),
        *ids("proposed_by"),
        *ids("why", "other_why", null=new),
        *moments("proposed_at"),
        *ids("answered_by", "ended_by", "end_why", null=True),
        *moments("answered_at", "ended_at", null=True),
        *more,
        *checks(
            "review_link",
            state_listed=STATES,
            links_two="review_id <> other_id",
            ended_by_somebody="(ended_at is null) = (ended_by is null)",
            ended_when_ended="(state = 'ended') = (ended_at is not null)",
            **some,
        ),
        *(refers("review_link", name, "review") for name in ("review_id", "other_id")),
        *(
            refers("review_link", name, "membership")
            for name in ("proposed_by", "answered_by", "ended_by")
        ),
        *(refers("review_link", name, "reason") for name in ("why", "other_why", "end_why")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_link")),
    )
    for name in ("review_id", "other_id"):
        op.create_index(op.f(f"ix_review_link_{name}"), "review_link", [name])
    where = sa.text("state in ('proposed', 'standing')")
    op.create_index(
        "uq_review_link_open", "review_link", ["pair"], unique=True, sqlite_where=where,
        postgresql_where=where,
    )  # fmt: skip


def _notifications(*, new: bool) -> None:
    stage = [] if new else [*codes("stage"), *ids("same_as"), *ids("reason", null=True)]
    rules = {"happened_listed": HAPPENED}
    if not new:
        rules |= {"stage_listed": STAGES, "same_as_another": "(stage = 'same') = (same_as <> '')"}
    op.create_table(
        "notification",
        *row(),
        *ids("board_id"),
        *codes("happened"),
        *stage,
        sa.Column("words", sa.LargeBinary(), nullable=True),
        *ids("notified_by"),
        *moments("notified_at"),
        *ids("form_n", null=True),
        *sealed("notification", "words"),
        *checks("notification", **rules),
        refers("notification", "board_id", "board"),
        refers("notification", "form_n", "attachment"),
        *([] if new else [refers("notification", "reason", "reason")]),
        refers("notification", "notified_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("review_id", name=op.f("uq_notification_review_id")),
    )
    op.create_index(op.f("ix_notification_notified_by"), "notification", ["notified_by"])
