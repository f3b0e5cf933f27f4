"""Keeping somebody with a conflict from a review, from one owner's material, or from one section.

Release rule 2. Whole reviews are the board's business, narrower matters also the owner's: each
office stands people down in its own name, and only it lets them in again.
"""

from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.documents.models import Section
from portal.gate.gate import Gate, Refused
from portal.gate.policy import ALWAYS, BOARD, NEVER, Act, Line
from portal.reviews.models import Membership, StandDown

NAMED = {"review": "all", "owner": "owner:", "section": "sec:"}
"""How the law names what is closed."""


def stand_down(*, person: str, scope: str, what: str, why: str, gate: Gate) -> StandDown:
    """Closed to this person from the next click on, in every membership she has or will have.

    Raises Absent for whoever holds no office, Refused for what her office cannot decide.
    """
    row = StandDown(
        id=new_id(),
        review_id=gate.domain,
        owner_id=gate.body,
        person_id=person,
        scope=scope,
        what=what,
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    gate.check(Act.STAND_DOWN, row, StandDown.shape)
    _fit(row, gate)
    row.reason = gate.reason(why, row.owner_id)
    gate.session.flush()
    gate.session.add(row)
    gate.session.flush()
    name = f"{NAMED[scope]}{what}"
    lines = [Line(f"u:{person}", name, a, ALWAYS, NEVER, "deny", ref_of(row)) for a in Act]
    gate.allow(lines, ref=ref_of(row))
    gate.record(Act.STAND_DOWN, row.owner_id, {ref_of(row): (person,)}, reason=row.reason)
    return row


def ref_of(row: Any) -> str:
    return f"stood_down:{row.id}"


def _fit(row: StandDown, gate: Gate) -> None:
    if row.person_id == gate.actor.person:
        raise Refused("You cannot stand yourself down. Ask another officer to do it.")
    if row.scope == "review" and row.owner_id != BOARD:
        raise Refused("Only the board's office stands somebody down from the whole review.")
    if row.scope == "owner" and row.owner_id not in {BOARD, row.what}:
        raise Refused("Your office decides about your own body's material only.")
    here = (Membership.review_id == gate.domain,)
    if not _any(gate, *here, Membership.person_id == row.person_id):
        raise Refused("This person takes no part in the review.")
    if (
        row.scope == "owner"
        and row.what != BOARD
        and not _any(gate, *here, Membership.body == row.what)
    ):
        raise Refused("That body takes no part in the review.")
    own = (Section.review_id == gate.domain, Section.owner_id == row.owner_id)
    if row.scope == "section" and not _any(gate, *own, Section.id == row.what):
        raise Refused("Choose one of your own body's sections.")
    same = (
        StandDown.review_id == gate.domain,
        StandDown.owner_id == row.owner_id,
        StandDown.person_id == row.person_id,
        StandDown.scope == row.scope,
        StandDown.what == row.what,
        StandDown.lifted_at.is_(None),
    )
    if _any(gate, *same):
        raise Refused("Your office has stood this person down from that already.")


def _any(gate: Gate, *facts: sa.ColumnElement[bool]) -> bool:
    return bool(gate.connection.execute(sa.select(sa.exists().where(*facts))).scalar_one())


def lift(*, row: StandDown, why: str, gate: Gate) -> None:
    """Let somebody in again, as far as nothing else keeps her away. Raises Refused."""
    if row.lifted_at is not None:
        raise Refused("This person has been let in again already.")
    if row.person_id == gate.actor.person:
        raise Refused("You cannot let yourself in again. Ask another officer to do it.")
    reason = gate.reason(why, row.owner_id)
    gate.session.flush()
    row.lifted_at, row.lifted_by, row.lift_reason = gate.now, gate.actor.member, reason
    gate.end(ref=ref_of(row))
    gate.record(Act.STAND_DOWN, row.owner_id, {"let-in": (row.person_id,)}, reason=reason)


def standing(*, gate: Gate) -> list[Any]:
    """Whom the acting member's own office keeps away, and from what."""
    owners = gate.owners_for(Act.STAND_DOWN)
    table = StandDown.__table__
    query = sa.select(table).where(
        table.c.review_id == gate.domain, table.c.owner_id.in_(owners), table.c.lifted_at.is_(None)
    )
    return list(gate.connection.execute(query.order_by(table.c.made_at)))
